"""Lists of processes and services: numbers, one row for one process, days of reengineering."""

import datetime as dt
from decimal import Decimal
from functools import cache

from kuzbass_batch.records.files.sources import Kind
from tests.filled import BODY, at, drawn
from tests.findings.folder import MARCH
from tests.findings.table import pair

LIST_FILE = "процессы.xlsx"
LIST = BODY | {
    "year": Decimal(2025),
    "filled_on": dt.date(2025, 11, 3),
    "processes/1/process": "Выдача справки",
    "processes/1/redesigned": dt.date(2025, 9, 1),
    "processes/1/project": "2025/ИО-01-1",
    "processes/2/process": "Приём документов",
}


@cache
def process_list(changes=(), issued_to="ИО-01"):
    """Return the bytes of a list; changes: pairs of field and answer."""
    return drawn(Kind.PROCESS_LIST, LIST | dict(changes), issued_to)


def cells(code: str, field: str, fault, sound=()) -> None:
    """Enter a pair of lists that differ in some answers."""
    pair(
        code, (LIST_FILE, at(Kind.PROCESS_LIST, field)),
        lambda: {LIST_FILE: process_list(fault)}, lambda: {LIST_FILE: process_list(sound)},
        as_of=MARCH,
    )  # fmt: skip


cells("J030", "processes/2/process", (("processes/2/process", "выдача  Справки"),))
cells("J031", "processes/1/redesigned", (("processes/1/redesigned", dt.date(2026, 3, 21)),))
cells("J032", "processes/1/redesigned", (("processes/1/project", ""),))
