"""Every kind of criterion against a plain calculation of its own, with exact fractions."""

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import CellRef, Severity
from kuzbass_batch.methodology.criteria import Criterion, CriterionKind, CriterionRow, PointRange
from kuzbass_batch.methodology.files.loader import load_methodology, parse_methodology
from kuzbass_batch.rules.rating.scoring.criterion_scores import Given, field_of
from kuzbass_batch.rules.rating.scoring.scoring import score_answers
from tests import every_kind
from tests.paths import DATA

METHODOLOGY = load_methodology(2025)
EVERY_KIND = parse_methodology((DATA / "every_kind.toml").read_text("utf-8"), "2025.toml")
POINTS = st.decimals(min_value="0.01", max_value=9, places=2)


def row(code, points=0, **more):
    return CriterionRow(
        code=code, text="строка", points=points, evidence="", reference="п. 1", **more
    )


def criterion(kind, rows, **more):
    return Criterion(
        id="1",
        title="Критерий",
        short_title="Критерий",
        coefficient=Decimal("0.3"),
        cumulative=False,
        rows=rows,
        reference="п. 1",
        kind=kind,
        **more,
    )


def scored(subject, values, texts=None, methodology=METHODOLOGY):
    """Return the score and the codes of what is found for answers by row."""
    states = {field_of(each): values[each.code] for each in subject.rows if each.code in values}
    cells = {field_of(each): CellRef(sheet="Лист", cell=each.code) for each in subject.rows}
    texts = {f"{code}/done": text for code, text in (texts or {}).items()}
    found, findings = score_answers(
        Given(states=states, cells=cells, texts=texts), subject, methodology
    )
    return found, [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (0, "0 баллов"),
        (1, "1 балл"),
        (Decimal(2), "2 балла"),
        (Decimal("0.5"), "0,5 балла"),
        (Decimal("1.25"), "1,25 балла"),
        (Decimal("-1"), "−1 балл"),
        (Decimal("-0.5"), "−0,5 балла"),
        (11, "11 баллов"),
    ],
)
def test_points_agree_with_their_noun(points, words):
    assert wording.points(points) == words


# --- rows that add up -----------------------------------------------------------------------------
@given(
    st.lists(POINTS, min_size=1, max_size=5),
    st.lists(POINTS, max_size=2),
    st.none() | POINTS,
)
@settings(deadline=None, max_examples=40)
def test_every_choice_of_added_rows_gives_their_sum_up_to_the_cap(gains, losses, cap):
    rows = [row("1.0")]
    rows += [row(f"1.{at}", points) for at, points in enumerate(gains, start=1)]
    rows += [
        row(f"1.{at}", -points, penalty=True)
        for at, points in enumerate(losses, start=1 + len(gains))
    ]
    subject = criterion(CriterionKind.ADDITIVE, tuple(rows), cap=cap)
    sums = set()
    for chosen in itertools.product((True, False), repeat=len(rows) - 1):
        marks = dict(zip([each.code for each in rows[1:]], chosen, strict=True))
        found, codes = scored(subject, {"1.0": not any(chosen), **marks})
        hundredths = sum(int(each.points * 100) for each in rows[1:] if marks[each.code])
        if cap is not None:
            hundredths = min(hundredths, int(cap * 100))
        sums.add(hundredths)
        assert codes == []
        assert found.points * 100 == hundredths == found.claimed * 100
        assert found.weighted == Decimal(hundredths) / 100 * Decimal("0.3")
        assert wording.points(found.points) in found.basis
        assert [ref.cell for ref in found.refs] == [
            each.code for each in rows[1:] if marks[each.code]
        ] or not any(chosen)
    assert sums == {int(each * 100) for each in subject.points_possible}


def test_a_whole_sum_of_parts_is_a_whole_number():
    rows = (row("1.0"), row("1.1", Decimal("0.5")), row("1.2", Decimal("1.5")))
    found, _ = scored(
        criterion(CriterionKind.ADDITIVE, rows), {"1.0": False, "1.1": True, "1.2": True}
    )
    assert type(found.points) is int and found.points == 2
    assert found.basis == "Отмечены строки 1.1, 1.2 (п. 1): 0,5 + 1,5 = 2 балла."


ADDED = EVERY_KIND.criterion("2")


@pytest.mark.parametrize(
    ("marks", "points", "codes"),
    [
        ("0-1+2+3+4-", "2.5", []),
        ("0-1+2+3+4+", "2.25", []),
        ("0-1-2-3-4+", "-1", []),
        ("0+1-2-3-4-", "0", []),
        ("0+1-2-3-4+", "-1", []),
        ("0+1+2-3-4-", None, ["S103"]),
        ("0-1-2-3-4-", None, ["S103"]),
        ("0 1+2 3-4-", "1", ["S106"]),
        ("0-1+2-3-4 ", "1", ["S116"]),
        ("0-1 2-3-4-", None, ["S102"]),
        ("0 1 2 3 4 ", None, ["S101"]),
        ("0-1+2-3-4?", None, []),
    ],
)
def test_marks_of_added_rows(marks, points, codes):
    states = {"+": True, "-": False, "?": "?", " ": None}
    values = {f"2.{marks[at]}": states[marks[at + 1]] for at in range(0, len(marks), 2)}
    found, said = scored(ADDED, values, methodology=EVERY_KIND)
    assert (str(found.points) if found else None) == points
    assert said == codes


def test_the_sentence_tells_sum_penalty_and_cap():
    values = dict.fromkeys(("2.0", "2.1", "2.2", "2.3", "2.4"), True) | {"2.0": False}
    assert scored(ADDED, values, methodology=EVERY_KIND)[0].basis == (
        "Отмечены строки 2.1, 2.2, 2.3, 2.4 (п. 7, критерий 2): 1 + 0,75 + 1,5 − 1 = 2,25 балла."
    )
    one = dict.fromkeys(values, False) | {"2.1": True}
    assert scored(ADDED, one, methodology=EVERY_KIND)[0].basis == (
        "Отмечена строка 2.1 (п. 7, критерий 2): 1 балл."
    )
    assert scored(ADDED, values | {"2.4": False}, methodology=EVERY_KIND)[0].basis == (
        "Отмечены строки 2.1, 2.2, 2.3 (п. 7, критерий 2): 1 + 0,75 + 1,5 = 3,25, "
        "засчитывается не больше 2,5: 2,5 балла."
    )


# --- numbers and ratios ---------------------------------------------------------------------------
@st.composite
def tables_of_ranges(draw):
    """Draw ranges without gaps; each bound belongs to the range below it or above it."""
    bounds = sorted(draw(st.sets(st.decimals(min_value="0.1", max_value=99, places=1), min_size=1,
                                 max_size=5)))  # fmt: skip
    below = [draw(st.booleans()) for _ in bounds]
    points = [draw(POINTS) for _ in range(len(bounds) + 1)]
    edges = [None, *bounds, None]
    return (
        tuple(
            PointRange(
                points=points[at],
                lower=edges[at],
                lower_inclusive=at > 0 and not below[at - 1],
                upper=edges[at + 1],
                upper_inclusive=at < len(bounds) and below[at],
            )
            for at in range(len(points))
        ),
        [(Fraction(bound), mine) for bound, mine in zip(bounds, below, strict=True)],
        points,
    )


def plain_points(value, bounds, points):
    """Count the bounds that lie below a number: that many ranges it has left behind."""
    return points[sum(value > bound or (value == bound and not mine) for bound, mine in bounds)]


@given(tables_of_ranges(), st.data())
@settings(deadline=None, max_examples=150)
def test_a_number_gets_the_points_of_its_range(table, data):
    ranges, bounds, points = table
    subject = criterion(CriterionKind.NUMBER, (row("1.1"),), ranges=ranges, unit="часов")
    near = st.sampled_from([Decimal(str(float(bound))) for bound, _ in bounds])
    number = data.draw(near | st.decimals(min_value=0, max_value=120, places=3))
    found, codes = scored(subject, {"1.1": number})
    assert codes == []
    assert found.points == plain_points(Fraction(number), bounds, points)
    assert [str(ref) for ref in found.refs] == ["Лист!1.1"]
    assert found.points in subject.points_possible


@given(tables_of_ranges(), st.integers(0, 300), st.integers(1, 300), st.booleans())
@settings(deadline=None, max_examples=200)
def test_a_ratio_is_computed_exactly(table, numerator, denominator, share):
    ranges, bounds, points = table
    assume(not share or numerator <= denominator)
    unit = "" if share else "на человека"
    rows = (row("1.1"), row("1.2"))
    subject = criterion(CriterionKind.RATIO, rows, ranges=ranges, unit=unit, share=share)
    found, codes = scored(subject, {"1.1": Decimal(numerator), "1.2": Decimal(denominator)})
    value = Fraction(numerator, denominator) * (100 if share else 1)
    assert codes == []
    assert found.points == plain_points(value, bounds, points)
    assert len(found.refs) == 2


def test_a_third_is_neither_rounded_up_nor_down():
    bound = Decimal("33.3333")
    ranges = (
        PointRange(points=0, lower=None, lower_inclusive=False, upper=bound, upper_inclusive=True),
        PointRange(points=1, lower=bound, lower_inclusive=False, upper=None, upper_inclusive=False),
    )
    rows = (row("1.1"), row("1.2"))
    subject = criterion(CriterionKind.RATIO, rows, ranges=ranges, unit="%", share=True)
    found, _ = scored(subject, {"1.1": Decimal(1), "1.2": Decimal(3)})
    assert found.points == 1 and "≈ 33,33 %" in found.basis


@pytest.mark.parametrize(
    ("key", "values", "texts", "points", "codes"),
    [
        ("3", {"3.1": "82.5"}, {}, 2, []),
        ("3", {"3.1": "82.4"}, {}, 1, []),
        ("3", {"3.1": "0"}, {}, 0, []),
        ("3", {"3.1": "100"}, {}, 2, []),
        ("3", {"3.1": "100.1"}, {}, None, ["S110"]),
        ("3", {"3.1": "-1"}, {}, None, ["S109"]),
        ("3", {}, {}, None, ["S108"]),
        ("3", {"3.1": "0.825"}, {}, 0, ["S113"]),
        ("3", {"3.1": "0.825"}, {"3.1": "0,825 %"}, 0, []),
        ("4", {"4.1": "5"}, {}, 2, []),
        ("4", {"4.1": "16"}, {}, 0, []),
        ("4", {"4.1": "5.5"}, {}, None, ["S111"]),
        ("4", {"4.1": "5"}, {"4.1": "5 %"}, None, ["S112"]),
        ("5", {"5.1": "1", "5.2": "3"}, {}, Decimal("1.5"), []),
        ("5", {"5.1": "0", "5.2": "3"}, {}, 0, []),
        ("5", {"5.1": "1", "5.2": "0"}, {}, None, ["S114"]),
        ("5", {"5.1": "4", "5.2": "3"}, {}, 2, ["S115"]),
        ("5", {"5.1": "1"}, {}, None, ["S108"]),
        ("5", {}, {}, None, ["S108", "S108"]),
        ("5", {"5.1": "1", "5.2": "3"}, {"5.1": "1 %"}, None, ["S112"]),
        ("5", {"5.1": "-1", "5.2": "2.5"}, {}, None, ["S109", "S111"]),
        ("6", {"6.1": "1", "6.2": "10"}, {}, 1, []),
        ("6", {"6.1": "0.99", "6.2": "10"}, {}, 0, []),
    ],
)
def test_what_is_found_in_numbers(key, values, texts, points, codes):
    values = {code: Decimal(number) for code, number in values.items()}
    found, said = scored(EVERY_KIND.criterion(key), values, texts, EVERY_KIND)
    assert ((found.points if found else None), said) == (points, codes)


def test_a_number_that_was_not_understood_has_a_finding_of_its_own():
    assert scored(EVERY_KIND.criterion("3"), {"3.1": "?"}, methodology=EVERY_KIND) == (None, [])


def test_a_part_above_the_whole_that_no_range_holds_sends_the_form_back():
    subject = EVERY_KIND.criterion("5")
    last = replace(subject.ranges[-1], upper=Decimal(100), upper_inclusive=True)
    subject = replace(subject, ranges=(*subject.ranges[:-1], last))
    found, findings = score_answers(
        Given(states={"5.1/done": Decimal(4), "5.2/done": Decimal(3)}, cells={}, texts={}),
        subject,
        EVERY_KIND,
    )
    assert found is None
    assert [(each.code, each.severity) for each in findings] == [("S115", Severity.ERROR)]


def test_without_an_answer_reading_r6_may_give_zero():
    zero = parse_methodology(
        (DATA / "every_kind.toml").read_text("utf-8")
        + '\n[[readings]]\nid = "R6"\npoint = "п. 7"\nquestion = "Критерий без ответа?"\n'
        'chosen = "zero"\noptions = [{ id = "return", text = "возврат" }, '
        '{ id = "zero", text = "0 баллов" }]\n',
        "2025.toml",
    )
    found, codes = scored(zero.criterion("3"), {}, methodology=zero)
    assert found.points == 0 and codes == ["S108"]
    for subject, severity in (("3", Severity.WARNING), ("5", Severity.WARNING)):
        answers = Given(states={}, cells={}, texts={})
        _, findings = score_answers(answers, zero.criterion(subject), zero)
        assert {each.severity for each in findings} == {severity}
        _, findings = score_answers(answers, EVERY_KIND.criterion(subject), EVERY_KIND)
        assert {each.severity for each in findings} == {Severity.ERROR}
    found, codes = scored(zero.criterion("5"), {"5.1": Decimal(1)}, methodology=zero)
    assert found is None and codes == ["S108"]


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ((None, False, "50", False), "менее 50 %"),
        ((None, False, "50", True), "не более 50 %"),
        (("50", True, "82.5", False), "от 50 до 82,5 %, не включая 82,5"),
        (("50", False, "100", True), "более 50 до 100 % включительно"),
        (("80", True, None, False), "от 80 %"),
        (("80", False, None, False), "более 80 %"),
        (("5", True, "5", True), "5 %"),
    ],
)
def test_ranges_in_words(of, words):
    lower, lower_in, upper, upper_in = of
    found = PointRange(
        points=1,
        lower=lower and Decimal(lower),
        lower_inclusive=lower_in,
        upper=upper and Decimal(upper),
        upper_inclusive=upper_in,
    )
    assert found.words("%") == words


@pytest.mark.parametrize(
    ("key", "values", "basis"),
    [
        ("3", {"3.1": "82.5"},
         "Доля 82,5 % (строка 3.1, п. 7, критерий 3): "
         "от 82,5 до 100 % включительно – 2 балла."),
        ("4", {"4.1": "5"},
         "Указано 5 (минут; строка 4.1, п. 7, критерий 4): не более 5 минут – 2 балла."),
        ("5", {"5.1": "1", "5.2": "3"},
         "Доля 1 / 3 ≈ 33,33 % (строки 5.1, 5.2, п. 7, критерий 5): "
         "от 33,3 до 66,6 % включительно – 1,5 балла."),
        ("6", {"6.1": "1", "6.2": "10"},
         "Отношение 1 / 10 = 0,1 (предложений на сотрудника; строки 6.1, 6.2, п. 7, критерий 6): "
         "от 0,1 предложений на сотрудника – 1 балл."),
    ],
)  # fmt: skip
def test_the_sentence_of_a_number_names_its_rows_its_point_and_its_range(key, values, basis):
    values = {code: Decimal(number) for code, number in values.items()}
    assert scored(EVERY_KIND.criterion(key), values, methodology=EVERY_KIND)[0].basis == basis


# --- Numbers that do not apply ---

MAY_BE_ABSENT = every_kind.ABSENT
NONE = "не применимо"


@pytest.mark.parametrize(
    ("number", "answers", "effect"),
    [
        ("3", {"3.1": NONE}, "из оценки исключён"),
        ("5", {"5.1": NONE}, "его вес распределён между остальными"),
        ("5", {"5.2": NONE}, "его вес распределён между остальными"),
        ("6", {"6.1": NONE, "6.2": NONE}, "из оценки исключён"),
    ],
)
def test_a_number_that_does_not_apply_has_no_points_and_says_why(number, answers, effect):
    found, codes = scored(MAY_BE_ABSENT.criterion(number), answers, methodology=MAY_BE_ABSENT)
    assert not codes and found.declined and not found.applicable and found.points == 0
    assert found.basis.startswith("Критерий не применим по ответу участника (п. 7, критерий ")
    assert found.basis.endswith(f"): {effect}.")
    assert [each.cell for each in found.refs] == list(answers)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"5.1": NONE, "5.2": Decimal(3)}, ["S122"]),
        ({"5.1": NONE, "5.2": "?"}, []),  # What is not understood has a finding of its own.
    ],
)
def test_not_applicable_beside_anything_else_is_no_score(answers, said):
    found, codes = scored(MAY_BE_ABSENT.criterion("5"), answers, methodology=MAY_BE_ABSENT)
    assert found is None and codes == said


def test_the_weight_of_a_number_is_left_out_or_spread():
    """1,25·1 + 1·0,5 + 2·1 + 2·0,5 + 2·1 + 1·0,3, by hand: weights 1; 0,5; 1; 0,5; 1; 0,3."""
    points = (Decimal("1.25"), 1, 2, 2, 2, 1)
    total = MAY_BE_ABSENT.total_of
    assert total(points) == Decimal("7.05")
    assert total(points, frozenset({"3"})) == Decimal("5.05")
    # Of 4,3 the weight 1 of criterion 5 is shared out: 5,05 · 4,3 / 3,3 = 6,5803…
    assert total(points, frozenset({"5"})) == Decimal("6.580")
