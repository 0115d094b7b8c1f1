"""The parts of a path with `/` between its folders, asked of its text.

pathlib keeps every part of every path it is given among the names of the program, and takes ten
times as long: a run asks this of each file some twenty times.
"""

MESSAGES = (".eml", ".msg")
"""The suffixes of mails that were saved as files."""


def name_of(path: str) -> str:
    """Return the name of a file or a folder (`в/`) without the folders above."""
    return path.rstrip("/").rpartition("/")[2]


def folder_of(path: str) -> str:
    """Return the folders of a path, `.` if there are none."""
    return path.rpartition("/")[0] or "."


def suffix_of(path: str) -> str:
    """Return the suffix with its full stop; empty where none follows a name."""
    name = name_of(path)
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else ""


def without_suffix(path: str) -> str:
    """Return the path up to its suffix."""
    return path.removesuffix(suffix_of(path))


def stem_of(path: str) -> str:
    """Return the name of a file without its suffix."""
    return without_suffix(name_of(path))


def is_linkable(path: str) -> bool:
    """Tell whether a workbook can link to a path: it lies beside the workbook on every system.

    On Linux `\\\\host\\share.xlsx` is the name of a file; Excel would ask that host for it,
    and tell it who asks.
    """
    return "\\" not in path and not path.startswith("/")
