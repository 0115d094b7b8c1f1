"""Isolation: a worker that dies or sleeps costs one file, and the others keep their order."""

import os
import time
from pathlib import Path

import pytest

from kuzbass_batch.intake import pool
from kuzbass_batch.model.records import Kind, Return, Source

SOURCES = tuple(Source(path=f"{name}.xlsx", size=1, sha256="") for name in "абвгд")


def behave(folder, source, methodology, forms):
    if source.path.startswith("б"):
        os._exit(9)
    if source.path.startswith("г"):
        time.sleep(60)
    return Return(source=source, kind=Kind.PASSPORT)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in reaches the worker by fork only")
def test_a_dead_and_a_stuck_worker_cost_one_file_each(monkeypatch):
    monkeypatch.setattr(pool, "examine", behave)
    entries = list(pool.examine_all(Path(), SOURCES, None, {}, workers=2, seconds=2))
    assert [entry.source for entry in entries] == list(SOURCES)
    codes = [[finding.code for finding in entry.findings] for entry in entries]
    assert codes == [[], ["F011"], [], ["F010"], []]
