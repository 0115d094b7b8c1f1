"""Monday's book counts all week, and an old copy undoes nothing."""

import pytest

from kuzbass_batch.outputs.results.closing import closing_lines
from tests.office import Office, filled, ruled, score, verified

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

BOOK = "Решения-2025.xlsx"
FIRST, SECOND = verified("ИО-01.5", 1), verified("ИО-02.5", 1)


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.first_run()
    return office


def drawn(office):
    return (office.output / BOOK).read_bytes()


def points(outcome):
    return [score(outcome, who).verified for who in ("ИО-01.5", "ИО-02.5")]


def told(outcome):
    return [f.code for file in outcome.files if file.source.path == BOOK for f in file.findings
            if f.code in ("D030", "D031")]  # fmt: skip


def screen(office, outcome):
    return closing_lines(outcome, office.output)


def put(office, data):
    office.put(BOOK, data)
    return office.run()


def test_monday_s_book_counts_all_week(office):
    monday = drawn(office)
    monday = filled(monday, FIRST)
    assert points(put(office, monday)) == [1, None]
    monday = filled(monday, SECOND)
    outcome = put(office, monday)
    assert points(outcome) == [1, 1] and told(outcome) == []
    outcome = put(office, filled(monday, verified("ИО-01.5", 0)))
    assert points(outcome) == [0, 1] and told(outcome) == []


def test_an_old_copy_undoes_nothing_and_that_is_told_each_time(office):
    monday = drawn(office)
    put(office, filled(monday, FIRST))
    put(office, filled(drawn(office), SECOND))
    for _ in range(2):
        outcome = put(office, monday)
        assert points(outcome) == [1, 1] and told(outcome) == ["D030"]
        assert outcome.drawn.memory.draw == 3
        (said,) = (line for line in screen(office, outcome) if line.startswith("Решения комитета"))
        assert "Эта книга старее прежнего результата: внесённое позже сохранено" in said
    newest = put(office, drawn(office))
    assert not any("старее" in line for line in screen(office, newest))


def test_the_kept_entries_stand_in_the_new_book(office):
    monday = drawn(office)
    put(office, filled(monday, FIRST))
    put(office, monday)
    outcome = put(office, drawn(office))
    assert points(outcome) == [1, None] and told(outcome) == []


def cleared(data, row="ИО-01.5"):
    columns = ("Балл комитета", "Обоснование", "Кто проверил", "Дата")
    return filled(data, "\n".join(f"Экспертиза | {row} | {each} | " for each in columns))


def test_an_entry_is_taken_back_in_the_book_that_shows_it(office):
    monday = filled(drawn(office), FIRST)
    put(office, monday)
    outcome = put(office, cleared(drawn(office)))
    assert points(outcome) == [None, None] and told(outcome) == []
    outcome = put(office, monday)
    assert points(outcome) == [None, None] and told(outcome) == ["D031"]


def test_an_older_state_of_an_entry_does_not_come_back(office):
    monday = filled(drawn(office), FIRST)
    put(office, monday)
    put(office, filled(drawn(office), verified("ИО-01.5", 0)))
    outcome = put(office, monday)
    assert points(outcome) == [0, None] and told(outcome) == ["D031"]


def test_a_slip_put_right_in_its_row_leaves_nothing_behind(office):
    monday = drawn(office)
    put(office, filled(monday, ruled(1, "ИО-99", "исключить самооценку")))
    outcome = put(office, filled(monday, ruled(1, "ИО-01", "исключить самооценку")))
    assert told(outcome) == [] and [a.participant for a in outcome.decisions.admissions] == [
        "ИО-01"
    ]


def test_another_s_entry_in_the_same_row_of_another_copy_replaces_nothing(office):
    monday = drawn(office)
    put(office, filled(monday, ruled(1, "ИО-01", "исключить самооценку")))
    outcome = put(office, filled(monday, ruled(1, "ИО-02", "исключить самооценку")))
    assert told(outcome) == ["D030"]
    assert {a.participant for a in outcome.decisions.admissions} == {"ИО-01", "ИО-02"}


def test_the_same_book_again_leaves_the_same_bytes(office):
    monday = drawn(office)
    put(office, filled(monday, FIRST))
    put(office, monday)
    before = {
        p.name: p.read_bytes() for p in office.output.iterdir() if p.suffix in (".xlsx", ".json")
    }
    put(office, monday)
    after = {
        p.name: p.read_bytes() for p in office.output.iterdir() if p.suffix in (".xlsx", ".json")
    }
    assert after == before
