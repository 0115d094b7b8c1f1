"""The catalogue of findings: stable codes, every rule used, every message fit to be shown."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import calendar as calendar_rules
from kuzbass_batch.findings import catalogue
from kuzbass_batch.findings import contest as contest_rules
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings import files as file_rules
from kuzbass_batch.findings import jury as jury_rules
from kuzbass_batch.findings import objections as objection_rules
from kuzbass_batch.findings import projects as project_rules
from kuzbass_batch.findings import registers as register_rules
from kuzbass_batch.findings import scores as score_rules
from kuzbass_batch.findings import training as training_rules
from kuzbass_batch.findings.catalogue import RULES, describe_rules
from kuzbass_batch.findings.finding import Rule, Severity
from kuzbass_batch.findings.programme import partner_checks as partner_check_rules
from kuzbass_batch.methodology.files.loader import load_methodology
from tests.paths import ROOT

LAST = load_methodology(2027)

MODULES = (
    answer_rules,
    calendar_rules,
    catalogue,
    contest_rules,
    decision_rules,
    file_rules,
    jury_rules,
    objection_rules,
    partner_check_rules,
    project_rules,
    register_rules,
    score_rules,
    training_rules,
)
NAMED = [
    (f"{module.__name__}.{name}", rule)
    for module in MODULES
    for name, rule in vars(module).items()
    if isinstance(rule, Rule)
]


@cache
def attributes_read():
    """Return the NAME of every `something.NAME` of the package besides the modules of rules."""
    homes = {Path(module.__file__) for module in MODULES}
    return frozenset(
        node.attr
        for path in (ROOT / "kuzbass_batch").rglob("*.py")
        if path not in homes
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    )


def test_codes_are_unique_across_the_modules():
    found = [rule.code for _, rule in NAMED]
    assert sorted(found) == sorted(set(found)) and set(found) == set(RULES)


def test_every_rule_of_the_package_stands_in_the_catalogue():
    pattern = re.compile(r"= Rule\(")
    found = {path for path in (ROOT / "kuzbass_batch").rglob("*.py")
             if pattern.search(path.read_text("utf-8"))}  # fmt: skip
    assert found == {Path(module.__file__) for module in MODULES}


@pytest.mark.parametrize("name", [name for name, _ in NAMED])
def test_every_rule_is_used(name):
    assert name.rpartition(".")[2] in attributes_read()


@pytest.mark.parametrize("rule", [rule for _, rule in NAMED], ids=lambda rule: rule.code)
def test_a_rule_is_fit_to_be_shown(rule):
    assert re.fullmatch("[BCDFGIJOPQRSV][0-9]{3}", rule.code)
    for text in (rule.message, rule.remedy):
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)?|rater(\.[a-z_]+)+", name) for name in names)
        # A suggestion, if there is one, is a sentence of its own.
        shown = text.replace("{suggestion}", "")
        assert shown.endswith(".") and not shown.endswith("..")
        assert shown[0] in "«{" or shown[0].isupper()
        assert shown == " ".join(shown.split()) and " - " not in shown and '"' not in shown
        assert re.search("[а-я]", shown)


INTERNAL_WORDS = re.compile(
    r"программ|расч[её]т|папк|лист[а-я]* «(?:Допуск|Файлы|Экспертиза|Вручение)»|[Зз]апросите|"
    r"[Пп]опросите|участника|R[0-9]|F0"
)
"""Words without meaning for a participant: the program, folders and sheets, orders to the clerk."""
WITHOUT_A_LETTER = {"I001", "I010", "I011", "I012", "I013", "I030"}
"""Whose participant is unknown, or who sent nothing: no letter quotes them."""


@pytest.mark.parametrize(
    "rule",
    [
        rule
        for _, rule in NAMED
        if rule.code[0] in "SPOIJBV"
        and rule.code not in WITHOUT_A_LETTER
        and not rule.internal
        and rule.severity is not Severity.NOTE
    ],
    ids=lambda rule: rule.code,
)
def test_what_a_letter_quotes_speaks_to_the_participant(rule):
    assert not INTERNAL_WORDS.search(rule.message), rule.message
    assert not INTERNAL_WORDS.search(rule.remedy), rule.remedy


def test_the_list_of_findings_is_what_the_program_writes():
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == describe_rules(LAST)
    assert all(f"| {code} |" in describe_rules(LAST) for code in RULES)
