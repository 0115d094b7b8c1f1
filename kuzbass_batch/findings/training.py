"""Rules on training (G): the topic plan, people of the register, lists of forms against it.

A part of the catalogue of findings; `catalogue` collects them with the others.
"""

from kuzbass_batch.findings.finding import Fact, Rule, Severity

WARNING = Severity.WARNING

LISTED_NOT_REGISTERED = Rule(
    "G060",
    WARNING,
    "Сотрудник из этой строки списка в реестре обучения за {year} год не найден.{suggestion}",
    "Сверьте фамилию, имя и отчество или приложите документ об обучении: реестр ведёт "
    "{rater.nominative}.",
    "training",
    facts=(Fact.NO_DOCUMENT,),
)
TOPIC_NOT_PLANNED = Rule(
    "G061",
    WARNING,
    "Темы «{topic}» в плане обучения на {year} год нет.{suggestion}",
    "Исправьте тему или внесите её на лист «План обучения».",
    "training_topics",
)
PERSON_AT_SEVERAL = Rule(
    "G062",
    WARNING,
    "Этот человек в {year} году обучен ещё и у другого участника: {other} ({place}).",
    "Проверьте: однофамилец, перешёл на другую работу или внесён дважды. В плане он учтён у обоих.",
    "trained_plan",
)
