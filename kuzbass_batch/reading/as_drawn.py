"""Whether a workbook is still as the program drew it, or somebody has saved it since.

Every office program that saves a workbook writes the day and who did it into its properties.
"""

import io
import zipfile

from kuzbass_batch.forms.drawing.blank import CREATED
from kuzbass_batch.forms.drawing.workbook import AUTHOR

PROPERTIES = "docProps/core.xml"
LONGEST = 4096
"""Bytes of the properties; the program writes fewer than a thousand."""


def is_as_drawn(data: bytes) -> bool:
    """Tell whether a workbook that could be read bears the program's own name and day alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if book.getinfo(PROPERTIES).file_size > LONGEST:
                return False
            text = book.read(PROPERTIES).decode()
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError):
        return False
    saved = f">{CREATED:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>"
    return saved in text and f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy>" in text
