"""Word letters: a template is compiled once and rendered many times, bytes without the clock.

docxtpl prepares the template's XML for jinja2 and mends the rendered XML where it has to; only the
repeated opening, parsing and packing of the whole document is left out. Parts without tags are
deflated once and copied.
"""

import copy
import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import (
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from lxml import etree

from kuzbass_batch.forms.drawing.zip_writer import deflate, join, members_of
from kuzbass_batch.outputs.letters.template_parts import code_in
from kuzbass_batch.outputs.sandbox import WHY, NotWords, WordsOnly, words_of

DOCUMENT = "word/document.xml"
PROPERTIES = "docProps/core.xml"
"""What a suite shows as title and author; in Word under «Файл – Сведения»."""
QUICK = 3
"""The level of zlib for what each letter packs again: a tenth larger, in a third of the time."""
_NOT_WORD = (BadZipFile, OpcError, KeyError, ValueError, etree.XMLSyntaxError)
# What XML cannot hold: control characters, and halves of letters from names the disk garbled.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What docxtpl turns into breaks and tabs of Word.
_BREAKS = "\t\n\a\f"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAFT_TAGS = "draft", "preliminary"
"""What a context says of a paper that is not final."""
DRAFT_PARAGRAPH = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr>'
    "<w:t>{words}</w:t></w:r></w:p>"
)
NOT_APPROVED = "ПРОЕКТ. Рейтинг не утверждён."
BY_EXAMPLE_WORDS = "ПРОЕКТ. ПРИМЕР: критерии проверки вымышлены, не подписывать."
"""What stands above a paper on a check that was made by the program's own example of criteria."""
# Only among the words: within a tag of XML the next angle is the one that closes it.
_DRAFT = re.compile(r"(?:\bПРОЕКТ\b|\(проект\))(?=[^<>]*<)")
_BODY = re.compile(r"<w:body[^>]*>|^(?!<w:body)")
_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
# A brace that is no part of a tag: official letters have no other use for braces.
_STRAY = re.compile(r"\S{0,15} ?[{}].{0,20}")
_MOVES = re.compile(
    r"\{%-?\s*(?P<tag>\w+)|(?P<begin><w:tbl[ >])|(?P<row><w:tr[ >])|(?P<end></w:tbl>)"
)
_SHORTER = (
    ("<w:t></w:t>", "<w:t/>"),
    ('<w:t xml:space="preserve"></w:t>', '<w:t xml:space="preserve"/>'),
    ("&#34;", '"'),
    ("&#39;", "'"),
)
"""What lxml writes otherwise than jinja2: texts that tags left empty, and quotes."""
_IN_ATTRIBUTE = re.compile(r"<[^<>]*\{\{[^<>]*>")
_CELL_TAGS = re.compile(r"</w:tc>\s*\{%|%\}\s*<w:tc[ >]|w:gridSpan w:val=\"\{")
_OPEN = frozenset({"if", "for", "with", "call", "filter", "macro", "block", "autoescape"})


class BadTemplate(Exception):
    """A template cannot be used; one Russian sentence says why."""


class UnfilledTag(BadTemplate):
    """A tag of the template has no value; the Russian sentence names it."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The compiled text of one part of a template, and its tags as they stand there."""

    compiled: Template
    tree: nodes.Template

    def tag_of(self, error: UndefinedError) -> str:
        """Return the tag that jinja2 could not fill, with what it hangs on: `committee.signer`."""
        quoted = re.findall(r"'([^']+)'", error.message or "")
        name = quoted[-1] if quoted else str(error)
        found = (_dotted(node) for node in self.tree.find_all((nodes.Getattr, nodes.Name)))
        return next((tag for tag in found if tag.rpartition(".")[2] == name), name)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


class LetterTemplate:
    """A compiled template; `render` may be called any number of times."""

    def __init__(self, data: bytes, name: str) -> None:
        """Compile the template's document, headers, footers and title; `name` is used in messages.

        BadTemplate if it is no Word document, or if a tag in it is misspelt.
        """
        self.name = name
        self._docx = _opened(data, name)
        for code in code_in(members_of(data)):
            raise BadTemplate(f"Шаблон «{name}»: недопустимо: {code} – {WHY}.")
        source = self._docx.patch_xml(self._docx.get_xml())
        self._body = _compiled(source, name)
        self._optional = _has_optional_table(source)
        # What fills an attribute, as the words beside a picture, may hold quotes: lxml writes them.
        self._uneven = not _is_even(source) or (
            self._optional and bool(_IN_ATTRIBUTE.search(source))
        )
        self._before, self._after = _around_body(self._docx)
        self._margins = dict(_margins(self._docx, name))
        self._properties = dict(_properties(data, name))
        self._parts = {part: deflate(part, content) for part, content in members_of(data)}

    def render_xml(self, context: Mapping[str, Any]) -> str:
        """Return the document's XML; UnfilledTag if the context lacks a tag's value.

        BadTemplate if the template asks for something impossible, as to add a word to a number.
        """
        text = self._filled(self._body, context)
        if any(context.get(tag) for tag in DRAFT_TAGS) and not _DRAFT.search(text):
            # Whatever an own template says or leaves out: nothing unapproved looks final.
            words = BY_EXAMPLE_WORDS if context.get("example") else NOT_APPROVED
            told = DRAFT_PARAGRAPH.format(words=words)
            text = _BODY.sub(lambda body: body[0] + told, text, count=1)
        if self._uneven:
            tables = self._docx.fix_tables(text)
            text = etree.tostring(tables, encoding="unicode")
        elif self._optional:
            # As the mending would write it: letters with such tables have always been mended.
            for form, shorter in _SHORTER:
                text = text.replace(form, shorter)
        return f"{self._before}{text}{self._after}"

    def render(self, context: Mapping[str, Any]) -> bytes:
        """Return the letter's bytes; the same context gives the same bytes."""
        fresh = {DOCUMENT: self.render_xml(context)}
        fresh |= {part: self._filled(margin, context) for part, margin in self._margins.items()}
        fresh |= {part: self._said(each, context) for part, each in self._properties.items()}
        return join(
            deflate(part, fresh[part].encode(), QUICK) if part in fresh else kept
            for part, kept in self._parts.items()
        )

    def _filled(self, template: Tags, context: Mapping[str, Any]) -> str:
        text = self._said(template, context)
        # Without breaks in it docxtpl would give the text back as it is, after a long search.
        return self._docx.resolve_listing(text) if _has_breaks(text) else text

    def _said(self, template: Tags, context: Mapping[str, Any]) -> str:
        try:
            return template.compiled.render(context)
        except UndefinedError as error:
            tag = template.tag_of(error)
            raise UnfilledTag(f"Шаблон «{self.name}»: тег «{tag}» не заполнен.") from error
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise BadTemplate(f"Шаблон «{self.name}» не заполняется: {error}.") from error


def _has_breaks(text: str) -> bool:
    return any(mark in text for mark in _BREAKS)


def _opened(data: bytes, name: str) -> DocxTemplate:
    docx = DocxTemplate(io.BytesIO(data))
    try:
        docx.init_docx()
    except _NOT_WORD as error:
        raise BadTemplate(f"Шаблон «{name}» не открывается как документ Word (.docx).") from error
    return docx


def _compiled(source: str, name: str) -> Tags:
    environment = WordsOnly(autoescape=True, finalize=_presentable)
    if stray := _STRAY.search(_words_of(_TAGS.sub("", source))):
        raise BadTemplate(f"Шаблон «{name}»: ошибка в теге около «{stray[0].strip()}».")
    try:
        tree = words_of(environment, source)
        return Tags(environment.from_string(tree), tree)
    except NotWords as error:
        raise BadTemplate(f"Шаблон «{name}»: {error}.") from error
    except TemplateSyntaxError as error:
        tag = _misspelt(source, environment)
        where = f" «{_words_of(tag)[:60]}»" if tag else ""
        raise BadTemplate(f"Шаблон «{name}»: ошибка в теге{where} ({error.message}).") from error


def _misspelt(source: str, environment: WordsOnly) -> str:
    """Return the first tag that is wrong by itself; empty if each is right and the whole is not."""
    for tag in _TAGS.findall(source):
        try:
            environment.from_string(words_of(environment, tag if tag.startswith("{{") else ""))
        except TemplateSyntaxError:
            return str(tag)
        except NotWords:
            continue
    return ""


def _words_of(source: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", source).split())


def _presentable(value: Any) -> Any:
    return _NOT_IN_XML.sub("", value) if type(value) is str else value


def _margins(docx: DocxTemplate, name: str) -> Iterator[tuple[str, Tags]]:
    """Yield the headers and footers that have tags, compiled."""
    for uri in (docx.HEADER_URI, docx.FOOTER_URI):
        for _, part in docx.get_headers_footers(uri):
            source = docx.patch_xml(docx.get_part_xml(part))
            if _TAGS.search(source):
                yield str(part.partname).lstrip("/"), _compiled(source, name)


def _properties(data: bytes, name: str) -> Iterator[tuple[str, Tags]]:
    """Yield the part with title and author, compiled, if the template has tags there."""
    for part, content in members_of(data):
        if part == PROPERTIES and _TAGS.search(source := content.decode("utf-8-sig")):
            # Word writes quotes and signs of order inside a tag as XML does.
            yield part, _compiled(_TAGS.sub(lambda tag: html.unescape(tag[0]), source), name)


def _around_body(docx: DocxTemplate) -> tuple[str, str]:
    """Return the document's XML before and after its body: docxtpl renders the body alone."""
    root = copy.deepcopy(docx.docx.element)
    body = root.body
    body.getparent().replace(body, etree.Comment("body"))
    text = etree.tostring(root, encoding="unicode")
    before, after = text.split("<!--body-->")
    return before, after


def _is_even(source: str) -> bool:
    """Tell whether every row of every table fills its columns, whatever the tags give.

    Then docxtpl's mending of tables has nothing to mend. Rows may be repeated or left out, as long
    as each table has one that always stays; cells may not.
    """
    if _CELL_TAGS.search(source):
        return False
    try:
        document = etree.fromstring(_TAGS.sub("", source))
    except etree.XMLSyntaxError:
        return False
    tables = list(document.iter(f"{_W}tbl"))
    nested = any(each.find(f".//{_W}tbl") is not None for each in tables)
    even = all(_fills_columns(each) for each in tables)
    return even and not nested and _lasting_rows(source) == len(tables)


def _fills_columns(table: Any) -> bool:
    columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
    return all(
        sum(_span(cell) for cell in row.findall(f"{_W}tc")) == columns
        for row in table.iter(f"{_W}tr")
    )


def _span(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if span is None else int(span.get(f"{_W}val"))


def _lasting_rows(source: str) -> int:
    """Return how many tables have a row that is there whenever the table is."""
    return sum(lasting for _, lasting in _tables_in(source))


def _has_optional_table(source: str) -> bool:
    """Tell whether a whole table stands in a condition or a loop."""
    return any(outside for outside, _ in _tables_in(source))


def _tables_in(source: str) -> Iterator[tuple[int, bool]]:
    """Yield of each table in how many conditions and loops it stands, and whether a row lasts.

    A whole table may stand in a condition; the row may stand in none and no loop within the table.
    """
    depth, outside, lasting = 0, 0, False
    for move in _MOVES.finditer(source):
        tag = move["tag"] or ""
        depth += (tag in _OPEN) - tag.startswith("end")
        if move["begin"]:
            outside, lasting = depth, False
        lasting = lasting or bool(move["row"] and depth == outside)
        if move["end"]:
            yield outside, lasting
