"""Faults of a methodology that no single value shows, each named by its path in the file."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from kuzbass_batch.methodology.calendar.period import MONTHS
from kuzbass_batch.methodology.calendar.year_plan import PlanTarget
from kuzbass_batch.methodology.criteria import Criterion, shown
from kuzbass_batch.methodology.draft import Draft
from kuzbass_batch.methodology.entries.entries import PARTS_OF_YEAR
from kuzbass_batch.methodology.entries.word_entries import word_faults
from kuzbass_batch.methodology.faults.criterion_faults import criterion_faults, points_by_faults
from kuzbass_batch.methodology.faults.level_faults import (
    levels_out_of_order,
    loose_levels,
    requirement_faults,
    tables,
    unknown_categories,
)
from kuzbass_batch.methodology.faults.total_faults import group_faults, total_faults
from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.keys.sections import MOST_DAYS
from kuzbass_batch.methodology.levels import covers
from kuzbass_batch.methodology.records import (
    Question,
    Reading,
)

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
    "R13": {"own_register", "lead_time", "bodies"},
    "R14": {"tenth", "fifteenth"},
    "R15": {"one", "two"},
    "R16": {"running", "higher_yearly"},
    "R17": {"side_by_side", "one_sum"},
    "R18": {"lasting", "year"},
    "R20": {"lasting", "opening_year"},
    "R19": {"yes", "no"},
}


def contradictions(draft: Draft) -> Iterator[FileFault]:
    """Yield what is wrong between the values of the file, as far as they are whole.

    What only follows from a fault is not told beside it: a later check leaves out what an earlier
    one found broken.
    """
    for check in CHECKS:
        found = tuple(check(draft))
        yield from found
        draft = draft.without(found)


def _names(draft: Draft) -> Iterator[FileFault]:
    """Yield names that stand twice, and numbers of criteria that are none."""
    methodology = draft.methodology
    yield from _twice("criteria", "id", (each.id for each in methodology.criteria))
    yield from _twice("levels", "id", (each.id for each in methodology.drawn_levels))
    yield from _twice("levels", "name", (each.name.casefold() for each in methodology.drawn_levels))
    yield from _twice("readings", "id", (each.id for each in methodology.readings))
    yield from _twice("groups", "id", (each.id for each in methodology.groups))
    yield from _twice("plan", "id", (each.id for each in methodology.plan))
    for at, reading in enumerate(methodology.readings, start=1):
        yield from _twice(f"readings[{at}].options", "id", (each.id for each in reading.options))
    for at, criterion in enumerate(methodology.criteria, start=1):
        yield from _twice(f"criteria[{at}].rows", "code", (each.code for each in criterion.rows))
        if criterion.id and not re.fullmatch("[1-9][0-9]*", criterion.id):
            yield FileFault(
                f"criteria[{at}].id",
                f"ожидается номер критерия, стоит «{criterion.id}»",
                'Номер – целое число в кавычках: id = "1".',
            )


_MIXED = re.compile("[A-Za-z].*[А-Яа-яЁё]|[А-Яа-яЁё].*[A-Za-z]")
_TWINS = str.maketrans("АВЕКМНОРСТХаеорсухі", "ABEKMHOPCTXaeopcyxi")
IDS = ("drawn_levels", "readings", "groups", "categories")
"""Lists whose ids other parts of the file name."""


def _mixed_letters(draft: Draft) -> Iterator[FileFault]:
    """Yield ids with letters of two alphabets: they look like another id and are none."""
    for name in IDS:
        shown = name.removeprefix("drawn_")
        for at, each in enumerate(getattr(draft.methodology, name), start=1):
            if _MIXED.search(each.id):
                foreign = ", ".join(
                    f"«{letter}»" for letter in dict.fromkeys(re.findall("[А-Яа-яЁё]", each.id))
                )
                yield FileFault(
                    f"{shown}[{at}].id",
                    f"в «{each.id}» рядом с латинскими буквами стоят русские: {foreign}",
                    f'Наберите латинскими: id = "{each.id.translate(_TWINS)}".',
                )


def _criteria(draft: Draft) -> Iterator[FileFault]:
    for at, criterion in enumerate(draft.methodology.criteria, start=1):
        yield from criterion_faults(criterion, f"criteria[{at}]", draft)


def _readings(draft: Draft) -> Iterator[FileFault]:
    for at, reading in enumerate(draft.methodology.readings, start=1):
        if draft.whole(f"readings[{at}].id"):
            yield from _reading(reading, f"readings[{at}]", draft)


def _options_points(draft: Draft) -> Iterator[FileFault]:
    for at, criterion in enumerate(draft.methodology.criteria, start=1):
        if draft.knows_points(f"criteria[{at}].rows", len(criterion.rows)):
            yield from points_by_faults(criterion, f"criteria[{at}]", draft)


def _plan(draft: Draft) -> Iterator[FileFault]:
    for at, target in enumerate(draft.methodology.plan, start=1):
        if draft.whole(f"plan[{at}].targets", "year"):
            yield from _target_of_year(target, f"plan[{at}].targets", draft.methodology.year)
        for of_year, value in target.targets:
            if draft.whole(f"plan[{at}].targets.{of_year}") and value < 0:
                yield FileFault(
                    f"plan[{at}].targets.{of_year}",
                    "ожидается число не меньше 0",
                    "Исправьте число.",
                )


def _questions(draft: Draft) -> Iterator[FileFault]:
    known = [
        (f"questions[{at}]", question)
        for at, question in enumerate(draft.methodology.questions, start=1)
        if draft.whole(f"questions[{at}].kind", f"questions[{at}].criterion")
    ]
    seen: dict[tuple[str, str], str] = {}
    for path, question in known:
        name = (question.kind.value, question.criterion)
        if name in seen:
            words = f"вопрос {name[0]} о критерии {name[1]} уже стоит в {seen[name]}"
            yield FileFault(f"{path}.kind", words, "Уберите один из двух.")
        seen.setdefault(name, path)
        yield from _question(question, path, draft)


def _twice(path: str, key: str, values: Iterable[str]) -> Iterator[FileFault]:
    """Yield values that stand twice; an empty one stands for what is at fault already."""
    seen: dict[str, int] = {}
    for at, value in enumerate(values, start=1):
        if value and value in seen:
            yield FileFault(
                f"{path}[{at}].{key}",
                f"«{value}» уже стоит в {path}[{seen[value]}]",
                "Дайте этой записи другое значение или уберите одну из двух.",
            )
        seen.setdefault(value, at)


def _calendar(draft: Draft) -> Iterator[FileFault]:
    calendar, period = draft.methodology.calendar, draft.methodology.period
    dated = draft.whole("year", *PARTS_OF_YEAR)
    first = period.month_number(calendar.submission)
    if dated and draft.whole("calendar.submission.date") and first < 1:
        yield FileFault(
            "calendar.submission.date",
            f"дата раньше отчётного {period.genitive}",
            f"Исправьте дату или {period.kind.words.nominative}.",
        )
    dates = ("submission", "rating", "results", "totals")
    for before, after in itertools.pairwise(dates):
        known = draft.whole(f"calendar.{before}.date", f"calendar.{after}.date")
        if known and getattr(calendar, before) >= getattr(calendar, after):
            yield FileFault(
                f"calendar.{after}.date",
                f"дата не позже calendar.{before}.date",
                "Даты идут по порядку: submission, rating, results, totals.",
            )
    last = period.month_number(calendar.totals) - period.kind.months
    if dated and draft.whole("calendar.totals.date") and last > MONTHS:
        yield FileFault(
            "calendar.totals.date",
            f"дата больше чем на год позже отчётного {period.genitive}",
            f"Исправьте дату или {period.kind.words.nominative}.",
        )
    yield from _working_days(draft)


def _working_days(draft: Draft) -> Iterator[FileFault]:
    calendar = draft.methodology.calendar
    days = calendar.objection_working_days
    given = any(name == "objection_working_days" for name, _ in calendar.references)
    known = draft.whole("calendar.objection_working_days.days")
    if given and known and not 1 <= days <= MOST_DAYS:
        yield FileFault(
            "calendar.objection_working_days.days",
            f"ожидается число от 1 до {MOST_DAYS}",
            "Укажите, сколько рабочих дней даётся на несогласие: days = 15.",
        )


def _reading(reading: Reading, path: str, draft: Draft) -> Iterator[FileFault]:
    for at, option in enumerate(reading.options, start=1):
        known = KNOWN_OPTIONS.get(reading.id, {option.id})
        if option.id and option.id not in known:
            yield FileFault(
                f"{path}.options[{at}].id",
                f"программа не знает варианта «{option.id}»",
                f"У прочтения {reading.id} возможны: {', '.join(sorted(known))}.",
            )
    key = "gap" if reading.gap else "bound"
    if (reading.gap is None and reading.bound is None) or not draft.knows_bounds():
        return
    if not draft.whole(*(f"{path}.{each}" for each in ("options", "chosen", "gap", "bound"))):
        return
    pairs = (
        pair for table in tables(draft.methodology) for pair in itertools.pairwise(table.levels)
    )
    if not any(covers(reading, weaker, stronger) for weaker, stronger in pairs):
        yield FileFault(
            f"{path}.{key}",
            "в levels нет такого места между уровнями из options",
            "Сверьте числа с границами уровней, а options – с их id.",
        )


def _target_of_year(target: PlanTarget, path: str, year: int) -> Iterator[FileFault]:
    if year not in dict(target.targets):
        yield FileFault(
            path,
            f"у показателя {target.id} нет значения на {year} год",
            f"Добавьте его: targets = {{ {year} = 2 }}.",
        )


def _question(question: Question, path: str, draft: Draft) -> Iterator[FileFault]:
    at = {each.id: number for number, each in enumerate(draft.methodology.criteria, start=1)}
    if not draft.lists("criteria"):
        pass
    elif question.criterion not in at:
        yield FileFault(
            f"{path}.criterion",
            f"нет критерия «{question.criterion}»",
            f"Есть критерии: {', '.join(at)}.",
        )
    else:
        criterion = draft.methodology.criteria[at[question.criterion] - 1]
        yield from _asked_of(question, criterion, path, f"criteria[{at[criterion.id]}]", draft)
    plan = {each.id for each in draft.methodology.plan}
    if question.indicator and draft.lists("plan") and question.indicator not in plan:
        yield FileFault(
            f"{path}.indicator",
            f"в плане нет показателя «{question.indicator}»",
            "Добавьте показатель в plan или исправьте его номер.",
        )


def _asked_of(
    question: Question, criterion: Criterion, path: str, at: str, draft: Draft
) -> Iterator[FileFault]:
    """Yield what a question asks of a criterion that cannot be asked of it."""
    if not draft.whole(f"{at}.kind"):
        return
    if not criterion.is_marked:
        yield FileFault(
            f"{path}.criterion",
            f"у критерия {criterion.id} отвечают числом, вопрос задают о строках с отметкой",
            "Уберите вопрос или укажите у этого числа evidence.",
        )
        return
    positive = [each for each in criterion.points_possible if each > 0]
    if (
        criterion.rows
        and draft.whole(f"{path}.from_points")
        and draft.knows_points(f"{at}.rows", len(criterion.rows))
        and not (positive and 0 < question.from_points <= positive[-1])
    ):
        most = shown(positive[-1]) if positive else "0"
        least = min(1, *positive) if positive else 0
        yield FileFault(
            f"{path}.from_points",
            f"ожидается число от {shown(least)} до {most}",
            "Вопрос задают тем, у кого столько баллов или больше.",
        )


CHECKS: tuple[Callable[[Draft], Iterator[FileFault]], ...] = (
    _names,
    _mixed_letters,
    _calendar,
    unknown_categories,
    levels_out_of_order,
    _criteria,
    group_faults,
    _readings,
    total_faults,
    loose_levels,
    requirement_faults,
    _options_points,
    _plan,
    _questions,
    word_faults,
)
"""In this order: a name that stands twice makes what is said by that name unsure."""
