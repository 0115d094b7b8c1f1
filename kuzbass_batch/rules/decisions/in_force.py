"""From entries to decisions in force: one entry for one thing, each by whom and when (p. 3.4).

Nothing is thrown away here: an entry that does not fit stays among the entries with a finding.
What was entered in another workbook than the run's is named, too.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import alike, show
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    APPROVAL_TOPIC,
    NO_DECISIONS,
    READING_TOPIC,
    Admission,
    AdmissionKind,
    BookTable,
    DecisionBook,
    DecisionEntry,
    Decisions,
    DecisionTable,
    Delivery,
    Objection,
    ProgrammeTable,
    Protocol,
    RegisterEntry,
    Subject,
    Verification,
    plain,
)
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.rules.decisions.confirmation import of_its_criterion, rows_of
from kuzbass_batch.rules.decisions.entries import (
    EntryFrame,
    Record,
    fit_confirmation,
    fit_entry,
)
from kuzbass_batch.rules.decisions.receipts import check_receipts, is_suggestion
from kuzbass_batch.rules.ticks import check_ticks, tick_key, ticks_in_force

T = TypeVar("T", bound=Record)


def understand(
    book: DecisionBook | None, registry: Registry, methodology: Methodology, as_of: dt.date
) -> tuple[Decisions, tuple[Finding, ...]]:
    """Return the decisions in force on the day `as_of`, and why the other entries are not."""
    if book is None:
        return NO_DECISIONS, ()
    ids = {alike(participant.id): participant.id for participant in registry.participants}
    frame = EntryFrame(ids=ids, methodology=methodology, as_of=as_of)
    bare = without_bare_topics(book.entries)
    entries = tuple(of_its_criterion(entry, methodology) for entry in bare)
    twice, findings = entered_twice(entries)
    fitting = [(entry, *fit_entry(entry, frame)) for entry in entries]
    records = [record for entry, record, _ in fitting if record and id(entry) not in twice]
    records += _open_all_the_same(record for entry, record, _ in fitting if id(entry) in twice)
    single = [entry for entry in entries if id(entry) not in twice]
    verified, on_bulk = _verified(_of(Verification, records), single, entries, frame)
    decisions = Decisions(
        path=book.path,
        entries=entries,
        picked=book.picked,
        verifications=verified,
        admissions=_of(Admission, records),
        deliveries=_of(Delivery, records),
        objections=_of(Objection, records),
        protocols=_of(Protocol, records),
        registers=_of(RegisterEntry, records),
        ticks=tuple(ticks_in_force(entries, as_of)),
    )
    said = (
        *(f for _, _, problems in fitting for f in problems),
        *on_bulk,
        *check_receipts(book.entries),
        *check_ticks(entries, as_of),
    )
    return decisions, (*findings, *said)


def _verified(
    one_by_one: tuple[Verification, ...],
    single: Iterable[DecisionEntry],
    entries: Iterable[DecisionEntry],
    frame: EntryFrame,
) -> tuple[tuple[Verification, ...], tuple[Finding, ...]]:
    """Return all that is verified, row by row and in bulk, and the findings on the latter.

    A criterion with a row of its own, in force or not, is never verified in bulk; where another
    person found other points there, neither holds.
    """
    own = {(v.participant, v.criterion): v for v in one_by_one}
    begun = {subject_key(each) for each in entries if each.table is DecisionTable.EXPERTISE}
    added: list[Verification] = []
    findings: list[Finding] = []
    against: set[int] = set()
    for entry in single:
        if entry.table is not DecisionTable.CONFIRMATION:
            continue
        found, said = fit_confirmation(entry, frame)
        findings += said
        for each in found:
            other = own.get((each.participant, each.criterion))
            if other and _disagree(other, each):
                against.add(id(other))
                findings += _disagreement((other.entry, _own_row(each, frame)))
            elif (alike(each.participant), each.criterion) not in begun:
                added.append(each)
    kept = (each for each in one_by_one if id(each) not in against)
    return (*kept, *added), tuple(findings)


def _disagree(one: Verification, other: Verification) -> bool:
    """Tell whether two people found other points; one person's own row is his exception."""
    found = (one.points, one.applies) != (other.points, other.applies)
    return found and plain(one.who) != plain(other.who)


def _own_row(verified: Verification, frame: EntryFrame) -> DecisionEntry:
    """Return what one row for all criteria says of the criterion that it verified."""
    rows = dict(rows_of(verified.entry, frame.methodology))
    return rows[verified.criterion]


def _disagreement(entries: Sequence[DecisionEntry]) -> Iterator[Finding]:
    """Yield what is asked about rows of several checkers that do not agree."""
    views = "; ".join(
        f"{each.text('who') or 'кто, не указано'} – {_shown_points(each)}" for each in entries
    )
    for each in entries:
        yield rules.CHECKERS_DISAGREE.at(each.ref(), what=about(entries[0]), views=views)


def _shown_points(entry: DecisionEntry) -> str:
    found = entry.value("points")
    return wording.comma(found) if isinstance(found, Decimal) else show(found) or "балл не указан"


def _open_all_the_same(twice: Iterable[Record | None]) -> Iterator[Objection]:
    """Yield one open objection for each that was entered more than once: none may be lost."""
    seen = set()
    for each in twice:
        if isinstance(each, Objection):
            key = (each.participant, each.criterion, each.received, each.asked)
            if key not in seen:
                seen.add(key)
                yield each.reopened()


def with_protocols(methodology: Methodology, decisions: Decisions) -> Methodology:
    """Return the methodology with the minutes entered for readings that its file has none for."""
    return replace(
        methodology,
        readings=tuple(
            replace(reading, protocol_number=minutes.number, protocol_date=minutes.day)
            if minutes and not reading.protocol_number
            else reading
            for reading in methodology.readings
            for minutes in (decisions.protocol_of(reading.id),)
        ),
    )


def _of(kind: type[T], records: Iterable[Record]) -> tuple[T, ...]:
    return tuple(record for record in records if isinstance(record, kind))


def without_bare_topics(entries: Iterable[DecisionEntry]) -> Iterator[DecisionEntry]:
    """Leave out the rows of minutes in which only the topic stands that the program printed.

    Each reading has one such row, the first; the approval has one more for each that did not do.

    Nor letters that it took from the register, where nobody has entered anything.
    """
    seen: set[str] = set()
    for entry in entries:
        topic = alike(entry.text("topic"))
        reading = topic.startswith(READING_TOPIC) and topic not in seen
        printed = reading or topic == alike(APPROVAL_TOPIC)
        seen.add(topic)
        bare = entry.table is DecisionTable.PROTOCOL and printed and len(entry.entered) == 1
        if not bare and not is_suggestion(entry):
            yield entry


def entered_twice(entries: tuple[DecisionEntry, ...]) -> tuple[frozenset[int], tuple[Finding, ...]]:
    """Return which entries speak of a thing that another speaks of too, and the findings."""
    groups: dict[tuple[str, ...], list[DecisionEntry]] = defaultdict(list)
    answers = _answers(entries)
    for entry in entries:
        key = subject_key(entry)
        if key and entry.text("subject") == Subject.RESULT:
            key = (*key, _answered(entry, answers))
        if key:
            groups[entry.table, *key].append(entry)
    several = [group for group in groups.values() if len(group) > 1]
    findings = tuple(finding for group in several for finding in _several_findings(group))
    left = (entry for group in several for entry in (group[1:] if _agree(group) else group))
    return frozenset(map(id, left)), findings


def _agree(group: Sequence[DecisionEntry]) -> bool:
    """Tell whether several people say the same of one criterion, or of one participant."""
    first = group[0]
    if len(_checkers(group)) < len(group) or not all(each.readable for each in group):
        return False
    if first.table is DecisionTable.CONFIRMATION:
        return True
    points = {each.value("points") for each in group}
    complete = all(each.cell("who") and each.cell("date") for each in group)
    return first.table is DecisionTable.EXPERTISE and complete and len(points - {None}) == 1


def _several_findings(group: Sequence[DecisionEntry]) -> Iterator[Finding]:
    """Yield what is said of several rows about one thing."""
    if _agree(group):
        what, places = about(group[0]), ", ".join(str(each.ref()) for each in group)
        yield rules.CHECKED_BY_TWO.at(group[0].ref(), what=what, places=places)
    elif group[0].table is DecisionTable.EXPERTISE and len(_checkers(group)) > 1:
        yield from _disagreement(group)
    else:
        yield from (_twice_finding(entry, list(group)) for entry in group)


def _checkers(group: Iterable[DecisionEntry]) -> set[str]:
    return {plain(each.text("who")) for each in group} - {""}


def _answers(entries: Iterable[DecisionEntry]) -> dict[str, list[dt.date]]:
    """Return the days on which each participant's objections were decided or answered."""
    days: dict[str, list[dt.date]] = defaultdict(list)
    for entry in entries:
        if entry.text("subject") == Subject.REPLY:
            days[alike(entry.text("participant"))].append(_handed_on(entry))
        elif entry.table is DecisionTable.OBJECTION and entry.text("decision"):
            days[alike(entry.text("participant"))].append(entry.day("date") or dt.date.max)
    return days


def _answered(entry: DecisionEntry, answers: Mapping[str, list[dt.date]]) -> str:
    """Return how many answers came before these results: after one they may go out again.

    The reply and the new results may leave on one day, and the reply need not be entered.
    """
    day = _handed_on(entry)
    return str(sum(each <= day for each in answers[alike(entry.text("participant"))]))


def _handed_on(entry: DecisionEntry) -> dt.date:
    return entry.day("sent") or entry.day("received") or dt.date.max


def _twice_finding(entry: DecisionEntry, group: list[DecisionEntry]) -> Finding:
    places = ", ".join(str(each.ref()) for each in group)
    what = about(group[0]) or "участник не указан"
    return rules.ENTRY_TWICE.at(entry.ref(), what=what, places=places)


def about(entry: DecisionEntry) -> str:
    """Return in words what an entry is about, empty if that is not filled in."""
    columns = SAID.get(entry.table, ("participant", "criterion", "topic", "register"))
    words = (entry.cell(column) for column in columns)
    return ", ".join(text for cell in words if cell and (text := show(cell.value)))


def subject_key(entry: DecisionEntry) -> tuple[str, ...]:
    """Return what an entry is about, empty if that is not filled in yet."""
    if isinstance(entry.table, ProgrammeTable):
        return register_key(entry)
    who, day = alike(entry.text("participant")), str(entry.day("date"))
    match entry.table:
        case DecisionTable.EXPERTISE:
            return (who, entry.text("criterion").rstrip("*. ")) if who else ()
        case DecisionTable.CONFIRMATION:
            return (who,) if who else ()
        case DecisionTable.RECEIPT:
            return (plain(entry.text("number")), str(entry.day("received")))
        case DecisionTable.DEFAULTS:
            return (plain(entry.text("sheet")),)
        case DecisionTable.QUEUE | DecisionTable.TICKED:
            return tick_key(entry)
        case DecisionTable.ADMISSION:
            return _admission_key(entry, who, day)
        case DecisionTable.DELIVERY:
            subject = entry.text("subject")
            number = "" if subject == Subject.RESULT else plain(entry.text("number"))
            return (who, subject, number) if who and subject else ()
        case DecisionTable.OBJECTION:
            return _objection_key(entry, who) if who else ()
        case DecisionTable.PROTOCOL:
            topic = alike(entry.text("topic"))
            one = topic.startswith(READING_TOPIC)
            return (topic,) if one else (topic, plain(entry.text("number")), day) if topic else ()
        case DecisionTable.REGISTER:
            words = (plain(entry.text(c)) for c in ("register", "number", "content"))
            return (who, day, *words)
    return register_key(entry)


SAID: Mapping[BookTable, tuple[str, ...]] = {
    DecisionTable.QUEUE: ("file",),
    DecisionTable.TICKED: ("file",),
    ProgrammeTable.PROJECTS: ("number", "project"),
    ProgrammeTable.REPORTS: ("project", "year", "quarter"),
    ProgrammeTable.CHECK_APPLICATIONS: ("number", "participant", "sample"),
    ProgrammeTable.SAMPLES: ("participant", "sample", "number"),
    ProgrammeTable.CONTEST: ("participant", "contest", "application"),
    ProgrammeTable.TRAINING_PLAN: ("year", "month", "topic"),
    ProgrammeTable.TRAINING: ("participant", "person", "topic"),
    ProgrammeTable.EVENTS: ("kind", "topic", "participant"),
    ProgrammeTable.PROCESSES: ("participant", "process"),
    ProgrammeTable.SITUATIONS: ("situation",),
    ProgrammeTable.PLAN: ("year", "quarter", "indicator", "participant"),
    ProgrammeTable.BODIES: ("id",),
    ProgrammeTable.OTHER: ("topic", "participant", "content"),
}
"""The columns in which a row of a register says what it is about."""
ONE_THING: Mapping[BookTable, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ProgrammeTable.PROJECTS: (("number",), ()),
    ProgrammeTable.REPORTS: (("project", "year", "quarter"), ()),
    ProgrammeTable.CHECK_APPLICATIONS: (("number",), ("kind",)),
    ProgrammeTable.SAMPLES: (
        ("participant", "sample"),
        ("application", "applied", "checked", "number"),
    ),
    ProgrammeTable.CONTEST: (("participant", "contest", "date"), ("nomination", "practice")),
    ProgrammeTable.TRAINING_PLAN: (("year", "topic"), ("month", "form")),
    ProgrammeTable.TRAINING: (("participant", "person", "date"), ("topic", "document")),
    ProgrammeTable.EVENTS: (("date", "kind", "topic"), ("participant",)),
    ProgrammeTable.PROCESSES: (("participant", "process"), ("service",)),
    ProgrammeTable.SITUATIONS: (("situation",), ()),
    ProgrammeTable.PLAN: (("year", "quarter", "indicator"), ("participant",)),
    ProgrammeTable.BODIES: (("id",), ()),
}
"""Two rows with the same words here speak of one thing: of the first all must be filled in."""


def register_key(entry: DecisionEntry) -> tuple[str, ...]:
    """Return what a row of a register is about, empty if that is not filled in yet."""
    if entry.table is ProgrammeTable.CONTEST and entry.text("application"):
        return (alike(entry.text("application")),)
    needed, more = ONE_THING.get(entry.table, ((), ()))
    cells = entry.values() if needed else {}
    if not needed or any(column not in cells for column in needed):
        return ()
    return tuple(
        alike(show(cells[column])) if column in cells else "" for column in (*needed, *more)
    )


def _objection_key(entry: DecisionEntry, who: str) -> tuple[str, ...]:
    """Return who objects to what and since when: what he asks may be two things of one day."""
    criterion, asked = entry.text("criterion").rstrip("*. "), entry.number("asked")
    return (who, criterion, str(entry.day("received")), "" if asked is None else f"{asked:f}")


def _admission_key(entry: DecisionEntry, who: str, day: str) -> tuple[str, ...]:
    """A return may be excluded and later restored, but not both on one day."""
    kind, file = entry.text("decision"), plain(entry.text("file"))
    if kind == AdmissionKind.SORTED_OUT:
        return (kind, file)
    if not (who and kind):
        return ()
    if kind in (AdmissionKind.EXCLUDED, AdmissionKind.RESTORED):
        return (who, "исключить или вернуть", file, day)
    return (who, kind)


EntryContent = tuple[str, tuple[tuple[str, str], ...]]
"""The table of an entry, and what stands in its cells by column."""


def not_carried_over(
    entries: Iterable[DecisionEntry], book: DecisionBook | None
) -> tuple[str, ...]:
    """Return the cells where the entries begin that the workbook of the run does not hold too."""
    known = Counter(map(_content_of, without_bare_topics(book.entries if book else ())))
    places = []
    for entry in without_bare_topics(entries):
        content = _content_of(entry)
        if known[content]:
            known[content] -= 1
        else:
            places.append(str(entry.ref()))
    return tuple(places)


def _content_of(entry: DecisionEntry) -> EntryContent:
    return entry.table, tuple((cell.column, show(cell.raw).strip()) for cell in entry.entered)
