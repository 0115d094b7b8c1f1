"""Facts, not wording, steer the program: nothing asks for a code or a message to decide something.

A finding carries what it establishes (`Fact`); its code and its words are for people.
"""

import ast
import re
from string import Formatter

import pytest

from kuzbass_batch.findings import answers, scores
from kuzbass_batch.findings.catalogue import RULES
from kuzbass_batch.findings.finding import Fact
from kuzbass_batch.methodology.rater import COMMITTEE
from kuzbass_batch.reading.examine import NO_SOURCE, Examined
from kuzbass_batch.reading.packing import pack, unpack_file
from kuzbass_batch.records.returns.read_files import OtherFile
from tests.paths import PACKAGE

FINDINGS = PACKAGE / "findings"
SHOWING = {
    "outputs/ranking/sheet_findings.py",
    "outputs/results/document.py",
    "outputs/results/participants.py",
    "outputs/results/listed_files.py",
}
"""Where a finding's code is shown to people."""
WORDING = {"outputs/letters/sentences.py"}
"""A sentence names the row of a finding unless its words do: nothing but words hangs on that."""
ROWS = {
    "above",
    "answer",
    "best",
    "each",
    "first",
    "line",
    "other",
    "row",
    "rows",
    "second",
    "self",
    "stop",
    "styles",
    "zero",
}
"""What else has a code: rows of a criterion, lines of a form, styles of a sheet, an exit."""


def modules():
    return [path for path in sorted(PACKAGE.rglob("*.py")) if FINDINGS not in path.parents]


def owner(node):
    """Return the name that an attribute is read from: `line.answer.code` is `answer`'s."""
    value = node.value.value if isinstance(node.value, ast.Subscript) else node.value
    return value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")


def codes_read(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "code":
            yield node


def decided_by_wording(source):
    """Yield what a module asks of a finding's code or words to decide something."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and re.fullmatch(r"[A-Z]\d{3}", str(node.value)):
            yield f"{node.lineno}: the code {node.value}"
        if isinstance(node, ast.Compare):
            for part in ast.walk(node):
                if isinstance(part, ast.Attribute) and part.attr in ("message", "remedy"):
                    yield f"{node.lineno}: compares a {part.attr}"
                if (
                    isinstance(part, ast.Attribute)
                    and part.attr == "code"
                    and owner(part) not in ROWS
                ):
                    yield f"{node.lineno}: compares a code"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_no_code_and_no_message_decides(path):
    if path.relative_to(PACKAGE).as_posix() not in WORDING:
        assert list(decided_by_wording(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_a_code_is_read_only_to_be_shown(path):
    if path.relative_to(PACKAGE).as_posix() not in SHOWING:
        names = {owner(node) for node in codes_read(ast.parse(path.read_text("utf-8")))}
        assert names <= ROWS


@pytest.mark.parametrize(
    "source",
    [
        'any(finding.code == "late" for finding in found)',
        'status = 1 if "I005" in codes else 2',
        "found.message == removed",
        "finding.code not in (LATE.code, OTHER.code)",
    ],
)
def test_the_test_sees_what_it_forbids(source):
    assert list(decided_by_wording(source))


def test_every_fact_is_established_by_some_finding():
    assert {fact for rule in RULES.values() for fact in rule.facts} == set(Fact)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_finding_carries_the_facts_of_its_rule(rule):
    asked = Formatter().parse(rule.message + rule.remedy)
    words = {name for _, name, _, _ in asked if name and not name.startswith("rater.")}
    given = {"rater": COMMITTEE, **dict.fromkeys(words - {"cell", "sheet"}, "")}
    assert rule.at(**given).facts == rule.facts


def test_marks_that_do_not_add_up_are_told_from_other_faults():
    own = {rule for rule in RULES.values() if Fact.OF_MARKS in rule.facts}
    assert own == {
        scores.BLANK_CRITERION,
        scores.HALF_CRITERION,
        scores.CONTRADICTION,
        scores.SEVERAL_MARKS,
        scores.NUMBER_MISSING,
        scores.NUMBER_NEGATIVE,
        scores.SHARE_ABOVE_HUNDRED,
        scores.NOT_WHOLE,
        scores.PERCENT_OF_NUMBER,
        scores.ZERO_DENOMINATOR,
        scores.PART_ABOVE_WHOLE,
        scores.NOTHING_APPLIES,
        scores.INAPPLICABLE_BESIDE_YES,
        scores.INAPPLICABLE_BESIDE_NUMBER,
    }


def test_facts_come_back_from_the_store():
    found = answers.NO_CONTEST.at(criterion="1", points=1)
    file = OtherFile(source=NO_SOURCE, findings=(found,))
    assert unpack_file(pack(Examined(file=file), "0").file).findings == (found,)
