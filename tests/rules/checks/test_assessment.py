"""Questions that a self-assessment raises: what is asked, where, and what it is not asked about."""

import pytest

from kuzbass_batch.records.files.sources import Kind
from tests.filled import METHODOLOGY, at, codes, examined

TRAINED = """
    training/{n}/name     | {name}
    training/{n}/post     | консультант
    training/{n}/date     | {date}
    training/{n}/topic    | Картирование
    training/{n}/document | сертификат {n}
"""
CODES = ("S033", "S040", "S041", "S042", "S043", "S044", "S045", "S048")


def found(text):
    return examined(Kind.SELF_ASSESSMENT, text).findings


def questions(text):
    return codes(f for f in found(text) if f.code in CODES)


def place(field):
    return at(Kind.SELF_ASSESSMENT, field)


def yes(code, evidence="", note=""):
    """Mark a row and, for a cumulative criterion, the rows beneath it."""
    criterion = METHODOLOGY.criterion(code.partition(".")[0])
    lines = [f"{criterion.rows[0].code}/done | нет"]
    for row in criterion.rows[1:]:
        if row.code == code or (criterion.cumulative and row.code < code):
            words = evidence or (f"{row.evidence} от 01.02.2025 № 5" if row.evidence else "")
            lines += [f"{row.code}/done | да", f"{row.code}/evidence | {words}"]
    return "\n".join([*lines, f"{code}/note | {note}"]) + "\n"


def people(*names, date="20.05.2025"):
    return "".join(TRAINED.format(n=n, name=name, date=date) for n, name in enumerate(names, 1))


def test_a_complete_form_raises_no_question():
    assert codes(found("")) == []


def test_a_date_before_the_year_is_asked_about():
    assert questions("filled_on | 10.12.2024") == [f"S033 {place('filled_on')}"]
    assert questions("filled_on | 10.01.2026") == []


EVIDENCE = [
    ("1.1/done | да\n1.0/done | нет\n", "S040"),
    (yes("1.1"), None),
    (yes("1.1") + "1.1/evidence | #REF!", None),
    ("1.1/done | нет\n", None),
    ("8.1/done | да\n8.0/done | нет\n8.1/evidence | конкурс лучших практик", None),
]


@pytest.mark.parametrize(("text", "expected"), EVIDENCE)
def test_a_row_with_named_evidence_must_name_it(text, expected):
    wanted = [f"{expected} {place('1.1/evidence')}"] if expected else []
    assert questions(text) == wanted


TRAINING = [
    ("two by name", people("Первый Илья", "Вторая Ольга"), []),
    ("nobody", "", ["S041 {training/1/name}"]),
    ("one of two", people("Первый Илья"), ["S042 {training/1/name}"]),
    (
        "the same twice",
        people("Первый Илья", "первый  илья"),
        ["S042 {training/1/name}", "S044 {training/2/name}"],
    ),
    ("an unreadable name", people("Первый Илья", "#REF!"), []),
    ("a blank name", people("", "Вторая Ольга"), []),
    (
        "another year",
        people("Первый Илья", "Вторая Ольга", date="20.05.2024"),
        ["S043 {training/1/date}, {2/date}"],
    ),
    ("no date", people("Первый Илья", "Вторая Ольга", date="весной"), []),
]


@pytest.mark.parametrize(
    ("text", "expected"), [t[1:] for t in TRAINING], ids=[t[0] for t in TRAINING]
)
def test_points_for_training_need_people_by_name(text, expected):
    cells = {
        f"training/{n}/{k}": place(f"training/{n}/{k}") for n in (1, 2) for k in ("name", "date")
    }
    cells["2/date"] = cells["training/2/date"].partition("!")[2]
    assert questions(yes("5.1") + text) == [each.format(**cells) for each in expected]


def test_no_points_for_training_need_nobody():
    assert questions("5.0/done | да") == []


WORDS = [
    ("4.2", "положение от 01.02.2025", "", "S045"),
    ("4.2", "", "", "S045"),
    ("4.2", "Сертификат № 5", "", None),
    ("4.3", "протокол партнёрской проверки", "", None),
    ("4.3", "протокол", "пройдена ППКО", None),
    ("4.3", "#REF!", "", None),
    ("8.1", "", "", "S048"),
    ("8.4", "диплом", "", "S048"),
    ("8.4", "диплом конкурса «Лучшие практики»", "", None),
    ("8.2", "приказ", "КОНКУРС отрасли", None),
    ("8.1", "#REF!", "", None),
]


@pytest.mark.parametrize(("code", "evidence", "note", "expected"), WORDS)
def test_a_sample_needs_a_quality_check_and_a_contest_its_name(code, evidence, note, expected):
    wanted = [f"{expected} {place(f'{code}/evidence')}"] if expected else []
    assert questions(yes(code, evidence, note)) == wanted


def test_a_question_costs_no_point():
    asked = examined(Kind.SELF_ASSESSMENT, yes("8.4") + yes("4.3") + yes("5.3"))
    assert {"S041", "S045", "S048"} <= {finding.code for finding in asked.findings}
    assert [score.points for score in asked.scorecard.scores] == [0, 0, 0, 3, 3, 0, 0, 4]


UNREADABLE = [
    # beside a «да», beside «нет» alone, beside blanks: one finding, nothing derived from it
    "1.0/done | может быть\n1.1/done | да\n1.1/evidence | карта",
    "1.0/done | может быть\n1.1/done | нет",
    "1.0/done | может быть\n1.1/done |\n1.2/done |\n1.3/done |",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_an_unreadable_mark_is_the_only_finding_of_its_criterion(text):
    assert codes(found(text)) == [f"S021 {place('1.0/done')}"]


def test_an_unreadable_mark_of_training_does_not_ask_for_people():
    assert codes(found("5.0/done | нет\n5.1/done | наверное")) == [f"S021 {place('5.1/done')}"]


def test_a_blank_criterion_is_one_finding():
    text = "".join(f"{row.code}/done |\n" for row in METHODOLOGY.criterion("5").rows)
    assert codes(found(text)) == [f"S101 {place('5.0/done')}"]


def test_equal_findings_merge_their_cells():
    findings = found("1.1/done | может\n2.1/done | может\n3.1/done | вряд ли")
    cells = [place(f"{code}/done") for code in ("1.1", "2.1", "3.1")]
    assert codes(findings) == [f"S021 {cells[0]}, {cells[1].partition('!')[2]}", f"S021 {cells[2]}"]
