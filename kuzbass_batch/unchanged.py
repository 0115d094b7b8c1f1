"""Tells whether a run would give the same result as the last one, which then stays in place.

Equal are the program's edition, the day, all that was asked for with the files it names, the input
folder and the result folder; each by the hash of its bytes, for a file's time and number say
nothing sure: copying changes them, and whoever wants to sets them. Reading every file costs less
than any part of a run. Nothing heavy is imported here: to load the readers and the writers takes
longer than to hash a thousand forms.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from threading import Thread

from kuzbass_batch.contents import MAX_HASHED, contents_of
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.act_file import ACT
from kuzbass_batch.publishing.rights import is_open_to_strangers
from kuzbass_batch.publishing.state_folder import is_at_rest, is_part_of_result, state_folder
from kuzbass_batch.reading.store import last_record
from kuzbass_batch.records.run import Run, RunOptions
from kuzbass_batch.workers.edition import program_edition

NO_MATTER = frozenset(
    {"workers", "cluster", "cluster_ca", "cluster_cert", "cluster_key"}
    | {"remember", "dry_run", "fresh"}
)
"""Options without effect on a result: workers, dry run, what is remembered between runs."""


def last_exit_code(
    folder: Path, output: Path, *, day: dt.date, year: Period | None, options: RunOptions
) -> int | None:
    """Return the exit code of the last run if this one would leave the result as it stands.

    folder: the input. year: as asked for, None if it follows from the day. None is returned where
    anything differs, is damaged or not known; also for a trial that is to show the differences from
    a result that it names.
    """
    if options.fresh or not options.remember or (options.dry_run and options.compare_with):
        return None
    try:
        target = Path(os.path.abspath(output))  # noqa: PTH100 - no link is followed
        if not is_at_rest(target) or is_open_to_strangers(target):
            return None
        record = last_record(state_folder(target))
        if record is None or record.asked != asked_for(day, year, options):
            return None
        same = _contents_of_both(folder, target) == (record.inputs, record.contents)
        return record.exit_code if same and is_at_rest(target) else None
    except (OSError, ValueError, RuntimeError):
        return None  # The run itself says what is wrong with a folder, or what the machine lacks.


def _contents_of_both(folder: Path, target: Path) -> tuple[str, str]:
    """Return the hashes of the input folder and of the result, worked out side by side.

    Opening, reading and hashing leave Python to the other thread. RuntimeError if the machine has
    no thread to give.
    """
    found = []

    def beside() -> None:
        with suppress(Exception):  # Without a hash all is worked out.
            found.append(result_contents(target))

    thread = Thread(target=beside, daemon=True)
    thread.start()
    inputs = contents_of(folder)
    thread.join()
    return inputs, "".join(found)


def result_contents(target: Path, known: Callable[[str], str] = lambda _path: "") -> str:
    """Return the hash of a result folder; what systems and open programs leave there is no part.

    known: the hash of a file as it was written, by its path; an empty one if that is not known.
    """
    return contents_of(target, is_part_of_result, still=False, known=known)


def asked_of(run: Run) -> str:
    """Return the hash of all that a run asks for besides its two folders, empty if it has none."""
    try:
        return asked_for(run.as_of, run.period if run.year_given else None, run.options)
    except OSError:
        return ""


def asked_for(day: dt.date, year: Period | None, options: RunOptions) -> str:
    """Return the hash of the program's edition, the day, the year as asked for, and the options.

    An option that names a file or a folder stands there by what that holds. OSError if it cannot be
    read.
    """
    words = [program_edition(), day.isoformat(), str(year)]
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name not in NO_MATTER:
            words += (field.name, *_said(value))
    if options.methodologies and options.methodologies.is_file():
        # An amendment changes the act that lies beside it.
        words += _said_if_there(options.methodologies.parent / ACT)
    if options.pdf:
        words += _office()
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogateescape")).hexdigest()


def drawn_by(methodology: str, templates: Path | None) -> str:
    """Return the hash of what all drawn files are made by, besides what each of them says.

    methodology: its hash. OSError if a template cannot be read.
    """
    words = (program_edition(), methodology, *_said(templates))
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogateescape")).hexdigest()


def _said(value: object) -> Iterator[str]:
    """Yield what is asked for by an option: what files hold, if it names some."""
    if isinstance(value, tuple):
        for each in value:
            yield from _said(each)
    elif isinstance(value, Path):
        yield from _held(value)
    else:
        yield repr(value)


def _said_if_there(path: Path) -> Iterator[str]:
    if path.is_file():
        yield from _held(path)


def _held(path: Path) -> Iterator[str]:
    """Yield what a file holds, or each file of a folder; links are followed, as in a run."""
    paths = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
    for each in paths:
        yield each.name
        state = each.stat()
        if state.st_size > MAX_HASHED:
            yield f"{state.st_size} {state.st_mtime_ns}"
        else:
            with each.open("rb") as stream:
                yield hashlib.file_digest(stream, "sha256").hexdigest()


def _office() -> Iterator[str]:
    """Yield which LibreOffice makes the letters PDF: with another one they are other files."""
    from kuzbass_batch.outputs.mail.pdf import find_office, office_edition

    program = find_office()
    if program is not None:
        yield office_edition(program)
