"""Adding any hostile files to a folder changes nothing for the others.

Every case is tried alone beside two honest returns, and many random handfuls, by what the batch
concludes from the files; some handfuls by whole runs.
"""

import datetime as dt
import json
import os
import random
import shutil
from dataclasses import replace
from functools import partial

import pytest

from kuzbass_batch import batch
from kuzbass_batch.committee import sort_files
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.publishing.state_folder import state_folder
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.workers.local import local_crew
from tests.filled import FORMS, METHODOLOGY
from tests.hostile.folder import CASES, CONTROLS, HONEST, IDS, lay_out, rows_of
from tests.made_once import once
from tests.runs import run_batch
from tests.year_keys import KNOWLEDGE, lay_key

AS_OF = dt.date(2026, 1, 20)
HANDFULS = int(os.environ.get("HANDFULS", "40"))
"""So many random handfuls; `make deep` tries 400."""
# What a file says of the evidence of several participants is a question about them all.
SHARED = {"S047"}


def results_of(folder, output):
    run_batch(folder, output, year=2025, as_of=AS_OF, remember=False)
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


def examined(crowded, place):
    """Return what every file of the controls and of all cases says, and the registry.

    The run among all cases has read them: its store, a copy of it, says so again.
    """
    shutil.copytree(state_folder(crowded.output), place / "store")
    year = ReportingYear(methodology=METHODOLOGY, forms=FORMS)
    with local_crew(year, 2) as crew, opened_store(place / "store", METHODOLOGY) as store:
        reader = FolderReader(crowded.folder, crew, store)
        files = tuple(reader.read(discover(crowded.folder)))
        roll = next(file for file in files if file.kind is Kind.REGISTRY)
        others = {f"{who}.xlsx" for who in set(HONEST) - set(CONTROLS)}
        return tuple(f for f in files if f.source.path not in others), reader.registry_in(roll)


@pytest.fixture(scope="module")
def conclude(tmp_path_factory, crowded):
    """Return what the batch concludes for the two controls beside the files of some cases.

    Every file is read once; what is concluded from them is concluded anew each time.
    """
    files, (registry, findings) = once(tmp_path_factory, "files", partial(examined, crowded))

    def concluded(cases):
        known = {*CONTROLS, *(IDS[case.title] for case in cases)}
        found = registry_of(registry, known), findings
        rooms = tuple(f"{case.room}/{case.title}/" for case in cases)
        chosen = [
            file
            for file in files
            if "/" not in file.source.path or file.source.path.startswith(rooms)
        ]
        # The registry and the two controls lie at the top.
        assert len(chosen) >= 3 + len(cases)
        outcome = batch.rate(
            sort_files(chosen, lambda _: found, METHODOLOGY, knowledge=KNOWLEDGE),
            METHODOLOGY,
            AS_OF,
        )
        standings = {s.participant.id: s for s in outcome.standings}
        return [said_of(standings[who]) for who in CONTROLS]

    return concluded


def registry_of(registry, known):
    """Return the registry with these participants alone, as a folder with these cases has it."""
    participants = tuple(each for each in registry.participants if each.id in known)
    assert len(participants) == len(known)
    return replace(registry, participants=participants)


def said_of(standing):
    """Return all that is said of a participant, but for his place among the others."""
    codes = [f for f in standing.findings if f.code not in SHARED]
    paths = [file.source.path for file in (standing.assessment, *standing.returned)]
    return standing.status, standing.scorecard, standing.late, codes, paths


@pytest.fixture(scope="module")
def unmoved(conclude):
    """What is concluded for the two controls beside no case."""
    return conclude([])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.room}-{case.title}")
def test_every_case_leaves_the_two_beside_it_as_they_are(conclude, unmoved, case):
    assert conclude([case]) == unmoved


def test_any_handful_of_cases_leaves_the_two_beside_it_as_they_are(conclude):
    alone = conclude([])
    assert [status for status, *_ in alone] == [ParticipantStatus.RATED] * 2
    for seed in range(HANDFULS):
        chance = random.Random(seed)
        some = chance.sample(CASES, chance.randint(2, len(CASES)))
        assert conclude(some) == alone, seed


@pytest.mark.parametrize("seed", range(3))
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
    lay_key(first)
    second = tmp_path / "b"
    paths = [path for path in first.rglob("*") if path.is_file()]
    for path in sorted(paths, reverse=True):
        target = second / path.relative_to(first)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    outputs = [results_of(folder, tmp_path / f"out {folder.name}") for folder in (first, second)]
    assert outputs[0] == outputs[1] and IDS
