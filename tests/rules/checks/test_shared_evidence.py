"""The same words behind the claims of several participants: each hears of the others."""

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.rules.checks.cross import cross_check
from tests.filled import METHODOLOGY, examined
from tests.outcomes import ALONE, card
from tests.rules.decisions.bare_forms import form

ROAD_MAP = "дорожная карта от 01.02.2025 № 5"


def told(texts, status=FileStatus.USED):
    """Return what each hears: by participant, the words that name the others."""
    files = []
    for who, text in texts.items():
        read = examined(Kind.SELF_ASSESSMENT, f"1.1/evidence | {text}", name=f"{who}.xlsx")
        files.append(FileResult(read=read, status=status, reason="", participant=who))
    return {
        path.removesuffix(".xlsx"): finding.message
        for path, finding in cross_check(files, ALONE, METHODOLOGY)
        if finding.code == "S047"
    }


CROWD = [f"У-{number}" for number in range(1, 10)]


@pytest.mark.parametrize(
    ("crowd", "heard"),
    [
        (1, {}),
        (2, {"У-1": "У-2", "У-2": "У-1"}),
        (3, {"У-2": "У-1, У-3"}),
        (7, {"У-1": "У-2, У-3, У-4, У-5, У-6, У-7", "У-7": "У-1, У-2, У-3, У-4, У-5, У-6"}),
        (8, {"У-7": "У-1, У-2, У-3, У-4, У-5, У-6 и ещё 1",
             "У-8": "У-1, У-2, У-3, У-4, У-5, У-6 и ещё 1"}),
        (9, {"У-1": "У-2, У-3, У-4, У-5, У-6, У-7 и ещё 2"}),
    ],
)  # fmt: skip
def test_six_others_are_named_at_most_and_the_rest_counted(crowd, heard):
    found = told(dict.fromkeys(CROWD[:crowd], ROAD_MAP))
    assert set(found) == (set(CROWD[:crowd]) if crowd > 1 else set())
    for who, others in heard.items():
        words = "Тот же текст подтверждения дали и другие участники"
        assert found[who] == f"{words}: {others}."


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        (ROAD_MAP.upper(), True), (ROAD_MAP.replace(" ", "  "), True),
        (ROAD_MAP.replace("5", "6"), False), ("приказ № 15", False), ("приказ № 155", True),
    ],
)  # fmt: skip
def test_words_are_the_same_in_any_letters_and_short_ones_never(text, alike):
    """Twelve letters may still be chance with the number of an order; eleven surely are."""
    other = text.casefold() if "приказ" in text else ROAD_MAP
    assert bool(told({"У-1": text, "У-2": other})) is alike


def test_words_are_the_same_with_ё_and_with_е():
    texts = {"У-1": "приказ о приёме от 01.02.2025", "У-2": "приказ о приеме от 01.02.2025"}
    assert set(told(texts)) == set(texts)


def test_only_what_counts_is_compared():
    assert told({"У-1": ROAD_MAP, "У-2": ROAD_MAP}, FileStatus.SUPERSEDED) == {}


NO_PASSPORT = [
    # points of criterion 1 and who sent a passport that counts; who is asked for one
    ({"А": 2, "Б": 2}, "", "АБ"),
    ({"А": 2, "Б": 2}, "Б", "А"),
    ({"А": 2, "Б": 2}, "АБ", ""),
    ({"А": 1, "Б": 3}, "", "Б"),
    ({"А": 0, "Б": 1}, "", ""),
    ({"А": 2}, "Б", "А"),
]


@pytest.mark.parametrize(("points", "passports", "asked"), NO_PASSPORT)
def test_who_claims_points_for_a_project_is_asked_for_its_passport(points, passports, asked):
    files = [
        FileResult(
            read=form(f"{who}.xlsx", card=card(f"{each}2222222")),
            status=FileStatus.USED,
            reason="",
            participant=who,
        )
        for who, each in points.items()
    ]
    files += [
        FileResult(
            read=form("п.xlsx", Kind.PASSPORT), status=FileStatus.USED, reason="", participant=who
        )
        for who in passports
    ]
    gone = FileResult(
        read=form("с.xlsx", Kind.PASSPORT), status=FileStatus.SUPERSEDED, reason="", participant="А"
    )
    found = list(cross_check([gone, *files], ALONE, METHODOLOGY))
    assert [(path, finding.code) for path, finding in found] == [
        (f"{who}.xlsx", "S046") for who in asked
    ]
