"""Put slips into the rules and the reading of forms, and list those that no test notices.

    python -m tests.mutants --count 1000 --seed 14 --report build/mutants.md

The seed chooses the slips among all that there are; the same seed and code choose the same.
Exit code 1 if less than 90 % of those that matter are noticed.
"""

import argparse
import hashlib
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutants.changes import Mutant, mutants
from tests.mutants.record import Record
from tests.mutants.trial import MARKED, TESTS, TIME, Verdict, load_libraries, open_laboratory
from tests.paths import ROOT

ROOMS = ("kuzbass_batch/rules", "kuzbass_batch/forms/parsing")
KNOWN = Path(__file__).with_name("equivalent.toml")
"""Slips that change no result, each with the reason."""
SHARE = 90


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge a sample; return the exit code."""
    asked = options().parse_args(arguments)
    modules = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    sample = chosen(modules, asked.count, asked.seed, asked.only)
    record = Record(asked.report.with_suffix(".jsonl"))
    verdicts = record.noticed(sample) if asked.keep else []
    left = [each for each in sample if each not in {verdict.mutant for verdict in verdicts}]
    print(f"{len(verdicts)} noticed before, {len(left)} to be tried", flush=True)
    record.begin(verdicts)
    load_libraries()
    laboratory = open_laboratory(modules, asked.jobs, asked.tests, asked.marked)
    print(f"{len(laboratory.measured.reaches)} tests", flush=True)
    for verdict in laboratory.judge(left):
        verdicts.append(verdict)
        record.add(verdict)
        print(line(len(verdicts), verdict), flush=True)
    laboratory.close()
    known = equivalent(KNOWN.read_text("utf-8"))
    report = "\n".join(told(verdicts, known, asked.seed))
    asked.report.write_text(report + "\n", "utf-8")
    print(report)
    return int(share(verdicts, known) < SHARE)


def options() -> argparse.ArgumentParser:
    """Return what the command takes."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of path:function, e.g. values.py:fold")
    parser.add_argument("--keep", action="store_true", help="what an earlier report's run noticed")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="other folders or files of tests")
    parser.add_argument("--marked", default=MARKED, help="marks of the tests; '' takes whole ones")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "mutants.md")
    return parser


def chosen(modules: Iterable[Path], count: int, seed: int, only: str = "") -> list[Mutant]:
    """Return so many slips of the modules, each as likely as any other, in random order.

    A slip's turn goes by the seed and by itself, so that a changed function moves no other slip in
    or out but by the few places that it takes or frees.
    """
    every = [
        (turn(seed, mutant, again), mutant)
        for path in modules
        for mutant, again in numbered(
            mutants(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        )
        if only in f"{mutant.path}:{mutant.within}"
    ]
    return [mutant for _, mutant in sorted(every, key=lambda each: each[0])[:count]]


def numbered(every: Iterable[Mutant]) -> Iterable[tuple[Mutant, int]]:
    """Yield slips with how many of the same kind stood before each in its function."""
    before: Counter[tuple[str, ...]] = Counter()
    for mutant in every:
        yield mutant, before[mutant.key()]
        before[mutant.key()] += 1


def turn(seed: int, mutant: Mutant, again: int) -> str:
    """Return a random word that the seed and the slip alone make."""
    return hashlib.sha256(repr((seed, mutant.key(), again)).encode()).hexdigest()


def equivalent(text: str) -> dict[tuple[str, str, str, str], str]:
    """Return the reason of each slip of the list that changes no result."""
    return {
        (each["path"], each["within"], each["before"], each["after"]): each["reason"]
        for each in tomllib.loads(text).get("slip", [])
    }


def survivors(verdicts: Iterable[Verdict], known: Iterable[tuple[str, ...]]) -> list[Mutant]:
    """Return the slips that matter and that no test notices."""
    alive = (verdict.mutant for verdict in verdicts if verdict.noticed_by is None)
    return [mutant for mutant in alive if mutant.key() not in set(known)]


def share(verdicts: Sequence[Verdict], known: Iterable[tuple[str, ...]]) -> float:
    """Return how many of a hundred slips that matter are noticed."""
    noticed = sum(verdict.noticed_by is not None for verdict in verdicts)
    return 100 * noticed / max(1, noticed + len(survivors(verdicts, known)))


def line(number: int, verdict: Verdict) -> str:
    """Return what is printed of one slip."""
    mutant, noticed = verdict.mutant, verdict.noticed_by or "SURVIVED"
    return (f"{number} {mutant.path}:{mutant.line} {mutant.within} | {mutant.before[:90]} → "
            f"{mutant.after[:90]} | {noticed[-90:]} | {verdict.seconds:.1f} s")  # fmt: skip


def told(verdicts: Sequence[Verdict], known: Iterable[tuple[str, ...]], seed: int) -> Iterable[str]:
    """Yield the lines of the report: the figures, then a table of those that survived."""
    alive, noticed = survivors(verdicts, known), [v for v in verdicts if v.noticed_by]
    late = sum(verdict.noticed_by == TIME for verdict in noticed)
    yield (
        f"{len(verdicts)} slips, seed {seed}: {len(noticed)} noticed ({late} by time), "
        f"{len(verdicts) - len(noticed) - len(alive)} change nothing, {len(alive)} survived: "
        f"{share(verdicts, known):.1f} % noticed of those that matter."
    )
    rooms = Counter(str(Path(verdict.mutant.path).parent) for verdict in verdicts)
    unseen = Counter(str(Path(mutant.path).parent) for mutant in alive)
    yield from ("", "| room | slips | survived |", "| --- | --- | --- |")
    yield from (f"| `{room}` | {rooms[room]} | {unseen[room]} |" for room in sorted(rooms))
    yield from ("", "| where | function | before | after |", "| --- | --- | --- | --- |")
    for mutant in sorted(alive, key=lambda mutant: (mutant.path, mutant.line)):
        before, after = (each.replace("|", "\\|") for each in (mutant.before, mutant.after))
        yield f"| {mutant.path}:{mutant.line} | {mutant.within} | `{before}` | `{after}` |"


if __name__ == "__main__":
    sys.exit(main())
