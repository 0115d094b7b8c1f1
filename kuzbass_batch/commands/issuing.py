"""Blanks issued again into the same folder: new ones, renewed ones, and those left alone.

A blank that lies there is the program's own, and may be renewed, only if drawing it for the code
and the name that stand in it gives the same bytes: nobody has saved it since.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.commands.mailing import MailPlan
from kuzbass_batch.committee import is_registry
from kuzbass_batch.forms.drawing.issue import copiers_of
from kuzbass_batch.forms.drawing.personal_blanks import NO_LAST_YEARS, LastYears
from kuzbass_batch.forms.parsing.submission import is_unfilled
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.letters.participant_page import is_page_as_drawn
from kuzbass_batch.outputs.mail.drafts import LETTERS
from kuzbass_batch.outputs.plain_text import one_line
from kuzbass_batch.publishing.blank_folder import spelling
from kuzbass_batch.reading.files.discover import discover_file
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.recognise import is_as_drawn
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.committee.outgoing import DRAFTS
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.returns.read_files import ReadFile, WrongEdition
from kuzbass_batch.usage import OtherPeriod, refusals
from kuzbass_batch.workers.local import local_crew

ID, NAME = "participant_id", "participant_name"
SHOWN = 5
"""Names of files in one line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlankPlan:
    """What issuing blanks into a folder means; every name is that of a file.

    added: not there yet. renewed: lie there as an earlier drawing that nobody has saved, with its
    bytes, and are drawn anew. left: lie there as they would be drawn. kept: lie there otherwise,
    filled in or not the program's; they are not touched. outdated: earlier drawings for somebody
    who has a blank under another name now, with their bytes; they go. unknown: drawings for a code
    that the registry does not hold; they stay. page: the name of the page that goes out with the
    blanks, which is among them, empty for none. past: the file of last year's results that they
    show, empty for none. mails: the letters and drafts that go out with them, None if they were not
    asked for.
    """

    added: Mapping[str, bytes]
    renewed: Mapping[str, bytes] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    outdated: Mapping[str, bytes] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    page: str = ""
    past: str = ""
    mails: MailPlan | None = None

    @property
    def issued(self) -> int:
        """Return how many blanks lie in the folder as they are drawn, the page not counted."""
        return sum(name != self.page for name in (*self.added, *self.renewed, *self.left))


def refuse_later_registry(
    files: Iterable[ReadFile], period: Period, known: Iterable[Period]
) -> None:
    """Raise OtherPeriod if the one registry is of a period after `period` that is known.

    Before October the day alone says last year, and blanks are drawn for the year that runs; those
    of an earlier year are over, whatever the day.
    """
    found = [file for file in files if is_registry(file)]
    if len(found) != 1 or not isinstance(found[0], WrongEdition) or not found[0].wrong_year:
        return
    own = found[0].identity.period
    if own in known and own.kind is period.kind and own > period:
        raise OtherPeriod(
            f"Реестр участников – за {own.name}, выданы бланки этого "
            f"{own.kind.words.genitive}. Чтобы выдать за другой, назовите его: --year.",
            own,
        )


def plan_blanks(
    drawn: Mapping[str, bytes],
    folder: Path,
    year: ReportingYear,
    registry: Registry,
    before: LastYears = NO_LAST_YEARS,
) -> BlankPlan:
    """Return what issuing `drawn` (file name → blank, or the page beside them) into a folder means.

    registry: whose participants' blanks they are. before: what they show of last year. OSError if
    the folder cannot be read.
    """
    there = {spelling(p.name): p for p in folder.iterdir()} if folder.is_dir() else {}
    names = {spelling(name): name for name in drawn}
    others = _contents(there, names)
    left = tuple(names[key] for key in names if others.get(key) == drawn[names[key]])
    unequal = {key: there[key] for key in others if names.get(key) not in left}
    pages = {key for key in unequal if is_page_as_drawn(others[key])}
    owners = dict(_owners(unequal.values(), others, year, registry.participants[0], before))
    ids = {participant.id for participant in registry.participants}
    return BlankPlan(
        added={name: data for name, data in drawn.items() if spelling(name) not in there},
        renewed={names[key]: others[key] for key in (*owners, *pages) if key in names},
        left=left,
        kept=tuple(
            names[key]
            for key in names
            if key in there and key not in {*owners, *pages} and names[key] not in left
        ),
        outdated={
            there[key].name: others[key]
            for key, owner in owners.items()
            if key not in names and owner in ids
        },
        unknown=tuple(
            there[key].name
            for key, owner in owners.items()
            if key not in names and owner not in ids
        ),
    )


def _contents(there: Mapping[str, Path], names: Collection[str]) -> dict[str, bytes]:
    """Return what lies in the folder, as far as it may be one of the blanks or the page."""
    return {
        key: path.read_bytes()
        for key, path in there.items()
        if path.is_file() and (path.suffix.casefold() == ".xlsx" or key in names)
    }


def _owners(
    paths: Iterable[Path],
    contents: Mapping[str, bytes],
    year: ReportingYear,
    anybody: Participant,
    before: LastYears,
) -> Iterator[tuple[str, str]]:
    """Yield the blanks that are the program's own drawings: spelling of the name, code in it.

    One drawn before last year's results were there is its own, too.
    """
    with_last = copiers_of(year.methodology, year.to_draw, before)
    without = copiers_of(year.methodology, year.to_draw)
    forms = tuple(path for path in paths if path.suffix.casefold() == ".xlsx")
    for path, submission in _submissions(forms, year):
        owner = _owner_of(submission, anybody)
        key, kind = spelling(path.name), submission.kind
        copiers = [each[kind] for each in (with_last, without) if kind in each]
        same = any(contents[key] == copier.blank(owner) for copier in copiers)
        if owner.id and (same or _is_of_other_announcement(submission, contents[key], year)):
            yield key, owner.id


def _is_of_other_announcement(submission: Submission, data: bytes, year: ReportingYear) -> bool:
    """Tell whether a blank of an application was drawn before the announcement was changed."""
    kind = Kind.CONTEST_APPLICATION
    if submission.kind is not kind:
        return False
    return is_unfilled(submission, year.forms[kind]) and is_as_drawn(data)


def _submissions(paths: tuple[Path, ...], year: ReportingYear) -> Iterator[tuple[Path, Submission]]:
    """Yield what the files say as far as they are forms of the year: a worker reads them."""
    if not paths:
        return
    sources = {path: discover_file(path)[0] for path in paths}
    with refusals(), opened_store(None, year.methodology) as store, local_crew(year, 1) as crew:
        reader = FolderReader(paths[0].parent, crew, store)
        read = tuple(reader.read(sources.values()))
        named = {file.source.path: file.source for file in read}
        for path in paths:
            found = reader.answers_of(named[sources[path].path])
            if found:
                yield path, found


def _owner_of(submission: Submission, anybody: Participant) -> Participant:
    """Return the participant that a blank was drawn for, as far as a blank shows him."""
    given = submission.by_field()
    owner_id, name = (given[key].given if key in given else "" for key in (ID, NAME))
    return replace(anybody, id=owner_id, name=name)


def issued_lines(plan: BlankPlan, folder: Path) -> Iterator[str]:
    """Yield the lines on blanks put into `folder`: how many, and what is otherwise."""
    every, page = plan.issued, plan.page
    yield one_line(f"Выдано бланков: {every}. Они лежат в папке «{folder}».")
    added, renewed, left = (
        sum(name != page for name in names) for names in (plan.added, plan.renewed, plan.left)
    )
    if added < every or plan.outdated:
        yield f"Из них новых: {added}, обновлено: {renewed}, без изменений: {left}."
    if page and page not in plan.kept:
        yield one_line(f"Памятка для участников – «{page}» там же: разошлите её вместе с бланками.")
    if plan.past:
        yield one_line(f"В бланках показано, что учтено в прошлый раз: файл «{plan.past}».")
    yield from _told(plan, "")
    if plan.mails:
        yield from _mail_lines(plan.mails, folder)


def _mail_lines(mails: MailPlan, folder: Path) -> Iterator[str]:
    """Yield the lines on letters and drafts; the program sends nothing."""
    drafts = [name for name in (*mails.written, *mails.kept) if name.startswith(DRAFTS)]
    yield one_line(
        f"Черновиков писем с бланками: {len(drafts)}. Они лежат в папке «{folder / DRAFTS}», "
        f"сопроводительные письма – в «{folder / LETTERS}». Программа ничего не отправляет."
    )
    if mails.unaddressed:
        yield one_line(
            f"Нет адреса, в черновике не указано, кому ({len(mails.unaddressed)}): "
            f"{wording.some(mails.unaddressed, shown=SHOWN)}. Впишите адрес в реестр и выдайте ещё "
            "раз."
        )
    yield from _told(mails, "Письма и черновики. ")


def _told(plan: BlankPlan | MailPlan, about: str) -> Iterator[str]:
    """Yield what became of files that were there; about: which files, empty for the blanks."""
    for names, words in (
        (plan.renewed, "Обновлены, прежние никто не сохранял"),
        (plan.outdated, "Убраны: выданы тем же участникам под новыми именами"),
        (plan.kept, "Не тронуты: файлы с этими именами кто-то сохранил, они не обновлены"),
        (plan.unknown, "Не тронуты: таких участников в реестре нет"),
    ):
        if names:
            yield one_line(f"{about}{words} ({len(names)}): {_shown(names)}.")


def _shown(names: Iterable[str]) -> str:
    return wording.some([f"«{name}»" for name in names], shown=SHOWN)
