"""The committee's rulings on returns («Допуск», p. 3.4): what may count before it is chosen."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product

import pytest

from kuzbass_batch.findings.answers import BLANK_FIELD, UNFILLED
from kuzbass_batch.findings.catalogue import LATE
from kuzbass_batch.findings.finding import CellRef, has_errors
from kuzbass_batch.methodology.rater import COMMITTEE
from kuzbass_batch.records.committee.decisions import (
    Admission,
    AdmissionKind,
    DecisionEntry,
    Decisions,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import FieldCells, TypedFields
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.read_files import WrongEdition
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.decisions.admissions import admit, overruled, with_parents
from kuzbass_batch.rules.returns.choosing import choose, result_of
from tests.categories import SUBORDINATE
from tests.filled import METHODOLOGY, owned
from tests.rules.decisions.bare_forms import CODE, form, lying_at

JANUARY, APRIL = dt.date(2026, 1, 20), dt.date(2026, 4, 20)
CARD = Scorecard(scores=(), points=0, total=Decimal(), level="initial")
FILLED_ON = FieldCells(("filled_on",), (CellRef(sheet="Сведения", cell="C8"),))
WORDS = {
    "исключить": AdmissionKind.EXCLUDED,
    "вернуть": AdmissionKind.RESTORED,
    "после_срока": AdmissionKind.LATE,
    "без_доработки": AdmissionKind.WAIVED,
    "вышестоящего": AdmissionKind.PARENT,
}


def day_of(text):
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


def returned(line, participant="ИО-01"):
    """Return a self-assessment: `путь день`, then what is the matter with it.

    `ошибка`: it has an error, and its marks say the points all the same; `без_баллов`: they do not;
    `бланк`: it came back unfilled; `паспорт`: it is a passport instead.
    """
    path, day, *matters = line.split()
    kind = Kind.PASSPORT if "паспорт" in matters else Kind.SELF_ASSESSMENT
    rule = UNFILLED if "бланк" in matters else BLANK_FIELD
    faulty = bool({"ошибка", "без_баллов", "бланк"} & set(matters))
    read = form(
        path,
        kind,
        card=None if {"без_баллов", "бланк"} & set(matters) else CARD,
        unfilled="бланк" in matters,
        filled_on=day_of(day),
        typed=TypedFields((day,), FILLED_ON),
        findings=(rule.at(name="дата", rater=COMMITTEE),) if faulty else (),
    )
    return owned(read, participant)


def counted(line, participant="ИО-01", status=FileStatus.USED):
    """Return such a self-assessment with what became of it."""
    return result_of(returned(line, participant), status, "")


def ruled(line, number=1, participant="ИО-01"):
    """Return a ruling: `решение день [файл]`; its cells stand in the row of its number."""
    kind, day, *file = line.split()
    cells = {"participant": participant, "decision": WORDS[kind].value} | (
        {"file": file[0]} if file else {}
    )
    entered = tuple(
        EnteredCell(column=c, raw=v, value=v, ref=CellRef(sheet="Допуск", cell=f"{c}{number}"))
        for c, v in cells.items()
    )
    return Admission(
        participant=participant,
        kind=WORDS[kind],
        file=file[0] if file else "",
        reason="так решили",
        document="",
        who="Председатель",
        day=day_of(day),
        entry=DecisionEntry(table=DecisionTable.ADMISSION, entered=entered),
    )


def lines(text):
    return [line.strip() for line in text.split(";") if line.strip()]


SIGNED = "(Председатель, {}.2026)"
OUT = "ignored исключена решением комитета: так решили " + SIGNED
TAKEN = "superseded комитет вернул к учёту «{}» " + SIGNED
CLOSED = "ignored поступила {}.2026, после подведения итогов 01.04.2026 (п. 3.4): решает комитет"

# Files; rulings; what is left to choose from; what is set aside and why; findings on the rulings.
CASES = {
    "no ruling": ("а 10.12.2025; б 12.12.2025", "", "а б", {}, []),
    "excluded without a file: every return": (
        "а 10.12.2025; б 12.12.2025; п 10.12.2025 паспорт", "исключить 14.01.2026", "п",
        {"а": OUT.format("14.01"), "б": OUT.format("14.01")}, [],
    ),
    "excluded by its path": (
        "почта/а.xlsx 10.12.2025; а.xlsx 12.12.2025", "исключить 14.01.2026 а.xlsx",
        "почта/а.xlsx", {"а.xlsx": OUT.format("14.01")}, [],
    ),
    "excluded by its name, whatever the folder and the case": (
        "почта/А.xlsx 10.12.2025; б.xlsx 12.12.2025", "исключить 14.01.2026 а.XLSX",
        "б.xlsx", {"почта/А.xlsx": OUT.format("14.01")}, [],
    ),
    "two files of one body excluded": (
        "а 10.12.2025; б 12.12.2025; в 13.12.2025",
        "исключить 14.01.2026 а; исключить 15.01.2026 б", "в",
        {"а": OUT.format("14.01"), "б": OUT.format("15.01")}, [],
    ),
    "restored: it displaces the later one": (
        "а 10.12.2025; б 12.12.2025", "вернуть 14.01.2026 а", "а",
        {"б": TAKEN.format("а", "14.01")}, [],
    ),
    "excluded, later restored": (
        "а 10.12.2025", "исключить 14.01.2026; вернуть 15.01.2026 а", "а", {}, [],
    ),
    "restored, later excluded": (
        "а 10.12.2025; б 12.12.2025", "вернуть 14.01.2026 а; исключить 15.01.2026 а", "б",
        {"а": OUT.format("15.01")}, [],
    ),
    "two restored: the last word displaces the first": (
        "а 10.12.2025; б 12.12.2025; в 13.12.2025",
        "вернуть 14.01.2026 а; вернуть 15.01.2026 б", "б",
        {"а": TAKEN.format("б", "15.01"), "в": TAKEN.format("б", "15.01")}, [],
    ),
    "two restored on one day: the later one counts, whatever its path": (
        "б 10.12.2025; а 12.12.2025; в 13.12.2025",
        "вернуть 14.01.2026 а; вернуть 14.01.2026 б", "а б", {"в": TAKEN.format("а", "14.01")}, [],
    ),
    "two restored on one day: the earlier one counts where the later has an error": (
        "б 10.12.2025; а 12.12.2025 ошибка; в 13.12.2025",
        "вернуть 14.01.2026 а; вернуть 14.01.2026 б", "а б", {"в": TAKEN.format("б", "14.01")}, [],
    ),
    "the reason names the last ruling of several": (
        "а 10.12.2025", "исключить 13.01.2026; вернуть 14.01.2026 а; исключить 15.01.2026 а", "",
        {"а": OUT.format("15.01")}, [],
    ),
    "restored beside one excluded: each its own reason": (
        "а 10.12.2025; б 12.12.2025; в 13.12.2025",
        "исключить 13.01.2026 б; вернуть 14.01.2026 а", "а",
        {"б": OUT.format("13.01"), "в": TAKEN.format("а", "14.01")}, [],
    ),
    "no such file": (
        "а 10.12.2025", "исключить 14.01.2026 б", "а", {}, ["D009 file1"],
    ),
    "nothing to exclude": (
        "п 10.12.2025 паспорт", "исключить 14.01.2026", "п", {}, ["D010 participant1"],
    ),
    "taken after the deadline, and it was": ("а 16.12.2025", "после_срока 14.01.2026", "а", {}, []),
    "taken after the deadline, and it was in time": (
        "а 15.12.2025", "после_срока 14.01.2026", "а", {}, ["D010 participant1"],
    ),
    "taken after the deadline: one of two was late": (
        "а 15.12.2025; б 16.12.2025", "после_срока 14.01.2026", "а б", {}, [],
    ),
    "waived, and there are errors": (
        "а 10.12.2025 ошибка", "без_доработки 14.01.2026", "а+", {}, [],
    ),
    "waived, and there are none": (
        "а 10.12.2025", "без_доработки 14.01.2026", "а", {}, ["D010 participant1"],
    ),
    "waived, and the marks do not say the points (app. 3 p. 7)": (
        "а 10.12.2025 без_баллов", "без_доработки 14.01.2026", "а", {}, ["D011 participant1"],
    ),
    "waived: of two only one can be taken": (
        "а 10.12.2025 без_баллов; б 11.12.2025 ошибка", "без_доработки 14.01.2026", "а б+", {}, [],
    ),
    "waived: one has no errors, of the other nothing can be told": (
        "а 10.12.2025; б 11.12.2025 без_баллов", "без_доработки 14.01.2026", "а б", {},
        ["D011 participant1"],
    ),
    "waived: one of two by name": (
        "а 10.12.2025 ошибка; б 11.12.2025 ошибка", "без_доработки 14.01.2026 б", "а б+", {}, [],
    ),
    "a passport is never ruled on": (
        "п 10.12.2025 паспорт; а 10.12.2025", "исключить 14.01.2026 п", "п а", {}, ["D009 file1"],
    ),
    "the parent's return is no matter of one's own files": (
        "а 10.12.2025", "вышестоящего 14.01.2026", "а", {}, [],
    ),
    "the parent's return is for whoever sent none": (
        "п 10.12.2025 паспорт", "вышестоящего 14.01.2026 вышестоящий.xlsx", "п", {}, [],
    ),
}  # fmt: skip

# The same in April: places were published on 1 April (p. 3.4).
AFTER = {
    "came on the day of the totals": (
        "а 31.03.2026; б 01.04.2026", "", "а", {"б": CLOSED.format("01.04")}, [],
    ),
    "came later": ("б 15.04.2026", "", "", {"б": CLOSED.format("15.04")}, []),
    "a slip of the pen: the day is yet to come": ("б 21.04.2026", "", "б", {}, []),
    "a blank sent back decides nothing": ("б 15.04.2026 бланк", "", "б", {}, []),
    "a passport may come at any time (p. 3.2)": ("п 15.04.2026 паспорт", "", "п", {}, []),
    "taken after the deadline": ("б 15.04.2026", "после_срока 16.04.2026", "б", {}, []),
    "taken on the day it came": ("б 15.04.2026", "после_срока 15.04.2026", "б", {}, []),
    "ruled before it came: of another return": (
        "б 15.04.2026", "после_срока 14.04.2026", "", {"б": CLOSED.format("15.04")}, [],
    ),
    "taken: one of two by name": (
        "а 14.04.2026; б 15.04.2026", "после_срока 16.04.2026 б", "б",
        {"а": CLOSED.format("14.04")}, [],
    ),
    "waived": ("б 15.04.2026 ошибка", "без_доработки 16.04.2026", "б+", {}, []),
    "restored": ("б 15.04.2026", "вернуть 16.04.2026 б", "б", {}, []),
    "an exclusion takes nothing in": (
        "а 10.12.2025; б 15.04.2026", "исключить 16.04.2026 а", "",
        {"а": OUT.format("16.04"), "б": CLOSED.format("15.04")}, [],
    ),
    "excluded, whatever it was": (
        "б 15.04.2026", "исключить 16.04.2026 б", "", {"б": OUT.format("16.04")}, [],
    ),
}  # fmt: skip


def admitted(files, rulings, as_of):
    """Return the paths left (`+`: taken in spite of its errors), what is set aside, the findings.

    A ruling of which something is said is idle, and no other.
    """
    found = admit(files, Decisions(admissions=tuple(rulings)), METHODOLOGY, as_of)
    left = [f"{each.source.path}{'+' if is_waived(each) else ''}" for each in found.returns]
    aside = {each.source.path: f"{each.status} {each.reason}" for each in found.aside}
    findings = [f"{f.code} {f.cell}" for f in found.findings]
    assert {ref.cell[-1] for ref in found.idle} == {finding[-1] for finding in findings}
    return left, aside, findings


def is_waived(file):
    return has_errors(file.read.findings) and not has_errors(file.findings)


@pytest.mark.parametrize(
    ("case", "as_of"),
    [*((case, JANUARY) for case in CASES.values()), *((case, APRIL) for case in AFTER.values())],
    ids=[*CASES, *(f"after the totals: {title}" for title in AFTER)],
)
def test_what_a_ruling_leaves_to_choose_from(case, as_of):
    """In whatever order files lie and rulings were entered."""
    files, rulings, left, aside, findings = case
    files = [returned(line) for line in lines(files)]
    rulings = [ruled(line, number) for number, line in enumerate(lines(rulings), start=1)]
    for some, others in product(permutations(files), permutations(rulings)):
        found = admitted(some, others, as_of)
        assert (sorted(found[0]), found[1], sorted(found[2])) == (
            sorted(left.split()), aside, findings
        )  # fmt: skip


def test_of_two_restored_on_one_day_both_may_count():
    """The latest of them will, and the reason names it whichever was entered first."""
    files = [returned(f"{name} {day}.12.2025") for name, day in (("а", 10), ("б", 12), ("в", 13))]
    rulings = [ruled("вернуть 14.01.2026 а"), ruled("вернуть 14.01.2026 б", 2)]
    left, aside, findings = admitted(files, rulings, JANUARY)
    assert (left, aside, findings) == (["а", "б"], {"в": TAKEN.format("б", "14.01")}, [])
    assert admitted(files[::-1], rulings[::-1], JANUARY)[1] == {"в": TAKEN.format("б", "14.01")}


def test_returns_of_others_are_not_touched():
    files = [returned("а 10.12.2025"), returned("б 10.12.2025", "ИО-02")]
    left, aside, findings = admitted(files, [ruled("исключить 14.01.2026")], JANUARY)
    assert (left, list(aside), findings) == (["б"], ["а"], [])


def test_a_return_of_nobody_is_not_closed_by_the_totals():
    left, aside, _ = admitted([returned("а 10.04.2026", "")], [], APRIL)
    assert (left, aside) == (["а"], {})


@pytest.mark.parametrize(
    ("files", "ruling", "why"),
    [
        ("а 15.12.2025", "после_срока 14.01.2026", "самооценка представлена в срок"),
        ("а 10.12.2025", "без_доработки 14.01.2026", "ошибок в самооценке нет"),
        ("", "исключить 14.01.2026", "самооценок участника ИО-01 нет"),
        ("", "без_доработки 14.01.2026", "самооценок участника ИО-01 нет"),
    ],
)
def test_what_a_needless_ruling_changes_is_told(files, ruling, why):
    files = [returned(line) for line in lines(files)]
    rulings = Decisions(admissions=(ruled(ruling),))
    (finding,) = admit(files, rulings, METHODOLOGY, JANUARY).findings
    word = WORDS[ruling.split()[0]].value
    assert finding.message == f"Решение «{word}» ничего не меняет: {why}."


def test_errors_of_a_waived_return_become_questions():
    """It counts for the points that its marks make; what was wrong is still to be asked about."""
    faulty = returned("а 10.12.2025 ошибка")
    rulings = Decisions(admissions=(ruled("без_доработки 14.01.2026"),))
    (taken,) = admit([faulty], rulings, METHODOLOGY, JANUARY).returns
    assert [(f.code, f.severity) for f in taken.findings] == [("S010", "warning")]
    (as_it_was,) = admit([faulty], Decisions(), METHODOLOGY, JANUARY).returns
    assert as_it_was == faulty
    (used,) = choose([taken], METHODOLOGY, JANUARY)
    (sent_back,) = choose([faulty], METHODOLOGY, JANUARY)
    assert (used.status, sent_back.status) == (FileStatus.USED, FileStatus.RETURNED)
    assert used.assessment.card == CARD


def test_what_came_after_the_totals_is_told_so_and_not_called_late_besides():
    late = returned("а 15.04.2026")
    told = LATE.at(date="15.04.2026", deadline="15.12.2025", rater=COMMITTEE)
    late = replace(late, findings=(told,), lateness=(told,))
    (aside,) = admit([late], Decisions(), METHODOLOGY, APRIL).aside
    assert [(f.code, f.file, f.sheet, f.cell) for f in aside.findings] == [
        ("I023", "а", "Сведения", "C8")
    ]
    assert aside.after_totals


def test_a_return_of_which_nothing_was_understood_is_closed_by_the_totals_too():
    """A blank of another year, say: it has no cell to point at."""
    foreign = WrongEdition(
        source=lying_at("а", received=dt.date(2026, 4, 15)),
        kind=Kind.SELF_ASSESSMENT,
        identity=CODE,
        wrong_year=True,
    )
    (aside,) = admit([owned(foreign, "ИО-01")], Decisions(), METHODOLOGY, APRIL).aside
    assert [(f.code, f.cell) for f in aside.findings] == [("I023", "")]


# --- what a later ruling undid ------------------------------------------------------------------

UNDONE = {
    "one alone": ("а 10.12.2025", "исключить 14.01.2026", {}),
    "excluded, then restored": (
        "а 10.12.2025", "исключить 14.01.2026; вернуть 15.01.2026 а", {1: 2},
    ),
    "restored, then excluded": (
        "а 10.12.2025", "вернуть 14.01.2026 а; исключить 15.01.2026", {1: 2},
    ),
    "undone twice: the last one is named": (
        "а 10.12.2025",
        "исключить 13.01.2026; вернуть 14.01.2026 а; исключить 15.01.2026 а",
        {1: 3, 2: 3},
    ),
    "a passport beside it holds nothing": (
        "а 10.12.2025; п 10.12.2025 паспорт", "исключить 14.01.2026; вернуть 15.01.2026 а", {1: 2},
    ),
    "it still holds for another file": (
        "а 10.12.2025; б 11.12.2025", "исключить 14.01.2026; вернуть 15.01.2026 а", {},
    ),
    "undone by several: the latest of them is named": (
        "а 10.12.2025; б 11.12.2025",
        "исключить 14.01.2026; вернуть 15.01.2026 а; вернуть 16.01.2026 б",
        {1: 3},
    ),
    "it speaks of no file": ("а 10.12.2025", "исключить 14.01.2026 б; вернуть 15.01.2026 а", {}),
    "other rulings undo nothing": (
        "а 16.12.2025 ошибка",
        "исключить 14.01.2026; после_срока 15.01.2026; без_доработки 16.01.2026",
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNDONE.values(), ids=UNDONE)
def test_a_ruling_that_a_later_one_undid_is_shown_with_that_one(case):
    files, rulings, undone = case
    files = [counted(line) for line in lines(files)]
    rulings = [ruled(line, number) for number, line in enumerate(lines(rulings), start=1)]
    for order in permutations(rulings):
        found = overruled(Decisions(admissions=order), files)
        assert {ref.cell: by.day for ref, by in found.items()} == {
            f"participant{number}": rulings[by - 1].day for number, by in undone.items()
        }


# --- the parent's self-assessment (app. 3 p. 4.1) -----------------------------------------------


def body(ident, parent=""):
    return Participant(id=ident, name=ident, short_name=ident, category=SUBORDINATE, parent=parent)


@pytest.mark.parametrize(
    ("named", "own", "sent", "joint"), list(product((True, False), repeat=4))
)  # fmt: skip
def test_a_parent_s_return_stands_for_a_subordinate_without_one(named, own, sent, joint):
    """named: the registry names the parent; own, sent: whose counts; joint: as p. 4.1 has it."""
    registry = Registry(
        path="", participants=(body("ИО-01"), body("ПО-01", "ИО-01" if named else ""))
    )
    parent = counted("а 10.12.2025", status=FileStatus.USED if sent else FileStatus.RETURNED)
    digest = replace(parent.read.digest, joint=joint)
    files = (
        replace(parent, read=replace(parent.read, digest=digest)),
        counted("б 10.12.2025", "ПО-01", FileStatus.USED if own else FileStatus.SUPERSEDED),
    )
    ruling = ruled("вышестоящего 14.01.2026", participant="ПО-01")
    found = with_parents(files, Decisions(admissions=(ruling,)), registry)
    copies = [(f.participant, f.source.path, f.reason) for f in found.files[2:]]
    why = (
        "в реестре не указан вышестоящий" if not named
        else "учтена его собственная самооценка" if own
        else "" if sent else "самооценка ИО-01 не учтена"
    )  # fmt: skip
    assert found.files[:2] == files
    if why:
        assert copies == [] and found.idle == {ruling.entry.ref()}
        assert [(f.code, f.cell) for f in found.findings] == [("D012", "participant1")]
        assert found.findings[0].message.endswith(f"нельзя: {why}.")
    else:
        reason = "засчитана самооценка вышестоящего ИО-01 (Председатель, 14.01.2026)"
        assert copies == [("ПО-01", "а", reason)] and not found.idle
        assert [f.code for f in found.findings] == ([] if joint else ["D013"])


@pytest.mark.parametrize("word", [word for word in WORDS if word != "вышестоящего"])
def test_other_rulings_take_nothing_from_a_parent(word):
    registry = Registry(path="", participants=(body("ИО-01"), body("ПО-01", "ИО-01")))
    files = (counted("а 10.12.2025"),)
    ruling = ruled(f"{word} 14.01.2026", participant="ПО-01")
    found = with_parents(files, Decisions(admissions=(ruling,)), registry)
    assert (found.files, found.findings, found.idle) == (files, (), frozenset())


def test_a_parent_s_passport_stands_for_nobody():
    registry = Registry(path="", participants=(body("ИО-01"), body("ПО-01", "ИО-01")))
    files = (counted("п 10.12.2025 паспорт"),)
    ruling = ruled("вышестоящего 14.01.2026", participant="ПО-01")
    found = with_parents(files, Decisions(admissions=(ruling,)), registry)
    assert found.files == files and [f.code for f in found.findings] == ["D012"]
