"""The registry of a new year: blank, or last year's participants with the levels they reached."""

import json
from dataclasses import replace

import openpyxl
import pytest

from kuzbass_batch.commands.clerk import new_registry
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.usage import WrongUsage
from tests.filled import FORMS, METHODOLOGY
from tests.small_folder import cli, form, lines_in, person, run, small_folder
from tests.year.test_another_year import TEXT

NAME = "Реестр участников-2026.xlsx"
PEOPLE = [
    person("ИО-01", "Министерство примеров", email="a@b.ru", other_names="МП; Примеры"),
    person("ИО-02", "=cmd|'/c calc'!A0", last_level="Лидер"),
    person("ПО-01", "Школа", category="подведомственная организация", parent="ИО-01", gender="ж"),
]


@pytest.fixture
def methods(tmp_path):
    """The committee's own methodology of the next year."""
    folder = tmp_path / "методики"
    folder.mkdir()
    text = TEXT.replace('id = "2025"\nyear = 2025', 'id = "2026"\nyear = 2026')
    text = text.replace("date = 2026-", "date = 2027-").replace("date = 2025-", "date = 2026-")
    (folder / "2026.toml").write_text(text, "utf-8")
    return folder


def old_registry(folder, people=PEOPLE, year=2025):
    """Write a registry of an earlier year."""
    answers = {
        f"participants/{number}/{column}": text
        for number, line in enumerate(people, start=1)
        for column, text in line.items()
    }
    spec = replace(FORMS[Kind.REGISTRY], period=Period(year))
    path = folder / "прошлый.xlsx"
    path.write_bytes(draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers))
    return path


def results(folder, year=2025, **levels):
    unsaid = dict.fromkeys(("name", "status", "total", "place", "place_in_category", "source"))
    people = [
        unsaid | {"id": who.replace("_", "-"), "level": level, "criteria": []}
        for who, level in levels.items()
    ]
    data = {
        "schema": "kuzbass-batch/results/1", "year": year, "as_of": f"{year + 1}-01-20",
        "methodology": {"sha256": ""}, "participants": people, "files": [],
    }  # fmt: skip
    (folder / "results.json").write_text(json.dumps(data), "utf-8")
    return folder


def made(folder, methods, **options):
    return new_registry(folder / "2026", year=2026, methodologies=methods, **options)


def test_a_blank_registry_is_the_drawn_one(tmp_path, methods):
    path, taken = made(tmp_path, methods)
    methodology = load_methodology(2026, methods)
    spec = load_forms(methodology)[Kind.REGISTRY]
    assert path.name == NAME and taken.participants == 0
    assert path.read_bytes() == draw_form(spec, methodology, identity=spec.identity())


def test_people_and_bodies_stay_and_levels_come_from_the_results(tmp_path, methods):
    old = old_registry(tmp_path)
    found = results(tmp_path, ИО_01="Прогрессивный", ПО_01=None, ЧУ_09="Лидер")
    path, taken = made(tmp_path, methods, old=old, results=found)
    assert (taken.participants, taken.levels) == (3, 1)
    expected = [{key: text for key, text in line.items() if key != "last_level"} for line in PEOPLE]
    expected[0]["last_level"] = "Прогрессивный"
    assert lines_in(path, methods) == expected


def test_without_results_no_level_is_taken_over(tmp_path, methods):
    path, taken = made(tmp_path, methods, old=old_registry(tmp_path))
    assert taken.levels == 0
    assert not any("last_level" in line for line in lines_in(path, methods))


@pytest.mark.parametrize("year", [2024, 2023])
def test_a_registry_of_any_earlier_year_will_do(tmp_path, methods, year):
    path, _ = made(tmp_path, methods, old=old_registry(tmp_path, year=year))
    assert [line["id"] for line in lines_in(path, methods)] == ["ИО-01", "ИО-02", "ПО-01"]


def test_a_registry_longer_than_the_blank_is_taken_over_whole(tmp_path, methods):
    people = [person(f"МО-{n:03}", f"Округ {n}") for n in range(1, 201)]
    path, taken = made(tmp_path, methods, old=old_registry(tmp_path, people))
    assert taken.participants == 200 and len(lines_in(path, methods)) == 200


def drawn_rows(path):
    """Return how many lines of a registry may be filled in, and how many a list helps with."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    open_rows = [r[0].row for r in sheet.iter_rows(min_row=6) if not r[1].protection.locked]
    lists = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    category = next(each for each in lists if f"F{open_rows[0]}" in each)
    return len(open_rows), sum(area.size["rows"] for area in category.sqref.ranges)


@pytest.mark.parametrize("rows", [0, 151, 400, 1000])
def test_a_registry_has_as_many_lines_as_are_asked_for(tmp_path, methods, rows):
    path, _ = made(tmp_path, methods, rows=rows)
    assert drawn_rows(path) == (max(rows, 150),) * 2
    assert path.stat().st_size < 30_000 + 120 * rows


def test_a_large_region_fills_every_line_and_all_are_read_back(tmp_path, methods):
    path, _ = made(tmp_path, methods, rows=400)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = next(cell.row for cell in sheet["A"] if cell.value == "У.1")
    people = [person(f"МО-{n:03}", f"Округ {n}") for n in range(1, 401)]
    columns = [field.column for field in FORMS[Kind.REGISTRY].blocks().__next__()[1].rows[0].fields]
    for number, line in enumerate(people):
        for column, text in line.items():
            sheet.cell(first + number, 2 + columns.index(column)).value = text
    book.save(path)
    assert [line["id"] for line in lines_in(path, methods)] == [each["id"] for each in people]


def test_room_is_left_beneath_what_is_taken_over(tmp_path, methods):
    people = [person(f"МО-{n:03}", f"Округ {n}") for n in range(1, 201)]
    path, _ = made(tmp_path, methods, old=old_registry(tmp_path, people))
    assert drawn_rows(path) == (250, 250)


def test_this_year_s_registry_grows_longer_and_keeps_its_levels(tmp_path, methods):
    old = old_registry(tmp_path, PEOPLE, year=2026)
    path, taken = made(tmp_path, methods, old=old, rows=400)
    assert (taken.participants, drawn_rows(path)) == (3, (400, 400))
    assert [line.get("last_level") for line in lines_in(path, methods)] == [None, "Лидер", None]


def test_more_lines_than_a_sheet_is_read_with_are_refused(tmp_path, methods):
    with pytest.raises(WrongUsage, match="не больше 25000 строк"):
        made(tmp_path, methods, rows=25_001)


@pytest.mark.whole
def test_the_commands_take_the_number_of_lines(tmp_path):
    done = cli("start", tmp_path / "год", "--rows", "400", "--year", "2025")
    assert (done.returncode, done.stderr) == (0, "")
    (path,) = (tmp_path / "год" / "входящие").glob("*.xlsx")
    assert drawn_rows(path) == (400, 400)
    done = cli("registry", "--output", tmp_path / "ещё", "--rows", "300", "--year", "2025")
    assert drawn_rows(next((tmp_path / "ещё").glob("*.xlsx"))) == (300, 300), done.stderr


@pytest.mark.whole
def test_blanks_of_the_new_year_are_issued_from_it(tmp_path, methods):
    people = [PEOPLE[0], PEOPLE[2]]
    path, _ = made(tmp_path, methods, old=old_registry(tmp_path, people))
    done = cli("issue", path, "--output", tmp_path / "бланки", "--year", "2026",
               "--methodology", methods)  # fmt: skip
    assert (done.returncode, "Выдано бланков: 4" in done.stdout) == (0, True), done.stderr


def test_what_is_there_is_never_written_over(tmp_path, methods):
    path, _ = made(tmp_path, methods)
    path.write_bytes(b"filled in")
    with pytest.raises(WrongUsage, match="уже есть"):
        made(tmp_path, methods)
    assert path.read_bytes() == b"filled in"
    assert [each.name for each in path.parent.iterdir()] == [NAME]


def not_a_registry(folder):
    (folder / "форма.xlsx").write_bytes(form(Kind.SELF_ASSESSMENT, "ИО-01", "Минпримеров"))
    return {"old": folder / "форма.xlsx"}


def damaged(folder):
    (folder / "реестр.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    return {"old": folder / "реестр.xlsx"}


REFUSED = {
    "a form": (not_a_registry, "не реестр участников"),
    "a damaged file": (damaged, "не реестр участников. Файл повреждён"),
    "nothing": (lambda folder: {"old": folder / "нет.xlsx"}, "нет.xlsx» нет"),
    "this year's": (lambda f: {"old": old_registry(f, year=2026)}, "за 2026 год. Укажите реестр"),
    "results of another year": (
        lambda f: {"old": old_registry(f), "results": results(f, year=2024)}, "нужен за 2025 год"
    ),
    "results that are none": (
        lambda f: {"old": old_registry(f), "results": old_registry(f)}, "не файл results.json"
    ),
    "a folder without results": (lambda f: {"old": old_registry(f), "results": f}, "json» нет"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_over_is_one_sentence_and_writes_nothing(tmp_path, methods, case):
    prepare, words = REFUSED[case]
    with pytest.raises(WrongUsage) as refused:
        made(tmp_path, methods, **prepare(tmp_path))
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert not (tmp_path / "2026").exists()


@pytest.mark.whole
def test_the_clerk_s_way_from_one_year_to_the_next(tmp_path, methods):
    folder = small_folder(tmp_path / "входящие")
    assert run(folder, tmp_path / "результат").returncode == 1
    places = ("--from", folder / "Реестр.xlsx", "--results", tmp_path / "результат")
    year = ("--output", tmp_path / "2026", "--year", "2026", "--methodology", methods)
    done = cli("registry", *places, *year)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Перенесено участников: 3; уровень прошлого года внесён: 1." in done.stdout
    lines = lines_in(tmp_path / "2026" / NAME, methods)
    levels = {line["id"]: line.get("last_level") for line in lines}
    assert levels == {"ИО-01": "Начальная подготовка", "ИО-02": None, "ИО-03": None}


@pytest.mark.whole
def test_check_names_what_is_wrong_in_a_registry(tmp_path):
    people = [person("ИО-01", "Раз", email="без собаки"), person("ИО-01", "Два", head_name="")]
    done = cli("check", old_registry(tmp_path, people), "--year", "2025")
    assert done.returncode == 1
    assert "R0" in done.stdout and "ИО-01" in done.stdout and "без собаки" in done.stdout
