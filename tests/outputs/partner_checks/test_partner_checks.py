"""A year with partner checks, whole: what is drawn, told, sent and written of each application."""

import datetime as dt
import json

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kuzbass_batch.outputs.letters.planning import FOLDERS
from kuzbass_batch.records.committee.outgoing import OF_CHECKS
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.programme.partner_checks.overview import checks_to_do
from kuzbass_batch.rules.year.queue import queue_of
from tests.check_sheets import SHEET_FILE, answers, sheet
from tests.filled import drawn, read, submission_of
from tests.office import Office, filled, lines
from tests.office_files import letter_text
from tests.paths import ROOT
from tests.registers import ACCEPTED, BOOK, WHO, application, keep, remark

pytestmark = pytest.mark.whole

SAMPLE, REASON = "Образец_(площадка)", "Причина,_замечания"
OUTSIDE = {
    "who": "ОРГ-01", "Номер_заявки": "4", SAMPLE: "Цех сборки", "Просят_уровень": "местный",
    "Кто_подписал": "Сидоров Семён Семёнович", "Должность": "генеральный директор",
}  # fmt: skip
ORDER = {
    "Номер_заявки": None, "Что_подано": "запрос порядка", "Кто_подписал": None,
    "Право_подписи": None, "Просят_уровень": None, SAMPLE: None,
}  # fmt: skip
ROWS = "\n".join((
    lines("Прочие организации", 1, Код_организации="ОРГ-01", Кто_внёс=WHO,
          Наименование_организации="АО «Завод примеров»",
          **{"Кто_отвечает,_телефон,_почта": "Сидоров, zavod@example.ru"}),
    application(1, **ACCEPTED),
    application(2, **OUTSIDE, **ACCEPTED),
    application(3, "ИО-02", Номер_заявки="5", Кто_подписал=None, Право_подписи=None,
                Решение_по_заявке="замечания", Решение_от="14.03.2025"),
    application(4, "ПО-01", Номер_заявки="6", Решение_по_заявке="отказано",
                Решение_от="14.03.2025", **{REASON: "услуг не оказывает."}),
    application(5, "ПО-01", **ORDER),
    application(6, "МО-01", Номер_заявки="7", **ACCEPTED),
))  # fmt: skip
SHEETS, REPLIES, RESULTS, ORDERS = (
    "Проверки качества", "Письма/Заявки на проверку качества",
    "Письма/Результаты проверок качества", "Письма/Порядок проверки качества",
)  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A folder with six rows, a sound sheet and a faulty one; what a run makes of it."""
    office = Office(tmp_path_factory.mktemp("проверки"))
    keep(office, ROWS)
    office.put(SHEET_FILE, sheet())
    faulty = answers(number="7", participant_id="МО-01", participant_name="Условск",
                     commission__1__role="член комиссии")  # fmt: skip
    office.put("лист с ошибкой.xlsx", drawn(Kind.CHECK_SHEET, faulty, "МО-01"))
    return office, office.run(mails=True)


def made(office, folder):
    return sorted(path.name for path in (office.output / folder).iterdir())


def test_a_sheet_is_drawn_for_each_check_that_is_to_be_made(year):
    office, _ = year
    assert made(office, SHEETS) == [
        "Лист проверки 4 ОРГ-01 АО «Завод примеров».xlsx",
        "Лист проверки 7 МО-01 Условска (исправить).xlsx",
    ], "which of two sheets of one check is to be filled in, nobody would know"


def test_a_sheet_sent_back_is_no_sheet_that_did_not_come(year):
    office, outcome = year
    shown = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    (row,) = (row for row in shown[SHEETS].iter_rows(min_row=4) if str(row[2].value) == "7")
    assert row[-1].value == "комиссии – исправить лист"
    waiting = checks_to_do(outcome.partner_checks, dt.date(2026, 1, 20))
    waits = {each.text.partition(":")[0]: each.names for each in waiting}
    assert waits["Лист проверки качества с ошибками"] == "7 (МО-01)"
    assert waits["Проверка качества была назначена, а лист комиссии не поступил"] == "4 (ОРГ-01)"


def test_the_queue_sends_a_faulty_sheet_to_the_commission(year):
    _, outcome = year
    (item,) = (each for each in queue_of(outcome) if each.place == "лист с ошибкой.xlsx")
    assert item.may == "вернуть комиссии исправляемый лист из папки «Проверки качества»"


def test_a_sheet_whose_criteria_were_changed_is_drawn_anew_too(tmp_path):
    office = Office(tmp_path)
    keep(office, application(**ACCEPTED))
    office.put(SHEET_FILE, sheet(criteria__1__text="Процесс описан как-нибудь."))
    office.run()
    assert made(office, SHEETS) == [
        "Лист проверки 3 ИО-01 примеров (исправить).xlsx",
        "Лист проверки 3 ИО-01 примеров.xlsx",
    ]


def test_a_drawn_sheet_is_filled_in_as_far_as_it_is_known(year):
    office, _ = year
    path = office.output / SHEETS / "Лист проверки 4 ОРГ-01 АО «Завод примеров».xlsx"
    blank = read(path.read_bytes())
    given = {answer.field_id: answer.value for answer in submission_of(blank).answers}
    assert (given["number"], given["participant_id"], given["asked"]) == ("4", "ОРГ-01", "местный")
    assert given["commission/1/name"] == "Петров П. П."
    assert given["edition"].startswith("ПРИМЕР: ") and given["criteria/6/levels"] == "федеральный"
    assert blank.unfilled and str(blank.identity).endswith("· ОРГ-01")


def test_the_sheet_of_a_commission_becomes_a_row_of_samples(year):
    office, outcome = year
    row = next(row for row in outcome.registers.rows if row.table == "samples")
    assert (row.text("application"), row.participant) == ("3", "ИО-01")
    assert row.text("decision") == "выдать сертификат"
    assert row.text("criteria_met") == "выполнено 3 из 3"
    assert remark(office.output / BOOK, "Образцы") == "действует"
    states = {f.source.path: f.status for f in outcome.files if f.kind is Kind.CHECK_SHEET}
    assert states == {
        SHEET_FILE: FileStatus.USED, "лист с ошибкой.xlsx": FileStatus.RETURNED,
    }  # fmt: skip


def test_a_faulty_sheet_goes_back_to_the_commission_and_not_to_the_body(year):
    office, outcome = year
    assert all(standing.returned == () for standing in outcome.standings)
    assert not (office.output / "Письма/На доработку").exists()
    assert not (office.output / "Письма/Приём отчётов").exists()


def test_every_kind_of_letter_on_checks_has_its_folder(year):
    office, _ = year
    folders = {f"Письма/{FOLDERS[kind]}" for kind in OF_CHECKS}
    assert folders == {REPLIES, RESULTS, ORDERS}
    assert [folder for folder in folders if not made(office, folder)] == []


def test_each_is_answered_by_a_letter_and_a_draft_of_a_mail(year):
    office, _ = year
    assert made(office, REPLIES) == [
        "ИО-02 образцов заявка 5.docx", "МО-01 Условска заявка 7.docx",
        "ОРГ-01 АО «Завод примеров» заявка 4.docx", "ПО-01 вымысла заявка 6.docx",
    ]  # fmt: skip
    assert made(office, RESULTS) == ["ИО-01 примеров заявка 3.docx"]
    assert made(office, ORDERS) == ["ПО-01 вымысла.docx"]
    drafts = office.output / "Черновики" / "Заявки на проверку качества"
    mail = (drafts / "ОРГ-01 АО «Завод примеров» заявка 4.eml").read_text("utf-8")
    assert "To: zavod@example.ru" in mail


def test_the_order_by_the_invented_example_waits_for_no_sending(year):
    office, _ = year
    text = letter_text(office.output / ORDERS / "ПО-01 вымысла.docx")
    assert "ПРОЕКТ" in text and "вымышленный" in text
    assert not (office.output / "Черновики" / "Порядок проверки качества").exists()
    register = openpyxl.load_workbook(office.output / "Исходящие-2025.xlsx")["Исходящие"]
    told = [[cell.value for cell in row] for row in register.iter_rows()]
    letters = [row for row in told if "проверка качества" in row]
    assert len(letters) == 6
    assert sum("проект: не утверждён" in row for row in letters) == 1
    assert sum("к отправке" in row for row in letters) == 5


def test_the_ranking_workbook_and_the_data_tell_the_same(year):
    office, _ = year
    shown = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")[SHEETS]
    numbers = [str(row[2].value) for row in shown.iter_rows(min_row=4) if row[2].value]
    data = json.loads((office.output / "results.json").read_text("utf-8"))
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    checks = data["partner_checks"]
    assert [each["number"] for each in checks["applications"]] == list("34567")
    assert numbers[-5:] == list("34567")
    assert checks["applications"][0]["check"]["decision"] == "выдать сертификат"
    assert checks["applications"][1]["outside"] and len(checks["requests"]) == 1


def test_a_number_and_a_day_make_a_certificate_and_answer_the_question(year, tmp_path):
    office, outcome = year
    again = office.copied(tmp_path)
    entered = {"Номер_сертификата": "ППКО-9", "Сертификат_от": "20.06.2025"}
    book = (again.output / BOOK).read_bytes()
    again.put(BOOK, filled(book, lines("Образцы", 1, **entered)))
    again.remove(SHEET_FILE)
    found = again.run()
    assert [each.number for each in found.registers.certificates] == ["ППКО-9"]
    assert made(again, "Сертификаты") == ["ППКО-9 ИО-01 примеров.docx"]
    text = letter_text(again.output / RESULTS / "ИО-01 примеров заявка 3.docx")
    assert "Выдан сертификат соответствия качества № ППКО-9 от 20.06.2025." in text
    assert "no_quality_check" in facts_of(outcome) - facts_of(found)


def facts_of(outcome):
    own = next(file for file in outcome.files if file.source.path == "ИО-01.xlsx")
    return {str(fact) for finding in own.findings for fact in finding.facts}


def test_a_check_whose_row_has_a_slip_is_not_asked_for_again(year, tmp_path):
    office, _ = year
    again = office.copied(tmp_path)
    entered = {"Номер_сертификата": "ППКО-9", "Сертификат_от": "01.02.2025"}
    again.put(BOOK, filled((again.output / BOOK).read_bytes(), lines("Образцы", 1, **entered)))
    found = again.run()
    assert "D014" in {finding.code for finding in found.registers.findings}
    assert "Лист проверки 3 ИО-01 примеров.xlsx" not in made(again, SHEETS)
    shown = openpyxl.load_workbook(again.output / "Рейтинг-2025.xlsx")
    (row,) = (row for row in shown[SHEETS].iter_rows(min_row=4) if str(row[2].value) == "3")
    assert row[-1].value == "исправить запись листа «Образцы»: она не действует"


def test_a_refused_check_gives_no_certificate(tmp_path):
    office = Office(tmp_path)
    keep(office, application(**ACCEPTED))
    office.put(SHEET_FILE, sheet(decision="отказано", level=None, grounds="процесс не описан"))
    found = office.run()
    assert found.registers.certificates == ()
    assert not (office.output / "Сертификаты").exists()
    text = letter_text(office.output / RESULTS / "ИО-01 примеров заявка 3.docx")
    assert "В выдаче сертификата отказано." in text and "процесс не описан" in text


def test_who_uses_none_of_it_sees_none_of_it(tmp_path):
    office = Office(tmp_path)
    office.first_run()
    assert not (office.output / SHEETS).exists()
    assert not (office.output / REPLIES).exists()
    assert "partner_checks" not in json.loads((office.output / "results.json").read_text("utf-8"))
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx", read_only=True)
    assert SHEETS not in book.sheetnames
