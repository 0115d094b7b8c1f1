"""What is wrong with a methodology: a fault of a file with its place, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kuzbass_batch import wording


class MethodologyError(Exception):
    """The methodology cannot be used; the Russian words say why.

    details: a line for each of several faults, where the words only count them.
    """

    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFault:
    """A fault of a methodology file: its path, what is wrong, how to mend it, and where it stands.

    path: the keys that lead to the value, empty for the file itself; what no single value shows
    may have two paths. words without a stop; remedy: sentences. line and column from 1, 0 if
    unknown.
    """

    path: str
    words: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """Return `строка 49, столбец 1`, empty if it is unknown."""
        return f"строка {self.line}, столбец {self.column}" if self.line else ""

    def __str__(self) -> str:
        """Return `2026.toml: criteria[2].coefficient: ожидается число (строка 49, столбец 1).`"""
        words = f"{self.words} ({self.place})" if self.place else self.words
        told = ": ".join(part for part in (self.file, self.path, words) if part)
        return f"{told}. {self.remedy}".strip()


class FaultyFile(MethodologyError):
    """A methodology file with everything that is wrong in it."""

    def __init__(self, origin: str, faults: Sequence[FileFault]) -> None:
        """Take the file's name and its faults, one at least."""
        self.faults = tuple(replace(each, file=each.file or origin) for each in faults)
        lines = tuple(map(str, self.faults))
        self.details = lines if len(lines) > 1 else ()
        number = wording.count(len(lines), "ошибка", "ошибки", "ошибок")
        super().__init__(f"{origin}: {number}." if self.details else lines[0])
