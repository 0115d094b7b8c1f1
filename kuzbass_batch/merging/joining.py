"""Several regions' results as one: the same act, places across all of them, regions side by side.

Only where each participant's line lies is kept, with its total; the lines are read again, in the
order of places, as the outputs are written. So the main process stays small whatever the number of
regions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from kuzbass_batch import wording
from kuzbass_batch.ceilings import MOST_ROWS
from kuzbass_batch.contents import opened
from kuzbass_batch.merging.reading import RowReader, lines_of
from kuzbass_batch.merging.regions import CannotMerge, RegionalRow, RegionHead, RegionSums
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.results_lines import LONGEST_LINE
from kuzbass_batch.records.rating.scores import Place
from kuzbass_batch.rules.rating.ranking import places

SPARE_ROWS = 100
"""Of a sheet, for its title, heads and notes."""


class Spot(NamedTuple):
    """Where a participant stands: which region's, by number, and where its line begins.

    total: None for one that is not rated.
    """

    total: Decimal | None
    region: int
    id: str
    category: str
    at: int


class MergedRow(NamedTuple):
    """A participant among all: which region's, what that has of him, his places."""

    region: RegionHead
    row: RegionalRow
    place: Place | None
    within: Place | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Results of several regions as one rating.

    sums: of each region, in their order; whole: of all. spots: the rated by total, then the others.
    places, within: the places that a total has among all, and in a category.
    """

    methodology: Methodology
    heads: tuple[RegionHead, ...]
    sums: tuple[RegionSums, ...]
    whole: RegionSums
    spots: tuple[Spot, ...]
    places: Mapping[Decimal, Place]
    within: Mapping[str, Mapping[Decimal, Place]]

    @property
    def approved(self) -> bool:
        """Tell whether every region has approved its results."""
        return all(head.approved for head in self.heads)

    @property
    def as_of(self) -> str:
        """Return the last day on which a region was calculated."""
        return max(head.as_of for head in self.heads)

    def rows(self, *, rated: bool) -> Iterator[MergedRow]:
        """Yield the rated in the order of places, or the others by region; read from the files."""
        reader = RowReader(self.methodology)
        with ExitStack() as files:
            streams = [files.enter_context(opened(head.path)) for head in self.heads]
            for spot in self.spots:
                if (spot.total is not None) is not rated:
                    continue
                stream, head = streams[spot.region], self.heads[spot.region]
                stream.seek(spot.at)
                line = stream.readline(LONGEST_LINE).strip().removesuffix(b",")
                row = reader.row(line, head.path)
                if (row.id, row.total, row.category) != (spot.id, spot.total, spot.category):
                    raise CannotMerge(f"Во время объединения изменился файл «{head.path}».")
                yield MergedRow(head, row, *self._places(spot))

    def _places(self, spot: Spot) -> tuple[Place | None, Place | None]:
        if spot.total is None or not self.places:
            return None, None
        return self.places[spot.total], self.within[spot.category][spot.total]


def refuse_differing(heads: Sequence[RegionHead], methodology: Methodology) -> None:
    """Raise CannotMerge unless all results are of one period and one methodology, this one."""
    names = Counter(head.name for head in heads)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise CannotMerge(
            f"Два результата названы одинаково: «{twice[0]}». Назовите регионы: ИМЯ=ПАПКА."
        )
    same = Counter(head.sha256 for head in heads)
    for head in heads:
        if same[head.sha256] > 1:
            again = next(h for h in heads if h.sha256 == head.sha256 and h is not head)
            raise CannotMerge(f"Регионы «{head.name}» и «{again.name}» – один и тот же результат.")
        if head.period != methodology.period:
            raise CannotMerge(
                f"Регион «{head.name}» рассчитан за {head.period.name}, а «{heads[0].name}» – за "
                f"{methodology.period.name}. Объединяются результаты одного периода."
            )
        if head.methodology_sha256 != methodology.sha256:
            raise CannotMerge(
                f"Регион «{head.name}» рассчитан по другой методике (SHA-256 "
                f"{head.methodology_sha256[:12]}…, а здесь {methodology.sha256[:12]}…). Укажите "
                "файл, по которому считали, параметром --methodology или пересчитайте регион."
            )


def join_results(heads: Sequence[RegionHead], methodology: Methodology) -> Merged:
    """Return the results as one; CannotMerge if one of them cannot be the program's."""
    reader, sums, spots = RowReader(methodology), [], []
    whole, shared = RegionSums(), dict[Decimal, Decimal]()
    for number, head in enumerate(heads):
        own, known = RegionSums(), set[str]()
        for at, line in lines_of(head.path):
            row = reader.row(line, head.path)
            if row.id in known:
                raise CannotMerge(f"Файл «{head.path}»: участник «{row.id}» в нём дважды.")
            known.add(row.id)
            own.add(row)
            whole.add(row)
            total = None if row.total is None else shared.setdefault(row.total, row.total)
            spots.append(Spot(total, number, row.id, row.category, at))
        sums.append(own)
    if len(spots) > MOST_ROWS - SPARE_ROWS:
        most = wording.thousands(MOST_ROWS - SPARE_ROWS)
        raise CannotMerge(f"Участников больше, чем вмещает лист книги: самое большее {most}.")
    spots.sort(key=lambda spot: (spot.total is None, -(spot.total or 0), spot.region, spot.id))
    every, within = _places_of(spots) if methodology.gives_places else ({}, {})
    return Merged(
        methodology=methodology, heads=tuple(heads), sums=tuple(sums), whole=whole,
        spots=tuple(spots), places=every, within=within,
    )  # fmt: skip


def _places_of(
    spots: Iterable[Spot],
) -> tuple[dict[Decimal, Place], dict[str, dict[Decimal, Place]]]:
    """Return the places of each total, among all and in each category."""
    totals: dict[str, Decimal] = {}
    by_category: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for number, spot in enumerate(spots):
        if spot.total is not None:
            totals[str(number)] = by_category[spot.category][str(number)] = spot.total
    return _of_totals(totals), {each: _of_totals(own) for each, own in by_category.items()}


def _of_totals(totals: Mapping[str, Decimal]) -> dict[Decimal, Place]:
    return {totals[key]: place for key, place in places(totals).items()}


def region_name(path: Path) -> str:
    """Return what a region is called that was given no name: as the folder of its result is."""
    folder = path if path.is_dir() else path.parent
    return folder.resolve().name or str(folder)
