"""The letters: result for the rated, correction for the returned, reminder for the missing."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from kuzbass_batch.model.findings import Finding, Severity
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.model.records import ParticipantStatus, Scorecard
from kuzbass_batch.model.score_rules import BROKEN_LADDER
from kuzbass_batch.outputs.addressees import address
from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.rules.advice import Advice, cheapest_ways
from kuzbass_batch.rules.deadlines import add_working_days

FOLDERS = {"result": "Результаты", "return": "На доработку", "reminder": "Напоминания"}
DAYS_TO_MEND = 5
FORBIDDEN = '<>:"/\\|?*'


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A planned letter: its kind, its path in the result folder, and what fills the template."""

    kind: str
    path: str
    context: dict[str, Any]


def write_letters(outcome: Outcome, folder: Path) -> None:
    """Write every letter; UnfilledTag if a template asks for what nobody gives."""
    templates = {kind: _template(kind) for kind in FOLDERS}
    for letter in plan_letters(outcome):
        path = folder / letter.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(templates[letter.kind].render(letter.context))


def _template(kind: str) -> LetterTemplate:
    place = files("kuzbass_batch.templates").joinpath("letters", f"{kind}.docx")
    return LetterTemplate(place.read_bytes(), f"{kind}.docx")


def plan_letters(outcome: Outcome) -> tuple[Letter, ...]:
    """Return the letters to write, in the registry's order."""
    text = files("kuzbass_batch.templates").joinpath("letters", "committee.toml").read_text("utf-8")
    committee = tomllib.loads(text)
    return tuple(
        Letter(kind=kind, path=_path(kind, standing), context={"committee": committee} | context)
        for standing in outcome.standings
        for kind, context in _contexts(standing, outcome)
    )


def _path(kind: str, standing: Standing) -> str:
    name = f"{standing.participant.id} {standing.participant.short_name}"[:80]
    kept = "".join("_" if char in FORBIDDEN or ord(char) < 32 else char for char in name)
    return f"Письма/{FOLDERS[kind]}/{kept.rstrip('. ')}.docx"


def _contexts(standing: Standing, outcome: Outcome) -> Iterator[tuple[str, dict[str, Any]]]:
    common = {
        "addressee": address(standing.participant),
        "name": standing.participant.name,
        "year": outcome.year,
    }
    if standing.scorecard:
        yield "result", common | _result(standing, standing.scorecard, outcome)
    if standing.returned:
        yield "return", common | _return(standing, outcome)
    if standing.status is ParticipantStatus.MISSING:
        yield "reminder", common | _reminder(standing, outcome)


def _result(standing: Standing, card: Scorecard, outcome: Outcome) -> dict[str, Any]:
    methodology = outcome.methodology
    used = standing.assessment.entry.findings if standing.assessment else ()
    return {
        "rows": [
            {
                "name": f"{score.criterion}. {methodology.criterion(score.criterion).short_title}",
                "points": score.points,
                "coefficient": _comma(score.coefficient),
                "weighted": _comma(f"{score.weighted:.1f}"),
            }
            for score in card.scores
        ],
        "points": card.points,
        "total": _comma(f"{card.total:.1f}"),
        "level": methodology.level(card.level).name,
        "place": str(standing.place or ""),
        "place_in_category": str(standing.place_in_category or ""),
        "reduced": [
            f"критерий {s.criterion}: {s.basis[0].lower()}{s.basis[1:]}"
            for s in card.scores
            if s.reduced
        ],
        "warnings": [_line(f) for f in used if _is_question(f)],
        "ways": [_way(way, methodology) for way in cheapest_ways(card, methodology)],
        "days": methodology.calendar.objection_working_days,
    }


def _way(way: Advice, methodology: Methodology) -> str:
    steps = "; ".join(
        f"критерий {step.criterion} – с {step.from_points} до {step.to_points} "
        f"({'строка' if len(step.rows) == 1 else 'строки'} {', '.join(step.rows)})"
        for step in way.steps
    )
    level = methodology.level(way.level).name
    return f"{steps}: плюс {_comma(f'{way.gain:.1f}')}, уровень «{level}»"


def _is_question(finding: Finding) -> bool:
    """A broken ladder already stands among what was not counted."""
    return finding.severity is Severity.WARNING and finding.code != BROKEN_LADDER.code


def _comma(number: object) -> str:
    return str(number).replace(".", ",")


def _line(finding: Finding) -> str:
    place = f"лист «{finding.sheet}», {finding.cell}: " if finding.cell else ""
    return f"{place}{finding.message} {finding.remedy}"


def _return(standing: Standing, outcome: Outcome) -> dict[str, Any]:
    return {
        "files": [
            {
                "name": result.entry.source.path,
                "lines": [
                    _line(f) for f in result.entry.findings if f.severity is not Severity.NOTE
                ],
            }
            for result in standing.returned
        ],
        "deadline": _deadline(outcome),
    }


def _reminder(standing: Standing, outcome: Outcome) -> dict[str, Any]:
    submission = outcome.methodology.calendar.submission
    return {
        "overdue": outcome.as_of > submission,
        "submission": f"{submission:%d.%m.%Y}",
        "deadline": _deadline(outcome),
        "passports": ", ".join(r.entry.source.path for r in standing.passports),
    }


def _deadline(outcome: Outcome) -> str:
    """Return the day to answer by: the act's own, or five working days once that has passed."""
    submission = outcome.methodology.calendar.submission
    day = max(submission, add_working_days(outcome.as_of, DAYS_TO_MEND))
    return f"{day:%d.%m.%Y}"
