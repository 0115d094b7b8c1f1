"""The documents that a bundle holds, as PDF with pictures, contents and links to each other."""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt

from requirements.locks import FOLDER

DOCS = FOLDER.parent / "docs"
STYLE = FOLDER / "bundle_files" / "guide.css"
PAGE_WIDTH = 640
"""Pixels that a page holds beside each other."""
GUIDES: Mapping[str, str] = {
    "Руководство": "руководство.md",
    "Программа": "программа.md",
    "Справочник": "справочник.md",
    "Участнику": "участнику.md",
    "Замечания": "findings.md",
    "Методика": "methodology.md",
    "Открытые данные": "open-data.md",
}
"""The documents by their name in a bundle; each that one of them links is among them."""
EXPORT = (
    'pdf:writer_pdf_Export:{"ExportLinksRelativeFsys":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
"""Links from one document to another hold wherever the bundle is unpacked."""


@cache
def guides() -> Mapping[str, bytes]:
    """Return the documents as PDF by name (LibreOffice draws them); OSError if it is missing."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pages = [folder / f"{name}.html" for name in GUIDES]
        for page in pages:
            page.write_text(page_of(page.stem, folder), "utf-8")
        subprocess.run(
            ("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--infilter=HTML (StarWriter)", "--convert-to", EXPORT, "--outdir", folder, *pages),
            check=True,
            capture_output=True,
        )  # fmt: skip
        return {f"{page.stem}.pdf": page.with_suffix(".pdf").read_bytes() for page in pages}


def page_of(name: str, folder: Path) -> str:
    """Return a document as HTML that LibreOffice draws; folder: where its PDF will lie."""
    text = (DOCS / GUIDES[name]).read_text("utf-8")
    body = MarkdownIt("commonmark").enable("table").render(text)
    # LibreOffice takes the lines and the alignment of a table from its attributes alone.
    body = body.replace(
        "<table>", '<table border="1" cellspacing="0" cellpadding="4" width="100%">'
    )
    body = re.sub("<(tr|td|th)>", r'<\1 valign="top">', body)
    # A picture keeps its own size unless it is told another: wide ones would leave the page.
    body = re.sub('<img src="([^"]+)"', _fitted, body)
    anchors = iter(range(len(_headings(GUIDES[name]))))
    body = re.sub(
        r"<(h[1-6])>(.+?)</\1>",
        lambda head: f'<{head[1]}><a name="{_place(next(anchors))}"></a>{head[2]}</{head[1]}>',
        body,
    )
    body = re.sub(
        r'<a href="([^"#:]*)#?([^"]*)">', lambda link: _linked(link, GUIDES[name], folder), body
    )
    return (
        f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{name}</title>'
        f'<base href="{folder.as_uri()}/">'
        f"<style>{STYLE.read_text('utf-8')}</style></head><body>{body}</body></html>"
    )


@cache
def _headings(file: str) -> Mapping[str, int]:
    """Return how links call the headings of a document, with the number of each."""
    found = re.findall(r"^#+ (.+)$", (DOCS / file).read_text("utf-8"), re.MULTILINE)
    return {anchor(head): at for at, head in enumerate(found)}


def anchor(heading: str) -> str:
    """Return what a link calls a heading: small letters, hyphens for spaces, no signs."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _place(number: int) -> str:
    """Return the name of a heading in a PDF, which takes no long ones and no Cyrillic."""
    return f"h{number}"


def _linked(link: re.Match[str], own: str, folder: Path) -> str:
    """Return the beginning of a link: to another document's PDF, or to a place in this one."""
    target, heading = unquote(link[1]), unquote(link[2])
    place = f"#{_place(_headings(target or own)[heading])}" if heading else ""
    if not target:
        return f'<a href="{place}">'
    name = next(each for each, file in GUIDES.items() if file == target)
    return f'<a href="{(folder / name).as_uri()}.pdf{place}">'


def _fitted(picture: re.Match[str]) -> str:
    """Return the beginning of a picture's tag with its size in pixels, the page's width at most."""
    path = DOCS / picture[1]
    size = path.read_bytes()[16:24]
    width, height = int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")
    fit = min(width, PAGE_WIDTH)
    return f'<img width="{fit}" height="{height * fit // width}" src="{path.as_uri()}"'
