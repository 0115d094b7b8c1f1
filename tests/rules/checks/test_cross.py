"""Questions that only all returns together raise; they never change a score."""

import datetime as dt
import importlib.util

import pytest

from tests.paths import ROOT
from tests.runs import run_at_once

pytestmark = pytest.mark.whole

SPEC = importlib.util.spec_from_file_location(
    "make_samples", ROOT / "input_samples/make_samples.py"
)
MAKE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MAKE)
SAME = {"1.1__evidence": "дорожная карта от 01.02.2025 № 5"}


def run(tmp_path, files):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    outcome = run_at_once(folder, tmp_path / "out", year=2025, as_of=dt.date(2026, 1, 20))
    return {file.source.path: file for file in outcome.files}


def codes(file):
    return {finding.code for finding in file.findings}


def test_the_same_evidence_is_asked_about_at_both_and_costs_nothing(tmp_path):
    files = run(
        tmp_path,
        {
            "р.xlsx": MAKE.registry(),
            "а.xlsx": MAKE.assessment("ИО-01", "12222222", **SAME),
            "б.xlsx": MAKE.assessment("ИО-02", "12222222", **SAME),
            "в.xlsx": MAKE.assessment("ИО-03", "12222222"),
        },
    )
    assert "S047" in codes(files["а.xlsx"]) & codes(files["б.xlsx"])
    assert "S047" not in codes(files["в.xlsx"])
    totals = {files[name].assessment.card.total for name in ("а.xlsx", "б.xlsx", "в.xlsx")}
    assert len(totals) == 1


def test_two_points_of_participation_ask_for_a_passport(tmp_path):
    files = run(
        tmp_path,
        {
            "р.xlsx": MAKE.registry(),
            "а.xlsx": MAKE.assessment("ИО-01", "22222222"),
            "б.xlsx": MAKE.assessment("ИО-02", "22222222"),
            "в.xlsx": MAKE.assessment("ИО-03", "12222222"),
            "п.xlsx": MAKE.passport(
                "ИО-02", "Быстрый ответ", "Срок, дней: 5 → 1", dt.date(2025, 3, 3)
            ),
        },
    )
    asked = [name for name in ("а.xlsx", "б.xlsx", "в.xlsx") if "S046" in codes(files[name])]
    assert asked == ["а.xlsx"]


def test_a_body_that_assessed_itself_with_others_reads_their_names_and_no_codes(tmp_path):
    files = run(
        tmp_path,
        {
            "р.xlsx": MAKE.registry(),
            "а.xlsx": MAKE.assessment("ИО-01", "12222222", includes_subordinates="да"),
            "б.xlsx": MAKE.assessment("ПО-01", "12222222"),
        },
    )
    (told,) = (f.message for f in files["а.xlsx"].findings if f.code == "S076")
    assert told.endswith("самооценки представили: Центр примеров.")
