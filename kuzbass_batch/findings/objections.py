"""Rules on objections to the result (O0, p. 3.4): the form, and what it says of the result."""

from kuzbass_batch.findings.finding import Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
POINT = "objection"

NOTHING_ASKED = Rule(
    "O001",
    ERROR,
    "Ни по одному критерию не указано, какой балл Вы просите.",
    "Выберите балл в столбце «Просим» по тем критериям, с оценкой которых Вы не согласны.",
    POINT,
)
NO_REASON = Rule(
    "O002",
    ERROR,
    "Критерий {criterion}: балл запрошен, обоснования нет.",
    "Напишите, почему Вы не согласны с оценкой.",
    POINT,
)
NO_POINTS = Rule(
    "O003",
    ERROR,
    "Критерий {criterion}: обоснование или документы есть, а какой балл Вы просите, не указано.",
    "Выберите балл в столбце «Просим» или очистите строку.",
    POINT,
)
NO_DOCUMENTS = Rule(
    "O004",
    WARNING,
    "Критерий {criterion}: документы в подтверждение не названы.",
    "Назовите документы и приложите их или их копии.",
    POINT,
)
NOT_MORE = Rule(
    "O005",
    WARNING,
    "Критерий {criterion}: запрошено {asked}, засчитано {counted} – запрошенный балл не выше "
    "засчитанного.",
    "Уточните, с чем Вы не согласны, и укажите балл, который просите засчитать.",
    POINT,
)
MORE_THAN_CLAIMED = Rule(
    "O006",
    NOTE,
    "Критерий {criterion}: запрошено {asked}, а в самооценке заявлено {claimed}.",
    "Решает {rater.nominative}.",
    POINT,
    internal=True,
)
LATE_OBJECTION = Rule(
    "O007",
    WARNING,
    "Несогласие поступило {day}, последний день – {last}: после срока.",
    "Решите, рассматривать ли его.",
    POINT,
    internal=True,
)
RECEIPT_UNKNOWN = Rule(
    "O008",
    WARNING,
    "День получения результатов не внесён: в срок ли несогласие, неизвестно.",
    "Внесите его на лист «Вручение» книги решений.",
    POINT,
    internal=True,
)
NOT_RATED = Rule(
    "O009",
    WARNING,
    "Участник не оценён: несогласие не с чем сопоставить.",
    "Сначала решите, почему у участника нет результата.",
    POINT,
    internal=True,
)
OTHER_RESULT = Rule(
    "O010",
    WARNING,
    "Критерий {criterion}: в форме засчитано {found}, сейчас – {now}. Форма составлена по другому "
    "результату.",
    "Сверьте, с чем не согласен участник.",
    POINT,
    internal=True,
)
ABSENT_ALREADY = Rule(
    "O012",
    WARNING,
    "Критерий {criterion}: просьба – «не применимо», а критерий к Вам и так не применён.",
    "Уточните, с чем Вы не согласны, и выберите балл, который просите засчитать, или очистите "
    "строку.",
    POINT,
)
ABSENCE_LOWERS = Rule(
    "O013",
    WARNING,
    "Критерий {criterion}: участник просит «не применимо», но без этого критерия его оценка "
    "станет ниже: {then} вместо {now}.",
    "До решения сообщите об этом участнику.",
    POINT,
    internal=True,
)
ON_THE_DAY = Rule(
    "O011",
    WARNING,
    "Критерий {criterion}: форма с новыми доводами поступила {day} – в день решения по прежней. "
    "Учтена ли она в решении, программа не знает.",
    "Если решение принято без неё, внесите её отдельной строкой на лист «Несогласия» книги "
    "решений.",
    POINT,
    internal=True,
)
