"""The table of hostile cases: each a small function that builds a file, with what is expected."""

from collections.abc import Callable
from dataclasses import dataclass

Build = Callable[[str], bytes]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a file must come to.

    kind: `accepted` (used, its participant rated with the same total), `finding` (read, with the
    code), `refused` (unreadable, with the code), `ignored` (passed over by its name).
    words: what the finding's message or the reason must say.
    """

    kind: str
    codes: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: the builder gets the participant's id and returns the bytes of the file `name`.

    inner: the file within the container that is judged instead of the container itself.
    """

    title: str
    room: str
    build: Build
    expected: Expected
    name: str
    inner: str


CASES: list[Case] = []


def _case(expected: Expected, name: str, inner: str) -> Callable[[Build], Build]:
    def enter(build: Build) -> Build:
        CASES.append(
            Case(
                title=build.__name__,
                room=build.__module__.rpartition(".")[2].removeprefix("cases_"),
                build=build,
                expected=expected,
                name=name,
                inner=inner,
            )
        )
        return build

    return enter


def accepted(*codes: str, name: str = "форма.xlsx", inner: str = "") -> Callable[[Build], Build]:
    """The return counts with the same score as an honest one; these notes are on it."""
    return _case(Expected(kind="accepted", codes=codes), name, inner)


def finding(*codes: str, name: str = "форма.xlsx", words: str = "", inner: str = ""):
    """The file is read, and these findings are on it."""
    return _case(Expected(kind="finding", codes=codes, words=words), name, inner)


def refused(code: str, words: str = "", *, name: str = "форма.xlsx", inner: str = ""):
    """The file is not read, and the finding says why."""
    return _case(Expected(kind="refused", codes=(code,), words=words), name, inner)


def ignored(words: str, *, name: str, inner: str = ""):
    """The file is passed over, and the list of files says why."""
    return _case(Expected(kind="ignored", words=words), name, inner)
