"""An invented rating of districts by the quarter: a ratio, a number, a penalty, no coefficients."""

import datetime as dt
import io
import json
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.calendar.period import period_in
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.proofs.checking import check_file
from kuzbass_batch.outputs.letters.sentences import level_above, way_of
from kuzbass_batch.outputs.tables.row_heights import height_of
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.rating.advice.advice import cheapest_ways
from tests.paths import DATA
from tests.runs import run_at_once

FILE = DATA / "districts_by_quarter.toml"
PERIOD = period_in("2026-II")
ACT = load_methodology(PERIOD, FILE)
FORMS = load_forms(ACT)
NAMES = {"У-1": "Лесной район", "У-2": "Полевой район", "У-3": "город Заречный"}
YES, NO = True, False
ANSWERS = {
    "1.1": Decimal(8), "1.2": Decimal(10), "2.1": Decimal(4),
    "3.0": NO, "3.1": YES, "3.2": YES, "3.3": NO, "3.4": YES,
    "4.0": NO, "4.1": YES,
}  # fmt: skip
"""4 + 1,5 + (2 + 2,5 − 3) + 1 = 8."""
OF_ANOTHER_ACT = re.compile(
    r"кузбас|кемеров|губернатор|комитет|подведомств|эффективн\w+ регион|650000|384-2|коэффициент",
    re.I,
)


def form(who="У-1", **changes):
    """Return the bytes of a self-assessment; changes: answers of rows by `r3_4`."""
    rows = ANSWERS | {key[1:].replace("_", "."): value for key, value in changes.items()}
    answers = {
        "participant_id": who, "participant_name": NAMES[who], "filled_on": dt.date(2026, 7, 3),
        "executor_name": "Иванова Анна Петровна", "executor_phone": "12-34",
        "3.1/evidence": "фотоматериалы",
        **{f"{code}/done": value for code, value in rows.items() if value is not None},
    }  # fmt: skip
    spec = FORMS[Kind.SELF_ASSESSMENT]
    return draw_form(spec, ACT, identity=spec.identity(who), answers=answers)


def card_of(data):
    return examine_content(data, ACT, FORMS).file.card


def texts_of(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]


def test_the_file_is_sound_and_says_nothing_of_coefficients():
    report = check_file(FILE)
    assert report.is_sound
    told = [each.words for each in report.proofs]
    assert "наибольшая оценка 13 (сумма баллов 13)" in told


def test_points_of_each_kind_and_a_penalty_are_added():
    card = card_of(form())
    assert [each.points for each in card.scores] == [4, Decimal("1.5"), Decimal("1.5"), 1]
    assert (card.total, ACT.shown_total(card.total), card.level) == (8, "8.0", "yellow")
    assert card_of(form(r3_4=NO)).level == "green"


def test_a_ratio_is_advised_as_a_ratio():
    card = card_of(form(r1_1=Decimal(1)))
    ways = [way_of(each, card, level_above(card, ACT), ACT) for each in cheapest_ways(card, ACT)]
    told = "\n".join(ways).replace("\u00a0", " ")
    assert "отношение строки 1.1 к строке 1.2 – от 50 до 80 %" in told


def test_the_blank_shows_no_coefficients_and_totals_with_the_act_s_decimals():
    data = form()
    told = texts_of(data)
    assert not [each for each in told if "коэффициент" in each.lower()]
    assert any("(3.0, 4.0)" in each for each in told)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Самооценка"]
    shapes = {c.number_format for row in sheet.iter_rows(max_row=6) for c in row}
    assert "0.0##" in shapes
    assert "Баллов по критерию" in told


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """The result of two forms of three participants."""
    root = tmp_path_factory.mktemp("районы")
    inbox, methods = root / "in", root / "methods"
    inbox.mkdir()
    methods.mkdir()
    (methods / "2026-II.toml").write_text(FILE.read_text("utf-8"), "utf-8")
    registry = FORMS[Kind.REGISTRY]
    lines = {}
    for number, (who, name) in enumerate(NAMES.items(), start=1):
        line = {
            "id": who, "name": name, "short_name": name, "head_post": "глава",
            "category": "городской округ" if who == "У-3" else "муниципальный район",
            "head_name": "Образцов Пётр Ильич",
        }  # fmt: skip
        lines |= {f"participants/{number}/{key}": value for key, value in line.items()}
    book = draw_form(registry, ACT, identity=registry.identity(), answers=lines)
    (inbox / "Реестр.xlsx").write_bytes(book)
    (inbox / "1.xlsx").write_bytes(form())
    (inbox / "2.xlsx").write_bytes(form("У-2", r4_0=None, r4_1=None, r3_4=NO))
    run_at_once(inbox, root / "out", as_of=dt.date(2026, 7, 20), methodologies=methods, year=PERIOD)
    return root / "out"


def words_in(path):
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as parts:
            return "\n".join(re.sub("<[^>]+>", " ", parts.read(n).decode("utf-8", "ignore"))
                             for n in parts.namelist() if n.endswith(".xml"))  # fmt: skip
    return path.read_text("utf-8") if path.suffix in (".html", ".csv", ".txt", ".log") else ""


@pytest.mark.whole
def test_nothing_of_another_act_and_no_coefficient_stands_anywhere(result):
    files = [each for each in result.rglob("*") if each.is_file()]
    found = {each.name: OF_ANOTHER_ACT.findall(words_in(each)) for each in files}
    assert len(files) > 10
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.whole
def test_totals_of_the_result_have_the_act_s_decimals(result):
    data = json.loads((result / "results.json").read_text("utf-8"))
    totals = {each["id"]: each["total"] for each in data["participants"]}
    assert totals["У-1"] == "8.0" and totals["У-3"] is None


@pytest.mark.whole
def test_no_star_is_explained_where_no_criterion_has_one(result):
    (page,) = result.rglob("index.html")
    told = page.read_text("utf-8") + words_in(result / "Рейтинг-2026-II.xlsx")
    assert "звёздочк" not in told and "<caption>Критерии</caption>" in told


@pytest.mark.whole
def test_the_heads_of_the_summary_are_as_high_as_the_name_of_a_quarter_needs(result):
    sheet = openpyxl.load_workbook(result / "Рейтинг-2026-II.xlsx")["Сводка"]
    head = next(c for row in sheet for c in row if c.value == "II квартал 2026 года")
    width = sheet.column_dimensions[head.column_letter].width
    wanted = height_of(head.value, width, bold=True)
    pixel = 0.75
    assert sheet.row_dimensions[head.row].height > wanted - pixel > 20
