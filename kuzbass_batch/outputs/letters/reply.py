"""The reply to an objection: satisfied, partly, or refused, with reasons and the new result."""

import datetime as dt
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import NoPoints, Worth, shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.sentences import (
    leader_terms,
    show_day,
    table_rows,
    tied,
    with_comma,
)
from kuzbass_batch.records.committee.decisions import Objection, Verdict
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.rules.deadlines import is_after
from kuzbass_batch.rules.rating.scoring.marks import effect_of_absence
from kuzbass_batch.rules.rating.scoring.scoring import before_objections
from kuzbass_batch.wording import points_that

OUTCOMES = {
    Verdict.SATISFIED: "Несогласие удовлетворено.",
    Verdict.PARTLY: "Несогласие удовлетворено частично.",
    Verdict.REFUSED: "В удовлетворении несогласия отказано.",
}
DECIDED = {
    Verdict.SATISFIED: "несогласие удовлетворено",
    Verdict.PARTLY: "несогласие удовлетворено частично",
    Verdict.REFUSED: "в удовлетворении отказано",
}


def reply_of(
    standing: Standing,
    objections: tuple[Objection, ...],
    last: dt.date | None,
    methodology: Methodology,
) -> dict[str, Any]:
    """Return what fills the letter; every objection of the participant is decided.

    last: the last day to object, None if it is not known.
    """
    card = standing.scorecard
    assert card is not None  # only the rated are written to
    before = before_objections(card, methodology)
    late = tuple(o for o in objections if last and is_after(o.received, last, methodology))
    return {
        "received": _days(objections),
        "late": show_day(last) if late else "",
        "late_days": _days(late) if 0 < len(late) < len(objections) else "",
        "outcome": OUTCOMES[_whole(objections)],
        "lines": [_line(each, methodology) for each in _in_order(objections, methodology)],
        "changed": _changed(before, card, methodology),
        "leader": leader_terms(standing, methodology) if before.level != card.level else "",
        "rows": table_rows(card, methodology) if before.total != card.total else [],
        "weighed": methodology.has_coefficients,
        "points": shown(card.points),
        "total": with_comma(methodology.shown_total(card.total)),
    }


def _whole(objections: tuple[Objection, ...]) -> Verdict:
    """Return what the decisions amount to: all granted, all refused, or something between."""
    found = {each.verdict for each in objections}
    if found == {Verdict.SATISFIED}:
        return Verdict.SATISFIED
    return Verdict.REFUSED if found == {Verdict.REFUSED} else Verdict.PARTLY


def _days(objections: tuple[Objection, ...]) -> str:
    return wording.series([show_day(day) for day in sorted({o.received for o in objections})])


def _in_order(objections: tuple[Objection, ...], methodology: Methodology) -> list[Objection]:
    """Sort by criterion, those on the result as a whole first."""
    order = {criterion.id: at for at, criterion in enumerate(methodology.criteria)}
    return sorted(objections, key=lambda each: (order.get(each.criterion, -1), each.received))


def _line(objection: Objection, methodology: Methodology) -> str:
    """Return what was asked and decided, why, and by which minutes, in one or two sentences."""
    if objection.criterion:
        title = methodology.criterion(objection.criterion).short_title
        head = f"критерий {objection.criterion} «{title}»"
    else:
        head = "результат в целом"
    asked = "" if objection.asked is None else f"{_asked(objection.asked)}, "
    if objection.given is None:
        given = DECIDED[objection.verdict or Verdict.REFUSED]
    elif isinstance(objection.given, NoPoints):
        effect = effect_of_absence(methodology.criterion(objection.criterion))
        given = f"критерий признан неприменимым: {effect}"
    else:
        given = points_that("засчитан", objection.given)
    reason = objection.reason.strip().rstrip(".")
    why = f". {reason[:1].upper()}{reason[1:]}" if reason else ""
    minutes = objection.minutes.strip().rstrip(".")
    return tied(f"{head}: {asked}{given}{why}" + (f" ({minutes})" if minutes else ""))


def _asked(asked: Worth) -> str:
    if isinstance(asked, NoPoints):
        return "заявлено, что критерий не применим"
    return points_that("запрошен", asked)


def _changed(before: Scorecard, card: Scorecard, methodology: Methodology) -> str:
    """Return the sentence on the result after the decision."""
    now, was = methodology.level(card.level).name, methodology.level(before.level).name
    total, earlier = (with_comma(methodology.shown_total(each.total)) for each in (card, before))
    if card.total == before.total:
        return tied(f"Результат не изменился: оценка {total}, уровень «{now}».")
    level = f"уровень – «{now}» вместо «{was}»" if now != was else f"уровень прежний – «{now}»"
    return tied(f"С учётом принятого решения оценка {total} вместо {earlier}, {level}.")
