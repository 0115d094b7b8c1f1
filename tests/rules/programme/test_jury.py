"""Sheets of a jury: which counts, whose points are out and why, what is told and what changes."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.forms.spec.jury_form import jury_form
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.examine import examine_content, placed
from kuzbass_batch.records.committee.contest import NO_CONTEST
from kuzbass_batch.records.committee.decisions import (
    DecisionEntry,
    Decisions,
    DecisionTable,
    Protocol,
)
from kuzbass_batch.records.committee.programme import ContestResult
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.returns import FileStatus, Settled
from kuzbass_batch.records.year.jury import SheetState, WhyOut
from kuzbass_batch.rules.programme.jury.jury import with_jury
from kuzbass_batch.rules.programme.jury.results import awards_of, rows_of_results
from kuzbass_batch.rules.returns.choosing import judge_others
from tests.filled import FORMS, METHODOLOGY
from tests.jury import CONTEST, USUAL, A, B, C, D, E, announced, answers, points, sheet, usual

PEOPLE = Registry(path="Реестр.xlsx", participants=())


def read(data, path, came=None):
    """Return a file as the batch reads it."""
    file = examine_content(data, METHODOLOGY, FORMS).file
    return placed(file, Source(path=path, size=len(data), sha256=path, received=came))


def minutes(day=dt.date(2025, 10, 28), content="", topic="Итоги конкурса"):
    entry = DecisionEntry(table=DecisionTable.PROTOCOL, entered=())
    return Protocol(topic=topic, reading="", number="7", day=day, content=content, who="С",
                    entry=entry)  # fmt: skip


def held(*sheets, without=(), contest=CONTEST, known=None, minutes=(), people=PEOPLE):
    """Return what the jury comes to: sheets as bytes, or bytes with the day of arrival."""
    files = []
    for at, each in enumerate(sheets, start=1):
        data, came = each if isinstance(each, tuple) else (each, None)
        files.append(read(data, f"лист {at}.xlsx", came))
    settled = Settled(
        files=tuple(judge_others(files)), rated=(), methodology=METHODOLOGY,
        decisions=Decisions(path="", entries=(), protocols=tuple(minutes)),
    )  # fmt: skip
    known = announced(without, contest) if known is None else known
    return with_jury(settled, known, people)


def statuses(found):
    return [file.status for file in found.settled.files]


def codes(found, at=0):
    return [finding.code for finding in found.settled.files[at].findings]


def marks_of(found, number):
    return next(each for each in found.marks.entries() if each.entry.number == number)


def why(found, number, juror="3"):
    return marks_of(found, number).vote_of(juror).why


def state(found, juror="3"):
    return next(each.state for each in found.marks.jurors if each.juror.key == juror)


def test_a_whole_sheet_counts_and_every_number_names_its_row():
    found = held(usual())
    assert statuses(found) == [FileStatus.USED] and codes(found) == []
    marks = marks_of(found, A)
    (vote,) = marks.counted
    assert vote.total == 23 and vote.place == "«лист 1.xlsx», лист «Оценки», строка 6"
    assert marks.mean == 23 and str(marks.place) == "1"
    assert state(found) is SheetState.COUNTED
    assert [n.nomination.key for n in found.marks.nominations] == ["1", "2"]


def test_of_five_jurors_the_mean_is_of_those_that_gave_points():
    found = held(usual("3"), sheet("4", points(A=(10, 20), B=(1, 1), C=(1, 1), D=(1, 1),
                                                E=(1, 1))), usual("5"))  # fmt: skip
    marks = marks_of(found, A)
    assert marks.mean == Fraction(23 + 30 + 23, 3) and marks.spread == (23, 30)
    assert {vote.juror: vote.why for vote in marks.votes} == {
        "1": WhyOut.OWN_BODY, "2": WhyOut.NO_SHEET, "3": None, "4": None, "5": None,
    }  # fmt: skip
    assert not marks.few and marks_of(held(usual()), A).few


def test_nobody_votes_on_his_own_body_by_its_code_or_by_its_name():
    found = held(usual("1"), usual("2"))
    assert why(found, A, "1") is WhyOut.OWN_BODY and why(found, C, "2") is WhyOut.OWN_BODY
    assert "V011" in codes(found, 0) and "V011" in codes(found, 1)
    assert why(found, B, "1") is None and marks_of(found, A).mean == 23
    jurors = {each.juror.key: each for each in found.marks.jurors}
    assert jurors["1"].out == ((A, WhyOut.OWN_BODY),) and not jurors["1"].blank


def test_a_body_above_or_below_the_applicant_is_a_question_and_no_deduction():
    people = registry_of()
    contest = replace(CONTEST, jurors=(replace(CONTEST.jurors[2], body="ПО-01"),
                                       *CONTEST.jurors[3:]))  # fmt: skip
    found = held(usual("3"), contest=contest, people=people)
    assert "V016" in codes(found) and why(found, A, "3") is None
    (told,) = [f for f in found.settled.files[0].findings if f.code == "V016"]
    assert "стоит ниже заявителя" in told.message and told.internal
    above = replace(CONTEST, jurors=(replace(CONTEST.jurors[2], body="ИО-01"), *CONTEST.jurors[3:]))
    told = [f for f in held(usual("3"), contest=above, people=people).settled.files[0].findings
            if f.code == "V016"]  # fmt: skip
    assert len(told) == 1 and "стоит выше" in told[0].message


def registry_of():
    category = METHODOLOGY.categories[0]
    known = {"ИО-01": "", "ПО-01": "ИО-01"}
    return Registry(
        path="Реестр.xlsx",
        participants=tuple(
            Participant(id=who, name=who, short_name=who, category=category, parent=parent)
            for who, parent in known.items()
        ),
    )


def test_an_interest_excludes_the_entry_and_points_beside_it_are_told():
    silent = held(
        sheet(given={**USUAL, B: ()}, marks__2__interest="да", marks__2__interest_in="брат")
    )
    assert why(silent, B) is WhyOut.OWN_INTEREST and codes(silent) == []
    assert marks_of(silent, B).vote_of("3").interest == "брат"
    loud = held(sheet(marks__2__interest="да"))
    assert why(loud, B) is WhyOut.OWN_INTEREST and codes(loud) == ["V012"]
    assert why(held(sheet(marks__2__interest="нет")), B) is None


def test_a_blank_row_is_told_and_is_no_nought():
    found = held(sheet(given={**USUAL, B: ()}))
    assert why(found, B) is WhyOut.BLANK and marks_of(found, B).mean is None
    assert codes(found) == ["V009"] and statuses(found) == [FileStatus.USED]
    assert state(found) is SheetState.INCOMPLETE
    assert found.marks.jurors[2].blank == (B,) and not found.marks.whole


def test_a_row_filled_in_partly_does_not_count_at_all():
    found = held(sheet(given={**USUAL, B: (7, None)}))
    assert why(found, B) is WhyOut.PARTIAL and codes(found) == ["V010"]
    assert found.settled.files[0].findings[0].field == "marks/2/points2"


def test_a_nought_is_a_mark():
    found = held(sheet(given={**USUAL, B: (0, 0)}))
    assert why(found, B) is None and marks_of(found, B).mean == 0 and codes(found) == []


@pytest.mark.parametrize("value", [Decimal(11), Decimal(-1), Decimal("7.5")])
def test_a_point_beyond_the_scale_sends_the_sheet_back(value):
    found = held(sheet(given={**USUAL, B: (value, 12)}))
    assert codes(found) == ["V008"] and statuses(found) == [FileStatus.RETURNED]
    assert why(found, A) is WhyOut.FAULTY and state(found) is SheetState.FAULTY


def test_the_scale_is_that_of_each_criterion():
    assert codes(held(sheet(given={**USUAL, B: (10, 20)}))) == []


def test_a_point_that_is_no_number_sends_the_sheet_back():
    found = held(sheet(marks__1__points1="много"))
    assert codes(found)[0].startswith("S0") and statuses(found) == [FileStatus.RETURNED]


def test_the_latest_sound_sheet_counts_and_a_later_faulty_one_displaces_nothing():
    first = sheet(given={**USUAL, A: (1, 1)}, day=dt.date(2025, 10, 8))
    second = sheet(given={**USUAL, A: (2, 2)}, day=dt.date(2025, 10, 9))
    third = sheet(given={**USUAL, A: (99, 2)}, day=dt.date(2025, 10, 12))
    found = held(third, first, second)
    assert statuses(found) == [FileStatus.RETURNED, FileStatus.SUPERSEDED, FileStatus.USED]
    assert marks_of(found, A).mean == 4


def test_the_same_sheet_twice_is_a_repetition():
    assert statuses(held(usual(), usual())) == [FileStatus.DUPLICATE, FileStatus.USED]


def test_who_is_late_is_told_and_counts_for_nothing():
    found = held((usual("3"), dt.date(2025, 10, 21)), (usual("4"), dt.date(2025, 10, 20)))
    assert statuses(found) == [FileStatus.IGNORED, FileStatus.USED] and codes(found) == ["V014"]
    assert why(found, A) is WhyOut.LATE and marks_of(found, A).mean == 23
    assert state(found) is SheetState.LATE and found.marks.jurors[2].came == dt.date(2025, 10, 21)


def test_a_sheet_mended_after_the_day_is_no_later_than_its_first():
    faulty = sheet(given={**USUAL, A: (99, 1)})
    found = held((faulty, dt.date(2025, 10, 19)), (usual(), dt.date(2025, 10, 23)))
    assert statuses(found) == [FileStatus.SUPERSEDED, FileStatus.USED]
    assert why(found, A) is None


def test_points_given_in_time_are_not_changed_after_the_day():
    """Whoever knows the others' points must not mend his own."""
    other = sheet(given={**USUAL, A: (1, 1)}, day=dt.date(2025, 10, 22))
    found = held((usual(), dt.date(2025, 10, 19)), (other, dt.date(2025, 10, 22)))
    assert statuses(found) == [FileStatus.USED, FileStatus.IGNORED] and codes(found, 1) == ["V014"]
    assert marks_of(found, A).mean == 23 and state(found) is SheetState.COUNTED


def test_a_copy_of_a_sheet_after_the_day_changes_nothing():
    found = held((usual(), dt.date(2025, 10, 19)), (usual(), dt.date(2025, 10, 22)))
    assert statuses(found) == [FileStatus.USED, FileStatus.DUPLICATE]


def test_what_a_sheet_in_time_left_open_may_be_filled_in_after_the_day():
    partial = sheet(given={**USUAL, A: ()})
    found = held((partial, dt.date(2025, 10, 19)), (usual(), dt.date(2025, 10, 22)))
    assert statuses(found) == [FileStatus.SUPERSEDED, FileStatus.USED]
    assert marks_of(found, A).mean == 23


def test_what_comes_after_the_minutes_changes_nothing():
    first = sheet(given={**USUAL, A: (1, 1)}, day=dt.date(2025, 10, 8))
    found = held(first, (usual(), dt.date(2025, 10, 29)), minutes=[minutes()])
    assert marks_of(found, A).mean == 2 and codes(found, 1) == ["V015"]
    assert statuses(found) == [FileStatus.USED, FileStatus.IGNORED]


@pytest.mark.parametrize(("changes", "code"), [
    ({"juror": "9"}, "V001"), ({"juror_name": "Другой Член Жюри"}, "V002"),
    ({"contest": "Другой конкурс"}, "V003"), ({"marks__1__number": "К-1"}, "V005"),
    ({"marks__2__number": A, "marks__2__practice": "Единое окно"}, "V006"),
    ({"marks__1__number": B, "marks__2__number": A}, "V007"),
])  # fmt: skip
def test_a_sheet_that_is_not_what_was_drawn_goes_back(changes, code):
    found = held(sheet(**changes))
    assert code in codes(found) and statuses(found) == [FileStatus.RETURNED]
    assert marks_of(found, A).mean is None


def test_an_unknown_juror_is_suggested():
    found = held(sheet("9", juror_name="Третья Вера Ильинична"))
    assert "Третья Вера Ильинична (номер 3)" in found.settled.files[0].findings[0].message


def test_a_sheet_with_other_criteria_gives_nothing():
    found = held(sheet(criteria=CONTEST.criteria[:1]))
    assert codes(found) == ["V004"] and marks_of(found, A).mean is None


def test_entries_admitted_later_are_told_and_others_count():
    rows = {f"marks__5__{column}": None for column in ("number", "body", "practice", "points1",
                                                       "points2")}  # fmt: skip
    found = held(sheet(**rows))
    assert codes(found) == ["V013"] and why(found, E) is WhyOut.NO_ROW
    assert why(found, A) is None and state(found) is SheetState.INCOMPLETE


def test_an_entry_that_is_no_longer_admitted_is_not_judged():
    found = held(usual(), without=(B,))
    assert codes(found) == ["V018"] and statuses(found) == [FileStatus.USED]
    assert B not in [each.entry.number for each in found.marks.entries()]


@pytest.mark.parametrize(("known", "words"), [
    (NO_CONTEST, "конкурс не объявлен"),
    (announced(without=(A, B, C, D, E)), "допущенных заявок нет"),
    (announced(contest=replace(CONTEST, criteria=())), "критериев"),
    (announced(contest=replace(CONTEST, jurors=())), "состава жюри"),
])  # fmt: skip
def test_without_anything_to_judge_a_sheet_is_only_told(known, words):
    found = held(usual(), known=known)
    assert (
        not found.marks
        and codes(found) == ["V017"]
        and words in (found.settled.files[0].findings[0].message)
    )


def test_a_blank_sheet_sent_back_says_nothing():
    blank = sheet(given={}, filled_on=None)
    found = held(blank)
    assert statuses(found) == [FileStatus.IGNORED] and state(found) is SheetState.MISSING


def test_a_sheet_of_another_year_is_told_by_its_code():
    other = load_methodology(2026)

    spec = jury_form(load_form(Kind.JURY_SHEET, other), CONTEST.criteria)
    data = draw_form(spec, other, identity=spec.identity("3"), answers=answers())
    found = held(data)
    assert statuses(found) == [FileStatus.RETURNED] and marks_of(found, A).mean is None


def awarded(found, entered=()):
    return {each.marks.entry.number: each for each in awards_of(found.marks, dict(entered))}


def test_places_become_awards_and_only_minutes_bring_them_into_the_register():
    found = held(usual("3"), usual("4"), usual("5"))
    awards = awarded(found)
    assert [(awards[n].result, awards[n].place) for n in (A, B, C)] == [
        (ContestResult.WINNER, 1), (ContestResult.PRIZE, 2), (ContestResult.TOOK_PART, 3),
    ]  # fmt: skip
    marks = replace(found.marks, awards=tuple(awards.values()))
    assert list(rows_of_results(marks)) == []
    rows = list(rows_of_results(replace(marks, minutes=minutes())))
    assert [dict(row.cells)["result"] for row in rows if row.keys == (("application", A),)] == [
        "победитель"
    ]
    assert {dict(row.cells)["document"] for row in rows} == {"протокол № 7 от 28.10.2025"}
    assert {dict(row.cells)["date"] for row in rows} == {dt.date(2025, 10, 28)}


def test_a_tie_for_the_first_place_waits_for_the_committee_and_its_entry_decides():
    found = held(sheet(given={**USUAL, B: (8, 15)}))
    awards = awarded(found)
    assert awards[A].open and awards[B].open and not awards[C].open
    marks = replace(found.marks, awards=tuple(awards.values()), minutes=minutes())
    cells = {dict(row.keys)["application"]: dict(row.cells) for row in rows_of_results(marks)}
    assert cells[A] == {} and cells[C]["result"] == "участник"
    decided = awarded(found, {alike(A): 2, alike(B): 1})
    assert (decided[B].result, decided[A].result) == (ContestResult.WINNER, ContestResult.PRIZE)
    assert decided[A].decided and not decided[A].open


def test_a_tie_within_the_prizes_shares_the_place():
    contest = replace(CONTEST, places=3)
    found = held(sheet(given={**USUAL, C: (7, 12)}), contest=contest)
    awards = awarded(found)
    assert [(awards[n].result, awards[n].place, awards[n].open) for n in (B, C)] == [
        (ContestResult.PRIZE, 2, False)
    ] * 2
    found = held(sheet(given={**USUAL, C: (7, 12)}))
    assert awarded(found)[B].open  # two places: one of the two would get none


def test_minutes_of_another_contest_are_not_its_own():
    other = minutes(content="Конкурс «Совсем другой»: утвердить")
    assert held(usual(), minutes=[other]).marks.minutes is None
    own = minutes(content="Конкурс «Образцовая практика»: утвердить")
    assert held(usual(), minutes=[own]).marks.minutes is own
    assert held(usual(), minutes=[minutes(topic="Утверждение рейтинга")]).marks.minutes is None
