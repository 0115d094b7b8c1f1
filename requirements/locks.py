"""The locks as records: which library in which version, where it is asked for, by which hashes."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parent
RUN, TEST, TOOLS = (FOLDER / f"{name}.txt" for name in ("run", "test", "tools"))

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})(?!\S)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Locked:
    """One library of a lock.

    name: as the package index spells it for machines. marker: the systems and Pythons that ask for
    it, None for all. hashes: SHA-256 of each file that may be installed, in hexadecimal.
    """

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]


def read_lock(path: Path) -> tuple[Locked, ...]:
    """Read a lock that `make lock` wrote.

    Raises ValueError for a line that names no single version with hashes alone: pip would refuse
    such a lock, or take what nobody has looked at.
    """
    kept = (
        line for line in path.read_text("ascii").splitlines() if not line.lstrip().startswith("#")
    )
    lines = "\n".join(kept).replace("\\\n", " ").splitlines()
    return tuple(_locked(line) for line in lines if line.strip())


def _locked(line: str) -> Locked:
    said, *options = line.split("--hash=", 1)
    hashes = tuple(_HASH.findall(line))
    left = _HASH.sub("", "--hash=".join(("", *options)))
    requirement = Requirement(said)
    version = re.fullmatch(r"==([^*,\s]+)", str(requirement.specifier))
    if version is None or not hashes or left.strip() or requirement.url or requirement.extras:
        raise ValueError(f"not one version with its hashes: {line}")
    return Locked(
        name=canonicalize_name(requirement.name),
        version=version[1],
        marker=requirement.marker,
        hashes=hashes,
    )
