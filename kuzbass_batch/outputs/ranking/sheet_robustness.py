"""How firmly places and levels stand, and what to check for that.

«Устойчивость», «Другие допущения», «Что проверить» and «Спорные баллы».
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import shown
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.ranking.sheet_ranking import place_cell, without_places
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.records.rating.rating import (
    Advice,
    AdvisedStep,
    ChecksFirst,
    Firmness,
    LevelShift,
    LevelTurn,
    PlaceShift,
    PlaceSpan,
    ReadingEffect,
    SingleChange,
    Tried,
)
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.rules.rating.robustness.coefficients import MOST_MOVES, SHARE

INTERNAL = "Только для {}: участникам и для публикации не направляется. "
UP, DOWN = "↑", "↓"
MARGIN = "Запас над нижним – наименьшая потеря, при которой уровень снижается."
CONTESTED_NOTE = (
    f"Первое число – засчитанный балл. {UP} – наименьший балл, при котором уровень станет выше, "
    f"{DOWN} – наибольший, при котором он станет ниже; остальные критерии – как есть. "
    "Без стрелки – один этот критерий уровня не меняет."
)


T = TypeVar("T")
UNDER_COEFFICIENTS = 8
"""The first column of what other coefficients make."""
FIRM_PLACES, MOVED_PLACES = (0, 11, 12, 13), (5, 6)
"""The columns of two tables that hold places, from 0."""


def draw_robustness(writer: TableWriter, found: Conclusions) -> None:
    """Draw for every rated participant the distances and the extremes."""
    percent = _percent()
    heads: tuple[tuple[str, float], ...] = (
        ("Место", 9), ("Код", 9), ("Участник", 32), ("Оценка", 9), ("Уровень", 20),
        ("До следующего уровня", 13), ("Запас над нижним", 11),
        ("Кратчайший путь к следующему уровню", 40),
        (f"Оценка при ±{percent} %", 14), (f"Уровень при ±{percent} %", 32),
        ("Уровень держится", 15), (f"Место при ±{percent} %", 11),
        (f"Место в категории при ±{percent} %", 12), ("Место при других прочтениях", 13),
    )  # fmt: skip
    methodology = found.outcome.methodology
    heads = heads if methodology.readings else heads[:-1]
    firm = {each.participant: each for each in found.robustness.participants}
    rows = (_row(*each, firm[each[0].participant.id], found) for each in found.rated)
    title = f"Насколько устойчивы места и уровни за {found.outcome.period.name}"
    note = _internal(methodology) + _how(found.robustness.tried)
    computed = found.robustness.tried.computed
    shown_heads = without_places(heads, methodology, FIRM_PLACES)
    if not computed:
        shown_heads = _without_coefficients(shown_heads, methodology)
        rows = (_without_coefficients(row, methodology) for row in rows)
    table = writer.table(SHEETS["robustness"], title, shown_heads, rows, note)
    table.sheet.freeze_panes(table.first, 2 + methodology.gives_places)
    if not computed:
        return
    column = 9 + methodology.gives_places
    shaky = {"type": "cell", "criteria": "!=", "value": '"всегда"',
             "format": writer.book.add_format({"bg_color": LIGHT, "bold": True})}  # fmt: skip
    table.mark(column, column, shaky)


def _without_coefficients(values: Sequence[T], methodology: Methodology) -> tuple[T, ...]:
    """Return heads or cells without what other coefficients would make, where there are none."""
    first = UNDER_COEFFICIENTS if methodology.gives_places else UNDER_COEFFICIENTS - 1
    count = 5 if methodology.gives_places else 3
    return (*values[:first], *values[first + count :])


def _internal(methodology: Methodology) -> str:
    return INTERNAL.format(methodology.words.rater.genitive)


def _percent() -> str:
    return f"{SHARE * 100:f}".rstrip("0").rstrip(".")


def _how(tried: Tried) -> str:
    percent = _percent()
    if not tried.computed:
        return MARGIN
    if tried.every:
        how = (
            f"каждый коэффициент взят прежним, на {percent} % меньше и на {percent} % больше, "
            f"посчитаны все сочетания ({_thousands(tried.combinations)}), без случайной выборки."
        )
    elif not tried.exact:
        how = (
            f"каждый коэффициент, в том числе групп, может быть на {percent} % меньше или больше. "
            "Ни при каком сочетании оценка, уровень и место не выходят за указанные пределы "
            "(доказано); сами пределы могут быть шире, чем даёт какое-либо сочетание."
        )
    else:
        how = (
            f"каждый коэффициент может быть на {percent} % меньше или больше; сочетаний слишком "
            "много, чтобы считать каждое. Границы оценки и уровня точные, место не выходит за "
            "указанные пределы ни при каком сочетании (доказано сравнением участников попарно)."
        )
    return f"±{percent} %: {how} {MARGIN}"


def _row(
    standing: Standing, card: Scorecard, firm: Firmness, found: Conclusions
) -> tuple[TableCell, ...]:
    methodology = found.outcome.methodology
    row: tuple[TableCell, ...] = (
        place_cell(standing.place),
        standing.participant.id,
        standing.participant.short_name,
        card.total,
        methodology.level(card.level).name,
        firm.to_next or Centred("–"),
        Centred("–") if firm.to_lower is None else firm.to_lower,
        _way(found.ways[standing.participant.id], methodology),
        *_under_coefficients(firm.span, found.robustness.tried, methodology),
        place_cell(firm.under_readings),
    )
    return without_places(row if methodology.readings else row[:-1], methodology, FIRM_PLACES)


def _under_coefficients(
    span: PlaceSpan | None, tried: Tried, methodology: Methodology
) -> tuple[TableCell, ...]:
    """Return the extremes under other coefficients, the same words in each where there are none."""
    if span is None:
        return (Centred("–"),) * 5
    return (
        Centred(" … ".join(_comma(each, methodology) for each in (span.lowest, span.highest))),
        _levels(span, methodology),
        Centred(_kept(span, tried)),
        place_cell(span.place),
        place_cell(span.within),
    )


def _kept(span: PlaceSpan, tried: Tried) -> str:
    if span.kept == tried.combinations:
        return "всегда"
    of_all = f"{_thousands(span.kept)} из {_thousands(tried.combinations)}"
    if tried.every:
        return of_all
    return "не всегда" if tried.exact else "не доказано"


def _way(ways: tuple[Advice, ...], methodology: Methodology) -> str:
    """Return the cheapest of the ways to the next level."""
    if not ways:
        return "–"
    steps = "; ".join(_step(step) for step in ways[0].steps)
    shorter = "" if ways[0].exact else "; есть ли путь короче, не проверено"
    return f"{steps} (плюс {wording.comma(methodology.shown_total(ways[0].gain))}{shorter})"


def _step(step: AdvisedStep) -> str:
    points = f"{shown(step.from_points)} → {shown(step.to_points)}"
    return f"критерий {step.criterion}: {points}" + (f" ({step.goal})" if step.goal else "")


def _levels(span: PlaceSpan, methodology: Methodology) -> str:
    lowest, highest = (
        f"«{methodology.level(level).name}»" for level in (span.lowest_level, span.highest_level)
    )
    return lowest if lowest == highest else f"{lowest} … {highest}"


def draw_assumptions(writer: TableWriter, found: Conclusions) -> None:
    """Draw what each other reading and each coefficient changed alone would move."""
    heads = (
        ("Что изменить", 46), ("Принято", 30), ("Иначе", 34), ("Уровней изменится", 11),
        ("Чей уровень", 46), ("Мест изменится", 11), ("Наибольшие сдвиги мест", 46),
    )  # fmt: skip
    methodology, robustness = found.outcome.methodology, found.robustness
    rater = methodology.words.rater
    counted = (
        " Прочтения пересчитаны по ответам участников; баллы, которые определил"
        f"{rater.gender.ending} {rater.nominative}, остаются."
    )
    note = f"{_internal(methodology)}Меняется что-то одно, остальное – как принято."
    note += counted if methodology.readings else ""
    rows = [
        *_reading_rows(robustness.readings, methodology),
        *_coefficient_rows(robustness.tried.singles, methodology),
    ]
    kinds = (("прочтения", methodology.readings), ("коэффициенты", methodology.has_coefficients))
    if not any(some for _, some in kinds):
        return  # Nothing is read in two ways, and nothing weighed.
    what = " и ".join(word for word, some in kinds if some)
    title = f"Что изменили бы другие {what} за {methodology.period.name}"
    shown = (without_places(row, methodology, MOVED_PLACES) for row in rows)
    writer.table(
        SHEETS["assumptions"], title, without_places(heads, methodology, MOVED_PLACES), shown, note
    )


def _reading_rows(
    effects: Iterable[ReadingEffect], methodology: Methodology
) -> Iterator[tuple[TableCell, ...]]:
    for effect in effects:
        reading = effect.reading
        head = (f"{reading.id}. {reading.question}", reading.choice.text, effect.option.text)
        if effect.computable:
            widest = sorted(effect.moves, key=_width, reverse=True)[:MOST_MOVES]
            moved = len(effect.moves)
            yield (*head, *_changes(effect.shifts, moved, widest, methodology))
        else:
            unknown = "по ответам участников не вычисляется"
            yield (*head, Centred("–"), unknown, Centred("–"), unknown)


def _coefficient_rows(
    singles: Iterable[SingleChange], methodology: Methodology
) -> Iterator[tuple[TableCell, ...]]:
    for single in singles:
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


def _comma(total: Decimal, methodology: Methodology) -> str:
    return wording.comma(methodology.shown_total(total))


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


CHECKS_NOTE = (
    "После проверки названных критериев уровень участника уже не снизится, если их баллы "
    "подтвердятся: каждый непроверенный балл может оказаться любым вплоть до наименьшего по "
    "методике (обычно 0), но не выше засчитанного; ответ «не применимо» остаётся; что решено, "
    "то и учтено. Меньшего набора нет, где не сказано иное. Если балл при проверке "
    "снижен, следующий расчёт назовёт новый набор. Сверху – чей уровень может снизиться сильнее."
)


def draw_checks(writer: TableWriter, found: Conclusions) -> None:
    """Draw what to check first, the most at stake first; nothing once all is checked."""
    each = found.checks
    rows = [(s, card, first) for s, card in found.rated if (first := each[s.participant.id])]
    if not rows:
        return
    heads = (
        ("Код", 9), ("Участник", 32), ("Оценка", 9), ("Уровень", 20),
        ("Уровень, если не подтвердится ничего", 22), ("Проверить прежде всего критерии", 44),
        ("Сколько проверок", 11), ("Всего не проверено", 12), ("Проверок меньше на", 11),
    )  # fmt: skip
    methodology = found.outcome.methodology
    table = writer.table(
        SHEETS["checks"],
        f"Что проверить прежде всего за {found.outcome.period.name}",
        heads,
        (_to_check(*row, methodology) for row in sorted(rows, key=lambda row: row[2].stake)),
        _internal(methodology) + CHECKS_NOTE,
    )
    table.sheet.freeze_panes(table.first, 2)


def _to_check(
    standing: Standing, card: Scorecard, first: ChecksFirst, methodology: Methodology
) -> tuple[TableCell, ...]:
    labels = [methodology.criterion(each).label for each in first.criteria]
    unsure = "" if first.exact else " (может быть, есть набор меньше)"
    return (
        standing.participant.id,
        standing.participant.short_name,
        card.total,
        methodology.level(first.level).name,
        methodology.level(first.lowest).name if first.fall else "тот же",
        f"{', '.join(labels)}{unsure}" if labels else Centred("–"),
        len(labels),
        first.open,
        first.saved,
    )


def draw_contested(writer: TableWriter, found: Conclusions) -> None:
    """Draw for every rated participant and criterion the points at which the level changes."""
    methodology = found.outcome.methodology
    criteria = methodology.criteria
    heads: list[tuple[str, float]] = [*without_places((("Место", 9.0),), methodology, (0,))]
    heads += [("Код", 9.0), ("Участник", 32.0), ("Оценка", 9.0), ("Уровень", 20.0),
              ("Решающих критериев", 12.0)]  # fmt: skip
    heads += [(f"{each.label}. {each.short_title}", 19.0) for each in criteria]
    rows = (_contested(*each, found) for each in found.rated)
    title = f"От каких баллов зависит уровень за {found.outcome.period.name}"
    table = writer.table(
        SHEETS["contested"],
        title,
        heads,
        rows,
        _internal(found.outcome.methodology) + CONTESTED_NOTE,
    )
    table.sheet.freeze_panes(table.first, 2 + methodology.gives_places)
    decisive = writer.book.add_format({"bg_color": LIGHT, "bold": True})
    for arrow in (UP, DOWN):
        rule = {"type": "text", "criteria": "containing", "value": arrow, "format": decisive}
        table.mark(len(heads) - len(criteria), len(heads) - 1, rule)


def _contested(standing: Standing, card: Scorecard, found: Conclusions) -> tuple[TableCell, ...]:
    turns = found.turns[standing.participant.id]
    return (
        *without_places((place_cell(standing.place),), found.outcome.methodology, (0,)),
        standing.participant.id,
        standing.participant.short_name,
        card.total,
        found.outcome.methodology.level(card.level).name,
        sum(each.raised is not None or each.lowered is not None for each in turns),
        *(_cell(each) for each in turns),
    )


def _cell(turn: LevelTurn) -> TableCell:
    arrows = ((UP, turn.raised), (DOWN, turn.lowered))
    turns = "  ".join(f"{arrow} {shown(points)}" for arrow, points in arrows if points is not None)
    return Centred(wording.minus(f"{shown(turn.points)}  {turns}")) if turns else turn.points
