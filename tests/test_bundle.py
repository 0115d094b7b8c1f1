"""The archives for a computer without a network: what they hold, and that they install from it."""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from itertools import pairwise

import pytest
from packaging.utils import parse_wheel_filename

from requirements.bundle import LINUX, SYSTEMS, WINDOWS, bundle, wanted
from requirements.sbom import PYTHONS
from tests.paths import ROOT

WINDOWS_PYTHONS = os.environ.get("BUNDLE_PYTHONS", "3.12").split()
"""`make deep` asks for every one that the program promises."""
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_NO_CACHE_DIR": "1"}


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


def test_it_installs_and_runs_without_a_network(linux):
    run = {"cwd": "/", "text": True, "capture_output": True, "check": False}
    environment = {**os.environ, **NO_NETWORK}
    environment.pop("PYTHONPATH", None)
    early = subprocess.run(["sh", linux / "новый-год.sh"], env=environment, **run)
    assert early.returncode == 2 and "сначала запустите «Установить»" in early.stdout
    done = subprocess.run(["sh", linux / "установить.sh"], env=environment, **run)
    assert done.returncode == 0 and "Программа установлена" in done.stdout, done.stderr
    made = subprocess.run(["sh", linux / "новый-год.sh", "--year", "2025"], env=environment, **run)
    assert made.returncode == 0, made.stderr
    year = linux.parent / "Рейтинг 2025"
    checked = subprocess.run(
        ["sh", year / "Проверить файл.sh", ROOT / "input_samples" / "2025" / "ИО-01.xlsx"],
        env=environment,
        **run,
    )
    assert checked.returncode == 0 and "ИО-01" in checked.stdout, checked.stderr
    program = (year / "kuzbass-batch.txt").read_text("utf-8")
    assert program.startswith(str(linux)), "the year works with the program that was installed"


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
            "Руководство.pdf",
            "Участнику.pdf",
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
