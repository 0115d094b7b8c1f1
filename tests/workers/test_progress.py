"""What the clerk sees of a run that takes its time: how far the reading and the writing are."""

import os
import subprocess

import pytest

from kuzbass_batch.outputs.progress import READING, WRITING, Watcher
from tests.runs import run_batch
from tests.small_folder import AS_OF, command, small_folder, today


def test_each_stage_is_told_file_by_file_to_its_end(tmp_path):
    told = []
    run_batch(small_folder(tmp_path / "in"), tmp_path / "out", year=2025, as_of=today(),
              workers=1, watcher=Watcher(report=lambda *each: told.append(each)))  # fmt: skip
    read = [each[1:] for each in told if each[0] == READING]
    written = [each[1] for each in told if each[0] == WRITING]
    assert read == [(done, 4) for done in range(1, 5)]
    files = [p for p in (tmp_path / "out" / "Письма").rglob("*") if p.is_file()]
    assert written == list(range(1, len(files) + 1)) and told[-1][1:] == (len(files), len(files))
    assert told.index((READING, 4, 4)) < next(n for n, e in enumerate(told) if e[0] == WRITING)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pty")
def test_the_bar_on_a_terminal_names_both_stages(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    arguments = ("run", small_folder(tmp_path / "in"), "--output", tmp_path / "out")
    process = subprocess.Popen(
        command(*arguments, "--as-of", AS_OF),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    shown = b""
    try:
        while data := os.read(ours, 4096):
            shown += data
    except OSError:
        pass  # The other end of the terminal is closed: the run is over.
    os.close(ours)
    assert process.wait() == 1
    assert READING in shown.decode() and WRITING in shown.decode()
