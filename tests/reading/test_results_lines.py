"""Earlier results read line by line say what the whole document says, and take a part of it."""

import io
import json
import tracemalloc

import pytest

from kuzbass_batch.reading.committee import earlier_results
from kuzbass_batch.reading.committee.results_lines import OtherwiseWritten, document_in
from kuzbass_batch.records.year.snapshots import snapshot_of
from tests.crews import AtOnce
from tests.paths import ROOT

RESULT = (ROOT / "input_samples" / "maturity" / "result" / "results.json").read_bytes()


def read(tmp_path, data):
    path = tmp_path / "results.json"
    path.write_bytes(data)
    return earlier_results._read((path, "results.json"))


def test_line_by_line_the_document_is_that_of_json():
    found = document_in(io.BytesIO(RESULT))
    whole = {key: value if isinstance(value, dict | str | bool | int | None) else list(value)
             for key, value in found.items()}  # fmt: skip
    assert whole == json.loads(RESULT)
    assert list(found["participants"]) == list(found["participants"]), "as often as it is asked"


def test_what_another_program_has_saved_says_the_same(tmp_path):
    saved = json.dumps(json.loads(RESULT), indent=4).encode()
    parted = RESULT[:PEOPLE] + RESULT[PEOPLE:].replace(b", ", b",\n", 1)
    assert read(tmp_path, parted) == read(tmp_path, RESULT)
    with pytest.raises(OtherwiseWritten):
        document_in(io.BytesIO(saved))
    ours, theirs = read(tmp_path, RESULT), read(tmp_path, saved)
    assert ours == theirs == snapshot_of(json.loads(RESULT), "results.json")
    assert ours is not None


PEOPLE = RESULT.index(b'"participants": [')
HARM = {
    "a line cut off": lambda data: data[: PEOPLE + 2000],
    "no JSON in a line": lambda data: data[:PEOPLE] + data[PEOPLE:].replace(b'"id": ', b'"id" ', 1),
    "a list that has no end": lambda data: data.replace(b"\n ]", b"", 1),
    "a list in a list without end": lambda data: (
        data[:PEOPLE] + data[PEOPLE:].replace(b'"id": ', b'"x": ' + b"[" * 100_000 + b', "id": ', 1)
    ),
    "words behind the end": lambda data: data + b"x",
    "nothing": lambda data: b"",
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_file_says_nothing(tmp_path, harm):
    data = HARM[harm](RESULT)
    with pytest.raises((ValueError, RecursionError)):
        json.loads(data)
    assert read(tmp_path, data) is None
    assert earlier_results._recall(tmp_path / "results.json", frozenset("а")) == {}


def test_a_large_result_is_never_held_whole(tmp_path):
    line = next(
        each for each in RESULT[PEOPLE:].splitlines(keepends=True) if each.startswith(b"  {")
    )
    text = line.strip().removesuffix(b",")
    code = json.loads(text)["id"].encode()
    people = (text.replace(code, b"%s-%d" % (code, at)) for at in range(400))
    start, _, rest = RESULT[PEOPLE:].partition(b"\n")
    data = RESULT[:PEOPLE] + start + b"\n  " + b",\n  ".join(people) + rest[rest.index(b"\n ]") :]
    (tmp_path / "results.json").write_bytes(data)
    tracemalloc.start()
    json.loads(data)
    whole = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    found = read(tmp_path, data)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert found is not None and len(found.standings) == 400
    assert peak < whole / 2


@pytest.mark.parametrize("shares_disk", [True, False])
def test_a_worker_of_the_runs_crew_reads_it_where_it_sees_the_disk(tmp_path, shares_disk):
    path = tmp_path / "results.json"
    path.write_bytes(RESULT)
    crew = AtOnce(None)
    crew.shares_disk = shares_disk
    assert earlier_results.read_results(path, crew=crew) == snapshot_of(
        json.loads(RESULT), str(path)
    )
    assert len(crew.limits) == shares_disk, "the workers of a cluster have no such file"
