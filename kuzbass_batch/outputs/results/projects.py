"""Projects in results.json: planned, reported, due; the contest of best practices beside them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from kuzbass_batch.outputs.results.plain_data import plain_day, plain_number
from kuzbass_batch.records.committee.contest import AnnouncedContest, ContestEntry
from kuzbass_batch.records.year.projects import (
    DueReport,
    MeasuredProject,
    ProgrammeProject,
    ProgrammeProjects,
    ProjectReport,
)


def plain_projects(projects: ProgrammeProjects) -> Iterator[dict[str, Any]]:
    """Yield every project of the register in force; decimals are texts, days ISO dates."""
    due = {each.project.number: each for each in projects.due}
    measured = {each.project.number: each for each in projects.measured}
    for project in projects.every:
        number = project.number
        yield {
            **_project(project),
            "due": _due(due.get(number)),
            "significant": _chosen(measured.get(number)),
        }


def _project(project: ProgrammeProject) -> dict[str, Any]:
    return {
        "number": project.number,
        "participant": project.participant or None,
        "name": project.name,
        "leader": project.leader,
        "sphere": project.sphere,
        "status": project.status.value,
        "stage": project.stage or None,
        "opened": plain_day(project.opened),
        "closed": plain_day(project.closed),
        "stable": plain_day(project.stable),
        "goals": [
            {"name": g.name, "current": plain_number(g.current), "target": plain_number(g.target)}
            for g in project.goals
        ],
        "stages": [
            {"number": s.number, "start": plain_day(s.start), "end": plain_day(s.end)}
            for s in project.stages
        ],
        **_effects(project),
        "reports": [_report(each) for each in project.reports],
    }


def _effects(of: ProgrammeProject | ProjectReport) -> dict[str, Any]:
    return {
        "hours": plain_number(of.hours),
        "roubles": plain_number(of.roubles),
        "residents": plain_number(of.residents),
        "replicated": of.replicated,
    }


def _report(report: ProjectReport) -> dict[str, Any]:
    return {
        "quarter": str(report.quarter),
        "status": report.status.value,
        "stage": report.stage or None,
        "facts": [
            {
                "goal": f.goal,
                "fact": plain_number(f.fact),
                "date": plain_day(f.day),
                "source": f.source,
            }
            for f in report.facts
        ],
        "done": _done(report.done),
        **_effects(report),
    }


def _done(done: Mapping[int, dt.date]) -> dict[str, str]:
    return {str(number): day.isoformat() for number, day in sorted(done.items())}


def _due(due: DueReport | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {"quarter": str(due.quarter), "by": due.due.isoformat(), "closing": due.closing}


def _chosen(measured: MeasuredProject | None) -> dict[str, Any] | None:
    if measured is None or measured.chosen is None:
        return None
    return {"protocol": measured.chosen.number, "date": plain_day(measured.chosen.day)}


def plain_contest(announced: AnnouncedContest) -> dict[str, Any]:
    """Return the contest with its applications by number; days are ISO dates."""
    contest = announced.contest
    assert contest is not None
    return {
        "name": contest.name,
        "scope": contest.scope,
        "announced": plain_day(contest.announced),
        "until": plain_day(contest.until),
        "sheets_due": plain_day(contest.sheets_due),
        "results": plain_day(contest.results),
        "nominations": [{"key": n.key, "title": n.title} for n in contest.nominations],
        "applications": [_application(each) for each in announced.entries],
    }


def _application(entry: ContestEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "participant": entry.participant,
        "nomination": entry.nomination or None,
        "practice": entry.practice,
        "project": entry.project or None,
        "received": plain_day(entry.received),
        "late": entry.late,
        "admitted": entry.admitted.value or None,
        "reason": entry.reason,
        "place": entry.place,
        "file": entry.file or None,
    }
