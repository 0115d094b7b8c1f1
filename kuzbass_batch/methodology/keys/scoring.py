"""The keys by which a rating is scored: criteria, their rows, and levels."""

from decimal import Decimal

from kuzbass_batch.methodology.keys.key import (
    FLAG,
    LIST,
    NUMBER,
    TABLE,
    TEXT,
    WHOLE,
    Key,
    Section,
)

SMALLEST = Decimal("0.000001")
"""No number of an act has more than six places."""

CRITERIA = Section(
    path="criteria[]",
    title="Критерии: [[criteria]]",
    about="По записи на критерий, в порядке акта: так они стоят в бланке, книге и письмах.",
    entry="Критерий {id} «{short_title}»",
    same="title",
    keys=(
        Key(
            name="id",
            kind=TEXT,
            about="номер критерия: целое число в кавычках; с него начинаются коды строк",
            example='"1"',
            pattern="[1-9][0-9]*",
        ),
        Key(
            name="title",
            kind=TEXT,
            label="название",
            about="название критерия слово в слово по акту; стоит в бланке",
            example='"Обучение сотрудников методам улучшений"',
        ),
        Key(
            name="short_title",
            kind=TEXT,
            label="краткое название",
            about="краткое название для столбцов книги и таблиц в письмах",
            example='"Обучение сотрудников"',
        ),
        Key(
            name="coefficient",
            kind=NUMBER,
            about="коэффициент, на который умножается балл: больше 0, дробная часть через точку",
            example="0.3",
            least=SMALLEST,
            depends="да, если оценка – сумма с коэффициентами и групп нет; иначе 1",
        ),
        Key(
            name="cumulative",
            kind=FLAG,
            label="накопительный",
            about="true – накопительный критерий (в акте со звёздочкой): балл строки засчитывается "
            "вместе с предыдущими; false – засчитывается одна строка",
            example="false",
        ),
        Key(
            name="group",
            kind=TEXT,
            label="группа",
            about="id группы, в которую критерий входит: самой внутренней",
            example='"P1"',
            required=False,
        ),
        Key(
            name="not_applicable",
            kind=TEXT,
            label="неприменимый критерий",
            about="критерий может быть неприменим, в списке бланка есть «не применимо»: spread – "
            "его вес распределяется между остальными в группе, left_out – он исключается из суммы "
            "и из наибольшей оценки; без ключа на критерий отвечают все",
            example='"left_out"',
            required=False,
            values=("left_out", "spread"),
        ),
        Key(
            name="reference",
            kind=TEXT,
            about="пункт акта, в котором критерий установлен",
            example='"приложение № 1, п. 6, критерий 1"',
        ),
        Key(
            name="rows",
            kind=LIST,
            about="строки критерия от нулевой вверх, не меньше двух",
            example='[{ code = "1.0", points = 0, text = "не проводится" }, '
            '{ code = "1.1", points = 1, text = "проводится" }]',
            fewest=2,
        ),
    ),
)
ROWS = Section(
    path="criteria[].rows[]",
    title="Строки критерия: rows",
    about="Первая строка даёт 0 баллов, дальше баллы растут. Балл стоит в points, а если акт его "
    "не называет – в прочтении, на которое указывает points_by: нужно одно из двух.",
    entry="строка {code}",
    same="text",
    keys=(
        Key(
            name="code",
            kind=TEXT,
            about="код строки: номер критерия, точка и балл; по нему строку узнают в бланке",
            example='"1.2"',
            pattern=r"[1-9][0-9]*\.[0-9]+",
        ),
        Key(
            name="text",
            kind=TEXT,
            label="текст",
            about="текст строки по акту; стоит в бланке",
            example='"обучение включено в план"',
        ),
        Key(
            name="points",
            kind=WHOLE,
            about="балл строки, без коэффициента: целое число",
            example="2",
            required=False,
        ),
        Key(
            name="points_by",
            kind=TEXT,
            about="номер прочтения, варианты которого называют балл строки",
            example='"R3"',
            required=False,
        ),
        Key(
            name="evidence",
            kind=TEXT,
            label="подтверждение",
            about="чем строка подтверждается; без этого ключа подтверждение не запрашивается",
            example='"список обученных с датой и темой"',
            required=False,
        ),
        Key(
            name="reference",
            kind=TEXT,
            about="пункт акта о строке; без этого ключа – пункт критерия",
            example='"приложение № 1, п. 6, критерий 1, прочтение R3"',
            required=False,
        ),
    ),
    exactly_one=(("points", "points_by"),),
)
LEVELS = Section(
    path="levels[]",
    title="Уровни: [[levels]]",
    about="От низшего к высшему, границы – как в акте. У первого уровня нет нижней границы, у "
    "последнего – верхней. Оценка, которая по таблице не имеет уровня или имеет два, требует "
    "прочтения с gap или bound.",
    entry="Уровень «{name}»",
    keys=(
        Key(
            name="id",
            kind=TEXT,
            about="имя уровня для прочтений и программ",
            example='"basic"',
        ),
        Key(
            name="name",
            kind=TEXT,
            label="название",
            about="название уровня по акту",
            example='"Базовый"',
        ),
        Key(
            name="from",
            kind=NUMBER,
            about="нижняя граница оценки, включая её",
            example="5",
            required=False,
        ),
        Key(
            name="above",
            kind=NUMBER,
            about="нижняя граница оценки, не включая её («более»)",
            example="12",
            required=False,
        ),
        Key(
            name="to",
            kind=NUMBER,
            about="верхняя граница оценки, включая её",
            example="8",
            required=False,
        ),
        Key(
            name="below",
            kind=NUMBER,
            about="верхняя граница оценки, не включая её («менее»)",
            example="4",
            required=False,
        ),
        Key(
            name="reference",
            kind=TEXT,
            about="пункт акта с таблицей уровней",
            example='"приложение № 1, п. 5"',
        ),
        Key(
            name="requires",
            kind=LIST,
            label="пороги",
            about="что нужно кроме оценки: все пороги сразу, иначе даётся уровень ниже",
            example='[{ criterion = "1", at_least = 2 }]',
            required=False,
        ),
        Key(
            name="by_category",
            kind=TABLE,
            label="границы для категорий",
            about="границы уровня для категории участников, если они не общие",
            example="{ subordinate = { from = 4 } }",
            required=False,
        ),
    ),
    at_most_one=(("from", "above"), ("to", "below")),
)
REQUIRES = Section(
    path="levels[].requires[]",
    title="Пороги уровня: requires",
    about="Порог ставится критерию или группе. К неприменимому к участнику порог не относится.",
    entry="порог",
    keys=(
        Key(
            name="criterion",
            kind=TEXT,
            about="номер критерия",
            example='"1"',
            required=False,
        ),
        Key(
            name="group",
            kind=TEXT,
            about="id группы",
            example='"P1"',
            required=False,
        ),
        Key(
            name="at_least",
            kind=NUMBER,
            label="не менее",
            about="наименьший балл критерия или наименьшее значение группы",
            example="2",
        ),
    ),
    exactly_one=(("criterion", "group"),),
)
BY_CATEGORY = Section(
    path="levels[].by_category",
    title="Уровень по категориям: by_category",
    about="Ключ – категория участников. Для уровня, где категория не названа, границы общие; "
    "таблица каждой категории должна быть без пробелов и наложений.",
    free_name="subordinate",
    free_shown="категория",
    free=Key(
        name="[a-z][a-z0-9_]*",
        kind=TABLE,
        about="границы для этой категории",
        label="границы для категории {}",
        example="{ from = 4 }",
    ),
)
BOUNDS = Section(
    path="levels[].by_category.*",
    title="Границы для категории",
    about="Как у самого уровня.",
    keys=tuple(key for key in LEVELS.keys if key.name in ("from", "above", "to", "below")),
    at_most_one=LEVELS.at_most_one,
)
TOTAL = Section(
    path="total",
    title="Оценка: [total]",
    about="Как из баллов получается оценка. Без этой таблицы оценка – сумма баллов с "
    "коэффициентами, без округления.",
    keys=(
        Key(
            name="method",
            kind=TEXT,
            label="как считается",
            about="weighted_sum – сумма баллов с коэффициентами, sum – сумма баллов, mean – "
            "среднее (с коэффициентами, если они есть), percent – процент от наибольшей оценки по "
            "тому, что к участнику применимо",
            example='"mean"',
            required=False,
            values=("weighted_sum", "sum", "mean", "percent"),
            default="weighted_sum",
        ),
        Key(
            name="rounding",
            kind=TEXT,
            label="округление",
            about="half_up – половина вверх, half_even – половина до чётного, none – не "
            "округляется",
            example='"half_up"',
            values=("half_up", "half_even", "none"),
        ),
        Key(
            name="decimals",
            kind=WHOLE,
            label="знаков после запятой",
            about="до скольких знаков после запятой оценка округляется",
            example="2",
            least=0,
            most=6,
            only_with=("rounding", ("half_up", "half_even")),
        ),
        Key(
            name="levels_in",
            kind=TEXT,
            label="границы уровней",
            about="points – границы уровней стоят в единицах оценки, percent – в процентах от "
            "наибольшей оценки",
            example='"points"',
            required=False,
            values=("points", "percent"),
            default="points",
        ),
        Key(
            name="reference",
            kind=TEXT,
            about="пункт акта о том, как считается оценка",
            example='"приложение № 1, п. 7"',
            required=False,
        ),
    ),
)
GROUPS = Section(
    path="groups[]",
    title="Группы критериев: [[groups]]",
    about="Критерий входит в группу, группа может входить в другую: критерий, практика, функция. "
    "Критерии одной группы стоят подряд. Подытоги видны в бланке, книге и письмах.",
    entry="Группа {id} «{title}»",
    same="title",
    keys=(
        Key(name="id", kind=TEXT, about="имя группы для критериев и порогов", example='"P1"'),
        Key(
            name="title",
            kind=TEXT,
            label="название",
            about="название группы по акту",
            example='"Планирование"',
        ),
        Key(
            name="parent",
            kind=TEXT,
            label="входит в",
            about="id группы, в которую эта входит",
            example='"F1"',
            required=False,
        ),
        Key(
            name="method",
            kind=TEXT,
            label="как считается",
            about="sum – сумма того, что в группе, с коэффициентами, mean – среднее с "
            "коэффициентами",
            example='"mean"',
            required=False,
            values=("sum", "mean"),
            default="sum",
        ),
        Key(
            name="coefficient",
            kind=NUMBER,
            about="коэффициент группы в том, во что она входит: больше 0; без ключа 1",
            example="2",
            least=SMALLEST,
            required=False,
        ),
        Key(
            name="reference",
            kind=TEXT,
            about="пункт акта о группе",
            example='"приложение № 1, п. 6"',
            required=False,
        ),
    ),
)
SCORING = (TOTAL, GROUPS, CRITERIA, ROWS, LEVELS, REQUIRES, BY_CATEGORY, BOUNDS)
