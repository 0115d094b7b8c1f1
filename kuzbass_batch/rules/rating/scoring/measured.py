"""Points by a number that lies in a range: given as it is, or as a ratio of two numbers."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.findings import scores as rules
from kuzbass_batch.findings.finding import Finding, Severity, has_errors
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.criteria import (
    HUNDRED,
    Criterion,
    CriterionRow,
    PointRange,
    shown,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.rules.rating.scoring.criterion_scores import (
    Given,
    Scored,
    codes,
    field_of,
    made,
    show_points,
)
from kuzbass_batch.rules.rating.scoring.marks import declined

SHOWN_PLACES = Decimal("0.01")
"""Of a quotient that has no end; it is compared as the fraction that it is."""


def score_number(given: Given, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return the points of the range that holds the number."""
    answered, scored = _answered(given, criterion, methodology)
    if not answered:
        return scored
    number, row = answered[0], criterion.rows[0]
    findings = tuple(_doubts(number, row, given, criterion))
    found = next((each for each in criterion.ranges if each.holds(number)), None)
    if found is None or has_errors(findings):
        return None, findings
    what = f"Доля {shown(number)} %" if criterion.share else f"Указано {shown(number)}"
    return _scored(criterion, found, what, given), findings


def score_ratio(given: Given, criterion: Criterion, methodology: Methodology) -> Scored:
    """Return the points of the range that holds the ratio, which is never rounded for it."""
    answered, scored = _answered(given, criterion, methodology)
    if not answered:
        return scored
    numerator, denominator = answered
    findings = tuple(
        finding
        for number, row in zip(answered, criterion.rows, strict=True)
        for finding in _faults_of(number, row, given, criterion)
    )
    if has_errors(findings):
        return None, findings
    first, other = criterion.rows
    if denominator == 0:
        zero = rules.ZERO_DENOMINATOR.at(
            given.ref(other), field=field_of(other), criterion=criterion.id, row=other.code
        )
        return None, (*findings, zero)
    top, bottom = criterion.quotient(numerator, denominator)
    found = next((each for each in criterion.ranges if each.holds_quotient(top, bottom)), None)
    if criterion.share and numerator > denominator:
        more = rules.PART_ABOVE_WHOLE.at(
            given.ref(first),
            field=field_of(first),
            severity=Severity.ERROR if found is None else None,
            row=first.code,
            found=shown(numerator),
            other=other.code,
            whole=shown(denominator),
        )
        findings = (*findings, more)
    if found is None:
        return None, findings
    quotient = _quotient(top, bottom)
    what = "Доля" if criterion.share else "Отношение"
    unit = " %" if criterion.share else ""
    words = f"{what} {shown(numerator)} / {shown(denominator)} {quotient}{unit}"
    return _scored(criterion, found, words, given), findings


def _quotient(numerator: Decimal, denominator: Decimal) -> str:
    """Return `= 82,5`, or `≈ 33,33` where it does not end there."""
    quotient = (numerator / denominator).quantize(SHOWN_PLACES, ROUND_HALF_EVEN)
    sign = "=" if quotient * denominator == numerator else "≈"
    return f"{sign} {shown(quotient)}"


def _scored(criterion: Criterion, found: PointRange, what: str, given: Given) -> CriterionScore:
    word = "строка" if len(criterion.rows) == 1 else "строки"
    unit = "" if criterion.share else f"{criterion.unit}; "
    place = f"{unit}{word} {codes(criterion.rows)}, {criterion.reference}"
    basis = f"{what} ({place}): {found.words(criterion.unit)} – {show_points(found.points)}."
    refs = tuple(map(given.ref, criterion.rows))
    return made(criterion, found.points, found.points, basis, refs)


def _answered(
    given: Given, criterion: Criterion, methodology: Methodology
) -> tuple[tuple[Decimal, ...], Scored]:
    """Return the numbers of the rows; none, and what is said instead, where one is missing.

    What is not understood has a finding of its own. Reading R6: no answer at all returns the form,
    or counts 0.
    """
    states = [given.states.get(field_of(row)) for row in criterion.rows]
    if NOT_APPLICABLE in states:
        return (), _declined(states, given, criterion)
    numbers = tuple(state for state in states if isinstance(state, Decimal))
    if len(numbers) == len(states):
        return numbers, (None, ())
    rows = zip(states, criterion.rows, strict=True)
    blank = tuple(row for state, row in rows if state is None)
    zero = methodology.chosen("R6") == "zero" and len(blank) == len(states)
    findings = tuple(
        rules.NUMBER_MISSING.at(
            given.ref(row),
            field=field_of(row),
            severity=Severity.WARNING if zero else None,
            criterion=criterion.id,
            row=row.code,
        )
        for row in blank
    )
    if not zero:
        return (), (None, findings)
    point = methodology.reading_beside("scoring", "R6")
    basis = f"Критерий не оценён: 0 баллов{point}."
    return (), (made(criterion, 0, 0, basis, ()), findings)


def _declined(states: list[object], given: Given, criterion: Criterion) -> Scored:
    """Return what is made of «не применимо», which may stand in any cell and beside no number."""
    rows = tuple(zip(states, criterion.rows, strict=True))
    absent = tuple(row for state, row in rows if state == NOT_APPLICABLE)
    numbers = tuple(row for state, row in rows if isinstance(state, Decimal))
    if numbers:
        finding = rules.INAPPLICABLE_BESIDE_NUMBER.at(
            given.ref(absent[0]),
            field=field_of(absent[0]),
            criterion=criterion.id,
            rows=f"{'строка' if len(numbers) == 1 else 'строки'} {codes(numbers)}",
        )
        return None, (finding,)
    if "?" in states:
        return None, ()
    return declined(criterion, tuple(map(given.ref, absent))), ()


def _doubts(
    number: Decimal, row: CriterionRow, given: Given, criterion: Criterion
) -> Iterator[Finding]:
    """Yield what is wrong with a number that is looked up as it is, or is to be asked about."""
    yield from _faults_of(number, row, given, criterion)
    if not criterion.share:
        return
    words: dict[str, Any] = {"row": row.code, "found": shown(number)}
    ref, field = given.ref(row), field_of(row)
    if number > HUNDRED:
        yield rules.SHARE_ABOVE_HUNDRED.at(ref, field=field, **words)
    elif 0 < number <= 1 and not _is_percent(row, given):
        meant = shown(number * HUNDRED)
        yield rules.SHARE_OF_ONE.at(ref, field=field, **words, meant=meant)


def _faults_of(
    number: Decimal, row: CriterionRow, given: Given, criterion: Criterion
) -> Iterator[Finding]:
    """Yield what is wrong with any number that is answered."""
    words: dict[str, Any] = {"row": row.code, "found": wording.minus(shown(number))}
    ref, field = given.ref(row), field_of(row)
    count = criterion.whole or len(criterion.rows) > 1
    if number < 0:
        yield rules.NUMBER_NEGATIVE.at(ref, field=field, **words)
    elif criterion.whole and number != int(number):
        yield rules.NOT_WHOLE.at(ref, field=field, **words)
    elif _is_percent(row, given) and (count or not criterion.share):
        yield rules.PERCENT_OF_NUMBER.at(ref, field=field, **words)


def _is_percent(row: CriterionRow, given: Given) -> bool:
    """Tell whether the number was written, or shown by its cell, with the sign of percent."""
    return given.texts.get(field_of(row), "").rstrip().endswith("%")
