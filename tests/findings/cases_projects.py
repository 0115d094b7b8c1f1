"""Reports of projects: whose they are and when, closing, facts, effects, earlier reports."""

import datetime as dt
from decimal import Decimal
from functools import cache

from kuzbass_batch.records.files.sources import Kind
from tests.filled import at
from tests.findings.cases_decisions import decided
from tests.findings.cases_registers import BOOK, kept
from tests.findings.folder import DECISIONS, MARCH
from tests.findings.table import pair
from tests.office import NAMES, lines
from tests.project_reports import CLOSED, NUMBER, REPORT_FILE, report
from tests.registers import WHO, project
from tests.year_keys import KNOWLEDGE

report = cache(report)

EARLIER, OTHERS = "отчёт раньше.xlsx", "отчёт ИО-02.xlsx"


def place(field: str) -> str:
    """The sheet and cell that a blank gives to a field."""
    return at(Kind.PROJECT_REPORT, field)


def cells(code: str, field: str, fault, sound=(), beside=(), **both) -> None:
    """Enter a pair of reports that differ in some answers; both: answers of the two."""
    pair(
        code,
        (REPORT_FILE, place(field.replace("__", "/"))),
        lambda: {REPORT_FILE: report(**both | dict(fault))},
        lambda: {REPORT_FILE: report(**both | dict(sound))},
        beside=beside,
        as_of=MARCH,
    )


closing = {key.replace("/", "__"): value for key, value in CLOSED.items()}
cells("J001", "number", {"number": f"{NUMBER[:-1]}x"})
pair(
    "J002", (OTHERS, place("number")),
    lambda: {OTHERS: report("ИО-02", participant_id="ИО-02", participant_name=NAMES["ИО-02"])},
    lambda: {},
    as_of=MARCH,
)  # fmt: skip
cells("J003", "quarter", {"year": Decimal(2026), "quarter": "III"})
cells("J004", "stage", {"stage": Decimal(11)})
cells("J005", "results__1__fact", {"results__1__fact": None}, **closing)
cells("J006", "closed", {"closed": None}, **closing)
pair(
    "J007", (REPORT_FILE, place("stage")),
    lambda: {EARLIER: report(quarter="II", stage=Decimal(8)), REPORT_FILE: report()},
    lambda: {EARLIER: report(quarter="II", stage=Decimal(7)), REPORT_FILE: report()},
    as_of=MARCH,
)  # fmt: skip
cells("J008", "stage", {"stage": Decimal(8)}, **closing)
cells("J009", "results__1__fact", {"results__1__fact": Decimal(6)}, **closing)
cells("J010", "results__1__fact", {"results__1__fact": Decimal(11)})
cells("J011", "results__1__fact", {"results__1__fact": Decimal(-40)})
cells("J012", "results__1__fact", {"results__1__fact": Decimal(0)})
cells("J013", "results__1__fact", {"results__1__source": None})
cells("J014", "hours", {"hours": Decimal(300)}, {"hours": Decimal(200)})
cells("J015", "cases", {"cases": None})
cells("J016", "after", {"after": Decimal(40)})
cells("J017", "after", {"after": Decimal(0)})
cells("J018", "before", {"before": Decimal(200_000)})
cells("J019", "plan__6__done", {"plan__6__done": dt.date(2025, 10, 4)})
STABLE = {
    "filled_on": dt.date(2026, 3, 2), "year": Decimal(2026), "quarter": "I", "status": "стабилен",
    "stage": Decimal(10), "closed": dt.date(2025, 12, 10), "stable": dt.date(2026, 3, 1),
    "results__1__date": dt.date(2026, 3, 1),
}  # fmt: skip
REACHED = {"results__1__fact": Decimal(5)}
pair(
    "J020", (REPORT_FILE, place("results/1/fact")),
    lambda: {EARLIER: report(**closing | {"results__1__fact": Decimal(4)}),
             REPORT_FILE: report(**STABLE | REACHED)},
    lambda: {EARLIER: report(**closing), REPORT_FILE: report(**STABLE | REACHED)},
    as_of=MARCH,
)  # fmt: skip
cells("J021", "results__1__target", {"results__1__target": Decimal(6)})


def registered(**columns) -> bytes:
    """The book with the project of the report, by the committee's own hand."""
    cells = {
        "Номер_проекта": NUMBER,
        "Проект": "Быстрый ответ",
        "Состояние": "внедрение",
        "Открыт": "01.01.2025",
    }
    return kept(project(**(cells | columns)))


pair(
    "G030", (BOOK, "Проекты!M4"),
    lambda: {BOOK: registered(Достигнут_этап=3), REPORT_FILE: report()},
    lambda: {BOOK: registered(Достигнут_этап=7), REPORT_FILE: report()},
    as_of=MARCH, knowledge=lambda: KNOWLEDGE,
)  # fmt: skip


def chosen(number: str) -> bytes:
    """The workbook of decisions with minutes that choose a project."""
    cells = {"О_чём": "значимые проекты", "Номер_протокола": "№ 4", "Дата": "10.03.2026",
             "Содержание": number, "Кто_внёс": WHO}  # fmt: skip
    return decided(lines("Протоколы", 30, **cells))


pair(
    "J022", (DECISIONS, "Протоколы!G33"),
    lambda: {DECISIONS: chosen("ИО-01-П11111")}, lambda: {DECISIONS: chosen(NUMBER)},
    as_of=MARCH,
)  # fmt: skip
