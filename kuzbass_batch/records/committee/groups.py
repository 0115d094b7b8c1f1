"""Records of participants, grouped by whose they are."""

from collections.abc import Iterable
from typing import Protocol as Shape
from typing import TypeVar


class _Owned(Shape):
    @property
    def participant(self) -> str: ...


Owned = TypeVar("Owned", bound=_Owned)


class Groups(dict[str, tuple[Owned, ...]]):
    """Records by participant; who has none has an empty group, and takes no room."""

    def __missing__(self, participant: str) -> tuple[Owned, ...]:
        """Return the empty group."""
        return ()


def by_participant(records: Iterable[Owned]) -> Groups[Owned]:
    """Return the records grouped by participant, the order kept; nobody's group is empty."""
    groups: Groups[Owned] = Groups()
    for record in records:
        groups[record.participant] += (record,)
    return groups
