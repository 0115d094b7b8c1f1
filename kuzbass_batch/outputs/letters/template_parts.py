"""What a Word template may be made of: a letter carries every part of its template to its reader.

So a template with a macro, an embedded object, or a part that Word fetches from elsewhere would
send that to every participant under the committee's name. Parts are told by what they say that they
are, never by their names, and their XML is read as Word reads it: in whatever encoding, with
whatever prefixes, letters written as numbers, a field's code cut into pieces.
"""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from kuzbass_batch.outputs.plain_text import one_line

_CODE = re.compile(
    r"(vbaProject|vbaData|/activeX/|/embeddings/|/oleObject|/customXml/.*\.bin)", re.I
)
_CODE_TYPE = re.compile(r"vbaProject|vbaData|macroEnabled|activeX|oleObject|template\.main", re.I)
"""Types of content that hold code, or make Word take the letter for a template of its own."""
_CODE_LINKS = frozenset(
    {"vbaproject", "wordvbadata", "oleobject", "package", "control", "activexcontrolbinary",
     "afchunk", "subdocument", "attachedtemplate", "attachedtoolbars", "frame"}
)  # fmt: skip
"""Kinds of relations, in small letters, by which Word runs, opens or takes in another file."""
_CLICKED = "hyperlink"
_FIELDS = frozenset(
    {"=", "AUTHOR", "COMMENTS", "CREATEDATE", "DATE", "DOCPROPERTY", "EDITTIME", "FILENAME",
     "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "INDEX", "KEYWORDS", "LASTSAVEDBY",
     "LISTNUM", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE",
     "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SUBJECT",
     "SYMBOL", "TC", "TIME", "TITLE", "TOC", "XE"}
)  # fmt: skip
"""The fields that stay within the document; whatever else a field is called may fetch or run."""
_XML_NAME = (".xml", ".rels", ".vml")
_XML_START = re.compile(rb"\s*(<|\xef\xbb\xbf\s*<|\xff\xfe|\xfe\xff|\x00|<\x00)")
MOST_SHOWN = 40


def code_in(parts: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Yield what in a template is more than words and their look, for a Russian sentence.

    parts: the members of the .docx by name. Links that a reader has to click are words, too.
    """
    for name, data in parts:
        if _CODE.search(name):
            yield f"макрос или вложенный объект ({one_line(name)})"
            continue
        root = _tree_of(data)
        if root is not None:
            yield from _in_xml(name, root)
        elif name.lower().endswith(_XML_NAME):
            yield f"часть, которая не читается как XML ({one_line(name)})"


def _tree_of(data: bytes) -> etree._Element | None:
    """Return the XML that a part is, whatever its name; None if it is none, or a damaged one."""
    if not _XML_START.match(data[:64]):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _in_xml(name: str, root: etree._Element) -> Iterator[str]:
    if root.getroottree().docinfo.internalDTD is not None:
        yield f"часть со своим описанием разметки, DOCTYPE ({one_line(name)})"
    for node in root.iter(etree.Element):
        match etree.QName(node).localname:
            case "Relationship":
                yield from _linked(node)
            case "Default" | "Override":
                yield from _typed(node)
            case "altChunk":
                yield "вставка другого файла (altChunk)"
    for code in _field_codes(root):
        word = (code.split() or [""])[0].upper()
        if word and word not in _FIELDS and not word.startswith("="):
            yield f"поле {word[:MOST_SHOWN]}"


def _linked(link: etree._Element) -> Iterator[str]:
    """Yield what a relation brings in that is outside of the document, or is code in it."""
    kind = link.get("Type", "").rstrip("/").rpartition("/")[2]
    outside = link.get("TargetMode", "").strip().lower() == "external"
    if outside and kind != _CLICKED:
        yield f"ссылка на внешний файл ({kind[:MOST_SHOWN]})"
    elif kind.lower() in _CODE_LINKS:
        yield f"макрос или вложенный объект ({kind})"


def _typed(entry: etree._Element) -> Iterator[str]:
    found = _CODE_TYPE.search(entry.get("ContentType", ""))
    if found:
        yield f"макрос или вложенный объект ({found[0]})"


def _field_codes(root: etree._Element) -> Iterator[str]:
    """Yield the code of each field; Word may cut it into pieces, and lay a field into a field."""
    fields: list[str] = []
    for node in root.iter(etree.Element):
        name = etree.QName(node).localname
        if name == "fldSimple":
            yield _attribute(node, "instr")
        elif name in ("instrText", "delInstrText"):
            if not fields:  # Outside of any field: Word passes it over, another program may not.
                fields.append("")
            fields[-1] += "".join(map(str, node.itertext()))
        elif name == "fldChar":
            kind = _attribute(node, "fldCharType")
            if kind == "begin":
                fields.append("")
            elif kind == "end" and fields:
                yield fields.pop()
    yield from fields


def _attribute(node: etree._Element, name: str) -> str:
    """Return an attribute by its name without the prefix."""
    return next((v for k, v in node.attrib.items() if etree.QName(str(k)).localname == name), "")
