"""A juror's sheet by itself: whose it is, of which contest, what each row gives (p. 2.7)."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.findings import jury as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, Rule
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.forms.spec.jury_form import INTEREST, MARKS, YES, points_column
from kuzbass_batch.records.committee.contest import (
    AnnouncedContest,
    ContestEntry,
    Juror,
    PracticeContest,
)
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadJurySheet
from kuzbass_batch.records.year.jury import Vote, WhyOut
from kuzbass_batch.rules.returns.participant_index import parents_in
from kuzbass_batch.wording import series

NEAR = 0.6
"""How alike a number or a name must be to be suggested."""


@dataclass(frozen=True, kw_only=True)
class JuryFrame:
    """What sheets are held against: the contest with its entries, and who is over whom."""

    contest: PracticeContest
    announced: AnnouncedContest
    registry: Registry

    @cached_property
    def jurors(self) -> Mapping[str, Juror]:
        """Return the jurors by their keys, comparable."""
        return {alike(each.key): each for each in self.contest.jurors}

    @cached_property
    def entries(self) -> Mapping[str, ContestEntry]:
        """Return every entry by its number, comparable: those not admitted, too."""
        return {alike(each.number): each for each in self.announced.entries}

    @cached_property
    def judged(self) -> tuple[ContestEntry, ...]:
        """Return the entries that the jury judges, by nomination and number."""
        order = {each.key: at for at, each in enumerate(self.contest.nominations)}
        found = (each for each in self.announced.entries if each.competes)
        return tuple(
            sorted(found, key=lambda e: (order[e.nomination], wording.number_order(e.number)))
        )

    @cached_property
    def above(self) -> Mapping[str, str]:
        """Return the parent of each participant that has one, by ids, comparable."""
        found = parents_in(self.registry).items()
        return {alike(body): alike(parent) for body, parent in found if parent}

    def is_own(self, juror: Juror, entry: ContestEntry) -> bool:
        """Tell whether an entry is of the juror's own body, by its id or by its very name."""
        if juror.body:
            return alike(juror.body) == alike(entry.participant)
        names = {fold(entry.name), fold(entry.short_name)}
        return bool(juror.organisation) and fold(juror.organisation) in names

    def relation(self, juror: Juror, entry: ContestEntry) -> str:
        """Return how a juror's body stands to the applicant, empty if neither is over the other."""
        own, other = alike(juror.body), alike(entry.participant)
        if own and self.above.get(other) == own:
            return "выше"
        return "ниже" if own and self.above.get(own) == other else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedSheet:
    """A sheet as far as it tells by itself: its juror, None if unknown; the votes of its rows."""

    read: ReadJurySheet
    juror: Juror | None
    votes: tuple[Vote, ...]
    findings: tuple[Finding, ...]


def judge_sheet(read: ReadJurySheet, frame: JuryFrame) -> JudgedSheet:
    """Return what a sheet gives, with what is wrong with it."""
    juror = frame.jurors.get(alike(read.identity.participant))
    found = [*_head(read, juror, frame)]
    rows = _Rows(read, juror, frame)
    votes = tuple(rows.votes()) if juror and read.criteria == len(frame.contest.criteria) else ()
    return JudgedSheet(
        read=read, juror=juror, votes=votes, findings=(*found, *rows.findings, *rows.missing(votes))
    )


def _head(read: ReadJurySheet, juror: Juror | None, frame: JuryFrame) -> Iterator[Finding]:
    """Yield what is wrong with a sheet as a whole."""
    form, contest = read.form, frame.contest
    key, printed = read.identity.participant, form.text("juror_name")
    if juror is None:
        hint = _juror_meant(key, printed, frame)
        yield rules.UNKNOWN_JUROR.at(form.ref("juror"), found=key, suggestion=hint)
    elif printed and fold(printed) != fold(juror.name):
        ref = form.ref("juror_name")
        yield rules.JUROR_OTHERWISE.at(ref, found=printed, key=juror.key, expected=juror.name)
    named = form.text("contest")
    if named and fold(named) != fold(contest.name):
        yield rules.OTHER_CONTEST.at(
            form.ref("contest"), field="contest", found=named, expected=contest.name
        )
    if read.criteria != len(contest.criteria):
        yield rules.OTHER_CRITERIA.at(found=read.criteria, expected=len(contest.criteria))


def _juror_meant(key: str, printed: str, frame: JuryFrame) -> str:
    """Return the sentence that names who may be meant, empty if nobody is near."""
    names = {fold(each.name): each for each in frame.contest.jurors}
    meant = names.get(fold(printed)) if printed else None
    if meant is None and printed:
        near = difflib.get_close_matches(fold(printed), names, 1, NEAR)
        meant = names[near[0]] if near else None
    if meant is None:
        near = difflib.get_close_matches(alike(key), frame.jurors, 1, NEAR)
        meant = frame.jurors[near[0]] if near else None
    return f" Возможно, это {meant.name} (номер {meant.key})." if meant else ""


class _Rows:
    """The rows of one sheet, judged one after the other."""

    def __init__(self, read: ReadJurySheet, juror: Juror | None, frame: JuryFrame) -> None:
        self.read, self.juror, self.frame = read, juror, frame
        self.findings: list[Finding] = []

    def votes(self) -> Iterator[Vote]:
        """Yield the vote of each row with an entry of the contest; faults go to `findings`."""
        seen: set[str] = set()
        for row in self.read.form.rows(MARKS):
            entry = self._entry(row, seen)
            if entry is None:
                continue
            if not entry.competes:
                self._say(rules.NOT_ADMITTED, row, number=entry.number)
                continue
            yield self._vote(row, entry)

    def missing(self, votes: tuple[Vote, ...]) -> Iterator[Finding]:
        """Yield the entries that no row is of: they were admitted later, or the row is gone."""
        known = {vote.entry for vote in votes}
        numbers = [each.number for each in self.frame.judged if each.number not in known]
        if votes and numbers:
            yield rules.ENTRY_MISSING.at(CellRef(sheet=_sheet_of(self.read)),
                                         numbers=series(numbers))  # fmt: skip

    def _entry(self, row: Mapping[str, Answer], seen: set[str]) -> ContestEntry | None:
        number = row["number"].given if "number" in row else ""
        entry = self.frame.entries.get(alike(number))
        if entry is None:
            near = difflib.get_close_matches(alike(number), self.frame.entries, 1, NEAR)
            hint = f" Возможно, это {self.frame.entries[near[0]].number}." if near else ""
            self._say(rules.UNKNOWN_ENTRY, row, found=number, suggestion=hint)
            return None
        practice = row["practice"].given if "practice" in row else ""
        if practice and fold(practice) != fold(entry.practice):
            self._say(
                rules.ENTRY_OTHERWISE, row, number=entry.number, found=practice,
                expected=entry.practice,
            )  # fmt: skip
            return None
        if entry.number in seen:
            self._say(rules.ENTRY_TWICE, row, number=entry.number)
            return None
        seen.add(entry.number)
        return entry

    def _vote(self, row: Mapping[str, Answer], entry: ContestEntry) -> Vote:
        assert self.juror is not None
        given = self._points(row)
        why = self._why(row, entry, given)
        return Vote(
            juror=self.juror.key,
            entry=entry.number,
            points=tuple(point for point in given if point is not None),
            why=why,
            interest=_given(row, "interest_in") if why is WhyOut.OWN_INTEREST else "",
            comment=_given(row, "comment"),
            place=self._place(row),
        )

    def _why(
        self, row: Mapping[str, Answer], entry: ContestEntry, given: tuple[Decimal | None, ...]
    ) -> WhyOut | None:
        """Return why a vote does not count; what is excluded is told only where points stand."""
        assert self.juror is not None
        any_given = any(point is not None for point in given)
        if self.frame.is_own(self.juror, entry):
            if any_given:
                self._say(rules.OWN_BODY_POINTS, row)
            return WhyOut.OWN_BODY
        relation = self.frame.relation(self.juror, entry)
        if relation and any_given:
            self._say(rules.RELATED_BODY, row, relation=relation, number=entry.number)
        if _given(row, INTEREST) == YES:
            if any_given:
                self._say(rules.INTEREST_POINTS, row)
            return WhyOut.OWN_INTEREST
        if self._unfit(row, given):
            return WhyOut.UNFIT
        if not any_given:
            self._say(rules.ROW_BLANK, row, columns=True)
            return WhyOut.BLANK
        if None in given:
            self._say(rules.ROW_PARTIAL, row, columns=True)
            return WhyOut.PARTIAL
        return None

    def _points(self, row: Mapping[str, Answer]) -> tuple[Decimal | None, ...]:
        """Return the points in the order of the criteria, None for what is blank or no number."""
        answers = (row.get(points_column(at)) for at in range(1, self.read.criteria + 1))
        return tuple(
            each.value if each and isinstance(each.value, Decimal) else None for each in answers
        )

    def _unfit(self, row: Mapping[str, Answer], given: tuple[Decimal | None, ...]) -> bool:
        """Tell whether a row holds what is no point, each told; no number has been told already."""
        unread = any(
            answer.value is None for column, answer in row.items() if column.startswith("points")
        )
        found = False
        for at, (point, criterion) in enumerate(
            zip(given, self.frame.contest.criteria, strict=True), start=1
        ):
            if point is None or (0 <= point <= criterion.most and point == int(point)):
                continue
            answer = row[points_column(at)]
            self.findings.append(
                rules.POINT_UNFIT.at(
                    answer.ref, field=answer.field_id, found=answer.given, most=criterion.most
                )
            )
            found = True
        return found or unread

    def _say(
        self,
        rule: Rule,
        row: Mapping[str, Answer],
        *,
        columns: bool = False,
        **words: Any,
    ) -> None:
        """Tell what is wrong with a row; columns: the cell of the first point that is wanting."""
        first = next(iter(row.values()))
        at = first.field_id.split("/")[1]
        ref = row["number"].ref if "number" in row else first.ref
        wanting = (points_column(n) for n in range(1, self.read.criteria + 1))
        column = next((each for each in wanting if each not in row), "") if columns else ""
        self.findings.append(rule.at(ref, field=f"{MARKS}/{at}/{column or 'number'}", **words))

    def _place(self, row: Mapping[str, Answer]) -> str:
        ref = row["number"].ref
        number = ref.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return f"«{self.read.source.path}», лист «{ref.sheet}», строка {number}"


def _given(row: Mapping[str, Answer], column: str) -> str:
    answer = row.get(column)
    return answer.value if answer and isinstance(answer.value, str) else ""


def _sheet_of(read: ReadJurySheet) -> str:
    rows = read.form.rows(MARKS)
    answers = (answer for row in rows for answer in row.values())
    return next((answer.ref.sheet for answer in answers), NOWHERE.sheet)
