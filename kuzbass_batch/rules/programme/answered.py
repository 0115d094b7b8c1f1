"""The registers put to work on the returns: questions answered, contradictions asked about.

Points are never touched here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kuzbass_batch import wording
from kuzbass_batch.findings import registers as rules
from kuzbass_batch.findings.finding import NOWHERE, Fact, Finding, in_file, merge_equal
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.records import Methodology, Question, QuestionKind
from kuzbass_batch.records.committee.programme import ProgrammeRegisters
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.scores import CriterionScore
from kuzbass_batch.records.returns.participants import Registry
from kuzbass_batch.records.returns.read_files import ReadAssessment
from kuzbass_batch.records.returns.returns import CountedReturn, FileResult, FileStatus, Settled
from kuzbass_batch.rules.checks.evidence import ASKED_BY, first_row
from kuzbass_batch.rules.checks.registered import RegisterAnswers
from kuzbass_batch.rules.programme.training.lists import list_questions, trained_of

ASKED = {**ASKED_BY, QuestionKind.PASSPORT: Fact.NO_PASSPORT}
"""The fact by which a question of each kind is known."""


def with_registers(settled: Settled, registers: ProgrammeRegisters, registry: Registry) -> Settled:
    """Return the settled returns with what the registers say of them, and of their own rows."""
    answers = RegisterAnswers(registers, registry, settled.methodology)
    told = registers.findings if registers.path else ()
    if not answers and not told:
        return settled
    found = {
        (file.source.path, file.participant): _findings(file, answers)
        for file in (*settled.files, *settled.rated)
        if answers and _is_asked(file)
    }
    return replace(
        settled,
        files=tuple(_told(_with(file, found), registers.path, told) for file in settled.files),
        rated=tuple(_with(file, found) for file in settled.rated),
    )


def _is_asked(file: FileResult) -> bool:
    """Tell whether a file's owner is asked anything: of what counts, or waits to be mended."""
    return file.kind is Kind.SELF_ASSESSMENT and file.status in (
        FileStatus.USED,
        FileStatus.RETURNED,
    )


def _with(file: FileResult, found: Mapping[tuple[str, str], tuple[Finding, ...]]) -> FileResult:
    findings = found.get((file.source.path, file.participant))
    return file if findings is None else replace(file, findings=findings)


def _told(file: FileResult, path: str, told: tuple[Finding, ...]) -> FileResult:
    """Return the workbook of registers with the findings on its rows, any other file as it is."""
    if not told or file.source.path != path:
        return file
    return replace(file, findings=merge_equal((*file.findings, *in_file(told, path))))


def _findings(file: FileResult, answers: RegisterAnswers) -> tuple[Finding, ...]:
    kept = tuple(f for f in file.findings if not _is_answered(f, file.participant, answers))
    asked = in_file(_contradicted(file, kept, answers), file.source.path)
    return merge_equal((*kept, *asked))


def _is_answered(finding: Finding, who: str, answers: RegisterAnswers) -> bool:
    """Tell whether a register answers what a finding asks."""
    methodology = answers.methodology
    if Fact.FEW_TRAINED in finding.facts:
        return answers.trained(who) >= methodology.people_to_train
    for question in methodology.questions:
        if _asks(finding, question, methodology) and answers.answer(question, who):
            return True
    return False


def _asks(finding: Finding, question: Question, methodology: Methodology) -> bool:
    """Tell whether a finding asks what the question does.

    That the list of trained people is not named beside its row is the same question again.
    """
    if ASKED[question.kind] in finding.facts:
        return finding.criterion in ("", question.criterion)
    if question.kind is not QuestionKind.TRAINING_LIST or Fact.NO_DOCUMENT not in finding.facts:
        return False
    criterion = methodology.criterion(question.criterion)
    return finding.field == f"{first_row(question, criterion)}/evidence"


def _contradicted(
    file: FileResult, findings: Iterable[Finding], answers: RegisterAnswers
) -> Iterator[Finding]:
    """Yield the questions on claims that a register contradicts, of a return that counts."""
    if not isinstance(file, CountedReturn) or file.status is not FileStatus.USED:
        return
    card = file.scorecard
    read = file.read
    if card is None or not isinstance(read, ReadAssessment):
        return
    asked = {fact for finding in findings for fact in finding.facts}
    scores = {score.criterion: score for score in card.scores}
    for question in answers.methodology.questions:
        score = scores.get(question.criterion)
        if score is None:
            continue
        register = answers.against(
            question,
            score.counted,
            file.participant,
            read.digest.trained,
            asked=ASKED[question.kind] in asked,
        )
        if register:
            yield _question(score, register, answers.methodology.words.rater)
        if question.kind is QuestionKind.TRAINING_LIST and score.counted >= question.from_points:
            people = trained_of(file.participant, read.digest, answers)
            yield from list_questions(people, answers.methodology)


def _question(score: CriterionScore, register: str, rater: Rater) -> Finding:
    return rules.CLAIM_AGAINST_REGISTER.at(
        score.refs[-1] if score.refs else NOWHERE,
        criterion=score.criterion,
        points=wording.points_that("заявлен", score.counted),
        register=register,
        rater=rater,
    )
