"""Word and Excel files as an office suite sees them: valid, small, in Russian, with a structure."""

import io

import pytest
from docx import Document

from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.outputs.stationery import KINDS, read_committee
from tests.office_files import W, documents_in, faults, parts_of, property_of, tree
from tests.test_letters import LETTERS, edited, paragraphs, reminder

TEMPLATES = [LETTERS / f"{kind}.docx" for kind in KINDS]
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
    ("kind", "tables"), [("result", 1), ("reply", 1), ("level_list", 2), ("memo", 3)]
)
def test_every_table_of_data_has_a_header_row(kind, tables):
    assert len(data_tables(LETTERS / f"{kind}.docx")) == tables


def test_a_letter_tells_its_title_and_who_wrote_it(tmp_path):
    path = tmp_path / "letter.docx"
    path.write_bytes(reminder())
    title = "О представлении самооценки за 2025 год: Министерство примеров"
    assert property_of(path, "title") == title
    assert property_of(path, "creator") == read_committee(None)["name"]
    assert property_of(path, "language") == "ru-RU"


def test_text_in_the_title_of_a_letter_is_only_text():
    data = (LETTERS / "diploma.docx").read_bytes()
    texts = dict.fromkeys(("diploma_signer_post", "diploma_signer_name", "diploma_city"), "")
    given = dict.fromkeys(("preliminary", "confirmed", "level", "year", "award_year", "size"), "")
    given |= {"government": texts, "committee": {"name": "Комитет"}}
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
