"""Each command without --year, on any day of the programme: 2025 to the spring of 2028."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from kuzbass_batch.command_line.cli import main
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.files.sources import Kind
from tests.filled import ASSESSMENT
from tests.small_folder import person

DAYS = [
    ("2025-01-09", 2025),
    ("2025-09-30", 2025),
    ("2025-10-01", 2025),
    ("2025-12-16", 2025),
    ("2026-01-30", 2025),
    ("2026-04-01", 2025),
    ("2026-09-30", 2025),
    ("2026-11-28", 2026),
    ("2027-02-20", 2026),
    ("2027-12-15", 2027),
    ("2028-02-20", 2027),
    ("2028-04-03", 2027),
]
on_each_day = pytest.mark.parametrize(("day", "year"), DAYS)
PEOPLE = [person("ИО-01", "Министерство примеров"), person("ИО-02", "Министерство образцов")]


@cache
def forms_of(year):
    """The registry and a complete self-assessment of a year, as they come back to the committee."""
    methodology = load_methodology(year)
    specs = load_forms(methodology)
    lines = {
        f"participants/{number}/{key}": value
        for number, line in enumerate(PEOPLE, start=1)
        for key, value in line.items()
    }
    registry, assessment = specs[Kind.REGISTRY], specs[Kind.SELF_ASSESSMENT]
    own = {
        "participant_id": "ИО-01",
        "participant_name": "Министерство примеров",
        "filled_on": dt.date(year, 12, 10),
    }
    return (
        draw_form(registry, methodology, identity=registry.identity(), answers=lines),
        draw_form(
            assessment,
            methodology,
            identity=assessment.identity("ИО-01"),
            answers={**ASSESSMENT, **own},
        ),
    )


@pytest.fixture
def folder(tmp_path, year):
    inside = tmp_path / "входящие"
    inside.mkdir()
    for name, data in zip(("Реестр.xlsx", "ИО-01.xlsx"), forms_of(year), strict=True):
        (inside / name).write_bytes(data)
    return inside


def call(day, *arguments):
    """Run a command as if today were `day`."""
    return CliRunner().invoke(
        main, [str(each) for each in arguments], obj=dt.date.fromisoformat(day)
    )


@on_each_day
def test_registry_is_that_of_the_year(day, year, tmp_path):
    done = call(day, "registry", "--output", tmp_path)
    assert done.exit_code == 0, done.output
    assert (tmp_path / f"Реестр участников-{year}.xlsx").exists()


@on_each_day
def test_issue_draws_the_blanks_of_the_year(day, year, folder, tmp_path):
    done = call(day, "issue", folder / "Реестр.xlsx", "--output", tmp_path / "бланки")
    assert done.exit_code == 0, done.output
    drawn = sorted((tmp_path / "бланки").glob("*Самооценка*.xlsx"))
    assert len(drawn) == len(PEOPLE)
    sheet = openpyxl.load_workbook(drawn[0])["Самооценка"]
    assert str(sheet["A1"].value).startswith(f"KB-SELF-{year} ")


@pytest.mark.parametrize("year", [2026])
def test_in_spring_issue_takes_the_year_of_the_registry_unless_another_is_named(
    year, folder, tmp_path
):
    """As a run does; a registry is drawn by the day, for there is none yet to say otherwise."""
    asked = "issue", folder / "Реестр.xlsx", "--output", tmp_path / "бланки"
    done = call("2026-04-12", *asked, "--year", 2025)
    assert done.exit_code == 2 and "нужно исправить" in done.output
    done = call("2026-04-12", *asked)
    assert done.exit_code == 0, done.output
    assert "Реестр участников – за 2026 год, выданы бланки этого года" in done.output
    assert len(list((tmp_path / "бланки").glob("Самооценка-2026 *.xlsx"))) == len(PEOPLE)
    done = call("2027-12-15", *asked[:-1], tmp_path / "позже")
    assert done.exit_code == 2 and "нужно исправить" in done.output
    done = call("2026-04-12", "registry", "--output", tmp_path)
    assert (tmp_path / "Реестр участников-2025.xlsx").exists()


@on_each_day
def test_check_finds_the_form_of_the_year_sound(day, year, folder):
    done = call(day, "check", folder / "ИО-01.xlsx")
    assert done.exit_code == 0, done.output
    assert "оценка по ответам" in done.output


@on_each_day
def test_run_rates_the_year(day, year, folder, tmp_path):
    done = call(day, "run", folder, "--output", tmp_path / "результат", "--workers", 1)
    assert done.exit_code == 1, done.output  # one of the two sent nothing
    results = json.loads((tmp_path / "результат" / "results.json").read_text("utf-8"))
    assert results["year"] == year and results["as_of"] == day
    assert [p["status"] for p in results["participants"]] == ["rated", "missing"]
    assert ("календаря на 2028 год программа не знает" in done.output) is (year == 2027)
    book = openpyxl.load_workbook(tmp_path / "результат" / f"Рейтинг-{year}.xlsx", read_only=True)
    for sheet, words in (("Сводка", "календарь на 2028 год программе неизвестен"),
                         ("Уровни и сроки", "Рабочие дни 2028 года: переносы")):  # fmt: skip
        said = any(words in str(cell) for row in book[sheet].values for cell in row)
        assert said is (year == 2027)
    book.close()


@pytest.mark.parametrize("command", ["registry", "methodology"])
@pytest.mark.parametrize(("day", "year"), [("2024-12-31", 2024), ("2028-10-01", 2028)])
def test_a_year_beyond_the_programme_is_said_with_what_helps(day, year, command, tmp_path):
    done = call(day, command, "--output", tmp_path)
    if command == "methodology":
        assert done.exit_code == 0 and f"нет значения на {year} год" in done.output
        done = call(day, "registry", "--output", tmp_path, "--methodology", tmp_path)
        assert f"{year}.toml: plan[1].targets" in done.output
    else:
        assert f"Нет методики за {year} год; есть за: 2025, 2026, 2027." in done.output
        assert f"kuzbass-batch methodology --year {year} --output ПАПКА" in done.output
    assert done.exit_code == 2


@pytest.mark.parametrize("year", [2025])
@pytest.mark.parametrize("asked", [2024, 2028, 2031])
@pytest.mark.parametrize("command", ["run", "check", "issue"])
def test_a_year_that_is_named_and_not_there_is_said_with_what_helps(command, asked, folder, year):
    """Before anything else: whether the day fits that year is no question yet."""
    target = folder.parent / "результат"
    arguments = {
        "run": (folder, "--output", target),
        "check": (folder / "ИО-01.xlsx",),
        "issue": (folder / "Реестр.xlsx", "--output", target),
    }
    done = call("2026-11-28", command, *arguments[command], "--year", asked)
    assert done.exit_code == 2 and not target.exists()
    assert f"Нет методики за {asked} год; есть за: 2025, 2026, 2027." in done.output
    assert f"kuzbass-batch methodology --year {asked} --output ПАПКА" in done.output


def test_the_file_of_a_year_is_the_act_s_and_works_once_it_is_completed(tmp_path):
    own = tmp_path / "методика"
    assert call("2028-10-01", "methodology", "--output", own).exit_code == 0
    path = own / "2028.toml"
    text = path.read_text("utf-8")
    for value in (10, 1, 4, 2, 70, 3):
        text = text.replace(f"2027 = {value} }}", f"2027 = {value}, 2028 = {value} }}")
    path.write_text(text, "utf-8")
    done = call("2028-10-01", "registry", "--output", tmp_path, "--methodology", own)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "Реестр участников-2028.xlsx").exists()
    assert load_methodology(2028, own).calendar.totals == dt.date(2029, 4, 1)


def test_the_file_of_2025_is_the_act_s_to_the_letter(tmp_path):
    assert call("2025-11-01", "methodology", "--output", tmp_path).exit_code == 0
    assert load_methodology(2025, tmp_path) == load_methodology(2025)
    again = call("2025-11-01", "methodology", "--output", tmp_path)
    assert again.exit_code == 2 and "уже есть" in again.output


@pytest.mark.parametrize("year", [0, 99, 99999])
def test_a_year_of_other_than_four_figures_is_refused(year, tmp_path):
    done = call("2026-11-28", "methodology", "--output", tmp_path, "--year", year)
    assert done.exit_code == 2 and "из четырёх цифр" in done.output


def test_a_committee_s_folder_decides_which_years_there_are(tmp_path):
    own = tmp_path / "методика"
    assert call("2026-10-01", "methodology", "--output", own).exit_code == 0
    assert Path(own, "2026.toml").exists()
    done = call("2026-03-01", "registry", "--output", tmp_path, "--methodology", own)
    assert done.exit_code == 0 and "за 2026 год" in done.output
    done = call("2027-10-01", "registry", "--output", tmp_path, "--methodology", own)
    assert done.exit_code == 2 and "есть за: 2026." in done.output
    assert f"файл 2027.toml в папку «{own}»" in done.output


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_goes_on_from_the_result_before_it(year, tmp_path):
    for each in (year, year + 1):
        inside = tmp_path / str(each) / "входящие"
        inside.mkdir(parents=True)
        for name, data in zip(("Реестр.xlsx", "ИО-01.xlsx"), forms_of(each), strict=True):
            (inside / name).write_bytes(data)
        before = tmp_path / str(each - 1) / "результат" / "results.json"
        if before.exists():
            (inside / "results.json").write_bytes(before.read_bytes())
        done = call(
            f"{each + 1}-01-20", "run", inside, "--output", inside.parent / "результат",
            "--workers", 1,
        )  # fmt: skip
        assert done.exit_code == 1, done.output
    first, second = (
        json.loads((tmp_path / str(each) / "результат" / "results.json").read_text("utf-8"))
        for each in (year, year + 1)
    )
    assert [p["level_change"] for p in first["participants"]] == [None, None]
    assert [p["level_change"] for p in second["participants"]] == [0, None]
    assert first["methodology"]["sha256"] != second["methodology"]["sha256"]
