"""Whether two checkouts give the same results, byte by byte: the samples and the sample year.

Run: python -m benchmarks.compare OLD NEW [--members] [--only run|year]

OLD and NEW are folders of checkouts. Each is copied as it would lie in a wheel and runs with the
Python of this command, so that both use the same libraries. With --members, archives (.xlsx,
.docx, .zip) count as equal when their members are: for a change of how they are packed.
Exit code 0 when all is equal, 1 with a list of the paths that differ.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ARCHIVES = (".xlsx", ".docx", ".zip")
SAMPLES_DAY = "2026-01-20"
Files = dict[str, bytes]


def laid_out(checkout: Path, folder: Path) -> Path:
    """Copy what runs: package, templates within it, samples; return the folder to run in."""
    junk = shutil.ignore_patterns("__pycache__")
    shutil.copytree(checkout / "kuzbass_batch", folder / "kuzbass_batch", ignore=junk)
    shutil.copytree(checkout / "templates", folder / "kuzbass_batch" / "templates", ignore=junk)
    shutil.copytree(checkout / "input_samples", folder / "input_samples", ignore=junk)
    return folder


def walked(folder: Path, *, year: bool) -> Files:
    """Run the samples or the sample year in a laid out folder; return every file of the result."""
    run = ["kuzbass_batch", "run", "input_samples/2025", "--output", "out/result",
           "--as-of", SAMPLES_DAY, "--mails"]  # fmt: skip
    command = [sys.executable, "-m", *(["input_samples.year", "out"] if year else run)]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode > 1 or not (folder / "out").is_dir():
        sys.exit(f"{folder}: {' '.join(command)}\n{done.stdout}\n{done.stderr}")
    root = folder / "out"
    found = {"screen": done.stdout.encode()}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and ".state/" not in f"/{name}":
            found[name] = path.read_bytes()
    shutil.rmtree(root)
    return found


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every member of an archive, archives within it unpacked, too."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            yield name, archive.read(name)


def equal(name: str, old: bytes, new: bytes, *, by_members: bool) -> bool:
    """Tell whether two files are the same; archives by their members if so asked."""
    if old == new:
        return True
    if by_members and name.endswith(ARCHIVES):
        return list(members(old)) == list(members(new))
    return False


def differences(old: Files, new: Files, *, by_members: bool) -> Iterator[str]:
    """Yield a line for each path that is in one result only or differs."""
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"only before: {name}"
        elif name not in old:
            yield f"only now:    {name}"
        elif not equal(name, old[name], new[name], by_members=by_members):
            yield f"differs:     {name} ({len(old[name])} -> {len(new[name])} bytes)"


def main() -> int:
    """Compare the two checkouts named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--members", action="store_true", help="compare archives by members")
    parser.add_argument("--only", choices=("run", "year"), help="only one of the two walks")
    asked = parser.parse_args()
    different = 0
    with tempfile.TemporaryDirectory(prefix="compare-") as scratch, ThreadPoolExecutor(2) as pool:
        places = [
            laid_out(checkout.resolve(), Path(scratch, name))
            for name, checkout in (("old", asked.old), ("new", asked.new))
        ]
        for walk in ("run", "year") if asked.only is None else (asked.only,):
            old, new = pool.map(lambda place, w=walk: walked(place, year=w == "year"), places)
            lines = list(differences(old, new, by_members=asked.members))
            print(f"{walk}: {len(new)} files, {len(lines)} differ", *lines, sep="\n  ", flush=True)
            different += len(lines)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
