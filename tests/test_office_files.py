"""Word and Excel files as an office suite sees them: valid, small, in Russian, with a structure."""

import io
import re

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from kuzbass_batch.outputs.letters.act_words import act_tags, filled_details
from kuzbass_batch.outputs.letters.docx_engine import LetterTemplate
from kuzbass_batch.outputs.letters.letter_templates import (
    KINDS,
    PAGE,
    check_letter_templates,
    read_committee,
)
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS
from tests.april_package import laid_out, needs_office, text_of
from tests.office_files import W, documents_in, faults, parts_of, property_of, tree
from tests.outcomes import METHODOLOGY
from tests.outputs.letters.test_letters import LETTERS, edited, kept_with_next, paragraphs, reminder

COMMITTEE = filled_details(read_committee(None), METHODOLOGY.words)
TEMPLATES = [LETTERS / f"{kind}.docx" for kind in (*KINDS, PAGE)]
BLANKS = documents_in(LETTERS.parent / "blanks")
of_templates = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


def data_tables(path):
    """The tables that hold rows of data; the others lay out letterhead and signature."""
    tables = tree(path, "word/document.xml").iter(f"{W}tbl")
    return [each for each in tables if each.find(f".//{W}tblHeader") is not None]


def test_the_audit_finds_what_office_would_refuse(tmp_path):
    """The judge is no rubber stamp: an element out of its place is an error."""

    def change(document):
        body = document.element.body
        body.append(body[0].makeelement(f"{W}pPr"))

    edited(tmp_path, "reminder", change)
    assert faults(tmp_path / "reminder.docx")


@pytest.mark.parametrize("path", [*TEMPLATES, *BLANKS], ids=lambda path: path.name)
def test_templates_and_blanks_are_valid(path):
    assert faults(path) == []


@of_templates
def test_a_template_holds_nothing_that_a_letter_does_not_need(path):
    """Every letter carries it all: a second style table and a thumbnail were 40 % of it."""
    parts = parts_of(path)
    assert {part.split("/")[0] for part in parts} <= {
        "[Content_Types].xml", "_rels", "docProps", "word",
    }  # fmt: skip
    assert not [part for part in parts if "Effects" in part or "thumbnail" in part]
    assert b"Macintosh" not in b"".join(parts.values())
    assert path.stat().st_size < 10_000
    used = {each.get(f"{W}val") for each in tree(path, "word/document.xml").iter(f"{W}pStyle")}
    defined = [
        each.get(f"{W}styleId")
        for each in tree(path, "word/styles.xml").iter(f"{W}style")
        if each.get(f"{W}type") == "paragraph" and not each.get(f"{W}default")
    ]
    assert used <= set(defined) <= used | {"Header"}


@of_templates
def test_a_template_speaks_russian_everywhere(path):
    for part in parts_of(path):
        if part.startswith("word/") and part.endswith(".xml"):
            spoken = {each.get(f"{W}val") for each in tree(path, part).iter(f"{W}lang")}
            assert spoken <= {"ru-RU"}, part
    default = tree(path, "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    assert default.get(f"{W}val") == "ru-RU" and property_of(path, "language") == "ru-RU"
    settings = tree(path, "word/settings.xml")
    assert settings.find(f"{W}themeFontLang").get(f"{W}val") == "ru-RU"
    assert settings.find(f"{W}zoom").get(f"{W}percent") == "100"


@of_templates
def test_a_template_has_one_main_heading_and_tables_that_tell_what_they_are(path):
    styles = [paragraph.style.name for paragraph in Document(path).paragraphs]
    assert styles.count("Heading 1") == 1
    for table in tree(path, "word/document.xml").iter(f"{W}tbl"):
        properties = table.find(f"{W}tblPr")
        assert properties.find(f"{W}tblCaption").get(f"{W}val")
        assert properties.find(f"{W}tblDescription").get(f"{W}val")
    for table in data_tables(path):
        assert table.find(f"{W}tr").find(f"{W}trPr/{W}tblHeader") is not None


@pytest.mark.parametrize(
    ("kind", "tables"), [("result", 2), ("reply", 2), ("level_list", 2), ("memo", 3)]
)
def test_every_table_of_data_has_a_header_row(kind, tables):
    """Result and reply hold one table for acts with coefficients and one for those without."""
    assert len(data_tables(LETTERS / f"{kind}.docx")) == tables


def test_a_letter_tells_its_title_and_who_wrote_it(tmp_path):
    path = tmp_path / "letter.docx"
    path.write_bytes(reminder())
    title = "О представлении самооценки за 2025 год: Министерство примеров"
    assert property_of(path, "title") == title
    assert property_of(path, "creator") == COMMITTEE["name"]
    assert property_of(path, "language") == "ru-RU"


def test_text_in_the_title_of_a_letter_is_only_text():
    data = (LETTERS / "diploma.docx").read_bytes()
    texts = dict.fromkeys(("diploma_signer_post", "diploma_signer_name", "diploma_city"), "")
    given = dict.fromkeys(("preliminary", "confirmed", "level", "year", "award_year", "size"), "")
    given |= {"government": texts, "committee": {"name": "Комитет"}}
    given |= act_tags(METHODOLOGY.words, METHODOLOGY.period)
    made = LetterTemplate(data, "t").render(
        given | {"number": "2025/ИО-01", "name": 'ГБУ "А" <&> {{ year }}'}
    )
    title = Document(io.BytesIO(made)).core_properties.title
    assert title == 'Диплом № 2025/ИО-01: ГБУ "А" <&> {{ year }}'


def test_a_title_typed_in_word_may_hold_tags_with_quotes(tmp_path):
    def change(document):
        document.core_properties.title = (
            '{{ name if year > 2000 and name != "" else "–" }} {{ year }}'
        )

    edited(tmp_path, "reminder", change)
    path = tmp_path / "letter.docx"
    path.write_bytes(reminder(templates=tmp_path))
    assert property_of(path, "title") == "Министерство примеров 2025"
    assert paragraphs(path.read_bytes())


# --- layout after GOST R 7.0.97-2025 ---

AWARDS = ("diploma", "certificate", "contest_diploma")
"""Papers to be hung up: one sheet on its side, signed across its whole width, not numbered."""
SERVICE = [LETTERS / f"{kind}.docx" for kind in KINDS if kind not in AWARDS]
TWIPS_IN_MM = 1440 / 25.4


def sizes(path):
    """Return the sizes of letters in points in the paragraphs of the text, tables left out."""
    document = Document(path)
    default = tree(path, "word/styles.xml").find(f"{W}docDefaults//{W}sz").get(f"{W}val")
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            size = run.font.size or paragraph.style.font.size
            yield paragraph, size.pt if size else int(default) / 2


@pytest.mark.parametrize("path", SERVICE, ids=lambda path: path.stem)
def test_margins_sizes_and_page_numbers_are_those_of_the_standard(path):
    """Left 30 mm as for what is kept long, 10 right, 20 above and below; text of 12 to 14."""
    section = tree(path, "word/document.xml").find(f".//{W}sectPr")
    margins = section.find(f"{W}pgMar")
    least = {"left": 30, "right": 10, "top": 20, "bottom": 20, "header": 10}
    for edge, millimetres in least.items():
        assert round(int(margins.get(f"{W}{edge}")) / TWIPS_IN_MM) >= millimetres, edge
    # The number stands in the middle above, from the second page on.
    assert section.find(f"{W}titlePg") is not None
    assert section.find(f"{W}headerReference").get(f"{W}type") == "default"
    assert b"PAGE" in parts_of(path)["word/header1.xml"]
    smaller = {
        paragraph.style.name for paragraph, size in sizes(path) if not 12 <= size <= 14
    }  # fmt: skip
    assert smaller <= {"Исполнитель", "Примечание", "Проект", "Caption", "Normal"}
    for paragraph, size in sizes(path):
        if paragraph.style.name == "Normal" and not 12 <= size <= 14:
            assert "leaders_rest" in paragraph.text


@pytest.mark.parametrize("kind", AWARDS)
def test_an_award_is_a_sheet_on_its_side_with_the_signature_last(kind):
    """Even margins, lines in the middle, and a table with post and name at the edges."""
    document = Document(LETTERS / f"{kind}.docx")
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert section.left_margin == section.right_margin >= Mm(25)
    assert min(section.top_margin, section.bottom_margin) >= Mm(15)
    middle = {paragraph.alignment or paragraph.style.paragraph_format.alignment
              for paragraph in document.paragraphs if "{%p" not in paragraph.text}  # fmt: skip
    assert middle == {WD_ALIGN_PARAGRAPH.CENTER}
    (table,) = document.tables
    (row,) = table.rows
    post, name = (cell.text for cell in row.cells)
    assert post.endswith("signer_post }}") and name.endswith("signer_name }}")
    room = section.page_width - section.left_margin - section.right_margin
    assert abs(sum(cell.width for cell in row.cells) - room) <= Mm(2)
    properties = row._tr.find(f"{W}trPr")
    assert properties is not None and properties.find(f"{W}cantSplit") is not None


SIGNED_BY_MANY = "contest_protocol"
"""A paper that ends in a table of signatures."""
SIGNED_BY_ONE = [path for path in SERVICE if path.stem != SIGNED_BY_MANY]


def test_the_signatures_of_many_keep_with_what_was_decided():
    document = Document(LETTERS / f"{SIGNED_BY_MANY}.docx")
    decided = next(p for p in document.paragraphs if p.text.startswith("2.{{ loop.index }}"))
    assert kept_with_next(decided)
    rows = document.tables[-1].rows
    assert all(kept_with_next(cell.paragraphs[0]) for cell in rows[1].cells)


@pytest.mark.parametrize("path", SIGNED_BY_ONE, ids=lambda path: path.stem)
def test_the_signature_keeps_with_the_text_before_it(path):
    """Whatever the length, something of the text stands on the page of the signature."""
    paragraphs = [p for p in Document(path).paragraphs if "{%p" not in p.text]
    at = next(n for n, p in enumerate(paragraphs) if "signer_post" in p.text)
    assert paragraphs[at].style.name == "Signature"
    assert kept_with_next(paragraphs[at - 1])


@pytest.mark.parametrize("kind", [*LETTER_WORDS, "memo"])
def test_the_letterhead_names_author_contacts_date_number_and_addressee(kind):
    head = Document(LETTERS / f"{kind}.docx").tables[0]
    author, addressee = head.rows[0].cells
    lines = [p.text for p in author.paragraphs if "{%" not in p.text]
    answers = ["На № ______________ от ______________"] * (kind in ("return", "reply"))
    assert lines == [
        "{{ committee.name }}",
        "{{ committee.address }}",
        "{{ committee.contacts }}",
        "_______________ № _______________",
        *answers,
    ]
    # Requisites in the corner take no more than 8 cm.
    assert author.width.cm <= 8.01
    named = "addressee.post_line" if kind != "memo" else "government.deputy_post"
    assert named in addressee.paragraphs[0].text


def test_the_line_with_contacts_may_be_left_out(tmp_path):
    """A committee.toml of before knows no contacts: the line is not printed."""
    own = (LETTERS / "committee.toml").read_text("utf-8").replace("Примерная, 1", "Мира, 2")
    lines = [line for line in own.splitlines() if not line.startswith("contacts")]
    (tmp_path / "committee.toml").write_text("\n".join(lines), "utf-8")
    check_letter_templates(tmp_path)
    letter = Document(io.BytesIO(reminder(templates=tmp_path)))
    assert [p.text for p in letter.tables[0].rows[0].cells[0].paragraphs] == [
        COMMITTEE["name"],
        COMMITTEE["address"].replace("Примерная, 1", "Мира, 2"),
        "_______________ № _______________",
    ]
    check_letter_templates(None)


def listed(number, without):
    """Return what fills a list of levels with so many participants, and so many without a level."""
    people = [
        {"number": n, "name": f"Участник {n}", "category": "орган", "total": "9,0", "place": "1"}
        for n in range(1, number + 1)
    ]
    absent = [{"number": n, "name": f"Иной {n}", "reason": "нет"} for n in range(1, without + 1)]
    return {
        "year": 2025,
        "as_of": "01.04.2026",
        "act": "акт",
        "preliminary": False,
        "committee": COMMITTEE,
        **act_tags(METHODOLOGY.words, METHODOLOGY.period),
        "listed": number + without,
        "rated": number,
        "levels": [{"title": "Уровень", "rows": people}],
        "without": absent,
    }


@needs_office
def test_the_list_of_levels_never_leaves_its_signature_alone(tmp_path):
    """Whatever row a page ends with, a row of a table stands beside the signature."""
    template = LetterTemplate((LETTERS / "level_list.docx").read_bytes(), "level_list.docx")
    papers = []
    for number in range(24, 37):
        for people, without in ((number, 0), (2, number)):
            papers.append(tmp_path / f"{people}-{without}.docx")
            papers[-1].write_bytes(template.render(listed(people, without)))
    lengths = set()
    for pdf in laid_out(papers, tmp_path):
        pages = text_of(pdf).rstrip("\f\n").split("\f")
        lengths.add(len(pages))
        assert "П. П. Примеров" in pages[-1]
        assert re.search(r"(Участник|Иной) \d", pages[-1]), pdf.name
    assert lengths == {1, 2}
