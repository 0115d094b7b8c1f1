"""Files of the input folder, and what a file may turn out to be."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kuzbass_batch.findings.finding import Finding


class Kind(StrEnum):
    """What a file turned out to be."""

    SELF_ASSESSMENT = "self_assessment"
    PASSPORT = "project_passport"
    OBJECTION = "objection"
    PROJECT_REPORT = "project_report"
    PROCESS_LIST = "process_list"
    CHECK_SHEET = "check_sheet"
    JURY_SHEET = "jury_sheet"
    CONTEST_APPLICATION = "contest_application"
    REGISTRY = "registry"
    CALENDAR = "calendar"
    DECISIONS = "decisions"
    REGISTERS = "registers"
    DETAILS = "details"
    CONTEST_ANNOUNCEMENT = "contest_announcement"
    PAST_RESULTS = "past_results"
    UNKNOWN = "unknown"


PROGRAMME_FORMS = (
    Kind.PROJECT_REPORT, Kind.PROCESS_LIST, Kind.CHECK_SHEET, Kind.CONTEST_APPLICATION,
)  # fmt: skip
"""Forms of the programme that are filled all year: what they say goes into its registers."""
OF_COMMISSION = (Kind.CHECK_SHEET,)
"""Those of them that others fill about a body (p. 3.5): they are never sent back to it."""
OPEN_TO_OTHERS = (*OF_COMMISSION, Kind.CONTEST_APPLICATION)
"""Those that may be of a body outside of the registry (p. 2.7, 3.5)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file of the input folder: `path` relative with `/`, size in bytes, SHA-256 in hex.

    `received` is the date that its folder's name carries (`2025-12-16`), or the message's in which
    it came, if any. `litter` says in Russian why the file is passed over; empty for files to read.
    `otherwise` says the same of a file that is read only to see whether it is a workbook after all;
    `doubt` is what is to be said of it if it is none, and yet may be somebody's return.
    `findings` are those of the file's name and place; with an error among them it is not read.
    `by_message`: that date is the message's; `sender`: the address that it came from, in lower
    case, if any.
    `location` is where to open it, if that is not the path: a name with characters that cannot be
    shown, or the archive or message in which it is number `member`.
    """

    path: str
    size: int
    sha256: str
    received: dt.date | None = None
    litter: str = ""
    otherwise: str = ""
    doubt: Finding | None = None
    findings: tuple[Finding, ...] = ()
    sender: str = ""
    location: str = ""
    member: int | None = None
    by_message: bool = False


NO_SOURCE = Source(path="", size=0, sha256="")
"""Of a content that is not yet known to lie anywhere."""
