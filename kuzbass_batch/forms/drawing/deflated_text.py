"""The text of a large part of a workbook, kept deflated until the file is whole."""

import zlib
from io import StringIO
from typing import Any

PIECE = 2**16
"""Letters that are deflated together, and bytes inflated at a time."""
QUICK = 1
"""The level of zlib: it is inflated again in a moment."""


class DeflatedText(StringIO):
    """A text that is written once, piece by piece, and read once; it is kept deflated.

    xlsxwriter asks for a StringIO; of that only its type is used.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._waiting: list[str] = []
        self._letters = 0
        self._packer = zlib.compressobj(QUICK)
        self._packed: list[bytes] = []

    def write(self, text: str, /) -> int:
        """Take the next piece."""
        self._waiting.append(text)
        self._letters += len(text)
        if self._letters > PIECE:
            self._deflate()
        return len(text)

    def _deflate(self) -> None:
        self._packed.append(self._packer.compress("".join(self._waiting).encode()))
        self._waiting.clear()
        self._letters = 0

    def encoded(self) -> bytes:
        """Return the whole text in UTF-8."""
        self._deflate()
        self._packed.append(self._packer.flush(zlib.Z_SYNC_FLUSH))
        return zlib.decompressobj().decompress(b"".join(self._packed))

    def pour_into(self, target: "DeflatedText") -> None:
        """Write the whole text into another, part by part."""
        self._deflate()
        self._packed.append(self._packer.flush(zlib.Z_SYNC_FLUSH))
        stream = zlib.decompressobj()
        for packed in self._packed:
            target.take(stream.decompress(packed))
        self._packed.clear()

    def take(self, data: bytes) -> None:
        """Take a piece that is in UTF-8 already; it may end within a letter."""
        self._deflate()
        self._packed.append(self._packer.compress(data))

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
