"""Rows that say one thing for many: «подтвердить всё» by participant, who and when by sheet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from kuzbass_batch.file_names import name_of, stem_of, suffix_of
from kuzbass_batch.forms.drawing.long_tables import ROWS_PER_SHEET
from kuzbass_batch.forms.drawing.table_rows import FileLink, LongTableRow
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.criteria import shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    ABSENT,
    DATED,
    DEFAULT_SHEETS,
    BookTable,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    plain,
)
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.files.submissions import NO_DIGEST
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.rating.rating import ChecksFirst
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.decisions.verification import answers_stamp, next_stamp

LINK_LETTERS = 15
"""Letters of a file's name that fit the column; LibreOffice does not wrap a link."""
SPARE_EXPERTISE = 200
"""Blank rows of «Экспертиза» where the criterion is picked."""
PICK, COUNTED = "Выберите критерий", "Засчитано: "
"""What stands in the row of a participant in which the criterion is picked."""
Values = dict[str, Scalar | FileLink]


class Drawn(Protocol):
    """What the rows of a workbook are made of: the outcome, the entries by table, the remarks.

    checks: what to check first, by participant's id.
    """

    outcome: Outcome
    entries: dict[BookTable, list[DecisionEntry]]
    checks: Mapping[str, ChecksFirst | None]

    def remark(self, entry: DecisionEntry) -> str:
        """Return what became of an entry."""


def confirmation_rows(drawn: Drawn) -> Iterator[LongTableRow]:
    """Yield a row for each rated participant, then the entries that fit none."""
    table = drawn.entries[DecisionTable.CONFIRMATION]
    waiting = {fold(entry.text("participant")): entry for entry in reversed(table)}
    placed: set[int] = set()
    for standing, source in rated(drawn.outcome):
        own = waiting.get(fold(standing.participant.id))
        placed.add(id(own))
        values = _confirmation(standing, source, own, drawn.outcome)
        values["remark"] = first_words(drawn.checks.get(standing.participant.id), drawn.outcome)
        if own:
            values |= entered(own) | {"remark": drawn.remark(own)}
        yield LongTableRow(values=values)
    yield from _left(table, placed, drawn)


def is_short(outcome: Outcome) -> bool:
    """Tell whether a participant in whom nothing is entered has one row on «Экспертиза».

    So it is where a row for each criterion of each would go on on further sheets.
    """
    rows = len(outcome.standings) * len(outcome.methodology.criteria)
    return rows + SPARE_EXPERTISE > ROWS_PER_SHEET


class Picked:
    """What was picked in rows of «Экспертиза» where nothing is entered yet: it stays picked."""

    def __init__(self, rows: Iterable[DecisionEntry]) -> None:
        """Take the rows of the book."""
        self._rows: dict[str, list[DecisionEntry]] = defaultdict(list)
        for row in rows:
            self._rows[fold(row.text("participant"))].append(row)

    def first_of(self, participant: str) -> Values:
        """Return the criterion picked first of a participant, as a cell; nothing if none is."""
        own = self._rows.get(fold(participant), [])
        found = bool(own) and own[0].text("criterion")
        return {"criterion": own.pop(0).text("criterion")} if found else {}

    def spare(self, names: Mapping[str, str]) -> Iterator[LongTableRow]:
        """Yield the rows of the other picks, then blank ones; names: by participant's folded id."""
        opened = frozenset({"participant", "criterion"})
        left = [row for rows in self._rows.values() for row in rows]
        for row in left:
            who = row.text("participant")
            values = {"participant": who, "criterion": row.text("criterion")}
            known = {"name": names.get(fold(who), "")}
            yield LongTableRow(values=values | known, lookup=True, opened=opened)
        for _ in range(SPARE_EXPERTISE - len(left)):
            yield LongTableRow(values={}, lookup=True, opened=opened)


def one_for_all(
    standing: Standing, source: FileResult, outcome: Outcome, picked: Picked
) -> LongTableRow:
    """Return the row of a participant on «Экспертиза» in which the criterion is picked."""
    printed_there = _confirmation(standing, source, None, outcome)
    counted = printed_there.pop("counted")
    return LongTableRow(
        values=printed_there
        | {"title": PICK, "evidence": f"{COUNTED}{counted}"}
        | picked.first_of(standing.participant.id),
        opened=frozenset({"criterion"}),
    )


def known_of(
    people: Iterable[tuple[str, ...]], rows: Iterable[LongTableRow]
) -> list[tuple[str, ...]]:
    """Return participants with what a row shows once one is picked there: name, mark, points.

    rows: of «Экспертиза целиком», in which the mark ends with the points that count now.
    """
    marks = {}
    for row in rows:
        parts = str(row.values.get("stamp") or "").split()
        if len(parts) > 1:
            counted = f"{COUNTED}{row.values.get('counted', '')}"
            marks[row.values.get("participant")] = (f"{parts[0]} {parts[-1]}", counted)
    return [(*each, *marks.get(each[0], ("", ""))) for each in people]


def _confirmation(
    standing: Standing, source: FileResult, entry: DecisionEntry | None, outcome: Outcome
) -> Values:
    card = standing.scorecard
    assert card is not None
    stamps = (
        answers_stamp(source.assessment, each.criterion, outcome.methodology)
        for each in card.scores
    )
    decided = None if entry is None or entry.assigns_only else entry
    return {
        "participant": standing.participant.id,
        "name": standing.participant.short_name,
        "counted": "; ".join(f"{who} – {points}" for who, points in _counted(card)),
        "source": link_to(source.source, linked=True),
        "stamp": f"{next_stamp(','.join(stamps), decided)} {_points(card)}",
    }


def first_words(first: ChecksFirst | None, outcome: Outcome) -> str:
    """Return which criteria to check first, empty where all is checked."""
    if first is None:
        return ""
    if not first.criteria:
        return "уровень от проверки не снизится"
    named = ", ".join(outcome.methodology.criterion(c).label for c in first.criteria)
    word = "критерий" if len(first.criteria) == 1 else "критерии"
    return f"прежде всего проверить {word} {named} ({len(first.criteria)} из {first.open})"


def _counted(card: Scorecard) -> Iterator[tuple[str, str]]:
    for each in card.scores:
        yield each.criterion, NOT_APPLICABLE if each.declined else shown(each.counted)


def _points(card: Scorecard) -> str:
    """Return the points that count now, as the stamp holds them."""
    return ",".join(ABSENT if each.declined else f"{each.counted}" for each in card.scores)


def default_rows(drawn: Drawn) -> Iterator[LongTableRow]:
    """Yield a row for each sheet that has a default, then the entries that fit none."""
    table = drawn.entries[DecisionTable.DEFAULTS]
    own = {plain(entry.text("sheet")): entry for entry in reversed(table)}
    placed: set[int] = set()
    without = tuple(_not_drawn(drawn.outcome.methodology))
    for each, sheet in DEFAULT_SHEETS.items():
        if each in without:
            continue
        entry = own.get(plain(sheet))
        placed.add(id(entry))
        values: Values = {"sheet": sheet}
        if entry:
            values |= entered(entry) | {"remark": drawn.remark(entry)}
        dated = each in DATED or each is DecisionTable.OBJECTION
        yield LongTableRow(values=values, closed=frozenset(() if dated else ("date",)))
    yield from _left(table, placed, drawn)


def _not_drawn(methodology: Methodology) -> Iterator[DecisionTable]:
    """Yield the tables that the decisions workbook of this act has no sheet for."""
    if not methodology.has_objections:
        yield DecisionTable.OBJECTION
    if methodology.programme_registers:
        yield DecisionTable.REGISTER


def _left(table: Iterable[DecisionEntry], placed: set[int], drawn: Drawn) -> Iterator[LongTableRow]:
    """Yield the entries that no row was drawn for."""
    for entry in table:
        if id(entry) not in placed:
            values = printed(entry) | entered(entry) | {"remark": drawn.remark(entry)}
            yield LongTableRow(values=values)


def rated(outcome: Outcome) -> Iterator[tuple[Standing, FileResult]]:
    """Yield the rated participants with the self-assessment that counts."""
    for standing in outcome.standings:
        if standing.scorecard and standing.assessment:
            yield standing, standing.assessment


def entered(entry: DecisionEntry) -> Values:
    """Return what was entered in a row, by column."""
    return _raw(entry.entered)


def printed(entry: DecisionEntry) -> Values:
    """Return what the program had printed in a row, by column."""
    return _raw(entry.printed)


def _raw(cells: Iterable[EnteredCell]) -> Values:
    return {cell.column: cell.raw for cell in cells}


@lru_cache(maxsize=16)  # The rows of a participant follow one another.
def away(path: str, shown: str = "") -> FileLink:
    """Return a link to a return that lies beside the workbook; shown: whose name it bears.

    LibreOffice does not wrap the words of a link, so a long name is shortened.
    """
    path_of_name = shown or path
    name, suffix = name_of(path_of_name), suffix_of(path_of_name)
    rest = LINK_LETTERS - len("…") - len(suffix)
    short = name if len(name) <= LINK_LETTERS else f"{stem_of(path_of_name)[:rest]}…{suffix}"
    return FileLink(path, short)


def link_to(source: Source, *, linked: bool) -> Scalar | FileLink:
    """Return the link to a return, or its name alone.

    A return in a message or an archive is opened there: the link leads to that file. What lies
    under a name that no link can hold is named only.
    """
    held = source.location and source.path.startswith(f"{source.location}/")
    if source.location and not held:
        return source.path
    link = away(source.location, source.path) if held else away(source.path)
    return link if linked else link.text


def words_of_evidence(assessment: ReadAssessment | None, codes: Iterable[str]) -> str:
    """Return the participant's own words of evidence and notes, row by row."""
    digest = assessment.digest if assessment else NO_DIGEST
    beside = (digest.proofs.by_row(), digest.notes.by_row())
    lines = []
    for code in codes:
        words = "; ".join(each[code] for each in beside if code in each)
        if words:
            lines.append(f"{code}: {words}")
    return "\n".join(lines)
