"""«Подтвердить всё»: one row verifies every criterion of a participant at the points that counted.

Its stamp holds what that of a row of «Экспертиза» holds (`verification`), for every criterion in
the methodology's order, and at its end the points that count now, or the mark of one that does not
apply. So the row is read as a row for each criterion, and answers that change later are to be
checked again. A criterion with a row of its own on «Экспертиза» is taken from there.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    ABSENT,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.rules.decisions.verification import UNKNOWN, entry_stamp

NEW, KEPT = 2, 5
"""Parts of the stamp of a row without and with a decision."""


def rows_of(entry: DecisionEntry, methodology: Methodology) -> Iterator[tuple[str, DecisionEntry]]:
    """Yield each criterion with the row that would verify it by itself.

    The answers and points are those that the decision was made on.
    """
    parts = [part.split(",") for part in entry.text("stamp").split()]
    ids = [criterion.id for criterion in methodology.criteria]
    if len(parts) not in (NEW, KEPT):
        return
    for at, criterion in enumerate(ids):
        own = [part[at] if at < len(part) else UNKNOWN for part in parts]
        yield criterion, _row(entry, criterion, own, parts)


def of_its_criterion(entry: DecisionEntry, methodology: Methodology) -> DecisionEntry:
    """Return a row of «Экспертиза» in which the criterion was picked as one printed for it.

    Such a row bears the stamp of all criteria; any other comes back as it is.
    """
    parts = entry.text("stamp").split()
    if entry.table is not DecisionTable.EXPERTISE or len(parts) != NEW:
        return entry
    picked = entry.text("criterion").rstrip("*. ")
    at = next((at for at, each in enumerate(methodology.criteria) if each.id == picked), -1)
    own = [part.split(",") for part in parts]
    if at < 0 or any(at >= len(part) for part in own):
        return entry
    stamp, points = own[0][at], own[1][at]
    values = {"counted": _points(points), "stamp": stamp}
    kept = (cell for cell in entry.printed if cell.column not in values)
    added = (
        _cell(k, value, entry.ref("stamp")) for k, value in values.items() if value is not None
    )
    return replace(entry, printed=(*kept, *added))


@lru_cache(maxsize=64)
def _points(text: str) -> str | Decimal | None:
    """Return points as the stamp holds them, or the word for a criterion that did not apply."""
    return NOT_APPLICABLE if text == ABSENT else None if text == UNKNOWN else Decimal(text)


def _row(
    entry: DecisionEntry, criterion: str, own: list[str], parts: list[list[str]]
) -> DecisionEntry:
    ref = entry.ref()
    kept = len(parts) == KEPT and parts[2] == [entry_stamp(entry)]
    stamp = " ".join((own[0], own[1], parts[2][0], own[3])) if kept else own[0]
    given = _points(own[3] if kept else own[-1])
    values = {"criterion": criterion, "counted": given, "points": given, "stamp": stamp}
    printed = (_cell(key, value, ref) for key, value in values.items() if value is not None)
    who = entry.cell("participant")
    return replace(
        entry,
        table=DecisionTable.EXPERTISE,
        printed=((who, *printed) if who else tuple(printed)),
    )


def _cell(column: str, value: str | Decimal, ref: CellRef) -> EnteredCell:
    return EnteredCell(column=column, raw=value, value=value, ref=ref)
