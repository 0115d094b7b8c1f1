"""What participants and their programs do to a form: edits of a workbook with fixed bytes."""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kuzbass_batch.reading.readers.workbook import read_form

EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(
    rb"(<(?:dcterms:created|dcterms:modified|dc:date|meta:creation-date)\b[^>]*>)[^<]*"
)


_NUMBERED = re.compile(rb'table:base-cell-address="[^"]*"|[0-9]+')
"""What LibreOffice numbers anew: styles, lists, and the cell that a list is told from."""


def edited(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """Return the workbook changed by openpyxl, its bytes free of the clock."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return without_clock(stream.getvalue())


def without_clock(data: bytes) -> bytes:
    """Return the archive with fixed times in its headers and properties."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = _STAMP.sub(rb"\g<1>2025-12-01T00:00:00Z", source.read(name))
            info = zipfile.ZipInfo(name, EPOCH)
            # OpenDocument wants its first member, the type, as plain bytes.
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return stream.getvalue()


def row_of(sheet: Worksheet, code: str) -> int:
    """Return the row number of an answer row."""
    return next(cell.row for cell in sheet["A"] if cell.value == code)


def only_save(book: Workbook) -> None:
    """Change nothing: the workbook was opened and saved."""


def set_marks(words: dict[str, object]) -> Callable[[Workbook], None]:
    """Return an edit that writes words into the marks of rows such as `1.2`."""

    def change(book: Workbook) -> None:
        sheet = book["Самооценка"]
        for code, word in words.items():
            sheet.cell(row_of(sheet, code), 4).value = word

    return change


def spell_freely(book: Workbook) -> None:
    """Spell the marks as people do: «Да », «+», «есть», Latin letters, figures."""
    sheet = book["Самооценка"]
    spellings = {
        "да": ("Да ", "+", "есть", "ДА", 1, "✓", "дa"),
        "нет": ("Нет", "-", 0, "нeт", "НЕТ"),
    }
    count = 0
    for row in range(1, sheet.max_row + 1):
        cell = sheet.cell(row, 4)
        if cell.value in spellings:
            words = spellings[str(cell.value)]
            cell.value = words[count % len(words)]
            count += 1
    book["Сведения"]["C8"].value = "9 декабря 2025 г."


def insert_rows_and_columns(book: Workbook) -> None:
    """Insert a sheet, a column and a row, as a participant who keeps notes."""
    book.create_sheet("Наши заметки", 1)["A1"] = "для себя"
    info = book["Сведения"]
    for merged in list(info.merged_cells.ranges):
        info.unmerge_cells(str(merged))
    info.insert_rows(5)
    training = book["Обучение"]
    for merged in list(training.merged_cells.ranges):
        training.unmerge_cells(str(merged))
    training.insert_cols(2)


def type_over_total(book: Workbook) -> None:
    """Type a number over the total's formula."""
    book["Самооценка"]["C3"].value = 12


def put_formulas(book: Workbook) -> None:
    """Refer to another cell instead of answering."""
    sheet = book["Самооценка"]
    sheet.cell(row_of(sheet, "2.1"), 6).value = f"=E{row_of(sheet, '1.1')}"


def break_reference(book: Workbook) -> None:
    """Leave an error value where a mark was."""
    sheet = book["Самооценка"]
    cell = sheet.cell(row_of(sheet, "5.1"), 4)
    cell.value, cell.data_type = "#REF!", "e"


def merge_marks(book: Workbook) -> None:
    """Merge the marks of two rows into one cell."""
    sheet = book["Самооценка"]
    sheet.merge_cells(f"D{row_of(sheet, '3.1')}:D{row_of(sheet, '3.2')}")


def last_year_s_sheet(book: Workbook) -> None:
    """Leave last year's code on one sheet, as a sheet copied from last year's blank has."""
    sheet = book["Самооценка"]
    sheet["A1"].value = str(sheet["A1"].value).replace("2025", "2024")


def mark_by_formula(book: Workbook) -> None:
    """Put a formula that no program has computed where a mark was."""
    sheet = book["Самооценка"]
    sheet.cell(row_of(sheet, "1.1"), 4).value = '=IF(E9<>"","да","нет")'


def remove_code(book: Workbook) -> None:
    """Delete the identity code everywhere."""
    del book["Код"]
    for sheet in book:
        sheet["A1"].value = None


def foreign_book() -> bytes:
    """Return a workbook that is no form."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Месяц", "Обращений"])
    sheet.append(["ноябрь", 14])
    stream = io.BytesIO()
    book.save(stream)
    return without_clock(stream.getvalue())


def saved_by_libreoffice(data: bytes, suffix: str) -> bytes:
    """Return the workbook as LibreOffice opens and saves it; RuntimeError if it is not there."""
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("LibreOffice (soffice) is needed to make these samples")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "form.xlsx"), Path(folder, "saved")
        source.write_bytes(data)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                   "--convert-to", suffix, "--outdir", str(target), str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        saved = (target / f"form.{suffix}").read_bytes()
    return without_clock(saved) if zipfile.is_zipfile(io.BytesIO(saved)) else saved


def says_the_same(one: bytes, other: bytes) -> bool:
    """Tell whether two workbooks that LibreOffice saved differ in nothing but its numbering.

    It numbers the page styles and lists of an .ods in another order each time: the values are the
    same, and so are the marks of each part, each counted, once the numbers are left out.
    """
    if one == other:
        return True
    if not all(zipfile.is_zipfile(io.BytesIO(data)) for data in (one, other)):
        return False
    forms = [read_form(data)[0] for data in (one, other)]
    return forms[0] == forms[1] and _marks_in(one) == _marks_in(other)


def _marks_in(data: bytes) -> dict[str, Counter[bytes]]:
    """Return how often each mark stands in each part of an archive, numbers left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: _NUMBERED.sub(b"#", source.read(name)) for name in source.namelist()}
    return {name: Counter(part.split(b"<")) for name, part in parts.items()}
