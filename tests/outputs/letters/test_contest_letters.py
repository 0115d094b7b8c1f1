"""Letters on a contest: each proof-read as a whole; who gets which (p. 2.7)."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.letters.letters import LetterTask, render_letter
from kuzbass_batch.outputs.letters.planning import Letter, LetterFacts, plan_letters
from kuzbass_batch.outputs.letters.programme.contest_letters import words_on_contest
from kuzbass_batch.outputs.letters.redrawn import contest_blank, plan_redrawn
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.committee.contest import EntryAdmission
from kuzbass_batch.records.committee.outgoing import OF_CONTEST, LetterKind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.records.year.jury import JuryMarks, Vote
from kuzbass_batch.records.year.partner_checks import NO_CHECKS
from kuzbass_batch.records.year.projects import NO_PROJECTS
from kuzbass_batch.rules.programme.jury.places import judged_nomination
from kuzbass_batch.rules.programme.jury.results import awards_of
from kuzbass_batch.rules.year.letters.contest_letters import letters_on_contest
from kuzbass_batch.rules.year.letters.letters import letters_on_projects
from kuzbass_batch.rules.year.letters.outside_readers import outside_readers
from tests.contests import APPLICATION_FILE, CONTEST, application
from tests.filled import FORMS, METHODOLOGY
from tests.findings.folder import Input, looked_at
from tests.office import NAMES
from tests.office_files import faults, letter_text, property_of
from tests.outputs.letters.test_letters import ABSENT, HEAD
from tests.paths import DATA
from tests.programme_rows import Book
from tests.rules.programme.test_jury import minutes

GOLDEN = DATA / "golden_contest"
"""A text for each of the letters below."""
LATE = (
    ("practice", "Единое окно"), ("project", None), ("filled_on", dt.date(2025, 11, 3)),
    ("nomination", CONTEST.nominations[1].title),
)  # fmt: skip
FILES = {
    APPLICATION_FILE: (),
    "поздняя.xlsx": LATE,
    "чат.xlsx": (("practice", "Чат для приёмной"), ("project", None), ("after", None)),
}
"""One that is taken with a question, one three days late, one to be mended."""
ATTACHED = (
    ("чат.xlsx", "Письма/Приём заявок/Заявка на конкурс-2025 (исправить).xlsx"),
    (contest_blank(HEAD.id), "Письма/Объявление конкурса/Заявка на конкурс-2025.xlsx"),
)


@cache
def outcome(as_of=dt.date(2025, 11, 5), contest=CONTEST):
    files = {name: application(changes) for name, changes in FILES.items()}
    given = Input(files=files, as_of=as_of, contest=contest)
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        return looked_at(given, Path(folder), store)[1]


def decided(found):
    """Return the outcome with one application admitted and the late one refused."""
    entries = tuple(
        replace(each, admitted=EntryAdmission.NO, reason="поступила после срока.")
        if each.late
        else replace(each, admitted=EntryAdmission.YES)
        for each in found.contest.entries
    )
    return replace(found, contest=replace(found.contest, entries=entries))


def judged(found):
    """Return the outcome with what three jurors gave to the one admitted, and the minutes."""
    admitted = [each for each in found.contest.entries if each.competes]
    votes = {
        each.number: tuple(
            Vote(juror=juror, entry=each.number, points=points, comment=comment)
            for juror, points, comment in (
                ("1", (Decimal(9), Decimal(7)), "Хорошо описан путь клиента."),
                ("2", (Decimal(8), Decimal(7)), ""),
                ("3", (Decimal(8), Decimal(6)), "Нужен срок тиражирования"),
            )
        )
        for each in admitted
    }
    marks = judged_nomination(CONTEST.nominations[0], admitted, votes, ("1", "2", "3"), 1)
    jury = JuryMarks(contest=CONTEST, nominations=(marks,), minutes=minutes(dt.date(2025, 11, 20)))
    return replace(found, jury=replace(jury, awards=tuple(awards_of(jury, {}))))


class Found:
    """As much of the conclusions as a letter on the contest asks for."""

    def __init__(self):
        self.outcome = judged(decided(outcome()))


class Office:
    """As much of what all letters of a run share."""

    class due:
        answer = dt.date(2025, 11, 12)


def drawn(kind):
    letter = Letter(participant=HEAD.id, kind=kind, path="", standing=ABSENT, attached=ATTACHED)
    task = LetterTask(
        letter=letter, addressee=addressee_of(HEAD), facts=LetterFacts(),
        contest=words_on_contest(letter, Found(), Office),
    )  # fmt: skip
    return render_letter(None, year_of(METHODOLOGY), task)


@pytest.mark.parametrize("kind", OF_CONTEST)
def test_a_letter_on_the_contest_reads_word_for_word_as_proof_read(kind):
    text = letter_text(io.BytesIO(drawn(kind)))
    assert text == (GOLDEN / f"{kind}.txt").read_text("utf-8")


@pytest.mark.parametrize("kind", OF_CONTEST)
def test_a_letter_on_the_contest_is_valid_and_tells_its_title_and_author(tmp_path, kind):
    path = tmp_path / f"{kind}.docx"
    path.write_bytes(drawn(kind))
    assert faults(path) == []
    assert HEAD.name in property_of(path, "title") and property_of(path, "creator")


def test_an_application_is_acknowledged_and_what_is_decided_is_told():
    found = letters_on_contest(outcome())
    assert found == {"ИО-01": (LetterKind.APPLICATION_RECEIPT,)}
    assert letters_on_contest(decided(outcome()))["ИО-01"] == OF_CONTEST[1:3]
    assert letters_on_contest(judged(decided(outcome())))["ИО-01"] == OF_CONTEST[1:]
    waiting = judged(decided(outcome()))
    waiting = replace(waiting, jury=replace(waiting.jury, minutes=None))
    assert LetterKind.CONTEST_RESULT not in letters_on_contest(waiting)["ИО-01"]
    assert letters_on_projects(outcome(), NO_PROJECTS) == {}


@pytest.mark.parametrize(
    ("day", "announced"),
    [
        (CONTEST.announced - dt.timedelta(days=1), False), (CONTEST.announced, True),
        (CONTEST.until, True), (CONTEST.until + dt.timedelta(days=1), False),
    ],
)  # fmt: skip
def test_everybody_is_told_from_the_announcement_to_the_last_day(day, announced):
    found = letters_on_contest(replace(outcome(), as_of=day))
    told = {who for who, kinds in found.items() if LetterKind.CONTEST_ANNOUNCEMENT in kinds}
    assert told == (set(NAMES) if announced else set())


def test_without_a_contest_there_is_no_letter():
    assert letters_on_contest(outcome(contest=None)) == {}


BODY = "ОРГ-01"


def of_another_body(found):
    """Return the outcome as if every application were of a body outside of the registry."""
    book = Book()
    book.enter("bodies", id=BODY, body="Завод образцов", contact="konkurs@example.org")
    book.enter("bodies", id="ОРГ-02", body="Кто не участвует")
    files = tuple(
        replace(f, participant=BODY) if f.source.path in FILES else f for f in found.files
    )
    entries = tuple(replace(each, participant=BODY) for each in found.contest.entries)
    nominations = tuple(
        replace(each, entries=tuple(replace(m, entry=replace(m.entry, participant=BODY))
                                    for m in each.entries))
        for each in found.jury.nominations
    )  # fmt: skip
    jury = replace(found.jury, nominations=nominations)
    return replace(
        found, files=files, standings=(), registers=book.in_force(found.registry, found.as_of),
        contest=replace(found.contest, entries=entries),
        jury=replace(jury, awards=tuple(awards_of(jury, {})) if jury.nominations else ()),
    )  # fmt: skip


class Concluded:
    """As much of the conclusions as the plan of letters asks for."""

    drafts, windows, letters, partner_checks = (), {}, {}, NO_CHECKS

    def __init__(self, outcome):
        self.outcome, self.outside = outcome, outside_readers(outcome)


def test_a_body_outside_of_the_registry_gets_the_same_letters():
    found = of_another_body(judged(decided(outcome())))
    (reader,) = outside_readers(found)
    assert (reader.participant.id, reader.participant.email) == (BODY, "konkurs@example.org")
    planned = plan_letters(Concluded(found), ())
    assert [(each.participant, each.kind) for each in planned] == [
        (BODY, kind) for kind in OF_CONTEST[1:]
    ]
    assert planned[1].path == "Письма/Допуск к конкурсу/ОРГ-01 Завод образцов.docx"
    for each in planned:
        task = LetterTask(
            letter=each, addressee=addressee_of(reader.participant), facts=LetterFacts(),
            contest=words_on_contest(each, Concluded(found), Office),
        )  # fmt: skip
        text = letter_text(io.BytesIO(render_letter(None, year_of(METHODOLOGY), task)))
        assert "Завод образцов" in text and "Быстрый ответ" in text


def test_its_application_to_be_mended_comes_back_with_the_receipt():
    found = of_another_body(outcome())
    (form,) = plan_redrawn(found, FORMS, Office.due)
    assert (form.participant.id, form.source, form.due) == (BODY, "чат.xlsx", Office.due.answer)
    receipt, *rest = plan_letters(Concluded(found), (form,))
    assert not rest and receipt.attached == (("чат.xlsx", form.path),)
    (file,) = (each for each in found.files if each.status is FileStatus.RETURNED)
    assert form.path.startswith(receipt.path.rpartition("/")[0]) and file.source.path == form.source


def test_of_no_contest_nobody_outside_is_written_to():
    found = of_another_body(outcome(contest=None))
    assert outside_readers(found) == () and list(plan_redrawn(found, FORMS, Office.due)) == []
