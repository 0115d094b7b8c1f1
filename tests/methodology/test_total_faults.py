"""Faults of totals, groups, thresholds and what does not apply; what sound files of them prove."""

import itertools
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from kuzbass_batch.methodology.entries.level_table import Span
from kuzbass_batch.methodology.file_faults import FaultyFile
from kuzbass_batch.methodology.files.loader import parse_methodology
from kuzbass_batch.methodology.files.sources import MethodologySource, examined
from kuzbass_batch.methodology.proofs.possible_totals import WeighedTotals
from kuzbass_batch.methodology.proofs.proofs import proofs
from tests.acts import ACTS, GROUPS_TEXT, LEVELS, act, changed, flat, levels_at, method
from tests.paths import DATA

BROKEN = sorted((DATA / "broken_totals").glob("*.toml"))


def told(fault):
    return f"{fault.line}:{fault.column} {fault.path}: {fault.words}"


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_fault_is_named_by_its_place_path_and_words_and_nothing_beside_it(path):
    text = path.read_text("utf-8")
    with pytest.raises(FaultyFile) as caught:
        parse_methodology(text, path.name)
    (fault,) = caught.value.faults
    assert told(fault) == text.partition("\n")[0].removeprefix("# expects: ")
    assert fault.remedy.endswith((".", '"'))


def lines_changed(path):
    """Return the lines in which a broken file differs, if it has as many as the sound one."""
    sound, broken = GROUPS_TEXT.splitlines(), path.read_text("utf-8").splitlines()
    if len(sound) != len(broken):
        return None
    return {at: new for at, (old, new) in enumerate(zip(sound, broken, strict=True)) if old != new}


def test_three_faults_are_told_at_once():
    chosen = random.Random(15)
    edits = {path.stem: lines_changed(path) for path in BROKEN}
    # A fault of one of these hides what only follows from it: no total, no levels.
    alone = ("level", "gap", "categor", "threshold", "sum-", "mean-", "group-id", "criteri")
    usable = [name for name, lines in edits.items() if lines and not name.startswith(alone)]
    seen = 0
    while seen < 20:
        trio = chosen.sample(usable, 3)
        places = [at for name in trio for at in edits[name] if at]
        groups = [name for name in trio if name.startswith("group")]
        totals = [name for name in trio if name.startswith(("method", "round", "place", "total"))]
        if len(set(places)) < len(places) or len(groups) > 1 or len(totals) > 1:
            continue
        seen += 1
        lines = GROUPS_TEXT.splitlines()
        for name in trio:
            for at, new in edits[name].items():
                lines[at] = new if at else lines[at]
        found = examined(MethodologySource(name="x.toml", text="\n".join(lines))).faults
        wanted = {
            (DATA / "broken_totals" / f"{name}.toml").read_text("utf-8").partition("\n")[0]
            for name in trio
        }
        assert {f"# expects: {told(fault)}" for fault in found} >= {
            line for line in wanted if "groups" not in line and "].group:" not in line
        }, trio


@pytest.mark.parametrize("name", ACTS)
def test_possible_totals_are_those_of_every_answer(name):
    methodology = act(name)
    totals = WeighedTotals(methodology)
    assert totals.all_tried
    every = {
        methodology.total_of(points)
        for points in itertools.product(
            *([row.points for row in each.rows] for each in methodology.criteria)
        )
    }
    found = {totals.total(at) for at in range(totals.steps + 1) if totals.bits >> at & 1}
    assert found == every
    dice = random.Random(name)
    for _ in range(100):
        low, high = sorted(Decimal(dice.randint(0, 400)) / 100 for _ in range(2))
        ends = dice.random() < 0.5, dice.random() < 0.5
        span = Span(lower=low, lower_inclusive=ends[0], upper=high, upper_inclusive=ends[1])
        assert totals.within(span) == sum(map(span.holds, every))


def test_a_gap_between_two_steps_of_the_rounding_is_none():
    assert not [each for each in proofs(act("mean of means")) if "не имеет уровня" in each.words]
    methodology = act("mean of means")
    assert [level.upper for level in methodology.levels] == [Decimal(1), Decimal(2), None]
    assert methodology.drawn_levels[1].upper == Decimal("1.99")


def test_a_level_beyond_the_highest_total_is_found():
    text = levels_at(("below = 1\n", "from = 1\nto = 3.5", "above = 3.5\n"))
    remarks = [each for each in proofs(parse_methodology(text, "x.toml")) if each.remedy]
    assert [each.path for each in remarks] == ["levels[3]"] and "Высокий" in remarks[0].words


def test_levels_in_per_cent_of_the_highest_total_stand_in_points():
    bounds = ("below = 50\n", "from = 50\nbelow = 80", "from = 80\n")
    text = flat(
        method(
            'method = "weighted_sum"\nrounding = "none"\nlevels_in = "percent"', levels_at(bounds)
        )
    )
    text = text.replace('not_applicable = "left_out"\n', "").replace(
        'not_applicable = "spread"\n', ""
    )
    methodology = parse_methodology(text, "x.toml")
    assert methodology.max_total == Decimal("16.5")
    assert [level.lower for level in methodology.levels] == [None, Decimal("8.25"), Decimal("13.2")]
    assert [level.lower for level in methodology.drawn_levels] == [None, 50, 80]


def test_what_a_file_of_today_says_means_what_it_meant():
    """Without [total], groups and the rest everything is the plain sum of weighted points."""
    plain = parse_methodology((DATA / "sound_methodology.toml").read_text("utf-8"), "2025.toml")
    assert plain.is_weighted_sum and plain.groups == () and not plain.category_levels
    points = [each.max_points for each in plain.criteria]
    assert (
        plain.total_of(points)
        == plain.max_total
        == sum(each.coefficient * each.max_points for each in plain.criteria)
    )
    assert Fraction(plain.max_total) == plain.scheme.weighting().exact(points)


def test_a_threshold_of_the_highest_level_may_be_changed_by_an_amendment():
    text = changed(("at_least = 2 }", "at_least = 3 }"))
    least = [each.least for each in parse_methodology(text, "x.toml").levels[-1].requires]
    assert least == [3, 3] and len(LEVELS) == 3
