"""Another reading moves levels and places; what the committee decided stays under any reading."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kuzbass_batch.records.committee.decisions import AdmissionKind, Decisions
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Registry, Standing
from kuzbass_batch.records.returns.returns import (
    CountedReturn,
    FileResult,
    FileStatus,
    ParticipantStatus,
)
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.robustness.sensitivity import other_readings
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard
from tests.categories import EXECUTIVE
from tests.filled import METHODOLOGY, examined


def yes(*codes):
    """Mark the rows «да», their criteria's zero rows «нет»."""
    zeros = {f"{code.split('.')[0]}.0" for code in codes}
    marks = dict.fromkeys(zeros, "нет") | dict.fromkeys(codes, "да")
    return "\n".join(f"{code}/done | {mark}" for code, mark in marks.items())


FORMS = {
    "А": yes("1.1", "1.2", "1.3", "3.3", "5.1", "5.2", "5.3", "2.2"),  # К2: row 1 is not marked
    "Б": yes("1.1", "1.2", "1.3", "3.3", "5.1", "5.2", "5.3", "6.1"),  # К6: the row without points
    "В": yes("8.1", "8.4"),  # two rows where one counts
}


def outcome_of(forms, *, chosen=(), verify=()):
    """Rate the forms; `verify` maps a participant to a criterion's verified points."""
    methodology = METHODOLOGY
    for reading, option in chosen:
        methodology = methodology.with_reading(reading, option)
    files = {id_: examined(Kind.SELF_ASSESSMENT, text) for id_, text in forms.items()}
    cards = {id_: verified(file.scorecard, dict(verify).get(id_), methodology)
             for id_, file in files.items()}  # fmt: skip
    where = places({id_: each.total for id_, each in cards.items() if each})
    return Outcome(
        as_of=dt.date(2026, 1, 20),
        methodology=methodology,
        registry=Registry(path="", participants=()),
        standings=tuple(standing(id_, files[id_], cards[id_], where.get(id_)) for id_ in files),
        files=(),
    )


def verified(card, decision, methodology):
    if decision is None:
        return card
    criterion, points = decision
    scores = tuple(
        replace(s, verified=points, points=points, weighted=points * s.coefficient)
        if s.criterion == criterion
        else s
        for s in card.scores
    )
    return make_scorecard(scores, methodology)


def result(file, card):
    """Return the form with these points, or the form as it came where it has none."""
    if card is None:
        return FileResult(read=file, status=FileStatus.RETURNED, reason="", findings=file.findings)
    return CountedReturn(
        read=file, status=FileStatus.USED, reason="", findings=file.findings, scorecard=card
    )


def standing(id_, file, card, place):
    return Standing(
        participant=Participant(id=id_, name=id_, short_name=id_, category=EXECUTIVE),
        status=ParticipantStatus.RATED if card else ParticipantStatus.RETURNED,
        scorecard=card,
        place=place,
        place_in_category=place,
        level_change=None,
        assessment=result(file, card),
        passports=(),
        returned=(),
        late=False,
        findings=(),
    )


def effects(outcome):
    return {(e.reading.id, e.option.id): e for e in other_readings(outcome)}


def moves(effect):
    return {m.participant: (str(m.now), str(m.other)) for m in effect.moves}


def test_places_move_where_points_do():
    found = effects(outcome_of(FORMS))
    # К2 = 2 counts 0.6 more for А: 8.7 against 8.6 of Б, who stood first.
    assert moves(found["R4", "top_only"]) == {"А": ("2", "1"), "Б": ("1", "2")}
    # К6 gives nothing: Б falls to the 8.1 of А and shares the places with him.
    assert moves(found["R3", "zero"]) == {"А": ("2", "1–2"), "Б": ("1", "1–2")}
    # В is sent back and leaves the ranking.
    assert moves(found["R5", "return"]) == {"В": ("3", "None")}


def test_levels_alone_move_nobody():
    found = effects(outcome_of(FORMS))
    assert moves(found["R1", "basic"]) == moves(found["R2", "basic"]) == {}


def test_what_the_committee_verified_stays_under_any_reading():
    found = effects(outcome_of(FORMS, verify={"Б": ("6", 1)}))
    assert found["R3", "zero"].moves == () == found["R3", "zero"].shifts
    found = effects(outcome_of(FORMS, verify={"А": ("2", 0)}))
    assert found["R4", "top_only"].moves == ()


@pytest.mark.parametrize("reading", ["R3", "R4", "R5"])
def test_without_places_none_move(reading):
    found = other_readings(outcome_of(FORMS, chosen=[("R8", "levels")]))
    assert [e.moves for e in found if e.reading.id == reading] == [()]


def test_what_the_answers_do_not_tell_is_said_so():
    silent = [e for e in other_readings(outcome_of(FORMS)) if not e.computable]
    assert {e.reading.id for e in silent} == {"R8", "R11"}
    assert all(e.moves == () == e.shifts for e in silent)


def came_on(outcome, **days):
    """Return the outcome with the days of December that decide who is late."""
    standings = tuple(
        replace(s, assessment=replace(s.assessment, deciding_day=dt.date(2025, 12, day)))
        for s, day in zip(outcome.standings, days.values(), strict=True)
    )
    return replace(outcome, standings=standings)


def test_a_late_one_left_out_loses_its_level_and_the_others_move_up():
    """R7: Б, who stood first, came on the 16th; А on the last day."""
    late = came_on(outcome_of(FORMS), А=15, Б=16, В=10)
    found = effects(late)["R7", "excluded"]
    assert [(s.participant, s.now, s.other) for s in found.shifts] == [("Б", "progressive", "")]
    assert moves(found) == {"Б": ("1", "None"), "А": ("2", "1"), "В": ("3", "2")}
    early = effects(came_on(outcome_of(FORMS), А=15, Б=15, В=10))["R7", "excluded"]
    assert found.computable and early.shifts == early.moves == ()


@pytest.mark.parametrize("kind", AdmissionKind)
def test_one_that_the_committee_takes_after_the_deadline_stays(kind):
    ruled = Decisions(admissions=(SimpleNamespace(participant="Б", kind=kind),))
    late = replace(came_on(outcome_of(FORMS), А=15, Б=16, В=10), decisions=ruled)
    found = effects(late)["R7", "excluded"]
    assert bool(found.shifts) == (kind is not AdmissionKind.LATE)
