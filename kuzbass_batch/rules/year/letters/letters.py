"""Who gets which letter, and which returned forms may still be mended (p. 2.9, 3.4)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kuzbass_batch.methodology.words import Words
from kuzbass_batch.records.committee.decisions import Objection
from kuzbass_batch.records.committee.outgoing import OF_CENTRE, LetterKind
from kuzbass_batch.records.committee.programme import CheckDecision
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind
from kuzbass_batch.records.rating.rating import Proof
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import (
    ReadAssessment,
    ReadProgrammeForm,
    WrongEdition,
    came_on,
)
from kuzbass_batch.records.returns.returns import FileStatus, ParticipantStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.partner_checks import CheckApplication, PartnerChecks
from kuzbass_batch.records.year.projects import ProgrammeProjects
from kuzbass_batch.records.year.year import DueDays

OF_PROJECTS = (Kind.PROJECT_REPORT, Kind.PROCESS_LIST)
"""Forms that go to the body that takes reports, and that it acknowledges (p. 3.2)."""
CHECK_DECIDED = frozenset(CheckDecision) - {CheckDecision.PENDING}
"""Decisions of a commission that an applicant is told."""
WITHOUT_RETURN = (ParticipantStatus.MISSING, ParticipantStatus.EXCLUDED)


def may_be_mended(kind: Kind, *, over: bool) -> bool:
    """Tell whether a returned form of this kind can still be mended and sent again.

    over: the day of the totals has come; from then on no self-assessment is asked for (p. 3.4).
    """
    return not (over and kind is Kind.SELF_ASSESSMENT)


def gets_blank(standing: Standing, *, closed: bool) -> bool:
    """Tell whether a blank goes with the reminder: nothing came, and it may still come.

    closed: no self-assessment that never came is asked for any more.
    """
    missing = standing.status is ParticipantStatus.MISSING
    return missing and not standing.possible and not closed


def letters_for(
    standing: Standing,
    objections: tuple[Objection, ...],
    requested: tuple[Proof, ...],
    *,
    over: bool,
    closed: bool,
    due: DueDays | None = None,
) -> Iterator[LetterKind]:
    """Yield the letters that a participant gets, in the order in which they are written.

    objections: his own; the reply waits until each is decided and, until the day of the totals, no
    form of objection is with him to be mended. requested: documents to ask for. closed: the rating
    is approved or summed up: who sent nothing is told so and asked for nothing. due: the days that
    letters name; before the act's own day they say whether a reminder is due, None for no schedule.
    A returned form that can no longer be mended is spoken of only where nothing counts instead.
    Nobody is told that nothing came while his form may lie in a file that could not be read.
    """
    if standing.scorecard:
        yield LetterKind.RESULT
        asked_back = any(file.kind is Kind.OBJECTION for file in standing.returned) and not over
        if objections and all(each.verdict for each in objections) and not asked_back:
            yield LetterKind.REPLY
    if requested:
        yield LetterKind.REQUEST
    back = [file for file in standing.returned if file.kind not in PROGRAMME_FORMS]
    mendable = any(may_be_mended(file.kind, over=over) for file in back)
    if mendable or (back and standing.scorecard is None):
        yield LetterKind.RETURN
        if due and is_still_with_him(standing, due):
            yield LetterKind.REMINDER
    if standing.status in WITHOUT_RETURN and not standing.possible:
        asked = gets_blank(standing, closed=closed)
        if not (asked and due and due.quiet):
            yield LetterKind.REMINDER if asked else LetterKind.NOTICE


def is_still_with_him(standing: Standing, due: DueDays) -> bool:
    """Tell whether a self-assessment went back before the day of the reminder that is due now."""
    if due.step_day is None or standing.scorecard or standing.status in WITHOUT_RETURN:
        return False
    days = [
        day
        for file in standing.returned
        if file.kind is Kind.SELF_ASSESSMENT
        and isinstance(file.read, ReadAssessment | WrongEdition)
        and (day := came_on(file.read))
    ]
    return bool(days) and max(days) < due.step_day


def letters_on_projects(
    outcome: Outcome, projects: ProgrammeProjects
) -> Mapping[str, tuple[LetterKind, ...]]:
    """Return who gets which letters on projects, by participant's id (p. 3.2).

    A report that came is acknowledged, with or without remarks; one that is due is asked for.
    """
    found: dict[str, set[LetterKind]] = defaultdict(set)
    for file in outcome.files:
        answered = file.status in (FileStatus.USED, FileStatus.RETURNED)
        own = isinstance(file.read, ReadProgrammeForm) and file.kind in OF_PROJECTS
        if own and file.participant and answered:
            found[file.participant].add(LetterKind.REPORT_RECEIPT)
    for due in projects.due:
        kind = LetterKind.CLOSING_REQUEST if due.closing else LetterKind.REPORT_REMINDER
        found[due.project.participant].add(kind)
    return {who: tuple(kind for kind in OF_CENTRE if kind in kinds) for who, kinds in found.items()}


def words_of_centre(outcome: Outcome) -> Words | None:
    """Return the act's words where a letter of the body that takes reports goes out, else None."""
    on_projects = letters_on_projects(outcome, outcome.projects)
    return outcome.methodology.words if on_projects else None


def letters_on_checks(checks: PartnerChecks) -> Iterator[tuple[CheckApplication, LetterKind]]:
    """Yield which letter each application for a quality check, or request, is answered by (p. 3.5).

    What was decided is told, then what the check came to; what is not decided waits. Applications
    of earlier periods were answered in their own.
    """
    for each in checks.applications:
        if each.recent and each.check and each.check.decision in CHECK_DECIDED:
            yield each, LetterKind.CHECK_RESULT
        elif each.recent and each.state:
            yield each, LetterKind.CHECK_REPLY
    for each in checks.requests:
        if each.recent:
            yield each, LetterKind.CHECK_ORDER
