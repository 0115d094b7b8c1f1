"""The keys of the total: its method, its groups, the levels and what they hang on besides it."""

from collections.abc import Mapping

from kuzbass_batch.methodology.keys.key import LIST, NUMBER, TABLE, TEXT, WHOLE, Key, Section
from kuzbass_batch.methodology.keys.scoring import SMALLEST

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
TOTALS = (LEVELS, TOTAL, GROUPS, REQUIRES, BY_CATEGORY, BOUNDS)


VALUE_WORDS: Mapping[str, Mapping[str, str]] = {
    "method": {
        "weighted_sum": "сумма баллов, умноженных на коэффициенты",
        "sum": "сумма",
        "mean": "среднее",
        "percent": "доля от наибольшего, в процентах",
    },
    "rounding": {
        "half_up": "половина – вверх",
        "half_even": "половина – до чётного",
        "none": "не округляется",
    },
    "not_applicable": {
        "spread": "вес распределяется между остальными",
        "left_out": "исключается из оценки",
    },
    "kind": {
        "rows": "засчитывается одна строка",
        "additive": "баллы строк складываются",
        "number": "число",
        "ratio": "отношение двух чисел",
    },
    "levels_in": {"points": "в баллах", "percent": "в процентах от наибольшей оценки"},
}
"""By the name of the key; a value without words is shown as it stands."""


def value_in_words(key: str, value: object) -> str:
    """Return a value in words, empty if it has none."""
    return VALUE_WORDS.get(key, {}).get(value, "") if isinstance(value, str) else ""
