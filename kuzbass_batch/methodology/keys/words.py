"""The keys of the words: how the act, its programme, its points and participants are called."""

from kuzbass_batch.methodology.keys.key import FLAG, LIST, TEXT, WHOLE, Key, Section
from kuzbass_batch.methodology.words import FEWEST_HOURS, MOST_HOURS, POINTS


def _text(name: str, about: str, example: str, label: str = "", *, required: bool = False) -> Key:
    """Return a key of a text; it may lack unless it is required: a neutral word stands for it."""
    return Key(
        name=name, kind=TEXT, about=about, example=f'"{example}"', label=label, required=required
    )


PROGRAMME = Section(
    path="programme",
    title="Программа: [programme]",
    about="Как письма, листы, бланки и страница называют то, по чему проводится рейтинг. Без этой "
    "таблицы файл понимается как прежний: «программа» без названия, высший уровень – на год.",
    entry="Программа",
    keys=(
        _text("name", "название в кавычках-ёлочках", "«Чистая вода»"),
        _text("period", "что стоит за названием, где оно дано полностью", "на 2026–2028 годы"),
        _text("short", "сокращение, с которого начинаются исходящие номера", "ЧВ"),
        _text("nominative", "слово «программа» или другое: положение, порядок", "положение"),
        _text("genitive", "то же слово в родительном падеже", "положения"),
        _text("dative", "то же слово в дательном падеже", "положению"),
        _text("prepositional", "то же слово в предложном падеже", "положении"),
        _text("aim", "уровень чего присваивается, в родительном падеже", "внедрения стандарта"),
        _text("assessed", "самооценка чего, в родительном падеже", "внедрения стандарта"),
    ),
)
RATER = Section(
    path="rater",
    title="Как тексты зовут того, кто проводит рейтинг: [rater]",
    about="Слово, которым письма, листы и бланки называют этот орган: министерство, дирекция, "
    "проектный офис. Без таблицы – «комитет». Полное название – bodies.committee.",
    entry="Кто проводит рейтинг",
    keys=(
        _text(
            "nominative",
            "слово в именительном падеже, с маленькой буквы",
            "министерство",
            required=True,
        ),
        _text("genitive", "в родительном: решение кого", "министерства", required=True),
        _text("dative", "в дательном: сообщить кому", "министерству", required=True),
        _text("accusative", "в винительном: направить в кого", "министерство", required=True),
        _text("instrumental", "в творительном: проверено кем", "министерством", required=True),
        _text("prepositional", "в предложном: о ком", "министерстве", required=True),
        Key(
            name="gender",
            kind=TEXT,
            values=("masculine", "feminine", "neuter"),
            about="род слова: он, она, оно",
            example='"neuter"',
        ),
        _text(
            "chair",
            "должность руководителя, как она стоит у подписи; без ключа – «Руководитель …»",
            "Министр",
        ),
    ),
)
PARTICIPANTS = Section(
    path="participants",
    title="Кого оценивают: [participants]",
    about="Как письма и документы зовут тех, кого оценивают. Без таблицы – «участник», "
    "«участники», «участников».",
    entry="Кого оценивают",
    keys=(
        _text("one", "один из них, в именительном падеже", "библиотека"),
        _text("all", "они же во множественном числе", "библиотеки района"),
        _text("many", "они же в родительном падеже множественного числа", "библиотек района"),
        _text(
            "full",
            "то же с полным названием программы, если оно не стоит следом: «… по положению "
            "«Чистая вода»»",
            "участников реализации программы «Чистая вода»",
        ),
    ),
)
BODIES = Section(
    path="bodies",
    title="Органы и место: [bodies]",
    about="Кто проводит рейтинг и где. Реквизиты бланка писем берут отсюда {committee}, {city}, "
    "{region}, {postcode} и {phone_code}.",
    entry="Органы и место",
    keys=(
        _text("region", "регион в родительном падеже", "Приозёрского края"),
        _text("region_short", "он же кратко, в родительном падеже", "Приозёрья"),
        _text("city", "город, как его пишут в документах", "г. Заозёрск"),
        _text("committee", "орган, который проводит рейтинг", "Совет по качеству"),
        _text("centre", "кто участвует вместе с ним, в родительном падеже", "Центра качества"),
        _text("report_to", "кому докладывают итоги, в дательном падеже", "председателю Совета"),
        _text("site", "где публикуют итоги, в предложном падеже", "портале края"),
        _text("section", "раздел этого сайта, в кавычках", "«Рейтинг»"),
        _text(
            "postcode", "индекс в примере адреса на бланке письма; без ключа – пустая линия",
            "600600",
        ),
        _text("phone_code", "код города в примерах телефонов; без ключа – пустая линия", "000-0"),
        _text(
            "memo_to",
            "кому направляют записку об итогах: должность в дательном падеже; без ключа – как в "
            "report_to",
            "Председателю Совета края",
        ),
        _text(
            "diploma_signer",
            "кто подписывает дипломы: должность; без ключа – руководитель комитета",
            "Председатель Совета края",
        ),
        Key(
            name="utc_hours", kind=WHOLE, required=False, least=FEWEST_HOURS, most=MOST_HOURS,
            about="на сколько часов местное время впереди всемирного (UTC): по нему считается день "
            "письма и время с пометкой «Z»; без ключа – 3, московское",
            label="часов от UTC", example="5",
        ),
        Key(
            name="registers", kind=LIST, items=TEXT, required=False,
            about="реестры, которые ведут весь год: их предлагает книга решений",
            example='["обучение", "конкурсы"]',
        ),
    ),
)  # fmt: skip
CATEGORIES = Section(
    path="categories[]",
    title="Категории участников: [[categories]]",
    about="В порядке листов и таблиц. Без них – исполнительные органы, органы местного "
    "самоуправления и подведомственные организации.",
    entry="Категория «{name}»",
    same="name",
    keys=(
        Key(
            name="id", kind=TEXT, about="имя категории в данных, латинскими буквами",
            example='"station"', pattern="[a-z][a-z0-9_]*",
        ),
        Key(name="name", kind=TEXT, about="слово реестра", example='"станция"'),
        Key(
            name="plural", kind=TEXT, example='"Станции"',
            about="заголовок группы и имя листа, не длиннее 31 знака",
        ),
        _text("heading", "он же для узкого столбца, с переносами", "Стан-\\nции"),
        Key(
            name="former", kind=LIST, items=TEXT, required=False, example='["пункт контроля"]',
            about="слова реестра, которые значат то же",
        ),
        Key(
            name="subordinate", kind=FLAG, required=False, example="true",
            about="true – у участника есть вышестоящий, реестр его называет",
        ),
        _text("named", "как о таких участниках говорят строки критериев; * – любое окончание",
              "станци*"),
        _text("together", "они же в творительном падеже: «оценка дана вместе с …»", "станциями"),
        _text("of_one", "один из них в родительном падеже", "станции"),
    ),
)  # fmt: skip
REFERENCES = Section(
    path="references",
    title="Пункты акта: [references]",
    about="На что ссылаются письма, листы, бланки и замечания; чего здесь нет, на то ссылок нет. "
    "Сроки, уровни и критерии называют свой пункт сами.",
    entry="Пункты акта",
    keys=tuple(
        Key(
            name=name, kind=TEXT, about=about, example='"п. 7"', required=False, or_table=True,
        )
        for name, about in POINTS.items()
    ),
)  # fmt: skip
FORMS = Section(
    path="references.*",
    title="Пункт, который склоняется иначе: references",
    about="Обычно хватает строки: «п. 7», «ст. 4», «приложение № 1, п. 2» программа склоняет сама.",
    entry="Пункт акта",
    keys=(
        Key(name="point", kind=TEXT, about="пункт кратко, как на листах", example='"п. 2.9, 3.4"'),
        _text("cited", "он же с названием акта", "п. 2.9, 3.4 положения"),
        _text("within", "он же с полным названием программы", "п. 2.9 положения «Чистая вода»"),
        _text("by", "в творительном падеже, с полным названием", "пунктом 2.9 положения"),
        _text("instrumental", "в творительном падеже", "пунктом 2.9 положения"),
        _text("genitive", "в родительном падеже", "пунктов 2.9 и 3.4 положения"),
    ),
)
LEADERS = Section(
    path="leaders",
    title="Высший уровень: [leaders]",
    about="Присваивается на год, его нужно подтвердить, за него вручают диплом. Без таблицы высший "
    "уровень – такой же, как другие.",
    entry="Высший уровень",
    keys=(
        Key(name="level", kind=TEXT, about="id последнего уровня", example='"leader"'),
        _text("awarded_by", "чей диплом, в родительном падеже", "Совета края"),
        _text("heading", "что стоит в заголовке диплома", "Совет края"),
    ),
)
PASSPORT = Section(
    path="passport",
    title="Паспорт проекта: [passport]",
    about="Есть эта таблица или вопрос о паспорте – участники присылают паспорта проектов.",
    entry="Паспорт проекта",
    keys=(
        _text("project", "паспорт чего, в родительном падеже", "проекта улучшений"),
        _text("projects", "заголовок их списка", "Проекты улучшений"),
        _text("participant", "подпись над наименованием участника", "Полное наименование станции"),
        _text("sent_to", "куда направляют паспорта, в винительном падеже", "Центр качества"),
    ),
)
LASTING = Section(
    path="registers",
    title="Реестры программы: [registers]",
    about="Что живёт дольше года – проекты, образцы, конкурсы, обучение, мероприятия, план – "
    "стоит в одной книге «Реестры программы» на все эти годы. Без таблицы книги нет.",
    entry="Реестры программы",
    keys=(
        Key(
            name="first_year", kind=WHOLE, least=2000, most=2099,
            about="первый год программы", example="2026",
        ),
        Key(
            name="last_year", kind=WHOLE, least=2000, most=2099,
            about="последний год программы", example="2028",
        ),
    ),
)  # fmt: skip
REPORTS = Section(
    path="project_reports",
    title="Отчёты о проектах: [project_reports]",
    about="Когда представляют отчёты о проектах: за каждый квартал и при закрытии. Без таблицы о "
    "них не напоминают и бланков не чертят; нужны паспорта и реестры программы.",
    entry="Отчёты о проектах",
    keys=(
        Key(
            name="first", kind=TEXT, example='"2026-I"',
            about="первый квартал, за который представляют отчёт",
        ),
        Key(
            name="day", kind=WHOLE, least=1, most=28, example="10",
            about="до какого числа месяца, следующего за кварталом, представляют отчёт",
        ),
        Key(
            name="closing_days", kind=WHOLE, least=1, most=60, example="10",
            about="сколько календарных дней после закрытия по паспорту даётся на отчёт с фактами",
        ),
    ),
)  # fmt: skip
WORDS = (
    PROGRAMME, RATER, PARTICIPANTS, BODIES, CATEGORIES, REFERENCES, FORMS, LEADERS, PASSPORT,
    LASTING, REPORTS,
)  # fmt: skip
