"""The styles of an .ods that tell something: struck-out texts, cells and letters of a colour.

A style made by hand („automatic“) has a named one as its parent, and so on up; what a style does
not say itself holds from there. Names are names within a family: of cells, of parts of a text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from kuzbass_batch.reading.guard import xml
from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.readers.cell_styles import (
    BLACK,
    OWN_FILLS,
    OWN_INKS,
    PLAIN,
    CellStyle,
    is_ink,
)

CELL, SPAN = "table-cell", "text"
"""Families of styles."""
StyleKey = tuple[str, str]
"""Family and name."""
_STRIKES = (b"text-line-through-style=", b"text-line-through-type=")
_FILL = b'background-color="'
_OWN = (b"transparent", *(b"#" + colour.lower().encode() for colour in sorted(OWN_FILLS)))
_INK = b' fo:color="'
_OWN_INKS = tuple(b"#" + colour.lower().encode() for colour in sorted({BLACK, *OWN_INKS}))
_ROOT, _END = b"<office:document-content", b"</office:document-content>"
_NAME = re.compile(
    rb'<[\w]*:style(?=[^<>]*family="(?:table-cell|text)")[^<>]*:name="([^"]*)"', re.A
)
_USED, _APPLIED = b'style-name="%s"', b'apply-style-name="%s"'
"""A style is used by a cell, a text or a style below it. A condition applies one, as the
program's own colours are: that is no use of it."""
_NONE = (None, "none")
_LONGEST_LINE = 20
"""Parents: a style that has more of them is taken to say nothing more."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What one style says itself: its parent's name; None for what it leaves to the parent."""

    parent: str
    struck: bool | None
    filled: bool | None
    inked: bool | None


def styles_by_key(content: bytes, named: bytes = b"") -> Mapping[StyleKey, CellStyle]:
    """Return the styles that tell something, by family and name; most books have none.

    content: the part with the cells. named: the part with the named styles, empty if there is none.
    """
    own, above = content[: max(content.find(b":body"), 0)], named.partition(b"master-styles")[0]
    tells_above = _may_tell(above.lower()) and _uses(content, above)
    if not tells_above and not _may_tell(own.lower()):
        return {}
    written = dict(_written(named, "{*}styles/{*}style")) if tells_above else {}
    written |= dict(_written(_head(content), "{*}automatic-styles/{*}style"))
    found = {key: _resolved_style(key, written) for key in written}
    return {key: style for key, style in found.items() if style != PLAIN}


def names_a_style_above(part: bytes, named: bytes) -> bool:
    """Tell whether a part of the body goes back to a named style besides the usual one."""
    above = named.partition(b"master-styles")[0]
    return _may_tell(above.lower()) and _uses(part, above)


def _may_tell(head: bytes) -> bool:
    """Count rather than search: most heads hold dozens of fills, all of them the program's own."""
    fills = sum(head.count(_FILL + own) for own in _OWN)
    inks = sum(head.count(_INK + own) for own in _OWN_INKS)
    return (
        head.count(b"background-color=") > fills
        or head.count(b":color=") > inks
        or any(head.count(strike) > head.count(strike + b'"none"') for strike in _STRIKES)
    )


def _uses(content: bytes, named: bytes) -> bool:
    """Tell whether cells or their styles go back to a named style besides the usual one."""
    names = set(_NAME.findall(named)) - {b"Default"}
    return any(
        content.count(_USED % name) > content.count(_APPLIED % name)
        for name in names
        if _USED % name in content
    )


def _head(content: bytes) -> bytes:
    """Return the part without the cells, which are the most, if it is written as usual."""
    root, body = content.find(_ROOT), content.find(b"<office:body")
    return content[:body] + _END if 0 <= root < body and content.endswith(_END) else content


def _written(part: bytes, path: str) -> Iterator[tuple[StyleKey, _Written]]:
    """Yield the styles of a part of the book; nothing of one that cannot be read."""
    try:
        root = xml.parse(xml.bounded(part))
    except Refusal:
        return
    for style in root.iterfind(path):
        key = _attribute(style, "family"), _attribute(style, "name")
        struck = list(_said(style, "text-properties", "text-line-through-"))
        filled = list(_said(style, "table-cell-properties", "background-color"))
        inks = list(_said(style, "text-properties", "color"))
        automatic = "true" in _said(style, "text-properties", "use-window-font-color")
        yield (
            key,
            _Written(
                _attribute(style, "parent-style-name"),
                any(value not in _NONE for value in struck) if struck else None,
                any(map(_is_colour, filled)) if filled else None,
                _is_inked(inks, automatic=automatic) if inks or automatic else None,
            ),
        )


def _said(style: etree._Element, group: str, name: str) -> Iterator[str]:
    """Yield what a style says of one property; a strike's style and type say the same."""
    for properties in style.iterchildren(f"{{*}}{group}"):
        for key, value in properties.items():
            local = str(key).rpartition("}")[2]
            if local == name or (local.startswith(name) and local.endswith(("-style", "-type"))):
                yield str(value)


def _resolved_style(key: StyleKey, written: Mapping[StyleKey, _Written]) -> CellStyle:
    """Return what a style tells with its parents; the nearest that says something counts."""
    family, name = key
    struck: bool | None = None
    filled: bool | None = None
    inked: bool | None = None
    for _ in range(_LONGEST_LINE):
        style = written.get((family, name))
        if style is None:
            break
        struck = style.struck if struck is None else struck
        filled = style.filled if filled is None else filled
        inked = style.inked if inked is None else inked
        name = style.parent
    return CellStyle(struck=bool(struck), filled=bool(filled), inked=bool(inked))


def _attribute(style: etree._Element, name: str) -> str:
    return next((str(v) for key, v in style.items() if str(key).endswith(f"style:1.0}}{name}")), "")


def _is_colour(value: str) -> bool:
    return value.startswith("#") and value[1:].upper() not in OWN_FILLS


def _is_inked(inks: list[str], *, automatic: bool) -> bool:
    return not automatic and any(is_ink(ink.removeprefix("#").upper()) for ink in inks)
