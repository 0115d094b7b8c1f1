"""Who was in time: the day of a participant's first self-assessment decides (app. 3 p. 4.1).

A form that went back for correction and came again after the deadline does not make late who had
sent it in time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.read_files import FormFile, ReadAssessment, came_on
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.deadlines import is_late


def first_assessments(owned: Iterable[tuple[FormFile, str]]) -> Mapping[str, ReadAssessment]:
    """Return each participant's first self-assessment with a day, by the participant's id.

    owned: forms, each with whose it is, empty if that is not known. A blank sent back as it was
    issued is no self-assessment, nor is a form of another year.
    """
    groups: dict[str, list[ReadAssessment]] = defaultdict(list)
    for file, participant in owned:
        if participant and isinstance(file, ReadAssessment) and not file.unfilled and came_on(file):
            groups[participant].append(file)
    return {who: min(group, key=_by_day) for who, group in groups.items()}


def _by_day(file: FormFile) -> tuple[str, str]:
    return f"{came_on(file)}", file.source.path


def lateness(
    file: FormFile, first: ReadAssessment | None, ref: CellRef, methodology: Methodology
) -> tuple[Finding, ...]:
    """Return what is said of a self-assessment that came after the deadline itself.

    first: the participant's first one, None if that is not known: then its own day decides.
    ref: the cell of its date.
    """
    day, deadline = came_on(file), show(methodology.calendar.submission)
    if file.kind is not Kind.SELF_ASSESSMENT or not is_late(day, methodology):
        return ()
    if first is None or is_late(came_on(first), methodology):
        return (rules.LATE.at(ref, field="filled_on", date=show(day), deadline=deadline),)
    mended = rules.MENDED_LATE.at(
        ref,
        field="filled_on",
        date=show(day),
        deadline=deadline,
        first=show(came_on(first)),
        file=first.source.path,
    )
    return (mended,)
