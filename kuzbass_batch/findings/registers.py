"""Rules on the registers of the programme (G): books, rows that do not fit, what they contradict.

A part of the catalogue of findings; `catalogue` collects them with the others. Slips that a row of
any book may hold have their rules in `decisions`.
"""

from kuzbass_batch.findings.finding import Fact, Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

SEVERAL_BOOKS = Rule(
    "G001",
    ERROR,
    "В папке несколько книг «Реестры программы»: {names}. Ни одна из них не учтена, действует то, "
    "что учитывал прежний результат.{suggestion}",
    "Оставьте в папке одну книгу.",
    facts=(Fact.OWN_FILE,),
)
OTHER_PROGRAMME = Rule(
    "G002",
    ERROR,
    "Реестры другой программы: код книги «{found}», а этой программы – «{expected}». Книга не "
    "учтена.",
    "Уберите её из папки и положите книгу этой программы.",
    facts=(Fact.OWN_FILE,),
)
UNKNOWN_BODY = Rule(
    "G003",
    ERROR,
    "«{found}» нет ни в реестре участников, ни на листе «Прочие организации»: запись сохранена, но "
    "не действует.{suggestion}",
    "Исправьте код или внесите организацию на лист «Прочие организации».",
)
OUT_OF_RANGE = Rule(
    "G004",
    ERROR,
    "«{name}» – {found}, а ожидается {expected}: запись не действует.",
    "Исправьте число.",
)
UNKNOWN_INDICATOR = Rule(
    "G005",
    ERROR,
    "Показателя «{found}» в плане нет: запись не действует.",
    "Выберите номер показателя из списка: {known}.",
    "plan",
)
BAD_INN = Rule(
    "G006",
    ERROR,
    "ИНН «{found}» записан с ошибкой: запись не действует.",
    "Впишите 10 или 12 цифр ИНН.",
)
BODY_IS_PARTICIPANT = Rule(
    "G007",
    ERROR,
    "Код «{found}» уже есть у участника реестра: запись не действует.",
    "Дайте организации другой код или уберите её: участник реестра вносится под своим кодом.",
)
UNKNOWN_PROJECT = Rule(
    "G008",
    WARNING,
    "Проекта с номером «{found}» на листе «Проекты» нет.{suggestion}",
    "Исправьте номер или внесите проект.",
    "passport",
)
STATUS_WITHOUT_DAY = Rule(
    "G009",
    ERROR,
    "Состояние «{status}», а графа «{name}» пуста: запись не действует.",
    "Впишите дату или исправьте состояние.",
    "passport",
)
CERTIFICATE_INCOMPLETE = Rule(
    "G010",
    ERROR,
    "Решение «{decision}», а о сертификате не заполнено – {names}: запись не действует.",
    "Заполните эти графы или исправьте решение.",
    "quality_check",
)
REGISTERS_MOVED = Rule(
    "G011",
    NOTE,
    "Записи листа «Реестры» перенесены в книгу «Реестры программы»: {counts}.",
    "Дальше ведите их там: положите в папку с формами обе книги из новой папки результата.",
)
CLAIM_AGAINST_REGISTER = Rule(
    "G012",
    WARNING,
    "По критерию {criterion} {points}, а {register}.",
    "Уточните ответ или приложите документ: реестр ведёт {rater.nominative}.",
    facts=(Fact.NO_DOCUMENT,),
)
BOOK_OF_LAST_YEAR = Rule(
    "G013",
    NOTE,
    "Книга решений за {year}: на решения этого рейтинга она не влияет.{suggestion}",
    "Что действует дольше года, ведите в книге «Реестры программы».",
)
QUARTER_AHEAD = Rule(
    "G021",
    ERROR,
    "{quarter} ещё не начался (дата расчёта {as_of}): запись не действует.",
    "Исправьте год или квартал; сейчас идёт {now}.",
    "plan",
)
FACT_WITHOUT_SOURCE = Rule(
    "G022",
    ERROR,
    "Факт внесён, а графа «Источник» пуста: запись не действует.",
    "Впишите, откуда число: документ, письмо, отчёт. Чего нет в реестрах, берётся отсюда.",
    "plan",
)
RUNNING_FALLS = Rule(
    "G023",
    ERROR,
    "«Факт с начала года» – {found}, а за {quarter} квартал уже внесено {earlier} ({place}): "
    "нарастающий итог не убывает. Запись не действует.",
    "Сверьте обе строки и исправьте ту, где ошибка.",
    "plan",
)
SUM_DIFFERS = Rule(
    "G024",
    ERROR,
    "«Факт с начала года» – {found}, а по кварталам выходит {expected}: запись не действует.",
    "Исправьте «Факт квартала» или «Факт с начала года».",
    "plan",
)
OF_THE_REGION = Rule(
    "G025",
    ERROR,
    "Показатель {indicator} считается по региону, а указан участник: запись не действует.",
    "Очистите графу «Участник».",
    "plan",
)
FACT_AGAINST_REGISTER = Rule(
    "G026",
    WARNING,
    "Показатель {indicator}, {quarter} квартал: внесено {found}, а по реестру – {counted} "
    "({rows}). В план идёт число реестра.",
    "Сверьте реестр; если в нём чего-то нет, внесите это туда, а факт отсюда уберите.",
    "plan",
)
CAUSE_MISSING = Rule(
    "G027",
    WARNING,
    "Показатель {indicator} за {quarter} квартал отстаёт: {running} при ожидаемых {expected}, а "
    "причины нет.",
    "Впишите причину, меру, срок и кто отвечает.",
    "plan",
)
PRIORITY_WITHOUT_DECISION = Rule(
    "G063",
    WARNING,
    "Ситуация отмечена приоритетной, а о решении не заполнено – {names}.",
    "Впишите, когда и каким протоколом она выбрана.",
    "situations",
)
OWN_COMMISSION = Rule(
    "G040",
    ERROR,
    "В комиссии назван сам проверяемый участник ({found}): запись не действует.",
    "Уберите его представителей из графы «Комиссия»: своих образцов участник не проверяет.",
    "quality_check",
)
SAME_NUMBER = Rule(
    "G041",
    ERROR,
    "Сертификат с номером «{number}» уже внесён ({place}): запись не действует.",
    "Исправьте номер в одной из двух строк.",
    "quality_check",
)
COMMITTEE_SAYS_OTHERWISE = Rule(
    "G030",
    NOTE,
    "Внесено «{entered}», а {form} участника говорит «{said}»: действует внесённое.",
    "Если верна форма, очистите ячейку: следующий расчёт впишет сказанное в ней.",
)
