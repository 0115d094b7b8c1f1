"""The methodology file: what the act says, and that every fault is named by its path."""

from decimal import Decimal
from importlib.resources import files

import pytest

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.spec import load_forms
from kuzbass_batch.model.methodology import MethodologyError
from kuzbass_batch.model.methodology_file import load_methodology, parse_methodology
from kuzbass_batch.model.records import Kind

TEXT = files("kuzbass_batch.templates").joinpath("methodology", "2025.toml").read_text("utf-8")
NINTH = """
[[criteria]]
id = "9"
title = "Девятый критерий"
short_title = "Девятый"
coefficient = 0.7
cumulative = true
reference = "изменение, п. 1"
rows = [
    { code = "9.0", points = 0, text = "нет" },
    { code = "9.1", points = 1, text = "есть" },
    { code = "9.2", points = 2, text = "есть и больше" },
]
"""


def test_the_act_is_written_down_as_it_stands():
    methodology = load_methodology(2025)
    assert methodology.max_total == Decimal("14.9")
    assert [c.id for c in methodology.criteria if c.cumulative] == ["1", "2", "5"]
    assert [r.id for r in methodology.readings] == [f"R{n}" for n in range(1, 13)]
    assert methodology.plan_target("2.1") == 2
    assert methodology.criterion("6").rows[1].points == 1
    assert methodology.with_reading("R3", "zero").criterion("6").rows[1].points == 0


FAULTS = [
    ("coefficient = 0.3", 'coefficient = "0,3"', "criteria[2].coefficient"),
    ("coefficient = 0.3", "coefficient = 0", "criteria[2].coefficient"),
    ('code = "4.2"', 'kode = "4.2"', "criteria[4].rows[2].code"),
    ('code = "4.2", points = 2', 'code = "4.2", points = 2, colour = "red"', "rows[2].colour"),
    ('code = "4.2", points = 2', 'code = "4.2"', "criteria[4].rows[2].points"),
    ('code = "4.2"', 'code = "7.2"', "criteria[4].rows[2].code"),
    ('code = "4.2", points = 2', 'code = "4.2", points = 3', "criteria[4].rows"),
    ('points_by = "R3"', 'points_by = "R33"', "criteria[6].rows[2].points_by"),
    ('id = "8"', 'id = "7"', "criteria: «7» стоит дважды"),
    ("from = 8\nto = 12", "from = 7\nto = 12", "levels[2] и levels[3]"),
    ("from = 8\nto = 12", "from = 9\nto = 12", "levels[2] и levels[3]"),
    ("above = 12", "above = 12\nfrom = 12", "levels[4].above"),
    ('chosen = "unbroken"', 'chosen = "perhaps"', "readings[4].chosen"),
    ('id = "R12"', 'id = "R13"', "нет прочтения R12"),
    ("date = 2026-01-30", 'date = "30.01.2026"', "calendar.rating.date"),
    ("date = 2026-01-30", "date = 2026-03-30", "calendar"),
    ("date = 2026-01-30, reference", "reference", "calendar.rating.date"),
    ("year = 2025\n", "year = 2025\nyear_end = 2026\n", "year_end"),
    ("targets = { 2025 = 2, 2026 = 3", "targets = { 2024 = 2, 2026 = 3", "показателя 2.1"),
    ('act = "', 'act = "" # "', "act"),
    ("[[levels]]", "[[levels", "не читается как TOML"),
]


@pytest.mark.parametrize(("old", "new", "path"), FAULTS)
def test_a_fault_is_named_by_its_path(old, new, path):
    assert old in TEXT
    with pytest.raises(MethodologyError) as caught:
        parse_methodology(TEXT.replace(old, new, 1), "2025.toml")
    assert str(caught.value).startswith("2025.toml: ") and path in str(caught.value)


def test_another_year_needs_no_code():
    text = TEXT.replace('id = "2025"\nyear = 2025', 'id = "2026"\nyear = 2026', 1) + NINTH
    text = text.replace("above = 12", "above = 13").replace("to = 12", "to = 13")
    methodology = parse_methodology(text, "2026.toml")
    assert methodology.max_total == Decimal("16.3")
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    assert "9.2/done" in spec.fields() and str(spec.identity()) == "KB-SELF-2026 v1"
    assert draw_form(spec, methodology, identity=spec.identity())
    assert methodology.levels[-1].holds(Decimal("13.1"))
    assert not methodology.levels[-1].holds(Decimal("12.5"))
