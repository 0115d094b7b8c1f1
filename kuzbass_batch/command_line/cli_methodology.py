"""The commands on methodology files: write, check, compare, begin a new one."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from kuzbass_batch.command_line.cli_options import (
    METHODOLOGY,
    PARAMETERS,
    PATH,
    YEAR,
    period_asked,
    today,
    year_folder_here,
)
from kuzbass_batch.command_line.console import print_line, warn
from kuzbass_batch.command_line.ending import NOT_DONE, guarded
from kuzbass_batch.methodology.calendar.period import Period


@click.group(
    "methodology",
    invoke_without_command=True,
    help="Положить в ПАПКУ полный файл методики года, чтобы его изменить (в папке года --output не "
    "нужен); команды ниже – проверить "
    "файлы методик, сравнить две методики, начать новую.",
    options_metavar=PARAMETERS,
    subcommand_metavar="[КОМАНДА …]",
)
@click.option("--output", type=PATH, metavar="ПАПКА", help="Папка, в которую его положить.")
@YEAR
@METHODOLOGY
@click.pass_context
def methodology_command(
    context: click.Context, output: Path | None, year: "Period | None", methodology: Path | None
) -> None:
    """Write the methodology of a year, unless another command on methodologies follows."""
    from kuzbass_batch.commands import clerk
    from kuzbass_batch.commands.year_folder import METHODOLOGY as METHODS

    if context.invoked_subcommand is not None:
        if any(each is not None for each in (output, year, methodology)):
            name = context.invoked_subcommand
            raise click.UsageError(f"Параметры перед «{name}» к этой команде не относятся.")
        return
    here = year_folder_here("output") if output is None else None
    folder = output or (here.root / METHODS if here else Path())
    period = here.period if here and year is None else period_asked(year, today(), methodology)
    path, lacking = guarded(lambda: clerk.new_methodology(folder, year=period, like=methodology))
    how = f"так: --methodology «{output}»" if here is None else "все команды этой папки"
    print_line(f"Методика за {period.name}: «{path}». С нею работают {how}.")
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
    from kuzbass_batch.commands import clerk
    from kuzbass_batch.methodology.proofs.checking import report_lines
    from kuzbass_batch.outputs.plain_text import one_line

    reports = [guarded(partial(clerk.check_methodology, path)) for path in files]
    for report in reports:
        for line in report_lines(report):
            print_line(one_line(line))
    sys.exit(0 if all(report.is_sound for report in reports) else 1)


@methodology_command.command(
    "compare",
    short_help="Сравнить две методики.",
    help="Показать, что НОВАЯ методика меняет в СТАРОЙ: было и стало, с пунктом акта. С --results "
    "– и у кого в готовом результате изменились бы оценка, уровень и место.",
    epilog="Коды завершения: 0 – сравнено; 2 – в одном из файлов ошибки, он не открывается или "
    "результат посчитан не по СТАРОЙ методике.",
    options_metavar=PARAMETERS,
)
@click.argument("old", type=PATH, metavar="СТАРАЯ")
@click.argument("new", type=PATH, metavar="НОВАЯ")
@click.option(
    "--results",
    type=PATH,
    metavar="ПАПКА",
    help="Папка готового результата (или её results.json), посчитанного по СТАРОЙ методике.",
)
@click.option(
    "--output",
    type=PATH,
    metavar="ФАЙЛ",
    help="Записать и в книгу .xlsx; файл с таким именем не перезаписывается.",
)
@click.option(
    "--year",
    type=int,
    metavar="ГОД",
    help="Год, за который брать акт нескольких лет; по умолчанию – последний общий или год "
    "результата.",
)
def methodology_compare_command(
    old: Path, new: Path, results: Path | None, output: Path | None, year: "Period | None"
) -> None:
    """Compare two methodologies."""
    from kuzbass_batch.commands import authoring
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.outputs.results.amendment import amendment_lines

    amendment = guarded(lambda: _compared(old, new, year, results))
    if output is not None:
        guarded(lambda: authoring.write_amendment(amendment, output))
    for line in amendment_lines(amendment):
        print_line(one_line(line))
    if output is not None:
        print_line(one_line(f"Таблица записана: «{output}»."))


def _compared(old: Path, new: Path, year: "Period | None", results: Path | None) -> Any:
    """Return the comparison; end with the faults of the files, as `check` tells them."""
    from kuzbass_batch.commands import authoring
    from kuzbass_batch.methodology.proofs.checking import report_lines
    from kuzbass_batch.outputs.plain_text import one_line

    try:
        return authoring.compare_methodologies(old, new, year=year, results=results)
    except authoring.FaultyMethodologies as faulty:
        for line in (line for report in faulty.reports for line in report_lines(report)):
            warn(one_line(line))
        sys.exit(NOT_DONE)


@methodology_command.command(
    "new",
    short_help="Написать заготовку методики.",
    help="Написать заготовку методики в ФАЙЛ (без него – ГОД.toml в текущей папке): небольшой "
    "рейтинг с пояснением каждой части. С нею сразу работают registry, issue и run. Существующий "
    "файл не перезаписывается.",
    options_metavar=PARAMETERS,
)
@click.argument("file", type=PATH, required=False, metavar="[ФАЙЛ]")
@click.option(
    "--example",
    type=click.Choice(["краткий", "полный"]),
    default="краткий",
    show_default=True,
    help="Необязательные части – пояснённые, но выключенные, или включённые.",
)
@YEAR
def methodology_new_command(file: Path | None, example: str, year: "Period | None") -> None:
    """Write a file to start from."""
    from kuzbass_batch.commands import authoring
    from kuzbass_batch.methodology.files.start_file import Example
    from kuzbass_batch.outputs.plain_text import one_line

    period = period_asked(year, today(), None)
    path = guarded(lambda: authoring.write_start(file, year=period, example=Example(example)))
    print_line(one_line(f"Заготовка методики за {period.name}: «{path}»."))
    print_line(one_line(f"Проверить: kuzbass-batch methodology check {path}"))


@methodology_command.command(
    "schema",
    short_help="Положить схемы файла методики для редакторов.",
    help="Положить в ПАПКУ (без неё – в текущую) схемы файла методики и файла изменения: с ними "
    "редактор, который знает TOML, подсказывает ключи и подчёркивает ошибки.",
    options_metavar=PARAMETERS,
)
@click.argument("folder", type=PATH, required=False, metavar="[ПАПКА]")
def methodology_schema_command(folder: Path | None) -> None:
    """Write the schemas."""
    from kuzbass_batch.commands import authoring
    from kuzbass_batch.outputs.plain_text import one_line

    for path in guarded(lambda: authoring.write_schemas(folder or Path())):
        print_line(one_line(f"Схема: «{path}»."))
