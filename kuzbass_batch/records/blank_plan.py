"""What issuing blanks into a folder means for each file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class BlankPlan:
    """What issuing blanks into a folder means; every name is that of a file.

    added: not there yet. renewed: lie there as an earlier drawing that nobody has saved, with its
    bytes, and are drawn anew. left: lie there as they would be drawn. kept: lie there otherwise,
    filled in or not the program's; they are not touched. outdated: earlier drawings for somebody
    who has a blank under another name now, with their bytes; they go. unknown: drawings for a code
    that the registry does not hold; they stay. page: the name of the page that goes out with the
    blanks, which is among them, empty for none.
    """

    added: Mapping[str, bytes]
    renewed: Mapping[str, bytes] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    outdated: Mapping[str, bytes] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    page: str = ""

    @property
    def issued(self) -> int:
        """Return how many blanks lie in the folder as they are drawn, the page not counted."""
        return sum(name != self.page for name in (*self.added, *self.renewed, *self.left))
