"""What the program makes itself is no return: known by its sheets and title, passed over."""

import io
from dataclasses import replace

import openpyxl
import pytest

from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.publication.diplomas import plan_diplomas, register_bytes
from kuzbass_batch.outputs.results.changes import SHEET as CHANGES
from kuzbass_batch.reading.recognise import OWN_OUTPUTS
from kuzbass_batch.records.committee.outgoing import REGISTER_SHEET
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus, ParticipantStatus
from tests.april_package import conclusions_of
from tests.filled import read, saved_again
from tests.hostile.cases_messages import message
from tests.office import Office, assessment, standing
from tests.outcomes import METHODOLOGY, outcome

NAMES = {what: sheets for what, sheets, _ in OWN_OUTPUTS}


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A small year run twice, so that there are changes, with one participant missing."""
    office = Office(tmp_path_factory.mktemp("год"))
    office.run(keep=0)
    office.put("2025-12-12/новая.xlsx", assessment("ИО-02", (3, 3, 3, 3, 3, 2, 3, 4)))
    office.remove("ПО-01.xlsx")
    office.run(keep=0)
    return office


def own_files(year):
    """Yield every workbook and every file of open data that the program wrote.

    The committee's books, the decisions and the registers, are to be put back: they count.
    """
    for path in sorted(year.output.rglob("*")):
        book = path.name.startswith(("Решения", "Реестры"))
        if path.is_file() and not book and path.suffix != ".docx":
            yield path


def test_none_of_the_outputs_is_taken_for_a_return(year, tmp_path):
    folder = Office(tmp_path)
    folder.remove("ИО-01.xlsx")
    folder.remove("ПО-01.xlsx")
    for number, path in enumerate(own_files(year)):
        folder.put(f"{number}/{path.name}", path.read_bytes())
    outcome = folder.look()
    taken = [
        (f.source.path, f.status.value)
        for f in outcome.files
        if "/" in f.source.path and f.status is not FileStatus.IGNORED
    ]
    assert taken == []
    told = {f.reason.partition(":")[0] for f in outcome.files if f.status is FileStatus.IGNORED}
    assert set(NAMES) <= told
    assert {
        "открытые данные рейтинга, составлены программой",
        "страница рейтинга, составлена программой",
        "чистый бланк, составленный программой",
    } <= told
    assert standing(outcome, "ПО-01").status is ParticipantStatus.MISSING


@pytest.mark.parametrize("awarded_by", ["Правительства Кузбасса", ""])
def test_the_register_of_diplomas_is_known_whoever_awards_them(awarded_by):
    words = METHODOLOGY.words
    words = replace(words, leaders=replace(words.leaders, awarded_by=awarded_by))
    found = conclusions_of(outcome("И1 | 33333234 |", replace(METHODOLOGY, words=words)))
    assert read(register_bytes(plan_diplomas(found), found)).own == "реестр дипломов"


FAULT = {"1.0/done": "может быть"}
REDRAWN = "форма с замечаниями, составленная программой: её никто не исправлял и не сохранял"


@pytest.mark.whole
def test_a_form_drawn_with_remarks_is_nobody_s_return_until_somebody_saves_or_sends_it(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01", answers=FAULT))
    office.put("2025-12-12/с ошибкой.xlsx", assessment("ИО-02", answers=FAULT))
    office.run()
    back = (office.output / "Письма" / "На доработку").glob("*(исправить)*")
    drawn = {path.name.split()[1]: path.read_bytes() for path in back}
    assert set(drawn) == {"ИО-01", "ИО-02"}
    before = office.look()
    for who, data in drawn.items():
        office.put(f"копии/{who}.xlsx", data)
    after = office.look()
    copies = [f for f in after.files if f.source.path.startswith("копии/")]
    assert {(f.status, f.reason, f.findings) for f in copies} == {
        (FileStatus.IGNORED, REDRAWN, ())
    } and len(copies) == 2
    assert [f for f in after.files if f not in copies] == list(before.files)
    for name, data in (("копии/ИО-01.xlsx", saved_again(drawn["ИО-01"])),
                       ("письмо.eml", message(("форма.xlsx", drawn["ИО-01"])))):  # fmt: skip
        office.put(name, data)
        told = [f for f in office.look().files if f.source.path.startswith(name)]
        assert told[-1].participant == "ИО-01"
        assert told[-1].status in (FileStatus.DUPLICATE, FileStatus.RETURNED), name


def test_a_page_of_anybody_else_may_be_a_return(tmp_path):
    folder = Office(tmp_path)
    folder.put("1/index.html", "<!DOCTYPE html><title>Самооценка ИО-02</title>".encode())
    (page,) = [f for f in folder.look().files if f.source.path == "1/index.html"]
    assert page.status is FileStatus.UNREADABLE


def test_the_marks_are_those_of_the_outputs():
    shown = {name.casefold() for name in SHEETS.values()}
    assert NAMES["книга рейтинга"] <= shown
    assert NAMES["изменения с прошлого расчёта"] == {CHANGES.casefold()}
    assert NAMES["реестр исходящих писем"] == {REGISTER_SHEET.casefold()}


def test_a_form_with_such_sheets_added_is_still_a_form():
    book = openpyxl.load_workbook(io.BytesIO(assessment("ИО-01")))
    for sheets in NAMES.values():
        for name in sheets:
            book.create_sheet(name)["A1"] = "Рейтинг «Эффективный регион» за 2025 год"
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).kind is Kind.SELF_ASSESSMENT


def test_a_workbook_that_only_has_such_a_sheet_is_not_ours(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Рейтинг"
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).own == ""
