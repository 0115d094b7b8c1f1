"""The ranking workbook: ready for a screen and a printer, every number traced, every link alive."""

import datetime as dt
import json
import re
import statistics
import zipfile
from collections import Counter
from decimal import Decimal
from itertools import groupby, pairwise
from urllib.parse import unquote

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils import range_boundaries

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.levels import describe_range
from kuzbass_batch.outputs.ranking.sheet_statistics import SHADES, _shade
from kuzbass_batch.outputs.tables.row_heights import LINE, height_of, line_count, width_of
from kuzbass_batch.outputs.tables.table_writer import (
    DARK,
    HEAD_ROW,
    LIGHT,
    MIDDLE,
    Link,
    TableWriter,
)
from kuzbass_batch.rules.checks.projects import shown_months
from tests.paths import ROOT
from tests.runs import run_at_once

SAMPLES = ROOT / "input_samples" / "2025"
AS_OF = dt.date(2026, 1, 20)
METHODOLOGY = load_methodology(2025)
# A laptop of 1366 × 768 under Excel's ribbon shows about so many pixels of a sheet.
SCREEN = (1310, 500)


@pytest.fixture(scope="module")
def output(samples_in_january):
    return samples_in_january.folder


@pytest.fixture(scope="module")
def results(output):
    return json.loads((output / "results.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def book(output):
    return openpyxl.load_workbook(output / "Рейтинг-2025.xlsx")


def rows(sheet, first=4):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def test_every_sheet_is_ready_for_the_printer(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows and sheet.freeze_panes, sheet.title
        empty = sheet.max_row <= HEAD_ROW + 1
        assert sheet.auto_filter.ref or empty or sheet.title == "Сводка", sheet.title
        assert sheet.oddFooter.right.text, sheet.title
        # «Статистика» has its tables on one page and its charts on the next.
        if sheet.auto_filter.ref and sheet.title != "Статистика":
            head = range_boundaries(sheet.auto_filter.ref)[1]
            repeated = sheet.print_title_rows.replace("$", "").split(":")
            assert str(head) in repeated, sheet.title


def test_numbers_are_numbers_and_codes_are_not_doubted(output, book):
    """What looks like a number is one, but for codes and heads, which Excel is told not to mark."""
    codes = {"Критерий", "Строка"}
    for sheet in book:
        heads = {}
        for row in sheet.iter_rows(max_col=7):
            if any(cell.font.b and cell.value in codes for cell in row):
                heads = {cell.column: cell.value for cell in row}
            for cell in row:
                number = isinstance(cell.value, str) and re.fullmatch(r"\d+([.,]\d+)?", cell.value)
                known = cell.font.b or heads.get(cell.column) in codes
                assert not number or known, (sheet.title, cell.coordinate)
    with zipfile.ZipFile(output / "Рейтинг-2025.xlsx") as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(book.sheetnames)
        assert all(b'numberStoredAsText="1"' in archive.read(name) for name in sheets)


def test_the_first_screen_is_the_chair_s(book):
    """Its parts and what the committee decides stand on one screen, the clerk's list under it."""
    sheet = book["Сводка"]
    first = [cell.value for cell in sheet["A"]].index("Что сделать исполнителю")
    zoom = sheet.sheet_view.zoomScale / 100
    columns = sheet.column_dimensions.values()
    wide = sum((each.width * 7 + 5) * (each.max - each.min + 1) for each in columns)
    high = sum(sheet.row_dimensions[row].height or 15 for row in range(1, first + 1))
    assert 0 < wide * zoom < SCREEN[0]
    assert 0 < high * 4 / 3 * zoom < SCREEN[1]
    assert len(sheet._charts) == 1


def test_the_first_screen_names_leaders_means_levels_and_the_plan(book, results):
    sheet = book["Сводка"]
    levels = [[cell.value for cell in row] for row in sheet["D4:F40"]]
    leaders = {row[0].value: row[1].value for row in sheet["H4:I20"] if row[0].value}
    people = [each for each in results["participants"] if each["total"]]
    best = {each["id"]: float(each["total"]) for each in people if each["level"] == "Лидер"}
    short = {row[0]: row[1] for row in rows(book["История"])}
    assert {short[who]: total for who, total in best.items()}.items() <= leaders.items()
    assert len(leaders) == len(best) + len(METHODOLOGY.plan) + 1, "the head of the plan"
    for title, members in groups(people).items():
        at = [row[0] for row in levels].index(f"{title}: средняя оценка")
        totals = [Decimal(each["total"]) for each in members]
        assert abs(Decimal(str(levels[at][1])) - sum(totals) / len(totals)) <= Decimal("0.005")
        counted = Counter(each["level"] for each in members)
        shown = {row[0].strip(): row[1] for row in levels[at + 1 : at + 5]}
        assert {level: number for level, number in shown.items() if number} == counted
    assert [key for key in leaders if re.match(r"\d\.\d\. ", str(key))] == [
        f"{each.id}. {each.title} ({each.unit})" for each in METHODOLOGY.plan
    ]


def groups(people):
    found = {"Все участники": people}
    for category in METHODOLOGY.categories:
        found[category.plural] = [p for p in people if p["category"] == category.id]
    return found


def test_the_sheets_stand_in_three_groups_by_colour(book):
    colours = [sheet.sheet_properties.tabColor.rgb for sheet in book]
    assert len(set(colours)) == 3 == len(list(groupby(colours)))
    first = [book.sheetnames[colours.index(each)] for each in dict.fromkeys(colours)]
    assert first == ["Сводка", "Что дальше", "Как посчитано"]


def test_every_chart_says_its_numbers_to_who_does_not_see_it(output, results):
    with zipfile.ZipFile(output / "Рейтинг-2025.xlsx") as archive:
        drawings = [each for each in archive.namelist() if each.startswith("xl/drawings/drawing")]
        charts = [each for each in archive.namelist() if each.startswith("xl/charts/chart")]
        frames = [
            frame.get("descr")
            for each in drawings
            for frame in etree.fromstring(archive.read(each)).iter("{*}cNvPr")
        ]
    assert len(frames) == len(charts) == 5 and all(frames)
    levels = Counter(each["level"] for each in results["participants"] if each["level"])
    for level, number in levels.items():
        assert sum(f"«{level}» – {number}" in words for words in frames) == 2
    criteria = {each["id"] for who in results["participants"] for each in who["criteria"]}
    shares = next(words for words in frames if words.startswith("Выполнение по критериям"))
    assert criteria == set(re.findall(r"критерий (\w+) – \d+ %", shares))


def test_the_summary_counts_what_results_json_says(book, results):
    shown = {row[0]: row[1] for row in rows(book["Сводка"], 3) if isinstance(row[1], int)}
    people = results["participants"]
    states = Counter(person["status"] for person in people)
    assert shown["В реестре участников"] == len(people)
    assert shown["Оценены"] == states["rated"]
    assert shown["Самооценка на доработке"] == states["returned"]
    assert shown["Самооценка не представлена"] == states["missing"]
    assert shown["Самооценка представлена после срока"] == sum(p["late"] for p in people)
    assert shown["Уровень выше прошлого года"] == sum(p["level_change"] == 1 for p in people)


def test_within_a_category_its_own_places_stand_first(book, results):
    people = {person["id"]: person for person in results["participants"]}
    shown = [row for row in rows(book["Органы местного самоуправления"]) if row[2] in people]
    assert any(people[row[2]]["place"] for row in shown)
    for row in shown:
        places = people[row[2]]["place_in_category"], people[row[2]]["place"]
        assert [str(cell) for cell in row[:2]] == [spelt(place) for place in places]


def spelt(place):
    same = place["from"] == place["to"]
    return str(place["from"]) if same else f"{place['from']}–{place['to']}"


def test_each_ranking_has_a_place_for_signatures(book):
    for name in ("Рейтинг", "Исполнительные органы", "Подведомственные организации"):
        words = [cell for row in rows(book[name]) for cell in row]
        assert {"Председатель комитета", "От АНО «Центр компетенций Кузбасса»"} <= set(words)
        assert words.count("подпись") == words.count("инициалы, фамилия") == 2


def test_every_total_is_a_number_and_leads_to_its_explanation(book):
    bases = book["Как посчитано"]
    rated = [row for row in book["Рейтинг"].iter_rows(min_row=4, max_col=6) if row[5].hyperlink]
    assert rated
    for row in rated:
        code, total = row[2].value, row[5]
        assert isinstance(total.value, float | int)
        target = bases[total.hyperlink.location.split("!")[1]]
        assert target.value == code
        assert target.row == 4 or bases.cell(target.row - 1, 1).value != code


def test_every_total_is_the_sum_of_the_rows_above_it_and_names_its_level(book, results):
    people = {person["id"]: person for person in results["participants"]}
    found = {}
    for row in rows(book["Как посчитано"]):
        if row[2] != "Итого":
            found[row[0]] = found.get(row[0], Decimal()) + Decimal(str(row[7]))
            continue
        person = people[row[0]]
        assert found[row[0]] == Decimal(str(row[7])) == Decimal(person["total"])
        assert f"«{person['level']}»" in row[8] and "приложение № 3, п. 5" in row[8]
    assert set(found) == {key for key, person in people.items() if person["total"]}


def test_a_total_in_the_gap_of_the_act_names_the_reading_that_decides(book):
    said = {row[0]: row[8] for row in rows(book["Как посчитано"]) if row[2] == "Итого"}
    assert "прочтение R1" in said["ПО-02"] and "прочтение R2" in said["ИО-08"]
    assert "прочтение" not in said["ИО-01"]


def test_every_point_leads_to_the_cells_of_a_file_that_say_so(book):
    yes = 0
    for row in rows(book["Как посчитано"]):
        if row[10] in ("ИО-01.xlsx", "ИО-02.xlsx", "МО-06 с заметками.xlsx") and row[4]:
            sheet, cells = row[11].split("!")
            source = openpyxl.load_workbook(SAMPLES / row[10])[sheet]
            for cell in cells.split(", "):
                assert source[cell].value == "да"
                assert source.cell(source[cell].row, 1).value.startswith(f"{row[2].rstrip('*')}.")
                yes += 1
    assert yes > 30


def test_the_evidence_beside_a_point_is_what_the_participant_wrote(book):
    said = {(row[0], row[2]): row[9] for row in rows(book["Как посчитано"])}
    assert said["ИО-01", "4"] == "4.2: сертификат ППКО от 11.06.2025 № 1"


def test_every_link_out_of_the_workbook_opens_a_cell_that_is_there(book, output):
    opened = {}
    for name in ("Не вошли и возвращены", "Замечания"):
        links = [cell.hyperlink for row in book[name].iter_rows() for cell in row if cell.hyperlink]
        assert links
        for link in links:
            path = output / unquote(link.target)
            assert path.is_file(), link.target
            if link.location:
                sheet, cell = re.fullmatch(r"'?(.+?)'?!(\w+)", link.location).groups()
                form = opened.setdefault(path, openpyxl.load_workbook(path))
                assert form[sheet][cell].comment is not None, link.location


@pytest.mark.parametrize("name", ["a b.xlsx", "№ 1 (#2) 100%25.xlsx", "[x] {y} ^`.docx"])
def test_a_link_leads_to_a_file_whatever_its_name(tmp_path, name):
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        writer = TableWriter(book)
        writer.write(
            writer.sheet("Л", "Т", (9,)), 0, 0, Link(f"Папка/{name}", "файл", "'Лист 1'!B2")
        )
    link = openpyxl.load_workbook(tmp_path / "book.xlsx")["Л"]["A1"].hyperlink
    assert unquote(link.target) == f"Папка/{name}" and link.location == "'Лист 1'!B2"


def test_the_absent_stand_first_and_each_row_says_why(book, results):
    found = rows(book["Не вошли и возвращены"])
    states = [row[2] for row in found if row[0] != "–"]
    assert states == sorted(
        states, key=["на доработке", "не представлено", "оценён, возвращён файл"].index
    )
    assert all(row[5] for row in found)
    missing = {p["id"] for p in results["participants"] if p["status"] == "missing"}
    assert {row[0] for row in found if row[2] == "не представлено"} == missing


def test_the_statistics_agree_with_an_independent_calculation(book, results):
    rated = [person for person in results["participants"] if person["total"]]
    sheet = rows(book["Статистика"])
    totals = [float(person["total"]) for person in rated]
    everybody = next(row for row in sheet if row[0] == "Все участники")
    assert everybody[1:6] == pytest.approx([
        len(rated), statistics.mean(totals), statistics.median(totals), min(totals), max(totals)
    ], abs=0.005)  # fmt: skip
    for criterion in METHODOLOGY.criteria:
        row = next(row for row in sheet if str(row[0]).startswith(f"{criterion.label}. "))
        points = [
            each["points"] for person in rated for each in person["criteria"]
            if each["id"] == criterion.id
        ]  # fmt: skip
        mean = statistics.mean(points)
        assert row[1:4] == pytest.approx(
            [mean, statistics.median(points), mean / criterion.max_points], abs=0.005
        )
        counts = {number: count for number, count in enumerate(row[7:12]) if count != "–"}
        assert counts == {each.points: points.count(each.points) for each in criterion.rows}


def test_a_doubtful_addressee_stands_first_and_asks_to_be_checked(book):
    found = rows(book["Адресаты"])
    doubts = [bool(row[9]) for row in found]
    assert doubts == sorted(doubts, reverse=True) and any(doubts) and not all(doubts)
    orel = next(row for row in found if row[0] == "МО-13")
    assert orel[9] == "проверьте: в фамилии беглая гласная: «Орлу» или «Орёлу»"
    assert orel[3].startswith("временно исполняющему полномочия главы")
    theatre = next(row for row in found if row[0] == "ПО-16")
    assert theatre[4] == "отдельной строкой" and theatre[3].endswith("(вымышленное)")
    assert {row[4] for row in found if row[0] != "ПО-16"} == {"в должности"}


def test_a_year_without_a_single_return_has_its_workbook_too(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    name = "Реестр участников.xlsx"
    (folder / name).write_bytes((SAMPLES / name).read_bytes())
    run_at_once(folder, tmp_path / "out", year=2025, as_of=AS_OF, remember=False)
    book = openpyxl.load_workbook(tmp_path / "out" / "Рейтинг-2025.xlsx")
    assert len(book.sheetnames) == 25
    assert "Самооценки не представлены: направить напоминания" in [
        cell.value for cell in book["Сводка"]["A"]
    ]


def luminance(color):
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def test_the_shades_are_told_apart_without_colour():
    shades = [luminance(color) for color in (DARK, MIDDLE, LIGHT, "#FFFFFF")]
    assert all(lighter - darker > 0.1 for darker, lighter in pairwise(shades))


@pytest.mark.parametrize("count", range(1, 22))
def test_the_better_the_darker_however_many_shades_are_wanted(count):
    shades = [_shade(at, count) for at in range(count)]
    lights = [luminance(color) for color in shades]
    assert lights == sorted(lights, reverse=True) and shades[-1] == DARK
    used = Counter(shades)
    assert len(used) == min(count, len(SHADES))
    assert max(used.values()) <= max(1, -(-(count - 1) // (len(SHADES) - 1)))


def test_the_ranges_of_the_levels_read_as_the_readings_decide():
    assert [describe_range(level) for level in METHODOLOGY.levels] == [
        "Менее 5", "От 5 до 8, не включая 8", "От 8 до 12 включительно", "Более 12"
    ]  # fmt: skip


@given(st.lists(st.text("абвгдежз шщм.,123", min_size=1, max_size=12), max_size=30),
       st.floats(8, 60))  # fmt: skip
def test_a_row_is_high_enough_for_its_text(words, width):
    text = " ".join(words)
    lines = line_count(text, width)
    assert lines >= width_of(text.strip()) / width - 1e-6
    assert line_count(text, width * 2) <= lines
    assert height_of(text, width) >= min(400, LINE * lines)


def test_a_mistyped_year_does_not_draw_a_hundred_years_of_months():
    months = tuple((2000 + n // 12, n % 12 + 1) for n in range(1200))
    assert shown_months(months, 2025) == tuple(
        (y, m) for y in (2024, 2025, 2026) for m in range(1, 13)
    )
    assert shown_months(months[:20], 2025) == months[:20]
