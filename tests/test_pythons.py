"""Python 3.11 and newer, whichever: what goes wrong in another one, held without having it."""

import configparser
import errno
import re

import pytest

from kuzbass_batch.methodology.files import loader
from kuzbass_batch.outputs.letters import letter_templates
from kuzbass_batch.reading.committee import outgoing_register, template_books, year_key
from kuzbass_batch.reading.committee.outgoing_register import earlier_register
from requirements.sbom import PYTHONS
from tests.paths import ROOT

GROUP_TAKEN_WHOLE = re.compile(r"(\|[^|()]*)?\)(?:[?*+]|\{[0-9,]+\})\+|\(\?>")
"""What stands behind a group's last `|`, and a sign that nothing of the group is given back."""
BEGINS_ANEW = r"|\s++"
OLDEST = "3.11.0"


def test_no_expression_goes_on_from_the_middle_of_what_broke_off():
    """Python 3.11.0 to 3.11.4 would, after a possessive group: «(?:X|)» does without.

    One whose last alternative is a single sign begins anew with it: nothing is broken off there.
    """
    for path in sorted((ROOT / "kuzbass_batch").rglob("*.py")):
        for found in GROUP_TAKEN_WHOLE.finditer(path.read_text("utf-8")):
            assert found[1] == BEGINS_ANEW, f"{path.name}: {found[0]}"


@pytest.mark.parametrize("signs", ["(?:a|b)?+", "(?:ab)++", "(a)*+", "(?:a){1,2}+", "(?>ab)"])
def test_groups_taken_whole_are_found(signs):
    assert GROUP_TAKEN_WHOLE.search(signs)


def test_every_place_names_the_same_pythons():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    assert setup["options"]["python_requires"] == f">={PYTHONS[0]}"
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    quick, whole = workflow.split("\n  whole:\n")
    assert tuple(re.findall(r'"(3\.[0-9.]+)"', quick)) == PYTHONS
    assert f'"{OLDEST}"' in whole, "the oldest patch of the oldest one runs the whole suite"
    for place in ("Makefile", "requirements/bundle_files/install.sh"):
        names = re.findall(r"\bpython(3\.[0-9]+)\b", (ROOT / place).read_text("utf-8"))
        assert tuple(reversed(names)) == PYTHONS, place


NAME, BOOK = "outgoing.toml", template_books.DETAILS
READERS = {
    "a template": (letter_templates, lambda it: letter_templates.read_file(NAME, it)),
    "a book of templates": (template_books, lambda it: template_books.book_bytes(it, BOOK)),
    "the register": (outgoing_register, lambda it: earlier_register(it / NAME, None)),
    "the year's key": (year_key, year_key.read_key),
    "a methodology": (loader, lambda it: loader.opened_text(it / NAME)),
}


@pytest.mark.parametrize(("module", "read"), READERS.values(), ids=READERS)
def test_a_machine_without_open_files_is_no_fault_of_a_file(module, read, monkeypatch, tmp_path):
    """Where twenty files are too few, each version of Python meets the end at another one."""

    def refused(path):
        raise OSError(errno.EMFILE, "", str(path))

    for name in (NAME, "Реквизиты.xlsx"):
        (tmp_path / name).touch()
    opening = "opened" if hasattr(module, "opened") else "plain_bytes"
    monkeypatch.setattr(module, opening, refused)
    with pytest.raises(OSError, match=str(errno.EMFILE)):
        read(tmp_path)
