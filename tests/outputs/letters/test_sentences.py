"""Sentences of letters: what participants read is Russian of an office, without the program's own.

The letters as wholes are proof-read in `tests/data/golden_letters`.
"""

from decimal import Decimal

import pytest

from kuzbass_batch.outputs.letters.sentences import reduced, way_of
from kuzbass_batch.outputs.total_words import missing_words
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.rating import Advice, AdvisedStep
from kuzbass_batch.records.rating.scores import CriterionScore
from tests.filled import ASSESSMENT, METHODOLOGY, drawn, marked, read
from tests.office import Office, assessment, verified
from tests.test_batch import letter_text


@pytest.mark.whole
def test_a_letter_names_no_reading_by_its_number(tmp_path):
    """«Прочтение R5» is a name of the committee's own list; its words say what was decided."""
    office = Office(tmp_path)
    office.put("ИО-01.xlsx", assessment("ИО-01", answers={"7.1/done": True, "7.2/done": True}))
    office.decide(verified("ИО-01.7", 1))
    office.run()
    letter = next((office.output / "Письма" / "Результаты").glob("ИО-01*.docx"))
    text = letter_text(letter).replace("\u00a0", " ")
    (line,) = (each for each in text.splitlines() if each.startswith("– критерий 7 – отмечены"))
    assert "засчитана наибольшая: 7.2, 2 балла (приложение № 3, п. 7). Комитет" in line
    assert "R5" not in text and "прочтение" not in text


def test_what_was_not_counted_says_its_point_of_the_act():
    card = read(drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | marked((0,) * 8))).scorecard
    score = card.scores[0]
    assert isinstance(score, CriterionScore)
    assert reduced(score) == (
        "критерий\u00a01 – отмечена строка\u00a01.0 (приложение №\u00a03, п.\u00a06, "
        "критерий\u00a01): 0 баллов"
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("1.1",), "(строка\u00a01.1)"),
        (("1.1", "1.2"), "(строки\u00a01.1 и 1.2)"),
        (("1.1", "1.2", "1.3"), "(строки\u00a01.1, 1.2 и 1.3)"),
    ],
)
def test_a_way_up_lists_its_rows_as_a_sentence_does(rows, words):
    card = read(drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | marked((0,) * 8))).scorecard
    steps = (
        AdvisedStep(criterion="1", from_points=0, to_points=len(rows), rows=rows),
        AdvisedStep(criterion="4", from_points=0, to_points=2, rows=("4.2",)),
    )
    way = Advice(level="basic", gain=Decimal(4), steps=steps)
    above = METHODOLOGY.level("basic")
    assert words in way_of(way, card, above, METHODOLOGY)


def test_a_single_step_quotes_its_rows_with_inner_quotation_marks_inside():
    card = read(drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | marked((0,) * 8))).scorecard
    steps = (AdvisedStep(criterion="1", from_points=0, to_points=1, rows=("1.1",)),)
    way = Advice(level="basic", gain=Decimal(1), steps=steps)
    said = way_of(way, card, METHODOLOGY.level("basic"), METHODOLOGY)
    assert "разработана ведомственная (муниципальная) „дорожная карта“» (оценка" in said


def test_no_document_is_asked_for_once_the_committee_has_verified_its_criterion(tmp_path):
    """The letter would ask for proof of points that stand, and say that it changed nothing."""
    office = Office(tmp_path)
    points = (2, 0, 1, 2, 1, 0, 1, 1)
    office.put("ИО-01.xlsx", assessment("ИО-01", points))

    def asked():
        office.run()
        (letter,) = (office.output / "Письма" / "Результаты").glob("ИО-01*.docx")
        text = letter_text(letter).replace("\u00a0", " ")
        return [line for line in text.splitlines() if line.startswith("– Лист «")]

    before = asked()
    told = ("паспорта проекта", "Строка 3.1", "ППКО", "список обученных", "конкурс")
    assert all(any(words in line for line in before) for words in told)
    office.decide("\n".join(verified(f"ИО-01.{n}", points[n - 1]) for n in (1, 3, 4, 5)))
    kept = [line for line in before if "конкурс" in line or "Строка 7.1" in line]
    assert asked() == kept and len(kept) == 2


@pytest.mark.parametrize(("points", "words"), [
    ((3, 3, 2, 2, 2, 2, 2, 2), "0,8 (нужна оценка больше 12)"),
    ((1, 1, 0, 0, 1, 1, 1, 0), "1,7"),
])  # fmt: skip
def test_what_is_missing_says_where_the_bound_itself_is_not_enough(points, words):
    """Of 12, the bound of «Лидер», 11,3 lacks 0,7: the reader would take 0,8 for a mistake."""
    card = read(drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | marked(points))).scorecard
    assert missing_words(card, METHODOLOGY) == words
