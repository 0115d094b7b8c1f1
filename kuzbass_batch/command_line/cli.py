"""The command line: parse, call, print, exit code. The only place that knows today's date."""

import datetime as dt
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kuzbass_batch import __version__
from kuzbass_batch.command_line.cli_methodology import methodology_command
from kuzbass_batch.command_line.cli_options import (
    DATE,
    METHODOLOGY,
    PARAMETERS,
    PATH,
    YEAR,
    PeriodType,
    as_asked,
    ask_for_parameter,
    in_its_period,
    of_year_folder,
    period_asked,
    today,
    year_folder_here,
)
from kuzbass_batch.command_line.cli_year import (
    merge_command,
    registry_command,
    start_command,
)
from kuzbass_batch.command_line.console import (
    ScreenLost,
    hear_every_stop,
    print_anything,
    print_line,
    progress_bar,
    screen_lost,
    speak_russian,
    warn,
)
from kuzbass_batch.command_line.ending import (
    NOT_DONE,
    NOTHING_CHANGED,
    StandingResult,
    broken,
    guarded,
    refuse_call,
)
from kuzbass_batch.command_line.window import window_command
from kuzbass_batch.methodology.calendar.period import Period

if TYPE_CHECKING:
    from kuzbass_batch.records.run import Run

FROM_YEAR_FOLDER = ("templates", "mails", "pdf")
"""Options of a run that the year's folder answers where the command does not."""


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


@click.group(
    cls=Russian,
    help="Рейтинг по методике акта: бланки, проверка форм, расчёт.",
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
    "run",
    help="Прочитать формы из ПАПКИ и рассчитать рейтинг. В папке года ПАПКА и --output не нужны.",
    options_metavar=PARAMETERS,
)
@click.argument("input_dir", type=PATH, metavar="ПАПКА", required=False)
@click.option("--output", type=PATH, metavar="ПАПКА", help="Папка для результата.")
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
    "reminder.docx, notice.docx, request.docx, reply.docx, report_receipt.docx, "
    "report_reminder.docx, closing_request.docx, contest_announcement.docx, "
    "application_receipt.docx, contest_admission.docx, report_announcement.docx, "
    "check_reply.docx, check_result.docx, check_order.docx, check_criteria.toml, memo.docx, "
    "level_list.docx, diploma.docx, "
    "certificate.docx, participant_page.docx, committee.toml, government.toml, centre.toml, "
    "Реквизиты.xlsx) и черновиков (result.txt и другие, outgoing.toml): найденный в ней файл "
    "заменяет встроенный.",
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
    input_dir: Path | None,
    output: Path | None,
    as_of: dt.datetime | None,
    year: "Period | None",
    methodology: Path | None,
    **options: Any,
) -> None:
    """Run the yearly batch; options: the fields of `RunOptions` by their names."""
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.records.run import Run, RunOptions
    from kuzbass_batch.unchanged import last_exit_code

    day = as_of.date() if as_of else today()
    if input_dir is None:
        here = year_folder_here("input_dir")
        input_dir, output = here.inbox, output or here.result
        options |= {name: options[name] or getattr(here, name) for name in FROM_YEAR_FOLDER}
    year, methodology = of_year_folder(year, methodology, within=input_dir)
    if output is None:
        ask_for_parameter("output")
    wanted = RunOptions(methodologies=methodology, **options)
    known = guarded(partial(last_exit_code, input_dir, output, day=day, year=year, options=wanted))
    if known is not None:
        print_line(one_line(NOTHING_CHANGED.format(output=output)))
        sys.exit(known)
    asked = Run(
        input=input_dir,
        output=output,
        period=period_asked(year, day, methodology),
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
    from kuzbass_batch.outputs.letters.details import before_signing, example_warning
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.outputs.progress import Watcher
    from kuzbass_batch.outputs.results.closing import closing_lines, exit_code, has_drafts
    from kuzbass_batch.rules.year.letters.letters import words_of_centre

    with progress_bar() as report:
        watcher = Watcher(
            report=report, tell=lambda words: warn(one_line(words)), in_place=standing.put
        )
        outcome = in_its_period(
            lambda **its: batch.run(replace(asked, **its), watcher),
            asked.period,
            given=asked.year_given,
        )
    wanted = asked.options
    unsigned = before_signing(wanted.templates, words_of_centre(outcome))
    for line in closing_lines(
        outcome,
        asked.output,
        detailed=wanted.dry_run or wanted.compare_with is not None,
        written=not wanted.dry_run,
        mails=wanted.mails and has_drafts(asked.output),
        unsigned=" ".join(filter(None, (unsigned, example_warning(outcome)))),
    ):
        print_line(one_line(line))
    return exit_code(outcome)


@main.command(
    "check",
    help="Показать замечания к отдельным файлам; ничего не записывается. В папке года без имён "
    "проверяются все файлы папки «входящие».",
    options_metavar=PARAMETERS,
)
@click.argument("files", nargs=-1, type=PATH, metavar="ФАЙЛ…")
@YEAR
@METHODOLOGY
def check_command(files: tuple[Path, ...], year: "Period | None", methodology: Path | None) -> None:
    """Check single files."""
    from kuzbass_batch.commands import single_files
    from kuzbass_batch.findings.finding import has_errors
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.outputs.results.listed_files import check_lines

    if not files:
        here = year_folder_here("files")
        files = here.forms()
        if not files:
            print_line(f"В папке «{here.inbox}» форм нет: проверять нечего.")
    year, methodology = of_year_folder(year, methodology)
    wanted, faulty = period_asked(year, today(), methodology), []

    def tell() -> None:
        for file in single_files.check(files, year=wanted, methodologies=methodology):
            print_line("\n".join(map(one_line, check_lines(file))))
            faulty.append(has_errors(file.findings))

    guarded(tell)
    sys.exit(1 if any(faulty) else 0)


@main.command(
    "issue",
    help="Выдать бланки каждому участнику из РЕЕСТРА. В папке года РЕЕСТР и --output не нужны.",
    options_metavar=PARAMETERS,
)
@click.argument("registry", type=PATH, metavar="РЕЕСТР", required=False)
@click.option("--output", type=PATH, metavar="ПАПКА", help="Папка для бланков.")
@click.option(
    "--templates",
    type=PATH,
    metavar="ПАПКА",
    help="Папка со своими шаблонами: participant_page.docx, cover.docx, cover.txt и реквизиты из "
    "неё заменяют встроенные.",
)
@click.option(
    "--mails",
    is_flag=True,
    help="Сделать каждому сопроводительное письмо и черновик электронного письма (.eml) с бланками "
    "и памяткой. Программа ничего не отправляет.",
)
@click.option(
    "--processes", is_flag=True, help="Выдать и бланк перечня процессов и услуг участника."
)
@YEAR
@METHODOLOGY
def issue_command(
    registry: Path | None,
    output: Path | None,
    templates: Path | None,
    mails: bool,
    processes: bool,
    year: "Period | None",
    methodology: Path | None,
) -> None:
    """Draw personal blanks."""
    from kuzbass_batch.commands import clerk
    from kuzbass_batch.commands.issuing import BlankPlan, issued_lines
    from kuzbass_batch.outputs.letters.details import before_signing
    from kuzbass_batch.outputs.plain_text import one_line

    if registry is None:
        here = year_folder_here("registry")
        registry, output = as_asked(here.registry), output or here.blanks
        templates, mails = templates or here.templates, mails or here.mails
        processes = processes or here.processes
    if output is None:
        ask_for_parameter("output")
    year, methodology = of_year_folder(year, methodology)
    asked = partial(clerk.issue, registry, output, methodologies=methodology, templates=templates)

    def draw(period: "Period", *, year_given: bool) -> BlankPlan:
        return asked(year=period, year_given=year_given, mails=mails, processes=processes)

    period, given = period_asked(year, today(), methodology), year is not None
    for line in issued_lines(guarded(lambda: in_its_period(draw, period, given=given)), output):
        print_line(line)
    unsigned = before_signing(templates, again="выдайте бланки ещё раз") if mails else ""
    if unsigned:
        print_line(one_line(unsigned))


@main.command(
    "blanks",
    help="Начертить бланки для скачивания, без имени участника, и пустой реестр.",
    options_metavar=PARAMETERS,
)
@click.argument("folder", type=PATH, metavar="ПАПКА")
@click.option(
    "--year",
    type=PeriodType(),
    metavar="ГОД",
    help="Отчётный год или период (2026-II – квартал); по умолчанию – каждый, на который есть "
    "методика.",
)
@METHODOLOGY
def blanks_command(folder: Path, year: "Period | None", methodology: Path | None) -> None:
    """Draw unnamed blanks."""
    from kuzbass_batch.commands import clerk

    year, methodology = of_year_folder(year, methodology)
    count = guarded(lambda: clerk.blanks(folder, year=year, methodologies=methodology))
    print_line(f"Бланков для скачивания: {count}. Они лежат в папке «{folder}».")


main.add_command(methodology_command)
main.add_command(start_command)
main.add_command(window_command)
main.add_command(registry_command)
main.add_command(merge_command)
