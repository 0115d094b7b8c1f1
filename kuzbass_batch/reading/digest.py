"""What of a submission travels on: the rest waits in the store of parsed returns."""

from kuzbass_batch.findings.finding import NOWHERE
from kuzbass_batch.forms.parsing.values import shorten
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.submissions import Digest, FieldCells, PackedTexts, Submission
from kuzbass_batch.rules.checks.assessment import people_in
from kuzbass_batch.rules.checks.cross import fingerprints
from kuzbass_batch.rules.checks.projects import project_of
from kuzbass_batch.rules.decisions.verification import answers_stamps
from kuzbass_batch.rules.objections.form import contest_of
from kuzbass_batch.rules.rating.scoring import letters_of, states_in

LONGEST = 800
"""Letters of an evidence that travel on: more no cell can show; the file itself has all of it."""
JOINT = "includes_subordinates"
TYPED = ("participant_id", "participant_name", "filled_on", "project")


def gist_of(submission: Submission, spec: FormSpec, methodology: Methodology) -> Digest:
    """Return what matching, choosing, comparing, and drawing the form anew ask of a submission."""
    assessed = submission.kind is Kind.SELF_ASSESSMENT
    typed, typed_at = _typed(submission)
    evidence, evidence_at = fingerprints(submission) if assessed else (b"", FieldCells())
    return Digest(
        typed=typed,
        typed_at=typed_at,
        marks=letters_of(states_in(submission), methodology) if assessed else "",
        evidence=evidence,
        evidence_at=evidence_at,
        rows=_longer_tables(submission, spec),
        trained=len(people_in(submission)) if assessed else 0,
        proofs=_beside(submission, "evidence") if assessed else PackedTexts(),
        notes=_beside(submission, "note") if assessed else PackedTexts(),
        stamps=" ".join(answers_stamps(submission, methodology)) if assessed else "",
        joint=_is_joint(submission),
        project=project_of(submission) if submission.kind is Kind.PASSPORT else None,
        contest=contest_of(submission, methodology) if submission.kind is Kind.OBJECTION else None,
    )


def _typed(submission: Submission) -> tuple[tuple[str, ...], FieldCells]:
    answers, cells = submission.by_field(), submission.cells()
    fields = tuple(field for field in TYPED if field in answers or field in cells)
    texts = (answers[field].given if field in answers else "" for field in fields)
    return tuple(texts), FieldCells(fields, tuple(cells.get(field, NOWHERE) for field in fields))


def _beside(submission: Submission, column: str) -> PackedTexts:
    """Return what was typed beside each row in one of the columns."""
    return PackedTexts.of(
        {
            answer.field_id.partition("/")[0]: shorten(answer.given, LONGEST)
            for answer in submission.answers
            if answer.field_id.endswith(f"/{column}") and answer.given
        }
    )


def _is_joint(submission: Submission) -> bool:
    return any(a.field_id == JOINT and a.value is True for a in submission.answers)


def _longer_tables(submission: Submission, spec: FormSpec) -> tuple[tuple[str, int], ...]:
    """Return the free tables that were given more rows than the blank has."""
    printed = {block.key: len(block.rows) for _, block in spec.blocks() if block.kind == "table"}
    given = dict(printed)
    for answer in submission.answers:
        key, _, rest = answer.field_id.partition("/")
        if key in given:
            given[key] = max(given[key], int(rest.partition("/")[0]))
    return tuple((key, rows) for key, rows in given.items() if rows > printed[key])
