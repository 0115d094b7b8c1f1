"""Rules on partner quality checks (Q): applications of the register, and what a commission found.

A part of the catalogue of findings; `catalogue` collects them with the others. Who sits in a
commission by the register, and the numbers of certificates, have their rules in `registers`.
"""

from kuzbass_batch.findings.finding import Fact, Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

APPLICATION_UNNUMBERED = Rule(
    "Q001",
    ERROR,
    "У заявки нет номера: запись не действует.",
    "Впишите номер, под которым заявка зарегистрирована. Свободен, например, номер {number}.",
    "quality_check",
)
APPLICATION_UNSIGNED = Rule(
    "Q002",
    WARNING,
    "Не указано, кто подписал заявку.",
    "Впишите фамилию и должность: заявку подписывает руководитель или тот, кто его замещает. "
    "Неподписанную верните с решением «замечания».",
    "quality_check",
)
SIGNED_WITHOUT_RIGHT = Rule(
    "Q003",
    WARNING,
    "Заявку подписал(а) {signer}, а по какому праву, не указано.",
    "Выберите «руководитель» или «замещает руководителя».",
    "quality_check",
)
LEVEL_BELOW_HELD = Rule(
    "Q004",
    WARNING,
    "Просят уровень «{level}», а на тот же образец уже выдан сертификат № {number} уровня «{held}» "
    "({place}).",
    "Уточните у заявителя, какой уровень он имеет в виду.",
    "quality_check",
)
EARLIER_UNKNOWN = Rule(
    "Q005",
    WARNING,
    "Прежнего сертификата «{found}» нет на листе «Образцы».{suggestion}",
    "Исправьте номер или внесите прежний сертификат.",
    "quality_check",
)
ACCEPTED_INCOMPLETE = Rule(
    "Q006",
    WARNING,
    "Заявка принята к проверке, а не заполнено – {names}.",
    "Заполните: день и состав комиссии сообщаются заявителю письмом.",
    "quality_check",
)
STATE_UNDATED = Rule(
    "Q007",
    ERROR,
    "По заявке решено «{state}», а графа «Решение от» пуста: запись не действует.",
    "Впишите дату решения.",
    "quality_check",
)
STATE_UNEXPLAINED = Rule(
    "Q008",
    ERROR,
    "По заявке решено «{state}», а графа «Причина, замечания» пуста: запись не действует.",
    "Впишите причину: она войдёт в ответ заявителю.",
    "quality_check",
)
SAMPLE_MISSING = Rule(
    "Q009",
    ERROR,
    "Заявка принята к проверке, а образец не назван: запись не действует.",
    "Впишите образец (площадку), который проверяется.",
    "quality_check",
)
WITHOUT_APPLICATION = Rule(
    "Q010",
    WARNING,
    "Заявки с номером «{found}» нет на листе «Заявки на проверку».{suggestion}",
    "Исправьте номер или внесите заявку.",
    "quality_check",
)
"""On a check sheet: what follows."""
UNKNOWN_APPLICATION = Rule(
    "Q020",
    ERROR,
    "Заявки с номером «{found}» нет в реестрах программы.{suggestion}",
    "Впишите номер заявки, как он стоит на листе «Заявки на проверку».",
    "quality_check",
)
ANOTHERS_APPLICATION = Rule(
    "Q021",
    ERROR,
    "Заявка {number} подана другой организацией ({owner}), а лист – на {found}.",
    "Исправьте номер заявки или заполните лист, составленный на неё.",
    "quality_check",
)
NOT_ACCEPTED = Rule(
    "Q022",
    WARNING,
    "Заявка {number} не принята к проверке: по ней решено «{state}».",
    "Если проверка проведена верно, исправьте решение по заявке в реестре.",
    "quality_check",
)
NO_CHAIR = Rule(
    "Q023",
    ERROR,
    "В комиссии не указан председатель.",
    "Выберите «председатель» в графе «Кто в комиссии» у одного человека.",
    "quality_check",
)
SEVERAL_CHAIRS = Rule(
    "Q024",
    ERROR,
    "Председателей в комиссии {count}: {names}.",
    "Оставьте одного председателя, остальных укажите членами комиссии.",
    "quality_check",
)
MEMBER_OF_CHECKED = Rule(
    "Q025",
    ERROR,
    "{name} – из проверяемой организации ({body}), а указан(а) как {role}.",
    "Представитель проверяемой организации может быть наблюдателем: исправьте графу «Кто в "
    "комиссии» или уберите его.",
    "quality_check",
)
CRITERION_UNANSWERED = Rule(
    "Q026",
    ERROR,
    "На критерий {key} нет ответа: ни выполненным, ни невыполненным он не считается.",
    "Выберите ответ: «выполнен», «не выполнен» или «замечание».",
    "quality_check",
)
REMARK_UNWORDED = Rule(
    "Q027",
    ERROR,
    "По критерию {key} выбрано «замечание», а какое, не написано.",
    "Напишите замечание рядом или выберите другой ответ.",
    "quality_check",
)
AWARD_WITHOUT_LEVEL = Rule(
    "Q028",
    ERROR,
    "Решено «{decision}», а уровень не указан.",
    "Выберите уровень, которому образец соответствует.",
    "quality_check",
)
DEMANDED_NOT_MET = Rule(
    "Q029",
    WARNING,
    "Решено выдать сертификат уровня «{level}», а критерии, обязательные для него, не выполнены: "
    "{keys}.",
    "Проверьте уровень и ответы; если всё верно, поясните решение в графе «Обоснование решения».",
    "quality_check",
)
CHECKED_BEFORE_APPLIED = Rule(
    "Q030",
    ERROR,
    "День проверки {day} раньше заявки от {applied}.",
    "Исправьте день проверки или номер заявки.",
    "quality_check",
)
CHECKED_AHEAD = Rule(
    "Q031",
    ERROR,
    "День проверки {day} ещё не наступил (дата расчёта {as_of}).",
    "Исправьте день проверки.",
    "quality_check",
)
DECISION_UNEXPLAINED = Rule(
    "Q032",
    ERROR,
    "Решено «{decision}», а обоснования нет.",
    "Напишите его в графе «Обоснование решения»: оно войдёт в письмо заявителю.",
    "quality_check",
)
CRITERIA_CHANGED = Rule(
    "Q033",
    ERROR,
    "Критерии на листе не те, с которыми он составлен: строки удалены, добавлены или изменены.",
    "Заполните лист заново: его составит расчёт. Критерии меняются только в файле {file}.",
    "quality_check",
    facts=(Fact.DRAWN_ANEW,),
)
LEVEL_ABOVE_ASKED = Rule(
    "Q034",
    WARNING,
    "Решено выдать сертификат уровня «{level}», а просили «{asked}».",
    "Проверьте уровень; если всё верно, поясните решение в графе «Обоснование решения».",
    "quality_check",
)
