"""What old points say of the same answers under changed ranges and rows, against the answers."""

import itertools
from decimal import Decimal

from kuzbass_batch.methodology.criteria import capped, exact
from kuzbass_batch.methodology.files.sources import MethodologySource, examined
from kuzbass_batch.methodology.proofs.comparing import compare
from kuzbass_batch.rules.rating.trial import try_on
from kuzbass_batch.rules.rating.trial_points import points_now
from tests import every_kind
from tests.rules.rating.test_trial import score, snapshot

TEXT = every_kind.TEXT


def read(text):
    found = examined(MethodologySource(name="2025.toml", text=text))
    assert not found.faults, found.faults
    return found


OLD = read(TEXT)
ADDED, NUMBER = OLD.methodology.criterion("2"), OLD.methodology.criterion("3")


def new_act(*pairs):
    text = TEXT
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return read(text)


def ranges_in(text):
    """Return the lines of the ranges of criterion 3."""
    part = text.partition('\nid = "3"')[2].partition("ranges = [")[2].partition("]")[0]
    return [line.strip().rstrip(",") for line in part.strip().splitlines()]


def test_a_number_is_rescored_where_its_old_range_lies_in_one_new_range():
    numbers = [Decimal(n) / 10 for n in range(1001)]
    old = {n: next(r.points for r in NUMBER.ranges if r.holds(n)) for n in numbers}
    lines = ranges_in(TEXT)
    for line in lines:
        more = line.replace("points = 2", "points = 3").replace("points = 1", "points = 1.5")
        now = new_act((line, more)).methodology.criterion("3")
        for n in numbers:
            wanted = next(r.points for r in now.ranges if r.holds(n))
            assert points_now(NUMBER, now, old[n], {}) == wanted


def test_a_bound_that_moved_leaves_unknown_only_those_between():
    bound = next(r.lower for r in NUMBER.ranges if r.lower)
    text = TEXT.partition('\nid = "3"')
    moved = text[2].replace(f"below = {bound:f}", f"below = {bound - 5:f}", 1).replace(
        f"from = {bound:f}", f"from = {bound - 5:f}", 1
    )  # fmt: skip
    now = read(f"{text[0]}{text[1]}{moved}").methodology.criterion("3")
    by_points = {r.points: r for r in NUMBER.ranges}
    below = next(r.points for r in NUMBER.ranges if r.upper == bound)
    for points in by_points:
        found = points_now(NUMBER, now, points, {})
        assert (found is None) is (points == below), (points, found)


def test_added_rows_are_rescored_where_every_set_that_fits_comes_to_the_same():
    now = new_act(('code = "2.3", points = 1.5', 'code = "2.3", points = 1.25')).methodology
    rows = {row.code: row.code for row in ADDED.rows}
    criterion = now.criterion("2")
    worth = {row.code: row.points for row in criterion.rows}
    possible = {}
    giving = [row for row in ADDED.rows if row.points]
    for size in range(len(giving) + 1):
        for chosen in itertools.combinations(giving, size):
            was = capped(exact(sum((r.points for r in chosen), Decimal())), ADDED.cap)
            then = capped(exact(sum((worth[r.code] for r in chosen), Decimal())), criterion.cap)
            possible.setdefault(was, set()).add(then)
    assert {len(each) for each in possible.values()} >= {1, 2}
    for points, found in possible.items():
        wanted = next(iter(found)) if len(found) == 1 else None
        assert points_now(ADDED, criterion, points, rows) == wanted


def person(points):
    criteria = OLD.methodology.criteria
    return {c.id: score(each) for c, each in zip(criteria, points, strict=True)}


def test_the_trial_names_whom_it_cannot_rescore_and_why():
    bound = next(r.lower for r in NUMBER.ranges if r.lower)
    text = TEXT.partition('\nid = "3"')
    moved = text[2].replace(f"below = {bound:f}", f"below = {bound - 5:f}", 1).replace(
        f"from = {bound:f}", f"from = {bound - 5:f}", 1
    )  # fmt: skip
    new = read(f"{text[0]}{text[1]}{moved}")
    most = [c.max_points for c in OLD.methodology.criteria]
    none = [0 for _ in most]
    people = {"А": tuple(most), "Б": tuple(none)}
    result = snapshot(people, OLD.methodology)
    trial = try_on(result, OLD.methodology, new.methodology, compare(OLD, new))
    (told,) = trial.unknown
    assert told.startswith("Критерий 3 не пересчитан у 1 из 2 участников (Б): прежний диапазон")
    assert trial.differing == ()


def test_another_kind_of_answer_is_told_for_all():
    first = TEXT.partition('\nid = "4"')
    new = read(f"{first[0]}{first[1]}{first[2].replace('минут', 'часов')}")
    people = {"А": tuple(c.max_points for c in OLD.methodology.criteria)}
    result = snapshot(people, OLD.methodology)
    trial = try_on(result, OLD.methodology, new.methodology, compare(OLD, new))
    said = "Критерий 4 не пересчитан у 1 из 1 участников (А): отвечают на другое"
    assert any(each.startswith(said) for each in trial.unknown)
