"""Processes by life situation, and what several bodies keep (p. 2.2, 2.7(5))."""

from decimal import Decimal
from types import SimpleNamespace

import openpyxl

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.outputs.ranking.sheet_bodies import draw_processes
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import TableWriter
from kuzbass_batch.records.committee.decisions import DecisionEntry, EnteredCell, ProgrammeTable
from kuzbass_batch.records.committee.programme import ProgrammeRegisters, RegisterRow
from kuzbass_batch.rules.programme.processes import SIDE_BY_SIDE, process_overview
from tests.outcomes import METHODOLOGY

BIRTH, MOVE = "Рождение ребёнка", "Переезд"


def process(number, who, name, situation="", **columns):
    return row(ProgrammeTable.PROCESSES, number, who, process=name, situation=situation, **columns)


def situation(number, name, **columns):
    return row(ProgrammeTable.SITUATIONS, number, "", situation=name, **columns)


def row(table, number, who, **columns):
    said = {
        column: Decimal(value) if isinstance(value, int) else value
        for column, value in columns.items()
    }
    cells = tuple(
        EnteredCell(
            column=column, raw=value, value=value, ref=CellRef(sheet="Л", cell=f"B{number}")
        )
        for column, value in said.items()
    )
    entry = DecisionEntry(table=table, entered=cells)
    return RegisterRow(table=table, participant=who, entry=entry)


ROWS = (
    situation(1, BIRTH),
    situation(2, MOVE, priority="да", document="протокол № 2"),
    process(
        1,
        "ИО-01",
        "Выдача справки",
        BIRTH.upper(),
        service="Справка",
        contacts=2,
        days_before=10,
        days_after=4,
    ),
    process(
        2,
        "ИО-02",
        "выдача  справки",
        "«Рождение ребенка».",
        service="Справка",
        contacts=3,
        days_before=5,
    ),
    process(3, "ИО-02", "Приём документов", MOVE),
    process(4, "МО-01", "Учёт кадров"),
)
SIX = ("участников", "процессов", "услуг", "точек контакта", "дней до", "недовольных")  # fmt: skip


def test_a_situation_has_one_spelling_its_bodies_and_their_sums():
    found = process_overview(ROWS)
    assert [each.name for each in found.situations] == [MOVE, BIRTH], "what was chosen first"
    birth = found.situations[1]
    assert (birth.participants, birth.processes, birth.services) == (("ИО-01", "ИО-02"), 2, 1)
    assert (birth.contacts, birth.days_before, birth.days_after, birth.measured) == (
        Decimal(5), Decimal(10), Decimal(4), 1,
    ), "days are summed where both are stated"  # fmt: skip
    assert found.unplaced == 1


def test_the_same_words_at_several_bodies_are_named_and_at_one_are_not():
    shared = [each for each in process_overview(ROWS).shared if not each.near]
    assert [(each.name, each.service, each.participants) for each in shared] == [
        ("Выдача справки", False, ("ИО-01", "ИО-02")), ("Справка", True, ("ИО-01", "ИО-02")),
    ]  # fmt: skip
    twice = (process(1, "ИО-01", "А", service="1"), process(2, "ИО-01", "А", service="2"))
    assert process_overview(twice).shared == ()


def test_words_that_differ_in_their_endings_are_near_and_no_more():
    rows = (
        process(1, "ИО-01", "Выдача справки о составе семьи"),
        process(2, "ИО-02", "Справка о составе семьи: выдача"),
        process(3, "МО-01", "Выдача разрешений"),
    )
    (found,) = process_overview(rows).shared
    assert found.near and found.participants == ("ИО-01", "ИО-02")
    assert found.name == "Выдача справки о составе семьи / Справка о составе семьи: выдача"


def test_situations_stand_side_by_side_and_the_first_three_of_each_measure_lead():
    assert tuple(SIDE_BY_SIDE) == SIX
    names = ("А", "Б", "В", "Г")
    rows = [
        process(n, f"ИО-0{n}", f"Процесс {n}", name, contacts=n, days_before=n, days_after=1,
                satisfied=100 - n * 10, asked=10)
        for n, name in enumerate(names, start=1)
    ]  # fmt: skip
    found = {each.name: each for each in process_overview(rows).situations}
    # Equal counts of bodies and processes lead together; nobody names a service.
    assert {name: each.leads for name, each in found.items()} == {"А": 2, "Б": 5, "В": 5, "Г": 5}
    assert (found["Г"].satisfied, found["Г"].asked) == (Decimal("60.0"), 10)
    assert [each.name for each in process_overview(rows).situations] == ["Б", "В", "Г", "А"]


def test_satisfaction_weighs_by_how_many_were_asked():
    rows = (
        process(1, "ИО-01", "А", MOVE, satisfied=50, asked=30),
        process(2, "ИО-02", "Б", MOVE, satisfied=90, asked=10),
        process(3, "ИО-02", "В", MOVE, satisfied=100),
    )
    (found,) = process_overview(rows).situations
    assert (found.satisfied, found.asked) == (Decimal("60.0"), 40)


def test_without_rows_there_is_nothing_to_draw():
    assert not process_overview(())


def test_the_sheet_shows_both_tables(tmp_path):
    registers = ProgrammeRegisters(rows=ROWS, processes=process_overview(ROWS))
    with ranking_book(tmp_path / "к.xlsx") as book:
        outcome = SimpleNamespace(registers=registers, methodology=METHODOLOGY)
        draw_processes(TableWriter(book), outcome)
    book = openpyxl.load_workbook(tmp_path / "к.xlsx")
    rows = {
        sheet.title: [tuple(cell for cell in row if cell is not None)
                      for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }  # fmt: skip
    assert list(rows) == ["Жизненные ситуации", "Процессы"]
    assert rows["Жизненные ситуации"][3][:4] == (MOVE, "да", "протокол № 2", 2)
    assert rows["Процессы"][3][:4] == ("Выдача справки", "процесс", "одинаково", 2)
    assert "процессов без жизненной ситуации – 1" in rows["Процессы"][0][0]
