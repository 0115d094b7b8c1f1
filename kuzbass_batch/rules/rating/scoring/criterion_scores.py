"""What every kind of criterion makes of its answers: a score with its sentence, and findings."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow, Points
from kuzbass_batch.records.rating.scores import CriterionScore

Scored = tuple[CriterionScore | None, tuple[Finding, ...]]
"""None where the answers do not say how the criterion was assessed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """The answers of a form: values and cells by field id, `?` for what is not understood."""

    states: Mapping[str, object]
    cells: Mapping[str, CellRef]
    texts: Mapping[str, str]

    def ref(self, row: CriterionRow) -> CellRef:
        """Return the cell of the row's answer."""
        return self.cells.get(field_of(row), NOWHERE)


def field_of(row: CriterionRow) -> str:
    """Return the id of the field that holds the row's mark, or its number."""
    return f"{row.code}/done"


def made(
    criterion: Criterion,
    claimed: Points,
    counted: Points,
    basis: str,
    refs: tuple[CellRef, ...],
    rows: tuple[str, ...] = (),
) -> CriterionScore:
    """Return the score of a criterion before the committee has verified it."""
    return CriterionScore(
        criterion=criterion.id,
        claimed=claimed,
        counted=counted,
        verified=None,
        points=counted,
        coefficient=criterion.coefficient,
        weighted=counted * criterion.coefficient,
        basis=basis,
        refs=refs,
        rows=rows,
    )


def codes(rows: tuple[CriterionRow, ...]) -> str:
    """Return the codes of rows as a sentence lists them."""
    return ", ".join(row.code for row in rows)


def show_points(number: Points) -> str:
    """Return `1 балл`, `2 балла`, `0 баллов`, `0,5 балла`."""
    return wording.points(number)
