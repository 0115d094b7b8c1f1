"""The styles of an .xls that tell something: struck-out texts, colours, number formats.

A colour of BIFF8 is a number in a palette of 56; what saves a book there takes the nearest one, so
the program's own colours are known again by that. Newer Excels write the exact colour beside it.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence

from kuzbass_batch.reading.readers.cell_styles import (
    BUILT_IN,
    OWN_FILLS,
    OWN_INKS,
    PLAIN,
    CellStyle,
    is_ink,
)
from kuzbass_batch.reading.readers.number_formats import tells

FONT, FORMAT, XF, PALETTE, XF_EXTENSION = 0x31, 0x41E, 0xE0, 0x92, 0x87D
_STRUCK = 0x08
_FIRST_OWN_FORMAT = 164
"""The number from which on Excel counts the formats that a book brings itself."""
_FIRST_OF_PALETTE = 8
_FILL_COLOUR, _INK_COLOUR, _RGB = 4, 13, 2
_FARTHEST = 3000
"""Square of the distance to the colour of a palette that still stands for another one."""
Colour = tuple[int, int, int]


def _colour(data: bytes, at: int = 0) -> Colour:
    return data[at], data[at + 1], data[at + 2]


_COLOURS = bytes.fromhex(
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 "
    "800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 "
    "99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 "
    "003366 339966 003300 333300 993300 993366 333399 333333"
)
_DEFAULT = tuple(_colour(_COLOURS, at) for at in range(0, len(_COLOURS), 3))
"""The palette of a book that brings none ([MS-XLS] 2.5.161)."""

GlobalRecord = tuple[int, int, bytes]
_OWN = tuple(_colour(bytes.fromhex(fill)) for fill in sorted(OWN_FILLS))
_OWN_INKS = tuple(_colour(bytes.fromhex(ink)) for ink in sorted(OWN_INKS))


def struck_fonts(book: Sequence[GlobalRecord]) -> list[bool]:
    """Return for each font of the book, by its number, whether it strikes its text out."""
    return [bool(body[2] & _STRUCK) for body in _fonts(book)]


def inked_fonts(book: Sequence[GlobalRecord]) -> list[bool]:
    """Return for each font of the book, by its number, whether its letters have a colour."""
    palette = _palette(book)
    own = _own_numbers(palette, _OWN_INKS)
    numbers = [struct.unpack_from("<H", body, 4)[0] for body in _fonts(book)]
    return [
        number in palette and number not in own and is_ink(bytes(palette[number]).hex().upper())
        for number in numbers
    ]


def _fonts(book: Sequence[GlobalRecord]) -> list[bytes]:
    """Return the records of the fonts by their number."""
    fonts = [body for kind, _, body in book if kind == FONT and len(body) >= 6]
    if len(fonts) > 4:
        fonts.insert(4, bytes(6))  # There is no font of number four.
    return fonts


def styles_by_format(
    book: Sequence[GlobalRecord], struck: Sequence[bool], inked: Sequence[bool] = ()
) -> dict[int, CellStyle]:
    """Return the cell formats that tell something, by their number; most books have none.

    struck, inked: of the fonts, by their number.
    """
    codes = dict(BUILT_IN) | dict(_number_formats(book))
    palette, exact = _palette(book), dict(_exact_colours(book, _FILL_COLOUR))
    exact_inks = dict(_exact_colours(book, _INK_COLOUR))
    own = _own_numbers(palette, _OWN)
    found: dict[int, CellStyle] = {}
    formats = (body for kind, _, body in book if kind == XF and len(body) >= 4)
    for number, body in enumerate(formats):
        font, code = struct.unpack_from("<HH", body)
        told = codes.get(code, "")
        fill = _fill(body)
        style = CellStyle(
            struck=font < len(struck) and struck[font],
            filled=fill is not None
            and (exact[number] not in _OWN if number in exact else fill in palette.keys() - own),
            number_format=told if told and tells(told) else "",
            inked=is_ink(bytes(exact_inks[number]).hex().upper())
            if number in exact_inks
            else font < len(inked) and inked[font],
        )
        if style != PLAIN:
            found[number] = style
    return found


def _number_formats(book: Sequence[GlobalRecord]) -> Iterator[tuple[int, str]]:
    for kind, _, body in book:
        if kind == FORMAT and len(body) >= 5:
            text = body[5:].decode("utf-16-le" if body[4] & 1 else "latin-1", "replace")
            yield struct.unpack_from("<H", body)[0], text


def moved_formats(book: Sequence[GlobalRecord]) -> Iterator[tuple[int, int]]:
    """Yield places in the stream where a book's own formats are numbered, with their new numbers.

    Gnumeric counts its formats from 50 on. The first reader knows some numbers below 164 as days
    whatever the book says of them: a score of 2,5 became the 2nd of January 1900.
    """
    brought = {number for number, _ in _number_formats(book)}
    free = (each for each in range(_FIRST_OWN_FORMAT, 1 << 16) if each not in brought)
    low = sorted(number for number in brought if number < _FIRST_OWN_FORMAT)
    moved = dict(zip(low, free, strict=False))
    for kind, at, body in book:
        place = {FORMAT: 0, XF: 2}.get(kind)
        if place is not None and len(body) >= place + 2:
            (number,) = struct.unpack_from("<H", body, place)
            if number in moved:
                yield at + place, moved[number]


def _fill(body: bytes) -> int | None:
    """Return the number of a format's colour ([MS-XLS] 2.5.20), None if it fills nothing."""
    if len(body) < 20 or not struct.unpack_from("<I", body, 14)[0] >> 26:
        return None
    colour: int = struct.unpack_from("<H", body, 18)[0]
    return colour & 0x7F


def _palette(book: Sequence[GlobalRecord]) -> Mapping[int, Colour]:
    """Return the colours by their number; those of 0 to 7 are the first eight once more."""
    brought = [
        _colour(body, at)
        for kind, _, body in book
        if kind == PALETTE
        for at in range(2, len(body) - 3, 4)
    ][: len(_DEFAULT)]
    colours = (*_DEFAULT[:_FIRST_OF_PALETTE], *brought, *_DEFAULT[len(brought) :])
    return dict(enumerate(colours))


def _own_numbers(palette: Mapping[int, Colour], colours: Sequence[Colour]) -> frozenset[int]:
    """Return the numbers that the program's own colours have become."""
    found: set[int] = set()
    for own in colours:
        far = {number: _distance(own, colour) for number, colour in palette.items()}
        nearest = min(*far.values(), _FARTHEST)
        found |= {number for number, distance in far.items() if distance == nearest}
    return frozenset(found)


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _exact_colours(book: Sequence[GlobalRecord], wanted: int) -> Iterator[tuple[int, Colour]]:
    """Yield the exact colours of fills or letters that newer Excels write beside formats.

    wanted: which of them ([MS-XLS] 2.4.355, 2.5.108).
    """
    for kind, _, body in book:
        if kind != XF_EXTENSION or len(body) < 20:
            continue
        number, count, at = *struct.unpack_from("<H", body, 14), body[18] | body[19] << 8, 20
        for _ in range(min(count, 16)):
            if at + 16 > len(body):
                break
            what, length, how = struct.unpack_from("<3H", body, at)
            if (what, how) == (wanted, _RGB):
                yield number, _colour(body, at + 8)
            at += max(length, 4)
