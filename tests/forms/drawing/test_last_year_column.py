"""A blank that shows what counted last year: nothing of it is ever an answer."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.personal_blanks import BlankCopier
from kuzbass_batch.forms.spec.specification import with_last_year
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.criteria import CriterionKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.year.snapshots import PastScore, PastStanding, Snapshot
from kuzbass_batch.rules.year.last_year import counted_last_year
from tests.categories import EXECUTIVE
from tests.filled import ASSESSMENT, BODY, FORMS, METHODOLOGY, marked, read, submission_of

SPEC = FORMS[Kind.SELF_ASSESSMENT]
POINTS = (1, 3, 2, 0, 2, 1, 2, 4)


def past(points, **changed):
    """Last year's result of ИО-01 in points by criterion."""
    ids = [criterion.id for criterion in METHODOLOGY.criteria]
    scores = {
        key: PastScore(claimed=given, counted=given, verified=None, settled=None, points=given)
        for key, given in zip(ids, points, strict=True)
    }
    person = PastStanding(
        id="ИО-01", name="", status="rated", total=Decimal(9), level="", place="",
        place_in_category="", source="", source_sha256="", scores=scores,
    )  # fmt: skip
    person = replace(person, **changed)
    return Snapshot(
        path="results.json", period=Period(2024), as_of=dt.date(2025, 3, 1),
        methodology_sha256="", readings={}, standings={"ИО-01": person},
    )  # fmt: skip


def test_rows_show_what_counted_in_the_end():
    rows = counted_last_year(past(POINTS), METHODOLOGY)["ИО-01"]
    counted = [
        "1.1", "2.1", "2.2", "2.3", "3.2", "4.0", "5.1", "5.2", "6.1", "7.2", "8.4",
    ]  # fmt: skip
    assert rows == dict.fromkeys(counted, "учтено")


def test_points_without_a_row_stand_beside_the_first():
    added = replace(METHODOLOGY.criteria[0], kind=CriterionKind.ADDITIVE)
    act = replace(METHODOLOGY, criteria=(added, *METHODOLOGY.criteria[1:]))
    rows = counted_last_year(past(POINTS), act)["ИО-01"]
    assert rows["1.0"] == "баллов: 1" and "1.1" not in rows


def test_who_was_not_rated_has_nothing_to_see():
    assert counted_last_year(past(POINTS, total=None), METHODOLOGY) == {}


def form(answers, before):
    """The form with the column, filled in."""
    rows = {f"{code}/before": text for code, text in before.items()}
    return draw_form(
        with_last_year(SPEC, "Учтено за 2024 год"),
        METHODOLOGY,
        identity=SPEC.identity("ИО-01"),
        answers=answers | rows,
    )


@pytest.mark.parametrize("before", [{}, counted_last_year(past(POINTS), METHODOLOGY)["ИО-01"]])
def test_the_column_answers_nothing(before):
    """Neither a form filled in nor a blank sent back is read otherwise than without the column."""
    for answers in (ASSESSMENT | marked((2, 2, 2, 2, 2, 2, 2, 2)), dict(BODY)):
        with_column = read(form(answers, before))
        plain = read(draw_form(SPEC, METHODOLOGY, identity=SPEC.identity("ИО-01"), answers=answers))
        assert with_column.findings == plain.findings
        assert with_column.unfilled == plain.unfilled
        assert with_column.card == plain.card
        given = submission_of(with_column).by_field(), submission_of(plain).by_field()
        assert [*given[0]] == [*given[1]]


def test_only_who_was_rated_has_the_column():
    person = Participant(id="ИО-01", name="Министерство примеров", short_name="М",
                         category=EXECUTIVE)  # fmt: skip
    copier = BlankCopier(SPEC, METHODOLOGY, counted_last_year(past(POINTS), METHODOLOGY))
    other, plain = replace(person, id="ИО-02"), BlankCopier(SPEC, METHODOLOGY)
    assert copier.blank(other) == plain.blank(other)
    assert copier.blank(person) != plain.blank(person)
