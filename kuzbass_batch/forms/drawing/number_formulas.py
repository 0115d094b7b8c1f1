"""Formulas that read a number as the batch reads it, and look its points up.

A cell holds a number, a percentage (Excel stores 82,5 % as 0.825), or a text: «82,5», «1 200»,
«80 %». A text is taken apart without `VALUE` of the whole, for each locale has its own decimal
sign. The bounds of `formulas` are kept: every step has a cell of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kuzbass_batch.forms.drawing import formulas
from kuzbass_batch.forms.parsing.values import (
    DASHES,
    MARK_QUOTES,
    MARK_SPACES,
    MARK_UNSEEN,
    show,
    understand_number,
)
from kuzbass_batch.methodology.criteria import HUNDRED, Criterion, PointRange, Points, exact
from kuzbass_batch.records.workbooks import Scalar

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
FIRST_DIGITS, LAST_DIGITS = "0123456", "789"
"""Digits taken out in one cell: `NESTED` of them, and the others."""


def text_formula(cell: str) -> str:
    """Return the formula of a number given as text; nothing for one that is a number."""
    return f'=IF(ISERROR({cell}),"?",IF(ISNUMBER({cell}),"",LOWER(TRIM(CLEAN({cell})))))'


def cleaning_formulas(text: str, steps: Sequence[str]) -> Iterator[str]:
    """Yield the formulas of the cells `steps`, which clean the text of a cell step by step."""
    source = text
    for at, cell in enumerate(steps):
        for old, new in _REPLACED[at * formulas.NESTED : (at + 1) * formulas.NESTED]:
            source = f"SUBSTITUTE({source},{formulas.text(old)},{formulas.text(new)})"
        yield f"={source}"
        source = cell


def cleaned(text: str) -> Iterator[str]:
    """Yield what the cells of `cleaning_formulas` show."""
    for at in range(CLEANING_STEPS):
        for old, new in _REPLACED[at * formulas.NESTED : (at + 1) * formulas.NESTED]:
            text = text.replace(old, new)
        yield text


def part_formulas(
    cell: str, cleaned_cell: str, parts: Sequence[str], *, share: bool
) -> Iterator[str]:
    """Yield the formulas of the cells `parts`, the last of which says the number.

    cell: the answer; share: a percentage is what is asked for. It says «?» for what is no number,
    nothing for nothing. A date is none, though it is stored as one.
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
    yield f'=MID({unsigned},FIND(".",{unsigned}&".")+1,60)'
    yield f"={_without(FIRST_DIGITS, f'{digits}&{rest}')}"
    padded = f'RIGHT("         "&{digits},9)'
    grouped = f'TRIM(MID({padded},1,3)&" "&MID({padded},4,3)&" "&MID({padded},7,3))'
    yield (
        f"=AND(LEN({_without(LAST_DIGITS, left)})=0,LEN({digits})>0,"
        f"OR({whole}={digits},{whole}={grouped}),"
        f'OR(LEN({rest})>0,ISERROR(FIND(".",{unsigned}))))'
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
    """Return the formula of a cell's kind of format: P for percent, D for a date."""
    return f'LEFT(CELL("format",{cell}))'


def parts_of(value: Scalar, clean: str, *, share: bool) -> tuple[str | bool | Decimal, ...]:
    """Return what the cells of `part_formulas` show for an answer."""
    bare = clean.strip(" ")
    if bare.endswith("%"):
        bare = bare[:-1].strip(" ") if share else "?"
    unsigned = bare[1:] if bare.startswith(("-", "+")) else bare
    whole, dot, rest = unsigned.partition(".")
    digits = whole.replace(" ", "")
    left = "".join(letter for letter in digits + rest if letter not in FIRST_DIGITS)
    padded = digits[-9:].rjust(9)
    grouped = " ".join(f"{padded[:3]} {padded[3:6]} {padded[6:]}".split())
    is_written = bool(digits) and whole in (digits, grouped) and bool(rest or not dot)
    is_written = is_written and not left.strip(LAST_DIGITS)
    number = number_in(value, share=share)
    said: str | Decimal = number if number is not None else "?" if show(value) else ""
    return bare, unsigned, digits, rest, left, is_written, said


def number_in(value: Scalar, *, share: bool) -> Decimal | None:
    """Return the number that an answer says; percent only where a share is asked for."""
    if isinstance(value, str) and value.rstrip().endswith("%") and not share:
        return None
    return understand_number(value)


def state_formula(value: str) -> str:
    """Return the formula of what a number is: 1 understood, -1 not, nothing where nothing is."""
    return f'=IF(LEN({value})=0,"",IF(ISNUMBER({value}),1,-1))'


def fault_formula(
    criterion: Criterion, values: Sequence[str], states: Sequence[str], blank: str
) -> str:
    """Return the formula that says why a criterion is not assessed yet, nothing once it is.

    blank: what it says where nothing is answered.
    """
    every = f"{states[0]}:{states[-1]}"
    faults = [(f"MIN({','.join(values)})<0", NEGATIVE)]
    if criterion.whole:
        parts = "+".join(f"ABS({value}-INT({value}))" for value in values)
        faults.append((f"{parts}>0", NOT_WHOLE))
    if len(values) > 1:
        faults.append((f"{values[1]}=0", ZERO_BELOW))
    if criterion.share:
        faults.append((_over(criterion, values), OVER_HUNDRED))
    said = '""'
    for test, words in reversed(faults):
        said = f'IF({test},"{words}",{said})'
    return (
        f'=IF(COUNTIF({every},-1)>0,"{formulas.NOT_UNDERSTOOD}",IF(COUNT({every})=0,"{blank}",'
        f'IF(COUNT({every})<{len(values)},"{formulas.NOT_COMPLETE}",{said})))'
    )


def _over(criterion: Criterion, values: Sequence[str]) -> str:
    if len(values) == 1:
        return f"{values[0]}>100"
    last = criterion.ranges[-1]
    if last.upper is None:
        return "FALSE"
    sign = ">" if last.upper_inclusive else ">="
    return f"{_against(last.upper, criterion, values)}{sign}0"


def _against(bound: Decimal, criterion: Criterion, values: Sequence[str]) -> str:
    """Return how far the number lies above a bound: of a ratio, times its denominator."""
    if len(values) == 1:
        return f"({values[0]}-{bound})"
    times = "*100" if criterion.share else ""
    return f"ROUND({values[0]}{times}-{bound}*{values[1]},9)"


def points_formula(criterion: Criterion, values: Sequence[str], fault: str) -> str:
    """Return the formula of the points: those of the first range and what each next one adds."""
    first, *others = criterion.ranges
    terms, before = [f"{first.points}"], first.points
    for each in others:
        assert each.lower is not None  # Every range but the first has one: none is open below.
        sign = ">=" if each.lower_inclusive else ">"
        test = f"{_against(each.lower, criterion, values)}{sign}0"
        terms.append(f"IF({test},{exact(Decimal(each.points) - Decimal(before))},0)")
        before = each.points
    counted = f"COUNT({','.join(values)})<{len(values)}"
    return f"=IF(OR(LEN({fault})>0,{counted}),0,ROUND(SUM({','.join(terms)}),6))"


def fault_of(criterion: Criterion, numbers: Sequence[Decimal]) -> str:
    """Return what `fault_formula` says of these numbers."""
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
