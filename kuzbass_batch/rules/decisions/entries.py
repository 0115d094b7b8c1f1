"""What an entry of the decisions workbook must say to be in force: who, when, why (p. 3.4)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch import wording
from kuzbass_batch.findings import decisions as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.criteria import Criterion, NoPoints, bare_worth, listed_points
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    READING_TOPIC,
    Admission,
    AdmissionKind,
    BookTable,
    DecisionEntry,
    DecisionTable,
    Delivery,
    Objection,
    Protocol,
    RegisterEntry,
    Subject,
    Verdict,
    Verification,
)
from kuzbass_batch.records.committee.entry_text import worth_in
from kuzbass_batch.rules.decisions.confirmation import rows_of
from kuzbass_batch.rules.decisions.verification import counted_on, verified_on

NAMES = {
    "participant": "участник", "criterion": "критерий", "points": "балл", "reason": "обоснование",
    "who": "кто", "date": "дата", "decision": "решение", "file": "файл",
    "subject": "что вручено", "sent": "дата отправки или получения", "received": "поступило",
    "topic": "о чём", "number": "номер", "protocol": "протокол", "register": "реестр",
    "content": "содержание",
}  # fmt: skip
Record = Verification | Admission | Delivery | Objection | Protocol | RegisterEntry
Fit = tuple[Record | None, tuple[Finding, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryFrame:
    """What entries are held against: the registry's ids by folded spelling, the act, the day."""

    ids: Mapping[str, str]
    methodology: Methodology
    as_of: dt.date

    def participant(self, entry: DecisionEntry) -> str:
        """Return the id as the registry spells it, empty if it has none such."""
        return self.ids.get(alike(entry.text("participant")), "")

    def criterion(self, entry: DecisionEntry) -> Criterion | None:
        """Return the criterion an entry names by its number, or None."""
        wanted = entry.text("criterion").rstrip("*. ")
        return next((c for c in self.methodology.criteria if c.id == wanted), None)

    def is_future(self, day: dt.date | None) -> bool:
        """Tell whether a day is yet to come."""
        return day is not None and day > self.as_of


def fit_entry(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    """Return the decision an entry makes, or None with the findings that say what it lacks."""
    read = READERS.get(entry.table)
    if read is None or not (entry.readable or entry.table is DecisionTable.OBJECTION):
        return None, ()  # what cannot be read has a finding of its own
    return read(entry, frame)


def _blank(entry: DecisionEntry, *columns: str) -> tuple[Finding, ...]:
    """Return the finding that names the columns not filled in, if any."""
    names = [NAMES[column] for column in columns if entry.cell(column) is None]
    return (rules.INCOMPLETE.at(entry.ref(), names=", ".join(names)),) if names else ()


def _strange(entry: DecisionEntry, frame: EntryFrame) -> tuple[Finding, ...]:
    """Return the findings on a participant or a criterion that do not exist.

    A cell that is not understood has a finding of its own.
    """
    findings = []
    if entry.value("participant") is not None and not frame.participant(entry):
        found = entry.text("participant")
        findings.append(rules.NOT_IN_REGISTRY.at(entry.ref("participant"), found=found))
    if entry.value("criterion") is not None and frame.criterion(entry) is None:
        found = entry.text("criterion")
        findings.append(rules.NO_SUCH_CRITERION.at(entry.ref("criterion"), found=found))
    return tuple(findings)


def _wrong_points(entry: DecisionEntry, frame: EntryFrame, *columns: str) -> tuple[Finding, ...]:
    """Return the findings on points that the criterion has no row for (app. 3 p. 6)."""
    criterion = frame.criterion(entry)
    if criterion is None:
        return ()
    allowed = criterion.points_possible
    return tuple(
        rules.NO_SUCH_POINTS.at(
            entry.ref(column),
            found=wording.comma(number),
            criterion=criterion.id,
            allowed=listed_points(allowed),
        )
        for column in columns
        if (number := entry.number(column)) is not None and number not in allowed
    )


def _not_yet(entry: DecisionEntry, frame: EntryFrame, column: str) -> tuple[Finding, ...]:
    day = entry.day(column)
    if day is None or not frame.is_future(day):
        return ()
    date, as_of = wording.day(day), wording.day(frame.as_of)
    return (rules.NOT_YET.at(entry.ref(column), date=date, as_of=as_of),)


def _reversed(
    entry: DecisionEntry, earlier: str, later: str, names: tuple[str, str]
) -> Iterator[Finding]:
    first, second = entry.day(earlier), entry.day(later)
    if first and second and second < first:
        yield rules.DAYS_REVERSED.at(
            entry.ref(later),
            earlier=names[0],
            later=names[1],
            first=wording.day(first),
            second=wording.day(second),
        )


def _day(entry: DecisionEntry, column: str) -> dt.date:
    day = entry.day(column)
    assert day is not None  # asked for before
    return day


def _verification(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    """Points other than those that counted when they were verified need a reason (p. 3.4)."""
    given = worth_in(entry, "points")
    same = given is not None and given in (counted_on(entry), entry.value("counted"))
    needed = ("points", "who", "date") if same else ("points", "reason", "who", "date")
    faults = (
        *_blank(entry, "participant", "criterion", *needed),
        *_strange(entry, frame),
        *_wrong_points(entry, frame, "points"),
        *_always_applies(entry, frame, "points"),
        *_not_yet(entry, frame, "date"),
    )
    criterion = frame.criterion(entry)
    if faults or criterion is None:
        return None, faults
    return Verification(
        participant=frame.participant(entry),
        criterion=criterion.id,
        points=0 if given is None or isinstance(given, NoPoints) else given,
        reason=entry.text("reason"),
        document=entry.text("document"),
        who=entry.text("who"),
        day=_day(entry, "date"),
        stamp=verified_on(entry),
        entry=entry,
        applies=not isinstance(given, NoPoints),
    ), ()


def fit_confirmation(
    entry: DecisionEntry, frame: EntryFrame
) -> tuple[tuple[Verification, ...], tuple[Finding, ...]]:
    """Return what «подтвердить всё» verifies, and what it lacks."""
    if entry.assigns_only or not entry.readable:
        return (), ()
    faults = (
        *_blank(entry, "decision", "who", "date"),
        *_strange(entry, frame),
        *_not_yet(entry, frame, "date"),
    )
    rows = [] if faults else [row for _, row in rows_of(entry, frame.methodology)]
    found = [(_verification(row, frame)) for row in rows]
    # Each keeps the row as it stands: a row of its own for each criterion would be all that a large
    # year holds.
    verified = tuple(
        replace(each, in_bulk=True, entry=entry)
        for each, _ in found
        if isinstance(each, Verification)
    )
    return verified, (*faults, *dict.fromkeys(f for _, said in found for f in said))


def _always_applies(entry: DecisionEntry, frame: EntryFrame, column: str) -> tuple[Finding, ...]:
    """Return the finding on «не применимо» of a criterion that applies to everybody."""
    criterion = frame.criterion(entry)
    said = entry.value(column) == NOT_APPLICABLE
    if not said or criterion is None or criterion.not_applicable:
        return ()
    return (rules.ALWAYS_APPLIES.at(entry.ref(column), criterion=criterion.id),)


def _admission(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    kind = entry.text("decision")
    owner = () if kind == AdmissionKind.SORTED_OUT else ("participant",)
    named = ("file",) if kind in (AdmissionKind.RESTORED, AdmissionKind.SORTED_OUT) else ()
    faults = (
        *_blank(entry, *owner, "decision", *named, "reason", "who", "date"),
        *_strange(entry, frame),
        *_not_yet(entry, frame, "date"),
    )
    if faults:
        return None, faults
    return Admission(
        participant=frame.participant(entry),
        kind=AdmissionKind(entry.text("decision")),
        file=entry.text("file"),
        reason=entry.text("reason"),
        document=entry.text("document"),
        who=entry.text("who"),
        day=_day(entry, "date"),
        entry=entry,
    ), ()


def _delivery(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    """A receipt dated after the day of the run has not happened yet; the sending has."""
    early = _not_yet(entry, frame, "received")
    undated = () if entry.cell("received") else ("sent",)
    faults = (
        *_blank(entry, "participant", "subject", *undated, "who"),
        *_strange(entry, frame),
        *_not_yet(entry, frame, "sent"),
        *_reversed(entry, "sent", "received", ("отправлено", "получено")),
    )
    if faults or (early and not entry.cell("sent")):
        return None, (*faults, *early)
    return Delivery(
        participant=frame.participant(entry),
        subject=Subject(entry.text("subject")),
        number=entry.text("number"),
        sent=entry.day("sent"),
        received=None if early else entry.day("received"),
        way=entry.text("way"),
        who=entry.text("who"),
        note=entry.text("note"),
        entry=entry,
    ), early


def _objection(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    """An objection is open until a decision on it is in force; a slip in one never loses it."""
    faults = (
        *_blank(entry, "participant", "received", "who"),
        *_strange(entry, frame),
        *_wrong_points(entry, frame, "asked"),
        *_always_applies(entry, frame, "asked"),
        *_not_yet(entry, frame, "received"),
    )
    early = _not_yet(entry, frame, "date")
    slips = tuple(_slips(entry, frame))
    who, received = frame.participant(entry), entry.day("received")
    if not who or received is None or frame.is_future(received):
        return None, (*faults, *early, *slips)
    in_force = entry.text("decision") and entry.readable and not (faults or early or slips)
    verdict = Verdict(entry.text("decision")) if in_force else None
    criterion = frame.criterion(entry)
    unfit = _wrong_points(entry, frame, "asked") or _always_applies(entry, frame, "asked")
    asked = None if unfit else worth_in(entry, "asked")
    given = worth_in(entry, "points") if verdict else None
    if verdict is Verdict.SATISFIED and given is None and criterion:
        given = asked
    return Objection(
        participant=who,
        received=received,
        way=entry.text("way"),
        criterion=criterion.id if criterion else "",
        asked=asked,
        documents=entry.text("documents"),
        verdict=verdict,
        given=given,
        reason=entry.text("reason"),
        protocol=entry.text("protocol"),
        day=entry.day("date") if verdict else None,
        who=entry.text("who"),
        entry=entry,
    ), (*faults, *early, *slips, *_other_points(entry))


def _slips(entry: DecisionEntry, frame: EntryFrame) -> Iterator[Finding]:
    """Yield what keeps a decision on an objection from being in force.

    «Удовлетворить» without points gives what was asked; «отказать» needs none. What points a
    refusal may repeat is seen once the score is known (`verification`).
    """
    verdict, given = entry.text("decision"), entry.cell("points")
    if not verdict:
        if given and entry.cell("decision") is None:
            yield rules.DECISION_SLIP.at(entry.ref("points"), why="балл внесён, решение не выбрано")
        return
    blank = [NAMES[c] for c in ("reason", "protocol", "date") if entry.cell(c) is None]
    if blank:
        why = f"не заполнено – {', '.join(blank)}"
        yield rules.DECISION_SLIP.at(entry.ref("decision"), why=why)
    yield from _reversed(entry, "received", "date", ("поступило", "дата решения"))
    yield from _wrong_points(entry, frame, "points")
    yield from _always_applies(entry, frame, "points")
    found, named = worth_in(entry, "points"), entry.cell("criterion")
    if found is not None and not named and verdict != Verdict.REFUSED:
        yield rules.POINTS_WITHOUT_CRITERION.at(entry.ref("points"), found=bare_worth(found))
    elif not given and _needs_points(entry, verdict):
        lacking = "балл не указан" if named else "критерий, по которому просят балл, не указан"
        why = f"«{verdict}», а {lacking}"
        yield rules.DECISION_SLIP.at(entry.ref("decision"), why=why)


def _needs_points(entry: DecisionEntry, verdict: str) -> bool:
    """Tell whether a decision means nothing without points.

    Of the result as a whole other things than points may be asked.
    """
    asked = worth_in(entry, "asked") is not None
    if verdict == Verdict.REFUSED:
        return False
    if not entry.cell("criterion"):
        return asked
    return not (verdict == Verdict.SATISFIED and asked)


def _other_points(entry: DecisionEntry) -> Iterator[Finding]:
    """«Удовлетворить» gives what was asked, «частично» less; a refusal gives nothing.

    Without a criterion there is nothing that the points could be compared with.
    """
    verdict, asked, given = (
        entry.text("decision"),
        worth_in(entry, "asked"),
        worth_in(entry, "points"),
    )
    if verdict in ("", Verdict.REFUSED) or not entry.cell("criterion"):
        return
    if asked is None or given is None or (verdict == Verdict.SATISFIED) == (asked == given):
        return
    yield rules.VERDICT_OTHER_POINTS.at(
        entry.ref("points"), verdict=verdict, asked=bare_worth(asked), given=bare_worth(given)
    )


def _protocol(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    faults = (
        *_blank(entry, "topic", "number", "date", "who"),
        *_not_yet(entry, frame, "date"),
    )
    if faults:
        return None, faults
    topic = entry.text("topic")
    wanted = alike(topic).removeprefix(READING_TOPIC)
    reading = next((r.id for r in frame.methodology.readings if alike(r.id) == wanted), "")
    return Protocol(
        topic=topic,
        reading=reading,
        number=entry.text("number"),
        day=_day(entry, "date"),
        content=entry.text("content"),
        who=entry.text("who"),
        entry=entry,
    ), ()


def _register(entry: DecisionEntry, frame: EntryFrame) -> Fit:
    faults = (
        *_blank(entry, "register", "date", "who"),
        *_strange(entry, frame),
        *_not_yet(entry, frame, "date"),
    )
    if faults:
        return None, faults
    return RegisterEntry(
        register=entry.text("register"),
        participant=frame.participant(entry),
        day=entry.day("date"),
        number=entry.text("number"),
        content=entry.text("content"),
        level=entry.text("level"),
        quantity=entry.number("quantity"),
        who=entry.text("who"),
        note=entry.text("note"),
        entry=entry,
    ), ()


READERS: Mapping[BookTable, Callable[[DecisionEntry, EntryFrame], Fit]] = {
    DecisionTable.EXPERTISE: _verification,
    DecisionTable.ADMISSION: _admission,
    DecisionTable.DELIVERY: _delivery,
    DecisionTable.OBJECTION: _objection,
    DecisionTable.PROTOCOL: _protocol,
    DecisionTable.REGISTER: _register,
}
