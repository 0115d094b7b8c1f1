"""Nobody is told that his form did not come while it may lie in a file that was not read."""

import pytest

from kuzbass_batch.records.outgoing import LetterKind
from kuzbass_batch.records.returns import ParticipantStatus
from kuzbass_batch.rules.returns.possible import addresses
from tests.april_package import conclusions_of
from tests.hostile.cases_messages import message
from tests.office import Office, ruled, standing
from tests.reading.test_unread import sealed

pytestmark = pytest.mark.whole

EMAILS = {"ПО-01": "Byuro <buro@example.ru>; second@example.ru"}
UNREAD = (
    ("ПО-01.csv", b"x"),
    ("ПО-01 самооценка.rar", b"Rar!"),
    ("почта/ПО_01/форма.xlsx", b""),
    ("Самооценка Бюро вымысла.pdf", b"%PDF"),
    ("2026-01-12/самооценка вымысла.xlsx.sig", sealed(b"x")),
    ("письмо.eml", message(("ответы.fods", b"x")).replace(b"a@example.ru", b"Second@Example.ru")),
)
OTHERS = (
    ("ПО-011.csv", b"x"),
    ("таблица.csv", b"x"),
    ("письмо.eml", message(("ответы.fods", b"x"))),
    ("ПО-01 сертификат.pdf", b"%PDF"),
)


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path, email=EMAILS)
    office.remove("ПО-01.xlsx")
    return office


def letters(outcome):
    return conclusions_of(outcome).letters["ПО-01"]


@pytest.mark.parametrize(("name", "data"), UNREAD)
def test_a_reminder_waits_while_the_form_may_lie_in_an_unread_file(office, name, data):
    for folder in reversed((office.folder / name).parents):
        folder.mkdir(exist_ok=True)
    office.put(name, data)
    outcome = office.look()
    missing = standing(outcome, "ПО-01")
    assert missing.status is ParticipantStatus.MISSING and missing.possible
    assert letters(outcome) == ()
    held = [each for each in conclusions_of(outcome).to_do if "задержаны" in each.text]
    assert [(each.count, each.names) for each in held] == [(1, "вымысла")]
    names = [task.names for task in conclusions_of(outcome).tasks if "Напомнить" in task.what]
    assert not any("ПО-01" in each for each in names)


@pytest.mark.parametrize(("name", "data"), OTHERS)
def test_a_reminder_goes_out_where_no_unread_file_speaks_of_its_reader(office, name, data):
    office.put(name, data)
    assert letters(office.look()) == (LetterKind.REMINDER,)


def test_the_reminder_goes_out_once_the_file_is_sorted_out(office):
    office.put("ПО-01.csv", b"x")
    assert letters(office.look()) == ()
    office.decide(ruled(1, "", "файл разобран", "ПО-01.csv"))
    assert letters(office.look()) == (LetterKind.REMINDER,)


def test_addresses_are_found_however_they_are_written():
    assert addresses("Иванов <I@x.ru>, mailto; b@y.ru") == ("i@x.ru", "b@y.ru")
