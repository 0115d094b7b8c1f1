"""`kuzbass-batch blanks`: blanks for download by any methodology."""

import openpyxl

from kuzbass_batch.methodology.files.loader import methodology_text
from tests.methodology.calls import call
from tests.methodology.edits import SOUND_TEXT
from tests.paths import ROOT

KINDS = ("Несогласие", "Паспорт проекта", "Реестр участников", "Самооценка")
CONTEST = "Заявка на конкурс"
LASTING = ("Отчёт о проекте.xlsx", "Процессы и услуги.xlsx")
"""Blanks of the programme, which serve all of its years."""


def blanks_of(year, *lasting):
    """The blanks of an act without registers; of the programme's own there are those besides."""
    kinds = (*KINDS, CONTEST) if lasting else KINDS
    return sorted((*(f"{kind}-{year}.xlsx" for kind in kinds), *lasting))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_without_a_methodology_of_one_s_own_they_are_those_that_ship(tmp_path):
    done = call("blanks", tmp_path / "б")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Бланков для скачивания: 17. Они лежат в папке «{tmp_path / 'б'}».\n"
    shipped = ROOT / "templates" / "blanks"
    assert names(tmp_path / "б") == names(shipped)
    for path in shipped.iterdir():
        assert (tmp_path / "б" / path.name).read_bytes() == path.read_bytes()


def test_a_file_s_blanks_show_its_rows_and_its_year(tmp_path):
    passports = '\n[passport]\nproject = "проекта"\n'
    (tmp_path / "наша.toml").write_text(SOUND_TEXT + passports, "utf-8")
    done = call("blanks", tmp_path / "б", "--methodology", tmp_path / "наша.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert names(tmp_path / "б") == blanks_of(2025)
    sheet = openpyxl.load_workbook(tmp_path / "б" / "Самооценка-2025.xlsx")["Самооценка"]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"1.3", "участвует во всём", "2.2"} <= cells and "8.4" not in cells


def test_one_year_of_a_folder_may_be_asked_for(tmp_path):
    (tmp_path / "м").mkdir()
    (tmp_path / "м" / "2026.toml").write_text(methodology_text(2026), "utf-8")
    done = call("blanks", tmp_path / "б", "--year", "2026", "--methodology", tmp_path / "м")
    assert done.returncode == 0 and names(tmp_path / "б") == blanks_of(2026, *LASTING)
    other = call("blanks", tmp_path / "в", "--year", "2027", "--methodology", tmp_path / "м")
    assert other.returncode == 2 and "Нет методики за 2027 год; есть за: 2026." in other.stderr
    assert not (tmp_path / "в").exists()


def test_a_blank_that_somebody_filled_is_never_overwritten(tmp_path):
    folder = tmp_path / "б"
    folder.mkdir()
    (folder / "Самооценка-2026.xlsx").write_text("заполнено")
    done = call("blanks", folder, "--year", "2026")
    assert done.returncode == 2 and "уже есть другие файлы с именами бланков" in done.stderr
    assert names(folder) == ["Самооценка-2026.xlsx"]
    (folder / "Самооценка-2026.xlsx").unlink()
    assert call("blanks", folder, "--year", "2026").returncode == 0
    assert call("blanks", folder, "--year", "2026").returncode == 0
    assert names(folder) == blanks_of(2026, *LASTING)
