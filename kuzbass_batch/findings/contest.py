"""Rules on a contest of best practices (B): applications, and what is decided on them (p. 2.7).

A part of the catalogue of findings; `catalogue` collects them with the others.
"""

from kuzbass_batch.findings.finding import Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

NOT_ANNOUNCED = Rule(
    "B001",
    WARNING,
    "Поступила заявка на конкурс, а конкурс не объявлен: книги «Конкурс.xlsx» в папке шаблонов нет "
    "или она не заполнена. Заявка ждёт.",
    "Заполните книгу конкурса и рассчитайте снова.",
    "contest",
    internal=True,
)
UNKNOWN_NOMINATION = Rule(
    "B002",
    ERROR,
    "Номинации «{found}» в объявлении конкурса нет.{suggestion}",
    "Выберите номинацию из объявленных: {known}.",
    "contest",
)
CAME_LATE = Rule(
    "B003",
    WARNING,
    "Заявка поступила {day}, а заявки принимались по {until} включительно.",
    "Решение о допуске принимает {rater.nominative}; исправлять ничего не нужно.",
    "contest",
)
MENDED_IN_TIME = Rule(
    "B004",
    NOTE,
    "Исправленная заявка поступила {day}, после срока ({until}), а первая – {first}, в срок: срок "
    "соблюдён.",
    "Действий не требуется.",
    "contest",
)
SECOND_IN_NOMINATION = Rule(
    "B005",
    WARNING,
    "В номинации «{nomination}» от той же организации есть ещё заявка: практика «{other}».",
    "Если это одна и та же практика, сообщите, какую из заявок рассматривать; разные практики "
    "рассматриваются обе.",
    "contest",
)
RESULT_UNCHANGED = Rule(
    "B006",
    ERROR,
    "Что было и что стало – одно и то же: результата практики нет.",
    "Опишите, что изменилось, теми же числами, что и до практики.",
    "contest",
)
UNKNOWN_PROJECT_NAMED = Rule(
    "B007",
    WARNING,
    "Проекта с номером «{found}» в реестре проектов нет.{suggestion}",
    "Исправьте номер или очистите ячейку, если практика – не проект.",
    "contest",
)
OTHERS_PROJECT_NAMED = Rule(
    "B008",
    WARNING,
    "Проект {number} в реестре числится за другой организацией.{suggestion}",
    "Проверьте номер проекта; если практика общая, напишите об этом в графе об авторе.",
    "contest",
)
OTHER_THAN_REPORTED = Rule(
    "B009",
    WARNING,
    "По проекту {number} сообщалось: {reported}. В заявке этих чисел нет.",
    "Проверьте, что было и что стало; если в заявке речь о другом, исправлять ничего не нужно.",
    "contest",
)
REFUSED_WITHOUT_REASON = Rule(
    "B010",
    WARNING,
    "Заявка {number} не допущена, а причина не указана: решение пока не действует.",
    "Впишите причину: она будет в письме заявителю.",
    "contest",
)
RESULT_WITHOUT_ADMISSION = Rule(
    "B011",
    WARNING,
    "У заявки {number} указан результат «{result}», а к конкурсу она не допущена.",
    "Впишите решение о допуске или уберите результат.",
    "contest",
)
APPLICATION_INCOMPLETE = Rule(
    "B012",
    ERROR,
    "Не заполнено: {names}. Без них действует только строка с номером заявки.",
    "Заполните эти графы.",
    "contest",
)
