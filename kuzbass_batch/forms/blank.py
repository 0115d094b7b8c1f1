"""Draw a form: FormSpec → .xlsx, blank, prefilled, or with a participant's answers and remarks."""

import datetime as dt
import io
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from kuzbass_batch.forms.formulas import cached_points, group_formulas, total_formulas
from kuzbass_batch.forms.layout import TOP_ROWS, Drawn, Line, lay_out, sheet_cells, sheet_lines
from kuzbass_batch.forms.spec import CODE_HEAD, Field, FormSpec, SheetSpec, ValueKind
from kuzbass_batch.forms.styles import Styles
from kuzbass_batch.model.findings import Finding, Severity
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.participants import Participant, Registry
from kuzbass_batch.model.records import Identity, Kind, Scalar

CREATED = dt.datetime(2025, 3, 7)
CODE_SHEET, REMARKS_SHEET = "Код", "Замечания"
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
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": spec.title, "created": CREATED})
        Drawing(book, spec, methodology, identity, answers or {}, remarks).draw()
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
        self.faulty: dict[str, list[Finding]] = {}
        for finding in remarks:
            for field in finding.fields:
                self.faulty.setdefault(field, []).append(finding)

    def draw(self) -> None:
        """Draw the remarks, every sheet of the form, and the hidden identity sheet."""
        if self.remarks:
            self._draw_remarks()
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
        _set_paper(sheet, spec, self.identity)
        last = len(spec.widths) - 1
        for column, width in enumerate(spec.widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, self.identity, self.styles.code)
        _write_across(sheet, 1, 0, last, self.spec.title, self.styles.heading)
        lines = sheet_lines(spec)
        for line in lines:
            self._draw_line(sheet, spec, line)
        if any(block.kind == "criteria" for block in spec.blocks):
            self._draw_totals(sheet, spec, lines)
        cells = tuple(sheet_cells(spec))
        if cells:
            sheet.set_selection(cells[0].row, cells[0].column, cells[0].row, cells[0].column)
        for column, *_ in _mark_columns(cells):
            rows = [cell.row for cell in cells if cell.column == column]
            sheet.conditional_format(
                min(rows),
                column,
                max(rows),
                column,
                {"type": "blanks", "format": self.styles.missing},
            )
        sheet.protect(options={"format_rows": True, "format_columns": True})
        return sheet

    def _draw_line(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        last = len(spec.widths) - 1
        if line.kind in ("title", "group"):
            style = self.styles.title if line.kind == "title" else self.styles.group
            text = line.text
            if line.kind == "group":
                coefficient = line.block.groups[line.group].criterion.coefficient
                text = f"{text} (коэффициент {str(coefficient).replace('.', ',')})"
            _write_across(sheet, line.row, 1, last, text, style)
            _set_height(sheet, line.row, text, sum(spec.widths[1:]))
        elif line.kind == "paragraph":
            sheet.write_string(line.row, 1, line.text, self.styles.text)
            _set_height(sheet, line.row, line.text, sum(spec.widths[1:]))
        elif line.kind == "head":
            for column, text in enumerate((CODE_HEAD, *line.block.heads)):
                sheet.write_string(line.row, column, text, self.styles.head)
            if line.block.kind == "fields" and spec.one_page:
                _write_across(sheet, line.row, 2, last, line.block.heads[-1], self.styles.head)
            widest = max(line.block.heads, key=len)
            _set_height(sheet, line.row, widest, min(spec.widths[1:]) * 2)
        elif line.kind == "answer":
            self._draw_answers(sheet, spec, line)
        elif line.kind == "result":
            self._draw_result(sheet, line)

    def _draw_answers(self, sheet: Any, spec: SheetSpec, line: Line) -> None:
        assert line.answer is not None
        sheet.write_string(line.row, 0, line.answer.code, self.styles.row_code)
        for at, text in enumerate(line.answer.texts):
            sheet.write_string(line.row, 1 + at, text, self.styles.label)
        lines = max((field.lines for field in line.answer.fields), default=1)
        longest = max(
            (_lines(text, spec.widths[1 + at]) for at, text in enumerate(line.answer.texts)),
            default=1,
        )
        sheet.set_row(line.row, 15.5 * max(lines, longest) + 3)
        first, last = 1 + line.block.text_columns, len(spec.widths) - 1
        for at, field in enumerate(line.answer.fields):
            if line.block.kind == "fields" and first < last and spec.one_page:
                # The official form has one wide line: the answer spans to the page's edge.
                style = self.styles.answer(field, faulty=field.field_id in self.faulty)
                sheet.merge_range(line.row, first, line.row, last, "", style)
            self._draw_answer(sheet, line.row, first + at, field)

    def _draw_answer(self, sheet: Any, row: int, column: int, field: Field) -> None:
        faults = self.faulty.get(field.field_id, [])
        style = self.styles.answer(field, faulty=bool(faults))
        value = self.answers.get(field.field_id)
        _write(sheet, row, column, value, style)
        if faults:
            text = "\n".join(f"{fault.message} {fault.remedy}" for fault in faults)
            sheet.write_comment(row, column, text, {"x_scale": 2.5, "y_scale": 1.6})
        rule = _validation(field)
        if rule:
            sheet.data_validation(row, column, row, column, rule)

    def _draw_result(self, sheet: Any, line: Line) -> None:
        group = line.block.groups[line.group]
        points, weighted = group_formulas(group, self.places, self.methodology)
        value, total = self._cached(group.criterion.id)
        sheet.write_string(line.row, 1, "Баллов по критерию / с коэффициентом", self.styles.result)
        sheet.write_formula(line.row, 2, points, self.styles.result, value)
        weighted = weighted.format(points=f"C{line.row + 1}")
        sheet.write_formula(line.row, 3, weighted, self.styles.result, float(total))

    def _cached(self, criterion_id: str) -> tuple[int, Decimal]:
        criterion = self.methodology.criterion(criterion_id)
        points = cached_points(criterion, self.answers, self.methodology)
        return points, points * criterion.coefficient

    def _draw_totals(self, sheet: Any, spec: SheetSpec, lines: tuple[Line, ...]) -> None:
        results = [line.row for line in lines if line.kind == "result"]
        formulas = total_formulas(results, self.places, self.methodology)
        cached = [self._cached(criterion.id) for criterion in self.methodology.criteria]
        total = sum((weighted for _, weighted in cached), Decimal())
        level = next(each for each in self.methodology.levels if each.holds(total)).name
        marks = [name for name in self.places if name.endswith("/done")]
        still_open = sum(self.answers.get(name) is None for name in marks)
        values = (float(total), sum(points for points, _ in cached), level, still_open)
        labels = ("Итоговая оценка", "Сумма баллов", "Уровень", "Осталось ответить")
        for at, (label, formula, value) in enumerate(zip(labels, formulas, values, strict=True)):
            row = TOP_ROWS - 1 + at
            sheet.write_string(row, 1, label, self.styles.result)
            sheet.merge_range(row, 2, row, 3, "", self.styles.result)
            sheet.write_formula(row, 2, formula, self.styles.result, value)

    def _draw_remarks(self) -> None:
        sheet = self.book.add_worksheet(REMARKS_SHEET)
        sheet.write_string(0, 0, self.identity, self.styles.code)
        sheet.merge_range(1, 0, 1, 5, "Что нужно исправить", self.styles.heading)
        heads = ("№", "Важность", "Лист", "Ячейка", "Что не так", "Как исправить")
        for column, (head, width) in enumerate(zip(heads, (5, 12, 14, 10, 56, 56), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, head, self.styles.head)
        row = 3
        for finding in self.remarks:
            if finding.severity is Severity.NOTE:
                continue
            places = [self.places[field] for field in finding.fields if field in self.places]
            for place in places or (None,):
                self._draw_remark(sheet, row, finding, place)
                row += 1
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        sheet.protect()

    def _draw_remark(self, sheet: Any, row: int, finding: Finding, place: Drawn | None) -> None:
        text = self.styles.text
        sheet.write_number(row, 0, row - 2, text)
        sheet.write_string(row, 1, finding.severity.russian, text)
        sheet.write_string(row, 2, place.sheet if place else finding.sheet, text)
        if place:
            link = f"internal:'{place.sheet}'!{place.ref.cell}"
            sheet.write_url(row, 3, link, self.styles.link, place.ref.cell)
        else:
            sheet.write_string(row, 3, finding.cell, text)
        sheet.write_string(row, 4, finding.message, text)
        sheet.write_string(row, 5, finding.remedy, text)
        sheet.set_row(row, 15.5 * max(_lines(finding.message, 56), _lines(finding.remedy, 56)) + 3)


def _mark_columns(cells: tuple[Drawn, ...]) -> tuple[tuple[int], ...]:
    wanted = (c for c in cells if c.field.required and c.field.field_id.count("/") < 2)
    return tuple((column,) for column in sorted({cell.column for cell in wanted}))


def _set_paper(sheet: Any, spec: SheetSpec, identity: str) -> None:
    sheet.set_paper(9)
    if spec.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 1 if spec.one_page else 0)
    sheet.set_footer(f"&L{identity}&RСтраница &P из &N")
    sheet.hide_gridlines(2)


def _write_across(sheet: Any, row: int, first: int, last: int, text: str, style: Any) -> None:
    if first < last:
        sheet.merge_range(row, first, row, last, text, style)
    else:
        sheet.write_string(row, first, text, style)


def _write(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    if isinstance(value, bool):
        sheet.write_string(row, column, "да" if value else "нет", style)
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), style)
    elif value:
        sheet.write_string(row, column, str(value), style)
    else:
        sheet.write_blank(row, column, None, style)


def _validation(field: Field) -> dict[str, Any] | None:
    """Lists are offered and held; a wrong date is only warned of: it may be typed as text."""
    if field.choices:
        return {
            "validate": "list",
            "source": list(field.choices),
            "error_title": "Выберите из списка",
            "error_message": "Допустимые ответы: " + ", ".join(field.choices) + ".",
        }
    if field.kind is ValueKind.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(2000, 1, 1),
            "maximum": dt.date(2099, 12, 31),
            "error_type": "warning",
            "input_title": "Дата",
            "input_message": "Введите дату, например 10.12.2025.",
            "error_title": "Не похоже на дату",
            "error_message": "Введите дату в виде 10.12.2025.",
        }
    return None


def _lines(text: str, width: float) -> int:
    return max(1, -(-int(len(text) * 1.12) // max(int(width), 1)))


def _set_height(sheet: Any, row: int, text: str, width: float) -> None:
    sheet.set_row(row, 15.5 * _lines(text, width) + 3)


def prefill(spec: FormSpec, participant: Participant) -> dict[str, str]:
    """Return what a personal blank shows: the id and the name of its participant."""
    fields = (field for field in spec.fields().values() if field.prefill)
    return {field.field_id: getattr(participant, field.prefill) for field in fields}


def blank_file_name(spec: FormSpec, participant: Participant | None) -> str:
    """Return the file name of a blank, free of characters that a file system refuses."""
    name = spec.file_name.format(
        year=spec.year,
        id=participant.id if participant else "",
        name=participant.short_name if participant else "",
    )
    kept = "".join("_" if char in '<>:"/\\|?*' or ord(char) < 32 else char for char in name)
    stem = " ".join(kept.removesuffix(".xlsx").split())[:80]
    return f"{stem}.xlsx"


def draw_blanks(
    registry: Registry, methodology: Methodology, forms: Mapping[Kind, FormSpec]
) -> Iterator[tuple[str, bytes]]:
    """Yield a path and the bytes of each participant's blanks."""
    for participant in registry.participants:
        for kind in (Kind.SELF_ASSESSMENT, Kind.PASSPORT):
            spec = forms[kind]
            data = draw_form(
                spec,
                methodology,
                identity=spec.identity(participant.id),
                answers=prefill(spec, participant),
            )
            yield blank_file_name(spec, participant), data


def unnamed_blanks(
    methodology: Methodology, forms: Mapping[Kind, FormSpec]
) -> Iterator[tuple[str, bytes]]:
    """Yield a path and the bytes of the blanks for download."""
    for spec in forms.values():
        data = draw_form(spec, methodology, identity=spec.identity())
        yield blank_file_name(spec, None), data


def main(folder: str) -> None:
    """Write the blanks for download into `folder` (`make blanks`)."""
    from kuzbass_batch.forms.spec import load_forms
    from kuzbass_batch.model.methodology_file import available_years, load_methodology

    for year in available_years():
        methodology = load_methodology(year)
        for name, data in unnamed_blanks(methodology, load_forms(methodology)):
            Path(folder, name).write_bytes(data)


if __name__ == "__main__":
    main(sys.argv[1])
