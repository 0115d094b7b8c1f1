"""What a cell that holds more than a mark is told to be: a paper that stands behind «да»."""

import pytest

from kuzbass_batch.records.sources import Kind
from tests.filled import examined

# What was typed for a mark, and what is to be moved into the column beside it.
PROVED = [
    ("да, Приказ № 5", "приказ"),
    ("да (распоряжение от 01.02.2025)", "распоряжение"),
    ("да - постановление № 7", "постановление"),
    ("да: протокол № 1", "протокол"),
    ("Да. Сертификаты прилагаются", "сертификат"),
    ("да, удостоверения о повышении", "удостоверение"),
    ("да; договор с центром", "договор"),
    ("да, положением о мотивации", "положение"),
    ("да – письмо министра", "письмо"),
    ("да, № 15", "документ"),
    ("да https://example.ru", "ссылку"),
    ("да\nприказ", "приказ"),
]
UNSURE = ["да, приказ не издан", "да, приказа нет", "да, приказ частично", "да, приказ в планах",
          "дата приказа", "приказ", "да, всё есть", "нет, приказ № 5"]  # fmt: skip


def told(value):
    findings = examined(Kind.SELF_ASSESSMENT, f"4.3/done | {value}").findings
    return [(f.code, f.remedy) for f in findings if f.field == "4.3/done"]


@pytest.mark.parametrize(("value", "proof"), PROVED)
def test_a_paper_behind_a_yes_belongs_into_the_column_beside_it(value, proof):
    remedy = f"Оставьте «да», а {proof} перенесите в столбец «Подтверждение»."
    assert told(value.replace("\n", " ")) == [("S015", remedy)]


@pytest.mark.parametrize("value", UNSURE)
def test_what_may_mean_no_is_asked_about_as_any_other_text(value):
    assert [code for code, _ in told(value)] == ["S021"]
