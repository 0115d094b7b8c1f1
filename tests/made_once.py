"""What several test modules look at, made once: by whichever worker of pytest-xdist comes first."""

import pickle
import time
from dataclasses import dataclass
from pathlib import Path

from input_samples.year import NEXT_TEMPLATES
from kuzbass_batch.records.year.outcome import Outcome
from tests.paths import ROOT
from tests.runs import run_batch

SAMPLES = ROOT / "input_samples" / "2025"
NEXT_SAMPLES = ROOT / "input_samples" / "2026"


def once(tmp_path_factory, name, make):
    """Return what `make(folder)` returns, made by whichever test worker comes first."""
    base = tmp_path_factory.getbasetemp()
    if base.name.startswith("popen-gw"):
        base = base.parent
    folder, done = base / name, base / f"{name}.pickle"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(3000):
            if done.exists():
                return pickle.loads(done.read_bytes())
            time.sleep(0.1)
        raise
    result = make(folder)
    part = done.with_suffix(".part")
    part.write_bytes(pickle.dumps(result))
    part.rename(done)
    return result


@dataclass(frozen=True)
class SampleResult:
    """The result of a run of the samples: its folder, which nobody writes to, and its outcome."""

    folder: Path
    outcome: Outcome


def run_samples(folder, as_of):
    """Run the samples as the clerk does, into `folder`."""
    target = folder / "2025"
    return SampleResult(target, run_batch(SAMPLES, target, year=2025, as_of=as_of))


def run_next(target, as_of):
    """Run them with the committee's folder of templates: it announces the contest."""
    asked = {"year": 2026, "as_of": as_of, "templates": NEXT_TEMPLATES}
    return run_batch(NEXT_SAMPLES, target, **asked)


def run_next_samples(folder, as_of):
    """Run the samples of the next year into `folder`."""
    target = folder / "2026"
    return SampleResult(target, run_next(target, as_of))
