"""Formulas that read a number as the batch reads it, and look its points up.

A cell holds a number, a percentage (Excel stores 82,5 % as 0.825), or a text: «82,5», «1 200»,
«80 %». A text is taken apart without `VALUE` of the whole, for each locale has its own decimal
sign. The bounds of `formulas` are kept: every step has a cell of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kuzbass_batch.forms.drawing.live import formulas
from kuzbass_batch.forms.parsing.values import (
    DASHES,
    MARK_QUOTES,
    MARK_SPACES,
    MARK_UNSEEN,
    show,
    understand_number,
)
from kuzbass_batch.methodology.criteria import (
    HUNDRED,
    Criterion,
    CriterionKind,
    PointRange,
    Points,
    exact,
)
from kuzbass_batch.records.files.workbooks import Scalar

WITH_ABSENT = "есть и число, и „не применимо“"
NEGATIVE = "число меньше 0"
NOT_WHOLE = "нужно целое число"
OVER_HUNDRED = "доля больше 100 %"
ZERO_BELOW = "делить на 0 нельзя"
_REPLACED = (
    *((sign, " ") for sign in MARK_SPACES),
    *((sign, "") for sign in MARK_UNSEEN + MARK_QUOTES),
    *((chr(sign), "-") for sign in DASHES if chr(sign) != "-"),
    (",", "."),
)
CLEANING_STEPS = -(-len(_REPLACED) // formulas.NESTED)
PARTS = 7
"""Cells that take a number apart: without «%», without its sign, whole part, rest, what of both is
left without the digits 0 to 6, whether it is written as numbers are, and the number."""
SUMS, TERMS = 1, 9
"""Cells in which points are summed up before the last one, and ranges that each of them holds."""
FIRST_DIGITS, LAST_DIGITS = "0123456", "789"
"""Digits taken out in one cell: `NESTED` of them, and the others."""


def text_formula(cell: str) -> str:
    """Return the formula of a number given as text; nothing for one that is a number."""
    return f'=IF(ISERROR({cell}),"?",IF(ISNUMBER({cell}),"",LOWER(TRIM(CLEAN({cell})))))'


def number_cleaning_formulas(text: str, steps: Sequence[str]) -> Iterator[str]:
    """Return the formulas of the cells `steps`, which clean the text of a cell step by step."""
    return formulas.replacing_formulas(text, _REPLACED, steps)


def cleaned_number(text: str) -> Iterator[str]:
    """Return what the cells of `number_cleaning_formulas` show."""
    return formulas.replaced(text, _REPLACED)


def part_formulas(
    cell: str, cleaned_cell: str, parts: Sequence[str], *, share: bool
) -> Iterator[str]:
    """Yield the formulas of the cells `parts`, the last of which says the number.

    cell: the answer; share: a percentage is what is asked for. It says «?» for what is no number,
    nothing for nothing. A date is none, though it is stored as one; `CELL` knows few formats of
    dates, and of the others the batch alone can tell.
    """
    bare, unsigned, digits, rest, left, is_written, _ = parts
    percent = f"TRIM(LEFT(TRIM({cleaned_cell}),LEN(TRIM({cleaned_cell}))-1))"
    whole = f'LEFT({unsigned},FIND(".",{unsigned}&".")-1)'
    yield (
        f'=IF(RIGHT(TRIM({cleaned_cell}))="%",{percent if share else formulas.text("?")},'
        f"TRIM({cleaned_cell}))"
    )
    yield f'=IF(OR(LEFT({bare})="-",LEFT({bare})="+"),MID({bare},2,60),{bare})'
    yield f'=SUBSTITUTE({whole}," ","")'
    after = f'MID({unsigned},FIND(".",{unsigned}&".")+1,60)'
    yield f'=IF(RIGHT({unsigned})=".","?",{after})'
    yield f"={_without(FIRST_DIGITS, f'{digits}&{rest}')}"
    padded = f'RIGHT("         "&{digits},9)'
    grouped = f'TRIM(MID({padded},1,3)&" "&MID({padded},4,3)&" "&MID({padded},7,3))'
    yield (
        f"=AND(LEN({_without(LAST_DIGITS, left)})=0,LEN({digits})>0,"
        f"OR({whole}={digits},{whole}={grouped}))"
    )
    if share:
        number = f'IF({_shape(cell)}="P",ROUND({cell}*100,10),IF({_shape(cell)}="D","?",{cell}))'
    else:
        number = f'IF(OR({_shape(cell)}="P",{_shape(cell)}="D"),"?",{cell})'
    part = f"IF(LEN({rest})>0,VALUE({rest})/10^LEN({rest}),0)"
    text = f'IF(LEFT({bare})="-",-1,1)*(VALUE({digits})+{part})'
    yield (f'=IF(ISNUMBER({cell}),{number},IF(LEN({bare})=0,"",IF({is_written},{text},"?")))')


def _without(signs: str, source: str) -> str:
    """Return the formula of a text without these signs."""
    for sign in signs:
        source = f'SUBSTITUTE({source},"{sign}","")'
    return source


def _shape(cell: str) -> str:
    """Return the formula of a cell's kind of format: P for percent, D for a date.

    Nothing where a suite does not know it: the number is taken as it is.
    """
    told = f'CELL("format",{cell})'
    return f'IF(ISERROR({told}),"",LEFT({told}))'


def parts_of(value: Scalar, clean: str, *, share: bool) -> tuple[str | bool | Decimal, ...]:
    """Return what the cells of `part_formulas` show for an answer."""
    bare = clean.strip(" ")
    if bare.endswith("%"):
        bare = bare[:-1].strip(" ") if share else "?"
    unsigned = bare[1:] if bare.startswith(("-", "+")) else bare
    whole, _, rest = unsigned.partition(".")
    rest = "?" if unsigned.endswith(".") else rest
    digits = whole.replace(" ", "")
    left = "".join(letter for letter in digits + rest if letter not in FIRST_DIGITS)
    padded = digits[-9:].rjust(9)
    grouped = " ".join(f"{padded[:3]} {padded[3:6]} {padded[6:]}".split())
    is_written = bool(digits) and whole in (digits, grouped)
    is_written = is_written and not left.strip(LAST_DIGITS)
    number = number_in(value, share=share)
    said: str | Decimal = number if number is not None else "?" if show(value) else ""
    return bare, unsigned, digits, rest, left, is_written, said


def number_in(value: Scalar, *, share: bool) -> Decimal | None:
    """Return the number that an answer says; percent only where a share is asked for."""
    if isinstance(value, str) and value.rstrip().endswith("%") and not share:
        return None
    return understand_number(value)


def number_state_formula(value: str, declined: str = "", absent: str = "") -> str:
    """Return the formula of what a number is: 1 understood, -1 not, nothing where nothing is.

    declined, absent: the cells that count «не применимо» in this answer, and in all answers of a
    criterion that may not apply: such an answer means 2, and so does a blank one beside it.
    """
    if not absent:
        return f'=IF(LEN({value})=0,"",IF(ISNUMBER({value}),1,-1))'
    blank, other = f'IF({absent}>0,2,"")', f"IF({declined}>0,2,-1)"
    return f"=IF(LEN({value})=0,{blank},IF(ISNUMBER({value}),1,{other}))"


def number_fault_formula(
    criterion: Criterion,
    values: Sequence[str],
    states: Sequence[str],
    looked_up: str,
    blank: str,
    absent: str = "",
) -> str:
    """Return the formula that says why a criterion is not assessed yet, nothing once it is.

    looked_up: the cell of the number that the ranges are about. blank: what it says where nothing
    is answered. absent: as of `state_formula`.
    """
    every = f"{states[0]}:{states[-1]}"
    faults = [(f"MIN({','.join(values)})<0", NEGATIVE)]
    if criterion.whole:
        parts = "+".join(f"ABS({value}-INT({value}))" for value in values)
        faults.append((f"{parts}>0", NOT_WHOLE))
    if len(values) > 1:
        faults.append((f"{values[1]}=0", ZERO_BELOW))
    if criterion.share:
        faults.append((_over(criterion, looked_up), OVER_HUNDRED))
    said = '""'
    for test, words in reversed(faults):
        said = f'IF({test},"{words}",{said})'
    beside = '""'
    if absent:
        beside = f'IF(AND({absent}>0,COUNTIF({every},1)>0),"{WITH_ABSENT}","")'
    # One after the other, for nested they would be too deep; one of the two is always empty.
    return (
        f'=IF(COUNTIF({every},-1)>0,"{formulas.NOT_UNDERSTOOD}",IF(COUNT({every})=0,"{blank}",'
        f'IF(COUNT({every})<{len(values)},"{formulas.NOT_COMPLETE}",{beside})))'
        f'&IF(COUNTIF({every},1)<{len(values)},"",{said})'
    )


def _over(criterion: Criterion, looked_up: str) -> str:
    last = criterion.ranges[-1]
    if criterion.kind is CriterionKind.NUMBER:
        return f"{looked_up}>100"
    if last.upper is None:
        return "FALSE"
    return f"{looked_up}{'>' if last.upper_inclusive else '>='}{last.upper}"


def quotient_formula(criterion: Criterion, values: Sequence[str]) -> str:
    """Return the formula of the ratio that is looked up, in the unit of the ranges.

    Where a bound lies nearer than its ninth decimal the batch, which never divides, may differ.
    """
    top, bottom = values
    times = "*100" if criterion.share else ""
    return f"=IF(COUNT({top},{bottom})<2,0,IF({bottom}=0,0,ROUND({top}{times}/{bottom},9)))"


def points_formulas(
    criterion: Criterion,
    looked_up: str,
    sums: Sequence[str],
    fault: str,
    values: Sequence[str],
    absent: str = "",
) -> tuple[str, ...]:
    """Return the formulas of the cells `sums`, then that of the points.

    The points are those of the first range and what each next one that is reached adds; no
    formula holds all, each goes on from the cell before it.
    """
    before, terms = criterion.ranges[0].points, []
    for each in criterion.ranges[1:]:
        sign = ">=" if each.lower_inclusive else ">"
        more = exact(Decimal(each.points) - Decimal(before))
        terms.append(f"IF({looked_up}{sign}{each.lower},{more},0)")
        before = each.points
    made, source = [], f"{criterion.ranges[0].points}"
    for at, cell in enumerate(sums):
        part = terms[at * TERMS : (at + 1) * TERMS]
        made.append(f"=SUM({','.join([source, *part])})")
        source = cell
    rest = terms[len(sums) * TERMS :]
    counted = f"COUNT({','.join(values)})<{len(values)}"
    total = f"ROUND(SUM({','.join([source, *rest])}),6)"
    points = f"IF(OR(LEN({fault})>0,{counted}),0,{total})"
    if absent:
        points = f'IF({absent}>0,"{formulas.NO_POINTS}",{points})'
    return (*made, f"={points}")


def range_sums(criterion: Criterion, number: Decimal) -> list[Points]:
    """Return what the cells of sums show for a number that is looked up."""
    before, made = criterion.ranges[0].points, []
    terms: list[Points] = []
    for each in criterion.ranges[1:]:
        assert each.lower is not None  # Every range but the first begins where one ends.
        reached = number > each.lower or (each.lower_inclusive and number == each.lower)
        terms.append(exact(Decimal(each.points) - Decimal(before)) if reached else 0)
        before = each.points
    total: Points = criterion.ranges[0].points
    for at in range(SUMS):
        total = exact(sum(terms[at * TERMS : (at + 1) * TERMS], Decimal(total)))
        made.append(total)
    return made


def looked_up_of(criterion: Criterion, numbers: Sequence[Decimal]) -> Decimal:
    """Return the number that is looked up in the ranges, as its cell shows it."""
    if len(numbers) == 1 or not numbers[1]:
        return numbers[0] if len(numbers) == 1 else Decimal()
    top, bottom = criterion.quotient(*numbers)
    return (top / bottom).quantize(Decimal("1e-9"), ROUND_HALF_UP)


def fault_of(criterion: Criterion, numbers: Sequence[Decimal]) -> str:
    """Return what `number_fault_formula` says of these numbers."""
    if min(numbers) < 0:
        return NEGATIVE
    if criterion.whole and any(number != int(number) for number in numbers):
        return NOT_WHOLE
    if len(numbers) > 1 and numbers[1] == 0:
        return ZERO_BELOW
    too_much = criterion.share and (
        numbers[0] > HUNDRED if len(numbers) == 1 else range_of(criterion, numbers) is None
    )
    return OVER_HUNDRED if too_much else ""


def range_of(criterion: Criterion, numbers: Sequence[Decimal]) -> PointRange | None:
    """Return the range that holds the number, or the ratio of the two."""
    top, bottom = numbers[0], Decimal(1)
    if len(numbers) > 1:
        top, bottom = criterion.quotient(*numbers)
    return next((each for each in criterion.ranges if each.holds_quotient(top, bottom)), None)


def points_of(criterion: Criterion, numbers: Sequence[Decimal]) -> Points:
    """Return what `points_formula` shows for numbers without a fault."""
    found = range_of(criterion, numbers)
    return 0 if found is None else found.points


def numbers_in(criterion: Criterion, answers: Mapping[str, Scalar]) -> list[Decimal | None]:
    """Return the number of each row, None where there is none."""
    return [
        number_in(answers.get(f"{row.code}/done"), share=takes_percent(criterion))
        for row in criterion.rows
    ]


def takes_percent(criterion: Criterion) -> bool:
    """Tell whether a number may be written with the sign of percent."""
    return criterion.share and len(criterion.rows) == 1
