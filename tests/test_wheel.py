"""The built wheel runs the batch on its own, outside the checkout; its libraries are all locked."""

import ast
import csv
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from itertools import combinations, product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from kuzbass_batch.workers.edition import LIBRARIES
from requirements.locks import RUN, TEST, TOOLS, read_lock
from tests.paths import ROOT

SAMPLES = ROOT / "input_samples" / "2025"
TRIED = ("Реестр участников.xlsx", "ИО-01.xlsx", "ИО-06.xlsx", "ИО-01 паспорт.xlsx")
SHIPPED = ("kuzbass_batch", "templates", "setup.cfg", "setup.py", "pyproject.toml", "README.md",
           "LICENSE")  # fmt: skip
SYSTEMS = (("win32", "nt", "Windows"), ("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


def called(*command, folder):
    """Run a command that knows nothing of the checkout; its exit code and output."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as `python -m build` makes it: the source archive first, the wheel from that."""
    source = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        kept = ROOT / name
        if kept.is_dir():
            shutil.copytree(
                kept, source / name, ignore=shutil.ignore_patterns("__pycache__", ".~lock*")
            )
        else:
            shutil.copy(kept, source / name)
    target = source / "dist"
    code, words = called(
        sys.executable, "-m", "build", "--no-isolation", "--outdir", target, source, folder=source
    )
    assert code == 0, words
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel, tmp_path_factory):
    """An environment that holds nothing but the wheel; its libraries are lent by the running one.

    Lending spares downloading them again: a folder named in a .pth file gives its modules, but its
    own .pth files, among them the checkout's editable install, stay unread.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "среда"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    command = ("-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    code, words = called(sys.executable, *command, folder=folder)
    assert code == 0, words
    code, site = called(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder
    )
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.strip(), "lent.pth").write_text("\n".join(sorted(lent)) + "\n", "utf-8")
    return scripts / "kuzbass-batch"


def test_the_wheel_holds_every_template(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    kept = {
        f"kuzbass_batch/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert kept <= held
    assert not [name for name in held if name.startswith(("tests", "templates", "input_samples"))]


def test_the_installed_program_gives_the_results_of_the_checkout(program, tmp_path):
    code, place = called(
        program.parent / Path(sys.executable).name,
        "-c",
        "import kuzbass_batch, kuzbass_batch.templates as t; print(kuzbass_batch.__file__, t)",
        folder=tmp_path,
    )
    assert code == 0 and str(program.parent.parent) in place and str(ROOT) not in place
    (tmp_path / "in").mkdir()
    for name in TRIED:
        shutil.copy(SAMPLES / name, tmp_path / "in" / name)
    arguments = ("run", "in", "--as-of", "2026-01-20", "--output")
    here = (sys.executable, "-m", "kuzbass_batch")
    for command, output in (((program,), "wheel"), (here, "checkout")):
        code, words = called(*command, *arguments, output, folder=tmp_path)
        assert code == 1, words
    one, other = (tmp_path / "wheel", tmp_path / "checkout")
    text = (one / "results.json").read_text("utf-8")
    assert text == (other / "results.json").read_text("utf-8")
    rated = {p["id"]: p["total"] for p in json.loads(text)["participants"] if p["total"]}
    assert rated == {"ИО-01": "9.0"}
    assert sorted(p.name for p in one.rglob("*")) == sorted(p.name for p in other.rglob("*"))


def test_the_installed_program_issues_blanks(program, tmp_path):
    registry = SAMPLES / "Реестр участников.xlsx"
    code, words = called(
        program, "issue", registry, "--output", "бланки", "--year", "2025", folder=tmp_path
    )
    assert code == 0, words
    with (ROOT / "input_samples" / "cast.csv").open(encoding="utf-8") as cast:
        participants = sum(1 for _ in csv.DictReader(cast))
    # A self-assessment and a passport for each.
    assert len(list((tmp_path / "бланки").glob("*.xlsx"))) == 2 * participants


def environments(extra=""):
    """Every system with every Python from 3.11 on, as the markers of a requirement see them."""
    for (platform, os_name, system), python in product(SYSTEMS, PYTHONS):
        yield {
            "sys_platform": platform,
            "os_name": os_name,
            "platform_system": system,
            "python_version": python,
            "python_full_version": f"{python}.9",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": extra,
        }


def wanted(name, extras=("",), places=None):
    """The libraries that `name` asks for in any of the places, by default everywhere."""
    try:
        lines = distribution(name).requires or ()
    except PackageNotFoundError:  # asked for on another system only
        return
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        asked = (place | {"extra": extra} for place in places or environments() for extra in extras)
        if marker is None or any(map(marker.evaluate, asked)):
            yield requirement


def all_wanted(extras, place):
    """All libraries that the program asks for in one place, with the libraries these ask for."""
    seen, followed = {}, set()
    requirements = list(wanted("kuzbass-batch", extras, (place,)))
    while requirements:
        requirement = requirements.pop()
        name = canonicalize_name(requirement.name)
        seen.setdefault(name, []).append(requirement)
        if (name, *requirement.extras) not in followed:
            followed.add((name, *requirement.extras))
            requirements += wanted(name, ("", *requirement.extras), (place,))
    return seen


def every_extra():
    return ("", *distribution("kuzbass-batch").metadata.get_all("Provides-Extra"))


@pytest.mark.parametrize(
    "place", [*environments()], ids=lambda p: p["sys_platform"] + p["python_version"]
)
@pytest.mark.parametrize(("lock", "extras"), [(RUN, ("",)), (TEST, every_extra())])
def test_every_lock_holds_what_its_system_asks_for_and_nothing_else(lock, extras, place):
    locked = {
        each.name: each.version
        for each in read_lock(lock)
        if each.marker is None or each.marker.evaluate(place)
    }
    asked = all_wanted(extras, place)
    unasked = set(locked) - set(asked) - {"setuptools"}
    if Version(place["python_version"]) < Version(HERE):
        # What only an older Python needs is not installed here, and cannot say what it asks for.
        unasked = {name for name in unasked if [*Distribution.discover(name=name)]}
    assert not unasked and set(asked) <= set(locked)
    for requirement in (one for each in asked.values() for one in each):
        pinned = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pinned, prereleases=True), requirement


def test_the_locks_name_one_version_of_a_library():
    versions = [
        {each.name: each.version for each in read_lock(lock)} for lock in (RUN, TEST, TOOLS)
    ]
    for one, other in combinations(versions, 2):
        assert {name: one[name] for name in one.keys() & other.keys()}.items() <= other.items()
    assert versions[0].keys() <= versions[1].keys()


def imported_by_the_program():
    """The top names of all modules that the program imports, wherever in a file it does so."""
    for path in (ROOT / "kuzbass_batch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def test_every_library_that_a_run_asks_for_is_imported():
    distributions = packages_distributions()
    used = {
        canonicalize_name(name)
        for module in set(imported_by_the_program())
        for name in distributions.get(module, ())
    }
    asked = {canonicalize_name(each.name) for each in wanted("kuzbass-batch")}
    # The dictionary is data that pymorphy3 finds by itself.
    assert asked - used == {"pymorphy3-dicts-ru"}
    # What reads .msg asks for what reads its compound file, letters are written through python-docx
    # and the letters of their texts by MarkupSafe: all of them decide what comes out.
    asked_in_turn = {canonicalize_name(each.name) for name in asked for each in wanted(name)}
    edition = set(map(canonicalize_name, LIBRARIES))
    assert edition - asked == {"markupsafe", "olefile", "python-docx"} <= asked_in_turn


def test_the_build_takes_the_locked_setuptools():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    for lock in (RUN, TEST, TOOLS):
        (setuptools,) = (each for each in read_lock(lock) if each.name == "setuptools")
        assert build["requires"] == [f"setuptools=={setuptools.version}"]
        assert setuptools.marker is None
