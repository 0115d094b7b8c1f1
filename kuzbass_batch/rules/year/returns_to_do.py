"""What waits for a decision or a step about self-assessments and passports that came or did not."""

from collections.abc import Callable, Iterator

from kuzbass_batch.records.committee.decisions import AdmissionKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import ToDo
from kuzbass_batch.rules.deadlines import is_year_over
from kuzbass_batch.rules.to_do_lines import to_do_line
from kuzbass_batch.rules.year.approval import is_closed

MEND, REMIND = "направить письма и ждать исправленных форм", "направить напоминания"


def name_of_standing(standing: Standing) -> str:
    """Return the short name of a participant."""
    return standing.participant.short_name


def _absent(outcome: Outcome) -> Iterator[ToDo]:
    for status, text in (
        (ParticipantStatus.RETURNED, f"Самооценки возвращены: {_further(outcome, MEND)}"),
        (ParticipantStatus.MISSING, f"Самооценки не представлены: {_reminded(outcome)}"),
        (
            ParticipantStatus.EXCLUDED,
            "Самооценки не оценены: представлены после срока или исключены",
        ),
    ):
        names = [
            name_of_standing(s) for s in outcome.standings if s.status is status and not s.possible
        ]
        yield to_do_line(text, names, "absent")
    held = [name_of_standing(s) for s in outcome.standings if s.possible]
    text = "Напоминания задержаны: форма, возможно, лежит в файле без участника – разобрать его"
    yield to_do_line(text, held, "absent")


def _reminded(outcome: Outcome) -> str:
    """Return what to do about self-assessments that never came; once approved, nothing is asked."""
    if is_closed(outcome) and not is_year_over(outcome.as_of, outcome.methodology):
        return "рейтинг утверждён без них, уведомления – в папке «Не оценены»"
    return _further(outcome, REMIND)


def _further(outcome: Outcome, before: str) -> str:
    """Return what is to be done before the totals; from their day on nothing is asked for."""
    over = is_year_over(outcome.as_of, outcome.methodology)
    point = outcome.methodology.words.point("totals").beside
    return f"итоги подводятся без них, участники не оценены{point}" if over else before


def _passports(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        name_of_standing(standing)
        for standing in outcome.standings
        if any(file.kind is Kind.PASSPORT for file in standing.returned)
    ]
    text = "Паспорта проектов возвращены: направить письма и ждать исправленных форм"
    yield to_do_line(text, names, "absent")


def _late(outcome: Outcome) -> Iterator[ToDo]:
    accepted = {a.participant for a in outcome.decisions.admissions
                if a.kind is AdmissionKind.LATE}  # fmt: skip
    late = [s for s in outcome.standings if s.late and s.scorecard]
    names = [name_of_standing(s) for s in late if s.participant.id not in accepted]
    text = "Самооценки представлены после срока и оценены: решить, учитывать ли"
    yield to_do_line(text, names, "ranking", for_committee=True)


def _after_totals(outcome: Outcome) -> Iterator[ToDo]:
    paths = [file.source.path for file in outcome.files if file.after_totals]
    text = "Самооценки поступили после подведения итогов и не учтены: решить, учитывать ли"
    yield to_do_line(text, paths, "findings", for_committee=True)


def _displaced(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        name_of_standing(standing)
        for standing in outcome.standings
        if standing.scorecard
        and any(file.kind is Kind.SELF_ASSESSMENT for file in standing.returned)
    ]
    text = "Учтён прежний экземпляр самооценки: более поздний возвращён с ошибками"
    yield to_do_line(text, names, "files")


def _held(outcome: Outcome) -> Iterator[ToDo]:
    held = {file.participant for file in outcome.files if file.held}
    names = [name_of_standing(s) for s in outcome.standings if s.participant.id in held]
    text = (
        "Поступила самооценка с более низким уровнем, исправлений не запрашивали: учтена прежняя, "
        "решить на листе «Допуск»"
    )
    yield to_do_line(text, names, "findings", for_committee=True)


def _dates_cross(outcome: Outcome) -> Iterator[ToDo]:
    crossed = {file.participant for file in outcome.files if file.dates_disagree}
    names = [name_of_standing(s) for s in outcome.standings if s.participant.id in crossed]
    text = "Даты в формах и дни поступления расходятся: учтён поступивший позже, уточнить"
    yield to_do_line(text, names, "findings")


ABOUT_RETURNS: tuple[Callable[[Outcome], Iterator[ToDo]], ...] = (
    _absent,
    _passports,
    _displaced,
    _held,
    _dates_cross,
    _late,
    _after_totals,
)
"""The questions, the most urgent first."""
