"""Days that fit neither the year nor the forms are questioned before anything is written."""

import datetime as dt
import shutil

import pytest

from kuzbass_batch.usage import DoubtedDay, WrongUsage
from tests.office import Office
from tests.paths import ROOT
from tests.runs import look_at
from tests.small_folder import run as run_program

SAMPLES, BOOK = ROOT / "input_samples" / "2026", "Реестры программы.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Four returns of 10 December 2025."""
    return Office(tmp_path_factory.mktemp("год"))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-01-20", "не подходит к отчётному году 2025"),
        ("2025-06-30", "не подходит к отчётному году 2025"),
        ("2025-07-01", "раньше дат большинства форм: 4 из 4, последняя – 10.12.2025"),
        ("2025-12-09", "раньше дат большинства форм"),
        ("2025-12-10", ""),
        ("2026-08-31", ""),
        ("2026-09-01", "не подходит к отчётному году 2025"),
        ("2026-12-23", "не подходит к отчётному году 2025"),
        ("2027-01-01", "не подходит к отчётному году 2025"),
        ("2027-01-20", "не подходит к отчётному году 2025"),
    ],
)
def test_a_day_is_questioned_with_the_remedy_unless_one_insists(office, day, words):
    as_of = dt.date.fromisoformat(day)
    if words:
        with pytest.raises(WrongUsage) as refused:
            office.look(as_of)
        assert words in str(refused.value) and "--insist" in str(refused.value)
        assert not office.output.exists()
    assert office.look(as_of, insist=bool(words)).as_of == as_of


def test_the_program_ends_with_2_and_writes_nothing(office, tmp_path):
    done = run_program(office.folder, tmp_path / "итог", "--as-of", "2025-01-20", "--year", "2025")
    assert done.returncode == 2 and "Исправьте --as-of или --year" in done.stderr
    assert not (tmp_path / "итог").exists()


def test_a_registry_that_no_sheet_holds_stops_the_run_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("kuzbass_batch.usage.MOST_ROWS", 124)
    with pytest.raises(WrongUsage, match="В реестре участников: 4"):
        Office(tmp_path).look()


def of_next_year(tmp_path, *names):
    """Return a folder with what the samples of the second year hold before its rating begins."""
    folder = tmp_path / "входящие"
    shutil.copytree(SAMPLES / "Служебное", folder / "Служебное")
    for name in (BOOK, *names):
        shutil.copy(next(SAMPLES.rglob(name)), folder)
    return folder


def test_in_spring_the_registry_says_which_year_is_meant(tmp_path):
    """Rating 2025 is just summed up, reports of the first quarter of 2026 come in."""
    folder = of_next_year(tmp_path, "Реестр участников-2026.xlsx")
    done = run_program(folder, tmp_path / "итог", "--as-of", "2026-04-12")
    assert done.returncode in (0, 1), done.stderr
    assert "В папке – реестр участников за 2026 год" in done.stdout
    assert (tmp_path / "итог" / "План" / "Мониторинг плана-2026-I.xlsx").is_file()
    assert not list((tmp_path / "итог").glob("Письма/Напоминания/*"))


def test_a_year_named_too_early_is_questioned_once_self_assessments_lie_there(office, tmp_path):
    """Who types the wrong year has the other one's forms in the folder."""
    folder = of_next_year(tmp_path, "Реестр участников-2026.xlsx")
    day = dt.date(2026, 4, 12)
    assert look_at(folder, tmp_path / "итог", year=2026, as_of=day).as_of == day
    shutil.copy(next(office.folder.glob("ИО-01.xlsx")), folder)
    with pytest.raises(DoubtedDay, match="не подходит к отчётному году 2026"):
        look_at(folder, tmp_path / "итог", year=2026, as_of=day)


def test_a_registry_of_another_year_is_refused_where_the_day_does_not_fit_it(office, tmp_path):
    folder = of_next_year(tmp_path)
    shutil.copy(office.folder / "Реестр.xlsx", folder)
    for day in ("2026-12-16", "2027-01-20"):
        done = run_program(folder, tmp_path / "итог", "--as-of", day)
        assert done.returncode == 2 and "Реестр «Реестр.xlsx» нужно исправить" in done.stderr
