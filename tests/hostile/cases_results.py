"""Files that say they are last year's results, and are not what this program writes."""

import json

from tests.filled import METHODOLOGY
from tests.hostile.table import ignored
from tests.hostile.workshop import name_of

NAME = "results.json"
WORDS = "не книга Excel или LibreOffice"


def results(who, text=None, **changes):
    """Return last year's results with one participant, some of what it says changed.

    text: written by hand in place of the word «ТУТ» among the changes.
    """
    score = {"id": "1", "claimed": 3, "counted": 3, "verified": None, "points": 3}
    person = {
        "id": who, "name": name_of(who), "status": "rated", "total": "9.0", "level": "Лидер",
        "place": {"from": 1, "to": 1}, "place_in_category": {"from": 1, "to": 1},
        "source": "форма.xlsx", "criteria": [score | changes.pop("score", {})],
    } | changes.pop("person", {})  # fmt: skip
    document = {
        "schema": "kuzbass-batch/results/1", "year": METHODOLOGY.year - 1, "as_of": "2025-01-20",
        "methodology": {"id": "2024", "sha256": "0", "readings": {}}, "participants": [person],
        "files": [{"path": "форма.xlsx", "sha256": "0"}],
    } | changes  # fmt: skip
    written = json.dumps(document)
    return (written if text is None else written.replace(json.dumps("ТУТ"), text)).encode()


@ignored(WORDS, name=NAME)
def a_level_that_is_a_number(who):
    return results(who, person={"level": 5})


@ignored(WORDS, name=NAME)
def a_total_that_is_no_number(who):
    return results(who, person={"total": "sNaN"})


@ignored(WORDS, name=NAME)
def a_total_without_an_end(who):
    return results(who, person={"total": "Infinity"})


@ignored(WORDS, name=NAME)
def a_total_of_a_million_figures(who):
    return results(who, person={"total": "1e999999"})


@ignored(WORDS, name=NAME)
def points_beyond_all_numbers(who):
    return results(who, "1e400", score={"points": "ТУТ"})


@ignored(WORDS, name=NAME)
def points_of_four_hundred_figures(who):
    return results(who, "9" * 400, score={"points": "ТУТ"})


@ignored(WORDS, name=NAME)
def points_of_ten_thousand_figures(who):
    return results(who, "9" * 10_000, score={"points": "ТУТ"})


@ignored(WORDS, name=NAME)
def points_that_are_a_list(who):
    return results(who, score={"verified": [1]})


@ignored(WORDS, name=NAME)
def half_a_character_in_a_name(who):
    return results(who, '"\\ud800"', person={"name": "ТУТ"})


@ignored(WORDS, name=NAME)
def a_line_of_control_in_a_path(who):
    return results(who, decisions="Решения\x1b[2J.xlsx")


@ignored(WORDS, name=NAME)
def an_id_that_is_a_list(who):
    return results(who, person={"id": [who]})


@ignored(WORDS, name=NAME)
def participants_that_are_a_word(who):
    return results(who, participants="все")


@ignored(WORDS, name=NAME)
def a_day_that_is_none(who):
    return results(who, as_of="2025-13-45")


@ignored(WORDS, name=NAME)
def ten_thousand_brackets(who):
    return results(who, "[" * 10_000 + "]" * 10_000, files="ТУТ")


@ignored(WORDS, name=NAME)
def a_million_empty_lists(who):
    return results(who, "[" + "[]," * 1_000_000 + "[]]", files="ТУТ")


@ignored(WORDS, name=NAME)
def a_name_of_a_megabyte(who):
    return results(who, person={"name": "я" * 2**20})


@ignored(WORDS, name=NAME)
def results_in_utf_16(who):
    return results(who).decode().encode("utf-16") + b"\0"
