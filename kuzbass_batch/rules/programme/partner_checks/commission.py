"""A commission written into one cell: «председатель Иванов И. И., начальник, комитет; член …»."""

import re
from collections.abc import Callable, Iterable, Iterator

from kuzbass_batch.records.year.partner_checks import CommissionPerson, CommissionRole

_PARTS = re.compile(r"[;\n]+")
_ROLES = (
    (re.compile(r"\W*председател\w*(?: комиссии)?\W*", re.I), CommissionRole.CHAIR),
    (re.compile(r"\W*наблюдател\w*\W*", re.I), CommissionRole.OBSERVER),
    (re.compile(r"\W*член\w*(?: комиссии)?\W*", re.I), CommissionRole.MEMBER),
)
POST_AND_BODY = 2
"""Commas after a name, at most: what follows the second belongs to the body."""


def commission_in(text: str) -> tuple[CommissionPerson, ...]:
    """Return the people that a cell names, apart by semicolons; without a role one is a member."""
    return tuple(person for part in _PARTS.split(text) if (person := _person(part)))


def _person(part: str) -> CommissionPerson | None:
    role, said = CommissionRole.MEMBER, part.strip()
    for pattern, each in _ROLES:
        found = pattern.match(said)
        if found and found.end():
            role, said = each, said[found.end() :]
            break
    words = [each.strip(" .") for each in said.split(",", POST_AND_BODY)]
    name, post, body = (*words, "", "")[:3]
    if not name:
        return None
    # A name ends with the stop of its initials, which nothing else does.
    name = f"{name}." if re.search(r"\b\w$", name) and f"{name}." in said else name
    return CommissionPerson(role=role, name=name, post=post, body=body)


def commission_text(people: Iterable[CommissionPerson]) -> str:
    """Return the people as one cell says them: «председатель Иванов И. И., начальник; …»."""
    return "; ".join(f"{each.role} {each.words}" for each in people)


def of_checked_body(
    people: Iterable[CommissionPerson], is_of_body: Callable[[str], bool]
) -> Iterator[CommissionPerson]:
    """Yield who decides in the matter of his own body; an observer decides nothing (p. 3.5).

    is_of_body: tells whether words name the body under check.
    """
    for each in people:
        if each.role is not CommissionRole.OBSERVER and is_of_body(each.words):
            yield each
