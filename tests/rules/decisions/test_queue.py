"""«Очередь»: what came since the clerk last ticked it off, and ticks of one row or of a day."""

import datetime as dt
import io

import openpyxl
import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.records.committee.book_marks import BookMemory
from kuzbass_batch.records.committee.decisions import (
    DecisionBook,
    DecisionEntry,
    DecisionTable,
    EnteredCell,
)
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.rules.decisions.older_books import (
    compare_with_last,
    entry_digest,
    remembered_entry,
)
from kuzbass_batch.rules.ticks import check_ticks, ticks_in_force, with_ticks
from kuzbass_batch.rules.year.queue import queue_of
from kuzbass_batch.rules.year.to_do import to_do_list
from tests.office import (
    Office,
    assessment,
    cell_at,
    filled,
    lines,
    rows_of,
    said,
    verified,
)

pytestmark = pytest.mark.whole

LATER = dt.date(2026, 1, 25)
QUEUE, TICKED = "Очередь", "Разобранное"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def ticked(row, word="разобрано", who="Делова Д. Д.", day="16.01.2026", **more):
    """Return the lines that tick off a row of the queue."""
    cells = {"Разобрано": word} | ({"Кто": who} if who else {}) | ({"Когда": day} if day else {})
    return lines(QUEUE, row, **cells, **more)


def waiting(outcome):
    return [item.place for item in queue_of(outcome)]


def drawn(office):
    return openpyxl.load_workbook(io.BytesIO(office.draw(LATER)))


def column(book, sheet, head):
    columns, first = rows_of(book[sheet])
    at = columns[head.casefold()]
    return [row[at - 1].value for row in book[sheet].iter_rows(min_row=first)]


def test_all_that_came_stands_in_the_queue_by_its_day_with_what_became_of_it(office):
    office.put("2025-12-18/битый.xlsx", b"no workbook")
    office.put("2025-12-16/ещё.xlsx", assessment("ИО-01", (0, 2, 2, 2, 2, 2, 2, 2)))
    office.put("2025-12-16/фото.jpg", b"\xff\xd8\xff")
    items = {item.place: item for item in queue_of(office.look(LATER))}
    assert list(items) == [
        "ИО-01.xlsx", "ИО-02.xlsx", "МО-01.xlsx", "ПО-01.xlsx", "2025-12-16/ещё.xlsx",
        "2025-12-18/битый.xlsx",
    ]  # fmt: skip
    assert "«Экспертиза»" in items["ИО-02.xlsx"].may
    assert "файл разобран" in items["2025-12-18/битый.xlsx"].may
    assert items["ИО-01.xlsx"].participant == "ИО-01"
    book = drawn(office)
    assert column(book, QUEUE, "Что это")[0] == "самооценка"
    assert column(book, QUEUE, "Что сделала программа")[1].startswith("учтён: ")
    assert TICKED not in book.sheetnames


def test_what_is_ticked_off_leaves_the_queue_and_is_kept_from_book_to_book(office):
    office.decide(ticked(2, Заметка="позвонили"))
    outcome = office.look(LATER)
    assert waiting(outcome) == ["ИО-01.xlsx", "МО-01.xlsx", "ПО-01.xlsx"] and said(outcome) == []
    for _ in range(2):
        book = drawn(office)
        assert column(book, QUEUE, "Файл или запись") == waiting(outcome)
        row = {head: column(book, TICKED, head) for head in
               ("Файл или запись", "Кто разобрал", "Заметка", "Отметка программы")}  # fmt: skip
        assert [*row.values()] == [["ИО-02.xlsx"], ["Делова Д. Д."], ["позвонили"], ["действует"]]
        office.put("Решения.xlsx", office.draw(LATER))
    office.put("Решения.xlsx", filled(office.draw(LATER), "\n".join(
        f"{TICKED} | 1 | {head} | ''" for head in ("Когда разобрано", "Кто разобрал", "Заметка")
    )))  # fmt: skip
    assert "ИО-02.xlsx" in waiting(office.look(LATER))


def test_a_changed_file_comes_back_and_a_moved_one_does_not(office):
    office.decide(ticked(4, "всё по этот день"))
    assert waiting(office.look(LATER)) == []
    data = (office.folder / "ИО-02.xlsx").read_bytes()
    office.remove("ИО-02.xlsx")
    office.put("2025-12-15/ИО-02 Минобр.xlsx", data)
    assert waiting(office.look(LATER)) == []
    office.put("2025-12-17/ИО-02 ещё раз.xlsx", data)
    assert waiting(office.look(LATER)) == ["2025-12-17/ИО-02 ещё раз.xlsx"]
    office.put("ИО-01.xlsx", assessment("ИО-01", (2, 2, 2, 2, 2, 2, 2, 2)))
    assert set(waiting(office.look(LATER))) == {"ИО-01.xlsx", "2025-12-17/ИО-02 ещё раз.xlsx"}


def test_all_by_a_day_ticks_off_what_the_workbook_showed_and_nothing_else(office):
    office.put("2025-12-16/битый.xlsx", b"no workbook")
    office.put("2025-12-18/битый.xlsx", b"none, too")
    office.put("без дня.xlsx", b"none")
    data = filled(office.draw(), ticked(5, "всё по этот день"))
    office.put("Решения.xlsx", data)
    office.put("2025-12-15/поздно положен.xlsx", b"laid there after the book was drawn")
    left = ["2025-12-15/поздно положен.xlsx", "2025-12-18/битый.xlsx", "без дня.xlsx"]
    assert waiting(office.look(LATER)) == left
    assert len(column(drawn(office), TICKED, "Файл или запись")) == 5
    office.put("Решения.xlsx", filled(office.draw(LATER), ticked(3, "всё по этот день")))
    assert waiting(office.look(LATER)) == left[:2]


def test_who_and_when_stand_once_for_the_sheet_and_without_them_nothing_is_ticked(office):
    office.decide(ticked(1, who="", day=""))
    outcome = office.look(LATER)
    assert "ИО-01.xlsx" in waiting(outcome)
    assert [each.partition(" ")[0] for each in said(outcome)] == ["D005"]
    book = drawn(office)
    assert cell_at(book, QUEUE, "1", "Разобрано").value == "разобрано"
    assert "не заполнено – когда, кто" in cell_at(book, QUEUE, "1", "Отметка программы").value
    default = "По умолчанию | 1 | Кто по умолчанию | Делова\n" \
              "По умолчанию | 1 | Дата по умолчанию | 16.01.2026"  # fmt: skip
    office.decide(f"{ticked(1, who='', day='')}\n{default}")
    outcome = office.look(LATER)
    assert "ИО-01.xlsx" not in waiting(outcome) and said(outcome) == []


def test_a_note_alone_is_kept_beside_its_row_and_a_day_to_come_ticks_nothing_off(office):
    office.decide(lines(QUEUE, 1, Заметка="ждём") + "\n" + ticked(2, day="01.02.2026"))
    outcome = office.look(LATER)
    assert waiting(outcome) == ["ИО-01.xlsx", "ИО-02.xlsx", "МО-01.xlsx", "ПО-01.xlsx"]
    assert [each.partition(" ")[0] for each in said(outcome)] == ["D006"]
    assert cell_at(drawn(office), QUEUE, "1", "Заметка").value == "ждём"


def test_an_entry_that_does_not_fit_waits_until_it_is_mended_or_ticked_off(office):
    office.decide(verified("ИО-01.4", 1))
    (item,) = (each for each in queue_of(office.look(LATER)) if each.file is None)
    assert item.participant == "ИО-01" and item.place.startswith("Экспертиза!")
    assert "1" in item.made and item.may
    office.put("Решения.xlsx", filled(office.draw(LATER), ticked(5)))
    assert all(each.file for each in queue_of(office.look(LATER)))
    office.put("Решения.xlsx", filled(office.draw(LATER), verified("ИО-01.4", 1, "иначе")))
    assert any(each.file is None for each in queue_of(office.look(LATER)))


def test_the_summary_counts_the_queue_only_for_whoever_ticks_off(office):
    def told(outcome):
        none = {who.id: () for who in outcome.registry.participants}
        listed = to_do_list(outcome, none, (), (), dict.fromkeys(none))
        return [each for each in listed if "«Очередь»" in each.text]

    assert told(office.look(LATER)) == []
    office.decide(ticked(1))
    assert [each.count for each in told(office.look(LATER))] == [3]


# --- ticks alone ---


def row(number, stamp, came, **entered):
    """Return a row of the queue with what is entered in it."""

    def cells(values, start):
        for at, (key, value) in enumerate(values.items()):
            ref = CellRef(sheet=QUEUE, cell=f"{chr(ord(start) + at)}{number}")
            yield EnteredCell(column=key, raw=value, value=value, ref=ref)

    printed = {"came": came, "file": f"{stamp}.xlsx", "stamp": stamp}
    return DecisionEntry(
        table=DecisionTable.QUEUE,
        entered=tuple(cells(entered, "H")),
        printed=tuple(cells({key: v for key, v in printed.items() if v}, "B")),
    )


def test_a_row_s_own_tick_stands_before_that_of_a_day():
    first, second = dt.date(2025, 12, 10), dt.date(2025, 12, 11)
    own = row(4, "a", first, done="разобрано", date=second, who="Первая")
    every = row(6, "c", second, done="всё по этот день", date=second, who="Второй")
    shown = (row(5, "b", first), row(7, "d", dt.date(2025, 12, 12)))
    made = with_ticks((own, every), shown)
    assert [(e.text("stamp"), e.text("who"), str(e.ref())) for e in made] == [
        ("a", "Первая", "Очередь!I4"), ("c", "Второй", "Очередь!I6"), ("b", "Второй", "Очередь!I5"),
    ]  # fmt: skip
    assert with_ticks(made) == made
    assert [tick.stamp for tick in ticks_in_force(made, second)] == ["a", "c", "b"]
    assert list(check_ticks(made, second)) == []


def test_the_older_book_of_the_week_loses_no_tick():
    day = dt.date(2025, 12, 10)
    first, second = with_ticks(
        row(at, stamp, day, done="разобрано", date=day, who="Делова")
        for at, stamp in ((4, "a"), (5, "b"))
    )
    memory = BookMemory(
        draw=2, entries=(remembered_entry(first, 1, 1), remembered_entry(second, 2, 1))
    )
    registry_of_nobody = Registry(path="", participants=())
    monday = DecisionBook(path="", entries=(first,))
    compared = compare_with_last(monday, 1, memory, registry_of_nobody)
    assert [each.digest for each in compared.kept] == [entry_digest(second)]
    newest = compare_with_last(monday, 2, memory, registry_of_nobody)
    assert newest.kept == () and newest.gone == (entry_digest(second),)
