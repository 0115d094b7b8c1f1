"""Draw a form of long tables, many rows of which the program fills in: the committee's books.

The same specification as for any form says sheets, heads and columns;
`forms/parsing/decisions.py` reads it.
"""

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kuzbass_batch.forms.drawing.sheet_setup import text_height, validation
from kuzbass_batch.forms.drawing.styles import BLUE, BORDER, FONT, GREY, HEAD_FILL, LOCKED_FILL
from kuzbass_batch.forms.drawing.table_rows import (
    MEMOS,
    FileLink,
    LongTableRow,
    TableColumn,
    columns_of,
    first_open,
    row_height,
)
from kuzbass_batch.forms.drawing.workbook import A4, FileUrl, TextBook, is_linkable
from kuzbass_batch.forms.parsing.decisions import CODE_SHEET, LISTS_SHEET, ROW_KEYS
from kuzbass_batch.forms.spec.layout import column_letters
from kuzbass_batch.forms.spec.specification import (
    CODE_HEAD,
    Block,
    Field,
    FormSpec,
    SheetSpec,
    ValueKind,
    is_number,
)
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.files.workbooks import Scalar

CREATED = dt.datetime(2025, 3, 7)
TITLE_ROW, HEAD_ROW = 1, 2
ROWS_PER_SHEET = 15_000
"""The reader takes no sheets beyond 20,000 rows; a longer table goes on on another sheet."""
CELLS_PER_RULE = 400
"""A list that serves scattered cells names each of them: Excel bears only so many at once."""
NAME, PARTICIPANTS = "name", "participants"
HEAD_ROOM = 0.9
"""The part of a column's width that surely holds letters of a bold head beside its arrow."""
MAX_URL_LENGTH = 2079
"""Letters of a link that Excel follows since 2015; before that 255."""
FIRST_SERIAL_DAY = dt.date(1900, 3, 1)


Tables = Mapping[str, Sequence[LongTableRow]]
Lists = Mapping[str, Sequence[tuple[str, ...]]]


def draw_long_tables(
    spec: FormSpec, identity: Identity, rows: Tables, lists: Lists, mark: str = ""
) -> bytes:
    """Return the workbook's bytes: `rows` by the table's key, `lists` by name, participants first.

    The first word of an item is what its list offers; a participant's second is its name. mark:
    what proves which folder drew it, for the hidden sheet.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "max_url_length": MAX_URL_LENGTH}  # fmt: skip
    with TextBook(stream, options) as book:
        book.set_properties({"title": spec.title, "created": CREATED})
        LongTableBook(book, spec, str(identity), rows, lists, mark).draw()
    return stream.getvalue()


LONGEST_RULE = 255
"""Letters that Excel takes in the rule of a list."""


class LongTableBook:
    """One workbook being drawn."""

    def __init__(
        self,
        book: Any,
        spec: FormSpec,
        identity: str,
        rows: Tables,
        lists: Lists,
        mark: str = "",
    ) -> None:
        self.mark = mark
        self.book, self.spec, self.identity, self.rows, self.lists = (
            book, spec, identity, rows, lists
        )  # fmt: skip
        self.ranges = dict(_list_ranges(lists))
        self.names = f"{LISTS_SHEET}!$A$1:$B${max(len(lists[PARTICIPANTS]), 1)}"
        self.formats: dict[tuple[Any, ...], Any] = {}
        self.links: dict[FileLink, FileUrl] = {}
        self.more_lists: list[tuple[str, ...]] = []
        """Choices that no rule can hold itself."""

        def style(**options: Any) -> Any:
            return book.add_format({**FONT, **options})

        self.code = style(font_color=GREY, font_size=9)
        self.title = style(bold=True, font_size=13)
        self.subtitle = style(bold=True, font_size=12)
        self.text = style(text_wrap=True, valign="top")
        self.head = style(bold=True, text_wrap=True, align="center", bg_color=HEAD_FILL, **BORDER)

    def draw(self) -> None:
        """Draw every sheet, the lists and the identity."""
        opened = False
        for spec in (each for each in self.spec.sheets if self._is_drawn(each)):
            for block in spec.blocks:
                if block.kind == "table":
                    for sheet in self._draw_table(spec, block):
                        if not opened:
                            sheet.activate()
                        opened = True
            if all(block.kind == "text" for block in spec.blocks):
                self._draw_text(spec)
        self._draw_lists()
        code = self.book.add_worksheet(CODE_SHEET)
        code.write_string(0, 0, self.identity)
        if self.mark:
            code.write_string(1, 0, self.mark)
        code.protect()
        code.hide()

    def _is_drawn(self, spec: SheetSpec) -> bool:
        filled = any(self.rows.get(block.key) for block in spec.blocks)
        return not spec.former and (filled or not spec.only_filled)

    def _add(self, spec: SheetSpec, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(spec.widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self.identity}&C&8{name}&R&8Страница &P из &N")
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, self.identity, self.code)
        # No sorting: a row is one record, and Excel would move its open cells without the locked.
        options = dict.fromkeys(("format_rows", "format_columns", "autofilter"), True)
        sheet.protect(options=options)
        return sheet

    def _draw_text(self, spec: SheetSpec) -> None:
        sheet = self._add(spec, spec.name)
        sheet.write_string(TITLE_ROW, 1, self.spec.title, self.title)
        row = TITLE_ROW + 2
        for block in spec.blocks:
            sheet.write_string(row, 1, block.title, self.subtitle)
            for offset, text in enumerate(block.paragraphs, start=1):
                sheet.write_string(row + offset, 1, text, self.text)
                sheet.set_row(row + offset, text_height(text, spec.widths[1]))
            row += len(block.paragraphs) + 2

    def _draw_table(self, spec: SheetSpec, block: Block) -> Iterator[Any]:
        """Draw a table, on several sheets if it is long; yield each."""
        rows = self.rows.get(block.key, ())
        for part, start in enumerate(range(0, max(len(rows), 1), ROWS_PER_SHEET), start=1):
            name = spec.name if part == 1 else f"{spec.name} {part}"
            sheet = self._add(spec, name)
            sheet.write_string(TITLE_ROW, 0, block.title, self.title)
            self._draw_head(sheet, spec, block)
            self._draw_rows(sheet, spec, block, rows[start : start + ROWS_PER_SHEET], start)
            yield sheet

    def _draw_head(self, sheet: Any, spec: SheetSpec, block: Block) -> None:
        for column, text in enumerate((CODE_HEAD, *block.heads)):
            sheet.write_string(HEAD_ROW, column, text, self.head)
        heads = zip(block.heads, spec.widths[1:], strict=True)
        sheet.set_row(HEAD_ROW, max(text_height(head, width * HEAD_ROOM) for head, width in heads))
        sheet.repeat_rows(HEAD_ROW)
        fields = block.rows[0].fields
        leading = next((at for at, each in enumerate(fields) if not each.locked), 0)
        sheet.freeze_panes(HEAD_ROW + 1, 3 if leading else 0)

    def _draw_rows(
        self, sheet: Any, spec: SheetSpec, block: Block, rows: Sequence[LongTableRow], start: int
    ) -> None:
        fields = block.rows[0].fields
        columns = tuple(columns_of(fields, spec.widths))
        grey = self._format(ValueKind.TEXT, locked=True)
        for number, row in enumerate(rows, start=HEAD_ROW + 1):
            sheet.set_row(number, row_height(row, columns))
            code = f"{block.prefix}.{start + number - HEAD_ROW}"
            sheet.write_string(number, 0, code, grey)
            for column in columns:
                if column.key in ROW_KEYS:
                    style = self._format(ValueKind.NUMBER, locked=True, memo=True)
                    at = start + number - HEAD_ROW
                    sheet.write_number(number, column.number, at, style)
                else:
                    self._draw_cell(sheet, number, column, row)
        last = HEAD_ROW + max(len(rows), 1)
        sheet.autofilter(HEAD_ROW, 0, last, len(fields))
        printed = len(fields) - (fields[-1].column in MEMOS)
        sheet.print_area(0, 0, last, printed)
        self._draw_validations(sheet, fields, rows)
        place = first_open(columns, rows, HEAD_ROW + 1)
        if place:
            sheet.set_selection(*place, *place)

    def _draw_cell(self, sheet: Any, row: int, column: TableColumn, line: LongTableRow) -> None:
        value = line.values.get(column.key)
        if isinstance(value, FileLink) and is_linkable(value.path):
            style = self._format(column.kind, locked=True, link=True)
            sheet.write_url(row, column.number, self._link(value), style)
        elif column.key == NAME and line.lookup:
            # The name shows at once when the clerk picks an id, before the next run.
            beside = f"{_letter(column.number - 1)}{row + 1}"
            formula = f'=IFERROR(VLOOKUP({beside},{self.names},2,FALSE),"")'
            style = self._format(column.kind, locked=True)
            sheet.write_formula(row, column.number, formula, style, value or "")
        else:
            shown = value.text if isinstance(value, FileLink) else value
            self._write(sheet, row, column, shown, column.locked or column.key in line.closed)

    def _link(self, away: FileLink) -> FileUrl:
        """Return the link; the rows of one participant share it."""
        if away not in self.links:
            self.links[away] = FileUrl(away.path, away.text)
        return self.links[away]

    def _write(
        self, sheet: Any, row: int, column: TableColumn, value: Scalar, locked: bool
    ) -> None:
        """Write a value as what it is, whatever its column asks for; text is never a formula."""
        style = self._format(column.kind, locked=locked, memo=column.key in MEMOS)
        match value:
            case None | "":
                sheet.write_blank(row, column.number, None, style)
            case str():
                sheet.write_string(row, column.number, value, style)
            case bool():
                sheet.write_boolean(row, column.number, value, style)
            case Decimal() | int():
                # With a date's format a number would come back as a day.
                plain = self._format(ValueKind.NUMBER, locked=locked)
                style = plain if column.kind is ValueKind.DATE else style
                sheet.write_number(row, column.number, float(value), style)
            case _:
                self._write_moment(sheet, row, column.number, value, locked)

    def _write_moment(
        self, sheet: Any, row: int, column: int, value: dt.date | dt.time, locked: bool
    ) -> None:
        """Write dates and times as such; before March 1900 Excel's days are not ours."""
        if isinstance(value, dt.time):
            style = self._format(ValueKind.DATE, locked=locked, shape="hh:mm:ss")
            sheet.write_datetime(row, column, value, style)
            return
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        if moment.date() < FIRST_SERIAL_DAY:
            style = self._format(ValueKind.TEXT, locked=locked)
            sheet.write_string(row, column, f"{moment:%d.%m.}{moment.year:04d}", style)
            return
        shape = "dd.mm.yyyy hh:mm:ss" if moment.time() != dt.time() else "dd.mm.yyyy"
        style = self._format(ValueKind.DATE, locked=locked, shape=shape)
        sheet.write_datetime(row, column, moment, style)

    def _format(
        self, kind: ValueKind, *, locked: bool, memo: bool = False, link: bool = False,
        shape: str = "dd.mm.yyyy",
    ) -> Any:  # fmt: skip
        key = (kind, locked, memo, link, shape)
        if key not in self.formats:
            options = {**FONT, **BORDER, "text_wrap": True, "valign": "top", "locked": locked}
            if kind is ValueKind.DATE:
                options |= {"num_format": shape, "align": "center"}
            elif kind is ValueKind.NUMBER:
                options |= {"align": "center"}
            else:
                options |= {"num_format": "@"}
            if locked:
                options |= {"bg_color": LOCKED_FILL}
            if link:
                options |= {"font_color": BLUE, "underline": 1}
            if memo:
                options |= {"font_size": 8, "font_color": "#A6A6A6", "text_wrap": False}
                options |= {"align": "fill"} if kind is ValueKind.TEXT else {}
            self.formats[key] = self.book.add_format(options)
        return self.formats[key]

    def _draw_validations(
        self, sheet: Any, fields: Sequence[Field], rows: Sequence[LongTableRow]
    ) -> None:
        for column, each in enumerate(fields, start=1):
            if each.locked or not rows:
                continue
            scattered: dict[tuple[str, ...], list[int]] = {}
            for number, row in enumerate(rows, start=HEAD_ROW + 1):
                if each.column in row.choices:
                    scattered.setdefault(row.choices[each.column], []).append(number)
            for choices, numbers in scattered.items():
                listed = "" if _fits_a_rule(choices) else self._list_of(choices)
                rule = validation(replace(each, choices=choices), listed)
                _apply_to(sheet, column, numbers, rule)
            if not scattered:
                rule = self._rule_of(each)
                if rule:
                    bottom = HEAD_ROW + len(rows)
                    sheet.data_validation(HEAD_ROW + 1, column, bottom, column, rule)

    def _list_of(self, choices: tuple[str, ...]) -> str:
        """Return the cells of the sheet of lists that will hold these choices."""
        if choices not in self.more_lists:
            self.more_lists.append(choices)
        at = sum(len(items[0]) if items else 1 for items in self.lists.values())
        letters = column_letters(at + self.more_lists.index(choices))
        return f"{LISTS_SHEET}!${letters}$1:${letters}${len(choices)}"

    def _rule_of(self, each: Field) -> dict[str, Any] | None:
        """Return the column's rule: a list of the program's own is held only where it is whole."""
        if each.listed:
            held = each.listed in (PARTICIPANTS, "criteria", "topics")
            return {
                "validate": "list",
                "source": f"={self.ranges[each.listed]}",
                "show_error": held,
                "error_title": "Выберите из списка",
                "error_message": "Такого значения в списке нет.",
            }
        return validation(each)

    def _draw_lists(self) -> None:
        sheet = self.book.add_worksheet(LISTS_SHEET)
        column = 0
        for items in self.lists.values():
            for row, words in enumerate(items):
                for offset, word in enumerate(words):
                    sheet.write_string(row, column + offset, word)
            column += len(items[0]) if items else 1
        for at, choices in enumerate(self.more_lists, start=column):
            for row, word in enumerate(choices):
                if is_number(word):
                    sheet.write_number(row, at, float(word.replace(",", ".")))
                else:
                    sheet.write_string(row, at, word)
        sheet.protect()
        sheet.hide()


def _list_ranges(lists: Lists) -> Iterator[tuple[str, str]]:
    """Yield what each list offers as a range of the sheet of lists."""
    column = 0
    for name, items in lists.items():
        letter = _letter(column)
        yield name, f"{LISTS_SHEET}!${letter}$1:${letter}${max(len(items), 1)}"
        column += len(items[0]) if items else 1


def _fits_a_rule(choices: Sequence[str]) -> bool:
    """Tell whether a rule may hold the choices itself: it parts them by commas, and is short."""
    joined = ",".join(choices)
    return joined.count(",") == len(choices) - 1 and len(joined) <= LONGEST_RULE


def _apply_to(sheet: Any, column: int, numbers: list[int], rule: Any) -> None:
    for at in range(0, len(numbers), CELLS_PER_RULE):
        part = numbers[at : at + CELLS_PER_RULE]
        more = {"other_cells": [[number, column, number, column] for number in part[1:]]}
        sheet.data_validation(part[0], column, part[0], column, rule | more)


def _letter(column: int) -> str:
    return chr(ord("A") + column)
