"""A return redrawn: the participant's own answers in a fresh blank, faulty cells marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.issue import blank_file_name, prefill
from kuzbass_batch.forms.layout import lay_out
from kuzbass_batch.forms.spec import FormSpec, with_rows_for
from kuzbass_batch.model.findings import CellRef, Finding
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Participant
from kuzbass_batch.model.records import FileResult, Kind, Scalar

FOLDER = "Письма/На доработку"


@dataclass(frozen=True, kw_only=True, slots=True)
class Redrawn:
    """A form to write: its path in the result folder, the return it answers, and its answers.

    A return of which nothing was read (last year's blank) is answered by a fresh blank.
    """

    path: str
    participant: Participant
    result: FileResult
    spec: FormSpec
    answers: Mapping[str, Scalar]

    def place(self, finding: Finding) -> CellRef | None:
        """Return where the redrawn form marks a finding, if it concerns one of its fields."""
        cells = lay_out(self.spec)
        return next((cells[field].ref for field in finding.fields if field in cells), None)


def plan_redrawn(outcome: Outcome, forms: Mapping[Kind, FormSpec]) -> tuple[Redrawn, ...]:
    """Return the forms to write, one for each returned file, names distinct."""
    taken: set[str] = set()
    return tuple(
        _plan(participant, result, forms[result.entry.kind], taken)
        for participant, result in _returned(outcome)
    )


def _returned(outcome: Outcome) -> Iterator[tuple[Participant, FileResult]]:
    for standing in outcome.standings:
        yield from ((standing.participant, result) for result in standing.returned)


def _plan(participant: Participant, result: FileResult, spec: FormSpec, taken: set[str]) -> Redrawn:
    submission = result.entry.submission
    given: Mapping[str, Scalar] = (
        {a.field_id: a.value if a.readable else a.given for a in submission.answers}
        if submission
        else {}
    )
    answers = given or prefill(spec, participant)
    stem = f"{Path(blank_file_name(spec, participant)).stem} (исправить)"
    return Redrawn(
        path=_free(f"{FOLDER}/{stem}", taken),
        participant=participant,
        result=result,
        spec=with_rows_for(spec, answers),
        answers=answers,
    )


def _free(stem: str, taken: set[str]) -> str:
    """Return a path nobody has yet: several passports of one participant may come back."""
    path, number = f"{stem}.xlsx", 2
    while path.casefold() in taken:
        path, number = f"{stem} {number}.xlsx", number + 1
    taken.add(path.casefold())
    return path


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
                remarks=form.result.entry.findings,
            )
        )
