"""What letters say of partner quality checks (p. 3.5): replies, results, the order on request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.committee.programme import ApplicationState, CheckDecision
from kuzbass_batch.records.year.partner_checks import (
    CheckApplication,
    CheckMethod,
    CommissionPerson,
    CommissionRole,
    PartnerCheck,
)
from kuzbass_batch.rules.programme.partner_checks.sheet_checks import BETWEEN

LATER = "О дне проверки и составе комиссии будет сообщено дополнительно"
WITHOUT_PEOPLE = "О составе комиссии будет сообщено дополнительно"
MENDED = (
    "Просим дополнить заявку и направить её повторно за подписью руководителя организации или "
    "лица, его замещающего."
)
WELCOME = (
    "Просим обеспечить комиссии доступ на площадку и к документам процесса. Представители "
    "проверяемой организации могут присутствовать в качестве наблюдателей; в принятии решения они "
    "не участвуют."
)
ROLES = (
    (CommissionRole.CHAIR, "Председатель комиссии", "Председатели комиссии"),
    (CommissionRole.MEMBER, "Член комиссии", "Члены комиссии"),
    (CommissionRole.OBSERVER, "Наблюдатель", "Наблюдатели"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckWords:
    """What a letter on a check says.

    application: «№ 3 от 11.03.2025», or the day of a request alone. outcome: the sentence that
    answers. lines: what follows, a line each, without stops. closing: what is asked for then.
    order: paragraphs of the order; method: what its criteria are called; criteria: number, words
    and levels of each. example: they are the invented ones, and nothing is to be sent.
    """

    application: str = ""
    sample: str = ""
    outcome: str = ""
    lines: tuple[str, ...] = ()
    closing: str = ""
    order: tuple[str, ...] = ()
    method: str = ""
    criteria: tuple[tuple[str, str, str], ...] = ()
    example: bool = False


NO_CHECK_WORDS = CheckWords()


def words_on_check(
    kind: LetterKind, application: CheckApplication, method: CheckMethod | None
) -> CheckWords:
    """Return what a letter of a kind says of an application, or of a request.

    method: the committee's criteria, for the letter with the order.
    """
    day = wording.day(application.day)
    if kind is LetterKind.CHECK_ORDER:
        return _order(day, method)
    named = f"№ {application.number.lstrip('№ ')} от {day}"
    sample = wording.quoted(application.sample) if application.sample else ""
    if kind is LetterKind.CHECK_RESULT and application.check:
        outcome, lines = _result(application.check)
        return CheckWords(
            application=named,
            sample=sample,
            outcome=outcome,
            lines=lines,
            example=application.check.row.by_example,
        )
    outcome, lines, closing = _reply(application)
    return CheckWords(
        application=named, sample=sample, outcome=outcome, lines=lines, closing=closing
    )


def _order(day: str, method: CheckMethod | None) -> CheckWords:
    if method is None:
        return CheckWords(application=day)
    return CheckWords(
        application=day,
        order=method.order,
        method=f"{method.title}, редакция {method.edition}",
        criteria=tuple((each.key, each.text, ", ".join(each.levels)) for each in method.criteria),
        example=method.example,
    )


def _reply(application: CheckApplication) -> tuple[str, tuple[str, ...], str]:
    """Return the answer to an application, the lines beneath it and what is asked for."""
    reason = _plain(application.reason)
    if application.state is ApplicationState.ACCEPTED:
        return "Заявка принята к проверке.", tuple(_appointed(application)), WELCOME
    if application.state is ApplicationState.REFUSED:
        return "В проведении проверки отказано.", (f"Причина: {reason}",), ""
    lacks = (reason, *application.lacks)
    return "Заявка пока не принята к проверке.", tuple(filter(None, lacks)), MENDED


def _appointed(application: CheckApplication) -> Iterator[str]:
    people, planned = application.commission, application.planned
    if planned:
        yield f"День проверки: {wording.day(planned)}"
    if people:
        yield from people_lines(people)
    else:
        yield WITHOUT_PEOPLE if planned else LATER


def people_lines(people: Iterable[CommissionPerson]) -> Iterator[str]:
    """Yield a line for each role of a commission: «Члены комиссии: …; …»."""
    listed = tuple(people)
    for role, one, many in ROLES:
        named = [each.words for each in listed if each.role is role]
        if named:
            yield f"{one if len(named) == 1 else many}: {'; '.join(named)}"


def _result(check: PartnerCheck) -> tuple[str, tuple[str, ...]]:
    lines = [f"День проверки: {wording.day(check.checked)}"] if check.checked else []
    lines += [f"Критерии: {_plain(check.criteria)}"] if check.criteria else []
    # The mark behind the edition is for the program alone.
    edition = _plain(check.edition.partition(BETWEEN)[0])
    lines += [f"Документ с критериями: {edition}"] if edition else []
    lines += [f"Обоснование: {_plain(check.grounds)}"] if check.grounds else []
    return _decided(check), tuple(lines)


def _decided(check: PartnerCheck) -> str:
    match check.decision:
        case CheckDecision.REFUSED:
            return "В выдаче сертификата отказано."
        case CheckDecision.TO_MEND:
            return "Образец направлен на доработку: после неё можно подать новую заявку."
        case _:
            fits = f"Образец соответствует {level_dative(check.level)} уровню."
            if not (check.number and check.day):
                return f"{fits} Сертификат соответствия качества оформляется."
            number, day = check.number.lstrip("№ "), wording.day(check.day)
            return f"{fits} Выдан сертификат соответствия качества № {number} от {day}."


def level_dative(level: str) -> str:
    """Return the word of a level in the dative: `региональному`."""
    return f"{level.removesuffix('ый')}ому" if level.endswith("ый") else level


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(". ")


def _stopped(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a list as sentences; one that ends with initials has its stop."""
    for line in lines:
        yield f"{line[:1].upper()}{line[1:].removesuffix('.')}."


def check_tags(words: CheckWords) -> dict[str, Any]:
    """Return what fills the template of a letter on checks."""
    return {
        "check": {
            "application": words.application,
            "sample": words.sample,
            "outcome": words.outcome,
            "lines": list(_stopped(words.lines)),
            "closing": words.closing,
            "order": list(words.order),
            "method": words.method,
            "criteria": [
                {"key": key, "text": text, "levels": levels} for key, text, levels in words.criteria
            ],
        },
        "draft": words.example,
        "example": words.example,
    }
