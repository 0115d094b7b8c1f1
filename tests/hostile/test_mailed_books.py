"""A workbook that somebody mails decides nothing, whatever it says that it is."""

import io
import shutil
import zipfile
from datetime import date
from email.message import EmailMessage
from functools import cache

import pytest

from kuzbass_batch.outputs.results.closing import closing_lines, exit_code
from kuzbass_batch.records.returns.returns import FileStatus
from tests.april_package import conclusions_of
from tests.office import Office, filled, score, standing, verified
from tests.paths import DATA
from tests.runs import run_at_once
from tests.year_keys import KEY, OTHER_KEY, lay_key

pytestmark = pytest.mark.usefixtures("without_ranking")

ATTACHMENT = "Самооценка МО-01 уточнение.xlsx"
CASE = DATA / "cases" / "attachment-as-decisions"
BOOK = "Решения-2025.xlsx"


def test_an_attachment_that_says_it_is_the_decisions_raises_nobody(tmp_path):
    folder, output = tmp_path / "входящие", tmp_path / "итог"
    shutil.copytree(CASE, folder)
    for _ in range(2):  # The first run makes the key.
        outcome = run_at_once(folder, output, as_of=date(2026, 1, 30))
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
    office.first_run()
    last_month = (office.output / BOOK).read_bytes()
    office.put(BOOK, filled(last_month, verified("ИО-01.5", 1)))
    office.run()
    office.put(BOOK, last_month)
    assert score(office.run(), "ИО-01.5").verified == 1


def test_a_registry_that_somebody_mails_stops_no_run_where_the_own_bears_a_mark(tmp_path):
    from kuzbass_batch.commands.clerk import new_registry

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
    office.first_run()
    office.put(BOOK, filled((office.output / BOOK).read_bytes(), verified("ИО-01.5", 1)))
    office.put("2026-01-15/Решения комитета.xlsx", forged(office, verified("ИО-02.5", 0)))
    outcome = office.run()
    assert [score(outcome, each).verified for each in ("ИО-01.5", "ИО-02.5")] == [1, None]


def test_a_forged_book_in_place_of_the_own_takes_nothing_back(tmp_path):
    """The clerk saved an attachment of that name over the book of the year."""
    office = Office(tmp_path)
    office.first_run()
    office.put(BOOK, filled((office.output / BOOK).read_bytes(), verified("ИО-01.5", 1)))
    before = office.run()
    office.put(BOOK, forged(office, verified("ИО-02.5", 0)))
    for _ in range(3):  # However often it is run, the work is not lost.
        outcome = office.run()
        assert [score(outcome, each).verified for each in ("ИО-01.5", "ИО-02.5")] == [1, None]
        assert [s.scorecard for s in outcome.standings] == [s.scorecard for s in before.standings]
        (file,) = (f for f in outcome.files if f.source.path == BOOK)
        assert [f.code for f in file.findings] == ["D029", "D034"] and exit_code(outcome) == 1
        shown = "\n".join(closing_lines(outcome, office.output))
        assert "Решения комитета – те, что учитывал прежний результат, записей: 1;" in shown
        assert "без решений комитета" not in shown and "--accept" in shown
    office.put(BOOK, (office.output / BOOK).read_bytes())
    outcome = office.run()
    assert score(outcome, "ИО-01.5").verified == 1 and exit_code(outcome) == 0
    assert outcome.decisions.path == BOOK and not outcome.strange_books


def zipped(data, name):
    """Return an archive with the file in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def mailed(data, name):
    """Return a mail with the file as its attachment."""
    mail = EmailMessage()
    mail["From"], mail["Date"] = "x@example.ru", "Mon, 15 Dec 2025 10:00:00 +0700"
    mail.set_content("Решения")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)


# What the forged book comes in, beside the own one or where there is none.
WAYS = {
    "in an archive": ("почта.zip", lambda data: zipped(data, BOOK)),
    "in an archive, named as a return": ("почта.zip", lambda data: zipped(data, "Самооценка.xlsx")),
    "in a mail": ("почта.eml", lambda data: mailed(data, BOOK)),
    "in a subfolder": ("Решения/Решения-2025.xlsx", lambda data: data),
    "in the folder of what the program keeps": ("Служебное/Решения-2025.xlsx", lambda data: data),
    "under another suffix": ("Решения-2025.xlsm", lambda data: data),
    "named as a spare copy": ("Решения-2025 (1).xlsx", lambda data: data),
    "named as the registry": ("Реестр участников.xlsx", lambda data: data),
}


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """Return an office with the committee's own book (True) or without one, and its outcome."""

    @cache
    def made(own):
        office = Office(tmp_path_factory.mktemp("honest"))
        office.first_run()
        if own:
            office.put(BOOK, filled((office.output / BOOK).read_bytes(), verified("ИО-01.5", 1)))
        return office, office.run()

    return made


@pytest.mark.parametrize("own", [True, False], ids=["beside the own", "alone"])
@pytest.mark.parametrize("way", WAYS)
def test_a_forged_book_decides_nothing_whichever_way_it_comes(honest, tmp_path, way, own):
    name, packed = WAYS[way]
    made, before = honest(own)
    office = made.copied(tmp_path)
    office.put(name, packed(forged(office, verified("ИО-02.5", 0))))
    outcome = office.run()
    assert [s.scorecard for s in outcome.standings] == [s.scorecard for s in before.standings]
    assert score(outcome, "ИО-02.5").verified is None and exit_code(outcome) == 1
    (file,) = (f for f in outcome.files if f.source.path.startswith(name) and f.findings)
    assert {f.code for f in file.findings} & {"D029", "F021"}


@pytest.mark.parametrize("old", [BOOK, "Решения.xlsx"])
def test_an_old_copy_in_an_archive_or_a_mail_is_no_book(tmp_path, old):
    """It bears a right mark: somebody of the committee had mailed it."""
    office = Office(tmp_path)
    office.first_run()
    first = filled((office.output / BOOK).read_bytes(), verified("ИО-01.5", 0))
    office.put(BOOK, filled(first, verified("ИО-01.5", 1)))
    office.run()
    office.put("почта.zip", zipped(first, old))
    office.put("почта.eml", mailed(first, old))
    assert score(office.run(), "ИО-01.5").verified == 1
