"""Draw a form: FormSpec → .xlsx, blank, prefilled, or with a participant's answers and remarks."""

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.drawing.cell_rules import (
    BlankInBegunRow,
    BlankThoughAskedFor,
    BlankUnlessSaid,
    BlankWhereItApplies,
    CellRules,
    Condition,
    IsBlank,
)
from kuzbass_batch.forms.drawing.live.formulas import named_formula
from kuzbass_batch.forms.drawing.live.live_lines import DONE
from kuzbass_batch.forms.drawing.live.live_score import LiveScore
from kuzbass_batch.forms.drawing.live.readiness import Readiness
from kuzbass_batch.forms.drawing.live.ready_formulas import sum_formula
from kuzbass_batch.forms.drawing.remarks import draw_remarks, remarks_help
from kuzbass_batch.forms.drawing.sheet_setup import (
    INDENT,
    KEPT_COLUMNS,
    keep_groups_whole,
    set_paper,
    text_height,
    write_across,
    write_answer,
)
from kuzbass_batch.forms.drawing.styles import Styles
from kuzbass_batch.forms.drawing.workbook import FormBook
from kuzbass_batch.forms.parsing.values import show, understand_number
from kuzbass_batch.forms.spec.jury_form import INTEREST, YES
from kuzbass_batch.forms.spec.layout import (
    TOP_ROWS,
    DrawnAnswer,
    DrawnRow,
    cell_address,
    column_letters,
    lay_out,
    named_row,
    sheet_cells,
    sheet_lines,
)
from kuzbass_batch.forms.spec.specification import (
    CODE_HEAD,
    Field,
    FormSpec,
    SheetSpec,
    with_rows_for,
)
from kuzbass_batch.methodology.criteria import shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import GroupMethod
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.files.workbooks import Scalar

CREATED = dt.datetime(2025, 3, 7)
CODE_SHEET = "Код"
TITLE_SCALE = 1.35
"""How much larger than the text of 11 points a title of 13 or 14 bold ones is measured."""
HEAD_ROOM = 0.95
"""The part of a column's width that surely holds the letters of a bold head."""
LOWEST, HIGHEST = 15.5, 400.0
"""Points of the highest row of answers: Excel takes no more than 409."""
COMMENT_SIZE = {"x_scale": 2.5, "y_scale": 1.6}
"""Of xlsxwriter's 128 by 74 pixels: room for the longest remark with its remedy."""
Answers = Mapping[str, Scalar]


def draw_form(
    spec: FormSpec,
    methodology: Methodology,
    *,
    identity: Identity,
    answers: Answers | None = None,
    remarks: tuple[Finding, ...] = (),
    due: dt.date | None = None,
    mark: str = "",
    category: str = "",
) -> bytes:
    """Return the workbook's bytes; `answers` by field id, `remarks` mark the faulty cells.

    due: the day to send the mended form by, which the remarks name. mark: of a book of the
    committee's, for the hidden sheet. category: the participant's, where levels hang on it.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    answers = answers or {}
    spec = with_rows_for(spec, answers)
    with FormBook(stream, options) as book:
        book.set_properties({"title": spec.title, "created": CREATED})
        Drawing(book, spec, methodology, identity, answers, remarks, due, mark, category).draw()
    return stream.getvalue()


class Drawing:
    """One workbook being drawn."""

    def __init__(
        self,
        book: Any,
        spec: FormSpec,
        methodology: Methodology,
        identity: Identity,
        answers: Answers,
        remarks: tuple[Finding, ...],
        due: dt.date | None,
        mark: str,
        category: str = "",
    ) -> None:
        self.category = category
        self.due, self.mark = due, mark
        self.book, self.spec, self.methodology = book, spec, methodology
        self.identity, self.answers, self.remarks = str(identity), answers, remarks
        self.named = bool(identity.participant)
        self.styles = Styles(book)
        self.faulty: dict[str, list[Finding]] = {}
        for finding in remarks:
            for field in finding.fields:
                self.faulty.setdefault(field, []).append(finding)

    def draw(self) -> None:
        """Draw the remarks, every sheet of the form, and the hidden identity sheet."""
        if self.remarks:
            places = lay_out(self.spec)
            help_text = remarks_help(self.due, self.spec.rater)
            draw_remarks(self.book, self.styles, self.identity, self.remarks, places, help_text)
        sheets = [SheetDrawing(self, sheet) for sheet in self.spec.sheets]
        for sheet in sheets:
            sheet.draw()
        if not self.remarks:
            next(sheet for sheet in sheets if sheet.spec.answered).sheet.activate()
        code = self.book.add_worksheet(CODE_SHEET)
        code.write_string(0, 0, self.identity)
        if self.mark:
            code.write_string(1, 0, self.mark)
        self._draw_readiness(code, sheets)
        code.protect()
        code.hide()

    def _draw_readiness(self, code: Any, sheets: Sequence["SheetDrawing"]) -> None:
        """Say on its sheet whether the form is ready; the hidden sheet holds what that hangs on."""
        shown = next((sheet for sheet in sheets if sheet.spec.ready), None)
        if shown:
            scores = {sheet.spec.name: sheet.score for sheet in sheets if sheet.score}
            readiness = Readiness(
                code, CODE_SHEET, self.spec, self.answers, scores, named=self.named
            )
            readiness.draw()
            readiness.draw_lines(shown.sheet, shown.spec, self.styles, TOP_ROWS - 1)


class SheetDrawing:
    """One sheet being drawn; it knows the height of every row it has drawn."""

    def __init__(self, drawing: Drawing, spec: SheetSpec) -> None:
        self.whole, self.spec, self.styles = drawing, spec, drawing.styles
        self.answers, self.faulty = drawing.answers, drawing.faulty
        self.sheet = drawing.book.add_worksheet(spec.name)
        self.rules = CellRules(self.sheet)
        self.lines, self.cells = sheet_lines(spec), tuple(sheet_cells(spec))
        self.last = len(spec.widths) - 1
        # Columns kept on every page would cut a title that begins in them.
        self.inner = KEPT_COLUMNS if spec.pages_wide > 1 else 1
        self.heights: dict[int, float] = {}
        has_score = any(block.kind == "criteria" for block in spec.blocks)
        self.score = (
            LiveScore(
                self.sheet,
                self.rules,
                spec,
                self.styles,
                drawing.methodology,
                self.answers,
                drawing.category,
            )
            if has_score
            else None
        )

    def draw(self) -> None:
        """Draw the code, the title and every line; put the cursor on the first answer."""
        set_paper(self.sheet, self.spec, self.whole.identity, self.lines)
        self.sheet.write_string(0, 0, self.whole.identity, self.styles.code)
        self._draw_title()
        if self.spec.named:
            self._draw_name()
        for line in self.lines:
            self._draw_line(line)
        if self.score:
            self.score.draw_totals()
            keep_groups_whole(self.sheet, self.spec, self.lines, self.heights)
        if self.spec.answered:
            first = self._first_to_answer()
            self.sheet.set_selection(first.row, first.column, first.row, first.column)
        self._colour_missing()
        self.rules.write(self.score.columns.beyond if self.score else len(self.spec.widths))
        rows = any(block.kind == "table" for block in self.spec.blocks)
        may = {
            "format_rows": True,
            "format_columns": True,
            "insert_rows": rows,
            "delete_rows": rows,
        }
        self.sheet.protect(options=may)

    def _draw_title(self) -> None:
        whole_width = not self.spec.official and self.spec.pages_wide == 1
        title = self.spec.title or self.whole.spec.title
        style = self.styles.official_heading if self.spec.official else self.styles.heading
        write_across(self.sheet, 1, 0 if whole_width else self.inner, self.last, title, style)
        self._set_height(1, text_height(title, sum(self.spec.widths), TITLE_SCALE))

    def _draw_name(self) -> None:
        """Repeat above the first head what the form says of its participant, wherever it is typed.

        The name in full width: a second line stands ready where nobody knows it yet.
        """
        row, name = named_row(self.lines), show(self.answers.get(self.spec.named))
        place = lay_out(self.whole.spec)[self.spec.named]
        cell = f"'{place.sheet}'!${column_letters(place.column)}${place.row + 1}"
        self.sheet.merge_range(row, 0, row, self.last, "", self.styles.named)
        self.sheet.write_formula(row, 0, named_formula(cell), self.styles.named, name)
        self._set_height(row, text_height(name or "\n", sum(self.spec.widths)))

    def _first_to_answer(self) -> DrawnAnswer:
        """Return the first faulty answer of a return, the first that is missing, or the first."""
        cells = [cell for cell in self.cells if not cell.field.locked]
        faulty = [cell for cell in cells if cell.field.field_id in self.faulty]
        blank = [c for c in cells if self.answers.get(c.field.field_id) in (None, "")]
        begun = len(blank) < len(cells)
        missing = [cell for cell in blank if begun and cell.field.required]
        return (*faulty, *missing, *blank, cells[0])[0]

    def _colour_missing(self) -> None:
        """Colour what must be answered and is blank; in free tables, once a row is begun."""
        tables = {block.key: block for block in self.spec.blocks if block.kind == "table"}
        places = {cell.field.field_id: cell for cell in self.cells}
        for cell in self.cells:
            if cell.field.most is not None:
                interest = f"{cell.field.field_id.rpartition('/')[0]}/{INTEREST}"
                self._colour(cell, BlankUnlessSaid(places[interest].column, YES))
            if cell.field.beside:
                other = places[cell.field.beside]
                away = BlankThoughAskedFor(other.row - cell.row, other.column - cell.column)
                self._colour(cell, away)
            if not cell.field.required:
                continue
            if cell.field.may_not_apply and self.score:
                self._colour(cell, BlankWhereItApplies(self.score.columns.state))
                continue
            key, _, rest = cell.field.field_id.partition("/")
            block = tables.get(key)
            if block and int(rest.split("/")[0]) > block.minimum:
                begun = BlankInBegunRow(1 + block.text_columns, len(block.heads))
                self._colour(cell, begun)
            else:
                self._colour(cell, IsBlank())

    def _colour(self, cell: DrawnAnswer, condition: Condition) -> None:
        self.rules.colour(cell.row, cell.column, condition, self.styles.missing)

    def _draw_line(self, line: DrawnRow) -> None:
        match line.kind:
            case "title":
                self._draw_across(line.row, line.text, self.styles.title)
            case "group":
                self._draw_group(line)
            case "paragraph":
                self._draw_across(line.row, line.text, self.styles.aligned(line.block.align))
            case "head":
                self._draw_head(line)
            case "answer":
                self._draw_answers(line)
            case "result" if self.score:
                self.score.draw_result(line)
            case "part":
                self._draw_across(line.row, _part_words(line), self.styles.title)
                if self.score:
                    self.score.draw_part(line)
            case "subtotal" if self.score:
                self.score.draw_subtotal(line)

    def _set_height(self, row: int, height: float) -> None:
        self.heights[row] = height
        self.sheet.set_row(row, height)

    def _draw_across(self, row: int, text: str, style: Any) -> None:
        write_across(self.sheet, row, self.inner, self.last, text, style)
        self._set_height(row, text_height(text, sum(self.spec.widths[self.inner :])))

    def _draw_group(self, line: DrawnRow) -> None:
        coefficient = line.block.groups[line.group].criterion.coefficient
        weight = f" (коэффициент {str(coefficient).replace('.', ',')})"
        # Where an act states no coefficients each is 1: a heading would only wonder at that.
        text = f"{line.text}{weight if self.whole.methodology.states_coefficients else ''}"
        self._draw_across(line.row, text, self.styles.group)

    def _draw_head(self, line: DrawnRow) -> None:
        for column, text in enumerate((CODE_HEAD, *line.block.heads)):
            self.sheet.write_string(line.row, column, text, self.styles.head)
        if line.block.kind == "fields" and self.spec.official:
            # The act's form has no such heads, the reader needs them: they take no room.
            self.sheet.set_row(line.row, None, None, {"hidden": True})
            return
        heads = zip(line.block.heads, self.spec.widths[1:], strict=False)
        self._set_height(
            line.row, max(text_height(head, width * HEAD_ROOM) for head, width in heads)
        )

    def _draw_answers(self, line: DrawnRow) -> None:
        assert line.answer is not None
        if line.block.kind == "table":
            # Nothing but unlocked cells may be deleted, to the very end of the row.
            code, whole = self.styles.free_code, self.styles.free_row
        else:
            code, whole = self.styles.row_code, None
        self.sheet.write_string(line.row, 0, line.answer.code, code)
        for at, text in enumerate(line.answer.texts):
            style = self.styles.label if at == 0 else self.styles.points
            self.sheet.write_string(line.row, 1 + at, text, style)
        first = 1 + line.block.text_columns
        for column, field in enumerate(line.answer.fields, start=first):
            wide = self._is_wide(line)
            if wide:
                # The official form's line goes to the page's edge. Merged cells would not grow
                # with their text, so the next one only goes on with the frame.
                for beside in range(column + 1, self.last + 1):
                    self.sheet.write_blank(line.row, beside, None, self.styles.answer_end)
            elif field.hint and column < self.last:
                self.sheet.write_string(line.row, column + 1, field.hint, self.styles.hint)
            self._draw_answer(line.row, column, field, wide)
            if self.score and field.field_id.endswith(DONE):
                self.score.draw_state(line.row, column, field)
        self.heights[line.row] = min(HIGHEST, max(LOWEST, *self._heights_of(line, first)))
        self.sheet.let_grow(line.row, self.heights[line.row], whole)

    def _is_wide(self, line: DrawnRow) -> bool:
        first = 1 + line.block.text_columns
        return line.block.kind == "fields" and first < self.last and self.spec.official

    def _heights_of(self, line: DrawnRow, first: int) -> Iterator[float]:
        """Yield what the printed texts, the answers and their hints of a row take, in points."""
        assert line.answer is not None
        widths = self.spec.widths
        for at, text in enumerate(line.answer.texts):
            yield text_height(text, widths[1 + at] - INDENT)
        for column, field in enumerate(line.answer.fields, start=first):
            yield text_height(show(self.answers.get(field.field_id)), widths[column] - INDENT)
            if field.hint and not self._is_wide(line) and column < self.last:
                yield text_height(field.hint, widths[column + 1] - INDENT)

    def _draw_answer(self, row: int, column: int, field: Field, wide: bool) -> None:
        faults = self.faulty.get(field.field_id, [])
        style = self.styles.answer(field, faulty=bool(faults), open_end=wide)
        if field.sum_of:
            self._draw_sum(row, column, field, style)
            return
        write_answer(self.sheet, row, column, self.answers.get(field.field_id), style)
        if faults:
            text = "\n".join(f"{fault.message} {fault.remedy}" for fault in faults)
            self.sheet.write_comment(row, column, text, COMMENT_SIZE)
        if not field.locked:
            self.rules.guard(row, column, field)

    def _draw_sum(self, row: int, column: int, field: Field, style: Any) -> None:
        """Write the live sum of the columns to the left, that many."""
        head = field.field_id.rpartition("/")[0]
        given = (understand_number(self.answers.get(f"{head}/{each}")) for each in field.sum_of)
        numbers = [number for number in given if number is not None]
        count = len(field.sum_of)
        cells = f"{cell_address(row, column - count)}:{cell_address(row, column - 1)}"
        shown = float(sum(numbers)) if numbers else ""
        self.sheet.write_formula(row, column, sum_formula(cells), style, shown)


def _part_words(line: DrawnRow) -> str:
    """Return the heading of a group: its name, and how it counts if that is no plain sum."""
    group = line.part
    if group is None:
        return line.text
    mean = ["среднее"] if group.method is GroupMethod.MEAN else []
    weight = [f"коэффициент {shown(group.coefficient)}"] if group.coefficient != 1 else []
    said = ", ".join((*mean, *weight))
    return f"{line.text} ({said})" if said else line.text
