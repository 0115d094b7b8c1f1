"""The plain script that the batch is measured against does the same year's work."""

import datetime as dt
import json
from functools import partial

import openpyxl
import pytest

from benchmarks import __main__ as bench
from benchmarks import books, driver, reruns
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
    headings = [line for line in document.splitlines() if line.startswith("## ")]
    assert headings[-1] == "## Tried, and did not pay", "so that nobody tries it again"


def test_a_size_counts_only_if_any_number_of_workers_leaves_the_same(tmp_path, monkeypatch):
    left = iter([*[{"a": "1"}] * 6, *[{"a": "1"}, {"a": "2"}] * 3])
    seconds = iter(range(100))
    monkeypatch.setattr(bench.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(bench, "make", lambda *_: None)
    monkeypatch.setattr(bench, "driven", lambda *_: {"seconds": next(seconds), "cpu": 10})
    monkeypatch.setattr(bench.parts, "floor", lambda *_: 1.0)
    monkeypatch.setattr(bench.reruns, "held", lambda _: next(left))
    found = bench.measure(100, tmp_path)
    assert found.pop("floor") == 1.0
    medians = {name: run["seconds"] for name, run in found.items()}
    assert medians == {"workers1": 3, "workers2": 4, "plain": 5}, "of three rounds in turn"
    with pytest.raises(AssertionError, match="workers"):
        bench.measure(100, tmp_path)


RUN = {"seconds": 1.0, "cpu": 2.0, "main_mib": 70, "worker_mib": 90, "largest": "draw_letter",
       "stages": {}}  # fmt: skip


def test_what_is_measured_stays_when_something_breaks_off(tmp_path, monkeypatch):
    """Of a size, of a row, of a part: the rest of an hour's work is not lost for it."""
    document = tmp_path / "performance.md"
    document.write_text(f"# Performance\n\n{bench.BY_HAND}\n", "utf-8")
    monkeypatch.setattr(bench, "REPORT", document)

    def measured(size, *_):
        if size > 100:
            raise RuntimeError("no memory left")
        return {"floor": 0.5, "workers1": RUN, f"workers{bench.os.cpu_count()}": RUN}

    def rows(_sizes):
        yield "the first row"
        raise OSError("the disk is full")

    monkeypatch.setattr(bench, "measure", measured)
    monkeypatch.setattr(bench.criteria, "section", lambda: iter(["all of it"]))
    monkeypatch.setattr(bench.reruns, "section", rows)
    assert bench.main(["whole", "criteria", "again"], [100, 1000], [100]) == 1
    text = document.read_text("utf-8")
    assert "| 100 | – | 1.0 | 1.0 | – | 2.0 | 0.5 | 70 | 90 | `draw_letter` |" in text
    assert "Broken off: RuntimeError. Measured on" in text and "| 1000 |" not in text
    assert "the first row\n\nBroken off: OSError. Measured on" in text
    assert "all of it\n\nMeasured on" in text
    assert bench.main(["criteria"], [], []) == 0


OF_WORKERS = ("draw_packed_ranking", "draw_decisions", "draw_site", "render", "render_letter")
"""Tasks that take the most of a worker in so small a year, now this one, now that."""


def test_the_task_with_which_a_worker_grew_the_most_is_named(tmp_path):
    make(12, tmp_path / "in")
    found = bench.driven("batch", tmp_path / "in", tmp_path / "out", 1)
    assert found["largest"] in OF_WORKERS and found["worker_mib"] > 50
    notes = tmp_path / "peaks"
    notes.write_text("80.0 one\n90.5 two\n90.5 three\n85.0 four\n", "utf-8")
    assert driver.largest_task(notes) == "two"
    assert driver.task_name(partial(partial(print, len), "x")) == "len"


def test_each_step_of_the_large_workbook_is_a_row(monkeypatch):
    steps = {"draw": {"size": 1, "inflated": 2}, "read": {"entries": 3, "packed": 1}}
    taken = iter((1, 1, 2, 4, 1, 1, 2, 2))
    monkeypatch.setattr(
        books, "step", lambda name, *_: {**steps[name], "cpu": next(taken), "mib": 2}
    )
    monkeypatch.setattr(books.shutil, "which", lambda _: None)
    *_, eight, _, growth = (rows := list(books.section(10)))
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
