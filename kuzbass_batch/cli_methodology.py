"""The commands on methodology files: write, check."""

import sys
from functools import partial
from pathlib import Path

import click

from kuzbass_batch.cli_options import (
    METHODOLOGY,
    PARAMETERS,
    PATH,
    YEAR,
    refuse_missing,
    today,
    year_asked,
)
from kuzbass_batch.console import print_line
from kuzbass_batch.ending import guarded


@click.group(
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
        refuse_missing("output")
    year = year_asked(year, today(), methodology)
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
        for line in report_lines(report):
            print_line(one_line(line))
    sys.exit(0 if all(report.is_sound for report in reports) else 1)
