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
    that the registry does not hold; they stay.
    """

    added: Mapping[str, bytes]
    renewed: Mapping[str, bytes] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    outdated: Mapping[str, bytes] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
