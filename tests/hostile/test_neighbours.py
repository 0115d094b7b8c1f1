"""Adding any hostile files to a folder changes nothing for the others."""

import datetime as dt
import json
import random
import shutil

import pytest

from kuzbass_batch import batch
from tests.hostile.folder import CASES, CONTROLS, IDS, lay_out, rows_of

AS_OF = dt.date(2026, 1, 20)
# What a file says of the evidence of several participants is a question about them all.
SHARED = {"S047"}


def results_of(folder, output):
    batch.run(folder, output, year=2025, as_of=AS_OF, remember=False)
    return json.loads((output / "results.json").read_text("utf-8"))


def rows(results):
    people = rows_of(results, CONTROLS)
    for person in people:
        person["findings"] = [f for f in person["findings"] if f["code"] not in SHARED]
    return people


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return rows(results_of(lay_out(folder / "in", CONTROLS), folder / "out"))


@pytest.mark.parametrize("seed", range(6))
def test_a_handful_of_hostile_files_changes_nothing_for_the_others(tmp_path, alone, seed):
    some = random.Random(seed).sample(CASES, 15)
    results = results_of(lay_out(tmp_path / "in", CONTROLS, some), tmp_path / "out")
    assert rows(results) == alone, [case.title for case in some]


@pytest.mark.parametrize("seed", range(3))
def test_hostile_files_under_the_control_s_own_code_take_no_result_away(tmp_path, alone, seed):
    """A refused file of the same participant is as if it had not come."""
    refused = [c for c in CASES if c.expected.kind == "refused" and not c.inner and c.room == "xml"]
    some = random.Random(seed).sample(refused, 10)
    folder = lay_out(tmp_path / "in", CONTROLS)
    for case in some:
        (folder / f"{CONTROLS[0]} {case.title[:60]}.xlsx").write_bytes(case.build(CONTROLS[0]))
    assert rows(results_of(folder, tmp_path / "out")) == alone


def test_the_order_of_files_on_the_disk_changes_nothing(tmp_path):
    some = random.Random(7).sample(CASES, 10)
    first = lay_out(tmp_path / "a", CONTROLS, some)
    second = tmp_path / "b"
    paths = [path for path in first.rglob("*") if path.is_file()]
    for path in sorted(paths, reverse=True):
        target = second / path.relative_to(first)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    outputs = [results_of(folder, tmp_path / f"out {folder.name}") for folder in (first, second)]
    assert outputs[0] == outputs[1] and IDS
