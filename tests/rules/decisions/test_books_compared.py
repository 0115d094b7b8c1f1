"""The book at hand against what the last result counted: a week of runs, entries made by hand."""

from decimal import Decimal

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.records.committee.book_marks import NO_MEMORY
from kuzbass_batch.records.committee.decisions import (
    DecisionBook,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    ProgrammeTable,
)
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.rules.decisions.older_books import (
    book_findings,
    compare_with_last,
    entry_digest,
    entry_place,
    findings_without_book,
    merged,
    remember,
)
from tests.categories import EXECUTIVE

PEOPLE = Registry(
    path="",
    participants=tuple(
        Participant(id=who, name=who, short_name="", category=EXECUTIVE)
        for who in ("И1", "И2", "И3", "И4", "И5", "И6")
    ),
)
WORDS = {"П": "points", "К": "reason", "Д": "document"}


def entry(text):
    """Return an entry of «Экспертиза»: `И1.3@5 П2 Кприказ`, its row behind `@`; `.3`: no body."""
    head, *words = text.split()
    subject, _, row = head.partition("@")
    who, _, criterion = subject.partition(".")
    values = {"participant": who, "criterion": criterion}
    values |= {WORDS[word[0]]: word[1:] for word in words}
    cells = []
    for at, (column, value) in enumerate((k, v) for k, v in values.items() if v):
        value = Decimal(value) if column == "points" else value
        ref = CellRef(sheet="Экспертиза", cell=f"{'BCDEF'[at]}{row or 4}")
        cells.append(EnteredCell(column=column, raw=value, value=value, ref=ref))
    return DecisionEntry(table=DecisionTable.EXPERTISE, entered=tuple(cells))


def told(entries):
    """Return entries as they are written above, without their rows."""
    return ", ".join(
        " ".join([
            ".".join(filter(None, (each.text("participant"), each.text("criterion")))),
            *(f"{letter}{each.value(column)}" for letter, column in WORDS.items()
              if each.value(column) is not None),
        ]) for each in entries
    )  # fmt: skip


class Folder:
    """What one folder remembers from run to run; `lines`: what each run counted and drew."""

    def __init__(self):
        self.memory, self.known, self.lines, self.last = NO_MEMORY, {}, [], 0

    def run(self, text):
        """Read `№2: entry; entry`, `–: …` a book without a mark; keep what follows from it."""
        number, _, entries = text.partition(":")
        self.book = DecisionBook(
            path="", entries=tuple(entry(each) for each in entries.split(";") if each.strip())
        )
        self.known |= {entry_digest(each): each for each in self.book.entries}
        number = int(number.strip("№")) if "№" in number else 0
        self.found = compare_with_last(self.book, number, self.memory, PEOPLE)
        self.last = self.memory.draw
        self.memory = remember(self.found, self.memory, "ключ")
        self.whole = merged(self.book, self.found, self.known)
        kept = told(self.known[each.digest] for each in self.found.kept)
        self.lines.append(
            f"{told(self.whole.entries)} | {kept} | {told(self.found.old)} | {self.memory.draw}"
        )
        return self


WEEKS = {
    # The book of each run; what counts then | kept of it | outdated in the book | number drawn.
    "a first run draws the first book": ["–: → | | | 1"],
    "a book without a mark begins the count as well": ["–: И1.1 П2 → И1.1 П2 | | | 1"],
    "Monday's book counts all week": [
        "–: → | | | 1",
        "№1: И1.1 П2 → И1.1 П2 | | | 2",
        "№1: И1.1 П2; И2.1 П1 → И1.1 П2, И2.1 П1 | | | 3",
        "№1: И1.1 П2; И2.1 П1 → И1.1 П2, И2.1 П1 | | | 3",
    ],
    "the same book again draws the same one": [
        "№4: И1.1 П2 → И1.1 П2 | | | 5",
        "№5: И1.1 П2 → И1.1 П2 | | | 6",
        "№6: И1.1 П2 → И1.1 П2 | | | 7",
    ],
    "an old copy undoes nothing": [
        "№1: И1.1 П2; И2.1 П1 → И1.1 П2, И2.1 П1 | | | 2",
        "№1: И2.1 П1 → И2.1 П1, И1.1 П2 | И1.1 П2 | | 2",
        "–: → И2.1 П1, И1.1 П2 | И2.1 П1, И1.1 П2 | | 2",
    ],
    "what the book shows is taken back in it": [
        "№1: И1.1 П2; И2.1 П1 → И1.1 П2, И2.1 П1 | | | 2",
        "№2: И2.1 П1 → И2.1 П1 | | | 3",
        "№2: И2.1 П1 → И2.1 П1 | | | 3",
    ],
    "what was taken back does not come back with an old copy": [
        "№1: И1.1 П2; И2.1 П1 → И1.1 П2, И2.1 П1 | | | 2",
        "№2: И2.1 П1 → И2.1 П1 | | | 3",
        "№1: И1.1 П2 → И2.1 П1 | И2.1 П1 | И1.1 П2 | 3",
        "№2: И1.1 П2; И2.1 П1 → И2.1 П1 | | И1.1 П2 | 3",
    ],
    "unless the newest book says it again": [
        "№1: И1.1 П2 → И1.1 П2 | | | 2",
        "№2: → | | | 3",
        "№3: И1.1 П2 → И1.1 П2 | | | 4",
        "№3: И1.1 П2 → И1.1 П2 | | | 4",
    ],
    "a changed entry takes the place of the earlier one": [
        "№1: И1.1 П2 → И1.1 П2 | | | 2",
        "№2: И1.1 П3 → И1.1 П3 | | | 3",
        "№1: И1.1 П2 → И1.1 П3 | И1.1 П3 | И1.1 П2 | 3",
    ],
    "also in an older book": [
        "№1: И1.1 П2 → И1.1 П2 | | | 2",
        "№1: И1.1 П3 → И1.1 П3 | | | 3",
    ],
    "of two of one thing the first is replaced": [
        "№1: И1.1@4 П2; И1.1@5 П1 → И1.1 П2, И1.1 П1 | | | 2",
        "№2: И1.1@4 П3; И1.1@5 П1 → И1.1 П3, И1.1 П1 | | | 3",
    ],
    "a slip put right in its row leaves nothing behind": [
        "№1: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 2",
        "№1: И2.1@5 П2 Кприказ → И2.1 П2 Кприказ, И1.1 П2 Кприказ | И1.1 П2 Кприказ | | 3",
    ],
    "one of nobody does": [
        "№1: .1@5 П2 Кприказ → 1 П2 Кприказ | | | 2",
        "№1: И2.1@5 П2 Кприказ → И2.1 П2 Кприказ | | | 3",
    ],
    "so does one of whom the registry does not know": [
        "№1: И9.1@5 П2 Кприказ → И9.1 П2 Кприказ | | | 2",
        "№1: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 3",
    ],
    "another criterion put right in its row": [
        "№1: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 2",
        "№1: И1.2@5 П2 Кприказ → И1.2 П2 Кприказ | | | 3",
    ],
    "not where two cells are others": [
        "№1: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 2",
        "№1: И1.2@5 П3 Кприказ → И1.2 П3 Кприказ, И1.1 П2 Кприказ | И1.1 П2 Кприказ | | 3",
    ],
    "nor in another row": [
        "№1: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 2",
        "№1: И1.2@6 П2 Кприказ → И1.2 П2 Кприказ, И1.1 П2 Кприказ | И1.1 П2 Кприказ | | 3",
    ],
    "nor in that row of another book": [
        "№4: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 5",
        "№2: И1.2@5 П2 Кприказ → И1.2 П2 Кприказ, И1.1 П2 Кприказ | И1.1 П2 Кприказ | | 6",
    ],
    "nor in books without a mark": [
        "–: И1.1@5 П2 Кприказ → И1.1 П2 Кприказ | | | 1",
        "–: И1.2@5 П2 Кприказ → И1.2 П2 Кприказ, И1.1 П2 Кприказ | И1.1 П2 Кприказ | | 2",
    ],
    "entries with one text are as many as they were": [
        "№1: И1.1@4 П2; И1.1@5 П2 → И1.1 П2, И1.1 П2 | | | 2",
        "№1: И1.1@4 П2 → И1.1 П2, И1.1 П2 | И1.1 П2 | | 2",
        "№2: И1.1@4 П2 → И1.1 П2 | | | 3",
    ],
}  # fmt: skip


@pytest.mark.parametrize("week", WEEKS.values(), ids=WEEKS)
def test_what_counts_from_run_to_run(week):
    folder = Folder()
    runs = [line.split(" → ") if " → " in line else (line[:-1], "") for line in week]
    for book, _ in runs:
        folder.run(book)
    assert [" ".join(line.split()) for line in folder.lines] == [
        " ".join(line.split()) for _, line in runs
    ]


def test_what_is_told_of_an_old_copy():
    """By sheet, three names at most; what an outdated entry speaks of is told at that entry."""
    many = "; ".join(f"И{n}.1@{n + 3} П2" for n in range(1, 6))
    folder = Folder().run(f"№1: {many}").run("№1: И1.1@4 П2")
    (kept,) = book_findings(folder.found, folder.last, folder.known)
    assert (kept.code, kept.sheet, kept.cell) == ("D030", "Экспертиза", "")
    assert "Книга (№ 1) начерчена раньше, чем последняя (№ 2)" in kept.message
    assert "прежнем результате: И2, 1, И3, 1, И4, 1 и ещё 1. Они" in kept.message
    folder = Folder().run("№1: И1.1 П2").run("№2: И1.1 П3").run("№1: И1.1@7 П2; И2.1 П1")
    (old,) = book_findings(folder.found, folder.last, folder.known)
    assert (old.code, old.sheet, old.cell) == ("D031", "Экспертиза", "B7")
    assert "Запись в этой книге старая: И1, 1 – в более новой книге (№ 3)" in old.message


def test_what_is_told_without_a_mark_or_a_book():
    folder = Folder().run("№1: И1.1 П2; @9 П1").run("–:")
    (kept,) = book_findings(folder.found, folder.last, folder.known)
    assert "Книга (без отметки)" in kept.message
    (stands,) = findings_without_book(folder.found, folder.known)
    assert stands.code == "D034" and stands.sheet == "Экспертиза"
    assert "учитывал её записи: И1, 1, Экспертиза!B9. Они" in stands.message


def test_an_outdated_entry_that_says_nothing_of_whom_is_told_all_the_same():
    folder = Folder().run("№1: @9 П1").run("№2:").run("№1: @9 П1")
    (old,) = book_findings(folder.found, folder.last, folder.known)
    assert "старая: что в ней сказано – в более новой" in old.message


def test_an_entry_is_remembered_by_its_words_and_found_by_its_place():
    one, other = entry("И1.1@5 П2"), entry("И1.1@6 П2")
    assert entry_digest(one) == entry_digest(other) != entry_digest(entry("И1.1@5 П3"))
    assert [entry_place(each) for each in (one, other)] == ["Экспертиза!5", "Экспертиза!6"]
    folder = Folder().run("№1: И1.1@5 П2; И2.1@6 П1").run("№2: И2.1@6 П1")
    (left,) = folder.memory.entries
    assert (left.place, left.draw, left.book, folder.memory.key) == ("Экспертиза!6", 2, 2, "ключ")
    assert folder.memory.retired == {entry_digest(one): 3}
    # What is entered again is no longer taken back.
    assert folder.run("№3: И1.1@5 П2; И2.1@6 П1").memory.retired == {}


def application(**cells):
    """Return a row of «Заявки на проверку» with nine cells, some of them changed."""
    values = {
        "number": "2", "participant": "И1", "sample": "МФЦ", "level": "местный",
        "date": "03.06.2026", "signer": "Сыч П. П.", "right": "руководитель", "state": "отказано",
        "decided": "01.06.2026", **cells,
    }  # fmt: skip
    entered = (
        EnteredCell(
            column=column, raw=value, value=value, ref=CellRef(sheet="Заявки", cell=f"{at}8")
        )
        for at, (column, value) in zip("BCDEFGHIJ", values.items(), strict=True)
    )
    return DecisionEntry(table=ProgrammeTable.CHECK_APPLICATIONS, entered=tuple(entered))


@pytest.mark.parametrize(("cells", "kept"), [
    ({"number": "4", "decided": "04.06.2026"}, 0),
    ({"number": "4", "sample": "Склад", "decided": "04.06.2026", "signer": "И. И."}, 1),
    ({"number": "4", "participant": "И2"}, 1),
])  # fmt: skip
def test_a_long_row_put_right_in_several_cells_leaves_nothing_behind(cells, kept):
    """The slip would stay beside it otherwise, and neither would be in force."""
    before, now = (DecisionBook(path="", entries=(each,)) for each in (
        application(), application(**cells)))  # fmt: skip
    memory = remember(compare_with_last(before, 4, NO_MEMORY, PEOPLE), NO_MEMORY, "ключ")
    assert len(compare_with_last(now, 4, memory, PEOPLE).kept) == kept
