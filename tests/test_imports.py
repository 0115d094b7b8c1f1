"""The house: imports run downwards only, and the command line starts light."""

import ast
import subprocess
import sys

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "kuzbass_batch"
FLOORS = {
    "workers": 0,
    "methodology": 0,
    "findings": 0,
    "records": 1,
    "forms": 2,
    "rules": 3,
    "reading": 4,
    "publishing": 4,
    "outputs": 5,
    "usage": 6,
    "batch": 7,
    "desk": 7,
    "new_year": 7,
    "console": 7,
    "cli": 8,
}


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
    if room not in FLOORS:
        return
    for other in set(imported(path)) & set(FLOORS):
        assert other == room or FLOORS[other] < FLOORS[room], f"{room} imports {other}"


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
    code = f"import sys, kuzbass_batch.cli; print(*(m for m in {heavy} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
