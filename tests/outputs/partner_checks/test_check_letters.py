"""Letters on partner checks: each proof-read as a whole; what they say of each decision."""

import io
from dataclasses import replace
from itertools import islice

import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.letters.letters import LetterTask, render_letter
from kuzbass_batch.outputs.letters.planning import Letter, LetterFacts
from kuzbass_batch.outputs.partner_checks.check_letters import LATER, check_tags, words_on_check
from kuzbass_batch.outputs.partner_checks.sheet import next_step
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.committee.programme import BY_EXAMPLE, ApplicationState
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.year.partner_checks import (
    CheckedCriterion,
    CriterionMark,
    PartnerChecks,
)
from kuzbass_batch.rules.programme.other_bodies import OTHER_BODIES, unrated
from kuzbass_batch.rules.programme.partner_checks.overview import numbers_after, partner_checks_of
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import criteria_words
from kuzbass_batch.rules.year.letters.letters import letters_on_checks
from tests.check_sheets import METHOD
from tests.filled import METHODOLOGY
from tests.office_files import faults, letter_text
from tests.paths import DATA
from tests.programme_rows import Book
from tests.rules.programme.test_check_applications import ACCEPTED, DAY, REGISTRY, SOUND

GOLDEN = DATA / "golden_checks"
MET, UNMET = CriterionMark.MET, CriterionMark.NOT_MET
CHECKED = {
    "participant": "ИО-01", "sample": "Единое окно", "application": "3", "checked": "10.06.2025",
    "criteria_met": "выполнено 2 из 3; не выполнен: № 3", "commission": "председатель Петров П. П.",
    "criteria_edition": "Методика проверки, редакция 01.02.2025; знак 7d49528a",
}  # fmt: skip
CERTIFIED = {"decision": "выдать сертификат", "level": "региональный"}
PEOPLE = (
    "председатель Петров П. П., начальник отдела, комитет; член комиссии Ли А. А., методист, "
    "центр; член комиссии Ким Б. Б.; наблюдатель Цой В. В., ИО-01"
)


def checks(check=None, **application):
    """Return the applications of a book with one, and with its check if there is one."""
    book = Book()
    book.enter("check_applications", **(SOUND | application))
    if check:
        book.enter("samples", **(CHECKED | check))
    registers = book.in_force(REGISTRY, DAY)
    assert [f for f in registers.findings if f.severity == "error"] == []
    return partner_checks_of(registers, REGISTRY, METHODOLOGY)


def told(found: PartnerChecks, method=METHOD):
    """Return the kind of the one letter, and what it says."""
    ((application, kind),) = letters_on_checks(found)
    return kind, words_on_check(kind, application, method)


CASES = {
    "принята": checks(**(ACCEPTED | {"commission": PEOPLE})),
    "замечания": checks(signer="", right="", state="замечания", decided="14.03.2025",
                        reason="Нет подписи."),
    "отказано": checks(state="отказано", decided="14.03.2025", reason="услуг не оказывает"),
    "сертификат": checks(CERTIFIED | {"number": "ППКО-9", "date": "20.06.2025"}, **ACCEPTED),
    "сертификата нет": checks({"decision": "отказано", "check_grounds": "не описан"}, **ACCEPTED),
    "порядок": checks(kind="запрос порядка", number="", sample=""),
}  # fmt: skip


@pytest.mark.parametrize(
    ("last", "given", "year", "next_"),
    [
        ("", 1, 2025, ["1", "2"]),
        ("ППКО-9", 2025, 2026, ["ППКО-10", "ППКО-11"]),
        ("№ 007", 2025, 2025, ["№ 008", "№ 009"]),
        ("17/2025", 2025, 2025, ["18/2025", "19/2025"]),
        ("17/2025", 2025, 2026, ["1/2026", "2/2026"]),
        ("2025-К-099", 2025, 2025, ["2025-К-100", "2025-К-101"]),
        ("2025", 2025, 2026, ["1", "2"]),
    ],
)
def test_numbers_of_certificates_go_on_from_the_last_one(last, given, year, next_):
    assert list(islice(numbers_after(last, given, year), 2)) == next_


def test_a_certificate_that_is_decided_on_is_proposed_a_free_number():
    book = Book()
    book.enter("check_applications", **(SOUND | ACCEPTED))
    book.enter("samples", **(CHECKED | CERTIFIED))
    for number in ("5/2025", "6/2025"):
        book.enter(
            "samples", participant="ИО-01", sample=number, level="местный", number=number,
            checked="01.06.2025", decision="сертификат выдан", date="05.06.2025",
        )  # fmt: skip
    (found,) = partner_checks_of(book.in_force(REGISTRY, DAY), REGISTRY, METHODOLOGY).applications
    assert found.check.proposed == "7/2025"
    assert next_step(found) == "внести номер и дату сертификата; свободен № 7/2025"


@pytest.mark.parametrize("name", CASES)
def test_a_letter_reads_word_for_word_as_proof_read(name):
    kind, words = told(CASES[name])
    assert letter_text(io.BytesIO(letter(kind, words))) == (GOLDEN / f"{name}.txt").read_text()


def letter(kind, words):
    """Return the bytes of a letter to a body outside of the registry."""
    body = Participant(
        id="ОРГ-01", name="АО «Завод примеров»", short_name="АО «Завод примеров»",
        category=OTHER_BODIES, head_post="генеральный директор",
        head_name="Сидоров Семён Семёнович",
    )  # fmt: skip
    task = LetterTask(
        letter=Letter(
            participant=body.id, kind=kind, path="письмо.docx", standing=unrated(body),
            attached=(), draft=words.example, check=words,
        ),
        addressee=addressee_of(body),
        facts=LetterFacts(),
    )  # fmt: skip
    return render_letter(None, year_of(METHODOLOGY), task)


def test_the_letters_are_sound_documents(tmp_path):
    for name, found in CASES.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(letter(*told(found)))
        assert faults(path) == [], name


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (CASES["принята"], LetterKind.CHECK_REPLY),
        (CASES["сертификат"], LetterKind.CHECK_RESULT),
        (CASES["порядок"], LetterKind.CHECK_ORDER),
    ],
)
def test_who_gets_which_letter(found, kind):
    assert [each for _, each in letters_on_checks(found)] == [kind]


def test_what_is_not_decided_and_what_was_answered_in_an_earlier_period_is_not_written_of():
    assert list(letters_on_checks(checks())) == []
    pending = checks({"decision": "рассматривается"}, **ACCEPTED)
    assert [kind for _, kind in letters_on_checks(pending)] == [LetterKind.CHECK_REPLY]
    (old,) = CASES["принята"].applications
    before = PartnerChecks(applications=(replace(old, recent=False),))
    assert list(letters_on_checks(before)) == []


def test_without_a_day_or_people_a_letter_says_that_they_are_told_later():
    alone = checks(**(ACCEPTED | {"commission": "", "planned": ""}))
    assert told(alone)[1].lines == (LATER,)
    dated = checks(**(ACCEPTED | {"commission": ""}))
    assert told(dated)[1].lines[0] == "День проверки: 01.04.2026"


def test_a_decided_certificate_is_being_issued_until_it_has_its_number():
    _, words = told(checks(CERTIFIED, **ACCEPTED))
    assert words.outcome.endswith("Сертификат соответствия качества оформляется.")


def test_the_order_by_the_example_is_a_draft():
    _, words = told(CASES["порядок"], replace(METHOD, example=True))
    assert check_tags(words)["draft"] and "ПРОЕКТ" in letter_text(
        io.BytesIO(letter(LetterKind.CHECK_ORDER, words))
    )


def test_what_was_checked_by_the_example_is_not_to_be_signed():
    """Whatever the file says now: a check keeps the criteria that it was made by."""
    edition = {"criteria_edition": f"{BY_EXAMPLE}Методика, редакция 01.03.2025; знак 7d49528a"}
    found = checks(CERTIFIED | edition | {"number": "9", "date": "20.06.2025"}, **ACCEPTED)
    kind, words = told(found)
    text = letter_text(io.BytesIO(letter(kind, words)))
    assert words.example and "ПРИМЕР: критерии проверки вымышлены, не подписывать" in text
    assert "Рейтинг не утверждён" not in text
    assert not told(CASES["сертификат"])[1].example


def test_states_and_decisions_are_all_told():
    said = {found.applications[0].state for found in CASES.values() if found.applications}
    assert said == set(ApplicationState)


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ((MET, MET), "выполнено 2 из 2"),
        ((MET, UNMET), "выполнено 1 из 2; не выполнен: № 2"),
        ((UNMET, MET, UNMET), "выполнено 1 из 3; не выполнены: № 1, 3"),
        ((MET, "устно."), "выполнено 2 из 2; замечания: № 2 – устно"),
    ],
)
def test_numbers_of_criteria_are_not_taken_for_how_many_there_are(marks, words):
    """«не выполнены: 6» would read as six of them."""
    remarked = ["" if isinstance(mark, CriterionMark) else mark for mark in marks]
    criteria = (
        CheckedCriterion(
            key=str(number), text="…", levels=(),
            mark=CriterionMark.REMARK if remark else mark, remark=remark,
        )
        for number, (mark, remark) in enumerate(zip(marks, remarked, strict=True), start=1)
    )  # fmt: skip
    assert criteria_words(criteria) == words
