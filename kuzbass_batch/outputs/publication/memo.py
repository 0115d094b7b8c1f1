"""The memo on the year's totals to the deputy chair of the Government (p. 3.4): two pages at most.

Charts are bars of shaded figure spaces (U+2007) in table cells: they stand in every office suite
and on a black-and-white print, need no further library, and give the same bytes everywhere. A
picture would need fonts of the machine, a native chart a workbook inside the letter. No-break
spaces would do in Word, but LibreOffice leaves white seams between them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kuzbass_batch.methodology.records import show_weighted
from kuzbass_batch.outputs.results.statistics import (
    CriterionStatistics,
    GroupStatistics,
    Statistics,
)
from kuzbass_batch.records.decisions import Verdict
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Category, Standing
from kuzbass_batch.records.returns import ParticipantStatus
from kuzbass_batch.rules.objections.received import windows
from kuzbass_batch.rules.year.leaders import (
    Best,
    Leadership,
    best_by_category,
    last_years_leaders,
    leaders,
    leadership,
)
from kuzbass_batch.rules.year.totals import (
    group_counts,
    is_preliminary,
    level_changes,
    level_counts,
)

MOST_LEADERS = 8
MOST_LAPSED = 4
MOST_BEST = 2
"""More names stand in the list of levels: the memo keeps to two pages whatever the year."""
MOST_LETTERS = 100
"""A longer name gives way to the short one, for the same reason."""
LEVEL_BAR, COMPLETION_BAR = 110, 60
"""The longest bars, in spaces of their size (the template prints them at half width)."""
SPACE = "\u2007"
STATES: Mapping[Leadership | None, str] = {
    Leadership.AWARDED: "присвоен",
    Leadership.CONFIRMED: "подтверждён",
}
SETTLED: Mapping[Verdict | None, str] = {
    Verdict.SATISFIED: "удовлетворено",
    Verdict.PARTLY: "удовлетворено частично",
    Verdict.REFUSED: "отказано",
    None: "не рассмотрено",
}
ABSENCES = {
    ParticipantStatus.RETURNED: "самооценка возвращена на доработку",
    ParticipantStatus.MISSING: "самооценка не представлена",
    ParticipantStatus.EXCLUDED: "самооценка не учтена",
}


def memo_context(outcome: Outcome, statistics: Statistics) -> dict[str, Any]:
    """Return what fills the template of the memo, besides the committee's own words."""
    methodology, found = outcome.methodology, leaders(outcome)
    criteria, total = statistics.criteria, statistics.groups[0]
    return {
        "year": outcome.year,
        "as_of": f"{outcome.as_of:%d.%m.%Y}",
        "act": methodology.act,
        "preliminary": is_preliminary(outcome),
        "listed": len(outcome.standings),
        "rated": total.rated,
        "absent": _absent(outcome),
        "mean": "" if total.mean is None else _comma(f"{total.mean:.2f}"),
        "max_total": _comma(show_weighted(methodology.max_total)),
        "compared": _compared(outcome),
        "objections": "" if is_preliminary(outcome) else _objections(outcome),
        "level_names": [level.name for level in reversed(methodology.levels)],
        "groups": list(_groups(outcome, statistics)),
        "level_bars": list(_level_bars(outcome)),
        "top": methodology.levels[-1].name,
        "leaders_number": len(found),
        "leaders": [_leader(standing, outcome) for standing in found[:MOST_LEADERS]],
        "leaders_rest": _rest(len(found) - MOST_LEADERS),
        "lapsed": _lapsed(outcome),
        "best": _best(outcome),
        "criteria": [_criterion(each) for each in criteria],
        "extremes": _extremes(criteria),
        "totals_day": f"{methodology.calendar.totals:%d.%m.%Y}",
    }


def _absent(outcome: Outcome) -> str:
    """Return the words on who is not rated, such as «; самооценка не представлена – 3»."""
    parts = (
        f"{words} – {number}"
        for status, words in ABSENCES.items()
        if (number := sum(s.status is status for s in outcome.standings))
    )
    return "".join(f"; {part}" for part in parts)


def _compared(outcome: Outcome) -> str:
    changes = level_changes(outcome)
    if not changes.known:
        return ""
    return (
        f"Уровень прошлого года известен у {changes.known} из оценённых: повысили его "
        f"{changes.higher}, сохранили {changes.same}, снизили {changes.lower}."
    )


def _objections(outcome: Outcome) -> str:
    """Return how many scores were objected to and how that was settled, empty if none were."""
    verdicts = Counter(each.verdict for each in outcome.decisions.objections)
    if not verdicts:
        return ""
    people = len({each.participant for each in outcome.decisions.objections})
    counts = (f"{words} – {verdicts[key]}" for key, words in SETTLED.items() if verdicts[key])
    last = windows(outcome.decisions, outcome.methodology, outcome.workdays)
    still = sum(day >= outcome.as_of for day in last.values())
    running = f" Срок для несогласия не истёк у участников: {still}." if still else ""
    return (
        f"Участников, не согласных с результатами: {people}, просьб: {verdicts.total()} "
        f"({', '.join(counts)}).{running}"
    )


def _groups(outcome: Outcome, statistics: Statistics) -> Iterator[dict[str, Any]]:
    """Yield the categories and, last, all together."""
    listed = {group.category.plural: group.listed for group in group_counts(outcome)}
    all_together, *groups = statistics.groups
    for group in groups:
        yield _group(group, group.name, listed[group.name])
    yield _group(all_together, "Всего", len(outcome.standings))


def _group(group: GroupStatistics, name: str, listed: int) -> dict[str, Any]:
    numbers = [number for _, number in reversed(group.levels)]
    return {"name": name, "listed": listed, "rated": group.rated, "levels": numbers}


def _level_bars(outcome: Outcome) -> Iterator[dict[str, Any]]:
    counts = level_counts(outcome)
    longest = max((number for each in counts for number in (each.now, each.before)), default=0) or 1
    for each in counts:
        yield {
            "name": outcome.methodology.level(each.level).name,
            "now": each.now,
            "before": each.before,
            "now_bar": bar(Decimal(each.now) / longest, LEVEL_BAR),
            # Its letters are smaller, so the same length takes more of them.
            "before_bar": bar(Decimal(each.before) / longest * 11 / 7, LEVEL_BAR),
        }


def bar(share: Decimal, longest: int) -> str:
    """Return a bar of spaces, at least one for a share above 0."""
    length = round(share * longest)
    return SPACE * (max(1, length) if share else 0)


def _leader(standing: Standing, outcome: Outcome) -> dict[str, str]:
    return {
        "name": _name(standing),
        "category": standing.participant.category.russian,
        "total": _total(standing),
        "state": STATES.get(leadership(standing, outcome.methodology), ""),
    }


def _name(standing: Standing) -> str:
    name = standing.participant.name
    return name if len(name) <= MOST_LETTERS else standing.participant.short_name


def _rest(number: int) -> str:
    return f"И ещё участников: {number} – см. перечень уровней." if number > 0 else ""


def _lapsed(outcome: Outcome) -> str:
    lost = [
        (standing, state)
        for standing, state in last_years_leaders(outcome)
        if state is not Leadership.CONFIRMED
    ]
    shown = "; ".join(_loss(standing, outcome) for standing, _ in lost[:MOST_LAPSED])
    rest = len(lost) - MOST_LAPSED
    return f"{shown}; ещё участников: {rest}" if rest > 0 else shown


def _loss(standing: Standing, outcome: Outcome) -> str:
    card = standing.scorecard
    if card is None:
        return f"{_name(standing)} ({ABSENCES[standing.status]})"
    level = outcome.methodology.level(card.level).name
    return f"{_name(standing)} (оценка {_total(standing)}, уровень «{level}»)"


def _best(outcome: Outcome) -> str:
    """Return the sentence on the best of the categories where nobody reached the top level."""
    top = outcome.methodology.levels[-1].id
    parts = [
        _best_of(group, outcome)
        for group in best_by_category(outcome)
        if group.standings and not _has(group, top)
    ]
    return f"Лучшие результаты в категориях без этого уровня: {'; '.join(parts)}." if parts else ""


def _has(group: Best, level: str) -> bool:
    return any(s.scorecard and s.scorecard.level == level for s in group.standings)


def _best_of(group: Best, outcome: Outcome) -> str:
    names = ", ".join(_name(standing) for standing in group.standings[:MOST_BEST])
    more = len(group.standings) - MOST_BEST
    others = f" и ещё {more}" if more > 0 else ""
    card = group.standings[0].scorecard
    level = outcome.methodology.level(card.level).name if card else ""
    return (
        f"{_plural(group.category)} – {names}{others} (оценка "
        f"{_total(group.standings[0])}, уровень «{level}»)"
    )


def _plural(category: Category) -> str:
    return category.plural[:1].lower() + category.plural[1:]


def _criterion(each: CriterionStatistics) -> dict[str, Any]:
    done = bar(Decimal(str(each.share)), COMPLETION_BAR)
    return {
        "name": f"{each.criterion.label}. {each.criterion.short_title}",
        "bar": done,
        "rest": SPACE * (COMPLETION_BAR - len(done)),
        "share": f"{each.share * 100:.0f} %",
        "mean": _comma(f"{each.mean:.2f}"),
        "highest": each.criterion.max_points,
    }


def _extremes(criteria: tuple[CriterionStatistics, ...]) -> str:
    if len(criteria) < 2:
        return ""
    ordered = sorted(criteria, key=lambda each: each.share)
    weak, good = ordered[0].criterion, ordered[-1].criterion
    return (
        f"Лучше всего выполняется критерий {good.id} «{good.short_title}», "
        f"слабее всего – критерий {weak.id} «{weak.short_title}»."
    )


def _total(standing: Standing) -> str:
    return _comma(show_weighted(standing.scorecard.total)) if standing.scorecard else "–"


def _comma(number: str) -> str:
    return number.replace(".", ",")
