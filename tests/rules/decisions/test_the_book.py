"""Which workbook of decisions a run goes by, which marks take files off the list; files by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.findings.decisions import NEEDLESS, NO_FILE_TO_SORT_OUT, STRAY
from kuzbass_batch.findings.files import DAMAGED, NEARLY_NAMED
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.committee.book_marks import BookMark
from kuzbass_batch.records.committee.decisions import (
    DECISIONS_FORM,
    Admission,
    AdmissionKind,
    DecisionBook,
    Decisions,
    DecisionTable,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.returns.read_files import OtherFile, ReadDecisions, WrongEdition
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.rules.decisions.settling import the_decisions
from kuzbass_batch.rules.decisions.sorted_out import sort_out
from tests.filled import METHODOLOGY
from tests.rules.decisions.bare_forms import form, lying_at
from tests.rules.decisions.test_verification import row

FAULT = DAMAGED.at()
NEAR = NEARLY_NAMED.at(what="книга решений", how="назовите")
REMARK = STRAY.at(found="«слово»", home="Заметки")


def code(year=2025):
    return Identity(form_code="KB-DEC", period=Period(year), version=1)


def book(path="Решения.xlsx", draw=0, year=2025, faults=()):
    """Return a workbook of decisions; one with faults cannot be used."""
    return ReadDecisions(
        source=lying_at(path),
        identity=code(year),
        findings=tuple(faults),
        book=None if FAULT in faults else DecisionBook(path=path, entries=()),
        mark=BookMark(draw=draw, digest="") if draw else None,
    )


def edition(path="Старая.xlsx", year=2025, kind=Kind.DECISIONS, draw=0):
    """Return a book of another version, or of another year."""
    return WrongEdition(
        source=lying_at(path), identity=code(year), kind=kind, wrong_year=year != 2025,
        findings=(FAULT,), mark=BookMark(draw=draw, digest="") if draw else None,
    )  # fmt: skip


def other(path, finding=FAULT, litter="", member=None, **known):
    return OtherFile(
        source=replace(lying_at(path), litter=litter, member=member), findings=(finding,), **known
    )


WORDS = f"{FAULT.message} {FAULT.remedy}"
MEND = "Книгу решений «{}» нужно исправить. "
SEVERAL = "В папке несколько книг решений комитета: «а», «б». Оставьте одну."
CASES = {
    # files; the path of the book that counts, or the sentence with which the run stops
    "nothing": ([], None),
    "the one": ([book()], "Решения.xlsx"),
    "with a remark": ([book(faults=[REMARK])], "Решения.xlsx"),
    "of another year": ([book(year=2024), edition(year=2024)], None),
    "one that cannot be used": (
        [book(faults=[REMARK, FAULT])], MEND.format("Решения.xlsx") + WORDS
    ),
    "three faults at most": (
        [book(faults=[FAULT] * 4)], MEND.format("Решения.xlsx") + " ".join([WORDS] * 3)
    ),
    "of another version": ([edition()], MEND.format("Старая.xlsx") + WORDS),
    "another kind of book": ([edition(kind=Kind.REGISTRY)], None),
    "two": ([book("а"), book("б")], SEVERAL),
    "two, one drawn later": (
        [book("а", 3), book("б", 2)], f"{SEVERAL} Позже других начерчена «а» (№ 3)."
    ),
    "two of which one has no mark": ([book("а", 3), book("б")], SEVERAL),
    "two of one number": ([book("а", 3), book("б", 3)], SEVERAL),
    "two of which one is of another version": (
        [book("а", 2), edition("б", draw=3)], f"{SEVERAL} Позже других начерчена «б» (№ 3)."
    ),
    "one whose code was taken off": (
        [other("ответ.xlsx", stripped=DECISIONS_FORM)], MEND.format("ответ.xlsx") + WORDS
    ),
    "beside the book, too": (
        [book(), other("ответ.xlsx", stripped=DECISIONS_FORM)], MEND.format("ответ.xlsx") + WORDS
    ),
    "another form without its code": ([other("ответ.xlsx", stripped="Самооценка")], None),
    "one of that name that was changed": (
        [other("почта/Решения-2025.xlsx", altered=True)],
        MEND.format("почта/Решения-2025.xlsx") + WORDS,
    ),
    "one of that name that cannot be read": (
        [other("Решения.xlsx", altered=True, unread=True)],
        f"Книга решений «Решения.xlsx» не прочитана. {WORDS}",
    ),
    "a workbook of that name, and no more": ([other("Решения.xlsx")], None),
    "changed, of another name": ([other("ответ.xlsx", altered=True)], None),
    "in an archive": ([other("Решения.xlsx", altered=True, member=1)], None),
    "passed over": ([other("~$Решения.xlsx", altered=True, litter="метка")], None),
    "nearly named so": (
        [other("решения (1).xlsx", NEAR, altered=True)],
        MEND.format("решения (1).xlsx") + f"{NEAR.message} {NEAR.remedy}",
    ),
    "nearly named so beside the book": (
        [book(), other("решения (1).xlsx", NEAR, altered=True)], "Решения.xlsx"
    ),
    "beside the book, and cannot be read": (
        [book(), other("решения 2.xlsx", altered=True, unread=True)],
        f"Книга решений «решения 2.xlsx» не прочитана. {WORDS}",
    ),
    "a form is no book": ([form("Решения.xlsx")], None),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_a_run_goes_by_the_one_book_of_its_year_or_stops(files, expected):
    found = the_decisions(files, METHODOLOGY)
    assert (found.path if isinstance(found, DecisionBook) else found) == expected


# --- «файл разобран» ------------------------------------------------------------------------------

JANUARY = dt.date(2026, 1, 14)


def mark(file, day=JANUARY, number=4, kind=AdmissionKind.SORTED_OUT):
    return Admission(
        participant="", kind=kind, file=file, reason="звонили", document="", who="С.", day=day,
        entry=row(DecisionTable.ADMISSION, number=number, file=file),
    )  # fmt: skip


def waiting(path, status=FileStatus.UNREADABLE, received=None, **known):
    read = OtherFile(source=replace(lying_at(path), received=received))
    known = {"reason": "файл не прочитан", "findings": (FAULT,)} | known
    return FileResult(read=read, status=status, **known)


SORTED = "файл разобран: звонили (С., 14.01.2026)"
LEFT = "файл не прочитан"
MARKS = {
    # files, marks; the reasons of the files then; codes and words on the marks
    "by its path": ([waiting("а/б.csv")], [mark("а/б.csv")], [SORTED], []),
    "by its name in any letters": ([waiting("а/Б.csv")], [mark("б.CSV")], [SORTED], []),
    "every file of that name": (
        [waiting("а/б.csv"), waiting("в/б.csv")], [mark("б.csv")], [SORTED, SORTED], []
    ),
    "the one at that path before those of that name": (
        [waiting("б.csv"), waiting("в/б.csv")], [mark("б.csv")], [SORTED, LEFT], []
    ),
    "one that came on the day of the mark": (
        [waiting("б.csv", received=JANUARY)], [mark("б.csv")], [SORTED], []
    ),
    "one that came later is another": (
        [waiting("б.csv", received=dt.date(2026, 1, 15))], [mark("б.csv")], [LEFT],
        ["файл поступил позже записи"],
    ),
    "of two of one name only the earlier": (
        [waiting("1/б.csv", received=JANUARY), waiting("2/б.csv", received=dt.date(2026, 1, 15))],
        [mark("б.csv")], [SORTED, LEFT], [],
    ),
    "what waits for nobody": (
        [waiting("б.csv", FileStatus.USED, reason="учтён", participant="И1")], [mark("б.csv")],
        ["учтён"], ["файл уже не ждёт: учтён"],
    ),
    "marked twice": (
        [waiting("б.csv")], [mark("б.csv"), mark("б.csv", number=5)], [SORTED],
        [f"файл уже не ждёт: {SORTED}"],
    ),
    "of no file": ([waiting("б.csv")], [mark("в.csv")], [LEFT], ["D028 «в.csv»"]),
    "another ruling": (
        [waiting("б.csv")], [mark("б.csv", kind=AdmissionKind.EXCLUDED)], [LEFT], []
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "marks", "reasons", "said"), MARKS.values(), ids=MARKS)
def test_a_mark_takes_off_the_list_what_waits_under_its_path_or_name(files, marks, reasons, said):
    found = sort_out(files, Decisions(admissions=tuple(marks)))
    assert [file.reason for file in found.files] == reasons
    for file in found.files:
        done = file.reason == SORTED
        assert (file.status is FileStatus.IGNORED) == done
        assert {f.severity for f in file.findings} == {Severity.NOTE if done else Severity.ERROR}
    assert len(found.findings) == len(said) == len(found.idle)
    for finding, words in zip(found.findings, said, strict=True):
        needless = "D028" not in words
        assert finding.code == (NEEDLESS if needless else NO_FILE_TO_SORT_OUT).code
        assert words.removeprefix("D028 ") in finding.message
        assert ("«файл разобран» ничего не меняет" in finding.message) == needless
        assert finding.cell == f"file{5 if len(marks) > 1 else 4}"
    assert {ref.cell for ref in found.idle} == {finding.cell for finding in found.findings}
