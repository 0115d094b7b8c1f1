"""The part of results.json on a contest's jury (p. 2.7): every vote with its place, what follows.

Points are decimals as texts; a mean is shown with two decimals, and exact as sum and votes.
"""

from decimal import Decimal
from typing import Any

from kuzbass_batch.outputs.jury_words import mean_number
from kuzbass_batch.outputs.results.plain_data import plain_day, plain_number, plain_place
from kuzbass_batch.records.year.jury import (
    Award,
    EntryMarks,
    JurorMarks,
    JuryMarks,
    NominationMarks,
    Vote,
)


def jury_document(marks: JuryMarks) -> dict[str, Any]:
    """Return the jury with the entries by nomination and place."""
    contest, minutes = marks.contest, marks.minutes
    assert contest is not None
    awards = {each.marks.entry.number: each for each in marks.awards}
    return {
        "contest": contest.name,
        "criteria": [{"title": each.title, "most": each.most} for each in contest.criteria],
        "minutes": minutes
        and {"number": minutes.number.lstrip("№ "), "date": plain_day(minutes.day)},
        "jurors": [_juror(each, marks) for each in marks.jurors],
        "entries": [
            _entry(each, nomination, awards[each.entry.number])
            for nomination in marks.nominations
            for each in nomination.entries
        ],
    }


def _juror(each: JurorMarks, marks: JuryMarks) -> dict[str, Any]:
    key = each.juror.key
    return {
        "key": key,
        "name": each.juror.name,
        "sheet": each.state.value,
        "file": each.file or None,
        "came": plain_day(each.came),
        "votes": each.counted,
        "mean": plain_number(mean_number(each.mean)),
        "awaited": list(each.blank),
        "decides": [n.nomination.title for n in marks.nominations if key in n.turned_by],
    }


def _entry(each: EntryMarks, nomination: NominationMarks, award: Award) -> dict[str, Any]:
    spread = each.spread
    return {
        "number": each.entry.number,
        "participant": each.entry.participant,
        "nomination": nomination.nomination.title,
        "practice": each.entry.practice,
        "mean": plain_number(mean_number(each.mean)),
        "sum": plain_number(sum((vote.total for vote in each.counted), Decimal(0))),
        "votes": len(each.counted),
        "few": each.few,
        "least": plain_number(spread[0]) if spread else None,
        "greatest": plain_number(spread[1]) if spread else None,
        "deviation": plain_number(each.deviation),
        "place": plain_place(each.place),
        "without": [{"juror": juror, "place": plain_place(place)} for juror, place in each.without],
        "award": None
        if award.open
        else {
            "result": award.result.value,
            "place": award.place or None,
            "decided": award.decided,
        },
        "given": [_vote(vote) for vote in each.votes],
    }


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "juror": vote.juror,
        "points": [plain_number(point) for point in vote.points],
        "counted": vote.counts,
        "why": vote.why and vote.why.value,
        "interest": vote.interest,
        "comment": vote.comment,
        "at": vote.place or None,
    }
