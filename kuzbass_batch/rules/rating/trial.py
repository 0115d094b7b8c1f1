"""A changed methodology tried on a finished year: whose points, level and place would differ.

A result holds for each criterion the points that were claimed and those that counted, so the row
that counted is known and keeps counting. What it does not hold, marks beside that row, is never
guessed: where a change asks for them, the trial says so (`unknown`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, CriterionRow, Points
from kuzbass_batch.methodology.proofs.comparing import MethodologyChanges
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.rating.trial import OTHERS, Shift, Trial
from kuzbass_batch.records.year.snapshots import PastScore, PastStanding, Snapshot
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard
from kuzbass_batch.rules.rating.scoring.totals import level_of, points_in
from kuzbass_batch.rules.rating.trial_points import is_counted_otherwise, points_now

RATED = "rated"
BOUNDS = "границы уровней"
METHOD = "способ расчёта оценки"
PLACES = "правило о местах"
READINGS = {
    "R4": "у кого в накопительном критерии отмечены не все строки",
    "R5": "у кого в критерии отмечено несколько строк",
    "R6": "чьи формы возвращены из-за критерия без отметок",
    "R7": "чьи самооценки поступили после срока и как о них решено",
    "R9": "чьи самооценки поступили в последний день",
}
"""What a result does not say, and what a change of the reading hangs on."""


class OtherMethodology(Exception):
    """The result was not made with the old methodology; the Russian sentence says by what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rescored:
    """One criterion under the new methodology, and why it is worth another number."""

    points: Points = 0
    cause: str = ""
    applicable: bool = True


def try_on(
    snapshot: Snapshot, old: Methodology, new: Methodology, changes: MethodologyChanges
) -> Trial:
    """Return the trial; OtherMethodology if the result does not follow from the old methodology.

    The readings of the old methodology are taken as the result has them: minutes may have settled
    some after the file was written.
    """
    old = _as_read(old, snapshot.readings)
    people = [each for each in snapshot.standings.values() if each.status == RATED]
    before = {each.id: _card_of(each, old) for each in people}
    for each in people:
        _refuse_other(each, before[each.id], old)
    rescored = {each.id: _rescore(each, old, new, changes) for each in people}
    after = {each.id: _card(rescored[each.id], new, each.category) for each in people}
    shown = [_places_of(cards, people, act) for cards, act in ((before, old), (after, new))]
    shifts = [
        _shift(each, (before[each.id], after[each.id]), (old, new), shown, rescored[each.id])
        for each in people
    ]
    return Trial(
        period=snapshot.period,
        shifts=tuple(sorted(shifts, key=lambda each: (-each.total[0], each.id))),
        unknown=tuple(_unknown(people, old, new, changes)),
        decimals=(old.total_rule.decimals, new.total_rule.decimals),
    )


def _as_read(methodology: Methodology, readings: Mapping[str, str]) -> Methodology:
    for reading in methodology.readings:
        chosen = readings.get(reading.id, reading.chosen)
        if chosen != reading.chosen and chosen in {each.id for each in reading.options}:
            methodology = methodology.with_reading(reading.id, chosen)
    return methodology


def _card_of(person: PastStanding, old: Methodology) -> Scorecard:
    """Return what the old methodology makes of the points that count."""
    return _card(
        {
            criterion.id: _Rescored(
                points=_points_of(person, criterion.id),
                applicable=_applies(person, criterion.id),
            )
            for criterion in old.criteria
        },
        old,
        person.category,
    )


def _applies(person: PastStanding, criterion: str) -> bool:
    score = person.scores.get(criterion)
    return score is None or score.applicable


def _points_of(person: PastStanding, criterion: str) -> Points:
    score = person.scores.get(criterion)
    return score.points if score else 0


def _card(found: Mapping[str, _Rescored], methodology: Methodology, category: str) -> Scorecard:
    scores = (
        CriterionScore(
            criterion=criterion.id,
            claimed=found[criterion.id].points,
            counted=found[criterion.id].points,
            verified=None,
            points=found[criterion.id].points,
            coefficient=criterion.coefficient,
            weighted=found[criterion.id].points * criterion.coefficient,
            basis="",
            applicable=found[criterion.id].applicable,
        )
        for criterion in methodology.criteria
    )
    return make_scorecard(tuple(scores), methodology, category)


def _refuse_other(person: PastStanding, card: Scorecard, old: Methodology) -> None:
    """Refuse a result that the old methodology does not lead to."""
    foreign = sorted(person.scores.keys() - {criterion.id for criterion in old.criteria})
    level = old.level(card.level).name
    if foreign:
        why = f"в нём есть критерий {foreign[0]}, которого нет в прежней методике"
    elif card.total != person.total:
        totals = (person.total or Decimal(), card.total)
        stated, found = (wording.comma(old.shown_total(each)) for each in totals)
        why = f"у {person.id} в нём {stated}, а по прежней методике {found}"
    elif level != person.level:
        why = f"у {person.id} в нём уровень «{person.level}», а по прежней методике «{level}»"
    else:
        return
    raise OtherMethodology(f"Результат посчитан не по прежней методике: {why}.")


def _rescore(
    person: PastStanding, old: Methodology, new: Methodology, changes: MethodologyChanges
) -> dict[str, _Rescored]:
    """Return each new criterion's points, and what each change is worth; `""`: of those gone."""
    former = {after: before for before, after in changes.criteria.items()}
    made: dict[str, _Rescored] = {}
    for criterion in new.criteria:
        if criterion.id not in former:
            made[criterion.id] = _Rescored()
            continue
        was = old.criterion(former[criterion.id])
        score = person.scores.get(was.id)
        points, why = _new_points(score, was, criterion, changes.rows) if score else (0, "")
        before = _points_of(person, was.id)
        cause = _cause(was, criterion, before, points, why, sums=_sums(old, new))
        applies = _applies(person, was.id) or not criterion.not_applicable
        made[criterion.id] = _Rescored(points=points, cause=cause, applicable=applies)
    gone = [each for each in old.criteria if each.id not in changes.criteria]
    lost = [
        f"критерий {each.id} исключён"
        f"{_worth(-_points_of(person, each.id) * each.coefficient, sums=_sums(old, new))}"
        for each in gone
        if _points_of(person, each.id)
    ]
    return {**made, "": _Rescored(cause="; ".join(lost))}


def _sums(old: Methodology, new: Methodology) -> bool:
    """Tell whether weighted points add up to the total under both: then each is worth its own."""
    return old.is_weighted_sum and new.is_weighted_sum


def _worth(difference: Decimal, *, sums: bool) -> str:
    """Return what a change is worth in weighted points, in brackets; nothing unless they add up."""
    return f" ({_signed(difference)})" if sums else ""


def _cause(
    was: Criterion, now: Criterion, before: Points, after: Points, why: str, *, sums: bool
) -> str:
    """Return what makes a criterion's weighted points differ, with the difference."""
    difference = after * now.coefficient - before * was.coefficient
    if not difference:
        return ""
    told = why or f"балл {_plain(before)} → {_plain(after)}"
    reasons = [told] if before != after else []
    if was.coefficient != now.coefficient:
        reasons.append(f"коэффициент {_plain(was.coefficient)} → {_plain(now.coefficient)}")
    return f"критерий {now.id}: {', '.join(reasons)}{_worth(difference, sums=sums)}"


def _new_points(
    score: PastScore, was: Criterion, now: Criterion, rows: Mapping[str, str]
) -> tuple[Points, str]:
    """Return the points that the row which counted has now, and why they are others."""
    counts = score.points
    if (was.kind, now.kind) != (CriterionKind.ROWS, CriterionKind.ROWS):
        known = points_now(was, now, counts, rows)
        return (counts if known is None else known), ""  # `_unknown` says where it is not.
    free = score.verified is None and score.settled is None
    if was.cumulative and not now.cumulative and free:
        counts = score.claimed  # Of several rows the highest counts, whatever lies below it.
    row = _row_with(was, counts)
    if row is None or not row.points:
        return counts, ""  # No row gave them: they stay, and `_unknown` says so. Nothing stays 0.
    same = {line.code: line for line in now.rows}
    if row.code in rows:
        points = same[rows[row.code]].points
        return points, f"строка {row.code}: балл {_plain(row.points)} → {_plain(points)}"
    below = [line for line in was.rows if line.points < row.points and line.code in rows]
    if was.cumulative and below:
        line = below[-1]
        points = same[rows[line.code]].points
        return points, f"строки {row.code} больше нет, засчитана {line.code}"
    return 0, f"строки {row.code} больше нет"


def _row_with(criterion: Criterion, points: Points) -> CriterionRow | None:
    return next((row for row in criterion.rows if row.points == points), None)


def _places_of(
    cards: Mapping[str, Scorecard], people: list[PastStanding], methodology: Methodology
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the places of all, and those within categories; empty ones where none are given."""
    if not methodology.gives_places:
        return {}, {}
    totals = {who: card.total for who, card in cards.items()}
    overall = {who: str(place) for who, place in places(totals).items()}
    within: dict[str, str] = {}
    for category in {each.category for each in people}:
        members = {each.id: totals[each.id] for each in people if each.category == category}
        within |= {who: str(place) for who, place in places(members).items()}
    return overall, within


def _shift(
    person: PastStanding,
    cards: tuple[Scorecard, Scorecard],
    acts: tuple[Methodology, Methodology],
    shown: list[tuple[Mapping[str, str], Mapping[str, str]]],
    rescored: Mapping[str, _Rescored],
) -> Shift:
    before, after = cards
    (places_before, within_before), (places_after, within_after) = shown
    level = (acts[0].level(before.level).name, acts[1].level(after.level).name)
    shift = Shift(
        id=person.id,
        name=person.name,
        total=(before.total, after.total),
        level=level,
        place=(places_before.get(person.id, ""), places_after.get(person.id, "")),
        within=(within_before.get(person.id, ""), within_after.get(person.id, "")),
    )
    causes = [each.cause for each in rescored.values() if each.cause]
    if (acts[0].total_rule, acts[0].groups) != (acts[1].total_rule, acts[1].groups):
        causes.append(METHOD)
    if not _same_level(acts[0], after, level[1]):
        causes.append(BOUNDS)
    if not causes and shift.differs:
        causes.append(OTHERS if acts[0].gives_places == acts[1].gives_places else PLACES)
    return Shift(
        id=shift.id,
        name=shift.name,
        total=shift.total,
        level=shift.level,
        place=shift.place,
        within=shift.within,
        causes=tuple(causes) if shift.differs else (),
    )


def _same_level(old: Methodology, card: Scorecard, level: str) -> bool:
    """Tell whether the old levels give the new points the same level, where they can tell."""
    if [each.criterion for each in card.scores] != [each.id for each in old.criteria]:
        found = next(each for each in old.levels_of(card.category) if each.holds(card.total))
        return found.name == level
    return level_of(card.total, points_in(card.scores), old, card.category).name == level


def _points_of_no_row(person: PastStanding, criterion: Criterion) -> bool:
    return _row_with(criterion, _points_of(person, criterion.id)) is None


def _unknown(
    people: list[PastStanding], old: Methodology, new: Methodology, changes: MethodologyChanges
) -> Iterator[str]:
    """Yield sentences on what a change asks for and a result does not say."""
    for criterion in new.criteria:
        if criterion.id not in changes.criteria.values():
            yield f"Критерий {criterion.id} новый: ответов на него нет, у всех 0 баллов."
    former = {after: before for before, after in changes.criteria.items()}
    kept = set(changes.rows.values())
    for criterion in new.criteria:
        if criterion.id not in former:
            continue
        was = old.criterion(former[criterion.id])
        if (was.kind, criterion.kind) != (CriterionKind.ROWS, CriterionKind.ROWS):
            yield from _unknown_points(people, was, criterion, changes.rows)
            continue
        yield from _unknown_rows(people, was, criterion, kept)
    for reading, what in READINGS.items():
        if old.chosen(reading) != new.chosen(reading):
            yield f"Прочтение {reading} изменено: {what}, результат не говорит; это не учтено."


def _unknown_points(
    people: list[PastStanding], was: Criterion, now: Criterion, rows: Mapping[str, str]
) -> Iterator[str]:
    """Yield for whom the old points do not say what the same answers give now, and why."""
    if not is_counted_otherwise(was, now):
        return
    known = (each for each in people if _applies(each, was.id))
    left = [e.id for e in known if points_now(was, now, _points_of(e, was.id), rows) is None]
    if left:
        same = was.kind is now.kind and was.share is now.share and was.unit == now.unit
        adds = was.kind is CriterionKind.ADDITIVE
        why = (
            "отвечают на другое"
            if not same
            else "прежний балл мог сложиться из разных строк"
            if adds
            else "прежний диапазон поделён между новыми"
        )
        yield (
            f"Критерий {now.id} не пересчитан у {len(left)} из {len(people)} участников "
            f"({wording.some(left, shown=8)}): {why}, а ответов результат не хранит; балл оставлен "
            "прежним."
        )
    added = [row.code for row in now.rows if row.code not in rows.values()]
    if was.kind is now.kind is CriterionKind.ADDITIVE and added:
        yield f"Критерий {now.id}: на новые строки ({wording.some(added, shown=8)}) ответов нет."


def _unknown_rows(
    people: list[PastStanding], was: Criterion, criterion: Criterion, kept: set[str]
) -> Iterator[str]:
    """Yield what the rows of a criterion ask for now; kept: codes of rows that were before."""
    added = [row.code for row in criterion.rows if row.code not in kept]
    if added:
        noun = "Строка" if len(added) == 1 else "Строки"
        word = "новая" if len(added) == 1 else "новые"
        yield (
            f"{noun} {wording.some(added, shown=8)} {word}: ответов нет, засчитано то, что "
            "засчитано раньше."
        )
    if was.rows != criterion.rows and any(_points_of_no_row(each, was) for each in people):
        yield (
            f"Критерий {criterion.id}: у кого-то учтён балл, которого не даёт ни одна прежняя "
            "строка; он оставлен без изменений."
        )
    if criterion.cumulative and not was.cumulative:
        yield (
            f"Критерий {criterion.id} стал накопительным: отмечены ли нижние строки, результат "
            "не говорит; засчитано, как если бы отмечены."
        )


def _plain(number: Decimal | int) -> str:
    return wording.comma(Decimal(number).normalize())


def shown_total(number: Decimal) -> str:
    """Return weighted points as they are read: `9,0`."""
    return wording.comma(show_weighted(number))


def _signed(number: Decimal) -> str:
    """Return a difference in weighted points: `−1,2`, `+0,6`."""
    return f"{'−' if number < 0 else '+'}{shown_total(abs(number))}"
