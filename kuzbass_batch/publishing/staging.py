"""Put a result folder in place at once: built beside the target, moved in at the end.

Beside the target `2025` lies `.2025.state` while there is something to remember:

- `lock` – who is writing (see `publishing.lock`);
- `new` – the result being built; after the swap, until it is put away, the old one;
- `old` – the old result meanwhile, where the system cannot let two folders change places;
- `parts` – files that workers are at, until each is whole and moves into `new` under its name;
- `journal` – which folder the new result is, so that the next run knows before or after the swap;
- `trash` – what is being removed; `parsed.sqlite` and its `key` – what the files said and what the
  last result is of, nothing of this module.

A run that dies leaves the old or the new result whole. The next run puts the rest in order.
"""

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from kuzbass_batch.publishing.disk import (
    describe_fault,
    exchange,
    longest_path,
    move,
    patiently,
    remove_tree,
    sync,
    sync_tree,
)
from kuzbass_batch.publishing.lock import locked
from kuzbass_batch.publishing.previous import retire, stands_already, throw_away
from kuzbass_batch.publishing.rights import private_rights
from kuzbass_batch.publishing.state_folder import (
    FILES,
    StateFolder,
    opened_state,
    state_folder,
)
from kuzbass_batch.publishing.stopping import too_late
from kuzbass_batch.publishing.targets import (
    CannotPublish,
    absolute,
    disk_faults_as_sentences,
    long_paths_in,
    refuse_target,
)
from kuzbass_batch.records.run import Run

Tell = Callable[[str], None]
PARTS = "parts"
WriteResult = Callable[[Path, Path], None]
"""Writes a result into the empty folder given; the second folder is the one that it replaces."""


STANDS = "Результат вышел тот же, что уже лежит в папке: она не тронута, прежние результаты тоже."


def ignore_message(_sentence: str) -> None:
    """Drop the sentence: nobody is listening."""


def nothing() -> None:
    """Do nothing: nobody waits for it."""


class ResultPlace(Protocol):
    """Where a result goes, and what the program remembers between runs."""

    @property
    def memory(self) -> Path | None:
        """Return the folder of what is remembered, None if nothing is."""

    @property
    def parts(self) -> Path | None:
        """Return where workers write files before they are whole, None if there is no such place.

        It is there while a result is written.
        """

    def put(self, write: WriteResult) -> None:
        """Have the result written into an empty folder, and put that in place."""


class DryRunPlace:
    """The place of a dry run: it keeps nothing, so that nothing is written."""

    memory = None
    parts = None

    def put(self, write: WriteResult) -> None:
        """Write nothing."""


def place_for(
    asked: Run, tell: Tell, in_place: Callable[[], None] = nothing
) -> AbstractContextManager[ResultPlace]:
    """Return the place where a run's result goes; CannotPublish if it cannot be had.

    tell: is given one sentence for each thing that the clerk should know and that is no fault.
    in_place: is called once the new result stands.
    """
    if asked.options.dry_run:
        return nullcontext(DryRunPlace())
    return claimed(
        asked.output,
        keep=asked.options.keep,
        remember=asked.options.remember,
        tell=tell,
        in_place=in_place,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultFolder:
    """A result folder held by this run: absolute, how many previous results stay, who hears of it.

    refuse: raises CannotPublish if the folder may not take what is to be written. remember: what
    the files said may be kept for the next run. in_place: is called once the new result stands.
    held: the state folder as it was opened, once the lock in it is held. mark: a name that no
    other run has.
    """

    target: Path
    keep: int
    tell: Tell
    refuse: Callable[[Path], None]
    remember: bool = True
    in_place: Callable[[], None] = nothing
    held: StateFolder | None = None
    mark: str = field(default_factory=partial(secrets.token_hex, 8))

    @property
    def state(self) -> Path:
        """Return the folder of what the program remembers between runs."""
        return state_folder(self.target)

    @property
    def memory(self) -> Path | None:
        """Return where the store of parsed returns lies, None if nothing is to be remembered."""
        return self.state if self.remember else None

    def put(self, write: WriteResult) -> None:
        """Have the result written beside the target, and moved in at once."""
        with staged(self) as folder:
            write(folder, self.target)

    @property
    def lock(self) -> Path:
        """Return the file that says who is writing."""
        return self.state / "lock"

    @property
    def new(self) -> Path:
        """Return where the new result is built."""
        return self.state / "new"

    @property
    def parts(self) -> Path:
        """Return where workers write files before they are whole.

        The name is this run's own: a worker that has outlived a run that died finds the folder
        gone, never that of the next run.
        """
        return self.state / PARTS / self.mark

    @property
    def old(self) -> Path:
        """Return where the old result waits where folders cannot change places."""
        return self.state / "old"

    @property
    def journal(self) -> Path:
        """Return the file that says which folder the new result is."""
        return self.state / "journal"

    @property
    def trash(self) -> Path:
        """Return the folder of what is being removed."""
        return self.state / "trash"


@contextmanager
def claimed(
    target: Path,
    *,
    keep: int = 1,
    remember: bool = True,
    tell: Tell = ignore_message,
    in_place: Callable[[], None] = nothing,
    refuse: Callable[[Path], None] = refuse_target,
    private: bool = True,
) -> Iterator[ResultFolder]:
    """Hold `target` for one run, what a dead run left put in order; CannotPublish if it cannot be.

    keep: how many previous results stay beside the new one. remember: whether what the files said
    may be kept. tell: is given one sentence for each thing that the clerk should know and that is
    no fault. in_place: is called once the new result stands. private: what is written is nothing
    for strangers.
    """
    place = ResultFolder(
        target=absolute(target),
        keep=keep,
        tell=tell,
        refuse=refuse,
        remember=remember,
        in_place=in_place,
    )
    with ExitStack() as held:
        with disk_faults_as_sentences(place.target):
            refuse(place.target)
            _foresee_long_paths(place)
            held.enter_context(_parents_of(place.target))
            if private:
                held.enter_context(private_rights(place.target.parent))
            held.callback(_leave, place)
            dead = held.enter_context(locked(place.lock))
            place = replace(place, held=held.enter_context(opened_state(place.state)))
            _state_of(place).refuse_foreign()
            held.callback(_forget, place)
            if recover(place) or dead:
                tell(_INTERRUPTED.format(who=f" ({dead})" if dead else ""))
        yield place


_INTERRUPTED = "Прошлый расчёт{who} был прерван; недописанное им убрано."


def _foresee_long_paths(place: ResultFolder) -> None:
    """Refuse a folder whose files no program of this system could open; tell of a doubtful one."""
    fault, doubt = long_paths_in(place.new, longest_path())
    if fault:
        raise CannotPublish(fault)
    if doubt:
        place.tell(doubt)


@contextmanager
def _parents_of(target: Path) -> Iterator[None]:
    """Make the folders above the target; those still empty at the end are removed again."""
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()


def _state_of(place: ResultFolder) -> StateFolder:
    """Return the open state folder of a place that is held."""
    if place.held is None:
        raise LookupError("the place is not held")
    return place.held


def _forget(place: ResultFolder) -> None:
    """Remove what is remembered of a result that never came; the lock is still held.

    Only what the program itself puts there; what else lies there stays.
    """
    with suppress(OSError):
        gone = not place.target.exists() and not place.old.exists()
        if gone and _state_of(place).is_there():
            for folder in (place.new, place.trash):
                shutil.rmtree(folder, ignore_errors=True)
            for name in sorted(FILES - {place.lock.name}):
                (place.state / name).unlink(missing_ok=True)


def _leave(place: ResultFolder) -> None:
    """Remove the state folder if nothing is remembered."""
    with suppress(OSError):
        place.state.rmdir()


def recover(place: ResultFolder) -> bool:
    """Put in order what a run that died left; tell whether it left a half-built result.

    From the first step on no worker that has outlived it can put a file anywhere.
    """
    _close_parts(place)
    if not place.target.exists() and place.old.exists():
        move(place.old, place.target)  # It died between the two moves: the old result is back.
    half_built = place.new.exists() and not _is_swapped(place)
    if half_built:
        remove_tree(place.new)
    for folder in (place.new, place.old):
        _put_away(place, folder)
    patiently(lambda: place.journal.unlink(missing_ok=True))
    shutil.rmtree(place.trash, ignore_errors=True)
    return half_built


def _is_swapped(place: ResultFolder) -> bool:
    """Tell whether `new` holds the old result already: the journal names another folder."""
    try:
        return bool(json.loads(place.journal.read_bytes())["new"] != place.new.stat().st_ino)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False  # The journal is on the disk before anything is moved.


def _put_away(place: ResultFolder, folder: Path) -> None:
    if folder.exists():
        for sentence in retire(folder, place.target, place.keep, place.trash):
            place.tell(sentence)


@contextmanager
def staged(place: ResultFolder) -> Iterator[Path]:
    """Yield an empty folder to write the result into; at the end it takes the target's place.

    One that is the target byte for byte is dropped: a copy would push an earlier result out.
    A fault leaves the target as it was: CannotPublish if the disk is to blame.
    """
    try:
        with disk_faults_as_sentences(place.target):
            made = _state_of(place).make(place.new.name)
            _state_of(place).make(PARTS)
            place.parts.mkdir()
            yield place.new
            _close_parts(place)
            if stands_already(place.new, place.target):
                place.tell(STANDS)
                return
            sync_tree(place.new)
            _write_journal(place)
            place.refuse(place.target)
            with too_late():
                _state_of(place).refuse_replaced(place.new.name, made)
                _swap(place)
                place.in_place()
                _settle(place)
    finally:
        _clear_up(place)


def _close_parts(place: ResultFolder) -> None:
    """Take the workers' folder away: who is still at a file can neither begin nor finish one.

    What was left in it, half-written, goes with it.
    """
    folder = place.state / PARTS
    if not folder.exists():
        return
    if place.trash.exists():
        throw_away(folder, place.trash)
    else:  # A full disk has no room for another folder.
        move(folder, place.trash)
        shutil.rmtree(place.trash, ignore_errors=True)


def _clear_up(place: ResultFolder) -> None:
    """Remove what was built and not moved in; after the swap there is nothing of that."""
    with suppress(OSError):
        if not _state_of(place).is_there():
            return
        _close_parts(place)
        if place.new.exists() and not _is_swapped(place):
            remove_tree(place.new)
            place.journal.unlink(missing_ok=True)


def _write_journal(place: ResultFolder) -> None:
    words = json.dumps({"new": place.new.stat().st_ino})
    _state_of(place).write(place.journal.name, words.encode())
    sync(place.state)


def _swap(place: ResultFolder) -> None:
    """Put the new result in place of the old one: in one step, or in two with a way back."""
    if not place.target.exists():
        move(place.new, place.target)
    elif not exchange(place.new, place.target):
        move(place.target, place.old)
        try:
            move(place.new, place.target)
        except OSError:
            move(place.old, place.target)
            raise


def _settle(place: ResultFolder) -> None:
    """Put the old result away; the new one is in place, so that a fault here is only reported."""
    try:
        sync(place.target.parent)
        for folder in (place.new, place.old):
            _put_away(place, folder)
        patiently(place.journal.unlink)
    except OSError as error:
        place.tell(
            f"Новый результат на месте, но прежний ещё не убран: {describe_fault(error)}. Это "
            "сделает следующий расчёт."
        )
