"""Findings: what is wrong with a file, where, and how to mend it.

Every rule that can yield a finding stands in `kuzbass_batch.findings.catalogue`; its code is
stable.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How a finding is treated: an error sends the file back, a warning asks, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def russian(self) -> str:
        """Return the word shown to users."""
        return {"error": "ошибка", "warning": "замечание", "note": "справка"}[self.value]

    @property
    def rank(self) -> int:
        """Return 0 for the gravest severity, 2 for the lightest."""
        return ("error", "warning", "note").index(self.value)


class Fact(StrEnum):
    """What a finding establishes. The program decides by these facts, never by code or wording.

    OF_MARKS: the marks of a criterion do not show its points. NO_QUALITY_CHECK, NO_CONTEST,
    NO_TRAINING_LIST, NO_PASSPORT: the evidence that the act asks for is missing. FEW_TRAINED: the
    list of trained people is shorter than the plan asks. NO_DOCUMENT: a document is
    missing; the question lapses once the committee has verified the points of the criterion.
    OWN_SENTENCE: a letter with the result says it in a sentence of its own, so it is left out of
    the letter's list of questions. TEXT_CUT: only the beginning of a text counts. CELL_CUT: the
    rest of a cell's text was not read. SAID_BETTER: a general finding on a cell; where the registry
    has a finding of its own on the same cell, only that one is shown. NO_NUMBER: a cell that asks
    for a number holds something else. BLANK: a field that must be filled in is empty. OWN_FILE: one
    of the committee's own files is faulty, and only the committee can mend it. NOT_OWN: nothing
    proves that a book of decisions is the committee's own, so nothing in it is applied.
    ENTRIES_KEPT: an older book lacks entries of a later one; those entries stay in force. TOO_MANY:
    a registry has more participants than one run can hold, so the run need not begin.
    NOTHING_ATTACHED: a message without files, which somebody has to read. DRAWN_ANEW: a form that
    cannot be mended as it is, so that a new one is drawn.
    """

    OF_MARKS = "of_marks"
    NO_QUALITY_CHECK = "no_quality_check"
    NO_CONTEST = "no_contest"
    NO_TRAINING_LIST = "no_training_list"
    NO_PASSPORT = "no_passport"
    FEW_TRAINED = "few_trained"
    NO_DOCUMENT = "no_document"
    OWN_SENTENCE = "told_apart"
    TEXT_CUT = "text_cut"
    CELL_CUT = "cell_cut"
    SAID_BETTER = "said_better"
    NO_NUMBER = "no_number"
    BLANK = "blank"
    OWN_FILE = "own_file"
    NOT_OWN = "not_own"
    ENTRIES_KEPT = "entries_kept"
    TOO_MANY = "too_many"
    NOTHING_ATTACHED = "nothing_attached"
    DRAWN_ANEW = "drawn_anew"


@dataclass(frozen=True, kw_only=True, slots=True)
class CellRef:
    """A place in a workbook: sheet name and A1 address; both may be empty (the whole file)."""

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """Return `Лист!D8`, the sheet alone, or an empty string."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


NOWHERE = CellRef()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One remark on one file: stable code, severity, place, fault and remedy in Russian.

    `cell` holds one A1 address or several joined with ", " once equal findings are merged.
    `field` names the form field concerned (its `field_id`), so that the redrawn form can mark it.
    `internal`: for the committee only, it speaks of other participants.
    `criterion`: whose document is asked for, with `Fact.NO_DOCUMENT`.
    `facts`: what it establishes; nothing else of a finding may decide anything.
    `own_remedy`: what to do instead where the file is the committee's own, empty if the same.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    facts: tuple[Fact, ...] = ()
    file: str = ""
    sheet: str = ""
    cell: str = ""
    field: str = ""
    internal: bool = False
    criterion: str = ""
    own_remedy: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the addresses one by one."""
        return tuple(part for part in self.cell.split(", ") if part)

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the field ids one by one."""
        return tuple(part for part in self.field.split(", ") if part)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding: its stable code, severity, and the Russian wording with placeholders.

    Placeholders are `{cell}` (the address) and whatever keywords the caller passes to `at`.
    point: the name that the methodology's references give to the point of the act, or empty.
    reading: the id of the reading that decides it, or empty.
    own_remedy: the remedy where the file is the committee's own and nobody else can send it again.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    point: str = ""
    internal: bool = False
    facts: tuple[Fact, ...] = ()
    reading: str = ""
    own_remedy: str = ""

    def at(
        self,
        ref: CellRef = NOWHERE,
        *,
        field: str = "",
        severity: Severity | None = None,
        **values: object,
    ) -> Finding:
        """Return the finding of this rule at `ref`; a reading may override `severity`."""
        words = {"cell": ref.cell, "sheet": ref.sheet, **values}
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            message=self.message.format(**words),
            remedy=self.remedy.format(**words),
            sheet=ref.sheet,
            cell=ref.cell,
            field=field,
            internal=self.internal,
            facts=self.facts,
            criterion=str(values.get("criterion", "")) if Fact.NO_DOCUMENT in self.facts else "",
            own_remedy=self.own_remedy,
        )


def in_file(findings: Iterable[Finding], path: str) -> tuple[Finding, ...]:
    """Return the findings with the file's path (relative to the input folder) filled in."""
    return tuple(replace(finding, file=path) for finding in findings)


def in_own_file(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings on a file of the committee's own, with the remedies for its clerk."""
    return tuple(replace(f, remedy=f.own_remedy or f.remedy, own_remedy="") for f in findings)


def merge_equal(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join findings that differ only in their cell into one that lists the cells, order kept."""
    equal: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.message, finding.file, finding.sheet)
        equal.setdefault(key, []).append(finding)
    return tuple(map(_joined, equal.values()))


def _joined(equal: list[Finding]) -> Finding:
    if len(equal) == 1:
        return equal[0]
    return replace(
        equal[0],
        cell=_listed(finding.cell for finding in equal),
        field=_listed(finding.field for finding in equal),
    )


def _listed(lists: Iterable[str]) -> str:
    """Return all parts of the lists as one list; a column left empty joins thousands."""
    parts = (part for each in lists for part in each.split(", ") if part)
    return ", ".join(dict.fromkeys(parts))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding sends the file back."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def is_for_participant(finding: Finding) -> bool:
    """Tell whether the participant is asked to do something about it."""
    return finding.severity is not Severity.NOTE and not finding.internal


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings sorted by severity, file and place; ties keep their order.

    What concerns a whole file comes first, then its sheets as they were read, from top to bottom:
    C8 before C11, as one who mends them goes through the form.
    """
    listed = tuple(findings)
    sheets = {sheet: at for at, sheet in enumerate(dict.fromkeys(["", *(f.sheet for f in listed)]))}
    return tuple(
        sorted(listed, key=lambda f: (f.severity.rank, f.file, sheets[f.sheet], _first_cell(f)))
    )


def _first_cell(finding: Finding) -> tuple[int, str]:
    """Return the row and column of the first cell; the whole sheet stands before its cells."""
    found = re.match(r"([A-Z]{1,3})(\d+)", finding.cell)
    return (int(found[2]), found[1].rjust(3)) if found else (0, "")
