"""The interface to the workers (`Crew`): any executor in the manner of concurrent.futures.

A crew is given functions of the project with small tasks; a worker that dies or is stuck costs
the one task that it was at, and the others are done by the next worker. A task whose worker was
lost is tried once more, alone and with twice the time. It never falls to the main process, whose
memory has to stay small.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from enum import Enum
from typing import Any, Protocol, TypeVar

from kuzbass_batch.wording import AGAIN_IN_QUIET
from kuzbass_batch.workers.limits import SECONDS

AHEAD = 3
"""Groups of tasks given out per worker before the first result is taken: memory stays flat."""
HEAVY = 16 * 2**20
"""Bytes given out before the first result is taken, however few the tasks are."""
AGAIN = 2
"""How many times its first limit a task gets that is tried again."""

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Any, Task], Result]


class Lost(Enum):
    """What became of a task without a result."""

    DIED = "died"
    STUCK = "stuck"


class WorkerLost(Exception):
    """A task was lost twice, and not because of a participant's file; holds a Russian sentence."""


class OutOfTime(WorkerLost):
    """It was lost for want of time: the machine is too busy, or the year too large for it."""


class Crew(Protocol):
    """Workers of one run; each holds the run's `common` (methodology and forms).

    width: how many groups of tasks run at once. losses: the exceptions of a future that mean that
    its worker was lost. shares_disk: whether a worker can write where this process writes.
    """

    width: int
    shares_disk: bool
    losses: tuple[type[BaseException], ...]

    def begin(
        self, work: Work[Task, Result], tasks: list[Task], seconds: float = SECONDS
    ) -> "Future[list[Result]]":
        """Begin `work(common, task)` for each of the tasks, in one worker; return the future.

        seconds: of the processor, that all of them together may take.
        """

    def loss_of(self, error: BaseException) -> Lost:
        """Return what became of the worker, by one of the `losses`."""

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
    size_of: Callable[[Task], int] = lambda _: 0,
    limit: Callable[[Task], float] = lambda _: SECONDS,
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield every task with its result, in the order given; Lost if it was lost twice.

    group: how many tasks go out together; weigh: how many bytes of memory a task keeps. limit: how
    many processor seconds it may take; a group gets as many as the most that one of its tasks may.
    An exception that the work itself raises comes out here.
    """
    waiting: deque[tuple[list[Task], int, Future[list[Result]]]] = deque()
    for part, weight in _groups(tasks, group, size_of):
        while waiting and (
            len(waiting) >= AHEAD * crew.width or weight + sum(w for _, w, _ in waiting) > HEAVY
        ):
            yield from _results(crew, work, limit, *waiting.popleft())
        begun = crew.begin(work, part, max(map(limit, part)))
        waiting.append((part, weight, begun))
    while waiting:
        yield from _results(crew, work, limit, *waiting.popleft())


def begun_by(
    crew: Crew, work: Work[Task, Result], task: Task, *, what: str, seconds: float = SECONDS
) -> Callable[[], Result]:
    """Begin a task of the program's own; what is returned waits for its result.

    what: the result in Russian, for WorkerLost, which is raised if the task is lost twice.
    seconds: of the processor, that it may take.
    """
    found = tried_by(crew, work, task, seconds)
    return lambda: sure(found(), what)


def tried_by(
    crew: Crew, work: Work[Task, Result], task: Task, seconds: float = SECONDS
) -> Callable[[], Result | Lost]:
    """Begin a task; what is returned waits for its result, Lost if it was lost twice."""
    begun = crew.begin(work, [task], seconds)

    def result() -> Result | Lost:
        ((_, found),) = _results(crew, work, lambda _: seconds, [task], 0, begun)
        return found

    return result


def sure(found: Result | Lost, what: str) -> Result:
    """Return a result of the program's own work; WorkerLost if it is lost.

    what: the result in Russian («письмо «А.docx»»).
    """
    if found is Lost.STUCK:
        raise OutOfTime(f"Не хватило времени: {what}. Результат не записан. {AGAIN_IN_QUIET}")
    if isinstance(found, Lost):
        raise WorkerLost(f"Рабочий процесс прерван дважды: {what}.")
    return found


def _groups(
    tasks: Iterable[Task], size: int, size_of: Callable[[Task], int]
) -> Iterator[tuple[list[Task], int]]:
    """Yield groups of up to `size` tasks with their weight; heavy tasks make smaller groups."""
    part: list[Task] = []
    weight = 0
    for task in tasks:
        part.append(task)
        weight += size_of(task)
        if len(part) == size or weight > HEAVY // 8:
            yield part, weight
            part, weight = [], 0
    if part:
        yield part, weight


def _results(
    crew: Crew,
    work: Work[Task, Result],
    limit: Callable[[Task], float],
    part: list[Task],
    _weight: int,
    future: "Future[list[Result]]",
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield the results of a group; where its worker was lost, try each task again, alone."""
    try:
        yield from zip(part, future.result(), strict=True)
    except crew.losses:
        for task in part:
            yield task, _retried(crew, crew.begin(work, [task], AGAIN * limit(task)))


def _retried(crew: Crew, future: "Future[list[Result]]") -> Result | Lost:
    """Return the result of a task that is tried again, or what became of its worker."""
    try:
        (found,) = future.result()
    except crew.losses as error:
        return crew.loss_of(error)
    return found
