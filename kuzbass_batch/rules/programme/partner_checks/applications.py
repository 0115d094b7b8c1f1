"""Applications for a quality check (p. 3.5), beside each other and beside earlier certificates."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.findings.programme import partner_checks as rules
from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable
from kuzbass_batch.records.committee.programme import (
    LEVELS_OF_CHECKS,
    ApplicationKind,
    ApplicationState,
    RegisterRow,
)
from kuzbass_batch.rules.checks.registered import is_certified

Told = tuple[DecisionEntry, Finding]
NEAR = 0.7
"""How alike a number must be to be suggested."""
OF_ACCEPTED = (
    ("decided", "решение от"),
    ("planned", "проверка назначена на"),
    ("commission", "комиссия"),
)
WANTED = (
    ("sample", "не назван образец (площадка)"),
    ("level", "не указан уровень, на соответствие которому образец проверяется"),
    ("signer", "не видно, кем заявка подписана"),
    ("right", "не указано, подписал руководитель или лицо, его замещающее"),
)
"""What a sound application says, and how a letter puts that one does not."""


def is_request(row: RegisterRow) -> bool:
    """Tell whether a row asks for the order of the checks and applies for none."""
    return row.text("kind") == ApplicationKind.ORDER


def lacking(row: RegisterRow) -> tuple[str, ...]:
    """Return what an application does not say, as a letter puts it."""
    return tuple(words for column, words in WANTED if not row.text(column))


def number_key(number: str) -> str:
    """Return the number of an application or certificate made comparable."""
    return alike(number).replace("№", "").replace(" ", "")


def nearest_number(number: str, known: Mapping[str, str]) -> str:
    """Return the sentence that names which number may be meant, empty if none is near.

    known: numbers by their comparable spelling.
    """
    near = difflib.get_close_matches(number_key(number), known, 1, NEAR)
    return f" Возможно, это {known[near[0]]}." if near else ""


def across_applications(rows: Iterable[RegisterRow]) -> Iterator[Told]:
    """Yield what is wrong with the applications among the rows that fit; errors put one off.

    Of samples that they name an application which is not there.
    """
    listed = tuple(rows)
    numbered = _numbers(_of(ProgrammeTable.CHECK_APPLICATIONS, listed), "number")
    certificates = [row for row in _of(ProgrammeTable.SAMPLES, listed) if is_certified(row)]
    known = _numbers(certificates, "number")
    for row in _of(ProgrammeTable.CHECK_APPLICATIONS, listed):
        if not is_request(row):
            found = (*_by_itself(row, numbered), *_beside(row, certificates, known))
            yield from ((row.entry, each) for each in found)
    for row in _of(ProgrammeTable.SAMPLES, listed):
        number = row.text("application")
        if number and number_key(number) not in numbered:
            hint = nearest_number(number, numbered)
            told = rules.WITHOUT_APPLICATION.at(
                row.entry.ref("application"), found=number, suggestion=hint
            )
            yield row.entry, told


def _of(table: ProgrammeTable, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    return [row for row in rows if row.table is table]


def _numbers(rows: Iterable[RegisterRow], column: str) -> dict[str, str]:
    numbers = (row.text(column) for row in rows)
    return {number_key(number): number for number in numbers if number}


def _by_itself(row: RegisterRow, numbered: Mapping[str, str]) -> Iterator[Finding]:
    entry, state = row.entry, row.text("state")
    if not row.text("number"):
        yield rules.APPLICATION_UNNUMBERED.at(entry.ref("number"), number=_free(numbered))
    signer = row.text("signer")
    if not signer:
        yield rules.APPLICATION_UNSIGNED.at(entry.ref("signer"))
    elif not row.text("right"):
        yield rules.SIGNED_WITHOUT_RIGHT.at(entry.ref("signer"), signer=signer)
    if state and row.day("decided") is None:
        yield rules.STATE_UNDATED.at(entry.ref("state"), state=state)
    unexplained = state == ApplicationState.REFUSED or (
        state == ApplicationState.TO_MEND and not lacking(row)
    )
    if unexplained and not row.text("reason"):
        yield rules.STATE_UNEXPLAINED.at(entry.ref("state"), state=state)
    if state == ApplicationState.ACCEPTED:
        if not row.text("sample"):
            yield rules.SAMPLE_MISSING.at(entry.ref("state"))
        blank = [name for column, name in OF_ACCEPTED[1:] if entry.cell(column) is None]
        if blank:
            yield rules.ACCEPTED_INCOMPLETE.at(entry.ref("state"), names=", ".join(blank))


def _free(numbered: Mapping[str, str]) -> int:
    """Return the first number beyond all that are given."""
    return max((int(number) for number in numbered if number.isdecimal()), default=0) + 1


def _beside(
    row: RegisterRow, certificates: Iterable[RegisterRow], known: Mapping[str, str]
) -> Iterator[Finding]:
    entry, level = row.entry, row.text("level")
    for held in (each for each in certificates if each.participant == row.participant):
        below = bool(level) and level_rank(level) < level_rank(held.text("level"))
        if below and _sample_key(held) == _sample_key(row):
            yield rules.LEVEL_BELOW_HELD.at(
                entry.ref("level"),
                level=level,
                number=held.text("number").lstrip("№ "),
                held=held.text("level"),
                place=held.place,
            )
    earlier = row.text("earlier")
    if earlier and number_key(earlier) not in known:
        yield rules.EARLIER_UNKNOWN.at(
            entry.ref("earlier"), found=earlier, suggestion=nearest_number(earlier, known)
        )


def _sample_key(row: RegisterRow) -> tuple[str, str]:
    return row.participant, fold(row.text("sample"))


def level_rank(level: str) -> int:
    """Return how high a level of a certificate is (p. 3.5), 0 the lowest; -1 if it is none."""
    words = [each.value for each in LEVELS_OF_CHECKS]
    return words.index(level) if level in words else -1
