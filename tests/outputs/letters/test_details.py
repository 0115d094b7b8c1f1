"""Details that are still invented, and files of the committee's named nearly as they should be."""

import tomllib

import openpyxl
import pytest
from click.testing import CliRunner

from kuzbass_batch.command_line.cli import main
from kuzbass_batch.outputs.letters import letter_templates
from kuzbass_batch.outputs.letters.details import (
    before_signing,
    invented_details,
    nearly_named,
    second_books,
    to_enter,
)
from kuzbass_batch.outputs.letters.letter_templates import check_letter_templates
from tests.office import Office
from tests.outcomes import METHODOLOGY
from tests.paths import ROOT

OWN = (ROOT / "templates" / "letters" / "committee.toml").read_text("utf-8")
GOVERNMENT = (ROOT / "templates" / "letters" / "government.toml").read_text("utf-8")
EVERY = ("адрес", "контакты", "подписант", "исполнитель", "телефон исполнителя")
NEAR = (
    ("committee.toml.txt", "committee.toml"),
    ("committee (1).toml", "committee.toml"),
    ("committee - копия.toml", "committee.toml"),
    ("Committee.toml", "committee.toml"),
    ("commitee.toml", "committee.toml"),
    ("government.toml.txt", "government.toml"),
    ("result.docx.docx", "result.docx"),
    ("result (2).docx", "result.docx"),
    ("reminder.txt.txt", "reminder.txt"),
)


@pytest.fixture(autouse=True)
def read_again():
    check_letter_templates(None)


def replaced(text, **changes):
    """Return a file of details with other values."""
    values = {**tomllib.loads(text), **changes}
    return "".join(f"{key} = {value!r}\n" for key, value in values.items())


def test_what_is_shipped_is_invented(tmp_path):
    assert invented_details(None) == (*EVERY, "адресат записки", "подписант дипломов")
    (tmp_path / "committee.toml").write_text(OWN, "utf-8")
    assert invented_details(tmp_path) == invented_details(None)


def test_a_detail_is_told_until_it_is_replaced(tmp_path):
    own = {"address": "650000, Кемерово, Советский, 62", "contacts": "тел. 8 (384-2) 58-00-01",
           "signer_name": "И. И. Иванова", "executor_name": "Петров",
           "executor_phone": "8 (384-2) 58-00-00"}  # fmt: skip
    for count, name in enumerate(own, start=1):
        check_letter_templates(None)
        changes = dict(list(own.items())[:count])
        (tmp_path / "committee.toml").write_text(replaced(OWN, **changes), "utf-8")
        assert invented_details(tmp_path)[: len(own) - count] == EVERY[count:], name
    more = {"deputy_name": "Иванову И. И.", "diploma_signer_name": "П. П. Петров"}
    (tmp_path / "government.toml").write_text(replaced(GOVERNMENT, **more), "utf-8")
    check_letter_templates(None)
    assert invented_details(tmp_path) == () and before_signing(tmp_path) == ""
    assert to_enter(tmp_path, METHODOLOGY) == ()


def test_a_further_key_that_is_shipped_is_told_too(tmp_path, monkeypatch):
    shipped = {"committee.toml": {"contacts": "primer@example.ru"}, "government.toml": {}}
    monkeypatch.setattr(letter_templates, "shipped_examples", lambda: shipped)
    own = replaced(OWN, contacts="primer@example.ru")
    (tmp_path / "committee.toml").write_text(own, "utf-8")
    assert invented_details(tmp_path) == ("контакты",)


@pytest.mark.parametrize(("name", "meant"), NEAR)
def test_a_file_named_nearly_is_named(tmp_path, name, meant):
    (tmp_path / name).write_text("", "utf-8")
    assert nearly_named(tmp_path) == ((name, meant),)
    assert f"«{name}»" in before_signing(tmp_path) and f"«{meant}»" in before_signing(tmp_path)


@pytest.mark.parametrize(
    ("name", "own"),
    [("Конкурс (2).xlsx", "Конкурс.xlsx"), ("Реквизиты - копия.xlsx", "Реквизиты.xlsx")],
)
def test_a_second_workbook_beside_the_one_in_use_is_named(tmp_path, name, own):
    """The clerk may have filled in the one that is not used."""
    for each in (name, own):
        (tmp_path / each).write_bytes(b"")
    assert second_books(tmp_path) == ((name, own),) and nearly_named(tmp_path) == ()
    (tmp_path / own).unlink()
    assert second_books(tmp_path) == () and nearly_named(tmp_path) == ((name, own),)


def test_a_spare_template_is_not_told(tmp_path):
    for name in ("result.docx", "result (старый).docx"):
        (tmp_path / name).write_bytes(b"")
    assert second_books(tmp_path) == nearly_named(tmp_path) == ()


@pytest.mark.parametrize("name", ["логотип.png", "~$result.docx", "заметки.txt", "result.pdf"])
def test_any_other_file_is_no_matter(tmp_path, name):
    (tmp_path / name).write_text("", "utf-8")
    assert nearly_named(tmp_path) == ()


def test_the_run_says_so_on_the_screen_and_on_the_summary(tmp_path):
    office, own = Office(tmp_path), tmp_path / "шаблоны"
    own.mkdir()
    (own / "committee.toml.txt").write_text(replaced(OWN, signer_name="И. И."), "utf-8")
    (own / "outgoing.toml").write_text(
        (ROOT / "templates" / "letters" / "outgoing.toml").read_text("utf-8"), "utf-8"
    )
    arguments = ["run", str(office.folder), "--output", str(office.output), "--as-of"]
    arguments += ["2026-01-20", "--workers", "1", "--templates", str(own)]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 0, found.output
    assert "committee.toml.txt" in found.output and "не вписаны адрес" in found.output
    assert "затем подпишите" not in found.output
    sheet = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")["Сводка"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("вместо реквизитов пустые линии" in each for each in cells)
    assert "committee.toml.txt → committee.toml" in cells
