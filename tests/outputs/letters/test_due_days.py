"""One due day: what letters, the board and the forms that go with them name is the same day."""

import datetime as dt
import email
import email.policy
import io
import re

import openpyxl
import pytest
from docx import Document

from kuzbass_batch.findings.objections import NOTHING_ASKED
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.redrawn import RedrawInput, draw_sketch
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from tests.categories import EXECUTIVE
from tests.filled import METHODOLOGY
from tests.office import Office, assessment
from tests.paths import ROOT

SAMPLES = ROOT / "input_samples" / "2025"
BY = re.compile(r"до (\d\d\.\d\d\.\d{4}) включительно")
ACT, DUE = "15.12.2025", "27.01.2026"


@pytest.fixture(scope="module")
def result(samples_in_january):
    return samples_in_january.folder


def named_in_book(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    return [day for text in cells for day in BY.findall(text)]


def named_in_letter(path):
    return BY.findall("\n".join(each.text for each in Document(path).paragraphs))


def text_of(path):
    """Return the text of a mail."""
    with path.open("rb") as stream:
        mail = email.message_from_binary_file(stream, policy=email.policy.default)
    return mail.get_body().get_content()


def board(folder):
    sheet = openpyxl.load_workbook(folder / "Рейтинг-2025.xlsx")["Что дальше"]
    rows = sheet.iter_rows(min_row=4, values_only=True)
    return {row[3]: f"{row[0]:%d.%m.%Y}" for row in rows if row[2] == "участники"}


def test_letters_and_forms_to_mend_name_the_day_of_the_board(result):
    folder = result / "Письма" / "На доработку"
    forms = [named_in_book(path.read_bytes()) for path in sorted(folder.glob("*(исправить)*"))]
    letters = [named_in_letter(path) for path in sorted(folder.glob("*.docx"))]
    assert len(forms) > 10 and len(letters) > 10
    assert {day for days in forms for day in days} == {DUE}
    assert all(days for days in forms if len(days) > 1), "a self-assessment says it twice"
    assert {day for days in letters for day in days} == {DUE} and all(letters)
    found = board(result)
    assert found["Исправить и направить повторно самооценку"] == DUE
    assert found["Исправить и направить повторно паспорт проекта"] == DUE


def test_reminders_and_their_blanks_name_the_day_that_the_board_repeats(result):
    folder = result / "Письма" / "Напоминания"
    assert {day for path in folder.glob("*.xlsx") for day in named_in_book(path.read_bytes())} == {
        DUE
    }
    assert {day for path in folder.glob("*.docx") for day in named_in_letter(path)} == {DUE}
    reminded = f"Представить самооценку (в напоминании – до {DUE} включительно)"
    assert board(result)[reminded] == ACT


def test_before_the_act_s_day_everything_names_that_day(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    office.remove("ИО-01.xlsx")
    office.run(dt.date(2025, 12, 1), insist=True)
    letters = office.output / "Письма"
    for path in sorted(letters.rglob("*.docx")):
        if path.parent.name in ("Напоминания", "На доработку"):
            assert set(named_in_letter(path)) == {ACT}, path
    for path in sorted(letters.rglob("*.xlsx")):
        if path.parent.name in ("Напоминания", "На доработку"):
            assert set(named_in_book(path.read_bytes())) == {ACT}, path
    assert board(office.output)["Исправить и направить повторно самооценку"] == ACT


def test_just_before_the_act_s_day_only_a_form_to_mend_is_given_more_time(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-02.xlsx", assessment("ИО-02", answers={"1.0/done": "может быть"}))
    office.remove("ИО-01.xlsx")
    office.run(dt.date(2025, 12, 11), mails=True)
    letters, days = office.output / "Письма", {}
    for path in sorted(letters.rglob("*.docx")):
        days.setdefault(path.parent.name, set()).update(named_in_letter(path))
    for path in sorted(letters.rglob("*.xlsx")):
        days[path.parent.name].update(named_in_book(path.read_bytes()))
    assert days["Напоминания"] == {ACT} and days["На доработку"] == {"18.12.2025"}
    drafts = sorted((office.output / "Черновики").rglob("*.eml"))
    told = {path.parent.name: set(BY.findall(text_of(path))) for path in drafts}
    assert told["Напоминания"] == {ACT} and told["На доработку"] == {"18.12.2025"}
    assert board(office.output)["Исправить и направить повторно самооценку"] == "18.12.2025"
    assert board(office.output)["Представить самооценку"] == ACT


@pytest.mark.parametrize("kind", [Kind.OBJECTION, Kind.PASSPORT, Kind.SELF_ASSESSMENT])
def test_a_form_of_any_kind_that_goes_back_names_the_day_of_its_letter(kind):
    person = Participant(id="ИО-01", name="Министерство примеров", short_name="Минпримеров",
                         category=EXECUTIVE, head_post="министр",
                         head_name="Образцов Пётр Ильич")  # fmt: skip
    sketch = RedrawInput(path="", kind=kind, participant=person, answers={},
                         remarks=(NOTHING_ASKED.at(),), numbers={},
                         due=dt.date(2026, 3, 20))  # fmt: skip
    data = draw_sketch(year_of(METHODOLOGY), sketch)
    assert set(named_in_book(data)) == {"20.03.2026"}
    cells = (c.value for s in openpyxl.load_workbook(io.BytesIO(data)) for row in s for c in row)
    assert not [text for text in cells if "в течение 15 рабочих дней" in str(text)]
