"""Rules on the sheets of a contest's jury (V): whose they are, which rows count (p. 2.7).

A part of the catalogue of findings; `catalogue` collects them with the others.
"""

from kuzbass_batch.findings.finding import Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

UNKNOWN_JUROR = Rule(
    "V001",
    ERROR,
    "Члена жюри с номером «{found}» в объявлении конкурса нет.{suggestion}",
    "Попросите прислать лист, который начерчен для этого члена жюри, или внесите его в объявление.",
    "contest",
    internal=True,
)
JUROR_OTHERWISE = Rule(
    "V002",
    ERROR,
    "Лист начерчен для «{found}», а под номером {key} в объявлении конкурса – «{expected}».",
    "Верните в объявлении прежние номера членов жюри или попросите заполнить новый лист.",
    "contest",
    internal=True,
)
OTHER_CONTEST = Rule(
    "V003",
    ERROR,
    "Лист другого конкурса: «{found}», а оценивается «{expected}».",
    "Заполните лист этого конкурса.",
    "contest",
)
OTHER_CRITERIA = Rule(
    "V004",
    ERROR,
    "В листе граф с баллами – {found}, а критериев в объявлении – {expected}.",
    "Перенесите баллы в новый лист: графы в нём по объявлению.",
    "contest",
)
UNKNOWN_ENTRY = Rule(
    "V005",
    ERROR,
    "Заявки с номером «{found}» в конкурсе нет.{suggestion}",
    "Верните номер, который стоял в листе.",
    "contest",
)
ENTRY_TWICE = Rule(
    "V006",
    ERROR,
    "Заявка «{number}» стоит в листе дважды.",
    "Оставьте одну строку.",
    "contest",
)
ENTRY_OTHERWISE = Rule(
    "V007",
    ERROR,
    "В строке заявки «{number}» стоит практика «{found}», а у этой заявки – «{expected}».",
    "Верните номера и практики на места: по строке должно быть видно, что оценено.",
    "contest",
)
POINT_UNFIT = Rule(
    "V008",
    ERROR,
    "Балл {found} вне шкалы: ожидается целое число от 0 до {most}.",
    "Исправьте балл.",
    "contest",
)
ROW_BLANK = Rule(
    "V009",
    WARNING,
    "Заявка не оценена: строка пуста. Нулём она не считается.",
    "Поставьте баллы или отметьте личный интерес.",
    "contest",
)
ROW_PARTIAL = Rule(
    "V010",
    WARNING,
    "Баллы стоят не по всем критериям: такая оценка не учитывается.",
    "Поставьте баллы по каждому критерию; ноль впишите цифрой.",
    "contest",
)
OWN_BODY_POINTS = Rule(
    "V011",
    WARNING,
    "Баллы поставлены практике своей организации: они не учтены.",
    "Исправлять не нужно; в такой строке баллов не ставят.",
    "contest",
)
INTEREST_POINTS = Rule(
    "V012",
    WARNING,
    "Отмечен личный интерес, а баллы поставлены: они не учтены.",
    "Исправлять не нужно. Если интереса нет, снимите отметку.",
    "contest",
)
ENTRY_MISSING = Rule(
    "V013",
    WARNING,
    "В листе нет заявок: {numbers}. По ним оценки нет.",
    "Оцените их в новом листе: прежние баллы в нём уже стоят.",
    "contest",
)
SHEET_LATE = Rule(
    "V014",
    WARNING,
    "Лист получен {came}, а срок был {due}: баллы не учтены.",
    "Если лист принимается, перенесите срок в объявлении конкурса.",
    "contest",
    internal=True,
)
SHEET_AFTER_PROTOCOL = Rule(
    "V015",
    WARNING,
    "Лист получен {came}, после протокола от {day}: итоги по нему не меняются.",
    "Если итоги пересматриваются, внесите новый протокол.",
    "contest",
    internal=True,
)
RELATED_BODY = Rule(
    "V016",
    WARNING,
    "По реестру организация члена жюри стоит {relation} заявителя по заявке «{number}».",
    "Решите, голосует ли он по этой заявке. Баллы пока учтены; чтобы исключить их, попросите "
    "отметить личный интерес.",
    "contest",
    internal=True,
)
NOTHING_TO_JUDGE = Rule(
    "V017",
    WARNING,
    "Лист члена жюри есть, а оценивать нечего: {why}.",
    "Проверьте объявление конкурса и допуск заявок.",
    "contest",
    internal=True,
)
NOT_ADMITTED = Rule(
    "V018",
    NOTE,
    "Заявка «{number}» больше не оценивается: её баллы не учтены.",
    "Исправлять не нужно.",
    "contest",
)
