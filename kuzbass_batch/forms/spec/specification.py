"""The specification of a form: TOML → FormSpec, with the methodology's criteria put in.

A form is sheets, a sheet is blocks from top to bottom. Each block with answers has a head row
whose cell in the code column says «Код»; each answer row carries its code in that column. So the
reader finds rows by code and columns by the words of the head, wherever they were moved to.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Criterion, Methodology
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.submissions import Identity

CODE_HEAD = "Код"
WITHOUT_FORM = frozenset({Kind.UNKNOWN, Kind.PAST_RESULTS, Kind.CALENDAR})


class ValueKind(StrEnum):
    """How an answer is understood."""

    TEXT = "text"
    MARK = "mark"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One answer cell. `field_id` is unique in the form; `name` is what findings call it.

    prefill: the attribute of Participant that a personal blank shows here, or empty.
    choices: the words of the drop-down list, if any.
    locked: the program prints here, nobody answers. listed: the name of a list of its own that
    the program offers here, such as the participants. beside: the field that asks for this one as
    soon as it is answered, or empty.
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
class Group:
    """The rows of one criterion with its heading, drawn with the live points beneath it."""

    criterion: Criterion
    rows: tuple[Row, ...]


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
    groups: tuple[Group, ...] = ()
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


@dataclass(frozen=True, kw_only=True)
class FormSpec:
    """A form of one year: kind, code (`KB-SELF`), version, title and sheets."""

    kind: Kind
    code: str
    version: int
    year: int
    title: str
    file_name: str
    sheets: tuple[SheetSpec, ...]

    @cached_property
    def issued(self) -> frozenset[str]:
        """Return the ids of the fields that a personal blank is issued with an answer in."""
        return frozenset(name for name, field in self.fields().items() if field.prefill)

    def identity(self, participant: str = "") -> Identity:
        """Return the identity code of a blank for `participant` (empty: for download)."""
        return Identity(
            form_code=self.code, year=self.year, version=self.version, participant=participant
        )

    def blocks(self) -> Iterator[tuple[SheetSpec, Block]]:
        """Yield every block with its sheet, in reading order."""
        for sheet in self.sheets:
            for block in sheet.blocks:
                yield sheet, block

    def fields(self) -> dict[str, Field]:
        """Return every drawn field keyed by its id, in reading order."""
        return {
            field.field_id: field
            for _, block in self.blocks()
            for row in block.all_rows()
            for field in row.fields
        }


def with_rows_for(spec: FormSpec, names: Iterable[str]) -> FormSpec:
    """Return the form with its free tables long enough for the answers named `training/57/post`."""
    last: dict[str, int] = {}
    for name in names:
        key, _, rest = name.partition("/")
        number = rest.partition("/")[0]
        if number.isdecimal():
            last[key] = max(last.get(key, 0), int(number))
    return replace(spec, sheets=tuple(_sheet_with_rows(sheet, last) for sheet in spec.sheets))


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


def load_forms(methodology: Methodology) -> dict[Kind, FormSpec]:
    """Return the specification of every form for the methodology's year."""
    return {kind: load_form(kind, methodology) for kind in Kind if kind not in WITHOUT_FORM}


def load_form(kind: Kind, methodology: Methodology) -> FormSpec:
    """Return the specification of one form; a KeyError names what its TOML lacks."""
    text = (
        files("kuzbass_batch.templates").joinpath("forms", f"{kind.value}.toml").read_text("utf-8")
    )
    data = tomllib.loads(text, parse_float=Decimal)
    return FormSpec(
        kind=kind,
        code=data["code"],
        version=data["version"],
        year=methodology.year,
        title=_words(data["title"], methodology),
        file_name=data["file_name"],
        sheets=tuple(_sheet(sheet, methodology) for sheet in data["sheets"]),
    )


def _words(text: str, methodology: Methodology) -> str:
    """Put the methodology's year and days into a text of the form."""
    calendar = methodology.calendar
    return text.format(
        year=methodology.year,
        next_year=methodology.year + 1,
        submission=wording.day(calendar.submission),
        act=methodology.act,
        trained=methodology.people_to_train,
        days=calendar.objection_working_days,
    )


def _sheet(data: dict[str, Any], methodology: Methodology) -> SheetSpec:
    return SheetSpec(
        name=data["name"],
        blocks=tuple(_block(block, methodology) for block in data["blocks"]),
        widths=tuple(float(width) for width in data["widths"]),
        landscape=data.get("landscape", False),
        one_page=data.get("one_page", False),
        pages_wide=data.get("pages_wide", 1),
        official=data.get("official", False),
        title=_words(data.get("title", ""), methodology),
        named=data.get("named", ""),
    )


def _block(data: dict[str, Any], methodology: Methodology) -> Block:
    kind = data["kind"]
    paragraphs = [_words(text, methodology) for text in data.get("paragraphs", ())]
    if data.get("list_criteria"):
        paragraphs += methodology.row_conditions()
    paragraphs += [_reading_words(each, methodology) for each in data.get("list_readings", ())]
    heads = tuple(_words(head, methodology) for head in data.get("heads", ()))
    columns = data.get("columns", [])
    rows = {"fields": _field_rows, "table": _table_rows, "stages": _stage_rows}.get(kind)
    return Block(
        kind=kind,
        key=data.get("key", ""),
        title=_words(data.get("title", ""), methodology),
        paragraphs=tuple(paragraphs),
        heads=heads,
        text_columns=len(heads) - (len(columns) or 1) if heads else 0,
        rows=rows(data) if rows else _point_rows(data, methodology) if kind == "points" else (),
        groups=_criterion_groups(data, methodology) if kind == "criteria" else (),
        prefix=data.get("prefix", ""),
        minimum=data.get("minimum", 0),
        most=data.get("most", 0),
        align=data.get("align", "left"),
        printed=data.get("printed", True),
    )


def _reading_words(reading_id: str, methodology: Methodology) -> str:
    reading = methodology.reading(reading_id)
    answer = f"{reading.choice.text[:1].upper()}{reading.choice.text[1:]}"
    return f"{reading.question} {answer} ({reading.point})."


def _field(data: dict[str, Any], field_id: str, name: str) -> Field:
    return Field(
        field_id=field_id,
        name=name,
        kind=ValueKind(data["kind"]),
        required=data.get("required", False),
        choices=tuple(data.get("choices", ())),
        prefill=data.get("prefill", ""),
        hint=data.get("hint", ""),
        locked=data.get("locked", False),
        listed=data.get("listed", ""),
    )


def _field_rows(block: dict[str, Any]) -> tuple[Row, ...]:
    """Rows of label and answer; the field id is the key, the code the prefix with a number."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{number}",
            texts=(data["label"],),
            fields=(_field(data, data["key"], data.get("name", data["label"])),),
        )
        for number, data in enumerate(block["fields"], start=1)
    )


def _table_rows(block: dict[str, Any]) -> tuple[Row, ...]:
    """Rows to fill in freely; the field id is `training/1/name`, counted in reading order."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{number}",
            texts=(),
            fields=table_fields_of(block["key"], number, block["columns"]),
        )
        for number in range(1, block["count"] + 1)
    )


def table_fields_of(key: str, number: int, columns: list[dict[str, Any]]) -> tuple[Field, ...]:
    """Return the fields of row `number` of the table `key`."""
    return tuple(_field(c, f"{key}/{number}/{c['key']}", c["name"]) for c in columns)


def _stage_rows(block: dict[str, Any]) -> tuple[Row, ...]:
    """Fixed rows with dates; a row without `until` has one date (the column then stays closed)."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{number}",
            texts=(stage["label"],),
            fields=tuple(
                _field(
                    column,
                    f"{block['key']}/{number}/{column['key']}",
                    f"{stage['label']}: {column['name']}",
                )
                for column in block["columns"][: 1 if stage.get("single") else None]
            ),
        )
        for number, stage in enumerate(block["stages"], start=1)
    )


def _point_rows(block: dict[str, Any], methodology: Methodology) -> tuple[Row, ...]:
    """A row for each criterion; a column of choices offers the points that it may have."""
    return tuple(
        Row(
            code=f"{block['prefix']}.{criterion.id}",
            texts=(f"{criterion.label}. {criterion.short_title}",),
            fields=tuple(_point_field(block["key"], c, criterion) for c in block["columns"]),
        )
        for criterion in methodology.criteria
    )


def _point_field(key: str, column: dict[str, Any], criterion: Criterion) -> Field:
    head = f"{key}/{criterion.id}"
    name = f"критерий {criterion.id}, {column['name']}"
    field = _field(column, f"{head}/{column['key']}", name)
    offered = () if field.kind is not ValueKind.CHOICE else criterion.points_offered
    beside = f"{head}/{column['with']}" if "with" in column else ""
    return replace(field, choices=offered, beside=beside)


def _criterion_groups(block: dict[str, Any], methodology: Methodology) -> tuple[Group, ...]:
    return tuple(
        Group(
            criterion=criterion,
            rows=tuple(
                Row(
                    code=row.code,
                    texts=(row.text, str(row.points)),
                    fields=tuple(
                        _field(
                            column,
                            f"{row.code}/{column['key']}",
                            f"строка {row.code}, {column['name']}",
                        )
                        for column in block["columns"]
                    ),
                )
                for row in criterion.rows
            ),
        )
        for criterion in methodology.criteria
    )
