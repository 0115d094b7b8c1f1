"""A form of the programme as filled in: one record for all, whatever they ask (p. 2.2, 3.2)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kuzbass_batch.findings.finding import NOWHERE, CellRef
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeForm:
    """What a form of the programme says: its fields and rows by key, each with its cell.

    subject: the lasting number of what the form is about, as typed; empty if it names none or the
    form has no such field. period: the words of the time that it speaks of; empty if unsaid. Whose
    it is, is known once it is matched.
    """

    kind: Kind
    subject: str = ""
    period: str = ""
    answers: tuple[Answer, ...] = ()

    def answer(self, field: str) -> Answer | None:
        """Return the answer of a field (`status`, `results/1/fact`), None if it is blank."""
        return next((each for each in self.answers if each.field_id == field), None)

    def ref(self, field: str) -> CellRef:
        """Return the cell of an answer, `NOWHERE` if it is blank."""
        answer = self.answer(field)
        return answer.ref if answer else NOWHERE

    def text(self, field: str) -> str:
        """Return a text, empty if the field is blank or cannot be understood."""
        return text_of_answer(self.answer(field))

    def number(self, field: str) -> Decimal | None:
        """Return a number, None if the field is blank or cannot be understood."""
        return number_of_answer(self.answer(field))

    def day(self, field: str) -> dt.date | None:
        """Return a date, None if the field is blank or cannot be understood."""
        return day_of_answer(self.answer(field))

    def rows(self, table: str) -> tuple[Mapping[str, Answer], ...]:
        """Return the begun rows of a free table in their order, each answer by its column."""
        found: dict[str, dict[str, Answer]] = {}
        for answer in self.answers:
            key, _, rest = answer.field_id.partition("/")
            number, _, column = rest.partition("/")
            if key == table and column:
                found.setdefault(number, {})[column] = answer
        return tuple(found.values())


def text_of_answer(answer: Answer | None) -> str:
    """Return the text of an answer, empty if there is none."""
    return answer.value if answer and isinstance(answer.value, str) else ""


def number_of_answer(answer: Answer | None) -> Decimal | None:
    """Return the number of an answer, None if there is none."""
    return answer.value if answer and isinstance(answer.value, Decimal) else None


def day_of_answer(answer: Answer | None) -> dt.date | None:
    """Return the day of an answer, None if there is none."""
    return answer.value if answer and isinstance(answer.value, dt.date) else None
