"""A commission's sheet by itself (p. 3.5): who sits in it, what was found, what was decided.

The sheet carries the criteria by which it was drawn, so that a later edition of the committee's
file changes nothing of a check that is finished; the mark in its edition shows them to be whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import NOWHERE, Finding
from kuzbass_batch.findings.programme import partner_checks as rules
from kuzbass_batch.records.committee.programme import CheckDecision
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    day_of_answer,
    text_of_answer,
)
from kuzbass_batch.records.year.partner_checks import (
    CheckedCriterion,
    CommissionPerson,
    CommissionRole,
    CriterionMark,
)
from kuzbass_batch.rules.programme.partner_checks.commission import commission_text
from kuzbass_batch.rules.programme.projects.report_checks import Cells, FormCheck

CRITERIA, COMMISSION = "criteria", "commission"
"""The tables of the sheet."""
CRITERIA_FILE = "check_criteria.toml"
BETWEEN = "; знак "
"""What stands before the mark in the words of an edition."""
MARK = 8
"""Hex digits that tell one list of criteria from another."""


def criteria_mark(criteria: Iterable[CheckedCriterion]) -> str:
    """Return by what a list of criteria is known: keys, words, levels that demand them."""
    said = ("|".join((each.key, each.text, *each.levels)) for each in criteria)
    words = "\n".join(" ".join(line.split()) for line in said)
    return sha256(words.encode()).hexdigest()[:MARK]


def checked_criteria(form: ProgrammeForm) -> tuple[CheckedCriterion, ...]:
    """Return the criteria of a sheet with what is answered."""
    return tuple(
        CheckedCriterion(
            key=text_of_answer(row.get("key")),
            text=text_of_answer(row.get("text")),
            levels=tuple(filter(None, text_of_answer(row.get("levels")).split(", "))),
            mark=CriterionMark(mark) if (mark := text_of_answer(row.get("mark"))) else None,
            remark=text_of_answer(row.get("remark")),
        )
        for row in form.rows(CRITERIA)
    )


def people_of_sheet(form: ProgrammeForm) -> tuple[CommissionPerson, ...]:
    """Return the commission of a sheet, by name."""
    return tuple(person for _, person in people_by_row(form) if person.name)


def people_by_row(
    form: ProgrammeForm,
) -> Iterator[tuple[Mapping[str, Answer], CommissionPerson]]:
    """Yield each begun row of the commission with whom it names; without a role a member."""
    for row in form.rows(COMMISSION):
        yield (
            row,
            CommissionPerson(
                role=CommissionRole(text_of_answer(row.get("role")) or CommissionRole.MEMBER),
                name=text_of_answer(row.get("name")),
                post=text_of_answer(row.get("post")),
                body=text_of_answer(row.get("body")),
            ),
        )


def check_chair(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """A commission has one chair."""
    people = people_of_sheet(form)
    chairs = [each.name for each in people if each.role is CommissionRole.CHAIR]
    field = f"{COMMISSION}/1/role"
    if people and not chairs:
        yield rules.NO_CHAIR.at(cells.get(field, NOWHERE), field=field)
    elif len(chairs) > 1:
        yield rules.SEVERAL_CHAIRS.at(
            cells.get(field, NOWHERE), field=field, count=len(chairs), names=wording.series(chairs)
        )


def check_criteria(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """Yield criteria without an answer, remarks without words, and a list that was changed."""
    for number, (row, each) in enumerate(
        zip(form.rows(CRITERIA), checked_criteria(form), strict=True)
    ):
        first = next(iter(row.values())).field_id.rsplit("/", 1)[0]
        name = each.key or f"в строке {number + 1}"
        if each.mark is None and "mark" not in row:
            field = f"{first}/mark"
            yield rules.CRITERION_UNANSWERED.at(cells.get(field, NOWHERE), field=field, key=name)
        elif each.mark is CriterionMark.REMARK and not each.remark:
            field = f"{first}/remark"
            yield rules.REMARK_UNWORDED.at(cells.get(field, NOWHERE), field=field, key=name)
    _, _, mark = form.text("edition").rpartition(BETWEEN)
    if mark != criteria_mark(checked_criteria(form)):
        yield rules.CRITERIA_CHANGED.at(form.ref("edition"), field="edition", file=CRITERIA_FILE)


def check_decision(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """A certificate has a level, whose criteria are met; a refusal has its grounds."""
    decision, level = form.text("decision"), form.text("level")
    if decision == CheckDecision.AWARDED:
        if not level:
            yield rules.AWARD_WITHOUT_LEVEL.at(
                cells.get("level", NOWHERE), field="level", decision=decision
            )
            return
        unmet = [each.key for each in unmet_for(level, checked_criteria(form))]
        if unmet:
            yield rules.DEMANDED_NOT_MET.at(
                form.ref("level"), field="level", level=level, keys=", ".join(unmet)
            )
    elif decision and not form.text("grounds"):
        yield rules.DECISION_UNEXPLAINED.at(
            cells.get("grounds", NOWHERE), field="grounds", decision=decision
        )


def unmet_for(level: str, criteria: Iterable[CheckedCriterion]) -> Iterator[CheckedCriterion]:
    """Yield the criteria that a level demands and that are answered with «не выполнен»."""
    for each in criteria:
        if level in each.levels and each.mark is CriterionMark.NOT_MET:
            yield each


def check_day(form: ProgrammeForm, cells: Cells) -> Iterator[Finding]:
    """A check comes after the application."""
    checked, applied = form.day("checked"), form.day("applied")
    if checked and applied and checked < applied:
        yield rules.CHECKED_BEFORE_APPLIED.at(
            form.ref("checked"),
            field="checked",
            day=wording.day(checked),
            applied=wording.day(applied),
        )


def check_columns(form: ProgrammeForm) -> dict[str, Scalar]:
    """Return the columns of a check's row that are worked out of several answers."""
    return {
        "commission": commission_text(people_of_sheet(form)) or None,
        "criteria_met": criteria_words(checked_criteria(form)) or None,
    }


def criteria_words(criteria: Iterable[CheckedCriterion]) -> str:
    """Return what the criteria came to: «выполнено 4 из 6; не выполнен: № 3»."""
    listed = tuple(criteria)
    met = sum(each.mark in (CriterionMark.MET, CriterionMark.REMARK) for each in listed)
    unmet = [each.key for each in listed if each.mark is CriterionMark.NOT_MET]
    remarks = [
        f"№ {each.key} – {each.remark.rstrip('. ')}"
        for each in listed
        if each.mark is CriterionMark.REMARK
    ]
    parts = [f"выполнено {met} из {len(listed)}"] if listed else []
    failed = "не выполнены" if len(unmet) > 1 else "не выполнен"
    parts += [f"{failed}: № {', '.join(unmet)}"] if unmet else []
    parts += [f"замечания: {', '.join(remarks)}"] if remarks else []
    return "; ".join(parts)


def sheet_day(form: ProgrammeForm) -> str:
    """Return what a sheet is called in the register: «лист проверки от 10.06.2025»."""
    day = day_of_answer(form.answer("checked"))
    return f"лист проверки от {wording.day(day)}" if day else "лист проверки"


SHEET_CHECKS: tuple[FormCheck, ...] = (check_chair, check_criteria, check_decision, check_day)
