"""Find every file of the input folder, in an order that does not depend on the disk."""

import datetime as dt
import hashlib
import re
import stat
import unicodedata
from pathlib import Path

from kuzbass_batch.model.records import Source

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".ods", ".xls", ".xlsb", ".xltx", ".xlt", ".ots"})
_LITTER = (
    (re.compile(r"~\$.*"), "временный файл открытой книги"),
    (re.compile(r"\.~lock\..*#"), "метка открытого файла LibreOffice"),
    (re.compile(r"thumbs\.db|desktop\.ini|\.ds_store|\._.*", re.I), "служебный файл системы"),
    (re.compile(r".*\.(tmp|bak|part|crdownload)|.*~", re.I), "временный или запасной файл"),
    (re.compile(r"\..*"), "скрытый файл"),
)
_KINDS = {
    ".pdf": "документ PDF",
    ".doc": "документ Word",
    ".docx": "документ Word",
    ".jpg": "изображение",
    ".jpeg": "изображение",
    ".png": "изображение",
    ".zip": "архив: распакуйте его в папку, чтобы формы из него были учтены",
    ".rar": "архив: распакуйте его в папку, чтобы формы из него были учтены",
    ".7z": "архив: распакуйте его в папку, чтобы формы из него были учтены",
    ".eml": "письмо: сохраните вложенные формы в папку, чтобы они были учтены",
    ".msg": "письмо: сохраните вложенные формы в папку, чтобы они были учтены",
}
_FOLDER_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d\d)\.(?P<m2>\d\d)\.(?P<y2>20\d\d))(?!\d)"
)


def discover(folder: Path, *, skip: Path | None = None) -> tuple[Source, ...]:
    """Return a Source for every file in `folder` and below, sorted by path; `skip` is left out.

    Links, pipes and devices are listed and never opened; nothing is followed out of the folder.
    """
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    wanted = (path for path in found if skip is None or skip not in path.parents)
    sources = (_source(folder, path) for path in wanted)
    return tuple(sorted(sources, key=lambda source: source.path))


def _source(folder: Path, path: Path) -> Source:
    relative = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        return Source(path=relative, size=0, sha256="", litter="не обычный файл: не открывался")
    return Source(
        path=relative,
        size=path.stat().st_size,
        sha256=hash_file(path),
        received=received_on(relative),
        litter=litter_reason(path.name),
    )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex, or an empty string if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def litter_reason(name: str) -> str:
    """Return why a file is passed over by its name, in Russian, or an empty string."""
    for pattern, reason in _LITTER:
        if pattern.fullmatch(name):
            return reason
    suffix = Path(name).suffix.lower()
    if suffix in WORKBOOKS or not suffix:
        return ""
    return _KINDS.get(suffix, "не книга Excel или LibreOffice")


def received_on(path: str) -> dt.date | None:
    """Return the date in the name of the nearest folder that has one (`2025-12-16`)."""
    for part in reversed(path.split("/")[:-1]):
        match = _FOLDER_DATE.search(part)
        if match:
            year = int(match["y"] or match["y2"])
            try:
                return dt.date(year, int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
            except ValueError:
                continue
    return None
