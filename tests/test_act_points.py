"""docs/акт-по-пунктам.md: every point of the act stands there, and what it names exists.

The points are read from the act itself (`tests/data/act/points.txt`: its p. 2.2, 2.7 to 2.9, 3 and
app. 1); sheets, letters and files from what runs over the samples write.
"""

import re

import openpyxl
import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.planning import FOLDERS
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from tests.filled import METHODOLOGY
from tests.paths import DATA, ROOT

pytestmark = pytest.mark.whole

TEXT = (ROOT / "docs" / "акт-по-пунктам.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d\.\d(?:\(\d+\))?) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.M)
ACT = (DATA / "act" / "points.txt").read_text("utf-8")
OF_POINTS, _, OF_PLAN = ACT.partition("Приложение № 1\n")
UNITS = ("процентов", "единиц", "сотрудников")
FIRST_YEAR = 2025


def points_of_act():
    """Yield each point of the act's text with its words; its own numbered parts by themselves."""
    points, point, part = {}, "", ""
    for line in OF_POINTS.splitlines():
        if found := re.match(r"(\d\.\d)\. ", line):
            point, part = found[1], ""
        elif found := re.match(r"(\d+)\) ", line):
            part = f"({found[1]})"
        if point:
            points.setdefault(f"{point}{part}", []).append(line)
    parted = {key.partition("(")[0] for key in points if "(" in key}
    return {key: " ".join(words) for key, words in points.items()
            if key not in parted or key == "2.2"}  # fmt: skip


def plan_of_act():
    """Return number → words and the three targets of each indicator, as appendix 1 has them."""
    lines = OF_PLAN.splitlines()
    found = {}
    for at, line in enumerate(lines):
        if re.fullmatch(r"\d\.\d", line):
            unit = next(n for n in range(at, len(lines)) if lines[n] in UNITS)
            targets = [int(re.sub(r"\D", "", text)) for text in lines[unit + 1 : unit + 4]]
            found[line] = " ".join(lines[at + 1 : unit]), targets
    return found


FORMS = year_of(METHODOLOGY).forms
KINDS = {"Решения": Kind.DECISIONS, "Реестры": Kind.REGISTERS, "Бланк": Kind.SELF_ASSESSMENT}
SHEET = re.compile(r"лист(?:ы)? ((?:«[^»]+»(?:, | и )?)+)")
LETTERS = re.compile(r"письм(?:а|о) ((?:«[^»]+»(?:, | и )?)+)")
FILES = re.compile(r"(?:файлы? |папка | и )`([^`]+)`")
IN_OTHER_RUNS = {
    FOLDERS[LetterKind.REPLY]: "year/test_year",
    FOLDERS[LetterKind.REPORT_ANNOUNCEMENT]: "rules/year/letters/test_announcing",
    FOLDERS[LetterKind.CONTEST_ANNOUNCEMENT]: "outputs/letters/test_contest_letters",
}
"""Letters that do not lie in the results of January, by the test that looks at them: they come in
spring, until the last report is due, and while applications to a contest are taken."""


def words_in(pattern):
    """Yield point and name of all that a pattern finds in the cells «где»."""
    for point, _, where in ROWS:
        for group in pattern.findall(where):
            yield from ((point, name) for name in re.findall(r"«([^»]+)»", group))


def sheets_named():
    """Yield point, book and sheet that each cell names."""
    for point, _, where in ROWS:
        book = ""
        for part in re.split(r";|: |\. ", where):
            named = re.search(r"«(Рейтинг|Решения|Реестры|Бланк)», лист", part)
            book = named[1] if named else book
            for at in re.finditer(SHEET, part):
                before = re.findall(r"«(Рейтинг|Решения|Реестры|Бланк)», лист", part[: at.end()])
                book = before[-1] if before else book
                for sheet in re.findall(r"«([^»]+)»", at[1]):
                    yield point, book, sheet


@pytest.fixture(scope="module")
def results(samples_in_january, samples_of_2026):
    return samples_in_january.folder, samples_of_2026.folder


@pytest.fixture(scope="module")
def books(results):
    """The sheets of each book, as the runs drew them."""
    sheets = {"Рейтинг": "Рейтинг-*.xlsx", "Решения": "Решения-*.xlsx", "Реестры": "Реестры*.xlsx"}
    found = {
        book: {name for folder in results for path in folder.glob(pattern)
               for name in openpyxl.load_workbook(path, read_only=True).sheetnames}
        for book, pattern in sheets.items()
    }  # fmt: skip
    return found | {"Бланк": {sheet.name for sheet in FORMS[Kind.SELF_ASSESSMENT].sheets}}


def test_every_point_of_the_act_and_every_indicator_has_its_row():
    points, plan = points_of_act(), plan_of_act()
    assert (len(points), len(plan)) == (36, 8)
    assert [point for point, _, _ in ROWS] == [*points, *plan]


def stems(text):
    return {word[:4] for word in re.findall(r"[а-яё]{4,}", text.lower().replace("ё", "е"))}


def test_what_a_row_is_about_is_said_in_the_act_s_own_words():
    said = points_of_act() | {key: words for key, (words, _) in plan_of_act().items()}
    points = list(said)[:36]
    for at, (point, about, _) in enumerate(ROWS):
        text = points_of_act()[point] if at < len(points) else plan_of_act()[point][0]
        shared = stems(about) & stems(text)
        assert len(shared) >= min(2, len(stems(about))), f"{point}: {about}"


def test_the_plan_of_the_methodology_is_that_of_the_act():
    plan = {target.id: [target.goal(FIRST_YEAR + n) for n in range(3)]
            for target in METHODOLOGY.plan}  # fmt: skip
    assert plan == {key: targets for key, (_, targets) in plan_of_act().items()}


def test_every_sheet_that_is_named_is_drawn_by_a_run_of_the_samples(books):
    found = list(sheets_named())
    assert len(found) > len(ROWS)
    assert [each for each in found if each[2] not in books.get(each[1], ())] == []


def test_every_letter_that_is_named_is_written_by_a_run_of_the_samples(results):
    named = set(words_in(LETTERS))
    assert len({name for _, name in named}) > 6
    written = {path.name for folder in results for path in (folder / "Письма").iterdir()}
    assert written <= set(FOLDERS.values())
    assert {each for each in named if each[1] not in written | IN_OTHER_RUNS.keys()} == set()


def test_what_other_runs_write_is_looked_at_there(results):
    kinds = {folder: f"LetterKind.{kind.name}" for kind, folder in FOLDERS.items()}
    for folder, test in IN_OTHER_RUNS.items():
        words = (ROOT / "tests" / f"{test}.py").read_text("utf-8")
        assert folder in words or kinds[folder] in words, folder
        assert not any((result / "Письма" / folder).exists() for result in results), folder


def test_every_file_that_is_named_lies_in_a_result(results):
    named = [(point, name) for point, _, where in ROWS for name in FILES.findall(where)]
    assert len(named) > 8
    lost = [
        (point, name) for point, name in named
        if not any(list(folder.glob(name)) for folder in results)
    ]  # fmt: skip
    assert lost == []


def test_every_letter_that_the_program_writes_is_named():
    named = {name for _, name in words_in(LETTERS)}
    assert set(FOLDERS.values()) - named == {FOLDERS[LetterKind.NOTICE]}, "it asks for nothing"
