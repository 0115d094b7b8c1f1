"""What the sheets of the ranking workbook and the states in them are called."""

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import PeriodKind
from kuzbass_batch.methodology.calendar.year_plan import Calendar
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import EarlierResults, ReadFile
from kuzbass_batch.records.returns.returns import FileResult, FileStatus, ParticipantStatus

RESULT_SHEETS = {
    "summary": "Сводка",
    "ranking": "Рейтинг",
    "matrix": "Матрица",
    "statistics": "Статистика",
    "last_year": "К {last}",
}
"""What came out: for the chair and the committee. The rankings of categories stand among them."""
WORK_SHEETS = {
    "board": "Что дальше",
    "absent": "Не вошли и возвращены",
    "findings": "Замечания",
    "files": "Файлы",
    "evidence": "Подтверждения",
    "checks": "Что проверить",
    "contested": "Спорные баллы",
    "objections": "Несогласия",
    "projects": "Проекты",
    "course": "Ход проектов",
    "significant": "Значимые проекты",
    "applications": "Заявки на конкурс",
    "subordinates": "Вышестоящие",
    "situations": "Жизненные ситуации",
    "processes": "Процессы",
    "partner_checks": "Проверки качества",
    "training_plan": "План обучения",
    "training": "Обучение",
    "training_lists": "Сверка обучения",
    "events": "Мероприятия",
    "jury_marks": "Оценки жюри",
    "jury_votes": "Голоса жюри",
    "jurors": "Члены жюри",
    "addressees": "Адресаты",
}
"""What is to be done, for the clerk and those who verify."""
REFERENCE_SHEETS = {
    "bases": "Как посчитано",
    "history": "История",
    "readings": "Прочтения",
    "robustness": "Устойчивость",
    "assumptions": "Другие допущения",
    "methodology": "Методика",
    "calendar": "Уровни и сроки",
}
"""Why a number is what it is, for whoever asks."""
SHEETS = RESULT_SHEETS | WORK_SHEETS | REFERENCE_SHEETS
TAB_COLOURS = (("#1F4E79", RESULT_SHEETS), ("#C55A11", WORK_SHEETS), ("#7F7F7F", REFERENCE_SHEETS))
"""Dark blue, orange and grey; a sheet of none of the groups is a category's ranking, a result."""


def tab_colour(sheet: str) -> str:
    """Return the colour of a sheet's tab."""
    named = (colour for colour, group in TAB_COLOURS if sheet in group.values())
    return next(named, TAB_COLOURS[0][0])


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
    Kind.PROJECT_REPORT: "отчёт о проекте",
    Kind.PROCESS_LIST: "процессы и услуги",
    Kind.CHECK_SHEET: "лист проверки качества",
    Kind.JURY_SHEET: "лист жюри",
    Kind.CONTEST_APPLICATION: "заявка на конкурс",
    Kind.REGISTRY: "реестр",
    Kind.CALENDAR: "календарь",
    Kind.DECISIONS: "книга решений",
    Kind.REGISTERS: "реестры программы",
    Kind.PAST_RESULTS: "результаты {last}",
    Kind.UNKNOWN: "",
}
LEVEL_CHANGES = {1: "▲ выше", 0: "= тот же", -1: "▼ ниже", None: "–"}


def form_name(file: ReadFile) -> str:
    """Return what a file is in one or two words, empty if it is none of the program's."""
    if isinstance(file, EarlierResults):
        return FORM_NAMES[file.kind].format(last=file.period.kind.words.last_genitive)
    return FORM_NAMES[file.kind]


def made_of(file: FileResult, why: str = "") -> str:
    """Return what became of a file; why: in other words than those of the sheet of files."""
    status = FILE_STATUS_NAMES[file.status]
    reason = why or file.reason
    return f"{status}: {reason}" if reason else status


def folder_of_totals(calendar: Calendar) -> str:
    """Return the folder of the papers, called by the day of the totals (p. 3.4): `К 1 апреля`."""
    return f"К {wording.day_of_month(calendar.totals)}"
