"""The live total of a methodology with groups, rounding, or criteria that may not apply.

Beside each line of results stand, in hidden columns, what the criterion adds, its coefficient and
its maximum, or nothing where it does not apply; beside each subtotal the same of the group. So a
group is the sum of a column between its first line and its last, however many criteria it has: no
formula grows with their number. A criterion within two groups stands in the third set of columns,
its group in the second, the group around that in the first; the total sums the first.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kuzbass_batch.forms.drawing.live.formulas import NO_LEVEL
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.methodology.criteria import Points
from kuzbass_batch.methodology.levels import Level, Requirement, pick_level
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import (
    HUNDRED,
    Group,
    GroupMethod,
    Rounding,
    TotalMethod,
    TotalRule,
)

NOTHING_APPLIES = "нечего оценивать"
BY_CATEGORY = "зависит от категории участника"
NO_VALUE = "–"
SHARES = 4
"""Hidden columns of a set: what is added, the coefficient, one that is spread, the maximum."""
PLACES = 9
"""Sums of binary floats are rounded so before the act's own rounding looks at them."""
MANY = 30
"""Criteria up to which a formula names each: an .xls takes no more arguments."""


def needs_columns(methodology: Methodology) -> bool:
    """Tell whether the total is more than a short sum of the criteria's lines."""
    return (
        not methodology.is_weighted_sum
        or len(methodology.criteria) > MANY
        or bool(methodology.category_levels)
        or any(each.not_applicable for each in methodology.criteria)
        or any(level.requires for level in methodology.levels)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What a criterion or a group brings to what holds it; value is None if it does not apply.

    row: its line; depth: 1 if the total holds it.
    """

    row: int
    depth: int
    coefficient: Fraction
    value: Fraction | None
    most: Fraction
    spread: bool


def joined_shares(shares: Sequence[Share], method: GroupMethod) -> tuple[Fraction, Fraction] | None:
    """Return the value that some shares make and the highest one, None if none of them applies."""
    given = [each for each in shares if each.value is not None]
    weight = sum((each.coefficient for each in given), Fraction())
    if not weight:
        return None
    lost = (each.coefficient for each in shares if each.value is None and each.spread)
    factor = (weight + sum(lost, Fraction())) / weight if method is GroupMethod.SUM else 1 / weight
    value = sum((each.coefficient * (each.value or 0) for each in given), Fraction())
    most = sum((each.coefficient * each.most for each in given), Fraction())
    return value * factor, most * factor


def rounded_formula(cell: str, rule: TotalRule) -> str:
    """Return the formula, without its sign, that rounds what a cell holds as the act says."""
    if rule.decimals is None:
        return f"ROUND({cell},6)"
    if rule.rounding is Rounding.HALF_UP:
        return f"ROUND({cell},{rule.decimals})"
    scale = 10**rule.decimals
    whole = f"INT({cell}*{scale})"
    tie = f"ABS({cell}*{scale}-{whole}-0.5)<0.000001"
    return f"IF({tie},2*INT(({whole}+1)/2)/{scale},ROUND({cell},{rule.decimals}))"


class LiveTotals:
    """The hidden columns of totals on one sheet being drawn, and what they hold."""

    def __init__(
        self, sheet: Any, styles: Any, methodology: Methodology, first: int, exact: int
    ) -> None:
        """Take the first free column; exact: a hidden one that is free in lines of subtotals."""
        self.sheet, self.styles, self.methodology = sheet, styles, methodology
        self.rule, self.exact = methodology.total_rule, exact
        parents = {each.id: each.parent for each in methodology.groups}
        self.depths = {name: 2 if parent else 1 for name, parent in parents.items()}
        sets = max(self.depths.values(), default=0) + 1
        self.first = first
        self.flags = first + SHARES * sets
        self.levels = self.flags + 1
        self.beyond = self.levels + 1
        self.spreads = any(each.not_applicable == "spread" for each in methodology.criteria)
        self.shares: list[Share] = []
        self.starts: dict[str, int] = {}
        self.values: dict[str, Fraction | None] = {}
        self.value_cells: dict[str, str] = {}

    def begin(self, group: Group, row: int) -> None:
        """Note the line of a group's heading."""
        self.starts[group.id] = row

    def add_criterion(self, at: int, row: int, points: Points | None, absent: str) -> None:
        """Write what a criterion brings beside its line of results.

        points: None if it does not apply; absent: the cell that counts marks which say so, empty
        where none may.
        """
        criterion = self.methodology.criteria[at]
        share = Share(
            row=row,
            depth=self.depths.get(criterion.group, 0) + 1,
            coefficient=Fraction(criterion.coefficient),
            value=None if points is None else Fraction(points),
            most=Fraction(criterion.max_points),
            spread=criterion.not_applicable == "spread",
        )
        self._write(share, cell_address(row, 2), f"{absent}>0" if absent else "", "")
        self.value_cells[f"criterion {criterion.id}"] = cell_address(row, 2)

    def set_flag(self, row: int, fault: str, *, wrong: bool) -> None:
        """Write 1 beside a line of results with a fault."""
        self.sheet.write_formula(row, self.flags, f"=IF(LEN({fault})>0,1,0)", None, int(wrong))

    def end(self, group: Group, row: int) -> Fraction | None:
        """Write the subtotal of a group in its line and what it brings; return its value."""
        depth, start = self.depths[group.id], self.starts[group.id]
        members = [each for each in self.shares if each.depth == depth + 1 and each.row > start]
        made = joined_shares(members, group.method)
        share = Share(
            row=row,
            depth=depth,
            coefficient=Fraction(group.coefficient),
            value=made[0] if made else None,
            most=made[1] if made else Fraction(),
            spread=bool(members) and all(each.spread for each in members),
        )
        ranges = self._ranges(depth + 1, start + 1, row - 1)
        value = self._joined_formula(ranges, group.method, 0)
        cell = cell_address(row, self.exact)
        given = f"SUM({ranges[1]})"
        self.sheet.write_formula(
            row,
            self.exact,
            f'=IF({given}=0,"",ROUND({value},{PLACES}))',
            None,
            "" if share.value is None else float(share.value),
        )
        most = self._joined_formula(ranges, group.method, 3) if self._in_percent else ""
        self._write(share, value, f"{given}=0", most)
        shown = f'=IF(ISNUMBER({cell}),{rounded_formula(cell, self.rule)},"{NO_VALUE}")'
        result = NO_VALUE if share.value is None else float(self.rule.rounded(share.value))
        self.sheet.write_formula(row, 3, shown, self.styles.total(self.rule.decimals), result)
        self.values[group.id] = share.value
        self.value_cells[f"group {group.id}"] = cell
        return share.value

    @property
    def _in_percent(self) -> bool:
        return self.rule.method is TotalMethod.PERCENT

    def _column(self, depth: int, which: int) -> int:
        return self.first + SHARES * (depth - 1) + which

    def _ranges(self, depth: int, first: int, last: int) -> list[str]:
        columns = (self._column(depth, which) for which in range(SHARES))
        return [f"{cell_address(first, at)}:{cell_address(last, at)}" for at in columns]

    def _joined_formula(self, ranges: Sequence[str], method: GroupMethod, which: int) -> str:
        """Return the formula, without its sign, of a value (0) or of the highest one (3)."""
        total, given = f"SUM({ranges[which]})", f"SUM({ranges[1]})"
        if method is GroupMethod.MEAN:
            return f"{total}/{given}"
        return f"{total}*({given}+SUM({ranges[2]}))/{given}" if self.spreads else total

    def _write(self, share: Share, value: str, absent: str, most: str) -> None:
        """Write the hidden cells of a share; absent: a test that it does not apply, if it may."""
        self.shares.append(share)
        here, number = share.value is not None, _number(share.coefficient)
        highest = most or _number(share.most)
        cells = (
            (f"{value}*{number}", '""', here and share.coefficient * (share.value or 0)),
            (number, '""', here and share.coefficient),
            ('""', number, not here and share.coefficient),
            (f"{highest}*{number}", '""', here and share.coefficient * share.most),
        )
        for which, (present, missing, held) in enumerate(cells):
            idle = which == 2 and not (share.spread and absent)
            if idle or (which == 3 and not self._in_percent):
                continue
            formula = f"=IF({absent},{missing},{present})" if absent else f"={present}"
            shown = "" if held is False else float(held)
            self.sheet.write_formula(
                share.row, self._column(share.depth, which), formula, None, shown
            )

    @property
    def last(self) -> int:
        """Return the last line that brings something."""
        return max((each.row for each in self.shares), default=0)

    def total_formula(self, row: int, last: int) -> tuple[str, Decimal | None]:
        """Write the exact total into a hidden cell; return the formula shown and the total.

        row: of the totals above the form; last: the last line of results. The total is None if
        nothing applies.
        """
        ranges = self._ranges(1, row + 1, last)
        held = [each for each in self.shares if each.depth == 1]
        method = GroupMethod.MEAN if self.rule.method is TotalMethod.MEAN else GroupMethod.SUM
        value = self._joined_formula(ranges, method, 0)
        made = joined_shares(held, method)
        exact = made[0] if made else None
        if self._in_percent:
            value = f"{HUNDRED}*SUM({ranges[0]})/SUM({ranges[3]})"
            exact = HUNDRED * made[0] / made[1] if made and made[1] else None
        cell = cell_address(row, self.exact)
        self.sheet.write_formula(
            row,
            self.exact,
            f'=IF(SUM({ranges[1]})=0,"",ROUND({value},{PLACES}))',
            None,
            "" if exact is None else float(exact),
        )
        shown = f'=IF(ISNUMBER({cell}),{rounded_formula(cell, self.rule)},"{NO_VALUE}")'
        return shown, None if exact is None else self.rule.rounded(exact)

    def draw_levels(
        self,
        total: tuple[str, Decimal | None],
        last: int,
        points: Mapping[str, Fraction | None],
        category: str,
    ) -> tuple[str, str]:
        """Write beside the form which levels are reached; return the formula of the best of them.

        And what it shows without faults. total: its cell, and None if nothing applies; points: of
        each criterion, None where it does not apply; category: of the participant, empty if it is
        unknown.
        """
        if self.methodology.category_levels and not category:
            return f'="{BY_CATEGORY}"', BY_CATEGORY
        cell, value = total
        levels = self.methodology.levels_of(category)
        met = functools.partial(self._is_met, points=points)
        for rank, level in enumerate(levels):
            reached = value is not None and self._holds_from(level, value)
            held = rank if reached and all(map(met, level.requires)) else 0
            formula = self._reached(cell, level, rank)
            self.sheet.write_formula(rank, self.levels, formula, None, held)
        column = (cell_address(at, self.levels) for at in (0, len(levels) - 1))
        names = ",".join(f'"{level.name}"' for level in levels)
        flags = f"{cell_address(0, self.flags)}:{cell_address(last, self.flags)}"
        best = f"CHOOSE(MAX({':'.join(column)})+1,{names})"
        formula = (
            f'=IF(SUM({flags})>0,"{NO_LEVEL}",IF(ISNUMBER({cell}),{best},"{NOTHING_APPLIES}"))'
        )
        shown = NOTHING_APPLIES if value is None else pick_level(levels, value, met).name
        return formula, shown

    @staticmethod
    def _holds_from(level: Level, value: Decimal) -> bool:
        low = level.lower
        return low is None or value > low or (level.lower_inclusive and value == low)

    def _is_met(self, each: Requirement, points: Mapping[str, Fraction | None]) -> bool:
        value = points[each.criterion] if each.criterion else self.values[each.group]
        return value is None or value >= Fraction(each.least)

    def _reached(self, total: str, level: Level, rank: int) -> str:
        """Return the formula that is the rank of a level that is reached, else 0."""
        tests = [f"ISNUMBER({total})"]
        if level.lower is not None:
            tests.append(f"{total}{'>=' if level.lower_inclusive else '>'}{level.lower:f}")
        for each in level.requires:
            cell = self.value_cells[_named(each)]
            tests.append(f"IF(ISNUMBER({cell}),{cell}>={each.least:f},TRUE)")
        return f"=IF(AND({','.join(tests)}),{rank},0)"


def _named(each: Requirement) -> str:
    return f"criterion {each.criterion}" if each.criterion else f"group {each.group}"


def _number(value: Fraction) -> str:
    """Return a number of the methodology as a formula writes it."""
    return f"{Decimal(value.numerator) / value.denominator:f}"
