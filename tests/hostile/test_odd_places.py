"""Whole runs over what is no file, is shut or lies too deep, and names of other machines."""

import os
import shutil
import zipfile

import openpyxl
import pytest

from kuzbass_batch import contents
from kuzbass_batch.reading.files import discover as walking
from kuzbass_batch.reading.files import stillness
from tests.runs import run_at_once
from tests.small_folder import AS_OF, cli, run, small_folder, today

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture
def folder(tmp_path):
    return small_folder(tmp_path / "in")


def files_of(outcome):
    return {file.source.path: file for file in outcome.files}


def calculated(folder, target):
    return run_at_once(folder, target, as_of=today())


def test_a_subfolder_without_rights_is_a_row_and_not_the_end(folder, tmp_path, monkeypatch):
    (folder / "закрыто").mkdir()
    real = os.scandir

    def refuse(path="."):
        if str(path).endswith("закрыто"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    outcome = calculated(folder, tmp_path / "2025")
    (finding,) = files_of(outcome)["закрыто/"].findings
    assert finding.code == "F018" and len(outcome.files) == 5
    assert (tmp_path / "2025" / "results.json").exists()


def test_a_path_longer_than_the_system_takes_is_a_row_and_costs_no_neighbour(folder, tmp_path):
    here = os.getcwd()  # noqa: PTH109
    try:
        os.chdir(folder)
        for _ in range(36):
            os.mkdir("п" * 60)  # noqa: PTH102
            os.chdir("п" * 60)
        shutil.copy(folder / "ИО-01.xlsx", "глубоко.xlsx")
    finally:
        os.chdir(here)
    outcome = calculated(folder, tmp_path / "2025")
    deep = [file for path, file in files_of(outcome).items() if path.startswith("п" * 60)]
    assert len(deep) == 1 and deep[0].findings[0].code in ("F018", "F009")
    assert "вложенность" in deep[0].findings[0].message
    assert {"ИО-01.xlsx", "ИО-02.xlsx", "Реестр.xlsx"} <= set(files_of(outcome))


def test_one_entry_that_cannot_be_looked_at_costs_itself_only(folder, monkeypatch):
    real = contents._status_of

    def refuse(item):
        return OSError(36, "too long") if item.name == "ИО-02.xlsx" else real(item)

    monkeypatch.setattr(contents, "_status_of", refuse)
    found = {source.path: source for source in walking.discover(folder)}
    assert [f.code for f in found["ИО-02.xlsx"].findings] == ["F009"]
    assert not found["ИО-01.xlsx"].findings


def test_the_input_folder_itself_without_rights_is_one_sentence(folder, monkeypatch):
    def refuse(path="."):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(PermissionError):
        stillness.look(folder)


def lay(path, what):
    """Put a pipe, or a link to a device, where a file is meant."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path) if what == "pipe" else path.symlink_to("/dev/zero")


@pytest.mark.parametrize("what", ["pipe", "device"])
@pytest.mark.parametrize("name", ["2025.toml", "act.toml"])
def test_a_methodology_that_is_no_file_is_one_sentence(folder, tmp_path, what, name):
    lay(tmp_path / "методики" / name, what)
    done = run(folder, tmp_path / "2025", "--methodology", tmp_path / "методики", timeout=60)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"{name}: файл не открывается" in done.stderr


@pytest.mark.parametrize("what", ["pipe", "device"])
@pytest.mark.parametrize("name", ["committee.toml", "result.docx", "result.txt"])
def test_a_template_that_is_no_file_is_one_sentence(folder, tmp_path, what, name):
    lay(tmp_path / "шаблоны" / name, what)
    (tmp_path / "шаблоны" / "government.toml").touch()
    done = run(folder, tmp_path / "2025", "--templates", tmp_path / "шаблоны", timeout=60)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert name in done.stderr or "government.toml" in done.stderr
    assert not (tmp_path / "2025").exists()


@pytest.mark.parametrize("what", ["pipe", "device"])
def test_a_registry_that_is_no_file_is_one_sentence(tmp_path, what):
    lay(tmp_path / "Реестр.xlsx", what)
    done = cli("issue", tmp_path / "Реестр.xlsx", "--output", tmp_path / "бланки", timeout=60)
    assert done.returncode == 2 and "не файл" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["ИО-03.xlsx", "календарь.csv", "фото.jpg"])
def test_a_return_that_is_no_file_is_a_row(folder, tmp_path, name):
    os.mkfifo(folder / name)
    outcome = calculated(folder, tmp_path / "2025")
    assert [f.code for f in files_of(outcome)[name].findings] == ["F003"]


def test_a_book_of_decisions_that_is_no_file_is_one_sentence(folder, tmp_path):
    """The committee's own book is never passed over: without it the marks would be others."""
    os.mkfifo(folder / "Решения-2025.xlsx")
    done = run(folder, tmp_path / "2025", timeout=60)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "именованный канал" in done.stderr and not (tmp_path / "2025").exists()


UNC = ["\\\\host\\share.xlsx", "\\host.xlsx", "..\\..\\ИО-01.xlsx", "C:\\форма.xlsx"]


@pytest.mark.parametrize("name", UNC)
def test_a_file_named_like_a_place_elsewhere_becomes_no_link(folder, tmp_path, name):
    (folder / "ИО-01.xlsx").rename(folder / name)
    outcome = calculated(folder, tmp_path / "2025")
    # A name that begins with a dot is that of a hidden file.
    assert any(file.participant == "ИО-01" for file in outcome.files) or name[0] == "."
    shown = 0
    for path in (tmp_path / "2025").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            for part in book.namelist():
                if "_rels" in part:
                    text = book.read(part).decode()
                    for word in ("host", "%5c", "%5C", "\\"):
                        assert word not in text, (path.name, part)
        for sheet in openpyxl.load_workbook(path):
            cells = [cell for row in sheet.iter_rows() for cell in row]
            shown += sum("host" in str(cell.value) or "форма" in str(cell.value) for cell in cells)
            assert not [c for c in cells if c.hyperlink and "\\" in str(c.hyperlink.target)]
    assert shown or ".." in name


def test_the_returns_of_other_names_are_links_as_before(folder, tmp_path):
    calculated(folder, tmp_path / "2025")
    (book,) = (tmp_path / "2025").glob("Решения*.xlsx")
    linked = [
        cell.hyperlink.target
        for sheet in openpyxl.load_workbook(book)
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.target
    ]
    assert [target for target in linked if "-01.xlsx" in target]


def test_the_day_of_these_runs():
    assert today().isoformat() == AS_OF
