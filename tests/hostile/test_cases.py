"""Every hostile case in one folder beside two control returns: each comes to what is expected."""

import datetime as dt
import json
from pathlib import Path

import pytest

from kuzbass_batch import batch
from tests.hostile import (
    cases_containers,
    cases_formats,
    cases_identity,
    cases_marks,
    cases_messages,
    cases_structure,
    cases_text,
    cases_types,
    cases_xml,
)
from tests.hostile.table import CASES, Case
from tests.hostile.workshop import TOTAL, form, registry

ROOMS = (cases_containers, cases_formats, cases_identity, cases_marks, cases_messages,
         cases_structure, cases_text, cases_types, cases_xml)  # fmt: skip
AS_OF = dt.date(2026, 1, 20)
CONTROLS = ("К-001", "К-002")
IDS = {case.title: f"Х-{number:03}" for number, case in enumerate(CASES, start=1)}
ODD_TOTALS = {".ods", ".xls"}


def lay_out(folder: Path, cases: list[Case]) -> None:
    """Write the registry of all participants, the two control returns, and the cases."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "реестр.xlsx").write_bytes(registry(*CONTROLS, *IDS.values()))
    for who in CONTROLS:
        (folder / f"{who}.xlsx").write_bytes(form(who))
    for case in cases:
        place = folder / case.room / case.title
        place.mkdir(parents=True, exist_ok=True)
        (place / case.name).write_bytes(case.build(IDS[case.title]))


def run(folder: Path, output: Path) -> dict:
    """Return results.json of a run."""
    batch.run(folder, output, year=2025, as_of=AS_OF)
    return json.loads((output / "results.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    lay_out(folder / "in", CASES)
    return run(folder / "in", folder / "out")


@pytest.fixture(scope="session")
def files(results):
    return {file["path"]: file for file in results["files"]}


def test_there_are_enough_cases_of_every_kind():
    assert len(CASES) >= 150 and len({case.title for case in CASES}) == len(CASES)
    assert {case.room for case in CASES} == {room.__name__.split("cases_")[1] for room in ROOMS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.room}-{case.title}")
def test_a_case_comes_to_what_is_expected(case, results, files):
    path = "/".join(part for part in (case.room, case.title, case.name, case.inner) if part)
    file, expected = files[path], case.expected
    codes = [found["code"] for found in file["findings"]]
    errors = [found["code"] for found in file["findings"] if found["severity"] == "error"]
    told = " ".join(f"{found['message']} {found['remedy']}" for found in file["findings"])
    match expected.kind:
        case "accepted":
            assert (file["status"], errors) == ("used", []), told
            person = next(p for p in results["participants"] if p["id"] == IDS[case.title])
            assert person["status"] == "rated" and person["source"] == path
            assert person["total"] == honest_total(case)
        case "finding":
            assert file["status"] != "unreadable", told
        case "refused":
            assert (file["status"], errors) == ("unreadable", list(expected.codes)), told
        case "ignored":
            assert (file["status"], codes) == ("ignored", [])
            told = file["reason"]
    assert set(expected.codes) <= set(codes), told
    assert expected.words in told


def honest_total(case: Case) -> str:
    """Return the total of the honest return that the case was made of."""
    data = case.build(IDS[case.title])
    if data.startswith(b"\xd0\xcf"):
        return "4.5"
    return "4.5" if b"opendocument.spreadsheet" in data[:200] else TOTAL
