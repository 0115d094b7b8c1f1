"""Write everything that a run leaves: the crew draws forms and letters, this process the rest."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kuzbass_batch.forms.year import Year
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.records import Source, Submission
from kuzbass_batch.outputs.april import write_april
from kuzbass_batch.outputs.letters import Letter, plan_letters, write_letters
from kuzbass_batch.outputs.redrawn import Redrawn, plan_redrawn, write_redrawn
from kuzbass_batch.outputs.results import results_lines
from kuzbass_batch.outputs.run_log import log_lines
from kuzbass_batch.outputs.workbook import write_workbook
from kuzbass_batch.rules.robustness import study
from kuzbass_batch.workers.crew import Crew

RESULTS = "results.json"
AnswersOf = Callable[[Source], Submission | None]


def write_outputs(
    outcome: Outcome, year: Year, crew: Crew, answers_of: AnswersOf, folder: Path
) -> None:
    """Plan every output, then write all of them into an empty folder, results.json last.

    answers_of: returns the answers of a file that is sent back.
    """
    redrawn = plan_redrawn(outcome, year.forms)
    letters = plan_letters(outcome, redrawn)
    found = study(outcome)
    with ThreadPoolExecutor(1) as beside:
        try:
            papers = beside.submit(
                _write_papers, redrawn, letters, outcome, crew, answers_of, folder
            )
            write_workbook(
                outcome, redrawn, letters, found, folder / f"Рейтинг-{outcome.year}.xlsx"
            )
            _write_text(folder / "run.log", log_lines(outcome))
            unnamed = folder / f".{RESULTS}"
            _write_text(unnamed, results_lines(outcome, found))
            papers.result()
            unnamed.rename(folder / RESULTS)
            (folder / RESULTS).touch()  # Nothing in the result is newer than its mark.
        except BaseException:
            crew.abandon()
            raise


def _write_papers(
    redrawn: tuple[Redrawn, ...],
    letters: tuple[Letter, ...],
    outcome: Outcome,
    crew: Crew,
    answers_of: AnswersOf,
    folder: Path,
) -> None:
    made: set[Path] = set()

    def write(path: str, data: bytes) -> None:
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(data)

    write_redrawn(redrawn, answers_of, crew, write)
    write_letters(letters, outcome, crew, write)
    write_april(outcome, write)


def _write_text(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(pieces)
