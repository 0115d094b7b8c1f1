"""The house: imports run downwards only, and the command line starts light."""

import ast
import subprocess
import sys
from collections import Counter

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "kuzbass_batch"
FLOORS = {
    "wording": -2,
    "machine_faults": -1,
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
        "issuing": 0,
        "year_folder": 0,
        "authoring": 1,
        "clerk": 1,
        "new_year": 2,
    },
    "records": {
        "blank_plan": 0,
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
        "progress": 0,
        "drawn_files": 0,
        "sandbox": 0,
        "total_words": 0,
        "tables": 1,
        "letters": 1,
        "shown": 2,
        "decisions": 3,
        "mail": 3,
        "publication": 3,
        "ranking": 3,
        "results": 3,
        "writing": 4,
    },
    "rules": {
        "deadlines": 0,
        "rating": 1,
        "returns": 1,
        "checks": 2,
        "objections": 2,
        "decisions": 3,
        "year": 4,
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


SHOW_ONLY = ("decisions", "publication", "ranking", "results")
ASKED_OF_RULES = {
    "QUESTION",
    "approval_awaited",
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
