"""Letters as PDF, by LibreOffice where it is installed: one call for all of them.

They are tagged for screen readers (PDF/UA) and show the letter's title. What LibreOffice writes of
the clock is put right, so that the same letters give the same bytes with the same LibreOffice and
fonts; with others they may not.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import md5, sha256
from pathlib import Path, PurePosixPath

from kuzbass_batch.outputs.drawn_files import DrawnFiles
from kuzbass_batch.workers.packed import pickled

NAMES = ("soffice", "libreoffice")
PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
SECONDS_TO_START, SECONDS_PER_LETTER = 120, 10
"""Generous, for a slow machine with a cold disk: it is LibreOffice that hangs which is ended."""
MOST_AT_ONCE = 1_000
"""A command line has an end: on Windows at 32,767 letters."""
NOT_FOUND = (
    "LibreOffice на этом компьютере не найден: письма остались документами Word, файлов PDF нет."
)
EXPORT = ("UseTaggedPDF", "PDFUACompliance", "DisplayPDFDocumentTitle", "ExportBookmarks")
"""Options of LibreOffice's filter that are switched on; before 7.4 it passes over them."""
_CLOCK = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)[0-9]{14}")
_CLOCK_IN_XMP = re.compile(rb"(<xmp:[A-Za-z]+Date>)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}")
_MARKS = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/DocChecksum /)[0-9A-F]{32}")
_TAIL = 1_000
_EPOCH, _EPOCH_IN_XMP = b"20250307000000", b"2025-03-07T00:00:00"


def find_office() -> Path | None:
    """Return the program of LibreOffice, None if it is not installed."""
    found = (shutil.which(name) for name in NAMES)
    places = (*(Path(each) for each in found if each), *map(Path, PLACES))
    return next((place for place in places if place.is_file()), None)


def office_edition(office: Path) -> str:
    """Return which LibreOffice it is: another one makes other files of the same letters."""
    state = office.stat()
    return f"{office.resolve()} {state.st_size} {state.st_mtime_ns}"


def write_pdfs(
    letters: Sequence[str], folder: Path, drawn: DrawnFiles, tell: Callable[[str], None]
) -> frozenset[str]:
    """Write a PDF beside each letter of the folder; return the paths of those that have one.

    What the last result holds of an equal letter, by the same LibreOffice, is taken from there.
    Where LibreOffice is missing or fails, `tell` is given the sentence and the run goes on.
    """
    office = find_office()
    if office is None:
        tell(NOT_FOUND)
        return frozenset()
    edition = office_edition(office)
    keys = {path: drawn.key_of(pickled((path, drawn.hash_of(path), edition))) for path in letters}
    left = [path for path in letters if not _take_over(path, keys[path], folder, drawn)]
    done = set(letters) - set(left)
    for start in range(0, len(left), MOST_AT_ONCE):
        for path, digest in _convert(office, left[start : start + MOST_AT_ONCE], folder):
            drawn.enter(pdf_path(path), keys[path], digest)
            done.add(path)
    if len(done) < len(letters):
        missing = [PurePosixPath(path).name for path in letters if path not in done]
        tell(
            f"LibreOffice не сделал PDF для писем: {len(missing)}, среди них «{missing[0]}». Они "
            "остались документами Word."
        )
    return frozenset(done)


def _take_over(letter: str, key: bytes, folder: Path, drawn: DrawnFiles) -> bool:
    """Take the PDF of an equal letter from the last result; tell whether it was there."""
    data = drawn.last(pdf_path(letter), key)
    if data is not None:
        (folder / pdf_path(letter)).write_bytes(data)
    return data is not None


def pdf_path(letter: str) -> str:
    """Return where the PDF of a letter lies."""
    return str(PurePosixPath(letter).with_suffix(".pdf"))


def _convert(office: Path, letters: Sequence[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the letters that became PDF, with its hash. They go by number, whatever their names."""
    with tempfile.TemporaryDirectory(prefix="kuzbass-pdf-") as name:
        room = Path(name)
        numbers = {f"{number:05}": path for number, path in enumerate(letters)}
        for number, path in numbers.items():
            shutil.copyfile(folder / path, room / f"{number}.docx")
        _call(office, [f"{number}.docx" for number in numbers], room)
        yield from _collected(numbers, room, folder)


def _collected(numbers: Mapping[str, str], room: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    for number, path in numbers.items():
        made = room / f"{number}.pdf"
        if made.is_file():
            data = without_clock(made.read_bytes())
            (folder / pdf_path(path)).write_bytes(data)
            yield path, sha256(data).digest()


def _call(office: Path, names: list[str], room: Path) -> None:
    """Let LibreOffice convert the files, with a profile of its own; what it cannot is not there."""
    profile = (room / "profile").as_uri()
    command = [str(office), f"-env:UserInstallation={profile}", "--headless", "--norestore",
               "--convert-to", _filter(), *names]  # fmt: skip
    with suppress(OSError, subprocess.TimeoutExpired), _started(command, room) as process:
        process.wait(SECONDS_TO_START + SECONDS_PER_LETTER * len(names))


def _filter() -> str:
    on = {option: {"type": "boolean", "value": "true"} for option in EXPORT}
    return f"pdf:writer_pdf_Export:{json.dumps(on, separators=(',', ':'))}"


@contextmanager
def _started(command: list[str], room: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a program and see that neither it nor what it started outlives the block."""
    process = subprocess.Popen(
        command,
        cwd=room,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(OSError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def without_clock(pdf: bytes) -> bytes:
    """Return a PDF of LibreOffice without the time of its making; nothing in it moves.

    The marks at its end (/ID, /DocChecksum) are made of the time too: they become the content's.
    """
    plain = _CLOCK.sub(rb"\g<1>" + _EPOCH, pdf)
    plain = _CLOCK_IN_XMP.sub(rb"\g<1>" + _EPOCH_IN_XMP, plain)
    body, tail = plain[:-_TAIL], plain[-_TAIL:]
    blank = _MARKS.sub(b"0" * 32, tail)
    mark = md5(body + blank, usedforsecurity=False).hexdigest().upper().encode()
    return body + _MARKS.sub(mark, tail)
