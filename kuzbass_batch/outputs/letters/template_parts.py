"""What a Word template may be made of: a letter carries every part of its template to its reader.

So a template with a macro, an embedded object, or a part that Word fetches from elsewhere would
send that to every participant under the committee's name.
"""

import re
from collections.abc import Iterable, Iterator

_CODE = re.compile(
    r"(vbaProject|vbaData|/activeX/|/embeddings/|/oleObject|/customXml/.*\.bin)", re.I
)
_LINK = re.compile(r"<Relationship\b[^>]*>", re.S)
_TYPE = re.compile(r"\bType\s*=\s*[\"'][^\"']*/([^/\"']+)[\"']")
_FIELD = re.compile(
    r"<w:instrText\b[^>]*>([^<]*)</w:instrText>|<w:fldSimple\b[^>]*w:instr=\"([^\"]*)\""
)
_FETCHING = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|GOTOBUTTON)\b"
)


def code_in(parts: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Yield what in a template is more than words and their look, for a Russian sentence.

    parts: the members of the .docx by name. Links that a reader has to click are words, too.
    """
    for name, data in parts:
        if _CODE.search(name):
            yield f"макрос или вложенный объект ({name})"
        elif name.endswith(".rels"):
            yield from _fetched(data.decode("utf-8-sig", "replace"))
        elif name.endswith(".xml"):
            yield from _fields(data.decode("utf-8-sig", "replace"))


def _fetched(text: str) -> Iterator[str]:
    """Yield the kinds of relations to something outside of the document."""
    for link in _LINK.findall(text):
        kind = _TYPE.search(link)
        if re.search(r"TargetMode\s*=\s*[\"']External", link) and kind and kind[1] != "hyperlink":
            yield f"ссылка на внешний файл ({kind[1]})"


def _fields(text: str) -> Iterator[str]:
    """Yield the fields that bring in what is not in the document; Word may split their code."""
    code = "".join(first or f" {second} " for first, second in _FIELD.findall(text))
    for found in _FETCHING.findall(code):
        yield f"поле {found}"
