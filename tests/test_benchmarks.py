"""The plain script that the batch is measured against does the same year's work."""

import datetime as dt
import json

import openpyxl
import pytest

from benchmarks import __main__ as bench
from benchmarks import books, reruns
from benchmarks.make_returns import make
from benchmarks.plain import write_year
from benchmarks.plain_committee import write_committee
from tests.runs import run_batch


def test_the_plain_script_comes_to_the_same_totals_and_writes_to_the_same_people(tmp_path):
    make(60, tmp_path / "in")
    plain, batch = tmp_path / "plain", tmp_path / "batch"
    write_committee(*write_year(tmp_path / "in", plain), plain)
    run_batch(tmp_path / "in", batch, year=2025, as_of=dt.date(2026, 1, 20), workers=2)
    rows = openpyxl.load_workbook(plain / "Рейтинг-2025.xlsx")["Рейтинг"].iter_rows(
        min_row=2, values_only=True
    )
    found = {code: (f"{total:.2f}", level) for _, code, _, _, total, level, _ in rows}
    people = json.loads((batch / "results.json").read_text("utf-8"))["participants"]
    rated = {each["id"]: each for each in people if each["status"] == "rated"}
    assert len(rated) > 40
    assert found == {who: (f"{float(p['total']):.2f}", p["level"]) for who, p in rated.items()}
    for folder in ("Результаты", "На доработку", "Напоминания"):
        letters = sorted(path.name[:8] for path in (batch / "Письма" / folder).glob("*.docx"))
        assert letters == sorted(path.stem for path in (plain / folder).glob("*.docx")), folder
    forms = (batch / "Письма" / "Результаты").glob("Несогласие*.xlsx")
    assert len(list(forms)) == len(list((plain / "Результаты").glob("*.xlsx")))
    diplomas = (batch / "К 1 апреля" / "Дипломы").glob("*.docx")
    assert len(list(diplomas)) == len(list((plain / "Дипломы").glob("*.docx")))


def leaves(*texts):
    """A run that leaves the next of the texts, and what it remembers, which is no result."""
    every = iter(texts)

    def run(place, day, *options):
        (place / reruns.RESULT).mkdir()
        (place / reruns.RESULT / "results.json").write_text(next(every), "utf-8")
        (place / reruns.STATE).mkdir()
        (place / reruns.STATE / "store").write_text(" ".join(options), "utf-8")
        return reruns.Timed(processor=1.0, wall=1.0)

    return run


@pytest.mark.parametrize("change", reruns.CHANGES, ids=lambda change: change.name)
def test_a_run_again_counts_only_if_it_leaves_what_one_from_nothing_leaves(
    tmp_path, monkeypatch, change
):
    (tmp_path / "start" / reruns.INPUT).mkdir(parents=True)
    monkeypatch.setattr(reruns, "run_in", leaves("а", "а", "а", "б"))
    assert len(reruns.pair(tmp_path / "start", tmp_path, change)) == 2
    with pytest.raises(AssertionError, match=change.name):
        reruns.pair(tmp_path / "start", tmp_path, change)


def test_the_parts_measured_are_made_anew_and_all_else_stays():
    own = "\n\n## Tried, and did not pay\n\n- This.\n"
    whole, again = (bench.BEGIN.format(name) for name in ("whole", "again"))
    before = f"# Performance\n\n{whole}\n\n1.0 s\n\n{bench.BY_HAND}{own}"
    after = bench.renewed({"again": ["2.0 s", "", "3.0 s"]}, before)
    both = f"# Performance\n\n{whole}\n\n1.0 s\n\n{again}\n\n2.0 s\n\n3.0 s\n"
    assert after == f"{both}\n{bench.BY_HAND}{own}"
    assert bench.renewed({}, after) == after
    assert bench.renewed({"whole": ["4.0 s"]}, after) == after.replace("1.0 s", "4.0 s")
    document = bench.REPORT.read_text("utf-8")
    assert bench.renewed({}, document) == document and bench.BY_HAND in document


def test_a_size_counts_only_if_any_number_of_workers_leaves_the_same(tmp_path, monkeypatch):
    left = iter([{"a": "1"}, {"a": "1"}, {"a": "1"}, {"a": "2"}])
    monkeypatch.setattr(bench.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(bench, "make", lambda *_: None)
    monkeypatch.setattr(bench, "driven", lambda *_: {"seconds": 1.0})
    monkeypatch.setattr(bench.parts, "floor", lambda *_: 1.0)
    monkeypatch.setattr(bench.reruns, "held", lambda _: next(left))
    assert bench.measure(100, tmp_path)["floor"] == 1.0
    with pytest.raises(AssertionError, match="workers"):
        bench.measure(100, tmp_path)


def test_each_step_of_the_large_workbook_is_a_row(monkeypatch):
    steps = {"draw": {"size": 1, "inflated": 2}, "read": {"entries": 3, "packed": 1}}
    taken = iter((1, 1, 2, 4, 1, 1, 2, 2))
    monkeypatch.setattr(
        books, "step", lambda name, *_: {**steps[name], "cpu": next(taken), "mib": 2}
    )
    monkeypatch.setattr(books.shutil, "which", lambda _: None)
    *_, eight, _, growth = (rows := books.section(10))
    assert eight == "| 10 | all entered | read | 2.0 | 2 | 3 entries, packed 1.0 MiB |"
    assert [row.split(" | ")[2] for row in rows[9:17]] == ["drawn", "read"] * 4
    assert "drawn with nothing entered 1.00, read with nothing entered 2.00" in growth


def test_a_small_workbook_of_each_kind_is_read_again(tmp_path):
    for entered, count in ((False, 0), (True, 24)):
        path = tmp_path / f"{entered}.xlsx"
        books.draw(path, 3, entered=entered)
        assert books.read(path)["entries"] == 3 + count, "letters that went out are entries"


def test_a_row_of_runs_again_names_all_three_ways(tmp_path, monkeypatch):
    monkeypatch.setattr(reruns, "make", lambda size, folder: folder.mkdir(parents=True))
    monkeypatch.setattr(reruns, "pair", lambda *_: [reruns.Timed(1, 2), reruns.Timed(3, 4)])
    monkeypatch.setattr(reruns, "plainly", lambda *_: reruns.Timed(5, 6))
    monkeypatch.setattr(reruns, "run_in", lambda *_: None)
    rows = list(reruns.measured(100, tmp_path / "a"))
    names = ["nothing changed", "one return more", "ten returns more", "the next day"]
    assert rows == [f"| 100 | {n} | 1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 |" for n in names]
    (first, *_) = reruns.measured(10_000, tmp_path / "b")
    assert first == "| 10000 | nothing changed | 1.00 | 2.00 | 3.00 | 4.00 | – | – |"
