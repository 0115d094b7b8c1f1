"""A workbook that somebody mails decides nothing, whatever it says that it is."""

import shutil
from datetime import date

from kuzbass_batch.outputs.results.closing import closing_lines, exit_code
from kuzbass_batch.records.returns import FileStatus
from tests.april_package import conclusions_of
from tests.office import Office, filled, score, standing, verified
from tests.paths import DATA
from tests.runs import run_batch
from tests.year_keys import KEY, OTHER_KEY, lay_key

ATTACHMENT = "Самооценка МО-01 уточнение.xlsx"
CASE = DATA / "cases" / "attachment-as-decisions"
BOOK = "Решения-2025.xlsx"


def test_an_attachment_that_says_it_is_the_decisions_raises_nobody(tmp_path):
    folder, output = tmp_path / "входящие", tmp_path / "итог"
    shutil.copytree(CASE, folder)
    for _ in range(2):  # The first run makes the key.
        outcome = run_batch(folder, output, as_of=date(2026, 1, 30), workers=1)
        card = standing(outcome, "МО-01").scorecard
        assert str(card.total) == "6.6" and not outcome.decisions.entries
        (file,) = (f for f in outcome.files if f.source.path == ATTACHMENT)
        assert [f.code for f in file.findings] == ["D029"]
        assert file.status is FileStatus.RETURNED and exit_code(outcome) == 1
        assert any(ATTACHMENT in each.names for each in conclusions_of(outcome).to_do)
        assert any(ATTACHMENT in line for line in closing_lines(outcome, output))
    assert ATTACHMENT not in (output / BOOK).read_bytes().decode("latin-1")


def forged(office, text):
    """Return a workbook that another folder drew, filled in."""
    lay_key(office.folder, OTHER_KEY)
    data = filled(office.draw(), text)
    lay_key(office.folder, KEY)
    return data


def test_last_month_s_copy_in_place_of_the_book_undoes_nothing(tmp_path):
    office = Office(tmp_path)
    office.run()
    last_month = (office.output / BOOK).read_bytes()
    office.put(BOOK, filled(last_month, verified("ИО-01.5", 1)))
    office.run()
    office.put(BOOK, last_month)
    assert score(office.run(), "ИО-01.5").verified == 1


def test_a_registry_that_somebody_mails_stops_no_run_where_the_own_bears_a_mark(tmp_path):
    from kuzbass_batch.commands import new_registry

    office = Office(tmp_path)
    mailed = (office.folder / "Реестр.xlsx").read_bytes()
    own, _ = new_registry(office.folder, year=2025, old=None)
    data = own.read_bytes()
    own.unlink()
    office.put("Реестр.xlsx", with_lines(data, mailed))
    office.put("Самооценка.xlsx", mailed)
    outcome = office.look()
    (file,) = (f for f in outcome.files if f.source.path == "Самооценка.xlsx")
    assert [f.code for f in file.findings] == ["D029"]
    assert outcome.registry.path == "Реестр.xlsx" and len(outcome.standings) == 4


def with_lines(drawn, like):
    """Return a drawn registry with the lines of another typed into it."""
    import io

    import openpyxl

    book, other = (openpyxl.load_workbook(io.BytesIO(each)) for each in (drawn, like))
    for sheet in other.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        book[sheet.title][cell.coordinate].value = cell.value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_forged_book_beside_the_own_lowers_nobody(tmp_path):
    office = Office(tmp_path)
    office.run()
    office.put(BOOK, filled((office.output / BOOK).read_bytes(), verified("ИО-01.5", 1)))
    office.put("2026-01-15/Решения комитета.xlsx", forged(office, verified("ИО-02.5", 0)))
    outcome = office.run()
    assert [score(outcome, each).verified for each in ("ИО-01.5", "ИО-02.5")] == [1, None]
