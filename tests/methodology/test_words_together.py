"""Three faults at once in the tables of words, registers and periods, each with its place."""

import pytest

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.proofs.checking import check_file
from kuzbass_batch.methodology.proofs.comparing import compare
from tests.methodology.edits import SOUND_TEXT
from tests.methodology.test_comparing import read
from tests.paths import DATA

RATER = """
[rater]
nominative = "дирекция"
genitive = 5
dative = "дирекции"
accusative = "дирекцию"
instrumental = "дирекцией"
gender = "женский"
"""
PARTICIPANTS = """
[participants]
one = "библиотека"
all = ["библиотеки"]
meny = "библиотек"
"""
REGISTERS = """
[registers]
first_year = "2025"
last_yaer = 2027
kept = true
"""
REPORTS = """
[project_reports]
first = "2025-V"
day = 40
closing_days = 0
"""
WORDS = """
[programme]
name = 5
nominativ = "порядок"
dative = ""
"""
QUARTER = ("quarter = 7", "half_year = 1", 'period = "II квартал"')


@pytest.mark.parametrize(
    ("added", "paths"),
    [
        (RATER, {"rater.genitive", "rater.prepositional", "rater.gender"}),
        (PARTICIPANTS, {"participants.all", "participants.meny"}),
        (
            REGISTERS,
            {"registers.first_year", "registers.last_yaer", "registers.kept"},
        ),
        (REPORTS, {"project_reports.first", "project_reports.day", "project_reports.closing_days"}),
        (WORDS, {"programme.name", "programme.nominativ", "programme.dative"}),
        (
            PARTICIPANTS + REGISTERS + REPORTS,
            {
                "participants.all",
                "participants.meny",
                "registers.first_year",
                "registers.last_yaer",
                "project_reports.first",
                "project_reports.day",
                "project_reports.closing_days",
            },
        ),
    ],
)
def test_the_faults_of_a_newer_table_are_told_at_once(tmp_path, added, paths):
    path = tmp_path / "2025.toml"
    path.write_text(SOUND_TEXT + added, "utf-8")
    faults = check_file(path).faults
    assert paths <= {each.path for each in faults}
    lines = (SOUND_TEXT + added).splitlines()
    for fault in faults:
        assert 1 <= fault.line <= len(lines) and fault.remedy, fault


def test_the_faults_of_a_quarter_are_told_beside_those_of_the_words(tmp_path):
    path = tmp_path / "2026-II.toml"
    text = (DATA / "quarterly_act" / "act.toml").read_text("utf-8")
    given = {"$period": "2026-II", "$year": "2026", "$quarter": "7", "$month_4": "2026-07",
             "$month_5": "2026-08"}  # fmt: skip
    for tag, value in given.items():
        text = text.replace(tag, value)
    text = text.replace("years = [2026, 2027]\n", "half_year = 1\n")
    path.write_text(text.replace('city = "г. Примерск"', "city = 5\nciti = 6"), "utf-8")
    told = {each.path for each in check_file(path).faults}
    assert {"bodies.city", "bodies.citi"} <= told
    assert told & {"quarter", "half_year", "period"}


# --- words of which only some forms are named ---------------------------------------------------


@pytest.mark.parametrize(
    ("added", "path", "words"),
    [
        (
            '[programme]\nnominative = "положение"\n',
            "programme",
            "названо «положение», а другие формы слова остались обычными: genitive – «программы», "
            "dative – «программе» и prepositional – «программе»",
        ),
        (
            '[participants]\none = "школа"\nall = "школы"\n',
            "participants",
            "названо «школа», «школы», а другие формы слова остались обычными: many – «участников»",
        ),
        ('[bodies]\nregion = "края"\n', "bodies", "названо «края», а другие формы слова остались "
         "обычными: region_short – «региона»"),
    ],
)  # fmt: skip
def test_a_word_of_which_one_form_alone_is_named_is_told(tmp_path, added, path, words):
    file = tmp_path / "2025.toml"
    file.write_text(f"{SOUND_TEXT}\n{added}", "utf-8")
    (remark,) = check_file(file).remarks
    assert (remark.path, remark.words) == (path, words)
    assert remark.remedy.startswith("Впишите и их: ") and remark.line
    assert load_methodology(2025, file).year == 2025  # As before, a run takes it.


@pytest.mark.parametrize(
    "added",
    [
        "",
        '[programme]\nname = "«Чистая вода»"\n',
        '[programme]\nnominative = "порядок"\ngenitive = "порядка"\ndative = "порядку"\n'
        'prepositional = "порядке"\n',
        '[bodies]\ncity = "г. Заозёрск"\n',
    ],
)
def test_words_named_whole_or_not_at_all_are_no_remark(tmp_path, added):
    file = tmp_path / "2025.toml"
    file.write_text(f"{SOUND_TEXT}\n{added}", "utf-8")
    assert check_file(file).is_sound


# --- what is said once, and in words ------------------------------------------------------------


def test_points_that_no_row_gives_are_told_once_for_all_criteria_alike(tmp_path):
    file = tmp_path / "2025.toml"
    rows = "".join(
        f'''
[[criteria]]
id = "{at}"
title = "Критерий {at}"
short_title = "К {at}"
coefficient = 1
cumulative = false
reference = "п. 2"
rows = [
    {{ code = "{at}.0", points = 0, text = "нет" }},
    {{ code = "{at}.{best}", points = {best}, text = "есть" }},
]
'''
        for at, best in ((at, 2 if at < 30 else 3) for at in range(11, 31))
    )
    file.write_text(SOUND_TEXT + rows, "utf-8")
    told = [each.words for each in check_file(file).proofs if "не даёт ни" in each.words]
    assert told[-2:] == [
        "критерии 11, 12, 13, 14, 15, 16, 17, 18 и ещё 11: 1 балла не даёт ни одна строка",
        "критерий 30: 1, 2 баллов не даёт ни одна строка",
    ]


def test_how_the_total_is_made_is_compared_in_words():
    total = '[total]\nmethod = "{}"\ndecimals = 1\nrounding = "{}"\nreference = "п. 2"\n'
    texts = (total.format("percent", "half_up"), total.format("mean", "half_even"))
    found = compare(*(read(f"{SOUND_TEXT}\n{text}") for text in texts))
    assert {(each.was, each.now) for each in found.differences} == {
        ("доля от наибольшего, в процентах", "среднее"),
        ("половина – вверх", "половина – до чётного"),
    }
