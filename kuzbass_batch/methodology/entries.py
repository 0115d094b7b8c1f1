"""Make the records of a methodology from the tables of its file."""

import datetime as dt
import re
from decimal import Decimal

from kuzbass_batch.methodology.records import (
    Calendar,
    Criterion,
    CriterionRow,
    Methodology,
    Option,
    PlanTarget,
    Question,
    QuestionKind,
    Reading,
)
from kuzbass_batch.methodology.tables import MISSING, Node
from kuzbass_batch.methodology.total_entries import (
    CATEGORY_WORDS,
    coefficient_is_needed,
    group,
    inapplicable,
    levels_in,
    total_rule,
)
from kuzbass_batch.methodology.totals import TotalRule


def methodology_in(node: Node, sha256: str) -> Methodology:
    """Return what the file says, stand-ins where it is at fault; its faults go to the node."""
    rule = total_rule(node)
    levels, of_categories = levels_in(node, CATEGORY_WORDS)
    methodology = Methodology(
        id=node.get("id", str),
        year=node.get("year", int),
        act=node.get("act", str),
        sha256=sha256,
        criteria=node.tables("criteria", lambda table: _criterion(table, rule)),
        drawn_levels=levels,
        drawn_category_levels=of_categories,
        total_rule=rule,
        groups=node.tables("groups", group) if "groups" in node.data else (),
        readings=node.tables("readings", _reading) if "readings" in node.data else (),
        calendar=_calendar(node.table("calendar")),
        plan=node.tables("plan", _plan_target),
        questions=node.tables("questions", _question) if "questions" in node.data else (),
        coefficients_sum=node.get("coefficients_sum", Decimal, None),
        highest_total=node.get("highest_total", Decimal, None),
    )
    node.finish()
    return methodology


def _criterion(node: Node, rule: TotalRule) -> Criterion:
    reference = node.get("reference", str)
    usual = MISSING if coefficient_is_needed(node, rule) else Decimal(1)
    return Criterion(
        id=node.get("id", str),
        title=node.get("title", str),
        short_title=node.get("short_title", str),
        coefficient=node.get("coefficient", Decimal, usual),
        cumulative=node.get("cumulative", bool),
        rows=node.tables("rows", lambda row: _row(row, reference)),
        reference=reference,
        group=node.get("group", str, ""),
        not_applicable=inapplicable(node),
    )


def _row(node: Node, reference: str) -> CriterionRow:
    points_by = node.get("points_by", str, "")
    if points_by and "points" in node.data:
        node.fail("points", "указано вместе с points_by", "Оставьте одно из двух.")
    return CriterionRow(
        code=node.get("code", str),
        text=node.get("text", str),
        points=node.get("points", int, 0 if points_by else MISSING),
        evidence=node.get("evidence", str, ""),
        reference=node.get("reference", str, reference),
        points_by=points_by,
    )


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
        id=node.get("id", str), text=node.get("text", str), points=node.get("points", int, None)
    )


def _calendar(node: Node) -> Calendar:
    names = ("submission", "rating", "results", "totals")
    dates = {name: _dated(node.table(name)) for name in names}
    days = node.table("objection_working_days")
    references = [(name, reference) for name, (_, reference) in dates.items()]
    calendar = Calendar(
        **{name: date for name, (date, _) in dates.items()},
        objection_working_days=days.get("days", int),
        references=(*references, ("objection_working_days", days.get("reference", str))),
    )
    days.finish()
    node.finish()
    return calendar


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
    )


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
        from_points=node.get("from_points", int),
        reference=node.get("reference", str),
        words=node.words("words") if by_words else (),
        indicator=node.get("indicator", str) if by_plan else "",
    )
