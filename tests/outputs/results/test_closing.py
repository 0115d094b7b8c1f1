"""The closing lines: ten or fewer, whatever there is to say at once."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.results.closing import closing_lines, has_drafts
from kuzbass_batch.records.committee.decisions import Decisions
from kuzbass_batch.records.committee.outgoing import DRAFTS
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.snapshots import Comparison
from tests.outcomes import outcome

OUTPUT = Path("итог")
METHOD_CODE = Identity(form_code="KB-SELF", period=Period(2025), version=1)
RATED = "И1 | 12222222 |\nИ2 | 12222222 |\nИ3 | 12222222 |"


def returned(path, who, status, reason=""):
    source = Source(path=path, size=1, sha256="")
    read = ReadAssessment(source=source, identity=METHOD_CODE)
    return FileResult(read=read, participant=who, status=status, reason=reason)


def year(senders, *, lost=0, decided=False, compared=False, as_of="2026-01-20", unpublished=None):
    """Return a year in which so many participants sent two returns each."""
    pairs = [
        each
        for n in range(1, senders + 1)
        for each in (
            returned(f"И{n}.xlsx", f"И{n}", FileStatus.USED, "последний"),
            returned(f"И{n} прежняя.xlsx", f"И{n}", FileStatus.SUPERSEDED),
        )
    ]
    strays = [returned(f"чья {n}.xlsx", "", FileStatus.RETURNED) for n in range(lost)]
    since = Comparison(path="прежний", since=dt.date(2026, 1, 15), changes=())
    return replace(
        outcome(RATED),
        files=(*pairs, *strays),
        as_of=dt.date.fromisoformat(as_of),
        decisions=Decisions(path="Решения.xlsx" if decided else ""),
        comparison=since if compared else None,
        unpublished=unpublished,
    )


@pytest.mark.parametrize("written", [True, False])
def test_the_first_line_names_the_day_of_the_run(written):
    """A wrong --as-of is seen at once, in a trial run as well."""
    lines = closing_lines(year(0, as_of="2026-02-03"), OUTPUT, written=written)
    assert lines[0].startswith("Расчёт на 03.02.2026. Участников: 3.")


def test_no_drafts_are_spoken_of_where_nothing_is_to_be_sent(tmp_path):
    assert not has_drafts(tmp_path)
    (tmp_path / DRAFTS).mkdir()
    assert has_drafts(tmp_path)


BUSY = {"lost": 5, "decided": True, "compared": True}


@pytest.mark.parametrize("senders", [0, 1, 2, 3])
@pytest.mark.parametrize("as_of", ["2026-01-20", "2026-04-01"])
@pytest.mark.parametrize("unpublished", [None, 2028])
def test_there_are_ten_lines_or_fewer_with_everything_to_say(senders, as_of, unpublished):
    outcome = year(senders, **BUSY, as_of=as_of, unpublished=unpublished)
    lines = closing_lines(outcome, OUTPUT, mails=True)
    assert len(lines) <= 10
    assert any("экземпляр" in line or "учтён «И1.xlsx»" in line for line in lines) == bool(senders)
    assert "Черновики писем – в папке «" in lines[-1]


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        ({}, ["И1: учтён", "И2: учтён", "Ещё участников с несколькими экземплярами: 1"]),
        (BUSY | {"lost": 0}, ["И1: учтён", "Ещё участников с несколькими экземплярами: 2"]),
        (BUSY, ["Участников с несколькими экземплярами: 3"]),
        (BUSY | {"as_of": "2026-04-01"}, ["Участников с несколькими экземплярами: 3"]),
    ],
)
def test_which_of_several_counts_is_told_as_far_as_there_is_room(busy, expected):
    lines = closing_lines(year(3, **busy), OUTPUT, mails=True)
    told = [line for line in lines if "учтён «" in line or "с несколькими" in line]
    assert len(told) == len(expected)
    assert all(line.startswith(start) for line, start in zip(told, expected, strict=True))


@pytest.mark.parametrize(
    ("as_of", "told"), [("2026-01-14", True), ("2026-01-15", False), ("2026-01-20", False)]
)
def test_a_day_before_that_of_the_earlier_result_is_told(as_of, told):
    """A slip in «--as-of» of the run before, or of this one, must not go unseen."""
    lines = closing_lines(year(0, compared=True, as_of=as_of), OUTPUT)
    (line,) = (each for each in lines if "результата на 15.01.2026" in each)
    assert line.endswith("проверьте --as-of.") is told
