"""Find the methodology of a year and read it strictly: all faults are named, each at its place."""

import os
import re
from datetime import MAXYEAR
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kuzbass_batch.methodology.faults.file_faults import FaultyFile, FileFault, MethodologyError
from kuzbass_batch.methodology.files.act_file import (
    ACT,
    act_years,
    is_act,
    is_amendment,
    stated_year,
    year_text,
)
from kuzbass_batch.methodology.files.plain_file import LARGEST, plain_bytes
from kuzbass_batch.methodology.files.sources import (
    ExaminedMethodology,
    MethodologySource,
    examined,
    examined_amendment,
)
from kuzbass_batch.methodology.files.toml_text import TomlFault, text_of, toml_of
from kuzbass_batch.methodology.records import Methodology

NO_YEAR = "ожидается год, которого касается изменение"
YEAR_EXAMPLE = "Например: year = 2026."


def available_years(place: Path | None = None) -> tuple[int, ...]:
    """Return the years with a methodology in `place`, by default the program's own.

    In a folder they have a file `2025.toml` or are ruled by the act in `act.toml`; of a file they
    are those that it rules. MethodologyError if neither opens, or what says the years is faulty.
    """
    if place is not None and is_single_file(place):
        return _years_in(place, opened_text(place))
    return _years_of_folder(place)


def is_single_file(place: Path) -> bool:
    """Tell whether a methodology is asked for by a file of its own, not by a folder of them."""
    return os.path.lexists(place) and not os.path.isdir(place)  # noqa: PTH112


def _years_in(path: Path, text: str) -> tuple[int, ...]:
    """Return the years that a file holds for; faults elsewhere in the file do not matter."""
    if is_act_file(path, text):
        return act_years(text)
    if is_amendment(text):
        return (year_of_amendment(path.name, text),)
    try:
        year = toml_of(text).get("year")
    except TomlFault as error:
        raise FaultyFile(path.name, [FileFault("", str(error))]) from error
    if type(year) is int:
        return (year,)
    # Nothing else is to be said of a file that is not even of a year.
    return (examined(MethodologySource(name=path.name, text=text)).sound(path.name).year,)


def _years_of_folder(folder: Path | None) -> tuple[int, ...]:
    names = available_names(folder)
    found = (re.fullmatch(r"([0-9]{4})\.toml", name) for name in names)
    years = {int(name[1]) for name in found if name}
    return tuple(sorted(years.union(act_years(_text(folder, ACT)) if ACT in names else ())))


def load_methodology(year: int, place: Path | None = None) -> Methodology:
    """Return the methodology of a reporting year; MethodologyError if there is none.

    place: the file, or the folder where the committee keeps its own files; by default those shipped
    with the program.
    """
    known = available_years(place)
    if place is not None and is_single_file(place):
        if year not in known:
            raise MethodologyError(_of_other_year(year, known, place))
        return examined_file(place, opened_text(place), year).sound(place.name)
    if year not in known:
        raise MethodologyError(_no_such_year(year, known, place))
    own = (
        MethodologySource(name=f"{year}.toml", text=_text(place, f"{year}.toml"))
        if (f"{year}.toml" in available_names(place))
        else act_of(place, year)
    )
    return examine_methodology(own, place).sound(own.name)


def files_of_year(year: int, place: Path) -> dict[str, bytes]:
    """Return the files that make a folder of the methodology that `place` has for a year, by name.

    place: as in `load_methodology`, sound for that year. MethodologyError if one does not open.
    """
    beside, own = place, f"{year}.toml"
    named: dict[str, Path] = {}
    if is_single_file(place):
        text, beside = opened_text(place), place.parent
        if is_act_file(place, text):
            return {ACT: _bytes_of(place)}
        named[own] = place
        if not is_amendment(text):
            return {own: _bytes_of(place)}
    for name in sorted(available_names(beside) & {ACT, own}):
        named.setdefault(name, beside / name)
    return {name: _bytes_of(path) for name, path in named.items()}


def only_amends(folder: Path) -> bool:
    """Tell whether a folder changes the program's act for single years, and holds no other act.

    MethodologyError if a file does not open.
    """
    texts = (_text(folder, f"{year}.toml") for year in _years_of_folder(folder))
    return ACT not in available_names(folder) and all(map(is_amendment, texts))


def examined_file(path: Path, text: str, year: int | None = None) -> ExaminedMethodology:
    """Return what a single file says, an amendment together with the act of its folder.

    year: the one of an act of several years. FaultyFile if it cannot be read so far.
    """
    if is_act_file(path, text):
        return examined(MethodologySource(name=path.name, text=text, act_year=year))
    source = MethodologySource(name=path.name, text=text)
    if not is_amendment(text):
        return examined(source)
    own_act = path.parent if ACT in available_names(path.parent) else None
    return examine_methodology(source, own_act, year_of_amendment(path.name, text))


def examined_on(path: Path, text: str, act: str, year: int) -> ExaminedMethodology:
    """Return what an amendment makes of an act that does not lie beside it."""
    source = MethodologySource(name=path.name, text=text)
    return examined_amendment(source, MethodologySource(name=ACT, text=act, act_year=year), year)


def is_act_file(path: Path, text: str) -> bool:
    """Tell whether a file is the act of several years."""
    return is_act(text) or path.name == ACT


def year_of_amendment(name: str, text: str) -> int:
    """Return the year of an amendment: that of its name, else what it says; FaultyFile if none."""
    dated = re.fullmatch(r"([0-9]{4})\.toml", name)
    year = int(dated[1]) if dated else stated_year(text)
    if not 0 < year < MAXYEAR:
        raise FaultyFile(name, [FileFault("year", NO_YEAR, YEAR_EXAMPLE)])
    return year


def opened_text(path: Path) -> str:
    """Return the text of a file by its path; MethodologyError if it does not open."""
    return decoded(_bytes_of(path), path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        return plain_bytes(path)
    except OSError as error:
        large = path.is_file() and path.stat().st_size > LARGEST
        why = f"больше {LARGEST >> 20} МБ, это не методика" if large else "не открывается"
        raise MethodologyError(f"{path.name}: файл {why}.") from error


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

    An amendment in a folder without an act of its own changes the program's act. A file instead of
    a folder must be an act of several years: any other is a whole file already.
    """
    if folder is None or not is_single_file(folder):
        return act_of(folder, year).of_year
    text = opened_text(folder)
    if not is_act_file(folder, text):
        raise MethodologyError(f"{folder.name}: это файл одного года. Скопируйте его и измените.")
    return year_text(text, year)


def parse_methodology(text: str, origin: str) -> Methodology:
    """Return the methodology written in `text`; `origin` names the file in messages."""
    return examined(MethodologySource(name=origin, text=text)).sound(origin)


def _of_other_year(year: int, known: tuple[int, ...], path: Path) -> str:
    """Say which years a file is of."""
    listed = ", ".join(map(str, known)) or "ни за один"
    return f"{path.name}: методика за {listed}, а не за {year} год. Исправьте --year или файл."


def _no_such_year(year: int, known: tuple[int, ...], folder: Path | None) -> str:
    """Say which years there are, and what helps."""
    listed = ", ".join(map(str, known)) or "ни одного"
    where = f"«{folder}»" if folder else "и назовите её в --methodology"
    return (
        f"Нет методики за {year} год; есть за: {listed}. Укажите другой год (--year) или положите "
        f"файл {year}.toml в папку {where}: заготовку сделает команда «kuzbass-batch methodology "
        f"--year {year} --output ПАПКА» (руководство, раздел 8).{_nearly_named(year, folder)}"
    )


def _nearly_named(year: int, folder: Path | None) -> str:
    """Say which files of a committee's folder are nearly named as its methodology of a year."""
    near = re.compile(rf"({year}|act)(?![\w-]).*\.(?:toml|txt)", re.IGNORECASE)
    exact = {f"{year}.toml", ACT}
    names = sorted(available_names(folder) - exact) if folder else []
    found = [(name, match[1].lower()) for name in names if (match := near.fullmatch(name))]
    words = " Файл «{}» назван неточно: верните ему имя «{}.toml»."
    return "".join(words.format(*each) for each in found)


def available_names(folder: Path | None) -> frozenset[str]:
    """Return the names in a folder of methodologies; MethodologyError if it cannot be listed."""
    try:
        return frozenset(item.name for item in _place(folder).iterdir())
    except OSError as error:
        raise MethodologyError(
            f"Файла или папки с методикой «{folder}» нет, или доступ закрыт."
        ) from error


def _text(folder: Path | None, name: str) -> str:
    if folder:
        return opened_text(folder / name)
    return decoded(_place(None).joinpath(name).read_bytes(), name)


def decoded(data: bytes, name: str) -> str:
    """Return the text of a file with plain line ends; FaultyFile unless it is UTF-8."""
    try:
        return text_of(data).replace("\r\n", "\n")
    except TomlFault as error:
        raise FaultyFile(name, [FileFault("", str(error))]) from error


def _place(folder: Path | None) -> Path | Traversable:
    return folder or files("kuzbass_batch.templates").joinpath("methodology")
