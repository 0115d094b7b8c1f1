"""Every form of the programme: what is drawn is read, what is wrong is told."""

import io

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kuzbass_batch.forms.drawing.live.ready_formulas import LEFT, READY
from kuzbass_batch.forms.parsing.submission import parse_form
from kuzbass_batch.forms.spec.layout import lay_out, place_of
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS
from kuzbass_batch.rules.programme.forms.checks import check_programme_form, programme_form_of
from tests.filled import FORMS, drawn, read, spoiled, submission_of
from tests.live_engines import is_returned
from tests.programme_forms import CASES, SOUND, answers_of, changed, spoiled_answers

forms = pytest.mark.parametrize("kind", PROGRAMME_FORMS)


def test_every_form_of_the_programme_is_tried():
    assert set(SOUND) == set(PROGRAMME_FORMS) == {kind for kind, *_ in CASES.values()}


def line_of(data):
    """Return what the first sheet says of a form's readiness, as the program stored it."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True).worksheets[0]
    rows = sheet.iter_rows(max_row=3, values_only=True)
    return next(v for row in rows for v in row if str(v).startswith((READY, LEFT)))


@forms
def test_a_sound_form_is_ready_and_not_sent_back(kind):
    data = drawn(kind, SOUND[kind])
    assert line_of(data) == READY
    assert not is_returned(read(data))
    assert line_of(drawn(kind, {})) != READY


@pytest.mark.parametrize("name", CASES)
def test_the_line_is_stored_as_the_program_reads_the_answers(name):
    kind, changes, good = CASES[name]
    data = drawn(kind, changed(kind, changes))
    assert ((line_of(data) == READY), is_returned(read(data))) == (good, not good)


@forms
def test_every_answer_that_is_none_is_told_with_its_cell_and_keeps_the_line_open(kind):
    """Errors as values cannot be drawn: they are put into the sound form."""
    places, spec, sound = lay_out(FORMS[kind]), FORMS[kind], drawn(kind, SOUND[kind])
    changes = list(spoiled_answers(kind))
    assert len(changes) >= 15
    for name, value in changes[:: 1 if len(changes) < 60 else 2]:
        error = str(value).startswith("#")
        data = (
            spoiled(sound, spec, {name: value})
            if error
            else drawn(kind, changed(kind, {name: value}))
        )
        file = read(data)
        cells = {f.cell for f in file.findings if f.severity.value == "error"}
        assert places[name].ref.cell in cells, (name, value)
        assert error or line_of(data) != READY, (name, value)


@forms
@settings(max_examples=12, deadline=None, phases=(Phase.generate,))
@given(data=st.data())
def test_random_answers_come_back_as_they_went_in(kind, data):
    answers = data.draw(answers_of(kind))
    file = read(drawn(kind, answers))
    assert {a.field_id: a.value for a in submission_of(file).answers} == answers


CELLS = st.one_of(
    st.none(), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False), st.dates(),
    st.datetimes(), st.times(), st.text(max_size=30),
    st.sampled_from(["закрыт", "1e308", "31.02.2025", "#REF!", "=1+1", "IV", "стабилен", "-0"]),
)  # fmt: skip


def parsed_with(kind, raw, changes):
    """Return the form parsed with cells of its answers holding something else."""
    sheets = []
    for sheet in raw.sheets:
        rows = [list(row) for row in sheet.rows]
        for place, value in changes.items():
            if place[0] == sheet.name:
                rows[place[1]][place[2]] = value
        sheets.append(type(sheet)(**{**_fields(sheet), "rows": tuple(map(tuple, rows))}))
    raw = type(raw)(**{**_fields(raw), "sheets": tuple(sheets)})
    return parse_form(raw, FORMS[kind], FORMS[kind].identity("ИО-01"))


def _fields(record):
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@forms
def test_whatever_stands_in_the_cells_is_understood_or_told(kind):
    """No value of a cell stops the reading or the checks, and each fault names its place."""
    raw, _ = read_form(drawn(kind, SOUND[kind]))
    places = [(at.sheet, *place_of(at.ref.cell)) for name, at in lay_out(FORMS[kind]).items()
              if name in SOUND[kind]]  # fmt: skip

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(places), CELLS, max_size=6))
    def look(changes):
        found = parsed_with(kind, raw, changes)
        form = programme_form_of(found.submission, FORMS[kind].register)
        checked = check_programme_form(form, found.submission, FORMS[kind])
        for each in (*found.findings, *checked):
            assert each.message and each.remedy
            assert each.cell or each.field or each.severity.value != "error" or found.unfilled

    look()
