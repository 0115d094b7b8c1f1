"""Levels that hang on the category of a participant: known once it is known whose a return is."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import FileResult, MatchedReturn
from kuzbass_batch.rules.rating.scoring.scoring import in_category

R = TypeVar("R", MatchedReturn, FileResult)


def in_categories(
    returns: Iterable[R], registry: Registry, methodology: Methodology
) -> tuple[R, ...]:
    """Return the returns with the level that the participant's category gives to each."""
    if not methodology.category_levels:
        return tuple(returns)
    categories = {each.id: each.category.id for each in registry.participants}
    return tuple(
        _placed(each, categories.get(each.participant, ""), methodology) for each in returns
    )


def _placed(given: R, category: str, methodology: Methodology) -> R:
    read = given.read
    if not isinstance(read, ReadAssessment) or read.card is None:
        return given
    return replace(given, read=replace(read, card=in_category(read.card, category, methodology)))
