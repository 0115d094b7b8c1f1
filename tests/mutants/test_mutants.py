"""The tool that puts slips into the rules: which there are, which it chooses, what it reports."""

from dataclasses import replace

import pytest

from tests.mutants.__main__ import KNOWN, ROOMS, chosen, equivalent, share, told
from tests.mutants.changes import mutants, mutated
from tests.mutants.plugins import Reach
from tests.mutants.trial import Verdict, is_reached, mirrored, stages
from tests.paths import ROOT

MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
SLIPS = {
    "x = a < b": ["a <= b"],
    "x = a <= b < c": ["a < b < c", "a <= b <= c"],
    "x = a == b": ["a != b"],
    "x = a in b": ["a not in b"],
    "x = a and b or c": ["(a and b) and c", "a or b"],
    "x = a - b": ["a + b"],
    "x = not a": ["a"],
    "x = 5": ["6"],
    "x = 'да'": ["'даx'"],
    "x = True": ["False"],
    "x = a if b else c": ["a if not b else c"],
    "x = min(a)": ["max(a)"],
    "x = sorted(a, key=b)": ["list(a)"],
    "x = [a for a in b if c if d]": ["[a for a in b if d]", "[a for a in b if c]"],
    "return a": ["return None"],
    "a.b = c": ["pass"],
    "a += b": ["pass"],
    "raise a": ["pass"],
    "while a: continue": ["while not a: continue", "pass"],
    "x = zip(a, b, strict=True)": [],
    "assert a < b": [],
    "x = f'слово {a}'": [],
    "'''Words.'''": [],
    "a = b": [],
    "return None": [],
    "def f(a: 'b' = c) -> 'd': a": ["pass"],
}


@pytest.mark.parametrize("text", SLIPS)
def test_each_kind_of_slip_is_made_and_what_changes_nothing_is_not(text):
    assert [mutant.after for mutant in mutants("m.py", text)] == SLIPS[text]


def test_a_slip_is_carried_out_and_the_others_are_not():
    source = "def f(a):\n    return a < 3\n"
    found = {}
    for mutant in mutants("m.py", source):
        names = {}
        exec(mutated(mutant, source, "m.py"), names)
        found[mutant.after] = [names["f"](value) for value in (2, 3, 4)]
        assert (mutant.within, mutant.first, mutant.last) == ("f", 2, 2) and not mutant.outside
    assert found == {
        "return None": [None, None, None],
        "a <= 3": [True, True, False],
        "4": [True, True, False],
    }


def test_what_is_carried_out_at_the_import_is_told_from_what_is_in_functions():
    source = (
        "A = 1\n\ndef f(a=2):\n    return 3\n\nclass C:\n    b = 4\n    def g(s):\n        s(5)"
    )
    assert {m.before: m.outside for m in mutants("m.py", source)} == {
        "1": True, "2": True, "return 3": False, "3": False, "4": True, "s(5)": False, "5": False
    }  # fmt: skip


def test_every_slip_of_the_program_can_be_carried_out():
    for path in MODULES:
        source = path.read_text("utf-8")
        for mutant in mutants(path.name, source)[::50]:
            assert mutated(mutant, source, path.name) is not None
    assert len(chosen(MODULES, 10**6, 1)) > 5000


def test_the_seed_alone_chooses():
    assert chosen(MODULES, 50, 7) == chosen(MODULES, 50, 7)
    assert chosen(MODULES, 50, 7) != chosen(MODULES, 50, 8)
    assert {m.within for m in chosen(MODULES, 500, 7, "values.py:fold")} == {"fold", "fold_code"}


def one():
    return mutants("kuzbass_batch/rules/rating/scoring.py", "def f(a):\n\n    return a + 1")[1]


def test_the_mirrored_tests_come_first_and_only_those_that_reach_the_lines():
    mutant, path = one(), str(ROOT / "kuzbass_batch/rules/rating/scoring.py")
    reach, other = frozenset({(path, 3)}), frozenset({(path, 1)})
    tests = {
        "tests/rules/rating/a.py::slow": Reach(seconds=9, lines=reach),
        "tests/rules/rating/a.py::quick": Reach(seconds=1, lines=reach),
        "tests/rules/rating/b.py::apart": Reach(seconds=0, lines=other),
        "tests/findings/c.py::reaches": Reach(seconds=0, lines=reach),
    }
    assert mirrored(mutant.path) == "tests/rules/rating/"
    assert [is_reached(mutant, test) for test in tests.values()] == [True, True, False, True]
    near = ["tests/rules/rating/a.py::quick", "tests/rules/rating/a.py::slow"]
    assert [list(each) for each in stages(mutant, tests)] == [
        near,
        ["tests/findings/c.py::reaches"],
    ]
    anywhere = replace(mutant, outside=True)
    assert all(is_reached(anywhere, test) for test in tests.values())


def test_what_changes_nothing_does_not_count_and_the_rest_is_listed():
    noticed = Verdict(mutant=one(), noticed_by="tests/a.py::test", seconds=1)
    alive = Verdict(mutant=one(), noticed_by=None, seconds=1)
    known = {one().key(): "a reason"}
    assert share([noticed, alive], {}) == 50 and share([noticed, alive], known) == 100
    report = "\n".join(told([noticed, alive, alive], {}, 7))
    assert report.startswith("3 slips, seed 7: 1 noticed (0 by time), 0 change nothing, 2 survived")
    assert report.count("| kuzbass_batch/rules/rating/scoring.py:3 | f | `a + 1` | `a - 1` |") == 2


def test_every_slip_of_the_list_exists_and_has_a_reason():
    listed = equivalent(KNOWN.read_text("utf-8"))
    every = {mutant.key() for mutant in chosen(MODULES, 10**6, 1)}
    assert listed.keys() <= every, listed.keys() - every
    assert all(len(reason) > 20 for reason in listed.values())
