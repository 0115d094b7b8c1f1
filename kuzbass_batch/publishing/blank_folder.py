"""Blanks handed out: filled forms are never overwritten, a new folder or file appears at once."""

import errno
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from kuzbass_batch import wording
from kuzbass_batch.publishing.disk import describe_fault, longest_path, move, sync, sync_tree
from kuzbass_batch.publishing.previous import is_vacant
from kuzbass_batch.publishing.staging import ResultFolder, staged
from kuzbass_batch.publishing.targets import (
    CannotPublish,
    disk_faults_as_sentences,
    refuse_long_names,
)

SHOWN = 3
"""Names of files in one sentence."""


NOTHING: Mapping[str, bytes] = {}


def hand_out(
    blanks: Mapping[str, bytes],
    place: ResultFolder,
    *,
    renewed: Mapping[str, bytes] = NOTHING,
    outdated: Mapping[str, bytes] = NOTHING,
) -> None:
    """Put the blanks into the folder; CannotPublish, before anything is written, on a collision.

    A blank that is there already, byte for byte, is left as it is. A new folder is moved in whole;
    into one with other files each blank is moved whole, and a repeated call completes the rest.
    renewed, outdated: files, with the bytes they hold, that may be replaced and that go at the end;
    one that holds something else by then is left.
    """
    with disk_faults_as_sentences(place.target):
        missing = _missing(blanks, place.target, renewed)
        refuse_long_names(place.new, missing, longest_path())
        if not place.target.exists() or is_vacant(place.target):
            with staged(place) as stage:
                _write(missing, stage)
        else:
            _add(missing, place, renewed)
        for name, data in outdated.items():
            if _holds(place.target / name, data):
                (place.target / name).unlink()


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, its folder too; CannotPublish if that cannot be."""
    part = path.with_name(f".{path.name}.part")
    refuse_long_names(path.parent, [part.name], longest_path())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            raise CannotPublish(
                f"Файл «{path}» уже есть. Возможно, он заполнен: укажите другую папку."
            )
        try:
            part.unlink(missing_ok=True)
            with part.open("xb") as stream:  # Never into what a link of that name leads to.
                stream.write(data)
            sync(part)
            move(part, path)
        finally:
            part.unlink(missing_ok=True)
        sync(path.parent)
    except OSError as error:
        raise CannotPublish(f"Не удалось записать «{path}»: {describe_fault(error)}.") from error


def _missing(
    blanks: Mapping[str, bytes], folder: Path, renewed: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """Return the blanks to write; CannotPublish if another file has the name of one of them."""
    there = files_beside(folder, blanks)
    taken = {n: folder / there[spelling(n)] for n in blanks if spelling(n) in there}
    equal = {name for name, path in taken.items() if _holds(path, blanks[name])}
    ours = {n for n, path in taken.items() if n in renewed and _holds(path, renewed[n])}
    others = [name for name in taken if name not in equal | ours]
    if others:
        names = ", ".join(f"«{name}»" for name in others[:SHOWN])
        more = wording.and_more(len(others) - SHOWN)
        raise CannotPublish(
            f"В папке «{folder}» уже есть другие файлы с именами бланков: {names}{more}. Возможно, "
            "они заполнены. Укажите другую папку."
        )
    return {name: data for name, data in blanks.items() if name not in equal}


def files_beside(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return what lies where files of these names go, by its spelling; names are relative to it."""
    rooms = {str(PurePosixPath(name).parent) for name in names}
    found = (
        PurePosixPath(room, path.name).as_posix()
        for room in sorted(rooms)
        if (folder / room).is_dir()
        for path in sorted((folder / room).iterdir())
        if path.is_file() or room == "."
    )
    return {spelling(name): name for name in found}


def spelling(name: str) -> str:
    """Return what makes names differ on every system: neither case nor the way й is stored does."""
    return normalize("NFC", name).casefold()


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _write(blanks: Mapping[str, bytes], folder: Path) -> None:
    for name, data in blanks.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def _add(blanks: Mapping[str, bytes], place: ResultFolder, renewed: Mapping[str, bytes]) -> None:
    if not blanks:
        return
    place.new.mkdir()  # The lock is held, and nothing else of that name lies there.
    try:
        _write(blanks, place.new)
        sync_tree(place.new)
        for name in blanks:
            path = place.target / name
            if path.exists() and not (name in renewed and _holds(path, renewed[name])):
                raise FileExistsError(errno.EEXIST, "appeared meanwhile", str(path))
            path.parent.mkdir(exist_ok=True)
            move(place.new / name, path)
        for room in {(place.target / name).parent for name in blanks} | {place.target}:
            sync(room)
    finally:
        shutil.rmtree(place.new, ignore_errors=True)
