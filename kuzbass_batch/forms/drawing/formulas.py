"""The live score of a blank as formulas for Excel and LibreOffice; `live_score` draws them.

Two hidden columns read each mark as the batch reads it: its plain letters, and what they mean
(1 «да», 0 «нет», -1 not understood, nothing where nothing stands). All else is counted from there.
"""

from collections.abc import Sequence

from kuzbass_batch.forms.parsing.values import NO, YES
from kuzbass_batch.methodology.records import Criterion, Methodology

NO_LEVEL = "не все критерии оценены"
NOT_ASSESSED = "не оценён"
NOT_UNDERSTOOD = "есть непонятный ответ"
NOT_COMPLETE = "ответьте на все строки"
CONTRADICTION = "отметки противоречат"
SEVERAL = "отмечено несколько строк"

# Latin letters that stand in words such as «нет», and the signs that people put around them.
_LATIN, _RUSSIAN = "abceoht", "авсеонт"
_DROPPED = (" ", "\u00a0", "\u202f", ".", ",", ";", "!")
_DASHES = ("–", "—", "−")


def plain_formula(cell: str) -> str:
    """Return the formula of a mark's letters: small, Russian, without spaces and stops."""
    formula = f"LOWER(CLEAN({cell}))"
    for old, new in (*((sign, "") for sign in _DROPPED), *zip(_LATIN, _RUSSIAN, strict=True)):
        formula = f'SUBSTITUTE({formula},"{old}","{new}")'
    return f"={formula}"


def state_formula(plain: str) -> str:
    """Return the formula of what the letters in the cell `plain` mean: 1, 0, -1 or nothing."""
    yes, no = _any_of(plain, YES), _any_of(plain, {*NO, *_DASHES})
    return f'=IF({plain}="","",IF({yes},1,IF({no},0,-1)))'


def _any_of(cell: str, words: set[str] | frozenset[str]) -> str:
    russian = str.maketrans(_LATIN, _RUSSIAN)
    plain = {word.replace(" ", "").translate(russian) for word in words}
    listed = ",".join(f'"{word}"' for word in sorted(plain))
    return f"OR({cell}={{{listed}}})"


def points_formula(criterion: Criterion, states: Sequence[str], methodology: Methodology) -> str:
    """Return the formula of a criterion's points; `states` are the cells of its rows' states."""
    steps, yes = criterion.rows[1:], [f"{cell}=1" for cell in states[1:]]
    tests = list(yes)
    if criterion.cumulative and methodology.chosen("R4") == "unbroken":
        tests = [f"AND({','.join(yes[: at + 1])})" for at in range(len(steps))]
    elif criterion.cumulative:
        tests[-1] = f"AND({','.join(yes)})"
    formula = "0"
    for row, test in zip(steps, tests, strict=True):
        formula = f"IF({test},{row.points},{formula})"
    return f"={formula}"


def fault_formula(criterion: Criterion, states: Sequence[str], methodology: Methodology) -> str:
    """Return the formula that says why a criterion is not assessed yet, nothing once it is."""
    zero, every = states[0], f"{states[0]}:{states[-1]}"
    steps = f"{states[1]}:{states[-1]}"
    blank = NOT_ASSESSED if methodology.chosen("R6") == "return" else ""
    without_yes = (
        f'IF(COUNTIF({steps},0)<{len(states) - 1},"{NOT_COMPLETE}",'
        f'IF(COUNTIF({zero},0)=1,"{CONTRADICTION}",""))'
    )
    with_yes = f'IF(AND({zero}=1,COUNTIF({steps},1)>0),"{CONTRADICTION}",'
    if not criterion.cumulative and methodology.chosen("R5") == "return":
        with_yes += f'IF(COUNTIF({steps},1)>1,"{SEVERAL}",""))'
    else:
        with_yes += '"")'
    return (
        f'=IF(COUNTIF({every},-1)>0,"{NOT_UNDERSTOOD}",IF(COUNT({every})=0,"{blank}",'
        f"IF(COUNTIF({every},1)=0,{without_yes},{with_yes})))"
    )


def open_formula(states: Sequence[str], words: str) -> str:
    """Return the formula that counts the rows without a mark in words, if there are any."""
    count = f"{len(states)}-COUNT({states[0]}:{states[-1]})"
    return f'=IF({count}=0,"","{words}"&({count}))'


def level_formula(total: str, faults: Sequence[str], methodology: Methodology) -> str:
    """Return nested IFs over the total; no level while a criterion is not assessed (p. 7)."""
    levels = methodology.levels
    formula = f'"{levels[0].name}"'
    for level in levels[1:]:
        sign = ">=" if level.lower_inclusive else ">"
        formula = f'IF({total}{sign}{level.lower},"{level.name}",{formula})'
    return f'=IF(LEN({"&".join(faults)})>0,"{NO_LEVEL}",{formula})'
