"""Bodies beside each other and beside last year: a parent and those under it, exchanges, answers.

What the checks yield are questions to ask, never deductions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import NOWHERE, Finding
from kuzbass_batch.methodology.criteria import Criterion
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import AdmissionKind, ProgrammeTable
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.files.submissions import AssessmentDigest
from kuzbass_batch.records.returns.participants import Participant, Registry, Standing
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.snapshots import Snapshot
from kuzbass_batch.records.year.year import BodyFacts, ParentGroup
from kuzbass_batch.rules.checks.exchanges import not_named_back
from kuzbass_batch.rules.checks.registered import RegisterAnswers

JOINT = "includes_subordinates"
"""The field in which a body says that it assessed itself with those under it."""
SHOWN = 6
"""Ids named in a finding: a line or so."""

Asked = Iterator[tuple[str, Finding]]


class ReturnsOfBodies:
    """The self-assessments that count, by whose they are."""

    def __init__(
        self, files: Iterable[FileResult], registry: Registry, methodology: Methodology
    ) -> None:
        self.files = {
            file.participant: file
            for file in files
            if file.status is FileStatus.USED and file.assessment is not None
        }
        self.participants = {each.id: each for each in registry.participants}
        self.methodology = methodology
        self.below: dict[str, list[str]] = defaultdict(list)
        for person in registry.participants:
            if person.parent and person.id in self.files:
                self.below[person.parent].append(person.id)

    def read(self, who: str) -> ReadAssessment:
        """Return the self-assessment of one of `files`."""
        read = self.files[who].assessment
        if read is None:
            raise AssertionError(who)
        return read

    def digest(self, who: str) -> AssessmentDigest:
        """Return what later stages ask of it."""
        return self.read(who).digest

    def path(self, who: str) -> str:
        """Return where it lies."""
        return self.files[who].source.path


def check_bodies(
    files: Iterable[FileResult],
    registry: Registry,
    past: Snapshot | None,
    methodology: Methodology,
) -> Asked:
    """Yield the questions that several bodies, or two years, raise, each with its file's path."""
    returns = ReturnsOfBodies(files, registry, methodology)
    yield from _parents(returns)
    for criterion in methodology.criteria:
        if criterion.mutual:
            yield from _exchanges(criterion, returns)
    yield from _as_last_year(returns, past)


def _parents(returns: ReturnsOfBodies) -> Asked:
    """A body that assessed itself with those under it, which sent their own (app. 3 p. 4.1)."""
    for who, below in returns.below.items():
        if who not in returns.files or not returns.digest(who).joint:
            continue
        ref = returns.read(who).typed.ref(JOINT)
        together = _together(returns.participants[below[0]])
        # The codes of others say nothing to a participant.
        bodies = wording.some([returns.participants[e].short_name for e in below], shown=SHOWN)
        finding = rules.TOGETHER_AND_OWN.at(ref, field=JOINT, together=together, bodies=bodies)
        yield returns.path(who), finding
        listed = returns.digest(who).trained
        theirs = sum(returns.digest(each).trained for each in below)
        if returns.methodology.training and listed < theirs:
            finding = rules.TRAINED_BELOW.at(
                ref, field=JOINT, found=listed, expected=theirs, together=together, bodies=bodies
            )
            yield returns.path(who), finding


def _together(participant: Participant) -> str:
    """Return those under a body as the act calls them, after «вместе с»."""
    return participant.category.together or participant.category.plural.lower()


def _exchanges(criterion: Criterion, returns: ReturnsOfBodies) -> Asked:
    """Yield a finding for each exchange that one names and the other does not (criterion 7)."""
    texts = {who: _text_on(criterion, returns.digest(who)) for who in returns.files}
    for who, other in not_named_back(texts, returns.participants.values()):
        card = returns.read(who).card
        score = (
            next((s for s in card.scores if s.criterion == criterion.id), None) if card else None
        )
        if score is None or score.counted <= criterion.min_points:
            continue
        ref = score.refs[-1] if score.refs else NOWHERE
        name = returns.participants[other].short_name or returns.participants[other].name
        yield (
            returns.path(who),
            rules.NOT_NAMED_BACK.at(ref, criterion=criterion.id, other=name),
        )


def _text_on(criterion: Criterion, digest: AssessmentDigest) -> str:
    """Return all that was written beside the rows of a criterion."""
    codes = {row.code for row in criterion.rows}
    texts: list[Mapping[str, str]] = [digest.proofs.by_row(), digest.notes.by_row()]
    return "\n".join(text for by_row in texts for code, text in by_row.items() if code in codes)


def _as_last_year(returns: ReturnsOfBodies, past: Snapshot | None) -> Asked:
    """Yield a finding for each self-assessment that is last year's word for word."""
    last = returns.methodology.period.previous.name
    for who, file in returns.files.items():
        before = past.standings.get(who) if past else None
        digest = returns.digest(who)
        if before and digest.evidence and before.answers == digest.stamps:
            yield file.source.path, rules.SAME_AS_LAST.at(last=last)


def parent_groups(outcome: Outcome, registered: RegisterAnswers) -> dict[str, ParentGroup]:
    """Return by parent's id each with its subordinates, both in the registry's order."""
    below: dict[str, list[BodyFacts]] = defaultdict(list)
    rulings = by_participant(outcome.decisions.admissions)
    known = {}
    for standing in outcome.standings:
        who = standing.participant
        kinds = {each.kind for each in rulings[who.id]}
        facts = _facts(standing, registered, stands_in=AdmissionKind.PARENT in kinds)
        known[who.id] = facts
        if who.parent:
            below[who.parent].append(facts)
    order = {key: at for at, key in enumerate(known)}
    found = sorted(below.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
    return {
        parent: ParentGroup(parent=known.get(parent), below=tuple(facts)) for parent, facts in found
    }


def _facts(standing: Standing, registered: RegisterAnswers, *, stands_in: bool) -> BodyFacts:
    who, source = standing.participant.id, standing.assessment
    read = source.assessment if source and standing.scorecard and not stands_in else None
    return BodyFacts(
        standing=standing,
        listed=read.digest.trained if read else None,
        joint=read is not None and read.digest.joint,
        stands_in=stands_in,
        registered=registered.trained(who) if registered.keeps(ProgrammeTable.TRAINING) else None,
        certificates=len(registered.certificates(who))
        if registered.keeps(ProgrammeTable.SAMPLES)
        else None,
    )
