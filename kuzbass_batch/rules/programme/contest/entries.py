"""Applications to the contest of the year, as they stand in «Конкурс»; what is open (p. 2.7)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.records.committee.contest import (
    NO_CONTEST,
    AnnouncedContest,
    ContestEntry,
    EntryAdmission,
    PracticeContest,
)
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.programme import ProgrammeRegisters, RegisterRow
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import ToDo
from kuzbass_batch.rules.programme.projects.numbers import lasting_number, name_key
from kuzbass_batch.rules.to_do_lines import SHOWN_NUMBERS, to_do_line

NUMBER = "application"
"""The column with the lasting number of an application; a row without one is a result alone."""
_YEAR = re.compile(r"-[КK]([0-9]{2})-[0-9]+")
"""Where such a number says of which year's contest it is: `ИО-07-К26-48213`."""
EntryKey = tuple[str, str, str]


def entry_key(participant: str, nomination: str, practice: str) -> EntryKey:
    """Return by what an application is known where its number does not stand."""
    return alike(participant), name_key(nomination), name_key(practice)


def entry_numbers(
    applications: Iterable[tuple[str, str, str]],
    entries: Iterable[DecisionEntry],
    contest: PracticeContest,
) -> Mapping[EntryKey, str]:
    """Return the number of each application, by `entry_key`.

    applications: participant, nomination, practice. entries: rows of the registers, which know what
    was given.
    """
    found: dict[EntryKey, str] = {}
    taken: set[str] = set()
    for row in entries:
        number = row.text(NUMBER) if row.table is ProgrammeTable.CONTEST else ""
        if number:
            taken.add(alike(number))
            if is_of_contest(row, contest):
                found.setdefault(_key_of(row), number)
    for participant, nomination, practice in sorted(applications):
        key = entry_key(participant, nomination, practice)
        if key not in found:
            head = f"{participant}-К{contest.year % 100:02}-"
            found[key] = lasting_number(key, head, frozenset(taken))
            taken.add(alike(found[key]))
    return found


def _key_of(row: DecisionEntry) -> EntryKey:
    return entry_key(row.text("participant"), row.text("nomination"), row.text("practice"))


def is_of_contest(row: DecisionEntry, contest: PracticeContest) -> bool:
    """Tell whether a row of «Конкурс» is of this contest: by its name, and its year.

    The year is that of the results, else the one that the number bears, else that of the day on
    which the application came.
    """
    if row.table is not ProgrammeTable.CONTEST or name_key(row.text("contest")) != name_key(
        contest.name
    ):
        return False
    day, borne = row.day("date"), _YEAR.search(row.text(NUMBER))
    if day is not None:
        return day.year == contest.year
    if borne:
        return int(borne[1]) == contest.year % 100
    came = row.day("application_day")
    return came is None or contest.announced.year <= came.year <= contest.year


def nomination_key(text: str, contest: PracticeContest) -> str:
    """Return the key of the nomination that a text names, empty if none is named so."""
    return next(
        (each.key for each in contest.nominations if name_key(each.title) == name_key(text)), ""
    )


def announced_contest(
    contest: PracticeContest | None,
    registers: ProgrammeRegisters,
    registry: Registry,
    files: Iterable[FileResult],
) -> AnnouncedContest:
    """Return the contest of the year with its applications, by number, if one is announced.

    files: those of the folder, so that an entry names the form it came by.
    """
    if contest is None:
        return NO_CONTEST
    names = {each.id: (each.name, each.short_name) for each in registry.participants}
    names |= {each.id: (each.name, each.name) for each in registers.bodies}
    paths = dict(_paths(files))
    found = (
        _entry(row, contest, names.get(row.participant, ("", "")), paths)
        for row in registers.of(ProgrammeTable.CONTEST)
        if row.text(NUMBER) and is_of_contest(row.entry, contest)
    )
    return AnnouncedContest(
        contest=contest,
        entries=tuple(sorted(found, key=lambda each: wording.number_order(each.number))),
    )


def _paths(files: Iterable[FileResult]) -> Iterator[tuple[EntryKey, str]]:
    for file in files:
        if isinstance(file.read, ReadProgrammeForm) and file.status is FileStatus.USED:
            form = file.read.form
            key = entry_key(file.participant, form.text("nomination"), form.text("practice"))
            yield key, file.source.path


def _entry(
    row: RegisterRow,
    contest: PracticeContest,
    names: tuple[str, str],
    paths: Mapping[EntryKey, str],
) -> ContestEntry:
    came, nomination = row.day("application_day"), row.text("nomination")
    key = nomination_key(nomination, contest)
    titles = {each.key: each.title for each in contest.nominations}
    return ContestEntry(
        number=row.text(NUMBER),
        contest=row.text("contest"),
        nomination=key,
        nomination_text=titles.get(key, nomination),
        participant=row.participant,
        name=names[0],
        short_name=names[1],
        practice=row.text("practice"),
        project=row.text("project"),
        before=row.text("practice_before"),
        after=row.text("practice_after"),
        proof=row.text("proof"),
        replication=row.text("replication"),
        author=row.text("author"),
        received=came,
        late=came is not None and came > contest.until,
        admitted=_admission(row),
        reason=row.text("refusal"),
        place=row.place,
        file=paths.get(_key_of(row.entry), ""),
    )


def _admission(row: RegisterRow) -> EntryAdmission:
    """Return what the committee decided; without a reason nobody is refused yet."""
    said = EntryAdmission(row.text("admitted"))
    if said is EntryAdmission.NO and not row.text("refusal"):
        return EntryAdmission.OPEN
    return said


def contest_to_do(outcome: Outcome) -> Iterator[ToDo]:
    """Yield what is open: admission, applications in no nomination, unknown bodies of jurors."""
    announced = outcome.contest
    contest = announced.contest
    if contest is None:
        yield from _unannounced(outcome)
        return
    entries = announced.entries
    questions = (
        (
            "Заявки на конкурс: решить о допуске – реестр «Конкурс», графа «Допуск»",
            [each.number for each in entries if each.admitted is EntryAdmission.OPEN],
        ),
        (
            "Заявки на конкурс: номинации в объявлении нет – исправить в реестре «Конкурс»",
            [each.number for each in entries if not each.nomination],
        ),
        (
            "Жюри конкурса: кодов нет ни в реестре участников, ни среди прочих организаций – "
            f"исправить в книге «{contest.book}»",
            _unknown_bodies(outcome),
        ),
    )
    for text, names in questions:
        yield to_do_line(
            text,
            names,
            "applications" if entries else "",
            for_committee=text.startswith("Заявки на конкурс: решить"),
            shown=SHOWN_NUMBERS,
        )


def _unannounced(outcome: Outcome) -> Iterator[ToDo]:
    """Yield that applications came to a contest that nobody announced: they wait."""
    waiting = [f.source.path for f in outcome.files if f.kind is Kind.CONTEST_APPLICATION]
    if waiting:
        text = (
            "Поступили заявки на конкурс, а он не объявлен: заполнить книгу «Конкурс.xlsx» в "
            "папке шаблонов и рассчитать снова"
        )
        yield to_do_line(text, waiting, "files", shown=SHOWN_NUMBERS)


def _unknown_bodies(outcome: Outcome) -> list[str]:
    contest = outcome.contest.contest
    known = {each.id.casefold() for each in outcome.registry.participants}
    known |= {body.id.casefold() for body in outcome.registers.bodies}
    jurors = contest.jurors if contest else ()
    return [
        f"{each.body} ({each.name})"
        for each in jurors
        if each.body and each.body.casefold() not in known
    ]
