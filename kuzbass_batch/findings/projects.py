"""Rules on project reports (J): whose they are, what cannot be, what is asked about (p. 3.2).

A part of the catalogue of findings; `catalogue` collects them with the others.
"""

from kuzbass_batch.findings.finding import Rule, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

UNKNOWN_PROJECT_NUMBER = Rule(
    "J001",
    ERROR,
    "Проекта с номером «{found}» у Вас в реестре нет.{suggestion}",
    "Впишите номер, который стоит в бланке отчёта, или направьте паспорт проекта.",
    "passport",
)
OTHERS_PROJECT = Rule(
    "J002",
    ERROR,
    "Проект {number} в реестре числится не за Вами.{suggestion}",
    "Впишите номер своего проекта.",
    "passport",
)
QUARTER_UNFIT = Rule(
    "J003",
    ERROR,
    "За {quarter} отчёта быть не может: {why}.{suggestion}",
    "Исправьте год или квартал.",
    "passport",
)
REPORT_NUMBER = Rule(
    "J004",
    ERROR,
    "«{name}» – {found}, а ожидается {expected}.",
    "Исправьте число.",
)
FACT_MISSING = Rule(
    "J005",
    ERROR,
    "Проект «{status}», а факта по цели «{goal}» нет.",
    "Укажите, что достигнуто по этой цели.",
    "goals",
)
REPORT_DAY_MISSING = Rule(
    "J006",
    ERROR,
    "Состояние «{status}», а поле «{name}» не заполнено.",
    "Укажите дату или исправьте состояние.",
    "stages",
)
STAGE_BACK = Rule(
    "J007",
    ERROR,
    "Сообщалось ({before}): {was}. Теперь – {now}, а пояснения нет.",
    "Объясните в поле «Пояснение», почему проект вернулся назад, или исправьте состояние и этап.",
    "stages",
)
STAGE_OF_STATUS = Rule(
    "J008",
    WARNING,
    "Состояние «{status}», а достигнутый этап – {stage}: по паспорту это этап {last}.",
    "Исправьте этап или состояние.",
    "stages",
)
GOAL_NOT_REACHED = Rule(
    "J009",
    WARNING,
    "Проект закрыт, а цель «{goal}» не достигнута: нужно {target}, факт {fact}.",
    "Сообщите, почему цель не достигнута и что будет сделано.",
    "goals",
)
FACT_WORSE = Rule(
    "J010",
    WARNING,
    "По цели «{goal}» стало хуже, чем было: было {current}, нужно {target}, факт {fact}.",
    "Проверьте факт; если он верен, сообщите причину.",
    "goals",
)
FACT_TENFOLD = Rule(
    "J011",
    WARNING,
    "По цели «{goal}» изменение в десять и более раз больше намеченного: было {current}, нужно "
    "{target}, факт {fact}.",
    "Проверьте число и единицу измерения.",
    "goals",
)
FACT_OF_NOTHING = Rule(
    "J012",
    WARNING,
    "По цели «{goal}» факт 0: улучшение на все сто процентов (было {current}, нужно {target}).",
    "Проверьте факт; если он верен, сообщите, как он получен.",
    "goals",
)
FACT_UNPROVED = Rule(
    "J013",
    WARNING,
    "У факта по цели «{goal}» не указано: {names}.",
    "Укажите дату и источник факта.",
    "goals",
)
HOURS_DIFFER = Rule(
    "J014",
    WARNING,
    "Часов в год указано {said}, а по минутам и числу обращений выходит {hours}: учтено {hours}.",
    "Проверьте минуты, число обращений и часы.",
)
EFFECT_INCOMPLETE = Rule(
    "J015",
    WARNING,
    "Часы в год не посчитать, не заполнено: {names}.",
    "Заполните минуты до и после и число обращений в год.",
)
TIME_GROWN = Rule(
    "J016",
    WARNING,
    "Времени на обращение стало больше: {before} мин до проекта, {after} мин после.",
    "Проверьте, не поменялись ли числа местами.",
)
TIME_GONE = Rule(
    "J017",
    WARNING,
    "Время на обращение исчезло полностью: {before} мин до проекта, 0 после.",
    "Проверьте число; если оно верно, сообщите, кто выполняет эту работу теперь.",
)
TIME_BEYOND_YEAR = Rule(
    "J018",
    WARNING,
    "На одном обращении сберегается {hours} ч – больше рабочего года ({year} ч).",
    "Проверьте, минуты ли указаны и на одно ли обращение.",
)
LATER_THAN_REPORT = Rule(
    "J019",
    ERROR,
    "Дата {day} позже даты отчёта ({written}).",
    "Исправьте дату: отчёт сообщает о том, что уже произошло.",
)
STABILITY_WORSE = Rule(
    "J020",
    WARNING,
    "Проект стабилен, а факт по цели «{goal}» хуже, чем при закрытии: был {was}, стал {fact}.",
    "Проверьте факт или состояние проекта.",
    "goals",
)
GOAL_OTHERWISE = Rule(
    "J021",
    WARNING,
    "Цель «{goal}» в паспорте другая: {planned}, в отчёте {found}.",
    "Верните числа паспорта или направьте исправленный паспорт.",
    "goals",
)
CHOICE_UNKNOWN = Rule(
    "J022",
    WARNING,
    "Протокол о значимых проектах: таких номеров среди проектов реестра нет – {names}.",
    "Впишите в графу «Содержание» номера проектов через точку с запятой.",
    "passport",
)
SAID_TWICE = Rule(
    "J030",
    ERROR,
    "{name} «{found}» стоит в перечне дважды.",
    "Оставьте одну строку или назовите строки по-разному.",
    "participants",
)
REDESIGNED_AHEAD = Rule(
    "J031",
    ERROR,
    "Реинжиниринг процесса «{process}» – {date}, этот день ещё не наступил.",
    "Исправьте день или очистите ячейку: впишете его, когда процесс заработает по-новому.",
    "participants",
)
REDESIGNED_WITHOUT_PROJECT = Rule(
    "J032",
    WARNING,
    "Процесс «{process}» изменён {date}, а номера проекта рядом нет.",
    "Впишите номер проекта из реестра, если процесс изменён проектом.",
    "passport",
)
