"""Checks over all returns that count: questions to ask, never deductions (p. 3.2, 3.4)."""

import hashlib
from collections.abc import Iterable, Iterator

from kuzbass_batch import wording
from kuzbass_batch.findings import answers as rules
from kuzbass_batch.findings.finding import NOWHERE, Finding
from kuzbass_batch.methodology.records import Methodology, QuestionKind
from kuzbass_batch.methodology.words import PassportWords
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import PRINT, FieldCells, Submission
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import SortedFolder
from kuzbass_batch.rules.checks.bodies import check_bodies
from kuzbass_batch.rules.checks.evidence import asked_so

SHORT = 12
"""Letters of a text that may well be the same by chance, such as «приказ № 5»."""
SHOWN = 6
"""Ids named in a finding: a line or so."""


def cross_check(
    files: Iterable[FileResult], folder: SortedFolder, methodology: Methodology
) -> Iterator[tuple[str, Finding]]:
    """Yield the questions that only all the files that count raise, each with its file's path.

    folder: the registry and last year's results, which lay beside them.
    """
    used = [file for file in files if file.status is FileStatus.USED]
    yield from _without_passport(used, methodology)
    yield from _same_evidence(used)
    yield from check_bodies(used, folder.registry, folder.past, methodology)


def _assessments(used: list[FileResult]) -> list[FileResult]:
    return [file for file in used if file.kind is Kind.SELF_ASSESSMENT]


def _without_passport(
    used: list[FileResult], methodology: Methodology
) -> Iterator[tuple[str, Finding]]:
    """Points that speak of a project, with no passport of the participant that counts (p. 3.2)."""
    with_passport = {file.participant for file in used if file.kind is Kind.PASSPORT}
    asked = {each.criterion: each for each in methodology.questions_of(QuestionKind.PASSPORT)}
    words = methodology.words.passport or PassportWords()
    for file in _assessments(used):
        card = file.assessment.card if file.assessment else None
        if file.participant in with_passport or card is None:
            continue
        for score in card.scores:
            question = asked.get(score.criterion)
            if question and score.counted >= question.from_points:
                ref = score.refs[-1] if score.refs else NOWHERE
                points = wording.points_that("заявлен", score.counted)
                finding = rules.NO_PASSPORT.at(
                    ref, criterion=score.criterion, points=points, project=words.project
                )
                yield file.source.path, asked_so(question, finding)


def fingerprints(submission: Submission) -> tuple[bytes, FieldCells]:
    """Return the fingerprints of the long evidence texts, and the fields and cells they stand in.

    Texts under `SHORT` letters are left out: two participants may write the same by chance.
    """
    found = [
        (fingerprint(text), answer.field_id, answer.ref)
        for answer in submission.answers
        if answer.field_id.endswith("/evidence") and answer.readable
        for text in (" ".join(answer.given.casefold().replace("ё", "е").split()),)
        if len(text) >= SHORT
    ]
    marks, fields, refs = zip(*found, strict=True) if found else ((), (), ())
    return b"".join(marks), FieldCells(fields, refs)


def fingerprint(text: str) -> bytes:
    """Return the hash of a text, `PRINT` bytes: equal hashes mean equal texts."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=PRINT).digest()


def _same_evidence(used: list[FileResult]) -> Iterator[tuple[str, Finding]]:
    """Yield a finding for each evidence text that several participants share word for word."""
    first: dict[bytes, str] = {}
    shared: dict[bytes, set[str]] = {}
    assessments = [(file, file.assessment.digest) for file in _assessments(used) if file.assessment]
    for file, digest in assessments:
        for mark, _, _ in digest.fingerprints():
            owner = first.setdefault(mark, file.participant)
            if owner != file.participant:
                shared.setdefault(mark, {owner}).add(file.participant)
    owners = {mark: sorted(ids) for mark, ids in shared.items()}
    for file, digest in assessments:
        for mark, field, ref in digest.fingerprints():
            if mark in owners:
                others = _others(owners[mark], file.participant)
                yield file.source.path, rules.SAME_EVIDENCE.at(ref, field=field, others=others)


def _others(ids: list[str], own: str) -> str:
    """Name some of the other participants: words that thousands share would fill a book."""
    shown = [each for each in ids[: SHOWN + 1] if each != own][:SHOWN]
    rest = len(ids) - 1 - len(shown)
    return ", ".join(shown) + wording.and_more(rest)
