"""The command line: parse, call, print, exit code. The only place that knows today's date."""

import datetime as dt
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kuzbass_batch import __version__

if TYPE_CHECKING:
    from kuzbass_batch.model.outcome import Outcome

DATE = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(path_type=Path)
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
@YEAR
def run_command(
    input_dir: Path,
    output: Path,
    as_of: dt.datetime | None,
    year: int | None,
    workers: int | None,
) -> None:
    """Run the yearly batch."""
    from kuzbass_batch import batch

    day = as_of.date() if as_of else dt.date.today()
    year = year or reporting_year(day)
    outcome = _guarded(lambda: batch.run(input_dir, output, year=year, as_of=day, workers=workers))
    for line in summary(outcome, output):
        click.echo(line)
    statuses = {standing.status.value for standing in outcome.standings}
    bad = {result.status.value for result in outcome.files} & {"returned", "unreadable"}
    sys.exit(1 if bad or statuses & {"returned", "missing"} else 0)


def summary(outcome: "Outcome", output: Path) -> list[str]:
    """Return the closing lines: what came out and what to do next."""
    from collections import Counter

    counts = Counter(standing.status.value for standing in outcome.standings)
    files = Counter(result.status.value for result in outcome.files)
    return [
        f"Участников: {len(outcome.standings)}. Оценено: {counts['rated']}, на доработке: "
        f"{counts['returned']}, не представлено: {counts['missing']}.",
        f"Файлов: {len(outcome.files)}. Учтено: {files['used']}, заменено: {files['superseded']}, "
        f"повторов: {files['duplicate']}, на доработку: {files['returned']}, не прочитано: "
        f"{files['unreadable']}, пропущено: {files['ignored']}.",
        f"Откройте «{output / f'Рейтинг-{outcome.year}.xlsx'}», начните с листа «Сводка».",
        "Проверьте лист «Адресаты», затем подпишите письма из папки «Письма».",
    ]


@main.command("check", help="Показать замечания к отдельным файлам; ничего не записывается.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@YEAR
def check_command(files: tuple[Path, ...], year: int | None) -> None:
    """Check single files."""
    from kuzbass_batch import batch

    year = year or reporting_year(dt.date.today())
    faulty = False
    for path in files:
        entry = _guarded(partial(batch.check, path, year=year))
        click.echo(f"{path.name}: замечаний {len(entry.findings)}")
        for finding in entry.findings:
            place = f"{finding.sheet}!{finding.cell}".strip("!")
            click.echo(f"  {finding.code} {place} {finding.message} {finding.remedy}")
            faulty = faulty or finding.severity.value == "error"
    sys.exit(1 if faulty else 0)


@main.command("issue", help="Выдать бланки каждому участнику из реестра REGISTRY.")
@click.argument("registry", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", type=FOLDER, required=True, help="Папка для бланков.")
@YEAR
def issue_command(registry: Path, output: Path, year: int | None) -> None:
    """Draw personal blanks."""
    from kuzbass_batch import batch

    year = year or reporting_year(dt.date.today())
    count = _guarded(lambda: batch.issue(registry, output, year=year))
    click.echo(f"Выдано бланков: {count}. Они лежат в папке «{output}».")


def _guarded(call: Callable[[], Any]) -> Any:
    """Return what `call` returns; end with exit code 2 or 3 and one sentence if it cannot."""
    from kuzbass_batch.batch import WrongUsage

    try:
        return call()
    except WrongUsage as error:
        click.echo(f"Расчёт не выполнен. {error}", err=True)
        sys.exit(2)
    except Exception as error:
        click.echo(
            f"Внутренняя ошибка программы ({type(error).__name__}: {error}). "
            "Результат не записан; передайте это сообщение разработчику.",
            err=True,
        )
        sys.exit(3)
