"""What waits for a decision of the committee or a step of the clerk after a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kuzbass_batch.findings.catalogue import AFTER_TOTALS
from kuzbass_batch.findings.finding import Severity
from kuzbass_batch.records.decisions import AdmissionKind
from kuzbass_batch.records.outcome import Outcome
from kuzbass_batch.records.participants import Standing
from kuzbass_batch.records.returns import FileResult, FileStatus, ParticipantStatus
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.rules.checks.evidence import wanted_from
from kuzbass_batch.rules.objections.stakes import stakes
from kuzbass_batch.rules.rating.sensitivity import ReadingEffect
from kuzbass_batch.rules.year.deadlines import is_year_over

SHOWN = 3
MEND, REMIND = "направить письма и ждать исправленных форм", "направить напоминания"


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDo:
    """One matter: what it is, how many it concerns, who or what, and the sheet that shows it.

    sheet: `board`, `files`, `absent`, `ranking`, `readings`, `evidence`, `objections`,
    `findings` or `addressees`.
    """

    text: str
    count: int
    names: str
    sheet: str


def matters(outcome: Outcome, effects: tuple[ReadingEffect, ...]) -> tuple[ToDo, ...]:
    """Return what waits, the most urgent first; matters that concern nobody are left out."""
    found = (
        *(matter for question in QUESTIONS for matter in question(outcome)),
        *_open_readings(effects),
    )
    return tuple(matter for matter in found if matter.count)


def lost_files(outcome: Outcome) -> tuple[FileResult, ...]:
    """Return the forms whose participant is unknown and the workbooks that cannot be read."""
    return tuple(
        file
        for file in outcome.files
        if file.status is FileStatus.UNREADABLE
        or (
            file.status is FileStatus.RETURNED
            and not file.entry.participant
            and file.entry.kind is not Kind.CALENDAR
        )
    )


def _ownerless(outcome: Outcome) -> Iterator[ToDo]:
    paths = [file.entry.source.path for file in lost_files(outcome)]
    text = "Файлы не прочитаны или не отнесены к участнику: разобрать в первую очередь"
    yield ToDo(text=text, count=len(paths), names=name_some(paths), sheet="files")


def _calendar(outcome: Outcome) -> Iterator[ToDo]:
    paths = [
        file.entry.source.path
        for file in outcome.files
        if file.entry.kind is Kind.CALENDAR and file.status is FileStatus.RETURNED
    ]
    text = "Календарь рабочих дней с ошибками: исправить до отправки писем, в них названы сроки"
    yield ToDo(text=text, count=len(paths), names=name_some(paths), sheet="findings")


def _absent(outcome: Outcome) -> Iterator[ToDo]:
    for status, text in (
        (ParticipantStatus.RETURNED, f"Самооценки возвращены: {_further(outcome, MEND)}"),
        (ParticipantStatus.MISSING, f"Самооценки не представлены: {_further(outcome, REMIND)}"),
        (
            ParticipantStatus.EXCLUDED,
            "Самооценки не оценены: представлены после срока или исключены",
        ),
    ):
        names = [_name(s) for s in outcome.standings if s.status is status]
        yield ToDo(text=text, count=len(names), names=name_some(names), sheet="absent")


def _further(outcome: Outcome, before: str) -> str:
    """Return what is to be done before the totals; from their day on nothing is asked for."""
    over = is_year_over(outcome.as_of, outcome.methodology)
    return "итоги подводятся без них, участники не оценены (п. 3.4)" if over else before


def _passports(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        _name(standing)
        for standing in outcome.standings
        if any(file.entry.kind is Kind.PASSPORT for file in standing.returned)
    ]
    text = "Паспорта проектов возвращены: направить письма и ждать исправленных форм"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="absent")


def _late(outcome: Outcome) -> Iterator[ToDo]:
    accepted = {a.participant for a in outcome.decisions.admissions
                if a.kind is AdmissionKind.LATE}  # fmt: skip
    late = [s for s in outcome.standings if s.late and s.scorecard]
    names = [_name(s) for s in late if s.participant.id not in accepted]
    text = "Самооценки представлены после срока и оценены: решить, учитывать ли"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="ranking")


def _after_totals(outcome: Outcome) -> Iterator[ToDo]:
    paths = [
        file.entry.source.path
        for file in outcome.files
        if any(finding.code == AFTER_TOTALS.code for finding in file.entry.findings)
    ]
    text = "Самооценки поступили после подведения итогов и не учтены: решить, учитывать ли"
    yield ToDo(text=text, count=len(paths), names=name_some(paths), sheet="findings")


def _displaced(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        _name(standing)
        for standing in outcome.standings
        if standing.scorecard
        and any(file.entry.kind is Kind.SELF_ASSESSMENT for file in standing.returned)
    ]
    text = "Учтён прежний экземпляр самооценки: более поздний возвращён с ошибками"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="files")


def _leaders(outcome: Outcome) -> Iterator[ToDo]:
    best = outcome.methodology.levels[-1]
    before = [s for s in outcome.standings if s.participant.last_level == best.id]
    lost = [_name(s) for s in before if _level(s) != best.id]
    over = is_year_over(outcome.as_of, outcome.methodology)
    yet = "" if over else "пока "
    text = f"Уровень «{best.name}» прошлого года {yet}не подтверждён (п. 3.4)"
    yield ToDo(text=text, count=len(lost), names=name_some(lost), sheet="ranking")


def _name(standing: Standing) -> str:
    return standing.participant.short_name


def _level(standing: Standing) -> str:
    return standing.scorecard.level if standing.scorecard else ""


def _reduced(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        _name(s)
        for s in outcome.standings
        if s.scorecard
        and any(score.reduced and score.verified is None for score in s.scorecard.scores)
    ]
    text = "Засчитано меньше, чем заявлено: неполный ряд накопительного критерия"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="bases")


def _questions(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        _name(s)
        for s in outcome.standings
        if s.scorecard
        and any(f.severity is Severity.WARNING for f in s.findings)
        and not is_year_over(outcome.as_of, outcome.methodology)
    ]
    text = "К оценённым участникам есть вопросы: уточнить до утверждения рейтинга (п. 3.4)"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="findings")


def _objections(outcome: Outcome) -> Iterator[ToDo]:
    found = [stake for stake in stakes(outcome) if stake.objection.verdict is None]
    names = list(dict.fromkeys(_name(stake.standing) for stake in found))
    text = "Есть нерассмотренные несогласия: рассмотреть и внести решения (п. 3.4)"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="objections")
    late = list(dict.fromkeys(_name(stake.standing) for stake in found if stake.late))
    text = "Несогласие поступило после срока: решить, рассматривать ли его (п. 3.4)"
    yield ToDo(text=text, count=len(late), names=name_some(late), sheet="objections")


def _requests(outcome: Outcome) -> Iterator[ToDo]:
    names = [_name(s) for s in outcome.standings if wanted_from(s, outcome)]
    text = "Названы не все документы, которые указаны в программе: направить запросы (п. 2.9, 3.4)"
    yield ToDo(text=text, count=len(names), names=name_some(names), sheet="evidence")


def _open_readings(effects: tuple[ReadingEffect, ...]) -> Iterator[ToDo]:
    """Readings without a protocol that decide somebody's level."""
    found = [e for e in effects if not e.reading.protocol_number and e.shifts]
    ids = dict.fromkeys(e.reading.id for e in found)
    text = "Уровень зависит от прочтения акта, не закреплённого протоколом: утвердить"
    yield ToDo(text=text, count=len(ids), names=", ".join(ids), sheet="readings")


def _decisions(outcome: Outcome) -> Iterator[ToDo]:
    """Entries of the committee's workbook that are not in force, and scores to verify again."""
    books = [f for f in outcome.files if f.entry.source.path == outcome.decisions.path]
    faults = [f for book in books for f in book.entry.findings if f.severity is Severity.ERROR]
    cells = list(dict.fromkeys(f"{f.sheet}!{f.cell}" for f in faults))
    text = "Записи в книге решений, которые не действуют: исправить"
    yield ToDo(text=text, count=len(faults), names=name_some(cells), sheet="findings")
    again = [f"{who} ({criterion})" for who, criterion in sorted(outcome.decisions.again)]
    text = "После проверки ответ изменился: проверить критерий снова"
    yield ToDo(text=text, count=len(again), names=name_some(again), sheet="board")


def name_some(names: list[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" и ещё {rest}" if rest > 0 else "")


QUESTIONS: tuple[Callable[[Outcome], Iterator[ToDo]], ...] = (
    _ownerless,
    _calendar,
    _decisions,
    _absent,
    _passports,
    _displaced,
    _late,
    _after_totals,
    _leaders,
    _reduced,
    _objections,
    _requests,
    _questions,
)
