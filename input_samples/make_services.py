"""Make what came in of `input_samples/services`: a rating of invented towns, districts and centres.

Its methodology is written by hand: levels by per cent of what applies, points by ranges of a share
and by ratios of two numbers, rows that add up with a penalty, criteria that may not apply.

Run: python -m input_samples.make_services
"""

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

from input_samples.make_samples import KEY
from input_samples.results import keep_results
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import prefill
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.year_key import key_text
from kuzbass_batch.reading.own_names import KEY_FILE
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.participants import Participant

FOLDER = Path(__file__).parent / "services"
YEAR = 2025
AS_OF = dt.date(2026, 1, 20)
YES, NO, NONE = True, False, "не применимо"
BODIES = {
    "ЛГ-01": ("Администрация города Лукоморска", "Лукоморск", "city"),
    "ЛГ-02": ("Администрация города Зеленодубска", "Зеленодубск", "city"),
    "ЛО-01": ("Администрация Неведомского округа", "Неведомский округ", "district"),
    "ЛО-02": ("Администрация Дорожинского округа", "Дорожинский округ", "district"),
    "МЦ-01": ("Многофункциональный центр «Златая цепь»", "МФЦ «Златая цепь»", "centre"),
    "МЦ-02": ("Многофункциональный центр «Тридцать три»", "МФЦ «Тридцать три»", "centre"),
}
"""Name, short name and category of each body by its id."""
PARENTS = {"МЦ-01": "ЛГ-01", "МЦ-02": "ЛГ-02"}
HEADS = {
    "city": ("глава города", "Образцов Пётр Ильич"),
    "district": ("глава округа", "Примерова Анна Сергеевна"),
    "centre": ("директор", "Выдумкин Олег Павлович"),
}


def rows(criterion: int, *states: object) -> dict[str, Scalar]:
    """Return the answers of a criterion's marked rows, from the one of 0 points up."""
    return {f"{criterion}.{at}": state for at, state in enumerate(states)}  # type: ignore[misc]


def numbers(**given: object) -> dict[str, Scalar]:
    """Return the numbers by row: `r1_1="82,5 %"`."""
    return {row[1:].replace("_", "."): value for row, value in given.items()}  # type: ignore[misc]


ANSWERS: dict[str, dict[str, Scalar]] = {
    "ЛГ-01": {
        **numbers(r1_1="82,5 %", r2_1=Decimal(5), r3_1=Decimal(18), r3_2=Decimal(20)),
        **rows(4, NO, YES, YES, YES, NO),
        **rows(5, NO, YES, YES, YES),
        **numbers(r6_1=Decimal(45), r6_2=Decimal(50)),
        **rows(7, NO, NO, YES, NO),
        **numbers(r8_1=Decimal(100)),
    },
    "ЛГ-02": {
        **numbers(r1_1=Decimal(75), r2_1="4", r3_1=Decimal(1), r3_2=Decimal(3)),
        **rows(4, NO, YES, YES, YES, NO),
        **rows(5, NO, YES, YES, YES),
        **numbers(r6_1=Decimal(90), r6_2=Decimal(100)),
        **rows(7, NO, NO, NO, YES),
        **numbers(r8_1="100 %"),
    },
    "ЛО-01": {
        **numbers(r1_1=Decimal("50.0"), r2_1=NONE, r3_1=NONE),
        **rows(4, NO, YES, YES, NO, YES),
        **rows(5, NO, YES, YES, NO),
        **numbers(r6_1=Decimal(30), r6_2=Decimal(40)),
        **rows(7, NO, YES, NO, NO),
        **numbers(r8_1=Decimal("60")),
    },
    # 130 in a hundred, a number beside «не применимо», a word for a number: it comes back.
    "ЛО-02": {
        **numbers(r1_1=Decimal(130), r2_1="около десяти", r3_1=NONE, r3_2=Decimal(6)),
        **rows(4, YES, NO, NO, NO, NO),
        **rows(5, YES, NO, NO, NO),
        **numbers(r6_1=Decimal(3), r6_2=Decimal(4)),
        **rows(7, YES, NO, NO, NO),
        **numbers(r8_1=Decimal(0)),
    },
    "МЦ-01": {
        **numbers(r1_1=Decimal("99.9"), r2_1=Decimal(10), r3_1=Decimal(4), r3_2=Decimal(5)),
        **rows(4, NO, YES, NO, YES, NO),
        **rows(5, NO, YES, YES, YES),
        **numbers(r6_1=Decimal(27), r6_2=Decimal(30)),
        **rows(7, NO, YES, NO, NO),
        **numbers(r8_1=NONE),
    },
}
"""What each body answers, by row; МЦ-02 sends nothing."""
PROOFS = {
    "1.1": "отчёт об оказании услуг за 2025 год",
    "2.1": "выгрузка системы управления очередью",
    "3.1": "паспорта доступности, 20 штук",
    "4.2": "отчёты об опросах за I–IV кварталы",
    "4.3": "положение об общественном совете от 12.03.2025",
    "5.1": "приказ от 14.02.2025 № 9",
    "5.3": "акты проверок от 01.06.2025 и 01.11.2025",
    "6.2": "журнал обращений",
    "7.3": "uslugi.example.org",
}
WHY = {
    ("ЛО-01", "2.1"): "электронной очереди нет: приём по записи",
    ("ЛО-01", "3.1"): "приём ведут центры, своих помещений нет",
    ("МЦ-01", "8.1"): "наборов открытых данных центр не ведёт",
}


def participants(methodology: Methodology) -> tuple[Participant, ...]:
    """Return the invented bodies."""
    categories = {each.id: each for each in methodology.categories}
    return tuple(
        Participant(id=key, name=name, short_name=short, category=categories[category])
        for key, (name, short, category) in BODIES.items()
    )


def answers_of(methodology: Methodology, participant: Participant) -> dict[str, Scalar]:
    """Return what the body answers, by field."""
    spec, given = load_forms(methodology)[Kind.SELF_ASSESSMENT], ANSWERS[participant.id]
    claimed = {row for row, answer in given.items() if answer is not NO}
    return {
        **prefill(spec, participant),
        "filled_on": dt.date(YEAR, 12, 5),
        "executor_name": "Исполнителева Мария Ивановна",
        "executor_phone": "8 (000) 000-00-00",
        **{f"{row}/done": answer for row, answer in given.items()},
        **{
            f"{row}/evidence": f"{proof} ({participant.short_name})"
            for row, proof in PROOFS.items()
            if row in claimed
        },
        **{f"{row}/note": why for (who, row), why in WHY.items() if who == participant.id},
    }


def registry(methodology: Methodology) -> bytes:
    """Return the registry of the bodies."""
    spec, answers = load_forms(methodology)[Kind.REGISTRY], {}
    for number, each in enumerate(participants(methodology), start=1):
        post, head = HEADS[each.category.id]
        line = {
            "id": each.id,
            "name": each.name,
            "short_name": each.short_name,
            "category": each.category.name,
            "parent": PARENTS.get(each.id, ""),
            "head_post": post,
            "head_name": head,
        }
        answers |= {f"participants/{number}/{key}": text for key, text in line.items() if text}
    return draw_form(spec, methodology, identity=spec.identity(), answers=answers)


def make(folder: Path) -> None:
    """Write what came in, made anew, and its result into a folder that holds the methodology."""
    methodology = load_methodology(YEAR, folder / "methodology")
    spec, inbox = load_forms(methodology)[Kind.SELF_ASSESSMENT], folder / "in"
    shutil.rmtree(inbox, ignore_errors=True)
    key = inbox / KEY_FILE
    key.parent.mkdir(parents=True)
    key.write_bytes(key_text(KEY))
    (inbox / "Реестр участников.xlsx").write_bytes(registry(methodology))
    for each in participants(methodology):
        if each.id in ANSWERS:
            data = draw_form(
                spec,
                methodology,
                identity=spec.identity(each.id),
                answers=answers_of(methodology, each),
                category=each.category.id,
            )
            (inbox / f"Самооценка {each.id}.xlsx").write_bytes(data)
    keep_results(folder, YEAR, AS_OF)


if __name__ == "__main__":
    make(FOLDER)
