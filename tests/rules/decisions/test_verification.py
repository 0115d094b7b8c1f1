"""Verified points and decided objections (p. 3.4): what counts in the end, and on which answers."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.records.committee.decisions import (
    Admission,
    AdmissionKind,
    DecisionEntry,
    Decisions,
    DecisionTable,
    EnteredCell,
    Objection,
    Verdict,
    Verification,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import AssessmentDigest
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.records.returns.returns import CountedReturn, FileResult, FileStatus
from kuzbass_batch.rules.decisions.verification import (
    answers_stamp,
    answers_stamps,
    counted_on,
    decide_points,
    entry_stamp,
    final_card,
    last_decided,
    next_stamp,
    verified_on,
)
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard
from tests.filled import METHODOLOGY, drawn, read, submission_of
from tests.reading.test_reading import FILLED, PEOPLE
from tests.rules.decisions.bare_forms import form

IDS = tuple(criterion.id for criterion in METHODOLOGY.criteria)
COUNTED = 2
PARTLY, NO = "частично", "отказ"
STAMPS = "а1 а2 а3 а4 а5 а6 а7 а8"


def card(**claimed):
    """Return a card on which every criterion counts 2; `к3=3`: so much was claimed for К3."""
    return make_scorecard(
        tuple(
            CriterionScore(
                criterion=criterion.id,
                claimed=claimed.get(f"к{criterion.id}", COUNTED),
                counted=COUNTED,
                verified=None,
                points=COUNTED,
                coefficient=criterion.coefficient,
                weighted=COUNTED * criterion.coefficient,
                basis="Основание.",
            )
            for criterion in METHODOLOGY.criteria
        ),
        METHODOLOGY,
    )


def row(table, stamp="", counted=COUNTED, number=4, **columns):
    """Return an entry with these columns; stamp and counted are what the program printed."""

    def cell(column, value):
        ref = CellRef(sheet=table.value, cell=f"{column}{number}")
        return EnteredCell(column=column, raw=value, value=value, ref=ref)

    printed = {"stamp": stamp} | ({} if counted is None else {"counted": Decimal(counted)})
    return DecisionEntry(
        table=table,
        entered=tuple(cell(column, value) for column, value in columns.items()),
        printed=tuple(cell(column, value) for column, value in printed.items() if value != ""),
    )


def verified(criterion, points, who="ИО-01", reason="по документам", document="", stamp=None):
    stamp = STAMPS.split()[int(criterion) - 1] if stamp is None else stamp
    return Verification(
        participant=who, criterion=criterion, points=points, reason=reason, document=document,
        who="П.", day=dt.date(2026, 1, 15), stamp=stamp,
        entry=row(DecisionTable.EXPERTISE, stamp, participant=who, points=Decimal(points)),
    )  # fmt: skip


def objected(line, who="ИО-01"):
    """Return an objection: `критерий балл день [частично]`; `отказ`, `открыто` for the points."""
    criterion, points, day, *partly = line.split()
    decided = points != "открыто"
    given = int(points) if points.isdigit() else None
    verdict = Verdict.REFUSED if points == NO else Verdict.PARTLY if partly else Verdict.SATISFIED
    return Objection(
        participant=who, received=dt.date(2026, 3, 5), way="почта",
        criterion="" if criterion == "-" else criterion, asked=3, documents="",
        verdict=verdict if decided else None, given=given, reason="приказ", protocol="№ 5",
        day=dt.datetime.strptime(f"{day}.2026", "%d.%m.%Y").date() if decided else None, who="С.",
        entry=row(DecisionTable.OBJECTION, participant=who, day=day, criterion=criterion),
    )  # fmt: skip


# --- what counts --------------------------------------------------------------------------------

OBJECTIONS = {
    # objections on К3: what they settle
    "": None,
    "3 открыто -": None,
    "3 отказ 10.03": None,
    "- отказ 10.03": None,
    "3 3 10.03": 3,
    "3 1 10.03 частично": 1,
    "3 0 10.03": 0,
    "3 3 10.03; 3 1 11.03 частично": 1,
    "3 1 11.03 частично; 3 3 10.03": 1,
    "3 3 10.03; 3 отказ 11.03": 3,
    "3 3 10.03; 3 открыто -": 3,
    "7 3 10.03": None,
}


@pytest.mark.parametrize(("checked", "contested"), list(product((None, 0, 1, 2, 3), OBJECTIONS)))
def test_an_objection_s_points_win_over_verified_and_these_over_counted(checked, contested):
    """Of several on one criterion the last decided one that gives points; others change nothing."""
    settled = OBJECTIONS[contested]
    objections = [objected(line) for line in contested.split("; ") if line]
    verifications = [] if checked is None else [verified("3", checked)]
    final = final_card(card(к3=3), verifications, objections, METHODOLOGY)
    (score,) = (each for each in final.scores if each.criterion == "3")
    points = settled if settled is not None else checked if checked is not None else COUNTED
    assert (score.claimed, score.counted) == (3, COUNTED)
    assert (score.verified, score.settled, score.points) == (checked, settled, points)
    assert score.weighted == points * Decimal("0.8")
    others = [each for each in final.scores if each.criterion not in ("3", "7")]
    assert all(each.points == COUNTED and each.basis == "Основание." for each in others)
    assert final.total == sum(each.weighted for each in final.scores)
    assert final.points == sum(each.points for each in final.scores)


def test_an_objection_on_one_criterion_leaves_one_on_another_alone():
    """Both of one day."""
    both = [objected("4 3 10.03"), objected("7 1 10.03 частично")]
    for order in permutations(both):
        final = final_card(card(), [], order, METHODOLOGY)
        assert [each.settled for each in final.scores] == [None] * 3 + [3, None, None, 1, None]
        assert set(last_decided(order)) == {"4", "7"}


WORDS = [
    (verified("3", 1), None, "Комитет подтвердил 1 балл (п. 3.4). По документам."),
    (
        verified("3", 3, reason=" приказ утратил силу. ", document="приказ № 7."), None,
        "Комитет подтвердил 3 балла (п. 3.4). Приказ утратил силу (приказ № 7).",
    ),
    (
        verified("3", 0, reason="", document="акт"), None,
        "Комитет подтвердил 0 баллов (п. 3.4) (акт).",
    ),
    (verified("3", 0, reason=""), None, "Комитет подтвердил 0 баллов (п. 3.4)."),
    (
        None, "3 3 10.03",
        "Несогласие удовлетворено, засчитано 3 балла (п. 3.4). Приказ (протокол № 5).",
    ),
    (
        None, "3 1 10.03 частично",
        "Несогласие удовлетворено частично, засчитан 1 балл (п. 3.4). Приказ (протокол № 5).",
    ),
    (
        verified("3", 1), "3 3 10.03",
        "Комитет подтвердил 1 балл (п. 3.4). По документам. "
        "Несогласие удовлетворено, засчитано 3 балла (п. 3.4). Приказ (протокол № 5).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("checked", "contested", "words"), WORDS)
def test_the_basis_says_what_was_decided_and_why(checked, contested, words):
    objections = [objected(contested)] if contested else []
    final = final_card(card(), [checked] if checked else [], objections, METHODOLOGY)
    assert final.scores[2].basis == f"Основание. {words}"


# --- whom it concerns ---------------------------------------------------------------------------


def file(who, status=FileStatus.USED, kind=Kind.SELF_ASSESSMENT, scored=True, stamps=STAMPS):
    read = form(f"{who}.xlsx", kind, card=card() if scored else None)
    if kind is Kind.SELF_ASSESSMENT:
        read = replace(read, digest=AssessmentDigest(stamps=stamps))
    return FileResult(read=read, status=status, reason="", participant=who)


def ruling(who, kind):
    return Admission(
        participant=who, kind=kind, file="", reason="", document="", who="П.",
        day=dt.date(2026, 1, 14), entry=row(DecisionTable.ADMISSION, participant=who),
    )  # fmt: skip


def decided(*files, verifications=(), objections=(), admissions=()):
    entered = Decisions(
        verifications=tuple(verifications),
        objections=tuple(objections),
        admissions=tuple(admissions),
    )
    found = decide_points(files, entered, METHODOLOGY)
    return found, [f"{f.code} {f.sheet}!{f.cell}" for f in found.findings]


RATED = {
    # status, kind, whether its marks say the points: whether it is rated
    (FileStatus.USED, Kind.SELF_ASSESSMENT, True): True,
    (FileStatus.USED, Kind.SELF_ASSESSMENT, False): False,
    (FileStatus.RETURNED, Kind.SELF_ASSESSMENT, True): False,
    (FileStatus.SUPERSEDED, Kind.SELF_ASSESSMENT, True): False,
    (FileStatus.DUPLICATE, Kind.SELF_ASSESSMENT, True): False,
    (FileStatus.IGNORED, Kind.SELF_ASSESSMENT, True): False,
    (FileStatus.USED, Kind.PASSPORT, True): False,
    (FileStatus.USED, Kind.OBJECTION, True): False,
}


@pytest.mark.parametrize(("what", "rated"), RATED.items(), ids=str)
def test_only_the_self_assessment_that_counts_can_be_given_points(what, rated):
    status, kind, scored = what
    given = file("ИО-01", status, kind, scored)
    found, findings = decided(
        given, verifications=[verified("3", 1)], objections=[objected("4 3 10.03")]
    )
    if rated:
        points = [score.points for score in found.files[0].scorecard.scores]
        assert points == [2, 2, 1, 3, 2, 2, 2, 2] and findings == []
        assert len(found.decisions.verifications) == len(found.decisions.objections) == 1
    else:
        assert found.files == (given,)
        assert found.decisions.verifications == ()
        # The decision gives its points to nobody: the objection stays, and stays open (p. 3.4).
        assert found.decisions.objections == (objected("4 3 10.03").reopened(),)
        assert found.decisions.objections[0].verdict is None
        assert findings == ["D007 expertise!participant4", "D007 objection!participant4"]


@pytest.mark.parametrize("line", ["3 открыто -", "3 отказ 10.03", "- отказ 10.03"])
def test_an_objection_that_gives_nothing_needs_nobody_who_is_rated(line):
    found, findings = decided(objections=[objected(line)])
    assert len(found.decisions.objections) == 1 and findings == []


POINTS = [
    # verified points of К3, of which 2 were counted; decisions with the points that each names, of
    # a whole result behind `-`; what the last one gives, and what is told
    (None, "3 отказ 10.03 0", None, ""),
    (None, "3 отказ 10.03 2", None, ""),
    (None, "3 отказ 10.03 1", "открыто", "D015"),
    (None, "3 отказ 10.03 3", "открыто", "D015"),
    (1, "3 отказ 10.03 1", None, ""),
    (1, "3 отказ 10.03 2", None, ""),
    (1, "3 отказ 10.03 3", "открыто", "D015"),
    (None, "3 2 10.03", 2, ""),
    (None, "3 3 10.03", 3, ""),
    (None, "3 1 10.03", "открыто", "D026"),
    (3, "3 2 10.03", "открыто", "D026"),
    (1, "3 1 10.03", 1, ""),
    (None, "3 2 10.03 частично", 2, ""),
    (None, "3 1 10.03 частично", 1, "D027"),
    (None, "3 открыто - 1", 1, ""),
    # each stands against what the one before it left, by the day of its decision
    (None, "3 3 10.03; 3 2 11.03", "открыто", "D026"),
    (None, "3 2 11.03; 3 3 10.03", "открыто", "D026"),
    (None, "3 3 10.03; 3 отказ 11.03 3", None, ""),
    (None, "3 1 10.03; 3 2 11.03", 2, "D026"),
    (None, "3 отказ 10.03 0; 3 2 11.03", 2, ""),
    # a refusal of the whole may repeat the sum of the points, 16, or the total, 12
    (None, "- отказ 10.03 0", None, ""),
    (None, "- отказ 10.03 16", None, ""),
    (None, "- отказ 10.03 10", None, ""),
    (None, "- отказ 10.03 3", "открыто", "D033"),
    (None, "- открыто - 3", 3, ""),
]


@pytest.mark.parametrize(("checked", "lines", "given", "codes"), POINTS)
def test_the_points_of_a_decision_agree_with_its_verdict_and_with_what_stands(
    checked, lines, given, codes
):
    def made(number, line):
        words = line.split()
        own = len(words) > 3 and words[3].isdigit() and int(words.pop(3))
        each = objected(" ".join(words))
        columns = {"participant": "ИО-01", "day": words[2]}
        if own is not False:
            columns["points"] = Decimal(own)
            each = replace(each, given=own)
        return replace(each, entry=row(DecisionTable.OBJECTION, number=number, **columns))

    objections = [made(number, line) for number, line in enumerate(lines.split("; "), start=4)]
    last = max(objections, key=lambda each: each.day or dt.date.min).entry
    verifications = [verified("3", checked)] if checked is not None else []
    found, findings = decided(file("ИО-01"), verifications=verifications, objections=objections)
    (kept,) = (each for each in found.decisions.objections if each.entry == last)
    open_again = kept.verdict is None and "открыто" not in lines
    assert ("открыто" if open_again else kept.points) == given
    assert [line.split()[0] for line in findings] == codes.split()


@pytest.mark.parametrize("kind", AdmissionKind)
def test_points_wait_for_a_return_that_the_committee_itself_excluded(kind):
    """That is no fault of the entry (D022); any other ruling leaves it one (D007)."""
    _, findings = decided(verifications=[verified("3", 1)], admissions=[ruling("ИО-01", kind)])
    code = "D022" if kind is AdmissionKind.EXCLUDED else "D007"
    assert findings == [f"{code} expertise!participant4"]
    _, findings = decided(
        verifications=[verified("3", 1)],
        admissions=[ruling("ИО-02", AdmissionKind.EXCLUDED)],
    )
    assert findings == ["D007 expertise!participant4"]


def test_points_are_given_to_whom_they_were_entered_for():
    first, second = file("ИО-01"), file("ИО-02")
    found, findings = decided(
        first, second,
        verifications=[verified("3", 1, "ИО-02")], objections=[objected("4 3 10.03", "ИО-01")],
    )  # fmt: skip
    points = {f.participant: [s.points for s in f.scorecard.scores] for f in found.files}
    assert points == {"ИО-01": [2, 2, 2, 3, 2, 2, 2, 2], "ИО-02": [2, 2, 1, 2, 2, 2, 2, 2]}
    assert findings == []
    (as_it_was,) = decided(first)[0].files
    assert isinstance(as_it_was, CountedReturn) and as_it_was.scorecard == first.read.card


# --- on which answers ---------------------------------------------------------------------------


def test_answers_that_changed_since_are_to_be_verified_again():
    """Each criterion has a mark of its own; the verified points stay."""
    now = file("ИО-01", stamps="а1 а2 НОВОЕ а4 а5 а6 а7 а8")
    found, findings = decided(now, verifications=[verified("3", 1), verified("4", 3)])
    assert found.decisions.again == {("ИО-01", "3")}
    assert findings == ["D008 expertise!points4"]
    assert [s.points for s in found.files[0].scorecard.scores][2:4] == [1, 3]


@pytest.mark.parametrize("stamps", ["", "а1 а2"])
def test_answers_that_nobody_can_tell_are_to_be_verified_again(stamps):
    found, _ = decided(file("ИО-01", stamps=stamps), verifications=[verified("3", 1)])
    assert found.decisions.again == {("ИО-01", "3")}
    assert answers_stamp(None, "3", METHODOLOGY) == "?"


def stamps_of(**changes):
    """Return the marks of a form with some answers changed (`3.1/done` is `к3.1/done`)."""
    answers = FILLED | {key.removeprefix("к"): value for key, value in changes.items()}
    answers = {key: value for key, value in answers.items() if value is not None}
    file = read(drawn(Kind.SELF_ASSESSMENT, answers))
    return answers_stamps(submission_of(file), METHODOLOGY)


@pytest.mark.parametrize(
    ("field", "value", "criteria"),
    [
        *((f"{each}.0/done", "может быть", each) for each in IDS),
        *((f"{each}.0/evidence", "приказ № 77", each) for each in IDS),
        *((f"{each}.0/note", "пояснение", each) for each in IDS),
        ("training/1/name", "Третья Анна", "5"),
        ("training/2/document", None, "5"),
        ("executor_phone", "112", ""),
        ("filled_on", dt.date(2025, 12, 1), ""),
        ("includes_subordinates", True, ""),
    ],
)
def test_what_stands_behind_a_score_is_marked_and_nothing_else(field, value, criteria):
    assert PEOPLE.keys() <= FILLED.keys()
    before, after = stamps_of(), stamps_of(**{f"к{field}": value})
    changed = [each for each, old, new in zip(IDS, before, after, strict=True) if old != new]
    assert changed == list(criteria)
    assert len(set(before)) == len(IDS) and all(len(stamp) == 10 for stamp in before)


def test_an_entry_s_mark_is_the_same_after_any_office_suite():
    first = row(
        DecisionTable.EXPERTISE, points=Decimal(2), date=dt.date(2026, 1, 15), reason="по  акту"
    )
    suite = row(DecisionTable.EXPERTISE, points=Decimal("2.0"), date=dt.datetime(2026, 1, 15),
                reason=" по акту\n")  # fmt: skip
    assert entry_stamp(first) == entry_stamp(suite)
    for change in ({"points": Decimal(3)}, {"date": dt.date(2026, 1, 16)}, {"reason": "по актам"},
                   {"date": dt.datetime(2026, 1, 15, 9, 30)}):  # fmt: skip
        columns = {"points": Decimal(2), "date": dt.date(2026, 1, 15), "reason": "по акту"}
        assert entry_stamp(row(DecisionTable.EXPERTISE, **(columns | change))) != entry_stamp(first)


def carried(entry, now, counted):
    """Return the entry as the next workbook holds it: printed anew, entered as it stood."""
    printed = next_stamp(now, entry)
    columns = {cell.column: cell.raw for cell in entry.entered}
    return row(entry.table, printed, counted, **columns)


def test_a_row_without_an_entry_shows_the_answers_alone():
    assert next_stamp("сейчас", None) == "сейчас"
    assert next_stamp("сейчас", row(DecisionTable.EXPERTISE, "тогда")) == "сейчас"


def test_an_entry_remembers_the_answers_and_points_that_it_was_made_on():
    """Carried from workbook to workbook while a new return comes, until the clerk renews it."""
    made = row(DecisionTable.EXPERTISE, "тогда", counted=1, points=Decimal(1))
    assert (verified_on(made), counted_on(made)) == ("тогда", Decimal(1))
    kept = made
    for _ in range(3):
        kept = carried(kept, "сейчас", 3)
        assert (verified_on(kept), counted_on(kept)) == ("тогда", Decimal(1))
        assert kept.text("stamp").split()[0] == "сейчас"
    # Whoever changes it sees the answers and the points of today.
    entered = tuple(replace(cell, raw=Decimal(2), value=Decimal(2)) for cell in kept.entered)
    renewed = replace(kept, entered=entered)
    assert (verified_on(renewed), counted_on(renewed)) == ("сейчас", Decimal(3))
    again = carried(renewed, "потом", 2)
    assert (verified_on(again), counted_on(again)) == ("сейчас", Decimal(3))


@pytest.mark.parametrize(
    ("stamp", "counted", "on", "points"),
    [
        ("", 2, "", 2),
        ("", None, "", None),
        ("тогда", None, "тогда", None),
        ("сейчас тогда чужая 1", 2, "сейчас", 2),
        ("сейчас тогда", 2, "сейчас", 2),
        ("сейчас тогда {own}", 2, "тогда", 2),
        ("сейчас тогда {own} ?", 2, "тогда", 2),
        ("сейчас ? {own} 1", 2, "?", 1),
    ],
)
def test_a_mark_that_is_lost_or_spoilt_guesses_nothing(stamp, counted, on, points):
    bare = row(DecisionTable.EXPERTISE, points=Decimal(1))
    entry = row(
        DecisionTable.EXPERTISE, stamp.format(own=entry_stamp(bare)), counted, points=Decimal(1)
    )  # fmt: skip
    expected = None if points is None else Decimal(points)
    assert (verified_on(entry), counted_on(entry)) == (on, expected)


def test_an_entry_made_on_nothing_known_stays_so():
    lost = carried(row(DecisionTable.EXPERTISE, "", None, points=Decimal(1)), "сейчас", 2)
    assert (verified_on(lost), counted_on(lost)) == ("?", Decimal(2))
