"""The table of keys: every table of a methodology file with every key that the loader takes.

A new key is added here or in `scoring.py`, `totals.py` or `words.py`, and read in
the module `*_entries.py` or `entries.py` that makes the records of its table; `tests/methodology/
test_keys.py` holds the two equal. The JSON Schemas, the tables of `docs/methodology.md` and the
examples in the loader's remedies follow from the table.
"""

from collections.abc import Iterator

from kuzbass_batch.methodology.keys.calendar import CALENDAR, DATES, PART_KEYS, POINT
from kuzbass_batch.methodology.keys.key import (
    DAY,
    FLAG,
    LIST,
    NUMBER,
    TABLE,
    TEXT,
    WHOLE,
    Key,
    Section,
    section_path,
)
from kuzbass_batch.methodology.keys.scoring import SCORING
from kuzbass_batch.methodology.keys.totals import TOTALS
from kuzbass_batch.methodology.keys.words import WORDS

LARGEST = 10**9
"""No number of an act is larger: it would be a slip."""
MOST_DAYS = 365
"""Working days that an objection may take at most: with more, no date would be in the calendar."""

FILE = Section(
    path="",
    title="Файл",
    about="Эти ключи стоят в начале файла, до первой строки в квадратных скобках.",
    keys=(
        Key(
            name="id", kind=TEXT, about="имя методики в файлах результата; обычно год",
            example='"2026"',
        ),
        Key(
            name="year", kind=WHOLE, least=1000, most=9998, example="2026",
            about="отчётный год, четыре цифры; год в имени файла тот же",
        ),
        *PART_KEYS,
        Key(
            name="act", kind=TEXT, label="акт",
            about="акт, по которому проводится рейтинг, как его называют",
            example='"постановление администрации от 01.02.2026 № 10"',
        ),
        Key(name="calendar", kind=TABLE, about="сроки", example="[calendar]"),
        Key(
            name="levels", kind=LIST, about="уровни от низшего к высшему", example="[[levels]]",
        ),
        Key(
            name="criteria", kind=LIST, about="критерии в порядке акта", example="[[criteria]]",
        ),
        Key(
            name="total", kind=TABLE, about="как из баллов получается оценка", example="[total]",
            required=False,
        ),
        Key(
            name="groups", kind=LIST, about="группы критериев", example="[[groups]]",
            required=False,
        ),
        Key(
            name="readings", kind=LIST, about="прочтения неясных мест акта", example="[[readings]]",
            required=False,
        ),
        Key(
            name="plan", kind=LIST, about="показатели плана мероприятий", example="[[plan]]",
            required=False,
        ),
        Key(
            name="questions", kind=LIST, about="о чём спрашивают участника", required=False,
            example="[[questions]]",
        ),
        Key(
            name="coefficients_sum", kind=NUMBER, required=False, example="5",
            about="сумма коэффициентов, если акт её называет: check сверит",
        ),
        Key(
            name="highest_total", kind=NUMBER, required=False, example="14.9",
            about="наибольшая возможная оценка, если акт её называет: check сверит",
        ),
        Key(
            name="years", kind=LIST, items=WHOLE, required=False, example="[2026, 2027]",
            about="годы, на которые действует общий акт, если плана нет",
        ),
        Key(
            name="programme", kind=TABLE, required=False, example="[programme]",
            about="слова программы",
        ),
        Key(
            name="rater", kind=TABLE, required=False, example="[rater]",
            about="как тексты зовут того, кто проводит рейтинг",
        ),
        Key(
            name="participants", kind=TABLE, required=False, example="[participants]",
            about="кого оценивают",
        ),
        Key(
            name="bodies", kind=TABLE, required=False, example="[bodies]",
            about="кто и где проводит рейтинг",
        ),
        Key(
            name="categories", kind=LIST, required=False, example="[[categories]]",
            about="категории участников",
        ),
        Key(
            name="references", kind=TABLE, required=False, example="[references]",
            about="пункты акта, на которые ссылаются тексты",
        ),
        Key(
            name="leaders", kind=TABLE, required=False, example="[leaders]",
            about="высший уровень, который присваивается на год",
        ),
        Key(
            name="passport", kind=TABLE, required=False, example="[passport]",
            about="слова паспорта проекта",
        ),
        Key(
            name="registers", kind=TABLE, required=False, example="[registers]",
            about="реестры программы, одни на все её годы",
        ),
        Key(
            name="project_reports", kind=TABLE, required=False, example="[project_reports]",
            about="когда представляют отчёты о проектах",
        ),
    ),
    at_most_one=(("quarter", "half_year"),),
)  # fmt: skip
OBJECTION_DAYS = Section(
    path="calendar.objection_working_days",
    title="Срок несогласия: calendar.objection_working_days",
    about="Считается от дня получения результата.",
    entry="Срок несогласия",
    keys=(
        Key(
            name="days", kind=WHOLE, about=f"рабочие дни, от 1 до {MOST_DAYS}", example="15",
            least=1, most=MOST_DAYS,
        ),
        POINT,
    ),
)  # fmt: skip
READINGS = Section(
    path="readings[]",
    title="Прочтения: [[readings]]",
    about="Место, где акт молчит или противоречит себе: возможные ответы и тот, который принят. "
    "Прочтения R4–R10, а о реестрах, плане и проектах R13–R20 программа применяет сама и знает их "
    "варианты; прочтение с gap или bound решает об уровне, прочтение, на которое указывает "
    "points_by, – о балле; остальные стоят в бланке и книге для сведения.",
    entry="Прочтение {id}",
    keys=(
        Key(name="id", kind=TEXT, about="номер прочтения", example='"R1"'),
        Key(name="point", kind=TEXT, about="неясный пункт акта", example='"приложение № 1, п. 5"'),
        Key(
            name="question", kind=TEXT, about="вопрос, на который акт не отвечает",
            example='"Какой уровень у оценки от 4 до 5?"',
        ),
        Key(
            name="options", kind=LIST, about="возможные ответы",
            example='[{ id = "initial", text = "«Начальный»" }, '
            '{ id = "basic", text = "«Базовый»" }]',
        ),
        Key(
            name="chosen", kind=TEXT, label="принято",
            about="id принятого ответа; меняют протоколом",
            example='"initial"',
        ),
        Key(
            name="protocol_number", kind=TEXT, required=False, example='"3"',
            about="номер протокола, которым ответ утверждён; вместе с protocol_date",
        ),
        Key(
            name="protocol_date", kind=DAY, label="дата протокола",
            about="дата этого протокола", example="2026-02-10",
            required=False,
        ),
        Key(
            name="gap", kind=TABLE, required=False, example="{ from = 4, to = 5 }",
            label="оценки без уровня",
            about="оценки между двумя уровнями, у которых по таблице уровня нет; id вариантов – id "
            "этих уровней",
        ),
        Key(
            name="bound", kind=NUMBER, required=False, example="8",
            label="оценка в двух уровнях",
            about="оценка, которая по таблице стоит в двух уровнях; id вариантов – id этих уровней",
        ),
    ),
    at_most_one=(("gap", "bound"),),
    together=(("protocol_number", "protocol_date"),),
)  # fmt: skip
OPTIONS = Section(
    path="readings[].options[]",
    title="Варианты прочтения: options",
    about="Ответы, из которых выбирают.",
    entry="вариант «{text}»",
    keys=(
        Key(name="id", kind=TEXT, about="имя варианта; у R4–R10, R13–R20 – из известных",

            example='"initial"'),
        Key(name="text", kind=TEXT, about="ответ словами", example='"«Начальный»"'),
        Key(
            name="points", kind=NUMBER, example="1", required=False,
            about="балл, если прочтение называет балл строки (points_by)",
        ),
    ),
)  # fmt: skip
GAP = Section(
    path="readings[].gap",
    title="Оценки без уровня: gap",
    about="Границы – те же числа, что у соседних уровней.",
    entry="оценки без уровня",
    keys=(
        Key(name="from", kind=NUMBER, about="верхняя граница нижнего уровня", example="4"),
        Key(name="to", kind=NUMBER, about="нижняя граница верхнего уровня", example="5"),
    ),
)
PLAN = Section(
    path="plan[]",
    title="Показатели плана: [[plan]]",
    about="Показатели, с которыми сравнивают итоги года.",
    entry="Показатель плана {id}",
    keys=(
        Key(name="id", kind=TEXT, about="номер показателя по плану", example='"2.1"'),
        Key(
            name="title", kind=TEXT, about="название показателя",
            example='"Количество обученных сотрудников"',
        ),
        Key(
            name="unit", kind=TEXT, about="единица в родительном падеже множественного числа",
            example='"сотрудников"',
        ),
        Key(
            name="targets", kind=TABLE, about="значение на каждый год, отчётный среди них",
            example="{ 2026 = 3, 2027 = 4 }",
        ),
        Key(
            name="at_least", kind=FLAG, label="не меньше указанного",
            about="true – «не менее», false – ровно столько",
            example="true",
        ),
        Key(
            name="reference", kind=TEXT, about="пункт плана",
            example='"приложение № 2, показатель 2.1"',
        ),
        Key(
            name="measure", kind=TEXT, required=False, example='"trained"', label="чем считается",
            about="чем программа считает факт по реестрам: processes – реинжиниринг процессов, "
            "rating – утверждённый рейтинг, trained – обученные, events – мероприятия, samples – "
            "образцы с сертификатом, monitoring – отправленные мониторинги плана, contests – "
            "проведённые конкурсы; без ключа факт только вносят",
            values=("processes", "rating", "trained", "events", "samples", "monitoring",
                    "contests"),
        ),
        Key(
            name="kinds", kind=LIST, items=TEXT, required=False, example='["семинар"]',
            label="что засчитывается",
            about="при events и contests: виды мероприятий или конкурсов, как в списке реестра; "
            "без ключа – все",
        ),
        Key(
            name="by_quantity", kind=FLAG, required=False, example="true",
            label="по графе «Число»",
            about="при events: true – запись засчитывается столько раз, сколько стоит в графе "
            "«Число»",
        ),
        Key(
            name="each", kind=FLAG, required=False, example="true", label="для каждого участника",
            about="true – значение задано каждому участнику, а не региону",
        ),
    ),
)  # fmt: skip
TARGETS = Section(
    path="plan[].targets",
    title="Значения показателя: targets",
    about="Ключ – год из четырёх цифр.",
    free_name="2026",
    free=Key(
        name="[0-9]{4}", kind=WHOLE, example="3", least=0,
        label="значение на {} год",
        about="значение на этот год, в единицах показателя, не меньше 0",
    ),
)  # fmt: skip
QUESTIONS = Section(
    path="questions[]",
    title="Вопросы участнику: [[questions]]",
    about="Что спросят, если по критерию заявлено достаточно баллов. На баллы ответ "
    "не влияет.",
    entry="Вопрос участнику ({kind}) по критерию {criterion}",
    keys=(
        Key(
            name="kind", kind=TEXT, example='"contest"',
            about="вид вопроса: training_list – список обученных, quality_check – партнёрская "
            "проверка качества, contest – конкурс, passport – паспорт проекта",
            values=("training_list", "quality_check", "contest", "passport"),
        ),
        Key(name="criterion", kind=TEXT, about="номер критерия", example='"1"'),
        Key(
            name="from_points", kind=NUMBER, about="с какого балла по критерию спрашивают",
            label="спрашивают с балла",
            example="1",
        ),
        Key(name="reference", kind=TEXT, about="пункт акта, почему об этом спрашивают",
            example='"п. 3"'),
        Key(
            name="words", kind=LIST, items=TEXT, example='["конкурс", "фестивал"]',
            label="слова", about="части слов, хотя бы одна из которых должна быть в подтверждении",
            only_with=("kind", ("quality_check", "contest")),
        ),
        Key(
            name="indicator", kind=TEXT, about="показатель плана с числом обученных",
            example='"2.1"', only_with=("kind", ("training_list",)), required=False,
        ),
        Key(
            name="document", kind=TEXT, required=False, example='"сертификат образца"',
            about="документ, о котором спрашивают",
        ),
        Key(
            name="message", kind=TEXT, required=False, example='"Сертификат не назван."',
            about="замечание участнику словами акта",
        ),
        Key(
            name="remedy", kind=TEXT, required=False, example='"Приложите сертификат."',
            about="что ему сделать",
        ),
    ),
)  # fmt: skip
SECTIONS: tuple[Section, ...] = (
    FILE,
    CALENDAR,
    *DATES,
    OBJECTION_DAYS,
    *SCORING,
    *TOTALS,
    READINGS,
    OPTIONS,
    GAP,
    PLAN,
    TARGETS,
    QUESTIONS,
    *WORDS,
)
_BY_PATH = {section.path: section for section in SECTIONS}


def section_at(path: str) -> Section | None:
    """Return the section of a table such as `criteria[2]`, None if the format has none there.

    The path of a section may end in `*`: a table of whatever name there.
    """
    exact = section_path(path)
    return _BY_PATH.get(exact) or _BY_PATH.get(f"{exact.rpartition('.')[0]}.*")


def inner_of(section: Section, key: Key) -> Section | None:
    """Return the section of the tables under a key, None if it holds none."""
    suffix = "[]" if key.kind is LIST else ""
    name = "*" if key is section.free else key.name
    path = ".".join(part for part in (section.path, name) if part)
    holds = key.or_table or (key.kind in (LIST, TABLE) and key.items is None)
    return section_at(f"{path}{suffix}") if holds else None


def example_for(path: str, name: str) -> str:
    """Return how a key of a table is written, `coefficient = 0.3`; empty if it is none."""
    section = section_at(path)
    key = section.key(name) if section else None
    if key is None:
        return ""
    return key.example if key.example.strip("[]") == name else f"{name} = {key.example}"


def keys_with_sections() -> Iterator[tuple[Section, Key]]:
    """Yield every key with the section that it stands in."""
    for section in SECTIONS:
        for key in section.keys:
            yield section, key
        if section.free is not None:
            yield section, section.free
