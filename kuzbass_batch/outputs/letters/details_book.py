"""«Реквизиты.xlsx»: the committee's details as a workbook, in place of its files in TOML.

Its examples stand beside the cells, never in them; one that was typed over is refused, too.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.loader import field_rows, form_table
from kuzbass_batch.forms.spec.specification import Block, Field, FormSpec, SheetSpec
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.template_books import (
    DETAILS,
    book_answers,
    fault_line,
    faulty_book,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.files.workbooks import RawForm

_TIE = "/"
Details = Mapping[str, Mapping[str, Any]]
"""What is filled in: by the name of the file that a table stands for, then by the key in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DetailsBook:
    """The workbook as read: its file's name, and what is filled in.

    Nothing is where nobody has saved it since the program drew it: then it only repeats the files.
    """

    filled: Details
    name: str = ""


NO_BOOK = DetailsBook(filled={})


def load_details(period: Period) -> FormSpec:
    """Return the workbook of the committee's details, which speaks of no act; its code bears one.

    The hints of its fields name the examples by the keys of the files that it stands for.
    """
    data = form_table(Kind.DETAILS)
    return FormSpec(
        kind=Kind.DETAILS,
        code=data["code"],
        version=data["version"],
        period=period,
        title=data["title"],
        file_name=data["file_name"],
        sheets=tuple(
            SheetSpec(
                name=sheet["name"],
                widths=tuple(map(float, sheet["widths"])),
                landscape=sheet.get("landscape", False),
                blocks=tuple(map(_details_block, sheet["blocks"])),
            )
            for sheet in data["sheets"]
        ),
    )


def _details_block(data: dict[str, Any]) -> Block:
    heads = tuple(data.get("heads", ()))
    return Block(
        kind=data["kind"],
        key=data.get("key", ""),
        title=data.get("title", ""),
        paragraphs=tuple(data.get("paragraphs", ())),
        heads=heads,
        text_columns=len(heads) - 1 if heads else 0,
        rows=field_rows(data) if "fields" in data else (),
        prefix=data.get("prefix", ""),
    )


def draw_details(methodology: Methodology, examples: Details, own: Details) -> bytes:
    """Return the workbook; `examples` stand beside the cells, `own` in them.

    A table for whose file there are no examples is left out.
    """
    spec = load_details(methodology.period)
    return draw_form(
        _with_hints(_with_tables(spec, examples), examples),
        methodology,
        identity=spec.identity(),
        answers={
            f"{name.partition('.')[0]}{_TIE}{key}": _as_answer(value)
            for name, table in own.items()
            for key, value in table.items()
        },
    )


def _with_tables(spec: FormSpec, names: Container[str]) -> FormSpec:
    """Return the form without the tables that stand for other files than those."""
    return replace(spec, sheets=tuple(
        replace(sheet, blocks=tuple(
            block for block in sheet.blocks if not block.key or f"{block.key}.toml" in names
        ))
        for sheet in spec.sheets
    ))  # fmt: skip


def _tables_in(form: RawForm, spec: FormSpec) -> frozenset[str]:
    """Return the files whose tables stand in a workbook: by the title or the code of any row."""
    texts = {fold(value) for sheet in form.sheets for row in sheet.rows for value in row
             if isinstance(value, str)}  # fmt: skip
    return frozenset(
        f"{block.key}.toml"
        for _, block in spec.blocks()
        if fold(block.title) in texts or any(fold(row.code) in texts for row in block.rows)
    )


def _as_answer(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NONE
    return Decimal(value) if isinstance(value, int) else value


def _with_hints(spec: FormSpec, examples: Details) -> FormSpec:
    """Return the form with the examples of each table's file in its hints, each on one line."""
    return replace(spec, sheets=tuple(
        replace(sheet, blocks=tuple(
            replace(block, rows=tuple(
                replace(row, fields=tuple(_with_hint(field, examples) for field in row.fields))
                for row in block.rows
            ))
            for block in sheet.blocks
        ))
        for sheet in spec.sheets
    ))  # fmt: skip


def _with_hint(field: Field, examples: Details) -> Field:
    table = examples.get(f"{field.field_id.partition(_TIE)[0]}.toml", {})
    words = {key: " ".join(str(_as_answer(value)).split()) for key, value in table.items()}
    return replace(field, hint=field.hint.format_map(words))


def details_in(examples: Details, book: tuple[str, bytes]) -> DetailsBook | str:
    """Return what a workbook says; a sentence that names all that is wrong with it.

    examples: the values that the program ships and that no letter may bear.
    """
    name, data = book
    found = book_answers(data, DETAILS, _spec_of)
    if isinstance(found, tuple):
        return _refused(name, found)
    begun = {answer.field_id.partition(_TIE)[0] for answer in found.answers}
    asked = (fault_line(each) for each in found.findings if _is_of(each, begun))
    faults = (*asked, *_own_faults(found.answers, examples))
    if faults:
        return _refused(name, faults)
    return DetailsBook(name=name, filled=_filled(found.answers))


def _refused(name: str, faults: tuple[str, ...]) -> str:
    return " ".join((faulty_book(name, faults), *faults))


def _spec_of(form: RawForm, period: Period) -> FormSpec:
    """Return the form of the tables that a workbook has: it was drawn without those not needed."""
    spec = load_details(period)
    return _with_tables(spec, _tables_in(form, spec))


NONE = "нет"
"""What stands for an empty list of numbers."""
_BOUNDS = {"committee/days_to_mend": (1, 60)}
"""The least and the most of what is a whole number."""
_LISTS = {"committee/reminder_days": (1, 60)}
"""The same of what is a list of whole numbers."""


def _is_of(finding: Finding, begun: Iterable[str]) -> bool:
    """Tell whether a finding is on a table in which something is filled in, or on no table."""
    tables = {field.partition(_TIE)[0] for field in finding.fields}
    return not tables or bool(tables & set(begun))


def _own_faults(answers: Iterable[Answer], examples: Details) -> Iterator[str]:
    """Yield what is wrong with single values: an example left, a number out of its bounds."""
    for answer in answers:
        bounds = _BOUNDS.get(answer.field_id)
        table, _, key = answer.field_id.partition(_TIE)
        if bounds and isinstance(answer.value, Decimal):
            least, most = bounds
            whole = answer.value == answer.value.to_integral_value()
            if not whole or not least <= answer.value <= most:
                yield (
                    f"{answer.ref}: нужно целое число от {least} до {most}, стоит "
                    f"«{answer.given}». Исправьте или очистите ячейку."
                )
        elif answer.field_id in _LISTS and _numbers(answer) is None:
            least, most = _LISTS[answer.field_id]
            yield (
                f"{answer.ref}: нужны разные целые числа от {least} до {most} через запятую, "
                f"стоит «{answer.given.strip()}». Исправьте, очистите ячейку или напишите «{NONE}»."
            )
        elif is_example(answer.given, str(examples.get(f"{table}.toml", {}).get(key, ""))):
            yield (
                f"{answer.ref}: оставлен пример «{answer.given.strip()}». Впишите своё значение."
            )


def _numbers(answer: Answer) -> list[int] | None:
    """Return the whole numbers of a list, None if it is no such list."""
    if answer.given.strip().casefold() == NONE:
        return []
    words = re.split(r"[,;\s]+", answer.given.strip(" .,;"))
    least, most = _LISTS[answer.field_id]
    found = [int(word) for word in words if re.fullmatch("[0-9]{1,3}", word)]
    sound = len(set(found)) == len(words) and all(least <= each <= most for each in found)
    return found if sound else None


def is_example(value: str, example: str) -> bool:
    """Tell whether a detail is the program's example, whatever stands for the act's words in it."""
    if not example:
        return False
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(example))
    return value.strip() == example or bool(re.fullmatch(pattern, value.strip()))


def _filled(answers: Iterable[Answer]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for answer in answers:
        table, _, key = answer.field_id.partition(_TIE)
        value: Any = answer.value
        if answer.field_id in _LISTS:
            value = _numbers(answer)
        value = int(value) if isinstance(value, Decimal) else value
        found.setdefault(f"{table}.toml", {})[key] = (
            value.strip() if isinstance(value, str) else value
        )
    return found
