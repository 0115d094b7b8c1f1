"""Read a methodology file strictly: every fault is named by its path in the file."""

import datetime as dt
import hashlib
import itertools
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib.resources import files
from typing import Any, TypeVar

from kuzbass_batch.model.methodology import (
    Calendar,
    Criterion,
    CriterionRow,
    Level,
    Methodology,
    MethodologyError,
    Option,
    PlanTarget,
    Reading,
    resolve,
)

T = TypeVar("T")
MISSING = object()
TYPE_NAMES = {
    str: "текст",
    int: "целое число",
    Decimal: "число",
    bool: "true или false",
    dt.date: "дата",
    list: "список",
    dict: "таблица",
}


def available_years() -> tuple[int, ...]:
    """Return the years for which a methodology file ships with the program."""
    folder = files("kuzbass_batch.templates").joinpath("methodology")
    names = (item.name for item in folder.iterdir())
    return tuple(sorted(int(name[:4]) for name in names if name.endswith(".toml")))


def load_methodology(year: int) -> Methodology:
    """Return the methodology of a reporting year; MethodologyError if there is none."""
    if year not in available_years():
        known = ", ".join(map(str, available_years()))
        raise MethodologyError(f"Нет методики за {year} год; есть за: {known}.")
    path = files("kuzbass_batch.templates").joinpath("methodology", f"{year}.toml")
    return parse_methodology(path.read_text("utf-8"), f"{year}.toml")


def parse_methodology(text: str, origin: str) -> Methodology:
    """Return the methodology written in `text`; `origin` names the file in messages."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
        return _methodology(Node(data, ""), hashlib.sha256(text.encode()).hexdigest())
    except tomllib.TOMLDecodeError as error:
        raise MethodologyError(f"{origin}: файл не читается как TOML ({error}).") from error
    except MethodologyError as error:
        raise MethodologyError(f"{origin}: {error}") from error


class Node:
    """A table of the file with its path; it remembers which keys were asked for."""

    def __init__(self, data: Any, path: str) -> None:
        """Wrap `data`, which must be a table."""
        self.path = path
        if not isinstance(data, dict):
            self.fail("", "ожидается таблица")
        self.data: dict[str, Any] = data
        self.asked: set[str] = set()

    def fail(self, key: str, fault: str) -> None:
        """Raise MethodologyError that names the path of `key`."""
        raise MethodologyError(f"{self.at(key)}: {fault}.")

    def at(self, key: str) -> str:
        """Return the full path of a key."""
        return ".".join(part for part in (self.path, key) if part)

    def get(self, key: str, kind: type[T], default: Any = MISSING) -> T:
        """Return the value of `key`, checked for its type."""
        self.asked.add(key)
        if key not in self.data:
            if default is MISSING:
                self.fail(key, "значение не указано")
            return default  # type: ignore[no-any-return]
        value = self.data[key]
        if kind is Decimal and type(value) is int:
            value = Decimal(value)
        if type(value) is not kind:
            self.fail(key, f"ожидается {TYPE_NAMES[kind]}, стоит «{value}»")
        if kind is str and not value.strip():
            self.fail(key, "значение пустое")
        return value  # type: ignore[no-any-return]

    def table(self, key: str) -> "Node":
        """Return the table under `key`."""
        return Node(self.get(key, dict), self.at(key))

    def tables(self, key: str, build: Callable[["Node"], T]) -> tuple[T, ...]:
        """Return what `build` makes of each table in the list under `key`; ids must differ."""
        made = []
        for number, item in enumerate(self.get(key, list), start=1):
            node = Node(item, f"{self.at(key)}[{number}]")
            made.append(build(node))
            node.finish()
        if not made:
            self.fail(key, "список пуст")
        return tuple(made)

    def finish(self) -> None:
        """Refuse keys nobody asked for: a typing error must not go unnoticed."""
        for key in self.data:
            if key not in self.asked:
                self.fail(key, "неизвестный ключ")


def _methodology(node: Node, sha256: str) -> Methodology:
    methodology = Methodology(
        id=node.get("id", str),
        year=node.get("year", int),
        act=node.get("act", str),
        sha256=sha256,
        criteria=node.tables("criteria", _criterion),
        drawn_levels=_ranked(node.tables("levels", _level)),
        readings=node.tables("readings", _reading),
        calendar=_calendar(node.table("calendar")),
        plan=node.tables("plan", _plan_target),
    )
    node.finish()
    for fault in _contradictions(methodology):
        raise MethodologyError(fault)
    resolved = resolve(methodology)
    for fault in _loose_levels(resolved):
        raise MethodologyError(fault)
    return resolved


def _criterion(node: Node) -> Criterion:
    reference = node.get("reference", str)
    return Criterion(
        id=node.get("id", str),
        title=node.get("title", str),
        short_title=node.get("short_title", str),
        coefficient=node.get("coefficient", Decimal),
        cumulative=node.get("cumulative", bool),
        rows=node.tables("rows", lambda row: _row(row, reference)),
        reference=reference,
    )


def _row(node: Node, reference: str) -> CriterionRow:
    points_by = node.get("points_by", str, "")
    return CriterionRow(
        code=node.get("code", str),
        text=node.get("text", str),
        points=node.get("points", int, 0 if points_by else MISSING),
        evidence=node.get("evidence", str, ""),
        reference=node.get("reference", str, reference),
        points_by=points_by,
    )


def _level(node: Node) -> Level:
    """Read `from`–`to` (both included), `above` or `below` (neither included)."""
    lower, above = node.get("from", Decimal, None), node.get("above", Decimal, None)
    upper, below = node.get("to", Decimal, None), node.get("below", Decimal, None)
    if lower is not None and above is not None:
        node.fail("above", "указано вместе с from")
    if upper is not None and below is not None:
        node.fail("below", "указано вместе с to")
    return Level(
        id=node.get("id", str),
        name=node.get("name", str),
        rank=0,
        lower=lower if lower is not None else above,
        lower_inclusive=lower is not None,
        upper=upper if upper is not None else below,
        upper_inclusive=upper is not None,
        reference=node.get("reference", str),
    )


def _ranked(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    from dataclasses import replace

    return tuple(replace(level, rank=rank) for rank, level in enumerate(levels))


def _reading(node: Node) -> Reading:
    gap = node.table("gap") if "gap" in node.data else None
    reading = Reading(
        id=node.get("id", str),
        point=node.get("point", str),
        question=node.get("question", str),
        options=node.tables("options", _option),
        chosen=node.get("chosen", str),
        protocol_number=node.get("protocol_number", str, ""),
        protocol_date=node.get("protocol_date", dt.date, None),
        gap=(gap.get("from", Decimal), gap.get("to", Decimal)) if gap else None,
    )
    if gap:
        gap.finish()
    if reading.chosen not in {option.id for option in reading.options}:
        node.fail("chosen", f"такого варианта нет: «{reading.chosen}»")
    return reading


def _option(node: Node) -> Option:
    return Option(
        id=node.get("id", str), text=node.get("text", str), points=node.get("points", int, None)
    )


def _calendar(node: Node) -> Calendar:
    days = node.table("objection_working_days")
    calendar = Calendar(
        submission=_date(node.table("submission")),
        rating=_date(node.table("rating")),
        results=_date(node.table("results")),
        totals=_date(node.table("totals")),
        objection_working_days=days.get("days", int),
    )
    days.get("reference", str)
    days.finish()
    node.finish()
    dates = [calendar.submission, calendar.rating, calendar.results, calendar.totals]
    if dates != sorted(dates):
        node.fail("", "даты идут не по порядку")
    return calendar


def _date(node: Node) -> dt.date:
    date = node.get("date", dt.date)
    node.get("reference", str)
    node.finish()
    return date


def _plan_target(node: Node) -> PlanTarget:
    table = node.table("targets")
    return PlanTarget(
        id=node.get("id", str),
        title=node.get("title", str),
        unit=node.get("unit", str),
        targets=tuple((int(year), table.get(year, int)) for year in table.data if year.isdigit()),
        at_least=node.get("at_least", bool),
    )


def _contradictions(methodology: Methodology) -> Iterator[str]:
    """Yield faults that no single value shows."""
    readings = {reading.id for reading in methodology.readings}
    for name, ids in (
        ("criteria", [criterion.id for criterion in methodology.criteria]),
        ("levels", [level.id for level in methodology.drawn_levels]),
        ("readings", [reading.id for reading in methodology.readings]),
        ("plan", [target.id for target in methodology.plan]),
    ):
        yield from (f"{name}: «{each}» стоит дважды." for each in _repeated(ids))
    for needed in (f"R{number}" for number in range(1, 13)):
        if needed not in readings:
            yield f"readings: нет прочтения {needed}."
    for at, criterion in enumerate(methodology.criteria, start=1):
        yield from _criterion_faults(criterion, f"criteria[{at}]", readings)
    for target in methodology.plan:
        if methodology.year not in dict(target.targets):
            yield f"plan: у показателя {target.id} нет значения на {methodology.year} год."


def _criterion_faults(criterion: Criterion, path: str, readings: set[str]) -> Iterator[str]:
    if criterion.coefficient <= 0:
        yield f"{path}.coefficient: ожидается число больше 0."
    yield from (
        f"{path}.rows: код «{c}» стоит дважды." for c in _repeated([r.code for r in criterion.rows])
    )
    if criterion.rows[0].points != 0:
        yield f"{path}.rows[1].points: первая строка должна давать 0 баллов."
    for at, row in enumerate(criterion.rows, start=1):
        if not row.code.startswith(f"{criterion.id}."):
            yield f"{path}.rows[{at}].code: код должен начинаться с «{criterion.id}.»."
        if row.points_by and row.points_by not in readings:
            yield f"{path}.rows[{at}].points_by: нет прочтения «{row.points_by}»."
    points = [row.points for row in criterion.rows if not row.points_by]
    if points != sorted(set(points)):
        yield f"{path}.rows: баллы должны расти от строки к строке."


def _repeated(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


def _loose_levels(methodology: Methodology) -> Iterator[str]:
    """Yield gaps and overlaps left after the readings: each total must have one level."""
    levels = methodology.levels
    if levels[0].lower is not None or levels[-1].upper is not None:
        yield "levels: первый уровень должен быть открыт снизу, последний – сверху."
    for number, (weaker, stronger) in enumerate(itertools.pairwise(levels), start=1):
        path = f"levels[{number}] и levels[{number + 1}]"
        if weaker.upper is None or stronger.lower is None or weaker.upper > stronger.lower:
            yield f"{path}: диапазоны пересекаются."
        elif weaker.upper < stronger.lower or not (
            weaker.upper_inclusive or stronger.lower_inclusive
        ):
            yield f"{path}: между диапазонами пропуск."
        elif weaker.upper_inclusive and stronger.lower_inclusive:
            yield f"{path}: граница {weaker.upper} стоит в обоих."
