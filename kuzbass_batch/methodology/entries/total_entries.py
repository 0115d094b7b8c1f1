"""Make the records of the total, its groups and the levels from the tables of a methodology."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from kuzbass_batch.methodology.entries.tables import MISSING, Node
from kuzbass_batch.methodology.levels import Level, Requirement
from kuzbass_batch.methodology.totals import (
    Group,
    GroupMethod,
    Inapplicable,
    Rounding,
    TotalMethod,
    TotalRule,
)

E = TypeVar("E", bound=StrEnum)
MOST_DECIMALS = 6
"""Places of a rounded total: no act has more."""
CATEGORY = "[a-z][a-z0-9_]*"
KEYS = {"method", "decimals", "rounding", "levels_in", "reference"}
PERCENT, POINTS = "percent", "points"
CategoryLevels = tuple[tuple[str, tuple[Level, ...]], ...]


def one_of(node: Node, key: str, kind: type[E], default: E | None = None) -> E:
    """Return the value of a key that is one of a few words; the default, or the first, else.

    Without a default the key must be there.
    """
    text = node.get(key, str, MISSING if default is None else default.value)
    known = [each.value for each in kind]
    if text in known:
        return kind(text)
    if text:
        node.fail(key, f"такого значения нет: «{text}»", f"Есть: {', '.join(known)}.")
    return next(iter(kind)) if default is None else default


def total_rule(node: Node) -> TotalRule:
    """Return the method of the total; without its table the sum of weighted points."""
    if "total" not in node.data:
        return TotalRule()
    table = node.table("total")
    decimals = table.get("decimals", int, None)
    rounding = one_of(table, "rounding", Rounding)
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        table.fail("decimals", f"ожидается число от 0 до {MOST_DECIMALS}", "Пример: decimals = 2.")
        decimals = 2
    unknown = table.data.keys() - KEYS
    if unknown or "rounding" not in table.data:
        pass  # One of them may be the key that lacks.
    elif "decimals" in table.data and rounding is Rounding.NONE and table.is_sound("rounding"):
        table.fail(
            "decimals",
            "знаки указаны, а округления нет",
            'Добавьте rounding = "half_up" (половина – вверх) или "half_even" (до чётного).',
        )
    elif rounding is not Rounding.NONE and "decimals" not in table.data:
        table.fail("rounding", "не сказано, до скольких знаков", "Добавьте: decimals = 2.")
        decimals = 2
    rule = TotalRule(
        method=one_of(table, "method", TotalMethod, TotalMethod.WEIGHTED_SUM),
        decimals=None if rounding is Rounding.NONE else decimals,
        rounding=rounding,
        levels_in_percent=table.get("levels_in", str, POINTS) == PERCENT,
        reference=table.get("reference", str, ""),
    )
    _check_unit(table)
    table.finish()
    return rule


def _check_unit(table: Node) -> None:
    given = table.data.get("levels_in", POINTS)
    if isinstance(given, str) and given.strip() and given not in (PERCENT, POINTS):
        table.fail("levels_in", f"такого значения нет: «{given}»", f"Есть: {POINTS}, {PERCENT}.")


def coefficient_is_needed(node: Node, rule: TotalRule) -> bool:
    """Tell whether a criterion must state its coefficient: a weighted sum is made of them."""
    return rule.method is TotalMethod.WEIGHTED_SUM and "group" not in node.data


def inapplicable(node: Node) -> str:
    """Return what becomes of a criterion that does not apply, empty if it always does."""
    if "not_applicable" not in node.data:
        node.asked.add("not_applicable")
        return ""
    return one_of(node, "not_applicable", Inapplicable, Inapplicable.LEFT_OUT).value


def group(node: Node) -> Group:
    """Return a group; without a method it is the sum of its members."""
    return Group(
        id=node.get("id", str),
        title=node.get("title", str),
        parent=node.get("parent", str, ""),
        method=one_of(node, "method", GroupMethod, GroupMethod.SUM),
        coefficient=node.get("coefficient", Decimal, Decimal(1)),
        reference=node.get("reference", str, ""),
    )


def levels_in(node: Node) -> tuple[tuple[Level, ...], CategoryLevels]:
    """Return the levels, and those of each category of participants that has its own bounds."""
    own: list[dict[str, Level]] = []

    def build(table: Node) -> Level:
        level = _level(table)
        own.append(_by_category(table, level))
        return level

    made = node.tables("levels", build)
    named = dict.fromkeys(name for bounds in own for name in bounds)
    return _ranked(made), tuple(
        (
            category,
            _ranked(
                tuple(bounds.get(category, level) for bounds, level in zip(own, made, strict=True))
            ),
        )
        for category in named
    )


def _level(node: Node) -> Level:
    lower, lower_inclusive, upper, upper_inclusive = read_bounds(node)
    return Level(
        id=node.get("id", str),
        name=node.get("name", str),
        rank=0,
        lower=lower,
        lower_inclusive=lower_inclusive,
        upper=upper,
        upper_inclusive=upper_inclusive,
        reference=node.get("reference", str),
        requires=node.tables("requires", _requirement) if "requires" in node.data else (),
    )


def read_bounds(node: Node) -> tuple[Decimal | None, bool, Decimal | None, bool]:
    """Return the bounds of a range, each with whether it lies within, None where there is none.

    `from` and `to` are in it, `above` and `below` are not.
    """
    lower, above = node.get("from", Decimal, None), node.get("above", Decimal, None)
    upper, below = node.get("to", Decimal, None), node.get("below", Decimal, None)
    if lower is not None and above is not None:
        node.fail("above", "указано вместе с from", "Оставьте одно: from – включая, above – более.")
    if upper is not None and below is not None:
        node.fail("below", "указано вместе с to", "Оставьте одно: to – включая, below – менее.")
    return (
        lower if lower is not None else above,
        lower is not None,
        upper if upper is not None else below,
        upper is not None,
    )


def _by_category(node: Node, level: Level) -> dict[str, Level]:
    """Return the level with the bounds that it has for a category, by the id of the category."""
    if "by_category" not in node.data:
        node.asked.add("by_category")
        return {}
    table, made = node.table("by_category"), {}
    if node.is_sound("by_category") and not table.data:
        node.fail("by_category", "категорий нет", "Пример: { subordinate = { from = 4 } }.")
    for key in table.data:
        if not re.fullmatch(CATEGORY, key):
            table.asked.add(key)
            table.fail(key, "ожидается имя категории латинскими буквами", "Пример: subordinate.")
            continue
        bounds = table.table(key)
        lower, lower_inclusive, upper, upper_inclusive = read_bounds(bounds)
        bounds.finish()
        made[key] = replace(
            level,
            lower=lower,
            lower_inclusive=lower_inclusive,
            upper=upper,
            upper_inclusive=upper_inclusive,
        )
    table.finish()
    return made


def _requirement(node: Node) -> Requirement:
    criterion, name = node.get("criterion", str, ""), node.get("group", str, "")
    if bool(criterion) == bool(name):
        node.fail(
            "criterion",
            "порог ставится критерию или группе, чему-то одному",
            'Пример: { criterion = "1", at_least = 2 } или { group = "A", at_least = 1.5 }.',
        )
    return Requirement(criterion=criterion, group=name, least=node.get("at_least", Decimal))


def _ranked(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    return tuple(replace(level, rank=rank) for rank, level in enumerate(levels))


def requirements(levels: tuple[Level, ...]) -> Iterator[tuple[str, Requirement]]:
    """Yield every threshold of some levels with its path in the file."""
    for at, level in enumerate(levels, start=1):
        for number, each in enumerate(level.requires, start=1):
            yield f"levels[{at}].requires[{number}]", each
