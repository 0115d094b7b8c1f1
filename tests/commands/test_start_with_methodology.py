"""A year's folder begun with a methodology of its own: every command in it works by that file."""

import json
import shutil

import openpyxl
import pytest

from kuzbass_batch.commands.new_year import lay_out_year
from kuzbass_batch.usage import WrongUsage
from tests import every_kind
from tests.paths import ROOT
from tests.small_folder import cli

ACT = ROOT / "templates" / "methodology" / "act.toml"
AMENDMENT = """\
year = 2027
amended_by = "приказа от 02.02.2027 № 9"
[[criteria]]
id = "1"
coefficient = 0.7
reference = "приказ от 02.02.2027 № 9, п. 1"
"""


@pytest.fixture
def named(tmp_path):
    """A methodology by a name of its own, as an author keeps it."""
    path = tmp_path / "сервис.toml"
    path.write_text(every_kind.TEXT, "utf-8")
    return path


def fill_registry(path):
    """Type the bodies into the registry that was drawn."""
    path.write_bytes(every_kind.registry())


def fill(path, who):
    book = openpyxl.load_workbook(path)
    for field, value in every_kind.answers(who=who).items():
        if field.startswith("participant_"):
            continue
        sheet, cell = every_kind.CELLS[field].split("!")
        book[sheet][cell] = {True: "да", False: "нет"}[value] if isinstance(value, bool) else value
    return book


def test_start_issue_check_and_run_work_by_the_file_without_options(tmp_path, named):
    root = tmp_path / "год"
    begun = cli("start", root, "--methodology", named)
    assert begun.returncode == 0, begun.stderr
    assert (root / "методика" / "2025.toml").read_bytes() == named.read_bytes()
    named.unlink()
    (registry,) = (root / "входящие").glob("Реестр*.xlsx")
    fill_registry(registry)
    issued = cli("issue", cwd=root)
    assert issued.returncode == 0, issued.stderr
    (blank,) = (root / "бланки").glob("Самооценка-2025 ИО-01*.xlsx")
    fill(blank, "ИО-01").save(root / "входящие" / "ИО-01.xlsx")
    checked = cli("check", "входящие/ИО-01.xlsx", cwd=root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    done = cli("run", "--as-of", "2026-01-20", cwd=root)
    assert done.returncode == 1, done.stderr
    results = json.loads((root / "результат" / "results.json").read_text("utf-8"))
    assert results["methodology"]["sha256"] == every_kind.METHODOLOGY.sha256
    rated = next(each for each in results["participants"] if each["id"] == "ИО-01")
    assert rated["total"] == "6.175"
    # A path that is named changes nothing of that, nor do blanks and registry drawn here.
    again = cli("run", "входящие", "--output", "другой", "--as-of", "2026-01-20", cwd=root)
    assert again.returncode == 1, again.stderr
    other = json.loads((root / "другой" / "results.json").read_text("utf-8"))
    assert other["participants"] == results["participants"]
    for command in (("blanks", "сайт"), ("registry", "--output", "чистый")):
        assert cli(*command, cwd=root).returncode == 0
    names = {path.name for name in ("сайт", "чистый") for path in (root / name).iterdir()}
    assert "Самооценка-2025.xlsx" in names and not any("2026" in name for name in names)


def test_a_folder_s_own_methodology_is_left_and_that_is_said(tmp_path, named):
    root = tmp_path / "год"
    (root / "методика").mkdir(parents=True)
    own = root / "методика" / "2025.toml"
    text = every_kind.TEXT.replace("2025-12-15", "2025-12-01")
    assert text != every_kind.TEXT
    own.write_text(text, "utf-8")
    laid = lay_out_year(root, year=2025, methodologies=named, windows=False)
    assert laid.left == ("методика/2025.toml",)
    assert own.read_text("utf-8") == text
    assert "01.12.2025" in (root / "Что делать.html").read_text("utf-8")


def test_a_folder_an_act_of_several_years_and_an_amendment_are_laid_with_what_they_need(tmp_path):
    source = tmp_path / "источник"
    source.mkdir()
    shutil.copy2(ACT, source / "act.toml")
    (source / "2027.toml").write_text(AMENDMENT, "utf-8")
    (source / "2026.toml").write_text("not looked at", "utf-8")
    wanted = {
        source: {"act.toml", "2027.toml"},
        source / "act.toml": {"act.toml"},
        source / "2027.toml": {"act.toml", "2027.toml"},
    }
    for at, (place, names) in enumerate(wanted.items()):
        root = tmp_path / str(at)
        lay_out_year(root, year=2027, methodologies=place, windows=False)
        assert {path.name for path in (root / "методика").iterdir()} == names


def test_a_faulty_file_lays_nothing_out(tmp_path, named):
    named.write_text(every_kind.TEXT.replace("coefficient", "coefficent"), "utf-8")
    refused = cli("start", tmp_path / "год", "--methodology", named)
    assert refused.returncode == 2 and "coefficient" in refused.stderr
    assert not (tmp_path / "год").exists()


def test_the_year_after_goes_on_by_the_act_of_the_year_before(tmp_path, named):
    """An act of several years goes along, an amendment does not, another act is asked for."""
    acts = tmp_path / "acts"
    acts.mkdir()
    shutil.copy2(ACT, acts / "свой.toml")
    first = lay_out_year(
        tmp_path / "2025", year=2025, methodologies=acts / "свой.toml", windows=False
    )
    fill_registry_of_act(first.folder.named_registries()[0])
    second = lay_out_year(tmp_path / "2026", year=2026, old=first.folder.root, windows=False)
    assert "методика/act.toml" in second.added

    alone = tmp_path / "2027.toml"
    alone.write_text(AMENDMENT.replace("2027", "2025"), "utf-8")
    alone = alone.rename(tmp_path / "2025.toml")
    third = lay_out_year(tmp_path / "amended", year=2025, methodologies=alone, windows=False)
    fill_registry_of_act(third.folder.named_registries()[0])
    fourth = lay_out_year(tmp_path / "after", year=2026, old=third.folder.root, windows=False)
    assert fourth.folder.methodologies is None

    fifth = lay_out_year(tmp_path / "other", year=2025, methodologies=named, windows=False)
    with pytest.raises(WrongUsage, match="--methodology ФАЙЛ"):
        lay_out_year(tmp_path / "none", year=2026, old=fifth.folder.root, windows=False)
    assert not (tmp_path / "none").exists()


def fill_registry_of_act(path):
    shutil.copy2(ROOT / "input_samples" / "2025" / "Реестр участников.xlsx", path)
