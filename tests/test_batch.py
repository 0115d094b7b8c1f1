"""The batch on the samples: what is promised of every file, twice the same bytes, nothing lost."""

import datetime as dt
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from kuzbass_batch import batch
from kuzbass_batch.forms.issue import unnamed_blanks
from kuzbass_batch.forms.spec import load_forms
from kuzbass_batch.model.catalogue import RULES, describe_rules
from kuzbass_batch.model.methodology_file import load_methodology

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "input_samples" / "2025"
AS_OF = dt.date(2026, 1, 20)


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    target = tmp_path_factory.mktemp("out") / "2025"
    before = hashes(SAMPLES)
    batch.run(SAMPLES, target, year=2025, as_of=AS_OF)
    assert hashes(SAMPLES) == before
    return target


@pytest.fixture(scope="module")
def results(output):
    return json.loads((output / "results.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("participant", "status", "total", "level"),
    [
        ("ИО-01", "rated", "9.0", "Прогрессивный"),
        ("ИО-02", "rated", "14.9", "Лидер"),
        ("ИО-05", "rated", "7.6", "Базовый"),
        ("ПО-02", "rated", "4.5", "Начальная подготовка"),
        ("ИО-06", "returned", None, None),
        ("МО-03", "missing", None, None),
    ],
)
def test_each_participant_stands_where_the_samples_put_him(
    results, participant, status, total, level
):
    found = next(p for p in results["participants"] if p["id"] == participant)
    assert (found["status"], found["total"], found["level"]) == (status, total, level)


def test_equal_totals_share_a_place(results):
    shared = {p["id"]: p["place"] for p in results["participants"] if p["id"] in ("МО-01", "МО-02")}
    assert shared["МО-01"] == shared["МО-02"]
    assert shared["МО-01"]["to"] == shared["МО-01"]["from"] + 1


def test_every_file_stands_in_one_row_with_its_status(results):
    statuses = {file["path"]: file["status"] for file in results["files"]}
    assert sorted(statuses) == sorted(hashes(SAMPLES))
    assert statuses["ИО-01 прежняя.xlsx"] == "superseded"
    assert statuses["почта/ИО-02 ещё раз.xlsx"] == "duplicate"
    assert statuses["ИО-03 поздняя с ошибкой.xlsx"] == "returned"
    assert statuses["ИО-03.xlsx"] == "used"
    assert statuses["повреждён.xlsx"] == statuses["страница.xls"] == "unreadable"
    assert statuses["~$ИО-01.xlsx"] == statuses["подтверждение.pdf"] == "ignored"


def test_a_late_return_is_rated_and_marked_by_its_folder(results):
    late = next(p for p in results["participants"] if p["id"] == "ПО-02")
    assert late["late"] and "I020" in [finding["code"] for finding in late["findings"]]


def test_the_redrawn_form_names_each_fault_and_marks_its_cell(output):
    path = output / "Письма" / "На доработку" / "Самооценка-2025 ИО-03 Минвымысла (исправить).xlsx"
    book = openpyxl.load_workbook(path)
    rows = [tuple(cell.value for cell in row[:5]) for row in book["Замечания"].iter_rows(min_row=4)]
    mark = next(row for row in rows if "может быть" in row[4])
    cell = book[mark[2]][mark[3]]
    assert cell.value == "может быть" and cell.comment is not None


def test_the_workbook_shows_the_numbers_of_results_json_and_no_formula(output, results):
    book = openpyxl.load_workbook(output / "Рейтинг-2025.xlsx")
    shown = {row[2].value: row[5].value for row in book["Рейтинг"].iter_rows(min_row=4)}
    totals = {p["id"]: float(p["total"]) for p in results["participants"] if p["total"]}
    assert {key: shown[key] for key in totals} == totals
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize(
    ("zone", "locale", "seed"), [("Asia/Tokyo", "C", "1"), ("UTC", "C.UTF-8", "2")]
)
def test_two_runs_give_the_same_bytes(output, tmp_path, zone, locale, seed):
    environment = os.environ | {
        "TZ": zone,
        "LC_ALL": locale,
        "PYTHONHASHSEED": seed,
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "kuzbass_batch", "run", str(SAMPLES)]
    command += ["--output", str(tmp_path / "2025"), "--as-of", "2026-01-20"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert hashes(tmp_path / "2025") == hashes(output)


def test_the_samples_are_what_the_script_makes():
    spec = importlib.util.spec_from_file_location(
        "make_samples", ROOT / "input_samples/make_samples.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = {name: hashlib.sha256(data).hexdigest() for name, data in module.samples().items()}
    assert made == hashes(SAMPLES)


def test_the_blanks_for_download_are_what_the_program_draws():
    methodology = load_methodology(2025)
    drawn = dict(unnamed_blanks(methodology, load_forms(methodology)))
    folder = ROOT / "templates" / "blanks"
    assert {path.name: path.read_bytes() for path in folder.glob("*.xlsx")} == drawn


def test_the_list_of_findings_is_complete():
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == describe_rules()
    assert len(RULES) > 60


def run_cli(*arguments):
    command = [sys.executable, "-m", "kuzbass_batch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("prepare", "arguments", "words"),
    [
        (lambda f: None, (), "нет реестра"),
        (lambda f: [(f / n).write_bytes((SAMPLES / "Реестр участников.xlsx").read_bytes())
                    for n in ("а.xlsx", "б.xlsx")], (), "несколько реестров"),
        (lambda f: None, ("--year", "2031"), "Нет методики за 2031 год"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_sentence_and_writes_nothing(tmp_path, prepare, arguments, words):
    folder, target = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    prepare(folder)
    done = run_cli("run", folder, "--output", target, "--as-of", "2026-01-20", *arguments)
    assert done.returncode == 2 and words in done.stderr
    assert done.stderr.count("\n") == 1 and not target.exists()


def test_input_and_output_must_differ(tmp_path):
    done = run_cli("run", tmp_path, "--output", tmp_path, "--as-of", "2026-01-20")
    assert done.returncode == 2 and "одна в другой" in done.stderr


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "годовая работа.docx").write_text("важно")
    done = run_cli("run", SAMPLES, "--output", tmp_path, "--as-of", "2026-01-20")
    assert done.returncode == 2 and "занята" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["годовая работа.docx"]


def letter_text(path):
    document = Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "Результаты/ИО-05 Депусловностей.docx",
            (
                "начальнику",
                "Условному",
                "7,6",
                "«Базовый»",
                "заявлено 3, засчитано 1",
                "15 рабочих",
            ),
        ),
        ("На доработку/ИО-06 Минчерновика.docx", ("Критерий 2 не оценён", "27.01.2026")),
        ("Напоминания/МО-03 Тестовый округ.docx", ("главе округа", "истёк 15.12.2025")),
    ],
)
def test_each_kind_of_letter_says_what_it_must(output, path, words):
    text = letter_text(output / "Письма" / path)
    assert [word for word in words if word not in text] == []
    assert "{{" not in text and "{%" not in text
