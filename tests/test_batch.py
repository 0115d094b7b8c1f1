"""The batch on the samples: what is promised of every file, twice the same bytes, nothing lost."""

import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from input_samples import edits, make_samples
from kuzbass_batch import usage
from kuzbass_batch.findings.catalogue import RULES, describe_rules
from kuzbass_batch.forms.drawing.issue import unnamed_blanks
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.outputs.letters.planning import FOLDERS
from kuzbass_batch.reading.examine import examine
from kuzbass_batch.reading.own_names import OWN_FILES
from kuzbass_batch.records.committee.outgoing import (
    OF_CHECKS,
    OF_CONTEST,
    ON_PROJECTS,
    LetterKind,
)
from kuzbass_batch.records.files.sources import Source
from tests.hostile.workshop import packed
from tests.office_files import letter_text
from tests.paths import DATA, ROOT
from tests.runs import run_batch
from tests.small_folder import cli

SAMPLES = ROOT / "input_samples" / "2025"
GOLDEN = DATA / "golden_letters"
AS_OF = dt.date(2026, 1, 20)


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def output(samples_in_january):
    return samples_in_january.folder


@pytest.fixture(scope="module")
def results(output):
    return json.loads((output / "results.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("participant", "status", "total", "level"),
    [
        ("ИО-01", "rated", "9.0", "Прогрессивный"),
        ("ИО-02", "rated", "14.9", "Лидер"),
        ("ИО-04", "rated", "12.0", "Прогрессивный"),
        ("ИО-05", "rated", "7.6", "Базовый"),
        ("ИО-08", "rated", "8.0", "Прогрессивный"),
        ("МО-05", "rated", "5.0", "Базовый"),
        ("МО-07", "rated", "4.0", "Начальная подготовка"),
        ("МО-11", "rated", "12.1", "Лидер"),
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
    assert sorted(statuses) == sorted(set(hashes(SAMPLES)) - OWN_FILES)
    assert statuses["ИО-01 прежняя.xlsx"] == "superseded"
    assert statuses["почта/ИО-02 ещё раз.xlsx"] == "duplicate"
    assert statuses["ИО-03 поздняя с ошибкой.xlsx"] == "returned"
    assert statuses["ИО-03.xlsx"] == "used"
    assert statuses["МО-02.xlsx"] == "superseded"
    assert statuses["скачанный бланк/Условск.xlsx"] == "used"
    assert statuses["повреждён.xlsx"] == statuses["страница.xls"] == "unreadable"
    assert statuses["~$ИО-01.xlsx"] == statuses["подтверждения/ИО-01 сертификат.pdf"] == "ignored"


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
    ("zone", "locale", "seed", "umask", "workers"),
    [("Asia/Tokyo", "C", "1", 0o077, "1"), ("UTC", "C.UTF-8", "2", 0o002, "3")],
)
def test_two_runs_give_the_same_bytes(output, tmp_path, zone, locale, seed, umask, workers):
    environment = os.environ | {
        "TZ": zone,
        "LC_ALL": locale,
        "PYTHONHASHSEED": seed,
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "kuzbass_batch", "run", str(SAMPLES)]
    command += ["--output", str(tmp_path / "2025"), "--as-of", "2026-01-20", "--workers", workers]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, umask=umask
    )
    assert done.returncode == 1, done.stderr
    assert hashes(tmp_path / "2025") == hashes(output)


def test_the_members_of_an_output_carry_no_clock_and_no_rights(output):
    times, rights = set(), set()
    for path in (*output.rglob("*.xlsx"), *output.rglob("*.docx")):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                times.add(member.date_time)
                rights.add(member.external_attr)
                assert not member.extra and not member.comment
                # Nothing of xlsxwriter's «created» but the day of the act.
                if member.filename == "docProps/core.xml":
                    dates = re.findall(rb">(\d{4}-\d\d-\d\d)T", archive.read(member))
                    assert set(dates) <= {b"2025-03-07", b"2013-12-23"}, path
    assert times <= {(1980, 1, 1, 0, 0, 0), (1980, 1, 31, 0, 0, 0)}
    # What xlsxwriter streams comes from files that only their owner may read; nothing else has any.
    assert rights <= {0, 0o600 << 16, 0o100600 << 16}


def contents(data):
    """The members of a workbook: compression may differ between builds of Python."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return data


def test_the_samples_are_what_the_script_makes():
    made, saved = make_samples.samples(), make_samples.for_libreoffice()
    assert sorted([*made, *saved]) == sorted(hashes(SAMPLES))
    for name, data in made.items():
        assert contents(data) == contents((SAMPLES / name).read_bytes()), name


def test_a_sample_that_says_the_same_stays_as_it_is():
    """LibreOffice numbers page styles and lists in another order each time it saves an .ods."""
    saved = (SAMPLES / "из LibreOffice" / "МО-09.ods").read_bytes()
    parts = contents(saved)

    def other(old, new, part="content.xml"):
        assert old in parts[part]
        return packed(parts | {part: parts[part].replace(old, new)})

    assert edits.says_the_same(saved, other(b"val1", b"val9"))
    assert edits.says_the_same(saved, other(b"Mpm2", b"Mpm7", "styles.xml"))
    assert not edits.says_the_same(saved, other("МО-09".encode(), "МО-10".encode()))
    assert not edits.says_the_same(
        saved, other(b'style:print-orientation="landscape"', b"", "styles.xml")
    )
    assert not edits.says_the_same(saved, b"no archive")


def test_the_samples_that_libreoffice_saved_hold_what_the_script_filled_in(tmp_path):
    methodology = load_methodology(2025)
    forms = load_forms(methodology)
    for name, data in make_samples.for_libreoffice().items():
        (tmp_path / "form.xlsx").write_bytes(data)
        files = [
            examine(folder, Source(path=path, size=1, sha256=""), methodology, forms)
            for folder, path in ((tmp_path, "form.xlsx"), (SAMPLES, name))
        ]
        drawn, saved = ({a.field_id: a.value for a in e.submission.answers} for e in files)
        formulas = {
            f for e in files for x in e.file.findings if x.code[:3] == "S03" for f in x.fields
        }
        assert {k: v for k, v in drawn.items() if k not in formulas} == {
            k: v for k, v in saved.items() if k not in formulas
        }


def test_the_samples_show_what_their_readme_promises(results):
    participants, files = results["participants"], results["files"]
    assert len(participants) >= 36
    assert len({p["category"] for p in participants}) == 3
    assert sum(f["form"] in ("self_assessment", "project_passport") for f in files) >= 45
    assert {p["level"] for p in participants if p["level"]} == {
        level.name for level in load_methodology(2025).levels
    }
    totals = {p["total"] for p in participants}
    assert {"4.0", "4.5", "5.0", "8.0", "12.0", "14.9"} <= totals
    assert {f["status"] for f in files} == {
        "used", "superseded", "duplicate", "returned", "unreadable", "ignored"
    }  # fmt: skip
    shown = {finding["code"] for file in files for finding in file["findings"]}
    assert shown >= {
        "F002", "F004", "F006", "I001", "I002", "I004", "I005", "I006", "I010", "I011", "I013",
        "I014", "I020", "P001", "P002", "P003", "P004", "P005", "P006", "R009", "R011", "S001",
        "S010", "S011", "S012", "S020", "S021", "S022", "S025", "S026", "S031", "S032", "S040",
        "S041", "S042", "S043", "S044", "S045", "S046", "S047", "S048", "S101", "S102", "S104",
        "S105", "S106", "S107",
    }  # fmt: skip


def test_the_readme_lists_what_appears(output):
    shown = (ROOT / "README.md").read_text("utf-8").partition("## What appears")[2]
    listed = set(re.findall(r"^\| `([^`]+?)/?` \|", shown.partition("\n## ")[0], re.MULTILINE))
    letters = {f"Письма/{path.name}" for path in (output / "Письма").iterdir()}
    assert listed == {path.name for path in output.iterdir()} - {"Письма"} | letters


def test_the_samples_are_as_many_as_their_readme_says(results):
    people, files = results["participants"], results["files"]
    forms = [file["form"] for file in files]
    states = [person["status"] for person in people]
    assessments, passports = (forms.count(form) for form in ("self_assessment", "project_passport"))
    words = " ".join((SAMPLES.parent / "README.md").read_text("utf-8").split())
    assert (
        f"{len(people)} participants in three categories; {len(files) - 1} files and the registry, "
        f"among them {assessments + passports} returns: {assessments} self-assessments and "
        f"{passports} passports. On {AS_OF}: {states.count('rated')} rated, "
        f"{states.count('returned')} returned, {states.count('missing')} missing."
    ) in words


def test_the_blanks_for_download_are_what_the_program_draws():
    drawn = {}
    for year in (2025, 2026, 2027):
        methodology = load_methodology(year)
        drawn |= unnamed_blanks(methodology, load_forms(methodology))
    folder = ROOT / "templates" / "blanks"
    kept = {path.name: contents(path.read_bytes()) for path in folder.glob("*.xlsx")}
    assert kept == {name: contents(data) for name, data in drawn.items()}


def test_the_list_of_findings_is_complete():
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == describe_rules(
        load_methodology(2025)
    )
    assert len(RULES) > 60


@pytest.mark.parametrize(
    ("prepare", "arguments", "words"),
    [
        (lambda f: None, (), "нет реестра"),
        (lambda f: [(f / n).write_bytes((SAMPLES / "Реестр участников.xlsx").read_bytes())
                    for n in ("а.xlsx", "б.xlsx")], (), "несколько реестров"),
        (lambda f: None, ("--year", "2031", "--insist"), "Нет методики за 2031 год"),
        (lambda f: None, ("--year", "2031"), "Нет методики за 2031 год"),
        (lambda f: None, ("--year", "2027"), "не подходит к отчётному году 2027"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_sentence_and_writes_nothing(tmp_path, prepare, arguments, words):
    folder, target = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    prepare(folder)
    done = cli("run", folder, "--output", target, "--as-of", "2026-01-20", *arguments)
    assert done.returncode == 2 and words in done.stderr
    assert done.stderr.count("\n") == 1 and not target.exists()


def test_input_and_output_must_differ(tmp_path):
    done = cli("run", tmp_path, "--output", tmp_path, "--as-of", "2026-01-20")
    assert done.returncode == 2 and "одна в другой" in done.stderr


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "годовая работа.docx").write_text("важно")
    done = cli("run", SAMPLES, "--output", tmp_path, "--as-of", "2026-01-20")
    assert done.returncode == 2 and "занята" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["годовая работа.docx"]


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_the_letters_read_word_for_word_as_proof_read(output, golden):
    folder, name = golden.stem.split(" – ")
    text = letter_text(output / "Письма" / folder / f"{name}.docx")
    assert text == golden.read_text("utf-8")


def test_every_kind_of_letter_is_proof_read():
    """What no letter of this run shows lies apart, and is compared where it is drawn."""
    apart = {
        LetterKind.NOTICE: "golden_notices",
        LetterKind.REPLY: "golden_replies",
        **dict.fromkeys(ON_PROJECTS, "golden_reports"),
        **dict.fromkeys(OF_CHECKS, "golden_checks"),
        **dict.fromkeys(OF_CONTEST, "golden_contest"),
    }
    proof_read = {path.stem.split(" – ")[0] for path in GOLDEN.glob("*.txt")}
    for kind in LetterKind:
        shown = FOLDERS[kind] in proof_read
        assert shown != (kind in apart), kind
        assert shown or list((DATA / apart[kind]).glob("*.txt")), kind


def test_every_proof_read_letter_names_its_programme_in_full():
    """“П. 3.5 программы” alone tells an addressee from outside of the rating nothing."""
    sender = "Комитет по развитию региональных систем"
    texts = {each: each.read_text("utf-8") for each in DATA.glob("golden_*/*.txt")}
    letters = [each for each, text in texts.items() if text.startswith((sender, "АНО"))]
    assert len({each.parent for each in letters}) > 6
    for letter in letters:
        assert "«Эффективный регион»" in texts[letter], letter


def test_no_letter_holds_an_unfilled_tag_or_another_participant(output, results):
    ids = {p["id"] for p in results["participants"]}
    letters = list((output / "Письма").rglob("*.docx"))
    assert letters
    for path in letters:
        text = letter_text(path)
        assert "{{" not in text and "{%" not in text
        others = ids - {path.name.split()[0]}
        # A subordinate's file or finding may name nobody else: letters go to one participant.
        assert not [other for other in others if other in text], path.name


def test_everybody_gets_the_letters_his_standing_asks_for(output, results):
    letters = {path.relative_to(output / "Письма").as_posix() for path in
               (output / "Письма").rglob("*.docx")}  # fmt: skip
    kinds = {
        p["id"]: {x.split("/")[0] for x in letters if x.split("/")[1].startswith(p["id"] + " ")}
        for p in results["participants"]
    }
    assert {"Результаты", "Напоминания", "На доработку"} <= set().union(*kinds.values())
    for person in results["participants"]:
        got = kinds[person["id"]]
        assert ("Результаты" in got) == (person["status"] == "rated")
        # What may be МО-12's form lies among the files of nobody: first that is looked into.
        reminded = person["status"] == "missing" and person["id"] != "МО-12"
        assert ("Напоминания" in got) == reminded
        sent_back = [
            f
            for f in results["files"]
            if f["participant"] == person["id"] and f["status"] == "returned"
        ]
        assert ("На доработку" in got) == bool(sent_back)


def test_the_order_of_the_files_on_the_disk_changes_nothing(output, tmp_path, monkeypatch):
    found, before = usage.discover, hashes(SAMPLES)
    monkeypatch.setattr(usage, "discover", lambda *at, **by: tuple(reversed(found(*at, **by))))
    run_batch(SAMPLES, tmp_path / "2025", year=2025, as_of=AS_OF, remember=False)
    assert hashes(tmp_path / "2025") == hashes(output)
    assert hashes(SAMPLES) == before
