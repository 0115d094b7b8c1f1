"""A jury in tests: a contest announced for 2025 with five entries, and sheets of its jurors."""

import datetime as dt
from decimal import Decimal
from functools import cache

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.jury_form import jury_form
from kuzbass_batch.records.committee.contest import (
    AnnouncedContest,
    ContestEntry,
    EntryAdmission,
    Juror,
    JuryCriterion,
    Nomination,
    PracticeContest,
)
from kuzbass_batch.records.files.sources import Kind
from tests.filled import METHODOLOGY
from tests.office import FORMS, lines

CONTEST = PracticeContest(
    name="Образцовая практика",
    scope="региональный",
    year=2025,
    announced=dt.date(2025, 9, 1),
    until=dt.date(2025, 10, 1),
    sheets_due=dt.date(2025, 10, 20),
    results=dt.date(2025, 10, 30),
    nominations=(Nomination(key="1", title="Услуги"), Nomination(key="2", title="Процессы")),
    criteria=(
        JuryCriterion(key="1", title="Новизна"),
        JuryCriterion(key="2", title="Результат", most=20),
    ),
    jurors=(
        Juror(key="1", name="Первая Анна Ильинична", body="ИО-01"),
        Juror(key="2", name="Второй Борис Ильич", organisation="Администрация города Условска"),
        Juror(key="3", name="Третья Вера Ильинична"),
        Juror(key="4", name="Четвёртый Глеб Ильич"),
        Juror(key="5", name="Пятая Дарья Ильинична"),
    ),
    places=2,
    chair="Председателев Пётр Ильич",
    chair_post="заместитель министра",
    secretary="Секретарёва Ольга Ильинична",
    secretary_post="консультант",
)
BODIES = {
    "ИО-01-К25-11111": ("ИО-01", "Министерство примеров", "1", "Единое окно"),
    "ИО-02-К25-22222": ("ИО-02", "Министерство образцов", "1", "Быстрый ответ"),
    "МО-01-К25-33333": ("МО-01", "Администрация города Условска", "1", "Тихий двор"),
    "ИО-02-К25-44444": ("ИО-02", "Министерство образцов", "2", "Склад по карточкам"),
    "ПО-01-К25-55555": ("ПО-01", "Бюро вымысла", "2", "Приём без бумаги"),
}
A, B, C, D, E = BODIES


def entry(number, admitted=EntryAdmission.YES):
    """Return an entry of the contest."""
    who, name, nomination, practice = BODIES[number]
    title = CONTEST.nomination(nomination).title
    return ContestEntry(
        number=number, contest=CONTEST.name, nomination=nomination, nomination_text=title,
        participant=who, name=name, short_name=name.split()[-1], practice=practice,
        before="30 минут", after="10 минут", admitted=admitted, place="«Конкурс», строка 4",
    )  # fmt: skip


def announced(without=(), contest=CONTEST):
    """Return the contest with its entries; without: the numbers of those not admitted."""
    entries = (
        entry(number, EntryAdmission.NO if number in without else EntryAdmission.YES)
        for number in BODIES
    )
    return AnnouncedContest(contest=contest, entries=tuple(entries))


def points(**given):
    """Return rows of points by the letter of an entry: `points(A=(9, 15))`."""
    letters = dict(zip("ABCDE", BODIES, strict=True))
    return {letters[letter]: own for letter, own in given.items()}


USUAL = {A: (8, 15), B: (7, 12), C: (5, 10), D: (6, 12), E: (9, 18)}
"""Totals 23, 19, 15 and 18, 27."""


def answers(juror="3", given=None, day=dt.date(2025, 10, 10), **changes):
    """Return what stands in a juror's sheet; changes: by field, `__` for `/`; None clears one."""
    known = {each.key: each.name for each in CONTEST.jurors}
    found = {"contest": CONTEST.name, "juror": juror, "juror_name": known.get(juror, "Кто-то"),
             "filled_on": day}  # fmt: skip
    for at, (number, (_, body, _, practice)) in enumerate(BODIES.items(), start=1):
        found |= {f"marks/{at}/number": number, f"marks/{at}/body": body.split()[-1],
                  f"marks/{at}/practice": practice}  # fmt: skip
        for column, value in enumerate((USUAL if given is None else given).get(number, ()), 1):
            if value is not None:
                found[f"marks/{at}/points{column}"] = Decimal(value)
    found |= {field.replace("__", "/"): value for field, value in changes.items()}
    return {field: value for field, value in found.items() if value is not None}


def sheet(juror="3", given=None, *, remarks=(), criteria=CONTEST.criteria, **changes):
    """Return the bytes of a juror's sheet as he sends it."""
    spec = jury_form(FORMS[Kind.JURY_SHEET], criteria)
    return draw_form(spec, METHODOLOGY, identity=spec.identity(juror), remarks=remarks,
                     answers=answers(juror, given, **changes))  # fmt: skip


@cache
def usual(juror="3"):
    """Return the bytes of a whole sheet of a juror; his own body's row is as it is issued."""
    return sheet(juror)


def rows(**columns):
    """Return the rows of the entries in the register, admitted; columns: of the first one."""
    first, *others = BODIES
    text = [_row(1, first, **columns)]
    return "\n".join([*text, *(_row(at, number) for at, number in enumerate(others, start=2))])


def _row(at, number, **columns):
    who, _, nomination, practice = BODIES[number]
    cells = {"Конкурс": CONTEST.name, "Какой": CONTEST.scope, "Участник": who,
             "Номинация": CONTEST.nomination(nomination).title, "Практика": practice,
             "Номер_заявки": number, "Допуск": "допущена", "Кто_внёс": "Секретарёва"}  # fmt: skip
    return lines("Конкурс", at, **(cells | columns))
