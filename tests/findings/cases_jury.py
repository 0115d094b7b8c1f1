"""Sheets of a contest's jury: whose they are, which rows count, what came too late."""

import datetime as dt
from decimal import Decimal
from functools import cache

from kuzbass_batch.records.committee.contest import PracticeContest
from tests.findings.cases_decisions import decided
from tests.findings.cases_registers import BOOK, kept
from tests.findings.folder import DECISIONS, MARCH
from tests.findings.table import pair
from tests.jury import CONTEST, USUAL, A, B, E, rows, sheet
from tests.office import lines
from tests.year_keys import KNOWLEDGE

SHEET = "лист жюри.xlsx"
NUMBER = "Оценки!B{}"


@cache
def register(**columns) -> bytes:
    """The registers with the entries of the contest, admitted."""
    return kept(rows(**columns))


def sheets(
    code: str, at: str, fault, sound=sheet, *, beside=(), contest: PracticeContest = CONTEST, **more
) -> None:
    """Enter a pair of sheets beside the same registers."""
    pair(
        code, (SHEET, at), lambda: {BOOK: register(), SHEET: fault()},
        lambda: {BOOK: register(), SHEET: sound()},
        as_of=MARCH, contest=contest, knowledge=lambda: KNOWLEDGE, beside=beside, **more,
    )  # fmt: skip


def row(number: str, given) -> dict:
    return {"given": {**USUAL, number: given}}


sheets("V001", "Лист жюри!C18", lambda: sheet("9", juror_name="Третья Вера Ильинична"))
sheets("V002", "Лист жюри!C19", lambda: sheet(juror_name="Другой Член Жюри"))
sheets("V003", "Лист жюри!C17", lambda: sheet(contest="Другой конкурс"))
sheets("V004", "", lambda: sheet(criteria=CONTEST.criteria[:1]))
sheets("V005", NUMBER.format(6), lambda: sheet(marks__1__number="К-1"), beside=("V013",))
sheets("V006", NUMBER.format(7),
       lambda: sheet(marks__2__number=A, marks__2__practice="Единое окно"),
       beside=("V013",))  # fmt: skip
sheets("V007", NUMBER.format(6), lambda: sheet(marks__1__number=B, marks__2__number=A),
       beside=("V007", "V013"))  # fmt: skip
sheets("V008", "Оценки!G7", lambda: sheet(**row(B, (Decimal(11), 12))))
sheets("V009", NUMBER.format(7), lambda: sheet(**row(B, ())))
sheets("V010", NUMBER.format(7), lambda: sheet(**row(B, (7, None))))
sheets("V011", NUMBER.format(6), lambda: sheet("1"), lambda: sheet("1", **row(A, ())))
sheets("V012", NUMBER.format(7), lambda: sheet(marks__2__interest="да"),
       lambda: sheet(**row(B, ()), marks__2__interest="да"))  # fmt: skip
sheets(
    "V013",
    "Оценки",
    lambda: sheet(
        **{
            f"marks__3__{column}": None
            for column in ("number", "body", "practice", "points1", "points2")
        }
    ),
)
sheets("V014", "", lambda: sheet(day=dt.date(2025, 10, 21)),
       lambda: sheet(day=dt.date(2025, 10, 20)))  # fmt: skip
MINUTES = {"О_чём": "итоги конкурса", "Номер_протокола": "№ 7", "Дата": "28.10.2025",
           "Содержание": "утвердить места", "Кто_внёс": "Секретарёва"}  # fmt: skip


def minutes() -> bytes:
    """The decisions with the minutes that establish the results."""
    return decided(lines("Протоколы", 30, **MINUTES))


def after_the_minutes(folder: str) -> dict[str, bytes]:
    """A sheet that came in time, and one more of another day."""
    other = sheet(**row(B, (7, 11)))
    return {BOOK: register(), DECISIONS: minutes(), SHEET: sheet(), f"{folder}/{SHEET}": other}


pair(
    "V015", (f"2025-10-29/{SHEET}", ""), lambda: after_the_minutes("2025-10-29"),
    lambda: after_the_minutes("2025-10-28"), as_of=MARCH, contest=CONTEST,
    knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
sheets("V016", NUMBER.format(10), lambda: sheet("1"),
       lambda: sheet("1", **row(E, ()), marks__5__interest="да"))  # fmt: skip
pair(
    "V017", (SHEET, ""), lambda: {BOOK: register(), SHEET: sheet()}, lambda: {BOOK: register()},
    as_of=MARCH, knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
NOT_ADMITTED = {"Допуск": "не допущена", "Причина_отказа": "не по теме"}
pair(
    "V018", (SHEET, NUMBER.format(6)),
    lambda: {BOOK: register(**NOT_ADMITTED), SHEET: sheet()},
    lambda: {BOOK: register(), SHEET: sheet()}, as_of=MARCH, contest=CONTEST,
    knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
