"""How the command line speaks: click's own words in Russian, and no letter too strange to print."""

import _thread
import codecs
import errno
import gettext
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

DOMAIN = "click"
READABLE = "kuzbass_readable"
REDRAWN_EVERY = 10
"""Files between two pictures of the progress bar."""
SECONDS_TO_LEAVE = 0.05
"""Python may be between two places where it hears of a stop: it is told again so soon."""
SWALLOWED = re.compile(r"\"\s+-{1,2}[A-Za-z]")
"""A quote and an option within one argument."""
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_PLAIN = str.maketrans({"«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "№": "N", "→": "->"})


def speak_russian() -> None:
    """Let click find the Russian catalogue, whatever the language of the system.

    click asks gettext for each of its messages; gettext asks LANGUAGE first.
    """
    os.environ["LANGUAGE"] = "ru"
    gettext.bindtextdomain(DOMAIN, str(Path(__file__).parents[1] / "locale"))
    gettext.textdomain(DOMAIN)


def print_anything() -> None:
    """Let the screen show plainer letters for those its encoding lacks (cp866 has no «)."""
    codecs.register_error(READABLE, _plainer)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=READABLE)


def hear_every_stop() -> None:
    """Ask again where Python would drop a Ctrl+C with a traceback: it came in a callback."""
    usual = sys.unraisablehook

    def hook(lost: Any) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            # Not from within: an exception raised in this hook would be lost with a traceback, too.
            again = threading.Timer(SECONDS_TO_LEAVE, _thread.interrupt_main)
            again.daemon = True
            again.start()
        else:
            usual(lost)

    sys.unraisablehook = hook


def warn(sentence: str) -> None:
    """Tell something on the error stream; one that takes nothing changes no exit code."""
    with suppress(OSError):
        click.echo(sentence, err=True)


def fault_of_system() -> str:
    """Return why the program can do nothing on this system; an empty string if it can."""
    try:
        "Ж".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        return (
            "Система не принимает русских имён файлов (кодировка "
            f"{sys.getfilesystemencoding()}). Повторите команду с PYTHONUTF8=1 перед нею или в "
            "окружении с UTF-8 (LC_ALL=C.UTF-8)."
        )
    return ""


def fault_of_call(arguments: Sequence[str], windows: bool = os.name == "nt") -> str:
    """Return why these arguments, or this folder, cannot be meant; an empty string if they can.

    A folder in quotes that ends with a backslash: for Windows `\\"` is a quote inside the text, so
    that the options after it belong to the folder's name. No file there may have a quote in it.
    """
    for each in arguments:
        if SWALLOWED.search(each) or (windows and '"' in each):
            meant = each.partition('"')[0].rstrip("\\")
            return (
                f"Имя «{each}» понято как одно целое. Похоже, папка в кавычках кончается знаком "
                "«\\»: он отменил закрывающую кавычку, и следующие параметры попали в имя. Уберите "
                f'«\\» перед кавычкой: "{meant}".'
            )
    try:
        Path.cwd()
    except OSError:
        return "Текущей папки больше нет. Перейдите в другую и повторите."
    return ""


def _give_up_output() -> None:
    """Send what is still to be printed nowhere: Python would try again when it ends, and fail."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class ScreenLost(Exception):
    """The screen takes no more words; the fault says why."""

    def __init__(self, fault: OSError) -> None:
        super().__init__(str(fault))
        self.fault = fault


def print_line(line: str) -> None:
    """Print a line; ScreenLost if that cannot be.

    A reader who has seen enough (`| head`) is no fault: what follows goes nowhere, and the exit
    code stays that of the work.
    """
    try:
        click.echo(line)
    except OSError as error:
        if not _has_seen_enough(error):
            raise ScreenLost(error) from error
        _give_up_output()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """Yield what shows on a terminal how far each stage is; None where there is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    stages: dict[str, TaskID] = {}
    # A thread that draws the bar would be there when the first workers are forked.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:

        def report(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done, total=total)
            if done in (0, total) or done % REDRAWN_EVERY == 0:
                bar.refresh()

        yield report


def _has_seen_enough(error: OSError) -> bool:
    return error.errno in (errno.EPIPE, errno.EINVAL)  # Windows calls a closed pipe an invalid one.


def screen_lost(error: OSError) -> int:
    """Say that the program cannot print, which is all that is left to fail; return its exit code.

    Of what click itself prints, help and version, a reader may have seen enough.
    """
    from kuzbass_batch.publishing.disk import describe_fault

    _give_up_output()
    if _has_seen_enough(error):
        return 0
    warn(
        f"Сообщения программы не выведены: {describe_fault(error, 'вывод')}. Файлы, которые она "
        "успела записать, целы."
    )
    return 3


def keep_details(log: Path | None) -> str:
    """Write the traceback to `log` and return the words that name it.

    Where it cannot be written, the words say what the fault was and where, on one line.
    """
    whole, cause = traceback.format_exc(), _cause()
    if log is None:
        return f": {cause}"
    try:
        log.unlink(missing_ok=True)  # What has that name may be a second name of another file.
        descriptor = os.open(log, _NEW_FILE, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:  # noqa: PTH123 - no link followed
            stream.write(whole)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return f": {cause}. Файл с подробностями не записан ({reason})"
    return f" файл «{log}»"


MOST_OF_CAUSE = 600
"""Letters of a fault that still fit a screen."""


def _cause() -> str:
    """Return on one line what the fault at hand says and the place that it came from."""
    _, error, trace = sys.exc_info()
    words = " ".join(traceback.format_exception_only(error)[-1].split())
    places = traceback.extract_tb(trace)
    where = f" ({Path(places[-1].filename).name}:{places[-1].lineno})" if places else ""
    return f"{words[:MOST_OF_CAUSE]}{where}"


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the letters that cannot be encoded: a likeness, else `?`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(char if char.isascii() else "?" for char in lost), error.end
