"""What of a submission travels on: the rest waits in the store of parsed returns."""

import datetime as dt
import hashlib
from typing import TypedDict

from kuzbass_batch.findings.finding import NOWHERE
from kuzbass_batch.forms.drawing.remarks import SHEET as REMARKS
from kuzbass_batch.forms.parsing.registry import KEY as PARTICIPANTS
from kuzbass_batch.forms.parsing.submission import ParsedForm
from kuzbass_batch.forms.parsing.values import fold, shorten, show
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.sources import NO_SOURCE, Source
from kuzbass_batch.records.files.submissions import (
    AssessmentDigest,
    FieldCells,
    Identity,
    PackedTexts,
    Submission,
    TypedFields,
)
from kuzbass_batch.records.files.workbooks import RawForm
from kuzbass_batch.rules.checks.assessment import people_in, training_rows
from kuzbass_batch.rules.checks.bodies import JOINT
from kuzbass_batch.rules.checks.cross import fingerprints
from kuzbass_batch.rules.decisions.verification import answers_stamps
from kuzbass_batch.rules.rating.scoring.scoring import mark_codes, numbers_by_row, states_in

LONGEST = 800
"""Letters of an evidence that travel on: more no cell can show; the file itself has all of it."""
TYPED = (
    "participant_id", "participant_name", "filled_on", "project", "executor_name",
    "executor_phone", "executor_email", JOINT,
)  # fmt: skip


class FormFacts(TypedDict):
    """What is taken from every form that a participant fills."""

    source: Source
    identity: Identity
    typed: TypedFields
    rows: tuple[tuple[str, int], ...]
    filled_on: dt.date | None
    answers_sha256: str
    mended: bool
    unfilled: bool


def digest_of(submission: Submission, methodology: Methodology) -> AssessmentDigest:
    """Return what rules and outputs ask of a self-assessment's answers."""
    evidence, evidence_at = fingerprints(submission)
    states = states_in(submission)
    return AssessmentDigest(
        marks=mark_codes(states, methodology),
        numbers=PackedTexts.of(numbers_by_row(states, methodology)),
        evidence=evidence,
        evidence_at=evidence_at,
        proofs=_texts_by_row(submission, "evidence"),
        notes=_texts_by_row(submission, "note"),
        trained=len(people_in(submission)),
        people=PackedTexts.of(training_rows(submission)),
        stamps=" ".join(answers_stamps(submission, methodology)),
        joint=any(a.field_id == JOINT and a.value is True for a in submission.answers),
    )


def typed_in(submission: Submission) -> TypedFields:
    """Return what matching and choosing ask of a form: the fields of TYPED that it has."""
    answers, cells = submission.by_field(), submission.cells()
    fields = tuple(field for field in TYPED if field in answers or field in cells)
    texts = (answers[field].given if field in answers else "" for field in fields)
    refs = tuple(cells.get(field, NOWHERE) for field in fields)
    return TypedFields(tuple(texts), FieldCells(fields, refs))


def _texts_by_row(submission: Submission, column: str) -> PackedTexts:
    """Return what was typed beside each row in one of the columns."""
    return PackedTexts.of(
        {
            answer.field_id.partition("/")[0]: shorten(answer.given, LONGEST)
            for answer in submission.answers
            if answer.field_id.endswith(f"/{column}") and answer.given
        }
    )


def longer_tables(submission: Submission, spec: FormSpec) -> tuple[tuple[str, int], ...]:
    """Return the free tables that were given more rows than the blank has."""
    printed = {block.key: len(block.rows) for _, block in spec.blocks() if block.kind == "table"}
    given = dict(printed)
    for answer in submission.answers:
        key, _, rest = answer.field_id.partition("/")
        if key in given:
            given[key] = max(given[key], int(rest.partition("/")[0]))
    return tuple((key, rows) for key, rows in given.items() if rows > printed[key])


def count_lines(submission: Submission) -> int:
    """Return how many lines of a registry are filled in."""
    places = (answer.field_id.split("/", 2) for answer in submission.answers)
    return len({place[1] for place in places if place[0] == PARTICIPANTS and len(place) > 1})


def hash_answers(submission: Submission) -> str:
    """Return a hash of what was answered, however it was spelled and whatever file holds it."""
    lines = sorted(
        f"{a.field_id}={show(a.value)}" if a.readable else f"{a.field_id}?{a.given}"
        for a in submission.answers
    )
    return hashlib.sha256("\n".join([submission.kind, *lines]).encode()).hexdigest()


def form_facts(raw: RawForm, parsed: ParsedForm, spec: FormSpec) -> FormFacts:
    """Return what is taken from every form that somebody fills."""
    submission = parsed.submission
    filled = submission.by_field().get("filled_on")
    return FormFacts(
        source=NO_SOURCE,
        identity=submission.identity,
        typed=typed_in(submission),
        rows=longer_tables(submission, spec),
        filled_on=filled.value if filled and isinstance(filled.value, dt.date) else None,
        answers_sha256=hash_answers(submission),
        mended=any(fold(sheet.name) == fold(REMARKS) for sheet in raw.sheets),
        unfilled=parsed.unfilled,
    )
