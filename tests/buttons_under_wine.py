"""The buttons of Windows under wine's cmd, with a stand-in for the program (`make deep`).

wine gives no CMDCMDLINE: files dropped with `&` in their names are held by test_year_folder alone.
"""

import os
import shutil
import subprocess

import pytest

from kuzbass_batch.commands.new_year import BUTTONS, lay_out_year

FOLDERS = ("plain", "with space", "a & b", "100% года", "wow!", "Рейтинг «2026»")
ASKED = {"run": "run", "issue": "issue", "check": "check", "changes": "run --dry-run"}


@pytest.fixture(scope="module")
def wine(tmp_path_factory):
    """Return what presses a button in wine and returns what the stand-in was asked for."""
    place = tmp_path_factory.mktemp("wine")
    heard, program = place / "heard.txt", place / "stand in" / "program.bat"
    program.parent.mkdir()
    told = f"@echo off\r\necho %* > Z:{heard}\r\n".replace("/", "\\")
    program.write_bytes(told.encode())
    environment = {
        **os.environ,
        "WINEPREFIX": str(place / "prefix"),
        "WINEDEBUG": "-all",
        "LC_ALL": "C.UTF-8",
    }

    def press(root, command):
        (root / "kuzbass-batch.txt").write_text(f"Z:{program}\n".replace("/", "\\"), "utf-8")
        heard.unlink(missing_ok=True)
        button = ["wine", "start", "/wait", "/unix", str(root / f"{BUTTONS[command]}.cmd")]
        subprocess.run(button, env=environment, check=False, capture_output=True, timeout=300)
        return heard.read_text("utf-8").split() if heard.exists() else None

    assert shutil.which("wine"), "install wine"
    yield press
    subprocess.run(["wineserver", "-k"], env=environment, check=False)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("command", BUTTONS)
def test_a_button_asks_the_program_for_its_command(wine, tmp_path, name, command):
    root = lay_out_year(tmp_path / name, year=2025, windows=True).folder.root
    asked = f"-X utf8 -m kuzbass_batch window {ASKED[command]}"
    assert wine(root, command) == asked.split()
