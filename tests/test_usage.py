"""Days that fit neither the year nor the forms are questioned before anything is written."""

import datetime as dt

import pytest

from kuzbass_batch.usage import WrongUsage
from tests.office import Office
from tests.small_folder import run as run_program


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
