"""Each finding is raised by an input of its own, and its sound neighbour does not raise it."""

import os

import pytest

from kuzbass_batch.findings.catalogue import RULES
from kuzbass_batch.reading.store import opened_store
from tests.filled import METHODOLOGY
from tests.findings import (
    cases_answers,
    cases_calendar,
    cases_contest,
    cases_decisions,
    cases_files,
    cases_identity,
    cases_jury,
    cases_kinds,
    cases_objections,
    cases_partner_checks,
    cases_passports,
    cases_processes,
    cases_projects,
    cases_registers,
    cases_registry,
    cases_scores,
    cases_shown,
)
from tests.findings.folder import Input, said
from tests.findings.table import PAIRS

pytestmark = pytest.mark.whole

ROOMS = (
    cases_answers, cases_calendar, cases_contest, cases_decisions, cases_files, cases_identity,
    cases_jury, cases_kinds, cases_objections, cases_partner_checks, cases_passports,
    cases_processes, cases_projects,
    cases_registers, cases_registry, cases_scores, cases_shown,
)  # fmt: skip


@pytest.fixture(scope="module")
def store():
    """What unchanged files say is read once for the whole table, as from run to run."""
    with opened_store(None, METHODOLOGY) as opened:
        yield opened


def test_the_table_holds_every_rule_of_the_catalogue_once():
    assert all(room.__doc__ for room in ROOMS)
    assert sorted(pair.code for pair in PAIRS) == sorted(RULES)


def test_the_sound_folder_raises_nothing(tmp_path, store):
    assert said(Input(), tmp_path, store) == set()


@pytest.mark.parametrize("pair", sorted(PAIRS, key=lambda each: each.code), ids=lambda p: p.code)
def test_the_fault_raises_the_finding_and_its_neighbour_does_not(pair, tmp_path, store):
    if pair.posix and os.name == "nt":
        pytest.skip("Windows has no such files")
    folders = tmp_path / "ошибка", tmp_path / "верно"
    for folder in folders:
        folder.mkdir()
    fault = said(pair.fault(), folders[0], store)
    sound = said(pair.sound(), folders[1], store)
    assert pair.code not in {code for code, _, _ in sound}
    assert (pair.code, pair.file, pair.at) in fault
    assert sorted(code for code, _, _ in fault - sound) == sorted([pair.code, *pair.beside])
