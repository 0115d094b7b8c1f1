"""Against last year: points per criterion, totals, and the leaders to confirm (p. 3.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, Points, shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.returns.participants import Participant, Registry, Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import PastStanding, Snapshot
from kuzbass_batch.records.year.year import FollowedStep, YearChange
from kuzbass_batch.rules.year.leaders import leadership


def since_last_year(outcome: Outcome) -> tuple[YearChange, ...]:
    """Return every participant against last year, in the registry's order."""
    past = outcome.past.standings if outcome.past else {}
    return tuple(
        _change(standing, past.get(standing.participant.id), outcome.methodology)
        for standing in outcome.standings
    )


def _change(standing: Standing, past: PastStanding | None, methodology: Methodology) -> YearChange:
    card = standing.scorecard
    then = past.scores if past else {}
    before = past.total if past else None
    scores = card.scores if card else ()
    return YearChange(
        standing=standing,
        past=past,
        total_change=card.total - before if card and before is not None else None,
        points={s.criterion: s.points - then[s.criterion].points for s in scores
                if s.criterion in then},
        leader=leadership(standing, methodology),
        followed=tuple(_followed(standing, past)) if past else (),
    )  # fmt: skip


def _followed(standing: Standing, past: PastStanding) -> Iterator[FollowedStep]:
    """Yield what became of each step that last year's letter advised (p. 2.9(2))."""
    card = standing.scorecard
    for score in card.scores if card else ():
        then, advised = past.scores.get(score.criterion), past.advised.get(score.criterion)
        if then is None or advised is None or not score.applicable:
            continue
        if then.points < advised:  # An objection may have given it since.
            yield FollowedStep(
                criterion=score.criterion, before=then.points, advised=advised, now=score.points
            )


def with_last_levels(
    registry: Registry, past: Snapshot | None, methodology: Methodology
) -> tuple[Registry, tuple[Finding, ...]]:
    """Return the registry with the levels of last year's results where it names none.

    Where both name one, the registry's holds, and a difference is reported.
    """
    if past is None:
        return registry, ()
    filled = tuple(_with_level(p, past, methodology) for p in registry.participants)
    findings = tuple(f for p in registry.participants for f in _differing(p, past, methodology))
    return replace(registry, participants=filled), findings


def _past_level(participant: Participant, past: Snapshot, methodology: Methodology) -> str:
    found = past.standings.get(participant.id)
    level = methodology.level_by_name(found.level) if found and found.level else None
    return level.id if level else ""


def _with_level(participant: Participant, past: Snapshot, methodology: Methodology) -> Participant:
    if participant.last_level:
        return participant
    return replace(participant, last_level=_past_level(participant, past, methodology))


def _differing(
    participant: Participant, past: Snapshot, methodology: Methodology
) -> Iterator[Finding]:
    then = _past_level(participant, past, methodology)
    if participant.last_level and then and participant.last_level != then:
        yield rules.PAST_LEVEL_DIFFERS.at(
            participant=participant.id,
            last=methodology.period.kind.words.last_genitive,
            found=methodology.level(participant.last_level).name,
            expected=methodology.level(then).name,
        )


def counted_last_year(past: Snapshot, methodology: Methodology) -> Mapping[str, Mapping[str, str]]:
    """Return what counted last year beside each row of this year's form, by participant's id.

    The points in the end: after verification and objections (p. 3.4). Who was not rated has none.
    """
    return {
        who: dict(_counted_rows(standing, methodology))
        for who, standing in past.standings.items()
        if standing.total is not None
    }


def _counted_rows(standing: PastStanding, methodology: Methodology) -> Iterator[tuple[str, str]]:
    """Yield the code of a row with what counted in it; what rows do not show, beside the first."""
    for criterion in methodology.criteria:
        score = standing.scores.get(criterion.id)
        if score is None:
            continue
        first = criterion.rows[0].code
        if not score.applicable:
            yield first, "не применимо"
        elif criterion.kind is not CriterionKind.ROWS:
            yield first, f"баллов: {shown(score.points)}"
        else:
            yield from ((code, "учтено") for code in _rows_of(criterion, score.points))


def _rows_of(criterion: Criterion, points: Points) -> Iterator[str]:
    """Yield the rows that points stand for: one, or all up to it where they build on each other."""
    for row in criterion.rows:
        below = criterion.cumulative and 0 < row.points < points
        if row.points == points or below:
            yield row.code
