"""The catalogue of findings: every rule, its code, severity, and its words in Russian.

Codes are stable and never reused. `docs/findings.md` lists them; a test holds it complete.
F stands in `files.py`, S0 in `answers.py`, S1 in `scores.py`, D in `decisions.py`, O in
`objections.py`, G in `registers.py`, J in `projects.py`, B in `contest.py`, V in `jury.py`,
C in `calendar.py`, Q in `programme/partner_checks.py`;
I (identity), P (passport), R (registry) and F099 stand here.
"""

import re
import sys
from collections.abc import Iterator, Mapping

from kuzbass_batch.findings import answers as answer_rules
from kuzbass_batch.findings import calendar as calendar_rules
from kuzbass_batch.findings import contest as contest_rules
from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings import files as file_rules
from kuzbass_batch.findings import jury as jury_rules
from kuzbass_batch.findings import objections as objection_rules
from kuzbass_batch.findings import projects as project_rules
from kuzbass_batch.findings import registers as register_rules
from kuzbass_batch.findings import scores as score_rules
from kuzbass_batch.findings import training as training_rules
from kuzbass_batch.findings.finding import Fact, Rule, Severity
from kuzbass_batch.findings.programme import partner_checks as partner_check_rules
from kuzbass_batch.methodology.records import Methodology

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

INTRODUCTION = """# Коды замечаний

Список составляет сама программа: `python -m kuzbass_batch.findings.catalogue > docs/findings.md`.
Коды постоянны и повторно не используются. Многоточие стоит там, где в замечании значение из файла.

- **ошибка** – файл возвращается на доработку;
- **замечание** – файл учитывается, но вопрос стоит задать участнику;
- **справка** – файл учитывается, действий не требуется.

Первая буква кода: F – чтение файла, I – принадлежность бланка, S – ответы и баллы,
P – паспорт проекта, R – реестр участников, D – книга решений, G – реестры программы,
J – отчёты о проектах, B – конкурс лучших практик, V – листы жюри, Q – партнёрские проверки
качества, O – несогласие, C – календарь рабочих дней.
"""

# --- F: files ----------------------------------------------------------------------------------
INTERNAL_FAULT = Rule(
    "F099",
    ERROR,
    "Файл не обработан: внутренняя ошибка программы ({fault}).",
    "Остальные файлы обработаны. Передайте файл разработчику программы.",
)

# --- I: identity and which return counts ------------------------------------------------------

NOT_OUR_FORM = Rule(
    "I001",
    WARNING,
    "Книга не похожа на форму рейтингования: кода бланка в ней нет.",
    "Если это посторонний файл, уберите его из папки. Если это ответ участника, попросите "
    "перенести сведения в бланк.",
)
CODE_REMOVED = Rule(
    "I002",
    ERROR,
    "Листы похожи на форму «{form}», но код бланка удалён.",
    "Перенесите ответы в исходный бланк; код вверху листа не удаляйте.",
)
UNKNOWN_FORM = Rule(
    "I003",
    ERROR,
    "Код бланка «{code}» неизвестен: такой формы нет.",
    "Проверьте код вверху листа или перенесите ответы в исходный бланк.",
)
CODES_DISAGREE = Rule(
    "I004",
    ERROR,
    "На листах стоят разные коды бланка: «{first}» и «{other}».",
    "Похоже, лист скопирован из другого бланка. Заполните все листы в одном бланке.",
)
WRONG_YEAR = Rule(
    "I005",
    ERROR,
    "Бланк составлен за {found}, а рейтинг определяется за {expected}.",
    "Заполните бланк за {expected}.",
    "submission",
)
WRONG_VERSION = Rule(
    "I006",
    ERROR,
    "Версия бланка v{found}, действует версия v{expected}.",
    "Перенесите ответы в бланк действующей версии.",
)
UNKNOWN_ID = Rule(
    "I010",
    ERROR,
    "Участника с кодом «{found}» в реестре нет.{suggestion}",
    "Исправьте код участника или внесите участника в реестр.",
)
UNKNOWN_NAME = Rule(
    "I011",
    ERROR,
    "Участника «{found}» в реестре нет.{suggestion}",
    "Укажите наименование или код участника точно по реестру; {rater.nominative} может "
    "дополнить столбец реестра «Другие наименования».",
)
AMBIGUOUS_NAME = Rule(
    "I012",
    ERROR,
    "Наименование «{found}» подходит нескольким участникам: {ids}.",
    "Укажите в форме код участника.",
)
OTHER_PARTICIPANT = Rule(
    "I013",
    ERROR,
    "Бланк выдан участнику {owner}, а в форме указан другой участник: {found}.",
    "Заполните свой бланк: код бланка и наименование должны относиться к одному участнику.",
)
NAME_DIFFERS = Rule(
    "I014",
    WARNING,
    "Наименование в форме отличается от реестра: «{found}», в реестре «{expected}».",
    "Учтено наименование по реестру; если оно изменилось, сообщите об этом {rater.dative}.",
)
LATE = Rule(
    "I020",
    WARNING,
    "Самооценка от {date} представлена после срока ({deadline}).",
    "Решение об учёте принимает {rater.nominative}.",
    "submission",
    facts=(Fact.OWN_SENTENCE,),
)
MENDED_LATE = Rule(
    "I022",
    NOTE,
    "Самооценка от {date} поступила после срока ({deadline}), но первая, от {first}, представлена "
    "в срок (файл «{file}»).",
    "Участник считается представившим самооценку в срок.",
    "submission",
)
AFTER_TOTALS = Rule(
    "I023",
    WARNING,
    "Самооценка от {date} поступила после подведения итогов ({totals}) и не учтена.",
    "Опубликованные места без решения {rater.genitive} не меняются. Если {rater.nominative} "
    "решит её учесть, внесите решение «принять после срока» на лист «Допуск».",
    "totals",
    internal=True,
)
DATE_IN_FUTURE = Rule(
    "I021",
    WARNING,
    "Дата заполнения {date} ещё не наступила (форма рассмотрена {as_of}).",
    "Уточните дату заполнения формы.",
)
DATE_AFTER_ARRIVAL = Rule(
    "I024",
    WARNING,
    "Дата в форме {date} позже дня поступления ({came}): очерёдность экземпляров по ней не "
    "определяется.",
    "Уточните дату заполнения или дату в имени папки.",
    internal=True,
)
TYPED_DATES_DISAGREE = Rule(
    "I025",
    WARNING,
    "Этот экземпляр принят за последний ({came}), хотя дата в «{file}» позже: {other}, а здесь "
    "{date}. Дата в форме не важнее дня поступления.",
    "Уточните у участника, какой экземпляр верный; учесть другой можно решением «вернуть "
    "самооценку» на листе «Допуск».",
    "submission",
    internal=True,
)
HELD_RETURN = Rule(
    "I026",
    WARNING,
    "На бланке участника {participant} поступила самооценка с уровнем «{now}» вместо «{before}», "
    "исправлений {rater.nominative} не запрашивал{rater.gender.ending}. До решения "
    "{rater.genitive} учтена прежняя («{earlier}»).",
    "Уточните у участника, его ли это самооценка. Чтобы учесть её, внесите на лист «Допуск» "
    "решение «вернуть самооценку» с именем этого файла, чтобы отклонить – «исключить самооценку».",
    "submission",
    internal=True,
)
OTHER_EXECUTOR = Rule(
    "I027",
    WARNING,
    "Самооценку заполнил другой исполнитель: «{now}», в прежней («{file}») – «{was}».",
    "Уточните у участника, что учтённая самооценка – его.",
    internal=True,
)
UNKNOWN_SENDER = Rule(
    "I028",
    WARNING,
    "Форма пришла с адреса {sender}, которого в реестре нет.",
    "Уточните у участника, что форму прислал он, и внесите адрес в реестр.",
    internal=True,
)

MISSING_ASSESSMENT = Rule(
    "I030",
    ERROR,
    "Самооценка не представлена.",
    "Направьте участнику напоминание с бланком.",
    "submission",
)

# --- P: project passport (rules/checks/passport.py) ---------------------------------------------

STAGE_REVERSED = Rule(
    "P001",
    ERROR,
    "Этап {stage}: дата окончания {end} раньше даты начала {start}.",
    "Исправьте даты этапа.",
    "stages",
)
STAGES_OUT_OF_ORDER = Rule(
    "P002",
    ERROR,
    "Этап {stage}: {start} – раньше, чем начинается этап {previous} ({previous_start}).",
    "Исправьте даты: этапы идут по порядку.",
    "stages",
)
STAGES_OVERLAP = Rule(
    "P003",
    WARNING,
    "Этап {stage}: {start} – раньше, чем заканчивается этап {previous} ({previous_end}).",
    "Уточните даты: этапы накладываются.",
    "stages",
)
GOAL_UNCHANGED = Rule(
    "P004",
    ERROR,
    "Целевой показатель равен текущему ({value}).",
    "Укажите значение, которого достигнет проект.",
    "goals",
)
GOAL_DIRECTION = Rule(
    "P005",
    WARNING,
    "Цель «{name}»: показатель меняется с {current} на {target}, а название цели говорит об "
    "обратном.",
    "Уточните наименование цели или показатели.",
    "goals",
)
GROUNDS_SAME = Rule(
    "P006",
    WARNING,
    "Оба обоснования совпадают.",
    "Назовите два разных обоснования.",
    "grounds",
)

GOAL_BY_NUMBERS = Rule(
    "P007",
    NOTE,
    "Цель «{name}» понята как {change} с {current} до {target}.",
    "Если это не так, исправьте показатели.",
    "goals",
)

# --- R: registry (forms/parsing/registry.py) ----------------------------------------------------

REGISTRY_BLANK = Rule(
    "R001", ERROR, "Участник «{participant}»: не заполнено: {name}.", "Заполните ячейку реестра."
)
ID_TWICE = Rule(
    "R002",
    ERROR,
    "Код участника «{id}» стоит в реестре несколько раз.",
    "Дайте каждому участнику свой код.",
)
NAME_TWICE = Rule(
    "R003",
    ERROR,
    "Наименование «{name}» стоит у нескольких участников: {ids}.",
    "Наименования, в том числе краткие и другие, не должны повторяться.",
)
UNKNOWN_CATEGORY = Rule(
    "R004",
    ERROR,
    "Категория «{found}» неизвестна.",
    "Выберите категорию из списка: {choices}.",
    "participants",
)
UNKNOWN_PARENT = Rule(
    "R005",
    ERROR,
    "Вышестоящего участника с кодом «{found}» в реестре нет.",
    "Исправьте код вышестоящего.",
)
OWN_PARENT = Rule(
    "R006",
    ERROR,
    "Участник «{id}» подчинён сам себе (напрямую или через других).",
    "Исправьте код вышестоящего.",
)
BAD_GENDER = Rule(
    "R007", ERROR, "Пол указан как «{found}».", "Укажите «м» или «ж» либо оставьте пустым."
)
UNKNOWN_LEVEL = Rule(
    "R008",
    ERROR,
    "Уровень {last} «{found}» неизвестен.",
    "Укажите один из уровней: {levels}.",
    "levels",
)
NO_PARENT = Rule(
    "R009",
    WARNING,
    "Участник «{id}» ({category}) не называет вышестоящего участника.",
    "Укажите код вышестоящего.",
    "submission",
)
REGISTRY_EMPTY = Rule(
    "R010", ERROR, "В реестре нет ни одного участника.", "Заполните таблицу участников."
)
BAD_EMAIL = Rule(
    "R011",
    WARNING,
    "Адрес электронной почты «{found}» записан с ошибкой.",
    "Проверьте адрес; несколько адресов разделяйте запятой.",
)
BAD_ID = Rule(
    "R012",
    ERROR,
    "Код участника «{found}» не годится для бланка.",
    "Дайте код из букв, цифр и дефисов без пробелов, не длиннее 40 знаков.",
)
POST_OF_NOTHING = Rule(
    "R013",
    NOTE,
    "Должность «{found}» не называет организацию.",
    "В письмах наименование добавит программа; лучше назовите организацию в должности сами: "
    "«директор библиотеки № 3».",
)


def _rules_of(names: Mapping[str, object]) -> Iterator[Rule]:
    yield from (value for value in names.values() if isinstance(value, Rule))


ROOMS = (
    answer_rules, calendar_rules, contest_rules, decision_rules, file_rules, jury_rules,
    objection_rules, partner_check_rules, project_rules, register_rules, score_rules,
    training_rules,
)  # fmt: skip
RULES: dict[str, Rule] = {
    rule.code: rule for names in (globals(), *map(vars, ROOMS)) for rule in _rules_of(names)
}


def describe_rules(methodology: Methodology) -> str:
    """Return the text of docs/findings.md: every code with its meaning, remedy and point.

    methodology: whose points are cited, this act's in the document.
    """
    lines = [INTRODUCTION, "| Код | Важность | Что значит | Как исправить | Пункт акта |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for _, rule in sorted(RULES.items()):
        said = (_named(text, methodology) for text in (rule.message, rule.remedy))
        cells = (rule.code, rule.severity.russian, *said)
        point = _point(rule, methodology) or "–"
        lines.append("| " + " | ".join(_cell(text) for text in (*cells, point)) + " |")
    return "\n".join(lines) + "\n"


def _point(rule: Rule, methodology: Methodology) -> str:
    point = methodology.words.point(rule.point).point if rule.point else ""
    known = rule.reading in {each.id for each in methodology.readings}
    return f"{point} (прочтение {rule.reading})".strip() if known else point


def _named(text: str, methodology: Methodology) -> str:
    """Return a text with the methodology's word for the body that rates."""
    rater = methodology.words.rater
    return re.sub(r"\{rater[a-z.]*\}", lambda tag: tag[0].format(rater=rater), text)


def _cell(text: str) -> str:
    """Show the placeholders of a message as dots: their values stand in the finding itself."""
    return re.sub(r"\{[a-z_]+\}", "…", text).replace("|", "\\|")


if __name__ == "__main__":
    from kuzbass_batch.methodology.files.loader import available_years, load_methodology

    sys.stdout.write(describe_rules(load_methodology(max(available_years()))))
