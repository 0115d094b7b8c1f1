"""The second example rating goes its whole way; its points and levels are worked out by hand here.

Shares and ratios looked up in ranges, added rows with a penalty, decimals, a mean, per cent of what
applies, bounds by category, thresholds, criteria that do not apply.
"""

import io
import json
from decimal import Decimal

import jsonschema
import openpyxl
import pytest
from docx import Document

from input_samples import make_services as sample
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.examine import examine_content
from tests.paths import ROOT
from tests.runs import run_at_once

NONE = None
BY_HAND = {
    # Доступность 2·3 + 2 + 2 = 10 of 10; Качество (3 + 3 + 2·2) / 4 = 2,5 of 2,5; Открытость
    # 1,25 + 0,5·2 = 2,25 of 3. (10 + 2·2,5 + 1,5·2,25) / (10 + 5 + 4,5) = 18,375 / 19,5 = 94,23 %.
    # 1 + 0,75 + 1,5 of criterion 4 are cut to 3; 18 of 20 are 90 %, 45 of 50 are 90 %.
    "ЛГ-01": ((3, 2, 2, 3, 3, 2, "1.25", 2), "94.2", "Образцовый", 1),
    # 1 of 3 is below 50 %: 6 + 2 + 0 = 8. (8 + 5 + 4,5) / 19,5 = 89,74 %, but Доступность is below
    # 9: the highest level is not given.
    "ЛГ-02": ((3, 2, 0, 3, 3, 2, 2, 2), "89.7", "Хороший", 2),
    # Criterion 2 is left out, the weight 1 of criterion 3 goes to criterion 1: 2·2·(2 + 1)/2 = 6 of
    # 9. 1 + 0,75 − 1 = 0,75; (0,75 + 2 + 2·1) / 4 = 1,1875; 0,5 + 0,5·1 = 1.
    # (6 + 2,375 + 1,5) / (9 + 5 + 4,5) = 9,875 / 18,5 = 53,38 %.
    "ЛО-01": ((2, NONE, NONE, "0.75", 2, 1, "0.5", 1), "53.4", "Удовлетворительный", 4),
    # 6 + 1 + 2 = 9 of 10; (2,5 + 3 + 4) / 4 = 2,375; without criterion 8 0,5 of 2.
    # (9 + 4,75 + 0,75) / (10 + 5 + 3) = 14,5 / 18 = 80,56 %: the bound of centres is 80.
    "МЦ-01": ((3, 1, 2, "2.5", 3, 2, "0.5", NONE), "80.6", "Образцовый", 3),
}
"""Points by criterion, total, level and place."""


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Run the batch on the sample; return the folder of the result."""
    place = tmp_path_factory.mktemp("services") / "out"
    methods = sample.FOLDER / "methodology"
    run_at_once(sample.FOLDER / "in", place, as_of=sample.AS_OF, methodologies=methods)
    return place


@pytest.fixture(scope="module")
def found(out):
    results = json.loads((out / "results.json").read_text("utf-8"))
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(results)
    return {each["id"]: each for each in results["participants"]}


@pytest.mark.parametrize("who", BY_HAND)
def test_points_total_level_and_place_are_those_worked_out_by_hand(found, who):
    points, total, level, place = BY_HAND[who]
    person = found[who]
    shown = [
        Decimal(each["points"]) if each.get("applicable", True) else None
        for each in person["criteria"]
    ]
    assert shown == [None if each is None else Decimal(each) for each in points]
    assert (person["total"], person["level"], person["place"]["from"]) == (total, level, place)


def test_a_blank_saved_by_a_program_that_computes_nothing_has_no_other_total():
    """Its cells of results hold no values; the level hangs on the category and is not compared."""
    act = load_methodology(sample.YEAR, sample.FOLDER / "methodology")
    path, stream = sample.FOLDER / "in" / "Самооценка ЛГ-01.xlsx", io.BytesIO()
    book = openpyxl.load_workbook(path)
    book.save(stream)
    file = examine_content(stream.getvalue(), act, load_forms(act)).file
    assert file.card is not None and not [f for f in file.findings if f.code == "S032"]


def test_who_sent_faults_gets_the_form_back_and_who_sent_nothing_is_reminded(found, out):
    assert found["МЦ-02"]["status"] == "missing"
    faulty = found["ЛО-02"]
    assert faulty["status"] == "returned"
    assert [each["code"] for each in faulty["findings"]] == ["S110", "S023", "S122"]
    (form,) = (out / "Письма" / "На доработку").glob("Самооценка*ЛО-02*.xlsx")
    sheet = openpyxl.load_workbook(form)["Самооценка"]
    given = {row[0].value: row[3] for row in sheet.iter_rows() if row[0].value}
    assert [given[code].value for code in ("1.1", "2.1", "3.1", "3.2")] == [
        130, "около десяти", "не применимо", 6,
    ]  # fmt: skip
    assert "и число (строка 3.2)" in given["3.1"].comment.text


def test_sentences_say_how_each_point_came_about(found):
    basis = {each["id"]: each["basis"] for each in found["ЛО-01"]["criteria"]}
    assert basis["1"].startswith("Доля 50 % (строка 1.1, приложение, показатель 1): от 50 до 75 %")
    assert basis["2"] == (
        "Критерий не применим по ответу участника (приложение, показатель 2): из оценки исключён."
    )
    assert basis["3"].endswith("его вес распределён между остальными.")
    assert "1 + 0,75 − 1 = 0,75 балла" in basis["4"]
    assert "Доля 30 / 40 = 75 %" in basis["6"]


def test_workbook_letter_and_page_speak_of_this_rating(out):
    book = openpyxl.load_workbook(out / f"Рейтинг-{sample.YEAR}.xlsx")
    levels = " ".join(
        str(cell.value) for row in book["Уровни и сроки"] for cell in row if cell.value
    )
    assert "по группе «Доступность» не менее 9" in levels
    assert "от наибольшей оценки по применимым критериям" in levels
    (letter,) = (out / "Письма" / "Результаты").glob("МЦ-01*.docx")
    text = "\n".join(each.text for each in Document(letter).paragraphs)
    cells = [cell.text for row in Document(letter).tables[-1].rows for cell in row.cells]
    assert "«Услуги рядом»" in text and "Образцовый" in text
    assert "не применимо" in cells and "Качество (среднее)" in cells
    (public,) = (out / "К 1 апреля").rglob(f"*{sample.YEAR}.json")
    (schema,) = public.parent.glob("*schema.json")
    data = json.loads(public.read_text("utf-8"))
    columns = json.loads(next(public.parent.glob("*metadata.json")).read_text("utf-8"))
    kinds = {each["name"]: each["datatype"] for each in columns["tableSchema"]["columns"]}
    assert kinds["criterion_7"]["base"] == kinds["points"]["base"] == "decimal"
    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(data)


def test_the_letter_says_which_threshold_is_missing_and_sums_with_a_comma(out):
    letters = out / "Письма" / "Результаты"
    (letter,) = letters.glob("ЛГ-02*.docx")
    text = "\n".join(each.text for each in Document(letter).paragraphs)
    assert "не хватает порога: по группе «Доступность» не менее 9." in text
    (letter,) = letters.glob("ЛГ-01*.docx")
    rows = [[cell.text for cell in row.cells] for row in Document(letter).tables[-1].rows]
    assert rows[-1] == ["Итого", "18,25", "", "94,2"]


def test_the_page_says_what_each_level_asks_for_and_whose_bounds_differ(out):
    (page,) = out.rglob("index.html")
    text = page.read_text("utf-8")
    asked = "по группе «Доступность» не менее 9; по критерию 5 не менее 2"
    assert f"<td>от 85; {asked}<br>Многофункциональные центры: от 80; {asked}</td>" in text
    assert "<td>менее 40</td>" in text


def test_the_summary_names_who_has_the_highest_level_though_it_is_no_award(out):
    sheet = openpyxl.load_workbook(next(out.glob("Рейтинг-*.xlsx")))["Сводка"]
    words = {cell.value: cell for row in sheet for cell in row if cell.value is not None}
    head = words["Уровень «Образцовый»"]
    below = [sheet.cell(head.row + at, head.column).value for at in (1, 2, 3)]
    assert below == ["Лукоморск", "МФЦ «Златая цепь»", None]
