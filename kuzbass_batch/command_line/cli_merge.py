"""The command that joins the results of several regions."""

from pathlib import Path

import click

from kuzbass_batch.command_line.cli_options import METHODOLOGY, PARAMETERS, PATH
from kuzbass_batch.command_line.console import print_line
from kuzbass_batch.command_line.ending import guarded


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
