"""How a total is made and what a level asks for, in words for sheets and letters."""

from collections.abc import Iterator
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import NoPoints
from kuzbass_batch.methodology.levels import Level, Requirement, describe_range
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.methodology.totals import Group, GroupMethod, Rounding, TotalMethod
from kuzbass_batch.records.rating.scores import CriterionScore, GroupValue, Scorecard
from kuzbass_batch.rules.rating.advice.distances import level_beside, missing_to_next
from kuzbass_batch.rules.rating.scoring.totals import is_met, points_in

NOT_APPLICABLE = NoPoints.NOT_APPLICABLE.value
METHODS = {
    TotalMethod.WEIGHTED_SUM: "сумма результатов с коэффициентами",
    TotalMethod.SUM: "сумма баллов",
    TotalMethod.MEAN: "среднее",
    TotalMethod.PERCENT: "доля от наибольшей возможной оценки, в процентах",
}
PLAIN_TOTAL = "Оценка – сумма баллов, умноженных на коэффициенты"
GROUP_METHODS = {GroupMethod.SUM: "сумма", GroupMethod.MEAN: "среднее"}
PLACES = {
    0: "целых", 1: "десятых", 2: "сотых", 3: "тысячных", 4: "четырёх знаков после запятой",
    5: "пяти знаков после запятой", 6: "шести знаков после запятой",
}  # fmt: skip


def total_method(methodology: Methodology) -> str:
    """Return how the total is made: «среднее по группам, округлено до сотых (половина – вверх)»."""
    rule = methodology.total_rule
    words = METHODS[rule.method]
    if rule.method is not TotalMethod.PERCENT:
        words += " по группам" if methodology.groups else ""
    elif any(each.not_applicable for each in methodology.criteria):
        words = "доля от наибольшей оценки по применимым критериям, в процентах"
    if rule.decimals is not None:
        half = "вверх" if rule.rounding is Rounding.HALF_UP else "до чётного"
        words += f", округлено до {PLACES[rule.decimals]} (половина – {half})"
    return words


def total_sentence(methodology: Methodology) -> str:
    """Return what a total is, as a note says it, without a stop."""
    if methodology.is_weighted_sum:
        return PLAIN_TOTAL
    return f"Оценка – {total_method(methodology)}"


def total_words(card: Scorecard, methodology: Methodology) -> str:
    """Return how the total of a card came about, as a line of the sheet shows it."""
    total = methodology.shown_total(card.total)
    if methodology.is_weighted_sum:
        words = " + ".join(show_weighted(each.weighted) for each in card.scores if each.applicable)
        return wording.comma(f"{words} = {total}")
    parts = "; ".join(
        f"«{group.title}» – {value_words(each.value, methodology)}"
        for group, each in zip(methodology.groups, card.groups, strict=True)
        if not group.parent
    )
    made = f"{parts}; {total_method(methodology)}" if parts else total_method(methodology)
    return f"{made[:1].upper()}{made[1:]}: {wording.comma(total)}"


def value_words(value: Decimal | None, methodology: Methodology) -> str:
    """Return the value of a group, rounded as the total is."""
    return NOT_APPLICABLE if value is None else wording.comma(methodology.shown_total(value))


def subtotals(card: Scorecard, methodology: Methodology) -> Iterator[tuple[str, Group, GroupValue]]:
    """Yield each group with the words of its line, in the order of the act."""
    for group, each in zip(methodology.groups, card.groups, strict=True):
        yield f"{group.title} ({GROUP_METHODS[group.method]})", group, each


def points_words(score: CriterionScore) -> str:
    """Return the points of a score, or that the criterion does not apply."""
    return str(score.points) if score.applicable else NOT_APPLICABLE


def requirement_words(each: Requirement, methodology: Methodology) -> str:
    """Return a threshold in words: «по критерию 1 не менее 2»."""
    if each.criterion:
        whose = f"по критерию {each.criterion}"
    else:
        title = next(group.title for group in methodology.groups if group.id == each.group)
        whose = f"по группе «{title}»"
    return f"{whose} не менее {wording.comma(each.least.normalize())}"


def level_words(level: Level, methodology: Methodology) -> str:
    """Return the range of a level and what it asks for besides."""
    words = describe_range(level)
    asked = [requirement_words(each, methodology) for each in level.requires]
    return "; ".join((f"{words[:1].lower()}{words[1:]}", *asked))


def missing_words(card: Scorecard, methodology: Methodology) -> str:
    """Return what is missing to the next level, in the genitive: «не хватает 12,5 и порога: …»."""
    missing = wording.comma(methodology.shown_total(missing_to_next(card, methodology)))
    above = level_beside(card, methodology, 1)
    given = points_in(card.scores)
    unmet = [
        requirement_words(each, methodology)
        for each in (above.requires if above else ())
        if not is_met(each, given, methodology)
    ]
    if above and above.lower is not None and not above.lower_inclusive:
        # Otherwise 11,3 lacks 0,8 of 12 to whoever works it out.
        missing += f" (нужна оценка больше {wording.comma(above.lower.normalize())})"
    if not unmet:
        return missing
    word = "порога" if len(unmet) == 1 else "порогов"
    thresholds = f"{word}: {'; '.join(unmet)}"
    reached = missing_to_next(card, methodology) == 0
    return thresholds if reached else f"{missing} и {thresholds}"


def subordinates_called(methodology: Methodology) -> str:
    """Return what those who answer to another participant are called together, capitalised."""
    category = methodology.words.below
    return category.plural if category else "Участники под вышестоящими"
