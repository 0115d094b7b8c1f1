"""Blanks that the program drew and nobody filled in: the clerk's copies are nobody's return."""

import pytest
from click.testing import CliRunner

from kuzbass_batch.cli import main
from kuzbass_batch.outputs.results.closing import exit_code
from kuzbass_batch.reading.files.messages import is_own_draft
from kuzbass_batch.reading.recognise import is_as_drawn
from kuzbass_batch.records.outgoing import LetterKind
from kuzbass_batch.records.returns import FileStatus, ParticipantStatus
from tests.april_package import conclusions_of
from tests.filled import saved_again
from tests.hostile.cases_messages import message
from tests.hostile.workshop import packed, unpacked
from tests.office import NAMES, Office, standing
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
    assert len(found) == 2 * len(NAMES) + len(COMMON)
    assert set(found) == {(FileStatus.IGNORED, CLEAN, ())}
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
        office.put(f"черновики/{path.name}", path.read_bytes())
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
    without = {name: part for name, part in parts.items() if name != properties}
    long = {**parts, properties: parts[properties] + b" " * 5000}
    for data in (packed(without), packed(long), drawn[:2000], b""):
        assert not is_as_drawn(data)
