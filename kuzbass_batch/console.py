"""How the command line speaks: click's own words in Russian, and no letter too strange to print."""

import _thread
import codecs
import gettext
import os
import sys
import threading
from importlib.resources import files
from typing import Any

DOMAIN = "click"
READABLE = "kuzbass_readable"
SECONDS_TO_LEAVE = 0.05
_PLAIN = str.maketrans({"«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "№": "N", "→": "->"})


def speak_russian() -> None:
    """Let click find the Russian catalogue, whatever the language of the system.

    click asks gettext for each of its messages; gettext asks LANGUAGE first.
    """
    os.environ["LANGUAGE"] = "ru"
    gettext.bindtextdomain(DOMAIN, str(files("kuzbass_batch") / "locale"))
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


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the letters that cannot be encoded: a likeness, else `?`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(char if char.isascii() else "?" for char in lost), error.end
