"""«Реестры программы»: what is entered comes back cell for cell, run after run, year after year."""

import os
from dataclasses import replace

import openpyxl
import pytest

from kuzbass_batch.forms.drawing.long_tables import draw_long_tables
from kuzbass_batch.forms.spec.reporting_year import registers_identity
from kuzbass_batch.outputs.registers.workbook import register_content_of
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.workers.packed import unpacked
from tests.office import YEAR, Office, entries_of, filled, lines
from tests.office_files import faults
from tests.registers import (
    BOOK,
    WHO,
    application,
    certificate,
    drawn,
    keep,
    prize,
    project,
    remark,
    reported,
    trained,
)

pytestmark = pytest.mark.usefixtures("without_ranking")
ROWS = int(os.environ.get("REGISTER_ROWS", "2000"))
"""So many people trained in one year; `make deep` takes 10,000."""

SHEETS = [
    "Проекты", "Отчёты", "Заявки на проверку", "Образцы", "Конкурс", "План обучения", "Обучение",
    "Мероприятия", "Процессы", "Жизненные ситуации", "План", "Прочие организации", "Другое",
]  # fmt: skip
EVERY_SHEET = "\n".join((
    project(), reported(), application(), certificate(), prize(), trained(),
    lines("План обучения", 1, Год=2025, Месяц="май", Тема="основы", Часов=16, Мест=20,
          Кто_внёс=WHO),
    lines("Мероприятия", 1, Дата="05.06.2025", Вид="семинар", Тема="опыт", Кто_внёс=WHO),
    lines("Процессы", 1, Участник="ИО-01", Процесс="приём заявлений", Дней_до=10, Дней_после=4,
          Целевое_состояние_к="01.12.2026", Кто_внёс=WHO),
    lines("Жизненные ситуации", 1, Жизненная_ситуация="рождение ребёнка", Приоритетная="да",
          Решение_от="05.06.2025", Документ="протокол № 2", Кто_внёс=WHO),
    lines("План", 1, Год=2025, Квартал=2, Показатель="'2.2'", Факт_квартала=1,
          Источник="Мероприятия", Кто_внёс=WHO),
    lines("Прочие организации", 1, Код_организации="ОРГ-01", Наименование_организации="Завод",
          ИНН="'4200000000'", Кто_внёс=WHO),
    lines("Другое", 1, О_чём="дипломы", Содержание="вручены", Кто_внёс=WHO),
))  # fmt: skip


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_a_run_draws_the_workbook_with_a_sheet_for_each_register(office):
    office.run()
    path = office.output / BOOK
    sheets = openpyxl.load_workbook(path).sheetnames
    assert sheets[1:-2] == SHEETS
    most = 4_000 * len(SHEETS)  # Bytes a register: some columns, and rows to go on with.
    assert path.stat().st_size < most, "nothing is entered: a small file"
    assert faults(path) == []


def test_a_row_of_every_register_is_in_force_and_comes_back_as_it_was(office):
    keep(office, EVERY_SHEET)
    outcome = office.run()
    tables = {row.table for row in outcome.registers.rows}
    assert tables == set(ProgrammeTable)
    before, after = entries_of(office.folder / BOOK), entries_of(office.output / BOOK)
    assert before == after and len(after) == len(ProgrammeTable)
    said = dict.fromkeys(SHEETS, "действует")
    said["План"] += ". Учтено с начала года: 1, план 2: по графику."
    assert {sheet: remark(office.output / BOOK, sheet) for sheet in SHEETS} == said


WITHOUT = {
    "sheets": {"Заявки на проверку"},
    "columns": {"application", "check_grounds", "criteria_met", "criteria_edition", "origin",
                "written"},
}  # fmt: skip
"""What a book of the program before partner checks has not got."""


def test_a_book_of_the_program_before_partner_checks_is_read_as_it_was(office):
    office.put(BOOK, filled(earlier_book(office), certificate()))
    outcome = office.look()
    assert [row.text("number") for row in outcome.registers.rows] == ["№ 5"]
    assert outcome.registers.findings == ()


def earlier_book(office):
    """Return the book as it was drawn before: without the sheet of applications and its columns."""
    spec = YEAR.forms["registers"]
    sheets = tuple(_earlier(sheet) for sheet in spec.sheets if sheet.name not in WITHOUT["sheets"])
    content, lists, mark = register_content_of(office.look())
    tables = {key: list(unpacked(rows)) for key, rows in content.items()}
    identity = registers_identity(spec, YEAR.methodology)
    return draw_long_tables(replace(spec, sheets=sheets), identity, tables, lists, mark)


def _earlier(sheet):
    block = sheet.blocks[0]
    if block.key != "samples":
        return sheet
    fields = block.rows[0].fields
    kept = [at for at, field in enumerate(fields) if field.column not in WITHOUT["columns"]]
    row = replace(block.rows[0], fields=tuple(fields[at] for at in kept))
    block = replace(block, heads=tuple(block.heads[at] for at in kept), rows=(row,))
    return replace(sheet, blocks=(block,), widths=sheet.widths[: len(kept) + 1])


def test_drawn_again_and_again_the_workbook_has_the_same_bytes(office):
    keep(office, EVERY_SHEET)
    office.run()
    first = (office.output / BOOK).read_bytes()
    office.put(BOOK, first)
    office.run(fresh=True)
    again = (office.output / BOOK).read_bytes()
    assert entries_of(again) == entries_of(first)
    office.run(fresh=True)
    assert (office.output / BOOK).read_bytes() == again


def test_a_row_with_a_slip_is_kept_reported_and_not_in_force(office):
    keep(office, certificate(Сертификат_от="вчера", row=1) + "\n" + certificate(2, "ИО-02"))
    outcome = office.run()
    assert [row.participant for row in outcome.registers.rows] == ["ИО-02"]
    assert "Вместо даты" in remark(office.output / BOOK, "Образцы")
    rows = entries_of(office.output / BOOK)["samples"]
    assert ("date", "вчера") in rows[0] and len(rows) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (certificate(who="ИО-99"), "G003"),
        (certificate(who="Министерство образцов"), "G003"),
        (certificate(Номер_сертификата="''"), "G010"),
        (certificate(Сертификат_от="21.01.2026"), "D006"),
        (certificate(Проверка="12.06.2025"), "D014"),
        (certificate(Кто_внёс="''"), "D005"),
        (certificate() + "\n" + certificate(2), "D001"),
        (project(Состояние="закрыт"), "G009"),
        (project(Достигнут_этап=11), "G004"),
        (trained(Человек=0), "G004"),
        (lines("План", 1, Год=2024, Квартал=2, Показатель="'2.2'", Кто_внёс=WHO), "G004"),
        (lines("План", 1, Год=2025, Квартал=5, Показатель="'2.2'", Кто_внёс=WHO), "G004"),
        (lines("План", 1, Год=2025, Квартал=1, Показатель="'9.9'", Кто_внёс=WHO), "G005"),
        (lines("Прочие организации", 1, Код_организации="О-1", Наименование_организации="З",
               ИНН="'42'", Кто_внёс=WHO), "G006"),
        (lines("Прочие организации", 1, Код_организации="ИО-01", Наименование_организации="З",
               Кто_внёс=WHO), "G007"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_keeps_it_out_of_force(office, text, code):
    keep(office, text)
    outcome = office.look()
    told = [
        each.code for file in outcome.files if file.kind == "registers" for each in file.findings
    ]
    assert code in told and outcome.registers.rows == ()


def test_an_unknown_body_gets_a_suggestion_and_is_never_guessed(office):
    keep(office, certificate(who="Министерство образцов"))
    (found,) = (f for f in office.look().registers.findings if f.code == "G003")
    assert "Возможно, это ИО-02." in found.message


def test_a_body_outside_of_the_registry_may_hold_a_certificate(office):
    cells = {"Код_организации": "ОРГ-01", "Наименование_организации": "Завод проб"}
    body = lines("Прочие организации", 1, **cells, Кто_внёс=WHO)
    keep(office, body + "\n" + certificate(who="ОРГ-01"))
    outcome = office.run()
    assert {row.participant for row in outcome.registers.of(ProgrammeTable.SAMPLES)} == {"ОРГ-01"}
    assert [each.name for each in outcome.registers.bodies] == ["Завод проб"]


def test_an_unknown_project_is_asked_about_and_the_row_stands(office):
    keep(office, prize(Номер_проекта="2025/ИО-01-2") + "\n" + project())
    outcome = office.look()
    (found,) = (f for f in outcome.registers.findings if f.code == "G008")
    assert "2025/ИО-01-1" in found.message and len(outcome.registers.rows) == 2


def test_text_outside_of_the_tables_is_kept_on_the_last_sheet(office):
    book = openpyxl.load_workbook(_saved(office, drawn(office)))
    book["Образцы"]["Z30"] = "позвонить в центр"
    book.save(office.folder / BOOK)
    outcome = office.run()
    (row,) = entries_of(office.output / BOOK)["other"]
    assert ("content", "позвонить в центр") in row
    told = [
        each.code for file in outcome.files if file.kind == "registers" for each in file.findings
    ]
    assert "D017" in told


def _saved(office, data):
    office.put(BOOK, data)
    return office.folder / BOOK


def test_thousands_of_rows_are_read_and_drawn_again(office):
    book = openpyxl.load_workbook(_saved(office, filled(drawn(office), trained())))
    sheet = book["Обучение"]
    first = [cell.value for cell in sheet[4]]
    for number in range(ROWS):
        for column in (2, 3, 5, 8, 13):
            sheet.cell(5 + number, column).value = first[column - 1]
        sheet.cell(5 + number, 5).value = f"Сотрудник {number}"
    book.save(office.folder / BOOK)
    outcome = office.run()
    assert len(outcome.registers.rows) == ROWS + 1
    assert len(entries_of(office.output / BOOK)["training"]) == ROWS + 1
