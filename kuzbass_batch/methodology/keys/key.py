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

    about: what it says and in which unit, in Russian, without a stop. label: what it is called in a
    table of changes; by default the words of `about` up to the first sign. example: a value as it
    stands in a file. values: the only texts that it may have. least, most: bounds of a number, both
    allowed. pattern: of the whole text. items: the type of what a list holds, if no tables.
    or_table: a text, or a table with more to say. only_with: the key of the same table, and those
    of its values with which this one is allowed; `required` then means: with these. default: what
    holds where a key with `values` does not stand. depends: when it is needed, in Russian, if that
    hangs on other tables; no schema can tell.
    """

    name: str
    kind: type
    about: str
    example: str
    label: str = ""
    required: bool = True
    values: tuple[str, ...] = ()
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    pattern: str = ""
    items: type | None = None
    fewest: int = 1
    or_table: bool = False
    default: str = ""
    depends: str = ""
    only_with: tuple[str, tuple[str, ...]] | None = None

    @property
    def short(self) -> str:
        """Return what it is called in a few words."""
        return self.label or re.split(r"[,;:(]| – ", self.about)[0].strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A table of the file: `criteria[].rows[]` is each entry of the list `rows` of a criterion.

    about: Russian, a sentence or two. entry: what an entry of a list is called, with its keys in
    braces; same: the key whose equal text tells that an entry is the same under another number.
    exactly_one, at_most_one: keys that exclude each other, one
    of which has to stand there, or may. together: keys of which none stands without the others.
    free: what each key is where the file chooses them itself; its name is their pattern, and
    free_name such a key, free_shown what the documents call it.
    """

    path: str
    title: str
    about: str
    keys: tuple[Key, ...] = ()
    entry: str = ""
    same: str = ""
    exactly_one: tuple[tuple[str, ...], ...] = ()
    at_most_one: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    free: Key | None = None
    free_name: str = ""
    free_shown: str = "год"

    def key(self, name: str) -> Key | None:
        """Return the key of a name, None if the table has none."""
        found = next((key for key in self.keys if key.name == name), None)
        is_free = self.free is not None and re.fullmatch(self.free.name, name)
        return found or (self.free if is_free else None)


def section_path(path: str) -> str:
    """Return the path of a table's section: `criteria[2].rows[1]` lies in `criteria[].rows[]`."""
    return re.sub(r"\[[0-9]+\]", "[]", path)
