"""XML of unknown origin: bounded, in UTF-8, without DOCTYPE, comments and other disguises."""

import codecs
import re

from lxml import etree

from kuzbass_batch.reading.guard.bounds import damaged, unsafe

_ENCODING = re.compile(rb"""encoding\s*=\s*["']([\w.:-]+)["']""")
_DOCTYPE = re.compile(rb"<!\s*(?:doctype|entity|element|attlist|notation)", re.I)
# .NET writes «utf-16» into files that it then saves in UTF-8.
_KNOWN = frozenset(
    {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
    | {b"utf-16", b"utf-16le", b"utf-16be", b"utf16", b"ucs-2"}
)
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    strip_cdata=True,
)
_OPENING = ord("<")
_FEW = 100
"""Marks that are looked at one by one before the pair is searched for: plain text has few."""
_MAX_REWRITTEN = 16 * 2**20


def to_utf8(content: bytes) -> bytes:
    """Return a part in UTF-8; Refusal for another encoding, a NUL byte or a DOCTYPE."""
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in content[:4]:
        content = _from_utf16(content)
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.startswith(b"<?xml"):
        declaration, _, content = content.partition(b"?>")
        encoding = _ENCODING.search(declaration)
        if encoding and encoding[1].lower() not in _KNOWN:
            raise unsafe("его части записаны в неизвестной кодировке")
    if _has(content, b"!") and _DOCTYPE.search(content):
        raise unsafe("в нём есть объявление DOCTYPE")
    if b"\0" in content:
        raise damaged()
    return content


def _from_utf16(content: bytes) -> bytes:
    little = content.startswith(codecs.BOM_UTF16_LE) or content[1:2] == b"\0"
    codec = "utf-16-le" if little else "utf-16-be"
    try:
        return content.decode(codec).removeprefix("\ufeff").encode()
    except UnicodeError as error:
        raise damaged() from error


def parse(content: bytes) -> etree._Element:
    """Return the root of a part; no entity, network or DTD is ever looked at."""
    try:
        return etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error


def is_plain(content: bytes) -> bool:
    """Tell whether a part has no comments, CDATA or processing instructions to hide things in."""
    return not (_has(content, b"!") or _has(content, b"?"))


def _has(content: bytes, mark: bytes) -> bool:
    """Tell whether `<` and the mark stand together; the mark is looked for first: it is rarer."""
    at = content.find(mark)
    for _ in range(_FEW):
        if at <= 0:
            return False
        if content[at - 1] == _OPENING:
            return True
        at = content.find(mark, at + 1)
    return at > 0 and content.find(b"<" + mark, at - 1) >= 0


def rewritten(content: bytes) -> bytes:
    """Return the part without comments, CDATA and processing instructions, the rest as it was."""
    if is_plain(content):
        return content
    return bytes(etree.tostring(parse(bounded(content)), encoding="utf-8"))


def bounded(content: bytes) -> bytes:
    """Return a part small enough for a tree in memory, else Refusal."""
    if len(content) > _MAX_REWRITTEN:
        raise unsafe("он записан необычно и слишком велик")
    return content
