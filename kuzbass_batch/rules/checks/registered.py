"""Registers answer first: what the committee itself registered is not asked for (p. 2.7, 3.2, 3.5).

An answer never changes points; a claim that a register contradicts is a question.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import Criterion, Points
from kuzbass_batch.methodology.records import Methodology, Question, QuestionKind
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    CheckDecision,
    ContestResult,
    ProgrammeRegisters,
    ProjectStatus,
    RegisterRow,
)
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.rules.checks.people import person_key

OF_KIND = {
    QuestionKind.PASSPORT: ProgrammeTable.PROJECTS,
    QuestionKind.QUALITY_CHECK: ProgrammeTable.SAMPLES,
    QuestionKind.CONTEST: ProgrammeTable.CONTEST,
    QuestionKind.TRAINING_LIST: ProgrammeTable.TRAINING,
}
"""The register that a question is about."""
SHOWN = 3
"""Rows named in one sentence."""


class RegisterAnswers:
    """What the registers say of each participant in the year under rating."""

    def __init__(
        self, registers: ProgrammeRegisters, registry: Registry, methodology: Methodology
    ) -> None:
        """Take the rows in force; a parent's claim may rest on what its subordinates have (R19)."""
        self.methodology = methodology
        self._rows: dict[tuple[ProgrammeTable, str], list[RegisterRow]] = defaultdict(list)
        self._used: dict[ProgrammeTable, int] = defaultdict(int)
        for row in registers.rows:
            # What a form of this folder says answers by that form.
            if self._counts(row) and not row.made:
                self._rows[row.table, row.participant].append(row)
                self._used[row.table] += 1
        self._trained: dict[str, int] = {}
        self._below: dict[str, list[str]] = defaultdict(list)
        for person in registry.participants:
            if person.parent:
                self._below[person.parent].append(person.id)

    def __bool__(self) -> bool:
        """Tell whether anything is registered."""
        return bool(self._used)

    def keeps(self, table: ProgrammeTable) -> bool:
        """Tell whether a register holds anything that speaks of the year."""
        return bool(self._used[table])

    def certificates(self, who: str) -> tuple[RegisterRow, ...]:
        """Return the certificates in force of a participant, without those of its subordinates."""
        return tuple(row for row in self._certificates(who) if row.participant == who)

    def _counts(self, row: RegisterRow) -> bool:
        """Tell whether a row speaks of the year: contests and training happen in one.

        An application to a contest that is yet to be held answers nothing.
        """
        if row.table is ProgrammeTable.CONTEST and not row.text("result"):
            return False
        if row.table in (ProgrammeTable.CONTEST, ProgrammeTable.TRAINING):
            day = row.day("date")
            return day is not None and day.year == self.methodology.year
        return True

    def rows(self, table: ProgrammeTable, who: str, *, below: bool = False) -> list[RegisterRow]:
        """Return the rows of a participant, those of its subordinates after its own."""
        others = self._below[who] if below and who in self._below else []
        return [row for each in (who, *others) for row in self._rows.get((table, each), ())]

    def answer(self, question: Question, who: str) -> str:
        """Return what a register says in answer to a question, empty if it does not."""
        match question.kind:
            case QuestionKind.QUALITY_CHECK:
                return _listed(map(_certificate_words, self._certificates(who)))
            case QuestionKind.CONTEST:
                return _listed(map(_contest_words, self._contests(who)))
            case QuestionKind.PASSPORT:
                return _listed(map(_project_words, self._living(who)))
            case QuestionKind.TRAINING_LIST:
                people = self.trained(who)
                return f"по реестру «Обучение»: человек – {people}" if people else ""

    def trained(self, who: str) -> int:
        """Return how many people of a participant are registered as trained in the year.

        A person counts once, whatever he has been taught, or once a document (reading R15).
        """
        if who not in self._trained:  # Several questions ask it of each participant.
            own = self.rows(ProgrammeTable.TRAINING, who)
            self._trained[who] = people_trained(own, self.methodology)
        return self._trained[who]

    def against(
        self, question: Question, points: Points, who: str, listed: int, *, asked: bool
    ) -> str:
        """Return how a register contradicts a claim, empty if it does not.

        points: claimed for the criterion. listed: people in the form's own list of the trained.
        asked: the form's own words already raise the question.
        """
        if points < question.from_points:
            return ""
        answered = self.answer(question, who)
        if question.kind is QuestionKind.TRAINING_LIST:
            return self._fewer(who, listed) if answered else ""
        table = OF_KIND[question.kind]
        if question.kind is QuestionKind.CONTEST and answered:
            criterion = self.methodology.criterion(question.criterion)
            return self._only_took_part(criterion, points, who)
        if answered:
            return self._only_own(question, points, who)
        others = self._contests(who) if question.kind is QuestionKind.CONTEST else None
        others = self.rows(table, who, below=True) if others is None else others
        if others:
            return _listed(_state_words(row) for row in others)
        # Who keeps no such register has none to compare with.
        kept = self._used[table] and question.kind is not QuestionKind.PASSPORT
        return self._none_words(question) if kept and not asked else ""

    def _certificates(self, who: str) -> Iterator[RegisterRow]:
        for row in self.rows(ProgrammeTable.SAMPLES, who, below=True):
            if is_valid_certificate(row, self.methodology):
                yield row

    def _contests(self, who: str) -> list[RegisterRow]:
        """Return the contests of the year; those of subordinates by reading R19."""
        below = self.methodology.chosen("R19") == "yes"
        return self.rows(ProgrammeTable.CONTEST, who, below=below)

    def _living(self, who: str) -> Iterator[RegisterRow]:
        for row in self.rows(ProgrammeTable.PROJECTS, who):
            if row.text("status") != ProjectStatus.STOPPED:
                yield row

    def _fewer(self, who: str, listed: int) -> str:
        """Return that the form lists more people than the register, which has groups only.

        Where it has names, each row of the list is asked about by itself.
        """
        people, every = self.trained(who), self.rows(ProgrammeTable.TRAINING, who)
        if listed <= people or any(row.text("person") for row in every):
            return ""
        rows = [row.place for row in every]
        return (
            f"в списке обученных человек – {listed}, а в реестре за {self.methodology.year} год – "
            f"{people} ({_listed(rows)})"
        )

    def _only_took_part(self, criterion: Criterion, points: Points, who: str) -> str:
        """Return that the highest row is claimed, and the register knows of no prize."""
        rows = self._contests(who)
        took_part = all(row.text("result") == ContestResult.TOOK_PART for row in rows)
        if points < criterion.max_points or not took_part:
            return ""
        return _listed(_state_words(row) for row in rows)

    def _only_own(self, question: Question, points: Points, who: str) -> str:
        """Return that what is claimed of the bodies under the participant is its own alone."""
        if question.kind is not QuestionKind.QUALITY_CHECK:
            return ""
        rows = self.methodology.criterion(question.criterion).rows
        about_them = any(row.subordinate and row.points == points for row in rows)
        certified = list(self._certificates(who))
        if not about_them or any(row.participant != who for row in certified):
            return ""
        own = _listed(map(_certificate_words, certified))
        return f"сертификат есть только у самого участника ({own})"

    def _none_words(self, question: Question) -> str:
        if question.kind is QuestionKind.CONTEST:
            return f"в реестре «Конкурс» за {self.methodology.year} год такой записи нет"
        return "в реестре «Образцы» такого сертификата нет"


def people_trained(rows: Iterable[RegisterRow], methodology: Methodology) -> int:
    """Return how many people some rows of «Обучение» make, those of groups among them (R15)."""
    named, groups = list[str](), Decimal(0)
    for row in rows:
        person = row.text("person")
        if person:
            named.append(person_key(person))
        else:
            groups += row.number("quantity") or 1
    once = methodology.chosen("R15") == "one"
    return len(set(named) if once else named) + int(groups)


def is_certified(row: RegisterRow) -> bool:
    """Tell whether a row of samples holds a certificate.

    One that was only decided on is a certificate once it has its number and day.
    """
    if row.text("decision") == CheckDecision.AWARDED:
        return bool(row.text("number")) and row.day("date") is not None
    return row.text("decision") == CheckDecision.CERTIFIED


def is_valid_certificate(row: RegisterRow, methodology: Methodology) -> bool:
    """Tell whether a row of samples is a certificate that is valid (reading R18: does it lapse)."""
    if not is_certified(row):
        return False
    day = row.day("date")
    lasting = methodology.chosen("R18") == "lasting"
    return lasting or (day is not None and day.year >= methodology.year - 1)


def _certificate_words(row: RegisterRow) -> str:
    day = row.day("date")
    when, number = f" от {wording.day(day)}" if day else "", row.text("number").lstrip("№ ")
    return f"{row.place}: сертификат № {number} ({row.text('level')}){when}"


def _contest_words(row: RegisterRow) -> str:
    return f"{row.place}: {row.text('contest')} ({row.text('scope')}), {row.text('result')}"


def _project_words(row: RegisterRow) -> str:
    return f"{row.place}: проект {row.text('number')}, {row.text('status')}"


def _state_words(row: RegisterRow) -> str:
    """Return what a row says that does not bear out the claim."""
    column = {
        ProgrammeTable.SAMPLES: "decision",
        ProgrammeTable.CONTEST: "result",
        ProgrammeTable.PROJECTS: "status",
    }[row.table]
    said = row.text(column)
    return f"в реестре {row.place}, " + (f"стоит «{said}»" if said else "решения нет")


def _listed(words: Iterable[str]) -> str:
    """Return the first words, joined, and how many more there are."""
    every = list(words)
    if not every:
        return ""
    return "; ".join(every[:SHOWN]) + wording.and_more(len(every) - SHOWN)
