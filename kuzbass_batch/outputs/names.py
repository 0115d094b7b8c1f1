"""What the sheets of the ranking workbook and the states in them are called."""

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import PeriodKind
from kuzbass_batch.methodology.calendar.year_plan import Calendar
from kuzbass_batch.records.read_files import EarlierResults, ReadFile
from kuzbass_batch.records.returns import FileStatus, ParticipantStatus
from kuzbass_batch.records.sources import Kind

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
    "last_year": "К {last}",
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


def compared_sheet(kind: PeriodKind) -> str:
    """Return the name of the sheet against the last period: `К прошлому году`."""
    return SHEETS["last_year"].format(last=kind.words.last_dative)


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
    Kind.PAST_RESULTS: "результаты {last}",
    Kind.UNKNOWN: "",
}
LEVEL_CHANGES = {1: "▲ выше", 0: "= тот же", -1: "▼ ниже", None: "–"}


def form_name(file: ReadFile) -> str:
    """Return what a file is in one or two words, empty if it is none of the program's."""
    if isinstance(file, EarlierResults):
        return FORM_NAMES[file.kind].format(last=file.period.kind.words.last_genitive)
    return FORM_NAMES[file.kind]


def folder_of_totals(calendar: Calendar) -> str:
    """Return the folder of the papers, called by the day of the totals (p. 3.4): `К 1 апреля`."""
    return f"К {wording.day_of_month(calendar.totals)}"
