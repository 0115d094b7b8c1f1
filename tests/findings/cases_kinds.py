"""Criteria with numbers and rows that add up: each beside answers that differ in one cell."""

from decimal import Decimal

from kuzbass_batch.forms.spec.reporting_year import year_of
from tests.crews import AtOnce
from tests.every_kind import ABSENT, CELLS, METHODOLOGY, form, registry
from tests.findings.folder import FORM, REGISTRY, SECOND
from tests.findings.table import pair


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
