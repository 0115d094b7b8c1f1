"""Russian wording: dates, the decimal comma, nouns after numbers, shortened lists; in one place."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from kuzbass_batch import wording
from tests.paths import PACKAGE

FORMS = ("форма", "формы", "форм")


def test_a_day_and_a_moment():
    assert wording.day(dt.date(2026, 3, 7)) == "07.03.2026"
    assert wording.moment(dt.datetime(2026, 3, 7, 9, 5)) == "07.03.2026 09:05"


def test_quotation_marks_inside_quotation_marks():
    assert wording.quoted("по «дорожной карте»") == "«по „дорожной карте“»"
    assert wording.quoted("да") == "«да»"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.625, "63 %"), (0.5625, "56 %"), (Decimal("0.345"), "35 %"), ("0.005", "1 %"), (1, "100 %")],
)
def test_a_share_is_rounded_as_a_workbook_shows_it(share, shown):
    assert wording.percent(share) == shown


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        (Fraction(13, 8), 2, "1.63"),
        (Fraction(1, 8), 2, "0.13"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("2.665"), 2, "2.67"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(1, 3), 2, "0.33"),
        (7, 1, "7.0"),
    ],
)
def test_a_half_is_rounded_upwards(number, places, shown):
    assert str(wording.rounded(number, places)) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "засчитано 0 баллов"), (1, "засчитан 1 балл"), (2, "засчитано 2 балла"),
     (5, "засчитано 5 баллов"), (11, "засчитано 11 баллов"), (21, "засчитан 21 балл")],
)  # fmt: skip
def test_a_participle_agrees_with_the_points(number, shown):
    assert wording.points_that("засчитан", number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(Decimal("8.90"), "8,90"), (Decimal("1E+2"), "100"), ("14.9 = 3.0", "14,9 = 3,0"), (3, "3")],
)
def test_a_decimal_comma(number, shown):
    assert wording.comma(number) == shown


def test_a_noun_agrees_with_every_number():
    """Checked against the rule as the grammar book gives it, by the last figures written out."""
    for number in range(1000):
        text = str(number)
        if re.search(r"1\d$", text) or text[-1] in "056789":
            expected = "форм"
        else:
            expected = "форма" if text[-1] == "1" else "формы"
        assert wording.count(number, *FORMS) == f"{number} {expected}"


def test_a_list_says_how_many_it_leaves_out():
    assert wording.some(["А", "Б", "В"], shown=3) == "А, Б, В"
    assert wording.some(["А", "Б", "В", "Г", "Д"], shown=3) == "А, Б, В и ещё 2"
    assert wording.some(["А"], shown=1, total=9) == "А и ещё 8"
    assert wording.some([], shown=3) == ""


@pytest.mark.parametrize(
    ("names", "shown"), [("", ""), ("А", "А"), ("АБ", "А и Б"), ("АБВГ", "А, Б, В и Г")]
)
def test_a_series_ends_with_and(names, shown):
    assert wording.series(list(names)) == shown


@pytest.mark.parametrize("words", ["%d.%m.%Y", 'replace(".", ",")', "if number == 1 else"])
def test_wording_stands_in_one_place(words):
    """The command line reads days in that spelling; nothing else knows it."""
    users = {p.name for p in PACKAGE.rglob("*.py") if words in p.read_text("utf-8")}
    assert users <= {"wording.py", "cli_options.py"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [("7", "протокол № 7"), ("№ 7", "протокол № 7"), ("Протокол № 7", "Протокол № 7"), ("", "")],
)
def test_minutes_are_named_whatever_was_written(written, shown):
    assert wording.minutes(written) == shown
