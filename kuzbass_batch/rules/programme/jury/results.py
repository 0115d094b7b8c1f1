"""What a contest came to (p. 2.7): awards of the places, and their rows in the register.

Places go into the register once the committee has entered its minutes. A tie that decides who is
awarded is the committee's to decide: it enters the places in the register.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.contest import AnnouncedContest
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.programme import ContestResult, ProgrammeRegisters
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.returns import Settled
from kuzbass_batch.records.year.jury import (
    CONTEST_TOPIC,
    Award,
    EntryMarks,
    JuryMarks,
    SheetState,
)
from kuzbass_batch.records.year.outcome import Outcome, SortedFolder
from kuzbass_batch.records.year.year import ToDo
from kuzbass_batch.rules.programme.contest.entries import NUMBER, announced_contest
from kuzbass_batch.rules.programme.form_rows import FormRow
from kuzbass_batch.rules.programme.in_force import registers_in_force
from kuzbass_batch.rules.programme.jury.jury import with_jury
from kuzbass_batch.rules.to_do_lines import SHOWN_NUMBERS, to_do_line

ORIGIN = "итоги конкурса"
RESULT, PLACE, DATE, DOCUMENT = "result", "place", "date", "document"
"""The columns of the register that the results fill."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldContest:
    """The contest of the year, the files with its jury's sheets judged, the registers before it."""

    contest: AnnouncedContest
    marks: JuryMarks
    settled: Settled
    registers: ProgrammeRegisters


def held_contest(
    settled: Settled, registers: ProgrammeRegisters, folder: SortedFolder
) -> HeldContest:
    """Return the contest with its jury's marks and the awards that follow."""
    contest = announced_contest(folder.contest, registers, folder.registry, settled.files)
    judged = with_jury(settled, contest, folder.registry)
    entered = _entered_places(registers)
    marks = replace(judged.marks, awards=tuple(awards_of(judged.marks, entered)))
    return HeldContest(contest=contest, marks=marks, settled=judged.settled, registers=registers)


def with_results(
    held: HeldContest,
    said: Iterable[FormRow],
    folder: SortedFolder,
    methodology: Methodology,
    as_of: dt.date,
) -> ProgrammeRegisters:
    """Return the registers with the places of the contest, once its minutes are entered.

    said: what the forms that count say of their rows.
    """
    results = tuple(rows_of_results(held.marks))
    if not results:
        return held.registers
    return registers_in_force(folder, methodology, as_of, (*said, *results))


def _entered_places(registers: ProgrammeRegisters) -> Mapping[str, int]:
    """Return the places that the committee itself entered, by the application's number."""
    rows = (row.entry for row in registers.of(ProgrammeTable.CONTEST) if row.text(NUMBER))
    found = ((alike(row.text(NUMBER)), _entered(row)) for row in rows)
    return {number: place for number, place in found if place}


def _entered(row: DecisionEntry) -> int:
    """Return what was typed under «Место», 0 if nothing was: what the program wrote is no entry."""
    values = (cell.value for cell in row.entered if cell.column == PLACE)
    value = next(values, None)
    return int(value) if isinstance(value, Decimal) and value == int(value) else 0


def awards_of(marks: JuryMarks, entered: Mapping[str, int]) -> Iterator[Award]:
    """Yield what each entry reached, by nomination and place.

    entered: places that the committee entered, by the comparable number of the application.
    """
    if marks.contest is None:
        return
    for each in marks.entries():
        own = entered.get(alike(each.entry.number), 0)
        yield _award(each, own, marks.contest.places)


def _award(marks: EntryMarks, entered: int, places: int) -> Award:
    if entered:
        return Award(marks=marks, result=_result(entered, places), place=entered, decided=True)
    place = marks.place
    if place is None:
        return Award(marks=marks, result=ContestResult.TOOK_PART)
    first, last = _result(place.first, places), _result(place.last, places)
    if first is not last or (first is ContestResult.WINNER and place.first != place.last):
        return Award(marks=marks, result=ContestResult.TOOK_PART, open=True)
    return Award(marks=marks, result=first, place=place.first)


def _result(place: int, places: int) -> ContestResult:
    if place == 1:
        return ContestResult.WINNER
    return ContestResult.PRIZE if place <= places else ContestResult.TOOK_PART


def rows_of_results(marks: JuryMarks) -> Iterator[FormRow]:
    """Yield what the minutes say of each application's row: nothing before they are entered."""
    minutes = marks.minutes
    if minutes is None:
        return
    for award in marks.awards:
        entry, cells = award.marks.entry, _cells(award, minutes.day, marks.minutes_words)
        yield FormRow(
            table=ProgrammeTable.CONTEST,
            participant=entry.participant,
            keys=((NUMBER, entry.number),),
            cells=tuple(cells.items()),
            owned=frozenset((RESULT, PLACE, DATE, DOCUMENT)),
            origin=ORIGIN,
            opens=False,
        )


def _cells(award: Award, day: dt.date, minutes: str) -> dict[str, Scalar]:
    """Return what the row says; nothing while a tie waits: what was said of it before is over."""
    if award.open:
        return {}
    place = {} if award.decided or not award.place else {PLACE: Decimal(award.place)}
    return {
        RESULT: award.result.value,
        DATE: day,
        DOCUMENT: minutes,
        **place,
    }


def jury_to_do(outcome: Outcome) -> Iterator[ToDo]:
    """Yield what is open: sheets that are awaited, ties, entries with few votes, the minutes.

    Once the minutes are entered only a tie that they leave open waits.
    """
    marks = outcome.jury
    if not marks or marks.contest is None:
        return
    wanting = [each for each in marks.jurors if each.blank and not marks.minutes]
    late = [each.juror.name for each in wanting if each.state is SheetState.LATE]
    owing = [each.juror.name for each in wanting if each.state is not SheetState.LATE]
    over = marks.whole or outcome.as_of > marks.contest.sheets_due
    few = [each.entry.number for each in marks.entries() if each.few]
    lines = (
        ("Жюри конкурса: разослать листы из «Конкурс/Листы жюри», ждём оценок", owing),
        ("Листы жюри поступили после срока: не учтены, пока срок в объявлении не перенесён", late),
        (
            "Равные места конкурса: решить и внести «Место» – реестр «Конкурс»",
            [each.marks.entry.number for each in marks.awards if each.open and marks.begun],
        ),
        (
            "Заявки, по которым учтено меньше половины оценок жюри",
            few if marks.begun and not marks.minutes else [],
        ),
        (
            f"Итоги конкурса: внести номер и дату протокола – лист «Протоколы», «{CONTEST_TOPIC}»",
            [marks.contest.name] if marks.begun and over and not marks.minutes else [],
        ),
    )
    for at, (text, names) in enumerate(lines):
        yield to_do_line(
            text,
            names,
            "jurors" if at < 2 or not marks.begun else "jury_marks",
            for_committee=at > 0,
            shown=SHOWN_NUMBERS,
        )
