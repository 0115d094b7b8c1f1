"""All sheets of a jury together: which counts of several, who is late, what follows (p. 2.7)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kuzbass_batch import wording
from kuzbass_batch.findings import jury as rules
from kuzbass_batch.findings.finding import Finding, has_errors, in_file, merge_equal
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.records.committee.contest import AnnouncedContest, ContestEntry, Juror
from kuzbass_batch.records.committee.decisions import Decisions, Protocol
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadJurySheet
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, Settled
from kuzbass_batch.records.year.jury import (
    CONTEST_TOPIC,
    MISSING,
    NO_MARKS,
    JurorMarks,
    JuryMarks,
    SheetState,
    Vote,
    WhyOut,
)
from kuzbass_batch.rules.programme.jury.places import judged_nomination, mean_of
from kuzbass_batch.rules.programme.jury.sheets import JudgedSheet, JuryFrame, judge_sheet

UNSEEN = {
    SheetState.MISSING: WhyOut.NO_SHEET,
    SheetState.LATE: WhyOut.LATE,
    SheetState.FAULTY: WhyOut.FAULTY,
}
"""Why nothing counts of a juror whose sheet stands so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JurorSheets:
    """What came from one juror: the sheet that counts, None without one, and where he stands."""

    state: SheetState
    counted: JudgedSheet | None = None
    shown: JudgedSheet | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedJury:
    """The jury's marks, and the files with what became of each sheet."""

    marks: JuryMarks
    settled: Settled


def with_jury(settled: Settled, announced: AnnouncedContest, registry: Registry) -> JudgedJury:
    """Return what the jury gave, and the files with what is wrong with their sheets.

    Nothing changes where no sheet lies in the folder and no entry is admitted.
    """
    sheets = [file for file in settled.files if isinstance(file.read, ReadJurySheet)]
    contest = announced.contest
    entries = [each for each in announced.entries if each.competes]
    if contest is None or not (contest.jurors and contest.criteria and entries):
        why = _why_nothing(announced)
        aside = [_aside(file, why) for file in sheets]
        return JudgedJury(marks=NO_MARKS, settled=_with_files(settled, aside))
    frame = JuryFrame(contest=contest, announced=announced, registry=registry)
    minutes = contest_minutes(settled.decisions, contest.name)
    judging = _Judging(frame, minutes, sheets)
    return JudgedJury(marks=judging.marks(), settled=_with_files(settled, judging.results.values()))


def contest_minutes(decisions: Decisions, contest: str) -> Protocol | None:
    """Return the row of «Протоколы» that establishes the results, the last of several.

    One that names another contest in its text is not this one's.
    """
    named = [each for each in decisions.protocols if CONTEST_TOPIC in fold(each.topic)]
    own = [each for each in named if _is_of(each, contest)]
    return max(own, key=lambda each: (each.day, each.number), default=None)


def _is_of(minutes: Protocol, contest: str) -> bool:
    text = fold(minutes.content)
    return "«" not in minutes.content or fold(contest) in text


def _why_nothing(announced: AnnouncedContest) -> str:
    if announced.contest is None:
        return "конкурс не объявлен"
    if not announced.contest.criteria:
        return "в объявлении нет критериев жюри"
    if not announced.contest.jurors:
        return "в объявлении нет состава жюри"
    return "допущенных заявок нет"


def _aside(file: FileResult, why: str) -> FileResult:
    found = in_file([rules.NOTHING_TO_JUDGE.at(why=why)], file.source.path)
    return replace(
        file, status=FileStatus.IGNORED, reason=f"лист жюри: {why}", findings=merge_equal(found)
    )


def _with_files(settled: Settled, results: Iterable[FileResult]) -> Settled:
    by_path = {each.source.path: each for each in results}
    if not by_path:
        return settled
    files = tuple(by_path.get(file.source.path, file) for file in settled.files)
    return replace(settled, files=files)


class _Judging:
    """The sheets of one contest; results: what became of each file, by its path."""

    def __init__(
        self, frame: JuryFrame, minutes: Protocol | None, files: Iterable[FileResult]
    ) -> None:
        self.frame, self.minutes = frame, minutes
        self.results: dict[str, FileResult] = {}
        self.sheets: dict[str, JurorSheets] = {}
        groups: dict[str, list[tuple[FileResult, JudgedSheet]]] = defaultdict(list)
        for file in files:
            assert isinstance(file.read, ReadJurySheet)
            sheet = judge_sheet(file.read, frame)
            if sheet.juror is None or file.read.unfilled:
                self._settle_alone(file, sheet)
            else:
                groups[sheet.juror.key].append((file, sheet))
        for juror in frame.contest.jurors:
            self.sheets[juror.key] = self._choose(groups.get(juror.key, []))

    def marks(self) -> JuryMarks:
        """Return the marks: by nomination, and the jurors beside each other."""
        frame, jurors = self.frame, self.frame.contest.jurors
        votes = {
            each.number: tuple(self._vote(juror, each) for juror in jurors) for each in frame.judged
        }
        keys, least = [each.key for each in jurors], len(jurors) // 2 + 1
        nominations = (
            judged_nomination(each, _of(each.key, frame.judged), votes, keys, least)
            for each in frame.contest.nominations
            if any(entry.nomination == each.key for entry in frame.judged)
        )
        return JuryMarks(
            contest=frame.contest,
            nominations=tuple(nominations),
            jurors=tuple(self._beside(juror, votes) for juror in jurors),
            minutes=self.minutes,
        )

    def _settle_alone(self, file: FileResult, sheet: JudgedSheet) -> None:
        """Say of a sheet that nobody of the jury filled in why it counts for nothing."""
        if file.read.source.path and isinstance(file.read, ReadJurySheet) and file.read.unfilled:
            blank = replace(file, status=FileStatus.IGNORED, findings=(),
                            reason="лист жюри: не заполнен")  # fmt: skip
            self.results[file.source.path] = blank
            return
        self._result(file, sheet.findings, FileStatus.RETURNED, "лист жюри: чей, не установлено")

    def _result(
        self, file: FileResult, found: Iterable[Finding], status: FileStatus, reason: str
    ) -> None:
        told = in_file(found, file.source.path)
        self.results[file.source.path] = replace(
            file, status=status, reason=reason, findings=merge_equal((*file.findings, *told))
        )

    def _choose(self, group: list[tuple[FileResult, JudgedSheet]]) -> JurorSheets:
        """Return the latest valid sheet of a juror; a later faulty one displaces nothing.

        Nor does one that came after the day, where one that came in time leaves nothing open.
        """
        ordered = sorted(group, key=_order)
        if not ordered:
            return JurorSheets(state=SheetState.MISSING)
        late = tuple(self._late(ordered))
        if late:
            for file, sheet in ordered:
                reason = f"лист жюри: {WhyOut.LATE.value}"
                self._result(file, (*sheet.findings, *late), FileStatus.IGNORED, reason)
            return JurorSheets(state=SheetState.LATE, shown=ordered[-1][1])
        counted = None
        for file, sheet in ordered:
            after = tuple(self._after_minutes(sheet))
            closed = counted and not self._owes(counted) and self._is_past_due(sheet)
            if not after and not closed and not has_errors((*file.findings, *sheet.findings)):
                counted = sheet
        self._say_each(ordered, counted)
        if counted is None:
            return JurorSheets(state=SheetState.FAULTY, shown=ordered[-1][1])
        state = SheetState.INCOMPLETE if self._owes(counted) else SheetState.COUNTED
        return JurorSheets(state=state, counted=counted, shown=counted)

    def _say_each(
        self, ordered: list[tuple[FileResult, JudgedSheet]], counted: JudgedSheet | None
    ) -> None:
        """Say what became of each sheet of a juror who is not late."""
        seen: set[str] = set()
        for file, sheet in reversed(ordered):
            digest = sheet.read.answers_sha256
            if sheet is counted:
                self._result(file, sheet.findings, FileStatus.USED, "лист жюри: учтён")
            elif digest in seen or (counted and digest == counted.read.answers_sha256):
                self._result(file, (), FileStatus.DUPLICATE, "лист жюри: повтор")
            elif after := tuple(self._after_minutes(sheet)):
                reason = "лист жюри: получен после протокола"
                self._result(file, (*sheet.findings, *after), FileStatus.IGNORED, reason)
            elif counted and self._is_past_due(sheet) and not self._is_past_due(counted):
                reason, late = f"лист жюри: {WhyOut.LATE.value}", self._told_late(sheet)
                self._result(file, (*sheet.findings, *late), FileStatus.IGNORED, reason)
            elif has_errors((*file.findings, *sheet.findings)) and not seen:
                self._result(file, sheet.findings, FileStatus.RETURNED, "лист жюри: с ошибками")
            else:
                self._result(file, (), FileStatus.SUPERSEDED, "лист жюри: есть более поздний")
            seen.add(digest)

    def _owes(self, sheet: JudgedSheet) -> bool:
        """Tell whether a sheet leaves entries open for which the juror may give points."""
        blank = any(vote.why in MISSING for vote in sheet.votes)
        return blank or len(sheet.votes) < len(self.frame.judged)

    def _is_past_due(self, sheet: JudgedSheet) -> bool:
        return sheet.read.came is not None and sheet.read.came > self.frame.contest.sheets_due

    def _late(self, ordered: list[tuple[FileResult, JudgedSheet]]) -> Iterator[Finding]:
        """Yield that the first sheet of a juror came after the day; a mended one is no later."""
        dated = [sheet for _, sheet in ordered if sheet.read.came]
        if dated and self._is_past_due(dated[0]):
            yield from self._told_late(dated[0])

    def _told_late(self, sheet: JudgedSheet) -> Iterator[Finding]:
        came, due = sheet.read.came, self.frame.contest.sheets_due
        if came:
            yield rules.SHEET_LATE.at(came=wording.day(came), due=wording.day(due))

    def _after_minutes(self, sheet: JudgedSheet) -> Iterator[Finding]:
        came, minutes = sheet.read.came, self.minutes
        if minutes and came and came > minutes.day:
            yield rules.SHEET_AFTER_PROTOCOL.at(
                came=wording.day(came), day=wording.day(minutes.day)
            )

    def _vote(self, juror: Juror, entry: ContestEntry) -> Vote:
        """Return the vote of a juror for an entry; without one, why there is none."""
        sheets = self.sheets[juror.key]
        given = sheets.counted.votes if sheets.counted else ()
        found = next((vote for vote in given if vote.entry == entry.number), None)
        if found:
            return found
        if self.frame.is_own(juror, entry):
            return Vote(juror=juror.key, entry=entry.number, why=WhyOut.OWN_BODY)
        why = UNSEEN.get(sheets.state, WhyOut.NO_ROW)
        return Vote(juror=juror.key, entry=entry.number, why=why)

    def _beside(self, juror: Juror, votes: Mapping[str, tuple[Vote, ...]]) -> JurorMarks:
        own = [vote for each in votes.values() for vote in each if vote.juror == juror.key]
        sheets = self.sheets[juror.key]
        read = sheets.shown.read if sheets.shown else None
        return JurorMarks(
            juror=juror,
            state=sheets.state,
            file=read.source.path if read else "",
            came=read.came if read else None,
            mean=mean_of(own),
            counted=sum(vote.counts for vote in own),
            blank=tuple(vote.entry for vote in own if vote.why in MISSING),
            out=tuple((v.entry, v.why) for v in own if v.why and v.why not in MISSING),
        )


def _of(nomination: str, entries: Iterable[ContestEntry]) -> Iterator[ContestEntry]:
    return (each for each in entries if each.nomination == nomination)


def _order(each: tuple[FileResult, JudgedSheet]) -> tuple[dt.date, bool, dt.date, str]:
    """Return by what a juror's sheets follow each other: a mended one after what it mends."""
    file, sheet = each
    read, first = sheet.read, dt.date.min
    return read.came or first, read.mended, read.filled_on or first, alike(file.source.path)
