"""results.json: the one machine-readable truth of a run."""

import datetime as dt
import json
from typing import Any

from kuzbass_batch.model.findings import Finding
from kuzbass_batch.model.methodology import Methodology, show_weighted
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.model.records import CriterionScore, FileResult
from kuzbass_batch.outputs.results_robustness import place_document, robustness_document
from kuzbass_batch.rules.leaders import leadership
from kuzbass_batch.rules.robustness import Robustness
from kuzbass_batch.rules.sensitivity import ReadingEffect

SCHEMA = "kuzbass-batch/results/1"


def results_text(outcome: Outcome, found: Robustness) -> str:
    """Return the text of results.json: sorted keys, decimals as strings."""
    return json.dumps(document(outcome, found), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def document(outcome: Outcome, found: Robustness) -> dict[str, Any]:
    """Return the outcome and its study as plain data (contract: `docs/results.schema.json`)."""
    return {
        "schema": SCHEMA,
        "year": outcome.year,
        "as_of": outcome.as_of.isoformat(),
        "methodology": {
            "id": outcome.methodology.id,
            "sha256": outcome.methodology.sha256,
            "readings": {r.id: r.chosen for r in outcome.methodology.readings},
        },
        "sensitivity": [_effect(each, outcome.methodology) for each in found.readings],
        "robustness": robustness_document(outcome, found),
        "participants": [_participant(s, outcome.methodology) for s in outcome.standings],
        "files": [_file(result) for result in outcome.files],
    }


def _participant(standing: Standing, methodology: Methodology) -> dict[str, Any]:
    card, source = standing.scorecard, standing.assessment
    return {
        "id": standing.participant.id,
        "name": standing.participant.name,
        "category": standing.participant.category.value,
        "status": standing.status.value,
        "late": standing.late,
        "source": source.entry.source.path if source else None,
        "source_reason": source.reason if source else None,
        "filled_on": _day(source.entry.filled_on) if source else None,
        "received": _day(source.entry.source.received) if source else None,
        "criteria": [_criterion(score) for score in card.scores] if card else [],
        "points": card.points if card else None,
        "total": show_weighted(card.total) if card else None,
        "level": _level(card.level, methodology) if card else None,
        "last_level": _level(standing.participant.last_level, methodology),
        "level_change": standing.level_change,
        "leadership": leadership(standing, methodology),
        "place": place_document(standing.place),
        "place_in_category": place_document(standing.place_in_category),
        "findings": [_finding(finding) for finding in standing.findings],
    }


def _criterion(score: CriterionScore) -> dict[str, Any]:
    return {
        "id": score.criterion,
        "claimed": score.claimed,
        "counted": score.counted,
        "verified": score.verified,
        "points": score.points,
        "coefficient": str(score.coefficient),
        "weighted": show_weighted(score.weighted),
        "basis": score.basis,
        "cells": [str(ref) for ref in score.refs],
    }


def _effect(effect: ReadingEffect, methodology: Methodology) -> dict[str, Any]:
    """Say whose level another option of a reading would change."""
    return {
        "reading": effect.reading.id,
        "option": effect.option.id,
        "computable": effect.computable,
        "changes": [
            {
                "participant": shift.participant,
                "level": _level(shift.now, methodology),
                "other_level": _level(shift.other, methodology),
            }
            for shift in effect.shifts
        ],
        "places_changed": len(effect.moves),
    }


def _level(level_id: str, methodology: Methodology) -> str | None:
    return methodology.level(level_id).name if level_id else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _file(result: FileResult) -> dict[str, Any]:
    entry = result.entry
    return {
        "path": entry.source.path,
        "sha256": entry.source.sha256,
        "form": entry.kind.value,
        "participant": entry.participant or None,
        "status": result.status.value,
        "reason": result.reason,
        "findings": [_finding(finding) for finding in entry.findings],
    }
