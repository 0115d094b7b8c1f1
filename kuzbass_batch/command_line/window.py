"""The window of a button: another command in it, what was dropped, and the questions it asks."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from kuzbass_batch.command_line.cli_options import found_here, period_asked, today
from kuzbass_batch.command_line.ending import DoubtfulDay

DROPPED = "KUZBASS_DROPPED"
"""Where the button that takes dropped files says the command line it was begun with."""
DONE = (0, 1)
YES, NO = ("д", "y"), ("н", "n")
Work = Callable[[Sequence[str]], object]


@click.command(
    "window", hidden=True, add_help_option=False, context_settings={"ignore_unknown_options": True}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def window_command(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Run another command in a window that stays open until what it says has been read."""
    program, attended = context.find_root().command, sys.stdin is not None and sys.stdin.isatty()

    def work(asked: Sequence[str]) -> object:
        try:
            program.main(args=list(asked), prog_name=context.find_root().info_name, obj=context.obj)
        except SystemExit as stop:
            if isinstance(stop, DoubtfulDay):
                raise
            return stop.code or 0
        return 0

    asked = with_conventions(with_dropped(arguments, os.environ.get(DROPPED, "")))
    if attended and asked[:1] == ("start",):
        asked = (*asked, *_year_asked(asked))
    code = _insisting(work, asked, attended=attended)
    if attended:
        _offer_ranking(asked, code)
        _ask("Нажмите Enter, чтобы закрыть окно. ")
    sys.exit(code if isinstance(code, int) else 1)


def with_dropped(arguments: Sequence[str], line: str) -> tuple[str, ...]:
    """Return the arguments with the files dropped on the button in place of those it was given.

    line: how Windows began the button, `cmd /c ""…\\Проверить файл.cmd" C:\\a&b.xlsx"`, or empty.
    cmd takes `&` in a name without spaces for the end of the command, so only the whole line says
    which files were meant. The button's own name has a space: it stands in quotes.
    """
    found = re.search(r'\.cmd"\s*(.*?)"?\s*\Z', line, re.IGNORECASE | re.DOTALL)
    if not found or not arguments:
        return tuple(arguments)
    files = re.findall(r'"([^"]+)"?|([^\s"]+)', found[1])
    return (arguments[0], *(quoted or plain for quoted, plain in files))


def with_conventions(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments with what a button does by itself.

    A file dropped on the button of the run is a book to accept. A new year goes on from the folder
    of the year before that lies beside it.
    """
    if arguments[:1] == ("start",):
        return (*arguments, "--beside")
    if arguments[:1] == ("run",):
        return ("run", *_accepting(arguments[1:]))
    return tuple(arguments)


def _accepting(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the arguments, each file that is no value of an option as one to accept."""
    before = ""
    for each in arguments:
        if not each.startswith("-") and not before.startswith("-") and Path(each).is_file():
            yield "--accept"
        yield each
        before = each


def _year_asked(asked: Sequence[str]) -> tuple[str, ...]:
    """Return the year that the clerk names, nothing if it is named already or is the usual one."""
    if any(not each.startswith("-") or each.startswith("--year") for each in asked[1:]):
        return ()
    usual = period_asked(None, today(), None)
    answer = _ask(f"За какой год? Enter – {usual}, или впишите другой: ")
    named = (answer or "").strip()
    return (f"--year={named}",) if named else ()


def _insisting(work: Work, asked: Sequence[str], *, attended: bool) -> object:
    """Return the exit code; on a day that does not seem to fit the clerk is asked once more."""
    try:
        return work(asked)
    except DoubtfulDay as stop:
        answer = _ask("Рассчитать всё равно? д – да, Enter – нет: ") if attended else ""
        if not (answer or "").strip().casefold().startswith(YES):
            return stop.code
    return work((*asked, "--insist"))


def _offer_ranking(asked: Sequence[str], code: object) -> None:
    """Open the ranking workbook if it was written and the clerk wants to see it."""
    here = found_here()
    wanted = here and code in DONE and asked[:1] == ("run",) and "--dry-run" not in asked
    if here and wanted and here.ranking.is_file():
        answer = _ask("Открыть рейтинг? Enter – да, н – нет: ")
        if answer is not None and not answer.strip().casefold().startswith(NO):
            click.launch(str(here.ranking))


def _ask(question: str) -> str | None:
    """Return what is typed, None if nobody is there any more."""
    click.echo(question, nl=False)
    return sys.stdin.readline() or None
