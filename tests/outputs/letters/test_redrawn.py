"""A returned form comes back with remarks, is mended in place, and is sent a second time."""

import datetime as dt
import io

import openpyxl
import pytest
from docx import Document

from kuzbass_batch.findings.finding import is_for_participant
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.specification import with_rows_for
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.returns.choosing import choose
from tests.filled import (
    ASSESSMENT,
    FORMS,
    METHODOLOGY,
    PASSPORT,
    drawn,
    handled,
    marked,
    owned,
    read,
    row_of,
    saved,
    saved_again,
    submission_of,
)
from tests.office import Office

SPEC = FORMS[Kind.SELF_ASSESSMENT]
PEOPLE = {
    f"training/{n}/{key}": value
    for n in range(1, 46)
    for key, value in {
        "name": f"Фамилия{n} Имя", "post": "консультант", "topic": "Картирование",
        "date": dt.date(2025, 5, n % 27 + 1), "document": f"№ {n}",
    }.items()
}  # fmt: skip
FILLED = ASSESSMENT | marked((1, 2, 2, 2, 2, 2, 2, 2)) | PEOPLE


def spoil(book):
    sheet = book["Самооценка"]
    for code, value in {"1.1": "да, приказ № 5", "2.1": "x", "3.1": "=1/0"}.items():
        sheet.cell(row_of(sheet, code), 4).value = value
    for code in ("8.0", "8.1", "8.2", "8.3", "8.4"):
        sheet.cell(row_of(sheet, code), 4).value = None
    sheet.cell(row_of(sheet, "1.2"), 6).value = "примечание участника"
    book["Сведения"]["C8"].value = "вчера"
    book["Сведения"]["C9"].value = None
    book["Обучение"]["D20"].value = "весна"
    book["Обучение"]["B33"].value = None


def redrawn(file):
    """The form as the batch sends it back (outputs.redrawn gives a worker the same answers)."""
    answers = {a.field_id: a.value if a.readable else a.given for a in submission_of(file).answers}
    remarks = tuple(finding for finding in file.findings if not finding.internal)
    return drawn(file.kind, answers, remarks=remarks)


@pytest.fixture(scope="module")
def faulty():
    return handled(spoil, answers=FILLED)


def test_what_was_answered_is_there_again_and_the_same_faults_with_it(faulty):
    again = read(redrawn(faulty))
    shown = {a.field_id: a.given for a in submission_of(again).answers}
    for answer in submission_of(faulty).answers:
        assert shown[answer.field_id] == answer.given, answer.field_id
    assert len([name for name in shown if name.endswith("/topic")]) == 45
    before, after = (
        {f.field for f in e.findings if f.severity == "error"} for e in (faulty, again)
    )
    assert before == after and again.scorecard is None
    assert redrawn(again) == redrawn(read(redrawn(again)))


def test_each_fault_is_coloured_has_a_comment_and_a_link(faulty):
    book = openpyxl.load_workbook(io.BytesIO(redrawn(faulty)))
    assert book.active.title == book.sheetnames[0] == "Замечания"
    places = lay_out(with_rows_for(SPEC, (a.field_id for a in submission_of(faulty).answers)))
    links = {
        row[3].hyperlink.location: (row[1].value, row[4].value)
        for row in book["Замечания"].iter_rows(min_row=5)
        if row[3].hyperlink
    }
    for finding in filter(is_for_participant, faulty.findings):
        for field in finding.fields:
            place = places[field]
            cell = book[place.sheet][place.ref.cell]
            assert cell.fill.fgColor.rgb == "FFF8CBAD" and finding.message in cell.comment.text
            assert f"'{place.sheet}'!{place.ref.cell}" in links
    severities = [words for words, _ in links.values()]
    assert severities == sorted(severities, reverse=True), "errors come first"
    sheets = [place.partition("!")[0].strip("'") for place in links]
    errors = [name for name, (word, _) in zip(sheets, links.values(), strict=True)
              if word == "ошибка"]  # fmt: skip
    assert errors == sorted(errors, key=["Сведения", "Самооценка", "Обучение"].index)


def mend(book):
    sheet = book["Самооценка"]
    for code, value in {"1.1": "да", "2.1": "да", "3.1": "нет", "8.0": "нет", "8.1": "нет",
                        "8.2": "да", "8.3": "нет", "8.4": "нет"}.items():  # fmt: skip
        sheet.cell(row_of(sheet, code), 4).value = value
    book["Сведения"]["C8"].value = dt.datetime(2025, 12, 10)
    book["Сведения"]["C9"].value = "Иванова Анна Петровна"
    training = book["Обучение"]
    training.cell(row_of(training, "О.15"), 4).value = "20.05.2025"
    training.cell(row_of(training, "О.28"), 2).value = "Фамилия28 Имя"


def mended(faulty, name="форма (исправить).xlsx"):
    book = openpyxl.load_workbook(io.BytesIO(redrawn(faulty)))
    mend(book)
    return read(saved(book), name)


def test_a_mended_form_is_rated(faulty):
    file = mended(faulty)
    assert [f.code for f in file.findings if f.severity == "error"] == []
    assert str(file.scorecard.total) == "9.0"
    assert submission_of(file).by_field()["1.2/note"].value == "примечание участника"


@pytest.mark.parametrize("name", ["а.xlsx", "я.xlsx"], ids=["sorts before", "sorts after"])
def test_it_settles_the_faulty_one_of_the_same_day_whatever_its_name(name):
    def break_a_mark(book):
        sheet = book["Самооценка"]
        sheet.cell(row_of(sheet, "1.1"), 4).value = "x"

    faulty = handled(break_a_mark, answers=FILLED)
    good = mended(faulty, name)
    files = [owned(file, "ИО-01") for file in (faulty, good)]
    results = {
        result.source.path: result for result in choose(files, METHODOLOGY, dt.date(2026, 2, 1))
    }
    assert {path: r.status.value for path, r in results.items()} == {
        name: "used", "форма.xlsx": "superseded"
    }  # fmt: skip


def test_a_passport_makes_the_same_round():
    def spoil_passport(book):
        book["Паспорт"].cell(row_of(book["Паспорт"], "Ц.1"), 4).value = "пять"

    faulty = handled(spoil_passport, Kind.PASSPORT)
    (remark,) = faulty.findings
    assert remark.code == "S023"
    book = openpyxl.load_workbook(io.BytesIO(redrawn(faulty)))
    sheet = book["Паспорт"]
    target = sheet.cell(row_of(sheet, "Ц.1"), 4)
    assert target.value == "пять" and "Вместо числа" in target.comment.text
    target.value = 5
    again = read(saved(book))
    assert again.findings == ()
    values = {a.field_id: a.value for a in submission_of(again).answers}
    assert values == PASSPORT


def test_the_only_form_came_back_unfilled_and_the_letter_says_so(tmp_path):
    office = Office(tmp_path)
    empty = drawn(Kind.SELF_ASSESSMENT, {"participant_id": "ИО-02"}, "ИО-02")
    office.put("ИО-02.xlsx", saved_again(empty))
    outcome = office.run()
    (file,) = (f for f in outcome.files if f.participant == "ИО-02")
    assert file.reason == "бланк поступил незаполненным, нужно заполнить"
    (path,) = (office.output / "Письма" / "На доработку").glob("*.docx")
    text = "\n".join(each.text for each in Document(path).paragraphs)
    assert "Форма поступила незаполненной: ответов в ней нет." in text
    assert "приложен чистый бланк, его нужно заполнить. Заполненную форму просим" in text
    assert "сохранены Ваши ответы" not in text and "заново" not in text
