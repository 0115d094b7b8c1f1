"""Folders of the table and the way they go: found, read, matched, chosen and judged as in a run.

Only the worker processes are left out: what they do is done in this process.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from kuzbass_batch.batch import rate
from kuzbass_batch.commands.single_files import judged
from kuzbass_batch.committee import BookKnowledge, sort_files
from kuzbass_batch.forms.parsing.registry import FoundRegistry
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.earlier_results import last_years
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.committee.contest import PracticeContest
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadFile, ReadRegistry, WrongEdition
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.workers.limits import SECONDS
from tests.crews import AtOnce, lost
from tests.filled import ASSESSMENT, METHODOLOGY, PASSPORT, drawn
from tests.findings.edits import edited
from tests.office import AS_OF, NAMES, registry
from tests.reading.test_reading import FILLED
from tests.year_keys import KNOWLEDGE

YEAR = year_of(METHODOLOGY)
MARCH, APRIL = dt.date(2026, 3, 20), dt.date(2026, 4, 20)
REGISTRY, FORM, SECOND, THIRD, PASS = (
    "Реестр.xlsx", "ИО-01.xlsx", "ИО-02.xlsx", "ПО-01.xlsx", "паспорт.xlsx",
)  # fmt: skip
FOURTH, DECISIONS, CALENDAR, OTHER_PASS = (
    "МО-01.xlsx", "Решения.xlsx", "календарь.csv", "другой паспорт.xlsx",
)  # fmt: skip
Files = Mapping[str, bytes | None]


class Absent(AtOnce):
    """A crew that loses one file: its worker dies over it, or is stuck."""

    def __init__(self, loss: type[Exception], path: str) -> None:
        """Take the exception that means the loss, and the file that is lost."""
        super().__init__(YEAR)
        self.loss, self.path = loss, path

    def begin(self, work, tasks, seconds=SECONDS):
        """Do the work unless it is on that file."""
        if any(getattr(getattr(task, "source", None), "path", "") == self.path for task in tasks):
            return lost(self.loss())
        return super().begin(work, tasks, seconds)


def nothing(_folder: Path) -> None:
    """Leave the folder as it is."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """A folder as it differs from the sound one; None takes a file out.

    alone: the files are looked at one by one, as the command `check` does.
    known: the registry that is gone by, whatever its file says.
    laid: what else is laid into the folder; meanwhile: what happens after the files were listed;
    desk: what the run knows of the committee's books beforehand.
    broken: a name of the program's examination that fails while the files are read.
    contest: the one that is announced.
    base: the sound files that the folder is made from; methodology: the act they are rated by.
    """

    files: Files = field(default_factory=dict)
    as_of: dt.date = AS_OF
    crew: AtOnce = field(default_factory=lambda: AtOnce(YEAR))
    alone: bool = False
    known: Registry | None = None
    contest: PracticeContest | None = None
    broken: str = ""
    methodology: Methodology = METHODOLOGY
    knowledge: Callable[[], BookKnowledge] = lambda: KNOWLEDGE
    laid: Callable[[Path], None] = nothing
    meanwhile: Callable[[Path], None] = nothing
    base: Callable[[], dict[str, bytes]] = field(default_factory=lambda: sound)
    methodology: Methodology = METHODOLOGY


@cache
def sound() -> dict[str, bytes]:
    """The files of a folder in which nothing is to be found."""
    zeros = {
        f"{who}.xlsx": drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | body(who), who)
        for who in ("ИО-02", "ПО-01", "МО-01")
    }
    return {REGISTRY: registry(), FORM: form(), PASS: passport()} | zeros


def body(who: str) -> dict[str, str]:
    """Return the answers that say whose form it is."""
    return {"participant_id": who, "participant_name": NAMES[who]}


def form(text: str = "", issued_to: str = "ИО-01") -> bytes:
    """The self-assessment of ИО-01 (3, 2, 2, 2, 3, 1, 2, 4: 12.2), changed by edits."""
    return edited(Kind.SELF_ASSESSMENT, FILLED, text, issued_to)


def zeros(who: str, text: str = "") -> bytes:
    """A self-assessment of noughts, changed by edits."""
    return edited(Kind.SELF_ASSESSMENT, ASSESSMENT | body(who), text, who)


def passport(text: str = "") -> bytes:
    """The passport of a project of ИО-01, changed by edits."""
    return edited(Kind.PASSPORT, PASSPORT, text)


def other_passport(text: str = "") -> bytes:
    """The passport of another project of ИО-01, changed by edits."""
    return passport(f"Паспорт!C6: Единое окно\n{text}")


def said(given: Input, folder: Path, store) -> set[tuple[str, str, str]]:
    """Return code, file and place of everything that is found in the folder."""
    if given.methodology is METHODOLOGY:
        files, outcome = looked_at(given, folder, store)
    else:
        # Nothing that the store knows was read by this act.
        with opened_store(None, given.methodology) as own:
            files, outcome = looked_at(given, folder, own)
    found = [f for file in files for f in file.findings]
    found += [f for s in outcome.standings for f in s.findings] if outcome else []
    return {(f.code, f.file, f"{f.sheet}!{f.cell}".rstrip("!")) for f in found}


def looked_at(
    given: Input, folder: Path, store
) -> tuple[Sequence[ReadFile | FileResult], Outcome | None]:
    """Write the folder and judge it as a run does, or file by file."""
    for name, data in (given.base() | given.files).items():
        if data is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    given.laid(folder)
    sources = discover(folder)
    given.meanwhile(folder)
    if given.broken:
        # What a broken program says of a file must not be remembered.
        with opened_store(None, METHODOLOGY) as forgotten, broken(given.broken):
            return list(FolderReader(folder, given.crew, forgotten).read(sources)), None
    if given.methodology is not METHODOLOGY:
        with opened_store(None, given.methodology) as own:
            crew = AtOnce(year_of(given.methodology))
            return rated(given, folder, FolderReader(folder, crew, own), sources)
    return rated(given, folder, FolderReader(folder, given.crew, store), sources)


def rated(
    given: Input, folder: Path, reader: FolderReader, sources: tuple[Source, ...]
) -> tuple[Sequence[ReadFile | FileResult], Outcome | None]:
    """Read the files and judge them, as a run does or one by one."""
    past = last_years(folder, sources, METHODOLOGY.period)
    files = list(reader.read(sources))
    if given.alone:
        return [judged(reader.registry_in, file) for file in files], None

    def read(file: ReadRegistry | WrongEdition) -> FoundRegistry:
        return (given.known, file.findings) if given.known else reader.registry_in(file)

    sorted_folder = sort_files(files, read, given.methodology, past, given.knowledge())
    outcome = rate(replace(sorted_folder, contest=given.contest), given.methodology, given.as_of)
    return outcome.files, outcome


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Let a function that the examination of a file calls fail, as a fault of the program would."""
    with pytest.MonkeyPatch.context() as patch:
        if name:
            patch.setitem(examine_content.__globals__, name, _fail)
        yield


def _fail(*_arguments: object) -> None:
    raise ZeroDivisionError
