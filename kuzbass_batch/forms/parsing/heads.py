"""The head rows of a returned form: each has a cell «Код», and the words of its columns."""

from dataclasses import dataclass

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.specification import CODE_HEAD
from kuzbass_batch.records.workbooks import RawSheet, Scalar


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A head row: its number, the column of «Код», and the column of every other word.

    twice: the columns of each word that stands there several times.
    """

    row: int
    code_column: int
    columns: dict[str, int]
    twice: dict[str, tuple[int, ...]]


def find_heads(sheet: RawSheet) -> tuple[Head, ...]:
    """Return every row with a cell «Код»."""
    wanted = fold(CODE_HEAD)
    return tuple(
        _head(row_number, column, row)
        for row_number, row in enumerate(sheet.rows)
        for column, value in enumerate(row)
        if type(value) is str and len(value) < 12 and fold(value) == wanted
    )


def _head(row_number: int, code_column: int, row: tuple[Scalar, ...]) -> Head:
    cells = [
        (head_key(value), column)
        for column, value in enumerate(row)
        if isinstance(value, str) and column != code_column
    ]
    words = dict(reversed(cells))
    twice: dict[str, tuple[int, ...]] = {}
    if len(words) < len(cells):
        every = {word: tuple(at for key, at in cells if key == word) for word in words if word}
        twice = {word: columns for word, columns in every.items() if len(columns) > 1}
    return Head(row=row_number, code_column=code_column, columns=words, twice=twice)


def head_key(word: str) -> str:
    """Return a head's words made comparable, without the explanation in brackets."""
    folded = fold(word)
    return folded.split(" (", 1)[0] or folded
