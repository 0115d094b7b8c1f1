"""results.json: what it says of each participant."""

from collections.abc import Iterator
from typing import Any

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.outputs.results.plain_data import (
    level_name,
    plain_day,
    plain_place,
    plain_points,
    plain_total,
)
from kuzbass_batch.records.rating.rating import (
    Advice,
    Proof,
)
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.year import HistoryStep, YearChange


def plain_participants(found: Conclusions) -> Iterator[dict[str, Any]]:
    """Yield every participant with the history of the result."""
    methodology = found.outcome.methodology
    for standing in found.outcome.standings:
        who = standing.participant.id
        yield {
            **_participant(standing, methodology),
            "evidence": [_proof(proof) for proof in found.evidence[who]],
            "stage": found.stages[who].stage.value,
            "ways": [_way(way, methodology) for way in found.ways[who]],
            "history": [_step(step, methodology) for step in found.histories[who]],
            **_against_last_year(found.years[who], methodology),
        }


def _participant(standing: Standing, methodology: Methodology) -> dict[str, Any]:
    card, source = standing.scorecard, standing.assessment
    return {
        "id": standing.participant.id,
        "name": standing.participant.name,
        "category": standing.participant.category.id,
        "parent": standing.participant.parent or None,
        "status": standing.status.value,
        "late": standing.late,
        "source": source.source.path if source else None,
        "source_reason": source.reason if source else None,
        "answers": _answers(source),
        "filled_on": plain_day(source.filled_on) if source else None,
        "received": plain_day(source.source.received) if source else None,
        "criteria": [_criterion(score, methodology) for score in card.scores] if card else [],
        **_groups(card, methodology),
        "points": plain_points(card.points) if card else None,
        "total": plain_total(card.total if card else None, methodology),
        "level": level_name(card.level, methodology) if card else None,
        "last_level": level_name(standing.participant.last_level, methodology),
        "level_change": standing.level_change,
        "place": plain_place(standing.place),
        "place_in_category": plain_place(standing.place_in_category),
        "findings": [plain_finding(finding) for finding in standing.findings],
    }


def _answers(source: FileResult | None) -> str | None:
    """Return the marks of a self-assessment's answers: next year tells if they are the same."""
    read = source.assessment if source else None
    return read.digest.stamps or None if read else None


def _way(way: Advice, methodology: Methodology) -> dict[str, Any]:
    """Say one way to a higher level: next year's letter tells which steps were taken."""
    return {
        "level": level_name(way.level, methodology),
        "gain": plain_total(way.gain, methodology),
        "steps": [
            {
                "criterion": step.criterion,
                "from": plain_points(step.from_points),
                "to": plain_points(step.to_points),
                "rows": list(step.rows),
            }
            for step in way.steps
        ],
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


def _groups(card: Scorecard | None, methodology: Methodology) -> dict[str, Any]:
    """Say what each group comes to, rounded as the total is; of an act without groups nothing."""
    if not methodology.groups:
        return {}
    found = zip(methodology.groups, card.groups, strict=True) if card else ()
    return {
        "groups": [
            {
                "id": group.id,
                "title": group.title,
                "value": plain_total(each.value, methodology),
                "highest": plain_total(each.most, methodology),
            }
            for group, each in found
        ]
    }


def _criterion(score: CriterionScore, methodology: Methodology) -> dict[str, Any]:
    may_not_apply = methodology.criterion(score.criterion).not_applicable
    return {
        **({"applicable": score.applicable} if may_not_apply else {}),
        "id": score.criterion,
        "claimed": plain_points(score.claimed),
        "counted": plain_points(score.counted),
        "verified": plain_points(score.verified),
        "settled": plain_points(score.settled),
        "points": plain_points(score.points),
        "coefficient": str(score.coefficient),
        "weighted": show_weighted(score.weighted),
        "basis": score.basis,
        "cells": [str(ref) for ref in score.refs],
    }


def _step(step: HistoryStep, methodology: Methodology) -> dict[str, Any]:
    return {
        "step": step.kind.value,
        "criterion": step.criterion or None,
        "before": plain_points(step.before),
        "after": plain_points(step.after),
        "change": plain_total(step.change, methodology),
        "total": plain_total(step.total, methodology),
        "level": level_name(step.level, methodology),
        "reason": step.reason,
        "document": step.document,
        "who": step.who,
        "date": plain_day(step.day),
    }


def _against_last_year(change: YearChange, methodology: Methodology) -> dict[str, Any]:
    past = change.past
    return {
        "leadership": change.leader,
        "last_year": {
            "total": plain_total(past.total, methodology),
            "level": past.level or None,
            "change": plain_total(change.total_change, methodology),
            "points": {key: plain_points(each) for key, each in change.points.items()},
            "advised": [
                {
                    "criterion": step.criterion,
                    "before": plain_points(step.before),
                    "advised": plain_points(step.advised),
                    "now": plain_points(step.now),
                    "taken": step.taken,
                }
                for step in change.followed
            ],
        }
        if past
        else None,
    }


def plain_finding(finding: Finding) -> dict[str, str]:
    """Return a finding as data."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
        "remedy": finding.remedy,
    }
