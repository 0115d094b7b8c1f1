"""What is not approved says so, whatever a template of the committee's own leaves out."""

import datetime as dt

import openpyxl
import pytest
from docx import Document

from tests.office import Office
from tests.paths import ROOT
from tests.rules.year.test_approval import FEBRUARY, READINGS, approved

LETTERS = ROOT / "templates" / "letters"
PAPERS = ("result", "memo", "level_list", "diploma")


def own_templates(folder):
    """Copies of the templates as somebody keeps them who knows nothing of drafts."""
    folder.mkdir()
    for kind in PAPERS:
        document = Document(LETTERS / f"{kind}.docx")
        for paragraph in document.paragraphs:
            if any(word in paragraph.text for word in ("ПРОЕКТ", "(проект)")):
                for run in paragraph.runs:
                    run.text = ""
        for paragraph in list(document.paragraphs):
            if "if draft" in paragraph.text or "if preliminary" in paragraph.text:
                end = paragraph._p.getnext().getnext()
                for element in (end, paragraph._p.getnext(), paragraph._p):
                    element.getparent().remove(element)
        document.save(folder / f"{kind}.docx")
        text = "".join(each.text for each in document.paragraphs)
        assert "draft %}" not in text and "preliminary" not in text, kind
    return folder


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def first_words(folder):
    """Return, by name, whether each result letter and each paper for the totals is a draft."""
    found = {}
    for path in sorted(folder.rglob("*.docx")):
        if path.parent.name == "Результаты" or "К 1 апреля" in str(path):
            text = "\n".join(each.text for each in Document(path).paragraphs)
            found[path.name] = "ПРОЕКТ" in text or "(проект)" in text
    return found


def test_own_templates_without_a_word_of_drafts_still_give_drafts(office, tmp_path):
    templates = own_templates(tmp_path / "шаблоны")
    office.run(FEBRUARY, templates=templates)
    found = first_words(office.output)
    assert len(found) >= 6 and all(found.values()), found
    office.decide(approved(), as_of=FEBRUARY)
    office.run(dt.date(2026, 2, 11), templates=templates)
    letters = {name: draft for name, draft in first_words(office.output).items()
               if name[:2] in ("ИО", "ПО", "МО")}  # fmt: skip
    assert letters and not any(letters.values()), letters


def test_the_program_s_own_template_says_it_once(office):
    office.run(FEBRUARY)
    (path, *_) = sorted((office.output / "Письма" / "Результаты").glob("*.docx"))
    text = [each.text for each in Document(path).paragraphs]
    assert sum("ПРОЕКТ" in line for line in text) == 1


def headers(office):
    book = openpyxl.load_workbook(office.output / "Рейтинг-2025.xlsx")
    return str(book.worksheets[0]["A1"].value), {
        sheet.title: sheet.oddHeader.center.text or "" for sheet in book
    }


def test_the_ranking_says_on_its_first_sheet_and_on_each_page_that_it_is_a_draft(office):
    office.run(FEBRUARY)
    title, found = headers(office)
    assert title.endswith(" на 10.02.2026. ПРОЕКТ. Рейтинг не утверждён")
    assert len(found) > 15 and set(found.values()) == {"ПРОЕКТ. Рейтинг не утверждён"}
    office.decide(approved(READINGS + 1), as_of=FEBRUARY)
    office.run(dt.date(2026, 2, 11))
    title, found = headers(office)
    assert title.endswith(" на 11.02.2026") and set(found.values()) == {""}
