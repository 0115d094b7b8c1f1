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


CONTEXT = {"name": "Иванову И. И.", "rows": ["один", "два"]}
TEXTS = ("Кому: {{ name }}", "{%p for row in rows %}", "– {{ row }}", "{%p endfor %}")


def test_the_letter_equals_a_fresh_rendering():
    data = template_bytes(*TEXTS)
    fresh = DocxTemplate(io.BytesIO(data))
    fresh.render(CONTEXT, Environment(autoescape=True), autoescape=True)
    stream = io.BytesIO()
    fresh.save(stream)
    assert body(LetterTemplate(data, "t").render(CONTEXT)) == body(stream.getvalue())


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
