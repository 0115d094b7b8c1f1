"""An outcome of participants given by their points alone, for rules that look at many at once."""

import datetime as dt

from kuzbass_batch.methodology.calendar.work_calendar import STATE_CALENDAR
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.records.returns.participants import Participant, Registry, Standing
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.outcome import Outcome, SortedFolder
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard
from tests.categories import EXECUTIVE, MUNICIPALITY, SUBORDINATE

METHODOLOGY = load_methodology(2025)
BY_LETTER = {"И": EXECUTIVE, "М": MUNICIPALITY, "П": SUBORDINATE}
ALONE = SortedFolder(
    registry=Registry(path="реестр.xlsx", participants=()),
    book=None,
    workdays=STATE_CALENDAR,
    past=None,
    returns=(),
    others=(),
)
"""A folder in which nothing lies besides what is given."""
STATUSES = {"": ParticipantStatus.MISSING, "!": ParticipantStatus.RETURNED}


def card(points, methodology=METHODOLOGY):
    """Return the scorecard of points such as "12222222", one digit per criterion."""
    scores = tuple(
        CriterionScore(
            criterion=criterion.id,
            claimed=int(digit),
            counted=int(digit),
            verified=None,
            points=int(digit),
            coefficient=criterion.coefficient,
            weighted=int(digit) * criterion.coefficient,
            basis="",
        )
        for criterion, digit in zip(methodology.criteria, points, strict=True)
    )
    return make_scorecard(scores, methodology)


def outcome(text, methodology=METHODOLOGY):
    """Return the outcome of a table `id | points | level of last year`.

    The id's first letter is the category; no points: missing, `!`: returned.
    """
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    cards = {id_: card(points, methodology) for id_, points, _ in lines if points.isdigit()}
    overall = places({id_: each.total for id_, each in cards.items()})
    within = {}
    for letter in BY_LETTER:
        within |= places({id_: c.total for id_, c in cards.items() if id_[0] == letter})
    standings = tuple(
        standing(id_, points, last, cards.get(id_), overall.get(id_), within.get(id_))
        for id_, points, last in lines
    )
    return Outcome(
        as_of=dt.date(2026, 3, 27),
        methodology=methodology,
        registry=Registry(path="реестр.xlsx", participants=tuple(s.participant for s in standings)),
        standings=standings,
        files=(),
    )


def standing(id_, points, last_level, scorecard, place, within):
    person = Participant(
        id=id_,
        name=f"Участник {id_}",
        short_name=id_,
        category=BY_LETTER[id_[0]],
        last_level=last_level,
    )
    return Standing(
        participant=person,
        status=ParticipantStatus.RATED if scorecard else STATUSES[points],
        scorecard=scorecard,
        place=place,
        place_in_category=within,
        level_change=None,
        assessment=None,
        passports=(),
        returned=(),
        late=False,
        findings=(),
    )
