"""Blanks are issued whole and never over somebody's filled form."""

import datetime as dt
import os

import docx
import openpyxl
import pytest

from kuzbass_batch import usage
from kuzbass_batch.commands import clerk
from kuzbass_batch.publishing import blank_folder
from kuzbass_batch.publishing.targets import CannotPublish
from tests.outputs.letters.test_letters import LETTERS
from tests.results_on_disk import names, put, read
from tests.small_folder import PEOPLE, cli, person, registry

SELF = "Самооценка-2025 ИО-01 Министерство примеров.xlsx"
PASSPORT = "Паспорт проекта-2025 ИО-01 Министерство примеров.xlsx"


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "Реестр.xlsx"
    path.write_bytes(registry([person(*each) for each in PEOPLE]))
    return path


def issue(register, target):
    """Return how many blanks are in the folder as they are drawn."""
    plan = clerk.issue(register, target, year=2025)
    return plan.issued


def test_a_new_folder_appears_at_once_with_two_blanks_each(register, tmp_path):
    assert issue(register, tmp_path / "бланки") == 6
    assert len(names(tmp_path / "бланки")) == 7 and SELF in names(tmp_path / "бланки")
    assert names(tmp_path) == ["Реестр.xlsx", "бланки"]


def test_a_filled_form_is_never_overwritten(register, tmp_path):
    issue(register, tmp_path / "бланки")
    (tmp_path / "бланки" / SELF).write_bytes("заполнено за два дня".encode())
    before = read(tmp_path / "бланки")
    (tmp_path / "бланки" / PASSPORT).unlink()
    plan = clerk.issue(register, tmp_path / "бланки", year=2025)
    assert plan.kept == (SELF,) and set(plan.added) == {PASSPORT} and len(plan.left) == 5
    assert read(tmp_path / "бланки").items() >= (before.items() - {(PASSPORT, before[PASSPORT])})
    assert names(tmp_path) == ["Реестр.xlsx", "бланки"]


def test_a_name_in_another_case_or_spelling_is_the_same_name(register, tmp_path):
    (tmp_path / "бланки").mkdir()
    decomposed = SELF.upper().replace("Й", "И\u0306")
    (tmp_path / "бланки" / decomposed).write_bytes("заполнено".encode())
    assert clerk.issue(register, tmp_path / "бланки", year=2025).kept == (SELF,)
    assert len(names(tmp_path / "бланки")) == 7 and SELF not in names(tmp_path / "бланки")
    assert (tmp_path / "бланки" / decomposed).read_bytes() == "заполнено".encode()


PAGE = "Участнику-2025.docx"


def test_the_page_for_participants_lies_beside_the_blanks_and_is_renewed_until_it_is_saved(
    register, tmp_path
):
    target = tmp_path / "бланки"
    told = cli("issue", register, "--output", target, "--year", "2025").stdout
    assert f"Памятка для участников – «{PAGE}»" in told and "Выдано бланков: 6" in told
    drawn = (target / PAGE).read_bytes()
    own = tmp_path / "шаблоны"
    own.mkdir()
    (own / "committee.toml").write_text(
        (LETTERS / "committee.toml").read_text("utf-8").replace("00-00-00, kom", "11-22-33, kom"),
        "utf-8",
    )
    plan = clerk.issue(register, target, year=2025, templates=own)
    assert set(plan.renewed) == {PAGE} and (target / PAGE).read_bytes() != drawn
    document = docx.Document(target / PAGE)
    document.core_properties.modified = dt.datetime(2025, 10, 2)
    document.save(target / PAGE)
    by_hand = (target / PAGE).read_bytes()
    plan = clerk.issue(register, target, year=2025)
    assert plan.kept == (PAGE,) and plan.issued == 6
    assert (target / PAGE).read_bytes() == by_hand
    with pytest.raises(usage.WrongUsage, match="шаблон"):
        clerk.issue(register, target, year=2025, templates=tmp_path / "нет")


def test_newcomers_are_added_and_changed_names_renewed(tmp_path):
    target, path = tmp_path / "бланки", tmp_path / "Реестр.xlsx"
    first = [person(*each) for each in PEOPLE]
    path.write_bytes(registry(first))
    clerk.issue(path, target, year=2025)
    saved = "Паспорт проекта-2025 ИО-02 Министерство образцов.xlsx"
    resave(target / saved)
    by_hand = (target / saved).read_bytes()
    later = [
        person("ИО-01", "Министерство примеров и проб", "Министерство примеров"),
        person("ИО-02", "Министерство лучших образцов"),
        person("ИО-04", "Архив проб"),
    ]
    path.write_bytes(registry(later))
    plan = clerk.issue(path, target, year=2025)
    assert set(plan.renewed) == {SELF, PASSPORT}, "the name within is another, the file's is not"
    assert {name.split()[1 if "Само" in name else 2] for name in plan.added} == {"ИО-02", "ИО-04"}
    assert set(plan.outdated) == {"Самооценка-2025 ИО-02 Министерство образцов.xlsx"}
    assert set(plan.unknown) == {
        "Самооценка-2025 ИО-03 Агентство проб.xlsx",
        "Паспорт проекта-2025 ИО-03 Агентство проб.xlsx",
    }
    assert (target / saved).read_bytes() == by_hand, "somebody has saved it"
    assert not (target / next(iter(plan.outdated))).exists()
    for name, drawn in {**plan.added, **{SELF: None, PASSPORT: None}}.items():
        assert (target / name).is_file() and drawn in (None, (target / name).read_bytes())
    again = clerk.issue(path, target, year=2025)
    assert len(again.left) == 7 and not (again.added or again.renewed or again.outdated)
    told = cli("issue", path, "--output", target, "--year", "2025").stdout
    assert "Выдано бланков: 6" in told and "без изменений: 6" in told
    assert "таких участников в реестре нет (2)" in told


def resave(path):
    """Open and save a blank as an office program does, with nothing filled in."""
    workbook = openpyxl.load_workbook(path)
    workbook.save(path)


def test_a_form_saved_between_the_look_and_the_writing_is_not_replaced(
    register, tmp_path, monkeypatch
):
    issue(register, tmp_path / "бланки")
    register.write_bytes(registry([person(i, f"{name} и других") for i, name, *_ in PEOPLE]))
    sync = blank_folder.sync_tree
    old = read(tmp_path / "бланки")

    def meanwhile(folder):
        (tmp_path / "бланки" / SELF).write_bytes("заполнено".encode())
        sync(folder)

    monkeypatch.setattr(blank_folder, "sync_tree", meanwhile)
    issue(register, tmp_path / "бланки")
    assert (tmp_path / "бланки" / SELF).read_bytes() == "заполнено".encode()
    assert len(old) == 7


def test_what_is_there_already_stays_and_the_rest_is_added(register, tmp_path):
    issue(register, tmp_path / "бланки")
    whole = read(tmp_path / "бланки")
    for name in names(tmp_path / "бланки")[:4]:
        (tmp_path / "бланки" / name).unlink()
    (tmp_path / "бланки" / "порядок заполнения.docx").write_bytes(b"of the committee")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "бланки").iterdir()}
    assert issue(register, tmp_path / "бланки") == 6
    assert read(tmp_path / "бланки") == whole | {"порядок заполнения.docx": b"of the committee"}
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert names(tmp_path) == ["Реестр.xlsx", "бланки"]


def test_a_fault_in_the_middle_overwrites_nothing_and_is_completed(register, tmp_path, monkeypatch):
    (tmp_path / "бланки").mkdir()
    (tmp_path / "бланки" / "своё.txt").write_text("my own")
    moved, move = [], os.rename

    def refuse(source, target, **options):
        if len(moved) == 2:
            raise PermissionError(13, "no", str(target))
        moved.append(target)
        move(source, target, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        with pytest.raises(usage.WrongUsage, match="нет прав"):
            issue(register, tmp_path / "бланки")
    assert len(names(tmp_path / "бланки")) == 3
    assert issue(register, tmp_path / "бланки") == 6
    assert len(names(tmp_path / "бланки")) == 8
    assert names(tmp_path) == ["Реестр.xlsx", "бланки"]


def test_a_form_that_comes_meanwhile_is_not_overwritten(register, tmp_path, monkeypatch):
    (tmp_path / "бланки").mkdir()
    (tmp_path / "бланки" / "своё.txt").write_text("my own")
    sync = blank_folder.sync_tree

    def meanwhile(folder):
        (tmp_path / "бланки" / SELF).write_bytes("заполнено".encode())
        sync(folder)

    monkeypatch.setattr(blank_folder, "sync_tree", meanwhile)
    with pytest.raises(usage.WrongUsage, match="Не удалось записать"):
        issue(register, tmp_path / "бланки")
    assert (tmp_path / "бланки" / SELF).read_bytes() == "заполнено".encode()


def test_blanks_do_not_mix_with_a_result(register, tmp_path):
    put(tmp_path / "2025", "прежний")
    before = read(tmp_path / "2025")
    with pytest.raises(usage.WrongUsage, match="лежит результат расчёта"):
        issue(register, tmp_path / "2025")
    assert read(tmp_path / "2025") == before


def test_the_command_says_how_many_and_where(register, tmp_path):
    done = cli("issue", register, "--output", tmp_path / "бланки", "--year", "2025")
    assert done.returncode == 0 and "Выдано бланков: 6" in done.stdout
    done = cli("issue", tmp_path / "нет.xlsx", "--output", tmp_path / "б", "--year", "2025")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "нет.xlsx» нет" in done.stderr


@pytest.mark.parametrize("there", [False, True], ids=["a new folder", "one with blanks"])
def test_a_path_that_windows_would_not_open_is_told_before_anything_is_written(
    register, tmp_path, monkeypatch, there
):
    target = tmp_path / "бланки"
    if there:
        target.mkdir()
        (target / "заметка.txt").write_bytes(b"x")
    room = len(str(target)) + 30
    monkeypatch.setattr(blank_folder, "longest_path", lambda: room)
    words = rf"«Паспорт проекта-2025 .*» в этой папке длиннее {room} букв, а такого Windows"
    with pytest.raises(usage.WrongUsage, match=words):
        issue(register, target)
    assert (names(target) == ["заметка.txt"]) if there else not target.exists()
    monkeypatch.setattr(blank_folder, "longest_path", lambda: room + 80)
    assert issue(register, target) == 6


def test_a_registry_whose_path_would_be_too_long_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "Реестр участников-2025.xlsx"
    monkeypatch.setattr(blank_folder, "longest_path", lambda: len(str(path)) - 1)
    with pytest.raises(CannotPublish, match=r"«.*Реестр участников-2025\.xlsx.*ближе к корню"):
        blank_folder.write_new(path, b"x")
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("lay", ["symlink_to", "hardlink_to"])
def test_a_new_file_is_never_written_to_where_a_link_leads(lay, tmp_path):
    other = tmp_path / "чужой.txt"
    other.write_text("слова")
    getattr(tmp_path / ".Реестр участников.xlsx.part", lay)(other)
    blank_folder.write_new(tmp_path / "Реестр участников.xlsx", b"data")
    assert other.read_text() == "слова"
    assert (tmp_path / "Реестр участников.xlsx").read_bytes() == b"data"
    assert names(tmp_path) == ["Реестр участников.xlsx", "чужой.txt"]
