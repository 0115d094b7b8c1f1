"""The parts `robustness` and `firmness` of results.json: how firmly places and levels stand."""

from collections.abc import Iterator
from typing import Any

from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.scores import Place
from kuzbass_batch.rules.rating.coefficients import SHARE
from kuzbass_batch.rules.rating.robustness import (
    Firmness,
    Robustness,
    SingleChange,
    places_under_readings,
)


def robustness_document(outcome: Outcome, found: Robustness) -> dict[str, Any]:
    """Return the study as plain data by the contract of `docs/results.schema.json`."""
    return {
        "share": str(SHARE),
        "combinations": found.tried.combinations,
        "values_per_coefficient": found.tried.values,
        "coefficients": [_coefficient(each, outcome.methodology) for each in found.tried.singles],
    }


def firmness_documents(outcome: Outcome, found: Robustness) -> Iterator[dict[str, Any]]:
    """Yield how firmly each rated participant stands."""
    spans = places_under_readings(found, outcome)
    for each in found.participants:
        yield _participant(each, spans.get(each.participant), outcome.methodology)


def _participant(firm: Firmness, span: Place | None, methodology: Methodology) -> dict[str, Any]:
    return {
        "participant": firm.participant,
        "to_next_level": show_weighted(firm.to_next),
        "to_lower_level": None if firm.to_lower is None else show_weighted(firm.to_lower),
        "lowest_total": show_weighted(firm.span.lowest),
        "highest_total": show_weighted(firm.span.highest),
        "lowest_level": methodology.level(firm.span.lowest_level).name,
        "highest_level": methodology.level(firm.span.highest_level).name,
        "level_kept": firm.span.kept,
        "place": place_document(firm.span.place),
        "place_in_category": place_document(firm.span.within),
        "place_under_readings": place_document(span),
    }


def _coefficient(single: SingleChange, methodology: Methodology) -> dict[str, Any]:
    """Say what one coefficient changed alone would move."""
    return {
        "criterion": single.criterion,
        "coefficient": f"{single.coefficient.normalize():f}",
        "changes": [
            {
                "participant": shift.participant,
                "level": methodology.level(shift.now).name,
                "other_level": methodology.level(shift.other).name,
            }
            for shift in single.shifts
        ],
        "places_changed": single.moved,
    }


def place_document(place: Place | None) -> dict[str, int] | None:
    """Return a place as its ends, None for no place."""
    return {"from": place.first, "to": place.last} if place else None
