"""Where hostile files are made: honest filled blanks, taken apart, changed, put together again."""

import io
import re
import struct
import zipfile
from functools import cache

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.reading.guard import ole
from kuzbass_batch.reading.guard.bounds import address_of
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS, METHODOLOGY, at
from tests.paths import ROOT
from tests.suites.test_round_trip import INFO, marked

SAMPLES = ROOT / "input_samples" / "2025" / "из LibreOffice"
NOBODY = "Х-000"
POINTS = (1, 2, 2, 2, 2, 2, 2, 2)
TOTAL, ODS_TOTAL = "9.0", "6.1"
MARKS, INFO_SHEET, TRAINING = (f"xl/worksheets/sheet{n}.xml" for n in (3, 2, 4))
STRINGS, BOOK, STYLES = "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"
RELATIONS, ROOT, TYPES = "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml"
FREE = "F21"
"""A cell for notes that is empty in the form; `MARK` and `EVIDENCE` are answered ones."""
MARK, EVIDENCE = "D9", "E9"
Parts = dict[str, bytes]


def name_of(who: str) -> str:
    """Return the name of a participant of these tests."""
    return f"Учреждение {who}"


def registry(*ids: str) -> bytes:
    """A registry of these participants."""
    spec = FORMS[Kind.REGISTRY]
    answers = {}
    for number, who in enumerate(ids, start=1):
        line = {"id": who, "name": name_of(who), "short_name": name_of(who),
                "category": "исполнительный орган", "head_post": "руководитель",
                "head_name": "Образцов Пётр Ильич", "email": "primer@example.ru"}  # fmt: skip
        answers |= {f"participants/{number}/{key}": text for key, text in line.items()}
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


@cache
def _blank() -> Parts:
    spec = FORMS[Kind.SELF_ASSESSMENT]
    body = {"participant_id": NOBODY, "participant_name": name_of(NOBODY)}
    evidence = {"1.1/evidence": "«Дорожная карта», приказ от 14.03.2025 № 1-п"}
    answers = INFO | marked(POINTS) | evidence | body
    data = draw_form(spec, METHODOLOGY, identity=spec.identity(NOBODY), answers=answers)
    return unpacked(data)


def unpacked(data: bytes) -> Parts:
    """Return the members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def parts_of(who: str) -> Parts:
    """Return the members of an honest return of nine points."""
    return {
        name: content.replace(NOBODY.encode(), who.encode()) for name, content in _blank().items()
    }


def form(who: str) -> bytes:
    """An honest return of nine points."""
    return packed(parts_of(who))


def with_parts(who: str, **changes: bytes) -> bytes:
    """Return the form with members replaced or added."""
    return packed(parts_of(who) | changes)


def changed(who: str, part: str, old: bytes, new: bytes, count: int = 1) -> bytes:
    """Return the form with a text in one of its members replaced."""
    parts = parts_of(who)
    assert old in parts[part], (part, old)
    return packed(parts | {part: parts[part].replace(old, new, count)})


def rewritten(who: str, part: str, pattern: bytes, new: bytes) -> bytes:
    """Return the form with every match of an expression in one member replaced."""
    parts = parts_of(who)
    content, count = re.subn(pattern, new, parts[part])
    assert count, (part, pattern)
    return packed(parts | {part: content})


def without(who: str, *names: str) -> bytes:
    """Return the form without some of its members."""
    return packed({name: c for name, c in parts_of(who).items() if name not in names})


def cell(who: str, address: str, xml: str, part: str = MARKS) -> bytes:
    """Return the form with a cell of a sheet written so; `{r}` stands for its address."""
    pattern = rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % address.encode()
    written = xml.replace("{r}", f'r="{address}"').encode()
    parts = parts_of(who)
    content, count = re.subn(pattern, lambda _: written, parts[part])
    assert count == 1, address
    return packed(parts | {part: content})


def text_cell(who: str, text: str, address: str = EVIDENCE) -> bytes:
    """Return the form with this text in a cell."""
    return cell(who, address, f'<c {{r}} t="inlineStr"><is><t>{text}</t></is></c>')


def before_rows(who: str, xml: bytes) -> bytes:
    """Return the form with something written in front of the marks' rows."""
    return changed(who, MARKS, b"<sheetData>", xml + b"<sheetData>")


def after_rows(who: str, xml: bytes) -> bytes:
    """Return the form with something written behind the marks' rows."""
    return changed(who, MARKS, b"</sheetData>", b"</sheetData>" + xml)


def more_rows(who: str, xml: bytes) -> bytes:
    """Return the form with more rows of marks."""
    return changed(who, MARKS, b"</sheetData>", xml + b"</sheetData>")


@cache
def _saved_ods() -> Parts:
    return unpacked((SAMPLES / "ИО-10.ods").read_bytes())


def ods_parts(who: str) -> Parts:
    """Return the members of a return that LibreOffice saved as .ods."""
    parts = dict(_saved_ods())
    parts["content.xml"] = parts["content.xml"].replace("ИО-10".encode(), who.encode())
    return parts


def ods(who: str) -> bytes:
    """A return that LibreOffice saved as .ods."""
    return packed(ods_parts(who))


def ods_changed(who: str, old: str, new: str, count: int = 1) -> bytes:
    """Return the .ods with a text in its content replaced."""
    parts = ods_parts(who)
    assert old.encode() in parts["content.xml"], old
    content = parts["content.xml"].replace(old.encode(), new.encode(), count)
    return packed(parts | {"content.xml": content})


def ods_first_cell(who: str, xml: str) -> bytes:
    """Return the .ods with one more row on top of the marks, holding this."""
    parts = ods_parts(who)
    content = parts["content.xml"]
    sheet = content.index('table:name="Самооценка"'.encode())
    row = content.index(b"<table:table-row", sheet)
    new = f"<table:table-row>{xml}</table:table-row>".encode()
    return packed(parts | {"content.xml": content[:row] + new + content[row:]})


ODS_CELL = (
    '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
)


@cache
def _saved_xls() -> bytes:
    return ole.open_ole((SAMPLES / "МО-04.xls").read_bytes()).read("workbook")


def biff(who: str) -> bytes:
    """Return the workbook stream of a return that LibreOffice saved as .xls."""
    return _saved_xls().replace("МО-04".encode("utf-16-le"), who.encode("utf-16-le"))


def xls(who: str) -> bytes:
    """A return that LibreOffice saved as .xls, in a container of our own."""
    return ole.pack_workbook(biff(who))


def xls_container(who: str) -> bytes:
    """Return the .xls as LibreOffice wrote it, container and all."""
    data = (SAMPLES / "МО-04.xls").read_bytes()
    return data.replace("МО-04".encode("utf-16-le"), who.encode("utf-16-le"))


def xls_record(who: str, kind: int, change, *, every: bool = False) -> bytes:
    """Return the .xls with the first record of a kind (or every one) with another body."""
    stream, out, done = biff(who), [], False
    at = 0
    while at + 4 <= len(stream):
        found, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if found == kind and (every or not done):
            body, done = change(body), True
            assert len(body) == length, "offsets of sheets would be wrong"
        out.append(struct.pack("<HH", found, len(body)) + body)
        at += 4 + length
    assert done, hex(kind)
    return ole.pack_workbook(b"".join(out))


def archive(files: Parts) -> bytes:
    """An archive of files, names as given."""
    return packed(files)


def column(number: int) -> str:
    """Return the letters of a column counted from 0."""
    return address_of(0, number)[:-1]


MARK_CELL = at(Kind.SELF_ASSESSMENT, "1.1/done")
assert MARK_CELL.endswith(MARK), MARK_CELL
