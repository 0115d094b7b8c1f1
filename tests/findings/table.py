"""The table of findings: for every rule an input that raises it, and its sound neighbour."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.findings.folder import Files, Input


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two inputs that differ in the fault alone.

    file, at: where the finding stands. beside: what else the fault brings with it.
    posix: Windows has no such files.
    """

    code: str
    file: str
    at: str
    fault: Callable[[], Input]
    sound: Callable[[], Input]
    beside: tuple[str, ...] = ()
    posix: bool = False


PAIRS: list[Pair] = []


def pair(
    code: str,
    place: tuple[str, str],
    fault: Callable[[], Files],
    sound: Callable[[], Files],
    *,
    beside: tuple[str, ...] = (),
    **both: object,
) -> None:
    """Enter a rule: `fault` and `sound` give the files that differ from the sound folder."""
    file, at = place
    PAIRS.append(
        Pair(
            code=code,
            file=file,
            at=at,
            fault=lambda: Input(files=fault(), **both),
            sound=lambda: Input(files=sound(), **both),
            beside=beside,
        )
    )


def nothing() -> Files:
    """The sound folder as it is."""
    return {}
