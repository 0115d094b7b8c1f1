"""The store of parsed returns: what a file's content says, kept between stages and between runs.

Keyed by the content's hash and by the edition (program, methodology, readers), so that the same
content is examined once. One file beside the result folder, safe to delete: what is not there, or
not whole, is examined again. It decides nothing, and nothing of it enters the outputs.

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
from pathlib import Path

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.packing import PackedReturn, unpack_file
from kuzbass_batch.records.read_files import ReadFile
from kuzbass_batch.workers.edition import program_edition

FILE, KEY = "parsed.sqlite", "key"
KEY_BYTES = 32
OWN = 0o600
"""Both files hold what is nobody else's business, colleagues of the group included."""
_FLAGS = os.O_RDWR
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)
COMMIT_EVERY = 500
"""Rows: what a killed run has to read again."""
CACHE_KIB = 512
"""Of memory: each row is asked for once, so a larger cache would hold what nobody wants."""
_TABLE = """
CREATE TABLE IF NOT EXISTS parsed (
    sha256 TEXT, edition TEXT, file BLOB, answers BLOB, file_digest BLOB, answers_digest BLOB,
    PRIMARY KEY (sha256, edition)
)"""
# All that a damaged or foreign file may bring up.
_FAULTS = (sqlite3.Error, OSError, pickle.UnpicklingError, ValueError, TypeError, AttributeError,
           EOFError, LookupError, MemoryError, ImportError)  # fmt: skip


class Store:
    """Parsed returns of one edition. Its faults are nobody's: what it lacks is examined again."""

    def __init__(self, path: Path | None, edition: str) -> None:
        """Open the file, or a private one of this run where there is none to keep."""
        self._edition = edition
        self._seen: set[str] = set()
        self._base, self._key = _opened(path)

    def file(self, sha256: str) -> ReadFile | None:
        """Return what is known of a content, None if nothing is."""
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

    def keep(self, parcel: PackedReturn) -> None:
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


@contextmanager
def opened_store(folder: Path | None, methodology: Methodology) -> Iterator[Store]:
    """Yield the store in `folder` (None: nothing is kept beyond this run)."""
    store = Store(folder / FILE if folder else None, edition_of(methodology))
    try:
        yield store
    finally:
        store.close()


def edition_of(methodology: Methodology) -> str:
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


def _own_file(path: Path) -> int:
    """Return the descriptor of a file that its owner alone may read, made if it is not there.

    OSError for a link, a second name of a file elsewhere, and whatever else is no file.
    """
    descriptor = os.open(path, _FLAGS | os.O_CREAT, OWN)
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
        base.execute("SELECT sha256, edition, file, answers, file_digest, answers_digest "
                     "FROM parsed LIMIT 1").fetchone()  # fmt: skip
        base.commit()
    except sqlite3.Error:
        base.close()
        raise
    return base
