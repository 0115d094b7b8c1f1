"""A return redrawn: the participant's own answers in a fresh blank, faulty cells marked."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.issue import blank_file_name
from kuzbass_batch.forms.spec import FormSpec
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Participant
from kuzbass_batch.model.records import FileResult, Kind

FOLDER = "Письма/На доработку"


def write_redrawn(outcome: Outcome, forms: Mapping[Kind, FormSpec], folder: Path) -> None:
    """Write a redrawn form for every returned file whose answers could be read."""
    target = folder / FOLDER
    for participant, result in returned_files(outcome):
        target.mkdir(parents=True, exist_ok=True)
        spec = forms[result.entry.kind]
        name = Path(blank_file_name(spec, participant)).stem
        path = free_name(target, f"{name} (исправить)")
        path.write_bytes(redraw(result, participant, spec, outcome))


def returned_files(outcome: Outcome) -> Iterator[tuple[Participant, FileResult]]:
    """Yield each returned file that was read, with its participant."""
    for standing in outcome.standings:
        for result in standing.returned:
            if result.entry.submission is not None:
                yield standing.participant, result


def redraw(result: FileResult, participant: Participant, spec: FormSpec, outcome: Outcome) -> bytes:
    """Return the bytes of the redrawn form."""
    submission = result.entry.submission
    answers = submission.answers if submission else ()
    return draw_form(
        spec,
        outcome.methodology,
        identity=spec.identity(participant.id),
        answers={a.field_id: a.value if a.readable else a.given for a in answers},
        remarks=result.entry.findings,
    )


def free_name(folder: Path, stem: str) -> Path:
    """Return a path for the next form of this name: several passports may come back."""
    path, number = folder / f"{stem}.xlsx", 2
    while path.exists():
        path, number = folder / f"{stem} {number}.xlsx", number + 1
    return path
