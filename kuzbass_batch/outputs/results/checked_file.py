"""What `check` prints of a single file."""

from kuzbass_batch import wording
from kuzbass_batch.outputs.names import form_name
from kuzbass_batch.records.read_files import OtherFile, ReadAssessment, ReadFile


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
