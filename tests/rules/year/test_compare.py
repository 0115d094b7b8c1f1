"""What changed between two results made by hand, and what is named as the cause."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.year.snapshots import PastScore, PastStanding, Snapshot
from kuzbass_batch.rules.year.changes import OTHERS, PROGRAM, compare_results, summary

SCORE = PastScore(claimed=2, counted=2, verified=None, settled=None, points=2)
PERSON = PastStanding(
    id="И1",
    name="Министерство примеров",
    status="rated",
    total=Decimal("9.0"),
    level="Прогрессивный",
    place="1",
    place_in_category="1",
    source="а.xlsx",
    source_sha256="1",
    scores={"1": SCORE},
)
OLD = Snapshot(
    path="старый",
    period=Period(2025),
    as_of=dt.date(2026, 1, 20),
    methodology_sha256="м",
    readings={"R1": "initial"},
    standings={"И1": PERSON},
    decisions="Решения.xlsx",
)


def result(score=None, person=None, **known):
    """Return the result with changes of the score, of the participant and of the whole."""
    scores = {"1": replace(SCORE, **(score or {}))}
    changed = replace(PERSON, scores=scores, **(person or {}))
    return replace(OLD, standings={"И1": changed}, **known)


def told(new, old=OLD):
    return [f"{c.aspect.value} {c.criterion}".strip() + f": {c.before} → {c.after} ({c.cause})"
            for c in compare_results(old, new).changes]  # fmt: skip


LOWER = {"points": 1}
RATED = {"total": Decimal("8.0"), "level": "Базовый"}
POINTS = "балл по критерию 1: 2 → 1"
REST = ["оценка: 9,0 → 8,0", "уровень: Прогрессивный → Базовый"]


@pytest.mark.parametrize(
    ("score", "person", "known", "cause"),
    [
        ({"settled": 1, "signed": "С., 16.03.2026"}, {}, {},
         "решение по несогласию (С., 16.03.2026)"),
        ({"verified": 1, "signed": "П., 15.01.2026"}, {}, {},
         "решение комитета (П., 15.01.2026)"),
        ({"verified": 1}, {}, {}, "решение комитета снято"),
        ({"counted": 1}, {"source": "б.xlsx", "source_sha256": "2"}, {},
         "новая самооценка «б.xlsx»"),
        ({"counted": 1}, {"source": "", "source_sha256": ""}, {},
         "самооценка больше не учитывается"),
        ({}, {"rulings": ("исключить",)}, {}, "допуск: исключить"),
        ({"counted": 1}, {}, {"readings": {"R1": "basic"}}, "другое прочтение R1"),
        ({"counted": 1}, {}, {"methodology_sha256": "н"}, "изменена методика"),
        ({"counted": 1}, {}, {"readings": {"R1": "basic"}, "methodology_sha256": "н"},
         "другое прочтение R1"),
        ({"counted": 1}, {}, {"readings": {"R1": "initial", "R2": "basic"}}, PROGRAM),
        ({}, {}, {}, PROGRAM),
    ],
)  # fmt: skip
def test_the_cause_of_other_points(score, person, known, cause):
    new = result(LOWER | score, RATED | person, **known)
    assert told(new) == [f"{each} ({cause})" for each in (POINTS, *REST)]


def test_a_level_under_the_same_total_moves_by_the_rules_alone():
    new = result(person={"level": "Базовый"}, readings={"R1": "basic"})
    assert told(new) == ["уровень: Прогрессивный → Базовый (другое прочтение R1)"]
    both = result(person={"level": "Базовый"}, readings={"R1": "basic", "R2": "basic"})
    was = replace(OLD, readings={"R1": "initial", "R2": "progressive"})
    assert told(both, was) == [
        "уровень: Прогрессивный → Базовый (другое прочтение R1; другое прочтение R2)"
    ]
    assert told(result(person={"level": "Базовый"})) == [
        f"уровень: Прогрессивный → Базовый ({PROGRAM})"
    ]
    ruled = result(person={"level": "Базовый", "rulings": ("взять",)}, readings={"R1": "basic"})
    assert told(ruled) == ["уровень: Прогрессивный → Базовый (допуск: взять)"]


def test_a_place_under_the_same_total_moves_by_the_others():
    moved = {"place": "2", "place_in_category": "3"}
    assert told(result(person=moved)) == [
        f"место: 1 → 2 ({OTHERS})", f"место в категории: 1 → 3 ({OTHERS})"
    ]  # fmt: skip
    own = told(result(LOWER, RATED | moved))
    assert own[-2:] == [f"место: 1 → 2 ({PROGRAM})", f"место в категории: 1 → 3 ({PROGRAM})"]


def test_states_are_words_and_a_ruling_taken_back_is_a_cause():
    old = result(person={"rulings": ("взять",)})
    out = result(person={"status": "excluded", "total": None, "level": ""})
    assert told(out, old) == [
        "состояние: оценён → не оценивается (допуск снят: взять)",
        "оценка: 9,0 →  (допуск снят: взять)",
        "уровень: Прогрессивный →  (допуск снят: взять)",
    ]


def test_who_came_into_the_registry_or_left_it():
    other = replace(PERSON, id="И2")
    both = replace(OLD, standings={"И2": other, "И1": PERSON})
    assert told(both) == ["реестр:  → есть (внесён в реестр)"]
    assert told(OLD, both) == ["реестр: есть →  (исключён из реестра)"]
    assert [c.participant for c in compare_results(both, OLD).changes] == ["И2"]


def test_how_much_changed_is_one_sentence():
    same, new = (
        compare_results(OLD, OLD),
        compare_results(OLD, result(LOWER, RATED | {"place": "2"})),
    )
    assert summary(same) == "С результата на 20.01.2026 места, уровни и оценки не изменились."
    assert summary(new) == (
        "Изменилось с результата на 20.01.2026: оценок – 1, уровней – 1, мест – 1."
    )
    assert (same.path, same.since, same.lost_decisions) == ("старый", OLD.as_of, "")


def test_decisions_that_are_gone_are_named():
    assert compare_results(OLD, replace(OLD, decisions="")).lost_decisions == "Решения.xlsx"
    assert compare_results(replace(OLD, decisions=""), OLD).lost_decisions == ""


def test_several_causes_are_named_one_by_one():
    """Two criteria changed by two decisions: the total names both, each criterion its own."""
    decided = {
        "1": replace(SCORE, points=1, verified=1, signed="П., 15.01.2026"),
        "2": replace(SCORE, points=3, settled=3, signed="С., 16.03.2026"),
    }
    old = replace(OLD, standings={"И1": replace(PERSON, scores={"1": SCORE, "2": SCORE})})
    person = replace(PERSON, scores=decided, total=Decimal("8.3"))
    checked, settled = (
        "решение комитета (П., 15.01.2026)", "решение по несогласию (С., 16.03.2026)"
    )  # fmt: skip
    assert told(replace(OLD, standings={"И1": person}), old) == [
        f"балл по критерию 1: 2 → 1 ({checked})",
        f"балл по критерию 2: 2 → 3 ({settled})",
        f"оценка: 9,0 → 8,3 ({checked}; {settled})",
    ]


def test_a_ruling_and_other_rules_are_both_named():
    known = {"readings": {"R1": "basic"}}
    ruled = result(LOWER | {"counted": 1}, RATED | {"rulings": ("взять",)}, **known)
    cause = "допуск: взять; другое прочтение R1"
    assert told(ruled) == [f"{each} ({cause})" for each in (POINTS, *REST)]
