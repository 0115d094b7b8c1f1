"""A changed methodology on a finished year: who stands otherwise, by how much, and why."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import methodology_text
from kuzbass_batch.methodology.files.sources import MethodologySource, examined
from kuzbass_batch.methodology.levels import pick_level
from kuzbass_batch.methodology.proofs.comparing import compare
from kuzbass_batch.records.rating.trial import OTHERS
from kuzbass_batch.records.year.snapshots import PastScore, PastStanding, Snapshot
from kuzbass_batch.rules.rating.trial import BOUNDS, METHOD, PLACES, OtherMethodology, try_on

TEXT = methodology_text(2026)
PEOPLE = {
    "А": (3, 3, 3, 3, 3, 2, 3, 4),
    "Б": (2, 1, 1, 2, 3, 1, 3, 1),
    "В": (1, 0, 2, 0, 1, 0, 2, 0),
    "Г": (0, 0, 0, 0, 0, 0, 0, 0),
}


def read(text):
    found = examined(MethodologySource(name="2026.toml", text=text))
    assert not found.faults, found.faults
    return found


OLD = read(TEXT)


def score(points, claimed=None, verified=None):
    counted = points if verified is None else claimed or points
    return PastScore(
        claimed=points if claimed is None else claimed,
        counted=counted,
        verified=verified,
        settled=None,
        points=points,
    )


def standing(who, points, methodology, **changes):
    scores = {str(n): score(each) for n, each in enumerate(points, 1)} | changes.pop("scores", {})
    total = sum(
        (s.points * methodology.criterion(n).coefficient for n, s in scores.items()), Decimal()
    )
    given = {
        "total": total,
        "level": pick_level(methodology.levels, total).name,
        "status": "rated",
        "category": "executive" if who in "АБ" else "municipality",
        **changes,
    }
    return PastStanding(
        id=who,
        name=f"Участник {who}",
        place="",
        place_in_category="",
        source="",
        source_sha256="",
        scores=scores,
        **given,
    )


def snapshot(people=PEOPLE, methodology=OLD.methodology, readings=None, **scores):
    standings = {
        who: standing(who, points, methodology, scores=scores.get(who, {}))
        for who, points in people.items()
    }
    return Snapshot(
        path="results.json",
        period=Period(2026),
        as_of=dt.date(2027, 1, 30),
        methodology_sha256="",
        readings=readings or {},
        standings=standings,
    )


def trial_of(text, result=None):
    new = read(text)
    return try_on(result or snapshot(), OLD.methodology, new.methodology, compare(OLD, new))


def shifts(text, result=None):
    return {each.id: each for each in trial_of(text, result).shifts}


def test_the_same_methodology_changes_nothing():
    trial = trial_of(TEXT)
    assert trial.differing == () and trial.unknown == ()
    assert [shift.id for shift in trial.shifts] == ["А", "Б", "В", "Г"]


def test_a_coefficient_moves_points_levels_and_the_places_of_others():
    text = TEXT.replace("coefficient = 0.9", "coefficient = 0.1")
    found = shifts(text)
    assert found["А"].total == (Decimal("14.9"), Decimal("12.5"))
    assert found["Б"].level == ("Прогрессивный", "Базовый")
    for who, points in PEOPLE.items():
        before, after = found[who].total
        assert after - before == points[4] * Decimal("-0.8")
    assert found["Б"].causes == ("критерий 5: коэффициент 0,9 → 0,1 (−2,4)",)
    assert found["Г"].causes == () and not found["Г"].differs


def test_differences_by_criterion_add_up_to_the_difference_of_the_total():
    text = (
        TEXT.replace("coefficient = 0.9", "coefficient = 0.4")
        .replace('{ code = "7.3", points = 3', '{ code = "7.4", points = 4')
        .replace("coefficient = 0.6", "coefficient = 0.7")
    )
    shifts = trial_of(text).shifts
    assert max(len(shift.causes) for shift in shifts) == 2, "so that something is added"
    for shift in shifts:
        parts = [
            Decimal(cause.rpartition("(")[2].strip(")").replace("−", "-").replace(",", "."))
            for cause in shift.causes
        ]
        assert sum(parts, Decimal()) == shift.total[1] - shift.total[0]


def test_a_row_that_got_other_points_keeps_counting_with_those():
    text = TEXT.replace('{ code = "7.3", points = 3', '{ code = "7.5", points = 5')
    found = shifts(text)
    assert found["Б"].causes == ("критерий 7: строка 7.3: балл 3 → 5 (+1,2)",)
    assert found["В"].total[0] == found["В"].total[1]


@pytest.mark.parametrize(
    ("row", "causes"),
    [
        ('    { code = "7.3"', "критерий 7: строки 7.3 больше нет (−1,8)"),
        ('    { code = "5.3"', "критерий 5: строки 5.3 больше нет, засчитана 5.2 (−0,9)"),
    ],
)
def test_a_row_that_is_gone_counts_by_those_below_it_only_if_they_were_wanted(row, causes):
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith(row)) + "\n"
    assert shifts(text)["Б"].causes == (causes,)


def with_reading(reading, old, new):
    """Return the methodology with another option chosen of one reading."""
    head, begin, tail = TEXT.partition(f'\nid = "{reading}"\n')
    own, end, rest = tail.partition("\n[[")
    assert begin and f'chosen = "{old}"' in own
    return head + begin + own.replace(f'chosen = "{old}"', f'chosen = "{new}"') + end + rest


def without_criterion(number):
    parts = TEXT.split("\n[[")
    gone = (f'criteria]]\nid = "{number}"', f'criterion = "{number}"')
    return "\n[[".join(
        part for part in parts if not part.startswith(gone[0]) and gone[1] not in part
    )


def test_a_criterion_that_is_gone_takes_its_points_along():
    found = shifts(without_criterion(8))
    assert found["А"].causes[0] == "критерий 8 исключён (−1,6)"
    assert found["А"].total[1] - found["А"].total[0] == Decimal("-1.6")
    assert not found["Г"].causes


def test_a_new_criterion_has_no_answers_and_that_is_said():
    ninth = """
[[criteria]]
id = "9"
title = "Девятый"
short_title = "Девятый"
coefficient = 2
cumulative = false
reference = "п. 1"
rows = [{ code = "9.0", points = 0, text = "нет" }, { code = "9.1", points = 1, text = "да" }]
"""
    trial = trial_of(TEXT + ninth)
    assert trial.differing == ()
    assert trial.unknown == ("Критерий 9 новый: ответов на него нет, у всех 0 баллов.",)


def test_bounds_of_levels_alone_change_levels_alone():
    text = TEXT.replace("above = 12", "above = 14.9").replace("to = 12", "to = 14.9")
    found = shifts(text)
    assert found["А"].level == ("Лидер", "Прогрессивный") and found["А"].causes == (BOUNDS,)
    assert (BOUNDS, METHOD, PLACES) == (
        "границы уровней", "способ расчёта оценки", "правило о местах"
    )  # fmt: skip
    assert found["А"].total[0] == found["А"].total[1] and not found["Б"].differs


def test_a_place_that_only_others_moved_is_told_as_that():
    text = TEXT.replace("coefficient = 0.8", "coefficient = 3")
    people = {"А": (2, 0, 1, 0, 0, 0, 0, 0), "Б": (3, 0, 0, 0, 0, 0, 0, 0)}
    found = shifts(text, snapshot(people))
    assert found["Б"].place == ("1", "2") and found["Б"].causes == (OTHERS,)
    assert found["Б"].within == ("1", "2")


def test_places_are_not_given_under_levels_only():
    text = with_reading("R8", "places", "levels")
    found = shifts(text)
    assert found["А"].place == ("1", "") and found["А"].causes == ("правило о местах",)


def test_a_reading_of_points_moves_the_row_it_decides():
    text = with_reading("R3", "one", "zero")
    assert shifts(text)["Б"].causes == ("критерий 6: строка 6.1: балл 1 → 0 (−0,5)",)


@pytest.mark.parametrize(("reading", "old", "new"), [
    ("R4", "unbroken", "top_only"), ("R5", "highest", "return"), ("R6", "return", "zero"),
    ("R7", "rated", "excluded"), ("R9", "inclusive", "exclusive"),
])  # fmt: skip
def test_what_a_result_does_not_say_is_told_and_not_guessed(reading, old, new):
    trial = trial_of(with_reading(reading, old, new))
    assert trial.differing == ()
    assert len(trial.unknown) == 1 and trial.unknown[0].startswith(f"Прочтение {reading} изменено:")


def test_a_criterion_no_longer_cumulative_counts_what_was_claimed_unless_the_committee_ruled():
    text = TEXT.replace("coefficient = 1\ncumulative = true", "coefficient = 1\ncumulative = false")
    claimed = snapshot(В={"1": score(1, claimed=3)})
    ruled = snapshot(В={"1": score(1, claimed=3, verified=1)})
    assert shifts(text, claimed)["В"].total[1] - shifts(text, ruled)["В"].total[1] == 2
    assert not shifts(text, ruled)["В"].differs


def test_a_criterion_that_becomes_cumulative_is_told_as_unsure():
    text = TEXT.replace(
        "coefficient = 0.6\ncumulative = false", "coefficient = 0.6\ncumulative = true"
    )
    (sentence,) = trial_of(text).unknown
    assert sentence.startswith("Критерий 7 стал накопительным")


def test_a_row_put_between_is_told():
    text = TEXT.replace(
        '{ code = "4.2", points',
        '{ code = "4.1", points = 1, text = "новая" },\n    { code = "4.2", points',
    )
    trial = trial_of(text)
    assert trial.differing == () and trial.unknown[0].startswith("Строка 4.1 новая: ответов нет")


def test_readings_that_minutes_settled_are_those_of_the_result():
    settled = OLD.methodology.with_reading("R3", "zero")
    result = snapshot({"Б": (2, 1, 1, 2, 3, 0, 3, 1)}, settled, {"R3": "zero"})
    assert trial_of(TEXT, result).differing == ()
    text = with_reading("R3", "one", "zero")
    assert trial_of(text, result).differing == ()


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"total": Decimal("1.0")}, "у А в нём 1,0, а по прежней методике 14,9"),
        ({"level": "Базовый"}, "у А в нём уровень «Базовый», а по прежней методике «Лидер»"),
        ({"scores": {"11": score(1)}}, "в нём есть критерий 11, которого нет"),
    ],
)
def test_a_result_of_another_methodology_is_refused(person, words):
    made = replace(standing("А", PEOPLE["А"], OLD.methodology), **person)
    result = replace(snapshot(), standings={"А": made})
    with pytest.raises(OtherMethodology, match=words):
        trial_of(TEXT, result)


def test_who_was_not_rated_is_left_out():
    returned = standing("Г", PEOPLE["Г"], OLD.methodology, status="returned", total=None, level="")
    result = replace(snapshot(), standings={**snapshot().standings, "Г": returned})
    assert [shift.id for shift in trial_of(TEXT, result).shifts] == ["А", "Б", "В"]


def test_points_that_no_row_gives_stay_and_that_is_said():
    """The committee may have verified points between two rows."""
    between = snapshot(Б={"4": score(1, claimed=2, verified=1)})
    text = TEXT.replace('{ code = "4.3", points = 3', '{ code = "4.5", points = 5')
    trial = trial_of(text, between)
    assert [shift.id for shift in trial.differing] == ["А"]
    assert trial.unknown[0].startswith("Критерий 4: у кого-то учтён балл, которого не даёт ни одна")
    assert trial_of(TEXT, between).unknown == ()


@pytest.mark.parametrize("option", [OLD.methodology.chosen("R1"), "такого нет"])
def test_a_reading_decided_as_before_or_by_an_option_that_is_gone_changes_nothing(option):
    trial = trial_of(TEXT, snapshot(readings={"R1": option}))
    assert trial.differing == ()
