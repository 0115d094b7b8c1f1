"""The changes that made a broken methodology of the sound one, to be made together with others."""

import difflib
import itertools
from collections.abc import Iterable

from tests.paths import DATA

SOUND_TEXT = (DATA / "sound_methodology.toml").read_text("utf-8")
SOUND_LINES = SOUND_TEXT.splitlines()
Edit = tuple[int, int, tuple[str, ...]]


def edits_of(text: str) -> tuple[Edit, ...]:
    """Return what was done to the sound file, its heading aside: from line, to line, new lines."""
    lines = [SOUND_LINES[0], *text.splitlines()[1:]]
    matcher = difflib.SequenceMatcher(None, SOUND_LINES, lines, autojunk=False)
    return tuple(
        (low, high, tuple(lines[start:end]))
        for kind, low, high, start, end in matcher.get_opcodes()
        if kind != "equal"
    )


def are_apart(several: Iterable[tuple[Edit, ...]]) -> bool:
    """Tell whether no two changes touch the same entry: a table or a line of its own."""
    places = sorted((low, high) for edits in several for low, high, _ in edits)
    pairs = itertools.pairwise(places)
    return all(
        before[1] < after[0] and _entry(before[0]) != _entry(after[0]) for before, after in pairs
    )


def _entry(line: int) -> int:
    """Return the line with which the entry around a line begins, that line where it is of none."""
    heads = [at for at, text in enumerate(SOUND_LINES[: line + 1]) if text.startswith("[[")]
    return heads[-1] if heads else line


def made_together(several: Iterable[tuple[Edit, ...]]) -> str:
    """Return the sound file with all the changes."""
    lines = list(SOUND_LINES)
    for low, high, new in sorted((e for edits in several for e in edits), reverse=True):
        lines[low:high] = new
    return "\n".join(lines) + "\n"
