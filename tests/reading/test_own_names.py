"""The committee's own files that are named nearly right, or are open, are named and told."""

import openpyxl
import pytest

from kuzbass_batch.outputs.results.closing import closing_lines, exit_code
from kuzbass_batch.reading.own_names import is_own_name
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.usage import WrongUsage
from tests.april_package import conclusions_of
from tests.filled import FORMS, METHODOLOGY
from tests.office import Office

CALENDAR = "дата;день\n01.01.2026;выходной\n".encode()


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def foreign():
    """A workbook in which nothing speaks of the program's forms."""
    import io

    stream, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = "01.01.2026"
    book.save(stream)
    return stream.getvalue()


def named(outcome, office):
    """What «Сводка» and the screen name among the committee's own files."""
    (line,) = [e for e in conclusions_of(outcome).to_do if "самого комитета" in e.text] or [None]
    screen = " ".join(closing_lines(outcome, office.output))
    assert line is None or line.names in screen.replace("«", "").replace("»", "")
    return line.names if line else ""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("календарь.csv.txt", CALENDAR),
        ("календарь (1).csv", CALENDAR),
        ("календарь.xlsx", foreign()),
        ("committee.toml.txt", b"x"),
    ],
)
def test_a_near_miss_is_named(office, name, data):
    office.put(name, data)
    outcome = office.look()
    assert named(outcome, office) == name and exit_code(outcome) == 1
    (file,) = [each for each in outcome.files if each.source.path == name]
    assert [finding.code for finding in file.findings] == ["F026"] and file.findings[0].remedy


@pytest.mark.parametrize(
    ("name", "data"), [("Решения-2025 (1).xlsx", foreign()), ("Решения-2025.csv", b"x")]
)
def test_decisions_that_cannot_be_read_end_the_run_unless_the_workbook_is_there(office, name, data):
    book = office.draw()
    office.put(name, data)
    with pytest.raises(WrongUsage, match="книга решений"):
        office.look()
    office.put("Решения комитета.xlsx", book)
    assert named(office.look(), office) == name


@pytest.mark.parametrize(
    ("name", "book"),
    [
        ("~$Решения-2025.xlsx", "Решения-2025.xlsx"),
        (".~lock.Решения-2025.xlsx#", "Решения-2025.xlsx"),
        ("~$Реестры программы.xlsx", "Реестры программы.xlsx"),
        (".~lock.Реестры программы-2.xlsx#", "Реестры программы-2.xlsx"),
    ],
)
def test_an_open_workbook_of_the_committee_is_named(office, name, book):
    office.put(name, b"x")
    outcome = office.look()
    assert named(outcome, office) == name and exit_code(outcome) == 0
    (file,) = [each for each in outcome.files if each.source.path == name]
    assert file.status is FileStatus.IGNORED and book in file.findings[0].message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("~$ИО-01.xlsx", b"x"),
        ("решения совещания.xlsx", foreign()),
        ("Решения-2025.pdf", b"%PDF"),
        ("календарь.csv", CALENDAR),
        ("календарный план.xlsx", foreign()),
    ],
)
def test_what_is_no_near_miss_is_left_alone(office, name, data):
    office.put(name, data)
    assert named(office.look(), office) == ""


def test_every_book_of_the_committee_is_known_by_the_name_that_it_is_drawn_with():
    """A long one is given the bytes and the time that it needs, and is read before all else."""
    of_committee = (Kind.REGISTRY, Kind.DECISIONS, Kind.REGISTERS)
    names = [FORMS[kind].file_name.format(period=METHODOLOGY.period) for kind in of_committee]
    assert [name for name in names if not is_own_name(name)] == []
    assert is_own_name("Реестры программы (1).xlsx") and not is_own_name("Реестры закупок.xlsx")


def test_a_copy_of_the_decisions_counts_alone_and_beside_another_ends_the_run(office):
    book = office.draw()
    office.put("Решения-2025 (1).xlsx", book)
    outcome = office.look()
    assert outcome.decisions.path == "Решения-2025 (1).xlsx" and named(outcome, office) == ""
    office.put("Решения-2025.xlsx", book)
    with pytest.raises(WrongUsage, match=r"«Решения-2025 \(1\).xlsx», «Решения-2025.xlsx»"):
        office.look()
