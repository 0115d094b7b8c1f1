"""Values of a results.json, checked one by one: anybody may have touched the file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kuzbass_batch.methodology.criteria import Points, exact

MOST, LONGEST_NUMBER = 1_000_000, 20
"""No points, places or totals are greater or longer: a file that says so is none of ours."""


def known_text(value: Any) -> str:
    """Return a text, an empty one for nothing; TypeError for anything else."""
    if not isinstance(value, str | None):
        raise TypeError(value)
    return value or ""


def known_whole(value: Any) -> int:
    """Return a whole number of ordinary size; ValueError for anything else."""
    if type(value) is not int or abs(value) > MOST:
        raise ValueError(value)
    return value


def known_points(value: Any) -> Points:
    """Return points, whole as a number or a decimal as a text; ValueError for anything else."""
    return exact(known_number(value)) if isinstance(value, str) else known_whole(value)


def known_number(value: Any) -> Decimal:
    """Return a number that can be reckoned with; ValueError for infinity and the like."""
    number = Decimal(known_text(value))
    if not number.is_finite() or abs(number) > MOST or len(value) > LONGEST_NUMBER:
        raise ValueError(value)
    return number


def known_place(data: Mapping[str, Any] | None) -> str:
    """Return a place as it is shown («3–4»), empty if there is none."""
    if not data:
        return ""
    first, last = known_whole(data["from"]), known_whole(data["to"])
    return str(first) if first == last else f"{first}–{last}"
