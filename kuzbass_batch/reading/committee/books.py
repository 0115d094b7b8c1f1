"""The committee's books as read: what was entered, and the mark of the folder that drew them."""

from dataclasses import replace

from kuzbass_batch.findings.finding import Finding, merge_equal
from kuzbass_batch.forms.parsing.whole_book import read_decisions
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.reading.recognise import mark_in
from kuzbass_batch.records.committee.decisions import DecisionBook
from kuzbass_batch.records.files.sources import NO_SOURCE
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.files.workbooks import RawForm
from kuzbass_batch.records.returns.read_files import ReadDecisions, ReadRegisters
from kuzbass_batch.rules.decisions.receipts import with_receipts
from kuzbass_batch.rules.decisions.shorthand import with_defaults
from kuzbass_batch.rules.ticks import with_ticks


def decisions_in(
    raw: RawForm, spec: FormSpec, identity: Identity, findings: tuple[Finding, ...]
) -> ReadDecisions:
    """Return the year's decisions as entered; findings: what was told of the file so far."""
    book, findings = entered_in(raw, spec, identity, findings)
    return ReadDecisions(
        source=NO_SOURCE,
        findings=merge_equal(findings),
        identity=identity,
        book=book,
        mark=mark_in(raw),
    )


def entered_in(
    raw: RawForm, spec: FormSpec, identity: Identity, findings: tuple[Finding, ...] = ()
) -> tuple[DecisionBook | None, tuple[Finding, ...]]:
    """Return the decisions as entered, those that a sheet or a letter's number completes whole.

    identity: of the workbook; that of a checker names him. findings: what was told so far; they
    come back. None if a table is gone or an entry could not be carried over.
    """
    book, findings = read_decisions(raw, spec, findings, part=bool(identity.participant))
    if book:
        whole = with_defaults(with_receipts(book.entries))
        book = replace(book, entries=with_ticks(whole, book.shown), shown=())
    return book, findings


def registers_in(
    raw: RawForm,
    spec: FormSpec,
    identity: Identity,
    findings: tuple[Finding, ...],
    own: Identity,
) -> ReadRegisters:
    """Return the registers of the programme; those of another are not read as this one's.

    own: the code of this programme's book. findings: what was told of the file so far.
    """
    book = None
    if identity == own:
        book, findings = read_decisions(raw, spec, findings)
    return ReadRegisters(
        source=NO_SOURCE,
        findings=merge_equal(findings),
        identity=identity,
        book=book,
        mark=mark_in(raw),
        of_programme=identity == own,
    )
