"""Real clients: LibreOffice opens a filled form and saves it as .xlsx, .ods and .xls."""

import hashlib
import os
import shutil
import subprocess

import openpyxl
import pytest

from kuzbass_batch.intake.examine import examine
from kuzbass_batch.model.records import Source
from tests.test_round_trip import FORMS, INFO, METHODOLOGY, drawn, marked

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    not SOFFICE and os.environ.get("CI") != "true",
    reason="LibreOffice is missing: the forms are NOT tried with a real office suite",
)
POINTS = (3, 2, 2, 2, 2, 1, 2, 4)


def convert(folder, name, suffix):
    """Save a workbook as another kind with the Russian locale."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", suffix, "--outdir", str(folder / "out"), str(folder / name)]
    environment = os.environ | {"LC_ALL": "ru_RU.UTF-8"}
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=120)
    return folder / "out" / f"{name.removesuffix('.xlsx')}.{suffix}"


def examined(path):
    data = path.read_bytes()
    source = Source(path=path.name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    return examine(path.parent, source, METHODOLOGY, FORMS)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_saved_form_reads_the_same(tmp_path, suffix):
    (tmp_path / "form.xlsx").write_bytes(
        drawn(INFO | marked(POINTS) | {"1.1/evidence": "план № 1"})
    )
    before = examined(tmp_path / "form.xlsx")
    after = examined(convert(tmp_path, "form.xlsx", suffix))
    assert before.scorecard is not None and after.scorecard == before.scorecard
    assert {a.field_id: a.value for a in after.submission.answers} == {
        a.field_id: a.value for a in before.submission.answers
    }
    assert [f.code for f in after.findings] == [f.code for f in before.findings]


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_traps_are_told_apart_in_every_kind(tmp_path, suffix):
    (tmp_path / "form.xlsx").write_bytes(drawn(INFO | marked(POINTS)))
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    sheet = book["Самооценка"]
    rows = {row[0].value: row[3] for row in sheet.iter_rows() if row[0].value}
    rows["8.3"].value = '=IF(1=1,"да","нет")'
    rows["7.3"].value = "=1/0"
    sheet.merge_cells(f"{rows['3.1'].coordinate}:{rows['3.2'].coordinate}")
    book.save(tmp_path / "form.xlsx")
    codes = {f.code: f for f in examined(convert(tmp_path, "form.xlsx", suffix)).findings}
    assert rows["8.3"].coordinate in codes["S020"].cell
    assert rows["7.3"].coordinate in codes["S025"].cell
    assert rows["3.1"].coordinate in codes["S026"].cell


@pytest.mark.parametrize("points", [POINTS, (1, 2, 2, 2, 2, 2, 2, 2), (0, 0, 0, 0, 0, 0, 0, 0)])
def test_the_live_score_of_a_blank_is_the_score_of_the_batch(tmp_path, points):
    (tmp_path / "form.xlsx").write_bytes(drawn(INFO | marked(points)))
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    book.save(tmp_path / "form.xlsx")  # openpyxl drops the cached values: they must be computed
    path = convert(tmp_path, "form.xlsx", "xlsx")
    shown = openpyxl.load_workbook(path, data_only=True)["Самооценка"]
    card = examined(path).scorecard
    assert round(shown["C3"].value, 2) == float(card.total)
    assert shown["C4"].value == card.points
    assert shown["F3"].value == METHODOLOGY.level(card.level).name
