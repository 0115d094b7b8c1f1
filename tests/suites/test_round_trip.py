"""What is drawn can be read: random answers → blank → read → the same answers."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.files.sources import Kind
from tests.filled import marked, read, submission_of

METHODOLOGY = load_methodology(2025)
FORMS = load_forms(METHODOLOGY)
SPEC = FORMS[Kind.SELF_ASSESSMENT]
MARKS = tuple(name for name in SPEC.fields() if name.endswith("/done"))
INFO = {
    "participant_id": "ИО-01",
    "participant_name": "Министерство примеров",
    "filled_on": dt.date(2025, 12, 10),
    "executor_name": "Иванова Анна Петровна",
    "executor_phone": "8 (384-2) 00-00-00",
}


def examined(tmp_path, data, name="a.xlsx"):
    return read(data, name)


def drawn(answers, kind=Kind.SELF_ASSESSMENT):
    spec = FORMS[kind]
    return draw_form(spec, METHODOLOGY, identity=spec.identity("ИО-01"), answers=answers)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(
    marks=st.dictionaries(st.sampled_from(MARKS), st.booleans(), min_size=1),
    notes=st.dictionaries(st.sampled_from(["1.1/evidence", "3.2/evidence", "8.4/note"]), WORDS),
)
def test_random_answers_come_back_as_they_went_in(tmp_path_factory, marks, notes):
    answers = {**INFO, **marks, **notes}
    file = examined(tmp_path_factory.mktemp("trip"), drawn(answers))
    found = {a.field_id: a.value for a in submission_of(file).answers}
    texts = {name: found[name] for name in notes}
    assert {name: found[name] for name in (*INFO, *marks)} == {**INFO, **marks}
    assert set(found) == set(answers)
    assert all(texts[name] for name in notes)


def test_the_example_of_the_act_scores_nine_from_a_file(tmp_path):
    file = examined(tmp_path, drawn(INFO | marked((1, 2, 2, 2, 2, 2, 2, 2))))
    assert [f.code for f in file.findings if f.severity.value == "error"] == []
    assert file.scorecard.total == Decimal("9.0")
    assert file.scorecard.level == "progressive"


def test_a_blank_sent_back_unfilled_is_one_finding(tmp_path):
    file = examined(
        tmp_path, drawn({name: INFO[name] for name in ("participant_id", "participant_name")})
    )
    assert [f.severity.value for f in file.findings] == ["error"]


@pytest.mark.parametrize("kind", [Kind.SELF_ASSESSMENT, Kind.PASSPORT, Kind.REGISTRY])
def test_drawing_twice_gives_the_same_bytes(kind):
    assert drawn({}, kind) == drawn({}, kind)
