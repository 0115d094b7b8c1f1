"""In which file a missing self-assessment may lie: by path, address and form; files by hand."""

from dataclasses import replace

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.read_files import OtherFile
from kuzbass_batch.records.returns.returns import Candidates, FileResult, FileStatus
from kuzbass_batch.rules.returns.possible import possible_returns
from tests.categories import EXECUTIVE
from tests.rules.decisions.bare_forms import form, lying_at
from tests.rules.decisions.test_the_book import NEAR


def person(participant_id, name, short, email=""):
    return Participant(
        id=participant_id, name=name, short_name=short, category=EXECUTIVE, email=email
    )


REGISTRY = Registry(path="", participants=(
    person("ИО-01", "Министерство примеров", "Минпримеров", "Приёмная <MIN@x.ru>, two@x.ru"),
    person("ИО-02", "Бюро вымысла", "Бюро", "two@x.ru"),
    person("ИО-011", "Лес", "Юрт"),
))  # fmt: skip


def unread(path, sender="", status=FileStatus.UNREADABLE, findings=(), **known):
    read = OtherFile(source=replace(lying_at(path), sender=sender))
    return FileResult(read=read, status=status, reason="", findings=findings, **known)


def nobodys(path, kind=Kind.SELF_ASSESSMENT, status=FileStatus.RETURNED, who="", unfilled=False,
            held=False, **candidates):  # fmt: skip
    read = form(path, kind, unfilled=unfilled)
    return FileResult(read=read, status=status, reason="", participant=who, held=held,
                      candidates=Candidates(**candidates))  # fmt: skip


FILES = {
    # a file; in whose stead it may lie, and whom it names on another's blank
    "an id in the name": (unread("ИО-01 самооценка.rar"), {"ИО-01"}, ""),
    "an id of a folder, in other letters": (unread("почта/ио_02/а.pdf"), {"ИО-02"}, ""),
    "an id within a longer one": (unread("ИО-011.csv"), {"ИО-011"}, ""),
    "a name": (unread("Ответ Бюро вымысла.pdf"), {"ИО-02"}, ""),
    "a short name": (unread("минпримеров.csv"), {"ИО-01"}, ""),
    "a name within a word": (unread("минпримеровский.csv"), set(), ""),
    "a name of four letters": (unread("бюро.csv"), {"ИО-02"}, ""),
    "one of three": (unread("лес юрт.csv"), set(), ""),
    "an address": (unread("1.csv", "min@x.ru"), {"ИО-01"}, ""),
    "an address in other letters": (unread("1.csv", "MIN@X.RU"), {"ИО-01"}, ""),
    "an address of two": (unread("1.csv", "two@x.ru"), {"ИО-01", "ИО-02"}, ""),
    "an unknown one": (unread("1.csv", "a@x.ru"), set(), ""),
    "a path and an address": (unread("ио-02.csv", "min@x.ru"), {"ИО-01", "ИО-02"}, ""),
    "what was read": (unread("ИО-01.csv", status=FileStatus.IGNORED), set(), ""),
    "a return of somebody": (unread("ИО-01.csv", status=FileStatus.RETURNED, participant="ИО-02"),
                             set(), ""),
    "the clerk's own": (unread("решения ИО-01.xlsx", findings=(NEAR,)), set(), ""),
    "a form that names nobody": (nobodys("а"), set(), ""),
    "a near name": (nobodys("а", near="ИО-02"), {"ИО-02"}, ""),
    "one of two": (nobodys("а", others=("ИО-01", "ИО-02")), {"ИО-01", "ИО-02"}, ""),
    "on another's blank": (nobodys("а", named="ИО-02", others=("ИО-01",)), {"ИО-01"}, "ИО-02"),
    "on another's blank, under the own name": (
        nobodys("ИО-02.xlsx", named="ИО-02", others=("ИО-01",)), {"ИО-01"}, "ИО-02"
    ),
    "a passport": (nobodys("ИО-01", Kind.PASSPORT), set(), ""),
    "a blank": (nobodys("ИО-01", unfilled=True), set(), ""),
    "one that waits for the committee": (
        nobodys("ИО-02.xlsx", status=FileStatus.IGNORED, who="ИО-01", held=True), {"ИО-02"}, ""
    ),
    "under the own name": (
        nobodys("ИО-01.xlsx", status=FileStatus.IGNORED, who="ИО-01", held=True), set(), ""
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "whose", "named"), FILES.values(), ids=FILES)
def test_whose_return_may_lie_in_a_file(file, whose, named):
    path = file.source.path
    found = possible_returns([file], REGISTRY)
    assert found.possible == dict.fromkeys(whose, (path,))
    assert found.misplaced == ({named: (path,)} if named else {})


def test_several_files_stand_in_their_order():
    found = possible_returns([unread("ИО-01.csv"), unread("б"), unread("а/ио-01.rar")], REGISTRY)
    assert found.possible == {"ИО-01": ("ИО-01.csv", "а/ио-01.rar")}
