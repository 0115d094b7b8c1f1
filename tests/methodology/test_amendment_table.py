"""`methodology compare`: the table on the screen and in a workbook, and what cannot be compared."""

import json

import openpyxl
import pytest

from kuzbass_batch.commands.authoring import compare_methodologies, write_amendment
from kuzbass_batch.methodology.files.act_file import ACT
from kuzbass_batch.methodology.proofs.checking import check_file, report_lines
from kuzbass_batch.outputs.results.amendment import amendment_lines
from kuzbass_batch.usage import WrongUsage
from tests.methodology.calls import call
from tests.methodology.edits import SOUND_TEXT
from tests.methodology.test_single_file import HOSTILE
from tests.paths import DATA, ROOT
from tests.rules.rating.test_trial import PEOPLE, TEXT

ACT_FILE = ROOT / "templates" / "methodology" / ACT
GOLDEN = DATA / "golden_methodologies"
AMENDMENT = GOLDEN / "amendment.toml"


def written(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    return folder / name


def participant(who, points, total, level):
    """Return a participant as results.json has him, as far as the trial asks."""
    criteria = [
        {"id": str(n), "claimed": each, "counted": each, "verified": None, "settled": None,
         "points": each}
        for n, each in enumerate(points, start=1)
    ]  # fmt: skip
    return {"id": who, "name": f"Участник {who}", "status": "rated", "total": total,
            "level": level, "place": None, "place_in_category": None, "category": "executive",
            "source": None, "criteria": criteria}  # fmt: skip


POINTS = {**PEOPLE, "В": (1, 0, 2, 0, 2, 0, 2, 0)}


@pytest.fixture
def results(tmp_path):
    """A finished year of three participants."""
    rated = {"А": ("14.9", "Лидер"), "В": ("5.6", "Базовый"), "Г": ("0.0", "Начальная подготовка")}
    document = {
        "schema": "kuzbass-batch/results/1", "year": 2026, "as_of": "2027-01-30", "files": [],
        "methodology": {"id": "2026", "sha256": "0" * 64, "readings": {"R3": "one"}},
        "participants": [participant(who, POINTS[who], *rated[who]) for who in rated],
    }  # fmt: skip
    folder = tmp_path / "результат"
    folder.mkdir()
    written(folder, "results.json", json.dumps(document, ensure_ascii=False))
    return folder


def test_the_table_on_the_screen_is_its_golden_text():
    done = call("methodology", "compare", ACT_FILE, AMENDMENT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (GOLDEN / "amendment.txt").read_text("utf-8")


def test_an_amendment_alone_in_its_folder_changes_the_old_file_s_act(tmp_path):
    act = ACT_FILE.read_text("utf-8").replace("coefficient = 0.9", "coefficient = 0.7")
    old = written(tmp_path, "наш акт.toml", act)
    amendment = compare_methodologies(old, AMENDMENT)
    (line,) = [e for e in amendment.changes.differences if e.what == "коэффициент"]
    assert (line.was, line.now) == ("0,7", "0,5")
    (tmp_path / "рядом").mkdir()
    written(tmp_path / "рядом", ACT, act.replace("coefficient = 0.4", "coefficient = 0.2"))
    beside = written(tmp_path / "рядом", "2027.toml", AMENDMENT.read_text("utf-8"))
    found = compare_methodologies(old, beside).changes.differences
    assert [each.where[:10] for each in found if each.what == "коэффициент"] == ["Критерий 5"]


@pytest.mark.parametrize(("year", "title"), [
    (None, "act.toml (2027 год) → наш.toml (2027 год)"),
    (2026, "act.toml (2026 год) → наш.toml (2026 год)"),
])  # fmt: skip
def test_acts_of_several_years_are_compared_for_one(tmp_path, year, title):
    new = written(tmp_path, "наш.toml", ACT_FILE.read_text("utf-8"))
    lines = list(amendment_lines(compare_methodologies(ACT_FILE, new, year=year)))
    assert lines == [f"{title}: различий нет."]


def test_a_year_that_neither_file_rules_is_refused():
    with pytest.raises(WrongUsage, match="За 2031 год нет методики ни в одном из двух файлов"):
        compare_methodologies(ACT_FILE, ACT_FILE, year=2031)


TRIED = """\
2026.toml (2026 год) → новая.toml (2026 год): 2 изменения.
  Критерий 5 «Обучение сотрудников»: коэффициент (приложение № 3, п. 6, критерий 5)
      было:  0,9
      стало: 0,1
  Критерий 8 «Активизация людей через соревновательную активность»: коэффициент (приложение № 3, п. 6, критерий 8)
      было:  0,4
      стало: 0,2
На результате за 2026 год (оценено 3) изменились бы: оценка – у 2, уровень – у 2, место – у 0.
  А: оценка 14,9 → 11,7, уровень «Лидер» → «Прогрессивный» (критерий 5: коэффициент 0,9 → 0,1 (−2,4); критерий 8: коэффициент 0,4 → 0,2 (−0,8))
  В: оценка 5,6 → 4,0, уровень «Базовый» → «Начальная подготовка» (критерий 5: коэффициент 0,9 → 0,1 (−1,6))
"""  # noqa: E501 - as the screen shows it
CHANGE = (("coefficient = 0.9", "coefficient = 0.1"), ("coefficient = 0.4", "coefficient = 0.2"))


def two_files(folder):
    text = TEXT
    for change in CHANGE:
        text = text.replace(*change)
    return written(folder, "2026.toml", TEXT), written(folder, "новая.toml", text)


def test_a_finished_year_shows_who_would_stand_otherwise_and_why(tmp_path, results):
    old, new = two_files(tmp_path)
    done = call("methodology", "compare", old, new, "--results", results,
               "--output", tmp_path / "т.xlsx")  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{TRIED}Таблица записана: «{tmp_path / 'т.xlsx'}».\n"
    book = openpyxl.load_workbook(tmp_path / "т.xlsx")
    assert book.sheetnames == ["Изменения методики", "На результате"]
    rows = [[cell.value for cell in row] for row in book["На результате"].iter_rows(min_row=4)]
    assert [row[0] for row in rows] == ["А", "В", "Г"]
    assert [round(row[4], 6) for row in rows] == [-3.2, -1.6, 0]
    assert rows[0][5:7] == ["Лидер", "Прогрессивный"] and rows[2][11] in ("", None)
    changes = [[cell.value for cell in row] for row in book["Изменения методики"].iter_rows()]
    assert changes[2] == ["№", "Где", "Что", "Было", "Стало", "Пункт акта"]
    assert changes[3][1:5] == ["Критерий 5 «Обучение сотрудников»", "коэффициент", "0,9", "0,1"]


def test_the_workbook_has_the_same_bytes_each_time_and_overwrites_nothing(tmp_path, results):
    amendment = compare_methodologies(*two_files(tmp_path), results=results / "results.json")
    for name in ("а.xlsx", "б.xlsx"):
        write_amendment(amendment, tmp_path / name)
    assert (tmp_path / "а.xlsx").read_bytes() == (tmp_path / "б.xlsx").read_bytes()
    (tmp_path / "а.xlsx").write_text("чужое")
    with pytest.raises(WrongUsage, match="уже есть и не перезаписывается"):
        write_amendment(amendment, tmp_path / "а.xlsx")
    assert (tmp_path / "а.xlsx").read_text() == "чужое"
    with pytest.raises(WrongUsage, match=r"ожидается файл \.xlsx"):
        write_amendment(amendment, tmp_path / "а.docx")


def test_a_result_of_another_methodology_is_refused_in_a_sentence(tmp_path, results):
    old, new = two_files(tmp_path)
    done = call("methodology", "compare", new, old, "--results", results)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Результат посчитан не по прежней методике: у А в нём 14,9, а по" in done.stderr
    assert done.stderr.endswith("Укажите методику, по которой он посчитан.\n")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "Файла «"),
        (lambda path: None, "нет."),
        (lambda path: path.write_text("{}"), "не файл results.json этой программы."),
        (lambda path: path.write_bytes(b"\xff\x00"), "не файл results.json этой программы."),
    ],
)
def test_what_is_no_result_is_refused(tmp_path, make, words):
    make(tmp_path / "результат")
    with pytest.raises(WrongUsage, match=words):
        compare_methodologies(*two_files(tmp_path), results=tmp_path / "результат")


def test_faults_of_either_file_are_told_as_check_tells_them(tmp_path):
    broken = SOUND_TEXT.replace("coefficient = 0.9", 'coefficent = "0,9"')
    first = written(tmp_path, "одна.toml", broken)
    second = written(tmp_path, "другая.toml", broken.replace("points = 3", "points = -3"))
    sound = written(tmp_path, "верная.toml", SOUND_TEXT)
    for pair in ((first, second), (first, sound), (sound, second)):
        done = call("methodology", "compare", *pair)
        wanted = [line for path in pair if path != sound for line in report_lines(check_file(path))]
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines() == wanted


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", [0, 1])
def test_a_file_of_something_else_is_one_sentence(tmp_path, name, place):
    make, words = HOSTILE[name]
    path = tmp_path / "методика.toml"
    make(path)
    pair = [written(tmp_path, "верная.toml", SOUND_TEXT)] * 2
    pair[place] = path
    done = call("methodology", "compare", *pair)
    assert (done.returncode, done.stdout) == (2, "") and "Traceback" not in done.stderr
    said = done.stderr.splitlines()
    assert len(said) <= 2 and (words in said[-1] or "не файл" in said[-1])


def test_a_folder_or_a_name_that_is_not_there_is_one_sentence(tmp_path):
    sound = written(tmp_path, "верная.toml", SOUND_TEXT)
    for other in (tmp_path, tmp_path / "нет.toml"):
        done = call("methodology", "compare", sound, other)
        assert (done.returncode, done.stdout) == (2, "") and done.stderr.count("\n") == 1


@pytest.mark.parametrize("change", [
    ("targets = { 2025 = 10, 2026 = 10, 2027 = 10 }", "targets = { 2024 = 1 }"),
    ("coefficient = 0.9", 'coefficient = "0,9"'),
    ("$year-12-15", "$y-12-15"),
])  # fmt: skip
def test_an_act_at_fault_is_told_as_check_tells_it(tmp_path, change):
    act = written(tmp_path, "акт.toml", ACT_FILE.read_text("utf-8").replace(*change))
    done = call("methodology", "compare", act, AMENDMENT)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == list(report_lines(check_file(act)))
