"""LibreOffice started once for the tests of a process: it stays, and each conversion asks it.

A start costs more than ten small conversions. The instance stays while it holds a document open; a
second start with the same profile hands its files over, waits until they are converted, and ends.
If the instance has died meanwhile, the second start does the work itself.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECONDS = 240
# The environment's locale must be installed to be heard; the profile's is not asked for that.
RUSSIAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>ru-RU</value></prop></item></oor:items>
"""
HELD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text/></office:body></office:document>
"""
_RUNNING: list["Instance"] = []


@dataclass(frozen=True)
class Instance:
    """The process that stays, and the folder of its profile."""

    process: subprocess.Popen
    room: Path


def converted(files, suffix, folder):
    """Save files as another kind, such as `pdf`, into `folder`; return the paths, in order.

    suffix: as `soffice --convert-to` takes it, a filter and its options behind a colon. The locale
    is Russian.
    """
    files = [Path(each).absolute() for each in files]
    if files:
        command = [*_program(_profile()), "--convert-to", suffix, "--outdir", str(folder)]
        subprocess.run(
            [*command, *map(str, files)],
            check=True, capture_output=True, env=_environment(), timeout=SECONDS,
        )  # fmt: skip
    return [Path(folder, f"{each.stem}.{suffix.partition(':')[0]}") for each in files]


def stop():
    """End the instance, if one runs, and take its profile away."""
    while _RUNNING:
        instance = _RUNNING.pop()
        with suppress(ProcessLookupError):
            os.killpg(instance.process.pid, signal.SIGKILL)
        instance.process.wait()
        shutil.rmtree(instance.room, ignore_errors=True)
    _profile.cache_clear()


def russian(profile):
    """Lay a new profile out with the Russian locale."""
    settings = Path(profile, "user", "registrymodifications.xcu")
    settings.parent.mkdir(parents=True)
    settings.write_text(RUSSIAN, "utf-8")


@cache
def _profile():
    """Start the instance and return its profile once it holds its document."""
    room = Path(tempfile.mkdtemp(prefix="libreoffice"))
    russian(room / "profile")
    held, lock = room / "held.fodt", room / ".~lock.held.fodt#"
    held.write_text(HELD, "utf-8")
    process = subprocess.Popen(
        [*_program(room / "profile"), str(held)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=_environment(), start_new_session=True,
    )  # fmt: skip
    _RUNNING.append(Instance(process, room))
    until = time.monotonic() + SECONDS
    while not lock.exists():
        assert process.poll() is None and time.monotonic() < until, "LibreOffice does not start"
        time.sleep(0.05)
    return room / "profile"


def _program(profile):
    return ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]


def _environment():
    # Where the locale is not installed, LibreOffice does not find Cyrillic names.
    return os.environ | {"LC_ALL": "C.UTF-8"}
