"""The input folder sorted: what the committee itself laid into it, and what came in."""

from dataclasses import dataclass

from kuzbass_batch.methodology.work_calendar import WorkCalendar
from kuzbass_batch.records.book_marks import NOT_DRAWN, DrawnBook
from kuzbass_batch.records.decisions import DecisionBook
from kuzbass_batch.records.participants import Registry
from kuzbass_batch.records.read_files import FormFile, ReadFile
from kuzbass_batch.records.snapshots import Snapshot


@dataclass(frozen=True, kw_only=True, slots=True)
class SortedFolder:
    """The committee's own files, understood, and all others.

    registry: the participants, with the level that each had last year. book: the year's decisions
    as entered, if there are any, with what of the last result it lacks and stays in force.
    workdays: the committee's calendar, else the state's. past: last year's results, if they lie in
    the folder. returns: forms that participants fill, sorted by path. others: every other file,
    sorted by path. drawn: the decisions workbook to be drawn.
    """

    registry: Registry
    book: DecisionBook | None
    workdays: WorkCalendar
    past: Snapshot | None
    returns: tuple[FormFile, ...]
    others: tuple[ReadFile, ...]
    drawn: DrawnBook = NOT_DRAWN
