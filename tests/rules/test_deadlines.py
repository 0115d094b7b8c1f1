"""Working days: the state's production calendar, the committee's own, and years nobody knows."""

import datetime as dt
import json
import shutil

import pytest

from kuzbass_batch.methodology.calendar.state_calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    by_the_library,
    days_off_by_law,
    is_state_working,
    table_text,
)
from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR, WorkCalendar
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.committee.calendar import read_calendar
from kuzbass_batch.rules.deadlines import (
    UnknownYear,
    add_working_days,
    due_days,
    incomplete_years,
    is_after_totals,
    is_late,
    is_working,
    objection_deadline,
    unpublished_year,
    working_day_before,
)
from kuzbass_batch.usage import WrongUsage
from tests.filled import codes
from tests.paths import ROOT
from tests.runs import run_at_once
from tests.small_folder import small_folder

METHODOLOGY = load_methodology(2025)
AS_OF = dt.date(2026, 1, 20)
# Article 112 of the Labour Code: New Year and Christmas, then one day each.
HOLIDAYS = ("01.01", "02.01", "03.01", "04.01", "05.01", "06.01", "07.01", "08.01", "23.02",
            "08.03", "01.05", "09.05", "12.06", "04.11")  # fmt: skip
WHOLE_2028 = "\n".join(f"{day}.2028;выходной" for day in HOLIDAYS)


def calendar(text):
    """The calendar that a file with this text makes, without a fault."""
    days, findings = read_calendar(text.encode())
    assert not findings
    return WorkCalendar(path="календарь.csv", days=days)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (dt.date(2026, 2, 20), dt.date(2026, 3, 17)),
        (dt.date(2025, 2, 20), dt.date(2025, 3, 13)),
        (dt.date(2027, 2, 20), dt.date(2027, 3, 17)),
    ],
)
def test_fifteen_working_days_follow_the_production_calendar(received, last):
    assert objection_deadline(received, METHODOLOGY, STATE_CALENDAR) == last


def test_the_table_of_the_state_s_calendar_is_what_the_library_knows():
    known = by_the_library()
    assert len(known) == 4 * 365 + 1
    assert all(is_state_working(day) is works for day, works in known.items())
    table = ROOT / "templates" / "calendar" / "russia.toml"
    assert table.read_text("utf-8") == table_text(known)


@pytest.mark.parametrize(
    ("row", "last"),
    [
        ("24.02.2026;выходной", dt.date(2026, 3, 18)),
        ("28.02.2026;рабочий", dt.date(2026, 3, 16)),
        ("18.03.2026;выходной", dt.date(2026, 3, 17)),
    ],
)
def test_a_day_of_the_committee_s_own_calendar_wins_over_the_state_s(row, last):
    assert objection_deadline(dt.date(2026, 2, 20), METHODOLOGY, calendar(row)) == last


def test_a_year_without_a_calendar_is_refused_with_what_to_do():
    with pytest.raises(UnknownYear, match=r"на 2031 год.*календарь\.csv"):
        is_working(dt.date(2031, 1, 9), STATE_CALENDAR)


def test_a_window_that_runs_into_a_year_without_a_calendar_is_refused_too():
    assert add_working_days(dt.date(2028, 12, 20), 3, STATE_CALENDAR) == dt.date(2028, 12, 25)
    with pytest.raises(UnknownYear, match="на 2029 год"):
        add_working_days(dt.date(2028, 12, 28), 15, STATE_CALENDAR)


@pytest.mark.parametrize(
    ("year", "moved"),
    [
        (2026, {dt.date(2026, 3, 9), dt.date(2026, 5, 11)}),
        (2027, {dt.date(2027, 5, 3), dt.date(2027, 5, 10), dt.date(2027, 6, 14)}),
        (2028, {dt.date(2028, 11, 6)}),
    ],
)
def test_the_law_alone_moves_a_holiday_off_a_weekend_but_for_the_new_year_s(year, moved):
    holidays = {dt.datetime.strptime(f"{day}.{year}", "%d.%m.%Y").date() for day in HOLIDAYS}
    assert days_off_by_law(year) == holidays | moved
    published = {day for day in moved if day.year <= LAST_YEAR}
    assert not any(is_state_working(day) for day in published)


def test_the_year_that_is_not_published_is_counted_by_the_law():
    assert objection_deadline(dt.date(2028, 2, 18), METHODOLOGY, STATE_CALENDAR) == dt.date(
        2028, 3, 14
    )
    assert not is_working(dt.date(2028, 11, 6), STATE_CALENDAR)
    assert is_working(dt.date(2028, 1, 10), STATE_CALENDAR)


@pytest.mark.parametrize(
    ("as_of", "reporting", "year"),
    [
        (dt.date(2027, 3, 1), 2026, None),
        (dt.date(2027, 12, 1), 2026, 2028),
        (dt.date(2027, 10, 1), 2027, 2028),
        (dt.date(2028, 3, 1), 2027, 2028),
    ],
)
def test_a_run_says_when_its_deadlines_fall_into_it(as_of, reporting, year):
    methodology = load_methodology(reporting)
    assert unpublished_year(as_of, methodology, STATE_CALENDAR) == year
    assert unpublished_year(as_of, methodology, calendar(WHOLE_2028)) is None


def test_a_year_that_only_the_file_holds_is_counted_by_it():
    own = calendar(WHOLE_2028 + "\n10.01.2028;выходной\n15.01.2028;рабочий")
    assert add_working_days(dt.date(2027, 12, 30), 1, own) == dt.date(2028, 1, 11)
    assert is_working(dt.date(2028, 1, 15), own) and not is_working(dt.date(2028, 1, 16), own)


def test_every_day_of_a_year_that_only_the_file_holds():
    """Five days a week from Monday on, but for the holidays: 2028 has 366 days, 53 Saturdays."""
    own = calendar(WHOLE_2028)
    days = [dt.date(2028, 1, 1) + dt.timedelta(days=n) for n in range(366)]
    off = {day for day in days if not is_working(day, own)}
    weekends = {day for day in days if day.isoweekday() > 5}
    holidays = {day for day in days if f"{day:%d.%m}" in HOLIDAYS}
    assert dt.date(2028, 1, 15) in weekends and dt.date(2028, 1, 16) in weekends
    assert off == weekends | holidays
    assert (len(weekends), len(holidays - weekends)) == (106, 10)


@pytest.mark.parametrize("left_out", HOLIDAYS)
def test_each_holiday_of_such_a_year_must_be_named(left_out):
    named = "\n".join(line for line in WHOLE_2028.splitlines() if not line.startswith(left_out))
    for year in (2028, 2029):  # The law alone counts 2028; nothing but the file counts 2029.
        days, (finding,) = read_calendar(named.replace("2028", str(year)).encode())
        assert finding.code == "C005" and f"нет {left_out}. " in finding.message
    with pytest.raises(UnknownYear, match=f"праздничные дни этого года: {left_out}\\."):
        is_working(dt.date(2029, 1, 12), WorkCalendar(days=days))


def test_all_holidays_that_are_not_named_are_listed():
    kept = [line for line in WHOLE_2028.splitlines() if line[:5] not in ("08.01", "23.02", "09.05")]
    days, _ = read_calendar("\n".join(kept).replace("2028", "2029").encode())
    with pytest.raises(UnknownYear, match=r"этого года: 08\.01, 23\.02, 09\.05\."):
        is_working(dt.date(2029, 1, 12), WorkCalendar(days=days))


@pytest.mark.parametrize("day", ["09.01", "24.02", "09.03", "02.05", "10.05", "13.06", "05.11"])
def test_no_other_day_of_such_a_year_must_be_named(day):
    own = calendar(WHOLE_2028)
    date = dt.datetime.strptime(f"{day}.2028", "%d.%m.%Y").date()
    assert is_working(date, own) == (date.isoweekday() <= 5)


@pytest.mark.parametrize("other", ["", "\n24.02.2026;выходной"])
def test_a_year_named_in_part_is_not_guessed(other):
    days, findings = read_calendar(f"01.01.2029;выходной\n02.01.2029;выходной{other}".encode())
    assert codes(findings) == ["C005"]
    assert "за 2029 год" in findings[0].message.lower() and "нет 03.01" in findings[0].message
    with pytest.raises(UnknownYear, match=r"не названы .* года: 03\.01"):
        is_working(dt.date(2029, 1, 12), WorkCalendar(days=days))


def test_an_unpublished_year_named_in_part_is_counted_without_the_file():
    days, findings = read_calendar("01.01.2028;выходной\n12.01.2028;выходной".encode())
    assert codes(findings) == ["C005"] and "по файлу не считаются" in findings[0].message
    assert is_working(dt.date(2028, 1, 12), WorkCalendar(days=days))
    assert unpublished_year(dt.date(2028, 1, 9), METHODOLOGY, WorkCalendar(days=days)) == 2028


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_the_file_is_read_as_excel_and_notepad_write_it(encoding):
    text = "Дата;День;Почему\r\n# перенос\r\n\r\n24.02.2026;Выходной;приказ № 5\r\n"
    assert read_calendar(text.encode(encoding)) == (((dt.date(2026, 2, 24), False),), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("завтра;выходной", ["C002 !A1"]),
        ("31.02.2026;выходной", ["C002 !A1"]),
        ("24.02.2026;праздник", ["C003 !B1"]),
        ("24.02.2026", ["C003 !B1"]),
        ("24.02.2026,выходной", ["C002 !A1"]),
        ("24.02.2026;выходной\n\n24.02.2026;рабочий", ["C004 !A1, A3"]),
        ("24.02.2026;выходной\n24.02.2026;выходной", []),
        ("дата;день\n", ["C006"]),
        ("", ["C006"]),
        ("=1+1;рабочий\n24.02.2026;выходной", ["C002 !A1"]),
    ],
)
def test_each_fault_of_the_file_is_a_finding_at_its_row(text, expected):
    assert codes(read_calendar(text.encode())[1]) == expected


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"1" * 2**19, b"\x98\xff\x98", b'"' + b"x" * (2**17 + 9)]
)
def test_what_is_no_calendar_is_said_once_and_nothing_of_it_counts(data):
    days, findings = read_calendar(data)
    assert days == () and codes(findings) == ["C001"]


def test_a_table_of_something_else_does_not_fill_the_list_of_findings():
    days, findings = read_calendar(("ИО-01;100\n" * 500 + "24.02.2026;выходной").encode())
    assert days == () and codes(findings) == ["C001"]


def test_a_day_named_both_ways_stays_as_the_state_has_it():
    days, _ = read_calendar("24.02.2026;выходной\n24.02.2026;рабочий\n25.02.2026;выходной".encode())
    assert days == ((dt.date(2026, 2, 25), False),)


@pytest.fixture
def folder(tmp_path):
    """A small folder to put a calendar into."""
    (tmp_path / "in").mkdir()
    return small_folder(tmp_path / "in")


def results_of(folder, **options):
    """Run the batch and return results.json with the text of the letter of correction."""
    target = folder.parent / "out"
    run_at_once(folder, target, year=2025, remember=False, **{"as_of": AS_OF, **options})
    return json.loads((target / "results.json").read_text("utf-8")), target


@pytest.mark.whole
def test_the_calendar_stands_among_the_files_and_moves_the_days_in_the_letters(folder):
    (folder / "Календарь.csv").write_text("21.01.2026;выходной\n22.01.2026;выходной", "utf-8")
    results, target = results_of(folder)
    file = next(f for f in results["files"] if f["path"] == "Календарь.csv")
    assert (file["form"], file["status"], file["findings"]) == ("calendar", "used", [])
    assert "учтено дней: 2" in file["reason"]
    from docx import Document

    (letter,) = (target / "Письма" / "На доработку").glob("*.docx")
    text = "\n".join(paragraph.text for paragraph in Document(letter).paragraphs)
    assert "до 29.01.2026 включительно" in text


@pytest.mark.whole
def test_a_faulty_calendar_does_not_stop_the_run_and_is_a_matter_for_the_clerk(folder):
    (folder / "календарь.csv").write_text("21.01.2026;нет", "utf-8")
    results, _ = results_of(folder)
    file = next(f for f in results["files"] if f["path"] == "календарь.csv")
    assert file["status"] == "returned"
    assert [(f["code"], f["cell"]) for f in file["findings"]] == [("C003", "B1")]


@pytest.mark.whole
def test_two_calendars_are_refused_by_name(folder):
    (folder / "календарь.csv").write_text("21.01.2026;выходной", "utf-8")
    (folder / "почта").mkdir()
    shutil.copy(folder / "календарь.csv", folder / "почта")
    with pytest.raises(WrongUsage, match=r"«календарь\.csv», «почта/календарь\.csv»"):
        results_of(folder)


@pytest.mark.whole
def test_a_run_that_would_need_an_unknown_year_writes_nothing(folder):
    with pytest.raises(WrongUsage, match="на 2029 год"):
        results_of(folder, as_of=dt.date(2028, 12, 30), insist=True)
    assert not (folder.parent / "out").exists()


DUE = [
    # the day of the run; by when a first form, a mended one and an answer are due in five days
    ("2025-12-01", "2025-12-15", "2025-12-15", "2025-12-08"),
    ("2025-12-12", "2025-12-15", "2025-12-19", "2025-12-19"),
    ("2025-12-15", "2025-12-15", "2025-12-22", "2025-12-22"),
    ("2025-12-16", "2025-12-23", "2025-12-23", "2025-12-23"),
    # before the totals of 1 April
    ("2026-03-24", "2026-03-31", "2026-03-31", "2026-03-31"),
    ("2026-03-25", "2026-03-31", "2026-03-31", "2026-04-01"),
    ("2026-03-31", "2026-03-31", "2026-03-31", "2026-04-07"),
    # and after them
    ("2026-04-01", "2026-04-08", "2026-04-08", "2026-04-08"),
]


@pytest.mark.parametrize(("as_of", "first", "mended", "answer"), DUE)
def test_what_is_asked_for_is_due_by_the_act_s_day_or_in_so_many_days(as_of, first, mended, answer):
    found = due_days(dt.date.fromisoformat(as_of), 5, METHODOLOGY, STATE_CALENDAR)
    assert (f"{found.first}", f"{found.mended}", f"{found.answer}") == (first, mended, answer)


@pytest.mark.parametrize(
    ("day", "before"),
    [("2026-04-01", "2026-03-31"), ("2026-01-12", "2025-12-30"), ("2026-03-10", "2026-03-06")],
)
def test_the_working_day_before_a_day(day, before):
    found = working_day_before(dt.date.fromisoformat(day), STATE_CALENDAR)
    assert f"{found}" == before


@pytest.mark.parametrize(
    ("day", "as_of", "after"),
    [
        ("2026-03-31", "2026-04-10", False), ("2026-04-01", "2026-04-10", True),
        ("2026-04-10", "2026-04-10", True), ("2026-04-11", "2026-04-10", False),
        (None, "2026-04-10", False),
    ],
)  # fmt: skip
def test_a_return_came_after_the_totals_from_their_day_to_that_of_the_run(day, as_of, after):
    day = day and dt.date.fromisoformat(day)
    assert is_after_totals(day, dt.date.fromisoformat(as_of), METHODOLOGY) is after


@pytest.mark.parametrize(("option", "late"), [("inclusive", False), ("exclusive", True)])
def test_reading_r9_says_whether_the_last_day_is_in_time(option, late):
    methodology = METHODOLOGY.with_reading("R9", option)
    last = methodology.calendar.submission
    days = [last - dt.timedelta(days=1), last, last + dt.timedelta(days=1), None]
    assert [is_late(day, methodology) for day in days] == [False, late, True, False]


def test_only_years_beyond_the_program_s_own_are_to_be_named_in_whole():
    known = [dt.date(year, 2, 24) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    assert incomplete_years(known) == {}
    for year in (FIRST_YEAR - 1, LAST_YEAR + 1):
        assert list(incomplete_years([*known, dt.date(year, 2, 24)])) == [year]
