"""The live score of a blank as formulas for every office suite; `live_score` draws them.

They keep within what Excel's .xls holds (7 levels of functions, 30 arguments, 40 operands, 1,800
bytes) and use functions of Excel 2007 only, without array constants: Gnumeric takes one inside OR
for its first word alone.

Hidden columns read each mark as the batch reads it. The letters of a criterion's marks are joined,
cleaned together in a few steps and parted again, for each step costs a cell; then each mark means
1 «да», 0 «нет», -1 not understood, nothing where nothing stands. All else is counted from there.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from kuzbass_batch.forms.parsing.values import (
    INAPPLICABLE,
    LONGEST_MARK,
    MARK_DROPPED,
    MARK_STOPS,
    MARK_TWINS,
    NO,
    YES,
    mark_letters,
)
from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, CriterionRow, shown
from kuzbass_batch.methodology.records import Methodology

NO_LEVEL = "не все критерии оценены"
NOT_ASSESSED = "не оценён"
NOT_UNDERSTOOD = "есть непонятный ответ"
NOT_COMPLETE = "ответьте на все строки"
CONTRADICTION = "отметки противоречат"
SEVERAL = "отмечено несколько строк"
LOST, IN_ROW, IN_ROWS = "засчитано {}: нет „да“ в ", "строке ", "строках "
NO_POINTS = "–"
ABSENT = "не применимо: напишите, почему"
CAPPED = "по критерию засчитывается не больше {}"
HIGHEST = "отмечены строки {}: засчитана наибольшая оценка, оставьте „да“ в одной строке"

MARKS_TOGETHER = 12
"""Marks that are joined and cleaned in one cell: more would be too many operands for an .xls."""
MOST_STEPS = 7
"""Rows with points that one formula holds; the points of more are found row by row."""
LISTED = 200
"""Letters of a list of rows that are shown at least."""
NESTED = 7
"""So many functions may stand one in another in an .xls."""
_REPLACED = (
    *MARK_TWINS.items(),
    *((sign, "") for sign in MARK_DROPPED),
    *((sign, ".") for sign in MARK_STOPS),
    ("..", "."),
    ("..", "."),
)
CLEANING_STEPS = -(-len(_REPLACED) // NESTED)
"""So many cells clean the joined letters of a criterion."""


def letters_formula(cell: str) -> str:
    """Return the formula of a mark's letters, small, without plain spaces and the sign `|`."""
    bare = f'SUBSTITUTE(SUBSTITUTE(CLEAN({cell})," ",""),"|","?")'
    long = f"LEN(TRIM(CLEAN({cell})))>{LONGEST_MARK}"
    return f'=IF(ISERROR({cell}),"?",IF({long},"?",LOWER({bare})))'


def cleaning_formulas(letters: Sequence[str], steps: Sequence[str]) -> Iterator[str]:
    """Return the formulas of the cells `steps`: `letters` joined, cleaned step by step."""
    return replacing_formulas('&"|"&'.join(letters), _REPLACED, steps)


def cleaned(joined: str) -> Iterator[str]:
    """Return what the cells of `cleaning_formulas` show for these joined letters."""
    return replaced(joined, _REPLACED)


def replacing_formulas(
    source: str, pairs: Sequence[tuple[str, str]], steps: Sequence[str]
) -> Iterator[str]:
    """Yield the formulas of the cells `steps`, which replace texts in `source` one after another.

    pairs: the old and the new text, `NESTED` of them in a cell.
    """
    for at, cell in enumerate(steps):
        for old, new in pairs[at * NESTED : (at + 1) * NESTED]:
            source = f"SUBSTITUTE({source},{text(old)},{text(new)})"
        yield f"={source}"
        source = cell


def replaced(found: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what the cells of `replacing_formulas` show."""
    for at in range(0, len(pairs), NESTED):
        for old, new in pairs[at : at + NESTED]:
            found = found.replace(old, new)
        yield found


def part_formula(joined: str, at: int, count: int) -> str:
    """Return the formula of part `at` (from 0) of the `count` parts joined in a cell.

    Each `|` becomes so many spaces that a window of that width holds this part and spaces only.
    """
    width = (LONGEST_MARK + 1) * count
    spread = f'SUBSTITUTE({joined},"|",REPT(" ",{width}))'
    return f'=SUBSTITUTE(MID({spread},{at * width + 1},{width})," ","")'


def state_formula(letters: str, absent: str = "") -> str:
    """Return the formula of what the cleaned letters of a mark mean: 1, 0, -1 or nothing.

    absent: the cell that counts the marks «не применимо» of a criterion that may not apply: such a
    mark means 2, and so does a blank one beside it.
    """
    yes, no, none = (
        f'ISNUMBER(FIND(" "&{letters}&" ",{_list_of(words)}))' for words in (YES, NO, INAPPLICABLE)
    )
    if absent:
        blank, else_ = f'IF({absent}>0,2,"")', f"IF({none},2,-1)"
    else:
        blank, else_ = '""', "-1"
    return f"=IF(LEN({letters})=0,{blank},IF({yes},1,IF({no},0,{else_})))"


def absent_formula(letters: Sequence[str]) -> str:
    """Return the formula that counts the marks «не применимо» in the cells of cleaned letters."""
    cells = f"{letters[0]}:{letters[-1]}"
    words = sorted(dict.fromkeys(map(mark_letters, INAPPLICABLE)))
    counts = (f'COUNTIF({cells},"{word}{stop}")' for word in words for stop in ("", "."))
    return f"={'+'.join(counts)}"


@cache  # Of three lists, for each row of each form.
def _list_of(words: frozenset[str]) -> str:
    """Return the words as one text, each between spaces, bare and with a full stop."""
    plain = sorted(map(mark_letters, words))
    return text(" " + " ".join(f"{word} {word}." for word in plain) + " ")


def text(words: str) -> str:
    """Return words as a formula holds them."""
    return '"' + words.replace('"', '""') + '"'


def points_formula(
    criterion: Criterion,
    states: Sequence[str],
    methodology: Methodology,
    added: str,
    absent: str = "",
    best_so_far: str = "",
) -> str:
    """Return the formula of a criterion's points; `states` are the cells of its rows' states.

    Where rows add up, `added` shows their sum (see `adding_formula`). absent: as of
    `state_formula`. best_so_far: the last of the cells of `best_formula`, if rows have them.
    """
    if criterion.kind is CriterionKind.ADDITIVE:
        bounded = added if criterion.cap is None else f"MIN({added},{criterion.cap})"
        summed = f"ROUND({bounded},6)"
        return f'=IF({absent}>0,"{NO_POINTS}",{summed})' if absent else f"={summed}"
    best = best_so_far
    if not best:
        steps = range(1, len(states))
        best = f"MAX({','.join(_counted(criterion, states, at, methodology) for at in steps)})"
    return f'=IF({absent}>0,"{NO_POINTS}",{best})' if absent else f"={best}"


def has_many_steps(criterion: Criterion) -> bool:
    """Tell whether the points are found row by row: one formula does not hold them all."""
    return criterion.kind is CriterionKind.ROWS and len(criterion.rows) > MOST_STEPS + 1


def best_formula(
    criterion: Criterion, states: Sequence[str], at: int, before: str, methodology: Methodology
) -> str:
    """Return the formula of the points of the best row that counts, up to row `at`.

    before: the cell that says the same of the rows above.
    """
    counted = _counted(criterion, states, at, methodology)
    return f"=MAX({before},{counted})" if before else f"={counted}"


def _counted(criterion: Criterion, states: Sequence[str], at: int, methodology: Methodology) -> str:
    """Return the formula, without its sign, of the points of row `at` if it counts, else 0."""
    first, state, unbroken = states[1], states[at], methodology.chosen("R4") == "unbroken"
    held = f"{state}=1"
    if criterion.cumulative and (unbroken or at == len(states) - 1):
        held = f"COUNTIF({first}:{state},1)={at}"
    return f"IF({held},{criterion.rows[at].points},0)"


def listing_formula(
    criterion: Criterion, states: Sequence[str], at: int, before: str, methodology: Methodology
) -> str:
    """Return the formula that lists the rows up to row `at` of which the criterion's note speaks.

    before: the cell with the list of the rows above. The note speaks of the rows that a cumulative
    criterion lacks below the highest «да», and of those marked in another one.
    """
    state, above = states[at], f"COUNTIF({states[min(at + 1, len(states) - 1)]}:{states[-1]},1)>0"
    if not criterion.cumulative:
        test = f"{state}=1"
    elif at == len(states) - 1:
        return f"={before}" if before else '=""'
    elif methodology.chosen("R4") == "unbroken":
        test = f"AND(COUNTIF({state},1)=0,{above})"
    else:
        test = f"AND(COUNTIF({state},1)=0,{states[-1]}=1)"
    listed = f'IF({test},", {criterion.rows[at].code}","")'
    return f"={before}&{listed}" if before else f"={listed}"


def adding_formula(row: CriterionRow, state: str, before: str) -> str:
    """Return the formula of what the rows come to so far; before: the cell of those above."""
    given = f"IF({state}=1,{row.points},0)"
    return f"={before}+{given}" if before else f"={given}"


def note_formula(
    criterion: Criterion,
    states: Sequence[str],
    listed: str,
    fault: str,
    points: str,
    absent: str = "",
) -> str:
    """Return the formula that says why points are lost, or that one mark of several counts.

    listed: the cell with the criterion's list. fault, points: the cells that show them. absent: as
    of `state_formula`.
    """
    if criterion.kind is CriterionKind.ADDITIVE:
        note = '""'
        if criterion.cap is not None:
            quiet = f"ROUND({listed}-{criterion.cap},6)<=0"
            note = f'IF(OR(LEN({fault})>0,{quiet}),"","{CAPPED.format(shown(criterion.cap))}")'
        return unless_absent(note, fault, absent)
    rows = f"MID({listed},3,{max(LISTED, sum(len(row.code) + 2 for row in criterion.rows))})"
    if criterion.cumulative:
        several = f'IF(ISNUMBER(FIND(",",{listed},3)),"{IN_ROWS}","{IN_ROW}")'
        before, after = LOST.split("{}")
        quiet = f"LEN({listed})=0"
        text = f'"{before}"&{points}&"{after}"&{several}&{rows}'
    else:
        before, after = HIGHEST.split("{}")
        quiet = f"COUNTIF({states[1]}:{states[-1]},1)<2"
        text = f'"{before}"&{rows}&"{after}"'
    note = f'IF(OR(LEN({fault})>0,{quiet}),"",{text})'
    return unless_absent(note, fault, absent)


def unless_absent(note: str, fault: str, absent: str) -> str:
    """Return the formula of a note, and what stands there where the criterion does not apply."""
    if not absent:
        return f"={note}"
    return f'=IF(LEN({fault})>0,"",IF({absent}>0,"{ABSENT}",{note}))'


def fault_formula(
    criterion: Criterion, states: Sequence[str], methodology: Methodology, absent: str = ""
) -> str:
    """Return the formula that says why a criterion is not assessed yet, nothing once it is.

    absent: as of `state_formula`.
    """
    zero, every = states[0], f"{states[0]}:{states[-1]}"
    steps = f"{states[1]}:{states[-1]}"
    blank = NOT_ASSESSED if methodology.chosen("R6") == "return" else ""
    without_yes = (
        f'IF(COUNTIF({steps},0)<{len(states) - 1},"{NOT_COMPLETE}",'
        f'IF(COUNTIF({zero},0)=1,"{CONTRADICTION}",""))'
    )
    gaining = [s for row, s in zip(criterion.rows[1:], states[1:], strict=True) if not row.penalty]
    gained = f"COUNTIF({gaining[0]}:{gaining[-1]},1)" if gaining else "0"
    with_yes = f'IF(AND(COUNTIF({zero},1)=1,{gained}>0),"{CONTRADICTION}",'
    if chooses_one(criterion) and methodology.chosen("R5") == "return":
        with_yes += f'IF(COUNTIF({steps},1)>1,"{SEVERAL}",""))'
    else:
        with_yes += '"")'
    judged = f'IF(COUNT({every})=0,"{blank}",IF(COUNTIF({every},1)=0,{without_yes},{with_yes}))'
    if absent:
        beside_yes = f'IF(COUNTIF({every},1)>0,"{CONTRADICTION}","")'
        judged = f"IF({absent}>0,{beside_yes},{judged})"
    return f'=IF(COUNTIF({every},-1)>0,"{NOT_UNDERSTOOD}",{judged})'


def chooses_one(criterion: Criterion) -> bool:
    """Tell whether one row counts of several that are marked."""
    return criterion.kind is CriterionKind.ROWS and not criterion.cumulative


def open_formula(states: Sequence[str], words: str, fault: str) -> str:
    """Return the formula that shows the fault, else counts the rows without a mark, if any."""
    count = f"{len(states)}-COUNT({states[0]}:{states[-1]})"
    return f'=IF(LEN({fault})>0,{fault},IF({count}=0,"","{words}"&({count})))'


def level_formula(total: str, faults: Sequence[str], methodology: Methodology) -> str:
    """Return nested IFs over the total; no level while a criterion is not assessed (p. 7)."""
    levels = methodology.levels
    formula = f'"{levels[0].name}"'
    for level in levels[1:]:
        sign = ">=" if level.lower_inclusive else ">"
        formula = f'IF({total}{sign}{level.lower},"{level.name}",{formula})'
    return f'=IF(LEN({"&".join(faults)})>0,"{NO_LEVEL}",{formula})'


def named_formula(cell: str) -> str:
    """Return the formula that repeats what stands in a cell, nothing while nothing does."""
    return f'=IF(LEN({cell})=0,"",{cell})'
