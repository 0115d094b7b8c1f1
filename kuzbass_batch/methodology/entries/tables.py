"""Read the tables of a methodology strictly, all faults noted: each has its path and its remedy."""

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.keys.sections import LARGEST, example_for
from kuzbass_batch.methodology.toml_text import TYPE_NAMES, quotes_hint

T = TypeVar("T")
MISSING = object()
MOST_PLACES = 6
"""No number of an act has more places after the point: it would be a slip."""
LIKE = 0.6
"""How like two keys are, from 0 to 1, of which one is taken for the other misspelt."""
SHOWN = 80
"""Letters of a wrong value that are shown."""
STAND_INS: Mapping[type, Any] = {
    str: "",
    int: 0,
    Decimal: Decimal(),
    bool: False,
    dt.date: dt.date(2000, 1, 1),
    list: [],
    dict: {},
}
"""What stands for a wrong value, so that the rest of the file is looked at, too."""
EXAMPLES: Mapping[type, str] = {
    str: '"…"',
    int: "1",
    Decimal: "0.3",
    bool: "true",
    dt.date: "2026-12-15",
    list: "[…]",
    dict: "{ … }",
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What is wrong in a file so far, and the paths of the values that are not the file's own."""

    faults: list[FileFault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


class Node:
    """A table of the file with its path; it remembers which keys were asked for."""

    def __init__(self, data: Any, path: str, noted: Noted, silent: bool = False) -> None:
        """Wrap `data`, which must be a table; whatever is wrong is noted.

        silent: nothing is said of this table, because its place is at fault already.
        """
        self.path, self.noted, self.silent = path, noted, silent
        if not isinstance(data, dict):
            self.fail(
                "", f"ожидается таблица, стоит {_shown(data)}", 'Пример: { id = "…", text = "…" }.'
            )
            self.silent, data = True, {}
        self.data: dict[str, Any] = data
        self.asked: set[str] = set()
        self.missing: dict[str, type] = {}

    def fail(self, key: str, words: str, remedy: str = "") -> None:
        """Note a fault at the path of `key`."""
        if not self.silent:
            self.noted.faults.append(FileFault(self.at(key), words, remedy))
            self.noted.broken.add(self.at(key))

    def is_sound(self, key: str) -> bool:
        """Tell whether nothing was found wrong with the value of `key`."""
        return self.at(key) not in self.noted.broken

    def at(self, key: str) -> str:
        """Return the full path of a key."""
        return ".".join(part for part in (self.path, key) if part)

    def get(self, key: str, kind: type[T], default: Any = MISSING) -> T:
        """Return the value of `key`, checked for its type; a stand-in for a wrong one."""
        self.asked.add(key)
        stand_in = STAND_INS[kind] if default is MISSING else default
        if key not in self.data:
            if default is MISSING:
                self.missing[key] = kind
                self.noted.broken.add(self.at(key))
            return stand_in  # type: ignore[no-any-return]
        value = self.data[key]
        if kind is Decimal and type(value) is int:
            value = Decimal(value)
        fault = _fault_of(key, value, kind)
        if fault:
            self.fail(key, *fault)
            return stand_in  # type: ignore[no-any-return]
        return value  # type: ignore[no-any-return]

    def table(self, key: str) -> "Node":
        """Return the table under `key`."""
        said = len(self.noted.faults)
        data = self.get(key, dict)
        absent = key in self.missing or len(self.noted.faults) > said
        return Node(data, self.at(key), self.noted, silent=absent or self.silent)

    def tables(self, key: str, build: Callable[["Node"], T]) -> tuple[T, ...]:
        """Return what `build` makes of each table in the list under `key`."""
        made, said = [], len(self.noted.faults)
        for number, item in enumerate(self.get(key, list), start=1):
            node = Node(item, f"{self.at(key)}[{number}]", self.noted)
            made.append(build(node))
            node.finish()
        if not made and key in self.data and len(self.noted.faults) == said:
            self.fail(key, "список пуст", "Добавьте хотя бы одну запись.")
        return tuple(made)

    def words(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`."""
        return self._values(key, str, "Добавьте хотя бы одно слово в кавычках.")

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return the list of whole numbers under `key`."""
        return self._values(key, int, "Добавьте хотя бы одно число.")

    def _values(self, key: str, kind: type[T], remedy: str) -> tuple[T, ...]:
        said, values = len(self.noted.faults), self.get(key, list)
        for number, value in enumerate(values, start=1):
            fault = _fault_of("", value, kind)
            if fault:
                self.fail(f"{key}[{number}]", *fault)
        if not values and key in self.data and len(self.noted.faults) == said:
            self.fail(key, "список пуст", remedy)
        return tuple(values) if len(self.noted.faults) == said else ()

    def finish(self) -> None:
        """Note keys nobody asked for, with the one that is likely meant, and keys that lack."""
        meant = set()
        for key in self.data:
            if key not in self.asked:
                likely = self._likely(key)
                meant.add(likely)
                self.fail(key, "неизвестный ключ", self._advice(likely))
        for key, kind in self.missing.items():
            if key not in meant:
                how = example_for(self.path, key) or f"{key} = {EXAMPLES[kind]}"
                self.fail(key, "значение не указано", f"Добавьте: {how}.")

    def _likely(self, key: str) -> str:
        """Return the key that is likely meant, one that lacks first; an empty string if none is."""
        absent = sorted(self.asked - self.data.keys(), key=lambda each: each not in self.missing)
        for known in (absent, sorted(self.asked)):
            found = difflib.get_close_matches(key.casefold(), known, 1, LIKE)
            if found:
                return found[0]
        return ""

    def _advice(self, likely: str) -> str:
        if likely:
            return f"Возможно, имелось в виду «{likely}»."
        return f"Здесь возможны: {', '.join(sorted(self.asked))}." if self.asked else ""


def _fault_of(key: str, value: Any, kind: type[Any]) -> tuple[str, str] | None:
    """Return what is wrong with a value, and the remedy; None if it is as it should be."""
    if type(value) is not kind:
        hint = quotes_hint(value, kind).removeprefix("; ")
        example = f"{key} = {EXAMPLES[kind]}" if key else EXAMPLES[kind]
        remedy = f"{hint[:1].upper()}{hint[1:]}" if hint else f"Пример: {example}"
        return f"ожидается {TYPE_NAMES[kind]}, стоит {_shown(value)}", f"{remedy}."
    if isinstance(value, str) and not value.strip():
        return "значение пустое", "Впишите текст между кавычками."
    if kind in (int, Decimal) and not _is_sane(value):
        return (
            "такого числа в методике быть не может",
            f"Число не больше {LARGEST}, после точки не больше {MOST_PLACES} знаков.",
        )
    return None


def _shown(value: Any) -> str:
    """Return a value as a message shows it: tables and lists by their kind, a long text cut."""
    if isinstance(value, dict | list):
        return TYPE_NAMES[type(value)]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"«{text[:SHOWN]}…»" if len(text) > SHOWN else f"«{text}»"


def _is_sane(value: Any) -> bool:
    """Tell whether a number may stand in an act: `1e400` and `inf` are numbers of TOML, too."""
    number = Decimal(value)
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    few = isinstance(exponent, int) and exponent >= -MOST_PLACES
    return few and number.copy_abs() <= LARGEST and len(digits) <= 2 * len(str(LARGEST))
