"""Which of several forms of objection counts, row by row: a table per case."""

import datetime as dt

import pytest

from kuzbass_batch.findings.answers import BLANK_FIELD
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.records.returns.read_files import Asked, Contest, ReadObjection
from kuzbass_batch.records.returns.returns import MatchedReturn
from kuzbass_batch.rules.returns.objection_forms import choose_objections
from tests.rules.decisions.bare_forms import CODE, lying_at

CASES = {
    # name | criteria asked for | with a fault (a `*`: beside the rows) | known → what becomes
    "one": ["а | 4 7 | | | used | несогласие, критерии: 4, 7"],
    "one with a fault in its only row": [
        "а | 4 | 4 | | returned | есть ошибки, нужна доработка",
    ],
    "one with a fault in one of its rows": [
        "а | 4 7 | 4 | | returned | есть ошибки, нужна доработка; зарегистрировано по критериям: 7",
    ],
    "a fault beside the rows asks for the form": [
        "а | 4 | * | | returned | есть ошибки, нужна доработка; зарегистрировано по критериям: 4",
    ],
    "rows of their own": [
        "а | 4 | | | used | несогласие, критерии: 4",
        "б | 7 | | | used | несогласие, критерии: 7",
    ],
    "a later one of the same row": [
        "а | 4 | | | superseded | учтено более позднее несогласие «б» (02.03.2026)",
        "б | 4 | | | used | несогласие, критерии: 4",
    ],
    "a later one of one of the rows": [
        "а | 4 7 | | | used | несогласие, критерии: 7",
        "б | 4 | | | used | несогласие, критерии: 4",
    ],
    "the same again": [
        "а | 4 | | х | used | несогласие, критерии: 4",
        "б | 4 | | х | duplicate | то же содержание, что в «а»",
    ],
    "not filled in": [
        "а | | | пусто | ignored | бланк несогласия не заполнен",
        "б | 4 | | | used | несогласие, критерии: 4",
    ],
    "the faulty row is taken up": [
        "а | 4 | 4 | | superseded | учтено более позднее несогласие «б» (02.03.2026)",
        "б | 4 | | | used | несогласие, критерии: 4",
    ],
    "the faulty row is taken up and is faulty again": [
        "а | 4 | 4 | | superseded | учтено более позднее несогласие «б» (02.03.2026)",
        "б | 4 | 4 | | returned | есть ошибки, нужна доработка",
    ],
    "another row does not mend the faulty one": [
        "а | 4 | 4 | | returned | есть ошибки, нужна доработка",
        "б | 7 | | | used | несогласие, критерии: 7",
    ],
    "another faulty row neither": [
        "а | 4 7 | 4 | | returned | есть ошибки, нужна доработка; зарегистрировано по критериям: 7",
        "б | 7 | 7 | | returned | есть ошибки, нужна доработка",
    ],
    "a later one without fault that speaks of a row again leaves the other out": [
        "а | 4 7 | 4 | | superseded | учтено более позднее несогласие «б» (02.03.2026)",
        "б | 7 | | | used | несогласие, критерии: 7",
    ],
    "two later ones take up both faulty rows": [
        "а | 4 7 | 4 7 | | superseded | учтено более позднее несогласие «в» (03.03.2026)",
        "б | 4 | 4 | | returned | есть ошибки, нужна доработка",
        "в | 7 | 7 | | returned | есть ошибки, нужна доработка",
    ],
    "the form mended": [
        "а | 4 | 4 | | superseded | учтено более позднее несогласие «б» (02.03.2026)",
        "б | 7 | 7 | исправлено | returned | есть ошибки, нужна доработка",
    ],
    "a warning is no fault": [
        "а | 4 | ?4 | | used | несогласие, критерии: 4",
    ],
}


def objection(number, line):
    name, criteria, faults, known, *expected = (part.strip() for part in line.split("|"))
    asked = tuple(
        Asked(criterion=each, worth=2, claimed=2, counted=1, reason="", documents="")
        for each in criteria.split()
    )
    findings = tuple(
        BLANK_FIELD.at(
            field="signer_name" if each == "*" else f"points/{each.lstrip('?')}/asked",
            severity=Severity.WARNING if each.startswith("?") else None,
            name="",
        )
        for each in faults.split()
    )
    day = dt.date(2026, 3, number)
    read = ReadObjection(
        source=lying_at(name, received=day),
        identity=CODE,
        contest=Contest(signer="", way="", asked=asked, begun=tuple(criteria.split())),
        unfilled=known == "пусто",
        mended=known == "исправлено",
        answers_sha256=known or name,
    )
    form = MatchedReturn(read=read, participant="ИО-01", deciding_day=day, findings=findings)
    return form, tuple(expected)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_form_counts_by_its_rows(case):
    forms, expected = zip(*(objection(n, line) for n, line in enumerate(case, 1)), strict=True)
    found = {r.source.path: (r.status.value, r.reason) for r in choose_objections(forms)}
    assert found == {f.source.path: told for f, told in zip(forms, expected, strict=True)}
