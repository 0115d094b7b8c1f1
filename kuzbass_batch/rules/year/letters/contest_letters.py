"""Who gets which letters on the contest of best practices (p. 2.7)."""

from collections import defaultdict
from collections.abc import Mapping

from kuzbass_batch.records.committee.contest import EntryAdmission
from kuzbass_batch.records.committee.outgoing import OF_CONTEST, LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome


def is_announcing(outcome: Outcome) -> bool:
    """Tell whether participants are told of a contest: from its announcement to the last day."""
    contest = outcome.contest.contest
    return contest is not None and contest.announced <= outcome.as_of <= contest.until


def answered_applications(outcome: Outcome, who: str) -> tuple[FileResult, ...]:
    """Return the applications of a body that are answered: those that count, those to be mended."""
    if not outcome.contest:
        return ()
    return tuple(file for file in outcome.files if file.participant == who and _is_answered(file))


def _is_answered(file: FileResult) -> bool:
    answered = file.status in (FileStatus.USED, FileStatus.RETURNED)
    return answered and file.kind is Kind.CONTEST_APPLICATION


def letters_on_contest(outcome: Outcome) -> Mapping[str, tuple[LetterKind, ...]]:
    """Return who gets which, by participant's id; nobody where no contest is announced.

    An application that came is acknowledged, with or without remarks, one on paper, too; what the
    committee decided on it is told, and what it came to once the minutes are entered.
    """
    if not outcome.contest:
        return {}
    found: dict[str, set[LetterKind]] = defaultdict(set)
    if is_announcing(outcome):
        for each in outcome.registry.participants:
            found[each.id].add(LetterKind.CONTEST_ANNOUNCEMENT)
    for file in outcome.files:
        if file.participant and _is_answered(file):
            found[file.participant].add(LetterKind.APPLICATION_RECEIPT)
    for entry in outcome.contest.entries:
        found[entry.participant].add(LetterKind.APPLICATION_RECEIPT)
        if entry.admitted is not EntryAdmission.OPEN:
            found[entry.participant].add(LetterKind.CONTEST_ADMISSION)
    for award in outcome.jury.awards if outcome.jury.minutes else ():
        if not award.open:
            found[award.marks.entry.participant].add(LetterKind.CONTEST_RESULT)
    return {
        who: tuple(kind for kind in OF_CONTEST if kind in kinds) for who, kinds in found.items()
    }
