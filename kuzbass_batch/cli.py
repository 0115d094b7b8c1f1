"""The command line: parse, call, print, exit code. The only place that knows today's date."""

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kuzbass_batch import __version__

if TYPE_CHECKING:
    from kuzbass_batch.model.records import Return

DATE = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(path_type=Path)
METHODOLOGY = click.option(
    "--methodology", type=FOLDER, help="Папка с файлами методик (2026.toml) вместо встроенных."
)
YEAR = click.option("--year", type=int, help="Отчётный год; по умолчанию – по дате расчёта.")


def reporting_year(day: dt.date) -> int:
    """Return the year under rating: from October on this year, before that the last one."""
    return day.year if day.month >= 10 else day.year - 1


@click.group(help="Рейтинг программы «Эффективный регион»: бланки, проверка форм, расчёт.")
@click.version_option(__version__, help="Показать версию и выйти.")
def main() -> None:
    """Group the commands."""


@main.command("run", help="Прочитать формы из INPUT_DIR и рассчитать рейтинг.")
@click.argument("input_dir", type=FOLDER)
@click.option("--output", type=FOLDER, required=True, help="Папка для результата.")
@click.option("--as-of", type=DATE, help="Дата расчёта, ГГГГ-ММ-ДД; по умолчанию сегодня.")
@click.option("--workers", type=int, help="Число процессов чтения; по умолчанию – по ядрам.")
@click.option("--compare-with", type=FOLDER, help="Папка прежнего результата для сравнения.")
@click.option("--dry-run", is_flag=True, help="Показать, что изменится; ничего не записывать.")
@YEAR
@METHODOLOGY
def run_command(
    input_dir: Path,
    output: Path,
    as_of: dt.datetime | None,
    year: int | None,
    workers: int | None,
    methodology: Path | None,
    compare_with: Path | None,
    dry_run: bool,
) -> None:
    """Run the yearly batch."""
    from kuzbass_batch import batch
    from kuzbass_batch.outputs.closing import closing_lines, exit_code

    day = as_of.date() if as_of else dt.date.today()
    year = year or reporting_year(day)
    with _progress() as report:
        outcome = _guarded(
            lambda: batch.run(
                input_dir,
                output,
                year=year,
                as_of=day,
                workers=workers,
                methodologies=methodology,
                report=report,
                compare_with=compare_with,
                dry_run=dry_run,
            ),
            log=output.with_name(f"{output.name}.ошибка.txt"),
        )
    asked = dry_run or compare_with is not None
    for line in closing_lines(outcome, output, detailed=asked, written=not dry_run):
        click.echo(line)
    sys.exit(exit_code(outcome))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Yield what shows on a terminal how many files are read; None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Чтение форм", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@main.command("check", help="Показать замечания к отдельным файлам; ничего не записывается.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@YEAR
@METHODOLOGY
def check_command(files: tuple[Path, ...], year: int | None, methodology: Path | None) -> None:
    """Check single files."""
    from kuzbass_batch import batch
    from kuzbass_batch.model.findings import has_errors

    year = year or reporting_year(dt.date.today())
    faulty = False
    for path in files:
        entry = _guarded(partial(batch.check, path, year=year, methodologies=methodology))
        for line in check_lines(entry):
            click.echo(line)
        faulty = faulty or has_errors(entry.findings)
    sys.exit(1 if faulty else 0)


def check_lines(entry: "Return") -> list[str]:
    """Return the lines on one file: what it is, what it scores, and every finding."""
    from kuzbass_batch.outputs.sheet_names import FORM_NAMES

    what = FORM_NAMES[entry.kind] or "не форма рейтингования"
    card = entry.scorecard
    scored = f", оценка по ответам {card.total}".replace(".", ",") if card else ""
    lines = [f"{entry.source.path}: {what}{scored}, замечаний: {len(entry.findings)}"]
    for finding in entry.findings:
        place = f"{finding.sheet}!{finding.cell}".strip("!")
        words = (finding.severity.russian, finding.code, place, finding.message, finding.remedy)
        lines.append("  " + " ".join(word for word in words if word))
    return lines


@main.command("issue", help="Выдать бланки каждому участнику из реестра REGISTRY.")
@click.argument("registry", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", type=FOLDER, required=True, help="Папка для бланков.")
@YEAR
@METHODOLOGY
def issue_command(registry: Path, output: Path, year: int | None, methodology: Path | None) -> None:
    """Draw personal blanks."""
    from kuzbass_batch import batch

    year = year or reporting_year(dt.date.today())
    count = _guarded(lambda: batch.issue(registry, output, year=year, methodologies=methodology))
    click.echo(f"Выдано бланков: {count}. Они лежат в папке «{output}».")


def _guarded(call: Callable[[], Any], log: Path | None = None) -> Any:
    """Return what `call` returns; end with exit code 2 or 3 and one sentence if it cannot.

    log: where the details of an internal fault go, for the developer.
    """
    from kuzbass_batch.batch import WrongUsage

    try:
        return call()
    except WrongUsage as error:
        click.echo(f"Не выполнено. {error}", err=True)
        sys.exit(2)
    except Exception as error:
        click.echo(
            f"Внутренняя ошибка программы ({type(error).__name__}). Результат не записан, прежний "
            f"цел. Передайте разработчику{_keep_details(log)}.",
            err=True,
        )
        sys.exit(3)


def _keep_details(log: Path | None) -> str:
    """Write the traceback to `log` and return the words that name it."""
    import traceback

    if log is None:
        return f": {traceback.format_exc(limit=-1).strip().splitlines()[-1]}"
    try:
        log.write_text(traceback.format_exc(), "utf-8")
    except OSError:
        return f": {traceback.format_exc(limit=-1).strip().splitlines()[-1]}"
    return f" файл «{log}»"
