"""The tool that puts slips into the rules: which there are, which it chooses, what it reports."""

import sys
import types
from dataclasses import replace
from functools import cache

import pytest

from tests.mutants.__main__ import KNOWN, ROOMS, chosen, equivalent, share, told
from tests.mutants.changes import mutants, mutated
from tests.mutants.record import Record
from tests.mutants.trial import (
    NotAFunction,
    Verdict,
    change_function,
    is_reached,
    lots,
    mirrored,
)
from tests.mutants.watching import Reach, Watch
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
        assert mutant.line == 2
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


def test_the_lines_of_a_slip_are_those_of_its_statement_without_what_lies_beneath():
    source = "def f(a):\n    if (a and\n            3):\n        g(\n            'b')\n"
    found = {m.before: (m.line, m.first, m.last) for m in mutants("m.py", source)}
    assert found["3"] == (3, 2, 3) and found["'b'"] == (5, 4, 5)
    assert found["a and 3"] == (2, 2, 3)


def test_every_slip_of_the_program_can_be_carried_out():
    count = 0
    for path in MODULES:
        source = path.read_text("utf-8")
        every = mutants(path.name, source)
        count += len(every)
        for mutant in every[::50]:
            assert mutated(mutant, source, path.name) is not None
    assert count > 5000


def test_the_seed_alone_chooses():
    some, values = MODULES[::8], [path for path in MODULES if path.name == "values.py"]
    assert chosen(some, 50, 7) == chosen(some, 50, 7)
    assert chosen(some, 50, 7) != chosen(some, 50, 8)
    assert {m.within for m in chosen(values, 500, 7, "values.py:fold")} == {"fold", "fold_code"}


SCORING = "kuzbass_batch/rules/rating/scoring/scoring.py"


def one():
    return mutants(SCORING, "def f(a):\n\n    return a + 1")[1]


def test_the_mirrored_tests_come_first_and_only_those_that_reach_the_lines():
    mutant, path = one(), str(ROOT / "kuzbass_batch/rules/rating/scoring/scoring.py")
    reach, other = frozenset({(path, 3)}), frozenset({(path, 1)})
    tests = {
        "tests/rules/rating/a.py::slow": Reach(seconds=9, lines=reach),
        "tests/rules/rating/a.py::quick": Reach(seconds=1, lines=reach),
        "tests/rules/rating/b.py::apart": Reach(seconds=0, lines=other),
        "tests/findings/c.py::reaches": Reach(seconds=0, lines=reach),
        "tests/rules/rating/d.py::whole": Reach(seconds=1, lines=reach, whole=True),
        "tests/findings/e.py::too long": Reach(seconds=60, lines=reach, whole=True),
        "tests/findings/e.py::whole": Reach(seconds=1, lines=reach, whole=True),
    }
    assert mirrored(mutant.path) == "tests/rules/rating/"
    reached = [is_reached(mutant, test) for test in tests.values()]
    assert reached == [True, True, False, True, True, True, True]
    assert list(lots(mutant, tests)) == [
        ["tests/rules/rating/a.py::quick", "tests/rules/rating/a.py::slow"],
        ["tests/findings/c.py::reaches"],
        ["tests/rules/rating/d.py::whole", "tests/findings/e.py::whole"],
    ]
    anywhere = replace(mutant, outside=True)
    own = {"tests/rules/rating/test_scoring.py::constant": Reach(seconds=0, lines=frozenset())}
    assert list(lots(anywhere, own)) == [list(own)] and list(lots(mutant, own)) == []
    assert all(is_reached(anywhere, test) for test in tests.values())


SOURCE = """
from functools import cache

@cache
def remembered(a):
    return a + 1

class C:
    @property
    def shown(self):
        return [b for b in (1, 2) if b > 1]

    @staticmethod
    def plain():
        def within():
            return 5
        return within()
"""


@pytest.fixture
def module(monkeypatch, tmp_path):
    """A module of the program's that is loaded already."""
    (tmp_path / "kuzbass_batch").mkdir()
    path = tmp_path / "kuzbass_batch" / "made.py"
    path.write_text(SOURCE, "utf-8")
    made = types.ModuleType("kuzbass_batch.made")
    exec(compile(SOURCE, str(path), "exec"), vars(made))
    monkeypatch.setitem(sys.modules, "kuzbass_batch.made", made)
    monkeypatch.setattr("tests.mutants.trial.ROOT", tmp_path)
    return made


@pytest.mark.parametrize(
    ("before", "after", "results"),
    [
        ("a + 1", "a - 1", (1, [2], 5)),
        ("b > 1", "b >= 1", (3, [1, 2], 5)),
        ("5", "6", (3, [2], 6)),
    ],
)
def test_a_slip_is_put_into_a_function_that_is_loaded(module, before, after, results):
    every = mutants("kuzbass_batch/made.py", SOURCE)
    change_function(next(m for m in every if (m.before, m.after) == (before, after)))
    assert (module.remembered(2), module.C().shown, module.C.plain()) == results


def test_what_the_import_carries_out_cannot_be_put_in_later(module):
    vars(module).pop("remembered")
    every = mutants("kuzbass_batch/made.py", SOURCE)
    with pytest.raises(NotAFunction):
        change_function(next(m for m in every if m.before == "a + 1"))


@cache
def worked_out(number):
    return number + 1


def test_what_is_remembered_counts_for_every_test_that_asks_for_it():
    watch = Watch(watched=frozenset({__file__}))
    watch.codes = {worked_out.__wrapped__.__code__: worked_out}
    worked_out.cache_clear()
    line = worked_out.__wrapped__.__code__.co_firstlineno + 2
    found = []
    for ask in (True, True, False):
        before = {worked_out: sum(worked_out.cache_info()[:2])}
        watch.layers = [set()]
        sys.settrace(watch.enter)
        try:
            _ = ask and worked_out(1)
        finally:
            sys.settrace(None)
        found.append((__file__, line) in watch.layers[0].union(*watch._of_caches(before)))
    assert found == [True, True, False]


def test_a_later_run_goes_on_from_what_was_noticed_while_nothing_of_it_changed(tmp_path):
    here = "tests/mutants/test_mutants.py"
    noticed = Verdict(mutant=one(), noticed_by=f"{here}::test", seconds=1)
    other = replace(one(), number=one().number + 1)
    record = Record(tmp_path / "r.jsonl")
    assert record.noticed([one()]) == []
    record.begin([noticed, Verdict(mutant=other, noticed_by=None, seconds=1)])
    assert record.noticed([one(), other]) == [noticed]
    changed = record.path.read_text("utf-8").replace('"files": ["', '"files": ["0')
    record.path.write_text(changed, "utf-8")
    assert record.noticed([one(), other]) == []


def test_what_changes_nothing_does_not_count_and_the_rest_is_listed():
    noticed = Verdict(mutant=one(), noticed_by="tests/a.py::test", seconds=1)
    alive = Verdict(mutant=one(), noticed_by=None, seconds=1)
    known = {one().key(): "a reason"}
    assert share([noticed, alive], {}) == 50 and share([noticed, alive], known) == 100
    report = "\n".join(told([noticed, alive, alive], {}, 7))
    assert report.startswith("3 slips, seed 7: 1 noticed (0 by time), 0 change nothing, 2 survived")
    assert report.count(f"| {SCORING}:3 | f | `a + 1` | `a - 1` |") == 2


def test_every_slip_of_the_list_exists_and_has_a_reason():
    listed = equivalent(KNOWN.read_text("utf-8"))
    every = {mutant.key() for mutant in chosen(MODULES, 10**6, 1)}
    assert listed.keys() <= every, listed.keys() - every
    assert all(len(reason) > 20 for reason in listed.values())
