"""The jury of the contest of 2026 in the samples: who it is, and the sheets that came from it.

Five jurors: one of an applicant's own body, one who left a row blank, one with an interest, one
who was late.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.jury_form import ENTRIES, MARKS, jury_form
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.contest import Juror, PracticeContest
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar

JURY: dict[str, Scalar] = {
    "chair": "Председателев Игорь Львович",
    "chair_post": "заместитель председателя комитета",
    "secretary": "Секретарёва Анна Петровна",
    "secretary_post": "консультант комитета",
    "jurors/1/name": "Ответова Лидия Марковна",
    "jurors/1/post": "начальник отдела обращений",
    "jurors/1/body": "ИО-02",
    "jurors/2/name": "Бережнов Олег Юрьевич",
    "jurors/2/post": "тренер АНО",
    "jurors/2/email": "berezhnov@example.ru",
    "jurors/3/name": "Числова Вера Никитична",
    "jurors/3/post": "доцент кафедры менеджмента",
    "jurors/4/name": "Дворцов Семён Ильич",
    "jurors/4/post": "председатель общественного совета",
    "jurors/5/name": "Поздняев Павел Андреевич",
    "jurors/5/post": "руководитель проектного офиса завода",
    "jurors/5/email": "pozdnyaev@example.ru",
    "criteria/1/title": "Результат",
    "criteria/1/about": "что изменилось для заявителя или органа, в числах",
    "criteria/2/title": "Новизна",
    "criteria/3/title": "Тиражирование",
    "criteria/3/about": "можно ли повторить у других",
}
"""What the announcement says of the jury, and what it gives points for."""
PLANS, YARD, REPLY, CLUB = (
    "План закупок за неделю", "Ремонт двора по заявке", "Ответ за пять дней",
    "Запись в кружок без очереди",
)  # fmt: skip
ASSEMBLY = "Поток сборки узлов"
Points = Mapping[str, tuple[int, int, int]]
SHEETS: tuple[tuple[str, str, Points, Mapping[str, str]], ...] = (
    ("2026-09-18", "1", {PLANS: (9, 7, 9), YARD: (7, 6, 8), CLUB: (8, 8, 7),
                        ASSEMBLY: (7, 5, 7)}, {}),
    ("2026-09-21", "2", {PLANS: (9, 6, 8), YARD: (8, 6, 7), REPLY: (9, 8, 9), CLUB: (9, 8, 8),
                        ASSEMBLY: (8, 6, 6)},
     {REPLY: "Срок виден заявителю – это и есть результат."}),
    # One row is left blank.
    ("2026-09-22", "3", {PLANS: (7, 5, 6), YARD: (6, 5, 6), REPLY: (8, 7, 8),
                        ASSEMBLY: (5, 4, 6)}, {}),
    ("2026-09-23", "4", {PLANS: (8, 7, 8), REPLY: (9, 7, 9), CLUB: (7, 8, 7),
                        ASSEMBLY: (6, 6, 7)},
     {PLANS: "Повторить смогут все, кто закупает."}),
    # Four days after the last day.
    ("2026-09-29", "5", {PLANS: (10, 9, 9), YARD: (9, 9, 9), REPLY: (7, 7, 7), CLUB: (9, 9, 9),
                        ASSEMBLY: (8, 7, 9)},
     {}),
)  # fmt: skip
"""By the day of arrival: whose sheet, the points by practice, comments."""
INTERESTS = {("4", YARD): "живу в этом дворе"}
MINUTES_DAY = dt.date(2026, 10, 8)
MINUTES: dict[str, str | dt.date] = {
    "number": "14",
    "date": MINUTES_DAY,
    "content": "утвердить места, предложенные по оценкам жюри",
}
"""What the committee entered on «Протоколы» of its decisions."""


def jury_sheets(
    contest: PracticeContest, rows: Iterable[Mapping[str, object]], act: Methodology
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the sheets that came in; rows: the applications admitted."""
    listed = sorted(
        ({key: str(value) for key, value in row.items() if value} for row in rows),
        key=lambda row: (row["nomination"], row["application"]),
    )
    spec = jury_form(load_form(Kind.JURY_SHEET, act), contest.criteria)
    jurors = {each.key: each for each in contest.jurors}
    for came, key, points, said in SHEETS:
        answers = {
            **_head(contest, jurors[key], dt.date.fromisoformat(came)),
            **_rows(jurors[key], listed, points, said),
        }
        data = draw_form(spec, act, identity=spec.identity(key), answers=answers)
        yield f"{came}/Лист жюри {key} {jurors[key].name}.xlsx", data


def _head(contest: PracticeContest, juror: Juror, came: dt.date) -> dict[str, Scalar]:
    return {
        "contest": contest.name,
        "juror": juror.key,
        "juror_name": juror.name,
        "sheets_due": f"{contest.sheets_due:%d.%m.%Y}",
        "filled_on": came,
    }


def _rows(
    juror: Juror, rows: list[dict[str, str]], points: Points, said: Mapping[str, str]
) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for at, row in enumerate(rows, start=1):
        practice = row["practice"]
        about = {"number": row["application"], "body": row["body"], "practice": practice}
        found |= {f"{ENTRIES}/{at}/{key}": value for key, value in about.items()}
        found[f"{ENTRIES}/{at}/nomination"] = row["nomination"]
        found |= {f"{MARKS}/{at}/{key}": value for key, value in about.items()}
        interest = INTERESTS.get((juror.key, practice), "")
        if juror.body == row["participant"]:
            interest = "практика своей организации"
        if interest:
            found |= {f"{MARKS}/{at}/interest": "да", f"{MARKS}/{at}/interest_in": interest}
        for column, value in enumerate(points.get(practice, ()), start=1):
            found[f"{MARKS}/{at}/points{column}"] = Decimal(value)
        if practice in said:
            found[f"{MARKS}/{at}/comment"] = said[practice]
    return found
