"""Results of earlier runs, kept beside the new one under names that a clerk understands."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from kuzbass_batch.contents import contents_of, walk
from kuzbass_batch.publishing.disk import move, sync
from kuzbass_batch.publishing.rights import is_open_to_strangers
from kuzbass_batch.publishing.state_folder import LITTER, is_part_of_result
from kuzbass_batch.records.committee.outgoing import register_name
from kuzbass_batch.records.year.snapshots import RESULTS, SCHEMA_OF_ANY_VERSION

SCHEMA = f'"{SCHEMA_OF_ANY_VERSION}'.encode()
CLOCK_GRAIN = 2 * 10**9
"""Nanoseconds: some disks keep file times to two seconds only."""


def previous_path(target: Path, number: int) -> Path:
    """Return where the result of `number` runs ago is kept: `2025 (прежний результат 2)`."""
    return target.with_name(
        f"{target.name} (прежний результат{f' {number}' if number > 1 else ''})"
    )


def is_result(folder: Path) -> bool:
    """Tell whether the folder holds a result of this program."""
    mark = folder / RESULTS
    if not mark.is_file():
        return False
    with mark.open("rb") as stream:
        return any(SCHEMA in line for line in stream)  # Line by line: the file may be large.


def is_vacant(folder: Path) -> bool:
    """Tell whether the folder is empty, apart from files that operating systems leave."""
    return LITTER.issuperset(item.name for item in folder.iterdir())


def is_untouched(folder: Path, newer: Path) -> bool:
    """Tell whether no file was changed or added since the result was written.

    results.json is written last, so that no file may be newer. The change time is looked at, too:
    copying and moving keep the modification time. The register of letters may have changed: its
    entries are carried over into the register of the newer result.
    """
    latest = _stamp(folder / RESULTS) + CLOCK_GRAIN
    carried = {folder / path.name for path in newer.glob(register_name("*"))}
    files = (path for path in folder.rglob("*") if not path.is_dir() and path not in carried)
    return all(_stamp(path) <= latest for path in files)


def _stamp(path: Path) -> int:
    state = path.lstat()
    return max(state.st_mtime_ns, state.st_ctime_ns)


def stands_already(built: Path, target: Path) -> bool:
    """Tell whether the target is the result that was built, file by file; sizes are asked first.

    One that strangers may read is replaced.
    """
    if not target.exists() or is_open_to_strangers(target):
        return False
    sizes = _sizes(built)
    same = bool(sizes) and sizes == _sizes(target)
    made = contents_of(built, is_part_of_result) if same else ""
    return bool(made) and made == contents_of(target, is_part_of_result)


def _sizes(folder: Path) -> dict[str, int]:
    return {each.location: each.size for each in walk(folder) if is_part_of_result(each.location)}


def retire(folder: Path, target: Path, keep: int, trash: Path) -> Iterator[str]:
    """Make `folder` the newest of `keep` previous results; yield what the clerk should know.

    May be repeated after a fault at any step. What somebody worked on by hand is never removed.
    """
    if not keep or not is_result(folder):
        yield from _discard(folder, target, trash)
    for number in _numbers(target):
        if number > keep:
            yield from _discard(previous_path(target, number), target, trash)
    if folder.exists():
        yield from _shift(target, keep, trash)
        move(folder, previous_path(target, 1))
    sync(target.parent)


def _shift(target: Path, keep: int, trash: Path) -> Iterator[str]:
    """Free the newest place: everything up to the first gap moves one back."""
    taken = set(_numbers(target))
    gap = next(number for number in range(1, keep + 2) if number not in taken)
    if gap > keep:
        yield from _discard(previous_path(target, keep), target, trash)
        gap = keep
    for number in range(gap, 1, -1):
        move(previous_path(target, number - 1), previous_path(target, number))


def _numbers(target: Path) -> list[int]:
    """Return the numbers of the previous results that are there, the oldest first."""
    name = re.escape(normalize("NFC", target.name))
    pattern = re.compile(rf"{name} \(прежний результат(?: ([2-9]|[1-9]\d+))?\)")
    names = (normalize("NFC", path.name) for path in target.parent.iterdir())
    found = (pattern.fullmatch(name) for name in names)
    return sorted((int(match[1] or 1) for match in found if match), reverse=True)


def _discard(folder: Path, target: Path, trash: Path) -> Iterator[str]:
    """Remove a whole result that nobody touched; keep any other under a name of its own."""
    if is_vacant(folder) or (is_result(folder) and is_untouched(folder, target)):
        throw_away(folder, trash)
        return
    kept = _free_name(target)
    move(folder, kept)
    yield f"В прежнем результате есть изменённые вручную файлы, он сохранён: «{kept.name}»."


def _free_name(target: Path) -> Path:
    number = 1
    while True:
        words = f"изменён вручную{f' {number}' if number > 1 else ''}"
        path = target.with_name(f"{target.name} ({words})")
        if not path.exists():
            return path
        number += 1


def throw_away(folder: Path, trash: Path) -> None:
    """Remove a folder: it goes out of sight at once, its files after that.

    What cannot be removed is left.
    """
    trash.mkdir(exist_ok=True)
    number = 1
    while (trash / str(number)).exists():
        number += 1
    move(folder, trash / str(number))
    shutil.rmtree(trash, ignore_errors=True)
