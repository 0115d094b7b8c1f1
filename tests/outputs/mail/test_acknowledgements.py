"""A form that was accepted is acknowledged the same day, once, and a mended one for itself."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.mail.acknowledgement_drafts import draw_acknowledgement
from kuzbass_batch.records.committee.outgoing import ACKNOWLEDGEMENT, Outgoing
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.year.letters.acceptance import (
    AcceptedForm,
    Acknowledgement,
    acknowledged,
    acknowledgements,
)
from tests.outputs.letters.test_letters import ABSENT, HEAD, METHODOLOGY
from tests.outputs.mail.test_eml import opened
from tests.outputs.mail.test_sending import PEOPLE, approval, drafts, fill, register
from tests.paths import DATA
from tests.runs import run_at_once
from tests.small_folder import form, registry, small_folder

DECEMBER, NEXT_DAY, LATER = (dt.date(2025, 12, day) for day in (17, 18, 20))
GOLDEN = DATA / "golden_acknowledgements"
PLACE = "О принятых формах"
ONE = f"{PLACE}/ИО-01 Минпримеров.eml"
ASSESSMENT = AcceptedForm(
    kind=Kind.SELF_ASSESSMENT, file="Самооценка.xlsx", day=dt.date(2025, 12, 10), mark="0" * 12
)
PASSPORT = AcceptedForm(kind=Kind.PASSPORT, file="Паспорт 1.xlsx", day=None, mark="1" * 12)
OBJECTION = replace(ASSESSMENT, kind=Kind.OBJECTION, file="Несогласие.xlsx", mark="2" * 12)
WORDS = {
    "самооценка": ((ASSESSMENT,), False),
    "самооценка и паспорт, после срока": ((ASSESSMENT, PASSPORT), True),
    "несогласие": ((OBJECTION,), True),
    "паспорт": ((PASSPORT,), False),
}


def words_of(forms, late, templates=None):
    """Return subject and text of a draft."""
    found = Acknowledgement(standing=replace(ABSENT, late=late), forms=forms, late=late)
    mail = opened(draw_acknowledgement(found, addressee_of(HEAD), METHODOLOGY, templates))
    return f"{mail['Subject']}\n\n{mail.get_body().get_content()}".replace("\r\n", "\n")


@pytest.mark.parametrize("name", WORDS)
def test_a_draft_reads_word_for_word_as_proof_read(name):
    assert words_of(*WORDS[name]) == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_every_golden_text_is_of_a_case():
    assert {path.stem for path in GOLDEN.iterdir()} == set(WORDS)


@pytest.fixture
def folder(tmp_path):
    """The first is rated, the second's self-assessment has a fault, the third sent nothing."""
    folder = small_folder(tmp_path / "in")
    (folder / "Реестр.xlsx").write_bytes(registry(PEOPLE))
    return folder


def batch(folder, target, as_of=DECEMBER, **options):
    return run_at_once(folder, target, year=2025, as_of=as_of, mails=True, **options)


def told(target):
    return {path: mail for path, mail in drafts(target).items() if path.startswith(PLACE)}


def test_who_was_accepted_is_told_and_entered_in_the_register(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target)
    assert set(told(target)) == {ONE, f"{PLACE}/ИО-02 Минобразцов.eml"}
    text = told(target)[ONE].get_body().get_content()
    assert "самооценка (файл «ИО-01.xlsx», получен 10.12.2025)." in text
    assert "баллы, уровень и место до определения рейтинга не сообщаются" in text
    line = register(target)["ИО-01", ACKNOWLEDGEMENT]
    assert (line["Номер"], line["Состояние"]) == ("ЭР-2025/П-001", "к отправке")
    assert line["Содержание"].startswith("самооценка ИО-01.xlsx [")
    other = told(target)[f"{PLACE}/ИО-02 Минобразцов.eml"].get_body().get_content()
    assert "паспорт проекта (файл «ИО-02.xlsx»" in other and "самооценк" not in other
    assert "На доработку/ИО-02 Минобразцов.eml" in drafts(target), "the faulty form goes back"


def test_nothing_is_acknowledged_twice_and_a_mended_form_is_for_itself(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target)
    fill(target, "ЭР-2025/П-001", Отправлено=dt.datetime(2025, 12, 17))
    fill(target, "ЭР-2025/П-002", Отправлено=dt.datetime(2025, 12, 17))
    batch(folder, target, NEXT_DAY)
    assert told(target) == {}
    assert register(target)["ИО-01", ACKNOWLEDGEMENT]["Состояние"] == "отправлено"
    (folder / "2025-12-20").mkdir()
    (folder / "2025-12-20" / "копия.xlsx").write_bytes((folder / "ИО-01.xlsx").read_bytes())
    name = "Министерство образцов"
    mended = form(Kind.SELF_ASSESSMENT, "ИО-02", name)
    (folder / "2025-12-20" / "исправлено.xlsx").write_bytes(mended)
    batch(folder, target, LATER)
    assert set(told(target)) == {f"{PLACE}/ИО-02 Минобразцов.eml"}
    text = told(target)[f"{PLACE}/ИО-02 Минобразцов.eml"].get_body().get_content()
    assert "самооценка (файл «исправлено.xlsx», получен 20.12.2025)." in text
    assert "паспорт" not in text
    line = register(target)["ИО-02", ACKNOWLEDGEMENT]
    assert (line["Номер"], line["Состояние"]) == ("ЭР-2025/П-003", "к отправке")
    before = {path: path.read_bytes() for path in target.rglob("*.eml")}
    batch(folder, target, LATER)
    assert {path: path.read_bytes() for path in target.rglob("*.eml")} == before


def test_after_the_approval_the_result_says_more(folder, tmp_path):
    (folder / "Решения.xlsx").write_bytes(approval())
    batch(folder, tmp_path / "out", dt.date(2026, 1, 20))
    assert told(tmp_path / "out") == {}


def test_without_mails_no_line_of_it_is_seen(folder, tmp_path):
    run_at_once(folder, tmp_path / "out", year=2025, as_of=DECEMBER)
    assert ACKNOWLEDGEMENT not in {what for _, what in register(tmp_path / "out")}


def test_from_the_day_of_the_totals_nothing_is_acknowledged(folder, tmp_path):
    outcome = batch(folder, tmp_path / "out")
    assert len(acknowledgements(outcome, ())) == 2
    over = replace(outcome, as_of=METHODOLOGY.calendar.totals)
    assert acknowledgements(over, ()) == ()


def test_the_edition_that_went_tells_which_forms_it_spoke_of():
    row = Outgoing(
        participant="ИО-01",
        what=ACKNOWLEDGEMENT,
        sent=dt.date(2025, 12, 17),
        day=dt.date(2025, 12, 20),
        sha256="b" * 64,
        content=f"самооценка новая.xlsx [{'b' * 12}]",
        editions=f"17.12.2025 {'a' * 64} самооценка старая.xlsx [{'a' * 12}]",
    )
    assert acknowledged([row]) == {"a" * 12}
    assert acknowledged([replace(row, sent=dt.date(2025, 12, 20))]) == {"b" * 12}
    assert acknowledged([replace(row, sent="")]) == frozenset()


def test_a_file_s_name_cannot_pass_for_another_form_s_mark():
    sly = replace(ASSESSMENT, file=f"[{'f' * 12}].xlsx")
    found = Acknowledgement(standing=ABSENT, forms=(sly,), late=False)
    row = Outgoing(participant="ИО-01", what=ACKNOWLEDGEMENT, sent="17.12.2025",
                   content=found.content)  # fmt: skip
    assert acknowledged([row]) == {sly.mark}
