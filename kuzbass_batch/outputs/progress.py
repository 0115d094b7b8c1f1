"""How far the writing of the outputs is, for whoever watches."""

from collections.abc import Callable
from itertools import count

Report = Callable[[str, int, int], None]
"""Told the stage, how many of its files are done, and of how many."""
READING, WRITING = "Чтение форм", "Запись результата"


def told_of(
    write: Callable[[str, bytes], None], total: Callable[[], int], report: Report | None
) -> Callable[[str, bytes], None]:
    """Return `write` that tells `report` after each file; `total` may still grow."""
    if report is None:
        return write
    done = count(1)

    def write_and_tell(path: str, data: bytes) -> None:
        write(path, data)
        report(WRITING, next(done), total())

    return write_and_tell
