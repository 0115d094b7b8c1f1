"""Files are examined by workers: a dead or stuck one costs one file, not the batch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.forms.parsing.registry import FoundRegistry, read_registry
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.reading.committee.calendar import examine_calendar, is_calendar
from kuzbass_batch.reading.examine import examine_content, is_shut, not_examined, placed
from kuzbass_batch.reading.files.opening import content_of, finding_on, load_file
from kuzbass_batch.reading.guard.inspection import is_ods
from kuzbass_batch.reading.own_names import is_own_name
from kuzbass_batch.reading.packing import (
    NO_ANSWERS,
    PackedReturn,
    pack,
    unpack_answers,
    unpack_file,
)
from kuzbass_batch.reading.store import Store
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.returns.read_files import OtherFile, ReadFile, ReadRegistry, WrongEdition
from kuzbass_batch.workers.crew import Crew, Lost, done_by, sure
from kuzbass_batch.workers.limits import SECONDS, seconds_for

BYTES_A_SECOND, OF_ODS = 2**17, 2**15
"""Of a book of the committee's, for each further second: a third of what reading one manages.

An .ods is packed tighter."""
GROUP = 8
"""Files a worker reads at a time: fewer and the way to it and back is felt, more and one waits."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file to examine, its bytes going along: a worker needs no disk that holds the folder."""

    source: Source
    data: bytes


@dataclass(frozen=True, slots=True)
class FolderReader:
    """Reads the files of a folder by a crew; what they say waits in the store."""

    folder: Path
    crew: Crew
    store: Store

    def read(self, sources: Iterable[Source]) -> Iterator[ReadFile]:
        """Yield a record for each source, without its answers; those wait in the store.

        First come the files that the store knows, then the others as the workers are done.
        """
        unread: list[Source] = []
        for source in sources:
            known = None if is_shut(source) else self.store.file(source.sha256)
            if known is not None:
                yield placed(known, source)
            elif is_shut(source):
                yield not_examined(source)
            elif is_calendar(source):
                yield examine_calendar(self.folder, source)
            else:
                unread.append(source)
        # The committee's own first: they are the largest, and may end the run.
        unread.sort(key=lambda source: not is_own_name(name_of(source.path)))
        yield from self._examined(unread)

    def answers_of(self, source: Source) -> Submission | None:
        """Return the answers of a file of this run, None if it has none."""
        found = unpack_answers(self._packed_answers(source))
        return found and replace(found, path=source.path)

    def registry_in(self, file: ReadRegistry | WrongEdition) -> FoundRegistry:
        """Return the registry that a file holds, or None, with all findings on the file.

        A worker reads it: the answers of ten thousand lines are a load this process need not carry.
        OutOfTime if it gets no time for that.
        """
        if isinstance(file, WrongEdition):
            return None, file.findings
        packed = self._packed_answers(file.source)
        roll = RegistryFile(file.source.path, packed, file.findings)
        seconds = seconds_for(file.lines)
        read = done_by(self.crew, read_roll, [roll], group=1, limit=lambda _: seconds)
        ((_, found),) = read
        if found is Lost.DIED:
            return None, (*file.findings, finding_on(found))
        return sure(found, f"чтение реестра «{file.source.path}»")

    def _packed_answers(self, source: Source) -> bytes:
        """Return what the store keeps of a file; where it lost that, the file is read again."""
        found = self.store.answers(source.sha256)
        if found is None:
            for _ in self._examined([source]):
                found = self.store.answers(source.sha256)
        return NO_ANSWERS if found is None else found

    def _examined(self, unread: list[Source]) -> Iterator[ReadFile]:
        unreadable: list[OtherFile] = []
        contents = _contents(self.folder, unread, unreadable)
        results = done_by(
            self.crew, examine_one, contents, group=GROUP, size_of=_weight, limit=_seconds
        )
        for content, parcel in results:
            if isinstance(parcel, Lost):
                yield not_examined(content.source, finding_on(parcel))
            elif isinstance(parcel, Finding):
                yield not_examined(content.source, parcel)
            else:
                self.store.keep(parcel)
                yield placed(unpack_file(parcel.file), _hashed(content.source, parcel.sha256))
        yield from unreadable


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A registry of participants to be read: its path, its packed answers, what was found."""

    path: str
    answers: bytes
    findings: tuple[Finding, ...]


def _contents(
    folder: Path, sources: list[Source], unreadable: list[OtherFile]
) -> Iterator[FileContent]:
    """Yield every file as it is now; those that cannot be opened go into `unreadable`."""
    for source in sources:
        data = load_file(folder, source)
        if isinstance(data, Finding):
            unreadable.append(not_examined(source, data))
        else:
            yield FileContent(source, data)


def _hashed(source: Source, sha256: str) -> Source:
    """Return the source with the hash of its content: itself where that is known already."""
    return source if source.sha256 == sha256 else replace(source, sha256=sha256)


def _weight(content: FileContent) -> int:
    return len(content.data)


def _seconds(content: FileContent) -> float:
    """Return the processor seconds that reading a file may take: more for a large book."""
    own = is_own_name(name_of(content.source.path))
    rate = OF_ODS if is_ods(content.data) else BYTES_A_SECOND
    return SECONDS + len(content.data) / rate if own else SECONDS


def examine_one(year: ReportingYear, content: FileContent) -> PackedReturn | Finding:
    """Examine a file (in a worker) and pack the record of it.

    A finding if the file cannot be taken out, or was changed meanwhile. The record depends on the
    content alone, not on where the file lies.
    """
    data = content_of(content.data, content.source)
    if isinstance(data, Finding):
        return data
    return pack(examine_content(data, year.methodology, year.forms), sha256(data).hexdigest())


def read_roll(year: ReportingYear, roll: RegistryFile) -> FoundRegistry:
    """Read a registry (in a worker)."""
    submission = unpack_answers(roll.answers)
    if submission is None:
        return None, roll.findings
    return read_registry(replace(submission, path=roll.path), year.methodology, roll.findings)
