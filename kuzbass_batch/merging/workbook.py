"""The workbook of the joined rating: regions side by side, places across all of them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.merging.joining import Merged, MergedRow
from kuzbass_batch.merging.regions import RegionHead, RegionSums
from kuzbass_batch.outputs.names import STATUS_NAMES
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import Centred, MachineCode, TableCell, TableWriter
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.records.returns.returns import ParticipantStatus

CREATED = dt.datetime(2025, 3, 7)
APPROVED, DRAFT = "утверждено", "проект"
ALL = "Все регионы"
HUNDREDTH = Decimal("0.01")
Heads = Sequence[tuple[str, float]]


def approval_words(head: RegionHead) -> str:
    """Return whether a region's results are approved, in words."""
    return APPROVED if head.approved else DRAFT


def draft_line(merged: Merged) -> str:
    """Return what every page says while some region's results are a draft, empty if none is."""
    drafts = [head.name for head in merged.heads if not head.approved]
    if not drafts:
        return ""
    shown = ", ".join(drafts[:3]) + wording.and_more(len(drafts) - 3)
    return f"ПРОЕКТ. Не утверждены результаты: {shown}"


def write_regions_book(merged: Merged, path: Path) -> None:
    """Write the workbook; its rows are read from the regions' files as they are drawn."""
    period = merged.methodology.period
    with ranking_book(path) as book:
        book.set_properties({"title": f"Рейтинг регионов за {period.name}", "created": CREATED})
        # A header holds 255 letters.
        writer = TableWriter(book, draft_line(merged)[:200])
        writer.table(
            "Регионы",
            f"Регионы рядом: итоги за {period.name}",
            _side_heads(merged),
            _side_rows(merged),
            "Средняя оценка и уровни – по оценённым участникам; уровни – как их присвоил регион.",
        )
        writer.table(
            "Рейтинг",
            f"Рейтинг участников всех регионов за {period.name}",
            _ranking_heads(merged),
            (_ranking_row(merged, each) for each in merged.rows(rated=True)),
            "Равные оценки делят места. Код и наименование могут повторяться в разных регионах: "
            "участника называет регион вместе с кодом.",
        )
        _draw_rest(writer, merged)


def _draw_rest(writer: TableWriter, merged: Merged) -> None:
    """Draw means by criterion, who is not rated, and where all of it comes from."""
    period = merged.methodology.period
    writer.table(
        "Критерии",
        f"Средний балл по критериям за {period.name}",
        [("Регион", 30), *((each.label, 12) for each in merged.methodology.criteria)],
        _criteria_rows(merged),
    )
    writer.table(
        "Не оценены",
        f"Участники без оценки за {period.name}",
        [("Регион", 30), ("Код", 12), ("Наименование", 60), ("Категория", 24),
         ("Состояние", 20)],
        _unrated_rows(merged),
    )  # fmt: skip
    writer.table(
        "Источники",
        "Из каких результатов сделана книга",
        [("Регион", 30), ("Состояние", 14), ("Рассчитан", 13), ("Файл", 60),
         ("SHA-256 файла", 68)],
        _source_rows(merged),
    )  # fmt: skip


def _side_heads(merged: Merged) -> Heads:
    return [
        ("Регион", 30), ("Состояние", 14), ("Участников", 13), ("Оценено", 11),
        ("На доработке", 13), ("Не представили", 14), ("Не оцениваются", 15),
        ("Средняя оценка", 11), ("Лучшая оценка", 11),
        *((each.name, 17) for each in reversed(merged.methodology.levels)),
    ]  # fmt: skip


def _side_rows(merged: Merged) -> Iterator[Sequence[TableCell]]:
    for head, sums in zip(merged.heads, merged.sums, strict=True):
        yield _side_row(merged, head.name, approval_words(head), sums)
    state = APPROVED if merged.approved else DRAFT
    yield _side_row(merged, ALL, state, merged.whole)


def _side_row(merged: Merged, name: str, state: str, sums: RegionSums) -> Sequence[TableCell]:
    levels = reversed(merged.methodology.levels)
    kinds = (ParticipantStatus.RETURNED, ParticipantStatus.MISSING, ParticipantStatus.EXCLUDED)
    return (
        name, Centred(state), sums.listed, sums.rated,
        *(sums.statuses[each.value] for each in kinds),
        to_hundredth(sums.mean), sums.best, *(sums.levels[each.name] for each in levels),
    )  # fmt: skip


def to_hundredth(number: Decimal | None) -> Decimal | None:
    """Return a mean to the hundredth, as it is shown everywhere."""
    return None if number is None else number.quantize(HUNDREDTH)


def _ranking_heads(merged: Merged) -> Heads:
    placed = [("Место", 9), ("Место в категории", 11)] if merged.places else []
    return [
        *placed, ("Регион", 26), ("Код", 11), ("Наименование", 52), ("Категория", 16),
        ("Оценка", 9), ("Уровень", 16), ("Место в регионе", 10),
        *((each.id, 7) for each in merged.methodology.criteria),
        ("Самооценка в папке региона", 44), ("Ячейки", 60),
    ]  # fmt: skip


def _ranking_row(merged: Merged, each: MergedRow) -> Sequence[TableCell]:
    row = each.row
    placed = [Centred(place_words(p)) for p in (each.place, each.within) if p is not None]
    points = (None if s.points is None else Decimal(s.points) for s in row.scores)
    return (
        *placed, each.region.name, row.id, row.name, _category(merged, row.category),
        row.total, row.level,
        Centred(row.place), *points, row.source, MachineCode(cells_of(each)),
    )  # fmt: skip


def _category(merged: Merged, wanted: str) -> str:
    return next(each.name for each in merged.methodology.categories if each.id == wanted)


def place_words(place: Place) -> str:
    """Return a place as shown: «3», «3–4»."""
    ends = place.ends()
    return str(ends["from"]) if ends["from"] == ends["to"] else f"{ends['from']}–{ends['to']}"


def cells_of(each: MergedRow) -> str:
    """Return the cells in which the points of each criterion stand in the region's file."""
    return "; ".join(f"{s.criterion}: {', '.join(s.cells)}" for s in each.row.scores if s.cells)


def _criteria_rows(merged: Merged) -> Iterator[Sequence[TableCell]]:
    ids = [each.id for each in merged.methodology.criteria]
    for head, sums in zip(merged.heads, merged.sums, strict=True):
        yield (head.name, *(to_hundredth(sums.mean_of(each)) for each in ids))
    yield (ALL, *(to_hundredth(merged.whole.mean_of(each)) for each in ids))


def _unrated_rows(merged: Merged) -> Iterator[Sequence[TableCell]]:
    for region, row, _, _ in merged.rows(rated=False):
        state = STATUS_NAMES[ParticipantStatus(row.status)]
        yield region.name, row.id, row.name, _category(merged, row.category), state


def _source_rows(merged: Merged) -> Iterator[Sequence[TableCell]]:
    for head in merged.heads:
        day = dt.date.fromisoformat(head.as_of)
        yield head.name, Centred(approval_words(head)), day, str(head.path), head.sha256
