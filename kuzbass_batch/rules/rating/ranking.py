"""Places and standings (app. 3; reading R8: equal totals share a place)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import worst_first
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import (
    NO_DECISIONS,
    Admission,
    AdmissionKind,
    Decisions,
)
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.files.sources import OF_COMMISSION, Kind
from kuzbass_batch.records.rating.scores import Place, Scorecard
from kuzbass_batch.records.returns.participants import Participant, Registry, Standing
from kuzbass_batch.records.returns.returns import (
    CountedReturn,
    FileResult,
    FileStatus,
    ParticipantStatus,
    Settled,
)
from kuzbass_batch.records.year.outcome import Outcome, SortedFolder
from kuzbass_batch.rules.deadlines import is_late, unpublished_year


def rank(settled: Settled, folder: SortedFolder, as_of: dt.date) -> Outcome:
    """Return the outcome of the year: every file, every participant's standing and place."""
    return Outcome(
        as_of=as_of,
        methodology=settled.methodology,
        registry=folder.registry,
        standings=tuple(
            _awaited(standing, settled)
            for standing in make_standings(
                folder.registry, settled.rated, settled.methodology, settled.decisions
            )
        ),
        files=settled.files,
        decisions=settled.decisions,
        past=folder.past,
        workdays=folder.workdays,
        drawn=folder.drawn,
        unpublished=unpublished_year(as_of, settled.methodology, folder.workdays),
    )


def _awaited(standing: Standing, settled: Settled) -> Standing:
    """Return the standing with the files in which a missing return may lie, or does."""
    who = standing.participant.id
    possible, misplaced = settled.possible.get(who, ()), settled.misplaced.get(who, ())
    missing = standing.status is ParticipantStatus.MISSING
    if not missing or not (possible or misplaced):
        return standing
    return replace(standing, possible=possible, misplaced=misplaced)


def places(totals: Mapping[str, Decimal]) -> dict[str, Place]:
    """Return the place of each key; equal totals (weighted points) share the places they fill."""
    equal, shared, first = Counter(totals.values()), {}, 1
    for total in sorted(equal, reverse=True):
        shared[total] = Place(first=first, last=first + equal[total] - 1)
        first += equal[total]
    return {key: shared[total] for key, total in totals.items()}


def ranked(standings: Iterable[Standing]) -> tuple[tuple[Standing, Scorecard], ...]:
    """Return the rated with their scorecards, the best total first, equal totals by id."""
    rated = ((standing, standing.scorecard) for standing in standings if standing.scorecard)
    return tuple(sorted(rated, key=lambda each: (-each[1].total, each[0].participant.id)))


def make_standings(
    registry: Registry,
    files: Iterable[FileResult],
    methodology: Methodology,
    decisions: Decisions = NO_DECISIONS,
) -> tuple[Standing, ...]:
    """Return the standing of every participant, in the registry's order."""
    rulings = by_participant(decisions.admissions)
    groups: dict[str, list[FileResult]] = {}
    for result in files:
        # What others fill about a body is no return of its own.
        if result.kind not in OF_COMMISSION:
            groups.setdefault(result.participant, []).append(result)
    cases = {
        p.id: ParticipantCase(p, groups.get(p.id, []), methodology, rulings[p.id])
        for p in registry.participants
    }
    totals = {key: case.scorecard.total for key, case in cases.items() if case.scorecard}
    if not methodology.gives_places:
        return tuple(case.standing(None, None) for case in cases.values())
    overall, within = places(totals), {}
    for category in {p.category for p in registry.participants}:
        members = {p.id for p in registry.participants if p.category is category}
        within.update(places({key: totals[key] for key in totals if key in members}))
    return tuple(case.standing(overall.get(key), within.get(key)) for key, case in cases.items())


class ParticipantCase:
    """What came from one participant, and what follows from it."""

    def __init__(
        self,
        participant: Participant,
        files: list[FileResult],
        methodology: Methodology,
        rulings: tuple[Admission, ...] = (),
    ) -> None:
        """Take the participant's files, sorted by path, and the committee's rulings on them."""
        self.participant = participant
        self.files = files
        self.methodology = methodology
        self.ruled = {ruling.kind for ruling in rulings}
        self.used = self._assessment(FileStatus.USED)
        self.aside = self._assessment(FileStatus.IGNORED)
        """A self-assessment that the committee excluded, or that came after the totals."""
        self.late = self.used is not None and is_late(self.used.deciding_day, methodology)
        self.status = self._status()
        rated = self.status is ParticipantStatus.RATED and self.used is not None
        self.scorecard: Scorecard | None = (
            self.used.scorecard if rated and isinstance(self.used, CountedReturn) else None
        )

    def _assessment(self, status: FileStatus) -> FileResult | None:
        return next(
            (
                file
                for file in self.files
                if file.kind is Kind.SELF_ASSESSMENT and file.status is status
            ),
            None,
        )

    def _is_after_totals(self) -> bool:
        return self.aside is not None and self.aside.after_totals

    def _status(self) -> ParticipantStatus:
        barred = self.methodology.chosen("R7") == "excluded"
        if self.used and self.late and barred and AdmissionKind.LATE not in self.ruled:
            return ParticipantStatus.EXCLUDED
        if self.used:
            return ParticipantStatus.RATED
        if self._assessment(FileStatus.RETURNED):
            return ParticipantStatus.RETURNED
        if self.aside and (AdmissionKind.EXCLUDED in self.ruled or self._is_after_totals()):
            return ParticipantStatus.EXCLUDED
        return ParticipantStatus.MISSING

    def standing(self, place: Place | None, within: Place | None) -> Standing:
        """Return the standing with its places."""
        counted = [file for file in self.files if file.status is FileStatus.USED]
        returned = [file for file in self.files if file.status is FileStatus.RETURNED]
        findings = [finding for file in (*counted, *returned) for finding in file.findings]
        if self.status is ParticipantStatus.MISSING:
            findings.append(rules.MISSING_ASSESSMENT.at())
        return Standing(
            participant=self.participant,
            status=self.status,
            scorecard=self.scorecard,
            place=place,
            place_in_category=within,
            level_change=self._level_change(),
            assessment=self.used or self._assessment(FileStatus.RETURNED),
            passports=tuple(file for file in counted if file.kind is Kind.PASSPORT),
            returned=tuple(returned),
            late=self.late
            or (self.status is ParticipantStatus.EXCLUDED and self._is_after_totals()),
            findings=worst_first(findings),
        )

    def _level_change(self) -> int | None:
        if not self.scorecard or not self.participant.last_level:
            return None
        now = self.methodology.level(self.scorecard.level).rank
        before = self.methodology.level(self.participant.last_level).rank
        return (now > before) - (now < before)
