"""One act for three years, and an amendment that changes one of them and names its own act."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.act_file import ACT
from kuzbass_batch.methodology.files.loader import (
    available_years,
    load_methodology,
    methodology_text,
    parse_methodology,
)

HEAD = """year = 2027
amended_by = "постановления от 01.02.2027 № 30"
"""
AMENDMENT = (
    HEAD
    + """
[calendar]
submission = { date = 2027-12-10, reference = "изменение, п. 1" }

[[criteria]]
id = "5"
coefficient = 1.1
reference = "изменение, п. 2"
rows = [{ code = "5.2", text = "план подготовки утверждён" }, { code = "5.3", struck = true }]

[[criteria]]
id = "9"
title = "Девятый критерий"
short_title = "Девятый"
coefficient = 0.25
cumulative = false
reference = "изменение, п. 3"
rows = [{ code = "9.0", points = 0, text = "нет" }, { code = "9.1", points = 1, text = "есть" }]

[[readings]]
id = "R1"
chosen = "basic"
protocol_number = "5"
protocol_date = 2027-03-01

[[plan]]
id = "2.1"
targets = { 2027 = 6 }
reference = "изменение, п. 4"

[[questions]]
kind = "contest"
criterion = "8"
struck = true
"""
)


def test_what_the_years_share_is_written_once():
    assert available_years() == (2025, 2026, 2027)
    first, *later = map(load_methodology, available_years())
    for year in later:
        assert (year.criteria, year.levels, year.readings, year.plan, year.questions) == (
            first.criteria, first.levels, first.readings, first.plan, first.questions,
        )  # fmt: skip
        assert year.calendar.references == first.calendar.references


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_dates_of_a_year_follow_from_it(year):
    calendar = load_methodology(year).calendar
    assert calendar.submission == dt.date(year, 12, 15)
    assert calendar.rating == dt.date(year + 1, 1, 30)
    assert calendar.results == dt.date(year + 1, 2, 20)
    assert calendar.totals == dt.date(year + 1, 4, 1)


@pytest.mark.parametrize(
    ("indicator", "targets"),
    [
        ("1.1", (10, 10, 10)),
        ("1.2", (1, 1, 1)),
        ("2.1", (2, 3, 4)),
        ("2.2", (2, 2, 2)),
        ("2.3", (70, 70, 70)),
        ("3.1", (1, 2, 3)),
        ("3.2", (4, 4, 4)),
        ("3.3", (1, 1, 1)),
    ],
)
def test_the_plan_has_its_targets_year_by_year(indicator, targets):
    assert tuple(load_methodology(y).plan_target(indicator) for y in (2025, 2026, 2027)) == targets


def amended(folder, text=AMENDMENT, year=2027):
    (folder / f"{year}.toml").write_text(text, "utf-8")
    return load_methodology(year, folder)


def test_an_amendment_changes_what_it_names_and_nothing_else(tmp_path):
    act, now = load_methodology(2027), amended(tmp_path)
    assert now.act == f"{act.act} (в редакции постановления от 01.02.2027 № 30)"
    assert now.calendar.submission == dt.date(2027, 12, 10)
    assert now.calendar.reference("submission") == "изменение, п. 1"
    assert now.calendar.rating == act.calendar.rating
    fifth = now.criterion("5")
    assert (fifth.coefficient, fifth.reference) == (Decimal("1.1"), "изменение, п. 2")
    assert [row.code for row in fifth.rows] == ["5.0", "5.1", "5.2"]
    assert fifth.rows[2].text == "план подготовки утверждён" and fifth.rows[2].points == 2
    assert fifth.title == act.criterion("5").title
    assert [c.id for c in now.criteria] == [*(c.id for c in act.criteria), "9"]
    assert now.reading("R1").chosen == "basic" and now.level("basic").lower == 4
    assert now.plan_target("2.1") == 6 and now.plan_target("3.1") == act.plan_target("3.1")
    assert {q.kind.value for q in now.questions} == {"passport", "quality_check", "training_list"}
    assert now.sha256 != act.sha256
    assert [c for c in now.criteria if c.id not in "59"] == [c for c in act.criteria if c.id != "5"]


def test_an_amendment_of_one_year_leaves_the_others(tmp_path):
    (tmp_path / ACT).write_text(methodology_source(), "utf-8")
    amended(tmp_path)
    assert available_years(tmp_path) == (2025, 2026, 2027)
    assert load_methodology(2026, tmp_path) == load_methodology(2026)


def methodology_source():
    """The act as the program ships it."""
    from importlib.resources import files

    return files("kuzbass_batch.templates").joinpath("methodology", ACT).read_text("utf-8")


def test_an_act_of_the_committee_s_own_rules_the_years_of_its_plan(tmp_path):
    text = methodology_source().replace("2027 =", "2028 =").replace("below = 4", "below = 4.0")
    (tmp_path / ACT).write_text(text, "utf-8")
    assert available_years(tmp_path) == (2025, 2026, 2028)
    assert load_methodology(2028, tmp_path).calendar.results == dt.date(2029, 2, 20)
    with pytest.raises(MethodologyError, match="за 2027 год; есть за: 2025, 2026, 2028"):
        load_methodology(2027, tmp_path)


def test_a_whole_file_of_a_year_beside_the_act_is_that_year_s_methodology(tmp_path):
    (tmp_path / ACT).write_text(methodology_source(), "utf-8")
    whole = methodology_text(2026).replace("07.03.2025 № 112", "05.05.2026 № 5")
    (tmp_path / "2026.toml").write_text(whole, "utf-8")
    assert load_methodology(2026, tmp_path) == parse_methodology(whole, "2026.toml")
    assert load_methodology(2025, tmp_path) == load_methodology(2025)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD.replace("2027", "2026", 1), "2027.toml: year: в имени файла 2027, в файле 2026"),
        (HEAD.partition("\n")[2], "2027.toml: year: в имени файла 2027, в файле не указан"),
        (HEAD.replace('"постановления от 01.02.2027 № 30"', "5"), "amended_by: ожидается акт"),
        (HEAD.replace("постановления от 01.02.2027 № 30", " "), "amended_by: ожидается акт"),
        (HEAD + 'act = "другой"', "2027.toml: act: изменение этого не меняет"),
        (HEAD + "[[criteria]]\nid = '5'\ncoefficient = 2", "criteria[1].reference: назовите пункт"),
        (HEAD + "[calendar]\ntotals = { date = 2028-04-02 }", "calendar.totals.reference:"),
        (HEAD + "[[plan]]\nid = '2.1'\nreference = 'п'\ntargets = { 2026 = 9 }",
         "plan[1].targets.2026: изменение касается только 2027 года"),
        (HEAD + "[[criteria]]\nreference = 'п'", "criteria[1]: укажите id (строка "),
        (HEAD + "[[levels]]\nid = 'нет'\nstruck = true", "levels[1].struck: исключать нечего"),
        (HEAD + "[[levels]]\nid = 'basic'\nstruck = false", "levels[1].struck: исключать нечего"),
        (HEAD + "[[criteria]]\nid = '5'\nreference = 'п'\nweight = 2",
         "2027.toml: criteria[1].weight: неизвестный ключ (строка 6, столбец 1)."),
        (HEAD + "criteria = 5", "2027.toml: criteria: ожидается список"),
        (HEAD + "[[plan]]\nid = '2.1'\nreference = 'п'\ntargets = 5", "targets: ожидается таблица"),
        (HEAD + "criteria = [5]", "2027.toml: criteria[1]: укажите id"),
        (HEAD + "calendar = 5", "2027.toml: calendar: ожидается таблица"),
        (HEAD + "x = \n", "2027.toml: файл не читается как TOML: строка 3"),
        ("", "2027.toml: 6 ошибок."),
    ],
)  # fmt: skip
def test_a_faulty_amendment_is_refused_at_its_place(tmp_path, text, words):
    with pytest.raises(MethodologyError, match=re.escape(words)):
        amended(tmp_path, text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("$year-12-15", "$год-12-15"), "act.toml: знак «$» стоит только в $year"),
        (("$next_year-01-30", "$last_year-01-30"), "act.toml: знак «$» стоит только в $year"),
        (('id = "$year"', "id = $"), "act.toml: знак «$» стоит только в $year"),
        (("[[levels]]", "[[levels]", 1), "act.toml: файл не читается как TOML: строка "),
        (("targets = { 2025 = 10, 2026 = 10, 2027 = 10 }\n", ""), "act.toml: plan: у каждого"),
        (("{ 2025 = 10, 2026 = 10, 2027 = 10 }", "10"), "act.toml: plan: у каждого показателя"),
        (("coefficient = 0.9", "coefficient = 0"), "act.toml: criteria[5].coefficient"),
    ],
)
def test_a_faulty_act_is_refused_at_its_place(tmp_path, change, words):
    text = methodology_source()
    assert change[0] in text
    (tmp_path / ACT).write_text(text.replace(*change), "utf-8")
    with pytest.raises(MethodologyError, match=re.escape(words)):
        load_methodology(2026, tmp_path)


def test_a_sign_of_money_in_a_text_of_the_act_is_written_twice(tmp_path):
    text = methodology_source().replace('«дорожная карта»",', '«дорожная карта» $$",', 1)
    (tmp_path / ACT).write_text(text, "utf-8")
    assert load_methodology(2026, tmp_path).criterion("1").rows[1].text.endswith("карта» $")
