"""A juror of whom an address is known gets a draft with his sheet; nobody else does."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.outputs.jury.jury_books import plan_jury_books
from kuzbass_batch.outputs.mail.jury_drafts import write_jury_mails
from tests.jury import CONTEST, USUAL, B, sheet, usual
from tests.outputs.jury.test_jury_papers import FIRST, outcome_of
from tests.outputs.mail.test_eml import opened
from tests.paths import DATA
from tests.rules.programme.test_jury import minutes

GOLDEN = DATA / "golden_jury_mails"
DUE = CONTEST.sheets_due
LONG_BEFORE, SOON, AFTER = DUE - dt.timedelta(days=40), DUE, DUE + dt.timedelta(days=1)
CASES = {
    "первый лист": ((), "2", LONG_BEFORE),
    "напоминание": ((), "2", SOON),
    "после срока": ((), "2", AFTER),
    "дополнить": ((sheet("2", {**USUAL, B: ()}),), "2", LONG_BEFORE),
    "исправить, после срока": ((sheet("2", {**USUAL, B: (99, 3)}),), "2", AFTER),
}
"""Sheets that came in, the juror that is written to, the day."""


def drafts(outcome, day, known=("2",)):
    """Return the drafts by path, where the announcement knows the addresses of some jurors."""
    marks = outcome.jury
    jurors = tuple(
        replace(each, juror=replace(each.juror, email=f"Член <j{each.juror.key}@example.org>"))
        if each.juror.key in known else each
        for each in marks.jurors
    )  # fmt: skip
    found, files = replace(outcome, jury=replace(marks, jurors=jurors), as_of=day), {}
    books = plan_jury_books(found)
    write_jury_mails(found, books, None, lambda path: path.encode(), files.__setitem__)
    return files


@pytest.mark.parametrize("name", CASES)
def test_a_draft_reads_word_for_word_as_proof_read(name):
    sheets, juror, day = CASES[name]
    ((path, data),) = drafts(outcome_of(*sheets), day, (juror,)).items()
    mail = opened(data)
    text = f"{mail['Subject']}\n\n{mail.get_body().get_content()}".replace("\r\n", "\n")
    assert text == (GOLDEN / f"{name}.txt").read_text("utf-8")
    (attached,) = mail.iter_attachments()
    stem = path.removeprefix("Черновики/Жюри/").removesuffix(".eml")
    assert attached.get_filename() == f"{stem}.xlsx" and mail["To"] == "j2@example.org"
    assert attached.get_content().decode() == f"Конкурс/Листы жюри/{stem}.xlsx"


def test_every_golden_text_is_of_a_case():
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)


def test_only_who_owes_a_sheet_and_has_an_address_is_written_to():
    everybody = [each.key for each in CONTEST.jurors]
    assert drafts(outcome_of(), LONG_BEFORE, ()) == {}
    assert len(drafts(outcome_of(), LONG_BEFORE, everybody)) == len(everybody)
    owing = [path.split()[2] for path in drafts(outcome_of(*FIRST), LONG_BEFORE, everybody)]
    assert owing == ["2", "4"]
    assert drafts(outcome_of(usual("3"), said=(minutes(),)), AFTER, everybody) == {}
