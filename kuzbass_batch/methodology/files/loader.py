"""Find the methodology of a year and read it strictly: all faults are named, each at its place."""

import os
import re
from datetime import MAXYEAR
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kuzbass_batch.machine_faults import is_of_machine
from kuzbass_batch.methodology.calendar.period import Asked, Period, period_in, period_of
from kuzbass_batch.methodology.file_faults import FaultyFile, FileFault, MethodologyError
from kuzbass_batch.methodology.files.act_file import (
    ACT,
    act_periods,
    any_period,
    is_act,
    is_amendment,
    stated_period,
    year_text,
)
from kuzbass_batch.methodology.files.plain_file import LARGEST, plain_bytes
from kuzbass_batch.methodology.files.sources import (
    ExaminedMethodology,
    MethodologySource,
    examined,
    examined_amendment,
)
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.toml_text import TomlFault, text_of

NO_YEAR = "ожидается год, которого касается изменение"
YEAR_EXAMPLE = "Например: year = 2026."


def available_years(place: Path | None = None) -> tuple[int, ...]:
    """Return the years of `available_periods`."""
    return tuple(dict.fromkeys(each.year for each in available_periods(place)))


def available_periods(place: Path | None = None) -> tuple[Period, ...]:
    """Return the periods with a methodology in `place`, by default the program's own.

    In a folder they have a file `2025.toml`, `2026-II.toml` or are ruled by the act in `act.toml`;
    of a file they are those that it rules. MethodologyError if neither opens, or what says the
    years is faulty.
    """
    if place is not None and is_single_file(place):
        return _periods_in(place, opened_text(place))
    return _periods_of_folder(place)


def is_single_file(place: Path) -> bool:
    """Tell whether a methodology is asked for by a file of its own, not by a folder of them."""
    return os.path.lexists(place) and not os.path.isdir(place)  # noqa: PTH112


def _periods_in(path: Path, text: str) -> tuple[Period, ...]:
    """Return the periods that a file holds for; faults elsewhere in the file do not matter."""
    if is_act_file(path, text):
        return act_periods(text)
    if is_amendment(text):
        return (period_of_amendment(path.name, text),)
    try:
        stated = stated_period(text)
    except TomlFault as error:
        raise FaultyFile(path.name, [FileFault("", str(error))]) from error
    if stated is not None:
        return (stated,)
    # Nothing else is to be said of a file that is not even of a year.
    return (examined(MethodologySource(name=path.name, text=text)).sound(path.name).period,)


def _periods_of_folder(folder: Path | None) -> tuple[Period, ...]:
    names = available_names(folder)
    found = (period_in(name.removesuffix(".toml")) for name in names if name.endswith(".toml"))
    periods = {each for each in found if each and file_name_of(each) in names}
    return tuple(sorted(periods.union(act_periods(_text(folder, ACT)) if ACT in names else ())))


def file_name_of(period: Period) -> str:
    """Return how the file of one period is named in a folder of methodologies."""
    return f"{period}.toml"


def load_methodology(asked: Asked, place: Path | None = None) -> Methodology:
    """Return the methodology of a reporting period; MethodologyError if there is none.

    place: the file, or the folder where the committee keeps its own files; by default those shipped
    with the program.
    """
    known, period = available_periods(place), period_of(asked)
    if place is not None and is_single_file(place):
        if period not in known:
            raise MethodologyError(_of_other_period(period, known, place))
        return examined_file(place, opened_text(place), period).sound(place.name)
    if period not in known:
        raise MethodologyError(_no_such_period(period, known, place))
    name = file_name_of(period)
    own = (
        MethodologySource(name=name, text=_text(place, name))
        if name in available_names(place)
        else act_of(place, period)
    )
    return examine_methodology(own, place).sound(own.name)


def files_of_period(period: Period, place: Path) -> dict[str, bytes]:
    """Return, by name, the files that make a folder of the methodology of a period in `place`.

    place: as in `load_methodology`, sound for that period. MethodologyError if one does not open.
    """
    beside, own = place, file_name_of(period)
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
    """Tell whether a folder changes the program's act for single periods, and holds no other act.

    MethodologyError if a file does not open.
    """
    texts = (_text(folder, file_name_of(each)) for each in _periods_of_folder(folder))
    return ACT not in available_names(folder) and all(map(is_amendment, texts))


def examined_file(path: Path, text: str, year: Asked | None = None) -> ExaminedMethodology:
    """Return what a single file says, an amendment together with the act of its folder.

    year: the period of an act of several, by default any. FaultyFile if it cannot be read so far.
    """
    if is_act_file(path, text):
        return examined(
            MethodologySource(name=path.name, text=text, act_year=year or any_period(text))
        )
    source = MethodologySource(name=path.name, text=text)
    if not is_amendment(text):
        return examined(source)
    own_act = path.parent if ACT in available_names(path.parent) else None
    return examine_methodology(source, own_act, period_of_amendment(path.name, text))


def examined_on(path: Path, text: str, act: str, year: Asked) -> ExaminedMethodology:
    """Return what an amendment makes of an act that does not lie beside it."""
    source = MethodologySource(name=path.name, text=text)
    return examined_amendment(source, MethodologySource(name=ACT, text=act, act_year=year), year)


def is_act_file(path: Path, text: str) -> bool:
    """Tell whether a file is the act of several years."""
    return is_act(text) or path.name == ACT


def period_of_amendment(name: str, text: str) -> Period:
    """Return the period of an amendment: that of its name, else the stated; FaultyFile if none."""
    found = period_in(name.removesuffix(".toml")) or stated_period(text)
    if found is None or not 0 < found.year < MAXYEAR:
        raise FaultyFile(name, [FileFault("year", NO_YEAR, YEAR_EXAMPLE)])
    return found


def opened_text(path: Path) -> str:
    """Return the text of a file by its path; MethodologyError if it does not open."""
    return decoded(_bytes_of(path), path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        return plain_bytes(path)
    except OSError as error:
        if is_of_machine(error):
            raise
        large = path.is_file() and path.stat().st_size > LARGEST
        why = f"больше {LARGEST >> 20} МБ, это не методика" if large else "не открывается"
        raise MethodologyError(f"{path.name}: файл {why}.") from error


def examine_methodology(
    source: MethodologySource, folder: Path | None = None, year: Asked | None = None
) -> ExaminedMethodology:
    """Return what a file of a folder says, an amendment with the act that it changes.

    year: the period of the amendment, by default that of its name. FaultyFile if it cannot be read
    so far.
    """
    if source.act_year is None and is_amendment(source.text):
        of = period_of_amendment(source.name, source.text) if year is None else year
        return examined_amendment(source, act_of(folder, of), of)
    return examined(source)


def act_of(folder: Path | None, year: Asked) -> MethodologySource:
    """Return the act of several years for a period, the program's own if the folder has none."""
    text = _text(folder if ACT in available_names(folder) else None, ACT)
    return MethodologySource(name=ACT, text=text, act_year=year)


def methodology_text(year: Asked, folder: Path | None = None) -> str:
    """Return the act's text of a period, ruled by it or not: a whole file to go on from.

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


def _of_other_period(period: Period, known: tuple[Period, ...], path: Path) -> str:
    """Say which periods a file is of."""
    listed = ", ".join(map(str, known)) or "ни за один"
    return f"{path.name}: методика за {listed}, а не за {period.name}. Исправьте --year или файл."


def _no_such_period(period: Period, known: tuple[Period, ...], folder: Path | None) -> str:
    """Say which periods there are, and what helps."""
    listed = ", ".join(map(str, known)) or "ни одного"
    where = f"«{folder}»" if folder else "и назовите её в --methodology"
    kind = known[-1].kind.words.nominative if known else period.kind.words.nominative
    other = "другое" if kind.endswith("е") else "другой"
    return (
        f"Нет методики за {period.name}; есть за: {listed}. Укажите {other} {kind} (--year) или "
        f"положите файл {period}.toml в папку {where}: заготовку сделает команда «kuzbass-batch "
        f"methodology --year {period} --output ПАПКА» (справочник, раздел «Методика»)."
        f"{_nearly_named(period, folder)}"
    )


def _nearly_named(period: Period, folder: Path | None) -> str:
    """Say which files of a committee's folder are nearly named as its methodology of a period."""
    near = re.compile(rf"({period}|act)(?![\w-]).*\.(?:toml|txt)", re.IGNORECASE)
    exact = {file_name_of(period), ACT}
    names = sorted(available_names(folder) - exact) if folder else []
    found = [(name, match[1].lower()) for name in names if (match := near.fullmatch(name))]
    words = " Файл «{}» назван неточно: верните ему имя «{}.toml»."
    return "".join(words.format(*each) for each in found)


def available_names(folder: Path | None) -> frozenset[str]:
    """Return the names in a folder of methodologies; MethodologyError if it cannot be listed."""
    try:
        return frozenset(item.name for item in _place(folder).iterdir())
    except OSError as error:
        if is_of_machine(error):
            raise
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
        return text_of(data).replace("\r\n", "\n").replace("\r", "\n")
    except TomlFault as error:
        raise FaultyFile(name, [FileFault("", str(error))]) from error


def _place(folder: Path | None) -> Path | Traversable:
    return folder or files("kuzbass_batch.templates").joinpath("methodology")
