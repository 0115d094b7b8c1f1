"""Programs that compute a blank: LibreOffice, Gnumeric, in deep tests the package `formulas`."""

import functools
import io
import os
import re
import shutil
import subprocess
from pathlib import Path

from python_calamine import CalamineWorkbook

from kuzbass_batch.ceilings import STRANGERS
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.forms.drawing.live.ready_formulas import LEFT, READY
from kuzbass_batch.reading.guard.inspection import inspect
from kuzbass_batch.reading.readers.workbook import prepare
from tests.suites.test_forms import convert

SHEET = "Самооценка"


def through_libreoffice(folder, forms, suffix):
    """Return the paths of the forms that the suite has computed and saved, Russian locale."""
    return convert(folder, forms, suffix)


def through_gnumeric(folder, paths, suffix="xls"):
    """Return the paths of workbooks (paths by name) that Gnumeric has computed anew and saved.

    It takes five times as long to write an .xlsx.
    """
    target = Path(folder, "gnumeric")
    target.mkdir(exist_ok=True)
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    found = {}
    for name, path in paths.items():
        found[name] = target / f"{name}.{suffix}"
        command = ["ssconvert", "--recalc", str(path), str(found[name])]
        subprocess.run(command, check=True, capture_output=True, env=environment, timeout=120)
    return found


def has_programs():
    """Tell whether both programs are installed."""
    return all(map(shutil.which, ("soffice", "ssconvert")))


def cells_of(path, sheet=SHEET):
    """Return the rows of a sheet as another program stored them, prepared as the batch reads."""
    stored = _grid(path, sheet)
    data = prepare(inspect(Path(path).read_bytes(), STRANGERS)).data
    # Without the size that the file names, rows and columns that are empty at the end fall away.
    for row, values in zip(stored, _grid(io.BytesIO(data), sheet), strict=False):
        row[: len(values)] = values
    return stored


def _grid(source, sheet):
    with CalamineWorkbook.from_object(source) as book:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def readiness_of(path):
    """Return what the first sheet of a form says of its readiness, as another program stored it."""
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[:3]
    words = (READY, LEFT)
    (said,) = (cell for row in rows for cell in row if str(cell).startswith(words))
    return said


def is_returned(file):
    """Tell whether the batch would send a form back as it was read."""
    return any(finding.severity is Severity.ERROR for finding in file.findings)


def shown_by(rows):
    """Return what the sheet «Самооценка» shows above, and in each criterion's line."""
    results = [row for row in rows if str(row[1]).startswith("Баллов по критерию")]
    return {
        "total": rows[2][2], "points": rows[3][2], "level": rows[2][5], "open": rows[3][5],
        "scores": [row[2] for row in results], "weighted": [row[3] for row in results],
        "notes": [row[4] for row in results], "missing": [row[5] for row in results],
    }  # fmt: skip


class FormulasModel:
    """A blank loaded once into the package `formulas` and computed for many answers."""

    def __init__(self, path):
        """Compile the workbook: some seconds."""
        import formulas

        self._model = formulas.ExcelModel().loads(str(path)).finish()
        self._name = Path(path).name

    def rows(self, marks):
        """Return the rows of «Самооценка» for marks by address, such as `D8`."""
        inputs = {self._key(cell): "" if mark is None else mark for cell, mark in marks.items()}
        solution = self._model.calculate(inputs=inputs)
        found = {}
        prefix = self._key("")
        for key, ranges in solution.items():
            cell = (
                isinstance(key, str)
                and key.startswith(prefix)
                and _ADDRESS.fullmatch(key.removeprefix(prefix))
            )
            if cell:
                found[int(cell[2]) - 1, _column(cell[1])] = _plain(ranges.value[0, 0])
        height, width = (max(place[at] for place in found) + 1 for at in (0, 1))
        return [[found.get((row, at), "") for at in range(width)] for row in range(height)]

    def _key(self, cell):
        return f"'[{self._name}]{SHEET.upper()}'!{cell}"


_ADDRESS = re.compile("([A-Z]+)([0-9]+)")


@functools.cache
def _column(letters):
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0) - 1


def _plain(value):
    text = str(value)
    return "" if text == "empty" else value.item() if hasattr(value, "item") else value
