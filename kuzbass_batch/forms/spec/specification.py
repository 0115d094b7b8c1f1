"""The specification of a form: what the records are that draw it and read it (made by `loader`).

A form is sheets, a sheet is blocks from top to bottom. Each block with answers has a head row
whose cell in the code column says «Код»; each answer row carries its code in that column. So the
reader finds rows by code and columns by the words of the head, wherever they were moved to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.criteria import Criterion, NoPoints
from kuzbass_batch.methodology.rater import COMMITTEE, Rater
from kuzbass_batch.methodology.totals import Group
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity

CODE_HEAD = "Код"
LAST_YEAR, LAST_YEAR_WIDTH = "before", 13.0
"""The column that shows what counted last year, and its width in letters."""
ROW_ANSWER = "done"
"""The column in which a row of a criterion is answered: by a mark or a number."""
NOT_APPLICABLE = NoPoints.NOT_APPLICABLE.value
"""The third word of a mark's list, of a criterion that may not apply to everybody."""


class ValueKind(StrEnum):
    """How an answer is understood."""

    TEXT = "text"
    MARK = "mark"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


def is_number(word: str) -> bool:
    """Tell whether a word of a list is a number, such as `2`, `0,5` or `-1`."""
    return re.fullmatch(r"-?[0-9]+(,[0-9]+)?", word) is not None


@dataclass(frozen=True, slots=True)
class NumberBounds:
    """A number's name, its bounds (None: none above), whether it must be whole."""

    name: str
    least: int = 0
    most: int | None = None
    whole: bool = True

    @property
    def words(self) -> str:
        """Return what is expected: «целое число от 1 до 4», «число не меньше 0»."""
        kind = "целое число" if self.whole else "число"
        return (
            f"{kind} не меньше {self.least}"
            if self.most is None
            else (f"{kind} от {self.least} до {self.most}")
        )

    def holds(self, number: Decimal) -> bool:
        """Tell whether a number is one of those expected."""
        fits = number >= self.least and (self.most is None or number <= self.most)
        return fits and (not self.whole or number == number.to_integral_value())


@dataclass(frozen=True, slots=True)
class WantedWith:
    """When an optional answer is wanted all the same: another field holds one of these words."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One answer cell. `field_id` is unique in the form; `name` is what findings call it.

    prefill: the attribute of Participant that a personal blank shows here, or empty.
    choices: the words of the drop-down list, if any.
    locked: the program prints here, nobody answers. listed: the name of a list of its own that
    the program offers here, such as the participants. beside: the field that asks for this one as
    soon as it is answered, or empty. former: words that the list had once or that people write
    instead, each with the word of the list, so that they are read too. may_not_apply: a mark that
    may say «не применимо». issued: a blank is drawn with an answer here that nobody has given yet,
    such as what a passport said of its project. bounds: what a number must keep to. not_after: the
    field of a day, above in the form, that this day may not be later than; not_before: one of the
    same sheet that it may not be before. wanted_with: when an optional answer is wanted; wanted: in
    every row, and a rule of the form's own says so. single: the word that one row of the table has
    to hold, and no more. once: no two rows of the table may say the same here. differs_from:
    the field whose words this one may not repeat. most: the end of a scale of whole points from 0.
    sum_of: the columns of its row that a locked number is the live sum of.
    """

    field_id: str
    name: str
    kind: ValueKind
    required: bool = False
    choices: tuple[str, ...] = ()
    prefill: str = ""
    hint: str = ""
    locked: bool = False
    beside: str = ""
    listed: str = ""
    former: tuple[tuple[str, str], ...] = ()
    may_not_apply: bool = False
    issued: bool = False
    bounds: NumberBounds | None = None
    not_after: str = ""
    not_before: str = ""
    wanted: bool = False
    single: str = ""
    wanted_with: WantedWith | None = None
    once: bool = False
    differs_from: str = ""
    most: int | None = None
    sum_of: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """Return the key of the field's column in its table."""
        return self.field_id.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An answer row: its code in the code column, the printed texts, and one field per column."""

    code: str
    texts: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FormCriterion:
    """The rows of one criterion with its heading, drawn with the live points beneath it.

    opens, closes: the groups of the methodology that begin before it, the outermost first, and
    those that end after it, the innermost first; drawn with a heading and a subtotal.
    """

    criterion: Criterion
    rows: tuple[Row, ...]
    opens: tuple[Group, ...] = ()
    closes: tuple[Group, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a sheet.

    kind: `text` (paragraphs only), `fields` (label and answer), `criteria` (groups of rows),
    `table` (free rows; the reader also takes inserted rows without a code), `stages` (fixed rows
    with dates), `points` (a row for each criterion). heads: the words of the head row, first the
    printed columns, then the answers; the reader finds answer column k under
    heads[text_columns + k]. prefix: code prefix. minimum, most: how many rows of a table are
    filled; more are not read (0: no bound).
    printed: on the paper of an official form; last blocks only.
    """

    kind: str
    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    text_columns: int = 0
    rows: tuple[Row, ...] = ()
    groups: tuple[FormCriterion, ...] = ()
    prefix: str = ""
    minimum: int = 0
    most: int = 0
    align: str = "left"
    printed: bool = True

    def all_rows(self) -> Iterator[Row]:
        """Yield the answer rows from top to bottom."""
        yield from self.rows
        for group in self.groups:
            yield from group.rows

    @property
    def answer_heads(self) -> tuple[str, ...]:
        """Return the words above the answer columns."""
        return self.heads[self.text_columns :]


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetSpec:
    """A visible sheet: name, blocks, `widths` of its columns in characters, paper orientation.

    one_page: print on exactly one A4 page; otherwise `pages_wide` pages wide. official: the act's
    own form, printed without the code column. title: stands in place of the form's title, if given.
    named: the field whose answer stands above the sheet's first head, too, and on each page.
    ready: the sheets with answers, if this one says whether the form is ready to be sent;
    ready_words: what it says then of a book that nobody sends.
    former: it is no longer drawn; where a workbook of an earlier program has it, it is read.
    only_filled: it is drawn only where it has rows.
    """

    name: str
    blocks: tuple[Block, ...]
    widths: tuple[float, ...]
    landscape: bool = False
    one_page: bool = False
    pages_wide: int = 1
    official: bool = False
    title: str = ""
    named: str = ""
    ready: tuple[str, ...] = ()
    ready_words: str = ""
    former: bool = False
    only_filled: bool = False

    @property
    def answered(self) -> bool:
        """Tell whether anybody answers anything here."""
        rows = (row for block in self.blocks for row in block.all_rows())
        return any(not field.locked for row in rows for field in row.fields)

    @property
    def ready_rows(self) -> int:
        """Return how many rows that takes beneath the title: none on an official form."""
        return len(self.ready) + 1 if self.ready and not self.official else 0


Columns = tuple[tuple[str, str], ...]
"""Columns of a register, each with the field of a form that it is filled from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterUse:
    """What a form of the programme brings into the registers, and how it is told from others.

    subject: the field with the lasting number of what the form is about, empty if there is none.
    period: the fields that say of which time it speaks: of several forms with one subject and time
    the latest counts. table: the register that its rows go into. rows: the free table of the form
    of which each row is one of the register; empty: the whole form is one. keys: the columns by
    which a row is known again; columns: the others.
    """

    table: str
    subject: str = ""
    period: tuple[str, ...] = ()
    rows: str = ""
    keys: Columns = ()
    columns: Columns = ()


@dataclass(frozen=True, kw_only=True)
class FormSpec:
    """A form of one period: kind, code (`KB-SELF`), version, title and sheets.

    rater: how the texts around it call the body that rates.
    register: of a form of the programme, what it brings into the registers. utc_hours: how far
    local time is ahead of UTC where the rating is made.
    """

    kind: Kind
    code: str
    version: int
    period: Period
    title: str
    file_name: str
    sheets: tuple[SheetSpec, ...]
    rater: Rater = COMMITTEE
    register: RegisterUse | None = None
    utc_hours: int = 0

    @cached_property
    def issued(self) -> frozenset[str]:
        """Return the ids of the fields that a personal blank is issued with an answer in.

        Of a free table those of its further rows, too: `results/7/name` as `results/1/name`.
        """
        fields = self.fields().items()
        return frozenset(name for name, field in fields if field.prefill or field.issued)

    def identity(self, participant: str = "") -> Identity:
        """Return the identity code of a blank for `participant` (empty: for download)."""
        # An id with a space cannot stand in a code: whose the form is, its field says then.
        own = "" if " " in participant else participant
        return Identity(
            form_code=self.code, period=self.period, version=self.version, participant=own
        )

    def blocks(self) -> Iterator[tuple[SheetSpec, Block]]:
        """Yield every block with its sheet, in reading order."""
        for sheet in self.sheets:
            for block in sheet.blocks:
                yield sheet, block

    def field_like(self, field_id: str) -> Field | None:
        """Return a field by its id; of a table's further row (`results/7/fact`) that of its first.

        None for an id that the form does not know.
        """
        key, _, rest = field_id.partition("/")
        number, _, column = rest.partition("/")
        first = f"{key}/1/{column}" if column and number.isdecimal() else field_id
        known = self.by_id
        return known.get(field_id) or known.get(first)

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Return what `fields` does, made once."""
        return self.fields()

    def fields(self) -> dict[str, Field]:
        """Return every drawn field keyed by its id, in reading order."""
        return {
            field.field_id: field
            for _, block in self.blocks()
            for row in block.all_rows()
            for field in row.fields
        }


def with_last_year(spec: FormSpec, head: str) -> FormSpec:
    """Return the form with a last column beside the rows of criteria, in which nobody answers.

    head: the words above it. Its fields are named `1.1/before`. The form is read without it: a
    column with such a head says nothing to the reader.
    """
    return replace(spec, sheets=tuple(_sheet_with_last_year(each, head) for each in spec.sheets))


def _sheet_with_last_year(sheet: SheetSpec, head: str) -> SheetSpec:
    if not any(block.groups for block in sheet.blocks):
        return sheet
    blocks = tuple(
        replace(
            block,
            heads=(*block.heads, head),
            groups=tuple(
                replace(group, rows=tuple(_row_with_last_year(row, head) for row in group.rows))
                for group in block.groups
            ),
        )
        if block.groups
        else block
        for block in sheet.blocks
    )
    return replace(sheet, blocks=blocks, widths=(*sheet.widths, LAST_YEAR_WIDTH))


def _row_with_last_year(row: Row, head: str) -> Row:
    field_id = f"{row.code}/{LAST_YEAR}"
    field = Field(field_id=field_id, name=head, kind=ValueKind.TEXT, locked=True)
    return replace(row, fields=(*row.fields, field))


def with_rows_for(spec: FormSpec, names: Iterable[str]) -> FormSpec:
    """Return the form with its free tables long enough for the answers named `training/57/post`."""
    last: dict[str, int] = {}
    for name in names:
        key, _, rest = name.partition("/")
        number = rest.partition("/")[0]
        if number.isdecimal():
            last[key] = max(last.get(key, 0), int(number))
    return replace(spec, sheets=tuple(_sheet_with_rows(sheet, last) for sheet in spec.sheets))


def with_rows(spec: FormSpec, key: str, count: int) -> FormSpec:
    """Return the form whose free table `key` has at least so many rows."""
    return with_rows_for(spec, (f"{key}/{count}/",))


def _sheet_with_rows(sheet: SheetSpec, last: dict[str, int]) -> SheetSpec:
    return replace(
        sheet,
        blocks=tuple(
            _with_rows(block, last.get(block.key, 0)) if block.kind == "table" else block
            for block in sheet.blocks
        ),
    )


def _with_rows(block: Block, count: int) -> Block:
    more = (_row_like(block.rows[0], block, n) for n in range(len(block.rows) + 1, count + 1))
    return replace(block, rows=(*block.rows, *more))


def _row_like(row: Row, block: Block, number: int) -> Row:
    """Return the table's row `number`, made after its first row."""
    fields = (
        replace(field, field_id=f"{block.key}/{number}/{field.field_id.rsplit('/', 1)[1]}")
        for field in row.fields
    )
    return Row(code=f"{block.prefix}.{number}", texts=(), fields=tuple(fields))
