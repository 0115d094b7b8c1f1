"""Every method of a total against a plain computation with fractions: no weights, no scheme."""

import decimal
import itertools
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.methodology.totals import (
    Group,
    GroupMethod,
    Rounding,
    TotalMethod,
    TotalRule,
    TotalScheme,
    finite,
    is_finite,
)

ROUNDINGS = {Rounding.HALF_UP: decimal.ROUND_HALF_UP, Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN}


def criterion(name, coefficient="1", group="", not_applicable="", most=3):
    return SimpleNamespace(
        id=name,
        coefficient=Decimal(coefficient),
        group=group,
        not_applicable=not_applicable,
        max_points=most,
    )


def group(name, method, parent="", coefficient="1"):
    return Group(
        id=name,
        title=name,
        parent=parent,
        method=method,
        coefficient=Decimal(coefficient),
        reference="",
    )


# --- The plain computation ---


def plainly(criteria, groups, rule, points, absent):
    """Return the total before it is rounded, None if nothing applies: the act read aloud."""
    tree = members_of("", criteria, groups, points, absent)
    if rule.method is TotalMethod.PERCENT:
        best = {each.id: each.max_points for each in criteria}
        whole = members_of("", criteria, groups, best, absent)
        got, most = added(tree), added(whole)
        return None if not most else got / most * 100
    return averaged(tree) if rule.method is TotalMethod.MEAN else added(tree)


def members_of(parent, criteria, groups, points, absent):
    """Return (coefficient, value or None, spread) of what a group holds."""
    found = []
    for each in groups:
        if each.parent == parent:
            inner = members_of(each.id, criteria, groups, points, absent)
            value = averaged(inner) if each.method is GroupMethod.MEAN else added(inner)
            found.append((Fraction(each.coefficient), value, all(s for *_, s in inner)))
    for each in criteria:
        if each.group == parent:
            value = None if each.id in absent else Fraction(points[each.id])
            spread = each.not_applicable == "spread"
            found.append((Fraction(each.coefficient), value, spread))
    return found


def added(members):
    """Return the sum; what does not apply and is spread raises the others' coefficients."""
    here = [(c, value) for c, value, _ in members if value is not None]
    if not here:
        return None
    lost = sum(c for c, value, spread in members if value is None and spread)
    whole = sum(c for c, _ in here)
    return sum((c + lost * c / whole) * value for c, value in here)


def averaged(members):
    here = [(c, value) for c, value, _ in members if value is not None]
    return sum(c * value for c, value in here) / sum(c for c, _ in here) if here else None


def rounded_plainly(exact, rule):
    """Round a fraction by the decimal module: ties are finite, so that 60 digits tell them."""
    with decimal.localcontext(prec=60):
        number = Decimal(exact.numerator) / Decimal(exact.denominator)
        if rule.decimals is None:
            return number
        return number.quantize(Decimal((0, (1,), -rule.decimals)), ROUNDINGS[rule.rounding])


def hold(criteria, groups, rule, points, absent):
    """Compare the scheme with the plain computation for one participant."""
    weighting = TotalScheme(criteria, groups, rule).weighting(frozenset(absent))
    expected = plainly(criteria, groups, rule, points, absent)
    if expected is None:
        assert weighting is None
        return
    exact = weighting.exact([0 if c.id in absent else points[c.id] for c in criteria])
    assert exact == expected
    if rule.decimals is not None or is_finite(exact):
        assert rule.rounded(exact) == rounded_plainly(exact, rule)


# --- Small and exhaustive ---

FOUR = (
    criterion("1", "1", not_applicable="spread"),
    criterion("2", "2", not_applicable="left_out", most=2),
    criterion("3", "0.5", not_applicable="spread"),
    criterion("4", "1", not_applicable="left_out", most=5),
)
RULES = [
    TotalRule(method=method, decimals=decimals, rounding=rounding)
    for method in TotalMethod
    for decimals, rounding in (
        (None, Rounding.NONE), (0, Rounding.HALF_UP), (0, Rounding.HALF_EVEN),
        (1, Rounding.HALF_UP), (1, Rounding.HALF_EVEN), (2, Rounding.HALF_UP),
    )
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.method}-{r.rounding}-{r.decimals}")
def test_every_method_rounding_and_share_that_applies(rule):
    names = [each.id for each in FOUR]
    for size in range(len(names) + 1):
        for absent in itertools.combinations(names, size):
            for values in itertools.product((0, 1, 2), repeat=len(names)):
                hold(FOUR, (), rule, dict(zip(names, values, strict=True)), absent)


@pytest.mark.parametrize(
    ("exact", "decimals", "up", "even"),
    [("5/2", 0, "3", "2"), ("7/2", 0, "4", "4"), ("1/8", 2, "0.13", "0.12"),
     ("1/3", 2, "0.33", "0.33"), ("2/3", 0, "1", "1"), ("-5/2", 0, "-3", "-2"),
     ("199/200", 2, "1.00", "1.00"), ("0", 1, "0.0", "0.0")],
)  # fmt: skip
def test_a_half_goes_up_or_to_the_even_one(exact, decimals, up, even):
    for rounding, expected in ((Rounding.HALF_UP, up), (Rounding.HALF_EVEN, even)):
        rule = TotalRule(decimals=decimals, rounding=rounding)
        assert str(rule.rounded(Fraction(exact))) == expected


def test_an_endless_fraction_is_never_cut_off_silently():
    assert finite(Fraction(1, 8)) == Decimal("0.125") and not is_finite(Fraction(1, 3))
    with pytest.raises(ValueError, match="1/3"):
        TotalRule(method=TotalMethod.MEAN).rounded(Fraction(1, 3))


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("decimals", [0, 1])
def test_the_bounds_of_rounding_are_those_between_which_it_gives_a_total(rounding, decimals):
    rule = TotalRule(decimals=decimals, rounding=rounding)
    tiny = Fraction(1, 10**6)
    for tenths in range(-30, 31):
        total = Decimal(tenths).scaleb(-decimals)
        (low, low_in), (high, high_in) = rule.least_exact(total), rule.most_exact(total)
        assert (rule.rounded(low) == total) is low_in and (rule.rounded(high) == total) is high_in
        assert rule.rounded(low + tiny) == total == rule.rounded(high - tiny)
        assert rule.rounded(low - tiny) < total < rule.rounded(high + tiny)


# --- Trees at random ---

coefficients = st.sampled_from(("1", "2", "0.5", "0.3", "1.25"))
modes = st.sampled_from(("", "spread", "left_out"))


@st.composite
def trees(draw):
    """Return criteria within practices, some of which lie within functions, and who declines."""
    groups, homes = [], []
    for at in range(draw(st.integers(0, 3))):
        groups.append(group(f"f{at}", draw(st.sampled_from(GroupMethod)), "", draw(coefficients)))
        inner = draw(st.integers(0, 2))
        for number in range(inner):
            name = f"f{at}p{number}"
            method = draw(st.sampled_from(GroupMethod))
            groups.append(group(name, method, f"f{at}", draw(coefficients)))
            homes.append(name)
        homes += [] if inner else [f"f{at}"]
    homes = [home for home in homes or [""] for _ in range(draw(st.integers(1, 3)))]
    criteria = [
        criterion(str(at), draw(coefficients), home, draw(modes), draw(st.integers(1, 5)))
        for at, home in enumerate(homes)
    ]
    absent = {each.id for each in criteria if each.not_applicable and draw(st.booleans())}
    points = {
        each.id: 0 if each.id in absent else draw(st.integers(0, each.max_points))
        for each in criteria
    }
    return criteria, groups, points, absent


@given(trees(), st.sampled_from(RULES))
def test_groups_within_groups_are_what_a_plain_computation_makes_of_them(tree, rule):
    criteria, groups, points, absent = tree
    hold(criteria, groups, rule, points, absent)


@given(trees())
def test_the_value_of_each_group_is_that_of_the_plain_computation(tree):
    criteria, groups, points, absent = tree
    weighting = TotalScheme(criteria, groups, TotalRule()).weighting(frozenset(absent))
    if weighting is None:
        return
    given_points = [points[each.id] for each in criteria]
    for each in groups:
        inner = members_of(each.id, criteria, groups, points, absent)
        expected = averaged(inner) if each.method is GroupMethod.MEAN else added(inner)
        assert weighting.group(each.id, given_points) == expected
