"""Personal blanks printed from one drawn blank: byte for byte what drawing each of them gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import prefill
from kuzbass_batch.forms.drawing.personal_blanks import BlankCopier
from kuzbass_batch.forms.drawing.zip_writer import deflate, join, members_of
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from tests.categories import EXECUTIVE
from tests.filled import FORMS, METHODOLOGY

FORM = {kind: FORMS[kind] for kind in (Kind.SELF_ASSESSMENT, Kind.PASSPORT)}
COPIERS = {kind: BlankCopier(spec, METHODOLOGY) for kind, spec in FORM.items()}
NAMES = (
    "Минвымысла",
    "Администрация Примерного округа",
    "ГБУ «Больница № 5» & филиалы <север>",
    'Учреждение "О\'Нил" и сыновья',
    "Очень длинное наименование, которое не помещается в одну строку бланка, " * 3 + "конец",
    "Слово" * 60,
    "две\nстроки",
    " с пробелами по краям ",
    "два  пробела",
    "_x0041_ как пишет Excel",
    "=1+1",
    "KB-SELF-2025 v1 · ИО-07",
    "да",
    "Дата заполнения",
    "ИО-07",
    "Ѫ и Ѭ",
    "й разложенное",
    "сигнал\x07",
    "эмодзи 🙂",
    "",
)


def drawn(kind, participant):
    spec = FORM[kind]
    return draw_form(
        spec,
        METHODOLOGY,
        identity=spec.identity(participant.id),
        answers=prefill(spec, participant),
    )


def body(name, participant_id="ИО-07"):
    return Participant(id=participant_id, name=name, short_name="кратко", category=EXECUTIVE)


@pytest.mark.parametrize("kind", FORM)
@pytest.mark.parametrize("name", NAMES)
def test_a_printed_blank_is_the_drawn_one(kind, name):
    assert COPIERS[kind].blank(body(name)) == drawn(kind, body(name))


@pytest.mark.filterwarnings("ignore:Number of footer images", "ignore:Footer string")
@pytest.mark.parametrize("participant_id", ["1", "МО-10", "A&B", "&G", "да", "х" * 40, "х" * 250])
def test_whatever_the_id(participant_id):
    participant = body("Орган примеров", participant_id)
    kind = Kind.SELF_ASSESSMENT
    assert COPIERS[kind].blank(participant) == drawn(kind, participant)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("абвйё АБВ№«»-–&<>\"'_x01 \n"), max_size=300))
def test_any_name_gives_the_drawn_blank(name):
    kind = Kind.PASSPORT
    assert COPIERS[kind].blank(body(name)) == drawn(kind, body(name))


def test_names_of_one_shape_are_not_drawn_again(monkeypatch):
    copier = BlankCopier(FORM[Kind.PASSPORT], METHODOLOGY)
    copier.blank(body("Администрация Первого округа"))
    monkeypatch.setattr("kuzbass_batch.forms.drawing.personal_blanks.draw_form", None)
    assert copier.blank(body("Администрация Иного района", "МО-02")) == drawn(
        Kind.PASSPORT, body("Администрация Иного района", "МО-02")
    )


def test_an_archive_joined_from_its_members_is_the_same_archive():
    data = drawn(Kind.PASSPORT, body("Минвымысла"))
    assert join(deflate(name, content) for name, content in members_of(data)) == data
