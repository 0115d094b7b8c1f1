"""Whose return is it, and was it in time.

By the identity code, else by what was typed; never a new participant. The day of a participant's
first self-assessment decides (app. 3 p. 4.1): a form that went back for correction and came again
after the deadline does not make late who had sent it in time.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, in_file
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.sources import OPEN_TO_OTHERS, Kind
from kuzbass_batch.records.files.submissions import NOTHING_TYPED
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.read_files import (
    FormFile,
    ReadAssessment,
    ReadReturn,
    came_on,
    filled_on,
)
from kuzbass_batch.records.returns.returns import NO_CANDIDATES, Candidates, MatchedReturn
from kuzbass_batch.rules.deadlines import is_late
from kuzbass_batch.rules.returns.participant_index import ParticipantIndex


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Whose a form is, None if that is not known; whose it may be then, and what is said of it."""

    owner: Participant | None = None
    candidates: Candidates = NO_CANDIDATES
    findings: tuple[Finding, ...] = ()

    @property
    def sender(self) -> str:
        """Return the id of the participant that sent the form, as far as it tells; else empty."""
        return self.owner.id if self.owner else self.candidates.likely


def match(
    files: Iterable[FormFile],
    registry: Registry,
    methodology: Methodology,
    as_of: dt.date,
    others: Registry | None = None,
) -> tuple[MatchedReturn, ...]:
    """Return the participants' forms, each with whose it is and the day that decides if it is late.

    files: forms that participants fill. as_of: the day of the run; a form of a later day has a
    slip in its date. others: the registry with the bodies outside of it, of which a commission's
    sheet or an application to a contest may be, too.
    """
    directory = ParticipantIndex(registry, methodology.words.rater)
    whole = ParticipantIndex(others, methodology.words.rater) if others else directory
    found = [
        (file, find_participant(file, whole if file.kind in OPEN_TO_OTHERS else directory))
        for file in files
    ]
    firsts = first_assessments((file, match.sender) for file, match in found)
    return tuple(
        _matched(
            file,
            match,
            (*match.findings, *_stranger(file, directory)),
            firsts.get(match.sender),
            methodology,
            as_of,
        )
        for file, match in found
    )


def _matched(
    file: FormFile,
    match: Match,
    findings: tuple[Finding, ...],
    first: ReadAssessment | None,
    methodology: Methodology,
    as_of: dt.date,
) -> MatchedReturn:
    # A form of another year or version has no part in the participant's first day.
    first = first if isinstance(file, ReadAssessment) else None
    typed = file.typed if isinstance(file, ReadReturn) else NOTHING_TYPED
    ref = typed.ref("filled_on") if typed.text("filled_on") else NOWHERE
    late = in_file(lateness(file, first, ref, methodology), file.source.path)
    said = in_file((*findings, *_future(file, ref, as_of)), file.source.path)
    return MatchedReturn(
        read=file,
        participant=match.owner.id if match.owner else "",
        deciding_day=came_on(first or file),
        findings=(*file.findings, *said, *late) if said or late else file.findings,
        lateness=late,
        candidates=match.candidates,
    )


def _future(file: FormFile, ref: CellRef, as_of: dt.date) -> Iterator[Finding]:
    day = filled_on(file)
    if day and day > as_of:
        yield rules.DATE_IN_FUTURE.at(ref, field="filled_on", date=show(day), as_of=show(as_of))
    came = file.source.received
    if day and came and came < day <= as_of:
        yield rules.DATE_AFTER_ARRIVAL.at(ref, field="filled_on", date=show(day), came=show(came))


def _stranger(file: FormFile, directory: ParticipantIndex) -> Iterator[Finding]:
    """Yield that the sender of a message is in no row of the registry, if that has addresses."""
    sender, known = file.source.sender, directory.addresses
    if sender and known and sender not in known:
        yield rules.UNKNOWN_SENDER.at(sender=sender)


def find_participant(file: FormFile, directory: ParticipantIndex) -> Match:
    """Return the participant of a form, or whose it may be with the finding that says why not."""
    typed = file.typed if isinstance(file, ReadReturn) else NOTHING_TYPED
    typed_id, typed_name = typed.text("participant_id"), typed.text("participant_name")
    refs = typed.ref("participant_id"), typed.ref("participant_name")
    known = file.identity.participant or typed_id
    if not known:
        return _by_name(typed_name, refs[1], directory)
    owner = directory.with_id(known)
    if owner:
        return _check_owner(owner, typed_id, typed_name, refs, directory)
    fault = rules.UNKNOWN_ID.at(
        refs[0], field="participant_id", found=known, suggestion=_suggest(typed_name, directory)
    )
    return Match(candidates=_named(typed_name, directory), findings=(fault,))


def _check_owner(
    owner: Participant,
    typed_id: str,
    typed_name: str,
    refs: tuple[CellRef, CellRef],
    directory: ParticipantIndex,
) -> Match:
    if typed_id and fold(typed_id) != fold(owner.id):
        fault = rules.OTHER_PARTICIPANT.at(
            refs[0], field="participant_id", owner=owner.id, found=typed_id
        )
        other = directory.with_id(typed_id)
        named = Candidates(named=other.id) if other else _named(typed_name, directory)
        return _anothers(owner, named, fault)
    if not typed_name or fold(typed_name) in {fold(name) for name in owner.all_names}:
        return Match(owner=owner)
    others = directory.named(typed_name)  # Without the owner: it is none of his names.
    if others:
        fault = rules.OTHER_PARTICIPANT.at(
            refs[1], field="participant_name", owner=owner.id, found=f"{others[0].id}, {typed_name}"
        )
        return _anothers(owner, _named(typed_name, directory), fault)
    warning = rules.NAME_DIFFERS.at(
        refs[1],
        field="participant_name",
        found=typed_name,
        expected=owner.name,
        rater=directory.rater,
    )
    return Match(owner=owner, findings=(warning,))


def _anothers(owner: Participant, named: Candidates, fault: Finding) -> Match:
    """Return the match of a form that names another than its blank was issued to."""
    if named.named == owner.id:  # The id is mistyped, the name beside it is the owner's.
        return Match(candidates=named, findings=(fault,))
    candidates = replace(named, others=(*named.others, owner.id))
    return Match(candidates=candidates, findings=(fault,))


def _by_name(name: str, ref: CellRef, directory: ParticipantIndex) -> Match:
    if not name:
        return Match()  # a blank or unreadable name has its own finding
    found = directory.named(name)
    if len(found) == 1:
        return Match(owner=found[0])
    if found:
        ids = ", ".join(participant.id for participant in found)
        fault = rules.AMBIGUOUS_NAME.at(ref, field="participant_name", found=name, ids=ids)
    else:
        near = _suggest(name, directory)
        fault = rules.UNKNOWN_NAME.at(
            ref, field="participant_name", found=name, suggestion=near, rater=directory.rater
        )
    return Match(candidates=_named(name, directory), findings=(fault,))


def _named(name: str, directory: ParticipantIndex) -> Candidates:
    """Return whom a typed name may mean: the one that bears it, all of them, or the nearest."""
    found = tuple(each.id for each in directory.named(name)) if name else ()
    if len(found) == 1:
        return Candidates(named=found[0])
    if found:
        return Candidates(others=found)
    near = directory.nearest(name) if name else None
    return Candidates(near=near.id) if near else NO_CANDIDATES


def _suggest(name: str, directory: ParticipantIndex) -> str:
    near = directory.nearest(name) if name else None
    return f" Возможно, это {near.id} «{near.short_name}»." if near else ""


def first_assessments(owned: Iterable[tuple[FormFile, str]]) -> Mapping[str, ReadAssessment]:
    """Return each participant's first self-assessment with a day, by the participant's id.

    owned: forms, each with who sent it, empty if that is not known. One that names its sender on
    another's blank counts: who then sent his own had begun in time. A blank sent back as it was
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
        rater = methodology.words.rater
        fault = rules.LATE.at(
            ref, field="filled_on", date=show(day), deadline=deadline, rater=rater
        )
        return (fault,)
    mended = rules.MENDED_LATE.at(
        ref,
        field="filled_on",
        date=show(day),
        deadline=deadline,
        first=show(came_on(first)),
        file=first.source.path,
    )
    return (mended,)
