"""Put a result folder in place at once: built beside the target, moved at the end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = "results.json"


class CannotPublish(Exception):
    """The output folder cannot be written; a Russian sentence says why."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target`; on success it takes the target's place.

    A fault inside the block leaves the old result as it was. CannotPublish if the target holds
    something that is not a result of this program.
    """
    if target.exists() and not _is_ours(target):
        raise CannotPublish(
            f"Папка «{target}» занята: в ней нет прежнего результата. Укажите другую или пустую."
        )
    new, old = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        yield new
        _move_in(new, target, old)
    except OSError as error:
        raise CannotPublish(
            f"Не удалось записать результат в «{target}»: {error.strerror}. Прежний результат цел."
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _is_ours(target: Path) -> bool:
    if not target.is_dir():
        return False
    names = {item.name for item in target.iterdir()}
    return not names or MARK in names or names == {".gitkeep"}


def _move_in(new: Path, target: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    try:
        new.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
