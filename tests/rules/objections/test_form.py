"""Objections (p. 3.4): the form that goes with a result, how it returns, what it would change."""

import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import prefill
from kuzbass_batch.forms.drawing.personal_blanks import BlankCopier
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.rules.objections.form import objection_field
from tests.categories import EXECUTIVE
from tests.filled import FORMS, METHODOLOGY, codes, marked, read
from tests.runs import run_at_once
from tests.small_folder import form, person, registry

SPEC = FORMS[Kind.OBJECTION]
COPIER = BlankCopier(SPEC, METHODOLOGY)
AS_OF = dt.date(2026, 3, 20)
ONE, TWO = ("ИО-01", "Министерство примеров"), ("ИО-02", "Агентство проб")
SIGNED = {"signer_name": "Образцов Пётр Ильич", "filled_on": dt.date(2026, 3, 2)}


def asks(criterion, points, reason="есть приказ", documents="приказ от 01.02.2025 № 3"):
    """The answers that ask points for a criterion."""
    given = {"asked": points, "reason": reason, "documents": documents}
    return {objection_field(criterion, key): value for key, value in given.items() if value}


def points(claimed=0, counted=0):
    """What the form prints of the result."""
    numbers = {"claimed": claimed, "counted": counted}
    return {
        objection_field(criterion.id, column): number
        for criterion in METHODOLOGY.criteria
        for column, number in numbers.items()
    }


def objection(*asked, who=ONE, numbers=None, remarks=(), **changes):
    """The bytes of a filled form of objection."""
    shown = {field: Decimal(n) for field, n in (numbers or points()).items()}
    own = {"participant_id": who[0], "participant_name": who[1]}
    answers = {**own, **shown, **SIGNED, **changes}
    for each in asked:
        answers |= each
    identity = SPEC.identity(who[0])
    return draw_form(SPEC, METHODOLOGY, identity=identity, answers=answers, remarks=remarks)


def place(field):
    """The cell that the form gives to a field."""
    return str(lay_out(SPEC)[field].ref)


# --- the form ---


def test_the_form_offers_for_each_criterion_the_points_that_it_may_have():
    book = openpyxl.load_workbook(io.BytesIO(objection()))
    sheet = book["Несогласие"]
    offered = {
        f"{get_column_letter(column)}{row}": ",".join(
            str(word.value) for word in sheet[rule.formula1][0]
        )
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for cells in rule.sqref.ranges
        for row, column in cells.cells
    }
    assert {
        criterion.id: offered[lay_out(SPEC)[objection_field(criterion.id, "asked")].ref.cell]
        for criterion in METHODOLOGY.criteria
    } == {
        criterion.id: ",".join(dict.fromkeys(str(row.points) for row in criterion.rows))
        for criterion in METHODOLOGY.criteria
    }


def test_what_the_program_printed_cannot_be_written_over_and_all_else_can():
    book = openpyxl.load_workbook(io.BytesIO(objection()))
    for field, drawn in lay_out(SPEC).items():
        locked = book[drawn.sheet][drawn.ref.cell].protection.locked
        assert locked == field.endswith(("/claimed", "/counted")), field
    assert all(sheet.protection.sheet for sheet in book)


def test_the_cursor_stands_on_the_first_answer_that_is_the_participant_s():
    book = openpyxl.load_workbook(io.BytesIO(objection(numbers=points(3, 1))))
    selected = book["Несогласие"].sheet_view.selection[-1].activeCell
    assert selected == lay_out(SPEC)[objection_field("1", "asked")].ref.cell


@settings(max_examples=30, deadline=None)
@given(
    st.text(st.sampled_from('абвАБВ№«»–&<>"1 '), max_size=120),
    st.lists(st.integers(0, 4), min_size=16, max_size=16),
)
def test_a_form_printed_for_any_result_is_the_drawn_one(name, numbers):
    copier, body = COPIER, Participant(
        id="ИО-07", name=name, short_name="кратко", category=EXECUTIVE
    )  # fmt: skip
    shown = dict(zip(points(), numbers, strict=True))
    drawn = draw_form(
        SPEC,
        METHODOLOGY,
        identity=SPEC.identity("ИО-07"),
        answers={**prefill(SPEC, body), **{f: Decimal(n) for f, n in shown.items()}},
    )
    assert copier.blank(body, shown) == drawn


def test_forms_of_other_results_are_not_drawn_again(monkeypatch):
    copier = BlankCopier(SPEC, METHODOLOGY)
    body = Participant(id="ИО-07", name="Орган", short_name="О", category=EXECUTIVE)
    copier.blank(body, points(3, 1))
    monkeypatch.setattr("kuzbass_batch.forms.drawing.personal_blanks.draw_form", None)
    other = openpyxl.load_workbook(io.BytesIO(copier.blank(body, points(2, 0))))
    drawn = lay_out(SPEC)[objection_field("8", "claimed")]
    assert other[drawn.sheet][drawn.ref.cell].value == 2


# --- what comes back ---


def test_a_filled_form_is_known_by_its_code_and_says_what_is_asked():
    file = read(objection(asks("1", "3"), asks("7", "2"), numbers=points(3, 1), way="почта"))
    assert (file.kind, file.findings, file.filled_on) == (
        Kind.OBJECTION,
        (),
        dt.date(2026, 3, 2),
    )
    contest = file.contest
    assert (contest.signer, contest.way) == ("Образцов Пётр Ильич", "почта")
    assert [(a.criterion, a.worth, a.claimed, a.counted) for a in contest.asked] == [
        ("1", 3, 3, 1),
        ("7", 2, 3, 1),
    ]
    assert contest.asked[0].reason == "есть приказ"
    assert contest.begun == ("1", "7")


def test_a_row_is_begun_by_any_answer_in_it_and_not_by_what_is_printed():
    file = read(objection(asks("2", ""), asks("3", "", reason=""), asks("5", "3", "", "")))
    assert file.contest.begun == ("2", "3", "5")
    assert [each.criterion for each in file.contest.asked] == ["5"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, f"O001 {place('points/1/asked')}"),
        (asks("2", "3", reason=""), f"O002 {place('points/2/reason')}"),
        (asks("2", ""), f"O003 {place('points/2/asked')}"),
        (asks("2", "3", documents=""), f"O004 {place('points/2/documents')}"),
        (asks("2", "1"), f"O005 {place('points/2/asked')}"),
        (asks("4", "1"), f"S024 {place('points/4/asked')}"),
        (asks("2", "5"), f"S024 {place('points/2/asked')}"),
    ],
)
def test_each_fault_of_the_form_is_a_finding_at_its_cell(answers, expected):
    assert codes(read(objection(answers, numbers=points(3, 1))).findings) == [expected]


def test_asking_for_more_than_was_claimed_is_a_note_for_the_committee():
    (finding,) = read(objection(asks("2", "3"), numbers=points(2, 1))).findings
    assert (finding.code, finding.severity, finding.internal) == ("O006", "note", True)


@pytest.mark.parametrize("field", ["signer_name", "filled_on"])
def test_an_objection_is_signed_and_dated(field):
    file = read(objection(asks("2", "3"), **{field: None}))
    assert f"S010 {place(field)}" in codes(file.findings)


def test_another_word_for_the_way_it_was_sent_sends_nothing_back():
    file = read(objection(asks("1", "3"), numbers=points(3, 1), way="курьером"))
    assert (file.findings, file.contest.way) == ((), "курьером")


def test_points_typed_as_a_number_are_understood():
    book = openpyxl.load_workbook(io.BytesIO(objection(asks("1", "3"))))
    drawn = lay_out(SPEC)[objection_field("1", "asked")]
    book[drawn.sheet][drawn.ref.cell].value = 2
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).contest.asked[0].worth == 2


# --- the batch ---


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The files of a folder with two rated participants: 7,9 points and none."""
    marks = marked((3, 3, 1, 0, 2, 1, 0, 1))
    return {
        "Реестр.xlsx": registry([person(*ONE), person(*TWO)]),
        "1.xlsx": form(Kind.SELF_ASSESSMENT, *ONE, **marks),
        "2.xlsx": form(Kind.SELF_ASSESSMENT, *TWO),
    }


@pytest.fixture
def batch(tmp_path, base):
    """Run the batch on the base files and others; return results.json and the result's folder."""

    def go(**files):
        folder = tmp_path / "in"
        for path, data in {**base, **files}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        run_at_once(folder, tmp_path / "out", year=2025, as_of=AS_OF, remember=False)
        return json.loads((tmp_path / "out" / "results.json").read_text("utf-8")), tmp_path / "out"

    return go


def statuses(results):
    return {file["path"]: file["status"] for file in results["files"] if "жалоба" in file["path"]}


def contested(target):
    """The rows of the sheet «Несогласия» by their heads."""
    book = openpyxl.load_workbook(target / "Рейтинг-2025.xlsx")
    head, *rows = [[cell.value for cell in row] for row in book["Несогласия"].iter_rows(min_row=3)]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.whole
def test_a_letter_with_a_result_brings_the_form_with_its_points(batch):
    results, target = batch()
    forms = sorted(path.name for path in (target / "Письма" / "Результаты").glob("*.xlsx"))
    assert forms == [
        "Несогласие-2025 ИО-01 Министерство примеров.xlsx",
        "Несогласие-2025 ИО-02 Агентство проб.xlsx",
    ]
    book = openpyxl.load_workbook(target / "Письма" / "Результаты" / forms[0])
    for criterion in results["participants"][0]["criteria"]:
        for column, key in (("claimed", "claimed"), ("counted", "points")):
            drawn = lay_out(SPEC)[objection_field(criterion["id"], column)]
            assert book[drawn.sheet][drawn.ref.cell].value == criterion[key]


@pytest.mark.whole
def test_an_objection_counts_and_changes_no_points_by_itself(batch):
    before = batch()[0]["participants"]
    results, target = batch(**{"жалоба.xlsx": objection(asks("4", "2"), asks("7", "1"))})
    assert statuses(results) == {"жалоба.xlsx": "used"}
    assert [p["total"] for p in results["participants"]] == [p["total"] for p in before]
    assert [(row["Код"], row["Критерий"], row["Просят"]) for row in contested(target)] == [
        ("ИО-01", "4", 2),
        ("ИО-01", "7", 1),
    ]


@pytest.mark.whole
def test_the_committee_sees_which_points_would_change_the_level(batch):
    results, target = batch(
        **{"жалоба.xlsx": objection(asks("4", "2"), asks("6", "2"), asks("7", "3"))}
    )
    assert results["participants"][0]["total"] == "7.4"
    rows = {row["Критерий"]: row for row in contested(target)}
    assert [rows[key]["С просимым"] for key in ("4", "6", "7")] == [8.4, 7.9, 9.2]
    assert [rows[key]["Меняет ли уровень"] for key in ("4", "6", "7")] == [
        "меняет",
        "меняет только вместе с другими",
        "меняет",
    ]
    assert {row["Вместе"] for row in rows.values()} == {10.7}
    assert rows["6"]["Стал бы"] == "Прогрессивный"


@pytest.mark.whole
def test_the_same_objection_sent_again_is_a_repetition_of_the_first(batch):
    again = objection(asks("4", "2"))
    results, target = batch(**{"2026-03-02/жалоба.xlsx": again, "2026-03-10/а жалоба.xlsx": again})
    assert statuses(results) == {
        "2026-03-02/жалоба.xlsx": "used",
        "2026-03-10/а жалоба.xlsx": "duplicate",
    }
    assert [row["Поступило"].date() for row in contested(target)] == [dt.date(2026, 3, 2)]


@pytest.mark.whole
def test_a_second_objection_about_another_criterion_stands_beside_the_first(batch):
    later = objection(asks("7", "1"), filled_on=dt.date(2026, 3, 5))
    results, target = batch(**{"жалоба.xlsx": objection(asks("4", "2")), "жалоба 2.xlsx": later})
    assert set(statuses(results).values()) == {"used"}
    assert [row["Критерий"] for row in contested(target)] == ["4", "7"]


@pytest.mark.whole
def test_of_two_objections_that_share_a_criterion_the_later_one_speaks_of_it(batch):
    later = objection(asks("7", "3"), filled_on=dt.date(2026, 3, 5))
    first = objection(asks("4", "2"), asks("7", "1"))
    results, target = batch(**{"жалоба.xlsx": first, "жалоба 2.xlsx": later})
    assert set(statuses(results).values()) == {"used"}
    assert [(row["Критерий"], row["Просят"]) for row in contested(target)] == [("4", 2), ("7", 3)]


@pytest.mark.whole
def test_a_later_objection_about_the_same_criterion_takes_the_place_of_the_first(batch):
    later = objection(asks("4", "3"), filled_on=dt.date(2026, 3, 5))
    results, target = batch(**{"жалоба.xlsx": objection(asks("4", "2")), "жалоба 2.xlsx": later})
    assert statuses(results) == {"жалоба.xlsx": "superseded", "жалоба 2.xlsx": "used"}
    assert [row["Просят"] for row in contested(target)] == [3]


@pytest.mark.whole
def test_a_faulty_objection_comes_back_with_remarks_and_its_points(batch):
    faulty = objection(asks("4", "2", reason=""), numbers=points(2, 0))
    results, target = batch(**{"жалоба.xlsx": faulty})
    assert statuses(results) == {"жалоба.xlsx": "returned"}
    (path,) = (target / "Письма" / "На доработку").glob("Несогласие*.xlsx")
    book = openpyxl.load_workbook(path)
    assert "обоснования нет" in book["Замечания"]["E5"].value
    for field, value in (
        (objection_field("4", "asked"), "2"),
        (objection_field("4", "claimed"), 2),
    ):
        drawn = lay_out(SPEC)[field]
        assert book[drawn.sheet][drawn.ref.cell].value == value
    assert contested(target) == []


@pytest.mark.whole
def test_once_it_is_mended_the_faulty_objection_gives_way(batch):
    files = {
        "жалоба.xlsx": objection(asks("4", "2", reason="")),
        "жалоба исправленная.xlsx": objection(asks("4", "2"), filled_on=dt.date(2026, 3, 4)),
    }
    results, _ = batch(**files)
    assert statuses(results) == {
        "жалоба.xlsx": "superseded",
        "жалоба исправленная.xlsx": "used",
    }


@pytest.mark.whole
def test_a_form_that_objects_to_nothing_is_passed_over(batch):
    blank = draw_form(
        SPEC,
        METHODOLOGY,
        identity=SPEC.identity(ONE[0]),
        answers={"participant_id": ONE[0], "participant_name": ONE[1], **points(3, 1)}
        | {field: Decimal(n) for field, n in points(3, 1).items()},
    )
    results, target = batch(**{"жалоба.xlsx": blank})
    assert statuses(results) == {"жалоба.xlsx": "ignored"}
    assert not list((target / "Письма").glob("На доработку/*"))
