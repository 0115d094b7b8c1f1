"""The letter engine: the same document as docxtpl's own rendering, text stays text."""

import io

import pytest
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from kuzbass_batch.outputs.letters.docx_engine import LetterTemplate, UnfilledTag


def template_bytes(*paragraphs):
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def body(data):
    return etree.tostring(Document(io.BytesIO(data)).element.body, method="c14n")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTEXT = {"name": "Иванову И. И.", "rows": ["один", "два"]}
TEXTS = ("Кому: {{ name }}", "{%p for row in rows %}", "– {{ row }}", "{%p endfor %}")


def fresh_rendering(data, context):
    fresh = DocxTemplate(io.BytesIO(data))
    fresh.render(context, Environment(autoescape=True), autoescape=True)
    stream = io.BytesIO()
    fresh.save(stream)
    return stream.getvalue()


def test_the_letter_equals_a_fresh_rendering():
    data = template_bytes(*TEXTS)
    assert body(LetterTemplate(data, "t").render(CONTEXT)) == body(fresh_rendering(data, CONTEXT))


def template_with_table(*rows):
    """A template with a table that stands in a condition, between two paragraphs."""
    document = Document()
    document.add_paragraph("{%p if shown %}")
    table = document.add_table(len(rows), len(rows[0]))
    for at, texts in enumerate(rows):
        for cell, text in zip(table.rows[at].cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{{ name }}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


ROWS = (("{%tr for row in rows %}", ""), ("{{ row }}", "2"), ("{%tr endfor %}", ""))
TABLES = {
    "a row stays": ((("Имя", "Балл"), *ROWS), False),
    "no row stays": (ROWS, True),
    "cells come and go": ((("Имя", "{%tc if name %}", "Балл", "{%tc endif %}"),), True),
}


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("case", TABLES)
def test_tables_are_mended_where_their_columns_may_change(case, shown):
    rows, mended = TABLES[case]
    data, context = template_with_table(*rows), {**CONTEXT, "shown": shown}
    template = LetterTemplate(data, "t")
    assert template._uneven == mended
    assert body(template.render(context)) == body(fresh_rendering(data, context))


@pytest.mark.parametrize(("words", "draft"), [("ПРОЕКТ", 1), ("(проект)", 1), ("ПРОЕКТЫ", 2)])
def test_a_draft_says_so_once(words, draft):
    letter = LetterTemplate(template_bytes(words), "t").render({"draft": True})
    assert len(Document(io.BytesIO(letter)).paragraphs) == draft


def test_words_of_a_participant_beside_a_picture_may_hold_quotes():
    document = Document(io.BytesIO(template_with_table(("1", "2"))))
    named = '<w:bookmarkStart w:id="1" w:name="{{ name }}"/>'
    document.element.body.append(etree.fromstring(f'<w:p xmlns:w="{W}">{named}</w:p>'))
    stream = io.BytesIO()
    document.save(stream)
    context = {"shown": True, "name": 'ООО "Образец"'}
    written = LetterTemplate(stream.getvalue(), "t").render(context)
    assert body(written) == body(fresh_rendering(stream.getvalue(), context))


def test_one_template_renders_many_letters_without_a_trace_of_the_last():
    template = LetterTemplate(template_bytes(*TEXTS), "t")
    first = template.render(CONTEXT)
    template.render({"name": "Петровой А. А.", "rows": []})
    assert template.render(CONTEXT) == first


@pytest.mark.parametrize("text", ["a < b & c", "{{ 7 * 7 }}", "{% raise %}", "</w:t>", '"»'])
def test_text_of_a_participant_stays_text(text):
    letter = LetterTemplate(template_bytes("[{{ name }}]"), "t").render({"name": text})
    assert Document(io.BytesIO(letter)).paragraphs[0].text == f"[{text}]"


def test_an_unfilled_tag_is_named():
    with pytest.raises(UnfilledTag, match="signer"):
        LetterTemplate(template_bytes("{{ signer }}"), "result.docx").render({})
