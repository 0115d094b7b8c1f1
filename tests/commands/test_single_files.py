"""Single files looked at by `check`: a few by one worker, many together, in the order given."""

import pytest

from kuzbass_batch.commands import single_files
from kuzbass_batch.usage import WrongUsage
from tests.office import assessment


@pytest.fixture
def crews(monkeypatch):
    """Every crew that is begun, with how many workers it has."""
    begun, really = [], single_files.local_crew

    def crew(year, width):
        begun.append(width)
        return really(year, width)

    monkeypatch.setattr(single_files, "local_crew", crew)
    return begun


def test_one_worker_reads_all_files_of_a_call(tmp_path, crews):
    paths = [tmp_path / folder / "форма.xlsx" for folder in ("б", "а")]
    for path, who in zip(paths, ("ИО-01", "ИО-02"), strict=True):
        path.parent.mkdir()
        path.write_bytes(assessment(who))
    paths.append(tmp_path / "записка.txt")
    paths[-1].write_text("не форма", "utf-8")
    found = list(single_files.check(paths, year=2025))
    assert [file.source.path for file in found] == ["форма.xlsx", "форма.xlsx", "записка.txt"]
    assert [file.identity.participant for file in found[:2]] == ["ИО-01", "ИО-02"]
    assert crews == [1]


def test_files_before_a_missing_one_are_told(tmp_path, crews):
    (tmp_path / "форма.xlsx").write_bytes(assessment("ИО-01"))
    told = []
    with pytest.raises(WrongUsage, match="нет"):
        for file in single_files.check(
            [tmp_path / "форма.xlsx", tmp_path / "нет.xlsx", tmp_path / "форма.xlsx"], year=2025
        ):
            told.append(file.source.path)
    assert told == ["форма.xlsx"] and crews == [1]


def test_many_files_are_read_together_and_told_as_they_were_asked(tmp_path, crews, monkeypatch):
    monkeypatch.setattr(single_files, "AT_A_TIME", 4)
    names = ["з", "а", "в", "б", "д", "г", "е", "ж", "и"]
    paths = [tmp_path / f"{name}.txt" for name in names]
    for path in paths:
        path.write_text(path.name, "utf-8")
    other = tmp_path / "иная" / "а.txt"
    other.parent.mkdir()
    other.write_text("другая", "utf-8")
    asked = [*paths[:6], other, paths[0], paths[0], *paths[6:]]
    found = [file.source.path for file in single_files.check(asked, year=2025)]
    assert found == [path.name for path in asked]
    assert crews == [None]
    told = []
    with pytest.raises(WrongUsage, match="нет"):
        for file in single_files.check([*paths, tmp_path / "нет.txt"], year=2025):
            told.append(file.source.path)
    assert told == [path.name for path in paths]
