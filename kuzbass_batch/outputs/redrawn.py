"""A return redrawn: the participant's own answers in a fresh blank, faulty cells marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.issue import blank_file_name, free_path, prefill
from kuzbass_batch.forms.layout import lay_out
from kuzbass_batch.forms.spec import FormSpec, with_rows_for
from kuzbass_batch.model.findings import CellRef, Finding
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Participant, Standing
from kuzbass_batch.model.records import FileResult, Kind, ParticipantStatus, Scalar

TO_MEND, REMINDERS = "Письма/На доработку", "Письма/Напоминания"


@dataclass(frozen=True, kw_only=True, slots=True)
class Redrawn:
    """A form to write: its path in the result folder, what it answers, and its answers.

    source: the path of the return that it mends, or the id of the participant that is reminded.
    A return of which nothing was read (last year's blank) is answered by a fresh blank.
    """

    path: str
    source: str
    participant: Participant
    spec: FormSpec
    answers: Mapping[str, Scalar]
    remarks: tuple[Finding, ...] = ()

    def place(self, finding: Finding) -> CellRef | None:
        """Return where the redrawn form marks a finding, if it concerns one of its fields."""
        cells = lay_out(self.spec)
        return next((cells[field].ref for field in finding.fields if field in cells), None)


def plan_redrawn(outcome: Outcome, forms: Mapping[Kind, FormSpec]) -> tuple[Redrawn, ...]:
    """Return the forms to write: returned files with remarks, blanks for the missing."""
    taken: set[str] = set()
    return tuple(
        form
        for standing in outcome.standings
        for form in (
            *(_mend(standing.participant, result, forms, taken) for result in standing.returned),
            *_remind(standing, forms, taken),
        )
    )


def _mend(
    participant: Participant,
    result: FileResult,
    forms: Mapping[Kind, FormSpec],
    taken: set[str],
) -> Redrawn:
    spec, submission = forms[result.entry.kind], result.entry.submission
    given: Mapping[str, Scalar] = (
        {a.field_id: a.value if a.readable else a.given for a in submission.answers}
        if submission
        else {}
    )
    answers = given or prefill(spec, participant)
    stem = f"{Path(blank_file_name(spec, participant)).stem} (исправить)"
    return Redrawn(
        path=free_path(f"{TO_MEND}/{stem}", ".xlsx", taken),
        source=result.entry.source.path,
        participant=participant,
        spec=with_rows_for(spec, answers),
        answers=answers,
        remarks=tuple(f for f in result.entry.findings if not f.internal),
    )


def _remind(
    standing: Standing, forms: Mapping[Kind, FormSpec], taken: set[str]
) -> Iterator[Redrawn]:
    if standing.status is ParticipantStatus.MISSING:
        spec, participant = forms[Kind.SELF_ASSESSMENT], standing.participant
        stem = Path(blank_file_name(spec, participant)).stem
        yield Redrawn(
            path=free_path(f"{REMINDERS}/{stem}", ".xlsx", taken),
            source=participant.id,
            participant=participant,
            spec=spec,
            answers=prefill(spec, participant),
        )


def write_redrawn(planned: tuple[Redrawn, ...], outcome: Outcome, folder: Path) -> None:
    """Write the planned forms into the result folder."""
    for form in planned:
        target = folder / form.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            draw_form(
                form.spec,
                outcome.methodology,
                identity=form.spec.identity(form.participant.id),
                answers=form.answers,
                remarks=form.remarks,
            )
        )
