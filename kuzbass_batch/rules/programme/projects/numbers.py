"""Lasting numbers of projects: given by the program, never changed and never given twice.

A number is worked out of the participant and the name of the project, so that it is the same in
every run and year whatever else comes in, and a project that is taken out of the register and comes
back has its own again.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from kuzbass_batch.forms.parsing.values import alike, fold
from kuzbass_batch.records.committee.decisions import DecisionEntry, ProgrammeTable

FIRST, COUNT = 10_000, 90_000
"""Numbers of five figures: of a participant with ten projects two are equal once in 2,000 times,
and then the later one in the register takes the next."""


def project_key(participant: str, name: str) -> tuple[str, str]:
    """Return by what a project is known where its number does not stand: whose it is, its name."""
    return alike(participant), name_key(name)


def name_key(name: str) -> str:
    """Return by what a name is known again, however it was quoted: a project's, a practice's."""
    return fold(name).strip(" .«»\"'")


def proposed_number(participant: str, name: str, taken: frozenset[str] = frozenset()) -> str:
    """Return the number of a project that has none: `ИО-07-П48213`; taken: numbers of others."""
    return lasting_number(project_key(participant, name), f"{participant}-П", taken)


def lasting_number(key: tuple[str, ...], head: str, taken: frozenset[str]) -> str:
    """Return a number of five figures behind `head`, worked out of what it is given to."""
    digest = sha256("\0".join(key).encode()).digest()
    start = int.from_bytes(digest[:8]) % COUNT
    numbers = (f"{head}{FIRST + (start + more) % COUNT}" for more in range(COUNT))
    return next(number for number in numbers if alike(number) not in taken)


def project_numbers(
    projects: Iterable[tuple[str, str]], entries: Iterable[DecisionEntry]
) -> Mapping[tuple[str, str], str]:
    """Return the number of each project, by `project_key`.

    projects: participant and name. entries: rows of the registers, which know what was given.
    """
    rows = [entry for entry in entries if entry.table is ProgrammeTable.PROJECTS]
    given = {(alike(row.text("number")), alike(row.text("participant"))) for row in rows}
    found: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for row in rows:
        number = row.text("number")
        if number:
            taken.add(alike(number))
            found.setdefault(project_key(row.text("participant"), row.text("project")), number)
    for participant, name in sorted(projects):
        key = project_key(participant, name)
        if key not in found:
            own = proposed_number(participant, name)
            # Where a row bears the very number that is this project's, the committee renamed it.
            row_of_it = (alike(own), alike(participant)) in given
            number = own if row_of_it else proposed_number(participant, name, frozenset(taken))
            found[key] = number
            taken.add(alike(number))
    return found
