"""The list of participants with the levels given to them, an annex for the signed act (p. 3.4)."""

import itertools
from collections.abc import Iterator
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.publication.memo import ABSENCES
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.rules.year.approval import approval_of


def level_list_context(found: Conclusions) -> dict[str, Any]:
    """Return what fills the template of the list, besides the committee's own words."""
    outcome = found.outcome
    absent = [s for s in outcome.standings if s.scorecard is None]
    return {
        "year": outcome.year,
        "as_of": wording.day(outcome.as_of),
        "act": outcome.methodology.act,
        "preliminary": found.preliminary,
        "drafts": len(found.drafts),
        "approved": approval_of(outcome.decisions) is not None,
        "levels": list(_levels(found)),
        "listed": len(outcome.standings),
        "rated": len(outcome.standings) - len(absent),
        "without": [
            {
                "number": number,
                "name": standing.participant.name,
                "reason": ABSENCES[standing.status],
            }
            for number, standing in enumerate(absent, start=1)
        ],
    }


def _levels(found: Conclusions) -> Iterator[dict[str, Any]]:
    """Yield the levels from the highest; a level that nobody has is left out."""
    numbers = itertools.count(1)
    methodology = found.outcome.methodology
    for level in reversed(methodology.levels):
        members = [(standing, card) for standing, card in found.rated if card.level == level.id]
        if members:
            yield {
                "title": f"Уровень «{level.name}» – участников: {len(members)}",
                "rows": [_row(next(numbers), *each, methodology) for each in members],
            }


def _row(
    number: int, standing: Standing, card: Scorecard, methodology: Methodology
) -> dict[str, Any]:
    return {
        "number": number,
        "name": standing.participant.name,
        "category": standing.participant.category.name,
        "total": wording.comma(methodology.shown_total(card.total)),
        "place": str(standing.place or "–"),
    }
