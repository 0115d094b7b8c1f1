"""What letters are called in the committee's books: in their register, and where handed over."""

from enum import StrEnum


class Subject(StrEnum):
    """What was handed over («Вручение»)."""

    RESULT = "результаты"
    REPLY = "ответ на несогласие"
    CORRECTION = "возврат на доработку"
    REMINDER = "напоминание"
    NOTICE = "уведомление"
    REQUEST = "запрос документов"
    REPORT_RECEIPT = "приём отчётов о проектах"
    REPORT_REMINDER = "напоминание об отчётах"
    CLOSING_REQUEST = "отчёт при закрытии"
    CONTEST_ANNOUNCEMENT = "объявление конкурса"
    APPLICATION_RECEIPT = "приём заявок на конкурс"
    CONTEST_ADMISSION = "допуск к конкурсу"
