"""What the sheets of the ranking workbook and the states in them are called."""

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus, ParticipantStatus

SHEETS = {
    "summary": "Сводка",
    "board": "Что дальше",
    "ranking": "Рейтинг",
    "matrix": "Матрица",
    "statistics": "Статистика",
    "bases": "Как посчитано",
    "evidence": "Подтверждения",
    "objections": "Несогласия",
    "history": "История",
    "last_year": "К прошлому году",
    "absent": "Не вошли и возвращены",
    "findings": "Замечания",
    "files": "Файлы",
    "projects": "Проекты",
    "readings": "Прочтения",
    "robustness": "Устойчивость",
    "assumptions": "Другие допущения",
    "contested": "Спорные баллы",
    "methodology": "Методика",
    "calendar": "Уровни и сроки",
    "addressees": "Адресаты",
}
STATUS_NAMES = {
    ParticipantStatus.RATED: "оценён",
    ParticipantStatus.RETURNED: "на доработке",
    ParticipantStatus.MISSING: "не представлено",
    ParticipantStatus.EXCLUDED: "не оценивается",
}
FILE_STATUS_NAMES = {
    FileStatus.USED: "учтён",
    FileStatus.SUPERSEDED: "заменён",
    FileStatus.DUPLICATE: "повтор",
    FileStatus.RETURNED: "на доработку",
    FileStatus.UNREADABLE: "не прочитан",
    FileStatus.IGNORED: "пропущен",
}
FORM_NAMES = {
    Kind.SELF_ASSESSMENT: "самооценка",
    Kind.PASSPORT: "паспорт проекта",
    Kind.OBJECTION: "несогласие",
    Kind.REGISTRY: "реестр",
    Kind.CALENDAR: "календарь",
    Kind.DECISIONS: "решения комитета",
    Kind.REGISTERS: "реестры программы",
    Kind.PAST_RESULTS: "результаты прошлого года",
    Kind.UNKNOWN: "",
}
LEVEL_CHANGES = {1: "▲ выше", 0: "= тот же", -1: "▼ ниже", None: "–"}
