"""How values become plain data in results.json: decimals are texts, days ISO dates."""

import datetime as dt
from decimal import Decimal

from kuzbass_batch.methodology.criteria import NoPoints, Worth
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.rating.scores import Place


def plain_points(points: Worth | None) -> int | str | None:
    """Return points as data: a number if they are whole, else a decimal as a text.

    «не применимо» stands in their place.
    """
    if isinstance(points, NoPoints):
        return points.value
    return str(points) if isinstance(points, Decimal) else points


def plain_total(total: Decimal | None, methodology: Methodology) -> str | None:
    """Return a total, or a part of one, with the decimals of its act, None for none."""
    return None if total is None else methodology.shown_total(total)


def level_name(level_id: str, methodology: Methodology) -> str | None:
    """Return the name of a level, None for no level."""
    return methodology.level(level_id).name if level_id else None


def plain_day(day: dt.date | None) -> str | None:
    """Return a day as 2026-01-30, None for none."""
    return day.isoformat() if day else None


def plain_place(place: Place | None) -> dict[str, int] | None:
    """Return a place as its ends, None for no place."""
    return place.ends() if place else None


def plain_number(number: Decimal | None) -> str | None:
    """Return a number as a decimal text without an exponent, None for none."""
    return None if number is None else f"{number:f}"
