"""Objections to whether a criterion applies: asked by form, decided, and what it changes."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.criteria import NoPoints
from kuzbass_batch.outputs.letters.reply import _line, reply_of
from kuzbass_batch.outputs.results.plain_data import plain_points
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.packing import pack, unpack_file
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.decisions.entries import EntryFrame, fit_entry
from kuzbass_batch.rules.decisions.verification import _checked_objections, final_card
from kuzbass_batch.rules.objections.form import objection_field, printed_points
from kuzbass_batch.rules.rating.scoring.scoring import before_objections, with_worth
from tests import every_kind
from tests.every_kind import ABSENT, PARTLY
from tests.outcomes import standing

NONE = NoPoints.NOT_APPLICABLE
FORMS = load_forms(ABSENT)
SPEC = FORMS[Kind.OBJECTION]
DECLINED = {"4.1": "не применимо"}
FRAME = EntryFrame(ids={"ио-01": "ИО-01"}, methodology=ABSENT, as_of=dt.date(2026, 3, 20))


def card_of(changes=None):
    return examine_content(every_kind.form(changes, methodology=ABSENT), ABSENT, FORMS).file.card


def printed(card):
    """Return what the form shows of the result, as cells hold it."""
    shown = printed_points(card).items()
    return {key: each.value if each is NONE else Decimal(each) for key, each in shown}


def contest(*asked, changes=None, methodology=ABSENT):
    """Return a returned form of objection; asked: criterion and what stands under «Просим»."""
    spec = load_forms(methodology)[Kind.OBJECTION]
    answers = {
        "participant_id": "ИО-01", "participant_name": "Министерство примеров",
        "signer_name": "Образцов Пётр", "filled_on": dt.date(2026, 3, 2),
        **printed(card_of(changes)),
    }  # fmt: skip
    for criterion, worth in asked:
        answers |= {
            objection_field(criterion, "asked"): worth,
            objection_field(criterion, "reason"): "полномочий нет",
            objection_field(criterion, "documents"): "положение",
        }
    data = draw_form(spec, methodology, identity=spec.identity("ИО-01"), answers=answers)
    return examine_content(data, methodology, load_forms(methodology))


def row(**columns):
    """Return a row of «Несогласия»: who, when and why are there."""
    given = {
        "participant": "ИО-01", "received": dt.date(2026, 3, 2), "criterion": "3",
        "asked": "не применимо",
        "decision": "удовлетворить", "reason": "полномочий нет", "protocol": "№ 5",
        "date": dt.date(2026, 3, 10), "who": "Секретарёва",
    } | columns  # fmt: skip
    cells = []
    for at, (key, value) in enumerate(given.items()):
        ref = CellRef(sheet="Несогласия", cell=f"A{at}")
        if value is not None:
            cells.append(EnteredCell(column=key, raw=value, value=value, ref=ref))
    return DecisionEntry(table=DecisionTable.OBJECTION, entered=tuple(cells))


def decided(**columns):
    """Return the objection that a row makes, and the codes of its findings."""
    found, said = fit_entry(row(**columns), FRAME)
    return found, [each.code for each in said]


# --- the form -----------------------------------------------------------------------------------


def test_the_form_offers_it_only_where_the_criterion_may_not_apply():
    spec = load_forms(PARTLY)[Kind.OBJECTION]
    cells = {name: at.field for name, at in lay_out(spec).items() if name.endswith("/asked")}
    assert [name for name, field in cells.items() if "не применимо" in field.choices] == [
        "points/3/asked"
    ]
    texts = [text for sheet in SPEC.sheets for block in sheet.blocks for text in block.paragraphs]
    assert any("«не применимо»" in each for each in texts)


@pytest.mark.parametrize("typed", ["не применимо", "Не применимо.", "н/п"])
def test_it_is_read_as_asked_and_travels_from_the_worker(typed):
    examined = contest(("3", typed))
    (asked,) = examined.file.contest.asked
    assert (asked.worth, asked.claimed, asked.counted) == (NONE, 2, 2)
    assert unpack_file(pack(examined, "0").file).contest.asked == (asked,)
    assert [f.code for f in examined.file.findings] == ["O006"]
    assert (
        "запрошено «не применимо», а в самооценке заявлено 2" in examined.file.findings[0].message
    )


def test_points_may_be_asked_where_it_was_declined():
    (asked,) = contest(("4", "2"), changes=DECLINED).file.contest.asked
    assert (asked.worth, asked.claimed, asked.counted) == (2, NONE, NONE)


def test_who_asks_for_what_is_already_so_is_asked_back():
    found = contest(("4", "не применимо"), changes=DECLINED).file.findings
    assert [each.code for each in found] == ["O012"]


# --- the decision -------------------------------------------------------------------------------


def test_granted_the_criterion_is_left_out_and_the_reply_says_so():
    objection, said = decided()
    assert (objection.asked, objection.given, objection.points, objection.applies, said) == (
        NONE, NONE, 0, False, [],
    )  # fmt: skip
    card = card_of()
    final = final_card(card, (), [objection], ABSENT)
    score = next(each for each in final.scores if each.criterion == "3")
    assert (card.total, final.total) == (Decimal("6.175"), Decimal("4.175"))
    assert (score.settled, score.points, score.applicable) == (0, 0, False)
    assert (
        "Несогласие удовлетворено, критерий признан неприменимым: из оценки исключён" in score.basis
    )
    assert before_objections(final, ABSENT) == card_without_words(card, final)
    line = _line(objection, ABSENT).replace("\N{NO-BREAK SPACE}", " ")
    assert "заявлено, что критерий не применим, критерий признан неприменимым" in line
    whose = standing("ИО-01", None, "", final, None, None)
    changed = reply_of(whose, (objection,), None, ABSENT)["changed"]
    assert "4,175 вместо 6,175" in changed.replace("\N{NO-BREAK SPACE}", " ")
    assert plain_points(objection.given) == "не применимо"


def card_without_words(card, final):
    """Return the card as delivered, with the sentences and marks that the decision added."""
    scores = tuple(
        dataclasses.replace(was, basis=now.basis, settled=now.settled)
        for was, now in zip(card.scores, final.scores, strict=True)
    )
    return dataclasses.replace(card, scores=scores)


def test_granted_its_weight_is_spread_where_the_act_says_so():
    objection, _ = decided(criterion="5")
    final = final_card(card_of(), (), [objection], ABSENT)
    assert final.total == Decimal("6.092")
    assert "его вес распределён между остальными" in final.scores[4].basis


def test_points_granted_make_it_apply_again_and_a_refusal_changes_nothing():
    card = card_of(DECLINED)
    granted, _ = decided(criterion="4", asked=Decimal(2), points=Decimal(2))
    assert final_card(card, (), [granted], ABSENT).total == card_of().total
    refused, said = decided(decision="отказать", points="не применимо")
    assert (refused.given, said) == (NONE, [])
    ((held,), (finding,)) = _checked_objections((refused,), card_of())
    assert (held.verdict, finding.code) == (None, "D015")


def test_partly_gives_points_where_not_applicable_was_asked():
    objection, said = decided(decision="удовлетворить частично", points=Decimal(2))
    assert (objection.given, said) == (2, [])
    _, told = decided(decision="удовлетворить частично", points="не применимо")
    assert told == ["D016"]


def test_of_a_criterion_that_applies_to_everybody_it_cannot_be_decided():
    frame = EntryFrame(ids=FRAME.ids, methodology=PARTLY, as_of=FRAME.as_of)
    found, said = fit_entry(row(criterion="2", points="не применимо"), frame)
    assert found.verdict is None and found.asked is None
    assert [each.code for each in said] == ["D035", "D035"]


def test_the_last_criterion_that_applies_is_not_taken_off():
    card = card_of({f"{number}.1": "не применимо" for number in (4, 6)} | {
        "1.1": "не применимо", "1.0": None, "1.2": None, "2.1": "не применимо", "2.0": None,
        "2.2": None, "2.3": None, "2.4": None, "5.1": "не применимо", "5.2": None, "6.2": None,
    })  # fmt: skip
    assert [each.criterion for each in card.scores if each.applicable] == ["3"]
    objection, _ = decided()
    ((held,), (finding,)) = _checked_objections((objection,), card)
    assert (held.verdict, finding.code) == (None, "D036")
    assert with_worth(card, {"3": NONE}, ABSENT) is None
