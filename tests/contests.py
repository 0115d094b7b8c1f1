"""A contest of best practices in tests: as announced, and an application to it."""

import datetime as dt
import io
from decimal import Decimal
from functools import cache

import openpyxl

from kuzbass_batch.reading.committee.contest_announcement import draw_announcement
from kuzbass_batch.records.committee.contest import (
    Juror,
    JuryCriterion,
    Nomination,
    PracticeContest,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.programme.projects.numbers import proposed_number
from tests.filled import BODY, METHODOLOGY, PASSPORT, drawn, saved

APPLICATION_FILE = "заявка.xlsx"
UNTIL = dt.date(2025, 10, 31)
CONTEST = PracticeContest(
    name="Лучшие практики",
    scope="региональный",
    year=2025,
    announced=dt.date(2025, 9, 1),
    until=UNTIL,
    sheets_due=dt.date(2025, 11, 14),
    results=dt.date(2025, 11, 20),
    nominations=(
        Nomination(key="1", title="Лучший бережливый проект", about="время и путь клиента"),
        Nomination(key="2", title="Лучшее решение для клиента"),
    ),
    criteria=(JuryCriterion(key="1", title="Результат"), JuryCriterion(key="2", title="Новизна")),
    jurors=(Juror(key="1", name="Судьина Анна Петровна", body="ИО-02"),),
    contact="Образцова М. И., тел. 8 (000) 000-00-00",
    book="Конкурс.xlsx",
)
ANNOUNCED = {
    "name": CONTEST.name,
    "scope": CONTEST.scope,
    "announced": CONTEST.announced,
    "until": CONTEST.until,
    "sheets_due": CONTEST.sheets_due,
    "results": CONTEST.results,
    "contact": CONTEST.contact,
    "nominations/1/title": CONTEST.nominations[0].title,
    "nominations/1/about": CONTEST.nominations[0].about,
    "nominations/2/title": CONTEST.nominations[1].title,
    "criteria/1/title": "Результат",
    "criteria/2/title": "Новизна",
    "jurors/1/name": "Судьина Анна Петровна",
    "jurors/1/body": "ИО-02",
}
"""What the committee fills in to announce `CONTEST`."""
PROJECT = proposed_number("ИО-01", str(PASSPORT["project"]))
APPLICATION = BODY | {
    "filled_on": dt.date(2025, 10, 20),
    "nomination": CONTEST.nominations[0].title,
    "practice": "Быстрый ответ",
    "project": PROJECT,
    "before": "ответ готовили 10 дней",
    "after": "ответ готовят 7 дней",
    "proof": "приказ от 01.09.2025 № 5",
    "author": "Вторая О. И.",
}


@cache
def application(changes=(), issued_to="ИО-01", remarks=()):
    """Return the bytes of an application; changes: pairs of field and answer, None clears one.

    remarks: those that it went back with.
    """
    answers = {field: value for field, value in (APPLICATION | dict(changes)).items() if value}
    return drawn(Kind.CONTEST_APPLICATION, answers, issued_to, remarks)


def announcement(**changes):
    """Return the workbook of the announcement as somebody saved it; `__` stands for `/`."""
    answers = ANNOUNCED | {field.replace("__", "/"): value for field, value in changes.items()}
    given = {field: value for field, value in answers.items() if value is not None}
    numbers = {f: Decimal(v) if isinstance(v, int) else v for f, v in given.items()}
    return saved(openpyxl.load_workbook(io.BytesIO(draw_announcement(METHODOLOGY, numbers))))
