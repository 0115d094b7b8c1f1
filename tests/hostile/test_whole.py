"""What must be shown: fifty returns among all hostile files, and nothing happens to them."""

from tests.hostile.folder import HONEST, IDS, rows_of
from tests.hostile.table import CASES

FLAT = 64
"""MiB: a few hundred hostile files may cost the main process their rows, not their content."""


def test_the_run_ends_with_one_and_says_nothing_but_russian(crowded):
    assert crowded.code == 1
    assert crowded.err == ""
    assert "Traceback" not in crowded.out and "panicked" not in crowded.out
    assert "Участников" in crowded.out


def test_fifty_results_are_unchanged(quiet, crowded):
    before, after = (rows_of(each.results, HONEST) for each in (quiet, crowded))
    assert len(before) == 50 and all(person["status"] == "rated" for person in before)
    # The words of an evidence are compared across returns: hostile copies may raise that question.
    assert [_without_questions(p) for p in after] == [_without_questions(p) for p in before]


def _without_questions(person):
    return person | {"findings": [f for f in person["findings"] if f["code"] != "S047"]}


def test_every_bad_file_has_a_finding_that_says_how_to_mend_it(files):
    bad = [file for file in files.values() if file["status"] in ("unreadable", "returned")]
    assert len(bad) > 150
    for file in bad:
        errors = [found for found in file["findings"] if found["severity"] == "error"]
        assert errors and all(found["message"] and found["remedy"] for found in errors), file[
            "path"
        ]


def test_no_file_met_a_fault_of_the_program(files):
    codes = {found["code"] for file in files.values() for found in file["findings"]}
    assert not codes & {"F010", "F011", "F099"}


def test_every_file_stands_in_exactly_one_row(crowded, files):
    paths = [file["path"] for file in crowded.results["files"]]
    assert len(paths) == len(set(paths)) == len(files)
    for case in CASES:
        assert "/".join((case.room, case.title, case.name)) in files


def test_no_process_is_left(quiet, crowded):
    assert not quiet.left and not crowded.left


def test_the_main_process_stays_as_small_as_without_them(quiet, crowded):
    assert crowded.peak < quiet.peak + FLAT


def test_whoever_sent_a_refused_file_has_sent_nothing(crowded):
    people = {person["id"]: person for person in crowded.results["participants"]}
    for case in CASES:
        if case.expected.kind == "refused" and not case.inner:
            person = people[IDS[case.title]]
            assert (person["status"], person["total"]) == ("missing", None), case.title
