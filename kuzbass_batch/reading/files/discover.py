"""Find every file of the input folder, in an order that does not depend on the disk.

Every file, and every folder that cannot be read, stands in exactly one source; what lies in an
archive or a message has sources of its own besides.
"""

import datetime as dt
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import file_digest
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.contents import MAX_HASHED, FoundFile, opened, walk
from kuzbass_batch.file_names import MESSAGES, name_of, suffix_of, without_suffix
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import Finding, Severity, has_errors
from kuzbass_batch.reading.files.containers import (
    CONTAINERS,
    ContainedFile,
    Contents,
    closed_reason,
    free_name,
    look_into,
)
from kuzbass_batch.reading.files.messages import local_day
from kuzbass_batch.reading.files.opening import finding_on, load, reason_of
from kuzbass_batch.reading.guard.inspection import OLE, ZIP
from kuzbass_batch.reading.guard.sanitize import clean_file_name
from kuzbass_batch.reading.guard.unread import (
    HEAD,
    doubt_about,
    is_named_as_form,
    is_scan,
    is_signature,
    named_before,
)
from kuzbass_batch.reading.own_names import OWN_FILES, is_calendar_name, near_miss, open_now
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.workers.crew import Lost
from kuzbass_batch.workers.local import done_apart

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".ods", ".xls", ".xlsb", ".xltx", ".xlt", ".ots"})
NOT_A_BOOK = "не книга Excel или LibreOffice"
CONTAINER_WORKERS = 2
"""Processes that look into archives and messages, one for each core of a small machine."""
_TEMPORARY, _HIDDEN = "временный или запасной файл", "скрытый файл"
_LITTER = (
    (re.compile(r"~\$.*"), "временный файл открытой книги"),
    (re.compile(r"\.~lock\..*#"), "метка открытого файла LibreOffice"),
    (re.compile(r"thumbs\.db|desktop\.ini|\.ds_store|\._.*", re.I), "служебный файл системы"),
    (re.compile(r".*\.(tmp|bak|part|partial|crdownload)|.*~", re.I), _TEMPORARY),
    (re.compile(r"\..*"), _HIDDEN),
    (
        re.compile(r"rating(-20\d\d)?(\.schema)?\.(csv|json|csv-metadata\.json)", re.I),
        "открытые данные рейтинга, составлены программой",
    ),
    (re.compile(r"run\.log"), "журнал расчёта, составлен программой"),
    (
        re.compile(r"участнику-20\d\d(-\w+)?\.docx", re.I),
        "памятка для участников, составлена программой",
    ),
)
_OWN_PAGE = re.compile(
    "<title>Рейтинг[^<]{0,400} за ([IV]{1,3} [^< ]{1,30} )?[0-9]{4} год(а)?</title>".encode()
)
"""How the head of the public page says what it is, whatever name it is saved under."""
_KINDS = {
    ".pdf": "документ PDF",
    ".doc": "документ Word",
    ".docx": "документ Word",
    ".jpg": "изображение",
    ".jpeg": "изображение",
    ".png": "изображение",
}
_FOLDER_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d\d)\.(?P<m2>\d\d)\.(?P<y2>20\d\d))(?!\d)"
)
_SPECIAL = (
    (stat.S_ISLNK, "ссылка"),
    (stat.S_ISFIFO, "именованный канал"),
    (stat.S_ISSOCK, "сокет"),
    (stat.S_ISCHR, "устройство"),
    (stat.S_ISBLK, "устройство"),
)


def discover(folder: Path, *, skip: Path | None = None, utc_hours: int = 0) -> tuple[Source, ...]:
    """Return a Source for every file in `folder` and below, sorted by path; `skip` is left out.

    So is what the program itself keeps there: it did not come in. Links, pipes and devices are
    listed and never opened; nothing is followed out of the folder. utc_hours: how far the local
    time, which tells on what day a mail was sent, is ahead of UTC.
    """
    walked = (each for each in walk(folder, skip) if not _is_service(each))
    found = sorted(walked, key=lambda each: os.fsencode(each.location))
    return _with_contents(folder, _named(folder, found), utc_hours)


def _is_service(found: FoundFile) -> bool:
    """Tell whether a file is one of the program's own; a link in its place is not."""
    return found.location in OWN_FILES and stat.S_ISREG(found.mode)


def discover_file(path: Path, *, utc_hours: int = 0) -> tuple[Source, ...]:
    """Return the Source of a single file, and those of the files in it; OSError if it is gone."""
    status = path.lstat()
    found = FoundFile(location=path.name, mode=status.st_mode, size=status.st_size)
    return _with_contents(path.parent, _named(path.parent, [found]), utc_hours)


def _with_contents(folder: Path, sources: list[Source], utc_hours: int) -> tuple[Source, ...]:
    """Return the sources with those of what lies in archives and messages, sorted by path."""
    containers = [source for source in sources if _is_container(source)]
    taken = {source.path for source in sources}
    inside = zip(containers, look_into_all(folder, containers), strict=True)
    whole: dict[str, tuple[Source, ...]] = {source.path: (source,) for source in sources}
    whole |= {source.path: _with_members(source, each, taken, utc_hours) for source, each in inside}
    every = (source for group in whole.values() for source in group)
    return tuple(sorted(_without_copies(list(every)), key=lambda source: source.path))


def _without_copies(sources: list[Source]) -> Iterator[Source]:
    """Yield the sources; a scan of a form that came as a workbook too is passed over.

    It is beside the workbook of the same name, or in one message or archive with a workbook. So is
    a spare copy beside the workbook that it is of.
    """
    books = [source for source in sources if _is_book(source)]
    beside = {_without_suffix(book.path) for book in books}
    paths = {book.path.casefold() for book in books}
    together = {book.location for book in books if book.member is not None}
    for source in sources:
        path, name = source.path, name_of(source.path)
        whole = (path.removesuffix(name) + named_before(name)).casefold()
        if source.otherwise in (_TEMPORARY, _HIDDEN) and whole in paths:
            yield replace(source, litter=source.otherwise, otherwise="", findings=_kept(source))
            continue
        copied = _without_suffix(source.path) in beside or (
            source.member is not None and source.location in together
        )
        if copied and not source.litter and is_scan(name) and is_named_as_form(name):
            kind = _KINDS.get(suffix_of(path).lower(), NOT_A_BOOK)
            reason = f"{kind}; форма пришла вместе с ним книгой"
            yield replace(source, litter=reason, otherwise="", doubt=None, findings=_kept(source))
        else:
            yield source


def _kept(source: Source) -> tuple[Finding, ...]:
    return tuple(f for f in source.findings if f.severity is not Severity.ERROR)


def _is_book(source: Source) -> bool:
    suffix = suffix_of(source.path).lower()
    return suffix in WORKBOOKS and not source.litter and not has_errors(source.findings)


def _without_suffix(path: str) -> str:
    return without_suffix(path).casefold()


def look_into_all(folder: Path, containers: Sequence[Source]) -> list[Contents]:
    """Return what lies in each container, in the order given; one that is lost costs itself."""
    found = done_apart(partial(_look, folder), containers, width=CONTAINER_WORKERS)
    return [Contents(finding=finding_on(e)) if isinstance(e, Lost) else e for e in found]


def _look(folder: Path, source: Source) -> Contents:
    data = load(folder, source)
    if isinstance(data, Finding):
        return Contents(finding=data)
    return look_into(data, source.location or source.path)


def _named(folder: Path, found: list[FoundFile]) -> list[Source]:
    """Return the sources under names fit to be shown, all different."""
    taken: set[str] = set()
    sources = []
    for each in found:
        shown = "/".join(clean_file_name(step) for step in each.location.split("/"))
        path = free_name(shown, taken)
        source = _source(folder, each, path)
        if path != each.location:
            source = replace(source, location=each.location)
        if "�" in shown and "�" not in each.location:
            source = replace(source, findings=(*source.findings, rules.NAME_CLEANED.at()))
        sources.append(source)
    return sources


def _source(folder: Path, found: FoundFile, path: str) -> Source:
    if found.error is not None:
        rule = rules.FOLDER_UNREAD if found.location.endswith("/") else rules.VANISHED
        return _shut(path, rule.at(why=reason_of(found.error)))
    if not stat.S_ISREG(found.mode):
        what = next((word for test, word in _SPECIAL if test(found.mode)), "ссылка на папку")
        return _shut(path, rules.NOT_REGULAR.at(what=what))
    try:
        with opened(f"{folder}{os.sep}{found.location}") as stream:
            head = stream.read(HEAD)
            stream.seek(0)
            digest = file_digest(stream, "sha256").hexdigest() if found.size <= MAX_HASHED else ""
    except OSError as error:
        return replace(_shut(path, rules.VANISHED.at(why=reason_of(error))), size=found.size)
    source = Source(path=path, size=found.size, sha256=digest, received=received_on(path))
    return _judged_by_name(source, name_of(path), head)


def _shut(path: str, finding: Finding) -> Source:
    return Source(path=path, size=0, sha256="", received=received_on(path), findings=(finding,))


def _judged_by_name(source: Source, name: str, head: bytes, prefix: str = "") -> Source:
    """Return the source to be read, passed over, or shut, by its name and its first bytes."""
    litter, opened_by_us = _litter(name, head), None if prefix else open_now(name)
    if litter in (_TEMPORARY, _HIDDEN) and _may_be_book(named_before(name), head):
        left_over = rules.LEFT_OVER.at(name=named_before(name))
        return replace(source, otherwise=litter, findings=(*source.findings, left_over))
    if litter:
        said = (opened_by_us,) if opened_by_us else ()
        return replace(source, litter=prefix + litter, findings=(*source.findings, *said))
    near = None if prefix else near_miss(name)
    shut = closed_reason(name, nested=bool(prefix))
    if shut:
        return replace(source, findings=(*source.findings, shut))
    suffix = suffix_of(name).lower()
    if suffix in WORKBOOKS or suffix in CONTAINERS or (not prefix and is_calendar_name(name)):
        return replace(source, doubt=near)
    if is_calendar_name(name):
        foreign = rules.COMMITTEE_INSIDE.at(what="календарь рабочих дней")
        return replace(source, findings=(*source.findings, foreign))
    kind = "электронная подпись" if is_signature(name) else _KINDS.get(suffix, NOT_A_BOOK)
    reason, doubt = prefix + kind, near or doubt_about(name, head)
    if head.startswith((ZIP, OLE)):
        return replace(source, otherwise=reason, doubt=doubt)
    if doubt:
        return replace(source, findings=(*source.findings, doubt))
    return replace(source, litter=reason)


def _may_be_book(name: str, head: bytes) -> bool:
    """Tell whether a file may hold somebody's return by its first bytes and the name it is to have.

    What a browser has not finished, and what was renamed, begins as the whole does.
    """
    named = suffix_of(name).lower() in WORKBOOKS or is_named_as_form(name)
    return named and head.startswith((ZIP, OLE))


def _litter(name: str, head: bytes) -> str:
    """Return why a file is never looked into, in Russian, or an empty string."""
    if suffix_of(name).lower() in (".html", ".htm") and _OWN_PAGE.search(head):
        return "страница рейтинга, составлена программой"
    return next((reason for pattern, reason in _LITTER if pattern.fullmatch(name)), "")


def _is_container(source: Source) -> bool:
    suffix = suffix_of(source.path).lower()
    return suffix in CONTAINERS and not source.litter and not has_errors(source.findings)


def _with_members(
    source: Source, contents: Contents, taken: set[str], utc_hours: int
) -> tuple[Source, ...]:
    """Return the source of a container, with what it is, and those of the files in it."""
    is_message = source.path.lower().endswith(MESSAGES)
    if contents.is_workbook:
        return (source,)
    if contents.is_draft:
        own = "черновик письма, составленный программой и не отправленный: это не ответ участника"
        return (replace(source, litter=own),)
    if contents.finding is not None:
        shut = (*source.findings, contents.finding)
        return (replace(source, findings=shut, sender=contents.sender),)
    day = local_day(contents.moment, utc_hours) if contents.moment else None
    sent = f" от {wording.day(day)}" if day else ""
    what = f"письмо{sent}, вложений" if is_message else "архив, файлов внутри"
    reason = f"{what}: {len(contents.files)}"
    if contents.files:
        reason += "; они стоят отдельными строками"
    prefix = "вложение: " if is_message else "файл архива: "
    members = (
        replace(_member(source, each, day, prefix, taken), sender=contents.sender)
        for each in contents.files
    )
    told = (rules.NOTHING_ATTACHED.at(),) if is_message and not contents.files else ()
    return (replace(source, litter=reason, findings=(*source.findings, *told)), *members)


def _member(
    container: Source, inside: ContainedFile, day: dt.date | None, prefix: str, taken: set[str]
) -> Source:
    path = free_name(f"{container.path}/{inside.name}", taken)
    by_path = received_on(path)
    source = Source(
        path=path,
        size=inside.size,
        sha256=inside.sha256,
        received=by_path or day,
        location=container.location or container.path,
        member=inside.number,
        by_message=by_path is None and day is not None,
    )
    return _judged_by_name(source, name_of(path), inside.head, prefix)


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
