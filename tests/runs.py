"""Whole runs of the batch in a test, asked for in one line."""

from kuzbass_batch import batch
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.records.run import Run, RunOptions


def run_batch(folder, output, *, as_of, year=2025, watcher=None, **options):
    """Run the batch from folder to output; `options` are the fields of RunOptions."""
    asked = Run(input=folder, output=output, year=year, as_of=as_of, options=RunOptions(**options))
    return batch.run(asked, watcher or Watcher())
