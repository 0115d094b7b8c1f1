"""A project report in tests: that of the project whose passport lies in the sound folder."""

import datetime as dt
from decimal import Decimal

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.programme.projects.numbers import proposed_number
from tests.filled import BODY, PASSPORT, drawn

REPORT_FILE = "отчёт.xlsx"
NUMBER = proposed_number("ИО-01", str(PASSPORT["project"]))
REPORT = BODY | {
    "number": NUMBER,
    "project": PASSPORT["project"],
    "year": Decimal(2025),
    "quarter": "III",
    "filled_on": dt.date(2025, 10, 3),
    "status": "внедрение",
    "stage": Decimal(7),
    "results/1/name": PASSPORT["goals/1/name"],
    "results/1/current": PASSPORT["goals/1/current"],
    "results/1/target": PASSPORT["goals/1/target"],
    "results/1/fact": Decimal(7),
    "results/1/date": dt.date(2025, 9, 30),
    "results/1/source": "журнал обращений",
    "plan/6/done": dt.date(2025, 6, 20),
    "before": Decimal(30),
    "after": Decimal(20),
    "cases": Decimal(1200),
    "residents": Decimal(5000),
}
"""In the third quarter: being put into practice, seven days of the ten, five wanted."""
CLOSED = {
    "quarter": "IV", "filled_on": dt.date(2025, 12, 12), "status": "закрыт", "stage": Decimal(9),
    "closed": dt.date(2025, 12, 10), "results/1/fact": Decimal(5),
    "results/1/date": dt.date(2025, 12, 1),
}  # fmt: skip
"""What a report at closing says instead."""


def report(issued_to="ИО-01", **changes):
    """Return the bytes of a report; changes: by field, `__` for `/`; None clears one."""
    answers = REPORT | {field.replace("__", "/"): value for field, value in changes.items()}
    given = {field: value for field, value in answers.items() if value is not None}
    return drawn(Kind.PROJECT_REPORT, given, issued_to)
