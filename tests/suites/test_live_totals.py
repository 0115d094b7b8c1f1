"""The live total of other methods, of groups and of what does not apply is the batch's."""

import io
import os
import random
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.formula import Tokenizer

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.live import formulas
from kuzbass_batch.forms.drawing.live.live_lines import DONE
from kuzbass_batch.forms.drawing.live.live_score import SUBTOTAL
from kuzbass_batch.forms.drawing.live.live_totals import BY_CATEGORY, NO_VALUE, NOTHING_APPLIES
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.records import resolve
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.rating.scoring.scoring import in_category
from tests.acts import ACTS, act
from tests.filled import ASSESSMENT, saved
from tests.live_engines import (
    SHEET,
    cells_of,
    has_programs,
    shown_by,
    through_gnumeric,
    through_libreoffice,
)
from tests.suites import test_live_score

needs_programs = pytest.mark.skipif(
    not has_programs() and os.environ.get("CI") != "true",
    reason="LibreOffice or Gnumeric is missing: the live totals are NOT computed",
)
EACH = 4
"""Profiles of each act: two starts of LibreOffice take them all."""
ABSENT = ("не применимо", "Неприменимо", "н/п", "не применяется.")
CATEGORIES = {"by category": "subordinate"}


def marks_of(methodology, dice):
    """Return sound marks at random; a criterion that may not apply does so in a third of cases."""
    marks = {}
    for criterion in methodology.criteria:
        if criterion.not_applicable and dice.random() < 0.35:
            row = dice.choice(criterion.rows)
            marks[row.code] = dice.choice(ABSENT)
            continue
        value = dice.choice(criterion.rows).points
        for row in criterion.rows:
            done = row.points == value or (criterion.cumulative and 0 < row.points < value)
            marks[row.code] = "да" if done else dice.choice(("нет", None)) if value else "нет"
    return marks


def profiles(name):
    """Return random marks, one that contradicts itself, and one where nothing applies."""
    methodology, dice = act(name), random.Random(name)
    found = [marks_of(methodology, dice) for _ in range(EACH)]
    found.append(found[0] | {"1.0": "не применимо", "1.2": "да"})
    return found


def filled(methodology, marks, category=""):
    """Return the blank filled in as by hand, without stored values."""
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    info = {name: value for name, value in ASSESSMENT.items() if not name.endswith(DONE)}
    data = draw_form(
        spec, methodology, identity=spec.identity("ИО-01"), answers=info, category=category
    )
    book, places = openpyxl.load_workbook(io.BytesIO(data)), lay_out(spec)
    for code, mark in marks.items():
        book[SHEET][places[f"{code}{DONE}"].ref.cell].value = mark
    return saved(book)


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """Return what each program shows: {name: (act, marks, form, {engine: path})}."""
    folder = tmp_path_factory.mktemp("totals")
    cases = {
        f"{number}-{at}": (name, marks, filled(act(name), marks, CATEGORIES.get(name, "")))
        for number, name in enumerate(ACTS)
        for at, marks in enumerate(profiles(name))
    }
    paths = through_libreoffice(folder, {key: form for key, (_, _, form) in cases.items()}, "xlsx")
    others = through_gnumeric(folder, {key: folder / f"{key}.xlsx" for key in cases})
    return {
        key: (*case, {"LibreOffice": paths[key], "Gnumeric": others[key]})
        for key, case in cases.items()
    }


@needs_programs
@pytest.mark.parametrize("name", ACTS)
def test_the_total_shown_is_the_batchs(computed, name):
    methodology = act(name)
    cases = [case[1:] for case in computed.values() if case[0] == name]
    assert len(cases) == EACH + 1
    for marks, form, paths in cases:
        entry = examine_content(form, methodology, load_forms(methodology)).file
        for engine, path in paths.items():
            compare(methodology, entry, cells_of(path), CATEGORIES.get(name, ""), (engine, marks))


def compare(methodology, entry, rows, category, where):
    """Hold what a program shows against what the batch counts."""
    shown, card = shown_by(rows), entry.card
    if card is None:
        assert shown["level"] == formulas.NO_LEVEL, (where, entry.findings)
        return
    card = in_category(card, category, methodology)
    assert number(shown["total"]) == card.total, where
    assert number(shown["points"]) == card.points, where
    assert shown["level"] == methodology.level(card.level).name, where
    scores = [None if value == NO_VALUE else number(value) for value in shown["scores"]]
    assert scores == [each.points if each.applicable else None for each in card.scores], where
    groups = zip(methodology.groups, card.groups, strict=True)
    values = {group.title: each.value for group, each in groups}
    totals = {row[1].split(": ")[1]: row[3] for row in rows if str(row[1]).startswith(SUBTOTAL)}
    found = {name: None if value == NO_VALUE else number(value) for name, value in totals.items()}
    assert found == values, where


def number(value):
    return round(Decimal(str(value)), 6)


@pytest.mark.parametrize("name", ACTS)
def test_stored_values_are_those_that_the_programs_compute(name):
    """What reads a blank without computing sees the batch's numbers, too."""
    methodology = act(name)
    category = CATEGORIES.get(name, "")
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    for marks in profiles(name)[:EACH]:
        answers = ASSESSMENT | {f"{code}{DONE}": mark for code, mark in marks.items()}
        data = draw_form(
            spec, methodology, identity=spec.identity(), answers=answers, category=category
        )
        sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[SHEET]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        entry = examine_content(data, methodology, load_forms(methodology)).file
        compare(methodology, entry, rows, category, marks)


def test_where_nothing_applies_the_form_says_so_and_comes_back():
    methodology = act("percent")
    criteria = (replace(each, not_applicable="left_out") for each in methodology.criteria)
    methodology = resolve(replace(methodology, criteria=tuple(criteria)))
    marks = dict.fromkeys((f"{each.id}.0" for each in methodology.criteria), "не применимо")
    form = filled(methodology, marks)
    entry = examine_content(form, methodology, load_forms(methodology)).file
    assert entry.card is None and "S121" in [each.code for each in entry.findings]
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    answers = {f"{code}{DONE}": mark for code, mark in marks.items()}
    data = draw_form(spec, methodology, identity=spec.identity(), answers=answers)
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[SHEET]
    assert (sheet["C3"].value, sheet["F3"].value) == (NO_VALUE, NOTHING_APPLIES)


def test_a_blank_without_a_name_says_that_levels_hang_on_the_category():
    methodology = act("by category")
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    data = draw_form(spec, methodology, identity=spec.identity())
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[SHEET]
    assert sheet["F3"].value == BY_CATEGORY


@pytest.mark.parametrize("name", ACTS)
def test_every_formula_is_within_the_limits_of_the_old_excel(name, monkeypatch):
    functions = test_live_score.EXCEL_2007 | {"CHOOSE", "INT", "ABS", "TRUE"}
    monkeypatch.setattr(test_live_score, "EXCEL_2007", functions)
    for formula in set(test_live_score.formulas_of(act(name))):
        assert "{" not in formula and len(formula) <= 1024, formula
        test_live_score.measure(Tokenizer(formula).items, formula)
