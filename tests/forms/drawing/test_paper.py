"""What comes out of a printer: LibreOffice lays out the workbook and the letters, page by page."""

import datetime as dt
import os
import re
import shutil
import subprocess

import pytest

from kuzbass_batch.forms.drawing.sheet_setup import (
    LANDSCAPE_WIDTH,
    WIDE_LANDSCAPE,
    paper_for,
    scale_to_width,
)
from kuzbass_batch.forms.drawing.workbook import A3, A4
from kuzbass_batch.outputs.ranking.sheet_ranking import HEADS, OVERALL, WITHIN, sign_beneath
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import Centred, TableWriter
from kuzbass_batch.records.files.sources import Kind
from tests import libreoffice
from tests.filled import FORMS, METHODOLOGY
from tests.office import filled
from tests.paths import ROOT
from tests.rules.year.test_approval import approved
from tests.runs import run_at_once

SAMPLES = ROOT / "input_samples" / "2025"
TOOLS = shutil.which("soffice"), shutil.which("pdftotext")
pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(
        not all(TOOLS) and os.environ.get("CI") != "true",
        reason="LibreOffice or pdftotext is missing: pages are NOT looked at",
    ),
]
NAME_IN_LETTER = re.compile(r"П\.\s*П\.\s*Примеров")


def printed(folder, *files):
    """Return the pages of each document as text, laid out by LibreOffice as in Russia."""
    # Letters of several folders may have one name.
    copies = [folder / f"{number}{file.suffix}" for number, file in enumerate(files)]
    for file, copy in zip(files, copies, strict=True):
        copy.write_bytes(file.read_bytes())
    made = libreoffice.converted(copies, "pdf", folder)
    return {file.stem: pages_of(pdf) for file, pdf in zip(files, made, strict=True)}


def pages_of(path):
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return [page for page in done.stdout.split("\f") if page.strip()]


@pytest.fixture(scope="module")
def output(samples_in_january):
    return samples_in_january.folder


@pytest.fixture(scope="module")
def sheets(output, tmp_path_factory):
    pages = printed(tmp_path_factory.mktemp("pdf"), output / "Рейтинг-2025.xlsx")["Рейтинг-2025"]
    above = "ПРОЕКТ. Рейтинг не утверждён"
    assert pages and all(page.lstrip().startswith(above) for page in pages)
    return [page.lstrip().removeprefix(above) for page in pages]


def test_no_number_is_too_wide_for_its_cell(sheets):
    assert not [page for page in sheets if "###" in page]


def test_no_sheet_is_cut_into_strips(sheets):
    """A page that begins a sheet or goes on with it shows the first column of its head."""
    first = ("Место", "Код", "Категория", "Участник", "Файл", "№", "Критерий", "Что", "Участники",
             "Статистика")  # fmt: skip
    for page in sheets:
        assert any(line.strip().startswith(first) for line in page.splitlines()), page


def test_the_chair_has_one_page_and_the_clerk_the_next(sheets):
    assert "Что требует решения комитета" in sheets[0] and "Участники по уровням" in sheets[0]
    assert "Что сделать исполнителю" in sheets[1] not in sheets[0]
    assert sheets[2].lstrip().startswith("Рейтинг участников")


def test_numbers_stand_with_a_decimal_comma(sheets):
    ranking = next(page for page in sheets if page.lstrip().startswith("Рейтинг участников"))
    assert "14,9" in ranking and "14.9" not in ranking


def test_the_signatures_of_a_ranking_are_never_alone_on_a_page(tmp_path):
    heads = (OVERALL, WITHIN, *HEADS)
    blank = (1, 1, "Базовый", "Базовый", Centred(""), Centred(""))
    with ranking_book(tmp_path / "signed.xlsx") as book:
        writer = TableWriter(book)
        for count in range(20, 56):
            rows = [
                (place, 1, "К", f"Участник{place}конец {'длинное имя ' * (place % 3 * 4)}", *blank)
                for place in range(1, count + 1)
            ]
            table = writer.table(f"Лист{count}", f"Лист {count}", heads, rows, "Примечание.")
            sign_beneath(writer, table, heads, METHODOLOGY)
    pages = printed(tmp_path, tmp_path / "signed.xlsx")["signed"]
    signed = [page for page in pages if "Председатель комитета" in page]
    assert len(signed) == 36
    for page in signed:
        assert re.search(r"Участник\d+конец", page) and "От АНО" in page and "20___" in page


@pytest.fixture(scope="module")
def letters(output, tmp_path_factory):
    names = ("Результаты/ИО-02 Минобразцов", "Результаты/ИО-05 Депусловностей",
             "Результаты/МО-08 Сверново", "Результаты/ПО-12 Дорожная служба",
             "На доработку/ПО-08 Дом лада", "На доработку/ПО-15 Детский сад лекал",
             "Напоминания/ИО-14 Агентство набросков", "Напоминания/ПО-11 Парк проб")  # fmt: skip
    files = [output / "Письма" / f"{name}.docx" for name in names]
    return printed(tmp_path_factory.mktemp("letters"), *files)


def test_the_signature_of_a_letter_is_never_alone_on_a_page(letters):
    assert len(letters) == 8
    for name, pages in letters.items():
        assert len(pages) <= 2, name
        last = pages[-1]
        assert NAME_IN_LETTER.search(last) and "Образцова Мария" in last, name
        assert re.search(r"В случае несогласия|Приложение: ", last), name


@pytest.fixture(scope="module")
def approved_letter(output, tmp_path_factory):
    """Return the pages of ПО-01's letter once the rating is approved: the one that is sent.

    Nobody is under it, and it needs no way up: a letter that says more may need a second page.
    """
    folder = tmp_path_factory.mktemp("approved")
    shutil.copytree(SAMPLES, folder / "in")
    drawn = (output / "Решения-2025.xlsx").read_bytes()
    (folder / "in" / "Решения.xlsx").write_bytes(filled(drawn, approved(day="19.01.2026")))
    as_of = dt.date(2026, 1, 20)
    run_at_once(folder / "in", folder / "out", year=2025, as_of=as_of, remember=False)
    name = "ПО-01 Центр примеров"
    return printed(folder, folder / "out" / "Письма" / "Результаты" / f"{name}.docx")[name]


def test_a_letter_of_one_page_is_one_page(letters, approved_letter):
    """A draft has a line more, «ПРОЕКТ», which no letter has that is sent."""
    assert "ПРОЕКТ" in letters["ИО-02 Минобразцов"][0]
    assert "ПРОЕКТ" not in approved_letter[0]
    assert [len(approved_letter), len(letters["ПО-08 Дом лада"])] == [1, 1]


def test_a_register_of_two_dozen_columns_prints_on_wider_paper_its_first_columns_on_each():
    widths = {sheet.name: sheet.widths for sheet in FORMS[Kind.REGISTERS].sheets}
    papers = {name: paper_for(each) for name, each in widths.items()}
    assert papers["Проекты"] == (A3, 2) and papers["Прочие организации"] == (A4, 1)
    for name, (paper, pages) in papers.items():
        inches = {A3: WIDE_LANDSCAPE, A4: LANDSCAPE_WIDTH}[paper] * pages
        assert scale_to_width(widths[name], inches) >= 45, name
