"""The sheets «Устойчивость» and «Другие допущения»: how firmly places and levels stand."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kuzbass_batch.methodology.records import Methodology, show_weighted
from kuzbass_batch.outputs.ranking.sheet_names import SHEETS
from kuzbass_batch.outputs.ranking.sheet_ranking import rated
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.scores import Place, Scorecard
from kuzbass_batch.rules.rating.advice import AdvisedStep, cheapest_ways
from kuzbass_batch.rules.rating.coefficients import SHARE
from kuzbass_batch.rules.rating.robustness import (
    MOST_MOVES,
    Firmness,
    Robustness,
    places_under_readings,
)
from kuzbass_batch.rules.rating.sensitivity import LevelShift, PlaceShift

INTERNAL = "Только для комитета: участникам и для публикации не направляется. "


def draw_robustness(pen: TableWriter, outcome: Outcome, found: Robustness) -> None:
    """Draw for every rated participant the distances and the extremes."""
    percent = _percent()
    heads = (
        ("Место", 9), ("Код", 9), ("Участник", 32), ("Оценка", 9), ("Уровень", 20),
        ("До следующего уровня", 13), ("Запас над нижним", 11),
        ("Кратчайший путь к следующему уровню", 40),
        (f"Оценка при ±{percent} %", 14), (f"Уровень при ±{percent} %", 32),
        ("Уровень держится", 15), (f"Место при ±{percent} %", 11),
        (f"Место в категории при ±{percent} %", 12), ("Место при других прочтениях", 13),
    )  # fmt: skip
    firm = {each.participant: each for each in found.participants}
    spans = places_under_readings(found, outcome)
    ways = _ways(outcome)
    rows = (
        _row(standing, firm[standing.participant.id], spans, found, ways[_points(card)], outcome)
        for standing, card in rated(outcome)
    )
    title = f"Насколько устойчивы места и уровни за {outcome.year} год"
    table = pen.table(SHEETS["robustness"], title, heads, rows, INTERNAL + _how(found))
    table.sheet.freeze_panes(table.first, 3)
    shaky = {"type": "formula", "criteria": f'=$K{table.first + 1}<>"всегда"',
             "format": pen.book.add_format({"bg_color": LIGHT, "bold": True})}  # fmt: skip
    table.sheet.conditional_format(table.first, 10, max(table.first, table.last), 10, shaky)


def _percent() -> str:
    return f"{SHARE * 100:f}".rstrip("0").rstrip(".")


def _how(found: Robustness) -> str:
    percent = _percent()
    values = (
        f"прежним, на {percent} % меньше и на {percent} % больше"
        if found.tried.values == 3
        else f"на {percent} % меньше и на {percent} % больше"
    )
    return (
        f"±{percent} %: каждый коэффициент взят {values}, посчитаны все сочетания "
        f"({_thousands(found.tried.combinations)}), без случайной выборки. Запас над нижним – "
        "наименьшая потеря, при которой уровень снижается."
    )


def _ways(outcome: Outcome) -> dict[tuple[int, ...], str]:
    """Return the words on the cheapest way for all points that occur: many have the same."""
    cards = {_points(card): card for _, card in rated(outcome)}
    return {points: _way(card, outcome.methodology) for points, card in cards.items()}


def _points(card: Scorecard) -> tuple[int, ...]:
    return tuple(score.points for score in card.scores)


def _row(
    standing: Standing,
    firm: Firmness,
    spans: dict[str, Place],
    found: Robustness,
    way: str,
    outcome: Outcome,
) -> tuple[TableCell, ...]:
    card, methodology = standing.scorecard, outcome.methodology
    always = firm.span.kept == found.tried.combinations
    kept = (
        "всегда"
        if always
        else f"{_thousands(firm.span.kept)} из {_thousands(found.tried.combinations)}"
    )
    return (
        place_cell(standing.place),
        standing.participant.id,
        standing.participant.short_name,
        card.total if card else None,
        methodology.level(card.level).name if card else "",
        firm.to_next or Centred("–"),
        Centred("–") if firm.to_lower is None else firm.to_lower,
        way,
        Centred(f"{_comma(firm.span.lowest)} … {_comma(firm.span.highest)}"),
        _levels(firm, methodology),
        Centred(kept),
        place_cell(firm.span.place),
        place_cell(firm.span.within),
        place_cell(spans.get(standing.participant.id)),
    )


def place_cell(place: Place | None) -> TableCell:
    """Return a place as a number, a span as «3–4»."""
    if place is None:
        return Centred("–")
    return place.first if place.first == place.last else Centred(str(place))


def _way(card: Scorecard, methodology: Methodology) -> str:
    ways = cheapest_ways(card, methodology)
    if not ways:
        return "–"
    steps = "; ".join(_step(step) for step in ways[0].steps)
    return f"{steps} (плюс {_comma(ways[0].gain)})"


def _step(step: AdvisedStep) -> str:
    return f"критерий {step.criterion}: {step.from_points} → {step.to_points}"


def _levels(firm: Firmness, methodology: Methodology) -> str:
    lowest, highest = (
        f"«{methodology.level(level).name}»"
        for level in (firm.span.lowest_level, firm.span.highest_level)
    )
    return lowest if lowest == highest else f"{lowest} … {highest}"


def draw_assumptions(pen: TableWriter, outcome: Outcome, found: Robustness) -> None:
    """Draw what each other reading and each coefficient changed alone would move."""
    heads = (
        ("Что изменить", 46), ("Принято", 30), ("Иначе", 34), ("Уровней изменится", 11),
        ("Чей уровень", 46), ("Мест изменится", 11), ("Наибольшие сдвиги мест", 46),
    )  # fmt: skip
    note = INTERNAL + (
        "Меняется что-то одно, остальное – как принято. Прочтения пересчитаны по ответам "
        "участников; баллы, которые определил комитет, остаются."
    )
    rows = [*_reading_rows(outcome, found), *_coefficient_rows(outcome, found)]
    title = f"Что изменили бы другие прочтения и коэффициенты за {outcome.year} год"
    pen.table(SHEETS["assumptions"], title, heads, rows, note)


def _reading_rows(outcome: Outcome, found: Robustness) -> Iterator[tuple[TableCell, ...]]:
    for effect in found.readings:
        reading = effect.reading
        head = (f"{reading.id}. {reading.question}", reading.choice.text, effect.option.text)
        if effect.computable:
            widest = sorted(effect.moves, key=_width, reverse=True)[:MOST_MOVES]
            moved = len(effect.moves)
            yield (*head, *_changes(effect.shifts, moved, widest, outcome.methodology))
        else:
            unknown = "по ответам участников не вычисляется"
            yield (*head, Centred("–"), unknown, Centred("–"), unknown)


def _coefficient_rows(outcome: Outcome, found: Robustness) -> Iterator[tuple[TableCell, ...]]:
    methodology = outcome.methodology
    for single in found.tried.singles:
        criterion = methodology.criterion(single.criterion)
        yield (
            f"Коэффициент критерия {criterion.label} «{criterion.short_title}»",
            criterion.coefficient,
            single.coefficient,
            *_changes(single.shifts, single.moved, single.widest, methodology),
        )


def _changes(
    shifts: Sequence[LevelShift],
    moved: int,
    widest: Sequence[PlaceShift],
    methodology: Methodology,
) -> tuple[TableCell, ...]:
    moves = "; ".join(
        f"{move.participant}: {move.now or 'без места'} → {move.other or 'без места'}"
        for move in widest
    )
    more = " и другие" if moved > len(widest) else ""
    return len(shifts), _level_words(shifts, methodology) or "–", moved, f"{moves}{more}" or "–"


def _level_words(shifts: Iterable[LevelShift], methodology: Methodology) -> str:
    """Return `МО-07: Начальная подготовка → Базовый; …`, empty if nobody's level changes."""
    names = {level.id: level.name for level in methodology.levels} | {"": "без уровня"}
    return "; ".join(f"{s.participant}: {names[s.now]} → {names[s.other]}" for s in shifts)


def _width(move: PlaceShift) -> int:
    """Return by how many places a participant moves; coming or going is the widest move."""
    if move.now is None or move.other is None:
        return 1_000_000
    return abs(move.now.first - move.other.first) + abs(move.now.last - move.other.last)


def _comma(number: Decimal) -> str:
    return show_weighted(number).replace(".", ",")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
