"""Whose return is it: by the identity code, else by what was typed; never a new participant."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, in_file
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.participants import Participant
from kuzbass_batch.records.returns import Return
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.submissions import Digest
from kuzbass_batch.rules.returns.participant_index import ParticipantIndex
from kuzbass_batch.rules.year.deadlines import is_late

OWNED = (Kind.SELF_ASSESSMENT, Kind.PASSPORT, Kind.OBJECTION)
Matched = tuple[Participant | None, tuple[Finding, ...]]


def match(
    entry: Return, directory: ParticipantIndex, methodology: Methodology, as_of: dt.date
) -> Return:
    """Return the entry with its participant's id and the findings of the match."""
    if entry.identity is None or entry.kind not in OWNED:
        return entry
    participant, findings = find_participant(entry, directory)
    findings = (*findings, *_check_dates(entry, methodology, as_of))
    return replace(
        entry,
        participant=participant.id if participant else "",
        findings=(*entry.findings, *in_file(findings, entry.source.path)),
    )


def find_participant(entry: Return, directory: ParticipantIndex) -> Matched:
    """Return the participant of a return, or None with the finding that says why not."""
    typed_id, typed_name, refs = _typed(entry.digest)
    printed = entry.identity.participant if entry.identity else ""
    known = printed or typed_id
    if not known:
        return _by_name(typed_name, refs[1], directory)
    owner = directory.with_id(known)
    if owner:
        return _check_owner(owner, typed_id, typed_name, refs, directory)
    near = _suggest(typed_name, directory)
    fault = rules.UNKNOWN_ID.at(refs[0], field="participant_id", found=known, suggestion=near)
    return None, (fault,)


def _typed(digest: Digest | None) -> tuple[str, str, tuple[CellRef, CellRef]]:
    """Return the id and the name typed into the form, with their cells."""
    if digest is None:
        return "", "", (NOWHERE, NOWHERE)
    fields = ("participant_id", "participant_name")
    refs = digest.ref(fields[0]), digest.ref(fields[1])
    return digest.text(fields[0]), digest.text(fields[1]), refs


def _check_owner(
    owner: Participant,
    typed_id: str,
    typed_name: str,
    refs: tuple[CellRef, CellRef],
    directory: ParticipantIndex,
) -> Matched:
    if typed_id and fold(typed_id) != fold(owner.id):
        fault = rules.OTHER_PARTICIPANT.at(
            refs[0], field="participant_id", owner=owner.id, found=typed_id
        )
        return None, (fault,)
    if not typed_name or fold(typed_name) in {fold(name) for name in owner.all_names}:
        return owner, ()
    others = [each for each in directory.named(typed_name) if each.id != owner.id]
    if others:
        fault = rules.OTHER_PARTICIPANT.at(
            refs[1], field="participant_name", owner=owner.id, found=f"{others[0].id}, {typed_name}"
        )
        return None, (fault,)
    warning = rules.NAME_DIFFERS.at(
        refs[1], field="participant_name", found=typed_name, expected=owner.name
    )
    return owner, (warning,)


def _by_name(name: str, ref: CellRef, directory: ParticipantIndex) -> Matched:
    if not name:
        return None, ()  # a blank or unreadable name has its own finding
    found = directory.named(name)
    if len(found) == 1:
        return found[0], ()
    if found:
        ids = ", ".join(participant.id for participant in found)
        return None, (rules.AMBIGUOUS_NAME.at(ref, field="participant_name", found=name, ids=ids),)
    near = _suggest(name, directory)
    fault = rules.UNKNOWN_NAME.at(ref, field="participant_name", found=name, suggestion=near)
    return None, (fault,)


def _suggest(name: str, directory: ParticipantIndex) -> str:
    near = directory.nearest(name) if name else None
    return f" Возможно, это {near.id} «{near.short_name}»." if near else ""


def _check_dates(entry: Return, methodology: Methodology, as_of: dt.date) -> Iterator[Finding]:
    digest = entry.digest
    ref = digest.ref("filled_on") if digest and digest.text("filled_on") else NOWHERE
    if entry.filled_on and entry.filled_on > as_of:
        yield rules.DATE_IN_FUTURE.at(
            ref, field="filled_on", date=_show(entry.filled_on), as_of=_show(as_of)
        )
    if entry.kind is Kind.SELF_ASSESSMENT and is_late(entry, methodology):
        day = entry.source.received or entry.filled_on
        yield rules.LATE.at(
            ref,
            field="filled_on",
            date=_show(day) if day else "",
            deadline=_show(methodology.calendar.submission),
        )


def _show(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"
