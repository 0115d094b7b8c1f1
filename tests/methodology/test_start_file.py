"""`methodology new`: a file that is sound, and with which blanks are issued and a year is run."""

import datetime as dt
import json
import re
import tomllib
from decimal import Decimal

import pytest
from jsonschema import Draft7Validator

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology, parse_methodology
from kuzbass_batch.methodology.files.start_file import Example, start_text
from kuzbass_batch.methodology.keys.schema import AMENDMENT_SCHEMA, SCHEMA, methodology_schema
from kuzbass_batch.methodology.proofs.checking import check_file
from kuzbass_batch.methodology.records import QuestionKind
from kuzbass_batch.records.files.sources import Kind
from tests.methodology.calls import call
from tests.methodology.whole_file import as_json
from tests.small_folder import person


def new(folder, *arguments):
    done = call("methodology", "new", folder / "рейтинг.toml", "--year", "2026", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "рейтинг.toml"


@pytest.mark.parametrize("example", [each.value for each in Example])
def test_the_file_is_sound_and_says_so(tmp_path, example):
    path = new(tmp_path, "--example", example)
    assert path.read_text("utf-8") == start_text(2026, Example(example))
    report = check_file(path)
    assert report.is_sound and report.years == (Period(2026),)
    done = call("methodology", "check", path)
    assert done.returncode == 0 and "ошибок нет, методика за 2026" in done.stdout


@pytest.mark.parametrize("example", list(Example))
def test_an_editor_with_the_schema_finds_nothing(example):
    data = tomllib.loads(start_text(2026, example), parse_float=Decimal)
    assert Draft7Validator(methodology_schema()).is_valid(as_json(data))


def test_every_optional_part_is_explained_and_switched_on_in_the_full_file(tmp_path):
    short, full = (tomllib.loads(start_text(2026, each)) for each in Example)
    assert full.keys() - short.keys() == {
        "coefficients_sum", "highest_total", "readings", "questions", "bodies", "categories",
        "references", "leaders", "passport", "total", "groups",
        "rater", "participants",
    }  # fmt: skip
    kinds = {each["kind"] for each in full["questions"]}
    assert kinds <= {kind.value for kind in QuestionKind} and len(kinds) > 1
    text = start_text(2026)
    for part in re.split(r"\n# ── ", text)[1:]:
        # Words in Russian stand before the first key of each part.
        before = re.split(r"(?m)^#?\[|^#?\w+ = ", part)[0]
        assert len(re.findall(r"(?m)^# [А-Яа-яa-z]", before)) >= 1, part[:60]


PARTS = re.split(r"(?m)^# ── ", start_text(2026))
OPTIONAL = [each for each in PARTS if "(необязательно)" in each.partition("\n")[0]]


def switched_on(part):
    """Return the short file with one part switched on, and of groups what they take."""
    text = start_text(2026)
    of_group = re.compile(r"^#(?=group = )", re.MULTILINE)
    grouped = part.startswith("Группы")
    kept = re.sub(r"(?m)^#(?=group = )", "# ", part)  # Without groups no criterion has one.
    on = re.sub(r"(?m)^#(?=[^\s:#])", "", kept)
    head = text[: text.index("# ── Критерии других видов")]
    if grouped:
        text = text.replace(head, of_group.sub("", head))
        return text.replace(part, on)
    return text.replace(part, on)


@pytest.mark.parametrize("part", OPTIONAL, ids=lambda part: part.partition(" (")[0])
def test_each_optional_part_loads_when_it_alone_is_switched_on(part):
    text = switched_on(part)
    assert text != start_text(2026)
    found = parse_methodology(text, "2026.toml")
    if part.startswith("Критерии других видов"):
        assert {each.kind.value for each in found.criteria} == {
            "rows", "additive", "number", "ratio",
        }  # fmt: skip
        assert any(row.penalty for each in found.criteria for row in each.rows)
    if part.startswith("Группы"):
        assert [each.id for each in found.groups] == ["A", "B"]


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    path = new(tmp_path)
    path.write_text("своё", "utf-8")
    done = call("methodology", "new", path)
    assert (done.returncode, done.stdout) == (2, "") and "не перезаписывается" in done.stderr
    assert path.read_text("utf-8") == "своё"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 0, "2031.toml"),
        (("методика.txt",), 2, "ожидается файл .toml"),
        (("--example", "другой"), 2, "другой"),
    ],
)
def test_where_the_file_goes(tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    done = call("methodology", "new", *arguments, "--year", "2031")
    assert done.returncode == code and words in done.stdout + done.stderr
    assert [path.name for path in tmp_path.iterdir()] == (["2031.toml"] if code == 0 else [])


def test_the_schemas_are_laid_beside_it_and_not_twice(tmp_path):
    for _ in range(2):
        done = call("methodology", "schema", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {SCHEMA, AMENDMENT_SCHEMA}
    assert start_text(2026).startswith(f"#:schema {SCHEMA}\n")
    (tmp_path / SCHEMA).write_text("{}")
    done = call("methodology", "schema", tmp_path)
    assert done.returncode == 2 and (tmp_path / SCHEMA).read_text() == "{}"


PEOPLE = [person("А-1", "Управление образцов"), person("А-2", "Управление примеров")]
POINTS = {"А-1": {"1": 3, "2": 3, "3": 1}, "А-2": {"1": 1, "2": 1, "3": 0}}


def answers(methodology, who, name):
    """Return a self-assessment: rows up to the points of each criterion, or the one of them."""
    numbers = {"5.1": Decimal(0), "6.1": Decimal(5), "6.2": Decimal(10)}
    marks = {
        f"{row.code}/done": row.points <= points if criterion.cumulative and row.points
        else row.points == points and not (criterion.cumulative and points)
        for criterion in methodology.criteria
        if criterion.is_marked
        for points in (POINTS[who].get(criterion.id, 0),)
        for row in criterion.rows
    }  # fmt: skip
    proofs = {
        f"{row.code}/evidence": f"приказ № {row.code}"
        for criterion in methodology.criteria
        for row in criterion.rows
    }
    given = {f"{row}/done": number for row, number in numbers.items()}
    return {**marks, **given, **proofs, "participant_id": who, "participant_name": name,
            "filled_on": dt.date(2026, 12, 10), "executor_name": "Образцова Анна Ивановна",
            "executor_phone": "8 (000) 00-00-00"}  # fmt: skip


@pytest.mark.whole
@pytest.mark.parametrize("example", [each.value for each in Example])
def test_registry_blanks_and_a_run_work_with_it_at_once(tmp_path, example):
    path = new(tmp_path, "--example", example)
    by = ("--methodology", path)
    inside, blanks, result = tmp_path / "входящие", tmp_path / "бланки", tmp_path / "результат"
    assert call("registry", "--output", inside, *by).returncode == 0
    registry = inside / "Реестр участников-2026.xlsx"
    year = year_of(load_methodology(2026, path))
    lines = {
        f"participants/{number}/{key}": value
        for number, line in enumerate(PEOPLE, start=1)
        for key, value in line.items()
    }
    spec = year.forms[Kind.REGISTRY]
    registry.write_bytes(draw_form(spec, year.methodology, identity=spec.identity(), answers=lines))
    issued = call("issue", registry, "--output", blanks, *by)
    forms = 1 + year.methodology.has_passports
    assert issued.returncode == 0, issued.stderr
    assert len(list(blanks.glob("*.xlsx"))) == len(PEOPLE) * forms
    assert (blanks / "Участнику-2026.docx").is_file()
    spec = year.forms[Kind.SELF_ASSESSMENT]
    for line in PEOPLE:
        who = line["id"]
        given = answers(year.methodology, who, line["name"])
        known = {key: value for key, value in given.items() if key in spec.fields()}
        (inside / f"{who}.xlsx").write_bytes(
            draw_form(spec, year.methodology, identity=spec.identity(who), answers=known)
        )
    checked = call("check", inside / "А-1.xlsx", *by)
    assert "оценка по ответам" in checked.stdout, checked.stdout + checked.stderr
    done = call("run", inside, "--output", result, "--as-of", "2027-01-20", *by)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    people = json.loads((result / "results.json").read_text("utf-8"))["participants"]
    assert [(each["id"], each["total"], each["level"]) for each in people] == [
        ("А-1", "5.5", "Высокий"),
        ("А-2", "1.5", "Начальный"),
    ], checked.stdout
