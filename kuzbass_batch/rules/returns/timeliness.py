"""Who was in time: the day of a participant's first self-assessment decides (app. 3 p. 4.1).

A form that went back for correction and came again after the deadline does not make late who had
sent it in time.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.year.deadlines import is_late


def with_first_days(entries: Iterable[Return], methodology: Methodology) -> tuple[Return, ...]:
    """Return the entries with the day that decides their timeliness, and what is to be said of it.

    One that belongs to no participant is judged by its own day.
    """
    every = tuple(entries)
    firsts = _firsts(every)
    return tuple(_judged(entry, firsts.get(entry.participant), methodology) for entry in every)


def _firsts(entries: Iterable[Return]) -> dict[str, Return]:
    """Return each participant's first self-assessment with a day; a blank sent back is none."""
    groups: dict[str, list[Return]] = defaultdict(list)
    for entry in entries:
        if entry.participant and _is_assessment(entry) and not _is_unfilled(entry) and entry.day:
            groups[entry.participant].append(entry)
    return {who: min(group, key=_by_day) for who, group in groups.items()}


def _is_assessment(entry: Return) -> bool:
    return entry.kind is Kind.SELF_ASSESSMENT and entry.digest is not None


def _is_unfilled(entry: Return) -> bool:
    return any(finding.code == answer_rules.UNFILLED.code for finding in entry.findings)


def _by_day(entry: Return) -> tuple[str, str]:
    return f"{entry.day}", entry.source.path


def _judged(entry: Return, first: Return | None, methodology: Methodology) -> Return:
    if not _is_assessment(entry) or first is None:
        return entry
    entry = replace(entry, first_day=first.day)
    if is_late(entry, methodology):
        return entry
    told = (_mended(finding, entry, first, methodology) for finding in entry.findings)
    return replace(entry, findings=tuple(told))


def _mended(finding: Finding, entry: Return, first: Return, methodology: Methodology) -> Finding:
    """Return what is said of a form that came late itself, of a participant who was in time."""
    if finding.code != rules.LATE.code:
        return finding
    told = rules.MENDED_LATE.at(
        CellRef(sheet=finding.sheet, cell=finding.cell),
        field="filled_on",
        date=show(entry.day),
        deadline=show(methodology.calendar.submission),
        first=show(first.day),
        file=first.source.path,
    )
    return replace(told, file=finding.file)
