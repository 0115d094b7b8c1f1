"""What an amendment changes: each kind of change is told once, with its point, and nothing else."""

import copy
import itertools
import tomllib
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.files.act_file import ACT
from kuzbass_batch.methodology.files.loader import examined_file, methodology_text, opened_text
from kuzbass_batch.methodology.files.sources import ExaminedMethodology, MethodologySource, examined
from kuzbass_batch.methodology.keys.amendments import KEYS
from kuzbass_batch.methodology.keys.key import LIST
from kuzbass_batch.methodology.keys.sections import FILE, inner_of
from kuzbass_batch.methodology.proofs.comparing import compare, paired
from tests.methodology import whole_file as whole
from tests.methodology.edits import SOUND_TEXT
from tests.paths import ROOT

ACT_FILE = ROOT / "templates" / "methodology" / ACT


def read(text, name="проба.toml"):
    found = examined(MethodologySource(name=name, text=text))
    assert not found.faults
    return found


def told(text, other):
    changes = compare(read(text), read(other))
    return [(each.where, each.what, each.was, each.now, each.reference)
            for each in changes.differences]  # fmt: skip


def test_a_file_does_not_differ_from_itself():
    assert told(SOUND_TEXT, SOUND_TEXT) == []


def test_years_of_one_act_do_not_differ_though_their_dates_do():
    years = [examined_file(ACT_FILE, opened_text(ACT_FILE), year) for year in (2025, 2026, 2027)]
    for old, new in itertools.pairwise(years):
        changes = compare(old, new)
        assert changes.differences == ()
        assert all(before == after for before, after in changes.criteria.items())
        assert len(changes.rows) == 31


ONE_CHANGE = [
    (
        ("coefficient = 0.9", "coefficient = 0.25"),
        ("Критерий 2 «Обучение»", "коэффициент", "0,9", "0,25", "п. 8"),
    ),
    (
        ("submission = { date = 2025-12-15", "submission = { date = 2025-12-20"),
        ("Срок приёма самооценок", "дата", "15.12.2025", "20.12.2025", "п. 1"),
    ),
    (("days = 15", "days = 10"), ("Срок несогласия", "рабочие дни", "15", "10", "п. 5")),
    (
        ('chosen = "highest"', 'chosen = "return"'),
        ("Прочтение R5", "принято", "наибольшая", "вернуть", "п. 9"),
    ),
    (
        ("targets = { 2025 = 2, 2026 = 3 }", "targets = { 2025 = 2, 2026 = 5 }"),
        ("Показатель плана 2.1", "значение на 2026 год", "3", "5", "п. 10"),
    ),
    (
        ("targets = { 2025 = 2, 2026 = 3 }", "targets = { 2025 = 2 }"),
        ("Показатель плана 2.1", "значение на 2026 год", "3", "–", "п. 10"),
    ),
    (
        ('text = "участвует", evidence = "дорожная карта"', 'text = "участвует"'),
        ("Критерий 1 «Участие», строка 1.1", "подтверждение", "дорожная карта", "–", "п. 7"),
    ),
    (
        ('words = ["конкурс", "фестивал"]', 'words = ["конкурс"]'),
        ("Вопрос участнику (contest) по критерию 1", "слова", "конкурс, фестивал", "конкурс",
         "п. 11"),
    ),
    (
        ('reference = "п. 11"\n\n', 'reference = "п. 12"\n\n'),
        ("Вопрос участнику (training_list) по критерию 2", "пункт акта", "п. 11", "п. 12", "п. 12"),
    ),
    (
        ("cumulative = true", "cumulative = false"),
        ("Критерий 1 «Участие»", "накопительный", "да", "нет", "п. 7"),
    ),
    (
        ('act = "вымышленное постановление от 07.03.2025 № 1"', 'act = "другое"'),
        ("", "акт", "вымышленное постановление от 07.03.2025 № 1", "другое", ""),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "line"), ONE_CHANGE)
def test_one_change_is_one_line(change, line):
    assert SOUND_TEXT.count(change[0]) == 1
    assert told(SOUND_TEXT, SOUND_TEXT.replace(*change)) == [line]
    backwards = told(SOUND_TEXT.replace(*change), SOUND_TEXT)
    assert [(was, now) for _, _, was, now, _ in backwards] == [(line[3], line[2])]


def test_a_point_that_changes_with_what_it_is_about_is_no_line_of_its_own():
    other = SOUND_TEXT.replace('0.9\ncumulative = false\nreference = "п. 8"',
                               '1\ncumulative = false\nreference = "п. 8.1"')  # fmt: skip
    assert told(SOUND_TEXT, other) == [
        ("Критерий 2 «Обучение»", "коэффициент", "0,9", "1", "п. 8.1")
    ]


RENUMBERED = (
    SOUND_TEXT.replace('code = "2.', 'code = "3.')
    .replace('id = "2"\ntitle', 'id = "3"\ntitle')
    .replace('criterion = "2"', 'criterion = "3"')
)


def test_a_renumbered_criterion_is_the_same_one():
    changes = compare(read(SOUND_TEXT), read(RENUMBERED))
    numbers = [(each.where, each.was, each.now) for each in changes.differences
               if each.what == "номер"]  # fmt: skip
    assert changes.criteria == {"1": "1", "2": "3"}
    assert ("Критерий 2 «Обучение»", "2", "3") in numbers
    assert changes.rows["2.2"] == "3.2"
    assert {each.what for each in changes.differences} <= {"номер", "введено", "исключено"}


def test_a_row_whose_points_changed_is_known_by_its_words():
    other = SOUND_TEXT.replace('{ code = "1.3", points = 3', '{ code = "1.2", points = 2').replace(
        "from_points = 3", "from_points = 2"
    )
    lines = told(SOUND_TEXT, other)
    place = "Критерий 1 «Участие», строка 1.3"
    assert (place, "номер", "1.3", "1.2", "п. 7") in lines
    assert (place, "балл", "3", "2", "п. 7") in lines
    assert compare(read(SOUND_TEXT), read(other)).rows["1.3"] == "1.2"


def test_a_row_that_is_gone_and_one_that_is_new_are_told_whole():
    other = SOUND_TEXT.replace(
        '{ code = "2.2", points = 2, text = "проводится по плану" }',
        '{ code = "2.4", points = 4, text = "проводится для всех" }',
    )
    lines = told(SOUND_TEXT, other)
    assert lines == [
        ("Критерий 2 «Обучение», строка 2.2", "исключено", "балл: 2; текст: проводится по плану",
         "–", "п. 8"),
        ("Критерий 2 «Обучение», строка 2.4", "введено", "–",
         "балл: 4; текст: проводится для всех", "п. 8"),
    ]  # fmt: skip
    changes = compare(read(SOUND_TEXT), read(other))
    assert "2.2" not in changes.rows and "2.4" not in changes.rows.values()


def without(text, heading):
    parts = text.split("\n[[")
    return "\n[[".join(part for part in parts if heading not in part)


def test_a_criterion_that_is_gone_is_told_with_its_rows():
    other = without(without(SOUND_TEXT, 'id = "1"\ntitle'), 'kind = "contest"')
    (criterion, _) = told(SOUND_TEXT, other)
    assert criterion[:2] == ("Критерий 1 «Участие»", "исключено") and criterion[4] == "п. 7"
    assert "строка 1.3 – участвует во всём, балл 3" in criterion[2] and criterion[3] == "–"


@pytest.mark.whole
def test_every_key_of_the_table_is_compared():
    """A key that somebody adds to the table is compared without a line of code."""
    made = told_apart(whole.whole_file())
    act = read(SOUND_TEXT)

    def differences(data):
        old, new = (ExaminedMethodology(methodology=act.methodology, data=each, locate=act.locate)
                    for each in (made, data))  # fmt: skip
        return compare(old, new).differences

    assert differences(made) == ()
    count = 0
    for section, path in whole.places():
        for key in section.keys:
            table = whole.at(made, path)
            own = path and key.name in ("id", "code", "kind", "criterion")
            plain = inner_of(section, key) is None and key.kind is not LIST
            if (
                key.name not in table
                or not plain
                or (section is FILE and key.name in ("id", "year", "quarter", "half_year"))
            ):
                continue
            data = copy.deepcopy(made)
            whole.at(data, path)[key.name] = changed_value(table[key.name])
            assert differences(data) or own, (path, key.name)
            count += 1
    assert count > 60


def told_apart(made):
    """Return a copy in which every entry of a list has a name of its own."""
    made = copy.deepcopy(made)
    for section, path in whole.places():
        for name in KEYS.get(section.path.rpartition(".")[2].removesuffix("[]"), ()):
            table = whole.at(made, path)
            table[name] = f"{table[name]} {'.'.join(map(str, path))}"
    return made


def changed_value(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    return f"{value} иначе" if isinstance(value, str) else value.replace(year=value.year + 3)


def entries(*numbers):
    return [{"id": number, "title": title} for number, title in numbers]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([("1", "а"), ("2", "б")], [("1", "а"), ("2", "б")], ["1-1", "2-2"]),
        ([("1", "а"), ("2", "б")], [("1", "б"), ("2", "а")], ["1-2", "2-1"]),
        ([("1", "а"), ("2", "б")], [("1", "а"), ("2", "в"), ("3", "б")], ["1-1", "2-3", "-2"]),
        ([("1", "а"), ("2", "б")], [("1", "г"), ("2", "б")], ["1-1", "2-2"]),
        ([("1", "а"), ("2", "б")], [("2", "б")], ["1-", "2-2"]),
        ([("1", "а")], [("2", "б")], ["1-", "-2"]),
        ([("1", "а"), ("2", "а")], [("1", "а"), ("2", "а")], ["1-1", "2-2"]),
        ([], [("1", "а")], ["-1"]),
    ],
)
def test_entries_are_known_by_number_and_words_then_by_words_then_by_number(old, new, pairs):
    found = paired(entries(*old), entries(*new), ("id",), "title")
    shown = [f"{(each.old or {}).get('id', '')}-{(each.new or {}).get('id', '')}" for each in found]
    assert shown == pairs


def test_a_whole_year_s_file_and_the_act_say_the_same():
    act = examined_file(ACT_FILE, opened_text(ACT_FILE), 2026)
    assert compare(act, read(methodology_text(2026), "2026.toml")).differences == ()
    assert tomllib.loads(methodology_text(2026))["year"] == 2026


def test_entries_without_names_are_compared_by_their_order_and_equal_ones_left_out():
    old, new = [{"a": 1}, {"a": 2}, {"a": 3}], [{"a": 1}, {"a": 3}, {"a": 4}, {"a": 5}]
    found = [(each.old, each.new) for each in paired(old, new, (), "")]
    assert found == [({"a": 2}, {"a": 4}), (None, {"a": 5})]
    assert list(paired(old, old, (), "")) == []
