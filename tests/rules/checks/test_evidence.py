"""The evidence ledger: what the act names for a claim, what was named, what is to be requested."""

import datetime as dt
from dataclasses import replace

import pytest
from docx import Document

from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.records import QuestionKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import AssessmentDigest, PackedTexts
from kuzbass_batch.records.returns.participants import Participant, Standing
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, ParticipantStatus
from kuzbass_batch.rules.checks.evidence import ASKED_BY, WANTED, evidence_of, missing_in
from tests.acts import act
from tests.categories import EXECUTIVE
from tests.filled import examined
from tests.runs import run_at_once
from tests.small_folder import form, person, registry

METHODOLOGY = load_methodology(2025)


def standing(text, passports=()):
    """A rated participant with a form changed by the table."""
    file = examined(Kind.SELF_ASSESSMENT, text)
    assert not [f for f in file.findings if f.severity is Severity.ERROR]
    used = FileResult(read=file, status=FileStatus.USED, reason="")
    body = Participant(id="ИО-01", name="М", short_name="М", category=EXECUTIVE)
    return Standing(
        participant=body,
        status=ParticipantStatus.RATED,
        scorecard=file.card,
        place=None,
        place_in_category=None,
        level_change=None,
        assessment=used,
        passports=tuple(passports),
        returned=(),
        late=False,
        findings=file.findings,
    )


def evidence_table(text, **options):
    """Each line of the ledger as `row wanted → given`, `?` for what is missing."""
    lines = evidence_of(standing(text, **options), METHODOLOGY)
    return [f"{p.row} {p.wanted} → {'?' if p.missing else p.given}" for p in lines]


def claim(*rows):
    """The table that claims these rows and takes back the zero row of their criteria."""
    zeros = {row.split(".")[0] for row in rows}
    lines = [f"{zero}.0/done | нет" for zero in sorted(zeros)]
    return "\n".join([*lines, *(f"{row}/done | да" for row in rows)])


def test_who_claims_nothing_owes_nothing():
    assert evidence_table("") == []


def test_a_row_whose_evidence_the_act_names_is_asked_for_while_it_is_blank():
    text = claim("3.2")
    wanted = "3.2 должностная инструкция или положение с закреплёнными функциями"
    assert evidence_table(text) == [f"{wanted} → ?"]
    assert evidence_table(f"{text}\n3.2/evidence | приказ № 5") == [f"{wanted} → приказ № 5"]


def test_a_project_needs_its_passport_from_two_points_on():
    one = claim("1.1") + "\n1.1/evidence | дорожная карта № 1"
    assert [line for line in evidence_table(one) if "паспорт" in line] == []
    two = claim("1.1", "1.2") + "\n1.1/evidence | дорожная карта № 1"
    assert "1.2 паспорт бережливого проекта → ?" in evidence_table(two)
    passport = FileResult(read=examined(Kind.PASSPORT), status=FileStatus.USED, reason="")
    other = replace(passport, read=examined(Kind.PASSPORT, "project | Единое окно"))
    for passports, names in (([passport], "Быстрый ответ"),
                             ([passport, other], "Быстрый ответ; Единое окно")):  # fmt: skip
        line = f"1.2 паспорт бережливого проекта → {names}"
        assert line in evidence_table(two, passports=passports)


def test_a_passport_that_waits_to_be_mended_is_not_requested_a_second_time():
    text = claim("1.1", "1.2") + "\n1.1/evidence | дорожная карта № 1"
    faulty = FileResult(read=examined(Kind.PASSPORT), status=FileStatus.RETURNED, reason="")
    waiting = replace(standing(text), returned=(faulty,))
    assert missing_in(evidence_of(waiting, METHODOLOGY)) == ()


def test_the_list_of_trained_people_is_asked_for_by_name():
    text = claim("5.1") + "\n5.1/evidence | сертификаты"
    assert "5.1 поимённый список обученных с датой, темой и документом → ?" in evidence_table(text)
    row = "\n".join(
        f"training/1/{key} | {value}"
        for key, value in (
            ("name", "Иванова Анна"),
            ("post", "консультант"),
            ("date", "10.03.2025"),
            ("topic", "бережливое управление"),
            ("document", "сертификат № 1"),
        )
    )
    assert [line for line in evidence_table(f"{text}\n{row}") if "→ в списке человек: 1" in line]


@pytest.mark.parametrize(
    ("rows", "words", "wanted"),
    [
        (("4.3",), "сертификат ППКО № 7", "сертификат соответствия качества образца (ППКО)"),
        (("8.1",), "конкурс лучших практик", "документ об участии в конкурсе или о его проведении"),
    ],
)
def test_a_certificate_and_a_contest_must_be_named(rows, words, wanted):
    row, text = rows[0], claim(*rows)
    assert evidence_table(text) == [f"{row} {wanted} → ?"]
    assert evidence_table(f"{text}\n{row}/evidence | {words}") == [f"{row} {wanted} → {words}"]
    assert evidence_table(f"{text}\n{row}/note | {words}") == [
        f"{row} {wanted} → названо в примечании"
    ]


def test_the_papers_of_several_rows_are_named_together():
    text = claim("8.1", "8.2") + "\n8.1/evidence | диплом конкурса\n8.2/evidence | приказ № 5"
    wanted = "документ об участии в конкурсе или о его проведении"
    assert evidence_table(text) == [f"8.2 {wanted} → диплом конкурса; приказ № 5"]


GROUPS = act("mean of means")


def inapplicable(criterion, proofs=None, notes=None):
    """Return what is asked of who says that a criterion does not apply."""
    marks = "".join(
        "~" if each.id == criterion and not row.points else "-"
        for each in GROUPS.criteria
        for row in each.rows
    )
    digest = AssessmentDigest(
        marks=marks, proofs=PackedTexts.of(proofs or {}), notes=PackedTexts.of(notes or {})
    )
    read = replace(examined(Kind.SELF_ASSESSMENT), digest=digest)
    used = FileResult(read=read, status=FileStatus.USED, reason="")
    return evidence_of(replace(standing(""), assessment=used), GROUPS)


@pytest.mark.parametrize(
    ("proofs", "notes", "given"),
    [
        (None, None, ""),
        ({"1.0": "приказ"}, None, "приказ"),
        (None, {"1.0": "нет подведомственных"}, "нет подведомственных"),
        ({"1.0": "приказ"}, {"1.2": "нет"}, "приказ; нет"),
        ({"2.0": "другое"}, {"3.1": "другое"}, ""),
    ],
)
def test_who_says_that_a_criterion_does_not_apply_says_why(proofs, notes, given):
    (proof,) = inapplicable("1", proofs, notes)
    assert (proof.criterion, proof.row, proof.reference) == ("1", "1.0", "п. 5.1")
    assert proof.wanted == "объяснение, почему критерий не применим"
    assert (proof.given, proof.missing) == (given, not given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A participant who names nothing, and one who claims nothing."""
    folder = tmp_path_factory.mktemp("in")
    people = [person("ИО-01", "Министерство примеров"), person("ИО-02", "Агентство проб")]
    (folder / "Реестр.xlsx").write_bytes(registry(people))
    marks = {"7.0/done": False, "7.2/done": True}
    (folder / "1.xlsx").write_bytes(
        form(Kind.SELF_ASSESSMENT, "ИО-01", "Министерство примеров", **marks)
    )
    (folder / "2.xlsx").write_bytes(form(Kind.SELF_ASSESSMENT, "ИО-02", "Агентство проб"))
    return folder


def requests(folder, target, as_of):
    run_at_once(folder, target, year=2025, as_of=as_of, remember=False)
    return sorted((target / "Письма" / "Запросы").glob("*.docx"))


@pytest.mark.whole
def test_a_request_names_the_document_the_row_and_the_day_to_answer_by(folder, tmp_path):
    (letter,) = requests(folder, tmp_path / "out", dt.date(2026, 1, 12))
    text = "\n".join(paragraph.text for paragraph in Document(letter).paragraphs)
    assert letter.name == "ИО-01 Министерство примеров.docx"
    assert "строка\xa07.2 – фото-, видеоматериалы, программы конференций, семинаров" in text
    assert "до 19.01.2026 включительно: рейтинг определяется до 30.01.2026" in text


@pytest.mark.whole
def test_a_request_that_cannot_be_answered_before_the_rating_does_not_speak_of_it(folder, tmp_path):
    (letter,) = requests(folder, tmp_path / "out", dt.date(2026, 1, 28))
    text = "\n".join(paragraph.text for paragraph in Document(letter).paragraphs)
    assert "до 04.02.2026 включительно." in text and "30.01.2026" not in text


@pytest.mark.whole
def test_once_the_results_are_due_no_documents_are_requested(folder, tmp_path):
    assert requests(folder, tmp_path / "on the day", dt.date(2026, 2, 20))
    assert requests(folder, tmp_path / "after", dt.date(2026, 2, 21)) == []


def test_every_kind_of_question_says_what_it_asks_for():
    assert set(WANTED) == set(QuestionKind)
    assert {*ASKED_BY, QuestionKind.PASSPORT} == set(QuestionKind)
