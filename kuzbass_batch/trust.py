"""Which books a run takes for the committee's own: the year's key, and what was accepted."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from kuzbass_batch.contents import hash_of, opened
from kuzbass_batch.publishing.disk import describe_fault
from kuzbass_batch.publishing.service_files import replace_file, write_once
from kuzbass_batch.reading.committee.year_key import (
    KEY_BYTES,
    BadKey,
    accepted_text,
    key_text,
    read_accepted,
    read_key,
)
from kuzbass_batch.reading.files.opening import reason_of
from kuzbass_batch.reading.own_names import ACCEPTED_FILE, KEY_FILE, OWN_FILES
from kuzbass_batch.records.committee.book_marks import Trust, fingerprint_of
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import OtherFile, ReadFile
from kuzbass_batch.records.run import Run
from kuzbass_batch.usage import WrongUsage, refuse_missing


def trust_of(asked: Run, since: str) -> Trust:
    """Return which books the run takes for the committee's own; WrongUsage if the key is unfit.

    since: the fingerprint of the key that the last result was made with. A folder without a key
    gets one, unless nothing may be written.
    """
    now = frozenset(_sha256_of(path) for path in asked.options.accept)
    try:
        key = read_key(asked.input)
        accepted = read_accepted(asked.input, key)
    except BadKey as error:
        raise WrongUsage(str(error)) from error
    if not key:
        made = not asked.options.dry_run and os.access(asked.input, os.W_OK | os.X_OK)
        key = secrets.token_bytes(KEY_BYTES) if made else b""
        return Trust(key=key, made=made, accepted=now, now=now)
    named = sha256(key_text(key)).hexdigest() in now
    replaced = bool(since) and since != fingerprint_of(key) and not named
    # What lies beside a key that proves nothing proves nothing either.
    known = frozenset() if replaced else accepted
    return Trust(key=key, replaced=replaced, since=since, accepted=known | now, now=now)


def trust_files(asked: Run, trust: Trust) -> Iterator[tuple[str, str]]:
    """Yield the files of the input folder that say the same as `trust`, with their hashes.

    The hash is empty where they say something else by now: the run is not of what lies there.
    """
    try:
        same = read_key(asked.input) == trust.key
        same = same and read_accepted(asked.input, trust.key) == trust.accepted
        for name in OWN_FILES:
            if (asked.input / name).exists():
                yield name, hash_of(asked.input / name) if same else ""
    except (OSError, BadKey):
        yield KEY_FILE, ""


def _sha256_of(path: Path) -> str:
    refuse_missing(path)
    try:
        with opened(path) as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise WrongUsage(f"Файл «{path}» не прочитан: {reason_of(error)}.") from error


def refuse_acceptance(asked: Run, files: Iterable[ReadFile], trust: Trust) -> None:
    """Raise WrongUsage unless each file to accept is a book, a registry or the key of the folder.

    Accepting any other file would have no effect, and nothing would say so.
    """
    books = {
        file.source.sha256
        for file in files
        if file.kind in (Kind.DECISIONS, Kind.REGISTERS, Kind.REGISTRY)
        and not isinstance(file, OtherFile)
    }
    known = {*books, sha256(key_text(trust.key)).hexdigest()}
    for path in asked.options.accept:
        if _sha256_of(path) not in known:
            raise WrongUsage(
                f"Принять «{path}» нельзя: среди книг решений и реестров в папке с формами такого "
                "файла нет. Положите его в папку с формами и укажите в --accept."
            )


def keep_trust(asked: Run, trust: Trust, tell: Callable[[str], None]) -> None:
    """Keep a new key and what was accepted in the input folder; tell if that cannot be.

    WrongUsage if another run has made a key meanwhile: the books drawn here would be nobody's.
    """
    try:
        if trust.made and not write_once(asked.input / KEY_FILE, key_text(trust.key)):
            raise WrongUsage(
                f"Папка с формами изменилась во время расчёта: «{KEY_FILE}». Дождитесь конца "
                "другого расчёта и повторите."
            )
        fresh = trust.now - read_accepted(asked.input, trust.key)
        if fresh and trust.key and not trust.replaced:
            text = accepted_text(asked.input, trust.key, fresh)
            replace_file(asked.input / ACCEPTED_FILE, text)
    except (OSError, BadKey) as error:
        why = describe_fault(error) if isinstance(error, OSError) else str(error)
        tell(
            f"Ключ года и принятые книги не записаны в папку с формами ({why}): следующий расчёт "
            "спросит о книге решений снова."
        )
