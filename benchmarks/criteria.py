"""Acts with many criteria: what advice, robustness and other readings cost (`make ceilings`).

`python -m benchmarks.criteria` prints the tables; `make bench` writes them into the report. Acts
and points are made up here; every act has a coefficient of its own in hundredths for each
criterion, which is the hardest case, and rows of 0 to 3 points. What is stated as a ceiling is a
ratio of two figures of one run, so that a busy machine does not decide it.
"""

import datetime as dt
import itertools
import os
import random
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kuzbass_batch import batch
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.criteria import Criterion, CriterionRow
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.files.start_file import start_text
from kuzbass_batch.methodology.levels import Requirement
from kuzbass_batch.methodology.records import Level, Methodology, resolve
from kuzbass_batch.methodology.totals import Group, GroupMethod, Rounding, TotalMethod, TotalRule
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.rating import Tried
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.run import Run, RunOptions
from kuzbass_batch.rules.rating.advice.advice import WaySearch
from kuzbass_batch.rules.rating.robustness.robustness import WeightedParticipant, try_coefficients
from kuzbass_batch.rules.rating.robustness.sensitivity import MarkTotals
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard

YEAR = 2026
CRITERIA = (8, 20, 40, 90, 100)
PARTICIPANTS = (100, 1000, 10_000)
FEW, MANY, PEOPLE = 8, 90, 1000
"""Criteria and participants of the ratios."""
MOST_TWICE = 2.0
"""What advice and robustness may cost at `MANY` criteria against `FEW`."""
WHOLE = ((8, 100), (90, 100), (8, 1000), (90, 1000))
"""Criteria and participants of whole runs."""
SHARES = (3, 5, 8)
"""Tenths of the highest total at which the levels begin."""


class Cost(NamedTuple):
    """Processor seconds of what is worked out of the scores, and how the study was made."""

    advice: float
    robustness: float
    readings: float
    method: str

    @property
    def studied(self) -> float:
        """Return what advice and robustness cost together."""
        return self.advice + self.robustness


def main() -> None:
    """Print the tables."""
    print("\n".join(section()))


def section() -> Iterator[str]:
    """Yield the lines of the report on ceilings, each row as soon as it is measured."""
    yield from (
        "## Criteria × participants",
        "",
        "Seconds of one processor (`python -m benchmarks.criteria`). At 8 criteria of a plain",
        "weighted sum every combination of coefficients and every way up is tried; from 10",
        "criteria on totals and levels come from the two corners, places from bounds of each pair,",
        "ways from subset sums. Other totals, and levels that ask for thresholds, have their",
        "extremes found group by group at any number. Places are compared pair by pair: beyond ten",
        "thousand participants that grows with their square.",
        "",
        "| total | criteria | participants | advice, s | robustness, s | readings, s | method |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    )
    for kind, criteria, people in _cases():
        yield _row(kind, criteria, people)
    yield ""
    yield from _ratios()
    yield ""
    yield from _whole_runs()


def _cases() -> Iterator[tuple[str, int, int]]:
    yield from itertools.product(("weighted sum",), CRITERIA, PARTICIPANTS)
    yield from itertools.product(KINDS[1:], (FEW, MANY), (PEOPLE,))


def _row(kind: str, criteria: int, people: int) -> str:
    cost = cost_of(kind, criteria, people)
    return (
        f"| {kind} | {criteria} | {people} | {cost.advice:.2f} | {cost.robustness:.2f} | "
        f"{cost.readings:.2f} | {cost.method} |"
    )


def _ratios() -> Iterator[str]:
    """Yield how much more advice and robustness cost at many criteria than the plain sum at few."""
    few = cost_of(KINDS[0], FEW, PEOPLE).studied
    yield f"Advice and robustness of {PEOPLE} participants together, at {MANY} criteria against the"
    yield f"{few:.2f} s of the weighted sum at {FEW} (ceiling: {MOST_TWICE:g} times):"
    yield ""
    yield f"| total | {MANY} criteria, s | times |"
    yield "| --- | ---: | ---: |"
    for kind in KINDS:
        many = cost_of(kind, MANY, PEOPLE).studied
        yield f"| {kind} | {many:.2f} | {many / few:.2f} |"


@cache
def cost_of(kind: str, criteria: int, people: int) -> Cost:
    """Return what a study of made-up participants costs."""
    methodology = shaped(hardest_act(criteria), kind)
    points = points_of(methodology, people)
    cards = [scorecard(each, methodology) for each in points]
    ways = WaySearch(methodology)
    advice = timed(lambda: [ways(card) for card in cards])
    names = [each.id for each in methodology.categories]
    rated = tuple(
        WeightedParticipant(str(at), names[at % len(names)], each) for at, each in enumerate(points)
    )
    found: list[Tried] = []
    coefficients = timed(lambda: found.append(try_coefficients(rated, methodology)))
    marks = ["".join(map(_marks, each)) for each in points]
    readings = timed(lambda: _under_readings(marks, methodology))
    method = "all" if found[0].every else "exact bounds" if found[0].exact else "bounds"
    return Cost(advice, coefficients, readings, method)


KINDS = ("weighted sum", "thresholds", "mean", "per cent", "means of groups")
PRACTICE, FUNCTION = 4, 5
"""Criteria of a group, and groups of a group."""


def shaped(methodology: Methodology, kind: str) -> Methodology:
    """Return an act with another total, or with levels that ask for more than a total."""
    if kind == "weighted sum":
        return methodology
    if kind == "thresholds":
        asked = tuple(each.id for each in methodology.criteria[:3])
        levels = tuple(_asking(level, asked) for level in methodology.drawn_levels)
        return resolve(replace(methodology, drawn_levels=levels))
    percent = kind == "per cent"
    method = TotalMethod.PERCENT if percent else TotalMethod.MEAN
    rule = TotalRule(method=method, decimals=2, rounding=Rounding.HALF_UP)
    top, highest = methodology.max_total, Decimal(100 if percent else 3)
    levels = tuple(_scaled(level, highest / top) for level in methodology.drawn_levels)
    made = replace(methodology, total_rule=rule, drawn_levels=levels)
    return resolve(_grouped(made) if kind == "means of groups" else made)


def _asking(level: Level, criteria: tuple[str, ...]) -> Level:
    least = Decimal(level.rank)
    asked = tuple(Requirement(criterion=each, group="", least=least) for each in criteria)
    return replace(level, requires=asked) if level.rank else level


def _scaled(level: Level, factor: Decimal) -> Level:
    def bound(number: Decimal | None) -> Decimal | None:
        return None if number is None else (number * factor).quantize(Decimal("0.01"))

    return replace(level, lower=bound(level.lower), upper=bound(level.upper))


def _grouped(methodology: Methodology) -> Methodology:
    """Return the act with its criteria in practices, and these in functions, all means."""
    count = -(-len(methodology.criteria) // PRACTICE)
    functions = [_group(f"F{at}", "") for at in range(-(-count // FUNCTION))]
    practices = [_group(f"P{at}", f"F{at // FUNCTION}") for at in range(count)]
    criteria = tuple(
        replace(each, group=f"P{at // PRACTICE}") for at, each in enumerate(methodology.criteria)
    )
    return replace(methodology, criteria=criteria, groups=(*functions, *practices))


def _group(name: str, parent: str) -> Group:
    return Group(
        id=name, title=name, parent=parent, method=GroupMethod.MEAN, coefficient=Decimal(1),
        reference="п. 2",
    )  # fmt: skip


def _whole_runs() -> Iterator[str]:
    """Yield what whole runs cost against the cells and paragraphs that they read and write."""
    yield "| whole run: criteria | returns | processor, s | cells and paragraphs | µs each |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    for criteria, people in WHOLE:
        seconds, cells = whole_run(criteria, people)
        each = seconds / cells * 1e6
        yield f"| {criteria} | {people} | {seconds:.1f} | {cells} | {each:.1f} |"


def whole_run(criteria: int, people: int) -> tuple[float, int]:
    """Return the processor's seconds of a run, and the cells and paragraphs read and written."""
    text = act_text(criteria)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "рейтинг.toml").write_text(text, "utf-8")
        methodology = load_methodology(YEAR, root / "рейтинг.toml")
        (root / "in").mkdir()
        for name, data in _forms(methodology, people):
            (root / "in" / name).write_bytes(data)
        asked = Run(
            input=root / "in",
            output=root / "out",
            period=methodology.period,
            as_of=dt.date(YEAR + 1, 1, 20),
            options=RunOptions(methodologies=root / "рейтинг.toml", workers=1, remember=False),
        )
        before = sum(os.times()[:4])
        batch.run(asked)
        return sum(os.times()[:4]) - before, sum(map(_cells_of, root.rglob("*.*")))


_CELL = re.compile(rb"<c r=|<w:p[ >]")


def _cells_of(path: Path) -> int:
    if path.suffix not in (".xlsx", ".docx"):
        return 0
    with zipfile.ZipFile(path) as book:
        return sum(len(_CELL.findall(book.read(name))) for name in book.namelist())


def act_text(criteria: int) -> str:
    """Return the start file with so many criteria in place of its own."""
    begin = start_text(YEAR).partition("[[criteria]]")[0]
    return begin + "".join(
        f'''
[[criteria]]
id = "{at}"
title = "Критерий {at}"
short_title = "Критерий {at}"
coefficient = {(at % 90 + 11) / 100}
cumulative = false
reference = "п. 2"
rows = [
    {{ code = "{at}.0", points = 0, text = "нет" }},
    {{ code = "{at}.1", points = 1, text = "есть", evidence = "приказ" }},
    {{ code = "{at}.2", points = 2, text = "есть и действует" }},
]
'''
        for at in range(1, criteria + 1)
    )


def _forms(methodology: Methodology, people: int) -> Iterator[tuple[str, bytes]]:
    specs = load_forms(methodology)
    registry, form = specs[Kind.REGISTRY], specs[Kind.SELF_ASSESSMENT]
    category, chance = methodology.categories[0].name, random.Random(people)
    lines = {}
    for number in range(1, people + 1):
        values = {
            "id": f"У-{number}", "name": f"Учреждение {number}", "short_name": f"У {number}",
            "category": category, "head_post": "директор", "head_name": "Образцов Пётр Ильич",
        }  # fmt: skip
        lines |= {f"participants/{number}/{key}": value for key, value in values.items()}
    yield (
        "Реестр.xlsx",
        draw_form(registry, methodology, identity=registry.identity(), answers=lines),
    )
    for number in range(1, people + 1):
        chosen = {c.id: chance.choice(c.rows).code for c in methodology.criteria}
        marks = {
            f"{row.code}/done": row.code == chosen[c.id]
            for c in methodology.criteria
            for row in c.rows
        }
        answers = marks | {f"{c.id}.1/evidence": "приказ" for c in methodology.criteria} | {
            "participant_id": f"У-{number}", "participant_name": f"Учреждение {number}",
            "filled_on": dt.date(YEAR, 12, 1), "executor_name": "Иванова Анна Петровна",
            "executor_phone": "8 (384-2) 00-00-00",
        }  # fmt: skip
        yield (
            f"{number}.xlsx",
            draw_form(form, methodology, identity=form.identity(f"У-{number}"), answers=answers),
        )


def timed(call: Callable[[], object]) -> float:
    """Return the processor's seconds of a call."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def act_of(
    weights: Sequence[str], *, points: int = 3, cumulative: Container[int] = ()
) -> Methodology:
    """Return an act with one criterion for each coefficient and levels at 30, 50 and 80 %.

    points: of each criterion's best row. cumulative: numbers of criteria, from 1 on.
    """
    model = load_methodology(2025)
    criteria = tuple(
        _criterion(at, weight, points, cumulative=at in cumulative)
        for at, weight in enumerate(weights, start=1)
    )
    top = sum((each.max_weighted for each in criteria), Decimal())
    bounds = [None, *(top * share / 10 for share in SHARES), None]
    levels = tuple(
        Level(
            id=f"l{rank}",
            name=f"Уровень {rank}",
            rank=rank,
            lower=lower,
            lower_inclusive=lower is not None,
            upper=upper,
            upper_inclusive=False,
            reference="п. 1",
        )
        for rank, (lower, upper) in enumerate(itertools.pairwise(bounds))
    )
    readings = tuple(r for r in model.readings if r.id not in {"R1", "R2", "R3"})
    changed = {"criteria": criteria, "drawn_levels": levels, "readings": readings}
    return resolve(replace(model, **changed))


def hardest_act(count: int) -> Methodology:
    """Return an act with so many criteria, no two coefficients of a hundred alike."""
    weights = [f"0.{(at - 1) % 90 + 11}" for at in range(1, count + 1)]
    weights = [weight if len(weight) == 4 else "1" for weight in weights]
    return act_of(weights, cumulative=range(3, count + 1, 3))


def _criterion(at: int, weight: str, points: int, *, cumulative: bool) -> Criterion:
    rows = tuple(
        CriterionRow(code=f"{at}.{n}", text="строка", points=n, evidence="", reference="п. 2")
        for n in range(points + 1)
    )
    return Criterion(
        id=str(at),
        title="Критерий",
        short_title="Критерий",
        coefficient=Decimal(weight),
        cumulative=cumulative,
        rows=rows,
        reference="п. 2",
    )


def points_of(methodology: Methodology, people: int) -> list[tuple[int, ...]]:
    """Return made-up points; the first participant has none at all."""
    chance = random.Random(people)
    best = [criterion.max_points for criterion in methodology.criteria]
    drawn = [tuple(chance.randint(0, most) for most in best) for _ in range(people - 1)]
    return [(0,) * len(best), *drawn]


def scorecard(points: Sequence[int], methodology: Methodology) -> Scorecard:
    """Return the scorecard of these points."""
    scores = (
        CriterionScore(
            criterion=criterion.id,
            claimed=given,
            counted=given,
            verified=None,
            points=given,
            coefficient=criterion.coefficient,
            weighted=given * criterion.coefficient,
            basis="",
        )
        for criterion, given in zip(methodology.criteria, points, strict=True)
    )
    return make_scorecard(tuple(scores), methodology)


def _marks(points: int) -> str:
    return "+---" if not points else "-" + "+" * points + "-" * (3 - points)


def _under_readings(marks: list[str], methodology: Methodology) -> None:
    for reading in methodology.readings:
        for option in reading.others:
            other = methodology.with_reading(reading.id, option.id)
            totals = MarkTotals(other, frozenset())
            for letters in marks:
                totals.scores(letters)


if __name__ == "__main__":
    main()
