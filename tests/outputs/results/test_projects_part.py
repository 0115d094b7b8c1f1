"""The part of results.json on projects: every key of its schema, written and valid."""

import datetime as dt
import json
from decimal import Decimal

from jsonschema import Draft202012Validator

from kuzbass_batch.outputs.results.projects import plain_projects
from kuzbass_batch.records.year.projects import (
    Chosen,
    DueReport,
    MeasuredProject,
    ProgrammeProjects,
)
from tests.paths import ROOT
from tests.rules.programme.test_projects_due import project, report

SCHEMA = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
PART = SCHEMA["properties"]["projects"]
DAY = dt.date(2026, 7, 10)
REPORTED = project(
    reports=[
        report(done={6: dt.date(2026, 2, 20)}, residents=Decimal(5000), replicated="МО-01"),
    ],
    hours=Decimal("200.5"),
)  # fmt: skip


def written():
    """The part for a project with a report due and chosen as significant, and for a bare one."""
    chosen = MeasuredProject(
        project=REPORTED, sphere="", reached=0, goals=1, places=1,
        chosen=Chosen(number="12", day=dt.date(2026, 7, 1)),
    )  # fmt: skip
    due = DueReport(project=REPORTED, quarter=report("II").quarter, due=DAY)
    every = (REPORTED, project("П2", participant="", stage=0, stages=(), goals=()))
    return list(plain_projects(ProgrammeProjects(every=every, measured=(chosen,), due=(due,))))


def test_every_key_of_the_schema_is_written_and_valid():
    full, bare = written()
    definitions = {"$defs": SCHEMA["$defs"], **PART}
    assert not list(Draft202012Validator(definitions).iter_errors([full, bare]))
    keys = PART["items"]["properties"]
    assert set(full) == set(bare) == set(keys)
    for name in ("goals", "stages", "reports"):
        assert set(full[name][0]) == set(keys[name]["items"]["properties"]), name
    reports = keys["reports"]["items"]["properties"]
    assert set(full["reports"][0]["facts"][0]) == set(reports["facts"]["items"]["properties"])
    for name in ("due", "significant"):
        assert set(full[name]) == set(keys[name]["properties"]), name


def test_numbers_are_texts_days_are_iso_and_what_is_unknown_is_null():
    full, bare = written()
    assert (full["hours"], full["opened"], full["closed"]) == ("200.5", "2025-11-03", None)
    assert full["reports"][0]["quarter"] == "2026-I"
    assert full["reports"][0]["done"] == {"6": "2026-02-20"}
    assert full["due"] == {"quarter": "2026-II", "by": "2026-07-10", "closing": False}
    assert full["significant"] == {"protocol": "12", "date": "2026-07-01"}
    assert [bare[key] for key in ("participant", "stage", "due", "significant")] == [None] * 4
    assert bare["reports"] == []
