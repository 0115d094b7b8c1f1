"""The clerk keeps «Реестры программы» with LibreOffice: saved as .xlsx and .ods, and read again."""

import pytest

from kuzbass_batch.records.committee.decisions import ProgrammeTable
from tests.office import Office, entries_of, filled
from tests.outputs.registers.test_registers_workbook import EVERY_SHEET
from tests.registers import BOOK, drawn
from tests.suites.test_decisions import plain, saved
from tests.suites.test_decisions import pytestmark as needs_libreoffice

pytestmark = needs_libreoffice


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_what_libreoffice_saves_is_in_force_and_drawn_again(tmp_path, suffix):
    (tmp_path / "office").mkdir()
    office = Office(tmp_path / "office")
    first = filled(drawn(office), EVERY_SHEET)
    before = plain(entries_of(first))
    path = saved(tmp_path, first, suffix)
    assert plain(entries_of(path)) == before
    office.put(f"Реестры.{suffix}", path.read_bytes())
    outcome = office.run()
    told = [f.code for file in outcome.files if file.kind == "registers" for f in file.findings]
    rows = outcome.registers.rows
    assert told == [] and sorted(row.table for row in rows) == sorted(ProgrammeTable)
    assert plain(entries_of(office.output / BOOK)) == before
