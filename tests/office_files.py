"""What the tests of Word and Excel files share: their parts, and the judgement of openxml-audit."""

import re
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from docx import Document
from docx.text.paragraph import Paragraph
from lxml import etree
from openxml_audit import OpenXmlValidator, ValidationSeverity

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"


@cache
def validator():
    """Return the one who judges; it takes a second to be made, and most tests never ask it."""
    return OpenXmlValidator()


def faults(path):
    """Return the errors in a .docx or .xlsx as one line each; warnings are left out."""
    found = validator().validate(str(path)).errors
    return [
        f"{each.part_uri}: {each.description}"
        for each in found
        if each.severity is ValidationSeverity.ERROR
    ]


def parts_of(path):
    """Return the parts of an archive by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def letter_text(source):
    """Return a letter's text in reading order, a table row on one line.

    source: the path of a .docx, or a stream with its bytes.
    """
    lines = []
    for block in Document(source).iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
    return "\n".join(lines) + "\n"


def markup_of(path):
    """Return a file's parts without the text between their tags: what the judgement rests on."""
    return frozenset(
        (name, sha256(re.sub(rb">[^<]*<", b"><", data)).digest())
        for name, data in parts_of(path).items()
    )


def tree(path, part):
    """Return one part of an archive as XML."""
    return etree.fromstring(parts_of(path)[part])


def property_of(path, name):
    """Return the title, the creator or the language that a file tells."""
    return tree(path, "docProps/core.xml").findtext(f"{DC}{name}")


def documents_in(folder):
    """Return the Word and Excel files below a folder."""
    return sorted(each for each in Path(folder).rglob("*") if each.suffix in (".docx", ".xlsx"))
