"""The words of an act: how its points are cited, and what a file without them says instead."""

import re

import pytest

from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.citations import Citation, Owner, cite
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.act_file import act_years
from kuzbass_batch.methodology.files.loader import (
    load_methodology,
    methodology_text,
    parse_methodology,
)
from kuzbass_batch.methodology.words import POINTS
from kuzbass_batch.outputs.letters.act_words import act_tags, filled_details
from kuzbass_batch.records.files.sources import Kind
from tests.paths import ROOT

OWNER = Owner(
    genitive="программы", dative="программе", full_genitive="программы «А»",
    full_dative="программе «А»",
)  # fmt: skip
THIS = load_methodology(2025)
TEXT = methodology_text(2025)
WORDS = TEXT[TEXT.index("# Слова акта: так") :]
EARLIER = TEXT.removesuffix(WORDS)
"""This act in the format of before: no words, no points besides those of its parts."""


@pytest.mark.parametrize(
    ("point", "cited", "within", "by", "genitive"),
    [
        ("п. 3.4", "п. 3.4 программы", "п. 3.4 программы «А»", "пунктом 3.4 программы «А»",
         "пункта 3.4 программы"),
        ("ст. 7", "ст. 7 программы", "ст. 7 программы «А»", "статьёй 7 программы «А»",
         "статьи 7 программы"),
        ("ч. 2", "ч. 2 программы", "ч. 2 программы «А»", "частью 2 программы «А»",
         "части 2 программы"),
        ("приложение № 3", "приложение № 3 к программе", "приложение № 3 к программе «А»", "", ""),
        ("приложение № 3, п. 4.1", "приложение № 3 к программе, п. 4.1",
         "п. 4.1 приложения № 3 к программе «А»", "пунктом 4.1 приложения № 3 к программе «А»",
         "пункта 4.1 приложения № 3 к программе"),
        ("приложение 2, ст. 5", "приложение 2 к программе, ст. 5",
         "ст. 5 приложения 2 к программе «А»", "статьёй 5 приложения 2 к программе «А»",
         "статьи 5 приложения 2 к программе"),
        ("приложение № 3, п. 6 и 7", "приложение № 3 к программе, п. 6 и 7",
         "п. 6 и 7 приложения № 3 к программе «А»", "", ""),
        ("п. 2.9, 3.4", "п. 2.9, 3.4 программы", "п. 2.9, 3.4 программы «А»", "", ""),
        ("таблица, строка 2", "таблица, строка 2", "таблица, строка 2", "", ""),
        ("", "", "", "", ""),
    ],
)  # fmt: skip
def test_a_point_is_cited_in_the_forms_that_texts_need(point, cited, within, by, genitive):
    found = cite(point, OWNER)
    assert (found.point, found.cited, found.within) == (point, cited, within)
    assert (found.by, found.genitive) == (by, genitive)
    assert found.beside == (f" ({point})" if point else "")


def test_this_act_names_every_point_that_may_be_cited():
    assert [name for name in POINTS if not THIS.words.point(name).point] == []


def test_a_point_that_is_declined_unlike_others_is_named_whole():
    text = TEXT.replace(
        'scoring = "приложение № 3, п. 7"', 'scoring = { point = "п. 7", by = "седьмым пунктом" }'
    )
    found = parse_methodology(text, "2025.toml").words.point("scoring")
    assert found == Citation(point="п. 7", cited="п. 7", within="п. 7", by="седьмым пунктом")


def test_a_file_of_the_earlier_format_loads_and_speaks_neutrally():
    found = parse_methodology(EARLIER, "2025.toml")
    assert "[programme]" not in EARLIER and found.criteria == THIS.criteria
    words = found.words
    assert (words.programme.full_genitive, words.programme.beside) == ("программы", "")
    assert [each.name for each in words.categories] == [each.name for each in THIS.categories]
    # What its calendar and levels name is cited, and nothing else.
    assert {name: words.point(name).point for name in POINTS if words.point(name).point} == {
        "submission": "приложение № 3, п. 4.1",
        "admission": "приложение № 3, п. 4.1",
        "rating": "п. 3.4",
        "verification": "п. 3.4",
        "documents": "п. 3.4",
        "results": "п. 3.4",
        "objection": "п. 3.4",
        "totals": "п. 3.4",
        "levels": "приложение № 3, п. 5",
    }
    # Its highest level is held for a year, and its question for a passport asks for one.
    assert found.leaders and found.has_passports and found.has_objections
    assert re.findall("Кузбас|Кемеров|Эффективн", str(act_tags(words, found.period))) == []


WITHOUT = {
    "objections": (re.compile(r"^objection_working_days = .*\n", re.M), Kind.OBJECTION),
    "passports": (
        re.compile(
            r'^\[\[questions\]\]\nkind = "passport"\n(?:.+\n)*|^\[passport\]\n(?:.+\n)*', re.M
        ),
        Kind.PASSPORT,
    ),
}


@pytest.mark.parametrize("part", WITHOUT)
def test_a_part_that_is_not_in_the_file_has_no_form(part):
    pattern, kind = WITHOUT[part]
    found = parse_methodology(pattern.sub("", TEXT), "2025.toml")
    assert kind not in load_forms(found) and kind in load_forms(THIS)


def test_a_file_without_plan_and_readings_asks_for_no_number_of_people():
    text = re.sub(r"^\[\[(?:plan|readings)\]\]\n(?:.+\n)*", "", TEXT, flags=re.M)
    text = text.replace('indicator = "2.1"\n', "").replace('points_by = "R3"', "points = 1")
    text = text.replace("from = 5\nto = 8", "from = 4\nbelow = 8")
    found = parse_methodology(text, "2025.toml")
    assert (found.plan, found.readings, found.people_to_train) == ((), (), 0)
    pages = [
        paragraph
        for spec in load_forms(found).values()
        for _, block in spec.blocks()
        for paragraph in (*block.paragraphs, block.title)
    ]
    assert any("отмечена строка 5.1. Строки на этом листе" in each for each in pages)
    assert not any(re.search("План мероприятий|прочтени|неясные места", each) for each in pages)


def test_the_training_list_follows_the_criterion_that_its_question_names():
    changed = TEXT.replace(
        'kind = "training_list"\ncriterion = "5"', 'kind = "training_list"\ncriterion = "3"'
    )
    spec = load_forms(parse_methodology(changed, "2025.toml"))[Kind.SELF_ASSESSMENT]
    titles = [block.title for _, block in spec.blocks()]
    assert "Сотрудники, прошедшие обучение в 2025 году (критерий 3)" in titles
    without = re.sub(r'^\[\[questions\]\]\nkind = "training_list"\n(?:.+\n)*', "", TEXT, flags=re.M)
    spec = load_forms(parse_methodology(without, "2025.toml"))[Kind.SELF_ASSESSMENT]
    assert "Обучение" not in [sheet.name for sheet in spec.sheets]
    texts = [text for _, block in spec.blocks() for text in block.paragraphs]
    numbers = [text.partition(".")[0] for text in texts if text[:1].isdigit()]
    assert numbers == ["1", "2", "3", "4", "5", "6"]


def test_an_act_without_a_plan_names_its_years_itself():
    act = (ROOT / "templates" / "methodology" / "act.toml").read_text("utf-8")
    without = re.sub(r"^\[\[plan\]\]\n(?:.+\n)*", "", act, flags=re.M)
    years = without.replace("year = $year\n", "year = $year\nyears = [2026, 2027]\n", 1)
    assert act_years(years) == (2026, 2027)
    both = act.replace("year = $year\n", "year = $year\nyears = [2026]\n", 1)
    assert act_years(both) == (2026,)


def test_an_amendment_may_change_a_word(tmp_path):
    (tmp_path / "2026.toml").write_text(
        'year = 2026\namended_by = "постановления от 01.02.2026 № 5"\n'
        '[bodies]\ncentre = "АНО «Новый центр»"\n[references]\nscoring = "приложение № 3, п. 8"\n',
        "utf-8",
    )
    words = load_methodology(2026, tmp_path).words
    assert words.bodies.centre == "АНО «Новый центр»" and words.bodies.city == "г. Кемерово"
    assert words.point("scoring").beside == " (приложение № 3, п. 8)"


def test_details_take_the_act_s_words_and_keep_the_committee_s_own():
    given = {"name": "{committee}", "address": "1, {city}", "note": "{own} {}", "days": 5}
    found = filled_details(given, THIS.words)
    assert found["address"] == "1, г. Кемерово" and found["name"].startswith("Комитет по развитию")
    assert (found["note"], found["days"]) == ("{own} {}", 5)


def test_the_registers_of_the_programme_are_a_part_that_an_act_may_lack():
    kept = THIS.programme_registers
    assert kept and (kept.first_year, kept.last_year, kept.period) == (2025, 2027, "2025–2027 годы")
    assert parse_methodology(EARLIER, "2025.toml").programme_registers is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("last_year = 2027", "last_year = 2024", "registers.last_year: последний год 2024 раньше"),
        ("last_year = 2027", "", "registers.last_year: значение не указано"),
        ("last_year = 2027", 'last_year = "2027"', "registers.last_year: ожидается целое число"),
        ("last_year = 2027", "last_year = 2027\nsheets = 5", "registers.sheets: неизвестный ключ"),
    ],
)
def test_faulty_years_of_the_registers_are_named(old, new, words):
    assert old in TEXT
    with pytest.raises(MethodologyError, match=re.escape(words)):
        parse_methodology(TEXT.replace(old, new), "2025.toml")


def test_the_days_of_project_reports_are_a_part_that_an_act_may_lack():
    assert THIS.words.reports and str(THIS.words.reports.first) == "2026-I"
    assert parse_methodology(EARLIER, "2025.toml").words.reports is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('first = "2026-I"', 'first = "2026"', "project_reports.first: ожидается квартал"),
        ('first = "2026-I"', "", "project_reports.first: значение не указано"),
        ("closing_days = 10", "closing_days = 10\nweeks = 2", "project_reports.weeks: неизвестный"),
        ("\nday = 10\n", "\nday = 31\n", "project_reports.day: "),
    ],
)
def test_faulty_days_of_project_reports_are_named(old, new, words):
    assert old in TEXT
    with pytest.raises(MethodologyError, match=re.escape(words)):
        parse_methodology(TEXT.replace(old, new), "2025.toml")
