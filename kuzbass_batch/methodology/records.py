"""The methodology of a year: the act as data, with its readings (app. 3, p. 3.4, app. 1).

The file is read by `kuzbass_batch.methodology.loader`.
"""

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow, Points
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.words import NO_WORDS, Category, Leaders, Words
from kuzbass_batch.methodology.year_plan import Calendar, PlanTarget

DEFAULT_OPTIONS = {
    "R4": "unbroken",
    "R5": "highest",
    "R6": "return",
    "R7": "rated",
    "R8": "places",
    "R9": "inclusive",
    "R10": "next_day",
}
"""What the program does where the file has no such reading: the act says so, or says nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """A level (уровень, app. 3 p. 5): a range of totals; a bound of None is open to infinity."""

    id: str
    name: str
    rank: int
    lower: Decimal | None
    lower_inclusive: bool
    upper: Decimal | None
    upper_inclusive: bool
    reference: str

    def holds(self, total: Decimal) -> bool:
        """Tell whether `total` (weighted points) lies in the level's range."""
        above = self.lower is None or total > self.lower
        below = self.upper is None or total < self.upper
        return (above or (self.lower_inclusive and total == self.lower)) and (
            below or (self.upper_inclusive and total == self.upper)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One way to read an unclear point; `points` only where the reading gives points."""

    id: str
    text: str
    points: Points | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A reading (прочтение) of an unclear point of the act, with the committee's protocol.

    gap: the totals that no level of the act holds, lower bound included (R1); bound: the total
    that stands in two levels (R2). The options of both are the ids of the two levels.
    """

    id: str
    point: str
    question: str
    options: tuple[Option, ...]
    chosen: str
    protocol_number: str = ""
    protocol_date: dt.date | None = None
    gap: tuple[Decimal, Decimal] | None = None
    bound: Decimal | None = None

    @property
    def choice(self) -> Option:
        """Return the chosen option."""
        return next(option for option in self.options if option.id == self.chosen)

    @property
    def others(self) -> tuple[Option, ...]:
        """Return the options not chosen."""
        return tuple(option for option in self.options if option.id != self.chosen)


class QuestionKind(StrEnum):
    """What a criterion's points make the committee look for."""

    TRAINING_LIST = "training_list"
    QUALITY_CHECK = "quality_check"
    CONTEST = "contest"
    PASSPORT = "passport"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What to ask a participant who claims `from_points` or more; never a deduction.

    words: parts of words, one of which the evidence should hold (quality check, contest).
    indicator: the plan's number of people to be trained (training list), if it states one.
    document: what is asked for; message, remedy: the finding in the act's own words. All may be
    empty.
    """

    kind: QuestionKind
    criterion: str
    from_points: Points
    reference: str
    words: tuple[str, ...] = ()
    indicator: str = ""
    document: str = ""
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Methodology:
    """The act as data for one year; `levels` and points stand as the readings resolve them.

    drawn_levels: the ranges as the act prints them, gap and overlap included, weakest first.
    coefficients_sum, highest_total: what the act says of its own sums, None if it is silent.
    words: how it and its parts are called. Plan, readings, objections, passports and leaders are
    parts that an act may lack.
    """

    id: str
    year: int
    act: str
    sha256: str
    criteria: tuple[Criterion, ...]
    drawn_levels: tuple[Level, ...]
    readings: tuple[Reading, ...]
    calendar: Calendar
    plan: tuple[PlanTarget, ...] = ()
    questions: tuple[Question, ...] = ()
    coefficients_sum: Decimal | None = None
    highest_total: Decimal | None = None
    levels: tuple[Level, ...] = ()
    words: Words = NO_WORDS
    _criteria_by_id: Mapping[str, Criterion] = field(init=False, repr=False, compare=False)
    _levels_by_id: Mapping[str, Level] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index what is asked for once for each criterion of each participant."""
        # A frozen record sets a field of its own only so.
        by_id = {criterion.id: criterion for criterion in self.criteria}
        object.__setattr__(self, "_criteria_by_id", by_id)
        object.__setattr__(self, "_levels_by_id", {level.id: level for level in self.levels})

    @property
    def max_total(self) -> Decimal:
        """Return the highest possible total in weighted points."""
        return sum((criterion.max_weighted for criterion in self.criteria), Decimal())

    @property
    def categories(self) -> tuple[Category, ...]:
        """Return the kinds of participants in the act's order."""
        return self.words.categories

    @property
    def has_objections(self) -> bool:
        """Tell whether a participant may object to the results."""
        return self.calendar.objection_working_days > 0

    @property
    def has_passports(self) -> bool:
        """Tell whether participants send passports of projects."""
        return self.words.passport is not None

    @property
    def leaders(self) -> Leaders | None:
        """Return what the act says of the highest level as an award for a year, None if nothing."""
        return self.words.leaders

    def reading_beside(self, point: str, reading_id: str) -> str:
        """Return a point with the reading that decides it, in brackets; what is absent is left out.

        point: a name of `words.POINTS`; the reading's own point serves where that is not cited.
        """
        found = next((each for each in self.readings if each.id == reading_id), None)
        named = self.words.point(point).point or (found.point if found else "")
        parts = (named, f"прочтение {found.id}" if found else "")
        text = ", ".join(filter(None, parts))
        return f" ({text})" if text else ""

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion; KeyError if there is none."""
        return self._criteria_by_id[criterion_id]

    def level(self, level_id: str) -> Level:
        """Return the level; KeyError if there is none."""
        return self._levels_by_id[level_id]

    def level_by_name(self, text: str) -> Level | None:
        """Return the level named so, whatever the case and quotes, or None."""
        wanted = text.strip(" «»\"'").casefold().removeprefix("уровень ").strip(" «»\"'")
        return next((level for level in self.levels if level.name.casefold() == wanted), None)

    def reading(self, reading_id: str) -> Reading:
        """Return the reading; KeyError if there is none."""
        return {reading.id: reading for reading in self.readings}[reading_id]

    @property
    def gives_places(self) -> bool:
        """Tell whether participants get places, not levels only (reading R8)."""
        return self.chosen("R8") == "places"

    def chosen(self, reading_id: str) -> str:
        """Return the id of the option chosen for a reading, or what holds without the reading."""
        known = {reading.id: reading.chosen for reading in self.readings}
        return known.get(reading_id) or DEFAULT_OPTIONS[reading_id]

    def readings_of(self, total: Decimal) -> tuple[Reading, ...]:
        """Return the readings without which the act gives a total no level, or two (R1, R2)."""
        return tuple(
            reading
            for reading in self.readings
            if reading.bound == total
            or (reading.gap is not None and reading.gap[0] <= total < reading.gap[1])
        )

    def plan_target(self, indicator: str) -> int:
        """Return the plan's target of the year for an indicator such as `2.1` (app. 1)."""
        targets = {target.id: dict(target.targets) for target in self.plan}
        return targets[indicator][self.year]

    def questions_of(self, kind: QuestionKind) -> tuple[Question, ...]:
        """Return the questions of one kind."""
        return tuple(question for question in self.questions if question.kind is kind)

    @property
    def people_to_train(self) -> int:
        """Return how many people the plan wants trained (app. 1); 0 if no question names it."""
        asked = self.training
        return self.plan_target(asked.indicator) if asked and asked.indicator else 0

    @property
    def training(self) -> Question | None:
        """Return the question that ties the list of trained people to a criterion, if any does."""
        return next(iter(self.questions_of(QuestionKind.TRAINING_LIST)), None)

    def row_conditions(self) -> list[str]:
        """Return for each row with named evidence a sentence for the form's instruction."""
        return [
            f"Строка {row.code}: {row.evidence}."
            for criterion in self.criteria
            for row in criterion.rows
            if row.evidence
        ]

    def with_reading(self, reading_id: str, option: str) -> "Methodology":
        """Return the methodology under another reading, points and levels resolved again."""
        known = {each.id for each in self.reading(reading_id).options}
        if option not in known:
            raise MethodologyError(f"readings.{reading_id}: нет варианта «{option}».")
        readings = tuple(
            replace(reading, chosen=option) if reading.id == reading_id else reading
            for reading in self.readings
        )
        return resolve(replace(self, readings=readings))


def show_weighted(number: Decimal) -> str:
    """Return weighted points with at least one decimal and never rounded: `9.0`, `2.25`."""
    tenths = f"{number:.1f}"
    return tenths if Decimal(tenths) == number else f"{number.normalize():f}"


def describe_range(level: Level) -> str:
    """Return the range of a level in words: «От 8 до 12 включительно»."""
    lower, upper = level.lower, level.upper
    low = "" if lower is None else f"{'от' if level.lower_inclusive else 'более'} {_bound(lower)}"
    if upper is None:
        text = low
    elif level.upper_inclusive:
        text = f"{low} до {_bound(upper)} включительно"
    else:
        text = (
            f"{low} до {_bound(upper)}, не включая {_bound(upper)}"
            if low
            else f"менее {_bound(upper)}"
        )
    text = text.strip()
    return text[:1].upper() + text[1:]


def _bound(number: Decimal) -> str:
    return wording.comma(number.normalize())


def resolve(methodology: Methodology) -> Methodology:
    """Return the methodology with points and levels as its readings say (R1, R2, R3)."""
    return replace(
        methodology,
        criteria=tuple(_resolve_points(c, methodology) for c in methodology.criteria),
        levels=resolved_levels(methodology),
    )


def _resolve_points(criterion: Criterion, methodology: Methodology) -> Criterion:
    def points(row: CriterionRow) -> Points:
        given = methodology.reading(row.points_by).choice.points if row.points_by else row.points
        return row.points if given is None else given

    return replace(criterion, rows=tuple(replace(r, points=points(r)) for r in criterion.rows))


def resolved_levels(methodology: Methodology) -> tuple[Level, ...]:
    """Close the gaps (R1) and decide the bounds that stand in two levels (R2), if a reading does.

    What no reading covers stays as drawn; the loader refuses it.
    """
    levels = list(methodology.drawn_levels)
    for at, pair in enumerate(itertools.pairwise(methodology.drawn_levels)):
        for reading in methodology.readings:
            if covers(reading, *pair):
                levels[at : at + 2] = _decide(reading, levels[at], levels[at + 1])
    return tuple(levels)


def _decide(reading: Reading, weaker: Level, stronger: Level) -> tuple[Level, Level]:
    """Give the gap or the shared bound to the chosen of two levels."""
    up = reading.chosen == stronger.id
    if reading.bound is not None:
        if up:
            return replace(weaker, upper_inclusive=False), stronger
        return weaker, replace(stronger, lower_inclusive=False)
    if up:
        inclusive = not weaker.upper_inclusive
        return weaker, replace(stronger, lower=weaker.upper, lower_inclusive=inclusive)
    inclusive = not stronger.lower_inclusive
    return replace(weaker, upper=stronger.lower, upper_inclusive=inclusive), stronger


def covers(reading: Reading, weaker: Level, stronger: Level) -> bool:
    """Tell whether the reading decides the gap or the shared bound between two levels."""
    if {option.id for option in reading.options} != {weaker.id, stronger.id}:
        return False
    if reading.gap:
        return reading.gap == (weaker.upper, stronger.lower)
    shared = weaker.upper_inclusive and stronger.lower_inclusive and weaker.upper == stronger.lower
    return shared and reading.bound == weaker.upper
