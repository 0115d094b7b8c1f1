"""Which forms the committee has accepted and has not yet said so to whoever sent them.

A form that goes back is answered by the letter that returns it; one that is accepted would else be
heard of with the result only, months later. The register of letters tells what was acknowledged: of
each sent line, which answers it spoke of. So a mended form is acknowledged for itself, and the same
answers once more are not.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of
from kuzbass_batch.records.committee.outgoing import ACKNOWLEDGEMENT, Outgoing
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import ReadReturn, came_on
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.rules.deadlines import is_year_over
from kuzbass_batch.rules.year.approval import approval_of
from kuzbass_batch.rules.year.letters.editions import as_sent

FORM_WORDS = {
    Kind.SELF_ASSESSMENT: "самооценка",
    Kind.PASSPORT: "паспорт проекта",
    Kind.OBJECTION: "несогласие",
}
"""The forms that are acknowledged, and their names."""
MARK = 12
"""Hex digits by which the register knows the answers of a form."""
_MARKS = re.compile(rf"\[([0-9a-f]{{{MARK}}})\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptedForm:
    """A form that was accepted: which, the name of its file, the day it came, its answers' mark."""

    kind: Kind
    file: str
    day: dt.date | None
    mark: str

    @property
    def words(self) -> str:
        """Return the form as a sentence names it, with its file and the day it came."""
        came = f", получен {wording.day(self.day)}" if self.day else ""
        return f"{FORM_WORDS[self.kind]} (файл «{self.file}»{came})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """What is to be said to a participant: which forms were accepted.

    late: the self-assessment among them came after the act's day (app. 3 p. 4.1).
    """

    standing: Standing
    forms: tuple[AcceptedForm, ...]
    late: bool

    @property
    def content(self) -> str:
        """Return what the register keeps of it, so that nothing is acknowledged twice."""
        told = (f"{_named(form)} [{form.mark}]" for form in self.forms)
        return "; ".join(told)

    def names(self, kind: Kind) -> bool:
        """Tell whether a form of this kind is among them."""
        return any(form.kind is kind for form in self.forms)


def _named(form: AcceptedForm) -> str:
    # No name of a file may pass for the mark of another form.
    return f"{FORM_WORDS[form.kind]} {form.file}".replace("[", "(").replace("]", ")")


def acknowledgements(outcome: Outcome, register: Iterable[Outgoing]) -> tuple[Acknowledgement, ...]:
    """Return what is still to be acknowledged, in the registry's order.

    register: the register of letters as the clerk left it. Once the rating is approved, its results
    say more than an acknowledgement would: only what came after that is acknowledged; and from the
    day of the totals nothing is.
    """
    if is_year_over(outcome.as_of, outcome.methodology):
        return ()
    known = acknowledged(register)
    accepted: dict[str, list[FileResult]] = defaultdict(list)
    for file in outcome.files:
        if file.participant and file.status is FileStatus.USED and file.kind in FORM_WORDS:
            accepted[file.participant].append(file)
    found = (
        Acknowledgement(
            standing=standing,
            forms=tuple(_forms(accepted.get(standing.participant.id, ()), outcome, known)),
            late=standing.late,
        )
        for standing in outcome.standings
    )
    return tuple(each for each in found if each.forms)


def acknowledged(register: Iterable[Outgoing]) -> frozenset[str]:
    """Return the marks of the answers that sent acknowledgements spoke of."""
    sent = (as_sent(row) for row in register if row.what == ACKNOWLEDGEMENT and row.sent)
    return frozenset(mark for row in sent for mark in _MARKS.findall(row.content))


def _forms(
    files: Iterable[FileResult], outcome: Outcome, known: frozenset[str]
) -> Iterator[AcceptedForm]:
    approval = approval_of(outcome.decisions)
    for file in files:
        assert isinstance(file.read, ReadReturn)
        day, mark = came_on(file.read), file.read.answers_sha256[:MARK]
        told = approval is not None and (day is None or day <= approval.day)
        if mark not in known and not told:
            name = name_of(file.source.path)
            yield AcceptedForm(kind=file.kind, file=name, day=day, mark=mark)
