"""What a cell that holds more than a mark is told to be: a paper that stands behind «да»."""

import pytest

from kuzbass_batch.records.files.sources import Kind
from tests.filled import ASSESSMENT, examined, read, submission_of
from tests.findings.edits import edited

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


def merged(text):
    """Return what is said of papers named in merged cells of the column «Подтверждение»."""
    file = read(edited(Kind.SELF_ASSESSMENT, ASSESSMENT, text))
    return [(f.code, f.cell, f.message) for f in file.findings if f.code in ("S027", "S072")]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Самооценка!E9:E11: объединить", ["E9", "E10", "E11"]),
        ("Самооценка!E9:E10: объединить", ["E9", "E10"]),
        ("Самооценка!E10: план № 7\nСамооценка!E9:E11: объединить", ["E9", "E11"]),
        ("Самооценка!E9:F10: объединить", ["E9", "E10"]),
    ],
)
def test_each_row_of_merged_cells_has_the_paper_but_where_its_own_lies_beneath(text, cells):
    text = "\n".join([*text.split("\n")[:-1], "Самооценка!E9: приказ № 5", text.split("\n")[-1]])
    answers = submission_of(read(edited(Kind.SELF_ASSESSMENT, ASSESSMENT, text))).answers
    assert [each.ref.cell for each in answers if each.given == "приказ № 5"] == cells


def test_a_paper_in_merged_cells_proves_each_row_and_what_lies_beneath_is_told():
    """E9 to E11 are the papers of three rows; the second has its own beneath that of the first."""
    given = "Самооценка!E9: приказ № 5\nСамооценка!E9:E11: объединить"
    shared = "Объединены ячейки E9:E11; текст «приказ № 5» учтён для каждой строки."
    assert merged(given) == [("S072", "E9", shared)]
    beneath = "Под объединением ячеек E9:E11 скрыто значение «план № 7»; оно не учтено."
    assert merged(f"Самооценка!E10: план № 7\n{given}") == [
        ("S072", "E9", shared), ("S027", "E10", beneath)
    ]  # fmt: skip
    assert merged("Самооценка!E9: приказ № 5\nСамооценка!E9:F9: объединить") == [
        ("S072", "E9", "Объединены ячейки E9:F9; текст «приказ № 5» учтён в первой из них.")
    ]
