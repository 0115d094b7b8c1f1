"""What the commands of the command line have in common: paths, the methodology, the year."""

import datetime as dt
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from kuzbass_batch.ceilings import MOST_PARTICIPANTS
from kuzbass_batch.command_line.console import print_line, warn
from kuzbass_batch.command_line.ending import NOT_DONE, guarded

if TYPE_CHECKING:
    from kuzbass_batch.commands.year_folder import YearFolder
    from kuzbass_batch.methodology.calendar.period import Period

T = TypeVar("T")


class HomePath(click.Path):
    """A path; a `~` that the command line has not made the user's own folder becomes it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        made = Path(os.fsdecode(super().convert(value, param, ctx)))
        with suppress(RuntimeError):  # There may be no such folder.
            return made.expanduser() if re.match(r"~(?:[\\/]|\Z)", str(made)) else made
        return made


DATE = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])
PATH = HomePath(path_type=Path)
PARAMETERS = "[ПАРАМЕТРЫ]"
METHODOLOGY = click.option(
    "--methodology",
    type=PATH,
    metavar="ФАЙЛ",
    help="Файл методики или папка с такими файлами (2026.toml, act.toml) вместо встроенных.",
)


class PeriodType(click.ParamType["Period"]):
    """A year, or a quarter or half-year of it: `2026`, `2026-II`, `2026-H1`."""

    name = "ГОД"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the period."""
        from kuzbass_batch.methodology.calendar.period import period_in

        found = period_in(str(value))
        if found is None:
            told = "год из четырёх цифр – 2026, квартал – 2026-II, полугодие – 2026-H1"
            self.fail(f"«{value}» не период: {told}.", param, ctx)
        return found


YEAR = click.option(
    "--year",
    type=PeriodType(),
    metavar="ГОД",
    help="Отчётный год или период: 2026, 2026-II – квартал, 2026-H1 – полугодие; по умолчанию – "
    "по дате расчёта.",
)

ROWS = click.option(
    "--rows",
    type=click.IntRange(0, MOST_PARTICIPANTS),
    default=0,
    metavar="ЧИСЛО",
    help="Сколько строк приготовить в реестре, если участников больше 150.",
)


def today() -> dt.date:
    """Return today; a caller that repeats a day gives it as click's `obj`."""
    given = click.get_current_context().find_object(dt.date)
    return given or dt.date.today()


def period_asked(asked: "Period | None", day: dt.date, place: Path | None) -> "Period":
    """Return the period asked for, or the one that a day belongs to; place: the methodology's."""
    from kuzbass_batch.usage import period_under_rating

    return guarded(lambda: period_under_rating(day, place)) if asked is None else asked


def in_its_period(work: Callable[..., T], period: "Period", *, given: bool) -> T:
    """Do work for a period, or for the registry's where nobody has named one; say which.

    work: takes `period` and `year_given`, and raises OtherPeriod. given: somebody has named it.
    """
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.usage import OtherPeriod

    try:
        return work(period=period, year_given=given)
    except OtherPeriod as found:
        print_line(one_line(str(found)))
        return work(period=found.period, year_given=True)


def year_folder_here(parameter: str) -> "YearFolder":
    """Return the year's folder that the command is begun in, in place of a parameter not given.

    It ends as click does for a parameter that is missing, unless the current folder is a year's.
    """
    folder = found_here()
    if folder is None:
        ask_for_parameter(parameter)
    return folder


def of_year_folder(
    year: "Period | None", place: Path | None, within: Path | None = None
) -> "tuple[Period | None, Path | None]":
    """Return the period and the methodology's place as given, else those of the year's folder here.

    A period that is named and is not the folder's has nothing to do with the folder, nor has
    `within` that lies elsewhere.
    """
    here = found_here()
    if here is None or (year is not None and year != here.period):
        return year, place
    if within is not None and not within.resolve().is_relative_to(here.root.resolve()):
        return year, place
    return here.period, place or here.methodologies


def found_here() -> "YearFolder | None":
    """Return the year's folder that the command is begun in, None if it is none."""
    from kuzbass_batch.commands.year_folder import year_folder

    return as_asked(lambda: year_folder(Path()))


def as_asked(look: Callable[[], T]) -> T:
    """Return what is found in a year's folder; end with exit code 2 if it is not as it must be."""
    from kuzbass_batch.commands.year_folder import FaultyFolder

    try:
        return look()
    except FaultyFolder as error:
        warn(f"Не выполнено. {error}")
        sys.exit(NOT_DONE)


def ask_for_parameter(parameter: str) -> NoReturn:
    """End as click does for a parameter that it asks for itself."""
    context = click.get_current_context()
    wanted = next(each for each in context.command.params if each.name == parameter)
    raise click.MissingParameter(ctx=context, param=wanted)
