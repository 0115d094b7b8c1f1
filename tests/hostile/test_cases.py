"""Every hostile case in one folder beside honest returns: each comes to what is expected."""

import pytest

from tests.hostile.folder import IDS
from tests.hostile.table import CASES, Case
from tests.hostile.workshop import ODS_TOTAL, TOTAL

ROOMS = {
    "containers", "formats", "identity", "marks", "messages", "outlook", "results", "structure",
    "text", "types", "unread", "values", "xml",
}  # fmt: skip


def test_there_are_enough_cases_of_every_kind():
    assert len(CASES) >= 150 and len({case.title for case in CASES}) == len(CASES)
    assert {case.room for case in CASES} == ROOMS


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.room}-{case.title}")
def test_a_case_comes_to_what_is_expected(case, crowded, files):
    path = "/".join(part for part in (case.room, case.title, case.name, case.inner) if part)
    file, expected = files[path], case.expected
    codes = [found["code"] for found in file["findings"]]
    errors = [found["code"] for found in file["findings"] if found["severity"] == "error"]
    told = " ".join(f"{found['message']} {found['remedy']}" for found in file["findings"])
    match expected.kind:
        case "accepted":
            assert (file["status"], errors) == ("used", []), told
            person = next(p for p in crowded.results["participants"] if p["id"] == IDS[case.title])
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
    return ODS_TOTAL if data.startswith(b"PK") and b"content.xml" in data else TOTAL
