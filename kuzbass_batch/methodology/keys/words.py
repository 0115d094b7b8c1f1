"""The keys by which the act is named: programme, bodies, categories, points, passport, leaders."""

from kuzbass_batch.methodology.keys.key import FLAG, LIST, TEXT, Key, Section
from kuzbass_batch.methodology.words import POINTS


def _text(name: str, about: str, example: str, *, required: bool = False) -> Key:
    return Key(name=name, kind=TEXT, about=about, example=f'"{example}"', required=required)


PROGRAMME = Section(
    path="programme",
    title="Программа: [programme]",
    about="Как письма, листы, бланки и страница называют программу, к которой относится рейтинг. "
    "Чего нет, то из них исчезает.",
    entry="Программа",
    keys=(
        _text("name", "название в кавычках", "«Открытые библиотеки»"),
        _text("period", "что стоит за полным названием", "на 2026–2028 годы"),
        _text("short", "буквы, с которых начинаются исходящие номера", "ОБ"),
        _text("nominative", "слово о ней в именительном падеже", "программа"),
        _text("genitive", "то же в родительном", "программы"),
        _text("dative", "то же в дательном", "программе"),
        _text("prepositional", "то же в предложном", "программе"),
        _text("aim", "уровень чего присваивается, в родительном", "развития библиотек"),
        _text("assessed", "самооценка чего, в родительном", "развития библиотеки"),
    ),
)
BODIES = Section(
    path="bodies",
    title="Кто проводит рейтинг: [bodies]",
    about="Кто и где проводит рейтинг, для шапок и подписей.",
    entry="Кто проводит рейтинг",
    keys=(
        _text("region", "регион полностью, в родительном падеже", "Примерной области"),
        _text("region_short", "регион кратко, в родительном", "области"),
        _text("city", "город, как его пишут в бумагах", "г. Примерный"),
        _text("committee", "кто проводит рейтинг", "Управление культуры"),
        _text("centre", "с чьим участием, в родительном", "АНО «Центр развития»"),
        _text("report_to", "кому докладывают итоги, в дательном", "главе района"),
        _text("site", "где публикуют итоги, в предложном", "сайте управления культуры"),
        _text("section", "раздел сайта в кавычках", "«Рейтинг»"),
        Key(
            name="registers",
            kind=LIST,
            items=TEXT,
            required=False,
            label="реестры",
            about="реестры, которые комитет ведёт весь год: их предлагает книга решений",
            example='["обучение", "конкурсы"]',
        ),
    ),
)
CATEGORIES = Section(
    path="categories[]",
    title="Категории участников: [[categories]]",
    about="Без этого списка действует обычный: исполнительный орган, орган местного "
    "самоуправления, подведомственная организация.",
    entry="Категория «{name}»",
    keys=(
        Key(
            name="id",
            kind=TEXT,
            about="имя категории латинскими буквами",
            example='"library"',
            pattern="[a-z][a-z0-9_]*",
        ),
        _text("name", "слово, которое выбирают в реестре", "библиотека", required=True),
        _text(
            "plural", "заголовок группы и листа, не длиннее 31 знака", "Библиотеки", required=True
        ),
        _text("heading", "тот же заголовок для узкого столбца, с переносами", "Библио-\\nтеки"),
        Key(
            name="former",
            kind=LIST,
            items=TEXT,
            required=False,
            label="прежние слова",
            about="слова, которые стояли в реестре раньше",
            example='["филиал библиотеки"]',
        ),
        Key(
            name="subordinate",
            kind=FLAG,
            required=False,
            label="подведомственная",
            about="true – подчинена другому участнику, которого называет её строка реестра",
            example="true",
        ),
        _text("together", "несколько таких в творительном, после «вместе с»", "филиалами"),
        _text("of_one", "один из них в родительном", "филиала"),
        _text("named", "как о них говорят строки критериев, * – любое окончание", "библиотек*"),
    ),
)
REFERENCES = Section(
    path="references",
    title="Пункты акта: [references]",
    about="Пункты, на которые ссылаются письма, листы, бланки и замечания. Сроки и уровни называют "
    "свой пункт сами. Если обычных падежей мало, вместо текста стоит таблица.",
    entry="Пункты акта",
    keys=tuple(
        Key(
            name=name,
            kind=TEXT,
            or_table=True,
            required=False,
            about=about,
            example='"п. 4"',
        )
        for name, about in POINTS.items()
    ),
)
CITATION = Section(
    path="references.*",
    title="Падежи пункта: references.NAME",
    about="Как пункт стоит в письме.",
    keys=(
        _text("point", "пункт", "п. 4", required=True),
        _text("cited", "пункт со словами об акте", "п. 4 программы"),
        _text("within", "он же в скобках", "п. 4"),
        _text("by", "он же после «по»", "пункту 4"),
        _text("instrumental", "он же в творительном падеже", "пунктом 4"),
        _text("genitive", "он же в родительном", "пункта 4"),
    ),
)
PASSPORT = Section(
    path="passport",
    title="Паспорт проекта: [passport]",
    about="Слова паспорта проекта; без этой таблицы и без вопроса passport паспорта нет.",
    entry="Паспорт проекта",
    keys=(
        _text("project", "что это за проект, в родительном падеже", "бережливого проекта"),
        _text("projects", "несколько таких проектов", "Бережливые проекты"),
        _text("participant", "надпись над наименованием участника", "Наименование библиотеки"),
        _text("sent_to", "кому направляют паспорта, в винительном", "АНО «Центр развития»"),
    ),
)
LEADERS = Section(
    path="leaders",
    title="Высший уровень: [leaders]",
    about="Высший уровень присваивается на год, с дипломом; без этой таблицы диплома нет.",
    entry="Высший уровень",
    keys=(
        _text("level", "id последнего уровня", "basic", required=True),
        _text("awarded_by", "чей диплом, в родительном падеже", "управления культуры"),
        _text("heading", "что стоит в его заголовке", "Управление культуры"),
    ),
)
WORDS = (PROGRAMME, BODIES, CATEGORIES, REFERENCES, CITATION, PASSPORT, LEADERS)
