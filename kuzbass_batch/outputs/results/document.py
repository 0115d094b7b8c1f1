"""results.json: the one machine-readable truth of a run."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.results.jury import jury_document
from kuzbass_batch.outputs.results.participants import plain_finding, plain_participants
from kuzbass_batch.outputs.results.partner_checks import plain_checks
from kuzbass_batch.outputs.results.plain_data import (
    level_name,
    plain_day,
    plain_place,
    plain_points,
    plain_total,
)
from kuzbass_batch.outputs.results.plan import plain_training, plan_document
from kuzbass_batch.outputs.results.projects import plain_contest, plain_projects
from kuzbass_batch.records.committee.book_marks import DrawnBook, RememberedEntry
from kuzbass_batch.records.committee.entry_text import entry_to_plain
from kuzbass_batch.records.rating.rating import (
    Firmness,
    ReadingEffect,
    SingleChange,
    Tried,
)
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.outcome import Conclusions, Outcome
from kuzbass_batch.records.year.snapshots import SCHEMA
from kuzbass_batch.records.year.year import ObjectionEffect
from kuzbass_batch.rules.rating.robustness.coefficients import SHARE

_REMEMBERED = tuple(each.name for each in fields(RememberedEntry))
_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
"""Made once: a year with full registers has ten thousand lines."""


def results_lines(found: Conclusions) -> Iterator[str]:
    """Yield the text of results.json by the contract of `docs/results.schema.json`.

    Keys are sorted, decimals are strings; every participant and every file is one line, so that
    years of thousands of returns are written as they are made and compare line by line.
    """
    outcome, robustness = found.outcome, found.robustness
    methodology = outcome.methodology
    lists = {
        "entries": _entries(outcome.drawn),
        "contested": (
            _objection(each, methodology)
            for each in found.objections
            if each.objection.criterion and each.objection.asked is not None
        ),
        "files": map(_file, outcome.files),
        "firmness": (_firmness(each, methodology) for each in robustness.participants),
        "participants": plain_participants(found),
        "sensitivity": (_effect(each, methodology) for each in robustness.readings),
    }
    if methodology.programme_registers:
        lists["register_entries"] = _register_entries(outcome)
    values = {
        "approved": not found.drafts,
        **_values(outcome),
        **_programme(found),
        "robustness": _robustness(robustness.tried, methodology),
    }
    if found.projects.in_use:
        lists["projects"] = plain_projects(found.projects)
    start = "{\n"
    for key in sorted((*values, *lists)):
        yield f"{start} {_text(key)}: "
        yield from _list_lines(lists[key]) if key in lists else (_text(values[key]),)
        start = ",\n"
    yield "\n}\n"


def _programme(found: Conclusions) -> dict[str, Any]:
    """Say what there is of the programme beyond the rating; nothing of a part that is empty."""
    checks, jury = found.partner_checks, found.outcome.jury
    parts = {
        "plan": plan_document(found.plan) if found.plan.quarters else None,
        "partner_checks": plain_checks(checks) if checks else None,
        "training": plain_training(found.training) if found.training else None,
        "jury": jury_document(jury) if jury else None,
    }
    return {name: part for name, part in parts.items() if part is not None}


def _values(outcome: Outcome) -> dict[str, Any]:
    methodology = outcome.methodology
    return {
        "schema": SCHEMA,
        "year": outcome.year,
        **({"period": str(outcome.period)} if outcome.period.part else {}),
        "as_of": outcome.as_of.isoformat(),
        "methodology": {
            "id": methodology.id,
            "sha256": methodology.sha256,
            "readings": {r.id: r.chosen for r in methodology.readings},
        },
        "decisions": outcome.decisions.path or None,
        "book": _book(outcome.drawn),
        **_registers(outcome),
        **({"contest": plain_contest(outcome.contest)} if outcome.contest else {}),
    }


def _book(drawn: DrawnBook) -> dict[str, Any]:
    """Say what the next run has to know of a book that this one draws."""
    memory = drawn.memory
    return {"draw": memory.draw, "key": memory.key or None, "retired": dict(memory.retired)}


def _registers(outcome: Outcome) -> dict[str, Any]:
    """Say where the registers of the programme were read; nothing where the act keeps none."""
    years, registers = outcome.methodology.programme_registers, outcome.registers
    if years is None:
        return {}
    return {
        "registers": {
            **_book(registers.drawn),
            "path": registers.path or None,
            "first_year": years.first_year,
            "last_year": years.last_year,
            "moved": registers.moved,
        }
    }


def _register_entries(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield what was entered in the registers, whether it is in force, and of whom it is."""
    owners = {row.entry.ref(): row.participant for row in outcome.registers.rows}
    drawn = outcome.registers.drawn
    for plain, entry in zip(_entries(drawn), drawn.entries, strict=True):
        ref = entry.ref()
        yield {**plain, "in_force": ref in owners, "participant": owners.get(ref) or None}


def _entries(drawn: DrawnBook) -> Iterator[dict[str, Any]]:
    """Yield what the committee entered: the next run keeps what an older book lacks."""
    for known, entry in zip(drawn.memory.entries, drawn.entries, strict=True):
        yield {**{name: getattr(known, name) for name in _REMEMBERED}, **entry_to_plain(entry)}


def _list_lines(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    start = "[\n"
    for item in items:
        yield f"{start}  {_text(item)}"
        start = ",\n"
    yield "[]" if start == "[\n" else "\n ]"


def _text(value: Any) -> str:
    return _encoded(value)


def _objection(effect: ObjectionEffect, methodology: Methodology) -> dict[str, Any]:
    """Say what is asked, whether in time, and what granting it would change."""
    objection = effect.objection
    return {
        "participant": objection.participant,
        "criterion": objection.criterion,
        "received": plain_day(objection.received),
        "last_day": plain_day(effect.last),
        "late": effect.late,
        "counted": plain_points(effect.counted),
        "asked": plain_points(objection.asked),
        "decision": objection.verdict.value if objection.verdict else None,
        "granted": plain_points(objection.given),
        "total": methodology.shown_total(effect.now.total),
        "total_if_granted": methodology.shown_total(effect.if_only_this.total),
        "level_if_granted": level_name(effect.if_only_this.level, methodology),
        "total_together": methodology.shown_total(effect.together.total),
        "level_together": level_name(effect.together.level, methodology),
        "source": effect.by_form.form.source.path if effect.by_form else None,
    }


def _effect(effect: ReadingEffect, methodology: Methodology) -> dict[str, Any]:
    """Say whose level another option of a reading would change."""
    return {
        "reading": effect.reading.id,
        "option": effect.option.id,
        "computable": effect.computable,
        "changes": [
            {
                "participant": shift.participant,
                "level": level_name(shift.now, methodology),
                "other_level": level_name(shift.other, methodology),
            }
            for shift in effect.shifts
        ],
        "places_changed": len(effect.moves),
    }


def _file(result: FileResult) -> dict[str, Any]:
    return {
        "path": result.source.path,
        "sha256": result.source.sha256,
        "form": result.kind.value,
        "participant": result.participant or None,
        "status": result.status.value,
        "reason": result.reason,
        "findings": [plain_finding(finding) for finding in result.findings],
    }


def _robustness(tried: Tried, methodology: Methodology) -> dict[str, Any]:
    return {
        "share": str(SHARE),
        **_method(tried),
        "combinations": tried.combinations,
        "values_per_coefficient": tried.values,
        "coefficients": [_coefficient(each, methodology) for each in tried.singles],
    }


def _method(tried: Tried) -> dict[str, str]:
    """Say how the study was made where not every combination was tried."""
    if tried.every:
        return {}
    if not tried.computed:
        return {"method": "no_coefficients"}
    return {"method": "exact_bounds" if tried.exact else "bounds"}


def _firmness(firm: Firmness, methodology: Methodology) -> dict[str, Any]:
    """Say how firmly a rated participant stands; nulls where coefficients are not tried."""
    span = firm.span
    return {
        "participant": firm.participant,
        "to_next_level": methodology.shown_total(firm.to_next),
        "to_lower_level": plain_total(firm.to_lower, methodology),
        "lowest_total": methodology.shown_total(span.lowest) if span else None,
        "highest_total": methodology.shown_total(span.highest) if span else None,
        "lowest_level": level_name(span.lowest_level, methodology) if span else None,
        "highest_level": level_name(span.highest_level, methodology) if span else None,
        "level_kept": span.kept if span else None,
        "place": plain_place(span.place) if span else None,
        "place_in_category": plain_place(span.within) if span else None,
        "place_under_readings": plain_place(firm.under_readings),
    }


def _coefficient(single: SingleChange, methodology: Methodology) -> dict[str, Any]:
    """Say what one coefficient changed alone would move."""
    return {
        "criterion": single.criterion,
        "coefficient": f"{single.coefficient.normalize():f}",
        "changes": [
            {
                "participant": shift.participant,
                "level": methodology.level(shift.now).name,
                "other_level": methodology.level(shift.other).name,
            }
            for shift in single.shifts
        ],
        "places_changed": single.moved,
    }
