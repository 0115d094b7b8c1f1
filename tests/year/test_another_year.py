"""A year with a ninth criterion, other levels and other questions goes through: no code changes."""

import datetime as dt
import json
import re

import openpyxl
import pytest
from docx import Document

from kuzbass_batch import usage
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import unnamed_blanks
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology, methodology_text
from kuzbass_batch.records.files.sources import Kind
from tests.runs import run_batch

TEXT = methodology_text(2025)
NINTH = """
[[criteria]]
id = "9"
title = "Девятый критерий"
short_title = "Девятый"
coefficient = 0.25
cumulative = true
reference = "изменение, п. 1"
rows = [
    { code = "9.0", points = 0, text = "нет" },
    { code = "9.1", points = 1, text = "есть", evidence = "приказ" },
    { code = "9.2", points = 2, text = "есть и больше" },
]

[[questions]]
kind = "contest"
criterion = "9"
from_points = 2
words = ["викторин"]
reference = "изменение, п. 2"
"""
CHANGES = (
    ('id = "2025"\nyear = 2025', 'id = "2026"\nyear = 2026'),
    ("date = 2026-", "date = 2027-"),
    ("date = 2025-", "date = 2026-"),
    ("to = 12", "to = 13"),
    ("above = 12", "above = 13"),
    ('name = "Лидер"', 'name = "Образцовый"'),
)
POINTS = {
    "ИО-01": (1, 2, 2, 2, 2, 2, 2, 2, 1),
    "ИО-02": (3, 3, 3, 3, 3, 2, 3, 4, 2),
    "ИО-03": (3, 3, 3, 3, 3, 0, 0, 0, 2),
}
TOTALS = {"ИО-01": ("9.25", "Прогрессивный"), "ИО-02": ("15.4", "Образцовый"),
          "ИО-03": ("11.0", "Прогрессивный"), "ИО-04": (None, None)}  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Write the methodology, fill its blanks, run the batch; return the folder of the result."""
    root = tmp_path_factory.mktemp("year")
    (root / "methodology").mkdir()
    (root / "methodology" / "2026.toml").write_text(changed(TEXT) + NINTH, "utf-8")
    methodology = load_methodology(2026, root / "methodology")
    (root / "in").mkdir()
    for name, data in forms_of(methodology).items():
        (root / "in" / name).write_bytes(data)
    run_batch(
        root / "in",
        root / "out",
        year=2026,
        as_of=dt.date(2027, 1, 20),
        methodologies=root / "methodology",
    )
    return root / "out"


def changed(text):
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    return text


def forms_of(methodology):
    specs = load_forms(methodology)
    registry, self_assessment = specs[Kind.REGISTRY], specs[Kind.SELF_ASSESSMENT]
    lines = {}
    for number, participant in enumerate(TOTALS, start=1):
        values = ("исполнительный орган", "министр", "Образцов Пётр Ильич", f"Орган {participant}")
        keys = ("category", "head_post", "head_name", "name")
        values = dict(zip(keys, values, strict=True)) | {
            "id": participant,
            "short_name": f"О{participant}",
        }
        lines |= {f"participants/{number}/{key}": value for key, value in values.items()}
    drawn = {
        "Реестр.xlsx": draw_form(registry, methodology, identity=registry.identity(), answers=lines)
    }
    for participant, points in POINTS.items():
        drawn[f"{participant}.xlsx"] = draw_form(
            self_assessment,
            methodology,
            identity=self_assessment.identity(participant),
            answers=answers(participant, points, methodology),
        )
    return drawn


def answers(participant, points, methodology):
    marks = {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for criterion, value in zip(methodology.criteria, points, strict=True)
        for row in criterion.rows
    }
    return marks | {
        "participant_id": participant,
        "participant_name": f"Орган {participant}",
        "filled_on": dt.date(2026, 12, 10),
        "executor_name": "Исполнителева Мария Ивановна",
        "executor_phone": "8 (384-2) 00-00-00",
    }


def test_the_result_names_nine_criteria_and_the_new_levels(year):
    results = json.loads((year / "results.json").read_text("utf-8"))
    found = {p["id"]: p for p in results["participants"]}
    assert {key: (p["total"], p["level"]) for key, p in found.items()} == TOTALS
    for key, points in POINTS.items():
        assert tuple(c["points"] for c in found[key]["criteria"]) == points
    places = [found[key]["place"]["from"] for key in ("ИО-02", "ИО-03", "ИО-01")]
    assert (results["year"], places) == (2026, [1, 2, 3])


def test_the_questions_of_the_new_criterion_are_asked(year):
    results = json.loads((year / "results.json").read_text("utf-8"))
    asked = {
        p["id"]: [f["message"] for f in p["findings"] if "9" in f["message"].split(":")[0]]
        for p in results["participants"]
    }
    assert [m for m in asked["ИО-02"] if "конкурс" in m and "критерию 9" in m]
    assert any("Строка 9.1" in m for m in asked["ИО-01"])
    assert not any("конкурс" in m for m in asked["ИО-01"])


def test_the_workbook_has_a_column_for_each_criterion(year):
    book = openpyxl.load_workbook(year / "Рейтинг-2026.xlsx")
    heads = [cell.value for cell in book["Матрица"][3]]
    assert [h.split()[0].rstrip("*.") for h in heads if re.match(r"\d", h)] == list("123456789")
    rows = [[cell.value for cell in row] for row in book["Матрица"].iter_rows(min_row=4)]
    shown = {row[0]: tuple(row[2:11]) for row in rows if row[0] in POINTS}
    assert shown == POINTS
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "Образцовый" in texts and "Лидер" not in texts


def test_each_letter_shows_nine_criteria(year):
    for participant in POINTS:
        (path,) = (year / "Письма" / "Результаты").glob(f"{participant} *.docx")
        names = [cell.text for table in Document(path).tables for cell in table.columns[0].cells]
        assert [n.partition(".")[0] for n in names if re.match(r"\d\.", n)] == list("123456789")
    (reminder,) = (year / "Письма" / "Напоминания").glob("*.docx")
    assert "15.12.2026" in "\n".join(p.text for p in Document(reminder).paragraphs)


def test_the_blanks_of_the_year_carry_its_rows_and_its_code(tmp_path):
    (tmp_path / "2026.toml").write_text(changed(TEXT) + NINTH, "utf-8")
    methodology = load_methodology(2026, tmp_path)
    names = dict(unnamed_blanks(methodology, load_forms(methodology)))
    path = tmp_path / "Самооценка-2026.xlsx"
    path.write_bytes(names[path.name])
    sheet = openpyxl.load_workbook(path)["Самооценка"]
    codes = [str(row[0].value) for row in sheet.iter_rows()]
    assert codes[0] == "KB-SELF-2026 v1" and {"9.0", "9.1", "9.2"} <= set(codes)


def test_a_year_nobody_wrote_down_is_refused(tmp_path):
    with pytest.raises(usage.WrongUsage, match="Нет методики за 2026 год; есть за: ни одного"):
        usage.methodology_of(2026, tmp_path)
