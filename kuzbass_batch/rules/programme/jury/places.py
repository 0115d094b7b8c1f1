"""Means and places of a contest (p. 2.7): exact, shared by equal means, without each juror too.

What a juror did not give is no nought: his vote is left out of the mean and told.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.records.committee.contest import ContestEntry, Nomination
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.records.year.jury import EntryMarks, NominationMarks, Vote

DECIMALS = 2
"""With so many means and deviations are shown; places go by the exact means."""


def mean_of(votes: Iterable[Vote]) -> Fraction | None:
    """Return the mean of the totals that count, exact; None if none does."""
    totals = [Fraction(vote.total) for vote in votes if vote.counts]
    return sum(totals, Fraction(0)) / len(totals) if totals else None


def deviation_of(votes: Iterable[Vote]) -> Decimal | None:
    """Return the standard deviation of the totals that count, rounded half up; None if none does.

    Of all jurors, not of a sample of them: the sum of squares is divided by their number.
    """
    listed = [vote for vote in votes if vote.counts]
    mean = mean_of(listed)
    if mean is None:
        return None
    squares = sum((Fraction(vote.total) - mean) ** 2 for vote in listed) / len(listed)
    # Twice the root, cut to a whole number of its last decimal, is exact; then half is taken up.
    twice = math.isqrt(math.floor(4 * squares * 10 ** (2 * DECIMALS)))
    return Decimal((twice + 1) // 2).scaleb(-DECIMALS)


def shared_places(means: Mapping[str, Fraction | None]) -> dict[str, Place]:
    """Return the place of each entry with a mean; equal means share the places they fill."""
    known = {key: mean for key, mean in means.items() if mean is not None}
    found = {}
    for key, mean in known.items():
        above = sum(other > mean for other in known.values())
        equal = sum(other == mean for other in known.values())
        found[key] = Place(first=above + 1, last=above + equal)
    return found


def judged_nomination(
    nomination: Nomination,
    entries: Iterable[ContestEntry],
    votes: Mapping[str, tuple[Vote, ...]],
    jurors: Sequence[str],
    least: int,
) -> NominationMarks:
    """Return the entries of a nomination with means and places, the best first.

    votes: of each entry by its number. jurors: the keys of the jury. least: with fewer votes that
    count an entry is told to have too few.
    """
    listed = tuple(entries)
    means = {each.number: mean_of(votes[each.number]) for each in listed}
    places = shared_places(means)
    without = {juror: _places_without(juror, votes, means) for juror in jurors}
    marks = (
        EntryMarks(
            entry=each,
            votes=votes[each.number],
            mean=means[each.number],
            deviation=deviation_of(votes[each.number]),
            place=places.get(each.number),
            without=tuple((juror, without[juror].get(each.number)) for juror in jurors),
            few=sum(vote.counts for vote in votes[each.number]) < least,
        )
        for each in listed
    )
    return NominationMarks(
        nomination=nomination,
        entries=tuple(sorted(marks, key=_order)),
        turned_by=tuple(j for j in jurors if _first(without[j]) != _first(places)),
    )


def _order(marks: EntryMarks) -> tuple[bool, Fraction, tuple[tuple[str, int], ...]]:
    number = wording.number_order(marks.entry.number)
    return marks.mean is None, -(marks.mean or Fraction(0)), number


def _places_without(
    juror: str, votes: Mapping[str, tuple[Vote, ...]], means: Mapping[str, Fraction | None]
) -> dict[str, Place]:
    """Return the places if a juror were left out; an entry that he alone judged has none then."""
    rest = {
        number: mean_of(vote for vote in votes[number] if vote.juror != juror) for number in means
    }
    return shared_places(rest)


def _first(places: Mapping[str, Place]) -> frozenset[str]:
    """Return the entries in the first place, alone or shared."""
    return frozenset(number for number, place in places.items() if place.first == 1)
