"""How far a run is, for whoever watches."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from kuzbass_batch.outputs.drawn_files import Write
from kuzbass_batch.publishing.staging import ignore_message, nothing

Report = Callable[[str, int, int], None]
"""Called with the stage, how many of its files are done, and of how many."""
T = TypeVar("T")
READING, WRITING = "Чтение форм", "Запись результата"


@dataclass(frozen=True, kw_only=True, slots=True)
class Watcher:
    """Who watches a run: report is called after each file read or written, tell is given sentences.

    tell: for the clerk, of what is no fault and he should know. in_place: is called once the new
    result stands.
    """

    report: Report | None = None
    tell: Callable[[str], None] = ignore_message
    in_place: Callable[[], None] = nothing


NOBODY = Watcher()


def as_read(files: Iterable[T], total: int, report: Report | None) -> Iterator[T]:
    """Yield the files, telling `report` how many of the `total` are read."""
    for done, file in enumerate(files, start=1):
        if report:
            report(READING, done, total)
        yield file


class WritingProgress:
    """How many of the files that a stage makes are written; their number grows as they are planned.

    It is the one thing here that changes: what was reported last.
    """

    def __init__(self, write: Write, report: Report | None) -> None:
        self._write, self._report = write, report
        self._planned = self._done = 0
        self._counting = Lock()

    def expect(self, files: int) -> None:
        """Count files that are to be written."""
        self._planned += files

    def write(self, path: str, data: bytes | None) -> None:
        """Write a file of those that are expected, and tell so; None: a worker has written it."""
        self._write(path, data)
        with self._counting:  # Letters and forms are written by two threads.
            self._done += 1
            if self._report:
                self._report(WRITING, self._done, self._planned)
