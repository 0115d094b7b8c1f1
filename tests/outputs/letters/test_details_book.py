"""«Реквизиты.xlsx»: what counts, what is refused with its cell, and that no example is printed."""

import io

import pytest
from docx import Document

from kuzbass_batch.commands import single_files
from kuzbass_batch.commands.new_year import lay_out_year
from kuzbass_batch.outputs.letters.details import (
    before_signing,
    invented_details,
    printed_details,
    to_enter,
)
from kuzbass_batch.outputs.letters.details_book import (
    DetailsBook,
    details_in,
    load_details,
)
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate
from kuzbass_batch.outputs.letters.letter_templates import (
    OPEN_LINE,
    check_letter_templates,
    read_committee,
    read_government,
    shipped_details,
    shipped_examples,
    without_examples,
)
from kuzbass_batch.usage import WrongUsage, refuse_templates
from tests.filled import saved_again
from tests.outcomes import METHODOLOGY
from tests.outputs.letters.test_letters import reminder
from tests.paths import ROOT
from tests.typed_cells import TypedBook

OWN = (ROOT / "templates" / "letters" / "committee.toml").read_text("utf-8")
SHEET = "Реквизиты"
BOOK = f"{SHEET}.xlsx"
COMMITTEE = {
    "К.2": "650991, г. Кемерово, пр. Советский, 58",
    "К.4": "И. о. председателя комитета",
    "К.5": "И. И. Иванова",
    "К.6": "Петрова Анна Сергеевна",
    "К.7": "8 (384-2) 58-12-34",
}
GOVERNMENT = {"П.2": "Сидорову С. С.", "П.3": "Уважаемый Семён Семёнович!"}


@pytest.fixture
def folder(tmp_path):
    """The folder of templates of a new year, with nothing filled in."""
    check_letter_templates(None)
    return lay_out_year(tmp_path / "год", year=2025, windows=False).folder.root / "шаблоны"


def cells_of(data):
    """Return the cell of each value by the code of its row."""
    rows = TypedBook(data).rows(SHEET)
    return {texts.get("A", ""): f"C{row}" for row, texts in rows}


def fill(folder, values):
    """Type values by the codes of their rows and save as an office suite does; return the cells."""
    path = folder / BOOK
    book, cells = TypedBook(path.read_bytes()), cells_of(path.read_bytes())
    for code, value in values.items():
        book.type(SHEET, cells[code], value)
    path.write_bytes(saved_again(book.saved()))
    return cells


def refused(folder):
    with pytest.raises(WrongUsage) as told:
        refuse_templates(folder, "", METHODOLOGY.period)
    return str(told.value)


def test_every_key_of_the_files_has_its_cell_and_no_other_is_asked_for():
    stated = {
        f"{name.removesuffix('.toml')}/{key}"
        for name, table in shipped_details().items()
        for key in table
    }
    assert set(load_details(METHODOLOGY.period).fields()) == stated


def test_a_new_workbook_is_blank_and_counts_for_nothing(folder):
    assert details_in(shipped_examples(), (BOOK, (folder / BOOK).read_bytes())).filled == {}
    refuse_templates(folder, "", METHODOLOGY.period)
    assert "не вписаны адрес, контакты" in before_signing(folder) and BOOK in before_signing(folder)


def test_what_is_filled_in_counts_instead_of_the_file(folder):
    fill(folder, COMMITTEE | GOVERNMENT | {"К.8": 7, "П.5": "Г. Г. Губернаторова"})
    refuse_templates(folder, "", METHODOLOGY.period)
    details = read_committee(folder)
    assert (details["address"], details["days_to_mend"]) == (COMMITTEE["К.2"], 7)
    assert details["contacts"] == "" and details["name"] == "{committee}"
    assert read_government(folder)["deputy_name"] == GOVERNMENT["П.2"]
    assert invented_details(folder) == () and before_signing(folder) == ""


@pytest.mark.parametrize(
    ("typed", "days"),
    [("10; 5, 2", [10, 5, 2]), ("7", [7]), (7, [7]), ("нет", []), (None, [14, 3, 1])],
)
def test_days_of_reminders_are_a_list_of_numbers(folder, typed, days):
    fill(folder, COMMITTEE | {"К.9": typed})
    refuse_templates(folder, "", METHODOLOGY.period)
    assert read_committee(folder)["reminder_days"] == days


@pytest.mark.parametrize("words", ["[3, 3]", "[0]", "[61]", '["3"]', "[true]", "5"])
def test_days_of_reminders_in_the_file_are_looked_at_too(folder, words):
    own = OWN.replace("reminder_days = [14, 3, 1]", f"reminder_days = {words}")
    (folder / "committee.toml").write_text(own, "utf-8")
    assert "reminder_days" in refused(folder)


def test_the_body_that_takes_reports_has_a_table_of_its_own(folder):
    centre = {"Ц.2": "650000, г. Кемерово, пр. Мира, 3", "Ц.4": "Директор центра",
              "Ц.5": "К. К. Кротова", "Ц.6": "Ильина Вера Львовна",
              "Ц.7": "8 (384-2) 58-33-22"}  # fmt: skip
    fill(folder, centre)
    refuse_templates(folder, "", METHODOLOGY.period)
    words = METHODOLOGY.words
    printed = printed_details("centre.toml", folder, words)
    assert (printed["signer_name"], printed["contacts"]) == ("К. К. Кротова", "")
    assert printed["name"] == words.bodies.centre
    assert printed_details("committee.toml", folder, words)["signer_name"] == OPEN_LINE
    cells = fill(folder, {"Ц.5": "Ц. Ц. Примеров"})
    assert f"{cells['Ц.5']}: оставлен пример «Ц. Ц. Примеров»" in refused(folder)


def test_one_table_may_be_filled_in_alone(folder):
    fill(folder, COMMITTEE)
    refuse_templates(folder, "", METHODOLOGY.period)
    assert read_committee(folder)["signer_name"] == COMMITTEE["К.5"]
    assert invented_details(folder) == ("адресат записки", "подписант дипломов")


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("К.5", None, "Не заполнено: подписант."),
        ("К.5", "П. П. Примеров", "оставлен пример «П. П. Примеров». Впишите своё значение."),
        ("К.2", "650000, Кемерово, ул. Примерная, 1", "оставлен пример"),
        ("К.8", 61, "целое число от 1 до 60, стоит «61»"),
        ("К.8", 2.5, "целое число от 1 до 60, стоит «2,5»"),
        ("К.8", "неделя", "«неделя»"),
        ("К.9", "14, 3, 0", "нужны разные целые числа от 1 до 60 через запятую"),
        ("К.9", "3; 3", "стоит «3; 3»"),
        ("П.2", "Образцову О. О.", "оставлен пример"),
    ],
)
def test_every_fault_is_named_with_its_cell(folder, code, value, words):
    cells = fill(folder, COMMITTEE | GOVERNMENT | {code: value})
    told = refused(folder)
    assert f"{cells[code]}:" in told and words in told and "(1)" in told


def test_all_faults_are_named_at_once(folder):
    cells = fill(folder, {"К.2": COMMITTEE["К.2"], "К.8": 0})
    told = refused(folder)
    assert all(f"{cells[code]}:" in told for code in ("К.4", "К.5", "К.6", "К.7", "К.8"))
    assert "(5)" in told and cells["П.2"] not in told


def test_a_file_filled_in_too_is_told_and_the_workbook_counts(folder):
    own = OWN.replace("П. П. Примеров", "А. А. Другая").replace("ул. Примерная, 1", "пр. Мира, 2")
    (folder / "committee.toml").write_text(own, "utf-8")
    assert read_committee(folder)["signer_name"] == "А. А. Другая"
    fill(folder, COMMITTEE | GOVERNMENT)
    check_letter_templates(folder)
    assert read_committee(folder)["signer_name"] == COMMITTEE["К.5"]
    told = before_signing(folder)
    assert f"«{BOOK}» и в committee.toml различаются (адрес, подписант): действует книга" in told
    assert any("различаются" in line.text for line in to_enter(folder, METHODOLOGY))


def test_further_keys_of_the_file_stay(folder):
    (folder / "committee.toml").write_text(f'{OWN}\nindex = "01-12"\n', "utf-8")
    fill(folder, COMMITTEE)
    check_letter_templates(folder)
    assert read_committee(folder)["index"] == "01-12"


def test_an_older_folder_gets_the_workbook_with_what_its_file_holds(folder):
    (folder / BOOK).unlink()
    own = OWN.replace("П. П. Примеров", "А. А. Другая")
    (folder / "committee.toml").write_text(own, "utf-8")
    lay_out_year(folder.parent, year=2025, windows=False)
    data = (folder / BOOK).read_bytes()
    typed = {texts.get("A"): texts.get("C") for _, texts in TypedBook(data).rows(SHEET)}
    assert typed["К.5"] == "А. А. Другая" and not typed["К.2"]
    check_letter_templates(folder)
    assert details_in(shipped_examples(), (BOOK, data)) == DetailsBook(filled={}, name=BOOK)
    assert read_committee(folder)["signer_name"] == "А. А. Другая"


def test_what_is_no_such_workbook_is_refused(folder):
    (folder / BOOK).write_bytes((ROOT / "input_samples/2025/ИО-01.xlsx").read_bytes())
    assert "не книга реквизитов" in refused(folder)
    (folder / BOOK).write_bytes(b"PK\x03\x04 broken")
    assert BOOK in refused(folder)
    (folder / "Реквизиты.ods").write_bytes(b"")
    assert "несколько книг реквизитов: «Реквизиты.ods», «Реквизиты.xlsx»" in refused(folder)


def test_no_example_is_printed_for_a_committee_of_its_own(folder):
    text = "\n".join(p.text for p in Document(io.BytesIO(reminder(templates=folder))).paragraphs)
    assert "Примеров" not in text and "Образцова" not in text and OPEN_LINE in text
    fill(folder, COMMITTEE)
    check_letter_templates(folder)
    text = "\n".join(p.text for p in Document(io.BytesIO(reminder(templates=folder))).paragraphs)
    assert COMMITTEE["К.5"] in text and OPEN_LINE not in text


def test_whoever_is_not_entered_yet_is_not_greeted_by_the_example_s_name():
    shipped = shipped_details()["government.toml"]
    assert "Олег" in shipped["deputy_salutation"]
    printed = without_examples("government.toml", shipped)
    assert printed["deputy_salutation"] == OPEN_LINE == printed["deputy_name"]
    own = {**shipped, "deputy_name": "Сидорову С. С.", "deputy_salutation": "Уважаемый Сидор!"}
    assert without_examples("government.toml", own)["deputy_salutation"] == "Уважаемый Сидор!"


def test_among_the_forms_it_is_passed_over_with_where_it_belongs(folder):
    (file,) = single_files.check([folder / BOOK], year=2025)
    assert file.own == "книга реквизитов (место книги – в папке шаблонов)"


def test_a_workbook_that_the_worker_cannot_read_is_one_sentence(folder, monkeypatch):
    from kuzbass_batch import usage
    from kuzbass_batch.reading.committee import template_books
    from kuzbass_batch.workers.crew import Lost

    fill(folder, COMMITTEE)
    for lost, words in ((Lost.STUCK, "не хватило времени"), (Lost.DIED, "повреждена")):
        monkeypatch.setattr(template_books, "done_by", lambda *_, lost=lost, **__: [(None, lost)])
        with pytest.raises(BadTemplate, match=words):
            usage.look_at_details(folder)
