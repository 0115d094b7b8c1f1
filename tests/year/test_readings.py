"""Readings of the act that the committee may choose otherwise: each is run end to end.

A file of the committee's own with another option chosen goes through a whole run; what must
change does, for whom it must, and nothing else.
"""

import datetime as dt
import json
import re
from functools import cache

import openpyxl
import pytest

from kuzbass_batch.methodology.files.loader import load_methodology, methodology_text
from tests.april_package import lines, page_of
from tests.filled import METHODOLOGY, marked
from tests.office import assessment, registry
from tests.rules.plan import test_plan_facts
from tests.rules.programme import test_projects_due, test_register_readings
from tests.runs import run_at_once

TEXT = methodology_text(2025)
AS_OF = dt.date(2026, 1, 20)
LAST_DAY = dt.date(2025, 12, 15)

# Participant: points of the eight criteria, and answers besides.
PEOPLE = {
    "ИО-01": ((3, 0, 0, 3, 0, 0, 0, 0), {}),  # 4.5: between two levels (R1)
    "ИО-02": ((3, 2, 2, 2, 2, 0, 0, 0), {}),  # 8.0 in two levels (R2)
    "ИО-03": ((1, 0, 0, 0, 0, 1, 0, 0), {}),  # the row of К6 without points (R3)
    "ИО-04": ((2, 0, 0, 0, 0, 0, 0, 0), {"1.1/done": False}),  # 2 without 1 (R4)
    "ИО-05": ((1, 0, 2, 0, 0, 0, 0, 0), {"3.1/done": True}),  # two rows of К3 (R5)
    "ИО-06": ((1, 0, 0, 0, 0, 0, 0, 0), {f"8.{n}/done": None for n in range(5)}),  # К8 blank (R6)
    "ИО-07": ((2, 0, 0, 0, 0, 0, 0, 0), {"filled_on": dt.date(2025, 12, 16)}),  # late (R7)
    "ИО-08": ((3, 0, 0, 0, 0, 0, 0, 0), {"filled_on": LAST_DAY}),  # on the day itself (R9)
}
NAMES = {who: f"Учреждение {who}" for who in PEOPLE}
INITIAL, BASIC, PROGRESSIVE = "Начальная подготовка", "Базовый", "Прогрессивный"
AS_CHOSEN = {
    "ИО-01": ("rated", "4.5", INITIAL, False),
    "ИО-02": ("rated", "8.0", PROGRESSIVE, False),
    "ИО-03": ("rated", "1.5", INITIAL, False),
    "ИО-04": ("rated", "0.0", INITIAL, False),
    "ИО-05": ("rated", "2.6", INITIAL, False),
    "ИО-06": ("returned", None, None, False),
    "ИО-07": ("rated", "2.0", INITIAL, True),
    "ИО-08": ("rated", "3.0", INITIAL, False),
}
OTHERWISE = {
    ("R1", "basic"): {"ИО-01": ("rated", "4.5", BASIC, False)},
    ("R2", "basic"): {"ИО-02": ("rated", "8.0", BASIC, False)},
    ("R3", "zero"): {"ИО-03": ("rated", "1.0", INITIAL, False)},
    ("R4", "top_only"): {"ИО-04": ("rated", "2.0", INITIAL, False)},
    ("R5", "return"): {"ИО-05": ("returned", None, None, False)},
    ("R6", "zero"): {"ИО-06": ("rated", "1.0", INITIAL, False)},
    ("R7", "excluded"): {"ИО-07": ("excluded", None, None, True)},
    ("R8", "levels"): {},
    ("R9", "exclusive"): {"ИО-08": ("rated", "3.0", INITIAL, True)},
    ("R11", "either"): {},
}
ELSEWHERE = test_register_readings.TRIED | test_plan_facts.TRIED | test_projects_due.TRIED
"""What the registers and the plan decide is tried on records, not by a run."""


@cache
def forms():
    """The files of the folder; ИО-05 marks two rows where one counts."""
    found = {"Реестр.xlsx": registry(NAMES)}
    for who, (points, answers) in PEOPLE.items():
        given = marked(points) | answers
        day = given.pop("filled_on", dt.date(2025, 12, 10))
        given = {key: value for key, value in given.items() if key in answers}
        found[f"{who}.xlsx"] = assessment(who, points, day, NAMES[who], answers=given)
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run the folder under another reading (none: as chosen); return the folder of the result."""

    @cache
    def go(reading="", option=""):
        root = tmp_path_factory.mktemp("reading")
        (root / "in").mkdir()
        for name, data in forms().items():
            (root / "in" / name).write_bytes(data)
        (root / "methods").mkdir()
        (root / "methods" / "2025.toml").write_text(chosen(reading, option), "utf-8")
        run_at_once(root / "in", root / "out", as_of=AS_OF, remember=False,
                  methodologies=root / "methods")  # fmt: skip
        return root / "out"

    return go


def chosen(reading, option):
    """The methodology's text with one reading chosen otherwise."""
    if not reading:
        return TEXT
    head, mark, rest = TEXT.partition(f'id = "{reading}"\n')
    before, _, after = rest.partition("chosen = ")
    return head + mark + before + f'chosen = "{option}"\n' + after.partition("\n")[2]


def results(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))


def people(folder):
    return {
        person["id"]: (person["status"], person["total"], person["level"], person["late"])
        for person in results(folder)["participants"]
    }


def test_every_other_option_of_every_reading_is_tried():
    others = {
        (reading.id, option.id)
        for reading in METHODOLOGY.readings
        for option in reading.options
        if option.id != reading.chosen
    }
    assert not set(OTHERWISE) & ELSEWHERE
    assert set(OTHERWISE) | ELSEWHERE == others


def test_as_the_readings_are_chosen(run):
    assert people(run()) == AS_CHOSEN


@pytest.mark.parametrize("other", OTHERWISE, ids=" ".join)
def test_another_reading_changes_what_it_says_and_nothing_else(run, other):
    found = people(run(*other))
    assert found == AS_CHOSEN | OTHERWISE[other]
    told = results(run(*other))["methodology"]["readings"]
    assert told == results(run())["methodology"]["readings"] | dict([other])


def shown(folder, sheet):
    book = openpyxl.load_workbook(folder / "Рейтинг-2025.xlsx")
    return [[cell for cell in row if cell is not None]
            for row in book[sheet].iter_rows(values_only=True)]  # fmt: skip


def letters(folder):
    """Return the text of each letter by its folder and the participant."""
    return {
        (path.parent.name, path.name.split()[0]): "\n".join(lines(path))
        for path in folder.glob("Письма/*/*.docx")
    }


def test_a_late_one_left_out_has_no_place_and_is_told_why(run):
    """R7 «не оценивается»: the others move up, no result and no advice goes to the late one."""
    before, after = run(), run("R7", "excluded")
    places = {p["id"]: p["place"] for p in results(after)["participants"]}
    assert places["ИО-07"] is None and places["ИО-02"] == {"from": 1, "to": 1}
    last = max(place["to"] for place in places.values() if place)
    assert last == max(p["place"]["to"] for p in results(before)["participants"] if p["place"]) - 1
    assert not any("ИО-07" in row for row in shown(after, "Рейтинг"))
    assert any("ИО-07" in row for row in shown(before, "Рейтинг"))
    kinds = {kind for kind, who in letters(after) if who == "ИО-07"}
    assert kinds and "Результаты" not in kinds
    assert "Результаты" in {kind for kind, who in letters(before) if who == "ИО-07"}


def test_with_levels_alone_nobody_has_a_place_anywhere(run):
    """R8 «только группы по уровням»."""
    before, after = run(), run("R8", "levels")
    for person in results(after)["participants"]:
        assert person["place"] is None and person["place_in_category"] is None
    assert any(person["place"] for person in results(before)["participants"])
    note = "Места не присваиваются"
    assert any(note in str(cell) for row in shown(after, "Рейтинг") for cell in row)
    assert not any(note in str(cell) for row in shown(before, "Рейтинг") for cell in row)
    told, placed = letters(after), letters(before)
    rated = [key for key in placed if key[0] == "Результаты"]
    assert len(rated) == 7 and told.keys() == placed.keys()
    for key in rated:
        assert "Место в рейтинге будет указано" in placed[key] and "Место" not in told[key]


def test_with_levels_alone_no_sheet_keeps_a_column_for_places(run):
    before, after = (
        openpyxl.load_workbook(run(*other) / "Рейтинг-2025.xlsx")
        for other in ((), ("R8", "levels"))
    )
    word = re.compile(r"^Мест[оа]?\b|сдвиги мест")
    for book, expected in ((before, True), (after, False)):
        heads = [str(cell.value) for sheet in book for row in sheet.iter_rows(min_row=3, max_row=3)
                 for cell in row if cell.value]  # fmt: skip
        assert any(map(word.search, heads)) == expected, list(filter(word.search, heads))
    ranking = after["Рейтинг"]
    assert [cell.value for cell in ranking[3]][:5] == [
        "Код",
        "Участник",
        "Балл",
        "Оценка",
        "Уровень",
    ]
    signed = [cell.coordinate for row in ranking for cell in row
              if cell.value == "Председатель комитета"]  # fmt: skip
    assert signed and signed[0].startswith("B")


def test_with_levels_alone_the_page_says_that_there_are_no_places(run):
    captions = [page_of(run(*other)).xpath("string(//table[@id='rating']/caption)")
                for other in ((), ("R8", "levels"))]  # fmt: skip
    assert [("Равные оценки делят место." in each, "Места не присваиваются" in each)
            for each in captions] == [(True, False), (False, True)]  # fmt: skip


def test_the_deadline_s_own_day_in_time_or_late(run):
    """R9: «до 15 декабря» with or without the day itself."""
    for folder, codes in ((run(), set()), (run("R9", "exclusive"), {"I020"})):
        (file,) = (f for f in results(folder)["files"] if f["path"] == "ИО-08.xlsx")
        assert {f["code"] for f in file["findings"]} & {"I020"} == codes


def test_the_methodology_of_each_other_reading_is_loaded(tmp_path):
    for other in OTHERWISE:
        (tmp_path / "2025.toml").write_text(chosen(*other), "utf-8")
        assert load_methodology(2025, tmp_path).chosen(other[0]) == other[1]
