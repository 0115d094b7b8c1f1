"""A hand that types into a workbook: the cells change in its XML, all else stays as it was drawn.

openpyxl would read and write the whole book anew for the same, which takes five times as long.
"""

import datetime as dt
import io
import re
import zipfile
from functools import cached_property

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
DAY_ONE = dt.datetime(1899, 12, 30)
DATES = {14, 15, 16, 17, 22}
"""Of Excel's own number formats those that show a day."""


class TypedBook:
    """A workbook being typed into."""

    def __init__(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._trees = {}

    def saved(self):
        """Return the bytes of the workbook as it is now."""
        stream = io.BytesIO()
        trees = {
            self._paths[name]: etree.tostring(
                tree, encoding="UTF-8", xml_declaration=True, standalone=True
            )
            for name, tree in self._trees.items()
        }
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, part in (self._parts | trees).items():
                archive.writestr(name, part)
        return stream.getvalue()

    def rows(self, sheet):
        """Yield the number of each row with the texts of its cells by the letters of the column."""
        for row in self._tree(sheet).iter(f"{MAIN}row"):
            texts = {letters_of(cell): self._text(cell) for cell in row}
            yield int(row.get("r")), texts

    def can_hold(self, sheet, address, value):
        """Tell whether the cell is there and holds the value as drawn: a day needs its format."""
        cell = self._cell(sheet, address)
        if cell is None or (isinstance(value, str) and value.startswith(("=", "#"))):
            return False
        day = isinstance(value, dt.datetime)
        return not day or int(cell.get("s", 0)) in self._styles_of_days

    def type(self, sheet, address, value):
        """Put a value into a cell: a text, a number, a day, or None for nothing."""
        cell = self._cell(sheet, address)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif value is not None:
            number = (value - DAY_ONE).days if isinstance(value, dt.datetime) else value
            etree.SubElement(cell, f"{MAIN}v").text = str(number)

    @cached_property
    def _paths(self):
        links = etree.fromstring(self._parts["xl/_rels/workbook.xml.rels"])
        targets = {link.get("Id"): link.get("Target") for link in links}
        sheets = etree.fromstring(self._parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
        return {
            sheet.get("name"): f"xl/{targets[sheet.get(RELATION)].removeprefix('/xl/')}"
            for sheet in sheets
        }

    @cached_property
    def _strings(self):
        if STRINGS not in self._parts:
            return []
        items = etree.fromstring(self._parts[STRINGS]).iter(f"{MAIN}si")
        return ["".join(item.itertext(f"{MAIN}t")) for item in items]

    @cached_property
    def _styles_of_days(self):
        styles = etree.fromstring(self._parts[STYLES])
        own = {
            int(each.get("numFmtId"))
            for each in styles.iter(f"{MAIN}numFmt")
            if re.search("[dy]", each.get("formatCode"))
        }
        formats = styles.find(f"{MAIN}cellXfs")
        days = DATES | own
        return {at for at, each in enumerate(formats) if int(each.get("numFmtId", 0)) in days}

    def _tree(self, sheet):
        if sheet not in self._trees:
            self._trees[sheet] = etree.fromstring(self._parts[self._paths[sheet]])
        return self._trees[sheet]

    def _text(self, cell):
        value = cell.findtext(f"{MAIN}v")
        if cell.get("t") == "s":
            return self._strings[int(value)]
        return "".join(cell.itertext(f"{MAIN}t")) if cell.get("t") == "inlineStr" else value or ""

    def _cell(self, sheet, address):
        return self._tree(sheet).find(f".//{MAIN}c[@r='{address}']")


def letters_of(cell):
    """Return the letters of the column of a cell."""
    return cell.get("r").rstrip("0123456789")
