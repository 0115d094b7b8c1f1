"""The page of cards: what the tables of the ranking workbook say of one participant, together.

The rows are copied as they are drawn, so that a card and a sheet cannot say two things.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from types import NoneType
from typing import Any, TextIO
from urllib.parse import quote

from jinja2 import DictLoader
from markupsafe import Markup

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period, PeriodKind
from kuzbass_batch.outputs.cards.own_tables import (
    HEADS,
    JURY,
    LETTERS,
    OPEN,
    REGISTERS,
    TASKS,
    OwnTable,
    letter_rows,
)
from kuzbass_batch.outputs.drawn_files import SharedFolder
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.names import SHEETS, STATUS_NAMES, compared_sheet
from kuzbass_batch.outputs.sandbox import WordsOnly, policy_hash
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.tables.table_writer import (
    NOT_COPIED,
    Again,
    ByClass,
    Centred,
    Copy,
    Filled,
    FilledText,
    Heads,
    Link,
    MachineCode,
    Percent,
    TableCell,
)
from kuzbass_batch.records.committee.outgoing import RegisterLines

MOST_PARTICIPANTS = 3_000
"""A page of a larger year is too heavy for a browser: its clerk filters the sheets instead."""
TABLES: Mapping[str, str] = {
    SHEETS["ranking"]: "Код",
    OPEN: "Код",
    TASKS: "Код",
    SHEETS["board"]: "Код",
    SHEETS["absent"]: "Код",
    SHEETS["findings"]: "Участник",
    SHEETS["files"]: "Участник",
    SHEETS["bases"]: "Код",
    SHEETS["history"]: "Код",
    LETTERS: "Код",
    SHEETS["evidence"]: "Код",
    SHEETS["objections"]: "Код",
    SHEETS["checks"]: "Код",
    SHEETS["contested"]: "Код",
    **{compared_sheet(kind): "Код" for kind in PeriodKind},
    SHEETS["projects"]: "Код",
    SHEETS["course"]: "Код",
    SHEETS["partner_checks"]: "Код",
    SHEETS["applications"]: "Код",
    JURY: "Код",
    SHEETS["training"]: "Код",
    SHEETS["training_lists"]: "Код",
    SHEETS["events"]: "Код",
    REGISTERS: "Код",
    SHEETS["addressees"]: "Код",
}
"""The tables of a card in their order, each with the head over the participant's code."""
ORDER = tuple(TABLES)
END = "<!-- cards -->"
"""Where the template has the tables."""


def cards_name(period: Period) -> str:
    """Return the name of the page in the result folder."""
    return f"Карточки-{period}.html"


class CardTables:
    """Copies the rows of tables into a page as they are drawn: each table a piece of JSON."""

    def __init__(self, stream: TextIO, tail: str = "") -> None:
        """Take the stream of the page, at the place where its tables begin.

        tail: what comes after the last table.
        """
        self._stream, self.tail = stream, tail

    def begin(self, sheet: str, heads: Heads) -> Copy:
        """Return what takes the rows of a table; of one that is on no card it keeps nothing."""
        named = [head for head, _ in heads]
        code = TABLES.get(sheet)
        return _CopiedTable(self._stream, sheet, named, code) if code in named else NOT_COPIED

    def add_all(self, tables: Iterable[OwnTable]) -> None:
        """Write tables that stand on the cards only."""
        for title, rows in tables:
            self.add(title, rows)

    def add(self, title: str, rows: Iterable[Sequence[TableCell]]) -> None:
        """Write a table of `own_tables`, which stands on the cards only."""
        table = _CopiedTable(self._stream, title, [head for head, _ in HEADS[title]], "Код")
        for row in rows:
            table.add(row)
        table.end()


class _CopiedTable:
    """One table on its way into the page."""

    def __init__(self, stream: TextIO, title: str, heads: list[str], code: str | None) -> None:
        self._write, self._separator = stream.write, "\n"
        at = heads.index(code) if code else 0
        start = _json({"title": title, "order": ORDER.index(title), "heads": heads, "code": at})
        self._write(f'<script type="application/json">{start[:-1]}, "rows": [')

    def add(self, row: Sequence[TableCell]) -> None:
        """Take a row of the table."""
        shown = [each if type(each) is str else shown_cell(each) for each in row]
        self._write(f"{self._separator}{_json(shown)}")
        self._separator = ",\n"

    def end(self) -> None:
        """Take that the table has no more rows."""
        self._write("\n]}</script>\n")


def shown_cell(value: TableCell) -> Any:
    """Return a cell as a card shows it: words, or `{"t": words, "h": address}` of a file."""
    return _SHOWN[type(value)](value)


def _linked(link: Link) -> Any:
    text = shown_cell(link.text)
    inside = link.target.startswith("internal:") or not link.leads
    return text if inside else {"t": text, "h": quote(link.target)}


@lru_cache(maxsize=1024)  # Of points and totals there are few.
def _number(text: str) -> str:
    """Return a number with the signs that a Russian text has."""
    return wording.comma(text.replace("-", "−"))


_words: Callable[[Any], str] = attrgetter("text")
_SHOWN: ByClass[Any] = ByClass(
    {
        str: lambda text: text,
        NoneType: lambda _: "",
        int: lambda number: _number(str(number)),
        Decimal: lambda number: _number(f"{number:f}"),
        float: lambda number: _number(str(number)),
        dt.date: wording.day,
        Link: _linked,
        Percent: lambda part: wording.percent(part.share),
        Filled: lambda cell: shown_cell(cell.value),
        FilledText: _words,
        Again: lambda _: "",
        Centred: _words,
        MachineCode: _words,
    }
)
"""How a cell is shown: a year of a thousand has a quarter of a million of them."""
_encoded = json.JSONEncoder(ensure_ascii=False).encode


def _json(value: Any) -> str:
    """Return JSON that cannot end the element it stands in, whatever a participant wrote."""
    return _encoded(value).replace("<", "\\u003c")


@contextmanager
def begun_cards(shown: ShownOutcome, room: SharedFolder) -> Iterator[CardTables | None]:
    """Yield what copies tables into the page of cards; None for a year too large for one.

    `end_cards` writes its last table, and its end.
    """
    outcome = shown.outcome
    if len(outcome.standings) > MOST_PARTICIPANTS:
        yield None
        return
    head, _, tail = _frame(shown).partition(END)
    with (
        room.part_of(cards_name(outcome.period)) as path,
        open(path, "w", encoding="utf-8", newline="\n") as stream,  # noqa: PTH123
    ):
        stream.write(head)
        yield CardTables(stream, tail)


def end_cards(folder: Path, tail: str, shown: ShownOutcome, register: RegisterLines) -> None:
    """Write the letters of each participant, as the register of outgoing letters has them.

    tail: what comes after them; empty where there is no page.
    """
    if not tail:
        return
    handed = shown.outcome.decisions.deliveries
    path = folder / cards_name(shown.outcome.period)
    with path.open("a", encoding="utf-8", newline="\n") as stream:
        CardTables(stream).add(LETTERS, letter_rows(shown.letters, register, handed))
        stream.write(tail)


def _frame(shown: ShownOutcome) -> str:
    """Return the page with a mark where its tables come."""
    outcome = shown.outcome
    style, script = _part("cards.css"), _part("cards.js")
    level = outcome.methodology.level
    drafts = frozenset(shown.conclusions.drafts)
    people = [
        {
            "id": s.participant.id,
            "name": s.participant.name,
            "short": s.participant.short_name,
            "category": s.participant.category.plural,
            "state": level(s.scorecard.level).name if s.scorecard else STATUS_NAMES[s.status],
            "draft": s.participant.id in drafts,
        }
        for s in outcome.standings
    ]
    environment = WordsOnly(loader=DictLoader({"cards": _part("cards.html.j2")}), autoescape=True)
    return environment.get_template("cards").render(
        as_of=wording.day(outcome.as_of),
        draft=bool(drafts),
        some=any(s.scorecard and s.participant.id not in drafts for s in outcome.standings),
        people=Markup(_json(people)),
        style=Markup(style),
        script=Markup(script),
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
        **act_tags(outcome.methodology.words, outcome.period),
    )


def _part(name: str) -> str:
    return files("kuzbass_batch.templates").joinpath("cards", name).read_text("utf-8")
