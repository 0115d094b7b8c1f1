"""A written objection to the result (несогласие, p. 3.4) as its form says."""

from dataclasses import dataclass

from kuzbass_batch.findings.finding import NOWHERE, CellRef


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The points asked for one criterion, with reasons and documents; `ref` is the cell.

    claimed, counted: what the form printed, None if it is a blank without a result.
    """

    criterion: str
    points: int
    claimed: int | None
    counted: int | None
    reason: str
    documents: str
    ref: CellRef = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Contest:
    """What one form contests: who signed, the way it was sent as stated there, what is asked.

    begun: the criteria in whose rows the participant entered anything, readable or not.
    """

    signer: str
    way: str
    asked: tuple[Asked, ...]
    begun: tuple[str, ...] = ()
