"""What waits for the committee: each matter with its sheet, how many it concerns and who."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kuzbass_batch.findings.decisions import ENTRIES_KEPT, NEEDLESS
from kuzbass_batch.findings.finding import CellRef, Fact, Finding, Severity
from kuzbass_batch.records.committee.decisions import AdmissionKind, Decisions
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.rating import ChecksFirst
from kuzbass_batch.records.returns.read_files import OtherFile, ReadCalendar
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, ParticipantStatus
from kuzbass_batch.rules.year.to_do import to_do_list, unsure_addressees
from tests.outcomes import outcome
from tests.rules.decisions.bare_forms import form, lying_at

# И1 14.9, И2 9.0, М1 sent nothing, П1 has to mend his form.
CROWD = "И1 | 33333234 |\nИ2 | 12222222 |\nМ1 | |\nП1 | ! |"
MARCH, APRIL = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
ALWAYS = {
    "Рейтинг не утверждён": (2, "И1, И2", "ranking"),
    "Самооценки возвращены: направить письма и ждать": (1, "П1", "absent"),
    "Самооценки не представлены: направить напоминания": (1, "М1", "absent"),
}


def listed(*, files=(), people=None, effects=(), objections=(), letters=None, checks=None, **known):
    """Return what is to be done: by the beginning of its text, how many, who and the sheet.

    people: what is changed in a standing, by id; letters: who gets one, by kind; checks: what to
    check first, by id.
    """
    crowd = replace(outcome(CROWD), as_of=MARCH)
    standings = tuple(
        replace(each, **(people or {}).get(each.participant.id, {})) for each in crowd.standings
    )
    found = replace(crowd, standings=standings, files=tuple(files), **known)
    sent = {s.participant.id: (letters or {}).get(s.participant.id, ()) for s in standings}
    return {
        each.text: (each.count, each.names, each.sheet)
        for each in to_do_list(
            found, sent, tuple(objections), tuple(effects), dict.fromkeys(sent) | (checks or {})
        )
    }


def beside(found):
    """Return what is said besides what always is, by the first four words."""
    assert all(any(text.startswith(words) for text in found) for words in ALWAYS)
    return {
        text: said for text, said in found.items()
        if not any(text.startswith(words) for words in ALWAYS)
    }  # fmt: skip


def result(path, status=FileStatus.RETURNED, who="И1", kind=Kind.SELF_ASSESSMENT, **known):
    return FileResult(read=form(path, kind), status=status, reason="", participant=who, **known)


def other(path, status=FileStatus.RETURNED, facts=(), **known):
    finding = Finding(code="X", severity=Severity.WARNING, message="", remedy="", facts=facts)
    read = OtherFile(source=lying_at(path), **known)
    return FileResult(read=read, status=status, reason="", findings=(finding,) if facts else ())


def book(path, fact):
    read = SimpleNamespace(kind=Kind.DECISIONS, source=lying_at(path))
    return replace(other(path, facts=(fact,)), read=read)


def decided(*findings, **known):
    """Return the book of decisions among the files, with findings on its entries."""
    return {
        "files": [replace(other("Решения.xlsx", FileStatus.USED), findings=findings)],
        "decisions": Decisions(path="Решения.xlsx", **known),
    }


def admission(who, kind):
    return SimpleNamespace(participant=who, kind=kind)


def objection(who, verdict=None):
    return SimpleNamespace(participant=who, verdict=verdict)


def effect(who, late, verdict=None):
    person = SimpleNamespace(participant=SimpleNamespace(short_name=who))
    return SimpleNamespace(standing=person, late=late, objection=objection(who, verdict))


def reading(name, protocol="", shifts=("И1",)):
    return SimpleNamespace(
        reading=SimpleNamespace(id=name, protocol_number=protocol), shifts=shifts
    )


def score_of(who, **changes):
    """Return a standing's change: its first score looks so."""
    (standing,) = (s for s in outcome(CROWD).standings if s.participant.id == who)
    first, *rest = standing.scorecard.scores
    card = replace(standing.scorecard, scores=(replace(first, **changes), *rest))
    return {who: {"scorecard": card}}


AT = CellRef(sheet="Допуск", cell="B5")
WRONG = replace(NEEDLESS.at(AT, decision="", why=""), severity=Severity.ERROR)
OLDER = Finding(code="D030", severity=Severity.WARNING, message="", remedy="", sheet="Экспертиза",
                cell="C4", facts=(Fact.ENTRIES_KEPT,))  # fmt: skip
PASSPORT, CONTESTED = Kind.PASSPORT, Kind.OBJECTION
WARNING = Finding(code="X", severity=Severity.WARNING, message="", remedy="")
NOTE = replace(WARNING, severity=Severity.NOTE)

WHOLE = (
    "Календарь рабочих дней с ошибками: исправить до отправки писем, в них названы сроки",
    "Самооценки не оценены: представлены после срока или исключены",
    "Записи в книге решений, которые не действуют: исправить",
    "После проверки ответ изменился: проверить критерий снова",
)
"""Sentences that are nowhere else told of to their end."""

# What lies in the year; how the matter begins, how many, who, on which sheet.
CASES = {
    "entered in the result": (
        {"elsewhere": ("Допуск!B4", "Допуск!B5")},
        ("Решения внесены в книгу в папке результата", 2, "Допуск!B4, Допуск!B5", ""),
    ),
    "a strange book": (
        {"files": [book("Решения-2025.xlsx", Fact.NOT_OWN)]},
        ("Книга комитета без отметки", 1, "Решения-2025.xlsx", "findings"),
    ),
    "an own file under another name": (
        {"files": [other("х.xlsx", FileStatus.UNREADABLE, (Fact.OWN_FILE,))]},
        ("Файлы самого комитета названы иначе", 1, "х.xlsx", "findings"),
    ),
    "nobody's files": (
        {"files": [result("а.xlsx", who=""), other("б.xlsx", FileStatus.UNREADABLE)]},
        ("Файлы не прочитаны или не отнесены", 2, "а.xlsx, б.xlsx", "files"),
    ),
    "a faulty calendar": (
        {"files": [FileResult(read=ReadCalendar(source=lying_at("календарь.csv")),
                              status=FileStatus.RETURNED, reason="")]},
        ("Календарь рабочих дней с ошибками", 1, "календарь.csv", "findings"),
    ),
    "an unpublished calendar": (
        {"unpublished": 2028},
        ("Производственный календарь на 2028 год", None, None, "calendar"),
    ),
    "an entry with a slip": (
        decided(WRONG),
        ("Записи в книге решений, которые не действуют", 1, "Допуск!B5", "findings"),
    ),
    "answers changed after the check": (
        decided(again=frozenset({("И2", "5"), ("И1", "3")})),
        ("После проверки ответ изменился", 2, "И1 (3), И2 (5)", "board"),
    ),
    "an older book": (
        decided(OLDER, OLDER),
        ("Книга решений старее прежнего результата", 2, "Экспертиза", "findings"),
    ),
    "excluded": (
        {"people": {"И2": {"status": ParticipantStatus.EXCLUDED}}},
        ("Самооценки не оценены: представлены после срока", 1, "И2", "absent"),
    ),
    "a passport sent back": (
        {"people": {"И1": {"returned": (result("п.xlsx", kind=PASSPORT),)}}},
        ("Паспорта проектов возвращены", 1, "И1", "absent"),
    ),
    "an earlier copy counts": (
        {"people": {"И1": {"returned": (result("а.xlsx"),)}}},
        ("Учтён прежний экземпляр самооценки", 1, "И1", "files"),
    ),
    "a lower level waits": (
        {"files": [result("а.xlsx", FileStatus.IGNORED, who="И2", held=True)]},
        ("Поступила самооценка с более низким уровнем", 1, "И2", "findings"),
    ),
    "dates cross": (
        {"files": [result("а.xlsx", FileStatus.USED, dates_disagree=True)]},
        ("Даты в формах и дни поступления расходятся", 1, "И1", "findings"),
    ),
    "late and rated": (
        {"people": {"И1": {"late": True}}},
        ("Самооценки представлены после срока и оценены", 1, "И1", "ranking"),
    ),
    "after the totals": (
        {"files": [result("а.xlsx", FileStatus.IGNORED, after_totals=True)]},
        ("Самооценки поступили после подведения итогов", 1, "а.xlsx", "findings"),
    ),
    "counted less than claimed": (
        {"people": score_of("И2", claimed=2)},
        ("Засчитано меньше, чем заявлено", 1, "И2", "bases"),
    ),
    "an open objection": (
        {"decisions": Decisions(objections=(objection("И2"), objection("И1", "отказать")))},
        ("Есть нерассмотренные несогласия", 1, "И2", "objections"),
    ),
    "an objection sent back": (
        {"people": {"М1": {"returned": (result("н.xlsx", kind=CONTESTED),)}}},
        ("Несогласия возвращены на доработку", 1, "М1", "files"),
    ),
    "an objection lowered": (
        {"people": score_of("И1", settled=2)},
        ("Решение по несогласию снизило балл", 1, "И1", "objections"),
    ),
    "a late objection": (
        {"objections": [effect("И1", True), effect("И1", True), effect("И2", False),
                        effect("М1", True, "отказать")]},
        ("Несогласие поступило после срока", 1, "И1", "objections"),
    ),
    "a request": (
        {"letters": {"И2": (LetterKind.REQUEST,), "И1": (LetterKind.RESULT,)}},
        ("Названы не все документы", 1, "И2", "evidence"),
    ),
    "questions": (
        {"people": {"И1": {"findings": (WARNING,)}, "И2": {"findings": (NOTE,)},
                    "М1": {"findings": (WARNING,)}}},
        ("К оценённым участникам есть вопросы", 1, "И1", "findings"),
    ),
    "readings without a protocol": (
        {"effects": [reading("R1"), reading("R1"), reading("R2", "№ 1"), reading("R3", shifts=()),
                     reading("R4")]},
        ("Уровень зависит от прочтения акта", 2, "R1, R4", "readings"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_matter_is_named_with_whom_it_concerns_and_where_it_stands(case):
    known, (words, count, names, sheet) = CASES[case]
    ((text, said),) = beside(listed(**known)).items()
    assert text.startswith(words) and said[2] == sheet
    assert text in WHOLE or not any(whole in text for whole in WHOLE)
    assert (count, names) in (said[:2], (None, None))


def test_what_concerns_nobody_is_left_out():
    found = listed()
    assert beside(found) == {} and list(found.values()) == list(ALWAYS.values())


def test_a_reminder_waits_where_a_form_may_lie_in_an_unread_file():
    found = listed(people={"М1": {"possible": ("битый.xlsx",)}})
    assert not any(text.startswith("Самооценки не представлены") for text in found)
    ((_, said),) = ((t, s) for t, s in found.items() if t.startswith("Напоминания задержаны"))
    assert said == (1, "М1", "absent")


@pytest.mark.parametrize("kind", AdmissionKind)
def test_only_the_ruling_on_late_ones_settles_that_one_is_late(kind):
    found = listed(people={"И1": {"late": True}, "М1": {"late": True}},
                   decisions=Decisions(admissions=(admission("И1", kind),)))  # fmt: skip
    asked = any(text.startswith("Самооценки представлены после срока") for text in found)
    assert asked == (kind is not AdmissionKind.LATE)


NOTHING_OPEN = {"И1": None, "И2": None}


def test_what_to_check_first_names_those_with_most_at_stake_first_until_the_totals():
    def first(fall, criteria, still):
        return ChecksFirst(level="", lowest="", fall=fall, rank=1, criteria=criteria, open=still)

    checks = {"И1": first(1, ("1", "3"), 8), "П1": first(2, ("5",), 7), "М1": first(0, (), 8)}
    found = listed(checks=checks)
    (text,) = [each for each in found if each.startswith("Проверить по документам прежде всего")]
    assert found[text] == (3, "П1, И1", "checks") and "всего не проверено: 23" in text
    assert not any(e.startswith("Проверить по") for e in listed(checks={"М1": checks["М1"]}))


@pytest.mark.parametrize(("points", "lost"), [("33333234", False), ("12222222", True), ("", True)])
@pytest.mark.parametrize("level", ["leader", "progressive", ""])
def test_last_year_s_leaders_who_are_none_yet(points, lost, level):
    crowd = outcome(f"И1 | {points} | {level}\nИ2 | 12222222 |")
    for day, yet in ((MARCH, "пока "), (APRIL, "")):
        found = to_do_list(replace(crowd, as_of=day), {"И1": (), "И2": ()}, (), (), NOTHING_OPEN)
        text = f"Уровень «Лидер» прошлого года {yet}не подтверждён (п. 3.4)"
        (said,) = [each for each in found if "прошлого года" in each.text] or [None]
        assert (said is not None) == (lost and level == "leader")
        assert said is None or (said.text, said.count, said.names, said.sheet) == (
            text, 1, "И1", "ranking"
        )  # fmt: skip


def test_from_the_day_of_the_totals_on_nothing_is_asked_for():
    """P. 3.4: neither forms nor answers to questions."""
    people = {"И1": {"findings": (WARNING,)}}
    before, after = (list(listed(people=people, as_of=day)) for day in (MARCH, APRIL))
    over = "итоги подводятся без них, участники не оценены (п. 3.4)"
    assert [over in text for text in before] == [False] * 4
    assert [over in text for text in after] == [False, True, True]


def test_points_that_the_committee_verified_are_no_reduction_to_look_at():
    for verified, asked in ((None, True), (1, False)):
        found = listed(people=score_of("И2", claimed=2, verified=verified))
        assert any(text.startswith("Засчитано меньше") for text in found) == asked


def test_of_many_three_are_named():
    found = listed(elsewhere=tuple(f"Допуск!B{row}" for row in range(4, 9)))
    said = next(said for text, said in found.items() if "в папке результата" in text)
    assert said == (5, "Допуск!B4, Допуск!B5, Допуск!B6 и ещё 2", "")


def test_the_most_urgent_comes_first():
    known = {**CASES["late and rated"][0], **CASES["an unpublished calendar"][0],
             **CASES["a strange book"][0], **CASES["a request"][0]}  # fmt: skip
    assert [text.split()[0] for text in listed(**known)] == [
        "Книга", "Производственный", "Рейтинг", "Самооценки", "Самооценки", "Самооценки", "Названы"
    ]  # fmt: skip


def test_addressees_that_the_program_is_not_sure_of():
    crowd = outcome(CROWD)
    assert unsure_addressees(crowd, set()) == ()
    (said,) = unsure_addressees(crowd, {"П1", "И2"})
    assert (said.count, said.names, said.sheet) == (2, "И2, П1", "addressees")
    assert said.text.startswith("Адресаты, написание которых")


def test_what_an_older_book_lacks_is_told_by_the_rule_itself():
    assert Fact.ENTRIES_KEPT in ENTRIES_KEPT.facts
