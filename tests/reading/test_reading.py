"""What really comes back: forms that somebody has rebuilt, pasted into, copied or broken."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from openpyxl.cell.cell import Cell

from input_samples import make_samples
from kuzbass_batch.reading.examine import examine_content, placed
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.returns.read_files import came_on
from tests.filled import (
    ASSESSMENT,
    FORMS,
    METHODOLOGY,
    at,
    codes,
    drawn,
    handled,
    marked,
    read,
    row_of,
    submission_of,
)
from tests.paths import DATA

POINTS = (3, 2, 2, 2, 3, 1, 2, 4)
PEOPLE = {
    f"training/{n}/{key}": value
    for n, name in enumerate(("Первый Илья", "Вторая Ольга"), start=1)
    for key, value in {
        "name": name, "post": "консультант", "date": ASSESSMENT["filled_on"].replace(month=5),
        "topic": "Картирование", "document": f"сертификат {n}",
    }.items()
}  # fmt: skip
EVIDENCE = {
    f"{row.code}/evidence": "приказ, ППКО, конкурс"
    for criterion in METHODOLOGY.criteria
    for row in criterion.rows[1:]
}
FILLED = ASSESSMENT | marked(POINTS) | PEOPLE | EVIDENCE
WHOLE = read(drawn(Kind.SELF_ASSESSMENT, FILLED))


def returned(change):
    return handled(change, answers=FILLED)


def answers(file):
    return {a.field_id: a.value for a in submission_of(file).answers}


def place(field):
    return at(Kind.SELF_ASSESSMENT, field)


def unmerged(sheet):
    """openpyxl does not move merges with their cells; an office suite does."""
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    return sheet


def insert_row_in_a_criterion(book):
    sheet = unmerged(book["Самооценка"])
    sheet.insert_rows(row_of(sheet, "1.2"), 3)


def insert_and_delete_rows_of_the_trained(book):
    """Blank rows among the filled ones, and fewer of the printed ones, codes and all."""
    sheet = unmerged(book["Обучение"])
    sheet.delete_rows(row_of(sheet, "О.20"), 11)
    sheet.insert_rows(row_of(sheet, "О.2"), 3)
    sheet.insert_rows(row_of(sheet, "О.1"), 1)
    sheet.delete_rows(row_of(sheet, "О.5"), 4)


def delete_every_row_but_the_filled(book):
    sheet = unmerged(book["Обучение"])
    sheet.delete_rows(row_of(sheet, "О.3"), 28)
    for code in ("О.1", "О.2"):
        sheet.cell(row_of(sheet, code), 1).value = None


def insert_row_with_notes(book):
    insert_row_in_a_criterion(book)
    sheet = book["Самооценка"]
    sheet.cell(row_of(sheet, "1.2") - 1, 2).value = "наша пометка: да"


def insert_rows_above_the_head(book):
    for name in ("Сведения", "Самооценка", "Обучение"):
        unmerged(book[name]).insert_rows(1, 4)


def insert_columns(book):
    for name in ("Сведения", "Самооценка", "Обучение"):
        sheet = unmerged(book[name])
        sheet.insert_cols(3)
        sheet.insert_cols(1)


def insert_sheets(book):
    book.create_sheet("Черновик", 0)["A1"] = "для себя"
    book.create_sheet("Лист1")["D9"] = "да"


def move_sheets(book):
    book.move_sheet("Обучение", -3)
    book.move_sheet("Сведения", 3)


def rename_sheets(book):
    for number, name in enumerate(("Сведения", "Самооценка", "Обучение")):
        book[name].title = f"Лист{number}"


def delete_what_is_not_read(book):
    del book["Инструкция"]
    del book["Код"]


def hide_and_filter(book):
    sheet = book["Самооценка"]
    sheet.row_dimensions[row_of(sheet, "1.2")].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet.auto_filter.ref = "A6:F60"


def overwrite_the_code_on_two_sheets(book):
    book["Самооценка"]["A1"].value = "Министерство примеров"
    book["Сведения"]["A1"].value = None


def sort_the_rows(book):
    sheet = unmerged(book["Самооценка"])
    first = row_of(sheet, "8.0")
    rows = [[sheet.cell(first + n, c).value for c in range(1, 7)] for n in range(5)]
    for number, values in enumerate(reversed(rows), start=first):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def turn_codes_into_numbers(book):
    sheet = book["Самооценка"]
    for code in ("1.0", "1.1", "2.3"):
        sheet.cell(row_of(sheet, code), 1).value = float(code)


def leave_gaps_among_the_trained(book):
    sheet = book["Обучение"]
    for column in range(2, 7):
        cell = sheet.cell(7, column)
        sheet.cell(50, column).value, cell.value = cell.value, None


def spell_dates_as_text(book):
    book["Сведения"]["C8"].value = "10 декабря 2025 г."
    book["Обучение"]["D6"].value = "10.05.25"


def leave_the_level_uncomputed(book):
    """As the headless converter of LibreOffice writes a text formula into an .xls."""
    book["Самооценка"]["F3"].value = 0


HARMLESS = [
    insert_and_delete_rows_of_the_trained, delete_every_row_but_the_filled,
    insert_row_in_a_criterion, insert_row_with_notes, insert_rows_above_the_head, insert_columns,
    insert_sheets, move_sheets, rename_sheets, delete_what_is_not_read, hide_and_filter,
    overwrite_the_code_on_two_sheets, sort_the_rows, turn_codes_into_numbers,
    leave_gaps_among_the_trained, spell_dates_as_text, leave_the_level_uncomputed,
]  # fmt: skip


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.__name__)
def test_this_does_no_harm(change):
    file = returned(change)
    assert answers(file) == answers(WHOLE)
    assert codes(file.findings) == codes(WHOLE.findings) == []
    assert file.scorecard.total == WHOLE.scorecard.total


def test_a_deleted_person_is_gone_and_the_next_one_moves_up():
    def change(book):
        sheet = unmerged(book["Обучение"])
        sheet.delete_rows(row_of(sheet, "О.1"))

    entry = returned(change)
    names = [v for field, v in answers(entry).items() if field.startswith("training")]
    assert names[0] == "Вторая Ольга" and len(names) == 5
    assert not [f for f in entry.findings if f.severity.value == "error"]


def test_a_table_whose_rows_are_all_deleted_is_missed():
    def change(book):
        sheet = unmerged(book["Паспорт"])
        sheet.delete_rows(row_of(sheet, "Ц.1"), 4)

    entry = handled(change, kind=Kind.PASSPORT)
    (fault,) = [f for f in entry.findings if f.severity.value == "error"]
    assert fault.fields == ("goals/1/name",) and "Цели и эффекты" in fault.message


def mark(code, value):
    def change(book):
        sheet = book["Самооценка"]
        sheet.cell(row_of(sheet, code), 4).value = value

    return change


@pytest.mark.parametrize(
    "value",
    ["да, приказ № 5", "x", "нет\nда\nда\nда", "100%", 2, "см. примечание"],
    ids=repr,
)
def test_a_mark_with_anything_else_in_its_cell_is_never_guessed(value):
    file = returned(mark("8.4", value))
    code = "S015" if "приказ" in str(value) else "S021"
    assert codes(file.findings) == [f"{code} {place('8.4/done')}"]
    assert file.scorecard is None
    assert " ".join(str(value).split()) in file.findings[0].message


@pytest.mark.parametrize(
    ("said", "proof"),
    [
        ("да, приказ от 01.02.2025 № 5", "приказ"),
        ("Да – распоряжение № 7", "распоряжение"),
        ("да (№ 12 от 03.04.2025)", "документ"),
        ("да https://example.ru/a", "ссылку"),
    ],
)
def test_of_a_yes_with_its_proof_it_is_said_where_the_proof_belongs(said, proof):
    (finding,) = returned(mark("8.4", said)).findings
    assert finding.code == "S015"
    assert finding.remedy == f"Оставьте «да», а {proof} перенесите в столбец «Подтверждение»."


@pytest.mark.parametrize(
    "said", ["да/нет", "да, но приказ не издан", "да, частично, приказ № 5", "данные", "да и нет"]
)
def test_nobody_is_told_to_keep_a_yes_that_is_none(said):
    (finding,) = returned(mark("8.4", said)).findings
    assert (finding.code, finding.remedy) == ("S021", "Выберите «да» или «нет» из списка.")


def delete_row(book):
    sheet = unmerged(book["Самооценка"])
    sheet.delete_rows(row_of(sheet, "5.2"))


def copy_row(value):
    def change(book):
        sheet = book["Самооценка"]
        row = row_of(sheet, "5.2")
        for column in range(1, 5):
            sheet.cell(90, column).value = sheet.cell(row, column).value
        sheet.cell(90, 4).value = value

    return change


def head(old, new):
    def change(book):
        for row in book["Самооценка"].iter_rows(max_row=10):
            for cell in row:
                if cell.value == old:
                    cell.value = new

    return change


def delete_sheet(name):
    def change(book):
        del book[name]

    return change


def copy_sheet(book):
    book.copy_worksheet(book["Самооценка"]).title = "Самооценка (2)"


def merge(cells, hidden=None, name="Самооценка"):
    def change(book):
        sheet = book[name]
        sheet.merge_cells(cells)
        if hidden:
            # What a merge covers stays in the file: suites keep it, openpyxl would drop it.
            row, column = sheet[cells.split(":")[1]].row, sheet[cells.split(":")[1]].column
            sheet._cells[row, column] = Cell(sheet, row=row, column=column, value=hidden)

    return change


def write(sheet, cell, value):
    def change(book):
        book[sheet][cell].value = value

    return change


def unformatted(sheet, cell, value):
    def change(book):
        book[sheet][cell].value, book[sheet][cell].number_format = value, "General"

    return change


def error(sheet, cell):
    def change(book):
        book[sheet][cell].value, book[sheet][cell].data_type = "#REF!", "e"

    return change


HARMFUL = [
    ("a row deleted", delete_row, ["S005 Самооценка"]),
    ("a row copied with another answer", copy_row("нет"), ["S006 Самооценка"]),
    ("a row copied as it is", copy_row("да"), ["S006 Самооценка"]),
    ("a head renamed", head("Выполнено", "Готово"), ["S004 Самооценка!A6"]),
    ("no head", head("Код", None), ["S003 Самооценка"]),
    ("a sheet deleted", delete_sheet("Самооценка"), ["S002 Самооценка"]),
    ("a sheet copied", copy_sheet, ["S008 Самооценка (2)"]),
    ("marks merged", merge("D9:D10"), ["S026 Самооценка!D9"]),
    ("a value under a merge", merge("F6:G6", "№ 2", "Обучение"), ["S027 Обучение!G6"]),
    ("two texts of a row merged", merge("E9:F9"), ["S072 Самооценка!E9"]),
    ("evidence merged over rows", merge("E9:E11"), ["S072 Самооценка!E9"]),
    ("a mark merged with its evidence", merge("D9:E9"), ["S026 Самооценка!D9"]),
    (
        "a text under merged evidence",
        merge("E9:E11", "№ 2"),
        ["S072 Самооценка!E9", "S027 Самооценка!E11"],
    ),
    ("evidence covered from outside", merge("E6:E8"), ["S028 Самооценка!E8"]),
    ("answers covered from outside", merge("C9:D9"), ["S028 Самооценка!D9"]),
    ("an error cell", error("Самооценка", "D9"), ["S025 Самооценка!D9"]),
    ("an error in the date", error("Сведения", "C8"), ["S025 Сведения!C8"]),
    ("a formula never computed", write("Самооценка", "D9", '="да"'), ["S031 Самооценка!D9"]),
    ("a total typed over", write("Самооценка", "C3", 12), ["S032 Самооценка!C3"]),
    ("points typed over", write("Самооценка", "C4", 30), ["S032 Самооценка!C4"]),
    ("a level typed over", write("Самооценка", "F3", "Базовый"), ["S032 Самооценка!F3"]),
    ("a day as a number", unformatted("Сведения", "C8", 46001), ["S030 Сведения!C8"]),
    ("a day as text of a number", write("Сведения", "C8", "46001"), ["S022 Сведения!C8"]),
    ("no such day", write("Сведения", "C8", "31.11.2025"), ["S080 Сведения!C8"]),
]


@pytest.mark.parametrize(
    ("change", "expected"), [line[1:] for line in HARMFUL], ids=[line[0] for line in HARMFUL]
)
def test_each_fault_is_told_apart_at_its_cell(change, expected):
    assert codes(returned(change).findings) == expected


def everything_at_once(book):
    for change in (
        error("Самооценка", "D8"),
        mark("2.1", "да, приказ № 5"),
        merge("D21:D22"),
        write("Сведения", "C8", "вчера"),
        write("Сведения", "C9", None),
        write("Обучение", "D6", "весна"),
        write("Обучение", "C7", None),
    ):
        change(book)


def test_all_faults_of_a_file_are_found_in_one_run():
    assert sorted(codes(returned(everything_at_once).findings)) == sorted(
        [
            "S010 Сведения!C9",
            "S012 Обучение!C7",
            f"S015 {place('2.1/done')}",
            "S022 Обучение!D6",
            "S022 Сведения!C8",
            f"S025 {place('1.0/done')}",
            f"S026 {place('3.1/done')}",
        ]
    )


@pytest.mark.parametrize("name", ["форма.xlsx", "форма.xlsm", "без расширения", "отчёт.xls"])
def test_the_name_of_the_file_means_nothing(name):
    file = read(drawn(Kind.SELF_ASSESSMENT, FILLED), name)
    assert answers(file) == answers(WHOLE) and file.findings == ()


def received(data, day):
    source = Source(path="форма.xlsx", size=len(data), sha256="", received=day)
    return placed(examine_content(data, METHODOLOGY, FORMS).file, source)


def test_a_missing_day_in_a_dated_folder_does_not_send_a_form_back():
    undated = {field: value for field, value in FILLED.items() if field != "filled_on"}
    data = drawn(Kind.SELF_ASSESSMENT, undated)
    assert codes(received(data, None).findings) == ["S010 Сведения!C8"]
    file = received(data, dt.date(2025, 12, 9))
    assert codes(file.findings) == ["S073 Сведения!C8"]
    assert "09.12.2025" in file.findings[0].message
    assert file.scorecard.total == WHOLE.scorecard.total
    assert file.filled_on == came_on(file) == dt.date(2025, 12, 9)


def test_another_fault_beside_a_missing_day_still_sends_a_form_back():
    undated = {field: value for field, value in FILLED.items() if field != "filled_on"}
    data = drawn(Kind.SELF_ASSESSMENT, undated | {"executor_name": None})
    file = received(data, dt.date(2025, 12, 9))
    assert codes(file.findings) == ["S073 Сведения!C8", "S010 Сведения!C9"]
    assert file.scorecard is None and file.filled_on == dt.date(2025, 12, 9)


def test_one_paper_may_prove_several_rows():
    def change(book):
        book["Самооценка"]["E9"].value = "приказ № 5, ППКО, конкурс"
        book["Самооценка"].merge_cells("E9:E11")

    file = returned(change)
    answered = submission_of(file).by_field()
    texts = {answered[f"1.{n}/evidence"].given for n in (1, 2, 3)}
    assert texts == {"приказ № 5, ППКО, конкурс"}
    assert file.scorecard.total == WHOLE.scorecard.total


def test_a_blank_formula_is_blank_only_where_nothing_need_stand():
    def change(book):
        book["Обучение"]["B20"].value = '=""'
        book["Самооценка"]["F9"].value = '=""'
        book["Сведения"]["C9"].value = '=""'

    # openpyxl stores no result: what was never computed is asked about, loudly where it is wanted.
    found = {f"{f.code} {f.cell}": f.severity.value for f in returned(change).findings}
    assert found == {"S031 B20": "warning", "S031 F9": "warning", "S031 C9": "error"}


OLD = DATA / "old_blanks"


@cache
def drawn_now():
    """Every file of the samples, drawn by the program as it is."""
    return make_samples.samples() | make_samples.for_libreoffice()


@pytest.mark.parametrize("path", sorted(OLD.iterdir()), ids=lambda path: path.name)
def test_a_blank_issued_before_the_last_redrawing_is_read_the_same(path):
    """Forms of version 1 as they were drawn in November 2026: in the hands of participants."""
    now = next(data for name, data in drawn_now().items() if Path(name).name == path.name)
    old, new = read(path.read_bytes()), read(now)
    assert answers(old) == answers(new) and len(answers(old)) > 30
    assert codes(old.findings) == codes(new.findings)
    assert getattr(old, "scorecard", None) == getattr(new, "scorecard", None)
