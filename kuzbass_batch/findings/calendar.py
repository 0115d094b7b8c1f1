"""Rules on the committee's own production calendar, `календарь.csv` (C0)."""

from kuzbass_batch.findings.finding import Rule, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
POINT = "objection"

CALENDAR_UNREAD = Rule(
    "C001",
    ERROR,
    "Календарь не прочитан: {why}.",
    "Сохраните файл как «CSV (разделитель – точка с запятой)»: в строке дата и слово «рабочий» или "
    "«выходной».",
    POINT,
)
NOT_A_DAY = Rule(
    "C002",
    ERROR,
    "Строка {row}: ожидается дата, стоит «{found}»; строка не учтена.",
    "Укажите дату в виде ДД.ММ.ГГГГ.",
    POINT,
)
NOT_A_STATE = Rule(
    "C003",
    ERROR,
    "Строка {row}: ожидается «рабочий» или «выходной», стоит «{found}»; строка не учтена.",
    "Исправьте слово во втором столбце.",
    POINT,
)
DAY_TWICE = Rule(
    "C004",
    ERROR,
    "День {date} назван и рабочим, и выходным (строки {rows}); эти строки не учтены.",
    "Оставьте одну строку на день.",
    POINT,
)
YEAR_NOT_WHOLE = Rule(
    "C005",
    ERROR,
    "За {year} год названы не все нерабочие праздничные дни: нет {days}. Сроки в этом году по "
    "файлу не считаются.",
    "Перечислите все нерабочие праздничные дни года (статья 112 Трудового кодекса) и все переносы.",
    POINT,
)
CALENDAR_EMPTY = Rule(
    "C006",
    WARNING,
    "В календаре нет ни одного дня.",
    "Впишите дни или уберите файл: без него действует производственный календарь.",
    POINT,
)
