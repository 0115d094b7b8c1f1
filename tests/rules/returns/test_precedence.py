"""Which of two valid returns counts: one table in the code, in the guide, and here."""

import datetime as dt
import itertools

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.returns.precedence import PRECEDENCE, Ground, Pair, ground_of
from tests.april_package import conclusions_of
from tests.office import EXAMPLE, Office, assessment, ruled, said, standing
from tests.paths import ROOT

pytestmark = pytest.mark.whole

LOW, HIGH = (1, 1, 0, 0, 0, 0, 0, 0), (3, 3, 3, 3, 3, 2, 3, 4)


def expected(asked, lower, admitted, later):
    """The rule in words: mended as asked > held > later arrival > earlier."""
    if not later:
        return Ground.EARLIER, False
    if asked:
        return Ground.MENDED, True
    if lower and not admitted:
        return Ground.HELD, False
    return Ground.LATER, True


@pytest.mark.parametrize("facts", list(itertools.product((False, True), repeat=4)))
def test_the_first_ground_that_fits_decides(facts):
    names = ("asked", "lower", "admitted", "later")
    assert ground_of(Pair(**dict(zip(names, facts, strict=True)))) == expected(*facts)


def test_the_reference_has_the_same_grounds_in_the_same_order():
    guide = (ROOT / "docs" / "справочник.md").read_text("utf-8")
    rows = [line.split("|")[1].strip() for line in guide.splitlines() if line.startswith("| ")]
    words = [ground.value for ground, _, _ in PRECEDENCE]
    assert [row for row in rows if row in words] == words == [ground.value for ground in Ground]


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path, {"ИО-01": "Министерство примеров"})


def counted(outcome):
    """The path that counts, its level, and what waits for the committee."""
    own = [f for f in outcome.files if f.kind is Kind.SELF_ASSESSMENT]
    (used,) = [f.source.path for f in own if f.status is FileStatus.USED]
    return used, standing(outcome, "ИО-01").scorecard.level, [f.source.path for f in own if f.held]


def put(office, path, points, **changes):
    office.put(path, assessment("ИО-01", points, answers=changes or None))


def test_what_lowers_the_level_unasked_waits_for_the_committee(office):
    put(office, "2025-12-12/чужая.xlsx", LOW)
    outcome = office.look()
    assert counted(outcome) == ("ИО-01.xlsx", "progressive", ["2025-12-12/чужая.xlsx"])
    held = next(f for f in outcome.files if f.held)
    assert held.status is FileStatus.IGNORED and "ждёт решения" in held.reason
    assert [f.code for f in held.findings if f.code == "I026"] == ["I026"]
    assert any("с более низким уровнем" in each.text for each in conclusions_of(outcome).to_do)


@pytest.mark.parametrize(
    ("kind", "file", "used"),
    [
        ("вернуть самооценку", "чужая.xlsx", "2025-12-12/чужая.xlsx"),
        ("принять после срока", "2025-12-12/чужая.xlsx", "2025-12-12/чужая.xlsx"),
        ("исключить самооценку", "2025-12-12/чужая.xlsx", "ИО-01.xlsx"),
    ],
)
def test_one_row_on_the_sheet_of_rulings_decides(office, kind, file, used):
    put(office, "2025-12-12/чужая.xlsx", LOW)
    office.decide(ruled(1, "ИО-01", kind, file))
    outcome = office.look()
    assert counted(outcome)[0] == used and counted(outcome)[2] == []
    assert [code for code in said(outcome) if code.startswith("D009")] == []


@pytest.mark.parametrize("points", [EXAMPLE, HIGH], ids=["the same level", "a higher one"])
def test_a_later_return_that_lowers_no_level_counts(office, points):
    put(office, "2025-12-12/новая.xlsx", points, **{"1.1/note": "уточнено"})
    used, _, held = counted(office.look())
    assert (used, held) == ("2025-12-12/новая.xlsx", [])


def test_a_lower_one_that_was_asked_for_counts(office):
    put(office, "2025-12-12/с ошибкой.xlsx", LOW, **{"1.1/done": "может быть"})
    put(office, "2025-12-14/исправлена.xlsx", LOW)
    assert counted(office.look()) == ("2025-12-14/исправлена.xlsx", "initial", [])


def test_a_request_that_was_answered_asks_for_nothing_more(office):
    office.remove("ИО-01.xlsx")
    put(office, "2025-12-10/с ошибкой.xlsx", EXAMPLE, **{"1.1/done": "может быть"})
    put(office, "2025-12-12/исправлена.xlsx", EXAMPLE)
    put(office, "2025-12-14/чужая.xlsx", LOW)
    used, _, held = counted(office.look())
    assert (used, held) == ("2025-12-12/исправлена.xlsx", ["2025-12-14/чужая.xlsx"])


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("executor_phone", "8 (3842) 00-00-01"),
        ("executor_name", "Чужой Пётр Ильич"),
        ("executor_email", "chuzhoy@example.ru"),
    ],
)
def test_another_hand_alone_is_a_warning(office, field, words):
    office.put("ИО-01.xlsx", assessment("ИО-01", answers={"executor_email": "svoy@example.ru"}))
    put(
        office, "2025-12-12/новая.xlsx", HIGH, **{"executor_email": "svoy@example.ru", field: words}
    )
    outcome = office.look()
    used = next(f for f in outcome.files if f.status is FileStatus.USED and f.participant)
    assert used.source.path == "2025-12-12/новая.xlsx"
    (warning,) = [f for f in used.findings if f.code == "I027"]
    assert words in warning.message and warning.internal


def test_a_rival_s_form_of_the_year_2099_changes_nothing(office):
    office.put("письмо.xlsx", assessment("ИО-01", LOW, day=dt.date(2099, 12, 31)))
    assert counted(office.look())[:2] == ("ИО-01.xlsx", "progressive")
