"""Criteria of many rows: their live score in LibreOffice and Gnumeric is what the batch counts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.records import resolve
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import Kind
from tests import every_kind
from tests.live_engines import (
    cells_of,
    has_programs,
    shown_by,
    through_gnumeric,
    through_libreoffice,
)

pytestmark = pytest.mark.skipif(not has_programs(), reason="LibreOffice or Gnumeric is missing")
STEPS = 30


def long_criteria():
    """One counts the best row, one an unbroken run, one adds its rows up; two may not apply."""
    for at, criterion in enumerate(every_kind.ABSENT.criteria[:3], start=1):
        model = every_kind.ABSENT.criteria[1 if at == 2 else 0]
        zero, step = model.rows[0], model.rows[1]
        rows = [replace(step, code=f"{at}.{n}", points=n) for n in range(1, STEPS + 1)]
        yield replace(
            model,
            id=criterion.id,
            rows=(replace(zero, code=f"{at}.0"), *rows),
            cap=20 if at == 2 else None,
            cumulative=at == 3,
            not_applicable="left_out" if at < 3 else "",
        )


METHODOLOGY = resolve(replace(every_kind.ABSENT, criteria=tuple(long_criteria())))
SPEC = load_forms(METHODOLOGY)[Kind.SELF_ASSESSMENT]
NONE = "не применимо"


def form(*marks):
    """Return a form with these rows marked «да», each criterion's other rows «нет»."""
    answers = {k: v for k, v in every_kind.answers().items() if "." not in k.partition("/")[0]}
    for criterion, yes in zip(METHODOLOGY.criteria, marks, strict=True):
        for at, row in enumerate(criterion.rows):
            said = NONE if yes == NONE and at == 0 else None if yes == NONE else at in yes
            answers[f"{row.code}/done"] = "Да " if said is True else said
    return draw_form(SPEC, METHODOLOGY, identity=SPEC.identity("ИО-01"), answers=answers)


FORMS = {
    "last rows": form({STEPS}, {13, 24}, set(range(1, STEPS + 1))),
    "a gap": form({12, 13}, {1, 2, 3}, {*range(1, 14), 20, 30}),
    "nothing and not applicable": form(NONE, NONE, {0}),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    for name, data in FORMS.items():
        (folder / f"drawn {name}.xlsx").write_bytes(data)
    office = through_libreoffice(folder, FORMS, "xlsx")
    gnumeric = through_gnumeric(folder, through_libreoffice(folder, FORMS, "xls"))
    places = {name: (folder / f"drawn {name}.xlsx", office[name], gnumeric[name]) for name in FORMS}
    return {name: [shown_by(cells_of(path)) for path in paths] for name, paths in places.items()}


@pytest.mark.parametrize("name", FORMS)
def test_both_programs_show_what_was_drawn_and_the_batch_counts_it(shown, name):
    """Gnumeric computes what was saved as .xls, whose formulas hold the least."""
    drawn, office, gnumeric = shown[name]
    assert office == drawn
    assert gnumeric == drawn
    card = examine_content(FORMS[name], METHODOLOGY, load_forms(METHODOLOGY)).file.card
    points = [score.points if score.applicable else None for score in card.scores]
    assert [None if each == "–" else Decimal(str(each)) for each in drawn["scores"]] == points
    assert Decimal(str(drawn["total"])) == card.total


def test_points_are_those_of_the_rows_that_count(shown):
    assert [rows[0]["scores"] for rows in shown.values()] == [
        [30, 20, 30],
        [13, 6, 13],
        ["–", "–", 0],
    ]
