"""The live score of a blank: formulas for Excel and LibreOffice, and the values they will show."""

from collections.abc import Mapping, Sequence

from kuzbass_batch.forms.layout import Drawn
from kuzbass_batch.forms.spec import Group
from kuzbass_batch.forms.styles import NO_LEVEL
from kuzbass_batch.model.methodology import Criterion, Methodology

Places = Mapping[str, Drawn]


def group_formulas(group: Group, places: Places, methodology: Methodology) -> tuple[str, str]:
    """Return the formulas of a criterion's points and weighted points (`{points}` to fill in)."""
    criterion = group.criterion
    steps = [row for row in criterion.rows if row != criterion.rows[0]]
    cells = [places[f"{row.code}/done"].ref.cell for row in steps]
    yes = [f'{cell}="да"' for cell in cells]
    if criterion.cumulative and methodology.chosen("R4") == "unbroken":
        formula = _nest(
            [(f"AND({','.join(yes[: at + 1])})", row.points) for at, row in enumerate(steps)]
        )
    elif criterion.cumulative:
        tests = [(yes[at], row.points) for at, row in enumerate(steps[:-1])]
        formula = _nest([*tests, (f"AND({','.join(yes)})", steps[-1].points)])
    else:
        formula = _nest([(yes[at], row.points) for at, row in enumerate(steps)])
    return f"={formula}", f"=ROUND({{points}}*{criterion.coefficient},2)"


def _nest(tests: Sequence[tuple[str, int]]) -> str:
    """Return nested IFs that ask the last test first."""
    formula = "0"
    for test, points in tests:
        formula = f"IF({test},{points},{formula})"
    return formula


def open_formula(cells: Sequence[str], words: str) -> str:
    """Return the formula that counts the blank marks among `cells` in words, if there are any."""
    count = "+".join(f"(LEN({cell})=0)*1" for cell in cells)
    return f'=IF({count}=0,"","{words}"&({count}))'


def total_formulas(
    results: Sequence[int], places: Places, methodology: Methodology
) -> tuple[str, str, str, str]:
    """Return the formulas of the total, the points, the level and the rows still open."""
    total = "=ROUND(" + "+".join(f"D{row + 1}" for row in results) + ",2)"
    points = "=" + "+".join(f"C{row + 1}" for row in results)
    marks = [drawn.ref.cell for name, drawn in places.items() if name.endswith("/done")]
    still_open = "=" + "+".join(f'IF({cell}="",1,0)' for cell in marks)
    return total, points, f"={_level_formula(places, methodology)}", still_open


def _level_formula(places: Places, methodology: Methodology) -> str:
    """Return nested IFs over the total in C3; no level while a criterion has no mark (p. 7)."""
    levels = methodology.levels
    formula = f'"{levels[0].name}"'
    for level in levels[1:]:
        sign = ">=" if level.lower_inclusive else ">"
        formula = f'IF(C3{sign}{level.lower},"{level.name}",{formula})'
    blank = (
        "AND(" + ",".join(f'{places[f"{row.code}/done"].ref.cell}=""' for row in c.rows) + ")"
        for c in methodology.criteria
    )
    return f'IF(OR({",".join(blank)}),"{NO_LEVEL}",{formula})'


def cached_points(
    criterion: Criterion, answers: Mapping[str, object], methodology: Methodology
) -> int:
    """Return the points that the formula shows for these answers."""

    def is_yes(code: str) -> bool:
        value = answers.get(f"{code}/done")
        return value is True or value == "да"

    steps = criterion.rows[1:]
    best = 0
    for at, row in enumerate(steps):
        ladder = criterion.cumulative and methodology.chosen("R4") == "unbroken"
        top = criterion.cumulative and at == len(steps) - 1
        needed = steps[: at + 1] if ladder or top else (row,)
        if all(is_yes(each.code) for each in needed):
            best = row.points
    return best
