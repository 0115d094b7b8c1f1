"""The list of participants with the levels given to them, an annex for the signed act (p. 3.4)."""

import itertools
from collections.abc import Iterator
from typing import Any

from kuzbass_batch.methodology.records import show_weighted
from kuzbass_batch.outputs.publication.memo import ABSENCES
from kuzbass_batch.outputs.ranking.sheet_ranking import rated
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.scores import Scorecard
from kuzbass_batch.rules.year.totals import is_preliminary


def level_list_context(outcome: Outcome) -> dict[str, Any]:
    """Return what fills the template of the list, besides the committee's own words."""
    absent = [s for s in outcome.standings if s.scorecard is None]
    return {
        "year": outcome.year,
        "as_of": f"{outcome.as_of:%d.%m.%Y}",
        "act": outcome.methodology.act,
        "preliminary": is_preliminary(outcome),
        "levels": list(_levels(outcome)),
        "without": [
            {
                "number": number,
                "name": standing.participant.name,
                "reason": ABSENCES[standing.status],
            }
            for number, standing in enumerate(absent, start=1)
        ],
    }


def _levels(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield the levels from the highest; a level that nobody has is left out."""
    numbers = itertools.count(1)
    everybody = rated(outcome)
    for level in reversed(outcome.methodology.levels):
        members = [(standing, card) for standing, card in everybody if card.level == level.id]
        if members:
            yield {
                "title": f"Уровень «{level.name}» – участников: {len(members)}",
                "rows": [_row(next(numbers), standing, card) for standing, card in members],
            }


def _row(number: int, standing: Standing, card: Scorecard) -> dict[str, Any]:
    return {
        "number": number,
        "name": standing.participant.name,
        "category": standing.participant.category.russian,
        "total": show_weighted(card.total).replace(".", ","),
        "place": str(standing.place or "–"),
    }
