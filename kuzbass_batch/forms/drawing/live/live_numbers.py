"""Draw how the numbers of a criterion are read and looked up, beside them and in its results."""

from collections.abc import Sequence
from decimal import Decimal

from kuzbass_batch.forms.drawing.live import formulas, number_formulas
from kuzbass_batch.forms.drawing.live.answer_columns import DECLINED, AnswerColumns, stored_value
from kuzbass_batch.forms.drawing.live.live_lines import DONE, CriterionLine
from kuzbass_batch.forms.parsing.values import is_not_applicable, show
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.methodology.criteria import Criterion


def draw_numbers(
    columns: AnswerColumns,
    row: int,
    criterion: Criterion,
    names: Sequence[str],
    result: CriterionLine,
    blank: str,
) -> tuple[str, str]:
    """Write how the numbers of a criterion are read, beside them and in its line of results.

    blank: what the line says where nothing is answered. Return the formula of the points, and the
    cell of the fault.
    """
    absent = columns.absent(criterion, row)
    if absent:
        _draw_declined(columns, row, names)
    values = [_draw_number(columns, row, at, name, criterion) for at, name in enumerate(names)]
    states = [columns.state_cell(name) for name in names]
    write, fault = columns.sheet.write_formula, cell_address(row, columns.listed)
    found = number_formulas.numbers_in(criterion, columns.answers)
    known = [number for number in found if number is not None]
    looked_up, number = values[0], known[0] if known else Decimal()
    if len(values) > 1:
        whole = len(known) == len(values)
        number = number_formulas.looked_up_of(criterion, known) if whole else Decimal()
        looked_up = cell_address(row, columns.letters)
        formula = number_formulas.quotient_formula(criterion, values)
        write(row, columns.letters, formula, None, float(number))
    formula = number_formulas.number_fault_formula(
        criterion, values, states, looked_up, blank, absent
    )
    write(row, columns.listed, formula, None, result.fault)
    # The states of all rows are counted: nothing else may stand in their column.
    sums = [cell_address(row, columns.part)]
    asked = (criterion, looked_up, sums, fault, values, absent)
    *made, points = number_formulas.points_formulas(*asked)
    shown = number_formulas.range_sums(criterion, number)
    for formula, value in zip(made, shown, strict=True):
        write(row, columns.part, formula, None, stored_value(value))
    return points, fault


def _draw_declined(columns: AnswerColumns, row: int, names: Sequence[str]) -> None:
    """Write how the numbers of a criterion are looked through for «не применимо».

    They are cleaned as marks are, and counted beside each number and in the line of results.
    """
    write, given = columns.sheet.write_formula, [columns.answers.get(name) for name in names]
    letters, part, count = (columns.declined + at for at in range(3))
    columns.draw_letters(row, names, (letters, letters, part))
    places = [columns.places[name][0] for name in names]
    for own_row, answer in zip(places, given, strict=True):
        formula = formulas.absent_formula([cell_address(own_row, part)])
        write(own_row, count, formula, None, int(is_not_applicable(answer)))
    every = "+".join(cell_address(own_row, count) for own_row in places)
    said = sum(map(is_not_applicable, given))
    write(row, columns.declined + DECLINED - 1, f"={every}", None, said)


def _draw_number(columns: AnswerColumns, row: int, at: int, name: str, criterion: Criterion) -> str:
    """Write how number `at` is taken apart; return the cell that says it."""
    write, share = columns.sheet.write_formula, number_formulas.takes_percent(criterion)
    own_row, column = columns.places[name]
    cell, given = cell_address(own_row, column), columns.answers.get(name)
    text = "" if isinstance(given, Decimal) else " ".join(show(given).lower().split())
    write(own_row, columns.letters, number_formulas.text_formula(cell), None, text)
    steps = [
        cell_address(own_row, columns.clean + n) for n in range(number_formulas.CLEANING_STEPS)
    ]
    letters = cell_address(own_row, columns.letters)
    formulas_of = number_formulas.number_cleaning_formulas(letters, steps)
    shown_texts = list(number_formulas.cleaned_number(text))
    for n, (formula, value) in enumerate(zip(formulas_of, shown_texts, strict=True)):
        write(own_row, columns.clean + n, formula, None, value)
    # The first two beside the number, the others beside the line of results.
    beside = number_formulas.PARTS - 2
    places = [(own_row, columns.part), (own_row, columns.listed)]
    places += [(row, columns.clean + at * beside + n) for n in range(beside)]
    parts = [cell_address(*place) for place in places]
    values = number_formulas.parts_of(given, shown_texts[-1], share=share)
    formulas_of = number_formulas.part_formulas(cell, steps[-1], parts, share=share)
    for place, formula, part in zip(places, formulas_of, values, strict=True):
        write(*place, formula, None, stored_value(part))
    absent, declined = columns.absent(criterion, row), ""
    if absent:
        declined = cell_address(own_row, columns.declined + 2)
    formula = number_formulas.number_state_formula(parts[-1], declined, absent)
    state = _state_of_number(columns, name, values[-1], criterion)
    write(own_row, columns.state, formula, None, state)
    return parts[-1]


def _state_of_number(
    columns: AnswerColumns, name: str, number: object, criterion: Criterion
) -> int | str:
    """Return what `state_formula` shows; number: what the last of the parts does."""
    if isinstance(number, Decimal):
        return 1
    rows = (f"{row.code}{DONE}" for row in criterion.rows)
    absent = [each for each in rows if is_not_applicable(columns.answers.get(each))]
    if criterion.not_applicable and (name in absent or (number == "" and absent)):
        return 2
    return "" if number == "" else -1
