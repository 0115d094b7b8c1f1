"""The result of an example rating, kept beside it: the ranking workbook and results.json."""

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from kuzbass_batch import batch
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.records.run import Run, RunOptions
from kuzbass_batch.records.year.snapshots import RESULTS

KEPT = "result"
"""The folder of an example that holds its result."""


def kept_names(year: int) -> tuple[str, str]:
    """Return which files of a result are kept."""
    return RESULTS, f"Рейтинг-{year}.xlsx"


def keep_results(folder: Path, year: int, as_of: dt.date) -> None:
    """Run the batch over an example's folder and keep what its result is, in place of the last."""
    options = RunOptions(methodologies=folder / "methodology")
    with tempfile.TemporaryDirectory() as place:
        output = Path(place, "out")
        asked = Run(
            input=folder / "in", output=output, period=Period(year), as_of=as_of, options=options
        )
        batch.run(asked, Watcher())
        shutil.rmtree(folder / KEPT, ignore_errors=True)
        (folder / KEPT).mkdir()
        for name in kept_names(year):
            shutil.copyfile(output / name, folder / KEPT / name)
