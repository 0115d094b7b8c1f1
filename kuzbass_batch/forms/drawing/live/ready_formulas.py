"""Formulas that ask of an answer what the batch asks: whether it stands there and is understood.

They never take for an answer what the batch does not; what they cannot be sure of they call open.
The same expression serves one cell and a column of them, in an array formula: Gnumeric looks at a
column whole nowhere else. Its rows have no cells of their own in which a text could be cleaned step
by step, for they come and go. The bounds of `formulas` are kept.
"""

import datetime as dt
from collections.abc import Sequence

from kuzbass_batch.forms.drawing.live.formulas import text
from kuzbass_batch.forms.parsing.values import FIRST_DATE, LAST_DATE
from kuzbass_batch.forms.spec.specification import NumberBounds, is_number

READY, LEFT = "Готово к отправке", "Осталось: "
SHEET_READY, SHEET_LEFT = " – готово", " – осталось "
SIGNS = "0123456789+-–—−#№.,:;/()[]*=%&@_<>!?"
"""With one of them a text may begin that has no letters: a telephone, a number, a dash."""
LONGEST_TEXT = 250
"""Letters of a text that a formula may hold, a little less than Excel's 255."""
_EPOCH = dt.date(1899, 12, 30)
_FIRST, _LAST = ((day - _EPOCH).days for day in (FIRST_DATE, LAST_DATE))
_DAYS = " " + " ".join(f"{day:02}" for day in range(1, 32)) + " "
_MONTHS = "." + ".".join(f"{month:02}" for month in range(1, 13)) + "."
_NEVER = "29.02 30.02 31.02 31.04 31.06 31.09 31.11"
"""Days that no year has, and the one that not every year has."""
_FIGURES = "0123456789"


def given_text(cells: str) -> str:
    """Return the expression that is 1 where a text says something: letters, or a sign at first."""
    letters = f"(1-EXACT(LOWER({cells}),UPPER({cells})))"
    sign = f"ISNUMBER(FIND(LEFT(TRIM({cells})),{text(SIGNS)}))"
    return f"(LEN(TRIM({cells}))>0)*({letters}+{sign}>0)"


def date_number(cells: str) -> str:
    """Return the expression that is 1 where a cell holds a day that the programme may speak of.

    Such a day is a whole number of five figures; INT would fail beside a text.
    """
    between = f"({cells}>={_FIRST})*({cells}<={_LAST})"
    return f"ISNUMBER({cells})*{between}*(LEN({cells})=5)"


def date_text(cells: str) -> str:
    """Return the expression that is 1 where a text is a day of this century as ДД.ММ.ГГГГ."""
    return (
        f"(LEN({cells})=10)"
        f'*ISNUMBER(FIND(" "&LEFT({cells},2)&" ",{text(_DAYS)}))'
        f'*(MID({cells},3,1)=".")*ISNUMBER(FIND(MID({cells},3,4),{text(_MONTHS)}))'
        f'*(MID({cells},7,2)="20")*ISNUMBER(FIND(MID({cells},9,1),"{_FIGURES}"))'
        f'*ISNUMBER(FIND(RIGHT({cells}),"{_FIGURES}"))'
        f"*(1-ISNUMBER(FIND(LEFT({cells},5),{text(_NEVER)})))"
    )


def error_formula(cell: str) -> str:
    """Return the formula that is 1 for an error: the batch sends the form back for any."""
    return f"=IF(ISERROR({cell}),1,0)"


def errors_formula(cells: str) -> str:
    """Return the formula that is 1 if there is an error in a range."""
    return f"=IF({_has_error(cells)},1,0)"


def _has_error(cells: str) -> str:
    """Return the test for an error in a range: a sum takes over any, and passes texts over.

    Gnumeric asks ISERROR of a range as of one value, within SUMPRODUCT, too.
    """
    return f"ISERROR(SUM({cells}))"


def missing_formula(cell: str, wanted: str = "1") -> str:
    """Return the formula that is 1 while a text that must be given is not; wanted: if it must."""
    return f"=IF(ISERROR({cell}),1,IF({given_text(cell)}=1,0,{wanted}))"


def unanswered_text(asking: str, column: str) -> str:
    """Return the expression that is 1 where a word asks for a text beside it, and none is given."""
    return f"{asking}*(1-{given_text(column)})"


def single_formula(begun: str, found: str) -> str:
    """Return the formula of how many rows of a begun table are off from one; found: their count."""
    return f"=IF({begun}=0,0,ABS({found}-1))"


def same_formula(cell: str, other: str) -> str:
    """Return the formula that is 1 while two cells say the same; Excel passes over the case."""
    return (
        f"=IF(ISERROR({cell}),0,IF(ISERROR({other}),0,"
        f"IF(LEN(TRIM({cell}))=0,0,IF(LOWER(TRIM({cell}))=LOWER(TRIM({other})),1,0))))"
    )


def neither_formula(cell: str, other: str) -> str:
    """Return the formula that is 1 while neither of two texts is given."""
    given = f"IF(ISERROR({cell}),0,{given_text(cell)})"
    return f"=IF({given}=1,0,IF(ISERROR({other}),1,IF({given_text(other)}=1,0,1)))"


def is_text_date_formula(cell: str) -> str:
    """Return the formula that is 1 if the cell holds a day as a text."""
    return f"=IF(ISERROR({cell}),0,IF(ISNUMBER({cell}),0,{date_text(cell)}))"


def day_formula(cell: str, is_text: str) -> str:
    """Return the formula of the day as a number, 0 for none; is_text: the cell of the above."""
    made = f"DATE(VALUE(RIGHT({cell},4)),VALUE(MID({cell},4,2)),VALUE(LEFT({cell},2)))"
    number = f"IF({date_number(cell)}=1,{cell},0)"
    return f"=IF(ISERROR({cell}),0,IF(ISNUMBER({cell}),{number},IF({is_text}=1,{made},0)))"


def date_formula(cell: str, day: str, earliest: str = "", latest: str = "", *, blank: str) -> str:
    """Return the formula that is 1 while a date is wanted, not understood, or out of its order.

    day: the cell of `day_formula`; earliest, latest: those of the days that it may not be before or
    after, or empty; blank: what it is without an answer (`0`, `1`, or a test's).
    """
    out = [f"AND({earliest}>0,{day}<{earliest})"] if earliest else []
    out += [f"AND({latest}>0,{day}>{latest})"] if latest else []
    order = f"IF(OR({','.join(out)}),1,0)" if out else "0"
    judged = f"IF({day}=0,1,{order})"
    if blank != "1":
        judged = f"IF(LEN(TRIM({cell}))=0,{blank},{judged})"
    return f"=IF(ISERROR({cell}),1,{judged})"


def mark_formula(state: str, *, required: bool) -> str:
    """Return the formula that is 1 for a mark not understood, or wanting where it is required.

    state: the cell of `formulas.state_formula`.
    """
    blank = f"IF(LEN({state})=0,1,0)" if required else "0"
    return f"=IF({state}=-1,1,{blank})"


def no_total_formula(total: str) -> str:
    """Return the formula that is 1 while nothing applies: there is nothing to rate."""
    return f"=IF(ISNUMBER({total}),0,1)"


def choice_expression(cell: str, choices: Sequence[str], numbers: str) -> str:
    """Return the test that a cell holds one of the words of a list, or of its numbers.

    numbers: the cells that hold the numbers of the list, or empty.
    """
    words = [word.lower() for word in choices if not is_number(word)]
    number = f"AND(ISNUMBER({cell}),COUNTIF({numbers},{cell})>0)" if numbers else ""
    found = [f'ISNUMBER(FIND("|"&LOWER(TRIM({cell}))&"|",{text(part)}))' for part in _parts(words)]
    tests = [each for each in (number, *found) if each]
    return tests[0] if len(tests) == 1 else f"{'+'.join(tests)}>0"


def _parts(words: Sequence[str]) -> list[str]:
    """Return the words between `|`, in texts as long as a formula bears."""
    made: list[str] = []
    for word in words:
        if made and len(made[-1]) + len(word) < LONGEST_TEXT:
            made[-1] += f"{word}|"
        else:
            made.append(f"|{word}|")
    return made


def choice_formula(cell: str, chosen: str, *, blank: str) -> str:
    """Return the formula that is 1 while a choice is wanted, or is none; chosen: the test of it.

    blank: what it is without an answer (`0`, `1`, or a test's).
    """
    return f"=IF(ISERROR({cell}),1,IF(LEN(TRIM({cell}))=0,{blank},IF({chosen},0,1)))"


def wanted_formula(chosen: str, cell: str) -> str:
    """Return the formula that is 1 while a word of a list asks for another answer.

    chosen: the test of the list's cell.
    """
    return f"=IF(ISERROR({cell}),0,IF({chosen},1,0))"


def number_formula(cell: str, shape: str, bounds: NumberBounds | None = None, *, blank: str) -> str:
    """Return the formula that is 1 while a number is wanted, is none, or beyond its bounds.

    shape: the cell that is 1 for a date; blank: what it is without an answer.
    """
    number = shape
    if bounds is not None:
        out = [f"{cell}<{bounds.least}"]
        out += [f"{cell}>{bounds.most}"] if bounds.most is not None else []
        out += [f"INT({cell})<>{cell}"] if bounds.whole else []
        number = f"IF(OR({','.join(out)}),1,{shape})"
    number = f"IF(ISNUMBER({cell}),{number},1)"
    return f"=IF(ISERROR({cell}),1,IF(LEN(TRIM({cell}))=0,{blank},{number}))"


def shape_formula(cell: str) -> str:
    """Return the formula that is 1 for a number that its cell shows as a date."""
    told = f'CELL("format",{cell})'
    return f'=IF(ISERROR({told}),0,IF(ISNUMBER({cell}),IF(LEFT({told})="D",1,0),0))'


def begun_formula(columns: Sequence[str], errors: str) -> str:
    """Return the formula that counts the rows of a table that are begun; 0 beside an error."""
    return count_formula(f"(LEN(TRIM({'&'.join(columns)}))>0)", errors)


def count_formula(test: str, errors: str) -> str:
    """Return the formula that counts the rows for which an expression is 1; 0 beside an error."""
    return f"=IF({errors}>0,0,SUMPRODUCT({test}*1))"


def numbers_formula(column: str, errors: str) -> str:
    """Return the formula that counts the numbers of a column."""
    return f"=IF({errors}>0,0,COUNT({column}))"


def left_formula(begun: str, *found: str) -> str:
    """Return the formula of the rows begun in which a column lacks its answer."""
    return f"={'-'.join((begun, *found))}"


def wanted_left_formula(wanted: str, begun: str, given: str, *found: str) -> str:
    """Return the same of an optional column, asked for in every row while `wanted` is 1.

    given: the cell that counts the rows in which something stands there.
    """
    return f"=IF({wanted}=1,{begun},{given})-{'-'.join(found)}"


def filled_formula(column: str, errors: str) -> str:
    """Return the formula that counts the rows in which something stands in a column."""
    return count_formula(f"(LEN(TRIM({column}))>0)", errors)


def chosen_text(column: str, choices: Sequence[str]) -> str:
    """Return the expression that is 1 where a column holds a word of a list.

    Nought is added: a test alone is more than any number in Excel and in Gnumeric.
    """
    words = [word.lower() for word in choices]
    lower = f'"|"&LOWER(TRIM({column}))&"|"'
    found = "+".join(f"ISNUMBER(FIND({lower},{text(part)}))" for part in _parts(words))
    return f"(LEN(TRIM({column}))>0)*(0+{found}>0)"


def beyond_formula(column: str, bounds: NumberBounds, errors: str) -> str:
    """Return the formula that counts the numbers of a column that are beyond their bounds.

    INT fails beside a text: a number that is not whole is known by its decimal sign.
    """
    out = [f"({column}<{bounds.least})"]
    out += [f"({column}>{bounds.most})"] if bounds.most is not None else []
    if bounds.whole:
        out += [f'ISNUMBER(FIND("{sign}",{column}&""))' for sign in ".,"]
    return count_formula(f"ISNUMBER({column})*(0+{'+'.join(out)}>0)", errors)


def year_first_formula(day: str) -> str:
    """Return the formula of a day's cell as one number, year first, by which texts are compared."""
    return f"=YEAR({day})*10000+MONTH({day})*100+DAY({day})"


def later_formula(column: str, latest: str, year_first: str, errors: str) -> str:
    """Return the formula that counts the days of a column after another day's cell.

    One that stands there as a text is compared as a text; year_first: the cell of the above.
    """
    text_of_day = f"RIGHT({column},4)&MID({column},4,2)&LEFT({column},2)"
    texts = f'(1-ISNUMBER({column}))*(LEN({column})=10)*({text_of_day}>{year_first}&"")'
    later = f"{date_number(column)}*({column}>{latest})+{texts}"
    counted = count_formula(f"({later}>0)", errors)
    return f"=IF({latest}=0,0,{counted.removeprefix('=')})"


def twice_formula(column: str, errors: str) -> str:
    """Return the formula that counts the rows that say the same as one above them.

    MATCH passes over the case of letters; signs that it takes for others are put aside.
    """
    plain = f"LEFT(TRIM({column}),{LONGEST_TEXT})"
    for sign in "~*":
        plain = f'SUBSTITUTE({plain},"{sign}"," ")'
    first, _, _ = column.rpartition(":")
    same = f'MATCH({plain}&"|",{plain}&"|",0)<ROW({column})-ROW({first})+1'
    return count_formula(f"(LEN(TRIM({column}))>0)*({same})", errors)


def equal_formula(column: str, other: str, errors: str) -> str:
    """Return the formula that counts the rows with the same number in two columns."""
    both = f"ISNUMBER({column})*ISNUMBER({other})*({column}={other})"
    return f"=IF({errors}>0,0,SUMPRODUCT({both}))"


def rows_formula(count: str, least: int, most: int) -> str:
    """Return the formula that says how many rows are wanting, or that there are too many."""
    few = f"IF({count}<{least},{least}-{count},0)" if least else "0"
    return f"=IF({count}>{most},1,{few})" if most else f"={few}"


def criterion_formula(fault: str, beside: str, states: str, *, blank_counts: bool) -> str:
    """Return the formula that is 1 while a criterion is not assessed, or an error stands beside it.

    fault: the cell that says why not; beside: the columns of words; states: of its marks.
    blank_counts: one without any answer counts 0; then a mark in another column is open, too.
    """
    elsewhere = f"IF(COUNTA({beside})*(COUNT({states})=0)>0,1,0)"
    rest = elsewhere if blank_counts else "0"
    error = f"IF({_has_error(beside)},1,{rest})"
    return f"=IF(LEN({fault})>0,1,{error})"


def is_begun_formula(cells: Sequence[str]) -> str:
    """Return the formula that is 1 once something stands in one of some cells."""
    return f"=IF({_any_error(cells)},1,IF(LEN(TRIM({'&'.join(cells)}))>0,1,0))"


def is_wrong_formula(cells: Sequence[str]) -> str:
    """Return the formula that is 1 if there is an error in one of some cells."""
    return f"=IF({_any_error(cells)},1,0)"


def _any_error(cells: Sequence[str]) -> str:
    return f"OR({','.join(f'ISERROR({cell})' for cell in cells)})"


def asked_formula(reason: str, begun: str, wrong: str, chosen: str) -> str:
    """Return the formula that is 1 while a row of an objection is begun and not whole.

    begun, wrong: the cells of the above; chosen: the test of the points that are asked for.
    """
    whole = f"IF({chosen},1-{given_text(reason)},1)"
    return f"=IF({wrong}=1,1,IF({begun}=0,0,{whole}))"


def none_begun_formula(begun: Sequence[str]) -> str:
    """Return the formula that is 1 while no row is begun; begun: the cells, one below the other."""
    return f"=IF(SUM({begun[0]}:{begun[-1]})=0,1,0)"


def points_given_formula(cells: Sequence[tuple[str, int]], interest: str, yes: str) -> str:
    """Return the formula that is 1 while a juror's row lacks points, or has some beside a `yes`.

    cells: of the points, each with the greatest whole number that it may hold, the least is 0.
    """
    given = "+".join(
        f"IF(ISNUMBER({cell}),IF(AND({cell}>=0,{cell}<={most},INT({cell})={cell}),1,0),0)"
        for cell, most in cells
    )
    names = [cell for cell, _ in cells]
    any_given = f"IF(COUNT({','.join(names)})>0,1,0)"
    judged = f"IF({given}={len(cells)},0,1)"
    away = f"LOWER(TRIM({interest}))={text(yes)}"
    return f"=IF({_any_error([interest, *names])},1,IF({away},{any_given},{judged}))"


def sum_formula(cells: str) -> str:
    """Return the formula of the sum of a range, blank while no number stands there."""
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))'


def first_formula(count: str, own: str, next_one: str) -> str:
    """Return the formula of the first open place: this one, or the first of those after it."""
    return f"=IF({count}>0,{own},{next_one})" if next_one else f"={own}"


def status_formula(total: str, ready: str) -> str:
    """Return the formula that says whether the form is ready; ready: the words for it."""
    return f'=IF({total}=0,"{ready}","{LEFT}"&{total})'


def link_formula(first: str, count: str, sheet: str) -> str:
    """Return the formula of a link to the first open place of a sheet."""
    words = f'{text(sheet)}&IF({count}=0,"{SHEET_READY}","{SHEET_LEFT}"&{count})'
    return f'=HYPERLINK("#"&{first},{words})'


def status_link_formula(first: str, total: str) -> str:
    """Return the formula of both in one cell."""
    return f'=HYPERLINK("#"&{first},IF({total}=0,"{READY}","{LEFT}"&{total}))'
