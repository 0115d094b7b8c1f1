"""The command line: parse, call, print, exit code. The only place that knows today's date."""

import datetime as dt
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kuzbass_batch import __version__
from kuzbass_batch.console import (
    ScreenLost,
    hear_every_stop,
    print_anything,
    print_line,
    progress_bar,
    screen_lost,
    speak_russian,
    warn,
)
from kuzbass_batch.ending import (
    NOT_DONE,
    NOTHING_CHANGED,
    StandingResult,
    broken,
    guarded,
    refuse_call,
)

if TYPE_CHECKING:
    from kuzbass_batch.records.run import Run


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
    metavar="ПАПКА",
    help="Папка с файлами методик (2026.toml или act.toml) вместо встроенных.",
)
YEAR = click.option(
    "--year", type=int, metavar="ГОД", help="Отчётный год; по умолчанию – по дате расчёта."
)


class Russian(click.Group):
    """The commands, with click's own words in Russian and the exit codes of this program."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Run the command line; a request to stop is no success with remarks (click's 1)."""
        speak_russian()
        hear_every_stop()
        print_anything()
        args = sys.argv[1:] if args is None else args
        refuse_call(args)
        try:
            return sys.exit(super().main(args, *more, **{**options, "standalone_mode": False}))
        except click.ClickException as error:
            with suppress(OSError):
                error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            warn("Остановлено.")
            sys.exit(NOT_DONE)
        except OSError as error:
            sys.exit(screen_lost(error))
        except ScreenLost as lost:
            sys.exit(screen_lost(lost.fault))
        except Exception as error:
            sys.exit(broken(error, StandingResult()))


def _today() -> dt.date:
    """Return today; a caller that repeats a day gives it as click's `obj`."""
    given = click.get_current_context().find_object(dt.date)
    return given or dt.date.today()


def _year(asked: int | None, day: dt.date, folder: Path | None) -> int:
    """Return the year asked for, or the one that a day belongs to."""
    from kuzbass_batch.usage import year_under_rating

    return guarded(lambda: year_under_rating(day, folder)) if asked is None else asked


@click.group(
    cls=Russian,
    help="Рейтинг программы «Эффективный регион»: бланки, проверка форм, расчёт.",
    epilog="Коды завершения: 0 – всё принято; 1 – выполнено, но часть форм на доработке или не "
    "представлена; 2 – не выполнено, ничего не записано; 3 – прервано сбоем компьютера или "
    "программы: сообщение говорит, какой результат на месте.",
    options_metavar=PARAMETERS,
    subcommand_metavar="КОМАНДА …",
)
@click.version_option(
    __version__, message="%(prog)s, версия %(version)s", help="Показать версию и выйти."
)
def main() -> None:
    """Group the commands."""


@main.command(
    "run", help="Прочитать формы из ПАПКИ и рассчитать рейтинг.", options_metavar=PARAMETERS
)
@click.argument("input_dir", type=PATH, metavar="ПАПКА")
@click.option("--output", type=PATH, metavar="ПАПКА", required=True, help="Папка для результата.")
@click.option(
    "--as-of",
    type=DATE,
    metavar="ДАТА",
    help="Дата расчёта, ДД.ММ.ГГГГ или ГГГГ-ММ-ДД; по умолчанию сегодня.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="ЧИСЛО",
    help="Число процессов чтения; по умолчанию – по ядрам.",
)
@click.option(
    "--cluster",
    default="",
    metavar="АДРЕС",
    help="Считать на кластере dask.distributed с этим адресом планировщика (tls://… или tcp://…). "
    "Кто достаёт до планировщика по tcp, может исполнить на нём что угодно: только в своей сети.",
)
@click.option(
    "--cluster-ca", type=PATH, metavar="ФАЙЛ", help="Удостоверяющий сертификат кластера (PEM)."
)
@click.option(
    "--cluster-cert", type=PATH, metavar="ФАЙЛ", help="Сертификат этой машины для tls:// (PEM)."
)
@click.option("--cluster-key", type=PATH, metavar="ФАЙЛ", help="Ключ этого сертификата (PEM).")
@click.option(
    "--templates",
    type=PATH,
    metavar="ПАПКА",
    help="Папка со своими шаблонами писем и документов итогов (result.docx, return.docx, "
    "reminder.docx, request.docx, reply.docx, memo.docx, level_list.docx, diploma.docx, "
    "committee.toml, government.toml) и черновиков (result.txt и другие, outgoing.toml): "
    "найденный в ней файл заменяет встроенный.",
)
@click.option(
    "--mails",
    is_flag=True,
    help="Сделать черновики электронных писем (.eml) с вложениями. Программа ничего не отправляет.",
)
@click.option("--pdf", is_flag=True, help="Сделать письма и в PDF; нужен LibreOffice.")
@click.option(
    "--keep",
    type=click.IntRange(0, 99),
    default=1,
    show_default=True,
    metavar="ЧИСЛО",
    help="Сколько прежних результатов хранить рядом с новым.",
)
@click.option(
    "--compare-with",
    type=PATH,
    metavar="ПАПКА",
    help="Прежний результат, с которым сравнить; по умолчанию тот, что лежит в папке результата.",
)
@click.option(
    "--insist",
    is_flag=True,
    help="Считать и на дату, которая не подходит к отчётному году или к датам форм.",
)
@click.option(
    "--accept",
    multiple=True,
    type=PATH,
    metavar="ФАЙЛ",
    help="Принять книгу решений или реестр из ПАПКИ, хотя отметки этой папки в файле нет; можно "
    "повторять. Принятое запоминается, пока файл не изменён.",
)
@click.option("--dry-run", is_flag=True, help="Показать, что изменится; ничего не записывать.")
@click.option("--fresh", is_flag=True, hidden=True, help="Прочитать и рассчитать всё заново.")
@YEAR
@METHODOLOGY
def run_command(
    input_dir: Path,
    output: Path,
    as_of: dt.datetime | None,
    year: int | None,
    methodology: Path | None,
    **options: Any,
) -> None:
    """Run the yearly batch; options: the fields of `RunOptions` by their names."""
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.records.run import Run, RunOptions
    from kuzbass_batch.unchanged import last_exit_code

    day = as_of.date() if as_of else _today()
    wanted = RunOptions(methodologies=methodology, **options)
    known = guarded(lambda: last_exit_code(input_dir, output, day=day, year=year, options=wanted))
    if known is not None:
        print_line(one_line(NOTHING_CHANGED.format(output=output)))
        sys.exit(known)
    asked = Run(
        input=input_dir,
        output=output,
        year=_year(year, day, methodology),
        year_given=year is not None,
        as_of=day,
        options=wanted,
    )
    standing = StandingResult()
    log = Path(f"{os.path.abspath(output)}.ошибка.txt")  # noqa: PTH100 - no link is followed
    sys.exit(guarded(lambda: _run_and_tell(asked, standing), standing, log))


def _run_and_tell(asked: "Run", standing: StandingResult) -> int:
    """Run the batch, print its closing lines, and return the exit code."""
    from kuzbass_batch import batch
    from kuzbass_batch.outputs.letters.details import before_signing
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.outputs.progress import Watcher
    from kuzbass_batch.outputs.results.closing import closing_lines, exit_code

    with progress_bar() as report:
        watcher = Watcher(
            report=report, tell=lambda words: warn(one_line(words)), in_place=standing.put
        )
        outcome = batch.run(asked, watcher)
    wanted = asked.options
    for line in closing_lines(
        outcome,
        asked.output,
        detailed=wanted.dry_run or wanted.compare_with is not None,
        written=not wanted.dry_run,
        mails=wanted.mails,
        unsigned=before_signing(wanted.templates),
    ):
        print_line(one_line(line))
    return exit_code(outcome)


@main.command(
    "check",
    help="Показать замечания к отдельным файлам; ничего не записывается.",
    options_metavar=PARAMETERS,
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="ФАЙЛ…")
@YEAR
@METHODOLOGY
def check_command(files: tuple[Path, ...], year: int | None, methodology: Path | None) -> None:
    """Check single files."""
    from kuzbass_batch import commands
    from kuzbass_batch.findings.finding import has_errors
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.outputs.results.checked_file import check_lines

    wanted, faulty = _year(year, _today(), methodology), []

    def tell() -> None:
        for file in commands.check(files, year=wanted, methodologies=methodology):
            print_line("\n".join(map(one_line, check_lines(file))))
            faulty.append(has_errors(file.findings))

    guarded(tell)
    sys.exit(1 if any(faulty) else 0)


@main.command(
    "issue", help="Выдать бланки каждому участнику из РЕЕСТРА.", options_metavar=PARAMETERS
)
@click.argument("registry", type=PATH, metavar="РЕЕСТР")
@click.option("--output", type=PATH, metavar="ПАПКА", required=True, help="Папка для бланков.")
@YEAR
@METHODOLOGY
def issue_command(registry: Path, output: Path, year: int | None, methodology: Path | None) -> None:
    """Draw personal blanks."""
    from kuzbass_batch import commands

    year = _year(year, _today(), methodology)
    count = guarded(lambda: commands.issue(registry, output, year=year, methodologies=methodology))
    print_line(f"Выдано бланков: {count}. Они лежат в папке «{output}».")


@main.command(
    "registry",
    help="Подготовить реестр участников нового года: чистый или с участниками прошлого.",
    options_metavar=PARAMETERS,
)
@click.option(
    "--output", type=PATH, metavar="ПАПКА", required=True, help="Папка, в которую его положить."
)
@click.option(
    "--from",
    "old",
    type=PATH,
    metavar="РЕЕСТР",
    help="Реестр прошлого года, из которого перенести участников.",
)
@click.option(
    "--results",
    type=PATH,
    metavar="ПАПКА",
    help="Папка результата прошлого года: из неё берётся «Уровень прошлого года».",
)
@YEAR
@METHODOLOGY
def registry_command(
    output: Path,
    old: Path | None,
    results: Path | None,
    year: int | None,
    methodology: Path | None,
) -> None:
    """Draw the registry of a year."""
    from kuzbass_batch import commands

    if results and not old:
        raise click.UsageError(
            "К --results нужен и --from: уровни вносятся перенесённым участникам."
        )
    year = _year(year, _today(), methodology)
    path, taken = guarded(
        lambda: commands.new_registry(
            output, year=year, old=old, results=results, methodologies=methodology
        )
    )
    print_line(f"Реестр за {year} год готов: «{path}».")
    if old:
        print_line(
            f"Перенесено участников: {taken.participants}; уровень прошлого года внесён: "
            f"{taken.levels}. Проверьте должности и фамилии."
        )


@main.group(
    "methodology",
    invoke_without_command=True,
    help="Положить в ПАПКУ полный файл методики года, чтобы его изменить; с командой check – "
    "проверить файлы методик.",
    options_metavar=PARAMETERS,
    subcommand_metavar="[КОМАНДА …]",
)
@click.option("--output", type=PATH, metavar="ПАПКА", help="Папка, в которую его положить.")
@YEAR
@METHODOLOGY
@click.pass_context
def methodology_command(
    context: click.Context, output: Path | None, year: int | None, methodology: Path | None
) -> None:
    """Write the methodology of a year, unless another command on methodologies follows."""
    from kuzbass_batch import commands

    if context.invoked_subcommand is not None:
        if any(each is not None for each in (output, year, methodology)):
            name = context.invoked_subcommand
            raise click.UsageError(f"Параметры перед «{name}» к этой команде не относятся.")
        return
    if output is None:
        parameter = next(each for each in context.command.params if each.name == "output")
        raise click.MissingParameter(ctx=context, param=parameter)
    year = _year(year, _today(), methodology)
    path, lacking = guarded(lambda: commands.new_methodology(output, year=year, like=methodology))
    print_line(f"Методика за {year} год: «{path}». С нею работают так: --methodology «{output}».")
    if lacking:
        print_line(f"Сначала исправьте в ней: {lacking}")


@methodology_command.command(
    "check",
    short_help="Проверить файлы методик.",
    help="Проверить файлы методик: показать все ошибки с местом и советом, а без ошибок – что из "
    "файла следует. Ничего не записывается.",
    epilog="Коды завершения: 0 – ошибок и замечаний нет; 1 – в каком-то файле они есть; 2 – файл "
    "не открывается.",
    options_metavar=PARAMETERS,
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="ФАЙЛ…")
def methodology_check_command(files: tuple[Path, ...]) -> None:
    """Check methodology files."""
    from kuzbass_batch import commands
    from kuzbass_batch.methodology.checking import report_lines
    from kuzbass_batch.outputs.plain_text import one_line

    reports = [guarded(partial(commands.check_methodology, path)) for path in files]
    for report in reports:
        print_line("\n".join(map(one_line, report_lines(report))))
    sys.exit(0 if all(report.is_sound for report in reports) else 1)
