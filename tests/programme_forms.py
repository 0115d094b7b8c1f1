"""Every form of the programme with what the tests of forms need of it: here a further one is added.

Its readiness, what LibreOffice and Gnumeric save of it, broken files and texts that are not only
text are then tried for it as for the others.
"""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from kuzbass_batch.forms.spec.specification import ValueKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.programme.projects.numbers import proposed_number
from tests.check_sheets import SHEET
from tests.contests import APPLICATION
from tests.filled import FORMS
from tests.findings.cases_processes import LIST
from tests.project_reports import CLOSED, REPORT

CLOSED_REPORT = REPORT | CLOSED
SOUND = {
    Kind.PROJECT_REPORT: REPORT,
    Kind.PROCESS_LIST: LIST,
    Kind.CONTEST_APPLICATION: APPLICATION,
    Kind.CHECK_SHEET: SHEET,
}
"""Answers by field with which a form is complete and nothing of it is sent back."""
OWN_ANSWERS = {
    Kind.PROJECT_REPORT: lambda ident, project: {"number": proposed_number(ident, project)},
}
"""Of some forms, answers that name what lies beside: by the participant and its project's name."""
CASES = {
    "report closed": (Kind.PROJECT_REPORT, CLOSED_REPORT, True),
    "closed without its day": (Kind.PROJECT_REPORT, CLOSED_REPORT | {"closed": None}, False),
    "closed without a fact": (Kind.PROJECT_REPORT, CLOSED_REPORT | {"results/1/fact": None}, False),
    "stable without its day": (Kind.PROJECT_REPORT, CLOSED_REPORT | {"status": "стабилен"}, False),
    "closed tomorrow": (Kind.PROJECT_REPORT,
                        CLOSED_REPORT | {"closed": dt.date(2025, 12, 13)}, False),
    "eleventh stage": (Kind.PROJECT_REPORT, {"stage": 11}, False),
    "half a stage": (Kind.PROJECT_REPORT, {"stage": 6.5}, False),
    "minutes below none": (Kind.PROJECT_REPORT, {"after": -1}, False),
    "minutes and a half": (Kind.PROJECT_REPORT, {"after": 19.5}, True),
    "a fact in words": (Kind.PROJECT_REPORT, {"results/1/fact": "семь"}, False),
    "a fact known tomorrow": (Kind.PROJECT_REPORT,
                              {"results/1/date": dt.date(2025, 10, 4)}, False),
    "a fact known as a text": (Kind.PROJECT_REPORT, {"results/1/date": "30.09.2025"}, True),
    "a later fact as a text": (Kind.PROJECT_REPORT, {"results/1/date": "04.10.2025"}, False),
    "a stage done tomorrow": (Kind.PROJECT_REPORT, {"plan/6/done": dt.date(2025, 10, 4)}, False),
    "a process twice": (Kind.PROCESS_LIST, {"processes/2/process": "выдача  Справки"}, False),
    "a process nearly twice": (Kind.PROCESS_LIST, {"processes/2/process": "Выдача справки*"}, True),
    "more than all satisfied": (Kind.PROCESS_LIST, {"processes/1/satisfied": 101}, False),
    "half a step": (Kind.PROCESS_LIST, {"processes/2/steps_after": 2.5}, False),
    "half a day": (Kind.PROCESS_LIST, {"processes/2/days_after": 2.5}, True),
    "another kind": (Kind.PROCESS_LIST, {"processes/1/kind": "между нами"}, False),
    "a kind of the list": (Kind.PROCESS_LIST, {"processes/1/kind": "Между органами"}, True),
    "a row without its process": (Kind.PROCESS_LIST, {"processes/3/owner": "отдел"}, False),
    "no practice": (Kind.CONTEST_APPLICATION, {"practice": None}, False),
    "the same after": (Kind.CONTEST_APPLICATION, {"after": APPLICATION["before"].upper()}, False),
    "no author": (Kind.CONTEST_APPLICATION, {"author": None}, True),
    "a decision of no list": (Kind.CHECK_SHEET, {"decision": "подумать"}, False),
    "no chair": (Kind.CHECK_SHEET, {"commission/1/role": "член комиссии"}, False),
    "two chairs": (Kind.CHECK_SHEET, {"commission/2/role": "Председатель"}, False),
    "awarded without a level": (Kind.CHECK_SHEET, {"level": None}, False),
    "refused without grounds": (Kind.CHECK_SHEET, {"decision": "отказано"}, False),
    "refused with grounds": (Kind.CHECK_SHEET,
                             {"decision": "отказано", "grounds": "нет карты процесса"}, True),
    "checked before it was applied for": (Kind.CHECK_SHEET, {"checked": "10.03.2025"}, False),
    "checked on the day": (Kind.CHECK_SHEET, {"checked": "11.03.2025"}, True),
    "a criterion unanswered": (Kind.CHECK_SHEET, {"criteria/1/mark": None}, False),
    "a remark without words": (Kind.CHECK_SHEET, {"criteria/1/mark": "замечание"}, False),
    "a remark in words": (Kind.CHECK_SHEET, {"criteria/1/mark": "замечание",
                                             "criteria/1/remark": "нет подписи"}, True),
    "a member without a name": (Kind.CHECK_SHEET, {"commission/2/name": None}, False),
    "a day in words": (Kind.PROCESS_LIST, {"processes/1/redesigned": "с сентября"}, False),
}  # fmt: skip
"""A change of a sound form, and whether it is still ready."""
WRONG = {
    ValueKind.TEXT: ("#REF!", " "), ValueKind.DATE: ("31.02.2025", 5, "#N/A"),
    ValueKind.NUMBER: ("десять", "#DIV/0!", "10 дней"),
    ValueKind.CHOICE: ("кое-что", "#NAME?"), ValueKind.MARK: ("возможно", "#REF!"),
}  # fmt: skip
"""What no form takes in a cell of this kind; an optional text may be blank."""


def open_fields(kind):
    """Return the fields that somebody fills in, as drawn: those of the first row of each table."""
    names = {"participant_id", "participant_name"}
    found = {name: field for name, field in FORMS[kind].fields().items() if not field.locked}
    return {name: field for name, field in found.items()
            if name not in names and name.split("/")[1:2] in ([], ["1"])}  # fmt: skip


def spoiled_answers(kind):
    """Yield every change of one answer of a sound form after which it must be sent back."""
    for name, field in open_fields(kind).items():
        for value in WRONG[field.kind]:
            if field.required or value != " ":
                yield name, value


WORDS = st.text("абвгёжЯЪxyzQ0123456789№«»-,.", min_size=1, max_size=30).map("слово {}".format)
ANSWERS = {
    ValueKind.TEXT: WORDS,
    ValueKind.DATE: st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    ValueKind.NUMBER: st.decimals(-(10**9), 10**9, places=3).map(lambda n: Decimal(repr(float(n)))),
    ValueKind.MARK: st.booleans(),
}


def changed(kind, changes):
    """Return the answers of a sound form with these instead, as a drawing takes them."""
    numbers = {name: Decimal(str(value)) for name, value in changes.items()
               if isinstance(value, int | float)}  # fmt: skip
    return SOUND[kind] | changes | numbers


def answers_of(kind):
    """Return the strategy of a form's answers: a sound form with some of them changed at random."""
    own = {
        name: st.sampled_from(field.choices) if field.choices else ANSWERS[field.kind]
        for name, field in open_fields(kind).items()
    }
    return st.fixed_dictionaries({}, optional=own).map(lambda changes: SOUND[kind] | changes)
