"""Applications to a contest become rows of the register; the committee admits them (p. 2.7)."""

import datetime as dt

import openpyxl
import pytest

from kuzbass_batch.commands import clerk
from kuzbass_batch.outputs.registers.workbook import draw_registers, register_content_of
from kuzbass_batch.records.committee.contest import EntryAdmission
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.returns.returns import FileStatus
from tests.contests import APPLICATION_FILE, CONTEST, announcement, application
from tests.office import NAMES, YEAR, Office, filled, lines
from tests.office_files import letter_text
from tests.registers import BOOK, WHO, keep, prize

pytestmark = pytest.mark.whole
NOMINATION, OTHER_NOMINATION = (each.title for each in CONTEST.nominations)
SECOND = (("practice", "Единое окно"), ("project", None))
OF_ANOTHER = (("participant_id", "ИО-02"), ("participant_name", NAMES["ИО-02"]))
LATE = (*OF_ANOTHER, ("filled_on", dt.date(2025, 11, 3)), ("project", None))
"""A body of its own, three days after the last day."""


def announced(tmp_path, **changes):
    """Return an office with the announcement in its folder of templates, and that folder."""
    templates = tmp_path / "шаблоны"
    templates.mkdir()
    (templates / "Конкурс.xlsx").write_bytes(announcement(**changes))
    return Office(tmp_path), templates


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Two applications of ИО-01 in one nomination, a late one, one on paper, one to be mended."""
    office, templates = announced(tmp_path_factory.mktemp("конкурс"))
    office.put(APPLICATION_FILE, application())
    office.put("вторая.xlsx", application(SECOND))
    office.put("поздняя.xlsx", application(LATE, "ИО-02"))
    office.put("без итога.xlsx", application((("practice", "Чат"), ("after", None))))
    first = office.look(templates=templates)
    rows = lines("Конкурс", 4, Конкурс="Лучшие  практики", Какой="региональный", Участник="МО-01",
                 Номинация=f"{OTHER_NOMINATION.lower()}.", Практика="На бумаге",
                 Кто_внёс=WHO)  # fmt: skip
    return office, templates, first, rows


def entries(outcome):
    return {each.practice: each for each in outcome.contest.entries}


def test_what_counts_becomes_an_entry_with_a_lasting_number(seen):
    office, templates, outcome, _ = seen
    found = entries(outcome)
    assert set(found) == {"Быстрый ответ", "Единое окно"} and len(outcome.contest.entries) == 3
    numbers = [each.number for each in outcome.contest.entries]
    assert len(set(numbers)) == 3 and all("-К25-" in number for number in numbers)
    again = office.look(templates=templates).contest.entries
    assert [each.number for each in again] == numbers
    assert {each.nomination for each in outcome.contest.entries} == {"1"}
    assert {each.admitted for each in outcome.contest.entries} == {EntryAdmission.OPEN}


def test_a_late_one_is_told_and_held_for_the_committee(seen):
    outcome = seen[2]
    late = [each for each in outcome.contest.entries if each.late]
    assert [(each.participant, each.file) for each in late] == [("ИО-02", "поздняя.xlsx")]
    file = next(file for file in outcome.files if file.source.path == "поздняя.xlsx")
    assert file.status is FileStatus.USED and "B003" in {f.code for f in file.findings}
    assert not late[0].competes


def test_one_without_a_result_goes_back_and_has_no_row(seen):
    outcome = seen[2]
    file = next(file for file in outcome.files if file.source.path == "без итога.xlsx")
    assert file.status is FileStatus.RETURNED and "Чат" not in entries(outcome)


def test_neither_an_application_answers_the_question_on_prizes_nor_is_the_contest_held(seen):
    outcome = seen[2]
    rows = list(outcome.registers.of(ProgrammeTable.CONTEST))
    assert len(rows) == 3 and not any(row.text("result") or row.day("date") for row in rows)


def test_the_committee_decides_and_its_word_stays(seen):
    office, templates, _, by_hand = seen
    data = drawn_with(office, templates, by_hand)
    office.put(BOOK, data)
    found = office.look(templates=templates).contest.entries
    paper = next(each for each in found if each.practice == "На бумаге")
    assert paper.number.startswith("МО-01-К25-") and paper.nomination == "2"
    assert paper.nomination_text == OTHER_NOMINATION, "letters and page call it as announced"
    decided = "\n".join(
        lines("Конкурс", at, **said)
        for at, said in enumerate(
            ({"Допуск": "да"}, {"Допуск": "не допущена", "Причина_отказа": "нет документов"},
             {"Допуск": "не допущена"}), start=1,
        )
    )  # fmt: skip
    office.put(BOOK, drawn_with(office, templates, decided))
    after = office.look(templates=templates)
    states = sorted((each.admitted.value, each.reason) for each in after.contest.entries)
    assert states == [
        ("", ""), ("", ""), ("допущена", ""), ("не допущена", "нет документов"),
    ]  # fmt: skip
    assert {"B010"} <= {finding.code for finding in after.registers.findings}
    assert [each.number for each in found] == [each.number for each in after.contest.entries]


def drawn_with(office, templates, text):
    """Return the book that a run would draw now, with cells filled in."""
    outcome = office.look(templates=templates)
    return filled(draw_registers(YEAR, register_content_of(outcome)), text)


def test_prizes_of_other_contests_go_on_as_they_are(tmp_path):
    office = Office(tmp_path)
    keep(office, prize(Конкурс="Отраслевой смотр", Какой="отраслевой"))
    outcome = office.look()
    assert not outcome.contest and not outcome.contest.entries
    assert [row.text("result") for row in outcome.registers.of(ProgrammeTable.CONTEST)] == [
        "победитель"
    ]


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """Blanks and mails issued with an announced contest and without: registry, templates, both."""
    room = tmp_path_factory.mktemp("бланки")
    office, templates = announced(room)
    registry = office.folder / "Реестр.xlsx"
    for folder, own in (("с", templates), ("без", None)):
        clerk.issue(registry, room / folder, year=2025, templates=own, mails=True)
    return registry, templates, room / "с", room / "без"


def test_blanks_go_out_once_a_contest_is_announced(issued):
    registry, templates, announcing, without = issued
    assert len(list(announcing.glob("Заявка на конкурс*.xlsx"))) == len(NAMES)
    assert not list(without.glob("Заявка*"))
    again = clerk.issue(registry, announcing, year=2025, templates=templates, mails=True)
    assert not (again.added or again.renewed or again.kept)


def test_the_blank_offers_the_nominations(issued):
    path = next(issued[2].glob("Заявка на конкурс*ИО-01*.xlsx"))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {NOMINATION, OTHER_NOMINATION} <= texts and "KB-CONT-2025 v1 · ИО-01" in texts
    assert any("31.10.2025" in text for text in texts)
    assert any("Лучшие практики" in text for text in texts)


def test_an_organisation_outside_of_the_registry_applies_too(tmp_path):
    office, templates = announced(tmp_path)
    keep(office, lines("Прочие организации", 1, Код_организации="ОРГ-01",
                       Наименование_организации="Завод образцов", Кто_внёс=WHO))  # fmt: skip
    outsider = (("participant_id", "ОРГ-01"), ("participant_name", "Завод образцов"))
    office.put(APPLICATION_FILE, application((*outsider, ("project", None)), ""))
    found = office.look(templates=templates).contest.entries
    assert [(e.participant, e.name, e.number[:11]) for e in found] == [
        ("ОРГ-01", "Завод образцов", "ОРГ-01-К25-")
    ]


def test_the_covering_letter_names_the_contest_whose_blank_goes_along(issued):
    said = [letter_text(next((each / "Письма").glob("ИО-01*.docx"))) for each in issued[2:]]
    assert "Заявки принимаются по 31.10.2025 включительно." in said[0]
    assert "Заявка на конкурс-2025 ИО-01" in said[0] and "онкурс" not in said[1]
