"""Word letters: a template is compiled once and rendered many times, bytes without the clock.

docxtpl prepares the template's XML for jinja2 and mends the rendered XML; only the repeated
opening, parsing and packing of the whole document is left out.
"""

import copy
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, UndefinedError
from lxml import etree

DOCUMENT = "word/document.xml"
EPOCH = (1980, 1, 1, 0, 0, 0)


class UnfilledTag(Exception):
    """A tag of the template has no value; the Russian sentence names it."""


class LetterTemplate:
    """A compiled template; `render` may be called any number of times."""

    def __init__(self, data: bytes, name: str) -> None:
        """Compile the template's document; `name` is used in messages."""
        self.name = name
        self._docx = DocxTemplate(io.BytesIO(data))
        self._docx.init_docx()
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        self._template = environment.from_string(self._docx.patch_xml(self._docx.get_xml()))
        self._before, self._after = _around_body(self._docx)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._parts = {part: archive.read(part) for part in sorted(archive.namelist())}

    def render_xml(self, context: Mapping[str, Any]) -> str:
        """Return the document's XML; UnfilledTag if the context lacks a tag's value."""
        try:
            text = self._template.render(context)
        except UndefinedError as error:
            raise UnfilledTag(f"Шаблон «{self.name}»: тег не заполнен ({error}).") from error
        body = self._docx.resolve_listing(text)
        tables = self._docx.fix_tables(body)
        rendered = etree.tostring(tables, encoding="unicode")
        return f"{self._before}{rendered}{self._after}"

    def render(self, context: Mapping[str, Any]) -> bytes:
        """Return the letter's bytes; the same context gives the same bytes."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in self._parts.items():
                content = self.render_xml(context).encode() if part == DOCUMENT else data
                info = zipfile.ZipInfo(part, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0
                archive.writestr(info, content)
        return stream.getvalue()


def _around_body(docx: DocxTemplate) -> tuple[str, str]:
    """Return the document's XML before and after its body: docxtpl renders the body alone."""
    root = copy.deepcopy(docx.docx.element)
    body = root.body
    body.getparent().replace(body, etree.Comment("body"))
    text = etree.tostring(root, encoding="unicode")
    before, after = text.split("<!--body-->")
    return before, after


def load_template(path: Path) -> LetterTemplate:
    """Return the compiled template in a file."""
    return LetterTemplate(path.read_bytes(), path.name)
