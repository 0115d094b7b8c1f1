"""The house: imports run downwards only, and the command line starts light."""

import ast
import configparser
import graphlib
import importlib
import subprocess
import sys
from collections import Counter, defaultdict

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "kuzbass_batch"
FLOORS = {
    "ceilings": -2,
    "wording": -2,
    "machine_faults": -2,
    "methodology": -1,
    "contents": 0,
    "file_names": 0,
    "workers": 0,
    "findings": 0,
    "records": 1,
    "forms": 2,
    "rules": 3,
    "reading": 4,
    "publishing": 4,
    "outputs": 5,
    "usage": 6,
    "unchanged": 6,
    "trust": 6.5,
    "merging": 7,
    "committee": 7,
    "session": 7,
    "batch": 8,
    "commands": 8,
    "command_line": 12,
    "start": 13,
    "__main__": 14,
}

WITHIN = {
    "commands": {
        "mailing": 0,
        "single_files": 0,
        "issuing": 1,
        "project_blanks": 0,
        "year_folder": 0,
        "year_before": 1,
        "authoring": 2,
        "clerk": 2,
        "new_year": 3,
    },
    "records": {
        "files": 0,
        "rating": 0,
        "run": 0,
        "committee": 1,
        "returns": 2,
        "year": 3,
    },
    "outputs": {
        "names": 0,
        "plain_text": 0,
        "progress": 1,
        "drawn_files": 0,
        "sandbox": 0,
        "total_words": 0,
        "plan_words": 0,
        "partner_checks": 0.5,
        "tables": 0.2,
        "letters": 1,
        "enclosed_forms": 2,
        "shown": 2,
        "cards": 3,
        "decisions": 3,
        "jury": 2,
        "jury_words": 0,
        "mail": 3,
        "plan": 3,
        "publication": 3,
        "ranking": 3,
        "registers": 3,
        "results": 3,
        "training": 2,
        "contest": 2,
        "writing": 4,
    },
    "rules": {
        "deadlines": 0,
        "rating": 1,
        "returns": 1,
        "checks": 2,
        "objections": 2,
        "ticks": 2,
        "to_do_lines": 0,
        "decisions": 3,
        "plan": 3,
        "programme": 4,
        "year": 5,
    },
}
"""Floors of the rooms within a room; rooms of one floor do not know each other."""


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("kuzbass_batch."))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_imports_run_downwards(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room == "__init__":
        return
    for other in set(imported(path)) & set(FLOORS):
        assert other == room or FLOORS[other] < FLOORS[room], f"{room} imports {other}"


def test_every_room_has_its_floor():
    found = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
    assert found - {"__init__", "__pycache__", "locale"} == set(FLOORS)


MOST_MODULES = 13
"""So many modules a folder at most: who has more than a dozen trades in a room opens another."""


def test_no_folder_holds_more_than_a_dozen_modules_or_so():
    held = Counter(
        path.parent.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
    )
    assert {room: count for room, count in held.items() if count > MOST_MODULES} == {}


ONE_NAME_MANY_THINGS = {"main"}
"""`main` is what a module does when it is run by `python -m`."""


def test_one_name_is_one_thing():
    """A public function or class: who looks for a name finds the one thing that has it."""
    named = Counter(
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, count in named.items() if count > 1} == ONE_NAME_MANY_THINGS


SEAMS = {
    "outputs.publication.certificates": "a paper of the publication, a module each as the others",
    "rules.rating.scoring.added_rows": "a kind of criterion, a module each as the others",
}
SPLINTER = 60
"""Lines: a module no longer than that, which only one other imports, belongs into that one."""


def modules():
    """Return the package's modules by their names within it."""
    names = {path.relative_to(PACKAGE).with_suffix(""): path for path in PACKAGE.rglob("*.py")}
    return {".".join(name.parts): path for name, path in names.items() if name.stem[:2] != "__"}


def taken_from(path):
    """Yield the names within the package that a module imports, whole or a part of them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kuzbass_batch"):
            room = node.module.removeprefix("kuzbass_batch").removeprefix(".")
            yield room
            yield from (f"{room}.{alias.name}".removeprefix(".") for alias in node.names)


def test_a_splinter_is_part_of_the_one_that_asks_for_it_unless_it_is_a_seam():
    every = modules()
    users = Counter(name for path in every.values() for name in set(taken_from(path)))
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in every.items()}
    found = {name for name in every if lines[name] <= SPLINTER and users[name] == 1}
    assert found == set(SEAMS)


def rooms_within(room, path):
    """Yield the rooms within a room that a module imports from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[:2] == ["kuzbass_batch", room]:
                yield from parts[2:3] or (alias.name for alias in node.names)


@pytest.mark.parametrize("room", WITHIN)
def test_rooms_within_a_room_import_downwards_only(room):
    floors = WITHIN[room]
    for path in sorted((PACKAGE / room).rglob("*.py")):
        own = path.relative_to(PACKAGE / room).parts[0].removesuffix(".py")
        if own != "__init__":
            for other in set(rooms_within(room, path)) - {own}:
                assert floors[other] < floors[own], f"{room}.{own} imports {other} in {path.name}"


@pytest.mark.parametrize("room", WITHIN)
def test_every_room_within_a_room_has_its_floor(room):
    found = {path.name.removesuffix(".py") for path in (PACKAGE / room).iterdir()}
    assert found - {"__init__", "__pycache__"} == set(WITHIN[room])


def arrows_within(folder):
    """Return which rooms each room or module of a folder imports from."""
    above = ".".join(("kuzbass_batch", *folder.relative_to(PACKAGE).parts))
    found = defaultdict(set)
    for path in folder.rglob("*.py"):
        own = path.relative_to(folder).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{above}."):
                found[own].add(node.module.removeprefix(f"{above}.").split(".")[0])
        found[own].discard(own)
    return found


def is_tangled(folder):
    try:
        graphlib.TopologicalSorter(arrows_within(folder)).prepare()
    except graphlib.CycleError:
        return True
    return False


def test_no_two_rooms_of_a_folder_know_each_other():
    folders = {path.parent for path in PACKAGE.rglob("__init__.py")} - {PACKAGE}
    found = {each.relative_to(PACKAGE).as_posix() for each in folders if is_tangled(each)}
    assert found == set()


SHOW_ONLY = ("cards", "decisions", "publication", "ranking", "results")
ASKED_OF_RULES = {
    "QUESTION",
    "approval_awaited",
    "months_between",
    "approval_of",
    "approved_words",
    "draft_results",
    "answers_stamp",
    "is_preliminary",
    "last_receipt",
    "lost_files",
    "months_of",
    "next_stamp",
    "overruled",
    "projects",
    "shown_months",
    "summary",
    "unsure_addressees",
    "MOST_MOVES",
    "SHARE",
}
"""What sheets and papers still ask of the rules themselves; this list only grows shorter.

All else that follows from the outcome is in `Conclusions`, worked out once.
"""


def test_sheets_and_papers_work_nothing_out_again():
    asked = {
        alias.name
        for room in SHOW_ONLY
        for path in (PACKAGE / "outputs" / room).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("kuzbass_batch.rules")
        for alias in node.names
    }
    assert asked == ASKED_OF_RULES


PRIVACY = PACKAGE / "outputs" / "publication" / "public_fields.py"


def test_the_list_of_what_may_be_public_borrows_from_no_other_output():
    assert not list(rooms_within("outputs", PRIVACY))
    assert not list(rooms_within("rules", PRIVACY))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_no_module_is_over_400_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


MOST_LINES = 40
"""Lines of a function, which is to be read once from top to bottom."""


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.name}: {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MOST_LINES
    ]
    assert long == []


def test_every_package_is_installed():
    """A wheel holds what `setup.cfg` names; tests of the sources would not miss the rest."""
    setup = configparser.ConfigParser()
    setup.read(PACKAGE.parent / "setup.cfg", "utf-8")
    named = set(setup["options"]["packages"].split()) - {"kuzbass_batch.templates"}
    there = {path.parent.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("__init__.py")}
    assert named == {".".join(each.parts) for each in there}


def test_every_workbook_is_one_in_which_texts_are_only_text():
    """xlsxwriter's own classes write a text from `<r>` to `</r>` as markup."""
    risky = {"xlsxwriter", "xlsxwriter.workbook", "xlsxwriter.worksheet"}
    users = {
        path.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module in risky)
        or (isinstance(node, ast.Import) and any("xlsxwriter" in each.name for each in node.names))
    }
    assert users == {"workbook.py"}


def test_help_pays_for_no_heavy_library():
    heavy = ("pandas", "xlsxwriter", "docxtpl")
    imported = "import sys, kuzbass_batch.command_line.cli"
    code = f"{imported}; print(*(m for m in {heavy} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (ROOT / "input_samples").glob("*.py"))
)
def test_what_makes_the_samples_finds_what_it_asks_for(name):
    """They are run by hand, so that a name that moved is noticed months later."""
    importlib.import_module(f"input_samples.{name}")
