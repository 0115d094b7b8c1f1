"""The commands of a year's folder: to lay it out, and to work in it without a terminal."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kuzbass_batch.command_line.cli_options import (
    METHODOLOGY,
    PARAMETERS,
    PATH,
    ROWS,
    YEAR,
    of_year_folder,
    period_asked,
    today,
)
from kuzbass_batch.command_line.console import print_line
from kuzbass_batch.command_line.ending import guarded
from kuzbass_batch.methodology.calendar.period import Period

if TYPE_CHECKING:
    from kuzbass_batch.commands.new_year import LaidOut


@click.command(
    "start",
    help="Подготовить ПАПКУ года («Рейтинг ГОД», если не названа): входящие, бланки, реквизиты, "
    "реестр и кнопки для двойного щелчка. В ней остальные команды работают без параметров.",
    options_metavar=PARAMETERS,
)
@click.argument("folder", type=PATH, metavar="ПАПКА", required=False)
@click.option(
    "--from",
    "old",
    type=PATH,
    metavar="ПАПКА",
    help="Папка прежнего рейтинга: из неё в реестр переносятся участники и их уровни.",
)
@click.option(
    "--beside",
    is_flag=True,
    help="То же, если прежняя папка лежит рядом: берётся последняя из более ранних.",
)
@ROWS
@YEAR
@METHODOLOGY
def start_command(
    folder: Path | None,
    old: Path | None,
    beside: bool,
    rows: int,
    year: "Period | None",
    methodology: Path | None,
) -> None:
    """Lay out a year's folder."""
    from kuzbass_batch.commands.new_year import lay_out_year
    from kuzbass_batch.commands.year_before import year_beside

    period = period_asked(year, today(), methodology)
    folder = folder or Path(f"Рейтинг {period}")
    if beside and old is None:
        old = guarded(lambda: year_beside(folder.absolute().parent, period))
    laid = guarded(
        lambda: lay_out_year(folder, year=period, old=old, methodologies=methodology, rows=rows)
    )
    for line in _told(laid):
        print_line(line)


def _told(laid: "LaidOut") -> list[str]:
    from kuzbass_batch.commands.new_year import PAGE
    from kuzbass_batch.outputs.plain_text import one_line

    lines = [f"Папка {laid.folder.period.genitive} готова: «{laid.folder.root}»."]
    if laid.left:
        names = ", ".join(f"«{name}»" for name in laid.left)
        lines.append(f"Оставлено без изменений: {names}.")
    if laid.taken.participants:
        lines.append(f"Прежняя папка – «{laid.old}».")
        lines.append(
            f"Перенесено участников: {laid.taken.participants}; уровень "
            f"{laid.folder.period.kind.words.last_genitive} внесён: {laid.taken.levels}. Проверьте "
            "должности и фамилии."
        )
    lines.append(f"С чего начать, говорит файл «{laid.folder.root / PAGE}».")
    return [one_line(line) for line in lines]


@click.command(
    "registry",
    help="Подготовить реестр участников: чистый или с участниками прежнего рейтинга.",
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
    help="Реестр прежнего рейтинга, из которого перенести участников.",
)
@click.option(
    "--results",
    type=PATH,
    metavar="ПАПКА",
    help="Папка прежнего результата: из неё берутся прежние уровни.",
)
@ROWS
@YEAR
@METHODOLOGY
def registry_command(
    output: Path,
    old: Path | None,
    results: Path | None,
    rows: int,
    year: "Period | None",
    methodology: Path | None,
) -> None:
    """Draw the registry of a year."""
    from kuzbass_batch.commands import clerk

    if results and not old:
        raise click.UsageError(
            "К --results нужен и --from: уровни вносятся перенесённым участникам."
        )
    year, methodology = of_year_folder(year, methodology)
    period = period_asked(year, today(), methodology)
    path, taken = guarded(
        lambda: clerk.new_registry(
            output, year=period, old=old, results=results, methodologies=methodology, rows=rows
        )
    )
    print_line(f"Реестр за {period.name} готов: «{path}».")
    if old:
        print_line(
            f"Перенесено участников: {taken.participants}; уровень "
            f"{period.kind.words.last_genitive} внесён: {taken.levels}. Проверьте должности и "
            "фамилии."
        )


@click.command(
    "merge",
    help="Объединить готовые РЕЗУЛЬТАТЫ нескольких регионов, рассчитанные каждый на своём "
    "компьютере, в один рейтинг: книгу, страницу, открытые данные и results.json. РЕЗУЛЬТАТ – "
    "папка результата или её results.json; регион называется как папка, другое имя задаёт "
    "ИМЯ=ПАПКА. Все результаты – за один период и по одной методике.",
    epilog="Коды завершения: 0 – объединено, все регионы утверждены; 1 – объединено, но часть "
    "регионов – проект; 2 – не выполнено, ничего не записано; 3 – прервано сбоем.",
    options_metavar=PARAMETERS,
)
@click.argument("results", nargs=-1, required=True, metavar="РЕЗУЛЬТАТ…")
@click.option("--output", type=PATH, required=True, metavar="ПАПКА", help="Папка для результата.")
@click.option(
    "--publisher", default="", metavar="НАЗВАНИЕ", help="Кто публикует страницу; по умолчанию нет."
)
@METHODOLOGY
def merge_command(
    results: tuple[str, ...], output: Path, publisher: str, methodology: Path | None
) -> None:
    """Join the results of several regions."""
    from kuzbass_batch.merging.merge import RegionAsked, merge
    from kuzbass_batch.outputs.plain_text import one_line

    asked = [RegionAsked(name=name, path=path) for name, path in map(_named, results)]
    merged = guarded(
        lambda: merge(asked, output, methodology=methodology, publisher=publisher.strip())
    )
    drafts = [head.name for head in merged.heads if not head.approved]
    print_line(
        one_line(
            f"Объединено регионов: {len(merged.heads)}; участников: {merged.whole.listed}, "
            f"оценено: {merged.whole.rated}. Результат: «{output}»."
        )
    )
    if drafts:
        print_line(one_line(f"ПРОЕКТ: не утверждены результаты – {', '.join(drafts)}."))
    click.get_current_context().exit(1 if drafts else 0)


def _named(text: str) -> tuple[str, Path]:
    """Return name and path of `ИМЯ=ПАПКА`; a path that is there stands for itself."""
    name, sign, path = text.partition("=")
    if not sign or Path(text).exists():
        return "", Path(text)
    return name.strip(), Path(path)
