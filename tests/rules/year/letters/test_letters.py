"""Who gets which letter, and what may still be mended: one table, once for all outputs."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.reading.examine import NO_SOURCE
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    DecisionTable,
    Objection,
    Verdict,
)
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS, LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.rating.rating import Proof
from kuzbass_batch.records.returns.read_files import WrongEdition
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, ParticipantStatus
from kuzbass_batch.rules.year.letters.letters import gets_blank, letters_for, may_be_mended
from tests.outcomes import outcome

RATED, ABSENT = outcome("И1 | 12222222 |\nИ2 | |").standings
PROOF = Proof(criterion="1", row="1.1", wanted="приказ", given="", missing=True, reference="п. 6")


def returned(*kinds):
    """Return the results of forms that went back."""
    identity = Identity(form_code="KB-SELF", period=Period(2024), version=1, participant="")
    return tuple(
        FileResult(
            read=WrongEdition(
                source=NO_SOURCE, findings=(), kind=kind, identity=identity, wrong_year=True
            ),
            status=FileStatus.RETURNED,
            reason="",
        )
        for kind in kinds
    )


def objected(verdict):
    return Objection(
        participant="И1", received=dt.date(2026, 3, 10), way="", criterion="1", asked=2,
        documents="", verdict=verdict, given=None, reason="", protocol="", day=None, who="",
        entry=DecisionEntry(table=DecisionTable.OBJECTION, entered=()),
    )  # fmt: skip


FORM, PASSPORT = Kind.SELF_ASSESSMENT, Kind.PASSPORT
BEFORE, OVER = False, True
SATISFIED = objected(Verdict.SATISFIED)
TABLE = {
    "rated": (RATED, (), (), (), BEFORE, "result"),
    "rated, one objection decided": (RATED, (), (SATISFIED,), (), BEFORE, "result reply"),
    "rated, one of two decided": (RATED, (), (SATISFIED, objected(None)), (), BEFORE, "result"),
    "rated, documents asked for": (RATED, (), (), (PROOF,), BEFORE, "result request"),
    "rated by an earlier form": (RATED, (FORM,), (), (), BEFORE, "result return"),
    "the same after the totals": (RATED, (FORM,), (), (), OVER, "result"),
    "rated, a passport returned": (RATED, (PASSPORT,), (), (), OVER, "result return"),
    "nothing came": (ABSENT, (), (), (), BEFORE, "reminder"),
    "nothing came in time": (ABSENT, (), (), (), OVER, "notice"),
    "ruled out": (replace(ABSENT, status=ParticipantStatus.EXCLUDED), (), (), (), BEFORE, "notice"),
    "named on another's blank": (
        replace(ABSENT, misplaced=("форма.xlsx",)),
        (),
        (),
        (),
        BEFORE,
        "reminder",
    ),
    "perhaps in an unread file": (
        replace(ABSENT, possible=("битый.xlsx",)),
        (),
        (),
        (),
        BEFORE,
        "",
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_who_gets_which_letter(case):
    standing, forms, objections, requested, over, expected = TABLE[case]
    standing = replace(standing, returned=returned(*forms))
    found = letters_for(standing, objections, requested, over=over, closed=over)
    assert " ".join(found) == expected


def test_once_the_rating_is_approved_nobody_who_sent_nothing_is_reminded():
    assert list(letters_for(ABSENT, (), (), over=False, closed=True)) == [LetterKind.NOTICE]
    sent_back = replace(ABSENT, status=ParticipantStatus.RETURNED, returned=returned(FORM))
    assert list(letters_for(sent_back, (), (), over=False, closed=True)) == [LetterKind.RETURN]


@pytest.mark.parametrize("over", [BEFORE, OVER])
def test_a_returned_form_is_spoken_of_where_nothing_counts_instead(over):
    standing = replace(ABSENT, status=ParticipantStatus.RETURNED, returned=returned(FORM))
    assert list(letters_for(standing, (), (), over=over, closed=over)) == [LetterKind.RETURN]


@pytest.mark.parametrize(
    ("kind", "over", "expected"),
    [
        (FORM, BEFORE, True),
        (FORM, OVER, False),
        (PASSPORT, OVER, True),
        (Kind.OBJECTION, OVER, True),
    ],
)
def test_from_the_totals_on_no_self_assessment_is_mended(kind, over, expected):
    assert may_be_mended(kind, over=over) is expected


def test_a_blank_goes_to_those_from_whom_something_may_still_come():
    assert gets_blank(ABSENT, closed=False)
    assert not gets_blank(ABSENT, closed=True)
    assert not gets_blank(RATED, closed=False)
    assert not gets_blank(replace(ABSENT, status=ParticipantStatus.EXCLUDED), closed=False)


def test_every_letter_has_its_word_in_the_register():
    assert set(LETTER_WORDS) == set(LetterKind)
