"""Nobody is told that his form did not come while it may lie in a file that was not read."""

import datetime as dt
from pathlib import Path

import pytest
from docx import Document

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus, ParticipantStatus
from kuzbass_batch.rules.returns.possible import addresses
from tests.april_package import conclusions_of
from tests.filled import FORMS, METHODOLOGY
from tests.hostile.cases_messages import message
from tests.office import Office, assessment, ruled, standing
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


# --- forms on another's blank ---

IN_TIME, LATE_DAY = dt.date(2025, 12, 3), dt.date(2026, 1, 14)
ON_PARENTS = {"participant_id": "ПО-01", "filled_on": IN_TIME}
"""The subordinate's own code, typed over that of its ministry's blank."""


def on_parents_blank(**answers):
    name = answers.pop("name", "Бюро вымысла")
    return assessment("ИО-01", name=name, answers=ON_PARENTS | answers)


@pytest.mark.parametrize("path", ["ответ.xlsx", "2025-12-03/ответ.xlsx"])
@pytest.mark.parametrize("typed", [{}, {"participant_id": "ИО-01"}])
def test_the_reminder_names_the_form_that_its_reader_sent_on_another_s_blank(office, path, typed):
    """The ministry's own return counts beside it; the sender hears what became of his."""
    office.put(path, on_parents_blank(**typed))
    outcome = office.run()
    sent = standing(outcome, "ПО-01")
    assert (sent.misplaced, sent.possible) == ((path,), ())
    assert letters(outcome) == (LetterKind.REMINDER,)
    assert standing(outcome, "ИО-01").status is ParticipantStatus.RATED
    (letter,) = Path(office.output, "Письма/Напоминания").glob("ПО-01 *.docx")
    text = "\n".join(each.text for each in Document(letter).paragraphs)
    assert "(файл «ответ.xlsx»), заполнена не на её бланке и не учтена" in text


def test_whose_blank_it_was_is_not_told_that_nothing_came(office):
    office.remove("ИО-01.xlsx")
    office.put("ответ.xlsx", on_parents_blank())
    outcome = office.look()
    assert standing(outcome, "ИО-01").possible == ("ответ.xlsx",)
    assert conclusions_of(outcome).letters["ИО-01"] == ()


def test_a_near_miss_of_a_name_holds_the_reminder_of_whom_it_may_be(office):
    data = assessment(
        "", name="Бюро вымыслаа", answers={"participant_id": "", "filled_on": IN_TIME}
    )
    office.put("ответ.xlsx", data)
    outcome = office.look()
    assert standing(outcome, "ПО-01").possible == ("ответ.xlsx",)
    assert letters(outcome) == ()


def test_a_form_that_waits_on_a_ministry_s_blank_may_be_its_subordinate_s(office):
    """Nobody typed anything over: the file's own name tells whose it is."""
    lower = assessment("ИО-01", (1, 0, 0, 0, 0, 0, 0, 0), IN_TIME, "Министерство примеров")
    office.put("2026-01-12/Самооценка ПО-01.xlsx", lower)
    outcome = office.look()
    (held,) = (file for file in outcome.files if file.held)
    assert standing(outcome, "ПО-01").possible == (held.source.path,)
    assert standing(outcome, "ИО-01").possible == () and letters(outcome) == ()


@pytest.mark.parametrize("first", [True, False])
def test_the_own_blank_sent_after_the_form_on_another_s_is_in_time_by_the_first(office, first):
    if first:
        office.put("2025-12-03/ответ.xlsx", on_parents_blank())
    office.put("2026-01-14/ПО-01.xlsx", assessment("ПО-01", day=LATE_DAY))
    outcome = office.look()
    rated = standing(outcome, "ПО-01")
    assert rated.status is ParticipantStatus.RATED and rated.late == (not first)
    assert standing(outcome, "ИО-01").late is False
    findings = [each for file in outcome.files if file.participant == "ПО-01"
                for each in file.findings]  # fmt: skip
    late = [finding.code for finding in findings if finding.code in ("I020", "I022")]
    assert late == (["I022"] if first else ["I020"])


@pytest.mark.parametrize(
    ("own", "status"),
    [("2026-01-14", FileStatus.SUPERSEDED), ("2025-12-01", FileStatus.RETURNED)],
)
def test_a_form_on_another_s_blank_waits_no_more_once_the_own_blank_came(office, own, status):
    """What came after the own one may be a correction: the committee is to look at it."""
    office.put("2025-12-03/ответ.xlsx", on_parents_blank())
    office.put(f"{own}/ПО-01.xlsx", assessment("ПО-01", day=dt.date.fromisoformat(own)))
    (file,) = (f for f in office.look().files if f.source.path.endswith("ответ.xlsx"))
    assert (file.status, file.lost) == (status, status is FileStatus.RETURNED)
    if status is FileStatus.SUPERSEDED:
        assert file.reason == f"ПО-01: учтён свой бланк участника, «{own}/ПО-01.xlsx»"


def test_a_ministry_is_not_in_time_by_its_subordinate_s_form(office):
    office.put("2025-12-03/ответ.xlsx", on_parents_blank())
    office.remove("ИО-01.xlsx")
    office.put("2026-01-14/ИО-01.xlsx", assessment("ИО-01", day=LATE_DAY))
    assert standing(office.look(), "ИО-01").late


def test_an_empty_blank_that_names_somebody_holds_no_reminder(office):
    spec = FORMS[Kind.SELF_ASSESSMENT]
    office.put("ПО-01 бланк.xlsx", draw_form(spec, METHODOLOGY, identity=spec.identity()))
    assert letters(office.look()) == (LetterKind.REMINDER,)
