"""The marks of a criterion, and what they make where no points are in doubt (app. 3 p. 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kuzbass_batch.findings import scores as rules
from kuzbass_batch.findings.finding import NOWHERE, CellRef, Finding, Severity
from kuzbass_batch.forms.spec.specification import NOT_APPLICABLE
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.totals import Inapplicable
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.rules.rating.scoring.criterion_scores import Scored, codes, field_of, made


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """The marks of one criterion, each row in exactly one group; rows from 0 points upwards."""

    zero: CriterionRow
    yes: tuple[CriterionRow, ...]
    no: tuple[CriterionRow, ...]
    blank: tuple[CriterionRow, ...]
    unreadable: tuple[CriterionRow, ...]
    inapplicable: tuple[CriterionRow, ...]
    cells: Mapping[str, CellRef]

    def ref(self, row: CriterionRow) -> CellRef:
        """Return the cell of the row's mark."""
        return self.cells.get(field_of(row), NOWHERE)

    @property
    def positive(self) -> tuple[CriterionRow, ...]:
        """Return the rows marked «да» besides the zero row."""
        return tuple(row for row in self.yes if row != self.zero)

    @property
    def gained(self) -> tuple[CriterionRow, ...]:
        """Return those of them that give points: a penalty does not speak against «0 баллов»."""
        return tuple(row for row in self.positive if not row.penalty)


def sort_marks(
    criterion: Criterion, states: Mapping[str, object], cells: Mapping[str, CellRef]
) -> Marks:
    """Return the rows of a criterion grouped by their mark (`?` stands for unreadable)."""
    marked = [(row, states.get(field_of(row))) for row in criterion.rows]
    return Marks(
        zero=criterion.rows[0],
        yes=tuple(row for row, state in marked if state is True),
        no=tuple(row for row, state in marked if state is False),
        blank=tuple(row for row, state in marked if state is None),
        unreadable=tuple(row for row, state in marked if state == "?"),
        inapplicable=tuple(row for row, state in marked if state == NOT_APPLICABLE),
        cells=cells,
    )


def score_inapplicable(marks: Marks, criterion: Criterion) -> Scored:
    """A criterion of which the participant says that it does not apply: no points, no weight."""
    first = marks.inapplicable[0]
    if marks.yes:
        finding = rules.INAPPLICABLE_BESIDE_YES.at(
            marks.ref(first),
            field=field_of(first),
            criterion=criterion.id,
            rows=codes(marks.yes),
        )
        return None, (finding,)
    return declined(criterion, tuple(map(marks.ref, marks.inapplicable))), ()


def declined(criterion: Criterion, refs: tuple[CellRef, ...]) -> CriterionScore:
    """Return the score of a criterion that does not apply by the participant's own answer."""
    what = effect_of_absence(criterion)
    basis = f"Критерий не применим по ответу участника ({criterion.reference}): {what}."
    return replace(made(criterion, 0, 0, basis, refs), applicable=False, declined=True)


def effect_of_absence(criterion: Criterion) -> str:
    """Return in words what becomes of a criterion's weight where it does not apply."""
    spread = criterion.not_applicable == Inapplicable.SPREAD
    return "его вес распределён между остальными" if spread else "из оценки исключён"


def score_blank(marks: Marks, criterion: Criterion, methodology: Methodology) -> Scored:
    """Reading R6: a criterion without marks returns the form, or counts 0."""
    returns = methodology.chosen("R6") == "return"
    finding = rules.BLANK_CRITERION.at(
        marks.ref(criterion.rows[0]),
        field=field_of(criterion.rows[0]),
        severity=None if returns else Severity.WARNING,
        criterion=criterion.id,
        zero=criterion.rows[0].code,
    )
    if returns:
        return None, (finding,)
    point = methodology.reading_beside("scoring", "R6")
    basis = f"Критерий не оценён: 0 баллов{point}."
    return made(criterion, 0, 0, basis, ()), (finding,)


def score_without_yes(marks: Marks, criterion: Criterion) -> Scored:
    """Return what is made of a criterion without any «да»: 0 points if all is answered."""
    if marks.zero in marks.no and not marks.blank:
        why = "«нет» стоит во всех строках, и в нулевой тоже"
        return None, (contradiction(marks, criterion, why),)
    rest = tuple(row for row in marks.blank if row != marks.zero)
    if rest:
        first = rest[0]
        finding = rules.HALF_CRITERION.at(
            marks.ref(first),
            field=field_of(first),
            criterion=criterion.id,
            word="не заполнена строка" if len(rest) == 1 else "не заполнены строки",
            rows=codes(rest),
        )
        return None, (finding,)
    note = rules.ZERO_BY_NO.at(
        marks.ref(marks.zero),
        field=field_of(marks.zero),
        criterion=criterion.id,
        zero=marks.zero.code,
    )
    basis = f"Во всех строках отмечено «нет» ({criterion.reference}): 0 баллов."
    return made(criterion, 0, 0, basis, tuple(map(marks.ref, marks.no))), (note,)


def contradiction(marks: Marks, criterion: Criterion, why: str) -> Finding:
    """Return the finding on marks that speak against each other; why: in words."""
    return rules.CONTRADICTION.at(
        marks.ref(marks.zero),
        field=field_of(marks.zero),
        criterion=criterion.id,
        why=why,
        zero=marks.zero.code,
    )


def blank_as_no(marks: Marks) -> tuple[Finding, ...]:
    """One note for each blank row beside a «да»; equal notes merge their cells later."""
    rows = (row for row in marks.blank if row != marks.zero and not row.penalty)
    return tuple(rules.BLANK_AS_NO.at(marks.ref(row), field=field_of(row)) for row in rows)
