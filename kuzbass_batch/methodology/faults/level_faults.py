"""Faults of the table of levels: each total must have one, and each threshold its subject."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.methodology.draft import AND, Draft
from kuzbass_batch.methodology.entries.level_table import Span, not_of_one_level
from kuzbass_batch.methodology.entries.total_entries import requirements
from kuzbass_batch.methodology.file_faults import FileFault
from kuzbass_batch.methodology.levels import Level, Requirement
from kuzbass_batch.methodology.records import Methodology, resolved_levels


@dataclass(frozen=True, slots=True)
class LevelTable:
    """A table of levels as drawn: the one for all, or that of a category of participants."""

    levels: tuple[Level, ...]
    whose: str = ""

    def told(self, words: str) -> str:
        """Return the words with the category of which they are said."""
        return f"{words} ({self.whose})" if self.whose else words


def tables(methodology: Methodology) -> tuple[LevelTable, ...]:
    """Return the table of levels and those of the categories with bounds of their own."""
    names = {each.id: each.name for each in methodology.categories}
    own = (
        LevelTable(levels, f"категория: {names.get(category, category)}")
        for category, levels in methodology.drawn_category_levels
    )
    return (LevelTable(methodology.drawn_levels), *own)


def unknown_categories(draft: Draft) -> Iterator[FileFault]:
    """Yield bounds for a category of participants that the act does not have."""
    methodology = draft.methodology
    known = {each.id: each.name for each in methodology.categories}
    if not draft.lists("categories"):
        return
    for category, levels in methodology.drawn_category_levels:
        if category not in known:
            own = zip(levels, methodology.drawn_levels, strict=True)
            at = next((at for at, (one, other) in enumerate(own, start=1) if one != other), 1)
            listed = ", ".join(f"{name} ({words})" for name, words in known.items())
            yield FileFault(
                f"levels[{at}].by_category.{category}",
                f"такой категории нет: «{category}»",
                f"Есть: {listed}.",
            )


def levels_out_of_order(draft: Draft) -> Iterator[FileFault]:
    """Yield ranges that no reading could mend; they stand as the act prints them."""
    for table in tables(draft.methodology):
        yield from _ends(table, draft)
        yield from _order(table, draft)


def _ends(table: LevelTable, draft: Draft) -> Iterator[FileFault]:
    levels = table.levels
    paths = [f"levels[{at}]" for at in range(1, len(levels) + 1)]
    if levels and draft.whole(paths[0]) and levels[0].lower is not None:
        words = table.told("первый уровень должен быть открыт снизу")
        yield FileFault(paths[0], words, "Уберите у него from и above.")
    if levels and draft.whole(paths[-1]) and levels[-1].upper is not None:
        words = table.told("последний уровень должен быть открыт сверху")
        yield FileFault(paths[-1], words, "Уберите у него to и below.")
    for path, level in zip(paths, levels, strict=True):
        if level.lower is not None and level.upper is not None and level.lower >= level.upper:
            words = table.told("верхняя граница не больше нижней")
            yield FileFault(path, words, "Поменяйте границы местами.")


def _order(table: LevelTable, draft: Draft) -> Iterator[FileFault]:
    for at, (weaker, stronger) in enumerate(itertools.pairwise(table.levels), start=1):
        open_between = weaker.upper is None or stronger.lower is None
        if not draft.knows_bounds(at, at + 1):
            continue
        if open_between or weaker.upper > stronger.lower:  # type: ignore[operator]
            yield FileFault(
                f"levels[{at}]{AND}levels[{at + 1}]",
                table.told("диапазоны пересекаются"),
                "Уровни стоят от низшего к высшему, следующий начинается не раньше конца этого.",
            )


def _deciding(draft: Draft) -> Iterator[int]:
    """Yield the numbers of the readings that may decide between levels."""
    for at, reading in enumerate(draft.methodology.readings, start=1):
        stated = reading.gap is not None or reading.bound is not None
        if stated or not draft.whole(f"readings[{at}].gap", f"readings[{at}].bound"):
            yield at


def loose_levels(draft: Draft) -> Iterator[FileFault]:
    """Yield gaps and shared bounds left after the readings: each total must have one level."""
    if not draft.knows_bounds() or not draft.whole("total"):
        return
    if not all(map(draft.knows_decision, _deciding(draft))):
        return
    for table in tables(draft.methodology):
        yield from _loose(table, draft.methodology)


def _loose(table: LevelTable, methodology: Methodology) -> Iterator[FileFault]:
    levels = resolved_levels(methodology, table.levels)
    spans = {(span.lower, span.upper): span for span in not_of_one_level(levels)}
    for at, (weaker, stronger) in enumerate(itertools.pairwise(levels), start=1):
        span = spans.get((weaker.upper, stronger.lower))
        if span is None or holds_no_total(span, methodology.level_step):
            continue
        path = f"levels[{at}]{AND}levels[{at + 1}]"
        if span.levels:
            words = f"оценка {span} стоит в двух уровнях, прочтения об этом нет"
            remedy = (
                f"Исключите её из одного (below, above) или добавьте прочтение: bound = {span}."
            )
        else:
            words = f"у оценки {span} нет уровня, прочтения об этом нет"
            remedy = (
                f"Сомкните диапазоны или добавьте прочтение: gap = {{ from = {weaker.upper}, "
                f"to = {stronger.lower} }}."
            )
        yield FileFault(path, table.told(words), remedy)


def holds_no_total(span: Span, step: Decimal | None) -> bool:
    """Tell whether no rounded total lies in a span of totals."""
    if step is None or span.lower is None or span.upper is None:
        return False
    first, last = Fraction(span.lower) / Fraction(step), Fraction(span.upper) / Fraction(step)
    lowest = math.ceil(first) if span.lower_inclusive else math.floor(first) + 1
    highest = math.floor(last) if span.upper_inclusive else math.ceil(last) - 1
    return lowest > highest


def requirement_faults(draft: Draft) -> Iterator[FileFault]:
    """Yield thresholds of what is not there, of more than there is, and of the weakest level."""
    methodology = draft.methodology
    for path, each in requirements(methodology.drawn_levels):
        if path.startswith("levels[1]."):
            yield FileFault(
                path,
                "низший уровень не может требовать порога: ниже его уровней нет",
                "Уберите requires у первого уровня.",
            )
        elif draft.whole(path) and draft.lists("criteria") and not _subject(each, methodology):
            named = f"критерия {each.criterion}" if each.criterion else f"группы «{each.group}»"
            yield FileFault(path, f"{named} нет", "Исправьте номер или id.")
        elif draft.whole(path, "criteria", "groups", "total"):
            yield from _too_much(path, each, methodology)


def _subject(each: Requirement, methodology: Methodology) -> bool:
    """Tell whether the criterion or the group of a threshold is there."""
    if each.criterion:
        return each.criterion in {criterion.id for criterion in methodology.criteria}
    return each.group in {group.id for group in methodology.groups}


def _too_much(path: str, each: Requirement, methodology: Methodology) -> Iterator[FileFault]:
    most = methodology.most_of(each)
    if most is not None and Fraction(each.least) > most:
        yield FileFault(
            f"{path}.at_least",
            f"столько не набрать: наибольшее значение {wording.comma(f'{float(most):.6g}')}",
            "Исправьте порог или баллы критериев.",
        )
