"""Files with all that was found in them: in run.log after a run, on the screen after `check`.

run.log says what a run did with every file, for the clerk's archive and for the developer.
"""

from collections.abc import Iterator

from kuzbass_batch import __version__, wording
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.outputs.names import FILE_STATUS_NAMES, STATUS_NAMES, form_name
from kuzbass_batch.outputs.plain_text import one_line
from kuzbass_batch.records.returns.read_files import OtherFile, ReadAssessment, ReadFile
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Outcome


def log_lines(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of run.log; they tell no time of day: the same input gives the same log."""
    return (f"{one_line(line)}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    methodology, period = outcome.methodology, outcome.period
    yield f"kuzbass-batch {__version__}, отчётный {period.reported}, расчёт на {outcome.as_of}"
    yield f"Методика {methodology.id}, SHA-256 {methodology.sha256}"
    chosen = ", ".join(f"{reading.id}={reading.chosen}" for reading in methodology.readings)
    if chosen:
        yield f"Прочтения: {chosen}"
    yield f"Реестр: «{outcome.registry.path}», участников {len(outcome.registry.participants)}"
    for path, sha256 in outcome.drawn.accepted:
        yield f"Принято командой --accept: «{path}», SHA-256 {sha256}"
    yield f"Файлов: {len(outcome.files)}"
    for file in outcome.files:
        yield from _file_lines(file)
    yield f"Участников: {len(outcome.standings)}"
    for standing in outcome.standings:
        card = standing.scorecard
        result = f", оценка {card.total}, уровень {card.level}" if card else ""
        yield f"{standing.participant.id}: {STATUS_NAMES[standing.status]}{result}"


def _file_lines(file: FileResult) -> Iterator[str]:
    whose = f", участник {file.participant}" if file.participant else ""
    yield f"«{file.source.path}»: {FILE_STATUS_NAMES[file.status]}{whose} – {file.reason}"
    for finding in file.findings:
        mark = "!" if finding.severity is Severity.ERROR else "-"
        place = f"{finding.sheet}!{finding.cell}".strip("!")
        yield f"  {mark} {finding.code} {place} {finding.message}"


def check_lines(file: ReadFile) -> list[str]:
    """Return the lines on one file: what it is, what it scores, and every finding."""
    own = file.own if isinstance(file, OtherFile) else ""
    what = form_name(file) or file.source.litter or own or "не форма рейтингования"
    card = file.scorecard if isinstance(file, ReadAssessment) else None
    scored = f", оценка по ответам {wording.comma(card.total)}" if card else ""
    lines = [f"{file.source.path}: {what}{scored}, замечаний: {len(file.findings)}"]
    for finding in file.findings:
        place = f"{finding.sheet}!{finding.cell}".strip("!")
        words = (finding.severity.russian, finding.code, place, finding.message, finding.remedy)
        lines.append("  " + " ".join(word for word in words if word))
    return lines
