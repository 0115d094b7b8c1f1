"""A methodology asked for by a file instead of a folder: each kind of file, and what is none."""

import datetime as dt
import re

import pytest

from kuzbass_batch import usage
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.act_file import ACT
from kuzbass_batch.methodology.files.loader import (
    available_years,
    load_methodology,
    methodology_text,
)
from kuzbass_batch.methodology.files.plain_file import LARGEST
from kuzbass_batch.records.run import RunOptions
from kuzbass_batch.unchanged import asked_for
from tests.methodology.edits import SOUND_TEXT
from tests.paths import ROOT

ACT_FILE = ROOT / "templates" / "methodology" / ACT
AMENDMENT = """year = 2027
amended_by = "постановления от 01.02.2027 № 30"

[[criteria]]
id = "5"
coefficient = 0.5
reference = "изменение, п. 2"
"""
DAY = dt.date(2026, 1, 20)


def written(folder, text, name="наша методика.toml"):
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_a_file_of_one_year_is_that_year_whatever_its_name_and_the_day(tmp_path):
    path = written(tmp_path, SOUND_TEXT)
    assert available_years(path) == (2025,)
    assert load_methodology(2025, path).act.startswith("вымышленное")
    for day in ("2025-03-01", "2026-11-29", "2031-01-01"):
        assert usage.period_under_rating(dt.date.fromisoformat(day), path) == Period(2025)


def test_the_act_s_file_has_each_of_its_years(tmp_path):
    path = written(tmp_path, ACT_FILE.read_text("utf-8"))
    assert available_years(path) == (2025, 2026, 2027)
    for year in available_years(path):
        assert load_methodology(year, path) == load_methodology(year)
    assert usage.period_under_rating(dt.date(2026, 11, 29), path) == Period(2026)


def test_an_amendment_changes_the_act_of_its_folder_or_the_program_s(tmp_path):
    path = written(tmp_path, AMENDMENT, "изменение.toml")
    assert available_years(path) == (2027,)
    amended = load_methodology(2027, path)
    assert str(amended.criterion("5").coefficient) == "0.5"
    act = ACT_FILE.read_text("utf-8").replace("coefficient = 0.3", "coefficient = 0.2")
    written(tmp_path, act, ACT)
    assert str(load_methodology(2027, path).criterion("2").coefficient) == "0.2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SOUND_TEXT, "наша методика.toml: методика за 2025, а не за 2026 год. Исправьте --year"),
        (AMENDMENT, "наша методика.toml: методика за 2027, а не за 2026 год."),
        (AMENDMENT.replace("year = 2027\n", ""), "year: ожидается год, которого касается"),
        (SOUND_TEXT.replace("year = 2025", 'year = "2025"'), "year: ожидается целое число, стоит"),
        ("просто текст", "файл не читается как TOML"),
        ("", "6 ошибок"),
    ],
)
def test_a_file_that_is_none_of_the_year_is_refused_in_a_sentence(tmp_path, text, words):
    path = written(tmp_path, text)
    with pytest.raises(MethodologyError, match=re.escape(words)):
        load_methodology(2026, path)


def large(path):
    with path.open("wb") as stream:
        stream.truncate(100 * 2**20)


HOSTILE = {
    "двоичный": (lambda path: path.write_bytes(b"\x89PNG\r\n\x00\xff"), "не в кодировке UTF-8"),
    "нули": (lambda path: path.write_bytes(b"\0" * 100), "не читается как TOML"),
    "UTF-16": (lambda path: path.write_text(SOUND_TEXT, "utf-16"), "а в UTF-16"),
    "cp1251": (lambda path: path.write_text("act = «й»", "cp1251"), "не в кодировке UTF-8 (строка"),
    "100 МБ": (large, "файл больше 20 МБ, это не методика."),
    "ссылка в никуда": (lambda path: path.symlink_to("нет"), "файл не открывается."),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_of_something_else_is_one_sentence(tmp_path, name):
    make, words = HOSTILE[name]
    path = tmp_path / "методика.toml"
    make(path)
    with pytest.raises(MethodologyError, match=re.escape(words)) as caught:
        load_methodology(2026, path)
    assert str(caught.value).startswith("методика.toml: ") and not caught.value.details
    assert LARGEST == 20 * 2**20


def test_a_run_on_a_day_far_from_the_file_s_year_is_questioned(tmp_path):
    path = written(tmp_path, SOUND_TEXT)
    (tmp_path / "формы").mkdir()
    from kuzbass_batch.records.run import Run

    asked = Run(
        input=tmp_path / "формы",
        output=tmp_path / "результат",
        period=Period(2025),
        year_given=False,
        as_of=dt.date(2029, 1, 1),
        options=RunOptions(methodologies=path),
    )
    with pytest.raises(usage.WrongUsage, match="не подходит к отчётному году 2025"):
        usage.checked_year(asked)


def test_the_act_beside_an_amendment_is_part_of_what_is_asked(tmp_path):
    path = written(tmp_path, AMENDMENT, "2027.toml")
    options = RunOptions(methodologies=path)
    alone = asked_for(DAY, Period(2027), options)
    written(tmp_path, ACT_FILE.read_text("utf-8"), ACT)
    assert asked_for(DAY, Period(2027), options) != alone


def test_a_whole_file_is_taken_from_an_act_and_not_from_a_file_of_one_year(tmp_path):
    act = written(tmp_path, ACT_FILE.read_text("utf-8"), "акт.toml")
    assert methodology_text(2026, act) == methodology_text(2026)
    with pytest.raises(MethodologyError, match=r"это файл одного года\. Скопируйте его"):
        methodology_text(2026, written(tmp_path, SOUND_TEXT))
