"""A workbook for each person who checks: the rows of «Экспертиза» of those he is to check."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.forms.drawing.long_tables import Lists, draw_long_tables
from kuzbass_batch.forms.drawing.table_rows import LongTableRow
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.decisions.workbook import Checks, Rows, lists_of
from kuzbass_batch.records.committee.decisions import (
    CHECKER,
    DEFAULT_SHEETS,
    Decisions,
    DecisionTable,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.workers.crew import Crew, begun_by
from kuzbass_batch.workers.limits import seconds_for
from kuzbass_batch.workers.packed import PackedRows, Parts, packed

FOLDER = "Экспертиза по проверяющим"
SHARED = (DecisionTable.EXPERTISE, DecisionTable.CONFIRMATION)
"""The tables whose rows are shared out."""
LONGEST_NAME = 30
"""Letters of a person's name in the code of his workbook."""
CheckerBook = tuple[str, Mapping[str, Parts], Lists, str]
"""Whose it is, its rows by table, packed, the words that are offered, the mark of the folder."""


def begin_checker_books(
    outcome: Outcome, year: ReportingYear, crew: Crew, checks: Checks
) -> dict[str, Callable[[], bytes]]:
    """Let the crew draw the workbooks; by the path of each, what waits for its bytes.

    checks: what to check first, by participant's id.
    """
    criteria = len(outcome.methodology.criteria)
    taken: set[str] = set()
    return {
        free_path(
            f"{FOLDER}/Экспертиза-{outcome.period} {safe_name(book[0])}", ".xlsx", taken
        ): begun_by(
            crew,
            draw_checker_book,
            book,
            what=f"книга проверяющего «{book[0]}»",
            seconds=seconds_for(len(outcome.standings) * criteria),
        )
        for book in checker_books(outcome, checks)
    }


def checker_books(outcome: Outcome, checks: Checks = MappingProxyType({})) -> list[CheckerBook]:
    """Return what the workbook of each checker holds, in the order in which they were named.

    checks: what to check first, by participant's id.
    """
    asked = checkers_of(outcome.decisions)
    if not asked:
        return []
    rows: dict[str, dict[str, list[LongTableRow]]] = defaultdict(lambda: defaultdict(list))
    tables = Rows(outcome, checks=checks, whole=asked).tables()
    for table in SHARED:
        for row in tables[table.value]:
            for name in asked.get(fold(str(row.values.get("participant", ""))), ()):
                rows[name][table.value].append(_without_checker(row))
    lists, mark = lists_of(outcome), outcome.drawn.mark
    names = dict.fromkeys(name for found in asked.values() for name in found)
    return [
        (
            name,
            {key: packed(each) for key, each in (*rows[name].items(), _defaults(name))},
            lists,
            mark,
        )
        for name in names
        if rows[name]
    ]


def checkers_of(decisions: Decisions) -> dict[str, tuple[str, ...]]:
    """Return who was asked to check each participant, by folded id; a name as first spelled."""
    spelled: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for entry in decisions.entries:
        if entry.table is DecisionTable.CONFIRMATION:
            names = (" ".join(name.split()) for name in entry.text(CHECKER).split(";"))
            own = (spelled.setdefault(fold(name), name) for name in names if fold(name))
            found[fold(entry.text("participant"))] = tuple(dict.fromkeys(own))
    return {who: names for who, names in found.items() if who and names}


def _without_checker(row: LongTableRow) -> LongTableRow:
    """Return a row in which nobody is asked to check: that is the committee's own workbook's."""
    values = {key: value for key, value in row.values.items() if key != CHECKER}
    return LongTableRow(
        values=values,
        choices=row.choices,
        closed=row.closed | {CHECKER},
        lookup=row.lookup,
        opened=row.opened,
    )


def _defaults(name: str) -> tuple[str, list[LongTableRow]]:
    """Return who checks, for both sheets: he need not write his name into each row."""
    rows = [LongTableRow(values={"sheet": DEFAULT_SHEETS[each], "who": name}) for each in SHARED]
    return DecisionTable.DEFAULTS.value, rows


def draw_checker_book(year: ReportingYear, book: CheckerBook) -> bytes:
    """Return one checker's workbook (in a worker); the same content gives the same bytes."""
    name, rows, lists, mark = book
    spec = year.forms[Kind.DECISIONS]
    wanted = {table.value for table in (*SHARED, DecisionTable.DEFAULTS)}
    sheets = (s for s in spec.sheets if wanted.issuperset(block.key for block in s.blocks))
    spec = replace(spec, sheets=tuple(sheets), title=f"{spec.title}: {name}")
    code = re.sub(r"[^\w.-]+", "-", name)[:LONGEST_NAME].strip("-.") or "проверяющий"
    tables: dict[str, PackedRows[LongTableRow]] = {
        key: PackedRows(each) for key, each in rows.items()
    }
    return draw_long_tables(spec, spec.identity(code), tables, lists, mark)
