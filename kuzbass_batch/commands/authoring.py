"""What the author of a methodology asks for: a file to start from, two files compared."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.methodology.calendar.period import Asked, Period, period_of
from kuzbass_batch.methodology.file_faults import FaultyFile, MethodologyError
from kuzbass_batch.methodology.files.act_file import ACT, is_amendment
from kuzbass_batch.methodology.files.loader import (
    available_names,
    available_periods,
    examined_file,
    examined_on,
    file_name_of,
    is_act_file,
    opened_text,
)
from kuzbass_batch.methodology.files.sources import ExaminedMethodology
from kuzbass_batch.methodology.files.start_file import Example, start_text
from kuzbass_batch.methodology.keys.schema import schema_texts
from kuzbass_batch.methodology.proofs.checking import Report, check_file
from kuzbass_batch.methodology.proofs.comparing import compare
from kuzbass_batch.outputs.results.amendment import Amendment, draw_amendment
from kuzbass_batch.publishing.blank_folder import write_new
from kuzbass_batch.reading.committee.earlier_results import read_results
from kuzbass_batch.records.year.snapshots import RESULTS, Snapshot
from kuzbass_batch.rules.rating.trial import OtherMethodology, try_on
from kuzbass_batch.usage import WrongUsage, refusals, refuse_missing, usable

ONLY_OF_A_YEAR = (
    "Заготовка делается на год (--year {year}). Квартал или полугодие указывают в самом файле: "
    "quarter = 2 или half_year = 1, и по ним исправляют даты (docs/methodology.md)."
)


class FaultyMethodologies(Exception):
    """Files that cannot be compared: the report on each that is at fault."""

    def __init__(self, reports: tuple[Report, ...]) -> None:
        """Take the reports."""
        super().__init__(", ".join(report.path.name for report in reports))
        self.reports = reports


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """A methodology file with its text and the periods that it rules."""

    path: Path
    text: str
    years: tuple[Period, ...]


def compare_methodologies(
    old: Path, new: Path, *, year: Asked | None = None, results: Path | None = None
) -> Amendment:
    """Return what the new file changes; with `results`, also whom of a finished year it concerns.

    year: of an act of several years; by default that of the result, else the last that both rule.
    results: a result folder or its results.json. An amendment without an act beside it changes the
    old file's act. FaultyMethodologies if either has faults, WrongUsage if one does not open or the
    result was not made by the old one.
    """
    snapshot = _result_in(results) if results else None
    files = _files((old, new))
    asked = None if year is None else period_of(year)
    years = _years(files, asked, snapshot)
    before, after = _examined(files, years)
    changes = compare(before, after)
    amendment = Amendment(
        old=_titled(old, before), new=_titled(new, after), changes=changes, trial=None
    )
    if snapshot is None:
        return amendment
    try:
        trial = try_on(snapshot, before.methodology, after.methodology, changes)
    except OtherMethodology as error:
        raise WrongUsage(
            f"«{results}»: {error} Укажите методику, по которой он посчитан."
        ) from error
    return Amendment(old=amendment.old, new=amendment.new, changes=changes, trial=trial)


def write_amendment(amendment: Amendment, path: Path) -> None:
    """Write the workbook; WrongUsage if a file of that name is there or it cannot be written."""
    if path.suffix.casefold() != ".xlsx":
        raise WrongUsage(f"Имя «{path.name}» не подходит: ожидается файл .xlsx.")
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, "amendment.xlsx")
        draw_amendment(amendment, drawn)
        _write_once(path, drawn.read_bytes())


def _titled(path: Path, examined: ExaminedMethodology) -> str:
    return f"{path.name} ({examined.methodology.period.name})"


def _result_in(path: Path) -> Snapshot:
    file = path / RESULTS if path.is_dir() else path
    refuse_missing(file)
    found = usable(read_results(file))
    if found is None:
        raise WrongUsage(f"«{file}» – не файл {RESULTS} этой программы.")
    return found


def _files(paths: tuple[Path, Path]) -> tuple[_File, _File]:
    """Return both files opened; FaultyMethodologies where the years cannot be told."""
    reports: list[Report] = []
    found: list[_File] = []
    for path in paths:
        refuse_missing(path)
        try:
            file = _File(path=path, text=opened_text(path), years=available_periods(path))
        except FaultyFile:
            reports.append(check_file(path))
        except MethodologyError as error:
            raise WrongUsage(str(error)) from error
        else:
            found.append(file)
    # An act without a year that all its indicators have is a fault that `check` has words for.
    reports += [check_file(file.path) for file in found if not file.years]
    if reports:
        raise FaultyMethodologies(tuple(reports))
    return found[0], found[1]


def _years(
    files: tuple[_File, _File], asked: Period | None, snapshot: Snapshot | None
) -> tuple[Period, Period]:
    """Return for which year each file is read; WrongUsage if neither rules the one asked for."""
    old, new = files
    if asked is not None and not any(asked in each.years for each in files):
        raise WrongUsage(f"За {asked.name} нет методики ни в одном из двух файлов (--year).")
    common = [year for year in old.years if year in new.years]
    first = asked or (snapshot.period if snapshot else None)
    wanted = first if first in (*old.years, *new.years) else max(common, default=None)
    return _nearest(old, wanted, -1), _nearest(new, wanted, 0)


def _nearest(file: _File, wanted: Period | None, otherwise: int) -> Period:
    return wanted if wanted is not None and wanted in file.years else file.years[otherwise]


def _examined(
    files: tuple[_File, _File], years: tuple[Period, Period]
) -> tuple[ExaminedMethodology, ExaminedMethodology]:
    """Return both files as read; FaultyMethodologies with the faults of each."""
    (old, new) = files
    reports: list[Report] = []
    found: list[ExaminedMethodology] = []
    upon = _changes_the_act_of(old, new)
    for file, year in zip(files, years, strict=True):
        if reports and upon:
            break  # What is wrong with the act would be told of its amendment once more.
        try:
            if file is new and upon:
                examined = examined_on(new.path, new.text, old.text, year)
            else:
                examined = examined_file(file.path, file.text, year)
        except FaultyFile as error:
            reports.append(Report(path=file.path, faults=error.faults))
            continue
        if examined.faults:
            reports.append(Report(path=file.path, faults=examined.faults))
        found.append(examined)
    if reports:
        raise FaultyMethodologies(tuple(reports))
    return found[0], found[1]


def _changes_the_act_of(old: _File, new: _File) -> bool:
    """Tell whether the new file amends the old one: no other act lies beside it."""
    alone = ACT not in available_names(new.path.parent)
    return alone and is_amendment(new.text) and is_act_file(old.path, old.text)


def write_start(path: Path | None, *, year: Asked, example: Example) -> Path:
    """Write the commented file to start from; return where it lies.

    path: the file, or a folder for a file named by the year; by default the current folder.
    WrongUsage if a file is there already or it cannot be written.
    """
    period = period_of(year)
    if not 1000 <= period.year <= 9998:
        raise WrongUsage(f"Год {period}: ожидается год из четырёх цифр (--year).")
    if period.part:
        raise WrongUsage(ONLY_OF_A_YEAR.format(year=period.year))
    place = Path() if path is None else path
    target = place / file_name_of(period) if place.is_dir() else place
    if target.suffix.casefold() != ".toml":
        raise WrongUsage(f"Имя «{target.name}» не подходит: ожидается файл .toml.")
    _write_once(target, start_text(period.year, example).encode())
    return target


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the schemas for editors into a folder; return where they lie.

    One that is there already, word for word, is left. WrongUsage as for `write_start`.
    """
    made = []
    for name, text in schema_texts().items():
        path = folder / name
        if not (path.is_file() and path.read_bytes() == text.encode()):
            _write_once(path, text.encode())
        made.append(path)
    return tuple(made)


def _write_once(path: Path, data: bytes) -> None:
    if path.exists():
        raise WrongUsage(f"Файл «{path}» уже есть и не перезаписывается: укажите другое имя.")
    with refusals():
        write_new(path, data)
