"""Draw a form: FormSpec → .xlsx, blank, prefilled, or with a participant's answers and remarks."""

import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from kuzbass_batch.forms.formulas import (
    cached_points,
    group_formulas,
    open_formula,
    total_formulas,
)
from kuzbass_batch.forms.layout import TOP_ROWS, Drawn, Line, lay_out, sheet_cells, sheet_lines
from kuzbass_batch.forms.paper import (
    keep_groups_whole,
    set_paper,
    text_height,
    validation,
    write_across,
    write_answer,
)
from kuzbass_batch.forms.remarks import draw_remarks
from kuzbass_batch.forms.spec import CODE_HEAD, Block, Field, FormSpec, SheetSpec, with_rows_for
from kuzbass_batch.forms.styles import NO_LEVEL, Styles
from kuzbass_batch.model.findings import Finding
from kuzbass_batch.model.methodology import Criterion, Methodology
from kuzbass_batch.model.records import Identity, Scalar

CREATED = dt.datetime(2025, 3, 7)
CODE_SHEET = "Код"
Answers = Mapping[str, Scalar]


def draw_form(
    spec: FormSpec,
    methodology: Methodology,
    *,
    identity: Identity,
    answers: Answers | None = None,
    remarks: tuple[Finding, ...] = (),
) -> bytes:
    """Return the workbook's bytes; `answers` by field id, `remarks` mark the faulty cells."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    answers = answers or {}
    spec = with_rows_for(spec, answers)
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": spec.title, "created": CREATED})
        Drawing(book, spec, methodology, identity, answers, remarks).draw()
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
    ) -> None:
        """Prepare styles and the remarks by field."""
        self.book, self.spec, self.methodology = book, spec, methodology
        self.identity, self.answers, self.remarks = str(identity), answers, remarks
        self.styles = Styles(book)
        self.places = lay_out(spec)
        self.heights: dict[int, float] = {}
        self.faulty: dict[str, list[Finding]] = {}
        for finding in remarks:
            for field in finding.fields:
                self.faulty.setdefault(field, []).append(finding)

    def draw(self) -> None:
        """Draw the remarks, every sheet of the form, and the hidden identity sheet."""
        if self.remarks:
            draw_remarks(self.book, self.styles, self.identity, self.remarks, self.places)
        sheets = [self._draw_sheet(sheet) for sheet in self.spec.sheets]
        first = next(at for at, s in enumerate(self.spec.sheets) if any(sheet_cells(s)))
        if not self.remarks:
            sheets[first].activate()
        code = self.book.add_worksheet(CODE_SHEET)
        code.write_string(0, 0, self.identity)
        code.protect()
        code.hide()

    def _draw_sheet(self, spec: SheetSpec) -> Any:
        sheet = self.book.add_worksheet(spec.name)
        self.heights = {}
        lines = sheet_lines(spec)
        set_paper(sheet, spec, self.identity, lines)
        last = len(spec.widths) - 1
        sheet.write_string(0, 0, self.identity, self.styles.code)
        title = spec.title or self.spec.title
        style = self.styles.official_heading if spec.official else self.styles.heading
        write_across(sheet, 1, 1 if spec.official else 0, last, title, style)
        self._set_height(sheet, 1, text_height(title, sum(spec.widths), 1.35))
        for line in lines:
            self._draw_line(sheet, spec, line)
        if any(block.kind == "criteria" for block in spec.blocks):
            self._draw_totals(sheet, lines)
            keep_groups_whole(sheet, spec, lines, self.heights)
        cells = tuple(sheet_cells(spec))
        if cells:
            first = self._first_to_answer(cells)
            sheet.set_selection(first.row, first.column, first.row, first.column)
        self._colour_missing(sheet, spec, cells)
        sheet.protect(options={"format_rows": True, "format_columns": True})
        return sheet

    def _first_to_answer(self, cells: tuple[Drawn, ...]) -> Drawn:
        """Return where the cursor starts: the first answer that nobody has given yet."""
        return next((cell for cell in cells if not self.answers.get(cell.field.field_id)), cells[0])

    def _colour_missing(self, sheet: Any, spec: SheetSpec, cells: tuple[Drawn, ...]) -> None:
        """Colour what must be answered and is blank; in free tables, once a row is begun."""
        free = {b.key: b.minimum for b in spec.blocks if b.kind == "table"}
        for cell in cells:
            key, _, rest = cell.field.field_id.partition("/")
            optional_row = key in free and int(rest.split("/")[0]) > free[key]
            if not cell.field.required:
                continue
            rule: dict[str, Any] = {"type": "blanks", "format": self.styles.missing}
            if optional_row:
                block = next(block for block in spec.blocks if block.key == key)
                rule = self._begun_rule(cell, block)
            sheet.conditional_format(cell.row, cell.column, cell.row, cell.column, rule)

    def _begun_rule(self, cell: Drawn, block: Block) -> dict[str, Any]:
        first, last = 1 + block.text_columns, len(block.heads)
        row = cell.row + 1
        begun = f"COUNTA(${_letter(first)}{row}:${_letter(last)}{row})>0"
        blank = f"LEN(TRIM({cell.ref.cell}))=0"
        return {
            "type": "formula",
            "criteria": f"=AND({blank},{begun})",
            "format": self.styles.missing,
        }

    def _draw_line(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        match line.kind:
            case "title" | "group":
                self._draw_heading(sheet, spec, line)
            case "paragraph":
                self._draw_paragraph(sheet, spec, line)
            case "head":
                self._draw_head(sheet, spec, line)
            case "answer":
                self._draw_answers(sheet, spec, line)
            case "result":
                self._draw_result(sheet, line)

    def _set_height(self, sheet: Any, row: int, height: float) -> None:
        self.heights[row] = height
        sheet.set_row(row, height)

    def _draw_heading(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        text, style = line.text, self.styles.title
        if line.kind == "group":
            coefficient = line.block.groups[line.group].criterion.coefficient
            text = f"{text} (коэффициент {str(coefficient).replace('.', ',')})"
            style = self.styles.group
        write_across(sheet, line.row, 1, len(spec.widths) - 1, text, style)
        self._set_height(sheet, line.row, text_height(text, sum(spec.widths[1:])))

    def _draw_paragraph(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        style = self.styles.aligned(line.block.align)
        write_across(sheet, line.row, 1, len(spec.widths) - 1, line.text, style)
        self._set_height(sheet, line.row, text_height(line.text, sum(spec.widths[1:])))

    def _draw_head(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        for column, text in enumerate((CODE_HEAD, *line.block.heads)):
            sheet.write_string(line.row, column, text, self.styles.head)
        if line.block.kind == "fields" and spec.official:
            # The act's form has no such heads, the reader needs them: they take no room.
            sheet.set_row(line.row, None, None, {"hidden": True})
            return
        heads = zip(line.block.heads, spec.widths[1:], strict=False)
        self._set_height(
            sheet, line.row, max(text_height(head, width * 0.95) for head, width in heads)
        )

    def _draw_answers(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        assert line.answer is not None
        sheet.write_string(line.row, 0, line.answer.code, self.styles.row_code)
        for at, text in enumerate(line.answer.texts):
            style = self.styles.label if at == 0 else self.styles.points
            sheet.write_string(line.row, 1 + at, text, style)
        first, last = 1 + line.block.text_columns, len(spec.widths) - 1
        wide = line.block.kind == "fields" and first < last and spec.official
        for at, field in enumerate(line.answer.fields):
            if wide:
                # The official form has one wide line: the answer spans to the page's edge.
                style = self.styles.answer(field, faulty=field.field_id in self.faulty)
                sheet.merge_range(line.row, first, line.row, last, "", style)
            self._draw_answer(sheet, line.row, first + at, field)
            if field.hint and not wide and first + at < last:
                sheet.write_string(line.row, first + at + 1, field.hint, self.styles.hint)
        self._set_height(sheet, line.row, self._row_height(spec, line, first, wide=wide))

    def _row_height(self, spec: SheetSpec, line: Line, first: int, *, wide: bool) -> float:
        assert line.answer is not None
        printed = (
            text_height(text, spec.widths[1 + at]) for at, text in enumerate(line.answer.texts)
        )
        given = (
            text_height(
                str(self.answers.get(field.field_id) or ""),
                sum(spec.widths[first:]) if wide else spec.widths[first + at],
            )
            for at, field in enumerate(line.answer.fields)
        )
        planned = (text_height("\n" * (field.lines - 1), 10) for field in line.answer.fields)
        return min(400.0, max((15.5, *printed, *given, *planned)))

    def _draw_answer(self, sheet: Any, row: int, column: int, field: Field) -> None:
        faults = self.faulty.get(field.field_id, [])
        style = self.styles.answer(field, faulty=bool(faults))
        write_answer(sheet, row, column, self.answers.get(field.field_id), style)
        if faults:
            text = "\n".join(f"{fault.message} {fault.remedy}" for fault in faults)
            sheet.write_comment(row, column, text, {"x_scale": 2.5, "y_scale": 1.6})
        rule = validation(field)
        if rule:
            sheet.data_validation(row, column, row, column, rule)

    def _draw_result(self, sheet: Any, line: Line) -> None:
        group = line.block.groups[line.group]
        points, weighted = group_formulas(group, self.places, self.methodology)
        value, total = self._cached(group.criterion)
        style = self.styles.result
        sheet.write_string(line.row, 1, "Баллов по критерию / с коэффициентом", style)
        number = self.styles.result_number
        sheet.write_formula(line.row, 2, points, number, value)
        weighted = weighted.format(points=f"C{line.row + 1}")
        sheet.write_formula(line.row, 3, weighted, number, float(total))
        names = [f"{row.code}/done" for row in group.criterion.rows]
        formula = open_formula([self.places[name].ref.cell for name in names], "Без ответа строк: ")
        blank = sum(self.answers.get(name) is None for name in names)
        shown = f"Без ответа строк: {blank}" if blank else ""
        sheet.write_formula(line.row, 4, formula, self.styles.open_rows, shown)

    def _cached(self, criterion: Criterion) -> tuple[int, Decimal]:
        points = cached_points(criterion, self.answers, self.methodology)
        return points, points * criterion.coefficient

    def _draw_totals(self, sheet: Any, lines: tuple[Line, ...]) -> None:
        results = [line.row for line in lines if line.kind == "result"]
        formulas = total_formulas(results, self.places, self.methodology)
        cached = [self._cached(criterion) for criterion in self.methodology.criteria]
        total = sum((weighted for _, weighted in cached), Decimal())
        marks = [name for name in self.places if name.endswith("/done")]
        still_open = sum(self.answers.get(name) is None for name in marks)
        values = (float(total), sum(points for points, _ in cached), self._level(total), still_open)
        labels = ("Итоговая оценка", "Сумма баллов", "Уровень", "Осталось ответить, строк")
        for at, (label, formula, value) in enumerate(zip(labels, formulas, values, strict=True)):
            row, column = TOP_ROWS - 1 + at % 2, (1, 4)[at // 2]
            sheet.write_string(row, column, label, self.styles.result)
            if column == 1:
                sheet.merge_range(row, 2, row, 3, "", self.styles.result_number)
            sheet.write_formula(row, column + 1, formula, self.styles.result_number, value)

    def _level(self, total: Decimal) -> str:
        """Return what the level's formula shows: nothing is promised before all is assessed."""
        for criterion in self.methodology.criteria:
            if all(self.answers.get(f"{row.code}/done") is None for row in criterion.rows):
                return NO_LEVEL
        return next(each for each in self.methodology.levels if each.holds(total)).name


def _letter(column: int) -> str:
    return chr(ord("A") + column)
