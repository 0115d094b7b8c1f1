"""What changed since an earlier result, and what changed it."""

from collections import Counter
from collections.abc import Iterator

from kuzbass_batch import wording
from kuzbass_batch.methodology.rater import COMMITTEE, Rater
from kuzbass_batch.methodology.records import show_total
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import (
    Aspect,
    Change,
    Comparison,
    PastScore,
    PastStanding,
    Snapshot,
)
from kuzbass_batch.rules.year.snapshot import snapshot_now

OTHERS = "изменились оценки других участников"
PROGRAM = "изменился порядок расчёта"
STATUS_WORDS = {
    "rated": "оценён",
    "returned": "на доработке",
    "missing": "не представлено",
    "excluded": "не оценивается",
}


def changes_since(earlier: Snapshot | None, outcome: Outcome) -> Comparison | None:
    """Return what an outcome changes of an earlier result, None if there is no such result."""
    methodology = outcome.methodology
    rater, decimals = methodology.words.rater, methodology.total_rule.decimals
    return compare_results(earlier, snapshot_now(outcome), rater, decimals) if earlier else None


def compare_results(
    old: Snapshot, new: Snapshot, rater: Rater = COMMITTEE, decimals: int | None = None
) -> Comparison:
    """Return every difference with its cause, participants in the order of the new result.

    rater: how a decision of the body that rates is called. decimals: of totals, None if not stated.
    """
    gone = (who for who in old.standings if who not in new.standings)
    rules = tuple(_rules_changed(old, new))
    changes = [
        change
        for who in (*new.standings, *gone)
        for change in _compare_one(
            (old.standings.get(who), new.standings.get(who)), rules, rater, decimals
        )
    ]
    return Comparison(
        path=old.path,
        since=old.as_of,
        changes=tuple(changes),
        lost_decisions="" if new.decisions else old.decisions,
    )


def summary(comparison: Comparison) -> str:
    """Return one sentence that says how much changed."""
    counts = Counter({aspect: comparison.count(aspect) for aspect in Aspect})
    words = ((Aspect.REGISTRY, "в реестре"), (Aspect.STATUS, "состояний"),
             (Aspect.TOTAL, "оценок"), (Aspect.LEVEL, "уровней"),
             (Aspect.PLACE, "мест"))  # fmt: skip
    found = [f"{word} – {counts[aspect]}" for aspect, word in words if counts[aspect]]
    since = wording.day(comparison.since)
    if not found:
        return f"С результата на {since} места, уровни и оценки не изменились."
    return f"Изменилось с результата на {since}: {', '.join(found)}."


def _rules_changed(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Yield the readings decided otherwise, or that the methodology was amended."""
    changed = [
        reading
        for reading, option in new.readings.items()
        if old.readings.get(reading, option) != option
    ]
    yield from (f"другое прочтение {reading}" for reading in changed)
    if not changed and old.methodology_sha256 != new.methodology_sha256:
        yield "изменена методика"


def _compare_one(
    both: tuple[PastStanding | None, PastStanding | None],
    rules: tuple[str, ...],
    rater: Rater,
    decimals: int | None,
) -> Iterator[Change]:
    """Yield what changed for one participant, from the state to the places.

    both: the old standing and the new one. rules: what of the readings or the methodology changed.
    """
    old, new = both
    if old is None or new is None:
        yield from _registry_change(old, new)
        return
    person = PersonCompared(old, new, rules, rater)
    points = tuple(person.points())
    of_points = (cause for _, causes in points for cause in causes)
    own = tuple(dict.fromkeys((*of_points, *person.general())))
    cause = "; ".join(own) or PROGRAM
    yield from person.differ(Aspect.STATUS, _status(old), _status(new), cause)
    yield from (change for change, _ in points)
    before, after = (_total(each, decimals) for each in (old, new))
    yield from person.differ(Aspect.TOTAL, before, after, cause)
    # The bounds of the levels are rules, too: they may move a level under the same total.
    of_level = cause if own or not rules else "; ".join(rules)
    yield from person.differ(Aspect.LEVEL, old.level, new.level, of_level)
    of_place = cause if before != after else OTHERS
    yield from person.differ(Aspect.PLACE, old.place, new.place, of_place)
    within = (old.place_in_category, new.place_in_category)
    yield from person.differ(Aspect.PLACE_IN_CATEGORY, *within, of_place)


def _status(standing: PastStanding) -> str:
    return STATUS_WORDS.get(standing.status, standing.status)


def _total(standing: PastStanding, decimals: int | None) -> str:
    total = standing.total
    return "" if total is None else wording.comma(show_total(total, decimals))


def _points_words(score: PastScore) -> str:
    return str(score.points) if score.applicable else "не применимо"


def _registry_change(old: PastStanding | None, new: PastStanding | None) -> Iterator[Change]:
    person = new or old
    assert person is not None
    yield Change(
        participant=person.id,
        name=person.name,
        aspect=Aspect.REGISTRY,
        criterion="",
        before="есть" if old else "",
        after="есть" if new else "",
        cause="внесён в реестр" if new else "исключён из реестра",
    )


class PersonCompared:
    """One participant in two results."""

    def __init__(
        self, old: PastStanding, new: PastStanding, rules: tuple[str, ...], rater: Rater
    ) -> None:
        self.old, self.new, self.rules, self.rater = old, new, rules, rater

    def differ(self, aspect: Aspect, before: str, after: str, cause: str) -> Iterator[Change]:
        """Yield the change if there is one."""
        if before != after:
            yield self._change(aspect, before, after, cause)

    def _change(
        self, aspect: Aspect, before: str, after: str, cause: str, criterion: str = ""
    ) -> Change:
        return Change(
            participant=self.new.id,
            name=self.new.name,
            aspect=aspect,
            criterion=criterion,
            before=before,
            after=after,
            cause=cause,
        )

    def points(self) -> Iterator[tuple[Change, tuple[str, ...]]]:
        """Yield each criterion whose points changed, and what changed them, one by one."""
        for criterion in dict.fromkeys((*self.old.scores, *self.new.scores)):
            old, new = self.old.scores.get(criterion), self.new.scores.get(criterion)
            before, after = (_points_words(s) if s else "" for s in (old, new))
            if before != after and old and new:
                causes = self._causes(old, new)
                cause = "; ".join(causes)
                yield self._change(Aspect.POINTS, before, after, cause, criterion), causes

    def _causes(self, old: PastScore, new: PastScore) -> tuple[str, ...]:
        """Return what changed a score: the decision that holds, else the answers, else rules."""
        signed = f" ({new.signed})" if new.signed else ""
        if new.settled != old.settled:
            return (f"решение по несогласию{signed}",)
        ruled = new.verified is not None and new.applicable is not old.applicable
        if new.verified != old.verified or ruled:
            decided = f"решение {self.rater.genitive}"
            return (f"{decided}{signed}" if new.signed else f"{decided} снято",)
        return self.general() or (PROGRAM,)

    def general(self) -> tuple[str, ...]:
        """Return what changed for the participant as a whole."""
        ruled = tuple(self._rulings())
        return (*(ruled or self._new_return()), *(self.rules if self._rescored() else ()))

    def _rescored(self) -> bool:
        """Tell whether counted points or the level of the same return changed."""
        same = self.old.source_sha256 == self.new.source_sha256
        return same and (
            {c: s.counted for c, s in self.old.scores.items()}
            != {c: s.counted for c, s in self.new.scores.items()}
        )

    def _new_return(self) -> Iterator[str]:
        if self.old.source_sha256 != self.new.source_sha256:
            yield (
                f"новая самооценка «{self.new.source}»"
                if self.new.source
                else ("самооценка больше не учитывается")
            )

    def _rulings(self) -> Iterator[str]:
        yield from (f"допуск: {r}" for r in self.new.rulings if r not in self.old.rulings)
        yield from (f"допуск снят: {r}" for r in self.old.rulings if r not in self.new.rulings)
