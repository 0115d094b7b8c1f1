"""The methodology of a period: the act as data, with its readings (app. 3, p. 3.4, app. 1).

The file is read by `kuzbass_batch.methodology.files.loader`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.calendar.year_plan import Calendar, PlanTarget
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow, Points
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.levels import Level as Level
from kuzbass_batch.methodology.levels import Requirement, in_units, resolved_table
from kuzbass_batch.methodology.readings import OF_PLAN, OF_PROJECTS, OF_REGISTERS
from kuzbass_batch.methodology.readings import Option as Option
from kuzbass_batch.methodology.readings import Reading as Reading
from kuzbass_batch.methodology.totals import (
    HUNDRED,
    NOTHING,
    WEIGHTED_SUM,
    Group,
    Inapplicable,
    TotalMethod,
    TotalRule,
    TotalScheme,
)
from kuzbass_batch.methodology.words import (
    NO_WORDS,
    Category,
    Leaders,
    RegisterYears,
    Words,
)

DEFAULT_OPTIONS = {
    "R4": "unbroken",
    "R5": "highest",
    "R6": "return",
    "R7": "rated",
    "R8": "places",
    "R9": "inclusive",
    "R10": "next_day",
    "R13": "own_register",
    "R14": "tenth",
    "R15": "one",
    "R16": "running",
    "R17": "side_by_side",
    "R18": "lasting",
    "R19": "yes",
    "R20": "lasting",
}
"""What the program does where the file has no such reading: the act says so, or says nothing."""


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
    """The act as data for one period; `levels` and points stand as the readings resolve them.

    drawn_levels: the ranges as the act prints them, gap and overlap included, weakest first;
    those of a category of participants with thresholds of its own in drawn_category_levels.
    coefficients_sum, highest_total: what the act says of its own sums, None if it is silent.
    words: how it and its parts are called. Plan, readings, objections, passports and leaders are
    parts that an act may lack.
    """

    id: str
    period: Period
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
    total_rule: TotalRule = WEIGHTED_SUM
    groups: tuple[Group, ...] = ()
    drawn_category_levels: tuple[tuple[str, tuple[Level, ...]], ...] = ()
    category_levels: tuple[tuple[str, tuple[Level, ...]], ...] = ()
    scheme: TotalScheme = field(init=False, repr=False, compare=False)
    is_weighted_sum: bool = field(init=False, repr=False, compare=False)
    """Whether the total is the plain sum of weighted points, whatever applies."""
    _positions: Mapping[str, int] = field(init=False, repr=False, compare=False)
    words: Words = NO_WORDS
    _criteria_by_id: Mapping[str, Criterion] = field(init=False, repr=False, compare=False)
    _levels_by_id: Mapping[str, Level] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index what is asked for once for each criterion of each participant."""
        # A frozen record sets a field of its own only so.
        by_id = {criterion.id: criterion for criterion in self.criteria}
        object.__setattr__(self, "_criteria_by_id", by_id)
        object.__setattr__(self, "_positions", {each: at for at, each in enumerate(by_id)})
        object.__setattr__(self, "_levels_by_id", {level.id: level for level in self.levels})
        scheme = TotalScheme(self.criteria, self.groups, self.total_rule)
        object.__setattr__(self, "scheme", scheme)
        object.__setattr__(self, "is_weighted_sum", self._is_weighted_sum())

    @property
    def year(self) -> int:
        """Return the calendar year that the period lies in."""
        return self.period.year

    def _is_weighted_sum(self) -> bool:
        rule = self.total_rule
        spread = any(each.not_applicable == Inapplicable.SPREAD for each in self.criteria)
        plain = rule.method is TotalMethod.WEIGHTED_SUM and rule.decimals is None
        return plain and not self.groups and not spread

    @property
    def states_coefficients(self) -> bool:
        """Tell whether the act weighs its criteria: then forms and letters name the weights."""
        weighed = any(each.coefficient != 1 for each in self.criteria)
        return weighed or self.total_rule.method is TotalMethod.WEIGHTED_SUM

    @property
    def has_coefficients(self) -> bool:
        """Tell whether criteria or groups are weighed at all: points may simply be added."""
        return self.states_coefficients or any(each.coefficient != 1 for each in self.groups)

    @property
    def max_total(self) -> Decimal:
        """Return the highest total of a participant to whom every criterion applies."""
        if self.is_weighted_sum:
            return sum((criterion.max_weighted for criterion in self.criteria), Decimal())
        total = self.total_of([each.max_points for each in self.criteria])
        return Decimal() if total is None else total

    def total_of(
        self, points: Sequence[Points], inapplicable: frozenset[str] = NOTHING
    ) -> Decimal | None:
        """Return the total of the points in the order of the criteria, rounded as the act says.

        inapplicable: criteria that do not apply; None if nothing is left to rate.
        """
        weighting = self.scheme.weighting(inapplicable)
        return None if weighting is None else self.total_rule.rounded(weighting.exact(points))

    def shown_total(self, total: Decimal) -> str:
        """Return a total with as many decimals as the act states: `50`, `1.50`; else as points."""
        return show_total(total, self.total_rule.decimals)

    @property
    def level_step(self) -> Decimal | None:
        """Return the step of the totals that levels are held against, None without rounding."""
        return None if self.total_rule.levels_in_percent else self.total_rule.step

    @property
    def level_unit(self) -> Decimal:
        """Return how many points of the total one unit of the drawn levels is: 1, or a per cent."""
        percent = self.total_rule.levels_in_percent
        return self.max_total / HUNDRED if percent else Decimal(1)

    def most_of(self, each: Requirement) -> Fraction | None:
        """Return the highest value of what a threshold is set to, None if there is none."""
        if each.criterion:
            return Fraction(self.criterion(each.criterion).max_points)
        weighting = self.scheme.weighting()
        points = [criterion.max_points for criterion in self.criteria]
        return weighting.group(each.group, points) if weighting else None

    def levels_of(self, category: str) -> tuple[Level, ...]:
        """Return the levels of a category of participants, the weakest first."""
        return dict(self.category_levels).get(category, self.levels)

    def position(self, criterion_id: str) -> int:
        """Return the position of a criterion from 0; KeyError if there is none."""
        return self._positions[criterion_id]

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
    def programme_registers(self) -> RegisterYears | None:
        """Return the years of the registers that live longer than one, None if there are none."""
        return self.words.lasting

    @property
    def idle_readings(self) -> frozenset[str]:
        """Return the readings that decide nothing: the act has no registers, plan or reports."""
        if self.programme_registers is None:
            return OF_REGISTERS | OF_PLAN | OF_PROJECTS
        unplanned = frozenset() if self.plan else OF_PLAN
        return unplanned if self.words.reports else unplanned | OF_PROJECTS

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
        known = (each.chosen for each in self.readings if each.id == reading_id)
        return next(known, "") or DEFAULT_OPTIONS[reading_id]

    def readings_of(self, total: Decimal) -> tuple[Reading, ...]:
        """Return the readings without which the act gives a total no level, or two (R1, R2)."""
        unit = self.level_unit
        return tuple(
            reading
            for reading in self.readings
            if (reading.bound is not None and reading.bound * unit == total)
            or (reading.gap is not None and reading.gap[0] * unit <= total < reading.gap[1] * unit)
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
        """Return a sentence for the form's instruction on each evidence that an act names.

        Rows of a criterion that ask for the same stand in one: `Строки 3.1 и 3.2: …`.
        """
        sentences = []
        for criterion in self.criteria:
            asking: dict[str, list[str]] = {}
            for row in criterion.rows:
                if row.evidence:
                    asking.setdefault(row.evidence, []).append(row.code)
            sentences += [
                f"{'Строки' if len(rows) > 1 else 'Строка'} {wording.series(rows)}: {evidence}."
                for evidence, rows in asking.items()
            ]
        return sentences

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


def show_total(total: Decimal, decimals: int | None) -> str:
    """Return a total with the decimals that its act states, as weighted points if it states none.

    More decimals are never cut off.
    """
    stated = "" if decimals is None else f"{total:.{decimals}f}"
    return stated if stated and Decimal(stated) == total else show_weighted(total)


def resolve(methodology: Methodology) -> Methodology:
    """Return the methodology with points and levels as its readings say (R1, R2, R3).

    Levels drawn in per cent of the highest total stand in points afterwards.
    """
    criteria = tuple(_resolve_points(c, methodology) for c in methodology.criteria)
    pointed = replace(methodology, criteria=criteria)
    unit = pointed.level_unit
    return replace(
        pointed,
        levels=in_units(resolved_levels(pointed), unit),
        category_levels=tuple(
            (category, in_units(resolved_levels(pointed, drawn), unit))
            for category, drawn in pointed.drawn_category_levels
        ),
    )


def resolved_levels(
    methodology: Methodology, drawn: tuple[Level, ...] | None = None
) -> tuple[Level, ...]:
    """Return a table of levels, by default the one for all, as the readings decide it."""
    table = methodology.drawn_levels if drawn is None else drawn
    return resolved_table(table, methodology.readings, methodology.level_step)


def _resolve_points(criterion: Criterion, methodology: Methodology) -> Criterion:
    def points(row: CriterionRow) -> Points:
        given = methodology.reading(row.points_by).choice.points if row.points_by else row.points
        return row.points if given is None else given

    return replace(criterion, rows=tuple(replace(r, points=points(r)) for r in criterion.rows))
