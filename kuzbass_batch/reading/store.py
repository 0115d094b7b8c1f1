"""The store of parsed returns: what a file's content says, kept between stages and between runs.

Keyed by the content's hash and by the edition (program, methodology, readers), so that the same
content is examined once. One file beside the result folder, safe to delete: what is not there, or
not whole, is examined again. It decides nothing, and nothing of it enters the outputs. Beside it
stands what the last result is of: a run that asks the same need not be done again; and by which
keys its files were drawn: what would come out the same is taken from there (`outputs/drawn_files`).

What is kept is believed only if it bears a digest made with the key that lies beside it: a random
one, which nobody but the user who ran the program may read. Who cannot read the key can put nothing
into the store that a run would take for its own; who can could change the result itself.
"""

import hashlib
import os
import pickle
import secrets
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING

from kuzbass_batch.records.run import ResultRecord
from kuzbass_batch.workers.edition import program_edition

if TYPE_CHECKING:  # Who only asks for the last result's record need not load what reads forms.
    from kuzbass_batch.methodology.records import Methodology
    from kuzbass_batch.reading.packing import PackedReturn
    from kuzbass_batch.records.returns.read_files import ReadFile

FILE, KEY = "parsed.sqlite", "key"
KEY_BYTES = 32
OWN = 0o600
"""Both files are readable by their owner only, not even by his group."""
_FLAGS = 0
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)
COMMIT_EVERY = 500
"""Rows: what a killed run has to read again."""
CACHE_KIB = 512
"""Of memory: each row is read once, so that a larger cache would not be used."""
_TABLE = """
CREATE TABLE IF NOT EXISTS parsed (
    sha256 TEXT, edition TEXT, file BLOB, answers BLOB, file_digest BLOB, answers_digest BLOB,
    PRIMARY KEY (sha256, edition)
)"""
_LAST = """
CREATE TABLE IF NOT EXISTS last (
    asked TEXT, inputs TEXT, contents TEXT, exit_code INTEGER, digest BLOB
)"""
_DRAWN = "CREATE TABLE IF NOT EXISTS drawn (files BLOB, digest BLOB)"
_LAST_ROW = "SELECT asked, inputs, contents, exit_code, digest FROM last"
# All that a damaged or foreign file may bring up.
_FAULTS = (sqlite3.Error, OSError, pickle.UnpicklingError, ValueError, TypeError, AttributeError,
           EOFError, LookupError, MemoryError, ImportError)  # fmt: skip


class Store:
    """Parsed returns of one edition. What a faulty store lacks is examined again."""

    def __init__(self, path: Path | None, edition: str) -> None:
        """Open the file, or a private one of this run where there is none to keep."""
        self._edition = edition
        self._seen: set[str] = set()
        self._base, self._key = _opened(path)

    def file(self, sha256: str) -> "ReadFile | None":
        """Return what is known of a content, None if nothing is."""
        from kuzbass_batch.reading.packing import unpack_file

        with suppress(*_FAULTS):
            data = self._read(sha256, "file")
            if data is not None:
                file = unpack_file(data)
                self._seen.add(sha256)
                return file
        return None

    def answers(self, sha256: str) -> bytes | None:
        """Return the packed answers of a content, None if they are not known."""
        with suppress(*_FAULTS):
            return self._read(sha256, "answers")
        return None

    def keep(self, parcel: "PackedReturn") -> None:
        """Keep what was found in a content."""
        sha256 = parcel.sha256
        self._seen.add(sha256)
        digests = (
            self._digest(sha256, "file", parcel.file),
            self._digest(sha256, "answers", parcel.answers),
        )
        row = (sha256, self._edition, parcel.file, parcel.answers, *digests)
        with suppress(*_FAULTS):
            self._base.execute("INSERT OR REPLACE INTO parsed VALUES (?, ?, ?, ?, ?, ?)", row)
            if len(self._seen) % COMMIT_EVERY == 0:
                self._base.commit()

    def keep_last(self, record: ResultRecord | None) -> None:
        """Keep what the result now in place is of, instead of the one before; None: nothing."""
        with suppress(*_FAULTS):
            self._base.execute("DELETE FROM last")
            if record is not None:
                row = (*astuple(record), _record_digest(self._key, record))
                self._base.execute("INSERT INTO last VALUES (?, ?, ?, ?, ?)", row)

    def drawn(self) -> bytes:
        """Return what is known of the files that the last run drew, nothing if that is not sure."""
        with suppress(*_FAULTS):
            ((files, digest),) = self._base.execute("SELECT files, digest FROM drawn").fetchall()
            if self._digest("", "drawn", files) == digest:
                return bytes(files)
        return b""

    def keep_drawn(self, files: bytes) -> None:
        """Keep what is to be known of the files of this run, instead of those of the last one."""
        with suppress(*_FAULTS):
            self._base.execute("DELETE FROM drawn")
            row = (files, self._digest("", "drawn", files))
            self._base.execute("INSERT INTO drawn VALUES (?, ?)", row)

    def forget(self) -> None:
        """Forget what earlier runs read and drew."""
        with suppress(*_FAULTS):
            self._base.execute("DELETE FROM parsed")
            self._base.execute("DELETE FROM drawn")

    def close(self) -> None:
        """Forget what this run did not meet, and close."""
        with suppress(*_FAULTS):
            self._base.execute("CREATE TEMP TABLE met (sha256 TEXT PRIMARY KEY)")
            self._base.executemany("INSERT INTO met VALUES (?)", ((each,) for each in self._seen))
            self._base.execute(
                "DELETE FROM parsed WHERE edition != ? OR sha256 NOT IN (SELECT sha256 FROM met)",
                (self._edition,),
            )
            self._base.commit()
        with suppress(*_FAULTS):
            self._base.close()

    def _read(self, sha256: str, column: str) -> bytes | None:
        """Return a column's bytes if they are those that were kept for this content."""
        found = self._base.execute(
            f"SELECT {column}, {column}_digest FROM parsed WHERE sha256 = ? AND edition = ?",
            (sha256, self._edition),
        ).fetchone()
        if found is None or self._digest(sha256, column, found[0]) != found[1]:
            return None
        return bytes(found[0])

    def _digest(self, sha256: str, column: str, data: bytes) -> bytes:
        label = "\0".join((self._edition, sha256, column, "")).encode()
        return hashlib.blake2b(label + data, key=self._key, digest_size=16).digest()


def last_record(folder: Path) -> ResultRecord | None:
    """Return what the result beside the state folder is of, None if that is not known.

    Nothing is written: it is asked before a run begins.
    """
    path = folder / FILE
    with suppress(*_FAULTS):
        key = _held_in(folder / KEY)
        os.close(_own_file(path, os.O_RDONLY))
        base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        try:
            ((*columns, digest),) = base.execute(_LAST_ROW).fetchall()
        finally:
            base.close()
        names = (each.name for each in fields(ResultRecord))
        record = ResultRecord(**dict(zip(names, columns, strict=True)))
        return record if len(key) == KEY_BYTES and _record_digest(key, record) == digest else None
    return None


def _held_in(path: Path) -> bytes:
    """Return the key that the file holds; OSError if there is none."""
    descriptor = _own_file(path, os.O_RDONLY)
    try:
        return os.read(descriptor, KEY_BYTES + 1)
    finally:
        os.close(descriptor)


def _record_digest(key: bytes, record: ResultRecord) -> bytes:
    said = repr(("last", *astuple(record))).encode()
    return hashlib.blake2b(said, key=key, digest_size=16).digest()


@contextmanager
def opened_store(
    folder: Path | None, methodology: "Methodology", *, fresh: bool = False
) -> Iterator[Store]:
    """Yield the store in `folder` (None: nothing is kept beyond this run).

    fresh: what earlier runs read is forgotten.
    """
    store = Store(folder / FILE if folder else None, edition_of(methodology))
    if fresh:
        store.forget()
    try:
        yield store
    finally:
        store.close()


def edition_of(methodology: "Methodology") -> str:
    """Return a hash of all that decides what a file's content says, besides the content."""
    return hashlib.sha256(f"{methodology.sha256} {program_edition()}".encode()).hexdigest()


def _opened(path: Path | None) -> tuple[sqlite3.Connection, bytes]:
    """Open the file and return it with its key.

    A damaged one is replaced, and so is one of a colleague, who alone may read it; where none can
    be, a private one serves.
    """
    if path is not None:
        for _ in range(2):
            with suppress(*_FAULTS):
                path.parent.mkdir(parents=True, exist_ok=True)
                key = _key_in(path.with_name(KEY))
                os.close(_own_file(path))
                return _prepared(str(path)), key
            with suppress(OSError):
                path.unlink()
    return _prepared(""), secrets.token_bytes(KEY_BYTES)


def _key_in(path: Path) -> bytes:
    """Return the key that the file holds; a file that holds none, or is another's, gets a new one.

    What was kept with the key before is then examined again.
    """
    with suppress(PermissionError):
        descriptor = _own_file(path)
        try:
            key = os.read(descriptor, KEY_BYTES + 1)
            if len(key) != KEY_BYTES:
                key = secrets.token_bytes(KEY_BYTES)
                os.ftruncate(descriptor, 0)
                os.lseek(descriptor, 0, os.SEEK_SET)
                os.write(descriptor, key)
            return key
        finally:
            os.close(descriptor)
    path.unlink()
    return _key_in(path)


def _own_file(path: Path, mode: int = os.O_RDWR | os.O_CREAT) -> int:
    """Return the descriptor of a file that its owner alone may read, made if it is not there.

    OSError for a link, a second name of a file elsewhere, and whatever else is no file.
    """
    descriptor = os.open(path, _FLAGS | mode, OWN)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            raise OSError(f"no file of the program's: {path}")
        if os.name != "nt" and status.st_uid != os.geteuid():
            raise PermissionError(f"a file of somebody else: {path}")
        if os.name != "nt" and stat.S_IMODE(status.st_mode) != OWN:
            os.fchmod(descriptor, OWN)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _prepared(name: str) -> sqlite3.Connection:
    # Read by the thread that draws forms while the main one draws the workbook.
    base = sqlite3.connect(name, check_same_thread=False)
    try:
        base.execute("PRAGMA synchronous = OFF")
        base.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        base.execute(_TABLE)
        base.execute(_LAST)
        base.execute(_DRAWN)
        base.execute("SELECT sha256, edition, file, answers, file_digest, answers_digest "
                     "FROM parsed LIMIT 1").fetchone()  # fmt: skip
        base.execute(_LAST_ROW).fetchone()
        base.execute("SELECT files, digest FROM drawn").fetchone()
        base.commit()
    except sqlite3.Error:
        base.close()
        raise
    return base
