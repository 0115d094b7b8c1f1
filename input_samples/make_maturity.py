"""Make `input_samples/maturity`: another rating, of invented bodies, by a maturity model.

Ninety criteria in fifteen practices of five functions, means within means, a total in per cent of
what applies, levels by per cent with a threshold for each function, criteria that may not apply.

Run: python -m input_samples.make_maturity
"""

import datetime as dt
import random
import shutil
from collections.abc import Iterator
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

FOLDER = Path(__file__).parent / "maturity"
YEAR = 2025
AS_OF = dt.date(2026, 1, 20)
FUNCTIONS = {
    "Стратегия и управление": ("Цели и показатели", "Планирование изменений", "Оценка рисков"),
    "Процессы": ("Описание процессов", "Сроки и качество", "Устранение потерь"),
    "Данные": ("Учёт и качество данных", "Обмен данными", "Решения на основе данных"),
    "Люди": ("Обучение", "Обмен знаниями", "Признание заслуг"),
    "Услуги": ("Изучение потребностей", "Доступность услуг", "Обратная связь"),
}
"""Practices by function."""
WEIGHTS = (2, 1, 1, 1, 2)
"""Coefficients of the functions."""
ASPECTS = (
    ("назначен ответственный", ""),
    ("порядок утверждён", ""),
    ("порядок применяется на деле", ""),
    ("результаты измеряются", ""),
    ("недостатки устраняются", "left_out"),
    ("опыт передаётся подведомственным организациям", "left_out"),
)
"""What is asked of each practice, and what becomes of the answer where it does not apply."""
ROWS = ("нет", "частично", "в основном", "полностью")
HEAD = f"""\
# Рейтинг вымышленных органов по модели зрелости: 90 критериев, 15 практик, 5 функций.
id = "{YEAR}"
year = {YEAR}
act = "приказ Совета вымышленного края от 01.02.{YEAR} № 5"

[total]
method = "percent"
decimals = 1
rounding = "half_up"
reference = "п. 6"

[calendar]
submission = {{ date = {YEAR}-12-15, reference = "п. 3" }}
rating = {{ date = {YEAR + 1}-01-30, reference = "п. 7" }}
results = {{ date = {YEAR + 1}-02-20, reference = "п. 7" }}
totals = {{ date = {YEAR + 1}-04-01, reference = "п. 8" }}
objection_working_days = {{ days = 10, reference = "п. 7" }}

[[levels]]
id = "initial"
name = "Начальный"
below = 25
reference = "п. 6"

[[levels]]
id = "repeatable"
name = "Повторяемый"
from = 25
to = 49.9
reference = "п. 6"

[[levels]]
id = "defined"
name = "Определённый"
from = 50
to = 74.9
reference = "п. 6"

[[levels]]
id = "managed"
name = "Управляемый"
from = 75
reference = "п. 6; п. 6.1: по каждой функции не менее 1,5"
requires = [
{{thresholds}}
]

[[plan]]
id = "1"
title = "Проведение оценки зрелости"
unit = "единиц"
targets = {{ {YEAR} = 1 }}
at_least = true
reference = "п. 2"
"""
BODIES = (
    ("ИО-01", "Комитет вымышленной статистики", "Комстат", "executive", 3),
    ("ИО-02", "Управление придуманных дорог", "Придордор", "executive", 2),
    ("МО-01", "Администрация города Небывалова", "Небывалов", "municipality", 2),
    ("МО-02", "Администрация Сказочного округа", "Сказочный округ", "municipality", 1),
    ("ПО-01", "Библиотека несуществующих книг", "Библиотека", "subordinate", 2),
)
"""Id, name, short name, category, and about how many points of 3 it has."""
FAULTY = "МО-02"
"""Its form says of one criterion both «да» and «не применимо»: it comes back."""


def methodology_text() -> str:
    """Return the file of the methodology."""
    thresholds = ",\n".join(
        f'    {{ group = "F{at}", at_least = 1.5 }}' for at in range(1, len(FUNCTIONS) + 1)
    )
    head = HEAD.replace("{thresholds}", thresholds)
    return "\n".join((head, *_groups(), *_criteria()))


def _groups() -> Iterator[str]:
    for at, (function, practices) in enumerate(FUNCTIONS.items(), start=1):
        yield _group(f"F{at}", function, f"coefficient = {WEIGHTS[at - 1]}\n")
        for number, practice in enumerate(practices, start=1):
            yield _group(f"F{at}P{number}", practice, f'parent = "F{at}"\n')


def _group(name: str, title: str, more: str) -> str:
    return f'[[groups]]\nid = "{name}"\ntitle = "{title}"\nmethod = "mean"\n{more}'


def _criteria() -> Iterator[str]:
    number = 0
    for at, practices in enumerate(FUNCTIONS.values(), start=1):
        for place, practice in enumerate(practices, start=1):
            for aspect, absent in ASPECTS:
                number += 1
                yield _criterion(number, f"{practice}: {aspect}", f"F{at}P{place}", absent)


def _criterion(number: int, title: str, group: str, absent: str) -> str:
    rows = "\n".join(
        f'    {{ code = "{number}.{points}", points = {points}, text = "{text}" }},'
        for points, text in enumerate(ROWS)
    )
    lines = (
        "[[criteria]]",
        f'id = "{number}"',
        f'title = "{title}"',
        f'short_title = "{title}"',
        "cumulative = false",
        f'group = "{group}"',
        *((f'not_applicable = "{absent}"',) if absent else ()),
        f'reference = "приложение, строка {number}"',
        f"rows = [\n{rows}\n]\n",
    )
    return "\n".join(lines)


def participants(methodology: Methodology) -> tuple[Participant, ...]:
    """Return the invented bodies."""
    categories = {each.id: each for each in methodology.categories}
    return tuple(
        Participant(id=key, name=name, short_name=short, category=categories[category])
        for key, name, short, category, _ in BODIES
    )


def points_of(methodology: Methodology, key: str, about: int) -> dict[str, int | None]:
    """Return points by criterion, the same each time; None for what does not apply."""
    dice = random.Random(key)
    found: dict[str, int | None] = {}
    for criterion in methodology.criteria:
        absent = criterion.not_applicable and dice.random() < (0.8 if key == "ПО-01" else 0.1)
        points = min(3, max(0, about + dice.choice((-1, 0, 0, 0, 1))))
        found[criterion.id] = None if absent else points
    return found


def answers_of(methodology: Methodology, participant: Participant, about: int) -> dict[str, Scalar]:
    """Return what the body answers."""
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    answers: dict[str, Scalar] = dict(prefill(spec, participant)) | {
        "filled_on": dt.date(YEAR, 12, 1),
        "executor_name": "Иванова Анна Петровна",
        "executor_phone": "8 (000) 000-00-00",
    }
    for criterion, points in points_of(methodology, participant.id, about).items():
        for row in methodology.criterion(criterion).rows:
            answers[f"{row.code}/done"] = row.points == points
        if points is None:
            zero = methodology.criterion(criterion).rows[0].code
            answers[f"{zero}/done"] = "не применимо"
            answers[f"{zero}/note"] = "подведомственных организаций нет"
    if participant.id == FAULTY:
        answers["5.0/done"], answers["5.3/done"] = "не применимо", True
    return answers


def registry(methodology: Methodology) -> bytes:
    """Return the registry of the bodies."""
    spec = load_forms(methodology)[Kind.REGISTRY]
    answers: dict[str, Scalar] = {}
    for number, each in enumerate(participants(methodology), start=1):
        answers |= {
            f"participants/{number}/id": each.id,
            f"participants/{number}/name": each.name,
            f"participants/{number}/short_name": each.short_name,
            f"participants/{number}/category": each.category.name,
            f"participants/{number}/head_post": "руководитель",
            f"participants/{number}/head_name": "Образцов Пётр Ильич",
        }
    return draw_form(spec, methodology, identity=spec.identity(), answers=answers)


def make(folder: Path) -> None:
    """Write the methodology and what came in into a folder, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "methodology").mkdir(parents=True)
    (folder / "methodology" / f"{YEAR}.toml").write_text(methodology_text(), "utf-8")
    methodology = load_methodology(YEAR, folder / "methodology")
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    (folder / "in").mkdir()
    key = folder / "in" / KEY_FILE
    key.parent.mkdir()
    key.write_bytes(key_text(KEY))
    (folder / "in" / "Реестр участников.xlsx").write_bytes(registry(methodology))
    for each, (*_, about) in zip(participants(methodology), BODIES, strict=True):
        data = draw_form(
            spec,
            methodology,
            identity=spec.identity(each.id),
            answers=answers_of(methodology, each, about),
        )
        (folder / "in" / f"Самооценка {each.id}.xlsx").write_bytes(data)
    keep_results(folder, YEAR, AS_OF)


if __name__ == "__main__":
    make(FOLDER)
