"""Read a methodology file strictly: every fault is named by its path in the file."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from kuzbass_batch.methodology.act_file import ACT, act_years, amended, is_amendment, year_text
from kuzbass_batch.methodology.faults import contradictions, loose_levels
from kuzbass_batch.methodology.plain_file import plain_bytes
from kuzbass_batch.methodology.records import (
    Calendar,
    Criterion,
    CriterionRow,
    Level,
    Methodology,
    MethodologyError,
    Option,
    PlanTarget,
    Question,
    QuestionKind,
    Reading,
    resolve,
)
from kuzbass_batch.methodology.toml_text import TYPE_NAMES, TomlFault, quotes_hint, text_of, toml_of

T = TypeVar("T")
MISSING = object()
LARGEST, MOST_PLACES = 10**9, 6
"""No number of an act is larger, or has more places after the point: it would be a slip."""


def available_years(folder: Path | None = None) -> tuple[int, ...]:
    """Return the years with a methodology in `folder`, by default the program's own.

    They have a file `2025.toml` or are ruled by the act in `act.toml`. MethodologyError if the
    folder is not there or cannot be listed, or the act's file is faulty.
    """
    names = _names(folder)
    found = (re.fullmatch(r"([0-9]{4})\.toml", name) for name in names)
    years = {int(name[1]) for name in found if name}
    return tuple(sorted(years.union(act_years(_text(folder, ACT)) if ACT in names else ())))


def load_methodology(year: int, folder: Path | None = None) -> Methodology:
    """Return the methodology of a reporting year; MethodologyError if there is none.

    folder: where the committee keeps its own files; by default those shipped with the program.
    """
    known = available_years(folder)
    if year not in known:
        raise MethodologyError(_no_such_year(year, known, folder))
    name = f"{year}.toml"
    own = _text(folder, name) if name in _names(folder) else None
    if own is None:
        methodology = parse_methodology(methodology_text(year, folder), ACT)
    elif is_amendment(own):
        methodology = _amended(methodology_text(year, folder), own, year)
    else:
        methodology = parse_methodology(own, name)
    if methodology.year != year:
        raise MethodologyError(f"{name}: year: в имени файла {year}, в файле {methodology.year}.")
    return methodology


def methodology_text(year: int, folder: Path | None = None) -> str:
    """Return the act's text of a year, ruled by it or not: a whole file to go on from.

    An amendment in a folder without an act of its own changes the program's act.
    """
    return year_text(_text(folder if ACT in _names(folder) else None, ACT), year)


def _amended(whole: str, change: str, year: int) -> Methodology:
    """Return the act's methodology of a year with the amendment of that year."""
    origin = f"{year}.toml"
    try:
        data = amended(_data(whole, ACT), _data(change, origin), year)
        return _methodology(Node(data, ""), hashlib.sha256(f"{whole}{change}".encode()).hexdigest())
    except MethodologyError as error:
        words = str(error)
        raise MethodologyError(words if ".toml: " in words else f"{origin}: {words}") from error


def _no_such_year(year: int, known: tuple[int, ...], folder: Path | None) -> str:
    """Say which years there are, and what helps."""
    listed = ", ".join(map(str, known)) or "ни одного"
    where = f"«{folder}»" if folder else "и назовите её в --methodology"
    return (
        f"Нет методики за {year} год; есть за: {listed}. Укажите другой год (--year) или положите "
        f"файл {year}.toml в папку {where}: заготовку сделает команда «kuzbass-batch methodology "
        f"--year {year} --output ПАПКА» (руководство, раздел 8)."
    )


def _names(folder: Path | None) -> frozenset[str]:
    try:
        return frozenset(item.name for item in _place(folder).iterdir())
    except OSError as error:
        raise MethodologyError(f"Папки с методиками «{folder}» нет или она закрыта.") from error


def _text(folder: Path | None, name: str) -> str:
    try:
        data = plain_bytes(folder / name) if folder else _place(None).joinpath(name).read_bytes()
        return text_of(data).replace("\r\n", "\n")
    except TomlFault as error:
        raise MethodologyError(f"{name}: {error}.") from error
    except OSError as error:
        raise MethodologyError(f"{name}: файл не открывается.") from error


def _place(folder: Path | None) -> Path | Traversable:
    return folder or files("kuzbass_batch.templates").joinpath("methodology")


def parse_methodology(text: str, origin: str) -> Methodology:
    """Return the methodology written in `text`; `origin` names the file in messages."""
    data = _data(text, origin)
    try:
        return _methodology(Node(data, ""), hashlib.sha256(text.encode()).hexdigest())
    except MethodologyError as error:
        raise MethodologyError(f"{origin}: {error}") from error


def _data(text: str, origin: str) -> dict[str, Any]:
    try:
        return toml_of(text, Decimal)
    except TomlFault as error:
        raise MethodologyError(f"{origin}: {error}.") from error


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
            hint = quotes_hint(value, kind)
            self.fail(key, f"ожидается {TYPE_NAMES[kind]}, стоит «{value}»{hint}")
        if kind is str and not value.strip():
            self.fail(key, "значение пустое")
        if kind in (int, Decimal) and not _is_sane(value):
            self.fail(key, "такого числа в методике быть не может")
        return value  # type: ignore[no-any-return]

    def table(self, key: str) -> "Node":
        """Return the table under `key`."""
        return Node(self.get(key, dict), self.at(key))

    def tables(self, key: str, build: Callable[["Node"], T]) -> tuple[T, ...]:
        """Return what `build` makes of each table in the list under `key`."""
        made = []
        for number, item in enumerate(self.get(key, list), start=1):
            node = Node(item, f"{self.at(key)}[{number}]")
            made.append(build(node))
            node.finish()
        if not made:
            self.fail(key, "список пуст")
        return tuple(made)

    def words(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`."""
        words = self.get(key, list)
        for number, word in enumerate(words, start=1):
            if not isinstance(word, str) or not word.strip():
                hint = quotes_hint(word, str)
                self.fail(f"{key}[{number}]", f"ожидается текст, стоит «{word}»{hint}")
        if not words:
            self.fail(key, "список пуст")
        return tuple(words)

    def finish(self) -> None:
        """Refuse keys nobody asked for: a typing error must not go unnoticed."""
        for key in self.data:
            if key not in self.asked:
                self.fail(key, "неизвестный ключ")


def _is_sane(value: Any) -> bool:
    """Tell whether a number may stand in an act: `1e400` and `inf` are numbers of TOML, too."""
    number = Decimal(value)
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    few = isinstance(exponent, int) and exponent >= -MOST_PLACES
    size = len(str(LARGEST))
    return few and number.adjusted() < size and len(digits) <= 2 * size


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
        questions=node.tables("questions", _question) if "questions" in node.data else (),
    )
    node.finish()
    for fault in contradictions(methodology):
        raise MethodologyError(str(fault))
    resolved = resolve(methodology)
    for fault in loose_levels(resolved.levels):
        raise MethodologyError(str(fault))
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
    if points_by and "points" in node.data:
        node.fail("points", "указано вместе с points_by")
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
        bound=node.get("bound", Decimal, None),
    )
    if gap:
        gap.finish()
    if gap and reading.bound is not None:
        node.fail("bound", "указано вместе с gap")
    if bool(reading.protocol_number) != bool(reading.protocol_date):
        node.fail("protocol_number", "номер и дата протокола указываются вместе")
    if reading.chosen not in {option.id for option in reading.options}:
        node.fail("chosen", f"такого варианта нет: «{reading.chosen}»")
    return reading


def _option(node: Node) -> Option:
    return Option(
        id=node.get("id", str), text=node.get("text", str), points=node.get("points", int, None)
    )


def _calendar(node: Node) -> Calendar:
    names = ("submission", "rating", "results", "totals")
    dates = {name: _dated(node.table(name)) for name in names}
    days = node.table("objection_working_days")
    references = [(name, reference) for name, (_, reference) in dates.items()]
    calendar = Calendar(
        **{name: date for name, (date, _) in dates.items()},
        objection_working_days=days.get("days", int),
        references=(*references, ("objection_working_days", days.get("reference", str))),
    )
    days.finish()
    node.finish()
    return calendar


def _dated(node: Node) -> tuple[dt.date, str]:
    date, reference = node.get("date", dt.date), node.get("reference", str)
    node.finish()
    return date, reference


def _plan_target(node: Node) -> PlanTarget:
    table = node.table("targets")
    years = [year for year in table.data if re.fullmatch("[0-9]{4}", year)]
    targets = tuple((int(year), table.get(year, int)) for year in years)
    table.finish()
    return PlanTarget(
        id=node.get("id", str),
        title=node.get("title", str),
        unit=node.get("unit", str),
        targets=targets,
        at_least=node.get("at_least", bool),
        reference=node.get("reference", str),
    )


def _question(node: Node) -> Question:
    """Read a question; `words` and `indicator` belong to the kinds that use them."""
    name = node.get("kind", str)
    known = [kind.value for kind in QuestionKind]
    if name not in known:
        node.fail("kind", f"ожидается одно из значений {', '.join(known)}, стоит «{name}»")
    kind = QuestionKind(name)
    by_words = kind in (QuestionKind.QUALITY_CHECK, QuestionKind.CONTEST)
    by_plan = kind is QuestionKind.TRAINING_LIST
    return Question(
        kind=kind,
        criterion=node.get("criterion", str),
        from_points=node.get("from_points", int),
        reference=node.get("reference", str),
        words=node.words("words") if by_words else (),
        indicator=node.get("indicator", str) if by_plan else "",
    )
