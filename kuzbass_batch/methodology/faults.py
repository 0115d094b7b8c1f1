"""Faults of a methodology that no single value shows, each named by its path in the file."""

import itertools
import re
from collections.abc import Iterable, Iterator

from kuzbass_batch.methodology.records import (
    Calendar,
    Criterion,
    CriterionRow,
    FileFault,
    Level,
    Methodology,
    PlanTarget,
    Question,
    Reading,
    covers,
)

MOST_DAYS = 365
"""Working days that an objection may take at most: with more, no date would be in the calendar."""
# What the program does under a reading stands in its code: it knows these options and no others.
# Further readings may stand in the file for the committee's information.
KNOWN_OPTIONS = {
    "R4": {"unbroken", "top_only"},
    "R5": {"highest", "return"},
    "R6": {"return", "zero"},
    "R7": {"rated", "excluded"},
    "R8": {"places", "levels"},
    "R9": {"inclusive", "exclusive"},
    "R10": {"next_day"},
}


def contradictions(methodology: Methodology) -> Iterator[FileFault]:
    """Yield what is wrong between the values of the file."""
    yield from _twice("criteria", "id", (each.id for each in methodology.criteria))
    yield from _twice("levels", "id", (each.id for each in methodology.drawn_levels))
    yield from _twice("levels", "name", (each.name.casefold() for each in methodology.drawn_levels))
    yield from _twice("readings", "id", (each.id for each in methodology.readings))
    yield from _twice("plan", "id", (each.id for each in methodology.plan))
    yield from _levels(methodology.drawn_levels)
    yield from _calendar(methodology.calendar, methodology.year)
    for at, reading in enumerate(methodology.readings, start=1):
        yield from _reading(reading, f"readings[{at}]", methodology)
    for at, criterion in enumerate(methodology.criteria, start=1):
        yield from _criterion(criterion, f"criteria[{at}]", methodology)
    for at, target in enumerate(methodology.plan, start=1):
        yield from _plan_target(target, f"plan[{at}]", methodology.year)
    asked = (f"{each.kind} {each.criterion}" for each in methodology.questions)
    yield from _twice("questions", "kind", asked)
    for at, question in enumerate(methodology.questions, start=1):
        yield from _question(question, f"questions[{at}]", methodology)


def _twice(path: str, key: str, values: Iterable[str]) -> Iterator[FileFault]:
    seen: dict[str, int] = {}
    for at, value in enumerate(values, start=1):
        if value in seen:
            yield FileFault(
                f"{path}[{at}].{key}",
                f"«{value}» уже стоит в {path}[{seen[value]}]",
                "Дайте этой записи другое значение или уберите одну из двух.",
            )
        seen.setdefault(value, at)


def _calendar(calendar: Calendar, year: int) -> Iterator[FileFault]:
    if calendar.submission.year != year:
        yield FileFault(
            "calendar.submission.date",
            f"дата не относится к отчётному {year} году",
            f"Исправьте дату или год: year = {year}.",
        )
    dates = ("submission", "rating", "results", "totals")
    for before, after in itertools.pairwise(dates):
        if getattr(calendar, before) >= getattr(calendar, after):
            yield FileFault(
                f"calendar.{after}.date",
                f"дата не позже calendar.{before}.date",
                "Даты идут по порядку: submission, rating, results, totals.",
            )
    if calendar.totals.year != year + 1:
        yield FileFault(
            "calendar.totals.date",
            f"дата не относится к {year + 1} году",
            "Итоги подводят в году, следующем за отчётным.",
        )
    if not 1 <= calendar.objection_working_days <= MOST_DAYS:
        yield FileFault(
            "calendar.objection_working_days.days",
            f"ожидается число от 1 до {MOST_DAYS}",
            "Укажите, сколько рабочих дней даётся на несогласие: days = 15.",
        )


def _reading(reading: Reading, path: str, methodology: Methodology) -> Iterator[FileFault]:
    yield from _twice(f"{path}.options", "id", (option.id for option in reading.options))
    for at, option in enumerate(reading.options, start=1):
        if option.id not in KNOWN_OPTIONS.get(reading.id, {option.id}):
            known = ", ".join(sorted(KNOWN_OPTIONS[reading.id]))
            yield FileFault(
                f"{path}.options[{at}].id",
                f"программа не знает варианта «{option.id}»",
                f"У прочтения {reading.id} возможны: {known}.",
            )
    if reading.gap is None and reading.bound is None:
        return
    key = "gap" if reading.gap else "bound"
    pairs = itertools.pairwise(methodology.drawn_levels)
    if not any(covers(reading, weaker, stronger) for weaker, stronger in pairs):
        yield FileFault(
            f"{path}.{key}",
            "в levels нет такого места между уровнями из options",
            "Сверьте числа с границами уровней, а options – с их id.",
        )


def _criterion(criterion: Criterion, path: str, methodology: Methodology) -> Iterator[FileFault]:
    if not re.fullmatch("[1-9][0-9]*", criterion.id):
        yield FileFault(
            f"{path}.id",
            f"ожидается номер критерия, стоит «{criterion.id}»",
            'Номер – целое число в кавычках: id = "1".',
        )
    if not (criterion.coefficient.is_finite() and criterion.coefficient > 0):
        yield FileFault(
            f"{path}.coefficient", "ожидается число больше 0", "Например: coefficient = 0.3."
        )
    yield from _twice(f"{path}.rows", "code", (row.code for row in criterion.rows))
    if len(criterion.rows) < 2:
        yield FileFault(
            f"{path}.rows",
            "ожидается хотя бы две строки: нулевая и следующая",
            "Первая строка даёт 0 баллов, вторая – первый балл.",
        )
    if criterion.rows[0].points != 0 or criterion.rows[0].points_by:
        yield FileFault(
            f"{path}.rows[1].points",
            "первая строка должна давать 0 баллов",
            "Поставьте нулевую строку первой: points = 0.",
        )
    for at, row in enumerate(criterion.rows, start=1):
        yield from _row(row, f"{path}.rows[{at}]", criterion.id, methodology)
    yield from _points_by(criterion, path, methodology)
    known = [(at, row.points) for at, row in enumerate(criterion.rows, 1) if not row.points_by]
    for (_, below), (at, points) in itertools.pairwise(known):
        if points <= below:
            yield FileFault(
                f"{path}.rows[{at}].points",
                "баллы должны расти от строки к строке",
                "Расположите строки от меньшего балла к большему, без равных.",
            )


def _points_by(criterion: Criterion, path: str, methodology: Methodology) -> Iterator[FileFault]:
    """Under every option the points lie from the row above to below the next one (R3)."""
    readings = {reading.id: reading for reading in methodology.readings}
    fixed = [None if row.points_by else row.points for row in criterion.rows]
    for at, row in enumerate(criterion.rows):
        if row.points_by not in readings:
            continue
        below = max((points for points in fixed[:at] if points is not None), default=0)
        above = min((points for points in fixed[at + 1 :] if points is not None), default=None)
        for option in readings[row.points_by].options:
            at_row, points = f"{path}.rows[{at + 1}].points_by", option.points
            which = f"вариант «{option.id}»"
            if points is None:
                yield FileFault(at_row, f"{which} не называет баллов", "Добавьте варианту points.")
            elif points < below or (above is not None and points >= above):
                yield FileFault(
                    at_row,
                    f"{which} нарушает порядок баллов",
                    "Балл варианта лежит не ниже строки над этой и ниже строки под нею.",
                )


def _row(
    row: CriterionRow, path: str, criterion: str, methodology: Methodology
) -> Iterator[FileFault]:
    """A code is the criterion's number, a dot, and the points, which may hang on a reading."""
    if not re.fullmatch(rf"{re.escape(criterion)}\.[0-9]+", row.code):
        yield FileFault(
            f"{path}.code",
            f"код должен начинаться с «{criterion}.», стоит «{row.code}»",
            "Код – номер критерия, точка и балл строки.",
        )
    elif not row.points_by and row.code != f"{criterion}.{row.points}":
        yield FileFault(
            f"{path}.code",
            f"код «{row.code}» не подходит к баллам строки ({row.points})",
            f'Исправьте балл или код: code = "{criterion}.{row.points}".',
        )
    if row.points_by and row.points_by not in {reading.id for reading in methodology.readings}:
        yield FileFault(
            f"{path}.points_by",
            f"нет прочтения «{row.points_by}»",
            "Добавьте его в readings или укажите балл: points.",
        )


def _plan_target(target: PlanTarget, path: str, year: int) -> Iterator[FileFault]:
    if year not in dict(target.targets):
        yield FileFault(
            f"{path}.targets",
            f"у показателя {target.id} нет значения на {year} год",
            f"Добавьте его: targets = {{ {year} = 2 }}.",
        )
    for of_year, value in target.targets:
        if value < 0:
            yield FileFault(
                f"{path}.targets.{of_year}", "ожидается число не меньше 0", "Исправьте число."
            )


def _question(question: Question, path: str, methodology: Methodology) -> Iterator[FileFault]:
    criterion = {each.id: each for each in methodology.criteria}.get(question.criterion)
    if criterion is None:
        yield FileFault(
            f"{path}.criterion",
            f"нет критерия «{question.criterion}»",
            f"Есть критерии: {', '.join(each.id for each in methodology.criteria)}.",
        )
    elif not 0 < question.from_points <= criterion.max_points:
        yield FileFault(
            f"{path}.from_points",
            f"ожидается число от 1 до {criterion.max_points}",
            "Вопрос задают тем, у кого столько баллов или больше.",
        )
    if question.indicator and question.indicator not in {each.id for each in methodology.plan}:
        yield FileFault(
            f"{path}.indicator",
            f"в плане нет показателя «{question.indicator}»",
            "Добавьте показатель в plan или исправьте его номер.",
        )


def _levels(levels: tuple[Level, ...]) -> Iterator[FileFault]:
    """Yield ranges that no reading could mend; they stand as the act prints them."""
    if levels[0].lower is not None:
        yield FileFault(
            "levels[1]", "первый уровень должен быть открыт снизу", "Уберите у него from и above."
        )
    if levels[-1].upper is not None:
        yield FileFault(
            f"levels[{len(levels)}]",
            "последний уровень должен быть открыт сверху",
            "Уберите у него to и below.",
        )
    for at, level in enumerate(levels, start=1):
        if level.lower is not None and level.upper is not None and level.lower >= level.upper:
            yield FileFault(
                f"levels[{at}]", "верхняя граница не больше нижней", "Поменяйте границы местами."
            )
    for at, (weaker, stronger) in enumerate(itertools.pairwise(levels), start=1):
        if weaker.upper is None or stronger.lower is None or weaker.upper > stronger.lower:
            yield FileFault(
                f"levels[{at}] и levels[{at + 1}]",
                "диапазоны пересекаются",
                "Уровни стоят от низшего к высшему, следующий начинается не раньше конца этого.",
            )


def loose_levels(levels: tuple[Level, ...]) -> Iterator[FileFault]:
    """Yield gaps and shared bounds left after the readings: each total must have one level."""
    for at, (weaker, stronger) in enumerate(itertools.pairwise(levels), start=1):
        path = f"levels[{at}] и levels[{at + 1}]"
        if weaker.upper_inclusive and stronger.lower_inclusive and weaker.upper == stronger.lower:
            yield FileFault(
                path,
                f"граница {weaker.upper} стоит в обоих, прочтения об этом нет",
                f"Исключите её из одного (below, above) или добавьте прочтение: bound = "
                f"{weaker.upper}.",
            )
        elif weaker.upper != stronger.lower or not (
            weaker.upper_inclusive or stronger.lower_inclusive
        ):
            yield FileFault(
                path,
                "между диапазонами пропуск, прочтения об этом нет",
                "Сомкните диапазоны или добавьте прочтение: gap = { from = …, to = … }.",
            )
