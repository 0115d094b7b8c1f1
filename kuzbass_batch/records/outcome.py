"""The outcome of a run: everything the outputs show, nothing left to decide."""

import datetime as dt
from dataclasses import dataclass

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.work_calendar import STATE_CALENDAR, WorkCalendar
from kuzbass_batch.records.decisions import NO_DECISIONS, Decisions
from kuzbass_batch.records.participants import Registry, Standing
from kuzbass_batch.records.returns import FileResult
from kuzbass_batch.records.snapshots import Comparison, Snapshot


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One year as of one day.

    standings: one for every participant of the registry, in the registry's order.
    files: one for every file of the input folder, sorted by path.
    workdays: the production calendar by which deadlines are counted.
    decisions: what of the committee's workbook is in force. past: last year's results, if they
    lie in the folder. comparison: what changed since an earlier result, if there is one; it is
    the one thing here that the input alone does not determine.
    """

    as_of: dt.date
    methodology: Methodology
    registry: Registry
    standings: tuple[Standing, ...]
    files: tuple[FileResult, ...]
    workdays: WorkCalendar = STATE_CALENDAR
    decisions: Decisions = NO_DECISIONS
    past: Snapshot | None = None
    comparison: Comparison | None = None

    @property
    def year(self) -> int:
        """Return the reporting year."""
        return self.methodology.year
