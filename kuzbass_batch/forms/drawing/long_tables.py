"""Draw a form of long tables, many rows of which the program fills in: the committee's books.

The same specification as for any form says sheets, heads and columns;
`forms/parsing/decisions.py` reads it.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kuzbass_batch.file_names import is_linkable
from kuzbass_batch.forms.drawing.cell_xml import Formula
from kuzbass_batch.forms.drawing.sheet_setup import (
    NAMED_COLUMNS,
    paper_for,
    text_height,
    validation,
)
from kuzbass_batch.forms.drawing.styles import BORDER, FONT, GREY, HEAD_FILL
from kuzbass_batch.forms.drawing.table_rows import (
    MEMOS,
    Cell,
    FileLink,
    LongTableRow,
    TableCells,
    TableColumn,
    columns_of,
    first_open,
    row_height,
)
from kuzbass_batch.forms.drawing.workbook import PackedBook
from kuzbass_batch.forms.parsing.decisions import CODE_SHEET, LISTS_SHEET
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


LOOKED_UP = {NAME: 2, "stamp": 3, "evidence": 4}
"""Locked columns that show what the lists say of a participant, by the place there, from 1."""
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
    with PackedBook(stream, options) as book:
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
        people = lists[PARTICIPANTS]
        self.known = len(people[0]) if people else 2
        self.names = f"{LISTS_SHEET}!$A$1:${_letter(self.known - 1)}${max(len(people), 1)}"
        self.cells = TableCells(book)
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

    def _add(self, spec: SheetSpec, sheet: Any) -> Any:
        name = sheet.name
        for column, width in enumerate(spec.widths):
            sheet.set_column(column, column, width)
        paper, pages = paper_for(spec.widths)
        sheet.set_paper(paper)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(pages, 0)
        if pages > 1:
            sheet.repeat_columns(0, NAMED_COLUMNS - 1)
        sheet.set_footer(f"&L&8{self.identity}&C&8{name}&R&8Страница &P из &N")
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, self.identity, self.code)
        # No sorting: a row is one record, and Excel would move its open cells without the locked.
        options = dict.fromkeys(("format_rows", "format_columns", "autofilter"), True)
        sheet.protect(options=options)
        return sheet

    def _draw_text(self, spec: SheetSpec) -> None:
        sheet = self._add(spec, self.book.add_worksheet(spec.name))
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
            sheet = self._add(spec, self.book.add_streamed(name))
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
        draw = RowDrawing(self, sheet, block.prefix, columns).draw
        for number, row in enumerate(rows, start=HEAD_ROW + 1):
            draw(number, start + number - HEAD_ROW, row)
        last = HEAD_ROW + max(len(rows), 1)
        sheet.autofilter(HEAD_ROW, 0, last, len(fields))
        printed = len(fields) - (fields[-1].column in MEMOS)
        sheet.print_area(0, 0, last, printed)
        self._draw_validations(sheet, fields, rows)
        place = first_open(columns, rows, HEAD_ROW + 1)
        if place:
            sheet.set_selection(*place, *place)

    def _draw_validations(
        self, sheet: Any, fields: Sequence[Field], rows: Sequence[LongTableRow]
    ) -> None:
        for column, each in enumerate(fields, start=1):
            if each.locked:
                self._offer_where_opened(sheet, column, each, rows)
                continue
            if not rows:
                continue
            scattered: dict[tuple[str, ...], list[int]] = {}
            key = each.column
            for number, row in enumerate(rows, start=HEAD_ROW + 1):
                if key in row.choices:
                    scattered.setdefault(row.choices[key], []).append(number)
            for choices, numbers in scattered.items():
                listed = "" if _fits_a_rule(choices) else self._list_of(choices)
                rule = validation(replace(each, choices=choices), listed)
                _apply_to(sheet, column, numbers, rule)
            if not scattered:
                rule = self._rule_of(each)
                if rule:
                    bottom = HEAD_ROW + len(rows)
                    sheet.data_validation(HEAD_ROW + 1, column, bottom, column, rule)

    def _offer_where_opened(
        self, sheet: Any, column: int, each: Field, rows: Sequence[LongTableRow]
    ) -> None:
        """Offer the list of a locked column in the rows in which it is filled in."""
        key = each.column
        numbers = [at for at, row in enumerate(rows, start=HEAD_ROW + 1) if key in row.opened]
        rule = self._rule_of(each) if numbers and each.listed else None
        if rule:
            _apply_to(sheet, column, numbers, rule)

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
        fits = not each.choices or _fits_a_rule(each.choices)
        return validation(each, "" if fits else self._list_of(each.choices))

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


class RowDrawing:
    """Draws the rows of one table on one sheet."""

    def __init__(
        self, book: LongTableBook, sheet: Any, prefix: str, columns: Sequence[TableColumn]
    ) -> None:
        self.cells, self.sheet, self.prefix, self.columns = book.cells, sheet, prefix, columns
        self.usual = book.cells.usual(columns)
        self.code = book.cells.style(ValueKind.TEXT, locked=True)
        self.measured = [each for each in columns if each.key not in MEMOS]
        self.looked_up = tuple(_looked_up(columns, book.known, book.names))

    def draw(self, row: int, at: int, line: LongTableRow) -> None:
        """Draw a row; row: on the sheet, from 0. at: in the table, on whichever sheet, from 1."""
        code: Cell = (f"{self.prefix}.{at}", self.code)
        cells = [code, *self.cells.row(self.usual, line, at)]
        links = self._links(line) if FileLink in map(type, line.values.values()) else ()
        if line.lookup:
            for column, formula in self.looked_up:
                shown = str(line.values.get(column.key) or "")
                style = self.usual[column.number - 1][2]
                cells[column.number] = Formula(formula.format(row=row + 1), shown), style
        self.sheet.stream_row(row, 0, row_height(line, self.measured), cells, links)

    def _links(self, line: LongTableRow) -> list[tuple[int, FileLink]]:
        """Return the links of a row, each with its column."""
        found = ((column.number, line.values.get(column.key)) for column in self.columns)
        links = ((at, each) for at, each in found if isinstance(each, FileLink))
        return [(at, each) for at, each in links if is_linkable(each.path)]


def _looked_up(
    columns: Sequence[TableColumn], known: int, names: str
) -> Iterator[tuple[TableColumn, str]]:
    """Yield the columns that show at once what is known of the participant whose id is picked.

    With the formula, `{row}` in place of the row's number. known: how many columns the list of
    participants has; names: its cells.
    """
    at = next((column.number for column in columns if column.key == NAME), 0)
    for column in columns:
        which = LOOKED_UP.get(column.key, 0)
        if which and which <= known and column.locked:
            beside = f"{_letter(at - 1)}{{row}}"
            yield column, f'IFERROR(VLOOKUP({beside},{names},{which},FALSE),"")'


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
    """Put a rule on the cells of a column in these rows, which ascend."""
    runs = list(_runs(numbers))
    for at in range(0, len(runs), CELLS_PER_RULE):
        (first, last), *rest = runs[at : at + CELLS_PER_RULE]
        more = {"other_cells": [[top, column, bottom, column] for top, bottom in rest]}
        sheet.data_validation(first, column, last, column, rule | more)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of numbers that follow one another."""
    first = last = -1
    for number in numbers:
        if first >= 0 and number > last + 1:
            yield first, last
            first = number
        first, last = first if first >= 0 else number, number
    if first >= 0:
        yield first, last


def _letter(column: int) -> str:
    return chr(ord("A") + column)
