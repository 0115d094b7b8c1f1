"""A contest of best practices: applications beside the announcement, and the committee's word."""

import datetime as dt

from kuzbass_batch.findings import contest as rules
from kuzbass_batch.records.files.sources import Kind
from tests.contests import APPLICATION_FILE, CONTEST, application
from tests.filled import at
from tests.findings.cases_registers import BOOK, kept
from tests.findings.folder import MARCH, body
from tests.findings.table import pair
from tests.office import lines
from tests.registers import WHO
from tests.year_keys import KNOWLEDGE

LATE = (("filled_on", dt.date(2025, 11, 3)),)
EARLIER = (("filled_on", dt.date(2025, 10, 30)), ("after", None))
IN_TIME = (("filled_on", dt.date(2025, 10, 31)),)
OF_ANOTHER = tuple(body("ИО-02").items())
OTHER = (("practice", "Единое окно"),)


def mended(changes) -> bytes:
    """An application that went back with a remark and came again."""
    return application(changes, remarks=(rules.RESULT_UNCHANGED.at(field="after"),))


def cells(code: str, field: str, fault, sound=(), **more) -> None:
    """Enter a pair of applications that differ in some answers."""
    pair(
        code, (APPLICATION_FILE, at(Kind.CONTEST_APPLICATION, field) if field else ""),
        lambda: {APPLICATION_FILE: application(fault)},
        lambda: {APPLICATION_FILE: application(sound)},
        as_of=MARCH, contest=CONTEST, **more,
    )  # fmt: skip


def row(**columns) -> str:
    """A row of an application in the register."""
    cells = {"Конкурс": CONTEST.name, "Какой": "региональный", "Участник": "ИО-01",
             "Номинация": CONTEST.nominations[0].title, "Практика": "Единое окно",
             "Номер_заявки": "ИО-01-К25-10001", "Кто_внёс": WHO}  # fmt: skip
    return lines("Конкурс", 1, **(cells | columns))


def rows(code: str, place: str, fault, sound) -> None:
    """Enter a pair of rows of the register."""
    pair(
        code, (BOOK, place), lambda: {BOOK: kept(fault)}, lambda: {BOOK: kept(sound)},
        as_of=MARCH, contest=CONTEST, knowledge=lambda: KNOWLEDGE,
    )  # fmt: skip


pair(
    "B001", (APPLICATION_FILE, ""), lambda: {APPLICATION_FILE: application()}, lambda: {},
    as_of=MARCH,
)  # fmt: skip
cells("B002", "nomination", (("nomination", "бережливый проект"),))
cells("B003", "filled_on", LATE)
pair(
    "B004", (APPLICATION_FILE, at(Kind.CONTEST_APPLICATION, "filled_on")),
    lambda: {"первая.xlsx": application(EARLIER), APPLICATION_FILE: mended(LATE)},
    lambda: {"первая.xlsx": application(EARLIER), APPLICATION_FILE: mended(IN_TIME)},
    as_of=MARCH, contest=CONTEST,
)  # fmt: skip
pair(
    "B005", (APPLICATION_FILE, at(Kind.CONTEST_APPLICATION, "nomination")),
    lambda: {APPLICATION_FILE: application(), "ещё.xlsx": application(OTHER)},
    lambda: {
        APPLICATION_FILE: application(),
        "ещё.xlsx": application((*OTHER, ("nomination", CONTEST.nominations[1].title))),
    },
    as_of=MARCH, contest=CONTEST, beside=("B005",),
)  # fmt: skip
cells("B006", "after", (("after", "Ответ готовили  10 дней"),))
cells("B007", "project", (("project", "П-1"),))
pair(
    "B008", (APPLICATION_FILE, at(Kind.CONTEST_APPLICATION, "project")),
    lambda: {APPLICATION_FILE: application(OF_ANOTHER, "ИО-02")},
    lambda: {APPLICATION_FILE: application((*OF_ANOTHER, ("project", None)), "ИО-02")},
    as_of=MARCH, contest=CONTEST,
)  # fmt: skip
cells("B009", "after", (("before", "готовили долго"), ("after", "готовят быстрее")))
rows(
    "B010", "Конкурс!R4",
    row(Допуск="не допущена"), row(Допуск="не допущена", Причина_отказа="нет результата"),
)  # fmt: skip
rows(
    "B011", "Конкурс!T4",
    row(Результат="победитель"), row(Результат="победитель", Допуск="допущена"),
)  # fmt: skip
rows(
    "B012", "Конкурс!B4", row(Номер_заявки="", Результат="победитель"),
    row(Номер_заявки="", Результат="победитель", Дата_итогов="20.11.2025"),
)  # fmt: skip
