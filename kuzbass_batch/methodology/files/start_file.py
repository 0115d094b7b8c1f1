"""The commented file that an author starts from: short, or with every optional part switched on."""

import re
from enum import StrEnum
from importlib.resources import files

from kuzbass_batch.methodology.files.act_file import year_text

START = "start.toml"
_OPTIONAL = re.compile(r"^#(?=[^\s:#])", re.MULTILINE)
"""A line of an optional part: a comment sign and no space. `#:schema` is for editors."""


class Example(StrEnum):
    """Which of the two files: optional parts as comments, or as parts of the file."""

    SHORT = "краткий"
    FULL = "полный"


def start_text(year: int, example: Example = Example.SHORT) -> str:
    """Return the file for a year; `check` finds nothing to mend in it."""
    folder = files("kuzbass_batch.templates").joinpath("methodology")
    text = year_text(folder.joinpath(START).read_text("utf-8"), year)
    return _OPTIONAL.sub("", text) if example is Example.FULL else text
