"""What is known of a key of the file, and of the table that it stands in."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

TEXT, WHOLE, NUMBER, FLAG = str, int, Decimal, bool
DAY, LIST, TABLE = dt.date, list, dict
"""Types of values, as the loader asks for them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A key of a table.

    about: what it says and in which unit, in Russian, without a stop. example: a value as it stands
    in a file. values: the only texts that it may have. least, most: bounds of a number, both
    allowed. pattern: of the whole text. words: a list of texts, not of tables. only_with: the key
    of the same table, and those of its values with which this one is allowed; `required` then
    means: with these.
    """

    name: str
    kind: type
    about: str
    example: str
    required: bool = True
    values: tuple[str, ...] = ()
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    pattern: str = ""
    words: bool = False
    fewest: int = 1
    only_with: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A table of the file: `criteria[].rows[]` is each entry of the list `rows` of a criterion.

    about: Russian, a sentence or two. exactly_one, at_most_one: keys that exclude each other, one
    of which has to stand there, or may. together: keys of which none stands without the others.
    free: what each key is where the file chooses them itself; its name is their pattern.
    """

    path: str
    title: str
    about: str
    keys: tuple[Key, ...] = ()
    exactly_one: tuple[tuple[str, ...], ...] = ()
    at_most_one: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    free: Key | None = None

    def key(self, name: str) -> Key | None:
        """Return the key of a name, None if the table has none."""
        found = next((key for key in self.keys if key.name == name), None)
        is_free = self.free is not None and re.fullmatch(self.free.name, name)
        return found or (self.free if is_free else None)


def section_path(path: str) -> str:
    """Return the path of a table's section: `criteria[2].rows[1]` lies in `criteria[].rows[]`."""
    return re.sub(r"\[[0-9]+\]", "[]", path)
