"""The mark of a book survives what real office suites and openpyxl save."""

import io
import os
import shutil

import openpyxl
import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.committee.book_marks import mark_from
from kuzbass_batch.rules.decisions.marks import mark_of
from tests.filled import METHODOLOGY
from tests.office import Office, filled, score, verified
from tests.suites.test_forms import convert
from tests.year_keys import KEY

YEAR = year_of(METHODOLOGY)
IN_CI = os.environ.get("CI") == "true"
needs_office = pytest.mark.skipif(
    not shutil.which("soffice") and not IN_CI,
    reason="LibreOffice is missing: marks are NOT tried with a real office suite",
)
needs_gnumeric = pytest.mark.skipif(
    not shutil.which("ssconvert") and not IN_CI,
    reason="Gnumeric is missing: marks are NOT tried with it",
)
FORMATS = {
    "xlsx": "Gnumeric_Excel:xlsx2",
    "ods": "Gnumeric_OpenCalc:odf",
    "xls": "Gnumeric_Excel:excel_biff8",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def book(office):
    return filled(office.draw(), verified("ИО-01.5", 1))


def holds(office, data, name):
    """Tell whether a run takes the saved book for the folder's own."""
    file = examine_content(data, YEAR.methodology, YEAR.forms).file
    assert file.mark == mark_of(KEY, file.identity, 1) == mark_from(str(file.mark))
    office.put(name, data)
    try:
        return score(office.look(), "ИО-01.5").verified == 1
    finally:
        office.remove(name)


@needs_office
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_libreoffice_keeps_the_mark(office, book, suffix, tmp_path):
    path = convert(tmp_path, {"Решения": book}, suffix)["Решения"]
    assert holds(office, path.read_bytes(), f"Решения.{suffix}")


@needs_gnumeric
@pytest.mark.parametrize("suffix", FORMATS)
def test_gnumeric_keeps_the_mark(office, book, suffix, tmp_path):
    import subprocess

    before, after = tmp_path / "до.xlsx", tmp_path / f"после.{suffix}"
    before.write_bytes(book)
    command = ["ssconvert", f"--export-type={FORMATS[suffix]}", before, after]
    subprocess.run(command, check=True, capture_output=True)
    assert holds(office, after.read_bytes(), f"Решения.{suffix}")


def test_openpyxl_keeps_the_mark(office, book):
    stream = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(book)).save(stream)
    assert holds(office, stream.getvalue(), "Решения.xlsx")
