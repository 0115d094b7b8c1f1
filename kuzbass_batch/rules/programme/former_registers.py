"""What «Реестры» of the decisions workbook held before there was a book for it moves over.

Each entry becomes a row of the register that its own register's name speaks of, cell for cell; what
fits none stands in «Другое». What the book already holds, or once held and no longer does, is not
brought again: the old workbook may lie in the folder for years.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    ProgrammeTable,
)
from kuzbass_batch.records.committee.programme import CheckDecision

TAKES: tuple[tuple[str, ProgrammeTable], ...] = (
    ("сертификат", ProgrammeTable.SAMPLES),
    ("образц", ProgrammeTable.SAMPLES),
    ("конкурс", ProgrammeTable.CONTEST),
    ("обучен", ProgrammeTable.TRAINING),
    ("круглые столы", ProgrammeTable.EVENTS),
    ("семинар", ProgrammeTable.EVENTS),
    ("консультац", ProgrammeTable.EVENTS),
)
"""What the name of a register speaks of, and where its entries stand now; the first counts."""
COLUMNS: Mapping[ProgrammeTable, Mapping[str, str]] = {
    ProgrammeTable.SAMPLES: {
        "participant": "participant", "sample": "content", "decision": "number", "level": "level",
        "number": "number", "date": "date", "who": "who", "note": "note",
    },
    ProgrammeTable.CONTEST: {
        "contest": "content", "scope": "level", "date": "date", "participant": "participant",
        "document": "number", "who": "who", "note": "note",
    },
    ProgrammeTable.TRAINING: {
        "date": "date", "participant": "participant", "topic": "content", "quantity": "quantity",
        "document": "number", "who": "who", "note": "note",
    },
    ProgrammeTable.EVENTS: {
        "date": "date", "kind": "register", "topic": "content", "participant": "participant",
        "quantity": "quantity", "who": "who", "note": "note",
    },
    ProgrammeTable.OTHER: {
        "topic": "register", "participant": "participant", "date": "date", "number": "number",
        "content": "content", "level": "level", "quantity": "quantity", "who": "who",
        "note": "note",
    },
}  # fmt: skip
"""By the register, in the order of its sheet: each column and the one it is taken from."""
KINDS = (("стол", "круглый стол"), ("семинар", "семинар"), ("консультац", "консультация"))
LEVELS = {word: word for word in ("местный", "региональный", "федеральный")}
SCOPES = {
    "местный": "муниципальный",
    "региональный": "региональный",
    "федеральный": "межрегиональный",
}


def is_former(entry: DecisionEntry) -> bool:
    """Tell whether an entry of a decisions workbook belongs into the registers now."""
    return entry.table is DecisionTable.REGISTER


def moved_entry(entry: DecisionEntry) -> DecisionEntry:
    """Return the entry as a row of its register.

    A row that would lose a cell there (a number of people among certificates, say) stands in
    «Другое» whole.
    """
    table, cells = _home(entry), {cell.column: cell for cell in entry.entered}
    if cells.keys() - {"register", *COLUMNS[table].values()}:
        table = ProgrammeTable.OTHER
    return DecisionEntry(
        table=table,
        entered=tuple(
            _cell(cells[old], new, table) for new, old in COLUMNS[table].items() if old in cells
        ),
    )


def moved_counts(moved: Iterable[DecisionEntry], spec: FormSpec) -> str:
    """Return how many entries moved to which sheet: «Образцы» – 2, «Другое» – 1; may be empty."""
    counts = Counter(entry.table.value for entry in moved)
    named = ((sheet.name, counts[block.key]) for sheet, block in spec.blocks())
    return ", ".join(f"«{name}» – {count}" for name, count in named if count)


def _home(entry: DecisionEntry) -> ProgrammeTable:
    name = fold(entry.text("register"))
    return next((table for words, table in TAKES if words in name), ProgrammeTable.OTHER)


def _cell(cell: EnteredCell, column: str, table: ProgrammeTable) -> EnteredCell:
    """Return a cell under its new column, in a word of the list where that offers one."""
    said = fold(str(cell.value))
    words: Mapping[tuple[ProgrammeTable, str], str | None] = {
        (ProgrammeTable.SAMPLES, "decision"): CheckDecision.CERTIFIED.value,
        (ProgrammeTable.SAMPLES, "level"): LEVELS.get(said),
        (ProgrammeTable.CONTEST, "scope"): SCOPES.get(said),
        (ProgrammeTable.EVENTS, "kind"): next((w for part, w in KINDS if part in said), None),
    }
    if (table, column) not in words:
        return replace(cell, column=column)
    word = words[table, column]
    return replace(cell, column=column, raw=word or cell.raw, value=word)
