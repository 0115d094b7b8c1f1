"""What follows from an outcome: worked out here once, carried by one record, shown by outputs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.rating.rating import (
    Advice,
    ChecksFirst,
    LevelTurn,
    Proof,
    Statistics,
    Tried,
)
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.plan import ProgrammePlan
from kuzbass_batch.records.year.training import TrainingYear
from kuzbass_batch.records.year.year import DueDays, ObjectionEffect, ParentGroup
from kuzbass_batch.rules.checks.bodies import parent_groups
from kuzbass_batch.rules.checks.evidence import documents_awaited, evidence_of, missing_in
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from kuzbass_batch.rules.deadlines import is_year_over
from kuzbass_batch.rules.objections.effects import level_turns, objection_effects
from kuzbass_batch.rules.objections.received import windows
from kuzbass_batch.rules.programme.partner_checks.overview import checks_to_do
from kuzbass_batch.rules.programme.training.overview import training_of_year
from kuzbass_batch.rules.rating.advice.advice import WaySearch
from kuzbass_batch.rules.rating.advice.least_checks import checks_first
from kuzbass_batch.rules.rating.ranking import ranked
from kuzbass_batch.rules.rating.robustness.robustness import robustness_from
from kuzbass_batch.rules.rating.scoring.totals import points_in
from kuzbass_batch.rules.year.approval import draft_results, is_closed
from kuzbass_batch.rules.year.history import WorkedOut, histories_of
from kuzbass_batch.rules.year.last_year import since_last_year
from kuzbass_batch.rules.year.letters.contest_letters import letters_on_contest
from kuzbass_batch.rules.year.letters.letters import letters_for, letters_on_projects
from kuzbass_batch.rules.year.letters.monitorings import plan_to_do
from kuzbass_batch.rules.year.letters.outside_readers import outside_readers
from kuzbass_batch.rules.year.stages import progress
from kuzbass_batch.rules.year.tasks import tasks_of
from kuzbass_batch.rules.year.to_do import to_do_list
from kuzbass_batch.rules.year.totals import is_preliminary, totals_of

Evidence = WorkedOut[tuple[Proof, ...]]
Checks = WorkedOut[ChecksFirst | None]
"""What to check first of everybody, as `checks_of` finds it."""
WAYS_KEPT = 4096
"""Scorecards, by their points, whose ways are remembered: about 1 KiB each."""


def conclude_year(
    outcome: Outcome, statistics: Statistics, tried: Tried, due: DueDays, checks: Checks
) -> Conclusions:
    """Return what follows; statistics, tried: of the rated, in order; due: days of letters."""
    over, closed = is_year_over(outcome.as_of, outcome.methodology), is_closed(outcome)
    stages, robustness = progress(outcome), robustness_from(outcome, tried)
    (evidence, parents, training), drafts = _with_registers(outcome), draft_results(outcome)
    requested = Requests(outcome, evidence, frozenset(drafts)).by_participant()
    letters = letters_of(outcome, requested, over=over, closed=closed, due=due)
    last, objections = _objections(outcome)
    return Conclusions(
        outcome=outcome,
        rated=ranked(outcome.standings),
        stages=stages,
        years={each.standing.participant.id: each for each in since_last_year(outcome)},
        tasks=tasks_of(outcome, stages, due),
        due=due,
        to_do=to_do_list(outcome, letters, objections, robustness.readings, checks),
        letters=letters,
        windows=last,
        objections=objections,
        parents=parents,
        projects=outcome.projects,
        partner_checks=outcome.partner_checks,
        training=training,
        statistics=statistics,
        robustness=robustness,
        totals=totals_of(outcome.standings, outcome.methodology, outcome.past),
        over=over,
        closed=closed,
        preliminary=is_preliminary(outcome) or bool(drafts),
        drafts=drafts,
        histories=histories_of(outcome),
        evidence=evidence,
        requested=requested,
        ways=WorkedOut(outcome, Ways(outcome.methodology)),
        turns=WorkedOut(outcome, partial(_turns, methodology=outcome.methodology)),
        checks=checks,
    )


def with_plan(found: Conclusions, plan: ProgrammePlan) -> Conclusions:
    """Return the conclusions with the plan of the programme, and what waits about it and checks."""
    waits = (*plan_to_do(plan), *checks_to_do(found.partner_checks, found.outcome.as_of))
    return replace(
        found,
        plan=plan,
        outside=outside_readers(found.outcome),
        to_do=(*found.to_do, *waits),
    )


def checks_of(outcome: Outcome) -> Checks:
    """Return what to check first of everybody who is rated and of whom something is open."""
    return WorkedOut(outcome, partial(_checks, methodology=outcome.methodology))


def _checks(standing: Standing, methodology: Methodology) -> ChecksFirst | None:
    found = checks_first(standing.scorecard, methodology) if standing.scorecard else None
    return found if found and found.open else None


def _with_registers(
    outcome: Outcome,
) -> tuple[Evidence, Mapping[str, ParentGroup], TrainingYear]:
    """Return the evidence of claims, bodies beside their subordinates, and the year's training."""
    registered = RegisterAnswers(outcome.registers, outcome.registry, outcome.methodology)
    work = partial(evidence_of, methodology=outcome.methodology, answers=registered.answer)
    return (
        WorkedOut(outcome, work),
        parent_groups(outcome, registered),
        training_of_year(outcome, registered),
    )


def _objections(
    outcome: Outcome,
) -> tuple[Mapping[str, dt.date], tuple[ObjectionEffect, ...]]:
    """Return the last days to object, and what each objection would change."""
    last = windows(outcome.decisions, outcome.methodology, outcome.workdays)
    return last, objection_effects(outcome, last)


def letters_of(
    outcome: Outcome,
    requested: Mapping[str, tuple[Proof, ...]],
    *,
    over: bool,
    closed: bool,
    due: DueDays | None = None,
) -> dict[str, tuple[LetterKind, ...]]:
    """Return who gets which letters, by participant's id; those of equal kinds are one tuple."""
    own = by_participant(outcome.decisions.objections)
    equal: dict[tuple[LetterKind, ...], tuple[LetterKind, ...]] = {}
    on_projects = letters_on_projects(outcome, outcome.projects)
    on_contest = letters_on_contest(outcome)
    found = {}
    for standing in outcome.standings:
        who = standing.participant.id
        asked = (standing, own[who], requested[who])
        rating = letters_for(*asked, over=over, closed=closed, due=due)
        kinds = (*rating, *on_projects.get(who, ()), *on_contest.get(who, ()))
        found[who] = equal.setdefault(kinds, kinds)
    return found


class Requests:
    """Knows which documents are asked of a participant on the day of the run (p. 2.9, 3.4)."""

    def __init__(
        self,
        outcome: Outcome,
        evidence: WorkedOut[tuple[Proof, ...]],
        drafts: frozenset[str],
    ) -> None:
        """Find out of whom documents are still awaited; `drafts`: whose result is not approved.

        What was approved without a document is not asked to prove anything any more.
        """
        self._awaited, self._evidence = documents_awaited(outcome) & drafts, evidence
        self._standings = outcome.standings

    def by_participant(self) -> dict[str, tuple[Proof, ...]]:
        """Return what is asked of everybody, by id."""
        return {each.participant.id: self(each) for each in self._standings}

    def __call__(self, standing: Standing) -> tuple[Proof, ...]:
        """Return what is asked for, empty if nothing is."""
        who = standing.participant.id
        return missing_in(self._evidence[who]) if who in self._awaited else ()


class Ways:
    """Finds the cheapest ways to the next level; many participants have the same points."""

    def __init__(self, methodology: Methodology) -> None:
        """Take the act; nothing is found yet."""
        self._search = WaySearch(methodology)
        self._known: dict[tuple[object, ...], tuple[Advice, ...]] = {}

    def __call__(self, standing: Standing) -> tuple[Advice, ...]:
        """Return the ways of a rated participant, the cheapest first; others have none."""
        card = standing.scorecard
        if card is None:
            return ()
        rows = tuple(score.rows for score in card.scores)
        key = points_in(card.scores), rows, card.category
        found = self._known.get(key)
        if found is None:
            found = self._search(card)
            if len(self._known) < WAYS_KEPT:
                self._known[key] = found
        return found


def _turns(standing: Standing, methodology: Methodology) -> tuple[LevelTurn, ...]:
    return level_turns(standing.scorecard, methodology) if standing.scorecard else ()
