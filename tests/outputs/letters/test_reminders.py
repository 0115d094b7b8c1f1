"""Reminders before the act's day: what they say at each step, and how the clerk's desk goes on."""

import datetime as dt

import pytest

from kuzbass_batch.records.files.sources import Kind
from tests.office_files import faults, letter_text
from tests.outputs.mail.test_sending import PEOPLE, drafts, fill, register
from tests.paths import DATA
from tests.runs import run_at_once
from tests.small_folder import form, registry
from tests.year_keys import lay_key

pytestmark = pytest.mark.whole

GOLDEN = DATA / "golden_reminders"
REMINDERS = "Письма/Напоминания"
EARLY, FIRST, SECOND = dt.date(2025, 11, 24), dt.date(2025, 11, 25), dt.date(2025, 12, 10)
ABSENT, BACK = "ИО-03 Агентство проб", "ИО-02 Минобразцов"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Three bodies: one is sound, one has a form to mend, one has sent nothing. Four days."""
    root = tmp_path_factory.mktemp("desk")
    folder, target = root / "входящие", root / "итог"
    folder.mkdir()
    lay_key(folder)
    came = dt.date(2025, 11, 20)
    (folder / "Реестр.xlsx").write_bytes(registry(PEOPLE))
    for who, name, changes in (
        ("ИО-01", "Министерство примеров", {}),
        ("ИО-02", "Министерство образцов", {"executor_name": None}),
    ):
        data = form(Kind.SELF_ASSESSMENT, who, name, filled_on=came, **changes)
        (folder / f"{who}.xlsx").write_bytes(data)
    return root, folder, target


def run(desk, as_of):
    _, folder, target = desk
    return run_at_once(folder, target, year=2025, as_of=as_of, mails=True)


def reminded(target):
    return {path.stem for path in (target / REMINDERS).glob("*.docx")}


def line_of(target, who):
    return register(target)[who, "напоминание"]


def test_the_schedule_walked_from_day_to_day(desk):
    target = desk[2]
    run(desk, EARLY)
    assert not (target / REMINDERS).exists(), "neither letters nor blanks before the first day"
    run(desk, FIRST)
    assert reminded(target) == {ABSENT, BACK}
    text = letter_text(target / REMINDERS / f"{ABSENT}.docx")
    assert "До окончания этого срока осталось не более 14 рабочих дней." in text
    fill(target, line_of(target, "ИО-03")["Номер"], Отправлено=dt.datetime(2025, 11, 26))
    run(desk, dt.date(2025, 12, 9))
    assert line_of(target, "ИО-03")["Состояние"] == "отправлено"
    assert f"Напоминания/{ABSENT}.eml" not in drafts(target)
    run(desk, SECOND)
    assert f"Напоминания/{ABSENT}.eml" in drafts(target), "the next step is no repeat"
    line = line_of(target, "ИО-03")
    assert (line["Состояние"], line["Отметка программы"]) == ("к отправке", "Адреса нет: в "
        "черновике не указано, кому.")  # fmt: skip
    assert line["Содержание"] == "до срока не более 3 рабочих дней"
    for name in (ABSENT, BACK):
        path = target / REMINDERS / f"{name}.docx"
        assert letter_text(path) == (GOLDEN / f"{name}.txt").read_text("utf-8")
        assert faults(path) == []
    mail = drafts(target)[f"Напоминания/{BACK}.eml"]
    assert "возвращена на доработку, исправленная форма пока" in mail.get_body().get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"Письмо {BACK}.docx"]
    before = {path: path.read_bytes() for path in target.rglob("*.eml")}
    run(desk, SECOND)
    assert {path: path.read_bytes() for path in target.rglob("*.eml")} == before
