"""Blanks that the program drew and nobody filled in: the clerk's copies are nobody's return."""

from collections import Counter

import pytest
from click.testing import CliRunner

from kuzbass_batch.command_line.cli import main
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.results.closing import exit_code
from kuzbass_batch.reading.files.messages import is_own_draft
from kuzbass_batch.reading.recognise import is_as_drawn
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus, ParticipantStatus
from kuzbass_batch.usage import WrongUsage, methodology_of
from tests.april_package import conclusions_of
from tests.filled import saved_again
from tests.hostile.cases_messages import message
from tests.hostile.workshop import packed, unpacked
from tests.office import NAMES, Office, assessment, standing
from tests.paths import ROOT

CLEAN = "чистый бланк, составленный программой: его никто не заполнял и не сохранял"
COMMON = ("Самооценка-2025.xlsx", "Паспорт проекта-2025.xlsx", "Несогласие-2025.xlsx")


@pytest.fixture
def office(tmp_path):
    """A committee whose ПО-01 has sent nothing, with the blanks that were issued."""
    office = Office(tmp_path)
    office.remove("ПО-01.xlsx")
    arguments = ["issue", str(office.folder / "Реестр.xlsx"), "--output", str(tmp_path / "бланки")]
    done = CliRunner().invoke(main, [*arguments, "--year", "2025"])
    assert done.exit_code == 0, done.output
    return office


def issued(office, who, form):
    (path,) = (office.folder.parent / "бланки").glob(f"{form}*{who}*")
    return path.read_bytes()


def told(outcome, begin):
    """Return the files of a folder, each with its status, its reason and its findings."""
    return [
        (f.status, f.reason, f.findings) for f in outcome.files if f.source.path.startswith(begin)
    ]


@pytest.mark.whole
def test_the_folder_of_blanks_among_the_forms_changes_nothing(office):
    before = office.look()
    for path in (office.folder.parent / "бланки").iterdir():
        office.put(f"бланки/{path.name}", path.read_bytes())
    for name in COMMON:
        office.put(f"бланки/{name}", (ROOT / "templates" / "blanks" / name).read_bytes())
    outcome = office.look()
    found = told(outcome, "бланки/")
    assert len(found) == 2 * len(NAMES) + len(COMMON) + 1, "the page for participants, too"
    assert {each[0] for each in found} == {FileStatus.IGNORED}
    assert Counter(each[1:] for each in found)[CLEAN, ()] == len(found) - 1
    assert conclusions_of(outcome).letters == conclusions_of(before).letters
    assert conclusions_of(outcome).to_do == conclusions_of(before).to_do
    assert exit_code(outcome) == exit_code(before)
    assert standing(outcome, "ПО-01").status is ParticipantStatus.MISSING


@pytest.mark.whole
def test_a_blank_that_somebody_saved_or_sent_is_his_empty_return(office):
    blank = issued(office, "ПО-01", "Самооценка")
    for name, data in (
        ("сохранён.xlsx", saved_again(blank)),
        ("письмо.eml", message(("Самооценка.xlsx", blank))),
    ):
        office.put(name, data)
        outcome = office.look()
        assert standing(outcome, "ПО-01").status is ParticipantStatus.RETURNED, name
        assert conclusions_of(outcome).letters["ПО-01"] == (LetterKind.RETURN,)
        office.remove(name)


@pytest.mark.whole
def test_drafts_of_letters_among_the_forms_are_nobody_s_return(office):
    office.run(mails=True)
    drafts = sorted((office.output / "Черновики").rglob("*.eml"))
    assert any("ПО-01" in path.name for path in drafts)
    for path in drafts:
        office.put(f"черновики/{path.parent.name}/{path.name}", path.read_bytes())
    outcome = office.look()
    own = "черновик письма, составленный программой и не отправленный: это не ответ участника"
    found = told(outcome, "черновики/")
    assert found == [(FileStatus.IGNORED, own, ())] * len(drafts)
    assert standing(outcome, "ПО-01").status is ParticipantStatus.MISSING
    sent = drafts[0].read_bytes().replace(b"X-Unsent: 1", b"From: a@example.ru")
    assert not is_own_draft(sent) and is_own_draft(drafts[0].read_bytes())
    assert not is_own_draft(sent.replace(b"From: a@example.ru", b"X-Unsent: 1\r\nFrom: b@x.ru"))


def test_properties_tell_who_saved_a_workbook_last():
    drawn = (ROOT / "templates" / "blanks" / COMMON[0]).read_bytes()
    assert is_as_drawn(drawn) and not is_as_drawn(saved_again(drawn))
    properties = "docProps/core.xml"
    parts = unpacked(drawn)
    assert is_as_drawn(packed(parts))
    for old, new in ((b"2025-03-07T00:00:00Z</dcterms:m", b"2025-12-08T09:15:00Z</dcterms:m"),
                     (b"<cp:lastModifiedBy>", b"<cp:lastModifiedBy>x")):  # fmt: skip
        assert old in parts[properties]
        changed = {**parts, properties: parts[properties].replace(old, new)}
        assert not is_as_drawn(packed(changed))
    program = {"docProps/app.xml": b"<Application>LibreOffice/24.8</Application>"}
    assert not is_as_drawn(packed(parts | program)), "changed into another format and back"
    without = {name: part for name, part in parts.items() if name != properties}
    long = {**parts, properties: parts[properties] + b" " * 5000}
    for data in (packed(without), packed(long), drawn[:2000], b""):
        assert not is_as_drawn(data)


LAST = "ПО-01 прошлый год.xlsx"
OTHER_YEAR = year_of(methodology_of(2026))
"""Another year than that of the run, with the same rows."""


def other_year(kind=Kind.SELF_ASSESSMENT, who="ПО-01", answers=None):
    spec = OTHER_YEAR.forms[kind]
    blank = {"participant_id": who, "participant_name": NAMES[who]} if who else {}
    return draw_form(
        spec, OTHER_YEAR.methodology, identity=spec.identity(who), answers=blank | (answers or {})
    )


@pytest.mark.whole
@pytest.mark.parametrize("saved", [False, True])
def test_a_clean_blank_of_another_year_beside_a_filled_one_is_passed_over(office, saved):
    office.put("ПО-01.xlsx", assessment("ПО-01"))
    before = office.look()
    blank = other_year()
    office.put(LAST, saved_again(blank) if saved else blank)
    outcome = office.look()
    reason = "бланк не заполнен" if saved else CLEAN
    assert told(outcome, LAST) == [(FileStatus.IGNORED, reason, ())]
    assert standing(outcome, "ПО-01").returned == ()
    assert conclusions_of(outcome).to_do == conclusions_of(before).to_do
    assert exit_code(outcome) == exit_code(before)


@pytest.mark.whole
def test_a_filled_form_of_another_year_is_still_sent_back(office):
    office.put(LAST, other_year(answers={"1.1/done": True}))
    (status, _, findings) = told(office.look(), LAST)[0]
    assert status is FileStatus.RETURNED and [each.code for each in findings] == ["I005"]


@pytest.mark.whole
def test_a_clean_blank_of_another_year_that_was_sent_alone_is_answered(office):
    office.put("письмо.eml", message(("Самооценка.xlsx", saved_again(other_year()))))
    assert standing(office.look(), "ПО-01").status is ParticipantStatus.RETURNED


@pytest.mark.whole
@pytest.mark.parametrize("kind", [Kind.PASSPORT, Kind.OBJECTION])
def test_other_forms_of_another_year_that_are_empty_are_passed_over(office, kind):
    office.put(LAST, saved_again(other_year(kind)))
    assert [status for status, _, _ in told(office.look(), LAST)] == [FileStatus.IGNORED]


@pytest.mark.whole
def test_an_empty_blank_without_a_name_that_the_clerk_saved_is_passed_over(office):
    blank = (ROOT / "templates" / "blanks" / COMMON[0]).read_bytes()
    office.put("бланк.xlsx", saved_again(blank))
    reason = "бланк не заполнен, участник в нём не указан"
    assert told(office.look(), "бланк.xlsx") == [(FileStatus.IGNORED, reason, ())]
    office.remove("бланк.xlsx")
    office.put("письмо.eml", message(("Самооценка.xlsx", saved_again(blank))))
    (found,) = (f for f in office.look().files if f.source.path.startswith("письмо.eml/"))
    assert found.lost, "somebody sent it and is to hear of it"


@pytest.mark.whole
@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("saved", [False, True])
def test_a_clean_registry_beside_the_filled_one_is_passed_over(office, year, saved):
    before = office.look()
    blank = (ROOT / "templates" / "blanks" / f"Реестр участников-{year}.xlsx").read_bytes()
    office.put("Реестр участников.xlsx", saved_again(blank) if saved else blank)
    outcome = office.look()
    reason = "чистый бланк реестра участников: в нём ничего не заполнено"
    assert told(outcome, "Реестр участников.xlsx") == [(FileStatus.IGNORED, reason, ())]
    assert conclusions_of(outcome).to_do == conclusions_of(before).to_do
    assert exit_code(outcome) == exit_code(before)


@pytest.mark.whole
def test_a_clean_registry_alone_still_stops_the_run(office):
    office.remove("Реестр.xlsx")
    blank = (ROOT / "templates" / "blanks" / "Реестр участников-2025.xlsx").read_bytes()
    office.put("Реестр участников.xlsx", blank)
    with pytest.raises(WrongUsage, match=r"Реестр «Реестр участников\.xlsx» нужно исправить"):
        office.look()
