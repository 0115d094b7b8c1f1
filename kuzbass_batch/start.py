"""Where the program starts: every end from here on has its exit code and one sentence.

Python ends with code 1 and a traceback where nobody catches a fault; here 1 says that a run is done
and returns are to be mended. So everything is imported within this guard, a library that is missing
as well, and nothing but the standard library outside of it.
"""

import os
import signal
import sys
from contextlib import suppress

from kuzbass_batch.machine_faults import NO_MEMORY, sentence_on

BROKEN = 3
LEAST_MEMORY = 512 * 2**20
"""Bytes of address space that the libraries and a small year take."""
ENOUGH_FILES = 1024
"""Open files: what systems mostly allow, and a run on many cores may take some hundred."""
_PLAIN = str.maketrans({"«": '"', "»": '"', "–": "-", "—": "-"})


def main() -> None:
    """Run the command line; whatever becomes of it, end with a code of the program's own."""
    # Until the program is there to clear up and say so, a Ctrl+C ends it without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    open_streams()
    # Its threads are of no use here, and each takes memory that may not be there.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        fault = fault_of_limits()
        if fault:
            end(fault)
        from kuzbass_batch.command_line.cli import main as command_line

        command_line()
    except Exception as error:
        end(sentence_on(error) or f"Внутренняя ошибка программы ({type(error).__name__}).")


def open_streams() -> None:
    """Give the program the streams it was begun without.

    Where they are closed, the next files to be opened would get their numbers, and what a library
    prints would go into a file of the result. Sentences for a closed error stream go to the screen;
    a closed screen stays one that takes nothing, which is told when something is to be printed.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            _open_as(number, mode)
    if sys.stdout is None and os.name != "nt":
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = sys.stdout


def _open_as(number: int, mode: int) -> None:
    """Open the device that takes and gives nothing under this number."""
    with suppress(OSError):
        descriptor = os.open(os.devnull, mode)
        if descriptor != number:
            os.dup2(descriptor, number)
            os.close(descriptor)


def fault_of_limits() -> str:
    """Return why the system's limits let nothing be worked out here; take what they allow."""
    try:
        import resource
    except ImportError:  # Windows has none.
        return ""
    memory, _ = resource.getrlimit(resource.RLIMIT_AS)
    if memory != resource.RLIM_INFINITY and memory < LEAST_MEMORY:
        return (
            f"{NO_MEMORY} Ей разрешено {memory // 2**20} МиБ (ulimit -v), а нужно не меньше "
            f"{LEAST_MEMORY // 2**20}."
        )
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files != resource.RLIM_INFINITY and files < ENOUGH_FILES:
        with suppress(OSError, ValueError):
            allowed = ENOUGH_FILES if most == resource.RLIM_INFINITY else min(most, ENOUGH_FILES)
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return ""


def end(sentence: str) -> None:
    """Say why nothing was done and end the program: its memory may be too small to clear up."""
    say(f"Не выполнено. {sentence}")
    sys.exit(BROKEN)


def say(sentence: str) -> None:
    """Tell something on the error stream, whatever that takes; one that takes nothing is let be."""
    stream = sys.stderr
    with suppress(OSError, ValueError, AttributeError):
        encoding = (stream.encoding or "utf-8").lower()
        # As click does: a screen of plain ASCII is taken for a mistake.
        encoding = "utf-8" if encoding in ("ascii", "us-ascii", "ansi_x3.4-1968") else encoding
        try:
            data = f"{sentence}\n".encode(encoding)
        except UnicodeEncodeError:
            data = f"{sentence}\n".translate(_PLAIN).encode(encoding, "replace")
        stream.flush()
        os.write(stream.fileno(), data)
