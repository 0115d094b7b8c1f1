"""Criteria with numbers and rows that add up: each beside answers that differ in one cell."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.criteria import NoPoints
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.objections.form import objection_field, printed_points
from tests.crews import AtOnce
from tests.every_kind import ABSENT, CELLS, METHODOLOGY, PARTLY, form, registry
from tests.findings.folder import DECISIONS, FORM, MARCH, REGISTRY, SECOND, Input, looked_at
from tests.findings.table import pair
from tests.office import filled, verified

NONE = "не применимо"


def base() -> dict[str, bytes]:
    """The sound folder of the invented rating."""
    return {REGISTRY: registry(), FORM: form(), SECOND: form(who="ИО-02")}


def answer(code: str, row: str, fault, sound) -> None:
    """Enter a pair of self-assessments that differ in the answer of one row."""
    pair(
        code,
        (FORM, CELLS[f"{row}/done"]),
        lambda: {FORM: form({row: fault})},
        lambda: {FORM: form({row: sound})},
        base=base,
        methodology=METHODOLOGY,
        crew=AtOnce(year_of(METHODOLOGY)),
    )


def inapplicable(code: str, at: str, fault, sound) -> None:
    """Enter a pair of the rating whose criteria may not apply; fault, sound: changed answers."""
    sent = {REGISTRY: registry(methodology=ABSENT), SECOND: form(who="ИО-02", methodology=ABSENT)}
    pair(
        code,
        (FORM, CELLS[f"{at}/done"]),
        lambda: {FORM: form(fault, methodology=ABSENT)},
        lambda: {FORM: form(sound, methodology=ABSENT)},
        base=lambda: {**sent, FORM: form(methodology=ABSENT)},
        methodology=ABSENT,
        crew=AtOnce(year_of(ABSENT)),
    )


def decided_absent(methodology, *rows: str) -> bytes:
    """The workbook of a run over the sound folder, «не применимо» entered for these rows."""
    year = year_of(methodology)
    sent = {
        REGISTRY: registry(methodology=methodology),
        FORM: form(methodology=methodology),
        SECOND: form(who="ИО-02", methodology=methodology),
    }
    with TemporaryDirectory() as folder, opened_store(None, methodology) as store:
        asked = Input(base=lambda: sent, methodology=methodology, crew=AtOnce(year))
        _, outcome = looked_at(asked, Path(folder), store)
    text = "\n".join(verified(row, NONE) for row in rows)
    return filled(draw_decisions(year, sheet_content_of(outcome)), text)


def absent_by_committee(code: str, at: str, methodology, fault, sound, beside=()) -> None:
    """Enter a pair of workbooks; fault, sound: the rows in which «не применимо» is entered."""
    sent = {
        REGISTRY: registry(methodology=methodology),
        FORM: form(methodology=methodology),
        SECOND: form(who="ИО-02", methodology=methodology),
    }
    pair(
        code,
        (DECISIONS, at),
        lambda: {DECISIONS: decided_absent(methodology, *fault)},
        lambda: {DECISIONS: decided_absent(methodology, *sound)},
        base=lambda: sent,
        methodology=methodology,
        crew=AtOnce(year_of(methodology)),
        as_of=MARCH,
        beside=beside,
    )


def numbered(worth):
    """Return what a form prints as its cell holds it."""
    return worth.value if isinstance(worth, NoPoints) else Decimal(worth)


def inapplicable_objection(
    code: str, at: str, fault: str, sound: str, changes=None, beside=()
) -> None:
    """Enter a pair of objections to criterion 4; fault, sound: what stands under «Просим»."""

    def contest(asked: str) -> bytes:
        spec = load_forms(ABSENT)[Kind.OBJECTION]
        returned = form(changes, methodology=ABSENT)
        card = examine_content(returned, ABSENT, load_forms(ABSENT)).file.card
        words = {"asked": asked, "reason": "полномочий нет", "documents": "положение"}
        answers = {
            "participant_id": "ИО-01",
            "participant_name": "Министерство примеров",
            "signer_name": "Образцов Пётр Ильич",
            "filled_on": dt.date(2026, 3, 16),
            **{key: numbered(each) for key, each in printed_points(card).items()},
            **{objection_field("4", column): word for column, word in words.items()},
        }
        return draw_form(spec, ABSENT, identity=spec.identity("ИО-01"), answers=answers)

    sent = {
        REGISTRY: registry(methodology=ABSENT),
        FORM: form(changes, methodology=ABSENT),
        SECOND: form(who="ИО-02", methodology=ABSENT),
    }
    pair(
        code,
        ("несогласие.xlsx", at),
        lambda: {"несогласие.xlsx": contest(fault)},
        lambda: {"несогласие.xlsx": contest(sound)},
        base=lambda: sent,
        methodology=ABSENT,
        crew=AtOnce(year_of(ABSENT)),
        as_of=MARCH,
        beside=beside,
    )


inapplicable_objection("O012", "Несогласие!E8", NONE, "2", {"4.1": NONE})
inapplicable_objection("O013", "Несогласие!E8", NONE, "1", beside=("O006",))
ROWS = tuple(f"ИО-01.{number}" for number in range(1, 7))
absent_by_committee("D035", "Экспертиза!J5", PARTLY, ["ИО-01.2"], ["ИО-01.3"])
absent_by_committee("D036", "Экспертиза!J4, J5, J6, J7, J8, J9", ABSENT, ROWS, ROWS[1:])
inapplicable("S122", "5.1", {"5.1": "не применимо"}, {"5.1": "не применимо", "5.2": None})
answer("S108", "3.1", None, Decimal(0))
answer("S109", "4.1", Decimal(-5), Decimal(5))
answer("S110", "3.1", Decimal("100.5"), Decimal(100))
answer("S111", "4.1", Decimal("5.5"), Decimal(5))
answer("S112", "4.1", "5 %", "5")
answer("S113", "3.1", Decimal("0.825"), "0,825 %")
answer("S114", "5.2", Decimal(0), Decimal(7))
answer("S115", "5.1", Decimal(4), Decimal(3))
answer("S116", "2.4", None, False)
