"""Partner quality checks in results.json: applications, the checks, requests for the order."""

from typing import Any

from kuzbass_batch.outputs.results.plain_data import plain_day
from kuzbass_batch.records.year.partner_checks import (
    CheckApplication,
    CommissionPerson,
    PartnerCheck,
    PartnerChecks,
)


def plain_checks(checks: PartnerChecks) -> dict[str, Any]:
    """Return applications with what became of them, and requests; days are ISO dates."""
    return {
        "applications": [_application(each) for each in checks.applications],
        "requests": [{**_applicant(each), "date": plain_day(each.day)} for each in checks.requests],
    }


def _applicant(each: CheckApplication) -> dict[str, Any]:
    who = each.applicant
    return {"applicant": who.id, "name": who.name, "outside": who.outside}


def _application(each: CheckApplication) -> dict[str, Any]:
    return {
        **_applicant(each),
        "number": each.number,
        "date": plain_day(each.day),
        "sample": each.sample,
        "level": each.level or None,
        "signer": each.signer,
        "right": each.right or None,
        "process": each.process,
        "projects": each.projects,
        "earlier": each.earlier,
        "state": each.state.value if each.state else None,
        "decided": plain_day(each.decided),
        "reason": each.reason,
        "lacks": list(each.lacks),
        "planned": plain_day(each.planned),
        "commission": [_person(person) for person in each.commission],
        "check": _check(each.check) if each.check else None,
    }


def _person(person: CommissionPerson) -> dict[str, Any]:
    return {
        "role": person.role.value,
        "name": person.name,
        "post": person.post,
        "body": person.body,
    }


def _check(check: PartnerCheck) -> dict[str, Any]:
    return {
        "checked": plain_day(check.checked),
        "decision": check.decision.value if check.decision else None,
        "level": check.level or None,
        "commission": check.commission,
        "grounds": check.grounds,
        "criteria": check.criteria,
        "edition": check.edition,
        "certificate": check.number or None,
        "certificate_date": plain_day(check.day),
    }
