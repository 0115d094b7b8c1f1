"""Certificates of samples: one paper for each that the register holds, and the public list."""

import datetime as dt
import json

import pytest
from docx import Document
from jsonschema import Draft202012Validator

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.details import example_papers, example_warning
from kuzbass_batch.outputs.publication.certificates import certificate_context, plan_certificates
from kuzbass_batch.outputs.publication.diplomas import size_of
from kuzbass_batch.outputs.publication.package import Paper, render
from kuzbass_batch.records.committee.programme import Certificate
from tests.april_package import laid_out, needs_office, pages, text_of
from tests.filled import METHODOLOGY
from tests.office import Office, assessment
from tests.registers import WHO, certificate, keep, lines

pytestmark = pytest.mark.whole

FACTORY = "Общество с ограниченной ответственностью «Завод вымысла»"
ROWS = (
    certificate(),
    certificate(2, "ОРГ-01", **{
        "Номер_сертификата": "7/2025", "Образец_(площадка)": "Бережливый «цех»",
        "Уровень": "федеральный", "Проверка": "01.06.2025", "Сертификат_от": "02.06.2025",
    }),
    certificate(3, "ИО-02", **{"Решение": "отказано", "Номер_сертификата": "''",
                               "Сертификат_от": "''", "Уровень": "''"}),
    certificate(4, "ПО-01", **{"Номер_сертификата": "3/2024", "Сертификат_от": "20.12.2024"}),
    lines("Прочие организации", 1, Код_организации="ОРГ-01", Наименование_организации=FACTORY,
          Кто_внёс=WHO),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A committee that has given two certificates this year, one before, and refused one."""
    office = Office(tmp_path_factory.mktemp("комитет"))
    office.put("ИО-01.xlsx", assessment("ИО-01"))
    keep(office, "\n".join(ROWS))
    office.run()
    return office


def test_each_certificate_of_the_year_is_a_paper_to_sign(office):
    """That of the year before was printed then; a refusal is none."""
    drawn = sorted(path.name for path in (office.output / "Сертификаты").iterdir())
    assert len(drawn) == 2 and drawn[1] == "№ 5 ИО-01 примеров.docx"
    paper = Document(office.output / "Сертификаты" / drawn[0])
    text = "\n".join(each.text for each in paper.paragraphs)
    assert FACTORY in text and "№ 7/2025" in text
    assert "соответствия качества образца федеральному уровню" in text
    assert "образец лучших практик «Бережливый „цех“» соответствует критериям федерального" in text
    assert "по результатам проверки качества 01.06.2025" in text and "02.06.2025" in text


def test_the_page_and_the_open_data_list_all_that_are_in_force(office):
    """P. 2.7(10)."""
    site = office.output / "К 1 апреля" / "Сайт"
    data = json.loads((site / "rating-2025.json").read_text("utf-8"))
    schema = json.loads((site / "rating.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    listed = data["certificates"]
    assert [(each["number"], each["date"]) for each in listed] == [
        ("3/2024", "2024-12-20"), ("7/2025", "2025-06-02"), ("№ 5", "2025-06-11"),
    ]  # fmt: skip
    page = (site / "index.html").read_text("utf-8")
    assert "Сертификаты образцов лучших практик" in page and FACTORY in page
    assert WHO not in page


def test_who_keeps_no_register_sees_nothing_of_it(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01"))
    office.run()
    assert not (office.output / "Сертификаты").exists()
    page = (office.output / "К 1 апреля" / "Сайт" / "index.html").read_text("utf-8")
    assert "Сертификаты" not in page


def test_a_certificate_by_the_example_of_criteria_does_not_look_ready(tmp_path):
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01"))
    edition = {"Редакция_критериев": "ПРИМЕР: Методика, редакция 01.03.2025; знак 7d49528a"}
    keep(office, "\n".join((certificate(**edition), certificate(2, "ИО-02", **{
        "Номер_сертификата": "6/2025", "Образец_(площадка)": "Другой"}))))  # fmt: skip
    outcome = office.run()
    example, own = (
        "\n".join(each.text for each in Document(path).paragraphs)
        for path in sorted(
            (office.output / "Сертификаты").iterdir(), key=lambda p: "ИО-02" in p.name
        )
    )
    assert "ПРИМЕР (ПРОЕКТ)" in example
    assert "ПРИМЕР" not in own and "вымышлены" not in own
    assert [each.names for each in example_papers(outcome)] == ["сертификат № 5"]
    assert "Не подписывайте" in example_warning(outcome) and "(их 1)" in example_warning(outcome)


def test_what_was_not_entered_is_not_said(office):
    papers = list(plan_certificates(office.look()))
    context = certificate_context(papers[-1].certificate)
    assert context["checked"] == "" and context["level"] == "регионального"
    assert context["number"] == "5" and context["size"] == size_of("Министерство примеров")


@needs_office
@pytest.mark.parametrize("by_example", [False, True])
@pytest.mark.parametrize("length", [42, 105, 260])
def test_a_certificate_is_one_page_whatever_the_length_of_its_words(tmp_path, length, by_example):
    words = ("Министерство " + "щедрых " * 40)[: length - 1].rstrip() + "ш"
    held = Certificate(
        participant="ИО-01", name=words, short_name="Минщедр", sample=words.lower(),
        level="межмуниципальный", number="№ 5", day=dt.date(2025, 6, 11),
        checked=dt.date(2025, 6, 1), place="", printed=True,
        by_example=by_example,
    )  # fmt: skip
    context = certificate_context(held)
    paper = Paper(template="certificate", path="сертификат.docx", context=context)
    made = tmp_path / paper.path
    made.write_bytes(render(None, year_of(METHODOLOGY), paper))
    (pdf,) = laid_out([made], tmp_path)
    assert pages(pdf) == (1, 842, 595)
    assert words[-8:] in " ".join(text_of(pdf).split())
