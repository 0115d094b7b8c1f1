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

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import KindWords
from kuzbass_batch.methodology.criteria import shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Category
from kuzbass_batch.outputs.plan_words import quarter_end, shown_line, sum_words
from kuzbass_batch.records.committee.decisions import Verdict
from kuzbass_batch.records.rating.rating import CriterionStatistics, GroupStatistics, Statistics
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.plan import PlanLine
from kuzbass_batch.records.year.year import Best, Leadership, LevelChanges, LevelCount
from kuzbass_batch.rules.year.approval import approval_of

MOST_BARS = 20
"""Criteria in the chart: of more, those that are met most and least."""
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


def memo_context(found: Conclusions) -> dict[str, Any]:
    """Return what fills the template of the memo, besides the committee's own words."""
    outcome, totals = found.outcome, found.totals
    methodology, leaders = outcome.methodology, totals.leaders
    criteria, total = found.statistics.criteria, found.statistics.groups[0]
    return {
        "year": outcome.year,
        "as_of": wording.day(outcome.as_of),
        "act": methodology.act,
        "preliminary": found.preliminary,
        "drafts": len(found.drafts),
        "approved": approval_of(outcome.decisions) is not None,
        "verified": _verified(found),
        "listed": len(outcome.standings),
        "rated": total.rated,
        "absent": _absent(outcome.standings),
        "mean": "" if total.mean is None else _comma(f"{total.mean:.2f}"),
        "max_total": _comma(methodology.shown_total(methodology.max_total)),
        "compared": _compared(totals.changes, methodology.period.kind.words),
        "objections": "" if found.preliminary else _objections(found),
        "level_names": [wording.hyphenated(each.name) for each in reversed(methodology.levels)],
        "groups": list(_groups(found)),
        "level_bars": list(_level_bars(totals.levels, methodology)),
        "with_before": any(each.before for each in totals.levels),
        "top": methodology.levels[-1].name,
        "leaders_number": len(leaders),
        "leaders_counted": wording.count(len(leaders), "участнику", "участникам", "участникам"),
        "diplomas": wording.count(len(leaders), "диплом", "диплома", "дипломов"),
        "leaders": [_leader(standing, found) for standing in leaders[:MOST_LEADERS]],
        "leaders_rest": _rest(len(leaders) - MOST_LEADERS),
        "lapsed": _lapsed(totals.last_leaders, methodology),
        "best": _best(totals.best, methodology) if methodology.leaders else "",
        "criteria": [_criterion(each) for each in _shown_criteria(criteria)],
        "some_criteria": len(criteria) > MOST_BARS,
        "extremes": _extremes(found.statistics),
        "plan": _plan(found),
        "totals_day": wording.day(methodology.calendar.totals),
    }


def _shown_criteria(
    criteria: tuple[CriterionStatistics, ...],
) -> list[CriterionStatistics]:
    """Return the criteria of the chart: all, or those that are met most and least."""
    if len(criteria) <= MOST_BARS:
        return list(criteria)
    ranked = sorted(criteria, key=lambda each: -each.share)
    shown = {id(each) for each in (*ranked[: MOST_BARS // 2], *ranked[-(MOST_BARS // 2) :])}
    return [each for each in criteria if id(each) in shown]


def _absent(standings: tuple[Standing, ...]) -> str:
    """Return the words on who is not rated, such as «; самооценка не представлена – 3»."""
    parts = (
        f"{words} – {number}"
        for status, words in ABSENCES.items()
        if (number := sum(s.status is status for s in standings))
    )
    return "".join(f"; {part}" for part in parts)


def _compared(changes: LevelChanges, words: KindWords) -> str:
    if not changes.known:
        return ""
    return (
        f"Уровень {words.last_genitive} известен у {changes.known} из оценённых: повысили его "
        f"{changes.higher}, сохранили {changes.same}, снизили {changes.lower}."
    )


def _objections(found: Conclusions) -> str:
    """Return how many scores were objected to and how that was settled, empty if none were."""
    objections = found.outcome.decisions.objections
    verdicts = Counter(each.verdict for each in objections)
    if not verdicts:
        return ""
    people = len({each.participant for each in objections})
    counts = (f"{words} – {verdicts[key]}" for key, words in SETTLED.items() if verdicts[key])
    still = sum(day >= found.outcome.as_of for day in found.windows.values())
    running = f" Срок для несогласия не истёк у участников: {still}." if still else ""
    return (
        f"Участников, не согласных с результатами: {people}, просьб: {verdicts.total()} "
        f"({', '.join(counts)}).{running}"
    )


def _groups(found: Conclusions) -> Iterator[dict[str, Any]]:
    """Yield the categories and, last, all together."""
    listed = {group.category.plural: group.listed for group in found.totals.groups}
    all_together, *groups = found.statistics.groups
    for group in groups:
        yield _group(group, group.name, listed[group.name])
    yield _group(all_together, "Всего", len(found.outcome.standings))


def _group(group: GroupStatistics, name: str, listed: int) -> dict[str, Any]:
    numbers = [number for _, number in reversed(group.levels)]
    return {
        "name": wording.hyphenated(name),
        "listed": listed,
        "rated": group.rated,
        "levels": numbers,
    }


def _level_bars(
    counts: tuple[LevelCount, ...], methodology: Methodology
) -> Iterator[dict[str, Any]]:
    with_before = any(each.before for each in counts)
    longest = max((number for each in counts for number in (each.now, each.before)), default=0) or 1
    for each in counts:
        yield {
            "name": methodology.level(each.level).name,
            "now": each.now,
            "before": each.before if with_before else "",
            "now_bar": bar(Decimal(each.now) / longest, LEVEL_BAR),
            # Its letters are smaller, so the same length takes more of them.
            "before_bar": bar(Decimal(each.before) / longest * 11 / 7, LEVEL_BAR),
        }


def bar(share: Decimal, longest: int) -> str:
    """Return a bar of spaces, at least one for a share above 0."""
    length = round(share * longest)
    return SPACE * (max(1, length) if share else 0)


def _leader(standing: Standing, found: Conclusions) -> dict[str, str]:
    return {
        "name": _name(standing),
        "category": standing.participant.category.name,
        "total": _total(standing, found.outcome.methodology),
        "state": STATES.get(found.years[standing.participant.id].leader, ""),
    }


def _name(standing: Standing) -> str:
    name = standing.participant.name
    return name if len(name) <= MOST_LETTERS else standing.participant.short_name


def _verified(found: Conclusions) -> str:
    """Say how much of the rating the committee verified by documents (p. 3.4)."""
    rated = [found.stages[s.participant.id] for s, _ in found.rated]
    if not rated:
        return ""
    criteria = len(found.outcome.methodology.criteria)
    done = [criteria - len(set(each.unverified) | set(each.again)) for each in rated]
    whole = sum(number == criteria for number in done)
    decisions = found.outcome.decisions
    bulk = sum(
        each.in_bulk and (each.participant, each.criterion) not in decisions.again
        for each in decisions.verifications
    )
    in_bulk = wording.count(bulk, "критерий", "критерия", "критериев")
    apart = f" Из них одной строкой на участника подтверждено: {in_bulk}." if bulk else ""
    rater = found.outcome.methodology.words.rater
    who = f"{rater.heading} {rater.past('проверил')}"
    every = wording.count(len(rated) * criteria, "критерия", "критериев", "критериев")
    people = wording.count(len(rated), "участника", "участников", "участников")
    return (
        f"{who} по документам {sum(done)} из {every}, все критерии – у {whole} из {people}.{apart}"
    )


def _rest(number: int) -> str:
    return f"И ещё участников: {number} – см. перечень уровней." if number > 0 else ""


def _lapsed(held: tuple[tuple[Standing, Leadership], ...], methodology: Methodology) -> str:
    lost = [standing for standing, state in held if state is not Leadership.CONFIRMED]
    shown = "; ".join(_loss(standing, methodology) for standing in lost[:MOST_LAPSED])
    rest = len(lost) - MOST_LAPSED
    return f"{shown}; ещё участников: {rest}" if rest > 0 else shown


def _loss(standing: Standing, methodology: Methodology) -> str:
    card = standing.scorecard
    if card is None:
        return f"{_name(standing)} ({ABSENCES[standing.status]})"
    level = methodology.level(card.level).name
    return f"{_name(standing)} (оценка {_total(standing, methodology)}, уровень «{level}»)"


def _best(groups: tuple[Best, ...], methodology: Methodology) -> str:
    """Return the sentence on the best of the categories where nobody reached the top level."""
    top = methodology.levels[-1].id
    parts = [
        _best_of(group, methodology) for group in groups if group.standings and not _has(group, top)
    ]
    return f"Лучшие результаты в категориях без этого уровня: {'; '.join(parts)}." if parts else ""


def _has(group: Best, level: str) -> bool:
    return any(s.scorecard and s.scorecard.level == level for s in group.standings)


def _best_of(group: Best, methodology: Methodology) -> str:
    names = ", ".join(_name(standing) for standing in group.standings[:MOST_BEST])
    others = wording.and_more(len(group.standings) - MOST_BEST)
    card = group.standings[0].scorecard
    level = methodology.level(card.level).name if card else ""
    return (
        f"{_plural(group.category)} – {names}{others} (оценка "
        f"{_total(group.standings[0], methodology)}, уровень «{level}»)"
    )


def _plural(category: Category) -> str:
    return category.plural[:1].lower() + category.plural[1:]


def _criterion(each: CriterionStatistics) -> dict[str, Any]:
    done = bar(Decimal(str(each.share)), COMPLETION_BAR)
    return {
        "name": f"{each.criterion.label}. {each.criterion.short_title}",
        "bar": done,
        "rest": SPACE * (COMPLETION_BAR - len(done)),
        "share": wording.percent(each.share),
        "mean": _comma(f"{each.mean:.2f}"),
        "highest": shown(each.criterion.max_points),
    }


def _extremes(found: Statistics) -> str:
    if not found.weakest:
        return ""
    good, weak = (_titles(each) for each in (found.best, found.weakest))
    verb = "выполняются" if len(found.best) > 1 else "выполняется"
    return f"Лучше всего {verb} {good}, слабее всего – {weak}."


def _plan(found: Conclusions) -> str:
    """Return the sentence on the plan of the programme, empty where its facts are not counted."""
    last = found.plan.last
    if last is None:
        return ""
    said = map(_plan_line, last.lines)
    point = found.outcome.methodology.words.point("plan").beside
    return f"План мероприятий{point} {quarter_end(last)}: {'; '.join(said)}."


def _plan_line(line: PlanLine) -> str:
    each = shown_line(line)
    if not each.reached:
        return f"{each.id} – {each.running} при плане {each.target}"
    return (
        f"{each.id} – план ({each.target}) выполнили {each.reached} участников, "
        f"{sum_words(line.target)} – {each.running}"
    )


def _titles(criteria: tuple[CriterionStatistics, ...]) -> str:
    titles = [f"{each.criterion.id} «{each.criterion.short_title}»" for each in criteria]
    return f"{'критерий' if len(titles) == 1 else 'критерии'} {wording.series(titles)}"


def _total(standing: Standing, methodology: Methodology) -> str:
    card = standing.scorecard
    return _comma(methodology.shown_total(card.total)) if card else "–"


def _comma(number: str) -> str:
    return wording.comma(number)
