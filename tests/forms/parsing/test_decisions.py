"""The workbook of decisions as read: every cell that was filled in, and what stands elsewhere.

Sheets are made by hand: the head row, then rows `Д.1 | Участник: ИО-01 | Кто решил: П.`.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.findings.files import TEXT_CLEANED
from kuzbass_batch.findings.finding import Fact, Severity
from kuzbass_batch.forms.parsing.whole_book import MOST_STRAY, read_decisions
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import HiddenCell, RawForm, RawSheet
from tests.filled import FORMS

SPEC = FORMS[Kind.DECISIONS]
SHEETS = {sheet.name: (block.title.partition(" ")[0], block)
          for sheet, block in SPEC.blocks() if block.kind == "table"}  # fmt: skip


def understood(text):
    """Return a date, a number or a text, as a workbook holds it."""
    try:
        return dt.datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return Decimal(text) if text.lstrip("-").replace(".", "", 1).isdigit() else text


def sheet(name, *lines, without=(), title=None, below=(), hidden=None):
    """Return a sheet of this table: its title in row 1, its head in row 2, then its rows.

    without: columns that somebody removed. hidden: what cells are besides, by (line, head).
    """
    block = SHEETS[name][1]
    heads = ["Код", *(head for head in block.heads if head not in without)]
    rows = [(block.title,), tuple(heads)]
    for line in lines:
        code, *cells = (part.strip() for part in line.split("|"))
        row = [code or None, *[None] * (len(heads) - 1)]
        for cell in cells:
            head, _, value = cell.partition(": ")
            row[heads.index(head)] = understood(value)
        rows.append(tuple(row))
    known = {(line + 1, heads.index(head)): (HiddenCell(kind=cell[0], text=cell[1]),)
             for (line, head), cell in (hidden or {}).items()}  # fmt: skip
    return RawSheet(name=title or name, hidden=False, rows=(*rows, *below), hidden_cells=known)


def workbook(*sheets, left_out=()):
    """Return the workbook with these sheets; the tables that are not given are empty."""
    given = {each.name for each in sheets}
    others = [sheet(name) for name in SHEETS if name not in given and name not in left_out]
    return RawForm(path="Решения.xlsx", container="xlsx", sheets=(*sheets, *others))


def read(*sheets, notes=(), left_out=()):
    """Return the entries, and the codes of what was found with their cells."""
    book, findings = read_decisions(workbook(*sheets, left_out=left_out), SPEC, notes)
    entries = None if book is None else [
        f"{e.table.value}: " + "; ".join(f"{c.column}={c.raw} {c.ref.cell}" for c in e.entered)
        for e in book.entries
    ]  # fmt: skip
    return entries, [f"{f.code} {f.sheet}!{f.cell}".rstrip("! ") for f in findings]


def test_what_is_filled_in_is_an_entry_and_nothing_else():
    entries, found = read(
        sheet("Допуск", "Д.1 | Участник: ИО-01 | Наименование: М | Решение: исключить самооценку",
              "Д.2", "Д.3 | Наименование: М | Строка: 3 | Отметка программы: нет",
              "Д.4 | Дата: 14.01.2026 | Строка: 4"),
        sheet("Экспертиза", "Э.1 | Участник: ИО-01 | Критерий: 1 | Заявлено: 2 | Балл комитета: 3"),
    )  # fmt: skip
    assert entries == [
        "expertise: points=3 J3",
        "admission: participant=ИО-01 B3; decision=исключить самооценку D3",
        "admission: date=2026-01-14 J6",
    ]
    assert found == []


def test_what_the_program_printed_beside_an_entry_is_kept_apart():
    raw = workbook(sheet(
        "Экспертиза",
        "Э.1 | Участник: ИО-01 | Критерий: 1 | Заявлено: 2 | Засчитано: 1 | Метка: абв"
        " | Балл комитета: 3 | Строка: 1 | Отметка программы: учтено",
    ))  # fmt: skip
    book, _ = read_decisions(raw, SPEC)
    (entry,) = book.entries
    assert {c.column: (c.raw, c.value, c.ref.cell) for c in entry.printed} == {
        "participant": ("ИО-01", "ИО-01", "B3"),
        "criterion": (Decimal(1), "1", "D3"),
        "claimed": (Decimal(2), Decimal(2), "F3"),
        "counted": (Decimal(1), Decimal(1), "G3"),
        "stamp": ("абв", "абв", "Q3"),
    }


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("Балл комитета: 3", Decimal(3), []),
        ("Балл комитета: два", None, ["D023"]),
        ("Дата: скоро", None, ["S022"]),
        ("Дата: 14.01.2026", dt.date(2026, 1, 14), []),
        ("Обоснование: 15", "15", []),
        ("Документ: " + "а" * 5000, "а" * 5000, []),
    ],
)
def test_a_value_is_kept_as_it_stands_and_as_understood(cell, value, told):
    raw = workbook(sheet("Экспертиза", f"Э.1 | Критерий: 1 | {cell}"))
    book, findings = read_decisions(raw, SPEC)
    ((entered,),) = (entry.entered for entry in book.entries)
    assert entered.value == value and entered.raw == understood(cell.partition(": ")[2])
    assert [finding.code for finding in findings] == told


POINTS = [
    # what was typed for points; the figure that the remedy names
    ("два балла", ": 2"), ("1 балл", ": 1"), ("Три", ": 3"), ("ноль", ": 0"), ("1 (один)", ": 1"),
    ("1 или 2", ""), ("один, не два", ""), ("балл", ""), ("два 2", ": 2"), ("2балла", ": 2"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "figure"), POINTS)
def test_points_in_words_are_asked_for_as_the_figure_that_they_mean(typed, figure):
    for name, head in (("Экспертиза", "Балл комитета"), ("Несогласия", "Решено баллов"),
                       ("Несогласия", "Просит баллов")):  # fmt: skip
        code = "Э.1" if name == "Экспертиза" else "Н.1"
        _, (finding,) = read_decisions(workbook(sheet(name, f"{code} | {head}: {typed}")), SPEC)
        assert (finding.code, finding.severity) == ("D023", Severity.ERROR)
        assert finding.remedy == f"Впишите балл одной цифрой, без слов{figure}."


MISSING = [
    # what somebody did to a sheet; what is found then
    ({"left_out": ["Допуск"]}, (), ["S002 Допуск"]),
    ({}, (sheet("Допуск", without=["Решение"]),), ["S004 Допуск"]),
    ({}, (sheet("Допуск", without=["Решение", "Дата"]),), ["S004 Допуск", "S004 Допуск"]),
    ({}, (sheet("Допуск", without=["Строка"]),), []),
    # its heads in two rows: no column is lost, the head is
    (
        {},
        (sheet("Допуск", without=["Решение"], below=(("Код", "Решение"),)),),
        ["S003 Допуск"],
    ),
]


@pytest.mark.parametrize(("options", "sheets", "expected"), MISSING)
def test_a_table_that_is_not_there_in_whole_stops_the_run(options, sheets, expected):
    entries, found = read(*sheets, **options)
    assert (entries is None) == bool(expected) and found == expected


def test_a_table_is_known_by_its_heads_on_any_sheet_and_on_two():
    entries, found = read(
        sheet("Допуск", "Д.1 | Участник: ИО-01", title="Лист1"),
        sheet("Допуск", "Д.2 | Участник: ИО-02", title="Лист2"),
        left_out=["Допуск"],
    )
    assert entries == ["admission: participant=ИО-01 B3", "admission: participant=ИО-02 B3"]
    assert found == []


ROWS = [
    # code and key of a row with an entry: one that stands beside another's key is told
    ("Д.1 | Строка: 1", 0), ("Д.1 | Строка: 2", 1), ("Д.12 | Строка: 12", 0), ("Д.1", 0),
    (" | Строка: 2", 0),
]  # fmt: skip


@pytest.mark.parametrize(("row", "parted"), ROWS)
def test_a_row_that_was_sorted_in_part_stops_the_run(row, parted):
    entries, found = read(sheet("Допуск", f"{row} | Участник: ИО-01"))
    assert found == ["D024 Допуск!E3"] * parted
    assert (entries is None) == bool(parted)
    # Nothing is entered in it: nothing is lost.
    assert read(sheet("Допуск", row)) == ([], [])


def test_all_rows_that_were_parted_are_counted_and_the_first_is_named():
    lines = [f"Н.{n} | Строка: {n} | Строка решения: {9 - n} | Участник: ИО-01" for n in (1, 2, 3)]
    book, (finding,) = read_decisions(workbook(sheet("Несогласия", *lines)), SPEC)
    assert book is None and finding.cell == "K3"
    words = "рядом с Н.1 стоит внесённое в строку Н.8; таких строк 3"
    assert (finding.code, words in finding.message) == ("D024", True)


def test_entries_without_a_key_among_them_are_told_once():
    lines = ["Д.1 | Участник: ИО-01", "Д.2 | Участник: ИО-02"]
    entries, found = read(sheet("Допуск", *lines, without=["Строка"]))
    assert len(entries) == 2 and found == ["D032 Допуск!A2"]
    # What the program printed into open cells is no entry.
    entries, found = read(sheet("Протоколы", "П.1 | О чём: прочтение R1", without=["Строка"]))
    assert len(entries) == 1 and found == []


def test_what_stands_beside_a_table_is_kept_as_a_note():
    wide = (None,) * 20
    entries, found = read(
        sheet("Допуск", below=((*wide, "сбоку"), ("Д.9", *wide[1:], " "), ("Д.9",))),
        RawSheet(name="Мой лист", hidden=False, rows=(("а", None, "б"),), hidden_cells={}),
        RawSheet(name="Списки", hidden=False, rows=(("а",),), hidden_cells={}),
        RawSheet(name="Код", hidden=False, rows=(("а",),), hidden_cells={}),
        RawSheet(name="Как заполнить", hidden=False, rows=(("а", "б", "в"),), hidden_cells={}),
    )
    assert entries == [
        "notes: source=Допуск!U3 U3; text=сбоку U3",
        "notes: source=Мой лист!A1 A1; text=а A1",
        "notes: source=Мой лист!C1 C1; text=б C1",
        "notes: source=Как заполнить!C1 C1; text=в C1",
    ]
    places = ("Допуск!U3", "Мой лист!A1", "Мой лист!C1", "Как заполнить!C1")
    assert found == [f"D017 {place}" for place in places]


@pytest.mark.parametrize(("count", "whole"), [(MOST_STRAY, True), (MOST_STRAY + 1, False)])
def test_a_sheet_full_of_other_things_is_another_book(count, whole):
    rows = tuple(("1",) for _ in range(count))
    other = RawSheet(name="Мой лист", hidden=False, rows=rows, hidden_cells={})
    entries, found = read(other)
    assert (entries is not None) == whole and len(found) == (count if whole else 1)
    if not whole:
        assert found == ["D019 Мой лист"]


def test_a_text_that_was_cut_stops_the_run_and_other_notes_do_not():
    note = TEXT_CLEANED.at(what="знаки", more="")
    entries, found = read(notes=(note,))
    assert entries == [] and found == ["F015"]
    cut = replace(note, facts=(Fact.CELL_CUT,), sheet="Допуск", cell="C4")
    entries, found = read(notes=(note, cut))
    assert entries is None and found == ["F015", "D018 Допуск!C4"]


def test_an_error_value_is_kept_as_its_text_in_a_row_of_its_own():
    hidden = {(1, "Участник"): ("error", "#REF!")}
    raw = workbook(sheet("Допуск", "Д.1", hidden=hidden))
    book, findings = read_decisions(raw, SPEC)
    (entry,) = book.entries
    assert [(c.column, c.raw, c.value) for c in entry.entered] == [("participant", "#REF!", None)]
    assert [f.cell for f in findings] == ["B3"]


@pytest.mark.parametrize(
    ("head", "cell", "hidden", "code"),
    [
        ("Балл комитета", "3", ("struck", ""), "S062"),
        ("Балл комитета", "три", ("filled", ""), "D023"),
        ("Дата", "скоро", ("filled", ""), "S022"),
        ("Дата", "14.01.2026", ("struck", ""), "S062"),
    ],
)
def test_only_what_is_no_number_is_told_as_points_are(head, cell, hidden, code):
    line = sheet("Экспертиза", f"Э.1 | {head}: {cell}", hidden={(1, head): hidden})
    _, (finding,) = read_decisions(workbook(line), SPEC)
    assert finding.code == code
