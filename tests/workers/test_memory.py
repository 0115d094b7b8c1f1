"""What grows with the number of returns and what does not: memory of main, records on the way."""

import platform
import random
import subprocess
import sys

import pytest

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.reading.pool import FileContent, examine_one
from kuzbass_batch.records.files.sources import Source
from tests.filled import FORMS, METHODOLOGY
from tests.hostile.folder import HONEST, lay_out, run
from tests.hostile.workshop import form, packed, parts_of

RETURNS, PICTURE = HONEST[:40], 2 * 2**20
ALLOWED = 64
"""MiB: what may be under way to the workers at once, and copies of it; the files are 80 MiB."""


def with_picture(who, number):
    """An honest return with a photograph in it, which nobody reads."""
    picture = random.Random(number).randbytes(PICTURE)
    return packed(parts_of(who) | {"xl/media/image1.png": picture}, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_the_main_process_does_not_grow_with_what_the_files_hold(tmp_path):
    small, large = tmp_path / "small", tmp_path / "large"
    for folder in (small, large):
        lay_out(folder, RETURNS)
    for number, who in enumerate(RETURNS):
        (large / f"{who}.xlsx").write_bytes(with_picture(who, number))
    before, after = (run(folder, tmp_path / f"out {folder.name}") for folder in (small, large))
    assert before.code == after.code == 0
    assert len(RETURNS) * PICTURE > (ALLOWED + 10) * 2**20
    assert after.peak < before.peak + ALLOWED
    print(f"peak of the main process: {before.peak} MiB, with 80 MiB of pictures {after.peak} MiB")


def test_what_travels_between_processes_is_small():
    data = form("К-001")
    year = ReportingYear(methodology=METHODOLOGY, forms=FORMS)
    parcel = examine_one(year, FileContent(Source(path="а.xlsx", size=len(data), sha256=""), data))
    assert not isinstance(parcel, Finding)
    assert len(parcel.file) < 6 * 2**10 and len(parcel.answers) < 12 * 2**10
    print(f"a file of {len(data)} bytes: file {len(parcel.file)}, answers {len(parcel.answers)}")


HEAP = """
from pathlib import Path
from kuzbass_batch.workers.limits import hold_little_memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

if {little}:
    hold_little_memory()
large = bytearray(7 * 2**20)
del large
before = held()
pieces = [bytearray(500 * 2**10) for _ in range(24)]
del pieces
print(held() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of glibc on Linux")
def test_what_is_freed_goes_back_to_the_system():
    """After a large piece glibc would keep twice as much; a workbook of 7 MiB is such a piece."""
    kept, little = (
        float(subprocess.check_output([sys.executable, "-c", HEAP.format(little=each)]))
        for each in (False, True)
    )
    assert kept > 10 and little < 3
