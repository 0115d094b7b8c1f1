"""An invented rating with every kind of criterion: issue, fill, run, mend, run again."""

import datetime as dt
import json
from decimal import Decimal

import openpyxl
import pytest
from docx import Document
from jsonschema import Draft202012Validator

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.parsing.values import understand_number
from kuzbass_batch.records.files.sources import Kind
from tests import every_kind
from tests.methodology.calls import call
from tests.paths import ROOT
from tests.runs import run_batch

AS_OF = dt.date(2026, 1, 20)
NAMES = {
    "ИО-01": "Министерство примеров",
    "ИО-02": "Министерство образцов",
    "ИО-03": "Министерство набросков",
}
FAULTY = {"3.1": "много", "4.1": Decimal("5.5"), "5.2": Decimal(0), "6.1": None}
MENDED = {"3.1": "82,5 %", "4.1": Decimal(5), "5.2": Decimal(3), "6.1": Decimal(1)}
BETTER = {"1.1": False, "1.2": True, "2.3": True, "2.4": True, "5.1": Decimal(3)}
"""1,25 + 2,25 · 0,5 + 2 + 2 · 0,5 + 2 + 1 · 0,3."""


def opened_form(folder, who):
    """Return the path of the self-assessment that was issued to a participant."""
    (path,) = folder.rglob(f"Самооценка-2025 {who}*.xlsx")
    return path


def fill(path, answers, target):
    """Fill a blank as a participant does: cells of the form as it was drawn, and no others."""
    book = openpyxl.load_workbook(path)
    for field, value in answers.items():
        sheet, cell = every_kind.CELLS[field].split("!")
        given = {True: "да", False: "нет"}.get(value, value) if isinstance(value, bool) else value
        book[sheet][cell] = float(given) if isinstance(given, Decimal) else given
    book.save(target)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Issue blanks, fill them, run; mend the form that came back, and run again."""
    root = tmp_path_factory.mktemp("kinds")
    (root / "methodology").mkdir()
    (root / "methodology" / "2025.toml").write_text(every_kind.TEXT, "utf-8")
    inbox, first, second = root / "in", root / "first", root / "second"
    inbox.mkdir()
    (inbox / "Реестр.xlsx").write_bytes(every_kind.registry(NAMES))
    issue(root, inbox)
    all_answers = {
        "ИО-01": every_kind.answers(),
        "ИО-02": every_kind.answers(BETTER) | {"1.2/evidence": "карта", "2.3/evidence": "решение"},
        "ИО-03": every_kind.answers(FAULTY),
    }
    for who, answers in all_answers.items():
        given = {k: v for k, v in answers.items() if not k.startswith("participant_")}
        fill(opened_form(root / "blanks", who), given, inbox / f"{who}.xlsx")
    options = {"year": 2025, "as_of": AS_OF, "methodologies": root / "methodology"}
    run_batch(inbox, first, **options)
    (returned,) = (first / "Письма" / "На доработку").glob("Самооценка*.xlsx")
    mended = {f"{code}/done": value for code, value in MENDED.items()}
    fill(returned, mended, inbox / "ИО-03 исправлено.xlsx")
    run_batch(inbox, second, **options)
    return first, second, returned


def issue(root, inbox):
    """Issue the blanks by the command line."""
    done = call(
        "issue", inbox / "Реестр.xlsx", "--output", root / "blanks", "--year", "2025",
        "--methodology", root / "methodology",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def result(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))


def by_id(folder):
    return {each["id"]: each for each in result(folder)["participants"]}


def test_points_and_totals_are_exact(year):
    people = by_id(year[0])
    assert [each["points"] for each in people["ИО-01"]["criteria"]] == [
        "0.5", "1.75", 2, 2, "1.5", 1,
    ]  # fmt: skip
    assert (people["ИО-01"]["total"], people["ИО-01"]["level"]) == ("6.175", "Лидер")
    assert (people["ИО-02"]["points"], people["ИО-02"]["total"]) == ("10.5", "7.675")
    assert people["ИО-03"]["status"] == "returned"


def test_the_result_keeps_to_its_schema(year):
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    for folder in year[:2]:
        assert list(Draft202012Validator(schema).iter_errors(result(folder))) == []


def test_open_data_keep_to_theirs(year):
    (site,) = (year[1] / "К 1 апреля").glob("Сайт")
    schema = json.loads((site / "rating.schema.json").read_text("utf-8"))
    data = json.loads((site / "rating-2025.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    assert "0,5" in (site / "rating-2025.csv").read_text("utf-8-sig")


def test_the_faulty_values_come_back_marked_and_are_read_again(year):
    first, second, returned = year
    said = {f["code"] for f in by_id(first)["ИО-03"]["findings"]}
    assert {"S023", "S111", "S114", "S108"} <= said
    book = openpyxl.load_workbook(returned)
    sheet = book["Самооценка"]
    for code in FAULTY:
        cell = sheet[every_kind.CELLS[f"{code}/done"].split("!")[1]]
        assert cell.comment is not None, code
    assert sheet[every_kind.CELLS["3.1/done"].split("!")[1]].value == "много"
    again = by_id(second)["ИО-03"]
    assert (again["status"], again["total"]) == ("rated", "6.175")


def test_each_basis_names_cells_rows_and_the_point_of_the_act(year):
    for score in by_id(year[0])["ИО-01"]["criteria"]:
        assert score["cells"] and f"критерий {score['id']}" in score["basis"]


def test_letters_speak_with_a_comma(year):
    (letter,) = (year[1] / "Письма" / "Результаты").glob("ИО-03*.docx")
    document = Document(letter)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"0,5", "1,75", "1,5"} <= set(cells)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "0.5" not in text and "1.75" not in text


def test_the_workbooks_open_and_offer_the_points(year):
    book = openpyxl.load_workbook(next(year[1].glob("Решения-*.xlsx")))
    offered = [rule.formula1 for sheet in book for rule in sheet.data_validations.dataValidation]
    assert any("Списки" in rule or "$" in rule for rule in offered if rule)
    ranking = openpyxl.load_workbook(next(year[1].glob("Рейтинг-*.xlsx")), read_only=True)
    text = "\n".join(
        str(cell) for sheet in ranking for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert "Доля 82,5 %" in text and "1 + 0,75 + 1,5 − 1 = 2,25 балла" in text


def test_an_objection_may_ask_for_points_in_parts(year):
    form = next((year[1] / "Письма" / "Результаты").glob("Несогласие-2025 ИО-03*.xlsx"))
    book = openpyxl.load_workbook(form)
    shown = {
        understand_number(Decimal(str(cell.value)))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    assert {Decimal("0.5"), Decimal("1.75")} <= shown


def test_the_same_answers_give_the_same_bytes():
    spec = every_kind.FORMS[Kind.SELF_ASSESSMENT]
    forms = {
        draw_form(
            spec,
            every_kind.METHODOLOGY,
            identity=spec.identity("ИО-01"),
            answers=every_kind.answers(),
        )
        for _ in range(2)
    }
    assert len(forms) == 1
