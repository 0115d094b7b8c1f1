"""What the commands of the command line have in common: paths, the methodology, the year."""

import datetime as dt
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kuzbass_batch.ending import guarded


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
YEAR = click.option(
    "--year", type=int, metavar="ГОД", help="Отчётный год; по умолчанию – по дате расчёта."
)


def today() -> dt.date:
    """Return today; a caller that repeats a day gives it as click's `obj`."""
    given = click.get_current_context().find_object(dt.date)
    return given or dt.date.today()


def year_asked(asked: int | None, day: dt.date, place: Path | None) -> int:
    """Return the year asked for, or the one that a day belongs to; place: the methodology's."""
    from kuzbass_batch.usage import year_under_rating

    return guarded(lambda: year_under_rating(day, place)) if asked is None else asked
