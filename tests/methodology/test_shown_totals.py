"""A total is shown with as many decimals as the act states, and is never cut short."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.totals import Rounding, TotalMethod, TotalRule
from kuzbass_batch.wording import number_shape

ACT = load_methodology(2025)


@pytest.mark.parametrize(
    ("decimals", "total", "shown"),
    [
        (0, "50", "50"),
        (0, "50.0", "50"),
        (1, "50", "50.0"),
        (2, "1.5", "1.50"),
        (3, "2.345", "2.345"),
        (0, "2.5", "2.5"),  # A sum of points beside the total keeps its part.
        (None, "9", "9.0"),
        (None, "2.25", "2.25"),
    ],
)
def test_a_total_has_the_decimals_that_the_act_states(decimals, total, shown):
    rule = TotalRule(method=TotalMethod.SUM, decimals=decimals, rounding=Rounding.HALF_UP)
    assert replace(ACT, total_rule=rule).shown_total(Decimal(total)) == shown


@pytest.mark.parametrize(
    ("decimals", "shape"),
    [(None, "0.0#"), (0, "General"), (1, "0.0##"), (2, "0.00##"), (3, "0.000##")],
)
def test_cells_show_them_alike(decimals, shape):
    assert number_shape(decimals) == shape
