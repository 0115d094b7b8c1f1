"""A commission's sheet beside the register of applications (p. 3.5)."""

from collections.abc import Iterator
from functools import partial

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.findings.programme import partner_checks as rules
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.records.committee.decisions import ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    ApplicationState,
    CheckDecision,
    RegisterRow,
)
from kuzbass_batch.records.returns.programme_forms import ProgrammeForm
from kuzbass_batch.records.returns.returns import MatchedReturn
from kuzbass_batch.rules.programme.partner_checks.applications import (
    is_request,
    level_rank,
    nearest_number,
    number_key,
)
from kuzbass_batch.rules.programme.partner_checks.commission import of_checked_body
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import people_by_row
from kuzbass_batch.rules.programme.projects.beside import KnownProjects

Numbered = dict[str, RegisterRow]


def check_sheet(
    file: MatchedReturn, form: ProgrammeForm, known: KnownProjects
) -> Iterator[Finding]:
    """Yield what is wrong with a sheet beside the register, and on the day of the run."""
    checked = form.day("checked")
    if checked and checked > known.as_of:
        yield rules.CHECKED_AHEAD.at(
            form.ref("checked"),
            field="checked",
            day=wording.day(checked),
            as_of=wording.day(known.as_of),
        )
    yield from _own_people(file, form, known)
    if not form.subject:
        return  # That it is blank has a finding of its own.
    numbered: Numbered = {
        number_key(row.text("number")): row
        for row in known.registers.of(ProgrammeTable.CHECK_APPLICATIONS)
        if row.text("number") and not is_request(row)
    }
    row = numbered.get(number_key(form.subject))
    if row is None:
        own = {key: each.text("number") for key, each in numbered.items()
               if alike(each.participant) == alike(file.participant)}  # fmt: skip
        yield rules.UNKNOWN_APPLICATION.at(
            form.ref("number"),
            field="number",
            found=form.subject,
            suggestion=nearest_number(form.subject, own),
        )
    elif file.participant and alike(row.participant) != alike(file.participant):
        yield rules.ANOTHERS_APPLICATION.at(
            form.ref("number"),
            field="number",
            number=form.subject,
            owner=row.participant,
            found=file.participant,
        )
    else:
        yield from _decided(form, row)


def _decided(form: ProgrammeForm, row: RegisterRow) -> Iterator[Finding]:
    """Yield what the decision is asked about, beside what was applied for."""
    state, asked, level = row.text("state"), row.text("level"), form.text("level")
    if state != ApplicationState.ACCEPTED:
        yield rules.NOT_ACCEPTED.at(
            form.ref("number"), field="number", number=form.subject, state=state or "не решено"
        )
    awarded = form.text("decision") == CheckDecision.AWARDED
    if awarded and -1 < level_rank(asked) < level_rank(level):
        yield rules.LEVEL_ABOVE_ASKED.at(form.ref("level"), field="level", level=level, asked=asked)


def _own_people(
    file: MatchedReturn, form: ProgrammeForm, known: KnownProjects
) -> Iterator[Finding]:
    """Yield each member from the body under check; an observer may be from there."""
    if not file.participant:
        return
    is_own = partial(_names, file.participant, known)
    for row, person in people_by_row(form):
        if any(of_checked_body((person,), is_own)):
            answer = row.get("body") or next(iter(row.values()))
            yield rules.MEMBER_OF_CHECKED.at(
                answer.ref,
                field=answer.field_id,
                name=person.name or "Участник комиссии",
                body=person.body or person.post,
                role=person.role.value,
            )


def _names(who: str, known: KnownProjects, words: str) -> bool:
    return known.bodies is not None and who in known.bodies.named_in(words)
