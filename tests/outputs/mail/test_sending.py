"""What goes out by mail: drafts beside letters, the register that every run goes on with, PDF."""

import atexit
import datetime as dt
import email
import json
import os
import re
import shutil
import subprocess
import tempfile
from email import policy
from functools import cache
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs import writing
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate
from kuzbass_batch.outputs.letters.planning import FOLDERS
from kuzbass_batch.outputs.mail import pdf
from kuzbass_batch.outputs.mail.texts import check_mail_texts, mail_text_of
from kuzbass_batch.outputs.progress import Watcher
from kuzbass_batch.publishing.state_folder import state_folder
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS, REGISTER_HEADS
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.usage import WrongUsage
from tests.filled import METHODOLOGY
from tests.office import Office, filled, lines, ruled
from tests.office_files import property_of
from tests.paths import ROOT
from tests.results_on_disk import hashes, read
from tests.runs import run_at_once
from tests.small_folder import cli, form, person, registry, small_folder

pytestmark = pytest.mark.usefixtures("without_ranking")

AS_OF, DAY_AFTER = dt.date(2026, 1, 20), dt.date(2026, 1, 21)
SAMPLES = ROOT / "input_samples" / "2025"
TEXTS = ROOT / "templates" / "letters"
REGISTER = "Исходящие-2025.xlsx"
PEOPLE = (
    person("ИО-01", "Министерство примеров", "Минпримеров", email="one@example.ru, two@example.ru"),
    person("ИО-02", "Министерство образцов", "Минобразцов", email="three@example"),
    person("ИО-03", "Агентство проб", "Агентство проб"),
)


MADE = {}


@pytest.fixture
def folder(tmp_path):
    """The first is rated, the second's form has a fault, the third sent nothing; all approved."""
    folder = small_folder(tmp_path / "in")
    (folder / "Реестр.xlsx").write_bytes(registry(PEOPLE))
    (folder / "Решения.xlsx").write_bytes(approval())
    return folder


@pytest.fixture
def asking(folder):
    """The same before the rating is approved: who sent nothing is still asked for it."""
    (folder / "Решения.xlsx").unlink()
    return folder


@cache
def approval():
    """The decisions workbook with nothing in it but the approval of the rating."""
    with tempfile.TemporaryDirectory() as place:
        book = Office(place).draw(AS_OF)
    number = len(METHODOLOGY.readings) + 1
    cells = {"Номер протокола": "1", "Дата": "15.01.2026", "Кто внёс": "С."}
    return filled(book, lines("Протоколы", number, **cells))


def batch(folder, target, as_of=AS_OF, **options):
    """Run; the first result of a folder as several tests have it is a copy of one made once."""
    plain = (
        options.keys() <= {"mails"} and not target.exists() and not state_folder(target).exists()
    )
    if not plain:
        run_at_once(folder, target, as_of=as_of, **options)
        return
    key = (frozenset(read(folder).items()), as_of, *options.values(), writing.write_workbook)
    if key not in MADE:
        run_at_once(folder, target, as_of=as_of, **options)
        MADE[key] = Path(tempfile.mkdtemp(prefix="sending"), target.name)
        atexit.register(shutil.rmtree, MADE[key].parent, ignore_errors=True)
        copy_result(target, MADE[key])
    else:
        copy_result(MADE[key], target)


def copy_result(source, target):
    """Copy a result with what the program remembers beside it."""
    shutil.copytree(source, target)
    shutil.copytree(state_folder(source), state_folder(target))


def opened(path):
    return email.message_from_bytes(path.read_bytes(), policy=policy.default)


def drafts(target):
    """The drafts of a result by their path."""
    place = target / "Черновики"
    return {path.relative_to(place).as_posix(): opened(path) for path in place.rglob("*.eml")}


def register(target):
    """The lines of the register by participant, each by its heads."""
    sheet = openpyxl.load_workbook(target / REGISTER).active
    heads = [cell.value for cell in sheet[3]]
    lines = [
        dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=4)
    ]
    return {(line["Участник"], line["Что направляется"]): line for line in lines}


def fill(target, line, **values):
    """Fill in a line of the register as the clerk does, by its head."""
    book = openpyxl.load_workbook(target / REGISTER)
    sheet = book.active
    heads = [cell.value for cell in sheet[3]]
    row = next(r for r in sheet.iter_rows(min_row=4) if r[heads.index("Номер")].value == line)
    for head, value in values.items():
        row[heads.index(head.replace("_", " "))].value = value
    book.save(target / REGISTER)


def test_without_being_asked_a_run_makes_no_drafts(folder, tmp_path):
    batch(folder, tmp_path / "out")
    assert not (tmp_path / "out" / "Черновики").exists()
    assert (tmp_path / "out" / REGISTER).exists()


def test_every_letter_has_a_draft_with_the_letter_and_its_forms(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target, mails=True)
    found = drafts(target)
    assert sorted(found) == [
        "На доработку/ИО-02 Минобразцов.eml",
        "Не оценены/ИО-03 Агентство проб.eml",
        "Результаты/ИО-01 Минпримеров.eml",
    ]
    for path, mail in found.items():
        letter = Path(path).with_suffix(".docx")
        files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        place = target / "Письма" / letter.parent
        assert files.pop(f"Письмо {letter.name}") == (place / letter.name).read_bytes()
        forms = {p.name: p.read_bytes() for p in place.glob(f"*{letter.name[:5]}*.xlsx")}
        assert files == forms
        for name in files:
            assert name in mail.get_body().get_content()


def test_subject_and_text_say_whose_and_what_and_till_when(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target, mails=True)
    found = drafts(target)
    result = found["Результаты/ИО-01 Минпримеров.eml"]
    assert result["Subject"] == "Минпримеров: результаты рейтинга «Эффективный регион» за 2025 год"
    text = result.get_body().get_content()
    assert text.splitlines()[:2] == ["Уважаемый Пётр Ильич!", ""]
    assert "в течение 15 рабочих дней с даты получения результатов (п. 3.4 программы)" in text
    sent_back = found["На доработку/ИО-02 Минобразцов.eml"]
    assert sent_back["Subject"].startswith("Минобразцов: доработка формы для рейтинга")
    assert "до 27.01.2026 включительно" in sent_back.get_body().get_content()
    told = found["Не оценены/ИО-03 Агентство проб.eml"]
    assert told["Subject"].startswith("Агентство проб: итоги рейтинга")
    (folder / "Решения.xlsx").unlink()
    batch(folder, target, mails=True)
    reminder = drafts(target)["Напоминания/ИО-03 Агентство проб.eml"]
    assert "до 27.01.2026 включительно" in reminder.get_body().get_content()


def test_who_was_excluded_has_a_folder_and_a_subject_of_his_own(tmp_path):
    """A self-assessment came: neither mail nor letter may say that it did not."""
    office = Office(tmp_path)
    office.decide(ruled(1, "ИО-01", "исключить самооценку"))
    office.run(mails=True)
    (letter,) = (office.output / "Письма" / "Не оценены").glob("ИО-01 *.docx")
    words = [each.text for each in Document(letter).paragraphs]
    assert "О самооценке, не учтённой в рейтинге" in "\n".join(words)
    (mail,) = (m for path, m in drafts(office.output).items() if path.startswith("Не оценены/"))
    assert ": самооценка не учтена в рейтинге" in mail["Subject"]
    said = "\n".join((*words, mail.get_body().get_content()))
    assert "не поступила" not in said


def test_from_the_day_of_the_totals_no_mail_asks_for_a_self_assessment(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target, as_of=dt.date(2026, 4, 1), mails=True)
    found = drafts(target)
    for path in ("На доработку/ИО-02 Минобразцов.eml", "Не оценены/ИО-03 Агентство проб.eml"):
        said = found[path].get_body().get_content()
        assert "подводятся без неё" in said and "росим" not in said, path
        assert len(list(found[path].iter_attachments())) == 1, "the letter alone"


def test_who_has_no_good_address_gets_none_and_stands_in_the_register(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target, mails=True)
    found = drafts(target)
    assert found["Результаты/ИО-01 Минпримеров.eml"]["To"] == "one@example.ru, two@example.ru"
    assert "To" not in found["На доработку/ИО-02 Минобразцов.eml"]
    assert "To" not in found["Не оценены/ИО-03 Агентство проб.eml"]
    remarks = {who: line["Отметка программы"] for (who, _), line in register(target).items()}
    assert remarks == {
        "ИО-01": "",
        "ИО-02": "Адреса нет: в черновике не указано, кому. Адрес с ошибкой: three@example.",
        "ИО-03": "Адреса нет: в черновике не указано, кому.",
    }


def test_the_register_tells_of_each_letter_what_left_the_house(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target, mails=True)
    lines = register(target)
    line = lines["ИО-02", "возврат на доработку"]
    file = target / "Письма" / "На доработку" / line["Письмо"]
    assert line["Номер"] == "ЭР-2025/Д-001"
    assert line["Кому"] == "Министру образцов Образцову\u00a0П.\u00a0И."
    assert line["Электронная почта"] == "three@example"
    assert line["Дата письма"].date() == AS_OF
    assert line["SHA-256 письма"] == sha256(file.read_bytes()).hexdigest()
    assert line["Приложения"] == "Самооценка-2025 ИО-02 Минобразцов (исправить).xlsx"
    assert {line["Состояние"] for line in lines.values()} == {"к отправке"}
    assert not any(line["Отправлено"] or line["Кто отправил"] for line in lines.values())


def test_what_the_clerk_filled_in_comes_back_and_is_drafted_no_more(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target, mails=True)
    fill(target, "ЭР-2025/Р-001", Номер="01-15/88", Отправлено=dt.datetime(2026, 1, 20),
         Кто_отправил="Образцова", Примечание="=1+1")  # fmt: skip
    batch(folder, target, mails=True)
    line = register(target)["ИО-01", "результаты"]
    assert (line["Номер"], line["Отправлено"].date(), line["Кто отправил"]) == (
        "01-15/88",
        AS_OF,
        "Образцова",
    )
    assert line["Состояние"] == "отправлено"
    assert sorted(drafts(target)) == [
        "На доработку/ИО-02 Минобразцов.eml",
        "Не оценены/ИО-03 Агентство проб.eml",
    ]


def test_a_reminder_sent_and_due_again_is_drafted_apart_under_a_number_of_its_own(asking, tmp_path):
    """A day later the day to answer by is another one, so the letter is."""
    target = tmp_path / "out"
    batch(asking, target, mails=True)
    sent = register(target)["ИО-03", "напоминание"]
    fill(target, "ЭР-2025/Н-001", Отправлено="20.01.2026")
    batch(asking, target, DAY_AFTER, mails=True)
    assert "Повторно/Напоминания/ИО-03 Агентство проб.eml" in drafts(target)
    sheet = openpyxl.load_workbook(target / REGISTER).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    first, second = (line for line in lines if "ИО-03" in line)
    heads = list(REGISTER_HEADS)
    assert first[0] == "ЭР-2025/Н-001"
    assert first[heads.index("sha256")] == sent["SHA-256 письма"]
    assert second[0] == "ЭР-2025/Н-002"
    assert second[heads.index("remark")].startswith(
        "Адреса нет: в черновике не указано, кому. Прежнее письмо № ЭР-2025/Н-001 отправлено "
        "20.01.2026"
    )


@pytest.mark.parametrize("typed", [345, 12, 59, 61, 36000])
def test_an_own_number_in_a_cell_with_the_format_of_dates_stays_a_number(folder, tmp_path, typed):
    """Registers of earlier versions had that format in every cell that is filled in by hand."""
    target = tmp_path / "out"
    batch(folder, target)
    fill(target, "ЭР-2025/У-001", Номер=typed, Примечание=typed)
    book = openpyxl.load_workbook(target / REGISTER)
    for row in book.active.iter_rows(min_row=4):
        for cell in row:
            cell.number_format = "dd.mm.yyyy"
    book.save(target / REGISTER)
    batch(folder, target)
    line = register(target)["ИО-03", "уведомление"]
    assert (line["Номер"], line["Примечание"]) == (str(typed), str(typed))


def test_number_sender_and_note_are_cells_of_text_and_the_sending_one_of_dates(folder, tmp_path):
    batch(folder, tmp_path / "out")
    sheet = openpyxl.load_workbook(tmp_path / "out" / REGISTER).active
    formats = {
        head.value: cell.number_format for head, cell in zip(sheet[3], sheet[4], strict=True)
    }
    filled = ("Номер", "Кто отправил", "Примечание", "Отправлено")
    assert [formats[head] for head in filled] == ["@", "@", "@", "dd.mm.yyyy"]


def test_a_sending_that_cannot_be_right_is_marked_and_told(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target)
    fill(target, "ЭР-2025/Р-001", Отправлено=dt.datetime(2026, 1, 15))
    told = []
    batch(folder, target, watcher=Watcher(tell=told.append))
    assert told == ["Реестр исходящих: сверьте отправку («Отметка программы»): № ЭР-2025/Р-001."]
    remark = register(target)["ИО-01", "результаты"]["Отметка программы"]
    assert remark.startswith("Дата отправки раньше даты письма")


def test_a_reminder_drawn_anew_before_its_sending_was_entered_keeps_the_hash_that_went(
    asking, tmp_path
):
    target = tmp_path / "out"
    batch(asking, target)
    went = register(target)["ИО-03", "напоминание"]["SHA-256 письма"]
    batch(asking, target, DAY_AFTER)
    assert register(target)["ИО-03", "напоминание"]["SHA-256 письма"] != went
    fill(target, "ЭР-2025/Н-001", Отправлено=dt.datetime(2026, 1, 20))
    batch(asking, target, DAY_AFTER)
    sheet = openpyxl.load_workbook(target / REGISTER).active
    heads = list(REGISTER_HEADS)
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    first, second = (line for line in lines if line[heads.index("participant")] == "ИО-03")
    assert (first[heads.index("sha256")], first[heads.index("state")]) == (went, "отправлено")
    assert second[heads.index("state")] == "к отправке повторно"


def test_numbers_hold_when_participants_come_and_go(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target)
    before = {key: line["Номер"] for key, line in register(target).items()}
    more = person("ИО-00", "Министерство начал", "Минначал")
    (folder / "Реестр.xlsx").write_bytes(registry([more, *PEOPLE]))
    (folder / "ИО-03.xlsx").write_bytes(form(Kind.SELF_ASSESSMENT, "ИО-03", "Агентство проб"))
    batch(folder, target)
    lines = register(target)
    assert {key: lines[key]["Номер"] for key in before} == before
    assert lines["ИО-03", "уведомление"]["Состояние"] == "больше не требуется"
    assert lines["ИО-03", "результаты"]["Номер"] == "ЭР-2025/Р-002"
    assert lines["ИО-00", "уведомление"]["Номер"] == "ЭР-2025/У-002"


def test_the_same_run_twice_leaves_the_same_folder(folder, tmp_path):
    target, other = tmp_path / "out", tmp_path / "other"
    batch(folder, target, mails=True)
    first = hashes(target)
    batch(folder, target, mails=True)
    batch(folder, other, mails=True)
    assert hashes(target) == first == hashes(other)


def test_a_register_moved_about_and_added_to_loses_nothing(folder, tmp_path):
    """Columns swapped, one added, a line written by hand, saved by another program."""
    target = tmp_path / "out"
    batch(folder, target)
    before = register(target)
    book = openpyxl.load_workbook(target / REGISTER)
    sheet = book.active
    heads = [cell.value for cell in sheet[3]]
    sheet.delete_cols(heads.index("Содержание") + 1)  # as in the register of an earlier version
    added = len(heads)
    for row, (at, value) in {3: (added, "Трек"), 4: (added, 80085), 9: (added, "заказное")}.items():
        sheet.cell(row, at).value = value
    sheet["A9"], sheet.cell(9, heads.index("Что направляется") + 1).value = (
        "01-15/90",
        "письмо в Центр",
    )
    sheet.move_range("A3:A9", cols=added)
    book.save(target / REGISTER)
    batch(folder, target)
    after = register(target)
    own = after.pop(("", "письмо в Центр"))
    assert (own["Номер"], own["Примечание"], own["Состояние"]) == (
        "01-15/90",
        "Трек: заказное",
        "внесено вручную",
    )
    assert after["ИО-02", "возврат на доработку"].pop("Примечание") == "Трек: 80085"
    before["ИО-02", "возврат на доработку"].pop("Примечание")
    assert after == before


def swap(sheet, first, last, rows=(4, 5)):
    """Change places of two rows in the columns from one head to another, as sorting these would."""
    heads = [cell.value for cell in sheet[3]]
    for column in range(heads.index(first) + 1, heads.index(last) + 2):
        one, other = (sheet.cell(row, column) for row in rows)
        one.value, other.value = other.value, one.value


PARTS = [
    ("Номер", "Отметка программы"),
    ("Отправлено", "Примечание"),
    ("Письмо", "Учтено программой"),
    ("Номер", "Примечание"),
    ("Участник", "Что направляется"),
    ("Кто отправил", "Строка отправки"),
]


@pytest.mark.parametrize(("first", "last"), PARTS)
def test_columns_sorted_apart_from_the_others_stop_the_run(folder, tmp_path, first, last):
    """The sending of one letter would stand beside another's hash."""
    target = tmp_path / "out"
    batch(folder, target)
    book = openpyxl.load_workbook(target / REGISTER)
    swap(book.active, first, last)
    book.save(target / REGISTER)
    with pytest.raises(
        WrongUsage, match=r"графы отсортированы отдельно.*в строку \d+ попало чужое"
    ):
        batch(folder, target)
    swap(book.active, first, last)
    book.save(target / REGISTER)
    batch(folder, target)


def test_whole_rows_sorted_are_no_matter(folder, tmp_path):
    target = tmp_path / "out"
    batch(folder, target)
    before = register(target)
    book = openpyxl.load_workbook(target / REGISTER)
    swap(book.active, "Номер", "Учтено программой")
    book.save(target / REGISTER)
    batch(folder, target)
    moved = ("Строка", "Строка отправки", "Учтено программой")
    after = register(target)
    assert {
        key: {h: v for h, v in line.items() if h not in moved} for key, line in after.items()
    } == {key: {h: v for h, v in line.items() if h not in moved} for key, line in before.items()}


@pytest.mark.ranking
def test_the_number_of_another_s_letter_is_marked_told_and_stands_on_the_summary(folder, tmp_path):
    target, told = tmp_path / "out", []
    batch(folder, target)
    fill(target, "ЭР-2025/Д-001", Номер="ЭР-2025/Р-001", Отправлено=dt.datetime(2026, 1, 20))
    batch(folder, target, watcher=Watcher(tell=told.append))
    assert any(each.startswith("Реестр исходящих: сверьте отправку") for each in told)
    remark = register(target)["ИО-02", "возврат на доработку"]["Отметка программы"]
    assert "был записан за другим письмом" in remark
    sheet = openpyxl.load_workbook(target / "Рейтинг-2025.xlsx")["Сводка"]
    said = [[str(cell.value) for cell in row if cell.value] for row in sheet]
    (line,) = (row for row in said if any("в чужой строке" in text for text in row))
    assert any("ИО-02 (возврат на доработку)" in text for text in line)


def test_a_register_filled_in_is_no_reason_to_keep_the_result_it_lay_in(folder, tmp_path):
    """What was entered has gone on; a folder kept by every run would bury the clerk."""
    target = tmp_path / "out"
    for day in range(20, 24):
        batch(folder, target, dt.date(2026, 1, day), watcher=Watcher(tell=pytest.fail))
        later = (target / "results.json").stat().st_mtime + 60
        fill(target, "ЭР-2025/Р-001", Кто_отправил=f"{day}")
        os.utime(target / REGISTER, (later, later))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".out.state",
        "in",
        "out",
        "out (прежний результат)",
    ]


def test_a_register_that_cannot_be_read_stops_the_run(folder, tmp_path):
    """Without it sent letters would get other numbers."""
    target = tmp_path / "out"
    batch(folder, target)
    (target / REGISTER).write_bytes(b"PK nothing")
    before = hashes(target)
    with pytest.raises(WrongUsage, match="Реестр исходящих прежнего результата не прочитан"):
        batch(folder, target)
    assert hashes(target) == before
    (target / REGISTER).write_bytes(registry(PEOPLE))
    with pytest.raises(WrongUsage, match="нет таблицы реестра"):
        batch(folder, target)


def test_what_a_participant_is_called_stays_text_in_one_line(folder, tmp_path):
    evil = "{{ year }} <b>&amp;</b>\nBcc: all@example.ru"
    people = [person("ИО-01", "Министерство примеров", evil, email="a@example.ru"), *PEOPLE[1:]]
    (folder / "Реестр.xlsx").write_bytes(registry(people))
    batch(folder, tmp_path / "out", mails=True)
    (mail,) = (m for path, m in drafts(tmp_path / "out").items() if path.startswith("Результаты"))
    assert "Bcc" not in mail
    assert mail["Subject"].startswith("{{ year }} <b>&amp;</b> Bcc: all@example.ru: результаты")


def test_what_the_committee_says_was_handed_over_is_sent(folder, tmp_path):
    """«Вручение» gives the number; a later run keeps it, with the decisions or without."""
    target, decisions = tmp_path / "out", folder / "Решения.xlsx"
    batch(folder, target, mails=True)
    book = openpyxl.load_workbook(target / "Решения-2025.xlsx")
    sheet = book["Вручение"]
    heads = [cell.value for cell in sheet[3]]
    for head, value in {
        "Участник": "ИО-01",
        "Что вручено": "результаты",
        "Кто внёс": "Образцова",
        "Исходящий номер": "01-15/88",
        "Отправлено": dt.date(2026, 1, 20),
    }.items():
        sheet.cell(4, heads.index(head) + 1).value = value
    book.save(decisions)
    batch(folder, target, mails=True)
    line = register(target)["ИО-01", "результаты"]
    assert (line["Номер"], line["Состояние"]) == ("01-15/88", "отправлено")
    assert line["Отправлено"].date() == AS_OF
    assert not any(path.startswith("Результаты") for path in drafts(target))
    batch(folder, target, mails=True)
    assert register(target)["ИО-01", "результаты"] == line
    decisions.unlink()
    batch(folder, target, mails=True)
    assert register(target)["ИО-01", "результаты"] == line


def test_every_kind_of_letter_has_a_word_a_text_and_a_number():
    assert set(FOLDERS) <= set(LETTER_WORDS)
    for kind in LETTER_WORDS:
        assert mail_text_of(kind, None)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("result.txt", "Уважаемые коллеги!\n", "«result.txt»: нужны первая строка «Тема: …»"),
        ("result.txt", "Тема: письмо\n\n", "нужны первая строка"),
        ("return.txt", "Тема: {{ subject }}\n\nтекст", "неизвестный тег «subject»"),
        ("reply.txt", "Тема: а\n\n{{ name }", "«reply.txt»: ошибка в теге, строка 1"),
        ("reminder.txt", "Тема: а\n\n\udcff", "«reminder.txt»: файл сохранён не в кодировке UTF-8"),
        (
            "outgoing.toml",
            "digits = 3\n[prefixes]",
            "ровно эти ключи: return, reminder, notice",
        ),
        ("outgoing.toml", "digits = 3", "не указано: prefixes"),
        ("outgoing.toml", "digits = '3'\n[prefixes]", "digits: .* кавычки лишние: пишите 3"),
        ("outgoing.toml", "digits = 3\nprefixes = 5", "prefixes: ожидается таблица, стоит «5»"),
        ("outgoing.toml", "digits = 0\n[prefixes]", "digits – не число от 1 до 9"),
        ("outgoing.toml", "digits = ", "«outgoing.toml»: файл не читается как TOML: строка 1"),
    ],
)
def test_a_faulty_text_of_the_house_is_refused_before_anything_is_read(
    tmp_path, name, text, message
):
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadTemplate, match=message):
        check_mail_texts(tmp_path, Period(2025))


def test_the_houses_own_text_and_numbers_are_used(folder, tmp_path):
    house = tmp_path / "house"
    house.mkdir()
    (house / "result.txt").write_text("Тема: {{ name }}\r\n\r\nСвой текст.", "utf-8-sig")
    own = (TEXTS / "outgoing.toml").read_text("utf-8").replace("{short}-{year}/Р-", "№{year}-")
    (house / "outgoing.toml").write_text(own, "utf-8")
    batch(folder, tmp_path / "out", mails=True, templates=house)
    mail = drafts(tmp_path / "out")["Результаты/ИО-01 Минпримеров.eml"]
    assert mail["Subject"] == "Министерство примеров"
    assert mail.get_body().get_content().strip() == "Свой текст."
    assert register(tmp_path / "out")["ИО-01", "результаты"]["Номер"] == "№2025-001"


def test_a_tag_without_a_value_stops_the_run(folder, tmp_path):
    (tmp_path / "result.txt").write_text("Тема: а\n\n{{ committee.fax }}", "utf-8")
    with pytest.raises(WrongUsage, match=r"«result.txt» не заполняется.*fax"):
        batch(folder, tmp_path / "out", mails=True, templates=tmp_path)
    assert not (tmp_path / "out").exists()


def test_the_screen_says_where_the_drafts_are(folder, tmp_path):
    done = cli("run", folder, "--output", tmp_path / "out", "--as-of", "2026-01-20", "--mails")
    assert done.returncode == 1
    assert "Черновики писем – в папке «" in done.stdout.splitlines()[-1]


needs_office = pytest.mark.skipif(not pdf.find_office(), reason="LibreOffice is not installed")


@needs_office
def test_letters_become_pdf_and_go_with_the_mail_the_same_each_time(folder, tmp_path):
    targets = [tmp_path / "out", tmp_path / "other"]
    for target in targets:
        batch(folder, target, mails=True, pdf=True)
    first, second = map(hashes, targets)
    made = [name for name in first if name.endswith(".pdf")]
    letters = [name for name in first if name.startswith("Письма/") and name.endswith(".docx")]
    assert len(made) == len(letters) == 3
    assert first == second
    files = [
        p.get_filename()
        for p in drafts(targets[0])["Результаты/ИО-01 Минпримеров.eml"].iter_attachments()
    ]
    form = "Несогласие-2025 ИО-01 Минпримеров.xlsx"
    assert files == ["Письмо ИО-01 Минпримеров.pdf", form]
    for name in made:
        assert_told_to_screen_readers(targets[0] / name)


def assert_told_to_screen_readers(path):
    """A PDF is tagged, with heading and header cells, and its window shows the letter's title."""
    told = said_of(path)
    assert re.search(r"Tagged: +yes", told)
    title = re.search(r"Title: +(.+)", told)[1]
    assert title == property_of(path.with_suffix(".docx"), "title")
    data = path.read_bytes()
    assert b"/DisplayDocTitle true" in data and b"/Lang(ru-RU)" in data
    structure = said_of(path, "-struct")
    assert re.search(r"^ *H1\b", structure, re.MULTILINE)
    if path.parent.name == "Результаты":
        assert re.search(r"^ *TH\b", structure, re.MULTILINE)


def said_of(pdf, *options):
    command = ["pdfinfo", *options, pdf]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_without_libreoffice_the_run_goes_on_with_a_word(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    told = []
    batch(folder, tmp_path / "out", mails=True, pdf=True, watcher=Watcher(tell=told.append))
    assert told == [pdf.NOT_FOUND]
    assert json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    assert not list((tmp_path / "out").rglob("*.pdf"))
    assert len(drafts(tmp_path / "out")) == 3


@pytest.mark.skipif(shutil.which("false") is None, reason="no program that does nothing")
def test_a_libreoffice_that_fails_is_told_and_the_letters_stay(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "find_office", lambda: Path(shutil.which("false")))
    told = []
    batch(folder, tmp_path / "out", pdf=True, watcher=Watcher(tell=told.append))
    assert told[0].startswith("LibreOffice не сделал PDF для писем: 3, среди них «ИО-01")
    assert len(list((tmp_path / "out" / "Письма").rglob("*.docx"))) == 3
