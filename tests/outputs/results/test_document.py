"""results.json: what the schema promises of the sample run, and that it refuses anything else."""

import copy
import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from tests.paths import ROOT

SCHEMA = json.loads((ROOT / "docs" / "results.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
INDICATOR = "$.properties.plan.properties.quarters.items.properties.indicators.items"
NOT_ALWAYS = {
    "$": {
        "period",
        "registers",
        "register_entries",
        "projects",
        "plan",
        "training",
        "contest",
        "jury",
        "partner_checks",
    },
    "$.$defs.participant": {"groups"},
    "$.$defs.criterion": {"applicable"},
    "$.$defs.robustness": {"method"},
    INDICATOR: {"reached", "listed"},
    "$.$defs.entered.anyOf.1": {"number", "day", "moment", "time"},
}
"""Keys that some acts and some years lack, by the place where they may."""
NOT_IN_SAMPLES = {
    "contest",
    "period", "projects", "plan", "training", "jury", "partner_checks", "groups", "applicable",
    "method",
}  # fmt: skip
"""Those of the keys that the samples lack: they rate a whole year with an act that groups nothing,
and of the registers they keep no project, plan, jury or training. `test_quarters`, `test_training`,
`test_projects_part`, `test_jury_papers`, `test_plan_papers`, `test_partner_checks` and
`test_maturity_sample` see them written."""


@pytest.fixture(scope="module")
def outcome(samples_in_january):
    return samples_in_january.outcome


@pytest.fixture(scope="module")
def results(samples_in_january):
    return json.loads((samples_in_january.folder / "results.json").read_text("utf-8"))


def faults(document):
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def test_the_schema_is_a_schema_and_closed():
    Draft202012Validator.check_schema(SCHEMA)
    optional = {}
    for place, part in parts(SCHEMA):
        if "properties" in part and part.get("type") == "object":
            assert part["additionalProperties"] is False, place
            required = part.get("required", [])
            optional[place] = set(part["properties"]) - set(required)
            assert required == [name for name in part["properties"] if name in required], place
            for name, field in part["properties"].items():
                assert field["description"].endswith("."), f"{place}.{name}"
    assert {place: names for place, names in optional.items() if names} == NOT_ALWAYS


def parts(schema, place="$"):
    if isinstance(schema, dict):
        yield place, schema
        for key, value in schema.items():
            yield from parts(value, f"{place}.{key}")
    elif isinstance(schema, list):
        for number, value in enumerate(schema):
            yield from parts(value, f"{place}.{number}")


def test_the_sample_run_keeps_to_the_schema(results):
    assert faults(results) == []
    statuses = {participant["status"] for participant in results["participants"]}
    assert {"rated", "returned", "missing"} <= statuses


def test_every_key_of_the_schema_is_written(results):
    assert set(results) == set(SCHEMA["properties"]) - NOT_IN_SAMPLES
    rated = next(p for p in results["participants"] if p["status"] == "rated")
    for name, item in (
        ("participant", rated),
        ("criterion", rated["criteria"][0]),
        ("file", results["files"][0]),
        ("finding", next(f for f in results["files"] if f["findings"])["findings"][0]),
        ("effect", results["sensitivity"][0]),
        ("robustness", results["robustness"]),
        ("firmness", results["firmness"][0]),
        ("coefficient_change", results["robustness"]["coefficients"][0]),
    ):
        assert set(item) == set(SCHEMA["$defs"][name]["properties"]) - NOT_IN_SAMPLES


def rated(document):
    return next(p for p in document["participants"] if p["status"] == "rated")


def missing(document):
    return next(p for p in document["participants"] if p["status"] == "missing")


def finding(document):
    return next(f for f in document["files"] if f["findings"])["findings"][0]


MUTATIONS = {
    "another schema": lambda d: d.update(schema="kuzbass-batch/results/2"),
    "a key too many": lambda d: d.update(comment="…"),
    "a key too few": lambda d: d.pop("files"),
    "the year as text": lambda d: d.update(year="2025"),
    "the day in Russian": lambda d: d.update(as_of="20.01.2026"),
    "a hash cut short": lambda d: d["methodology"].update(sha256="abc"),
    "no participants": lambda d: d.update(participants=[]),
    "a total as number": lambda d: rated(d).update(total=9.0),
    "a total with a comma": lambda d: rated(d).update(total="9,0"),
    "a total without decimals": lambda d: rated(d).update(total="9"),
    "rated without a total": lambda d: rated(d).update(total=None),
    "rated without a level": lambda d: rated(d).update(level=None),
    "rated without criteria": lambda d: rated(d).update(criteria=[]),
    "rated without a source": lambda d: rated(d).update(source=None),
    "missing with a total": lambda d: missing(d).update(total="9.0"),
    "missing with a place": lambda d: missing(d).update(place={"from": 1, "to": 1}),
    "an unknown status": lambda d: missing(d).update(status="absent"),
    "a category that is no id": lambda d: rated(d).update(category="регион"),
    "a place from 0": lambda d: rated(d).update(place={"from": 0, "to": 1}),
    "a place as number": lambda d: rated(d).update(place=3),
    "half points": lambda d: rated(d)["criteria"][0].update(points=1.5),
    "points in words": lambda d: rated(d)["criteria"][0].update(claimed="два"),
    "a criterion without basis": lambda d: rated(d)["criteria"][0].pop("basis"),
    "a coefficient as number": lambda d: rated(d)["criteria"][0].update(coefficient=0.3),
    "a level change of 2": lambda d: rated(d).update(level_change=2),
    "an unknown file status": lambda d: d["files"][0].update(status="read"),
    "an unknown form": lambda d: d["files"][0].update(form="letter"),
    "an absolute path": lambda d: d["files"][0].update(path="/home/user/a.xlsx"),
    "a file without a reason": lambda d: d["files"][0].update(reason=""),
    "a code of another kind": lambda d: finding(d).update(code="С021"),
    "an unknown severity": lambda d: finding(d).update(severity="fatal"),
    "a range of cells": lambda d: finding(d).update(cell="A1:B2"),
    "a finding without remedy": lambda d: finding(d).pop("remedy"),
    "an unknown leadership": lambda d: rated(d).update(leadership="leader"),
    "a distance as number": lambda d: d["firmness"][0].update(to_next_level=1.5),
    "no combination": lambda d: d["robustness"].update(combinations=0),
    "an effect of nothing": lambda d: d["sensitivity"][0].pop("option"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_schema_refuses_a_wrong_one(results, name):
    wrong = copy.deepcopy(results)
    MUTATIONS[name](wrong)
    assert faults(wrong)


def test_the_numbers_agree_with_each_other(results):
    for participant in results["participants"]:
        criteria = participant["criteria"]
        for each in criteria:
            assert Decimal(each["weighted"]) == each["points"] * Decimal(each["coefficient"])
        if participant["status"] == "rated":
            assert Decimal(participant["total"]) == sum(Decimal(c["weighted"]) for c in criteria)
            assert participant["points"] == sum(c["points"] for c in criteria)


def test_the_counted_return_is_named_with_its_reason_and_day(results):
    files = {file["path"]: file for file in results["files"]}
    for participant in results["participants"]:
        if participant["status"] == "rated":
            file = files[participant["source"]]
            assert (file["status"], file["participant"]) == ("used", participant["id"])
            assert participant["source_reason"] == file["reason"]
            assert participant["filled_on"] is not None
    assert any(participant["received"] for participant in results["participants"])


def test_last_years_level_explains_the_change(results):
    ranks = ["Начальная подготовка", "Базовый", "Прогрессивный", "Лидер"]
    seen = set()
    for participant in results["participants"]:
        if participant["status"] == "rated" and participant["last_level"]:
            step = ranks.index(participant["level"]) - ranks.index(participant["last_level"])
            assert participant["level_change"] == (step > 0) - (step < 0)
            seen.add(participant["level_change"])
        else:
            assert participant["level_change"] is None
    assert seen == {-1, 0, 1}


def test_sensitivity_names_whose_level_hangs_on_a_reading(results):
    changes = {
        (effect["reading"], change["participant"]): (change["level"], change["other_level"])
        for effect in results["sensitivity"]
        for change in effect["changes"]
    }
    assert changes["R2", "ИО-08"] == ("Прогрессивный", "Базовый")
    chosen = results["methodology"]["readings"]
    assert all(chosen[e["reading"]] != e["option"] for e in results["sensitivity"])
    assert all(e["computable"] or not e["changes"] for e in results["sensitivity"])
