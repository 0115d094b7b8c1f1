"""The one seam to whoever does the work: any executor in the manner of concurrent.futures.

A crew is given functions of the project with small tasks; a worker that dies or is stuck costs
the one task that it was at, and the others are done by the next worker.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from enum import Enum
from typing import Any, Protocol, TypeVar

AHEAD = 3
"""Groups of tasks given out per worker before the first result is taken: memory stays flat."""
HEAVY = 16 * 2**20
"""Bytes given out before the first result is taken, however few the tasks are."""

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Any, Task], Result]


class Lost(Enum):
    """What became of a task without a result."""

    DIED = "died"
    STUCK = "stuck"


class WorkerLost(Exception):
    """Work that no participant's file is to blame for was lost twice; the name of what it was."""


class Crew(Protocol):
    """Workers of one run; each holds the run's `common` (methodology and forms).

    width: how many groups of tasks run at once. seconds: the time that a group may take.
    died, stuck: the exceptions of a future that mean so.
    """

    width: int
    seconds: float
    died: tuple[type[BaseException], ...]
    stuck: tuple[type[BaseException], ...]

    def begin(self, work: Work[Task, Result], tasks: list[Task]) -> "Future[list[Result]]":
        """Begin `work(common, task)` for each of the tasks, in one worker; return the future."""

    def abandon(self) -> None:
        """Stop at once: nobody waits for the results any more."""


@contextmanager
def abandoned_at_fault(crew: Crew) -> Iterator[None]:
    """Have the crew stop at once if what is done within does not come to its end."""
    finished = False
    try:
        yield
        finished = True
    finally:
        if not finished:
            crew.abandon()


def done_by(
    crew: Crew,
    work: Work[Task, Result],
    tasks: Iterable[Task],
    *,
    group: int,
    weigh: Callable[[Task], int] = lambda _: 0,
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield every task with its result, in the order given.

    group: how many tasks go out together; weigh: how many bytes of memory a task keeps.
    An exception that the work itself raises comes out here.
    """
    waiting: deque[tuple[list[Task], int, Future[list[Result]]]] = deque()
    for part, weight in _groups(tasks, group, weigh):
        while waiting and (
            len(waiting) >= AHEAD * crew.width or weight + sum(w for _, w, _ in waiting) > HEAVY
        ):
            yield from _results(crew, work, *waiting.popleft())
        waiting.append((part, weight, crew.begin(work, part)))
    while waiting:
        yield from _results(crew, work, *waiting.popleft())


def _groups(
    tasks: Iterable[Task], size: int, weigh: Callable[[Task], int]
) -> Iterator[tuple[list[Task], int]]:
    """Yield groups of up to `size` tasks with their weight; heavy tasks make smaller groups."""
    part: list[Task] = []
    weight = 0
    for task in tasks:
        part.append(task)
        weight += weigh(task)
        if len(part) == size or weight > HEAVY // 8:
            yield part, weight
            part, weight = [], 0
    if part:
        yield part, weight


def _results(
    crew: Crew,
    work: Work[Task, Result],
    part: list[Task],
    weight: int,
    future: "Future[list[Result]]",
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield the results of a group; where its worker was lost, try each task alone."""
    try:
        yield from zip(part, future.result(), strict=True)
    except (*crew.died, *crew.stuck) as loss:
        if len(part) > 1:
            for task in part:
                yield from _results(crew, work, [task], weight, crew.begin(work, [task]))
        else:
            yield part[0], Lost.STUCK if isinstance(loss, crew.stuck) else Lost.DIED
