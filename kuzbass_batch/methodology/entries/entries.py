"""Make the records of a methodology from the tables of its file."""

import datetime as dt
import re
from decimal import Decimal

from kuzbass_batch.methodology.calendar.period import MONTHS, Period, PeriodKind, part_of
from kuzbass_batch.methodology.calendar.year_plan import Calendar, PlanMeasure, PlanTarget
from kuzbass_batch.methodology.entries.criterion_entries import criterion_in, read_points
from kuzbass_batch.methodology.entries.tables import Node
from kuzbass_batch.methodology.entries.total_entries import group, levels_in, total_rule
from kuzbass_batch.methodology.entries.word_entries import words_in
from kuzbass_batch.methodology.levels import Level
from kuzbass_batch.methodology.records import (
    Methodology,
    Option,
    Question,
    QuestionKind,
    Reading,
)

DATES = ("submission", "rating", "results", "totals")
OBJECTION = "objection_working_days"
PARTS = (
    "readings",
    "plan",
    "questions",
    "programme",
    "bodies",
    "participants",
    "rater",
    "categories",
    "references",
    "passport",
    "leaders",
    "registers",
    "project_reports",
)
"""What a file may lack as a whole."""
FIRST_YEAR, LAST_YEAR = 1000, 9998
"""Years of four figures whose next one has four, too."""
PARTS_OF_YEAR = (PeriodKind.HALF_YEAR.value, PeriodKind.QUARTER.value)
"""Keys that say which part of the year is rated, where it is not the whole."""


def methodology_in(node: Node, sha256: str) -> Methodology:
    """Return what the file says, stand-ins where it is at fault; its faults go to the node."""
    # In the order of the file, so that faults of an empty one come in it, too.
    head = (node.get("id", str), _period(node), node.get("act", str))
    rule = total_rule(node)
    groups = node.tables("groups", group) if "groups" in node.data else ()
    criteria = node.tables("criteria", lambda table: criterion_in(table, rule))
    levels, of_categories = levels_in(node)
    readings = node.tables("readings", _reading) if "readings" in node.data else ()
    calendar = _calendar(node.table("calendar"))
    methodology = Methodology(
        id=head[0],
        period=head[1],
        act=head[2],
        sha256=sha256,
        criteria=criteria,
        drawn_levels=levels,
        drawn_category_levels=of_categories,
        total_rule=rule,
        groups=groups,
        readings=readings,
        calendar=calendar,
        plan=node.tables("plan", _plan_target) if "plan" in node.data else (),
        questions=node.tables("questions", _question) if "questions" in node.data else (),
        coefficients_sum=node.get("coefficients_sum", Decimal, None),
        highest_total=node.get("highest_total", Decimal, None),
        words=words_in(node, _points_of(calendar, levels)),
    )
    _check_years(node)
    for key in PARTS:
        node.asked.add(key)
    node.finish()
    return methodology


def _period(node: Node) -> Period:
    """Return the year, or the part of it that a key of `PARTS_OF_YEAR` names; one at most may."""
    year = node.get("year", int)
    if node.is_sound("year") and not FIRST_YEAR <= year <= LAST_YEAR:
        node.fail(
            "year", f"ожидается год из четырёх цифр, стоит «{year}»", "Например: year = 2026."
        )
    parts = {key: node.get(key, int) for key in PARTS_OF_YEAR if key in node.data}
    node.asked.update(PARTS_OF_YEAR)
    if len(parts) > 1:
        node.fail(
            PARTS_OF_YEAR[1], f"рядом стоит {PARTS_OF_YEAR[0]}", "Оставьте одну из двух строк."
        )
        return Period(year)
    for key, number in parts.items():
        kind = PeriodKind(key)
        most = MONTHS // kind.months
        if 1 <= number <= most:
            return Period(year, part_of(kind, number))
        if node.is_sound(key):
            words = f"ожидается число от 1 до {most}, стоит «{number}»"
            node.fail(key, words, f"Например: {key} = 1.")
    return Period(year)


def _check_years(node: Node) -> None:
    """Look at the years of an act without a plan; `act_years` reads them."""
    found = node.get("years", list, None)
    for number, year in enumerate(found or (), start=1):
        if type(year) is not int:
            node.fail(f"years[{number}]", f"ожидается год, стоит «{year}»", "Например: 2026.")
    if found == []:
        node.fail("years", "список пуст", "Добавьте хотя бы один год.")


def _points_of(calendar: Calendar, levels: tuple[Level, ...]) -> dict[str, str]:
    """Return the points that the calendar and the levels name; a check goes with the rating."""
    found = {name: calendar.reference(name) for name in DATES}
    found |= {
        "objection": calendar.reference(OBJECTION),
        "verification": found["rating"],
        "admission": found["submission"],
        "levels": levels[0].reference if levels else "",
    }
    return {name: point for name, point in found.items() if point}


def _reading(node: Node) -> Reading:
    gap = node.table("gap") if "gap" in node.data else None
    reading = Reading(
        id=node.get("id", str),
        point=node.get("point", str),
        question=node.get("question", str),
        options=node.tables("options", _option),
        chosen=node.get("chosen", str),
        protocol_number=node.get("protocol_number", str, ""),
        protocol_date=node.get("protocol_date", dt.date, None),
        gap=(gap.get("from", Decimal), gap.get("to", Decimal)) if gap else None,
        bound=node.get("bound", Decimal, None),
    )
    if gap:
        gap.finish()
    if gap and reading.bound is not None:
        node.fail("bound", "указано вместе с gap", "Оставьте одно из двух.")
    if bool(reading.protocol_number) != bool(reading.protocol_date):
        node.fail(
            "protocol_number",
            "номер и дата протокола указываются вместе",
            "Добавьте недостающее: protocol_number, protocol_date.",
        )
    known = [option.id for option in reading.options]
    if reading.chosen and all(known) and known and reading.chosen not in known:
        node.fail(
            "chosen", f"такого варианта нет: «{reading.chosen}»", f"Есть: {', '.join(known)}."
        )
    return reading


def _option(node: Node) -> Option:
    return Option(
        id=node.get("id", str),
        text=node.get("text", str),
        points=read_points(node, "points") if "points" in node.data else None,
    )


def _calendar(node: Node) -> Calendar:
    dates = {name: _dated(node.table(name)) for name in DATES}
    references = [(name, reference) for name, (_, reference) in dates.items()]
    number = 0
    if OBJECTION in node.data:
        days = node.table(OBJECTION)
        number = days.get("days", int)
        references.append((OBJECTION, days.get("reference", str)))
        days.finish()
    node.asked.add(OBJECTION)
    node.finish()
    return Calendar(
        **{name: date for name, (date, _) in dates.items()},
        objection_working_days=number,
        references=tuple(references),
    )


def _dated(node: Node) -> tuple[dt.date, str]:
    date, reference = node.get("date", dt.date), node.get("reference", str)
    node.finish()
    return date, reference


def _plan_target(node: Node) -> PlanTarget:
    table = node.table("targets")
    years = [year for year in table.data if re.fullmatch("[0-9]{4}", year)]
    for other in table.data.keys() - set(years):
        table.asked.add(other)
        table.fail(other, "ожидается год из четырёх цифр", "Например: 2026 = 3.")
    targets = tuple((int(year), table.get(year, int)) for year in years)
    table.finish()
    return PlanTarget(
        id=node.get("id", str),
        title=node.get("title", str),
        unit=node.get("unit", str),
        targets=targets,
        at_least=node.get("at_least", bool),
        reference=node.get("reference", str),
        measure=_measure(node),
        kinds=node.words("kinds") if "kinds" in node.data else (),
        by_quantity=node.get("by_quantity", bool, False),
        each=node.get("each", bool, False),
    )


def _measure(node: Node) -> PlanMeasure | None:
    """Read by what an indicator is counted; None if the file does not say."""
    name = node.get("measure", str, "")
    known = [measure.value for measure in PlanMeasure]
    if name in known:
        return PlanMeasure(name)
    if name:
        node.fail("measure", f"такого счёта нет: «{name}»", f"Есть: {', '.join(known)}.")
    return None


def _question(node: Node) -> Question:
    """Read a question; `words` and `indicator` belong to the kinds that use them."""
    name = node.get("kind", str)
    known = [kind.value for kind in QuestionKind]
    if name not in known:
        if name:
            node.fail("kind", f"такого вопроса нет: «{name}»", f"Есть: {', '.join(known)}.")
        node.asked.update(("words", "indicator"))
    kind = QuestionKind(name) if name in known else QuestionKind.PASSPORT
    by_words = kind in (QuestionKind.QUALITY_CHECK, QuestionKind.CONTEST)
    by_plan = kind is QuestionKind.TRAINING_LIST
    return Question(
        kind=kind,
        criterion=node.get("criterion", str),
        from_points=read_points(node, "from_points"),
        reference=node.get("reference", str),
        words=node.words("words") if by_words else (),
        indicator=node.get("indicator", str, "") if by_plan else "",
        document=node.get("document", str, ""),
        message=node.get("message", str, ""),
        remedy=node.get("remedy", str, ""),
    )
