"""Blanks issued beside last year's results show what counted then, row by row (p. 2.9)."""

import json

import openpyxl
import pytest

from kuzbass_batch.commands import clerk
from kuzbass_batch.commands.issuing import issued_lines
from kuzbass_batch.records.year.snapshots import SCHEMA
from kuzbass_batch.usage import WrongUsage
from tests.office import NAMES, registry

WHERE = "Рейтинг за 2024 год/results.json"
BEFORE = {"1": 1, "2": 0, "8": 4}


def results(year=2024):
    """Last year's results, in which ИО-01 was rated and nobody else."""
    scores = [
        {"id": key, "claimed": 3, "counted": 3, "verified": points, "settled": None,
         "points": points} for key, points in BEFORE.items()
    ]  # fmt: skip
    person = {"id": "ИО-01", "name": NAMES["ИО-01"], "status": "rated", "total": "2.6",
              "level": "Начальная подготовка", "place": None, "place_in_category": None,
              "source": None, "criteria": scores}  # fmt: skip
    return json.dumps({"schema": SCHEMA, "year": year, "as_of": f"{year + 1}-04-01", "files": [],
                       "methodology": {"sha256": ""}, "participants": [person]})  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Реестр.xlsx").write_bytes(registry(dict(list(NAMES.items())[:2])))
    (tmp_path / WHERE).parent.mkdir()
    (tmp_path / WHERE).write_text(results(), "utf-8")
    return tmp_path


def issued(folder):
    return clerk.issue(folder / "Реестр.xlsx", folder / "бланки", year=2025)


def column(folder, who):
    """The rows beside which something is shown, with the head above them; None without it."""
    (path,) = (folder / "бланки").glob(f"Самооценка-2025 {who}*.xlsx")
    sheet = openpyxl.load_workbook(path)["Самооценка"]
    head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Код")
    if not (head[6] or "").startswith("Учтено"):
        return None
    rows = {row[0]: row[6] for row in sheet.iter_rows(values_only=True) if row[0] and row[6]}
    return head[6], {code: words for code, words in rows.items() if code != "Код"}


def test_a_blank_shows_what_counted_in_the_end(folder):
    plan = issued(folder)
    assert column(folder, "ИО-01") == (
        "Учтено за 2024 год", {"1.1": "учтено", "2.0": "учтено", "8.4": "учтено"},
    )  # fmt: skip
    assert column(folder, "ИО-02") is None, "nobody rated it"
    told = list(issued_lines(plan, folder))
    assert f"В бланках показано, что учтено в прошлый раз: файл «{WHERE}»." in told


def test_blanks_without_it_are_renewed_once_the_results_are_there(folder):
    later = (folder / WHERE).read_bytes()
    (folder / WHERE).unlink()
    assert issued(folder).past == "" and column(folder, "ИО-01") is None
    (folder / WHERE).write_bytes(later)
    assert len(issued(folder).renewed) == 1 and column(folder, "ИО-01")
    plan = issued(folder)
    assert not plan.renewed and not plan.kept and not plan.added


def test_two_results_of_last_year_are_told_and_another_years_say_nothing(folder):
    (folder / "копия.json").write_text(results(2023), "utf-8")
    issued(folder)
    (folder / "копия.json").write_text(results(), "utf-8")
    with pytest.raises(WrongUsage, match=r"несколько файлов с результатами за 2024 год"):
        issued(folder)
