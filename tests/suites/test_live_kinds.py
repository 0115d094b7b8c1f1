"""The live score of every kind of criterion: in LibreOffice, Gnumeric, and as the batch counts."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from kuzbass_batch.forms.drawing.live.ready_formulas import READY
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.reading.examine import examine_content
from tests import every_kind
from tests.live_engines import (
    cells_of,
    has_programs,
    is_returned,
    readiness_of,
    shown_by,
    through_gnumeric,
    through_libreoffice,
)

pytestmark = pytest.mark.skipif(not has_programs(), reason="LibreOffice or Gnumeric is missing")
FORMS = {
    "as it is": {},
    "texts": {"3.1": "82,4", "4.1": "1 200", "5.1": "2", "5.2": "3", "6.1": "0.5", "6.2": "5"},
    "percent": {"3.1": "82,5 %", "5.1": Decimal(0), "6.1": Decimal("0.3"), "6.2": Decimal(3)},
    "bounds": {"3.1": Decimal(100), "4.1": Decimal(15), "5.1": Decimal(2), "6.1": Decimal("0.99")},
    "cap": {"2.3": True, "1.1": False, "1.2": True},
    "penalty": {"2.1": False, "2.2": False, "2.4": True, "4.1": Decimal("5.0")},
    "nothing and a penalty": {"2.0": True, "2.1": False, "2.2": False, "2.4": True},
    "faults": {"2.0": True, "3.1": Decimal(101), "4.1": Decimal("5.5"), "5.2": Decimal(0),
               "6.1": Decimal(-1)},
    "no numbers": {"3.1": "много", "4.1": "5 %", "5.2": None, "6.1": None, "6.2": None},
    "nearly numbers": {"3.1": "-5", "4.1": "5 минут", "5.1": "7.", "6.1": "1,", "6.2": "12 00"},
    "blank": dict.fromkeys(every_kind.ANSWERS),
}  # fmt: skip
WITHOUT_SCORE = {"faults", "no numbers", "nearly numbers", "blank"}
NONE = "не применимо"
ABSENT = {
    "all apply": {},
    "numbers absent": {"3.1": NONE, "4.1": "Н/П", "5.1": NONE, "5.2": None, "6.1": None,
                       "6.2": "не применяется"},
    "looked alike": {"3.1": "нe примeнимо.", "5.1": "Не Применимо", "5.2": " не применим "},
    "absent and a number": {"5.1": NONE, "6.1": NONE},
    "absent and nonsense": {"5.1": NONE, "5.2": "много", "4.1": "не применимо, нет очередей"},
    "rows absent": {"1.0": NONE, "1.1": None, "1.2": None, "2.0": NONE, "2.1": None, "2.2": None,
                    "2.3": None, "2.4": None},
}  # fmt: skip
"""The same where every criterion may not apply."""
ABSENT_WITHOUT_SCORE = {"absent and a number", "absent and nonsense"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return what each form shows: as it was drawn, and as both programs compute it."""
    folder = tmp_path_factory.mktemp("live")
    drawn = {name: every_kind.form(changes) for name, changes in FORMS.items()}
    for name, data in drawn.items():
        (folder / f"drawn {name}.xlsx").write_bytes(data)
    drawn["cells of percent and date"] = with_formats(drawn["as it is"])
    drawn |= {n: every_kind.form(each, methodology=every_kind.ABSENT) for n, each in ABSENT.items()}
    for name in ABSENT:
        (folder / f"drawn {name}.xlsx").write_bytes(drawn[name])
    office = through_libreoffice(folder, drawn, "xlsx")
    gnumeric = through_gnumeric(folder, office)
    return {
        name: [
            shown_by(cells_of(path)) | {"ready": readiness_of(path)}
            for path in (folder / f"drawn {name}.xlsx", office[name], gnumeric[name])
            if path.exists()
        ]
        for name in drawn
    }


def with_formats(data):
    """Return a form whose share was typed with «%», and a date where minutes are asked for."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    share, minutes = (
        book["Самооценка"][every_kind.CELLS[f"{code}/done"].split("!")[1]]
        for code in ("3.1", "4.1")
    )
    share.value, share.number_format = 0.825, "0.0%"
    minutes.value, minutes.number_format = dt.date(2026, 5, 1), "dd.mm.yyyy"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", [*FORMS, *ABSENT])
def test_both_programs_show_what_was_drawn(shown, name):
    drawn, office, gnumeric = shown[name]
    assert office == drawn
    assert gnumeric == drawn


@pytest.mark.parametrize("name", FORMS)
def test_what_is_shown_is_what_the_batch_counts(shown, name):
    data = every_kind.form(FORMS[name])
    counts_the_same(shown[name][0], data, every_kind.METHODOLOGY, WITHOUT_SCORE, name)


@pytest.mark.parametrize("name", ABSENT)
def test_what_does_not_apply_is_shown_as_the_batch_counts_it(shown, name):
    data = every_kind.form(ABSENT[name], methodology=every_kind.ABSENT)
    counts_the_same(shown[name][0], data, every_kind.ABSENT, ABSENT_WITHOUT_SCORE, name)


def counts_the_same(drawn, data, methodology, without_score, name):
    file = examine_content(data, methodology, load_forms(methodology)).file
    assert (file.card is None) == (name in without_score)
    assert (drawn["ready"] == READY) is not is_returned(file)
    if file.card is None:
        assert any(drawn["missing"])
        return
    assert [None if each == "–" else Decimal(str(each)) for each in drawn["scores"]] == [
        score.points if score.applicable else None for score in file.card.scores
    ]
    assert Decimal(str(drawn["total"])) == file.card.total
    assert Decimal(str(drawn["points"])) == file.card.points
    level = next(each for each in methodology.levels if each.id == file.card.level)
    assert drawn["level"] == level.name


def test_a_cell_of_percent_is_a_share(shown):
    for rows in shown["cells of percent and date"]:
        assert rows["scores"][2] == 2 and rows["missing"][2] == ""


def test_a_date_for_a_number_goes_back_whatever_the_blank_shows():
    data = with_formats(every_kind.form())
    file = examine_content(data, every_kind.METHODOLOGY, every_kind.FORMS).file
    said = [(finding.code, f"{finding.sheet}!{finding.cell}") for finding in file.findings]
    assert file.card is None and ("S023", every_kind.CELLS["4.1/done"]) in said
