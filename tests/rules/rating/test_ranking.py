"""Places: equal totals share, order never matters."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.findings.answers import BLANK_FIELD
from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.records.committee.decisions import AdmissionKind, Decisions
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import CountedReturn, FileResult, FileStatus, Settled
from kuzbass_batch.records.year.outcome import SortedFolder
from kuzbass_batch.rules.rating.ranking import make_standings, places, rank
from tests.outcomes import METHODOLOGY, card, outcome
from tests.rules.decisions.bare_forms import form

TOTALS = st.dictionaries(
    st.text("абв", min_size=1, max_size=4),
    st.integers(0, 149).map(lambda tenths: Decimal(tenths) / 10),
)


@given(totals=TOTALS, data=st.data())
def test_places_cover_every_number_once_and_ignore_order(totals, data):
    result = places(totals)
    shuffled = data.draw(st.permutations(sorted(totals)))
    assert places({key: totals[key] for key in shuffled}) == result
    filled = [n for place in set(result.values()) for n in range(place.first, place.last + 1)]
    assert sorted(filled) == list(range(1, len(totals) + 1))
    for key, place in result.items():
        assert place.last - place.first + 1 == list(totals.values()).count(totals[key])
        assert place.first == 1 + sum(total > totals[key] for total in totals.values())


def test_equal_totals_share_a_place():
    shown = {
        key: str(place)
        for key, place in places({"а": Decimal(9), "б": Decimal(8), "в": Decimal(8)}).items()
    }
    assert shown == {"а": "1", "б": "2–3", "в": "2–3"}


DAYS = {"in time": dt.date(2025, 12, 15), "late": dt.date(2025, 12, 16)}


@pytest.mark.parametrize(
    ("status", "day", "ruled", "known", "expected"),
    [
        (FileStatus.USED, "in time", None, {}, ("rated", False)),
        (FileStatus.USED, "late", None, {}, ("rated", True)),
        (FileStatus.IGNORED, "in time", AdmissionKind.EXCLUDED, {}, ("excluded", False)),
        (FileStatus.IGNORED, "late", None, {"after_totals": True}, ("excluded", True)),
        (FileStatus.IGNORED, "in time", None, {}, ("missing", False)),
        (FileStatus.RETURNED, "late", None, {}, ("returned", False)),
        (FileStatus.SUPERSEDED, "late", None, {}, ("missing", False)),
    ],
)
def test_what_came_of_a_return_decides_the_status_and_whether_it_is_late(
    status, day, ruled, known, expected
):
    file = FileResult(read=form("а.xlsx"), status=status, reason="", participant="И1",
                      deciding_day=DAYS[day], **known)  # fmt: skip
    rulings = (SimpleNamespace(participant="И1", kind=ruled),) if ruled else ()
    (standing,) = make_standings(
        outcome("И1 | |").registry, [file], METHODOLOGY, Decisions(admissions=rulings)
    )
    assert (standing.status.value, standing.late) == expected
    told = [finding.code for finding in standing.findings]
    assert (told != []) == (expected[0] == "missing")


@pytest.mark.parametrize(
    ("day", "ruled", "expected"),
    [
        ("in time", None, "rated"),
        ("late", None, "excluded"),
        ("late", AdmissionKind.LATE, "rated"),
        ("late", AdmissionKind.EXCLUDED, "excluded"),
    ],
)
def test_where_late_returns_are_left_out_the_committee_may_take_one(day, ruled, expected):
    """Reading R7, the other option."""
    file = FileResult(read=form("а.xlsx"), status=FileStatus.USED, reason="", participant="И1",
                      deciding_day=DAYS[day])  # fmt: skip
    rulings = (SimpleNamespace(participant="И1", kind=ruled),) if ruled else ()
    (standing,) = make_standings(
        outcome("И1 | |").registry,
        [file],
        METHODOLOGY.with_reading("R7", "excluded"),
        Decisions(admissions=rulings),
    )
    assert standing.status.value == expected
    assert standing.late is (day == "late")


# Points (9.0 is «Прогрессивный», 0 «Начальная подготовка»), last year's level, how the level moves.
LEVELS = [
    ("12222222", "progressive", 0), ("12222222", "leader", -1), ("12222222", "basic", 1),
    ("12222222", "initial", 1), ("12222222", "", None), ("00000000", "leader", -1),
    ("00000000", "initial", 0), ("", "leader", None),
]  # fmt: skip


@pytest.mark.parametrize(("points", "last", "moved"), LEVELS)
def test_a_level_moves_from_that_of_last_year(points, last, moved):
    registry = outcome(f"И1 | {points} | {last}").registry
    files = [
        CountedReturn(read=form("а.xlsx"), status=FileStatus.USED, reason="", participant="И1",
                      scorecard=card(points))
    ] if points else []  # fmt: skip
    (standing,) = make_standings(registry, files, METHODOLOGY)
    assert standing.level_change == moved


def test_only_what_counts_or_went_back_belongs_to_a_standing():
    """Its passports, its findings; not what a later copy has taken the place of."""

    def came(path, status, kind=Kind.PASSPORT):
        told = (BLANK_FIELD.at(name=path),)
        read = form(path, kind)
        return FileResult(read=read, status=status, reason="", participant="И1", findings=told)

    files = [came(f"{status}.xlsx", status) for status in FileStatus]
    files.append(came("самооценка.xlsx", FileStatus.USED, Kind.SELF_ASSESSMENT))
    (standing,) = make_standings(outcome("И1 | |").registry, files, METHODOLOGY)
    assert [file.source.path for file in standing.passports] == ["used.xlsx"]
    assert [file.source.path for file in standing.returned] == ["returned.xlsx"]
    said = {path for path in ("used", "returned", "самооценка", "superseded", "duplicate",
                              "ignored", "unreadable")
            if any(f"{path}.xlsx" in finding.message for finding in standing.findings)}  # fmt: skip
    assert said == {"used", "returned", "самооценка"}
    assert standing.assessment is not None and standing.assessment.kind is Kind.SELF_ASSESSMENT


CROWD = "И1 | 33333234 |\nИ2 | 12222222 |\nМ1 | 33333234 |\nМ2 | 00000000 |\nИ3 | |"
AS_OF = dt.date(2027, 12, 15)


def ranked(methodology=METHODOLOGY, **known):
    """Return the outcome of the crowd as `rank` makes it, by id."""
    crowd = outcome(CROWD)
    files = tuple(
        CountedReturn(read=form(f"{s.participant.id}.xlsx"), status=FileStatus.USED, reason="",
                      participant=s.participant.id, scorecard=s.scorecard)
        for s in crowd.standings if s.scorecard
    )  # fmt: skip
    settled = Settled(files=files, rated=files, decisions=Decisions(), methodology=methodology,
                      **known)  # fmt: skip
    folder = SortedFolder(registry=crowd.registry, book=None, workdays=STATE_CALENDAR, past=None,
                          returns=(), others=())  # fmt: skip
    return rank(settled, folder, AS_OF)


def shown(found):
    return {s.participant.id: f"{s.place} {s.place_in_category}" for s in found.standings}


def test_everybody_rated_has_a_place_among_all_and_in_the_own_category():
    found = ranked()
    assert shown(found) == {
        "И1": "1–2 1", "И2": "3 2", "М1": "1–2 1", "М2": "4 2", "И3": "None None"
    }  # fmt: skip
    assert (found.as_of, found.methodology, found.unpublished) == (AS_OF, METHODOLOGY, 2028)
    assert [file.source.path for file in found.files] == [
        "И1.xlsx",
        "И2.xlsx",
        "М1.xlsx",
        "М2.xlsx",
    ]


def test_where_the_act_gives_no_places_there_are_levels_alone():
    """Reading R8, the other option."""
    found = ranked(METHODOLOGY.with_reading("R8", "levels"))
    assert set(shown(found).values()) == {"None None"}
    assert [bool(s.scorecard) for s in found.standings] == [True] * 4 + [False]


@pytest.mark.parametrize(
    ("possible", "misplaced"), [((), ()), (("а.csv",), ()), ((), ("б.xlsx",)), (("а",), ("б",))]
)
def test_whose_return_is_missing_has_the_files_in_which_it_may_lie(possible, misplaced):
    found = ranked(possible={"И3": possible, "И1": ("в",)}, misplaced={"И3": misplaced})
    files = {s.participant.id: (s.possible, s.misplaced) for s in found.standings}
    # Who is rated misses none, whatever else may be his.
    assert files == dict.fromkeys(files, ((), ())) | {"И3": (possible, misplaced)}
