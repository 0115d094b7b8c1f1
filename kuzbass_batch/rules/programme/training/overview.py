"""The training of the year under rating: plan, register and lists side by side."""

from collections.abc import Iterator

from kuzbass_batch.findings import training as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import ProgrammeRegisters
from kuzbass_batch.records.files.submissions import AssessmentDigest
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import QUARTERS
from kuzbass_batch.records.year.training import NO_TRAINING, HeldEvents, TrainedOf, TrainingYear
from kuzbass_batch.rules.checks.people import is_full_name, person_key
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from kuzbass_batch.rules.plan.measures import quarter_of
from kuzbass_batch.rules.programme.training.lists import (
    PeopleAtSeveral,
    listed_people,
    trained_of,
)
from kuzbass_batch.rules.programme.training.topics import topic_questions, topics_of


def training_of_year(outcome: Outcome, answers: RegisterAnswers) -> TrainingYear:
    """Return the training of the year; nothing where neither plan nor register holds any of it."""
    topics = topics_of(outcome.registers, outcome.methodology, outcome.as_of)
    kept, events = answers.keeps(ProgrammeTable.TRAINING), tuple(_events(outcome))
    if not (topics or kept or events):
        return NO_TRAINING
    several, people = PeopleAtSeveral(outcome.registry), []
    for standing in outcome.standings:
        who, digest = standing.participant.id, _digest_of(standing)
        found = trained_of(who, digest, answers)
        if kept and (found.registered or found.listed):
            people.append(found)
        for each in listed_people(digest) if digest and kept else ():
            several.add(who, each.name, f"{who}: {each.ref}")
    people += _others(outcome, answers)
    for row in outcome.registers.of(ProgrammeTable.TRAINING):
        day = row.day("date")
        if row.text("person") and day and day.year == outcome.year:
            several.add(row.participant, row.text("person"), row.place)
    return TrainingYear(
        year=outcome.year,
        topics=topics,
        people={each.participant: each for each in people},
        several=several.found(),
        goal=outcome.methodology.people_to_train,
        events=events,
    )


def _events(outcome: Outcome) -> Iterator[HeldEvents]:
    """Yield the events of the year by kind and participant, those that name nobody first.

    They are counted as the plan counts them: by rows, or by the number where its indicator says so.
    """
    counted: dict[tuple[str, str], list[int]] = {}
    by_number = {
        kind for target in outcome.methodology.plan if target.by_quantity for kind in target.kinds
    }
    for row in outcome.registers.of(ProgrammeTable.EVENTS):
        day, kind = row.day("date"), row.text("kind")
        if day is None or day.year != outcome.year:
            continue
        number = row.number("quantity") if kind in by_number else None
        quarters = counted.setdefault((row.participant, kind), [0] * QUARTERS)
        quarters[quarter_of(day) - 1] += 1 if number is None else int(number)
    for (who, kind), quarters in sorted(counted.items()):
        yield HeldEvents(participant=who, kind=kind, quarters=tuple(quarters))


def _digest_of(standing: Standing) -> AssessmentDigest | None:
    """Return the answers of a participant's own form that counts."""
    source = standing.assessment
    if source is None or source.assessment is None or standing.scorecard is None:
        return None
    own = source.participant == standing.participant.id
    return source.assessment.digest if own else None


def _others(outcome: Outcome, answers: RegisterAnswers) -> Iterator[TrainedOf]:
    """Yield the bodies outside of the registry of which people were trained."""
    for body in outcome.registers.bodies:
        found = trained_of(body.id, None, answers)
        if found.registered:
            yield found


def training_questions(registers: ProgrammeRegisters) -> Iterator[Finding]:
    """Yield what is asked about rows of training; they stay in force."""
    yield from topic_questions(registers)
    seen: dict[tuple[int, str], tuple[str, str]] = {}
    for row in registers.of(ProgrammeTable.TRAINING):
        day, key = row.day("date"), person_key(row.text("person"))
        if day is None or not is_full_name(key):
            continue
        who, place = seen.setdefault((day.year, key), (row.participant, row.place))
        if who != row.participant:
            yield rules.PERSON_AT_SEVERAL.at(
                row.entry.ref("person"), year=day.year, other=who, place=place
            )
