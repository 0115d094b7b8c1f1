"""Files that the crew draws for one reader each: what would come out the same is taken over.

The key of a file is a hash of all that it is drawn from: its path and task as a worker gets them,
and the edition (program, methodology, templates). What stands in the last result under an equal key
is copied from there, once its bytes have the hash they were written with: a file that somebody
changed, or that is gone, is drawn again. A copy, never a second name of one file: office programs
save in place. A key never seen before costs nothing but the drawing.

The keys of a result lie in the store, under its digest (`reading/store`): who cannot read the key
of the store can have no file of his own taken.
"""

import os
import pickle
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, TypeVar

from kuzbass_batch.contents import bytes_of
from kuzbass_batch.file_names import folder_of
from kuzbass_batch.publishing.disk import patiently
from kuzbass_batch.workers.crew import Crew, Work, begun_by, done_by, sure
from kuzbass_batch.workers.packed import pickled

KEY_BYTES, HASH_BYTES = 16, 32
Task = TypeVar("Task")
Hashed = tuple[bytes, bytes]
"""The bytes of a file with their SHA-256."""
Told = tuple[None, bytes]
"""The SHA-256 of a file that its worker has written."""
Write = Callable[[str, bytes | None], None]
"""Takes a file of the result; without bytes it lies there already."""


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """Where workers of this machine write files themselves: the folder of the result.

    parts: where a file is until it is whole. A worker that is lost leaves it there, and it is never
    published; the file under its own name is whole, or it is not there.
    """

    folder: str
    parts: str
    _made: set[str] = field(default_factory=set, compare=False)

    def make_room(self, path: str) -> None:
        """Make the folder that a file is to lie in."""
        within = folder_of(path)
        if within not in self._made:
            os.makedirs(f"{self.folder}/{within}", exist_ok=True)  # noqa: PTH103 - see `file_names`
            self._made.add(within)

    def put(self, path: str, data: bytes) -> None:
        """Write a file (in a worker)."""
        with self.part_of(path) as part, open(part, "wb") as stream:  # noqa: PTH123
            stream.write(data)

    @contextmanager
    def part_of(self, path: str) -> Iterator[str]:
        """Yield where a file is drawn until it is whole, and gets its name (in a worker)."""
        part = f"{self.parts}/{os.getpid()}-{threading.get_ident()}{os.path.splitext(path)[1]}"  # noqa: PTH122
        yield part
        patiently(partial(os.replace, part, f"{self.folder}/{path}"))

    def __reduce__(self) -> Any:
        """Go to a worker without what is known of the folders."""
        return SharedFolder, (self.folder, self.parts)


class DrawnFiles:
    """The drawn files of a result, each by its path, with those of the last result by their keys.

    It is filled as the files are written. stage: where workers write them, None if they give back
    their bytes.
    """

    def __init__(self, edition: str = "", folder: Path | None = None, earlier: bytes = b"") -> None:
        """Take what all files are drawn by, the last result's folder and what it kept of itself.

        edition: empty if it is not known; then nothing is taken.
        """
        self._edition = edition.encode()
        self._folder = folder
        self._earlier = dict(_entries(earlier)) if edition else {}
        self._made: dict[str, bytes] = {}
        self.stage: SharedFolder | None = None

    def key_of(self, packed: bytes) -> bytes:
        """Return the key of a file by its packed task."""
        return blake2b(packed, key=self._edition[:64], digest_size=KEY_BYTES).digest()

    def last(self, path: str, key: bytes) -> bytes | None:
        """Return the last result's file if it is known by this key and unharmed, else None."""
        wanted = self._earlier.get(key)
        if wanted is None or self._folder is None:
            return None
        try:
            data = bytes_of(self._folder / path)
        except OSError:
            return None
        if sha256(data).digest() != wanted:
            return None
        self.enter(path, key, wanted)
        return data

    def enter(self, path: str, key: bytes, digest: bytes) -> None:
        """Remember a file of this result by its key, and the SHA-256 of its bytes."""
        self._made[path] = key + digest

    def hash_of(self, path: str) -> str:
        """Return the SHA-256 of a file of this result as it was drawn; empty if it was not."""
        return self._made.get(path, b"")[KEY_BYTES:].hex()

    def kept(self) -> bytes:
        """Return what the next run needs to know of this result."""
        return b"".join(sorted(self._made.values())) if self._edition else b""


def _entries(kept: bytes) -> Iterator[tuple[bytes, bytes]]:
    step = KEY_BYTES + HASH_BYTES
    for at in range(0, len(kept) - step + 1, step):
        yield kept[at : at + KEY_BYTES], kept[at + KEY_BYTES : at + step]


@dataclass(frozen=True, slots=True)
class ToDraw:
    """A file to draw: its path, its key, and the packed task."""

    path: str
    key: bytes
    packed: bytes


def write_drawn(
    crew: Crew,
    work: Work[Task, bytes],
    tasks: Iterable[tuple[str, Task]],
    drawn: DrawnFiles,
    write: Write,
    *,
    group: int,
    what: str,
) -> None:
    """Give every file to `write`: the last result's where it would be the same, else a drawn one.

    work: returns the bytes of a file by its task and nothing else but the edition. tasks: with the
    paths in the result. group: how many files a worker draws at a time. what: a file is called so
    in Russian where its worker is lost (WorkerLost).
    """

    stage = drawn.stage

    def left() -> Iterator[ToDraw]:
        for path, task in tasks:
            packed = pickled((path, task))
            key = drawn.key_of(packed)
            data = drawn.last(path, key)
            if data is not None:
                write(path, data)
                continue
            if stage:
                stage.make_room(path)
            yield ToDraw(path, key, packed)

    draw = partial(draw_into, stage, work) if stage else partial(draw_packed, work)
    done = done_by(crew, draw, left(), group=group, size_of=_size)
    for each, found in done:
        data, digest = sure(found, f"{what} «{each.path}»")
        drawn.enter(each.path, each.key, digest)
        write(each.path, data)


def begun_drawn(
    crew: Crew,
    work: Work[Task, bytes],
    path: str,
    task: Task,
    drawn: DrawnFiles,
    *,
    what: str,
    seconds: float,
) -> Callable[[], bytes]:
    """Begin to draw one file, or take the last result's; what is returned waits for its bytes.

    path: in the result. what, seconds: as of `begun_by`.
    """
    key = drawn.key_of(pickled((path, task)))
    kept = drawn.last(path, key)
    if kept is not None:
        return lambda: kept
    begun = begun_by(crew, work, task, what=what, seconds=seconds)

    def result() -> bytes:
        data = begun()
        drawn.enter(path, key, sha256(data).digest())
        return data

    return result


def draw_packed(work: Work[Task, bytes], common: Any, each: ToDraw) -> Hashed:
    """Return a drawn file with its hash (in a worker)."""
    _, task = pickle.loads(each.packed)
    data = work(common, task)
    return data, sha256(data).digest()


def draw_into(stage: SharedFolder, work: Work[Task, bytes], common: Any, each: ToDraw) -> Told:
    """Write a drawn file where it belongs and return its hash (in a worker)."""
    data, digest = draw_packed(work, common, each)
    stage.put(each.path, data)
    return None, digest


def _size(each: ToDraw) -> int:
    return len(each.packed)
