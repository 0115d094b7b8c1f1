"""What the specification of a form asks of answers: bounds of numbers, days, rows said once.

Once for every form of the programme; the blank's own line asks the same (`forms/drawing/live`).
"""

from collections.abc import Iterator
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.findings import projects as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.specification import Field, FormSpec
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    day_of_answer,
    text_of_answer,
)


def check_answers(form: ProgrammeForm, spec: FormSpec) -> Iterator[Finding]:
    """Yield numbers that cannot be, days later than they may be, and rows that say the same."""
    seen: set[tuple[str, str]] = set()
    for answer in form.answers:
        field = spec.field_like(answer.field_id)
        if field is not None:
            yield from _number(answer, field)
            yield from _day(answer, field, form)
            yield from _twice(answer, field, seen)


def _number(answer: Answer, field: Field) -> Iterator[Finding]:
    number, bounds = answer.value, field.bounds
    if bounds is not None and isinstance(number, Decimal) and not bounds.holds(number):
        yield rules.REPORT_NUMBER.at(
            answer.ref,
            field=answer.field_id,
            name=bounds.name,
            found=wording.minus(show(number)),
            expected=bounds.words,
        )


def _day(answer: Answer, field: Field, form: ProgrammeForm) -> Iterator[Finding]:
    """Yield a day beyond the form's own: it cannot tell what is yet to come."""
    day, written = day_of_answer(answer), form.day(field.not_after) if field.not_after else None
    if day and written and day > written:
        yield rules.LATER_THAN_REPORT.at(
            answer.ref,
            field=answer.field_id,
            day=wording.day(day),
            written=wording.day(written),
        )


def _twice(answer: Answer, field: Field, seen: set[tuple[str, str]]) -> Iterator[Finding]:
    """Yield a row that says the same as one above it: it would take the other's place."""
    said = text_of_answer(answer)
    if field.once and said:
        table, _, _ = field.field_id.partition("/")
        key = (f"{table}/{field.column}", fold(answer.given))
        if key in seen:
            name = f"{field.name[:1].upper()}{field.name[1:]}"
            yield rules.SAID_TWICE.at(answer.ref, field=answer.field_id, name=name, found=said)
        seen.add(key)
