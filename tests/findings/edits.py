"""Forms changed by readable edits: `Самооценка!D8: может быть`, one on a line.

An answer is drawn anew as the participant's office suite would store it, sums and all. What no
answer is (a formula, an error, a merge, another code) is written into the finished file.

    Сведения!C9:                          the cell is cleared
    Сведения!C8: 10.12.2025               a date, a number or a text, as a cell would hold it
    Сведения!C8: число 46001              a bare number, without the format of its cell
    Самооценка!D9: ="да"                  a formula that nobody has computed
    Самооценка!D9: ="да" → да             a formula with its value
    Самооценка!E9: #REF!                  an error
    Самооценка!D9:D10: объединить         cells merged; what they cover stays in the file
    лист Обучение: удалить                a sheet taken out
    лист Самооценка: скопировать          a sheet put in twice
    код бланка: KB-SELF-2024 v1 · ИО-01   another code on every sheet
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS, drawn, understood
from tests.hostile.workshop import BOOK, RELATIONS, STRINGS, packed, unpacked

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CELL = re.compile(r"(?P<sheet>[^!]+)!(?P<cells>[A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)")
CODE = re.compile(r"KB-[A-Z]+-\d+ v\d+(?: · [\w-]+)?")
SPECIAL = re.compile(r"=.*|#[A-Z/0!]+|число .*|объединить")


def edited(kind: Kind, answers: Mapping[str, object], text: str = "", issued_to="ИО-01") -> bytes:
    """Return the bytes of a form with these answers, changed by the edits."""
    fields = _fields(kind)
    answers, later = dict(answers), []
    for target, value in edits(text):
        if target in fields and not SPECIAL.fullmatch(value):
            answers[fields[target]] = understood(value) if value else None
        else:
            later.append((target, value))
    given = {field: value for field, value in answers.items() if value is not None}
    data = drawn(kind, given, issued_to)
    return rewritten(data, later) if later else data


def edits(text: str) -> list[tuple[str, str]]:
    """Return target and value of each line."""
    lines = (line.strip() for line in text.strip().splitlines())
    pairs = (re.fullmatch(r"(.+?):(?: +(.*))?", line) for line in lines if line)
    return [(pair[1], pair[2] or "") for pair in pairs]


@lru_cache
def _fields(kind: Kind) -> dict[str, str]:
    return {f"{at.sheet}!{at.ref.cell}": field for field, at in lay_out(FORMS[kind]).items()}


def rewritten(data: bytes, changes: list[tuple[str, str]]) -> bytes:
    """Return a finished workbook with these changes made in its parts."""
    parts = unpacked(data)
    for target, value in changes:
        if target == "код бланка":
            parts[STRINGS] = CODE.sub(value, parts[STRINGS].decode()).encode()
        elif target.startswith("лист "):
            {"удалить": _remove, "скопировать": _copy}[value](parts, target.removeprefix("лист "))
        else:
            found = CELL.fullmatch(target)
            name = _parts_of_sheets(parts)[found["sheet"]]
            parts[name] = _with_cell(parts[name], found["cells"], value)
    return packed(parts)


def _parts_of_sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    book, links = etree.fromstring(parts[BOOK]), etree.fromstring(parts[RELATIONS])
    found = {link.get("Id"): link.get("Target") for link in links}
    targets = {key: f"xl/{target.removeprefix('/xl/')}" for key, target in found.items()}
    sheets = book.iter(f"{{{NS}}}sheet")
    return {sheet.get("name"): targets[sheet.get(f"{{{LINKS}}}id")] for sheet in sheets}


def _remove(parts: dict[str, bytes], name: str) -> None:
    book = etree.fromstring(parts[BOOK])
    (sheet,) = (each for each in book.iter(f"{{{NS}}}sheet") if each.get("name") == name)
    sheet.getparent().remove(sheet)
    parts[BOOK] = etree.tostring(book)


def _copy(parts: dict[str, bytes], name: str) -> None:
    book, links = etree.fromstring(parts[BOOK]), etree.fromstring(parts[RELATIONS])
    parts["xl/worksheets/sheet77.xml"] = parts[_parts_of_sheets(parts)[name]]
    sheet = etree.SubElement(book.find(f"{{{NS}}}sheets"), f"{{{NS}}}sheet")
    sheet.attrib.update({"name": f"{name} (2)", "sheetId": "77", f"{{{LINKS}}}id": "rId77"})
    link = etree.SubElement(links, links[0].tag)
    target = "worksheets/sheet77.xml"
    link.attrib.update({"Id": "rId77", "Type": f"{LINKS}/worksheet", "Target": target})
    parts[BOOK], parts[RELATIONS] = etree.tostring(book), etree.tostring(links)


def _with_cell(xml: bytes, cells: str, value: str) -> bytes:
    sheet = etree.fromstring(xml)
    if value == "объединить":
        merges = sheet.find(f"{{{NS}}}mergeCells")
        etree.SubElement(merges, f"{{{NS}}}mergeCell").set("ref", cells)
        merges.attrib.pop("count", None)
    else:
        _fill(_cell(sheet, cells), value)
    return etree.tostring(sheet)


def _fill(cell, value: str) -> None:
    cell[:] = []
    cell.attrib.pop("t", None)
    formula, _, cached = value.partition(" → ")
    if value.startswith("="):
        etree.SubElement(cell, f"{{{NS}}}f").text = formula[1:]
        if cached:
            cell.set("t", "str")
            etree.SubElement(cell, f"{{{NS}}}v").text = cached
    elif value.startswith("число "):
        cell.attrib.pop("s", None)
        etree.SubElement(cell, f"{{{NS}}}v").text = value.removeprefix("число ")
    elif value.startswith("#"):
        cell.set("t", "e")
        etree.SubElement(cell, f"{{{NS}}}v").text = value
    elif value:
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{{{NS}}}is"), f"{{{NS}}}t").text = value


def _cell(sheet, address: str):
    """Return a cell, put in where it belongs if the sheet has none there."""
    letters, number = re.fullmatch(r"([A-Z]+)([0-9]+)", address).groups()
    table = sheet.find(f"{{{NS}}}sheetData")
    row = _put_in(table, "row", lambda each: int(each.get("r")), int(number), number)
    order = (len(letters), letters)
    return _put_in(row, "c", _column, order, address)


def _column(cell) -> tuple[int, str]:
    letters = cell.get("r").rstrip("0123456789")
    return len(letters), letters


def _put_in(parent, tag, key, wanted, name):
    for each in parent:
        if key(each) == wanted:
            return each
    made = parent.makeelement(f"{{{NS}}}{tag}", {"r": name})
    parent.insert(sum(key(each) < wanted for each in parent), made)
    return made
