"""The archives for a computer without a network: what they hold, and that they install from it."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from itertools import pairwise

import pytest
from packaging.utils import parse_wheel_filename

from requirements.bundle import LINUX, SYSTEMS, WINDOWS, bundle, wanted
from requirements.guides import GUIDES
from requirements.sbom import PYTHONS
from tests.office import entries_of, filled
from tests.paths import DATA

WINDOWS_PYTHONS = os.environ.get("BUNDLE_PYTHONS", "3.12").split()
"""`make deep` asks for every one that the program promises."""
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
CASE = DATA / "cases" / "year-of-26"
DECIDED = """
Очередь | 6 | Разобрано | всё по этот день
По умолчанию | 1 | Кто по умолчанию | Делова Д. Д.
По умолчанию | 1 | Дата по умолчанию | 16.12.2025
По умолчанию | 3 | Кто по умолчанию | Проверова П. П.
По умолчанию | 3 | Дата по умолчанию | 20.01.2026
Экспертиза целиком | 1 | Решение | подтвердить всё
Экспертиза целиком | 2 | Решение | подтвердить всё
"""
"""What the clerk enters into the workbook in January: a tick for December's queue, two verified."""
NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_NO_CACHE_DIR": "1",
              "PIP_NO_COMPILE": "0"}  # fmt: skip
"""What nobody imports need not be compiled, which takes twice as long as all else: pip hears a «no»
about its option `no-compile`, read as the value of what the option sets."""


@pytest.fixture(scope="module")
def linux(tmp_path_factory):
    """Return the folder that the archive for this Python unpacks to."""
    place = tmp_path_factory.mktemp("без сети & 100%")
    with tarfile.open(bundle(LINUX, place, pythons=[HERE])) as archive:
        archive.extractall(place, filter="data")
    return next(each for each in place.iterdir() if each.is_dir())


@pytest.fixture(scope="module")
def windows(tmp_path_factory):
    """Return the members of the archive, with a stand-in for python.org's embeddable one."""
    place = tmp_path_factory.mktemp("windows")
    embed = io.BytesIO()
    with zipfile.ZipFile(embed, "w") as archive:
        archive.writestr("python.exe", b"MZ")
        archive.writestr("python312._pth", "python312.zip\r\n.\r\n\r\n#import site\r\n")
    (place / "embed.zip").write_bytes(embed.getvalue())
    made = bundle(WINDOWS, place, embed=place / "embed.zip", pythons=WINDOWS_PYTHONS)
    with zipfile.ZipFile(made) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def sums_of(text):
    lines = (line.split("  ", 1) for line in text.splitlines())
    return {name: digest for digest, name in lines}


def wheels_by_name(names):
    found = {}
    for name in names:
        library, _, _, tags = parse_wheel_filename(name)
        found.setdefault(library, set()).update(tags)
    return found


class Clerk:
    """Who double-clicks the bundle's commands and those of a year's folder, without a network.

    typed: all that he had to type beside them.
    """

    def __init__(self):
        self.typed = []

    def press(self, command, *typed, dropped=()):
        """Run a command's own script; return its exit code and what its window shows."""
        self.typed += typed
        environment = {**os.environ, **NO_NETWORK}
        # As on the clerk's computer: Python keeps there what it has compiled.
        for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
            environment.pop(name, None)
        done = subprocess.run(
            ["sh", command, *typed, *dropped],
            env=environment, cwd="/", text=True, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(linux):
    """Return the unpacked folder with the program installed from it."""
    clerk = Clerk()
    code, shown = clerk.press(linux / "новый-год.sh")
    assert code == 2 and "сначала запустите «Установить»" in shown
    code, shown = clerk.press(linux / "установить.sh")
    assert code == 0 and "Программа установлена" in shown, shown
    return linux


def lay_forms(year, *days):
    """Lay the forms that came on these days into the year's folder, as the clerk saves them."""
    for day in days:
        shutil.copytree(CASE / day, year / "входящие" / day)


def test_a_year_of_26_bodies_is_walked_by_double_clicks(installed):
    """From the unpacked archive to the totals: only the year and the days of the runs are typed."""
    clerk = Clerk()
    code, shown = clerk.press(installed / "новый-год.sh", "--year=2025")
    assert code == 0, shown
    year = installed.parent / "Рейтинг 2025"
    program = (year / "kuzbass-batch.txt").read_text("utf-8")
    assert program.startswith(str(installed)), "the year works with the program that was installed"
    (registry,) = (year / "входящие").glob("Реестр*.xlsx")
    registry.write_bytes((CASE / registry.name).read_bytes())
    code, shown = clerk.press(year / "Выдать бланки.sh")
    assert code == 0 and "Выдано бланков: 52" in shown, shown
    days = sorted(each.name for each in CASE.iterdir() if each.is_dir())
    lay_forms(year, *(day for day in days if day < "2025-12-16"))
    form = next((year / "входящие" / "2025-12-08").iterdir())
    code, shown = clerk.press(year / "Проверить файл.sh", dropped=[form])
    assert form.name in shown, shown

    code, shown = clerk.press(year / "Рассчитать.sh", "--as-of=2025-12-16")
    assert code == 1 and "Рейтинг не утверждён" in shown, shown
    lay_forms(year, *(day for day in days if "2025-12-16" < day < "2026-02"))
    book = year / "результат" / "Решения-2025.xlsx"
    (year / "входящие" / book.name).write_bytes(filled(book.read_bytes(), DECIDED))
    code, shown = clerk.press(year / "Посмотреть, что изменится.sh", "--as-of=2026-01-30")
    assert code == 1 and not (year / "результат" / "Изменения-2025.xlsx").exists(), shown
    code, shown = clerk.press(year / "Рассчитать.sh", "--as-of=2026-01-30")
    assert code == 1 and (year / "результат" / "Изменения-2025.xlsx").is_file(), shown

    lay_forms(year, *(day for day in days if day > "2026-02"))
    (year / "входящие" / book.name).write_bytes(book.read_bytes())
    code, shown = clerk.press(year / "Рассчитать.sh", "--as-of=2026-04-01")
    assert code == 1, shown
    assert (year / "результат" / "К 1 апреля" / "Сайт" / "index.html").is_file()
    entered = entries_of((year / "результат" / book.name).read_bytes())
    assert len(entered["ticked"]) == 6, "the queue of December stays ticked off"
    assert len(clerk.typed) < 10, clerk.typed


def test_every_file_has_its_checksum(linux, windows):
    on_linux = {
        str(each.relative_to(linux)): each.read_bytes()
        for each in linux.rglob("*")
        if each.is_file() and "program" not in each.relative_to(linux).parts
    }
    for members in (on_linux, windows):
        said = sums_of(members["SHA256SUMS.txt"].decode())
        there = {n: d for n, d in members.items() if n != "SHA256SUMS.txt"}
        assert said == {name: hashlib.sha256(data).hexdigest() for name, data in there.items()}
        assert {
            *(f"{name}.pdf" for name in GUIDES),
            "Прочтите.txt",
            "wheels/lock.txt",
        } <= said.keys()


@pytest.mark.parametrize("python", WINDOWS_PYTHONS)
def test_windows_has_a_wheel_of_each_library_for_each_python(windows, python):
    tag = f"cp{python.replace('.', '')}"
    found = wheels_by_name(n.removeprefix("wheels/") for n in windows if n.endswith(".whl"))
    for locked in wanted(WINDOWS, python):
        tags = {t for t in found[locked.name] if t.platform in ("any", "win_amd64")}
        assert any(t.interpreter in (tag, "py3") or t.abi == "abi3" for t in tags), locked.name
    assert "kuzbass-batch" in found


def test_a_ready_python_finds_the_libraries_of_its_version_beside_it(windows):
    assert windows["python/python312._pth"].decode().split() == [
        "python312.zip", ".", "#import", "site", "site-packages",
    ]  # fmt: skip
    assert "python/site-packages/kuzbass_batch/command_line/cli.py" in windows
    assert "python/site-packages/click/__init__.py" in windows
    built = [n for n in windows if n.startswith("python/site-packages/lxml/etree.")]
    assert any("cp312" in name for name in built) and not any("cp311" in n for n in built)


def test_what_is_double_clicked_on_windows_is_plain_letters(windows):
    scripts = [name for name in windows if name.endswith(".cmd") and "/" not in name]
    assert sorted(scripts) == sorted(WINDOWS.scripts.values())
    for name in scripts:
        data = windows[name]
        assert data.isascii() and data.count(b"\n") == data.count(b"\r\n") > 5
        named = [line.split()[1] for line in data.decode().splitlines() if line[:5] == "type "]
        assert named and all(each.replace("\\", "/") in windows for each in named)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_lock_of_a_bundle_is_that_of_the_run_without_what_builds(system):
    names = [{each.name for each in wanted(SYSTEMS[system], python)} for python in PYTHONS]
    assert all("setuptools" not in each and "openpyxl" in each for each in names)
    assert all(one >= two or one <= two for one, two in pairwise(names))
