"""Read one workbook: bytes → RawForm, behind the guard (python-calamine, addresses absolute)."""

import datetime as dt
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kuzbass_batch.ceilings import COMMITTEES, STRANGERS, FileBounds
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.reading.guard.archive import InflatedMembers
from kuzbass_batch.reading.guard.bounds import MAX_COLUMN, Refusal, damaged
from kuzbass_batch.reading.guard.inspection import Package, inspect
from kuzbass_batch.reading.guard.sanitize import fit_sheet
from kuzbass_batch.reading.readers.conditional_formats import styled_places
from kuzbass_batch.reading.readers.hidden_cells import (
    GridPlace,
    HiddenCells,
    Prepared,
    ScannedSheet,
)
from kuzbass_batch.reading.readers.number_formats import displayed, is_percent
from kuzbass_batch.reading.readers.ods.by_table import prepare_by_table
from kuzbass_batch.reading.readers.ods.reader import prepare_ods
from kuzbass_batch.reading.readers.xls.reader import prepare_xls
from kuzbass_batch.reading.readers.xlsx.reader import prepare_by_sheet, prepare_xlsx
from kuzbass_batch.records.files.workbooks import HiddenCell, RawForm, RawSheet, Scalar

CellGrid = Sequence[Sequence[object]]


def read_form(
    data: bytes, bounds: FileBounds = STRANGERS
) -> tuple[RawForm | None, tuple[Finding, ...]]:
    """Return the workbook as read with notes on it, or the finding that says why it was not."""
    try:
        return read_book(data, bounds)
    except Refusal as refused:
        return None, (refused.finding,)


def read_book(data: bytes, bounds: FileBounds = STRANGERS) -> tuple[RawForm, tuple[Finding, ...]]:
    """Return the workbook as read with notes on it; Refusal if it is none or cannot be read."""
    prepared = prepare(inspect(data, bounds), bounds)
    grids, notes = _read(prepared)
    sheets = tuple(map(_sheet, prepared.sheets, grids))
    if not any(sheet.rows for sheet in sheets):
        raise Refusal(rules.NO_SHEETS.at())
    fitted = [fit_sheet(sheet) for sheet in sheets]
    form = RawForm(path="", container=prepared.container, sheets=tuple(s for s, _ in fitted))
    return form, (*notes, *(finding for _, findings in fitted for finding in findings))


def read_sheets(data: bytes, bounds: FileBounds) -> Iterator[tuple[RawSheet, tuple[Finding, ...]]]:
    """Yield the sheets of an archive with notes on them, each read before the next is opened.

    Refusal for any other file, and where a book is refused, or not read by the first reader;
    `read_book` says why, and may read it all the same.
    """
    package = inspect(data, bounds, one_by_one=True)
    members = package.members
    if not isinstance(members, InflatedMembers):
        raise damaged()
    way = prepare_by_sheet if package.container == "xlsx" else prepare_by_table
    filled = False
    for prepared in way(members, bounds):
        grids = _attempt(_first_reader, prepared)
        if grids is None:
            raise damaged()
        for looked, grid in zip(prepared.sheets, grids, strict=True):
            sheet = _sheet(looked, grid)
            filled = filled or bool(sheet.rows)
            yield fit_sheet(sheet)
    if not filled:
        raise damaged()


def prepare(package: Package, bounds: FileBounds = STRANGERS) -> Prepared:
    """Return the workbook looked through for hidden cells and bounds, ready for a reader."""
    match package.container:
        case "xlsx":
            return prepare_xlsx(package.members, bounds)
        case "ods":
            return prepare_ods(package.members, bounds)
        case _:
            return prepare_xls(package.stream, bounds)


def _read(prepared: Prepared) -> tuple[list[CellGrid], tuple[Finding, ...]]:
    """Return the sheets by the first reader, or by the second if the first refuses an .xlsx."""
    found = _attempt(_first_reader, prepared)
    if found is not None:
        return found, ()
    found = _attempt(_second_reader, prepared) if prepared.container == "xlsx" else None
    if found is None:
        raise damaged()
    return found, (rules.SECOND_READER.at(),)


def _attempt(reader: Any, prepared: Prepared) -> list[CellGrid] | None:
    try:
        found = list(reader(prepared.data))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        # The Rust reader panics with an exception that `except Exception` does not catch.
        return None
    return found if len(found) == len(prepared.sheets) else None


def _first_reader(data: bytes) -> Iterator[CellGrid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with CalamineWorkbook.from_object(io.BytesIO(data)) as book:
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ is SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_index(number)
                # What is within the file's own bounds was seen to before.
                if sheet.total_height > COMMITTEES.rows or sheet.total_width > MAX_COLUMN:
                    raise ValueError(meta.name)
                yield sheet.to_python(skip_empty_area=False)


def _second_reader(data: bytes) -> Iterator[CellGrid]:
    """Read by openpyxl, which knows what the first reader does not: error words of new Excels."""
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            # The declared size is no matter: a wide empty range would be walked for minutes.
            sheet.reset_dimensions()
            yield _padded(sheet)


def _padded(sheet: Any) -> CellGrid:
    rows = list(sheet.iter_rows(values_only=True))
    width = max(map(len, rows), default=0)
    return [(*row, *[None] * (width - len(row))) for row in rows]


def _sheet(looked: ScannedSheet, grid: CellGrid) -> RawSheet:
    hidden_cells = looked.hidden_cells
    try:
        rows = tuple(map(_scalars, grid))
    except (ValueError, OverflowError):
        hidden_cells = {**hidden_cells, **dict(_not_finite(grid))}
        rows = tuple(tuple(map(_finite_scalar, row)) for row in grid)
    formats = looked.formats
    if looked.conditional:
        hidden_cells, formats = _under_conditions(looked, rows, hidden_cells)
    if formats:
        rows, hidden_cells = _as_shown(rows, hidden_cells, formats)
    return RawSheet(name=looked.name, hidden=looked.hidden, rows=rows, hidden_cells=hidden_cells)


def _under_conditions(
    looked: ScannedSheet, rows: tuple[tuple[Scalar, ...], ...], hidden_cells: HiddenCells
) -> tuple[HiddenCells, Mapping[GridPlace, str]]:
    """Return what conditions may hide, and the number formats with those that they may apply."""
    more, formats = dict(hidden_cells), dict(looked.formats)
    for place, style in styled_places(looked.conditional, rows):
        more[place] = (*more.get(place, ()), *style.hidden_cells)
        code = style.number_format
        if code and displayed(code, rows[place[0]][place[1]]) is not None:
            formats[place] = code
    return more, formats


def _as_shown(
    rows: tuple[tuple[Scalar, ...], ...],
    hidden_cells: HiddenCells,
    formats: Mapping[GridPlace, str],
) -> tuple[tuple[tuple[Scalar, ...], ...], HiddenCells]:
    """Return percentages as the sender saw them, and what formats show instead of a value."""
    changed, more = [list(row) for row in rows], dict(hidden_cells)
    for (row, column), code in formats.items():
        if row >= len(changed) or column >= len(changed[row]):
            continue
        value = changed[row][column]
        shown = displayed(code, value)
        if shown is None:
            continue
        if is_percent(code, value):
            changed[row][column] = shown
        else:
            instead = HiddenCell(kind="shown", text=shown)
            more[row, column] = (*more.get((row, column), ()), instead)
    return tuple(map(tuple, changed)), more


def _scalars(row: Sequence[object]) -> tuple[Scalar, ...]:
    # Most cells are texts: a call for each would take as long as all the others.
    return tuple([(each or None) if type(each) is str else _scalar(each) for each in row])


def _scalar(value: object) -> Scalar:
    """Return an empty cell as None and every number as Decimal (ints arrive as floats).

    ValueError or OverflowError for a number that is none.
    """
    kind = type(value)
    if kind is str:
        return value or None  # type: ignore[return-value]
    if kind is float or kind is int:
        whole = int(value)  # type: ignore[call-overload]
        return Decimal(whole) if value == whole else Decimal(repr(value))
    if value is None or isinstance(value, bool | dt.date | dt.time):
        return value
    return str(value)


def _is_finite(value: object) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


def _finite_scalar(value: object) -> Scalar:
    return _scalar(value) if _is_finite(value) else None


def _not_finite(
    grid: Iterable[Sequence[object]],
) -> Iterator[tuple[tuple[int, int], tuple[HiddenCell]]]:
    """Yield a hidden error for every «number» that is NaN or infinite."""
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if not _is_finite(value):
                word = "NaN" if value != value else "∞"
                yield (row, column), (HiddenCell(kind="error", text=word),)
