"""An objection is never lost: rows one by one, the first day, a new turn after each decision."""

import datetime as dt
from decimal import Decimal

import pytest
from docx import Document

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.year import Stage
from kuzbass_batch.rules.objections.form import objection_field, printed_points
from tests.april_package import conclusions_of
from tests.filled import FORMS, METHODOLOGY
from tests.office import NAMES, Office, filled, lines, said, standing
from tests.rules.objections.test_received import MARCH, RECEIVED, WHO, decide

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

SPEC = FORMS[Kind.OBJECTION]


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """The result that is objected to: 1, 2, 2, 2, 2, 2, 2, 2."""
    return standing(Office(tmp_path_factory.mktemp("card")).look(MARCH), WHO).scorecard


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def form(card, text):
    """Return a form: `4:3 7:3?` asks 3 for К4, and for К7 without a reason; `-` is not signed.

    `!` gives another reason, `№` names another document.
    """
    answers = {field: Decimal(number) for field, number in printed_points(card).items()}
    answers |= {
        "participant_id": WHO,
        "participant_name": NAMES[WHO],
        "signer_name": None if "-" in text else "Примеров П. П.",
        "filled_on": dt.date(2026, 3, 2),
    }
    for word in text.replace("-", "").split():
        criterion, _, points = word.rstrip("?!№").partition(":")
        reason = "есть новый приказ" if "!" in word else "есть приказ"
        answers |= {
            objection_field(criterion, "asked"): points,
            objection_field(criterion, "reason"): None if "?" in word else reason,
            objection_field(criterion, "documents"): "приказ № 9" if "№" in word else "приказ № 3",
        }
    return draw_form(SPEC, METHODOLOGY, identity=SPEC.identity(WHO), answers=answers)


CASES = {
    "flawless rows are registered, the faulty one is asked about": (
        {"2026-03-10": "4:3 7:3?"}, "4:3 10.03", "возвращена"
    ),
    "a form that is not signed is registered and asked about": (
        {"2026-03-10": "4:3 -"}, "4:3 10.03", "возвращена"
    ),
    "a form mended after the window keeps the first day": (
        {"2026-03-10": "4:3?", "2026-03-18": "4:3"}, "4:3 10.03", "заменена, учтена"
    ),
    "a criterion that is new in a mended form has its own day": (
        {"2026-03-10": "4:3?", "2026-03-18": "4:3 7:3"}, "4:3 10.03, 7:3 18.03 поздно",
        "заменена, учтена",
    ),
    "what the mended form leaves out is no longer asked for": (
        {"2026-03-10": "4:3 7:3?", "2026-03-18": "4:3"}, "4:3 10.03", "заменена, учтена"
    ),
    "only the faulty row mended: the other row stands": (
        {"2026-03-10": "4:3 7:3?", "2026-03-18": "7:3"}, "4:3 10.03, 7:3 10.03", "учтена, учтена"
    ),
    "another criterion settles no fault": (
        {"2026-03-10": "4:3?", "2026-03-12": "7:3"}, "7:3 12.03", "возвращена, учтена"
    ),
    "of two faulty copies the latest is asked for": (
        {"2026-03-10": "4:3?", "2026-03-12": "4:2?"}, "", "заменена, возвращена"
    ),
    "a faulty row does not displace a flawless one": (
        {"2026-03-10": "4:3", "2026-03-12": "4:2?"}, "4:3 10.03", "учтена, возвращена"
    ),
    "other points later are the same objection": (
        {"2026-03-10": "4:2", "2026-03-18": "4:3"}, "4:3 10.03", "заменена, учтена"
    ),
}  # fmt: skip
WORDS = {"used": "учтена", "superseded": "заменена", "returned": "возвращена"}


def registered(outcome):
    """Return what is registered, `4:3 10.03`, and whether it is late."""
    found = conclusions_of(outcome).objections
    return ", ".join(
        f"{e.objection.criterion}:{e.objection.asked} {e.objection.received:%d.%m}"
        + (" поздно" if e.late else "")
        + (f" {e.objection.verdict.value}" if e.objection.verdict else "")
        for e in found
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_rows_are_registered_one_by_one(office, card, case):
    forms, expected, statuses = case
    office.decide(RECEIVED, as_of=MARCH)
    for day, text in forms.items():
        office.put(f"{day}/несогласие.xlsx", form(card, text))
    outcome = office.look(MARCH)
    assert registered(outcome) == expected
    own = [f for f in outcome.files if f.kind is Kind.OBJECTION]
    assert ", ".join(WORDS[f.status.value] for f in own) == statuses
    found = conclusions_of(outcome)
    stage = Stage.CONTESTED if expected else Stage.OBJECTION_RETURNED
    assert found.stages[WHO].stage is stage
    returned = "возвращена" in statuses
    assert (LetterKind.RETURN in found.letters[WHO]) == returned
    assert any("Несогласия возвращены" in each.text for each in found.to_do) == returned
    told = [task.what for task in found.tasks]
    assert ("Исправить и направить повторно форму несогласия" in told) == returned


def decided(office, card, first="4:3"):
    """A year in which the first objection was refused on 18 March."""
    office.decide(RECEIVED, as_of=MARCH)
    office.put("2026-03-10/несогласие.xlsx", form(card, first))
    office.put("Решения.xlsx", filled(office.draw(MARCH), decide(1, "отказать")))


@pytest.mark.parametrize(
    ("day", "again", "expected"),
    [
        ("2026-03-18", "4:3!", "4:3 10.03 отказать"),
        ("2026-03-18", "4:3!№", "4:3 10.03 отказать, 4:3 18.03 поздно"),
        ("2026-03-18", "4:2", "4:3 10.03 отказать, 4:2 18.03 поздно"),
        ("2026-03-19", "4:3!", "4:3 10.03 отказать, 4:3 19.03 поздно"),
        ("2026-03-19", "4:2", "4:3 10.03 отказать, 4:2 19.03 поздно"),
        ("2026-03-19", "4:3", "4:3 10.03 отказать"),
        ("2026-03-19", "4:3 7:3", "4:3 10.03 отказать, 7:3 19.03 поздно"),
    ],
    ids=[
        "day of it",
        "day of it, other documents",
        "day of it, other points",
        "new reason",
        "other points",
        "the same again",
        "the same and another",
    ],
)
def test_what_comes_after_the_decision_is_a_new_row(office, card, day, again, expected):
    decided(office, card)
    office.put(f"{day}/ещё раз.xlsx", form(card, again))
    outcome = office.look(dt.date(2026, 3, 23))
    assert registered(outcome) == expected
    # Entered into the next workbook, it is there once.
    office.put("Решения.xlsx", office.draw(dt.date(2026, 3, 23)))
    assert registered(office.look(dt.date(2026, 3, 23))) == expected


def test_a_row_of_its_own_stays_one_when_it_is_decided_later(office, card):
    """It came on the day of the first decision and is decided in another session."""
    decided(office, card)
    office.put("2026-03-18/ещё раз.xlsx", form(card, "4:2"))
    later, both = dt.date(2026, 3, 30), "4:3 10.03 отказать, 4:2 18.03 поздно отказать"
    own = decide(2, "отказать").replace("18.03.2026", "25.03.2026")
    office.put("Решения.xlsx", filled(office.draw(dt.date(2026, 3, 20)), own))
    for _ in range(2):
        outcome = office.look(later)
        assert registered(outcome) == both
        assert [each for each in said(outcome) if each.startswith("D001")] == []
        office.put("Решения.xlsx", office.draw(later))


def test_new_reasons_on_the_day_of_the_decision_are_asked_about_until_entered(office, card):
    decided(office, card)
    office.put("2026-03-18/ещё раз.xlsx", form(card, "4:3!"))
    assert asked_of_the_day(office) == ["2026-03-18/ещё раз.xlsx"]
    own = lines("Несогласия", 2, Участник=WHO, Поступило="18.03.2026", Критерий="'4'",
                Просит_баллов=3, Кто_внёс="С.")  # fmt: skip
    office.put("Решения.xlsx", filled(office.draw(dt.date(2026, 3, 20)), own))
    assert asked_of_the_day(office) == []
    assert registered(office.look(MARCH)) == "4:3 10.03 отказать, 4:3 18.03 поздно"


def asked_of_the_day(office):
    """Return the forms of which it is asked whether a decision of their day was on them."""
    files = office.look(MARCH).files
    return [f.source.path for f in files if "O011" in [each.code for each in f.findings]]


def test_an_open_row_follows_the_form_that_took_its_place(office, card):
    office.decide(RECEIVED, as_of=MARCH)
    office.put("2026-03-10/несогласие.xlsx", form(card, "4:0"))
    office.put("Решения.xlsx", office.draw(MARCH))
    office.put("2026-03-18/новое.xlsx", form(card, "4:3"))
    assert registered(office.look(MARCH)) == "4:3 10.03"


def test_no_reply_while_a_form_is_with_the_participant_to_be_mended(office, card):
    decided(office, card, "4:3 7:3?")
    for as_of, expected in ((dt.date(2026, 3, 23), False), (dt.date(2026, 4, 1), True)):
        found = conclusions_of(office.look(as_of))
        assert (LetterKind.REPLY in found.letters[WHO]) == expected
    assert found.stages[WHO].stage is Stage.OBJECTION_RETURNED


def test_the_letter_that_sends_a_form_back_says_what_of_it_stands(office, card):
    office.decide(RECEIVED, as_of=MARCH)
    office.put("2026-03-10/несогласие.xlsx", form(card, "4:3 7:3? 8:4"))
    office.run(MARCH)
    (path,) = (office.output / "Письма" / "На доработку").glob("*.docx")
    text = "\n".join(each.text for each in Document(path).paragraphs).replace("\u00a0", " ")
    assert "Несогласие по критериям 4 и 8 зарегистрировано, эти строки исправлять не нужно." in text


def test_without_a_row_that_stands_the_letter_says_nothing_of_it(office, card):
    office.decide(RECEIVED, as_of=MARCH)
    office.put("2026-03-10/несогласие.xlsx", form(card, "7:3?"))
    office.run(MARCH)
    (path,) = (office.output / "Письма" / "На доработку").glob("*.docx")
    assert "зарегистрировано" not in "".join(each.text for each in Document(path).paragraphs)
