"""Entries of the decisions workbook as plain values of JSON, and back, cell for cell."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.methodology.criteria import NoPoints, Worth, exact
from kuzbass_batch.records.committee.decisions import DecisionEntry, EnteredCell, table_of
from kuzbass_batch.records.files.workbooks import Scalar


def entry_to_plain(entry: DecisionEntry) -> dict[str, Any]:
    """Return an entry as dicts, lists and texts."""
    return {
        "table": entry.table.value,
        "entered": [_plain_cell(cell) for cell in entry.entered],
        "printed": [_plain_cell(cell) for cell in entry.printed],
    }


def entry_from_plain(data: Any, book: int) -> DecisionEntry | None:
    """Return the entry that was so written, None if it was not; book: the one it was entered in.

    Its cells are named with that book: they are none of the workbook at hand.
    """
    try:
        return DecisionEntry(
            table=table_of(data["table"]),
            entered=tuple(_cell(cell, book) for cell in data["entered"]),
            printed=tuple(_cell(cell, book) for cell in data["printed"]),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError):
        return None


def _plain_cell(cell: EnteredCell) -> dict[str, Any]:
    return {
        "column": cell.column,
        "sheet": cell.ref.sheet,
        "cell": cell.ref.cell,
        "raw": _plain(cell.raw),
        "value": _plain(cell.value),
    }


def _cell(data: Any, book: int) -> EnteredCell:
    sheet = str(data["sheet"])
    known = sheet if " № " in sheet else f"{sheet}, книга № {book}"
    return EnteredCell(
        column=str(data["column"]),
        raw=_scalar(data["raw"]),
        value=_scalar(data["value"]),
        ref=CellRef(sheet=known, cell=str(data["cell"])),
    )


def _plain(value: Scalar) -> Any:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return {"number": str(value)}
        case dt.datetime():
            return {"moment": value.isoformat()}
        case dt.time():
            return {"time": value.isoformat()}
        case _:
            return {"day": value.isoformat()}


def _scalar(data: Any) -> Scalar:
    """Return the value that was so written; ValueError or TypeError for anything else."""
    match data:
        case None | bool() | str():
            return data
        case {"number": str() as number}:
            return Decimal(number)
        case {"moment": str() as moment}:
            return dt.datetime.fromisoformat(moment)
        case {"time": str() as time}:
            return dt.time.fromisoformat(time)
        case {"day": str() as day}:
            return dt.date.fromisoformat(day)
    raise ValueError(data)


def worth_in(entry: DecisionEntry, column: str) -> Worth | None:
    """Return the points of a column, or that the criterion does not apply; None if neither."""
    if entry.value(column) == NoPoints.NOT_APPLICABLE:
        return NoPoints.NOT_APPLICABLE
    number = entry.number(column)
    return None if number is None else exact(number)
