"""The text of a large part of a workbook, kept deflated until the file is whole if it is long."""

import zlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

PIECE = 2**16
"""Letters that are encoded together."""
PLAIN = 2**23
"""Bytes that are kept as they are: the longest sheet of 1,000 participants has fewer."""
QUICK = 1
"""The level of zlib: it is inflated again in a moment."""


class DeflatedText(StringIO):
    """A text that is written once, piece by piece, and read once; a long one is kept deflated.

    xlsxwriter asks for a StringIO; of that only its type is used.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._waiting: list[str] = []
        self._letters = self._bytes = 0
        self._packer = zlib.compressobj(QUICK)
        self._packed: list[bytes] = []
        self._plain: list[bytes] = []

    def write(self, text: str, /) -> int:
        """Take the next piece."""
        self._waiting.append(text)
        self._letters += len(text)
        if self._letters > PIECE:
            self._encode()
        return len(text)

    def _encode(self) -> None:
        data = "".join(self._waiting).encode()
        self._waiting.clear()
        self._letters = 0
        self._keep(data)

    def _keep(self, data: bytes) -> None:
        self._plain.append(data)
        self._bytes += len(data)
        if self._bytes > PLAIN:
            self._packed += map(self._packer.compress, self._plain)
            self._plain.clear()

    def _pieces(self) -> Iterator[bytes]:
        """Yield the whole text in UTF-8, piece by piece."""
        self._encode()
        if self._packed:
            self._packed.append(self._packer.flush(zlib.Z_SYNC_FLUSH))
            yield from map(zlib.decompressobj().decompress, self._packed)
            self._packed.clear()
        yield from self._plain
        self._plain.clear()

    def encoded(self) -> bytes:
        """Return the whole text in UTF-8."""
        return b"".join(self._pieces())

    def pour_into(self, target: "DeflatedText") -> None:
        """Write the whole text into another, part by part."""
        for piece in self._pieces():
            target.take(piece)

    def take(self, data: bytes) -> None:
        """Take a piece that is in UTF-8 already; it may end within a letter."""
        self._encode()
        self._keep(data)

    def getvalue(self) -> Any:
        """Return what xlsxwriter encodes: the text, which is in UTF-8 already."""
        return _Encoded(self.encoded())


class _Encoded:
    """Bytes that xlsxwriter may ask to encode."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def encode(self, _encoding: str) -> bytes:
        """Return the bytes as they are."""
        return self._data
