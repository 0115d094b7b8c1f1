"""What became of each slip, in a file that a later run of the same sample goes on from."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from tests.mutants.changes import Mutant
from tests.mutants.trial import Verdict
from tests.paths import ROOT


class Record:
    """A file with a line for each slip that was tried."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def noticed(self, sample: Iterable[Mutant]) -> list[Verdict]:
        """Return the slips of a sample that were noticed, by a test and in a module as they are."""
        if not self.path.exists():
            return []
        lines = map(json.loads, self.path.read_text("utf-8").splitlines())
        found = {Mutant(**line["mutant"]): line for line in lines if line["noticed_by"]}
        return [
            Verdict(mutant=each, noticed_by=line["noticed_by"], seconds=line["seconds"])
            for each in sample
            if (line := found.get(each)) and line["files"] == files_of(each, line["noticed_by"])
        ]

    def begin(self, verdicts: Iterable[Verdict]) -> None:
        """Begin the file anew with what is known."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("", "utf-8")
        for verdict in verdicts:
            self.add(verdict)

    def add(self, verdict: Verdict) -> None:
        """Put down one slip."""
        line: dict[str, Any] = {
            "mutant": asdict(verdict.mutant),
            "noticed_by": verdict.noticed_by,
            "seconds": round(verdict.seconds, 2),
            "files": files_of(verdict.mutant, verdict.noticed_by),
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def files_of(mutant: Mutant, noticed_by: str | None) -> list[str]:
    """Return the hashes of the slip's module and of the file of the test that noticed it."""
    test = noticed_by.partition("::")[0] if noticed_by else ""
    return [hash_of(mutant.path), hash_of(test) if test.startswith("tests/") else ""]


@cache
def hash_of(path: str) -> str:
    """Return the hash of a file of the project, nothing for one that is no longer there."""
    file = ROOT / path
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
