"""What a committee sees that keeps none of the programme's registers, line by line.

Run to write the list anew, after a change that everybody is to see:
python -m tests.unused_programme RESULT > tests/data/unused_programme.txt
"""

import hashlib
import json
import re
import sys
from pathlib import Path

import openpyxl

from tests.office_files import letter_text

FILLED = re.compile(r'\{"title": "([^"]+)"[^\n]*"rows": \[\n(?!\])')
"""The tables of the cards that have a row."""


def seen_in(folder):
    """Yield a line for each file of a result, each sheet, letter, table of a card, key of data."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        yield from (f"{name}: {each}" if each else name for each in _within(path))


def _within(path):
    match path.suffix:
        case ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            yield from (f"лист «{sheet}»" for sheet in book.sheetnames)
        case ".docx":
            text = letter_text(path)
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            yield f"строк {len(text.splitlines())}, текст {digest}"
        case ".html" if "Карточки" in path.name:
            yield from (f"таблица «{title}»" for title in FILLED.findall(path.read_text("utf-8")))
        case ".json":
            found = json.loads(path.read_text("utf-8"))
            yield from (f"ключ {key}" for key in sorted(found))
        case _:
            yield ""


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in seen_in(Path(sys.argv[1])))
