"""The committee finds that a criterion applies, or does not: what counts then, and what is said."""

import dataclasses
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.findings.finding import NOWHERE
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    EnteredCell,
    Verification,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.year import StepKind
from kuzbass_batch.rules.decisions.verification import counted_on, final_card, next_stamp
from kuzbass_batch.rules.objections.form import printed_points
from kuzbass_batch.rules.rating.robustness.sensitivity import _as_decided
from kuzbass_batch.rules.rating.scoring.scoring import before_objections
from kuzbass_batch.rules.year.history import histories_of
from tests import every_kind
from tests.office import cell_at, filled, lines, verified
from tests.runs import look_at, run_at_once
from tests.year_keys import lay_key

NONE = "не применимо"
ACT = every_kind.ABSENT
YEAR = year_of(ACT)
AS_OF = dt.date(2026, 1, 20)
DECLINED = {"4.1": NONE}
"""0,5·1 + 1,75·0,5 + 2·1 + 1,5·1 (weight 0,5 left out) + 1·0,3 = 5,175, of which К5 is spread."""


def card_of(changes=None):
    return examine_content(every_kind.form(changes, methodology=ACT), ACT, YEAR.forms).file.card


def found(criterion, points, *, applies=True, reason="по документам"):
    entry = DecisionEntry(table=DecisionTable.EXPERTISE, entered=())
    return Verification(
        participant="ИО-01", criterion=criterion, points=points, reason=reason, document="",
        who="Проверова", day=AS_OF, stamp="", entry=entry, applies=applies,
    )  # fmt: skip


def score_of(card, criterion):
    return next(each for each in card.scores if each.criterion == criterion)


def test_a_criterion_that_does_not_apply_by_the_committee_is_left_out():
    """6,175 without 2·1 of criterion 3."""
    card = card_of()
    final = final_card(card, [found("3", 0, applies=False)], (), ACT)
    score = score_of(final, "3")
    assert (card.total, final.total) == (Decimal("6.175"), Decimal("4.175"))
    assert (score.applicable, score.absent, score.declined) == (False, True, False)
    assert (score.verified, score.points, score.differs) == (0, 0, True)
    said = "Комитет установил, что критерий не применим (п. 2): из оценки исключён. По документам."
    assert score.basis.endswith(said)
    assert final.level == "basic" and card.level == "leader"


def test_the_weight_that_the_committee_takes_off_is_spread_where_the_act_says_so():
    """4,675 of the others, times 4,3 / 3,3 of the weights."""
    final = final_card(card_of(), [found("5", 0, applies=False)], (), ACT)
    assert final.total == Decimal("6.092")
    assert "его вес распределён между остальными" in score_of(final, "5").basis


def test_points_instead_of_not_applicable_mean_that_the_criterion_applies():
    card = card_of(DECLINED)
    final = final_card(card, [found("4", 0)], (), ACT)
    score = score_of(final, "4")
    assert score.applicable and score.declined and score.differs
    assert "Комитет установил, что критерий применим, и подтвердил 0 баллов (п. 2)." in score.basis
    agreed = score_of(final_card(card, [found("4", 0, applies=False, reason="")], (), ACT), "4")
    assert not agreed.applicable and not agreed.differs
    assert agreed.basis.endswith("Комитет подтвердил, что критерий не применим (п. 2): "
                                 "из оценки исключён.")  # fmt: skip


def test_a_reading_tried_leaves_what_the_committee_decided():
    final = final_card(card_of(), [found("3", 0, applies=False)], (), ACT)
    assert _as_decided(final, card_of().scores).inapplicable == {"3"}
    applied = final_card(card_of(DECLINED), [found("4", 2)], (), ACT)
    assert _as_decided(applied, card_of(DECLINED).scores).inapplicable == frozenset()


def test_before_an_objection_gave_points_the_criterion_did_not_apply():
    final = final_card(card_of(), [found("3", 0, applies=False)], (), ACT)
    given = [
        dataclasses.replace(each, settled=2, points=2, weighted=Decimal(2), applicable=True)
        if each.criterion == "3"
        else each
        for each in final.scores
    ]
    before = before_objections(dataclasses.replace(final, scores=tuple(given)), ACT)
    assert before.total == final.total and not score_of(before, "3").applicable


def test_the_form_to_object_with_shows_what_does_not_apply():
    final = final_card(card_of(DECLINED), [found("3", 0, applies=False)], (), ACT)
    shown = printed_points(final)
    assert (shown["points/4/claimed"], shown["points/4/counted"]) == (NONE, NONE)
    assert (shown["points/3/claimed"], shown["points/3/counted"]) == (2, NONE)
    assert (shown["points/1/claimed"], shown["points/1/counted"]) == (Decimal("0.5"),) * 2


# --- the workbook -------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path):
    """A folder of two forms, one of which declines criterion 4, and its methodology."""
    inbox, methods = tmp_path / "in", tmp_path / "methods"
    methods.mkdir()
    (methods / "2025.toml").write_text(every_kind.ABSENT_TEXT, "utf-8")
    inbox.mkdir()
    lay_key(inbox)
    (inbox / "Реестр.xlsx").write_bytes(every_kind.registry(methodology=ACT))
    for who, changes in (("ИО-01", DECLINED), ("ИО-02", {})):
        (inbox / f"{who}.xlsx").write_bytes(every_kind.form(changes, who, methodology=ACT))
    return inbox, tmp_path / "out", methods


def look(office):
    inbox, output, methods = office
    return look_at(inbox, output, as_of=AS_OF, methodologies=methods)


def decide(office, text):
    """Fill in the workbook as it would be drawn now and lay it into the folder."""
    data = filled(draw_decisions(YEAR, sheet_content_of(look(office))), text)
    (office[0] / "Решения.xlsx").write_bytes(data)


def cards(outcome):
    return {each.participant.id: each.scorecard for each in outcome.standings}


@pytest.mark.whole
def test_the_workbook_offers_it_keeps_it_and_puts_it_in_force(office):
    book = openpyxl.load_workbook(io.BytesIO(draw_decisions(YEAR, sheet_content_of(look(office)))))
    sheet = book["Экспертиза"]
    assert cell_at(book, "Экспертиза", "ИО-01.4", "Заявлено").value == NONE
    assert cell_at(book, "Экспертиза", "ИО-01.4", "Засчитано").value == NONE
    assert "по ответу участника не применимо" in str(
        cell_at(book, "Экспертиза", "ИО-01.4", "Показатель").value
    )
    rules = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    assert any(NONE in str(each.formula1) for each in rules) or any(
        cell.value == NONE for row in book["Списки"].iter_rows() for cell in row
    )
    decide(office, "\n".join((
        verified("ИО-02.3", NONE), verified("ИО-01.4", NONE, reason="''"), verified("ИО-02.4", 2),
    )))  # fmt: skip
    outcome = look(office)
    final = cards(outcome)
    assert not [f for file in outcome.files for f in file.findings if f.code.startswith("D")]
    assert not score_of(final["ИО-02"], "3").applicable
    assert final["ИО-02"].total == Decimal("4.175")
    assert score_of(final["ИО-01"], "4").verified == 0
    again = openpyxl.load_workbook(io.BytesIO(draw_decisions(YEAR, sheet_content_of(outcome))))
    assert cell_at(again, "Экспертиза", "ИО-02.3", "Балл комитета").value == NONE
    assert cell_at(again, "Экспертиза", "ИО-02.3", "Отметка программы").value == "действует"


@pytest.mark.whole
def test_another_finding_than_the_participant_s_needs_a_reason(office):
    decide(office, "\n".join((
        verified("ИО-01.4", 2, reason="''"), verified("ИО-02.3", NONE, reason="''"),
    )))  # fmt: skip
    outcome = look(office)
    said = [f for file in outcome.files for f in file.findings if f.code == "D005"]
    assert [each.cell for each in said] == ["J7, J12"] and "обоснование" in said[0].message
    assert not outcome.decisions.verifications


def confirmed(office, who, by="Проверова П. П."):
    """Return the lines that confirm all criteria of one participant."""
    order = [each.participant.id for each in look(office).standings]
    row = {"Решение": "подтвердить всё", "Кто_проверил": by, "Дата": "15.01.2026"}
    return lines("Экспертиза целиком", order.index(who) + 1, **row)


@pytest.mark.whole
def test_all_confirmed_in_one_row_confirms_what_does_not_apply_too(office):
    decide(office, confirmed(office, "ИО-01"))
    outcome = look(office)
    found = {v.criterion: v for v in outcome.decisions.verifications}
    assert set(found) == {each.id for each in ACT.criteria}
    assert {each for each, v in found.items() if not v.applies} == {"4"}
    score = score_of(cards(outcome)["ИО-01"], "4")
    assert (score.applicable, score.differs) == (False, False)
    # The next workbook holds the same, and it is the same again.
    data = draw_decisions(YEAR, sheet_content_of(outcome))
    book = openpyxl.load_workbook(io.BytesIO(data))
    row = next(r for r in book["Экспертиза целиком"].iter_rows(values_only=True) if "ИО-01" in r)
    assert "действует" in row and any(f"4 – {NONE}" in str(each) for each in row)
    (office[0] / "Решения.xlsx").write_bytes(data)
    assert {v.criterion: v.applies for v in look(office).decisions.verifications} == {
        each: v.applies for each, v in found.items()
    }


@pytest.mark.whole
def test_who_finds_points_where_another_confirms_that_it_does_not_apply_is_asked(office):
    decide(office, "\n".join((
        confirmed(office, "ИО-01", by="Иванова И. И."), verified("ИО-01.4", 0),
    )))  # fmt: skip
    outcome = look(office)
    said = [f for file in outcome.files for f in file.findings if f.code.startswith("D")]
    assert {f.code for f in said} == {"D040"}
    assert f"– 0; Иванова И. И. – {NONE}" in said[0].message
    assert "4" not in {v.criterion for v in outcome.decisions.verifications}


@pytest.mark.whole
def test_history_says_what_was_found(office):
    decide(office, "\n".join((verified("ИО-02.3", NONE), verified("ИО-01.4", 2))))
    outcome = look(office)
    steps = {
        who: [each for each in found if each.kind is StepKind.VERIFIED and each.criterion]
        for who, found in dict(histories_of(outcome)).items()
    }
    assert steps["ИО-02"][0].reason == "критерий не применим; по документам"
    assert steps["ИО-02"][0].total == Decimal("4.175")
    assert steps["ИО-01"][0].reason == "критерий применим; по документам"


def test_the_stamp_remembers_what_did_not_apply():
    def cell(column, value):
        return EnteredCell(column=column, raw=value, value=value, ref=NOWHERE)

    entry = DecisionEntry(
        table=DecisionTable.EXPERTISE,
        entered=(cell("points", NONE),),
        printed=(cell("counted", NONE), cell("stamp", "тогда")),
    )
    assert counted_on(entry) == NONE
    stamp = next_stamp("сейчас", entry)
    kept = dataclasses.replace(entry, printed=(cell("counted", Decimal(2)), cell("stamp", stamp)))
    assert counted_on(kept) == NONE


@pytest.mark.whole
def test_sheets_and_the_form_that_comes_back_show_it(office):
    decide(office, verified("ИО-02.3", NONE))
    inbox, output, methods = office
    run_at_once(inbox, output, as_of=AS_OF, methodologies=methods)
    book = openpyxl.load_workbook(output / "Рейтинг-2025.xlsx")
    sheet = book["Как посчитано"]
    row = next(r for r in sheet.iter_rows(values_only=True) if r[0] == "ИО-02" and r[2] == "3")
    assert row[3:8] == (2, 2, "н/п", 1, "н/п")
    row = next(r for r in sheet.iter_rows(values_only=True) if r[0] == "ИО-01" and r[2] == "4")
    assert row[3:8] == ("н/п", "н/п", "–", 0.5, "н/п")
    (form,) = (output / "Письма" / "Результаты").glob("Несогласие*ИО-02*.xlsx")
    returned = examine_content(form.read_bytes(), ACT, YEAR.forms).file
    assert returned.identity.participant == "ИО-02"
    assert not [each for each in returned.findings if each.code == "S023"]
    sheet = openpyxl.load_workbook(form)["Несогласие"]
    # The first row holds the lists to choose from, the table what counts.
    table = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    (shown,) = [cell for cell in table if cell.value == NONE]
    assert sheet.cell(shown.row - 3, shown.column).value == "Засчитано"
    assert Kind.OBJECTION in YEAR.forms
