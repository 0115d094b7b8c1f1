"""The command line speaks Russian throughout, prints on any screen, and keeps its exit codes."""

import os
import re
import stat
from functools import cache
from pathlib import Path

import click
import pytest
from babel.messages import mofile, pofile
from babel.messages.extract import extract_from_dir

from kuzbass_batch.command_line.console import keep_details
from tests.forked import clis
from tests.made_once import once
from tests.paths import ROOT
from tests.small_folder import AS_OF, cli, small_folder

LOCALE = ROOT / "kuzbass_batch" / "locale" / "ru" / "LC_MESSAGES"
# What a clerk can never see: other programs' screens, editors, shells' completion.
UNSEEN = {"_termui_impl.py", "_winconsole.py", "shell_completion.py", "termui.py", "testing.py"}
LATIN = re.compile(r"(?<![\w./-])[A-Za-z]{3,}")
OURS = {"kuzbass-batch", "xlsx", "toml", "docx", "run", "check", "issue", "registry", "help",
        "version", "methodology", "blanks", "start", "compare", "new", "schema",
        "merge"}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue():
    with (LOCALE / "click.po").open("rb") as stream:
        return pofile.read_po(stream, locale="ru")


def messages_of_click():
    folder = str(Path(click.__file__).parent)
    for name, _, message, _, _ in extract_from_dir(folder, directory_filter=lambda _: True):
        if name not in UNSEEN:
            yield message if isinstance(message, str) else message[0]


@pytest.mark.parametrize("message", sorted(set(messages_of_click())))
def test_everything_that_click_says_has_its_russian(catalogue, message):
    found = catalogue.get(message)
    assert found is not None and found.string
    words = found.string if isinstance(found.string, tuple) else (found.string,)
    asked = set(re.findall(r"\{(\w+)", str(found.id)))
    for word in words:
        assert word and set(re.findall(r"\{(\w+)", word)) <= asked


def texts_of(catalogue):
    """Return what stands for what; Babel holds plurals in a tuple or in a list."""
    pairs = ((message.id, message.string) for message in catalogue if message.id)
    return {str(plain(each)): plain(text) for each, text in pairs}


def plain(text):
    return text if isinstance(text, str) else list(text)


def test_the_compiled_catalogue_is_that_of_the_text(catalogue):
    with (LOCALE / "click.mo").open("rb") as stream:
        compiled = mofile.read_mo(stream)
    assert texts_of(compiled) == texts_of(catalogue), "run `make locale`"


BLANK = str(ROOT / "templates" / "blanks" / "Самооценка-2025.xlsx")
FAULTS = [
    ((), "Команды:"),
    (("run",), "Не указан аргумент 'ПАПКА'"),
    (("rum",), "Команды 'rum' нет. Возможно, имелось в виду 'run'?"),
    (("run", "x"), "Не указан параметр '--output'"),
    (("run", "x", "--output"), "нужно значение"),
    (("run", "x", "--output", "y", "--otput", "z"), "'--otput' нет. Возможно"),
    (("run", "x", "y", "--output", "z"), "в кавычках"),
    (("run", "x", "--output", "y", "--as-of", "завтра"), "не дата. Пишите ДД.ММ.ГГГГ"),
    (("run", "x", "--output", "y", "--as-of", "31.02.2026"), "не дата"),
    (("run", "x", "--output", "y", "--workers", "много"), "не число"),
    (("run", "x", "--output", "y", "--workers", "0"), "вне допустимого"),
    (("run", "x", "--output", "y", "--keep", "-1"), "вне допустимого"),
    (("run", "нет такой", "--output", "y", "--year", "2025"), "Папки «нет такой» нет"),
    (("check", "нет.xlsx", "--year", "2025"), "Файла «нет.xlsx» нет"),
    (("check", ".", "--year", "2025"), "«.» – папка, а нужен файл"),
    (("check", "/dev/null", "--year", "2025"), "«/dev/null» – не файл"),
    (("check",), "Не указан аргумент"),
    (("issue", "tests", "--output", "y", "--year", "2025"), "«tests» – папка, а нужен файл"),
    (("issue", BLANK, "--output", "y", "--year", "2025"), "» – не реестр участников.\n"),
    (("check", BLANK, "--year", "2031"), "Укажите другой год (--year)"),
    (("methodology", "checkk"), "Команды 'checkk' нет. Возможно, имелось в виду 'check'?"),
    (("methodology", "check"), "Не указан аргумент"),
    (("methodology", "check", "нет.toml"), "Файла «нет.toml» нет"),
    (("methodology",), "Не указан параметр '--output'"),
    (("registry", "--output", "y", "--year", "1999"), "Нет методики за 1999 год"),
    (("registry", "--output", "y", "--results", "z"), "нужен и --from"),
    (("registry", "--output", "y", "--from", "нет.xlsx", "--year", "2025"), "Файла «нет.xlsx» нет"),
]


@pytest.fixture
def refusals(language, tmp_path_factory):
    """What the program says of each wrong use where the system speaks this language."""

    def said(_folder):
        environment = {"LC_ALL": language, "LANGUAGE": "en", "PYTHONUTF8": "1"}
        lines = [arguments for arguments, _ in FAULTS]
        return dict(zip(lines, clis(lines, env=environment), strict=True))

    return once(tmp_path_factory, f"refusals-{language}", said)


@pytest.mark.parametrize("language", ["C", "en_US.UTF-8", "ru_RU.UTF-8"])
@pytest.mark.parametrize(("arguments", "words"), FAULTS)
def test_wrong_use_is_told_in_russian(arguments, words, refusals):
    done = refusals[arguments]
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""
    assert foreign(done.stderr, arguments) == set()


COMMANDS = [(), ("run",), ("check",), ("issue",), ("registry",), ("methodology",),
            ("methodology", "check"), ("blanks",), ("start",)]  # fmt: skip


@cache
def helped():
    lines = [(*command, "--help") for command in COMMANDS]
    return dict(zip(COMMANDS, clis(lines), strict=True))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_is_russian(command):
    done = helped()[command]
    assert done.returncode == 0 and done.stdout.startswith("Вызов: ")
    assert foreign(done.stdout, ()) == set()


OTHERS = {"dask", "distributed", "tcp", "tls", "PEM", "LibreOffice"}
"""Names of other programs, and of files that a committee may bring."""
FILES = {
    "act",
    "centre",
    "certificate",
    "closing",
    "report",
    "announcement",
    "application",
    "contest",
    "request",
    "memo",
    "level_list",
    "participant",
    "cover",
    "diploma",
    "government",
    "outgoing",
    "txt",
    "eml",
    "reply",
    "level",
    "PDF",
}


def foreign(text, arguments):
    """Return the Latin words of a text that are neither ours nor the user's own."""
    own = set(LATIN.findall(" ".join(arguments)))
    plain = re.sub(r"--[a-z-]+|python -m kuzbass_batch|kuzbass-batch", "", text)
    return (
        set(LATIN.findall(plain))
        - own
        - OURS
        - {"result", "return", "reminder", "notice", "committee"}
        - OTHERS
        - FILES
    )


def test_the_version_is_told():
    assert re.fullmatch(r"\S.*, версия \d+\.\d+\.\d+\n", cli("--version").stdout)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "ascii", "latin-1", "utf-8"])
def test_every_screen_shows_something(tmp_path, encoding):
    """A console of an old Windows lacks «, – and letters of file names; nothing may crash."""
    folder = small_folder(tmp_path / "in")
    (folder / "ИО-01.xlsx").rename(folder / "ИО-01 «№1» – 日本 \u0301.xlsx")
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    # click takes a screen of plain ASCII for a mistake and writes UTF-8.
    encoding = "utf-8" if encoding == "ascii" else encoding
    lines = [
        ("run", folder, "--output", tmp_path / "2025", "--as-of", AS_OF),
        ("check", folder / "ИО-01 «№1» – 日本 \u0301.xlsx", "--year", "2025"),
        ("run", folder, "--output", folder, "--as-of", AS_OF),
    ]
    done, checked, refused = clis(lines, env=environment, encoding=encoding)
    assert done.returncode == 1 and done.stderr == ""
    assert checked.returncode == 0 and checked.stderr == ""
    shown = {"cp866": 'ИО-01 "№1" - ?? ?', "cp1251": "ИО-01 «№1» – ?? ?"}.get(encoding)
    if shown:
        assert f"{shown}.xlsx: самооценка" in checked.stdout and "Участников: 3" in done.stdout
    assert refused.returncode == 2 and refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (lambda folder: folder / "нет" / "x.txt", "Файл с подробностями не записан (No such file"),
        (lambda folder: folder, "Файл с подробностями не записан (Is a directory"),
        (lambda folder: None, "ValueError: причина"),
    ],
)
def test_the_cause_of_a_fault_is_told_where_its_details_cannot_be_written(log, words, tmp_path):
    try:
        raise ValueError("причина\nв двух строках")
    except ValueError:
        said = keep_details(log(tmp_path))
    assert words in said and "ValueError: причина в двух строках (test_console.py:" in said
    assert "\n" not in said


def test_details_with_a_broken_name_in_them_are_written(tmp_path):
    log = tmp_path / "ошибка.txt"
    try:
        raise ValueError("имя \udcff")
    except ValueError:
        said = keep_details(log)
    assert str(log) in said and "имя \\udcff" in log.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("lay", ["symlink_to", "hardlink_to"])
def test_details_go_into_a_file_of_their_own_and_not_where_a_link_leads(lay, tmp_path):
    other, log = tmp_path / "чужой.txt", tmp_path / "ошибка.txt"
    other.write_text("слова")
    getattr(log, lay)(other)
    try:
        raise ValueError("причина")
    except ValueError:
        keep_details(log)
    assert other.read_text() == "слова" and "причина" in log.read_text("utf-8")
    assert stat.S_IMODE(log.lstat().st_mode) == 0o600
