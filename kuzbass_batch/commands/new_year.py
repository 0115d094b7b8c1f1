"""A new year's folder: what is laid out in it, and what is left as it is when that is repeated."""

import datetime as dt
import os
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from string import Template

from jinja2 import DictLoader

from kuzbass_batch import wording
from kuzbass_batch.commands.clerk import NOTHING, Takeover, new_registry
from kuzbass_batch.commands.year_before import (
    as_own,
    carried_methodology,
    carried_results,
    carried_templates,
    sound,
    year_before,
)
from kuzbass_batch.commands.year_folder import (
    BLANKS,
    INBOX,
    MARKER,
    METHODOLOGY,
    RESULT,
    TEMPLATES,
    YearFolder,
    year_folder,
)
from kuzbass_batch.forms.drawing.issue import blank_file_name
from kuzbass_batch.forms.spec.parts import has_part
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.calendar.period import Asked, Period, period_of
from kuzbass_batch.methodology.file_faults import MethodologyError
from kuzbass_batch.methodology.files.loader import (
    files_of_period,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.act_words import filled_details
from kuzbass_batch.outputs.letters.details_book import draw_details
from kuzbass_batch.outputs.letters.letter_templates import (
    details_of,
    own_details,
    read_file,
    shipped_details,
)
from kuzbass_batch.outputs.sandbox import WordsOnly
from kuzbass_batch.publishing.blank_folder import write_new
from kuzbass_batch.publishing.disk import describe_fault
from kuzbass_batch.publishing.service_files import write_once
from kuzbass_batch.publishing.targets import CannotPublish
from kuzbass_batch.reading.committee.contest_announcement import draw_announcement
from kuzbass_batch.reading.committee.template_books import CONTEST, DETAILS, books_in
from kuzbass_batch.reading.committee.year_key import KEY_BYTES, BadKey, key_text, read_key
from kuzbass_batch.reading.own_names import KEY_FILE, SERVICE
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.snapshots import RESULTS
from kuzbass_batch.usage import (
    WrongUsage,
    methodology_of,
)

BUTTONS = {
    "run": "Рассчитать",
    "issue": "Выдать бланки",
    "check": "Проверить файл",
    "changes": "Посмотреть, что изменится",
}
"""What is double-clicked: each command of the program and its name in the folder."""
PAGE = "Что делать.html"
PROGRAM = "kuzbass-batch.txt"
"""Where the buttons look for the program: letters that every command window understands."""
DATES = {
    "submission": "участники представляют самооценку",
    "rating": "{rater} определяет рейтинг",
    "results": "{rater} направляет результаты",
    "totals": "итоги публикуются",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LaidOut:
    """What became of a year's folder.

    added, left: names of files, relative to the folder, that are new and that were there before.
    taken: what the registry took over from the year before. old: that year's folder.
    """

    folder: YearFolder
    added: tuple[str, ...]
    left: tuple[str, ...]
    taken: Takeover = NOTHING
    old: Path | None = None


def lay_out_year(
    root: Path,
    *,
    year: Asked,
    old: Path | None = None,
    methodologies: Path | None = None,
    windows: bool = os.name == "nt",
    rows: int = 0,
) -> LaidOut:
    """Lay out the folder of a year; what is there already is left, but for the buttons.

    old: the folder of the year before, from whose registry and result the participants come, and
    whose own details and templates go on.
    methodologies: as in `methodology_of`; its files are laid into the folder unless it has its own
    ones already, and by default those of the year before that rule this year, too. windows: which
    buttons are laid. rows: as in `new_registry`. WrongUsage if it cannot be written, or is another
    year's.
    """
    there, period = sound(partial(year_folder, root)), period_of(year)
    if there and there.period != period:
        raise WrongUsage(
            f"Папка «{root}» – для {there.period.genitive}. Для {period.genitive} укажите другую "
            "папку."
        )
    folder = there or YearFolder(root=root, period=period)
    before = year_before(folder.period, old) if old else None
    place = folder.methodologies or methodologies or carried_methodology(period, before)
    own = _methodology_files(period, place) if place and not folder.methodologies else {}
    methodology = methodology_of(period, place)
    try:
        return _lay_out(folder, methodology, own, before, windows=windows, rows=rows)
    except CannotPublish as error:
        raise WrongUsage(str(error)) from error
    except OSError as error:
        name = error.filename or root
        raise WrongUsage(f"Не удалось записать «{name}»: {describe_fault(error)}.") from error


def _methodology_files(period: Period, place: Path) -> dict[str, bytes]:
    """Return the files that lay a period's methodology into a folder; WrongUsage if none opens."""
    try:
        return files_of_period(period, place)
    except MethodologyError as error:
        raise WrongUsage(str(error), error.details) from error


def _lay_out(
    folder: YearFolder,
    methodology: Methodology,
    own: Mapping[str, bytes],
    before: YearFolder | None,
    *,
    windows: bool,
    rows: int,
) -> LaidOut:
    """Lay it out; own: the files of its methodology. before: the folder of the year before."""
    for each in (INBOX, BLANKS, TEMPLATES):
        (folder.root / each).mkdir(parents=True, exist_ok=True)
    _make_key(folder.inbox)
    added: list[str] = []
    left = [_relative(folder, path) for path in folder.own_methodologies()]
    methods = ((f"{METHODOLOGY}/{name}", data) for name, data in own.items())
    carried = ((f"{TEMPLATES}/{name}", data) for name, data in carried_templates(before))
    results = _carry_results(folder, before, methodology)
    for name, data in (*methods, *carried, *results, *_files(folder, methodology)):
        (added if _write_if_new(folder.root / name, data) else left).append(name)
    left = [name for name in dict.fromkeys(left) if name not in added]
    registries, taken = folder.named_registries(), NOTHING
    if registries:
        left.append(f"{INBOX}/{registries[0].name}")
    else:
        path, taken = _draw_registry(folder, before, rows)
        added.append(f"{INBOX}/{path.name}")
    for name, data in _buttons(folder.root.resolve(), windows=windows):
        _renew(folder.root / name, data)
    old = before.root if before else None
    return LaidOut(folder=folder, added=tuple(added), left=tuple(left), taken=taken, old=old)


def _carry_results(
    folder: YearFolder, before: YearFolder | None, methodology: Methodology
) -> Iterator[tuple[str, bytes]]:
    """Yield what of the last result goes on in a new folder; its book of registers counts there.

    Nothing for a folder that is laid out again: its clerk has been at work there.
    """
    if (folder.root / MARKER).exists():
        return
    for name, data in carried_results(before, methodology):
        yield f"{INBOX}/{name}", data if name == RESULTS else as_own(folder.inbox, data)


def _make_key(inbox: Path) -> None:
    """Make the year's key, by which the program knows its own books, unless there is one."""
    try:
        if not read_key(inbox):
            write_once(inbox / KEY_FILE, key_text(secrets.token_bytes(KEY_BYTES)))
    except BadKey as error:
        raise WrongUsage(str(error)) from error


def _files(folder: YearFolder, methodology: Methodology) -> Iterator[tuple[str, bytes]]:
    """Yield what a committee fills in or reads, with its name relative to the folder."""
    marker = Template(_own_text("marker.toml")).substitute(year=_as_stated(folder.period))
    more = _own_text("marker_registers.toml") if has_part("registers", methodology) else ""
    yield MARKER, f"{marker}{more}".encode()
    yield PAGE, _page(methodology).encode()
    for name in details_of(methodology):
        yield f"{TEMPLATES}/{name}", read_file(name, None)
    there = books_in(folder.root / TEMPLATES, DETAILS)
    name = there[0].name if there else DETAILS.file_name
    yield f"{TEMPLATES}/{name}", b"" if there else _drawn_details(folder, methodology)
    announced = books_in(folder.root / TEMPLATES, CONTEST)
    if announced:
        yield f"{TEMPLATES}/{announced[0].name}", b""
    elif has_part("contest", methodology):
        yield f"{TEMPLATES}/{CONTEST.file_name}", draw_announcement(methodology)


def _drawn_details(folder: YearFolder, methodology: Methodology) -> bytes:
    """Return the workbook of details, with what the files beside it hold of the committee's own."""
    own = own_details(folder.templates) if folder.templates else {}
    shipped, needed = shipped_details(), {*details_of(methodology), *own}
    examples = {
        name: filled_details(shipped[name], methodology.words) for name in shipped if name in needed
    }
    return draw_details(methodology, examples, own)


def _as_stated(period: Period) -> str:
    """Return how the marker states a period: a year as a number, a part of one as a text."""
    return f'"{period}"' if period.part else str(period)


def _page(methodology: Methodology) -> str:
    """Return the page that tells what to do, with the year's dates."""
    calendar = methodology.calendar
    registry = year_of(methodology).forms[Kind.REGISTRY]
    environment = WordsOnly(
        loader=DictLoader({PAGE: _own_text("what_to_do.html.j2")}), autoescape=True
    )
    return environment.get_template(PAGE).render(
        year=str(methodology.period),
        period=methodology.period.name,
        rater=methodology.words.rater.genitive,
        kind=methodology.period.kind.words.nominative,
        inbox=INBOX,
        blanks=BLANKS,
        result=RESULT,
        templates=TEMPLATES,
        service=SERVICE,
        registry=blank_file_name(registry, None),
        names=BUTTONS,
        day_of_submission=wording.day(calendar.submission),
        dates=[
            {"day": f"до {wording.day(day)}", "what": what} for day, what in _dates(methodology)
        ],
    )


def _dates(methodology: Methodology) -> Iterator[tuple[dt.date, str]]:
    for key, what in DATES.items():
        yield (
            getattr(methodology.calendar, key),
            what.format(rater=methodology.words.rater.nominative),
        )


def _relative(folder: YearFolder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()


def _draw_registry(
    folder: YearFolder, before: YearFolder | None, rows: int
) -> tuple[Path, Takeover]:
    """Draw the registry, with the participants and levels of the year before if there is one."""
    results = before.result if before and (before.result / RESULTS).is_file() else None
    return new_registry(
        folder.inbox,
        year=folder.period,
        old=sound(before.registry) if before else None,
        results=results,
        methodologies=folder.methodologies,
        rows=rows,
    )


def _buttons(root: Path, *, windows: bool) -> Iterator[tuple[str, bytes]]:
    """Yield what is double-clicked on this system, and where it looks for the program."""
    yield PROGRAM, f"{sys.executable}\n".encode()
    for command, name in BUTTONS.items():
        if windows:
            yield f"{name}.cmd", _own_bytes(f"{command}.cmd")
        else:
            yield f"{name}.sh", _own_bytes(f"{command}.sh")
            yield f"{name}.desktop", _desktop_entry(name, root / f"{name}.sh").encode()


def _desktop_entry(name: str, script: Path) -> str:
    """Return a launcher of the freedesktop standard; its `Exec` quotes as the standard asks."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", str(script)).replace("%", "%%")
    # A value is unescaped once as a string before it is split as a command.
    command = f'sh "{quoted}" %F'.replace("\\", "\\\\")
    lines = ("Type=Application", "Version=1.0", f"Name={name}", f"Exec={command}", "Terminal=true")
    return "\n".join(("[Desktop Entry]", *lines, ""))


def _write_if_new(path: Path, data: bytes) -> bool:
    """Write a file that is not there yet; False if it is there."""
    if os.path.lexists(path):
        return False
    write_new(path, data)
    return True


def _renew(path: Path, data: bytes) -> None:
    """Write a file of the program's own, in place of what it wrote before; it may be run."""
    if not path.is_file() or path.read_bytes() != data:
        path.unlink(missing_ok=True)
        write_new(path, data)
    if path.suffix in (".sh", ".desktop"):
        path.chmod(path.stat().st_mode | (path.stat().st_mode & 0o444) >> 2)


def _own_bytes(name: str) -> bytes:
    return files("kuzbass_batch.templates").joinpath("year_folder", name).read_bytes()


def _own_text(name: str) -> str:
    return _own_bytes(name).decode("utf-8")
