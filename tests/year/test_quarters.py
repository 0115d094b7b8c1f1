"""A rating of each quarter: issue, fill and run two quarters, the first as the earlier result."""

import datetime as dt
import json
import re
from decimal import Decimal

import openpyxl
import pytest
from docx import Document
from jsonschema import Draft202012Validator

from kuzbass_batch import usage
from kuzbass_batch.commands.authoring import compare_methodologies
from kuzbass_batch.commands.year_folder import FaultyFolder, year_folder
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.calendar.period import Period, period_in
from kuzbass_batch.methodology.files.act_file import year_text
from kuzbass_batch.methodology.files.loader import available_periods, load_methodology
from kuzbass_batch.methodology.proofs.checking import check_file
from kuzbass_batch.records.files.sources import Kind
from tests.methodology.calls import call
from tests.paths import DATA, ROOT
from tests.runs import run_batch

ACT = DATA / "quarterly_act" / "act.toml"
FIRST, SECOND = Period(2026, "I"), Period(2026, "II")
AS_OF = {FIRST: dt.date(2026, 4, 12), SECOND: dt.date(2026, 7, 12)}
DAY = {FIRST: dt.date(2026, 4, 2), SECOND: dt.date(2026, 7, 2)}
NAMES = {"УС-01": "Первый узел связи", "УС-02": "Второй узел связи", "УС-03": "Третий узел связи"}
POINTS = {
    FIRST: {"УС-01": (2, 3), "УС-02": (1, 1), "УС-03": (0, 0)},
    SECOND: {"УС-01": (2, 1), "УС-02": (2, 3)},
}
SPEAKS_OF_YEARS = re.compile(
    r"(?<!ла )(?<!лу )(?<!ле )(?<!ал )2026 год|прошл\w+ год|на (один )?год\b|отчётн\w+ год"
)
"""A year where the quarter is meant: behind «квартал» in some case the year is part of its name."""
AWARDED = "г. Примерск, 2026 год"
"""Where and when a diploma is given."""


def registry(methodology):
    spec = load_forms(methodology)[Kind.REGISTRY]
    lines = {}
    for number, (who, name) in enumerate(NAMES.items(), start=1):
        values = {
            "id": who, "name": name, "short_name": name, "category": "узел связи",
            "head_post": "начальник", "head_name": "Образцов Пётр Ильич",
        }  # fmt: skip
        lines |= {f"participants/{number}/{key}": value for key, value in values.items()}
    return draw_form(spec, methodology, identity=spec.identity(), answers=lines)


def assessment(methodology, who, points, trained):
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    marks = {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for criterion, value in zip(methodology.criteria, points, strict=True)
        for row in criterion.rows
    }
    answers = marks | {
        "participant_id": who, "participant_name": NAMES[who],
        "filled_on": DAY[methodology.period],
        "executor_name": "Исполнителева Мария Ивановна", "executor_phone": "8 (384-2) 00-00-00",
        "1.2/evidence": "график", "training/1/name": "Иванова Анна Петровна",
        "training/1/date": trained, "training/1/post": "специалист", "training/1/topic": "связь",
        "training/1/document": "удостоверение № 1",
    }  # fmt: skip
    return draw_form(spec, methodology, identity=spec.identity(who), answers=answers)


@pytest.fixture(scope="module")
def quarters(tmp_path_factory):
    """Run both quarters; return the folders of their results."""
    root = tmp_path_factory.mktemp("quarters")
    made = {}
    for period, points in POINTS.items():
        methodology = load_methodology(period, ACT)
        inbox, out = root / f"in {period}", root / f"out {period}"
        inbox.mkdir()
        (inbox / "Реестр.xlsx").write_bytes(registry(methodology))
        for who, given in points.items():
            trained = period.first_day + dt.timedelta(days=40)
            (inbox / f"{who}.xlsx").write_bytes(assessment(methodology, who, given, trained))
        if period == SECOND:
            past = (made[FIRST] / "results.json").read_bytes()
            (inbox / "results.json").write_bytes(past)
            old = assessment(load_methodology(FIRST, ACT), "УС-03", (1, 1), dt.date(2026, 2, 1))
            (inbox / "УС-03 прошлый бланк.xlsx").write_bytes(old)
        run_batch(inbox, out, year=period, as_of=AS_OF[period], methodologies=ACT, mails=True)
        made[period] = out
    return made


def results_of(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))


def test_an_act_of_quarters_rules_each_quarter_of_its_years():
    periods = available_periods(ACT)
    assert [str(each) for each in periods[:5]] == [
        "2026-I",
        "2026-II",
        "2026-III",
        "2026-IV",
        "2027-I",
    ]
    assert len(periods) == 8
    last = load_methodology(Period(2026, "IV"), ACT)
    assert (last.id, last.year, last.period) == ("2026-IV", 2026, Period(2026, "IV"))
    assert last.calendar.submission == dt.date(2027, 1, 10)
    assert last.calendar.totals == dt.date(2027, 2, 15)
    assert load_methodology(SECOND, ACT).calendar.totals == dt.date(2026, 8, 15)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-05-31", "2026-I"), ("2026-06-01", "2026-II"), ("2026-08-31", "2026-II"),
        ("2026-12-01", "2026-IV"), ("2027-02-28", "2026-IV"), ("2026-02-10", "2026-I"),
    ],
)  # fmt: skip
def test_without_a_period_the_day_says_which_quarter_is_rated(day, wanted):
    """The last month of a quarter is its own; before the act's first quarter there is none."""
    assert str(usage.period_under_rating(dt.date.fromisoformat(day), ACT)) == wanted


def test_the_result_is_of_the_quarter(quarters):
    found = results_of(quarters[SECOND])
    assert (found["year"], found["period"], found["methodology"]["id"]) == (
        2026, "2026-II", "2026-II",
    )  # fmt: skip
    people = {each["id"]: each for each in found["participants"]}
    assert {who: each["total"] for who, each in people.items()} == {
        "УС-01": "2.5", "УС-02": "3.5", "УС-03": None,
    }  # fmt: skip
    schema = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(found)


def test_last_quarter_is_what_the_result_is_compared_with(quarters):
    people = {each["id"]: each for each in results_of(quarters[SECOND])["participants"]}
    assert people["УС-02"]["last_level"] == "Развивающийся"
    assert people["УС-02"]["level_change"] == 1 and people["УС-01"]["level_change"] == -1
    book = openpyxl.load_workbook(quarters[SECOND] / "Рейтинг-2026-II.xlsx")
    sheet = book["К прошлому кварталу"]
    title = "Сравнение с прошлым кварталом: II квартал 2026 и I квартал 2026"
    assert sheet["A1"].value == title
    assert "К прошлому году" not in book.sheetnames


def test_a_form_of_another_quarter_of_the_year_is_of_a_wrong_period(quarters):
    found = results_of(quarters[SECOND])
    (file,) = [each for each in found["files"] if "прошлый бланк" in each["path"]]
    (told,) = [each for each in file["findings"] if each["code"] == "I005"]
    assert told["message"] == (
        "Бланк составлен за I квартал 2026 года, а рейтинг определяется за II квартал 2026 года."
    )
    (blank,) = (quarters[SECOND] / "Письма").rglob("Самооценка-2026-II УС-03*.xlsx")
    assert "KB-SELF-2026-II v" in str(texts_of_book(blank))


def texts_of_book(path):
    book = openpyxl.load_workbook(path)
    return [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def texts_of(path):
    if path.suffix == ".xlsx":
        return texts_of_book(path)
    if path.suffix == ".docx":
        document = Document(path)
        cells = [c for table in document.tables for row in table.rows for c in row.cells]
        return [each.text for each in (*document.paragraphs, *cells)]
    if path.suffix in (".html", ".txt", ".log", ".json", ".csv"):
        return path.read_text("utf-8-sig").splitlines()
    return []


@pytest.mark.parametrize("period", [FIRST, SECOND], ids=str)
def test_no_file_speaks_of_a_year_where_the_quarter_is_meant(quarters, period):
    count = 0
    for path in sorted(quarters[period].rglob("*")):
        if not path.is_file():
            continue
        texts = [path.name, *texts_of(path)]
        count += len(texts)
        told = [each for each in texts if SPEAKS_OF_YEARS.search(each) and each != AWARDED]
        assert told == [], path
        assert not re.search(r"-2026\.\w+$", path.name), path
    assert count > 500


def test_letters_papers_and_page_name_the_quarter(quarters):
    out = quarters[SECOND]
    (letter,) = (out / "Письма").rglob("*УС-02*.docx")
    text = "\n".join(texts_of(letter))
    assert "за II квартал 2026 года" in text
    (page,) = out.rglob("index.html")
    assert "<title>Рейтинг «Надёжная связь» за II квартал 2026 года</title>" in (
        page.read_text("utf-8")
    )
    assert page.parent == out / "К 15 августа" / "Сайт"
    names = {path.name for path in out.rglob("*")}
    assert {
        "Рейтинг-2026-II.xlsx", "Решения-2026-II.xlsx", "Исходящие-2026-II.xlsx",
        "rating-2026-II.json", "rating-2026-II.csv",
    } <= names  # fmt: skip
    (data,) = out.rglob("rating-2026-II.json")
    (schema,) = out.rglob("rating.schema.json")
    document = json.loads(data.read_text("utf-8"))
    Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(document)
    assert (document["year"], document["period"]) == (2026, "2026-II")


def test_training_of_another_quarter_is_told(tmp_path):
    methodology = load_methodology(SECOND, ACT)
    path = tmp_path / "форма.xlsx"
    path.write_bytes(assessment(methodology, "УС-01", (1, 1), dt.date(2026, 3, 31)))
    done = call("check", path, "--year", "2026-II", "--methodology", ACT)
    assert "Дата обучения 31.03.2026 не относится к II кварталу 2026 года." in done.stdout
    path.write_bytes(assessment(methodology, "УС-01", (1, 1), dt.date(2026, 6, 30)))
    assert "Дата обучения" not in call(
        "check", path, "--year", "2026-II", "--methodology", ACT
    ).stdout  # fmt: skip


def test_the_commands_take_the_quarter_by_its_code(tmp_path):
    done = call("registry", "--output", tmp_path, "--year", "2026-ii", "--methodology", ACT)
    assert done.returncode == 0 and "Реестр за II квартал 2026 года готов" in done.stdout
    made = tmp_path / "Реестр участников-2026-II.xlsx"
    assert "Реестр участников рейтингования за II квартал 2026 года" in texts_of(made)
    done = call("blanks", tmp_path / "б", "--year", "2026", "--methodology", ACT)
    assert done.returncode == 2
    assert "методика за 2026-I, 2026-II, 2026-III" in done.stderr
    assert "а не за 2026 год" in done.stderr
    done = call("blanks", tmp_path / "б", "--year", "2026-V", "--methodology", ACT)
    assert done.returncode == 2 and "год из четырёх цифр – 2026, квартал – 2026-II" in done.stderr


def test_last_quarter_s_registry_and_levels_are_taken_over(quarters, tmp_path):
    (tmp_path / "Реестр.xlsx").write_bytes(registry(load_methodology(FIRST, ACT)))
    done = call(
        "registry", "--output", tmp_path / "новый", "--year", "2026-II", "--methodology", ACT,
        "--from", tmp_path / "Реестр.xlsx", "--results", quarters[FIRST],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "уровень прошлого квартала внесён: 3" in done.stdout
    done = call(
        "registry", "--output", tmp_path / "ещё", "--year", "2026-III", "--methodology", ACT,
        "--from", tmp_path / "Реестр.xlsx", "--results", quarters[FIRST],
    )  # fmt: skip
    assert "результат за I квартал 2026 года, а нужен за II квартал 2026 года" in done.stderr


def test_the_folder_of_a_quarter_says_its_period(tmp_path):
    (tmp_path / "II" / "методика").mkdir(parents=True)
    (tmp_path / "II" / "методика" / "act.toml").write_bytes(ACT.read_bytes())
    done = call("start", tmp_path / "II", "--year", "2026-II")
    assert done.returncode == 0, done.stderr
    assert 'year = "2026-II"' in (tmp_path / "II" / "рейтинг.toml").read_text("utf-8")
    page = (tmp_path / "II" / "Что делать.html").read_text("utf-8")
    assert "Рейтинг за II квартал 2026 года" in page and "Рейтинг-2026-II.xlsx" in page
    with pytest.raises(FaultyFolder, match="период «2026-Х» не понят"):
        (tmp_path / "рейтинг.toml").write_text('year = "2026-Х"', "utf-8")
        year_folder(tmp_path)


def test_a_half_year_and_other_names_of_periods():
    half = period_in("2026-h2")
    assert (half.name, half.genitive) == ("II полугодие 2026 года", "II полугодия 2026 года")
    assert (half.within, half.dative) == ("во II полугодии 2026 года", "II полугодию 2026 года")
    assert half.previous == Period(2026, "H1") and half.previous.previous == Period(2025, "H2")
    assert half.last_day == dt.date(2026, 12, 31) and half.first_day == dt.date(2026, 7, 1)
    assert period_in("2026-ІІ") == SECOND, "two letters that look like a Roman two"
    assert Period(2025) < FIRST < SECOND < Period(2027)
    assert (Period(2026).within, FIRST.within) == ("в 2026 году", "в I квартале 2026 года")
    assert [period_in(text) for text in ("2026-5", "26", "2026-V", "")] == [None] * 4


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (("quarter = 2", "quarter = 5"), "quarter: ожидается число от 1 до 4, стоит «5»"),
        (("quarter = 2", 'quarter = "II"'), "quarter: ожидается целое число, стоит «II»"),
        (("quarter = 2", "quarter = 2\nhalf_year = 1"), "quarter: рядом стоит half_year"),
        (("quarter = 2", "quartr = 2"), "quartr: неизвестный ключ"),
        (("2026-07-10", "2026-03-31"), "calendar.submission.date: дата раньше отчётного II кварта"),
        (("2026-08-15", "2027-07-01"), "calendar.totals.date: дата больше чем на год позже"),
        (("2026-08-15", "2027-06-30"), ""),
        (("2026-07-10", "2026-04-01"), ""),
        (("quarter = 2", "half_year = 1"), ""),
    ],
)
def test_what_a_file_of_a_quarter_may_say(tmp_path, change, wanted):
    text = year_text(ACT.read_text("utf-8"), SECOND)
    assert change[0] in text
    path = tmp_path / "квартал.toml"
    path.write_text(text.replace(*change), "utf-8")
    told = [str(fault) for fault in check_file(path).faults]
    assert (wanted in "\n".join(told)) and len(told) == bool(wanted), told


def test_a_file_named_by_another_quarter_and_an_amendment_of_one(tmp_path):
    (tmp_path / "act.toml").write_bytes(ACT.read_bytes())
    amendment = """
year = 2026
quarter = 3
amended_by = "приказа от 01.07.2026 № 9"

[[criteria]]
id = "2"
coefficient = 1
reference = "приказ от 01.07.2026 № 9"
"""
    (tmp_path / "2026-III.toml").write_text(amendment, "utf-8")
    changed = load_methodology(Period(2026, "III"), tmp_path)
    assert changed.criteria[1].coefficient == 1
    assert load_methodology(Period(2026, "IV"), tmp_path).criteria[1].coefficient == Decimal("0.5")
    (tmp_path / "2026-II.toml").write_text(amendment, "utf-8")
    (told,) = check_file(tmp_path / "2026-II.toml").faults
    assert "quarter: изменение относится к периоду 2026-II, в файле 3" in str(told)
    whole = year_text(ACT.read_text("utf-8"), SECOND)
    (tmp_path / "2026-IV.toml").write_text(whole, "utf-8")
    (told,) = check_file(tmp_path / "2026-IV.toml").faults
    assert "quarter: в имени файла 2026-IV, в файле 2026-II" in str(told)
    (tmp_path / "2026.toml").write_text(whole, "utf-8")
    (told,) = check_file(tmp_path / "2026.toml").faults
    assert "quarter: в имени файла 2026, в файле 2026-II" in str(told)


def test_two_quarters_of_one_act_do_not_differ_though_their_dates_do(tmp_path):
    for name, period in (("а", SECOND), ("б", Period(2026, "IV"))):
        text = year_text(ACT.read_text("utf-8"), period)
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    found = compare_methodologies(tmp_path / "а.toml", tmp_path / "б.toml")
    assert found.changes.differences == ()
    assert found.title == "а.toml (II квартал 2026 года) → б.toml (IV квартал 2026 года)"
