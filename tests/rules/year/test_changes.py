"""What changed since an earlier result, with the cause; looking only; the same run twice."""

import datetime as dt
import json
import subprocess
import sys

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from kuzbass_batch.outputs.results.changes import change_lines
from kuzbass_batch.outputs.results.closing import closing_lines
from kuzbass_batch.outputs.results.document import results_lines
from kuzbass_batch.records.committee.outgoing import REGISTER_HEADS
from kuzbass_batch.records.year.snapshots import Aspect, snapshot_of
from kuzbass_batch.rules.year.changes import compare_results
from kuzbass_batch.rules.year.snapshot import snapshot_now
from kuzbass_batch.usage import WrongUsage
from tests.april_package import conclusions_of
from tests.office import EXAMPLE, NAMES, Office, assessment, lines, registry, ruled, verified
from tests.test_batch import hashes

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

LATER = dt.date(2026, 3, 20)
BETTER = (3, *EXAMPLE[1:])


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.first_run()
    return office


def changes(office, as_of=LATER):
    """Return `ИО-01 оценка: 9,0 → 11,0 (cause)` for all but places."""
    return [
        f"{c.participant} {c.aspect.value} {c.criterion}".strip()
        + f": {c.before or '–'} → {c.after or '–'} ({c.cause})"
        for c in office.look(as_of).comparison.changes
        if c.aspect not in (Aspect.PLACE, Aspect.PLACE_IN_CATEGORY)
    ]


def test_a_first_run_has_nothing_to_compare_with(tmp_path):
    office = Office(tmp_path)
    assert office.run().comparison is None
    assert not list(office.output.glob("Изменения*"))


def test_nothing_changed_is_said_so(office):
    assert changes(office) == []
    assert list(change_lines(office.look(LATER).comparison)) == [
        "С результата на 20.01.2026 места, уровни и оценки не изменились."
    ]


def test_a_new_return_is_the_cause(office):
    office.put("новая.xlsx", assessment("ИО-01", (3, 2, 3, 2, 3, 2, 3, 4), dt.date(2025, 12, 12)))
    cause = "новая самооценка «новая.xlsx»"
    assert changes(office) == [
        f"ИО-01 балл по критерию 1: 1 → 3 ({cause})",
        f"ИО-01 балл по критерию 3: 2 → 3 ({cause})",
        f"ИО-01 балл по критерию 5: 2 → 3 ({cause})",
        f"ИО-01 балл по критерию 7: 2 → 3 ({cause})",
        f"ИО-01 балл по критерию 8: 2 → 4 ({cause})",
        f"ИО-01 оценка: 9,0 → 14,1 ({cause})",
        f"ИО-01 уровень: Прогрессивный → Лидер ({cause})",
    ]


def test_a_decision_and_an_objection_are_the_cause_by_name_and_day(office):
    office.decide(verified("ИО-01.1", 2))
    cause = "решение комитета (Проверова П. П., 15.01.2026)"
    assert changes(office) == [
        f"ИО-01 балл по критерию 1: 1 → 2 ({cause})",
        f"ИО-01 оценка: 9,0 → 10,0 ({cause})",
    ]
    office.run()
    office.decide(lines(
        "Несогласия", 1, Участник="ИО-01", Поступило="10.03.2026", Критерий="'1'", Протокол="№ 5",
        Решение="удовлетворить", Решено_баллов=3, Обоснование="отчёт", Дата_решения="16.03.2026",
        Кто_внёс="Секретарёва",
    ), as_of=LATER)  # fmt: skip
    cause = "решение по несогласию (Секретарёва, 16.03.2026)"
    assert changes(office) == [
        f"ИО-01 балл по критерию 1: 2 → 3 ({cause})",
        f"ИО-01 оценка: 10,0 → 11,0 ({cause})",
    ]


def test_a_decision_taken_back_is_the_cause(office):
    office.decide(verified("ИО-01.1", 2))
    office.run()
    office.remove("Решения.xlsx")
    assert changes(office)[0] == "ИО-01 балл по критерию 1: 2 → 1 (решение комитета снято)"


def test_a_ruling_is_the_cause(office):
    office.decide(ruled(1, "ИО-02", "исключить самооценку"))
    cause = "допуск: исключить самооценку; так решили (Председатель, 14.01.2026)"
    assert changes(office) == [
        f"ИО-02 состояние: оценён → не оценивается ({cause})",
        f"ИО-02 оценка: 9,0 → – ({cause})",
        f"ИО-02 уровень: Прогрессивный → – ({cause})",
    ]


def test_the_registry_is_the_cause(office):
    names = {who: name for who, name in NAMES.items() if who != "МО-01"} | {"МО-02": "Посёлок мер"}
    office.put("Реестр.xlsx", registry(names))
    assert changes(office) == [
        "МО-02 реестр: – → есть (внесён в реестр)",
        "МО-01 реестр: есть → – (исключён из реестра)",
    ]


def test_other_readings_and_an_amended_methodology_are_the_cause(office):
    outcome = office.look()
    now = json.loads("".join(results_lines(conclusions_of(outcome))))
    then = json.loads(json.dumps(now))
    then["methodology"]["readings"]["R1"] = "basic"
    then["participants"][0] |= {"level": "Базовый"}
    (change,) = compare_results(snapshot_of(then), snapshot_of(now)).changes
    assert (change.aspect, change.cause) == (Aspect.LEVEL, "другое прочтение R1")
    then["methodology"] |= {"readings": now["methodology"]["readings"], "sha256": "0" * 64}
    (change,) = compare_results(snapshot_of(then), snapshot_of(now)).changes
    assert change.cause == "изменена методика"


def test_who_only_moved_because_others_did_is_told_apart(office):
    office.decide(verified("ИО-01.1", 2))
    moved = [c for c in office.look().comparison.changes if c.participant == "ИО-02"]
    assert [(c.aspect, c.before, c.after, c.cause) for c in moved] == [
        (Aspect.PLACE, "1–4", "2–4", "изменились оценки других участников"),
        (Aspect.PLACE_IN_CATEGORY, "1–2", "2", "изменились оценки других участников"),
    ]


def test_the_workbook_lists_the_changes(office):
    office.decide(verified("ИО-01.1", 2))
    expected = office.look().comparison.changes
    office.run()
    sheet = openpyxl.load_workbook(office.output / "Изменения-2025.xlsx")["Изменения"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[0][2:6] == ("балл по критерию", "1", "1", "2")
    assert [(row[0], row[6]) for row in rows] == [(c.participant, c.cause) for c in expected]


def test_the_same_run_twice_leaves_the_same_folder(office):
    office.decide(verified("ИО-01.1", 2))
    office.run()
    before = hashes(office.output)
    assert "Изменения-2025.xlsx" in before
    office.run()
    assert hashes(office.output) == before


REGISTER = "Исходящие-2025.xlsx"


def register_cells(output):
    """Return the register without the column that remembers the letters as they were before."""
    book = openpyxl.load_workbook(output / REGISTER)
    memory = get_column_letter(list(REGISTER_HEADS).index("editions") + 1)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {
        (cell.parent.title, cell.coordinate): cell.value
        for cell in cells
        if (cell.parent.title, cell.coordinate.rstrip("0123456789")) != ("Исходящие", memory)
    }


def test_only_changes_and_the_register_s_memory_depend_on_what_lay_there_before(office, tmp_path):
    office.decide(verified("ИО-01.1", 2))
    office.run()
    again, register = hashes(office.output), register_cells(office.output)
    office.output = tmp_path / "заново"
    office.run()
    fresh = hashes(office.output)
    assert set(again) - set(fresh) == {"Изменения-2025.xlsx"}
    assert {name for name in fresh if again[name] != fresh[name]} == {REGISTER}
    assert register_cells(office.output) == register


def test_looking_writes_nothing(office):
    office.decide(verified("ИО-01.1", 2))
    before = hashes(office.output.parent)
    assert office.look().comparison.count(Aspect.TOTAL) == 1
    assert hashes(office.output.parent) == before


def test_an_earlier_result_of_choice_is_compared_with(office, tmp_path):
    kept = tmp_path / "январь"
    office.output.rename(kept)
    office.decide(verified("ИО-01.1", 2))
    office.run()
    assert office.look().comparison.count(Aspect.TOTAL) == 0
    assert office.look(compare_with=kept).comparison.count(Aspect.TOTAL) == 1


@pytest.mark.parametrize("content", [None, "{", '{"schema": "kuzbass-batch/results/1"}', "[1, 2]"])
def test_a_folder_without_a_result_is_refused_by_name(office, tmp_path, content):
    other = tmp_path / "другая"
    other.mkdir()
    if content is not None:
        (other / "results.json").write_text(content)
    with pytest.raises(WrongUsage, match="сравнить не с чем"):
        office.run(compare_with=other)


def test_a_result_in_place_that_says_too_little_is_passed_over(office):
    (office.output / "results.json").write_text('{"schema": "kuzbass-batch/results/1"}')
    assert office.run().comparison is None


def cli(office, *arguments):
    command = [
        sys.executable,
        "-m",
        "kuzbass_batch",
        "run",
        office.folder,
        "--output",
        office.output,
    ]
    command += ["--as-of", "2026-01-20", *arguments]
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def test_the_screen_tells_the_sum_and_on_request_everything(office):
    office.decide(verified("ИО-01.1", 2) + "\n" + verified("ИО-02.4", 1))
    before = hashes(office.output)
    code, shown = cli(office, "--dry-run")
    assert code == 1 and hashes(office.output) == before
    assert shown[-1] == "Пробный расчёт: ничего не записано."
    assert "Решения комитета: «Решения.xlsx», записей: 2, замечаний к ним: 1" in shown[2]
    assert (
        "  ИО-01: балл по критерию 1: 1 → 2, оценка: 9,0 → 10,0, место: 1–4 → 1 (решение комитета "
        "(Проверова П. П., 15.01.2026))" in shown
    )
    code, shown = cli(office)
    assert code == 1 and len(shown) <= 10
    assert "Изменилось с результата на 20.01.2026: оценок – 1, мест – 4." in shown


def test_decisions_that_are_in_the_folder_no_more_are_missed_aloud(office):
    office.decide(verified("ИО-01.1", 2))
    office.run()
    office.remove("Решения.xlsx")
    outcome = office.look()
    assert outcome.comparison.lost_decisions == "Решения.xlsx"
    (line,) = (each for each in closing_lines(outcome, office.output) if "Внимание" in each)
    assert "прежний результат учитывал решения из «Решения.xlsx»" in line


def test_the_snapshot_of_a_result_is_what_its_file_tells(office):
    office.decide(verified("ИО-01.1", 2))
    outcome = office.run()
    now = snapshot_now(outcome)
    assert now == snapshot_of(json.loads((office.output / "results.json").read_text("utf-8")))
