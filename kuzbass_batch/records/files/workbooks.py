"""Scalars, and workbooks as read: sheets of plain values."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

Scalar = str | bool | Decimal | dt.date | dt.datetime | dt.time | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HiddenCell:
    """What a cell is besides its value.

    kind: `formula` (without text, but `?` if no result is stored), `error` (text: `#REF!`),
    `merged` (text: the range whose first cell this is), `covered` (text: the range that covers this
    cell), `struck` (struck out), `filled` (with a colour that is not the program's), `inked`
    (letters of such a colour; text `?` if only a part of them has it), `picture`,
    `shown` (text: what a number format shows instead of the value).
    """

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RawSheet:
    """A sheet as read: `rows[r][c]` is the cell in row r, column c (both from 0, A1 is [0][0]).

    Empty cells are None, numbers Decimal, text is text. `hidden_cells` maps (row, column) to
    what the value alone does not show; a cell may have several.
    """

    name: str
    hidden: bool
    rows: tuple[tuple[Scalar, ...], ...]
    hidden_cells: dict[tuple[int, int], tuple[HiddenCell, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class RawForm:
    """A workbook as read, form unknown: `container` is `xlsx`, `ods` or `xls` by content."""

    path: str
    container: str
    sheets: tuple[RawSheet, ...]
