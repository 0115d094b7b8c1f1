"""Folders of hostile and honest files, and what the program makes of them as a whole process."""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tests.hostile
from tests.hostile.table import CASES, Case
from tests.hostile.workshop import form, registry

for module in pkgutil.iter_modules(tests.hostile.__path__):
    if module.name.startswith("cases_"):
        importlib.import_module(f"tests.hostile.{module.name}")
CASES.sort(key=lambda case: case.room)  # Whichever module was imported first.

HONEST = tuple(f"К-{number:03}" for number in range(1, 51))
CONTROLS = HONEST[:2]
IDS = {case.title: f"Х-{number:03}" for number, case in enumerate(CASES, start=1)}
MEASURED = """
import re, sys
from pathlib import Path
from kuzbass_batch.command_line.cli import main
code = 0
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print("peak", int(peak[1]) // 1024, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class Run:
    """What a run came to: exit code, streams, results.json, MiB of the main process at its peak.

    left: whether any process of it was still there after it ended. folder: what it read.
    """

    code: int
    out: str
    err: str
    results: dict[str, Any]
    peak: int
    left: bool
    folder: Path
    output: Path


def lay_out(folder: Path, honest: Iterable[str], cases: Iterable[Case] = ()) -> Path:
    """Write the registry of their participants, honest returns, and cases; return the folder."""
    honest, cases = tuple(honest), tuple(cases)
    folder.mkdir(parents=True, exist_ok=True)
    ids = (*honest, *(IDS[case.title] for case in cases))
    (folder / "реестр.xlsx").write_bytes(registry(*ids))
    for who in honest:
        (folder / f"{who}.xlsx").write_bytes(form(who))
    for case in cases:
        place = folder / case.room / case.title
        place.mkdir(parents=True, exist_ok=True)
        (place / case.name).write_bytes(case.build(IDS[case.title]))
    return folder


def run(folder: Path, output: Path) -> Run:
    """Run the program on a folder as the clerk does."""
    command = [sys.executable, "-c", MEASURED, "run", str(folder), "--output", str(output)]
    process = subprocess.Popen(
        [*command, "--as-of", "2026-01-20"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    out, err = (stream.decode() for stream in process.communicate(timeout=300))
    text, _, peak = err.rpartition("peak ")
    file = output / "results.json"
    results = json.loads(file.read_text("utf-8")) if file.exists() else {}
    left = _is_there(process.pid)
    return Run(process.returncode, out, text, results, int(peak), left, folder, output)


def _is_there(group: int) -> bool:
    """Tell whether a process of the group lives ten seconds after the end of its first.

    What multiprocessing has beside the workers ends when it sees that the first is gone.
    """
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def rows_of(results: dict[str, Any], ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return what results.json says of some participants, but for their places among all."""
    wanted = set(ids)
    people = [person for person in results["participants"] if person["id"] in wanted]
    return [{k: v for k, v in p.items() if not k.startswith("place")} for p in people]
