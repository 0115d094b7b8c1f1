"""results.json read line by line: each value and each member of a list is a line there.

What the program has written is read without ever holding the whole of it: 128 MiB of a year of
20,000 took a process 820 MiB. What another program has saved is for the caller to read whole.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

LONGEST_LINE = 16 * 2**20
"""Bytes; a participant's line has 6 KiB, and what a large book remembers one of some MiB."""
_KEY = re.compile(rb' "([a-z_]+)": (.*?)(,?)\n', re.S)


class OtherwiseWritten(ValueError):
    """The file does not stand as the program writes it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value, or a member of a list (`in_list`): its key, its JSON, where its line begins."""

    key: str
    text: bytes
    at: int
    in_list: bool


def lines_in(stream: BinaryIO, heard: Callable[[bytes], object] = len) -> Iterator[Line]:
    """Yield every value and every member of a list; OtherwiseWritten if a line is another.

    heard: is given each line as it stands in the file.
    """
    key, first, ended, after = b"", True, False, 0
    while line := stream.readline(LONGEST_LINE):
        at, after = after, after + len(line)
        heard(line)
        if not line.endswith(b"\n") or ended:
            raise OtherwiseWritten
        if first or (not key and line == b"}\n"):
            if first and line != b"{\n":
                raise OtherwiseWritten
            first, ended = False, not first
        elif key and line.rstrip(b",\n") == b" ]":
            key = b""
        elif key:
            if not line.startswith(b"  {"):
                raise OtherwiseWritten
            yield Line(key.decode(), line.strip().removesuffix(b","), at, in_list=True)
        else:
            found = _KEY.fullmatch(line)
            if found is None:
                raise OtherwiseWritten
            if found[2] == b"[":
                key = found[1]
            else:
                yield Line(found[1].decode(), found[2], at, in_list=False)
    if not ended:
        raise OtherwiseWritten


def document_in(stream: BinaryIO) -> dict[str, Any]:
    """Return the document, its lists as what reads their members from the stream one by one.

    OtherwiseWritten, or ValueError for what is no JSON.
    """
    found: dict[str, Any] = {}
    list_now: Members | None = None
    for line in lines_in(stream):
        if line.in_list and list_now is not None and list_now.key == line.key:
            list_now.count += 1
            continue
        if line.key in found:
            raise OtherwiseWritten
        list_now = Members(stream, line.key, line.at) if line.in_list else None
        found[line.key] = json.loads(line.text) if list_now is None else list_now
    return found


class Members:
    """The members of a list in a results.json, each a line from `at` on."""

    def __init__(self, stream: BinaryIO, key: str, at: int) -> None:
        self.key, self.count = key, 1
        self._stream, self._at = stream, at

    def __iter__(self) -> Iterator[Any]:
        """Yield the members; nothing else may read the stream meanwhile."""
        self._stream.seek(self._at)
        for _ in range(self.count):
            yield json.loads(self._stream.readline(LONGEST_LINE).strip().removesuffix(b","))
