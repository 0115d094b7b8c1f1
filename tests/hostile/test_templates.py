"""Templates are not code: whoever may edit one may change its words, and nothing else."""

import io
import re
import shutil
import time
import zipfile

import pytest
from docx import Document
from jinja2.exceptions import SecurityError, TemplateError

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.letters.docx_engine import BadTemplate, LetterTemplate
from kuzbass_batch.outputs.letters.letter_templates import (
    KINDS,
    check_letter_templates,
    template_of,
)
from kuzbass_batch.outputs.mail.texts import check_mail_texts
from kuzbass_batch.outputs.publication import page
from kuzbass_batch.outputs.sandbox import NotWords, WordsOnly, words_of
from kuzbass_batch.records.committee.outgoing import LETTER_WORDS
from kuzbass_batch.records.returns.participants import Participant
from tests.categories import EXECUTIVE
from tests.outcomes import METHODOLOGY
from tests.paths import ROOT
from tests.small_folder import run, small_folder

LETTERS = ROOT / "templates" / "letters"
QUICK = 5
"""Seconds within which every attack is refused: none of them is computed."""
ATTACKS = {
    "{{ lipsum.__globals__['os'].system('touch MARK') }}": "«__globals__»|вызов функции",
    "{{ lipsum.__globals__ }}": "обращение к «__globals__»",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}": "вызов функции",
    "{{ ''.__class__ }}": "обращение к «__class__»",
    "{{ year['__class__'] }}": "обращение к «__class__»",
    "{{ committee|attr('__class__') }}": "фильтр «attr»",
    "{{ [committee]|map(attribute='__class__')|list }}": "фильтр «map»|«List»",
    "{{ '{0.__class__}'.format(year) }}": "вызов функции",
    "{{ '%999999999d' % year }}": "действие «%»",
    "{{ '%999999999d'|format(year) }}": "фильтр «format»",
    "{% for x in range(10**9) %}{% for y in range(10**9) %}а{% endfor %}{% endfor %}": "не по",
    "{{ 9**9**9**9 }}": "действие «**»",
    "{{ 'а' * 10000000000 }}": "действие «*»",
    "{% set x = year %}": "{% set %}",
    "{% with x = year %}{% endwith %}": "{% with %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}": "{% macro %}|вызов функции",
    "{% include 'committee.toml' %}": "{% include %}",
    "{% import 'committee.toml' as x %}": "{% import %}",
    "{% from 'committee.toml' import x %}": "{% import %}",
    "{% autoescape false %}{{ committee.name }}{% endautoescape %}": "{% autoescape %}",
    "{{ committee.name|safe }}": "фильтр «safe»",
    "{{ committee.name|replace('о', 'оооооооооооо') }}": "фильтр «replace»",
    "{{ committee.name|center(1000000000) }}": "фильтр «center»",
    "{% for x in committee recursive %}{{ loop(committee) }}{% endfor %}": "recursive|вызов",
    "{% for x in year %}{% for y in year %}{% endfor %}{% endfor %}": "цикл по «year» в цикле",
    "{% for x in ['а', 'б'] %}{% endfor %}": "цикл не по списку",
    "{{ committee[committee.name] }}": "в квадратных скобках",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": "слишком глубоко",
    "{{ " + "not " * 300 + "year }}": "вложение глубже",
    "{{ self.__init__ }}": "обращение к «__init__»",
    "{{ loop.__class__ }}": "обращение к «__class__»",
    "{{ cycler('а')|list }}": "вызов функции",
}
SHORT = [f"{number:02}" for number in range(len(ATTACKS))]
each_attack = pytest.mark.parametrize(("text", "words"), ATTACKS.items(), ids=SHORT)


def sentence(refusal, name):
    """The one sentence that names the template."""
    said = str(refusal.value)
    assert f"«{name}»" in said and "\n" not in said and said.endswith("."), said
    return said


def says_one_of(said, words):
    """The sentence has one of the expected parts; a template may hold two faults."""
    assert any(part in said for part in words.split("|")), said


def letter_with(text, kind, place="body"):
    """The bytes of a template of the program's own, with a text typed somewhere."""
    document = Document(LETTERS / f"{kind}.docx")
    if place == "body":
        document.add_paragraph(text)
    elif place == "footer":
        document.sections[0].footer.paragraphs[0].text = text
    else:
        document.core_properties.title = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@each_attack
def test_code_in_a_letter_is_refused_and_not_run(text, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    began = time.monotonic()
    with pytest.raises(BadTemplate) as refusal:
        LetterTemplate(letter_with(text, "reminder"), "reminder.docx")
    says_one_of(sentence(refusal, "reminder.docx"), words)
    assert time.monotonic() - began < QUICK and not list(tmp_path.iterdir())


WORST = "{{ lipsum.__globals__['os'].system('touch MARK') }}"


@pytest.mark.parametrize("place", ["body", "footer", "title"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_letter_and_no_place_in_it_runs_code(kind, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    (own / f"{kind}.docx").write_bytes(letter_with(WORST, kind, place))
    with pytest.raises(BadTemplate) as refusal:
        check_letter_templates(own)
    says_one_of(sentence(refusal, f"{kind}.docx"), "«__globals__»|вызов функции")
    assert [each.name for each in tmp_path.iterdir()] == ["own"]


@pytest.mark.parametrize("line", ["subject", "text"])
@pytest.mark.parametrize("kind", LETTER_WORDS)
def test_no_kind_of_mail_runs_code(kind, line, tmp_path):
    subject, text = (WORST, "текст") if line == "subject" else ("письмо", WORST)
    (tmp_path / f"{kind}.txt").write_text(f"Тема: {subject}\n\n{text}\n", "utf-8")
    with pytest.raises(BadTemplate) as refusal:
        check_mail_texts(tmp_path, Period(2025))
    says_one_of(sentence(refusal, f"{kind}.txt"), "«__globals__»|вызов функции")


@each_attack
def test_code_in_a_mail_is_refused_and_not_run(text, words, tmp_path):
    (tmp_path / "result.txt").write_text(f"Тема: письмо\n\n{text}\n", "utf-8")
    began = time.monotonic()
    with pytest.raises(BadTemplate) as refusal:
        check_mail_texts(tmp_path, Period(2025))
    says_one_of(sentence(refusal, "result.txt"), words)
    assert time.monotonic() - began < QUICK


LINKS = {"csv_name": "", "json_name": "", "schema_name": "", "columns_name": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ lipsum.__globals__ }}", "не заполнен"),
        ("{{ ''.__class__ }}", "обращение к «__class__»"),
        ("{{ data.levels.append(1) }}", "вызов функции"),
        ("{{ '{0.__class__}'.format(data) }}", "вызов функции"),
        ("{{ data.items() }}", "вызов функции"),
        ("{{ levels_chart.__class__ }}", "обращение к «__class__»"),
        ("{{ data|attr('get') }}", "attr"),
    ],
)
def test_code_in_the_page_is_refused(text, words, monkeypatch):
    data = {"levels": [{"name": "Лидер"}], "criteria": [], "participants": [], "categories": []}
    monkeypatch.setattr(page, "read_part", lambda name: text if name.endswith(".j2") else "")
    monkeypatch.setattr(page, "levels_chart", lambda data, period: page.Label(y=1.0, text=""))
    monkeypatch.setattr(page, "criteria_chart", lambda data, period: None)
    monkeypatch.setattr(page, "_groups", lambda data: [])
    monkeypatch.setattr(page, "_levels", lambda data, methodology: [])
    with pytest.raises(BadTemplate, match="Шаблон страницы") as refusal:
        page.page_text(data, LINKS, METHODOLOGY)
    assert words in str(refusal.value)


class Record:
    """What a template might be given by mistake."""

    secret = "тайна"

    def act(self):
        raise AssertionError("called")


@pytest.mark.parametrize(
    "text", ["{{ it.secret }}", "{{ it['secret'] }}", "{{ it.act }}", "{{ [it][0].act() }}"]
)
def test_attributes_of_records_are_a_closed_list(text):
    with pytest.raises((SecurityError, TemplateError)):
        WordsOnly().from_string(text).render(it=Record())
    assert (
        WordsOnly(records=(Record,)).from_string("{{ it.secret }}").render(it=Record()) == "тайна"
    )


def test_a_key_of_the_committees_is_no_method_of_a_dictionary():
    environment = WordsOnly()
    text = environment.from_string("{{ it.items }} {{ it['keys'] }}")
    assert text.render(it={"items": "вещи", "keys": "ключи"}) == "вещи ключи"
    with pytest.raises(TemplateError):
        environment.from_string("{{ it.values }}").render(it={})


def test_all_that_a_letter_is_told_of_its_addressee_is_text():
    head = Participant(id="ИО-01", name="Министерство примеров", short_name="Минпримеров",
                       category=EXECUTIVE, head_post="министр",
                       head_name="Образцов Пётр Ильич")  # fmt: skip
    told = addressee_of(head).for_template()
    assert told["post_line"].startswith("Министру") and told["short_name"].startswith("Образцову")
    assert {type(each) for each in told.values()} == {str}


@pytest.mark.parametrize(
    "text",
    [
        "{% if year > 2024 and not late %}{{ name|upper }}{% endif %}",
        "{% for file in files %}{{ loop.index }}{% if not loop.last %}; {% endif %}{% endfor %}",
        "{% for g in groups %}{% for line in g.lines|list %}{{ line }}{% endfor %}{% endfor %}",
        "{{ rows[0].name }} {{ rows[-1].name }} {{ name[:20] }} {{ year - 1 }} {{ name ~ '!' }}",
        "{{ name if name is defined else 'нет' }} {{ phone|default('–') }}",
    ],
)
def test_words_conditions_and_lists_stay_possible(text):
    context = {"year": 2025, "late": False, "name": "Имя", "files": ["а"],
               "groups": [{"lines": ["б"]}], "rows": [{"name": "в"}]}  # fmt: skip
    environment = WordsOnly()
    assert environment.from_string(words_of(environment, text)).render(context)


def test_a_text_of_endless_length_is_no_template():
    with pytest.raises(NotWords, match="длиннее"):
        words_of(WordsOnly(), "а" * 2_000_001)


def with_member(name, data, base="reminder"):
    """A template with one more part, as another program puts it there."""
    stream = io.BytesIO((LETTERS / f"{base}.docx").read_bytes())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def with_field(code):
    """A template in which Word would compute a field."""
    data = (LETTERS / "reminder.docx").read_bytes()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                field = f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p><w:sectPr"
                content = re.sub(r"<w:sectPr", field, content.decode(), count=1).encode()
            new.writestr(name, content)
    return target.getvalue()


RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="http://example.org/x.dotm" TargetMode="External"/>'
    "</Relationships>"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_member("word/vbaProject.bin", b"x"), "макрос"),
        (with_member("word/embeddings/oleObject1.bin", b"x"), "вложенный объект"),
        (with_member("word/_rels/settings.xml.rels", RELATION.format(kind="attachedTemplate")),
         "ссылка на внешний файл (attachedTemplate)"),
        (with_member("word/_rels/footer9.xml.rels", RELATION.format(kind="image")),
         "ссылка на внешний файл (image)"),
        (with_field(r'DDEAUTO c:\\windows\\cmd.exe "/k calc"'), "поле DDEAUTO"),
        (with_field('INCLUDEPICTURE "http://example.org/a.png"'), "поле INCLUDEPICTURE"),
    ],
    ids=["macro", "object", "template", "picture", "dde", "include"],
)  # fmt: skip
def test_a_template_carries_no_code_to_its_readers(data, words):
    with pytest.raises(BadTemplate) as refusal:
        LetterTemplate(data, "reminder.docx")
    assert words in sentence(refusal, "reminder.docx")


def changed(member, old, new, base="reminder", encoding="utf-8"):
    """A template of which one part is put differently."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(LETTERS / f"{base}.docx") as before,
        zipfile.ZipFile(target, "w") as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name == member:
                text = content.decode()
                assert old in text
                text = text.replace(old, new, 1)
                if encoding != "utf-8":
                    text = text.replace("UTF-8", encoding, 1)
                content = text.encode(encoding)
            after.writestr(name, content)
        after.writestr("word/look.xml", "<a/>")  # What a relation may lead to.
    return target.getvalue()


def field(*pieces, prefix="w", begin=True):
    """A paragraph with a field whose code is cut into pieces."""
    own = (
        ""
        if prefix == "w"
        else (f' xmlns:{prefix}="http://schemas.openxmlformats.org/wordprocessingml/2006/main"')
    )
    edge = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    codes = "".join(f"<w:r><{prefix}:instrText{own}>{p}</{prefix}:instrText></w:r>" for p in pieces)
    around = (edge.format("begin"), edge.format("end")) if begin else ("", "")
    return f"<w:p>{around[0]}{codes}{around[1]}</w:p>"


def in_body(xml, **options):
    return changed("word/document.xml", "<w:sectPr", f"{xml}<w:sectPr", **options)


SIMPLE = "<w:p><w:fldSimple w:instr={}><w:r/></w:fldSimple></w:p>"
LINK = ("word/_rels/document.xml.rels", "</Relationships>")
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: in_body(field("ddeauto c:\\\\cmd.exe")), "поле DDEAUTO"),
        (lambda: in_body(field("D", "DE", "AUTO x")), "поле DDEAUTO"),
        (lambda: in_body(field("PAGE") + field("DD", "EAUTO x")), "поле DDEAUTO"),
        (lambda: in_body(field("D&#68;EAUTO x")), "поле DDEAUTO"),
        (lambda: in_body(field("DDEAUTO x", prefix="x")), "поле DDEAUTO"),
        (lambda: in_body(field("DDEAUTO x", begin=False)), "поле DDEAUTO"),
        (lambda: in_body(SIMPLE.format("'DDEAUTO x'")), "поле DDEAUTO"),
        (lambda: in_body(SIMPLE.format('"IncludeText x"')), "поле INCLUDETEXT"),
        (lambda: in_body(field("QUOTE 68 68 69")), "поле QUOTE"),
        (lambda: in_body(field("{{ committee.name }}")), "поле {{"),
        (lambda: in_body(field("DDEAUTO x"), encoding="UTF-16"), "поле DDEAUTO"),
        (lambda: in_body("<w:altChunk/>"), "altChunk"),
        (lambda: changed(*LINK, f"<Relationship Id='x' Type='{KIND}image' TargetMode='External' "
                         "Target='http://example.org/x'/></Relationships>"), "файл (image)"),
        (lambda: changed(*LINK, f"<Relationship Id='x' Type='{KIND}image' TargetMode='&#69;xternal'"
                         " Target='//host/x'/></Relationships>"), "файл (image)"),
        (lambda: changed(*LINK, "<Relationship Id='x' Type='odd' TargetMode='External' "
                         "Target='//host/x'/></Relationships>"), "внешний файл"),
        (lambda: changed(*LINK, f"<Relationship Id='x' Type='{KIND}aFChunk' "
                         "Target='look.xml'/></Relationships>"), "вложенный объект (aFChunk)"),
        (lambda: changed(*LINK, "<Relationship Id='x' Type='http://schemas.microsoft.com/office/"
                         "2006/relationships/vbaProject' Target='look.xml'/></Relationships>"),
         "вложенный объект (vbaProject)"),
        (lambda: changed("[Content_Types].xml", "</Types>", "<Override PartName='/word/look.bin' "
                         "ContentType='application/vnd.ms-office.vbaProject'/></Types>"),
         "вложенный объект (vbaProject)"),
        (lambda: with_member("word/look.dat", field("DDEAUTO x").replace(
            "<w:p>", '<w:p xmlns:w="x">').encode()), "поле DDEAUTO"),
        (lambda: with_member("word/footnotes.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
         "DOCTYPE"),
        (lambda: with_member("word/footnotes.xml", b"<a"), "не читается как XML"),
    ],
)  # fmt: skip
def test_code_is_found_however_it_is_written(data, words):
    with pytest.raises(BadTemplate) as refusal:
        LetterTemplate(data(), "reminder.docx")
    assert words in sentence(refusal, "reminder.docx")


@pytest.mark.parametrize("data", [b"\x00\x00\x01\x00", b"\xff\xfe\x01", b"\xfe\xff", b"", b"<"])
def test_a_font_or_a_picture_is_no_damaged_text(data):
    assert LetterTemplate(with_member("word/fonts/font1.odttf", data), "t")


@pytest.mark.parametrize(
    "code", ["PAGE", " page \\* MERGEFORMAT ", "TOC \\o", "= 1 + 2", "=1", " "]
)
def test_fields_that_stay_within_the_letter_are_words(code):
    assert LetterTemplate(in_body(field(code)), "t")


def test_a_link_to_click_and_a_page_number_are_words():
    link = with_member("word/_rels/footer9.xml.rels", RELATION.format(kind="hyperlink"))
    assert LetterTemplate(link, "t") and LetterTemplate(with_field("PAGE"), "t")


def test_the_command_refuses_code_in_a_template_with_one_sentence(tmp_path):
    (tmp_path / "in").mkdir()
    small_folder(tmp_path / "in")
    own = tmp_path / "own"
    own.mkdir()
    mark = tmp_path / "MARK"
    (own / "result.docx").write_bytes(letter_with(WORST.replace("MARK", str(mark)), "result"))
    done = run(tmp_path / "in", tmp_path / "out", "--templates", own)
    said = (done.stdout + done.stderr).strip()
    assert done.returncode == 2 and "«result.docx»" in said and "Traceback" not in said
    assert not mark.exists() and not (tmp_path / "out").exists()
    shutil.rmtree(own)
    template_of.cache_clear()
