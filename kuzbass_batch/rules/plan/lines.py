"""The indicators of the plan at the end of a quarter: facts, what was expected, who is behind.

Last year's quarters give the share of the year that each of them has; where last year is unknown,
a quarter is a quarter. Which of the two a forecast was made by is always said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.year_plan import PlanMeasure, PlanTarget
from kuzbass_batch.records.year.plan import (
    QUARTER_NAMES,
    QUARTERS,
    FactOrigin,
    ForecastBy,
    PlanLine,
    PlanSteps,
    QuarterFact,
)
from kuzbass_batch.rules.plan.entered import EnteredFact, EnteredPlan
from kuzbass_batch.rules.plan.measures import OF_PROGRAM, Amount, PlanFrame, runs_on
from kuzbass_batch.wording import rounded

NOTHING = Fraction()


def _sum_of(one: Fraction, other: Fraction) -> Fraction:
    """Return the sum of two facts; of most quarters and years there is nothing to add."""
    return one + other if one and other else one or other


@dataclass(frozen=True, slots=True)
class YearShare:
    """The share of a year that lies behind at the end of a quarter, and how it is known."""

    share: Fraction
    by: ForecastBy


def share_at(quarter: int, last_year: Sequence[Fraction]) -> YearShare:
    """Return the share of the year until a quarter; last_year: the four facts, empty if unknown."""
    if quarter == QUARTERS:
        return YearShare(Fraction(1), ForecastBy.OVER)
    total = sum(last_year, Fraction())
    if total > 0:
        return YearShare(sum(last_year[:quarter], Fraction()) / total, ForecastBy.SEASONAL)
    return YearShare(Fraction(quarter, QUARTERS), ForecastBy.STRAIGHT)


def expected_at(target: PlanTarget, goal: int, base: int, known: YearShare) -> Decimal:
    """Return what of the goal is to be there: whole units, a tenth of a per cent.

    base: the target of the year before where the indicator runs on, else 0.
    """
    part = base + (goal - base) * known.share
    return rounded(part, 1) if target.in_percent else Decimal(part.numerator // part.denominator)


def forecast_at(
    target: PlanTarget, goal: int, before: Fraction, fact: Fraction, known: YearShare
) -> tuple[Decimal | None, ForecastBy]:
    """Return the likely running fact at the year's end, and how it was found.

    before: what the years before brought, fact: this year until now. Where the plan asks for an
    exact number, no more than that is forecast, for nobody goes on once it is reached. A straight
    line says nothing where it asks for fewer than one a quarter.
    """
    if known.by is not ForecastBy.OVER:
        if target.measure in OF_PROGRAM:
            return None, ForecastBy.BY_DAY
        few = not target.each and not target.in_percent and goal < QUARTERS
        if few and known.by is ForecastBy.STRAIGHT:
            return None, ForecastBy.FEW
    if known.share == 0:
        return None, ForecastBy.NONE
    found = _sum_of(before, fact / known.share)
    if not target.at_least:
        found = max(min(found, Fraction(goal)), _sum_of(before, fact))
    return rounded(found, 1 if target.in_percent else 0), known.by


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The four facts of somebody's year, exact.

    sums: the fact of the year until the end of each quarter. entered: the quarters that were typed.
    before: what the years before brought.
    """

    quarters: tuple[Fraction, ...]
    sums: tuple[Fraction, ...]
    entered: frozenset[int] = frozenset()
    before: Fraction = NOTHING

    def until(self, quarter: int) -> Fraction:
        """Return the fact of the year until the end of a quarter."""
        return self.sums[quarter - 1]


NO_FACTS = YearFacts((NOTHING,) * QUARTERS, (NOTHING,) * QUARTERS)


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """The facts of an indicator in a year: of the region, and of each participant who has any."""

    region: YearFacts
    people: Mapping[str, YearFacts]
    origins: tuple[FactOrigin, ...]


def facts_of(
    target: PlanTarget, amounts: Iterable[Amount], entered: EnteredPlan, year: int
) -> IndicatorFacts:
    """Return the facts of an indicator: the registers', and what was typed where they have none."""
    listed = tuple(amounts)
    now = [each for each in listed if each.day.year == year]
    before = sum((each.region for each in listed if each.day.year < year), NOTHING)
    own: dict[str, list[Amount]] = defaultdict(list)
    for each in now:
        if each.participant:
            own[each.participant].append(each)
    typed = {key[1] for key in entered.facts if key[0] == target.id and key[1]}
    people = {
        who: _year_of(target, who, [(a.quarter, a.own) for a in own[who]], entered)
        for who in (*own, *sorted(typed - own.keys()))
    }
    region = [(each.quarter, each.region) for each in now]
    if not target.in_percent:  # Shares of different bodies do not add up.
        region += _typed_of_people(people, own)
    found = _year_of(target, "", region, entered)
    return IndicatorFacts(
        region=replace(found, before=before),
        people=people,
        origins=tuple(_origins(target, listed, people, found, entered, year)),
    )


def _typed_of_people(
    people: Mapping[str, YearFacts], own: Mapping[str, list[Amount]]
) -> Iterator[tuple[int, Fraction]]:
    for facts in people.values():
        yield from ((quarter, facts.quarters[quarter - 1]) for quarter in sorted(facts.entered))


def _year_of(
    target: PlanTarget, who: str, counted: Iterable[tuple[int, Fraction]], entered: EnteredPlan
) -> YearFacts:
    """Return the four facts: of a quarter that no row is of, the one that was typed counts."""
    sums: dict[int, Fraction] = {}
    for quarter, amount in counted:
        sums[quarter] = sums[quarter] + amount if quarter in sums else amount
    facts: list[Fraction] = []
    until: list[Fraction] = []
    running, typed = NOTHING, set[int]()
    for quarter in range(1, QUARTERS + 1):
        known = entered.facts.get((target.id, who, quarter))
        if quarter not in sums and known:
            sums[quarter] = _typed(known, running)
            typed.add(quarter)
        facts.append(fact := sums.get(quarter, NOTHING))
        until.append(running := _sum_of(running, fact))
    return YearFacts(tuple(facts), tuple(until), frozenset(typed))


def _typed(known: EnteredFact, before: Fraction) -> Fraction:
    """Return the fact of a quarter that was typed as such, or follows from a running one.

    The running one wins: of the quarters before it nothing else may be known.
    """
    if known.running is not None:
        return max(Fraction(known.running) - before, NOTHING)
    return Fraction(known.fact or Decimal())


def _origins(
    target: PlanTarget,
    amounts: Iterable[Amount],
    people: Mapping[str, YearFacts],
    region: YearFacts,
    entered: EnteredPlan,
    year: int,
) -> Iterator[FactOrigin]:
    places = 1 if target.in_percent else 0
    for each in amounts:
        yield FactOrigin(
            indicator=target.id,
            quarter=each.quarter if each.day.year == year else 0,
            participant=each.participant,
            amount=rounded(each.own if target.each else each.region, places),
            words=each.words,
            ref=each.ref,
        )
    for who, facts in (("", region), *people.items()):
        for quarter in sorted(facts.entered):
            known = entered.facts.get((target.id, who, quarter))
            if known:
                yield FactOrigin(
                    indicator=target.id,
                    quarter=quarter,
                    participant=who,
                    amount=rounded(facts.quarters[quarter - 1], places),
                    words=known.source,
                    ref=known.ref,
                    entered=True,
                )


class LineMaker:
    """Makes the lines of one indicator at the end of a quarter."""

    def __init__(
        self,
        target: PlanTarget,
        facts: IndicatorFacts,
        last_year: Sequence[Fraction],
        entered: EnteredPlan,
        frame: PlanFrame,
        quarter: int,
    ) -> None:
        """Take what the indicator's lines are made from; last_year: its four facts, or nothing."""
        self.target, self.facts, self.entered = target, facts, entered
        self.frame, self.quarter = frame, quarter
        self.goal = target.goal(frame.year)
        self.shown_goal = Decimal(self.goal)
        self.shown_facts: dict[Any, tuple[QuarterFact, ...]] = {}
        self.known = share_at(quarter, last_year)
        base = target.goal(frame.year - 1) if runs_on(target, frame.methodology) else 0
        self.expected = self._expected(min(base, self.goal))

    def _expected(self, base: int) -> Decimal:
        if self.target.measure is PlanMeasure.RATING:
            # The rating of a year is determined after it, on the act's own day (p. 3.4).
            due = self.frame.as_of > self.frame.methodology.calendar.rating
            return Decimal(self.goal if due else 0)
        if self.target.measure is PlanMeasure.MONITORING:
            # Each quarter has one, and the last of them is the one that is being made.
            known = YearShare(Fraction(self.quarter, QUARTERS), self.known.by)
            return expected_at(self.target, self.goal, base, known)
        return expected_at(self.target, self.goal, base, self.known)

    def region(self) -> PlanLine:
        """Return the line of the region."""
        goals, facts = Fraction(self.goal), self.facts.region
        done, reached = self._done(), 0
        wanted = self._planned("")
        if self.target.each:
            # A share for itself would be wrong where many have none: whoever is not there counts 0.
            reached = sum(f.until(self.quarter) >= goals for f in self.facts.people.values())
            behind = goals > 0 and done < Fraction(wanted) / goals
        else:
            behind = facts.before + facts.until(self.quarter) < Fraction(wanted)
        found, by = forecast_at(
            self.target, self.goal, facts.before, facts.until(self.quarter), self.known
        )
        return self._line(
            "", facts, wanted, done, behind=behind, reached=reached, forecast=found, by=by
        )

    def people(self) -> Iterator[PlanLine]:
        """Yield a line for each participant who has a fact or an entry, by id."""
        if not self.target.each:
            return
        named = {key[1] for key in self.entered.steps if key[0] == self.target.id and key[1]}
        for who in sorted(named | self.facts.people.keys()):
            facts = self.facts.people.get(who, NO_FACTS)
            until, wanted = facts.until(self.quarter), self._planned(who)
            found, by = forecast_at(self.target, self.goal, NOTHING, until, self.known)
            yield self._line(
                who, facts, wanted, self._share(until), behind=until < Fraction(wanted),
                forecast=found, by=by,
            )  # fmt: skip

    def _planned(self, who: str) -> Decimal:
        return self.entered.planned.get((self.target.id, who, self.quarter), self.expected)

    def _share(self, running: Fraction) -> Fraction:
        return running / self.goal if self.goal else Fraction(1)

    def _done(self) -> Fraction:
        if not self.target.each:
            return self._share(self.facts.region.before + self.facts.region.until(self.quarter))
        if not self.frame.participants:
            return NOTHING
        shares = (min(Fraction(1), self._share(f.until(self.quarter)))
                  for f in self.facts.people.values())  # fmt: skip
        return sum(shares, NOTHING) / len(self.frame.participants)

    def _line(
        self, who: str, facts: YearFacts, wanted: Decimal, done: Fraction, *, behind: bool,
        reached: int = 0, forecast: Decimal | None, by: ForecastBy,
    ) -> PlanLine:  # fmt: skip
        return PlanLine(
            target=self.target,
            participant=who,
            facts=self._shown(facts),
            goal=self.shown_goal,
            expected=wanted,
            done=rounded(done, 4),
            behind=behind,
            steps=self._steps(who, behind=behind),
            reached=reached,
            listed=len(self.frame.participants) if self.target.each and not who else 0,
            forecast=forecast,
            forecast_by=by,
        )

    def _steps(self, who: str, *, behind: bool) -> PlanSteps:
        """Return what was entered about the line; a monitoring not sent is a known cause."""
        steps = self.entered.steps_of((self.target.id, who, self.quarter))
        if self.target.measure is not PlanMeasure.MONITORING or not behind or steps.cause:
            return steps
        sent = {each.quarter for each in self.frame.sent}
        unsent = [QUARTER_NAMES[at - 1] for at in range(1, self.quarter) if at not in sent]
        if not unsent:
            return steps
        quarters = "квартал" if len(unsent) == 1 else "кварталы"
        cause = (
            f"в реестре исходящих не отмечена отправка мониторинга за {wording.series(unsent)} "
            f"{quarters}"
        )
        return replace(steps, cause=cause)

    def _shown(self, facts: YearFacts) -> tuple[QuarterFact, ...]:
        """Return the facts as they are shown; those who have equal ones share them.

        Most participants have the facts of others: the quarters are packed for the workers in half
        the time.
        """
        key = (facts.before, facts.sums, facts.entered)
        shown = self.shown_facts.get(key)
        if shown is None:
            self.shown_facts[key] = shown = tuple(self._quarters(facts))
        return shown

    def _quarters(self, facts: YearFacts) -> Iterator[QuarterFact]:
        """Yield the facts as they are shown: the running one is rounded, and facts add up to it."""
        places = 1 if self.target.in_percent else 0
        before = rounded(facts.before, places)
        for quarter in range(1, self.quarter + 1):
            running = rounded(_sum_of(facts.before, facts.until(quarter)), places)
            entered = quarter in facts.entered
            yield QuarterFact(
                quarter=quarter, fact=running - before, running=running, entered=entered
            )
            before = running
