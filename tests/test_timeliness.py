"""Who was in time: the first self-assessment decides, not the one that counts."""

import json
from dataclasses import replace

import pytest

from kuzbass_batch.findings.catalogue import LATE
from kuzbass_batch.reading.files.discover import received_on
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.returns.timeliness import with_first_days
from kuzbass_batch.rules.year.deadlines import is_late
from tests.filled import METHODOLOGY, examined
from tests.small_folder import PEOPLE, form, person, registry, run
from tests.rules.returns.test_matching import matched

WHO, NAME = PEOPLE[0]
BLANK = ("1", "2", "3", "4", "5", "6", "7", "8", "filled_on", "executor")


def came(*paths, **changes):
    """Return a participant's self-assessments that lie in these places, timeliness judged."""
    entry = matched("filled_on | 10.12.2025", issued_to="ИО-01")
    entries = [
        replace(entry, source=replace(entry.source, path=p, received=received_on(p)), **changes)
        for p in paths
    ]
    late = LATE.at(date="", deadline="")
    entries = [replace(e, findings=(late,) if is_late(e, METHODOLOGY) else ()) for e in entries]
    return with_first_days(entries, METHODOLOGY)


CASES = {
    "in time": (["2025-12-10/а.xlsx"], [""]),
    "late": (["2025-12-16/а.xlsx"], ["I020"]),
    "late, then mended": (["2025-12-16/а.xlsx", "2025-12-20/б.xlsx"], ["I020", "I020"]),
    "in time, then mended late": (["2025-12-15/а.xlsx", "2025-12-16/б.xlsx"], ["", "I022"]),
    "in time by the later path": (["2025-12-16/а.xlsx", "2025-12-12/б.xlsx"], ["I022", ""]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_first_one_decides(case):
    paths, expected = CASES[case]
    entries = came(*paths)
    assert [" ".join(f.code for f in entry.findings) for entry in entries] == expected
    assert {is_late(entry, METHODOLOGY) for entry in entries} == {"I020" in expected}


def test_what_is_said_names_both_days_and_the_first_file():
    (finding,) = came("2025-12-10/а.xlsx", "2025-12-18/б.xlsx")[1].findings
    for word in ("18.12.2025", "15.12.2025", "10.12.2025", "«2025-12-10/а.xlsx»"):
        assert word in finding.message


def test_one_of_nobody_is_judged_by_its_own_day():
    entries = came("2025-12-10/а.xlsx", "2025-12-18/б.xlsx", participant="")
    assert [[f.code for f in entry.findings] for entry in entries] == [[], ["I020"]]


def test_a_blank_sent_back_unfilled_in_time_is_no_self_assessment():
    empty = examined(Kind.SELF_ASSESSMENT, without=BLANK)
    assert [f.code for f in empty.findings] == ["S001"]
    early = replace(empty, participant="ИО-01", source=replace(
        empty.source, path="2025-12-10/пустая.xlsx", received=received_on("2025-12-10/п.xlsx")
    ))  # fmt: skip
    (late,) = came("2025-12-18/б.xlsx")
    judged = with_first_days([early, replace(late, first_day=None)], METHODOLOGY)
    assert [f.code for f in judged[1].findings] == ["I020"]


def test_in_a_whole_run_the_mended_form_is_not_late(tmp_path):
    folder = tmp_path / "in"
    files = {
        "Реестр.xlsx": registry([person(WHO, NAME)]),
        "2025-12-12/первая.xlsx": form(Kind.SELF_ASSESSMENT, WHO, NAME, executor_name=None),
        "2025-12-20/исправленная.xlsx": form(Kind.SELF_ASSESSMENT, WHO, NAME),
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert run(folder, tmp_path / "out").returncode == 0
    (who,) = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))["participants"]
    assert (who["status"], who["late"]) == ("rated", False)
    assert who["source"] == "2025-12-20/исправленная.xlsx"
    assert [f["code"] for f in who["findings"] if f["code"].startswith("I02")] == ["I022"]
