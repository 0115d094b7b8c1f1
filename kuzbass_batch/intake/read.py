"""Read one workbook: bytes → RawForm, behind the guard (python-calamine, addresses absolute)."""

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

from kuzbass_batch.intake import traps_ods, traps_xls, traps_xlsx
from kuzbass_batch.intake.guard import MAX_BYTES, MAX_COLUMN, MAX_ROW, Package, inspect
from kuzbass_batch.intake.traps_xlsx import Traps
from kuzbass_batch.model import file_rules as rules
from kuzbass_batch.model.findings import Finding
from kuzbass_batch.model.records import RawForm, RawSheet, Scalar


def load(path: Path) -> bytes | Finding:
    """Return a file's bytes, one more than the most at most, or the finding that says why not."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        return rules.VANISHED.at(why=error.strerror or "нет доступа")


def read_form(data: bytes) -> tuple[RawForm | None, tuple[Finding, ...]]:
    """Return the workbook as read, or the finding that says why it was not."""
    package = inspect(data)
    if isinstance(package, Finding):
        return None, (package,)
    try:
        sheets = _read_sheets(package)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        # The Rust reader panics with an exception that `except Exception` does not catch.
        return None, (rules.DAMAGED.at(),)
    if not any(sheet.rows for sheet in sheets):
        return None, (rules.NO_SHEETS.at(),)
    return RawForm(path="", container=package.container, sheets=sheets), ()


def _read_sheets(package: Package) -> tuple[RawSheet, ...]:
    import io

    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    traps = _find_traps(package)
    with CalamineWorkbook.from_object(io.BytesIO(package.data)) as book:
        return tuple(
            _read_sheet(
                book.get_sheet_by_name(meta.name),
                hidden=meta.visible is not SheetVisibleEnum.Visible,
                traps=traps.get(meta.name, {}),
            )
            for meta in book.sheets_metadata
            if meta.typ is SheetTypeEnum.WorkSheet
        )


def _find_traps(package: Package) -> dict[str, Traps]:
    if package.container == "xlsx":
        return traps_xlsx.find_traps(package.members)
    if package.container == "ods":
        return traps_ods.find_traps(package.members["content.xml"])
    return traps_xls.find_traps(package.data)


def _read_sheet(sheet: Any, *, hidden: bool, traps: Traps) -> RawSheet:
    if sheet.total_height > MAX_ROW or sheet.total_width > MAX_COLUMN:
        return RawSheet(name=sheet.name, hidden=hidden, rows=(), traps={})
    rows = sheet.to_python(skip_empty_area=False)
    return RawSheet(
        name=sheet.name,
        hidden=hidden,
        rows=tuple(tuple(map(_scalar, row)) for row in rows),
        traps=traps,
    )


def _scalar(value: object) -> Scalar:
    """Return an empty cell as None and every number as Decimal (ints arrive as floats)."""
    if value == "":
        return None
    if isinstance(value, bool | str | dt.date | dt.time):
        return value
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return str(value)
        return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    return str(value)
