"""A workbook is known by its identity code, wherever it survives; never by its name."""

import io

import openpyxl
import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.reading.recognise import parse_code
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS, METHODOLOGY, codes, drawn, handled, read, saved
from tests.reading.test_reading import FILLED

CODES = [
    "KB-SELF-2025 v1 · ИО-07",
    "  KB-SELF-2025 v1 · ИО-07 ",
    "КВ-SELF-2025 v1 · ИО-07",  # Cyrillic К and В
    "KB–SELF–2025 V1 · ИО-07",
    "KB-SELF-2025\u00a0v1\u00a0·\u00a0ИО-07",
    "KB-SELF-2025 v1 • ИО-07",
]


@pytest.mark.parametrize("text", CODES)
def test_a_code_is_read_as_suites_and_people_leave_it(text):
    found = parse_code(text)
    assert (found.form_code, found.period, found.version) == ("KB-SELF", Period(2025), 1)
    assert found.participant == "ИО-07"


@pytest.mark.parametrize(
    "text",
    ["", "KB-SELF", "KB-SELF-25 v1", "см. KB-SELF-2025 v1 · ИО-07", "KB-SELF-2025", "ИО-07",
     "KB-SELF-2025 v1 · ИО-07 и ещё"],
)  # fmt: skip
def test_this_is_no_code(text):
    assert parse_code(text) is None


@pytest.mark.parametrize("kind", list(FORMS))
def test_every_blank_is_known_as_what_it_is(kind):
    participant = "" if kind is Kind.REGISTRY else "ИО-07"
    file = read(drawn(kind, {}, participant))
    assert file.kind is kind and file.identity == FORMS[kind].identity(participant)


VISIBLE = ("Инструкция", "Сведения", "Самооценка", "Обучение")


def codes_on(*sheets, text=None):
    """Keep the code on these sheets only; elsewhere stands `text`."""

    def change(book):
        for sheet in book:
            if sheet.title not in sheets:
                sheet["A1"].value = text

    return change


@pytest.mark.parametrize("kept", ["Код", *VISIBLE])
@pytest.mark.parametrize("text", [None, "Министерство примеров"])
def test_one_surviving_code_is_enough(kept, text):
    file = handled(codes_on(kept, text=text), answers=FILLED)
    assert file.identity.participant == "ИО-01" and codes(file.findings) == []


def test_a_code_that_moved_with_inserted_rows_and_columns_is_found():
    def move(book):
        del book["Код"]
        for name in VISIBLE:
            sheet = book[name]
            for area in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(area))
            sheet.insert_rows(1, 5)
            sheet.insert_cols(1, 2)

    assert codes(handled(move, answers=FILLED).findings) == []


def replace_code(text):
    def change(book):
        book["Самооценка"]["A1"].value = text

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (codes_on(), ["I002"]),
        (replace_code("KB-SELF-2025 v1 · ИО-02"), ["I004 Самооценка!A1"]),
        (replace_code("KB-SELF-2024 v1 · ИО-01"), ["I004 Самооценка!A1"]),
        (codes_on(text="KB-XYZ-2025 v1 · ИО-01"), ["I003 Инструкция!A1"]),
        (codes_on(text="KB-SELF-2024 v1 · ИО-01"), ["I005"]),
        (codes_on(text="KB-SELF-2025 v2 · ИО-01"), ["I006"]),
    ],
    ids=["removed", "another participant's sheet", "last year's sheet", "unknown form",
         "last year's blank", "another version"],
)  # fmt: skip
def test_each_fault_of_the_code_is_told_apart(change, expected):
    file = handled(change, answers=FILLED)
    assert codes(file.findings) == expected
    assert getattr(file, "scorecard", None) is None and all(
        f.severity == "error" for f in file.findings
    )


def test_a_form_of_mixed_sheets_is_read_on_for_its_other_faults():
    def change(book):
        replace_code("KB-SELF-2025 v1 · ИО-02")(book)
        book["Сведения"]["C9"].value = None

    assert codes(handled(change, answers=FILLED).findings) == [
        "I004 Самооценка!A1", "S010 Сведения!C9"
    ]  # fmt: skip


def test_a_book_of_somebody_else_is_no_form():
    book = openpyxl.Workbook()
    book.active.append(["Месяц", "Обращений"])
    file = read(saved(book))
    assert file.kind is Kind.UNKNOWN and codes(file.findings) == ["I001"]
    assert file.findings[0].severity == "warning"


@pytest.mark.parametrize("kind", [Kind.SELF_ASSESSMENT, Kind.PASSPORT])
def test_an_unfilled_blank_is_one_finding(kind):
    issued = {"participant_id": "ИО-01", "participant_name": "Министерство примеров"}
    for answers in (issued, {}):
        assert codes(read(drawn(kind, answers)).findings) == ["S001"]


def test_the_year_of_the_blank_is_the_year_of_the_methodology():
    assert {spec.period for spec in FORMS.values()} == {METHODOLOGY.period}
    book = openpyxl.load_workbook(io.BytesIO(drawn(Kind.SELF_ASSESSMENT, {})))
    assert str(METHODOLOGY.year) in book["Самооценка"]["A2"].value
