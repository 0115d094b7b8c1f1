"""Who was in time: the first self-assessment decides, not the one that counts."""

import json
from dataclasses import replace

import pytest

from kuzbass_batch.reading.files.discover import received_on
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.deadlines import is_late
from kuzbass_batch.rules.returns.matching import match
from tests.filled import METHODOLOGY, examined
from tests.rules.returns.test_matching import AS_OF, REGISTRY
from tests.small_folder import PEOPLE, form, person, registry, run

WHO, NAME = PEOPLE[0]
OWN_BLANK = "filled_on | 10.12.2025\nparticipant_id |\nparticipant_name | "
BLANK = ("1", "2", "3", "4", "5", "6", "7", "8", "filled_on", "executor")


def came(*paths, printed="ИО-01", before=()):
    """Return a body's self-assessments that lie in these places, matched; `before`: more files."""
    file = examined(Kind.SELF_ASSESSMENT, OWN_BLANK, issued_to=printed)
    files = [lying(file, path) for path in paths]
    found = match([*before, *files], REGISTRY, METHODOLOGY, AS_OF)
    return found[len(before) :]


def lying(file, path):
    """Return a file as it lies in another place."""
    return replace(file, source=replace(file.source, path=path, received=received_on(path)))


def told(file):
    """Return the codes of what is said of a file's day."""
    return [f.code for f in file.findings if f.code.startswith("I02")]


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
    files = came(*paths)
    assert [" ".join(told(file)) for file in files] == expected
    assert {is_late(file.deciding_day, METHODOLOGY) for file in files} == {"I020" in expected}


def test_what_is_said_names_both_days_and_the_first_file():
    (finding,) = came("2025-12-10/а.xlsx", "2025-12-18/б.xlsx")[1].lateness
    for word in ("18.12.2025", "15.12.2025", "10.12.2025", "«2025-12-10/а.xlsx»"):
        assert word in finding.message


def test_one_of_nobody_is_judged_by_its_own_day():
    files = came("2025-12-10/а.xlsx", "2025-12-18/б.xlsx", printed="ИО-99")
    assert [file.participant for file in files] == ["", ""]
    assert [told(file) for file in files] == [[], ["I020"]]


def test_a_blank_sent_back_unfilled_in_time_is_no_self_assessment():
    empty = examined(Kind.SELF_ASSESSMENT, without=BLANK)
    assert [f.code for f in empty.findings] == ["S001"]
    early = lying(empty, "2025-12-10/пустая.xlsx")
    (late,) = came("2025-12-18/б.xlsx", before=[early])
    assert told(late) == ["I020"]


def test_an_early_passport_does_not_make_a_late_self_assessment_timely():
    passport = lying(examined(Kind.PASSPORT), "2025-12-10/паспорт.xlsx")
    assessment = lying(examined(Kind.SELF_ASSESSMENT), "2025-12-18/б.xlsx")
    for order in ((passport, assessment), (assessment, passport)):
        found = {file.kind: file for file in match(order, REGISTRY, METHODOLOGY, AS_OF)}
        late, early = found[Kind.SELF_ASSESSMENT], found[Kind.PASSPORT]
        assert late.participant == early.participant == "ИО-01"
        assert told(late) == ["I020"] and is_late(late.deciding_day, METHODOLOGY)
        assert told(early) == [] and early.deciding_day == received_on("2025-12-10/п.xlsx")


def test_another_body_s_early_return_does_not_make_one_timely():
    other = lying(examined(Kind.SELF_ASSESSMENT, OWN_BLANK, issued_to="ИО-02"), "2025-12-10/а.xlsx")
    (late,) = came("2025-12-18/б.xlsx", before=[other])
    assert told(late) == ["I020"] and is_late(late.deciding_day, METHODOLOGY)


@pytest.mark.whole
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
