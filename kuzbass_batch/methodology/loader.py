"""Find the methodology of a year and read it strictly: all faults are named, each at its place."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kuzbass_batch.methodology.act_file import ACT, act_years, is_amendment
from kuzbass_batch.methodology.file_faults import FaultyFile, FileFault, MethodologyError
from kuzbass_batch.methodology.plain_file import plain_bytes
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.sources import (
    ExaminedMethodology,
    MethodologySource,
    examined,
    examined_amendment,
)
from kuzbass_batch.methodology.toml_text import TomlFault, text_of


def available_years(folder: Path | None = None) -> tuple[int, ...]:
    """Return the years with a methodology in `folder`, by default the program's own.

    They have a file `2025.toml` or are ruled by the act in `act.toml`. MethodologyError if the
    folder is not there or cannot be listed, or the act's file is faulty.
    """
    names = available_names(folder)
    found = (re.fullmatch(r"([0-9]{4})\.toml", name) for name in names)
    years = {int(name[1]) for name in found if name}
    return tuple(sorted(years.union(act_years(_text(folder, ACT)) if ACT in names else ())))


def load_methodology(year: int, folder: Path | None = None) -> Methodology:
    """Return the methodology of a reporting year; MethodologyError if there is none.

    folder: where the committee keeps its own files; by default those shipped with the program.
    """
    known = available_years(folder)
    if year not in known:
        raise MethodologyError(_no_such_year(year, known, folder))
    own = (
        MethodologySource(name=f"{year}.toml", text=_text(folder, f"{year}.toml"))
        if (f"{year}.toml" in available_names(folder))
        else act_of(folder, year)
    )
    return examine_methodology(own, folder).sound(own.name)


def examine_methodology(
    source: MethodologySource, folder: Path | None = None, year: int | None = None
) -> ExaminedMethodology:
    """Return what a file of a folder says, an amendment with the act that it changes.

    year: of the amendment, by default that of its name. FaultyFile if it cannot be read so far.
    """
    if source.act_year is None and is_amendment(source.text):
        of_year = int(source.name[:4]) if year is None else year
        return examined_amendment(source, act_of(folder, of_year), of_year)
    return examined(source)


def act_of(folder: Path | None, year: int) -> MethodologySource:
    """Return the act of several years for a year, the program's own if the folder has none."""
    text = _text(folder if ACT in available_names(folder) else None, ACT)
    return MethodologySource(name=ACT, text=text, act_year=year)


def methodology_text(year: int, folder: Path | None = None) -> str:
    """Return the act's text of a year, ruled by it or not: a whole file to go on from.

    An amendment in a folder without an act of its own changes the program's act.
    """
    return act_of(folder, year).of_year


def parse_methodology(text: str, origin: str) -> Methodology:
    """Return the methodology written in `text`; `origin` names the file in messages."""
    return examined(MethodologySource(name=origin, text=text)).sound(origin)


def _no_such_year(year: int, known: tuple[int, ...], folder: Path | None) -> str:
    """Say which years there are, and what helps."""
    listed = ", ".join(map(str, known)) or "ни одного"
    where = f"«{folder}»" if folder else "и назовите её в --methodology"
    return (
        f"Нет методики за {year} год; есть за: {listed}. Укажите другой год (--year) или положите "
        f"файл {year}.toml в папку {where}: заготовку сделает команда «kuzbass-batch methodology "
        f"--year {year} --output ПАПКА» (руководство, раздел 8)."
    )


def available_names(folder: Path | None) -> frozenset[str]:
    """Return the names in a folder of methodologies; MethodologyError if it cannot be listed."""
    try:
        return frozenset(item.name for item in _place(folder).iterdir())
    except OSError as error:
        raise MethodologyError(f"Папки с методиками «{folder}» нет или она закрыта.") from error


def _text(folder: Path | None, name: str) -> str:
    try:
        data = plain_bytes(folder / name) if folder else _place(None).joinpath(name).read_bytes()
    except OSError as error:
        raise MethodologyError(f"{name}: файл не открывается.") from error
    return decoded(data, name)


def decoded(data: bytes, name: str) -> str:
    """Return the text of a file with plain line ends; FaultyFile unless it is UTF-8."""
    try:
        return text_of(data).replace("\r\n", "\n")
    except TomlFault as error:
        raise FaultyFile(name, [FileFault("", str(error))]) from error


def _place(folder: Path | None) -> Path | Traversable:
    return folder or files("kuzbass_batch.templates").joinpath("methodology")
