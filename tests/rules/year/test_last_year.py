"""Last year's results.json in the folder: differences per criterion, levels, leaders to confirm."""

import json
import os

import docx
import openpyxl
import pytest

from kuzbass_batch.outputs.letters.sentences import followed_advice
from kuzbass_batch.outputs.results.document import results_lines
from kuzbass_batch.reading.committee import earlier_results as past_results
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.year.last_year import since_last_year
from kuzbass_batch.usage import WrongUsage
from tests.april_package import conclusions_of
from tests.filled import METHODOLOGY
from tests.office import NAMES, Office, assessment, standing

pytestmark = pytest.mark.whole

BEST = (3, 3, 3, 3, 3, 2, 3, 4)


def last_year(office, **changes):
    """Return the office's own results as if they were last year's, some participants changed."""
    results = json.loads("".join(results_lines(conclusions_of(office.look()))))
    results |= {"year": 2024, "as_of": "2025-01-20"}
    for person in results["participants"]:
        person |= changes.get(person["id"], {})
    return json.dumps(results).encode()


@pytest.fixture
def office(tmp_path):
    """ИО-01 led and leads, ИО-02 led and fell, МО-01 led and is missing, ПО-01 leads anew."""
    office = Office(tmp_path)
    for who in ("ИО-01", "ИО-02", "МО-01"):
        office.put(f"{who}.xlsx", assessment(who, BEST))
    office.put("2024/results.json", last_year(office))
    office.put("ИО-02.xlsx", assessment("ИО-02"))
    office.put("ПО-01.xlsx", assessment("ПО-01", BEST))
    office.remove("МО-01.xlsx")
    return office


def test_leaders_are_confirmed_lapsed_missing_or_new(office):
    leaders = {c.standing.participant.id: c.leader for c in since_last_year(office.look())}
    assert leaders == {
        "ИО-01": "confirmed", "ИО-02": "lapsed", "МО-01": "no_return", "ПО-01": "awarded",
    }  # fmt: skip


def test_totals_levels_and_points_are_compared(office):
    outcome = office.look()
    found = {c.standing.participant.id: c for c in since_last_year(outcome)}
    assert str(found["ИО-02"].total_change) == "-5.9"
    assert found["ИО-02"].points == {"1": -2, "2": -1, "3": -1, "4": -1, "5": -1, "6": 0, "7": -1,
                                     "8": -2}  # fmt: skip
    assert standing(outcome, "ИО-02").level_change == -1
    assert found["МО-01"].total_change is None and found["МО-01"].points == {}


def test_the_sheet_and_results_json_show_the_comparison(office):
    office.run()
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    rows = {row[0]: row for row in book["К прошлому году"].iter_rows(min_row=4, values_only=True)}
    assert rows["ИО-02"][2:10] == (
        "Лидер", "Прогрессивный", "▼ ниже", "не подтверждён", 14.9, 9.0, -5.9, "−2",
    )  # fmt: skip
    results = json.loads((office.output / "results.json").read_text("utf-8"))
    person = next(p for p in results["participants"] if p["id"] == "ИО-02")
    assert person["leadership"] == "lapsed" and person["last_year"]["change"] == "-5.9"
    assert person["last_level"] == "Лидер" and person["level_change"] == -1


def test_the_file_is_listed_for_what_it_is(office):
    (file,) = (f for f in office.look().files if f.kind is Kind.PAST_RESULTS)
    assert (file.source.path, file.status) == ("2024/results.json", FileStatus.USED)
    assert file.findings == ()


def test_the_registrys_level_holds_and_a_difference_is_reported(tmp_path):
    office = Office(tmp_path, last_level={"ИО-01": "Базовый"})
    office.put("results.json", last_year(office))
    outcome = office.look()
    assert standing(outcome, "ИО-01").participant.last_level == "basic"
    assert standing(outcome, "ИО-02").participant.last_level == "progressive"
    (file,) = (f for f in outcome.files if f.kind is Kind.PAST_RESULTS)
    assert [f.code for f in file.findings] == ["D020"]
    assert "«Базовый»" in file.findings[0].message


def test_two_results_of_last_year_stop_the_run(office):
    office.put("копия.json", (office.folder / "2024" / "results.json").read_bytes())
    with pytest.raises(WrongUsage, match=r"«2024/results\.json», «копия\.json»"):
        office.look()


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[" * 100_000,
        b'{"schema": "kuzbass-batch/results/1", "year": "x"}',
        b"\xff\xfe",
        b"1",
    ],
    ids=["cut", "deep", "wrong", "bytes", "number"],
)
def test_another_json_file_is_passed_over(tmp_path, data):
    office = Office(tmp_path)
    office.put("заметки.json", data)
    outcome = office.look()
    (file,) = (f for f in outcome.files if f.source.path == "заметки.json")
    assert file.status is FileStatus.IGNORED and outcome.past is None
    assert len(outcome.standings) == len(NAMES)


def test_this_process_does_not_read_them(office, monkeypatch):
    """Ten thousand participants in JSON are a load, and anybody may have written the file."""
    asked, here = past_results._asked, os.getpid()

    def elsewhere(path, question):
        assert os.getpid() != here
        return asked(path, question)

    monkeypatch.setattr(past_results, "_asked", elsewhere)
    assert office.look().past is not None


def test_results_of_this_year_in_the_folder_are_not_last_years(tmp_path):
    office = Office(tmp_path)
    office.run()
    office.put("results.json", (office.output / "results.json").read_bytes())
    assert office.look().past is None


WAY = {"level": "Лидер", "gain": "3.9"}


def advised(*steps):
    """Last year's ways to a level: criterion, points then, points advised."""
    return [
        {**WAY, "steps": [{"criterion": c, "from": a, "to": b, "rows": []} for c, a, b in way]}
        for way in steps
    ]


def test_the_steps_that_last_years_letter_advised_are_followed_up(tmp_path):
    """P. 2.9(2). Of two ways the lesser step counts; what was reached since is no advice."""
    office = Office(tmp_path)
    office.put("ИО-02.xlsx", assessment("ИО-02", (1, 2, 2, 2, 2, 2, 2, 2)))
    ways = advised([("2", 2, 3), ("5", 2, 3)], [("1", 1, 2), ("4", 2, 2), ("5", 2, 3)])
    office.put("2024/results.json", last_year(office, **{"ИО-02": {"ways": ways}}))
    office.put("ИО-02.xlsx", assessment("ИО-02", (1, 3, 2, 2, 3, 2, 2, 2)))
    found = {c.standing.participant.id: c for c in since_last_year(office.look())}
    steps = found["ИО-02"].followed
    assert [(s.criterion, s.before, s.advised, s.now, s.taken) for s in steps] == [
        ("1", 1, 2, 1, False), ("2", 2, 3, 3, True), ("5", 2, 3, 3, True),
    ]  # fmt: skip
    assert followed_advice(steps, METHODOLOGY).replace("\u00a0", " ") == (
        "Из шагов, предложенных в письме о результатах за 2024 год, выполнены: критерий 2 – балл 3 "
        "вместо 2 (к оценке +0,3); критерий 5 – балл 3 вместо 2 (к оценке +0,9); не выполнены: "
        "критерий 1 (балл 1, предлагалось 2)."
    )
    office.run()
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    rows = {row[0]: row for row in book["К прошлому году"].iter_rows(min_row=3, values_only=True)}
    assert rows["Код"][-1] == "Выполнено из рекомендованного"
    assert rows["ИО-02"][-1] == "2, 5 из: 1, 2, 5"
    letter = next(path for path in office.output.rglob("ИО-02*.docx") if "Результаты" in str(path))
    texts = (paragraph.text for paragraph in docx.Document(letter).paragraphs)
    assert sum("Из шагов, предложенных в письме" in text for text in texts) == 1
