"""One timed run of the batch or of the plain script, in a process of its own.

Prints one line of JSON: seconds, processor seconds, memory of this process and of the largest
worker in MiB, the task with which that worker had grown so large, and seconds by stage.

Run: python -m benchmarks.driver batch|plain FOLDER OUTPUT WORKERS [TEMPLATES]
"""

import contextlib
import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent
STAGES = {
    "batch": {
        "kuzbass_batch.batch": ("work_out", "write_outputs"),
        "kuzbass_batch.outputs.writing": ("write_workbook", "write_redrawn", "write_letters"),
    },
    "plain": {
        "benchmarks.plain": ("write_year",),
        "benchmarks.plain_committee": ("write_committee",),
    },
}


def main(
    what: str, folder: Path, output: Path, workers: int, templates: Path | None = None
) -> dict[str, Any]:
    """Run it once and return the figures; templates: the committee's own, with its contest."""
    start, stages, largest = time.perf_counter(), {}, ""
    if what == "plain":
        from benchmarks import plain, plain_committee

        watch(what, stages)
        with contextlib.redirect_stdout(io.StringIO()):
            plain_committee.write_committee(*plain.write_year(folder, output), output)
    else:
        from kuzbass_batch import batch
        from kuzbass_batch.methodology.calendar.period import Period
        from kuzbass_batch.records.run import Run, RunOptions

        watch(what, stages)
        asked = Run(
            input=folder,
            output=output,
            period=Period(2025),
            as_of=dt.date(2026, 1, 20),
            options=RunOptions(workers=workers, templates=templates),
        )
        with tempfile.TemporaryDirectory(prefix="kuzbass-peaks-") as name:
            peaks = Path(name, "peaks")
            note_peaks(peaks)
            batch.run(asked)
            largest = largest_task(peaks)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **usage(), "largest": largest, "stages": stages}


def watch(what: str, stages: dict[str, float]) -> None:
    """Have the stages noted with their seconds."""
    import importlib

    for module_name, names in STAGES[what].items():
        module = importlib.import_module(module_name)
        for name in names:
            setattr(module, name, timed(getattr(module, name), name, stages))


def timed(function: Any, name: str, stages: dict[str, float]) -> Any:
    """Return the function with its seconds noted."""

    def run(*args: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            stages[name] = time.perf_counter() - start

    return run


def note_peaks(place: Path) -> None:
    """Have each worker note after each group of tasks what it did and how large it ever was.

    Workers are forked from here, so that they get the changed function.
    """
    from kuzbass_batch.workers import local

    work_off = local._do

    @wraps(work_off)
    def noted(work: Any, *arguments: Any) -> Any:
        done = work_off(work, *arguments)
        with place.open("a", encoding="utf-8") as notes:
            print(peak_of_this_process() or 0, task_name(work), file=notes)
        return done

    local._do = noted


def task_name(work: Callable[..., Any]) -> str:
    """Return the name of the function that does the work, however it is wrapped."""
    while isinstance(work, partial):
        work = next((each for each in work.args if callable(each)), work.func)
    return work.__name__


def told_by(module: str, *words: object) -> dict[str, Any]:
    """Return what a module tells as JSON in its last line, run in a process of its own.

    RuntimeError with its own words if it fails.
    """
    command = [sys.executable, "-m", module, *map(str, words)]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def largest_task(peaks: Path) -> str:
    """Return the task after which a worker was first as large as any of them ever was."""
    lines = peaks.read_text("utf-8").splitlines() if peaks.is_file() else []
    notes = [(float(peak), name) for peak, name in map(str.split, lines)]
    return max(notes, key=lambda note: note[0], default=(0.0, ""))[1]


def usage() -> dict[str, float]:
    """Return processor seconds and peak memory, here and in the workers (not on Windows)."""
    import resource

    own, workers = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {
        "cpu": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "main_mib": peak_of_this_process() or own.ru_maxrss / unit,
        "worker_mib": workers.ru_maxrss / unit,
    }


def peak_of_this_process() -> float | None:
    """Return the peak of memory in MiB on Linux: `ru_maxrss` there counts what started us, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = (line.split() for line in status.read_text("ascii", "replace").splitlines())
    return next((int(line[1]) / 2**10 for line in lines if line[0] == "VmHWM:"), None)


if __name__ == "__main__":
    places = [Path(each) for each in sys.argv[5:]]
    found = main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), *places)
    print(json.dumps(found))
