"""results.json: the one machine-readable truth of a run."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.outputs.results.robustness import (
    firmness_documents,
    place_document,
    robustness_document,
)
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.returns import FileResult
from kuzbass_batch.records.scores import CriterionScore
from kuzbass_batch.records.snapshots import SCHEMA, Snapshot, snapshot_of
from kuzbass_batch.rules.checks.evidence import Proof, evidence_of
from kuzbass_batch.rules.objections.stakes import Stake, stakes
from kuzbass_batch.rules.rating.robustness import Robustness
from kuzbass_batch.rules.rating.sensitivity import ReadingEffect
from kuzbass_batch.rules.year.course import YearCourse
from kuzbass_batch.rules.year.history import HistoryStep
from kuzbass_batch.rules.year.last_year import YearChange
from kuzbass_batch.rules.year.leaders import leadership


def results_lines(outcome: Outcome, course: YearCourse, found: Robustness) -> Iterator[str]:
    """Yield the text of results.json by the contract of `docs/results.schema.json`.

    Keys are sorted, decimals are strings; every participant and every file is one line, so that
    years of thousands of returns are written as they are made and compare line by line.
    """
    methodology = outcome.methodology
    lists = {
        "contested": (_stake(stake, methodology) for stake in stakes(outcome)),
        "files": map(_file, outcome.files),
        "firmness": firmness_documents(outcome, found),
        "participants": _participants(outcome, course),
        "sensitivity": (_effect(each, methodology) for each in found.readings),
    }
    values = {**_values(outcome), "robustness": robustness_document(outcome, found)}
    start = "{\n"
    for key in sorted((*values, *lists)):
        yield f"{start} {_text(key)}: "
        yield from _list_lines(lists[key]) if key in lists else (_text(values[key]),)
        start = ",\n"
    yield "\n}\n"


def snapshot_now(outcome: Outcome, course: YearCourse) -> Snapshot | None:
    """Return the result as a later run will find it in its results.json."""
    lists = {"files": map(_file, outcome.files), "participants": _participants(outcome, course)}
    return snapshot_of(_values(outcome) | lists)


def _values(outcome: Outcome) -> dict[str, Any]:
    methodology = outcome.methodology
    return {
        "schema": SCHEMA,
        "year": outcome.year,
        "as_of": outcome.as_of.isoformat(),
        "methodology": {
            "id": methodology.id,
            "sha256": methodology.sha256,
            "readings": {r.id: r.chosen for r in methodology.readings},
        },
        "decisions": outcome.decisions.path or None,
    }


def _participants(outcome: Outcome, course: YearCourse) -> Iterator[dict[str, Any]]:
    """Yield every participant with the way of the result."""
    for standing in outcome.standings:
        who = standing.participant.id
        steps = course.histories[who]
        yield {
            **_participant(standing, outcome.methodology),
            "stage": course.stages[who].stage.value,
            "history": [_step(step, outcome.methodology) for step in steps],
            **_against_last_year(course.years[who]),
        }


def _list_lines(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    start = "[\n"
    for item in items:
        yield f"{start}  {_text(item)}"
        start = ",\n"
    yield "[]" if start == "[\n" else "\n ]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


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
        "evidence": [_proof(proof) for proof in evidence_of(standing, methodology)],
        "findings": [_finding(finding) for finding in standing.findings],
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "criterion": proof.criterion,
        "row": proof.row,
        "wanted": proof.wanted,
        "given": proof.given or None,
        "missing": proof.missing,
        "reference": proof.reference,
    }


def _criterion(score: CriterionScore) -> dict[str, Any]:
    return {
        "id": score.criterion,
        "claimed": score.claimed,
        "counted": score.counted,
        "verified": score.verified,
        "settled": score.settled,
        "points": score.points,
        "coefficient": str(score.coefficient),
        "weighted": show_weighted(score.weighted),
        "basis": score.basis,
        "cells": [str(ref) for ref in score.refs],
    }


def _step(step: HistoryStep, methodology: Methodology) -> dict[str, Any]:
    return {
        "step": step.kind.value,
        "criterion": step.criterion or None,
        "before": step.before,
        "after": step.after,
        "change": _weighted(step.change),
        "total": _weighted(step.total),
        "level": _level(step.level, methodology),
        "reason": step.reason,
        "document": step.document,
        "who": step.who,
        "date": _day(step.day),
    }


def _against_last_year(change: YearChange) -> dict[str, Any]:
    past = change.past
    return {
        "last_year": {
            "total": _weighted(past.total),
            "level": past.level or None,
            "change": _weighted(change.total_change),
            "points": dict(change.points),
        }
        if past
        else None,
    }


def _weighted(number: Decimal | None) -> str | None:
    return None if number is None else show_weighted(number)


def _stake(stake: Stake, methodology: Methodology) -> dict[str, Any]:
    """Say what is asked, whether in time, and what granting it would change."""
    objection = stake.objection
    return {
        "participant": objection.participant,
        "criterion": objection.criterion,
        "received": _day(objection.received),
        "last_day": _day(stake.last),
        "late": stake.late,
        "counted": stake.counted,
        "asked": objection.asked,
        "decision": objection.verdict.value if objection.verdict else None,
        "granted": objection.points,
        "total": show_weighted(stake.now.total),
        "total_if_granted": show_weighted(stake.alone.total),
        "level_if_granted": _level(stake.alone.level, methodology),
        "total_together": show_weighted(stake.together.total),
        "level_together": _level(stake.together.level, methodology),
        "source": stake.plea.entry.source.path if stake.plea else None,
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
