"""Findings of the marks and of scoring (S1xx)."""

from kuzbass_batch.findings.finding import Fact, Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

BLANK_CRITERION = Rule(
    "S101",
    ERROR,
    "Критерий {criterion} не оценён: нет ни одной отметки.",
    "Отметьте «да» или «нет» в строках критерия; если ничего не делается – «да» в строке {zero}.",
    "scoring",
    reading="R6",
    facts=(Fact.OF_MARKS,),
)
HALF_CRITERION = Rule(
    "S102",
    ERROR,
    "Критерий {criterion} оценён не полностью: «да» нет ни в одной строке, {word} {rows}.",
    "Отметьте «да» или «нет» в каждой строке критерия.",
    "scoring",
    facts=(Fact.OF_MARKS,),
)
CONTRADICTION = Rule(
    "S103",
    ERROR,
    "Критерий {criterion}: отметки противоречат друг другу: {why}.",
    "Оставьте «да» либо в строке {zero}, либо в строках выполненных показателей.",
    "counting",
    facts=(Fact.OF_MARKS,),
)
GAP_IN_CUMULATIVE_ROWS = Rule(
    "S104",
    WARNING,
    "Критерий {criterion}: заявлено {claimed}, засчитано {counted}: не {word} {rows}.",
    "Если показатель выполнен, отметьте «да» в каждой строке ряда и приложите подтверждение.",
    "cumulative",
    reading="R4",
    facts=(Fact.OWN_SENTENCE,),
)
SEVERAL_MARKS = Rule(
    "S105",
    WARNING,
    "Критерий {criterion}: отмечено несколько строк ({rows}), засчитывается одна: {best}.",
    "По критерию можно получить только одну оценку; оставьте «да» в одной строке.",
    "scoring",
    reading="R5",
    facts=(Fact.OF_MARKS,),
)
BLANK_AS_NO = Rule(
    "S106",
    NOTE,
    "Строки без отметки приняты как «нет».",
    "Если показатель выполнен, отметьте «да».",
    "scoring",
)
ZERO_BY_NO = Rule(
    "S107",
    NOTE,
    "Критерий {criterion}: во всех строках «нет», принято 0 баллов.",
    "Отметьте «да» в строке {zero}, если так и есть.",
    "scoring",
)
NUMBER_MISSING = Rule(
    "S108",
    ERROR,
    "Критерий {criterion}: в строке {row} не указано число.",
    "Укажите число, в том числе если оно равно 0.",
    "scoring",
    reading="R6",
    facts=(Fact.OF_MARKS,),
)
NUMBER_NEGATIVE = Rule(
    "S109",
    ERROR,
    "Строка {row}: число меньше 0: {found}.",
    "Укажите число не меньше 0.",
    facts=(Fact.OF_MARKS,),
)
SHARE_ABOVE_HUNDRED = Rule(
    "S110",
    ERROR,
    "Строка {row}: доля больше 100 %: {found}.",
    "Укажите долю в процентах, от 0 до 100.",
    facts=(Fact.OF_MARKS,),
)
NOT_WHOLE = Rule(
    "S111",
    ERROR,
    "Строка {row}: ожидается целое число, стоит {found}.",
    "Укажите целое число.",
    facts=(Fact.OF_MARKS,),
)
PERCENT_OF_NUMBER = Rule(
    "S112",
    ERROR,
    "Строка {row}: стоят проценты ({found} %), а нужно само число.",
    "Укажите число без знака «%»; формат ячейки – общий, не процентный.",
    facts=(Fact.OF_MARKS,),
)
SHARE_OF_ONE = Rule(
    "S113",
    WARNING,
    "Строка {row}: доля {found} принята как {found} %.",
    "Если имелось в виду {meant} %, исправьте число.",
)
ZERO_DENOMINATOR = Rule(
    "S114",
    ERROR,
    "Критерий {criterion}: в строке {row} стоит 0, отношение не вычисляется.",
    "Укажите общее число больше 0.",
    facts=(Fact.OF_MARKS,),
)
PART_ABOVE_WHOLE = Rule(
    "S115",
    WARNING,
    "Строка {row}: {found} – больше, чем всего в строке {other} ({whole}).",
    "Проверьте оба числа: доля больше 100 %.",
    facts=(Fact.OF_MARKS,),
)
BLANK_PENALTY = Rule(
    "S116",
    WARNING,
    "Строка {row}, которая снижает оценку ({points}), без отметки: принято «нет».",
    "Отметьте «да», если это так, иначе «нет».",
)
INAPPLICABLE_BESIDE_YES = Rule(
    "S120",
    ERROR,
    "Критерий {criterion}: стоит и «не применимо», и «да» ({rows}).",
    "Оставьте что-то одно: «не применимо» или отметки выполненных показателей.",
    facts=(Fact.OF_MARKS,),
)
INAPPLICABLE_BESIDE_NUMBER = Rule(
    "S122",
    ERROR,
    "Критерий {criterion}: стоит и «не применимо», и число ({rows}).",
    "Оставьте что-то одно: «не применимо», если показателя у Вас быть не может, или число.",
    facts=(Fact.OF_MARKS,),
)
NOTHING_APPLIES = Rule(
    "S121",
    ERROR,
    "Все критерии отмечены как неприменимые: оценивать нечего.",
    "Оцените хотя бы один критерий или сообщите {rater.dative}, почему оценка невозможна.",
    facts=(Fact.OF_MARKS,),
)
