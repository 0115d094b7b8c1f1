"""What a sound methodology proves: possible totals, their levels, idle rows and readings.

Nothing here stops a run. What should be mended has a remedy; the rest is for the author to know.
"""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, PointRange
from kuzbass_batch.methodology.entries.level_table import Span, not_of_one_level, number
from kuzbass_batch.methodology.faults.faults import KNOWN_OPTIONS
from kuzbass_batch.methodology.faults.level_faults import LevelTable, holds_no_total, tables
from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.proofs.possible_totals import MOST_EXACT, WeighedTotals
from kuzbass_batch.methodology.records import DEFAULT_OPTIONS, Methodology, Reading
from kuzbass_batch.methodology.totals import Inapplicable, TotalMethod
from kuzbass_batch.methodology.words import Category

MOST_STEPS = 2_000_000
"""Totals in steps of the act: above that number not every total is tried (2 MB of bits)."""
SHOWN = 8
"""Spans of totals, or rows, that a line names."""


def proofs(methodology: Methodology) -> tuple[FileFault, ...]:
    """Return what can be proved of a sound methodology, by path; with a remedy where one is due."""
    totals = possible_totals(methodology)
    return (
        *_highest(methodology),
        *_stated(methodology),
        *_points_without_row(methodology),
        *_totals_without_way(methodology, totals),
        *_inapplicable(methodology),
        *(proof for table in tables(methodology)
          for proof in _table_of_levels(table, methodology, totals)),
        *_levels_out_of_reach(methodology, totals),
        *_rows_without_gain(methodology),
        *_ranges_without_number(methodology),
        *_rows_of_others(methodology),
        *(proof for at, reading in enumerate(methodology.readings, start=1)
          for proof in _idle(reading, f"readings[{at}]", methodology, totals)),
        *_defaults(methodology),
    )  # fmt: skip


class PossibleTotals:
    """The totals that some answers come to: a bit for each step from the lowest to the highest."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        """Take the criteria with their points as the readings resolve them."""
        places = max((_places(each) for each in criteria), default=0)
        self.scale: int = 10**places
        gains = [
            {int(points * each.coefficient * self.scale) for points in each.points_possible}
            for each in criteria
        ]
        self.lowest = sum(min(several) for several in gains)
        above = [{gain - min(several) for gain in several} for several in gains]
        # A total is the lowest one with whole steps, the lowest one itself is whole steps, too.
        self.step = math.gcd(self.lowest, *(gain for several in above for gain in several)) or 1
        self.steps = sum(max(several) for several in above) // self.step
        self.all_tried = self.steps <= MOST_STEPS
        self.bits = 1
        for several in above if self.all_tried else ():
            self.bits = _union(self.bits << gain // self.step for gain in several)

    @property
    def distance(self) -> Decimal:
        """Return the distance of two totals beside each other."""
        return Decimal(self.step) / self.scale

    def total(self, step: int) -> Decimal:
        """Return the total of a step."""
        return Decimal(self.lowest + step * self.step) / self.scale

    def within(self, span: Span) -> int | None:
        """Return how many totals of a span are possible; None if not every total was tried."""
        if not self.all_tried:
            return None
        low, high = self._bounds(span)
        return ((self.bits >> low) & ((1 << max(high - low + 1, 0)) - 1)).bit_count()

    def _bounds(self, span: Span) -> tuple[int, int]:
        """Return the first and the last step within a span."""
        unit, first = Decimal(self.step) / self.scale, self.lowest // self.step
        last = first + self.steps
        low = math.ceil(span.lower / unit) if span.lower is not None else first
        high = math.floor(span.upper / unit) if span.upper is not None else last
        low += span.lower is not None and not span.lower_inclusive and low * unit == span.lower
        high -= span.upper is not None and not span.upper_inclusive and high * unit == span.upper
        return max(low, first) - first, min(high, last) - first

    def missing(self) -> Iterator[tuple[int, int]]:
        """Yield the runs of steps that no answers come to, first and last."""
        digits = f"{self.bits:b}"[::-1]
        for run in re.finditer("0+", digits):
            yield run.start(), run.end() - 1


Totals = PossibleTotals | WeighedTotals


def possible_totals(methodology: Methodology) -> Totals:
    """Return the totals that a participant may have."""
    if methodology.is_weighted_sum:
        return PossibleTotals(methodology.criteria)
    return WeighedTotals(methodology)


def _places(criterion: Criterion) -> int:
    """Return the decimals that the weighted points of a criterion may have."""
    finest = min(_exponent(Decimal(points)) for points in criterion.points_possible)
    return max(0, -_exponent(criterion.coefficient)) + max(0, -finest)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _union(several: Iterator[int]) -> int:
    made = 0
    for each in several:
        made |= each
    return made


def _highest(methodology: Methodology) -> Iterator[FileFault]:
    points = sum((each.max_points for each in methodology.criteria), Decimal())
    weights = f", сумма коэффициентов {number(_coefficients(methodology))}"
    yield FileFault(
        "criteria",
        f"наибольшая оценка {number(methodology.max_total)} (сумма баллов {number(points)})"
        f"{weights if methodology.states_coefficients else ''}",
    )


def _coefficients(methodology: Methodology) -> Decimal:
    return sum((each.coefficient for each in methodology.criteria), Decimal())


def _stated(methodology: Methodology) -> Iterator[FileFault]:
    """Yield sums that differ from the ones stated in the file."""
    for key, name, stated, found in (
        ("coefficients_sum", "сумма коэффициентов", methodology.coefficients_sum,
         _coefficients(methodology)),
        ("highest_total", "наибольшая оценка", methodology.highest_total, methodology.max_total),
    ):  # fmt: skip
        if stated is not None and stated != found:
            yield FileFault(
                key,
                f"{name} {number(found)}, а указано {number(stated)}",
                "Сверьте коэффициенты и баллы с актом или исправьте это число.",
            )


def _points_without_row(methodology: Methodology) -> Iterator[FileFault]:
    """Yield whole points that nothing gives, once for all criteria of which the same is true."""
    same: dict[tuple[str, bool], list[tuple[int, str]]] = {}
    for at, criterion in enumerate(methodology.criteria, start=1):
        offered = criterion.points_possible
        if criterion.max_points > len(offered) * SHOWN:
            continue  # Points of a measure, not of a scale from 0 upwards.
        absent = [str(each) for each in range(int(criterion.max_points)) if each not in offered]
        if absent:
            noun = wording.noun(int(absent[-1]), "балла", "баллов", "баллов")
            given = f"{wording.some(absent, shown=SHOWN)} {noun}"
            same.setdefault((given, criterion.is_marked), []).append((at, criterion.id))
    for (given, marked), found in same.items():
        none = f"не даёт ни {'одна строка' if marked else 'один диапазон'}"
        ids = [each for _, each in found]
        whose = f"критерии {wording.some(ids, shown=SHOWN)}" if ids[1:] else f"критерий {ids[0]}"
        path = f"criteria[{found[0][0]}].{'rows' if marked else 'ranges'}"
        yield FileFault(path, f"{whose}: {given} {none}")


def _totals_without_way(methodology: Methodology, totals: Totals) -> Iterator[FileFault]:
    step = number(totals.distance)
    if not totals.all_tried:
        words = (
            f"возможных оценок с шагом {step} больше "
            f"{MOST_STEPS if methodology.is_weighted_sum else MOST_EXACT}: какие недостижимы, "
            "не проверено"
        )
        yield FileFault("criteria", words)
        return
    runs = [
        wording.minus(number(totals.total(low))) if low == high
        else wording.minus(f"{number(totals.total(low))}–{number(totals.total(high))}")
        for low, high in itertools.islice(totals.missing(), MOST_RUNS)
    ]  # fmt: skip
    every = f"оценки идут с шагом {step}"
    known = f"недостижимы {wording.some(runs, shown=SHOWN)}" if runs else "достижима каждая"
    yield FileFault("criteria", f"{every}, {known}")


MOST_RUNS = 1_000


def _inapplicable(methodology: Methodology) -> Iterator[FileFault]:
    """Yield the effect on the totals of criteria that may be inapplicable."""
    some = [each for each in methodology.criteria if each.not_applicable]
    if not some:
        return
    words = "какие оценки возможны, проверено для участника, к которому применимы все критерии"
    yield FileFault("criteria", words)
    spread = {each.group for each in some if each.not_applicable == Inapplicable.SPREAD}
    for name in sorted(spread):
        most = {each.max_points for each in methodology.criteria if each.group == name}
        sums = methodology.total_rule.method in (TotalMethod.WEIGHTED_SUM, TotalMethod.SUM)
        if len(most) > 1 and (sums if not name else True):
            yield FileFault(
                "criteria",
                "наибольшие баллы критериев разные: вес неприменимого, распределённый между "
                "остальными, меняет и наибольшую оценку участника",
            )
            return


def _table_of_levels(
    table: LevelTable, methodology: Methodology, totals: Totals
) -> Iterator[FileFault]:
    """Yield the totals to which the table as it is printed gives no level, or several."""
    for span in not_of_one_level(table.levels):
        if holds_no_total(span, methodology.level_step):
            continue
        many = totals.within(_in_points(span, methodology))
        held = " и ".join(f"«{level.name}»" for level in span.levels)
        what = f"стоит в нескольких уровнях: {held}" if span.levels else "не имеет уровня"
        decided = [
            f"решает прочтение {each.id}: «{methodology.level(each.chosen).name}»"
            for each in methodology.readings
            if each.bound == span.lower == span.upper or each.gap == (span.lower, span.upper)
        ]
        number_of = (
            "" if many is None
            else f" (возможных оценок: {many})" if span.lower != span.upper
            else " (такая оценка возможна)" if many else " (такой оценки быть не может)"
        )  # fmt: skip
        yield FileFault(
            _paths_at(span, methodology),
            f"{table.told('в таблице уровней')} оценка {span} {what}{number_of}; "
            f"{', '.join(decided)}".rstrip("; "),
        )


def _in_points(span: Span, methodology: Methodology) -> Span:
    """Return a span of drawn levels in points of the total."""
    unit = methodology.level_unit
    low, high = (None if each is None else each * unit for each in (span.lower, span.upper))
    return replace(span, lower=low, upper=high)


def _paths_at(span: Span, methodology: Methodology) -> str:
    """Return the path of the level below the span."""
    below = [
        at
        for at, level in enumerate(methodology.drawn_levels, start=1)
        if level.upper is not None and level.upper == span.lower
    ]
    return f"levels[{below[0]}]" if below else "levels"


def _levels_out_of_reach(methodology: Methodology, totals: Totals) -> Iterator[FileFault]:
    for at, level in enumerate(methodology.levels, start=1):
        span = Span(
            lower=level.lower,
            lower_inclusive=level.lower_inclusive,
            upper=level.upper,
            upper_inclusive=level.upper_inclusive,
        )
        too_high = level.lower is not None and not level.holds(methodology.max_total)
        none = totals.within(span) == 0
        if none or (too_high and level.lower is not None and level.lower >= methodology.max_total):
            yield FileFault(
                f"levels[{at}]",
                f"уровня «{level.name}» не получит никто: наибольшая оценка "
                f"{number(methodology.max_total)}",
                "Сверьте границы уровней, коэффициенты и баллы с актом.",
            )


def _rows_without_gain(methodology: Methodology) -> Iterator[FileFault]:
    """Yield rows that give what the row above them gives: a reading made them equal."""
    for at, criterion in enumerate(methodology.criteria, start=1):
        if criterion.kind is not CriterionKind.ROWS:
            continue
        for place, (above, row) in enumerate(itertools.pairwise(criterion.rows), start=2):
            if row.points <= above.points:
                by = f" (прочтение {row.points_by})" if row.points_by else ""
                yield FileFault(
                    f"criteria[{at}].rows[{place}]",
                    f"строка {row.code} даёт столько же, сколько {above.code}: "
                    f"{wording.points(row.points)}{by}",
                )


def _ranges_without_number(methodology: Methodology) -> Iterator[FileFault]:
    """Yield the ranges in which no possible answer lies: of whole numbers, or of a share."""
    for at, criterion in enumerate(methodology.criteria, start=1):
        for place, each in enumerate(criterion.ranges, start=1):
            if not _may_hold(each, criterion):
                yield FileFault(
                    f"criteria[{at}].ranges[{place}]",
                    f"критерий {criterion.id}: в диапазоне «{each.words(criterion.unit)}» нет "
                    f"{'целых чисел' if criterion.whole else 'возможных чисел'}",
                    "Сверьте границы диапазонов с актом.",
                )


def _may_hold(each: PointRange, criterion: Criterion) -> bool:
    if criterion.kind is CriterionKind.RATIO or not criterion.whole:
        return True
    low = max(each.lower or Decimal(), Decimal())
    first = Decimal(math.ceil(low))
    first += first == each.lower and not each.lower_inclusive
    return each.holds(first)


def _rows_of_others(methodology: Methodology) -> Iterator[FileFault]:
    """Yield the rows that a subordinate organisation can hardly reach: they name other bodies."""
    rows = [row for criterion in methodology.criteria for row in criterion.rows if row.points > 0]
    named = [each for each in methodology.categories if each.named]
    below = next((each for each in named if each.subordinate), None)
    others = [each for each in named if not each.subordinate]
    codes = [
        row.code
        for row in rows
        if any(is_named(each, row.text) for each in others)
        and not (below and is_named(below, row.text))
    ]
    if codes and below and any(is_named(below, row.text) for row in rows):
        noun = "строку" if len(codes) == 1 else "строки"
        names = wording.some([each.name for each in others], shown=len(others))
        yield FileFault(
            "criteria",
            f"{below.name} вряд ли выполнит {noun} {wording.some(codes, shown=SHOWN)}: по тексту "
            f"это делает {names.replace(', ', ' или ')}",
        )


def is_named(category: Category, text: str) -> bool:
    """Tell whether a text speaks of participants of a category; `*` stands for any ending."""
    return bool(re.search(re.escape(category.named).replace(r"\*", r"\w*"), text))


def _idle(
    reading: Reading, path: str, methodology: Methodology, totals: Totals
) -> Iterator[FileFault]:
    """Yield the reason if a reading has no effect."""
    why = _why_idle(reading, methodology, totals)
    if why:
        yield FileFault(path, f"прочтение {reading.id} ничего не решает: {why}")


def _why_idle(reading: Reading, methodology: Methodology, totals: Totals) -> str:
    if len(reading.options) < 2:
        return "вариант один"
    rows = [
        row for each in methodology.criteria for row in each.rows if row.points_by == reading.id
    ]
    between = reading.gap is not None or reading.bound is not None
    if between:
        return "" if _decides_totals(reading, totals) else "таких оценок быть не может"
    if rows:
        return "" if len({each.points for each in reading.options}) > 1 else "баллы вариантов равны"
    if reading.id not in KNOWN_OPTIONS:
        return "программа его не применяет, в формах и книге оно для сведения"
    if reading.id in methodology.idle_readings:
        return "реестров программы или плана в методике нет"
    kinds = {each.cumulative for each in methodology.criteria if each.kind is CriterionKind.ROWS}
    if reading.id == "R4" and not any(
        each.cumulative and len(each.rows) > 2 for each in methodology.criteria
    ):
        return "накопительных критериев с двумя строками нет"
    if reading.id == "R5" and False not in kinds:
        every = all(each.cumulative for each in methodology.criteria)
        none = "критериев, где засчитывается одна строка, нет"
        return "все критерии накопительные" if every else none
    return ""


def _decides_totals(reading: Reading, totals: Totals) -> bool:
    low, high = reading.gap or (reading.bound, reading.bound)
    span = Span(lower=low, lower_inclusive=True, upper=high, upper_inclusive=reading.gap is None)
    return totals.within(span) != 0


def _defaults(methodology: Methodology) -> Iterator[FileFault]:
    """Yield the default of each reading that the file lacks, of the parts that it has."""
    known = {reading.id for reading in methodology.readings} | methodology.idle_readings
    absent = [f"{name} = {option}" for name, option in DEFAULT_OPTIONS.items() if name not in known]
    if absent:
        yield FileFault("readings", f"без прочтения в файле действует: {', '.join(absent)}")
