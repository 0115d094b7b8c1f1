"""Outgoing letters: what the register says of each, kept from run to run."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kuzbass_batch.methodology.calendar.period import ROMAN, Period
from kuzbass_batch.records.committee.decisions import Subject


class LetterKind(StrEnum):
    """A kind of letter; the value is the name of its templates."""

    RESULT = "result"
    REPLY = "reply"
    REQUEST = "request"
    RETURN = "return"
    REMINDER = "reminder"
    NOTICE = "notice"
    REPORT_RECEIPT = "report_receipt"
    REPORT_REMINDER = "report_reminder"
    CLOSING_REQUEST = "closing_request"
    REPORT_ANNOUNCEMENT = "report_announcement"
    CONTEST_ANNOUNCEMENT = "contest_announcement"
    APPLICATION_RECEIPT = "application_receipt"
    CONTEST_ADMISSION = "contest_admission"
    CONTEST_RESULT = "contest_result"
    CHECK_REPLY = "check_reply"
    CHECK_RESULT = "check_result"
    CHECK_ORDER = "check_order"


LETTER_WORDS: Mapping[LetterKind, str] = {
    LetterKind.RETURN: Subject.CORRECTION.value,
    LetterKind.REMINDER: Subject.REMINDER.value,
    LetterKind.NOTICE: Subject.NOTICE.value,
    LetterKind.REQUEST: Subject.REQUEST.value,
    LetterKind.RESULT: Subject.RESULT.value,
    LetterKind.REPLY: Subject.REPLY.value,
    LetterKind.REPORT_RECEIPT: Subject.REPORT_RECEIPT.value,
    LetterKind.REPORT_REMINDER: Subject.REPORT_REMINDER.value,
    LetterKind.CLOSING_REQUEST: Subject.CLOSING_REQUEST.value,
    LetterKind.REPORT_ANNOUNCEMENT: Subject.REPORT_ANNOUNCEMENT.value,
    LetterKind.CONTEST_ANNOUNCEMENT: Subject.CONTEST_ANNOUNCEMENT.value,
    LetterKind.APPLICATION_RECEIPT: Subject.APPLICATION_RECEIPT.value,
    LetterKind.CONTEST_ADMISSION: Subject.CONTEST_ADMISSION.value,
    LetterKind.CONTEST_RESULT: Subject.CONTEST_RESULT.value,
    LetterKind.CHECK_REPLY: Subject.PARTNER_CHECK.value,
    LetterKind.CHECK_RESULT: Subject.PARTNER_CHECK.value,
    LetterKind.CHECK_ORDER: Subject.PARTNER_CHECK.value,
}
"""What a letter of each kind is called, in the order in which numbers are proposed."""

OF_CENTRE = (
    LetterKind.REPORT_RECEIPT, LetterKind.REPORT_REMINDER, LetterKind.CLOSING_REQUEST,
)  # fmt: skip
"""Letters of the body that takes reports on projects (p. 2.3, 3.2); others are the committee's."""
OF_CONTEST = (
    LetterKind.CONTEST_ANNOUNCEMENT, LetterKind.APPLICATION_RECEIPT, LetterKind.CONTEST_ADMISSION,
    LetterKind.CONTEST_RESULT,
)  # fmt: skip
"""Letters on the contest of best practices (p. 2.7); the committee's."""
ON_PROJECTS = (*OF_CENTRE, LetterKind.REPORT_ANNOUNCEMENT)
"""All letters on projects: the committee itself announces form and days of the reports (p. 3.2)."""
OF_CHECKS = (LetterKind.CHECK_REPLY, LetterKind.CHECK_RESULT, LetterKind.CHECK_ORDER)
"""Letters on partner quality checks (p. 3.5), each on one application or request."""
MONITORING_WHAT = "мониторинг плана"
"""What a monitoring of the plan is called beside the letters: it goes to nobody of the registry."""


def monitoring_word(quarter: int) -> str:
    """Return what the monitoring of a quarter is called in the register."""
    return f"{MONITORING_WHAT}, {ROMAN[quarter - 1]} квартал"


ACKNOWLEDGEMENT = "подтверждение приёма"
"""What the register calls a mail that says a form was accepted; it is no letter on paper."""
ACCEPTED = "accepted"
"""The name of its text, and of its prefix."""
JURY_SHEET = "jury_sheet"
"""The name of the text of the mail that a juror gets with his sheet: it has no number."""
REGISTERED_WORDS = (
    ACKNOWLEDGEMENT,
    *LETTER_WORDS.values(),
    *map(monitoring_word, range(1, len(ROMAN) + 1)),
)
"""All that the register holds of the program's own, in the order of the numbers."""

DRAFTS = "Черновики"
"""The folder of the drafts of mails in a result."""

REGISTER_SHEET = "Исходящие"
REGISTER_HEADS: Mapping[str, str] = {
    "number": "Номер",
    "line": "Строка",
    "participant": "Участник",
    "name": "Наименование",
    "what": "Что направляется",
    "addressee": "Кому",
    "email": "Электронная почта",
    "day": "Дата письма",
    "state": "Состояние",
    "remark": "Отметка программы",
    "sent": "Отправлено",
    "sender": "Кто отправил",
    "line_sent": "Строка отправки",
    "note": "Примечание",
    "file": "Письмо",
    "enclosed": "Приложения",
    "content": "Содержание",
    "sha256": "SHA-256 письма",
    "editions": "Прежние редакции",
    "recorded": "Учтено программой",
}
"""The columns of the register: the field of `Outgoing` (or what the program says) and its head.

Each part of a row has its number in it, so that columns sorted apart from the others are noticed.
"""


def register_name(period: Period | Literal["*"]) -> str:
    """Return the file name of the register of a year's outgoing letters, or the pattern of all."""
    return f"Исходящие-{period}.xlsx"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A letter in the register; every text as it stood, empty if there was none.

    what: a word of LETTER_WORDS. day: of the letter. file, enclosed: the names of its file and of
    those that go with it. content: what a result says that the act asks for: points, total, level;
    places move with others' results. sha256: of the file; empty if nobody knows what was sent.
    editions: what the letter was before it was drawn anew while it waited: a line for each, with
    the day, the hash and the content (`rules.year.letters.editions`).
    sent: the clerk's date, or whatever he wrote instead of one.
    recorded: the row as the program drew it (`rules.year.letters.register_checks`).
    since: of a reminder by the schedule, the day of its step: what was sent before is another one.
    replied: of a result, what its content says of the points without some of what objections
    changed: whoever was sent that hears the rest from the reply. Neither stands in a column.
    """

    participant: str
    what: str
    number: str = ""
    name: str = ""
    addressee: str = ""
    email: str = ""
    day: dt.date | str = ""
    file: str = ""
    enclosed: str = ""
    content: str = ""
    sha256: str = ""
    editions: str = ""
    sent: dt.date | str = ""
    sender: str = ""
    note: str = ""
    recorded: str = ""
    replied: frozenset[str] = frozenset()
    since: dt.date | None = None


class State(StrEnum):
    """What is to be done with a letter of the register; the value is the word shown."""

    NEW = "к отправке"
    REPEAT = "к отправке повторно"
    SENT = "отправлено"
    GONE = "больше не требуется"
    DRAFT = "проект: не утверждён"
    OWN = "внесено вручную"


_SETTLE = "сверьте строки; если всё верно, напишите в примечании «верно»."


class Doubt(StrEnum):
    """Why it is not certain that the letter in the register is the one that went."""

    TOO_EARLY = (
        "Дата отправки раньше даты письма: исправьте дату или сверьте, какое письмо отправлено."
    )
    SAME_DAY = (
        "В день отправки письмо составлялось не один раз: сверьте отправленное с этим экземпляром."
    )
    UNKNOWN = (
        "Письмо отправлено раньше, чем составлен этот экземпляр: какое отправлено, неизвестно."
    )
    OTHERS_NUMBER = f"Этот номер был записан за другим письмом: {_SETTLE}"
    SAME_NUMBER = f"Тот же номер стоит у письма другому участнику: {_SETTLE}"
    HANDED_TO_ANOTHER = f"На листе «Вручение» этот номер – у письма другому участнику: {_SETTLE}"
    NO_LONGER_SENT = f"Отправка была отмечена, теперь графа пуста: верните дату или {_SETTLE}"
    DRAFT_SENT = f"Отправленным отмечен проект, который не утверждён: {_SETTLE}"
    GONE_SENT = f"Отправленным отмечено письмо, которое больше не требовалось: {_SETTLE}"


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingLetter:
    """A line of the register: the letter, its state, and the one sent before it, if any.

    path: where the letter lies in this result; empty if it is not of this run. doubt: what is to
    be checked about the sending, None if nothing is.
    """

    letter: Outgoing
    state: State
    path: str = ""
    before: Outgoing | None = None
    doubt: Doubt | None = None

    @property
    def waits(self) -> bool:
        """Tell whether the letter is still to be sent."""
        return self.state in (State.NEW, State.REPEAT)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterLines:
    """The register as it is drawn; drafts: a draft's path by the letter's, if there is one."""

    lines: tuple[OutgoingLetter, ...]
    drafts: Mapping[str, str]
