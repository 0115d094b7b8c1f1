"""The parts of results.json on the plan of the programme and on training (app. 1, p. 2.8).

Of the plan each number with the rows it is of; of training counts only, and nobody's name.
"""

import datetime as dt
from typing import Any

from kuzbass_batch.outputs.plan_words import plan_state
from kuzbass_batch.outputs.results.plain_data import plain_number
from kuzbass_batch.records.year.plan import (
    FactOrigin,
    PlanLine,
    PlanQuarter,
    ProgrammePlan,
    SentMonitoring,
)
from kuzbass_batch.records.year.training import HeldEvents, TrainedOf, TrainingTopic, TrainingYear


def plan_document(plan: ProgrammePlan) -> dict[str, Any]:
    """Return the quarters with the region's indicators; people and rows as of the last one.

    Facts are decimals as texts, per cent to a tenth.
    """
    last = plan.last
    people, origins = (last.people, last.origins) if last else ((), ())
    return {
        "quarters": [_quarter(each) for each in plan.quarters],
        "participants": [{"participant": each.participant, **_line(each)} for each in people],
        "sources": [_origin(each) for each in origins],
    }


def _quarter(quarter: PlanQuarter) -> dict[str, Any]:
    return {
        "quarter": quarter.id,
        "due": quarter.day.isoformat(),
        "sent": _sent(quarter.sent),
        "changed": [
            {"indicator": each.indicator, "sent": each.sent, "now": each.now}
            for each in quarter.changed
        ],
        "indicators": [
            {**_line(line), "reached": line.reached, "listed": line.listed}
            if line.target.each
            else _line(line)
            for line in quarter.lines
        ],
    }


def _sent(sent: SentMonitoring | None) -> dict[str, str] | None:
    if sent is None:
        return None
    day = sent.day.isoformat() if isinstance(sent.day, dt.date) else sent.day
    return {"number": sent.number, "day": day, "sha256": sent.sha256}


def _line(line: PlanLine) -> dict[str, Any]:
    steps = line.steps
    return {
        "indicator": line.target.id,
        "facts": [str(each.fact) for each in line.facts],
        "entered": [each.quarter for each in line.facts if each.entered],
        "running": str(line.running),
        "goal": str(line.goal),
        "expected": str(line.expected),
        "done": str(line.done),
        "state": plan_state(line),
        "forecast": plain_number(line.forecast),
        "forecast_by": line.forecast_by.name.lower(),
        "cause": steps.cause or None,
        "measure": steps.measure or None,
        "due": steps.due.isoformat() if steps.due else None,
        "responsible": steps.responsible or None,
    }


def _origin(origin: FactOrigin) -> dict[str, Any]:
    return {
        "indicator": origin.indicator,
        "quarter": origin.quarter or None,
        "participant": origin.participant or None,
        "amount": str(origin.amount),
        "words": origin.words,
        "place": str(origin.ref),
        "entered": origin.entered,
    }


def plain_training(training: TrainingYear) -> dict[str, Any]:
    """Return the plan with what was held, and how many people each participant has trained."""
    return {
        "goal": training.goal,
        "registered": training.registered,
        "topics": [_topic(each) for each in training.topics],
        "participants": [_people(each) for each in training.people.values()],
        "events": [_event(each) for each in training.events],
    }


def _topic(topic: TrainingTopic) -> dict[str, Any]:
    return {
        "topic": topic.topic,
        "form": topic.form or None,
        "month": topic.month or None,
        "hours": plain_number(topic.hours),
        "seats": topic.seats,
        "state": topic.state.value,
        "held": [day.isoformat() for day in topic.days],
        "people": topic.people,
        "participants": len(topic.participants),
    }


def _event(event: HeldEvents) -> dict[str, Any]:
    return {
        "participant": event.participant or None,
        "kind": event.kind,
        "quarters": list(event.quarters),
    }


def _people(people: TrainedOf) -> dict[str, Any]:
    """Say how many people the register holds, and how the form's list fits it."""
    listed = people.listed is not None
    return {
        "participant": people.participant,
        "registered": people.registered,
        "listed": people.listed,
        "both": people.both if listed else None,
        "only_listed": len(people.only_listed) if listed else None,
        "only_registered": len(people.only_registered) if people.listed else None,
    }
