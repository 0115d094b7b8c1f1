"""Isolation: a worker that dies or sleeps costs one file, and the others keep their order."""

import hashlib
import os
import time

from kuzbass_batch.reading import pool
from kuzbass_batch.reading.examine import Examined
from kuzbass_batch.reading.packing import pack
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.returns.read_files import OtherFile
from kuzbass_batch.workers import crew
from kuzbass_batch.workers.local import local_crew
from tests.filled import METHODOLOGY

LETTERS = "абвгде"


def examine_badly(_year, content):
    if content.data == "б.xlsx".encode():
        os._exit(9)
    if content.data == "г.xlsx".encode():
        time.sleep(60)
    found = Examined(file=OtherFile(source=Source(path="", size=0, sha256="")))
    return pack(found, hashlib.sha256(content.data).hexdigest())


def test_a_lost_file_has_a_finding_of_its_own(monkeypatch, tmp_path):
    names = [f"{letter}.xlsx" for letter in LETTERS]
    sources = tuple(Source(path=name, size=1, sha256="") for name in names)
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.setattr(pool, "examine_one", examine_badly)
    monkeypatch.setattr(crew, "SECONDS", 0.3)
    monkeypatch.setattr(pool, "SECONDS", 0.3)
    with local_crew(None, 2) as workers, opened_store(None, METHODOLOGY) as store:
        files = list(pool.FolderReader(tmp_path, workers, store).read(sources))
    assert [file.source.path for file in files] == names
    found = {file.source.path[0]: [f.code for f in file.findings] for file in files}
    assert found == {"а": [], "б": ["F011"], "в": [], "г": ["F010"], "д": [], "е": []}
    for file in files:
        if file.findings:
            continue
        assert file.source.sha256 == hashlib.sha256(file.source.path.encode()).hexdigest()


def test_a_file_that_vanishes_is_told(tmp_path):
    gone = Source(path="нет.xlsx", size=1, sha256="")
    with local_crew(None, 1) as crew, opened_store(None, METHODOLOGY) as store:
        (file,) = pool.FolderReader(tmp_path, crew, store).read([gone])
    assert [finding.code for finding in file.findings] == ["F009"]
    assert file.findings[0].file == "нет.xlsx"
