"""Open a file of the input folder: only a regular one, without following links or waiting."""

import errno
import os
from hashlib import sha256
from pathlib import Path

from kuzbass_batch.ceilings import COMMITTEES, STRANGERS
from kuzbass_batch.contents import NotRegular, opened
from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.machine_faults import is_of_machine
from kuzbass_batch.reading.files.containers import take_out
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.own_names import is_own_name
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.workers.crew import Lost
from kuzbass_batch.workers.limits import SECONDS


def load(folder: Path, source: Source) -> bytes | Finding:
    """Return the bytes of a source, one more than the most at most, or why there are none."""
    data = load_file(folder, source)
    return data if isinstance(data, Finding) else content_of(data, source)


def load_file(folder: Path, source: Source) -> bytes | Finding:
    """Return the bytes of the file that a source is, or lies in, or why there are none."""
    try:
        with opened(f"{folder}{os.sep}{source.location or source.path}") as stream:
            # Not at once the room for the largest file: it is reserved again for each of thousands.
            size = os.fstat(stream.fileno()).st_size
            return stream.read(min(size, _most_of(source)) + 1)
    except OSError as error:
        return rules.VANISHED.at(why=reason_of(error))


def content_of(data: bytes, source: Source) -> bytes | Finding:
    """Return the bytes of a source out of its file's; nothing is written anywhere.

    They must be those that the source was found with.
    """
    if source.member is not None:
        try:
            data = take_out(data, source.location, source.member)
        except Refusal as refused:
            return refused.finding
    if (
        source.sha256
        and len(data) <= _most_of(source)
        and sha256(data).hexdigest() != source.sha256
    ):
        return rules.VANISHED.at(why="изменился во время расчёта")
    return data


def _most_of(source: Source) -> int:
    """Return how many bytes of a file are taken: more where it is named as the committee's own."""
    own = source.member is None and is_own_name(name_of(source.path))
    return COMMITTEES.size if own else STRANGERS.size


def finding_on(lost: Lost) -> Finding:
    """Return what is said of a file whose reader was lost twice."""
    return rules.TOO_SLOW.at(seconds=int(SECONDS)) if lost is Lost.STUCK else rules.READER_DIED.at()


def reason_of(error: OSError) -> str:
    """Return in Russian why a file or a folder cannot be opened.

    What the machine as a whole lacks is no fault of theirs: that OSError comes out again.
    """
    if is_of_machine(error):
        raise error
    match error:
        case NotRegular():
            return "уже не обычный файл"
        case PermissionError():
            return "нет прав на чтение"
        case FileNotFoundError():
            return "нет на прежнем месте"
        case OSError(errno=errno.ELOOP):
            return "на его месте ссылка"
        case OSError(errno=errno.ENAMETOOLONG):
            return "слишком глубокая вложенность"
        case _:
            return "ошибка диска или сети"
