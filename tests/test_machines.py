"""Machines as they are: a swallowed option, no folder to stand in, no Cyrillic, a full screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kuzbass_batch.command_line.console import fault_of_call
from tests.paths import ROOT
from tests.small_folder import cli, command, small_folder

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full and a deleted folder")
BLANK = ROOT / "templates" / "blanks" / "Самооценка-2025.xlsx"


@pytest.mark.parametrize(
    "argument",
    [
        'C:\\Рейтинг 2026\\формы" --output C:\\результат',
        'C:\\Рейтинг" --year 2026',
        'D:\\формы"  -h',
    ],
)
def test_a_backslash_that_swallowed_the_next_option_is_guessed_at(argument):
    done = cli("run", argument, "--output", "y")
    assert done.returncode == 2 and done.stdout == ""
    assert "кончается знаком «\\»" in done.stderr
    assert f'перед кавычкой: "{argument.partition(chr(34))[0]}".' in done.stderr


def test_a_quote_alone_is_the_same_slip_where_no_name_may_have_one():
    assert "кончается знаком" in fault_of_call(['C:\\результат"'], windows=True)
    assert fault_of_call(['папка "Формы"'], windows=False) == ""
    assert fault_of_call(["run", "C:\\формы", "--output", "C:\\р\\"], windows=True) == ""


COMMANDS = [
    ("run", "формы", "--output", "результат"),
    ("check", "форма.xlsx"),
    ("issue", "реестр.xlsx", "--output", "бланки"),
    ("registry", "--output", "сюда"),
    ("methodology", "--output", "сюда"),
]


@LINUX
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda each: each[0])
def test_a_working_folder_that_is_gone_is_one_sentence(arguments, tmp_path):
    gone = tmp_path / "была"
    gone.mkdir()
    script = 'rmdir "$0" && exec "$@"'
    code = "import sys; from kuzbass_batch.command_line.cli import main; main()"
    program = [sys.executable, "-c", code]
    done = subprocess.run(
        ["sh", "-c", script, str(gone), *program, *arguments],
        cwd=gone, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "Не выполнено. Текущей папки больше нет. Перейдите в другую и повторите.\n"
    )


@LINUX
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda each: each[0])
def test_a_system_without_russian_names_is_refused_before_anything_is_written(arguments, tmp_path):
    plain = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = cli(*arguments, env=plain, cwd=tmp_path, errors="replace")
    assert done.returncode == 3 and list(tmp_path.iterdir()) == []
    assert done.stderr.count("\n") == 1 and "PYTHONUTF8=1" in done.stderr
    assert "Traceback" not in done.stderr
    assert "кодировка ascii" in done.stderr


@LINUX
@pytest.mark.parametrize("arguments", [("--help",), ("check", BLANK), ("run", "--help")])
def test_output_to_a_full_device_is_one_sentence_and_exit_3(arguments):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*arguments), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "Сообщения программы не выведены: на диске нет места." in done.stderr


@LINUX
def test_a_run_whose_words_find_no_room_has_written_its_result(tmp_path):
    (tmp_path / "in").mkdir()
    folder = small_folder(tmp_path / "in")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("run", folder, "--output", tmp_path / "out", "--as-of", "2026-01-20"),
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3 and "успела записать, целы" in done.stderr
    assert (tmp_path / "out" / "results.json").exists()


@LINUX
@pytest.mark.parametrize(
    ("arguments", "code"), [(("check", "нет.xlsx"), 2), (("rum",), 2), (("--version",), 0)]
)
def test_an_error_stream_that_is_full_changes_no_exit_code(arguments, code):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command(*arguments), stdout=subprocess.PIPE, stderr=full, check=False)
    assert done.returncode == code


@LINUX
def test_a_reader_that_has_seen_enough_is_no_fault():
    whole = cli("check", BLANK)
    assert whole.returncode == 1
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command("check", BLANK), stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert done.returncode == 1 and done.stderr == ""


@pytest.mark.parametrize("written", ["~", "~/форма.xlsx"])
def test_a_home_folder_that_the_shell_left_as_a_sign_is_found(written, tmp_path):
    (tmp_path / "форма.xlsx").write_bytes(BLANK.read_bytes())
    done = cli("check", written, env={"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)})
    if written == "~":
        assert done.returncode == 2 and f"«{tmp_path}» – папка, а нужен файл" in done.stderr
    else:
        assert done.returncode == 1 and "самооценка" in done.stdout


def test_a_file_whose_name_begins_with_that_sign_is_itself(tmp_path):
    (tmp_path / "~$форма.xlsx").write_bytes(BLANK.read_bytes())
    done = cli("check", "~$форма.xlsx", cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode != 2 and "~$форма.xlsx" in done.stdout
