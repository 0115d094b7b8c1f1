"""From a workbook as read to a submission understood: RawForm + FormSpec → Submission."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.parsing.answer_cells import (
    AnswerCell,
    BlankCell,
    FieldPlace,
    MissingCell,
    cell_value,
    is_blank_value,
)
from kuzbass_batch.forms.parsing.cells import CellKey, examine_merges, judge, key_of
from kuzbass_batch.forms.parsing.locate import locate
from kuzbass_batch.forms.parsing.misplaced_answers import misplaced_answers
from kuzbass_batch.forms.parsing.texts import texts_in
from kuzbass_batch.forms.parsing.values import fold, show
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.records.files.submissions import Identity, Submission
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet, Scalar


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedForm:
    """A form understood, with every fault of its cells.

    unfilled: nothing stands in it besides what a blank is issued with. blanks: those of the
    findings that say that a cell which must be filled is empty.
    """

    submission: Submission
    findings: tuple[Finding, ...]
    unfilled: bool = False
    blanks: frozenset[Finding] = frozenset()


def parse_form(raw: RawForm, spec: FormSpec, identity: Identity) -> ParsedForm:
    """Return what the form says and every fault of its cells; a fault never becomes an answer."""
    places, findings = locate(raw, spec)
    slots = tuple([place for place in places if isinstance(place, AnswerCell)])
    merges = examine_merges(slots)
    if merges.shared:
        places = tuple(_with_shared(place, merges.shared) for place in places)
    hidden, hours = merges.hidden, spec.utc_hours
    judged = [judge(place, hidden, hours) for place in places if not isinstance(place, BlankCell)]
    submission = Submission(
        path=raw.path,
        kind=spec.kind,
        identity=identity,
        answers=tuple([answer for answer, _ in judged if answer is not None]),
        places=tuple(_named(places)),
    )
    elsewhere = tuple(misplaced_answers(raw, spec, submission))
    if not findings and not elsewhere and is_unfilled(submission, spec):
        return ParsedForm(
            submission=submission, findings=(rules.UNFILLED.at(rater=spec.rater),), unfilled=True
        )
    cells = [finding for _, problems in judged for finding in problems]
    told = (*findings, *merges.findings, *cells, *elsewhere)
    return ParsedForm(
        submission=submission,
        findings=(*told, *_short_tables(submission, spec)),
        blanks=frozenset(f for answer, problems in judged if answer is None for f in problems),
    )


def _with_shared(place: FieldPlace, shared: Mapping[CellKey, Scalar]) -> FieldPlace:
    """Return a cell with the text that a merge shares with it."""
    if isinstance(place, AnswerCell) and (key := key_of(place)) in shared:
        return place.with_value(shared[key])
    return place


def _named(places: Iterable[FieldPlace]) -> list[tuple[str, CellRef]]:
    """Return the cells that were found with their fields; most are blank, and are such pairs."""
    return [
        place if isinstance(place, BlankCell) else (place.field.field_id, place.ref)
        for place in places
        if not isinstance(place, MissingCell)
    ]


def is_unfilled(submission: Submission, spec: FormSpec) -> bool:
    """Tell whether nothing stands in the form besides what a blank is issued with."""
    return all(_in_first_row(answer.field_id) in spec.issued for answer in submission.answers)


def _in_first_row(field: str) -> str:
    """Return the field of a free table's first row for one of any row, any other as it is."""
    key, _, rest = field.partition("/")
    number, _, column = rest.partition("/")
    return f"{key}/1/{column}" if column and number.isdecimal() else field


def cached_values(raw: RawForm, labels: tuple[str, ...]) -> dict[str, tuple[Scalar, CellRef]]:
    """Return what the workbook itself shows to the right of each label, with its cell.

    Where nothing is stored beside a formula, the next thing to the right is another label.
    """
    wanted = {fold(label): label for label in labels}
    found: dict[str, tuple[Scalar, CellRef]] = {}
    for sheet in raw.sheets:
        for row, column, label in _labels(sheet, wanted):
            beside = _first_right(sheet, row, column)
            if beside is not None and fold(show(sheet.rows[row][beside])) not in wanted:
                ref = CellRef(sheet=sheet.name, cell=cell_address(row, beside))
                found.setdefault(label, (sheet.rows[row][beside], ref))
    return found


def _labels(sheet: RawSheet, wanted: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Return row and column of the short texts that are one of the labels, and the label."""
    return [
        (row, column, label)
        for row, column, value in texts_in(sheet)
        if len(value) < 30 and (label := wanted.get(_label_key(value)))
    ]


@lru_cache(maxsize=8192)
def _label_key(text: str) -> str:
    return fold(text).rstrip(":")


def _first_right(sheet: RawSheet, row: int, column: int) -> int | None:
    cells = range(column + 1, len(sheet.rows[row]))
    return next((at for at in cells if not is_blank_value(cell_value(sheet, row, at))), None)


def _short_tables(submission: Submission, spec: FormSpec) -> Iterator[Finding]:
    rows = {tuple(answer.field_id.split("/")[:2]) for answer in submission.answers}
    filled = Counter(key[0] for key in rows)
    cells = submission.cells()
    for _, block in spec.blocks():
        if block.kind == "table" and filled[block.key] < block.minimum:
            first = block.rows[0].fields[0].field_id
            if first in cells:
                yield _short_table(
                    block.title, cells[first], first, filled[block.key], block.minimum
                )


def _short_table(title: str, ref: CellRef, field: str, found: int, minimum: int) -> Finding:
    name = title.rstrip(":")
    return rules.TABLE_TOO_SHORT.at(ref, field=field, name=name, found=found, minimum=minimum)
