"""Join the finished results of regions into one result folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.merging.joining import Merged, join_results, refuse_differing, region_name
from kuzbass_batch.merging.open_data import regions_page, write_open_data, write_results
from kuzbass_batch.merging.reading import read_head, results_file
from kuzbass_batch.merging.regions import CannotMerge
from kuzbass_batch.merging.workbook import write_regions_book
from kuzbass_batch.publishing.staging import claimed, staged
from kuzbass_batch.reading.guard.sanitize import clean_name
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.usage import WrongUsage, methodology_of, refusals

SITE = "Сайт"
FEWEST = 2
"""Results that make a merge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionAsked:
    """A region's result asked for: its name, empty for that of the folder, and its path."""

    name: str
    path: Path


def merge(
    regions: Sequence[RegionAsked],
    output: Path,
    *,
    methodology: Path | None = None,
    publisher: str = "",
) -> Merged:
    """Write the joined rating into `output` and return it; WrongUsage if it cannot be.

    methodology: the file or folder that the regions were calculated by, by default the program's.
    publisher: who publishes the page, in the nominative.
    """
    try:
        if len(regions) < FEWEST:
            raise CannotMerge("Укажите не меньше двух результатов: объединять нечего.")
        heads = [
            read_head(each.name or clean_name(region_name(each.path)), results_file(each.path))
            for each in regions
        ]
        act = methodology_of(heads[0].period, methodology)
        refuse_differing(heads, act)
        merged = join_results(heads, act)
        with refusals(), claimed(output, private=False) as place, staged(place) as folder:
            _write(merged, folder, publisher)
    except CannotMerge as error:
        raise WrongUsage(str(error)) from error
    return merged


def _write(merged: Merged, folder: Path, publisher: str) -> None:
    period = merged.methodology.period
    stem, site = f"rating-{period}-regions", folder / SITE
    site.mkdir()
    write_regions_book(merged, folder / f"Рейтинг регионов-{period}.xlsx")
    write_open_data(merged, site, stem, publisher)
    (site / "index.html").write_text(regions_page(merged, stem, publisher), "utf-8", newline="\n")
    # Last of all: it is what makes a folder a result.
    write_results(merged, folder / RESULTS)
