"""What is said of an objection beside the result: in time or late, of which result (p. 3.4).

For the committee only.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.findings import objections as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.methodology.criteria import NoPoints, bare_worth
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    Decisions,
    Objection,
)
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.returns import CountedReturn, FileResult, FileStatus
from kuzbass_batch.records.year.year import ObjectedCriterion
from kuzbass_batch.rules.deadlines import is_after
from kuzbass_batch.rules.objections.received import (
    FILLED_ON,
    Windows,
    objected_criteria,
    objection_is_late,
    request_words,
)
from kuzbass_batch.rules.rating.scoring.scoring import before_objections, with_worth

RowFinding = tuple[str, Finding]


def findings_on(
    files: Iterable[FileResult],
    decisions: Decisions,
    last: Windows,
    methodology: Methodology,
    as_of: dt.date,
) -> Iterator[RowFinding]:
    """Yield the findings on every objection, each with the path of its file."""
    files = tuple(files)
    cards = {file.participant: file.scorecard for file in files if isinstance(file, CountedReturn)}
    found = objected_criteria(files, decisions.objections, as_of)
    gone = {file.source.path for file in files if file.status is FileStatus.SUPERSEDED}
    for each in (each for each in found if each.form.source.path not in gone):
        said = (*_on_form(each, cards, last, methodology), *_of_the_day(each, decisions.objections))
        yield from ((each.form.source.path, f) for f in said)
    for objection in decisions.objections:
        by_form = any(objection.entry.ref().sheet == each.form.source.path for each in found)
        if not by_form and objection_is_late(objection, last, methodology):
            ref = objection.entry.ref("received")
            yield decisions.path, _late(ref, objection.received, last[objection.participant])


def _late(ref: CellRef, day: dt.date, last: dt.date) -> Finding:
    return rules.LATE_OBJECTION.at(ref, day=wording.day(day), last=wording.day(last))


def _of_the_day(each: ObjectedCriterion, entered: Iterable[Objection]) -> Iterator[Finding]:
    """Yield that a decision was taken on the day of a form that says something new.

    Nobody but the committee knows whether it had the form; a row of its own says that it had not.
    """
    said = {request_words(before) for before in each.before}
    case = (each.participant, each.asked.criterion)
    rows = [o for o in entered if (o.participant, o.criterion) == case]
    apart = any(row.received == each.came and row.received != each.received for row in rows)
    that_day = any(row.verdict is not None and row.day == each.came for row in rows)
    if said and request_words(each.asked) not in said and that_day and not apart:
        day = wording.day(each.came)
        yield rules.ON_THE_DAY.at(each.asked.ref, criterion=each.asked.criterion, day=day)


def _on_form(
    each: ObjectedCriterion,
    cards: Mapping[str, Scorecard],
    last: Windows,
    methodology: Methodology,
) -> Iterator[Finding]:
    who, filled = each.participant, each.form.typed.ref(FILLED_ON)
    if who not in last:
        yield rules.RECEIPT_UNKNOWN.at(filled)
    elif is_after(each.received, last[who], methodology):
        yield _late(filled, each.received, last[who])
    card = cards.get(who)
    if card is None:
        yield rules.NOT_RATED.at()
        return
    score = next(s for s in card.scores if s.criterion == each.asked.criterion)
    # The decision on the objection itself changes the points; the form was made before it.
    now = score.delivered_worth
    if each.asked.counted is not None and each.asked.counted != now:
        yield rules.OTHER_RESULT.at(
            each.asked.ref,
            criterion=each.asked.criterion,
            found=bare_worth(each.asked.counted),
            now=bare_worth(now),
        )
    if isinstance(each.asked.worth, NoPoints) and score.delivered_applies:
        yield from _lowering(each, card, methodology)


def _lowering(
    each: ObjectedCriterion, card: Scorecard, methodology: Methodology
) -> Iterator[Finding]:
    """Yield that the total sinks without a criterion that is said not to apply."""
    before = before_objections(card, methodology)
    after = with_worth(before, {each.asked.criterion: each.asked.worth}, methodology)
    if after is not None and after.total < before.total:
        yield rules.ABSENCE_LOWERS.at(
            each.asked.ref,
            criterion=each.asked.criterion,
            then=wording.comma(methodology.shown_total(after.total)),
            now=wording.comma(methodology.shown_total(before.total)),
        )
