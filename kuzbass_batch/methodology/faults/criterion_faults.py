"""Faults of the criteria that no single value shows: rows, codes, sums, ranges of numbers."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from kuzbass_batch.methodology.criteria import (
    HUNDRED,
    MOST_SUMS,
    Criterion,
    CriterionKind,
    CriterionRow,
    PointRange,
    shown,
    sums_of,
)
from kuzbass_batch.methodology.draft import AND, Draft
from kuzbass_batch.methodology.entries.level_table import Span, not_of_one_level
from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.records import Level

MOST_RANGES, MOST_ROWS = 17, 40
"""Ranges of a number: their formulas have to fit the oldest of office formats. Rows that add up."""


def criterion_faults(criterion: Criterion, path: str, draft: Draft) -> Iterator[FileFault]:
    """Yield what is wrong within a criterion, as far as its values are whole."""
    if draft.whole(f"{path}.coefficient") and criterion.coefficient <= 0:
        yield FileFault(
            f"{path}.coefficient", "ожидается число больше 0", "Например: coefficient = 0.3."
        )
    if not draft.whole(f"{path}.kind"):
        return
    if not criterion.is_marked:
        yield from _ranges(criterion, path, draft)
        return
    number = criterion.id if draft.whole(f"{path}.id") else ""
    for at, row in enumerate(criterion.rows, start=1):
        yield from _row(row, f"{path}.rows[{at}]", number, criterion, draft)
        yield from _sign(row, f"{path}.rows[{at}]", criterion.kind, draft)
    if criterion.rows:
        yield from _rows(criterion, f"{path}.rows", draft)
    if criterion.kind is CriterionKind.ADDITIVE and draft.whole(f"{path}.rows"):
        yield from _sums(criterion, path, draft)


def _rows(criterion: Criterion, path: str, draft: Draft) -> Iterator[FileFault]:
    """Yield what is wrong with the order of a criterion's rows."""
    rows = criterion.rows
    if len(rows) < 2:
        yield FileFault(
            path,
            "ожидается хотя бы две строки: нулевая и следующая",
            "Первая строка даёт 0 баллов, вторая – первый балл.",
        )
    if draft.whole(f"{path}[1]") and (rows[0].points != 0 or rows[0].points_by):
        yield FileFault(
            f"{path}[1].points",
            "первая строка должна давать 0 баллов",
            "Поставьте нулевую строку первой: points = 0.",
        )
    if criterion.kind is CriterionKind.ADDITIVE:
        yield from _idle_rows(rows, path, draft)
        yield from _early_penalties(rows, path, draft)
        return
    known = [
        (at, row.points)
        for at, row in enumerate(rows, start=1)
        if not row.points_by and draft.whole(f"{path}[{at}].points")
    ]
    for (_, below), (at, points) in itertools.pairwise(known):
        if points <= below:
            yield FileFault(
                f"{path}[{at}].points",
                f"баллы должны расти от строки к строке, стоит {points} после {below}",
                "Расположите строки от меньшего балла к большему, без равных.",
            )


def _idle_rows(rows: tuple[CriterionRow, ...], path: str, draft: Draft) -> Iterator[FileFault]:
    """Yield rows that add nothing, the first one aside."""
    for at, row in enumerate(rows[1:], start=2):
        if row.points == 0 and not row.points_by and draft.whole(f"{path}[{at}].points"):
            yield FileFault(
                f"{path}[{at}].points",
                "строка ничего не прибавляет",
                "Укажите её балл; 0 баллов даёт только первая строка.",
            )


def _early_penalties(
    rows: tuple[CriterionRow, ...], path: str, draft: Draft
) -> Iterator[FileFault]:
    """Yield rows that add points beneath one that takes them off: the blank counts them apart."""
    for at, (above, row) in enumerate(itertools.pairwise(rows), start=2):
        if above.penalty and not row.penalty and draft.whole(f"{path}[{at}].penalty"):
            yield FileFault(
                f"{path}[{at}]",
                "строка, которая прибавляет баллы, стоит после той, что их вычитает",
                "Строки с penalty = true стоят в критерии последними.",
            )


def _sums(criterion: Criterion, path: str, draft: Draft) -> Iterator[FileFault]:
    """Yield a cap that caps nothing, and rows that come to more sums than a list can offer."""
    if not draft.knows_points(f"{path}.rows", len(criterion.rows)):
        return
    most = sum((row.points for row in criterion.rows if row.points > 0), Decimal())
    if criterion.cap is not None and draft.whole(f"{path}.cap"):
        if criterion.cap <= 0:
            yield FileFault(f"{path}.cap", "ожидается число больше 0", "Например: cap = 3.")
        elif all(row.points for row in criterion.rows[1:]) and criterion.cap >= most:
            yield FileFault(
                f"{path}.cap",
                f"граница ничего не ограничивает: все строки вместе дают {shown(most)}",
                "Уменьшите её или уберите cap.",
            )
    if len(criterion.rows) > MOST_ROWS:
        words = f"складываемых строк больше {MOST_ROWS}"
        yield FileFault(f"{path}.rows", words, "Разделите критерий на несколько.")
    elif len(sums_of(criterion.rows)) > MOST_SUMS:
        yield FileFault(
            f"{path}.rows",
            f"строки складываются больше чем в {MOST_SUMS} разных баллов",
            "Разделите критерий на несколько или округлите баллы строк.",
        )


def points_by_faults(criterion: Criterion, path: str, draft: Draft) -> Iterator[FileFault]:
    """Under every option the points lie from the row above to below the next one (R3)."""
    readings = {
        reading.id: reading
        for at, reading in enumerate(draft.methodology.readings, start=1)
        if draft.whole(f"readings[{at}].id", f"readings[{at}].options")
    }
    fixed = [None if row.points_by else row.points for row in criterion.rows]
    ordered = criterion.kind is CriterionKind.ROWS
    for at, row in enumerate(criterion.rows):
        if row.points_by not in readings:
            continue
        below = max((points for points in fixed[:at] if points is not None), default=0)
        above = min((points for points in fixed[at + 1 :] if points is not None), default=None)
        for option in readings[row.points_by].options:
            at_row, points = f"{path}.rows[{at + 1}].points_by", option.points
            which = f"вариант «{option.id}»"
            if points is None:
                yield FileFault(at_row, f"{which} не называет баллов", "Добавьте варианту points.")
            elif not ordered and points < 0:
                yield FileFault(at_row, f"{which} вычитает баллы", "Укажите балл не меньше 0.")
            elif ordered and (points < below or (above is not None and points >= above)):
                yield FileFault(
                    at_row,
                    f"{which} нарушает порядок баллов",
                    "Балл варианта лежит не ниже строки над этой и ниже строки под нею.",
                )


def _row(
    row: CriterionRow, path: str, number: str, criterion: Criterion, draft: Draft
) -> Iterator[FileFault]:
    """A code is the criterion's number, a dot, and the points, which may hang on a reading.

    Points of parts, and those that add up, cannot stand in a code: it has any number then.
    """
    known = draft.whole(f"{path}.points", f"{path}.points_by")
    by_points = criterion.kind is CriterionKind.ROWS and all(
        isinstance(each.points, int) for each in criterion.rows
    )
    if not (row.code and number and draft.whole(f"{path}.code")):
        pass
    elif not re.fullmatch(rf"{re.escape(number)}\.[0-9]+", row.code):
        what = "балл" if by_points else "номер"
        yield FileFault(
            f"{path}.code",
            f"код должен начинаться с «{number}.», стоит «{row.code}»",
            f"Код – номер критерия, точка и {what} строки.",
        )
    elif known and by_points and not row.points_by and row.code != f"{number}.{row.points}":
        yield FileFault(
            f"{path}.code",
            f"код «{row.code}» не подходит к баллам строки ({row.points})",
            f'Исправьте балл или код: code = "{number}.{row.points}".',
        )
    readings = {reading.id for reading in draft.methodology.readings}
    if row.points_by and known and draft.lists("readings") and row.points_by not in readings:
        yield FileFault(
            f"{path}.points_by",
            f"нет прочтения «{row.points_by}»",
            "Добавьте его в readings или укажите балл: points.",
        )


def _sign(row: CriterionRow, path: str, kind: CriterionKind, draft: Draft) -> Iterator[FileFault]:
    """Points are taken off where the file says so, and by rows that add up alone."""
    if not draft.whole(f"{path}.points", f"{path}.points_by", f"{path}.penalty"):
        return
    if row.penalty and kind is not CriterionKind.ADDITIVE:
        yield FileFault(
            f"{path}.penalty",
            "баллы вычитает только строка складываемых строк",
            'Укажите у критерия kind = "additive" или уберите penalty.',
        )
    elif row.penalty and row.points >= 0:
        yield FileFault(
            f"{path}.points",
            "у строки с penalty ожидается число меньше 0",
            "Например: points = -1, penalty = true.",
        )
    elif row.points < 0 and not row.penalty:
        yield FileFault(
            f"{path}.points", "балл меньше 0", "Если строка вычитает баллы, укажите penalty = true."
        )


def _ranges(criterion: Criterion, path: str, draft: Draft) -> Iterator[FileFault]:
    """Yield ranges in a wrong order, gaps, overlaps, and points that do not differ."""
    ranges, at_ranges = criterion.ranges, f"{path}.ranges"
    if not ranges or not draft.whole(at_ranges):
        return
    if len(ranges) > MOST_RANGES:
        words = f"диапазонов больше {MOST_RANGES}"
        yield FileFault(at_ranges, words, "Объедините те, что дают один балл.")
    if len({each.points for each in ranges}) < 2:
        words = "все диапазоны дают один и тот же балл"
        yield FileFault(at_ranges, words, "Укажите хотя бы два диапазона с разными баллами.")
    faulty = False
    for at, each in enumerate(ranges, start=1):
        for fault in _range(each, f"{at_ranges}[{at}]", share=criterion.share):
            faulty = True
            yield fault
    for at, (one, other) in enumerate(itertools.pairwise(ranges), start=1):
        if _reaches_into(one, other):
            faulty = True
            yield FileFault(
                f"{at_ranges}[{at}]{AND}{at_ranges}[{at + 1}]",
                "диапазоны пересекаются",
                "Диапазоны стоят от меньших чисел к большим, следующий начинается не раньше конца "
                "этого.",
            )
    if not faulty and draft.whole(f"{path}.share"):
        yield from _loose_numbers(criterion, at_ranges)


def _range(each: PointRange, path: str, *, share: bool) -> Iterator[FileFault]:
    low, high = each.lower, each.upper
    turned = low is not None and high is not None and low >= high
    if turned and not (low == high and each.lower_inclusive and each.upper_inclusive):
        yield FileFault(path, "верхняя граница не больше нижней", "Поменяйте границы местами.")
    elif each.points < 0:
        yield FileFault(
            f"{path}.points",
            "балл диапазона меньше 0",
            'Вычитает баллы только строка с penalty = true критерия вида "additive".',
        )
    elif high is not None and (high < 0 or (high == 0 and not each.upper_inclusive)):
        yield FileFault(path, "чисел меньше 0 не бывает", "Уберите этот диапазон.")
    elif share and low is not None and low > HUNDRED:
        yield FileFault(path, "доля не больше 100 %", "Уберите этот диапазон.")


def _reaches_into(one: PointRange, other: PointRange) -> bool:
    if one.upper is None or other.lower is None:
        return True
    both = one.upper_inclusive and other.lower_inclusive
    return one.upper > other.lower or (one.upper == other.lower and both)


def _loose_numbers(criterion: Criterion, path: str) -> Iterator[FileFault]:
    """Yield numbers from 0 upwards, of a share up to 100, that no range holds."""
    for span in not_of_one_level(tuple(map(_as_level, criterion.ranges))):
        if span.levels or not _may_be(span, share=criterion.share):
            continue
        yield FileFault(
            path,
            f"для чисел {span} балл не указан",
            "Сомкните диапазоны: from и to – включая число, above и below – без него.",
        )


def _may_be(span: Span, *, share: bool) -> bool:
    """Tell whether an answer may lie in a span that has no range."""
    below = span.upper is not None and (
        span.upper < 0 or (span.upper == 0 and not span.upper_inclusive)
    )
    above = (
        share
        and span.lower is not None
        and (span.lower > HUNDRED or (span.lower == HUNDRED and not span.lower_inclusive))
    )
    return not below and not above


def _as_level(each: PointRange) -> Level:
    """Return a range as the table of levels is looked through."""
    return Level(
        id="",
        name="",
        rank=0,
        lower=each.lower,
        lower_inclusive=each.lower_inclusive,
        upper=each.upper,
        upper_inclusive=each.upper_inclusive,
        reference="",
    )
