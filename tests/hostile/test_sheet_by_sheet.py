"""A hostile workbook read sheet by sheet says what it says read whole, or nothing."""

from pathlib import Path

import pytest

from kuzbass_batch.ceilings import COMMITTEES
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.readers.workbook import read_book, read_sheets
from tests.hostile.folder import IDS
from tests.hostile.table import CASES

SAVED = sorted(Path("tests/data").rglob("*.ods")) + sorted(Path("input_samples").rglob("*.ods"))
USUAL = ("ИО-10", "МО-09")
"""As LibreOffice saves them."""


def both(data):
    """Return sheets and notes of a workbook by both ways, None for a refusal."""
    found = []
    for way in (_whole, _by_sheet):
        try:
            found.append(way(data))
        except Refusal:
            found.append(None)
    return found


def _whole(data):
    form, notes = read_book(data, COMMITTEES)
    return form.sheets, notes


def _by_sheet(data):
    told = list(read_sheets(data, COMMITTEES))
    return tuple(sheet for sheet, _ in told), tuple(note for _, notes in told for note in notes)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.room}-{case.title}")
def test_a_case_read_sheet_by_sheet_says_the_same_or_nothing(case):
    whole, found = both(case.build(IDS[case.title]))
    assert found is None or found == whole


def test_most_workbooks_are_read_so_and_not_left_to_the_other_way():
    sound = [case for case in CASES if case.expected.kind == "accepted"]
    every = [both(case.build(IDS[case.title])) for case in sound]
    assert sum(found is not None for _, found in every) > len(every) / 2


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_an_ods_read_table_by_table_says_what_it_says_read_whole(path):
    whole, found = both(path.read_bytes())
    # Only one that is written out on many lines is left to the other way.
    assert whole and found == (whole if path.stem in USUAL else None)
