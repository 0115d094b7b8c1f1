"""A contest with its jury, and partner checks with their commissions, as invented as the returns.

The contest is announced in the folder of templates; applications are rows of the registers; four of
five jurors have sent their workbooks, and two of three commissions their sheets.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from benchmarks.make_returns import Body
from input_samples.clerk import Value
from input_samples.edits import edited
from input_samples.make_samples import FORMS, METHODOLOGY
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.jury_form import MARKS, jury_form
from kuzbass_batch.outputs.partner_checks.criteria_file import method_in
from kuzbass_batch.reading.committee.contest_announcement import draw_announcement
from kuzbass_batch.records.committee.contest import JuryCriterion
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.year.partner_checks import CheckMethod
from kuzbass_batch.rules.programme.partner_checks.overview import edition_words
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import CRITERIA_FILE

ENTRIES, CHECKS, JURORS = 60, 60, 5
NOMINATIONS, CRITERIA = ("Услуги", "Процессы", "Проекты"), ("Результат", "Новизна", "Повторение")
CONTEST, SCOPE = "Лучшие практики", "региональный"
CHAIR = "председатель Секретарёва Алла Павловна, начальник отдела, комитет"
FOLDER = "листы"
Row = Mapping[str, Value]


def announcement() -> bytes:
    """Return the workbook «Конкурс.xlsx» as the committee filled it in."""
    answers: dict[str, object] = {
        "name": CONTEST,
        "scope": SCOPE,
        "announced": dt.date(2025, 9, 1),
        "until": dt.date(2025, 10, 31),
        "sheets_due": dt.date(2025, 11, 20),
        "results": dt.date(2025, 12, 10),
        "places": Decimal(3),
    }
    answers |= {f"nominations/{at}/title": each for at, each in enumerate(NOMINATIONS, start=1)}
    answers |= {f"criteria/{at}/title": each for at, each in enumerate(CRITERIA, start=1)}
    answers |= {f"jurors/{at}/name": _juror(at) for at in range(1, JURORS + 1)}
    # Saved once, as the committee's own: what the program has drawn is a blank to it.
    return edited(draw_announcement(METHODOLOGY, answers), lambda _book: None)


def _juror(number: int) -> str:
    return f"{'АБВГД'[number - 1]}второва Анна Петровна"


def entries(bodies: tuple[Body, ...]) -> Iterator[Row]:
    """Yield the applications to the contest as rows of «Конкурс», admitted."""
    for at in range(ENTRIES):
        body = bodies[at % len(bodies)]
        yield {
            "contest": CONTEST,
            "scope": SCOPE,
            "participant": body.code,
            "nomination": NOMINATIONS[at % len(NOMINATIONS)],
            "practice": _practice(at),
            "application": _entry_number(body, at),
            "application_day": dt.date(2025, 10, 6),
            "practice_before": "30 дней",
            "practice_after": "10 дней",
            "admitted": "допущена",
        }


def _practice(number: int) -> str:
    return f"Практика № {number}"


def _entry_number(body: Body, number: int) -> str:
    return f"{body.code}-К25-{10000 + number}"


def applications(bodies: tuple[Body, ...]) -> Iterator[Row]:
    """Yield the applications for partner checks, accepted."""
    for at in range(CHECKS):
        yield {
            "number": str(at + 1),
            "participant": bodies[at % len(bodies)].code,
            "date": dt.date(2025, 5, 12),
            "sample": f"Площадка № {at}",
            "level": "региональный",
            "signer": "Образцов Пётр Ильич",
            "right": "руководитель",
            "process": "ответы на обращения",
            "state": "принята к проверке",
            "decided": dt.date(2025, 5, 22),
            "planned": dt.date(2025, 6, 16),
            "commission": CHAIR,
        }


def sheets(bodies: tuple[Body, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of what jurors and commissions sent."""
    for juror in range(1, JURORS):
        yield f"{FOLDER}/жюри {juror}.xlsx", _jury_sheet(juror, bodies)
    for at in range(CHECKS * 2 // 3):
        yield f"{FOLDER}/проверка {at + 1}.xlsx", _check_sheet(at, bodies[at % len(bodies)])


def _jury_sheet(juror: int, bodies: tuple[Body, ...]) -> bytes:
    criteria = tuple(
        JuryCriterion(key=str(at), title=each) for at, each in enumerate(CRITERIA, start=1)
    )
    spec = jury_form(FORMS[Kind.JURY_SHEET], criteria)
    answers: dict[str, Scalar] = {
        "contest": CONTEST,
        "juror": str(juror),
        "juror_name": _juror(juror),
        "filled_on": dt.date(2025, 11, 12),
    }
    for at in range(ENTRIES):
        body, row = bodies[at % len(bodies)], f"{MARKS}/{at + 1}"
        answers[f"{row}/number"] = _entry_number(body, at)
        answers[f"{row}/body"] = f"Учреждение {body.number}"
        answers[f"{row}/practice"] = _practice(at)
        for column in range(1, len(CRITERIA) + 1):
            answers[f"{row}/points{column}"] = Decimal((at * juror + column) % 11)
    return draw_form(spec, METHODOLOGY, identity=spec.identity(str(juror)), answers=answers)


def _check_sheet(number: int, body: Body) -> bytes:
    spec, method = FORMS[Kind.CHECK_SHEET], _method()
    answers: dict[str, Scalar] = {
        "number": str(number + 1),
        "participant_id": body.code,
        "participant_name": body.name,
        "sample": f"Площадка № {number}",
        "edition": edition_words(method),
        "checked": dt.date(2025, 6, 16),
        "filled_on": dt.date(2025, 6, 18),
        "commission/1/role": "председатель",
        "commission/1/name": "Секретарёва Алла Павловна",
        "commission/1/post": "начальник отдела",
        "commission/1/body": "комитет",
        "decision": "выдать сертификат",
        "level": "региональный",
        "grounds": "критерии уровня выполнены",
    }
    for at, each in enumerate(method.criteria, start=1):
        asked = {"key": each.key, "text": each.text, "levels": ", ".join(each.levels)}
        answers |= {f"criteria/{at}/{column}": words for column, words in asked.items()}
        answers[f"criteria/{at}/mark"] = "выполнен"
    return draw_form(spec, METHODOLOGY, identity=spec.identity(body.code), answers=answers)


@cache
def _method() -> CheckMethod:
    shipped = files("kuzbass_batch.templates").joinpath("letters", CRITERIA_FILE)
    return method_in(shipped.read_bytes(), CRITERIA_FILE)
