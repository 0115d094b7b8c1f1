"""The keys by which a rating is scored: criteria, what ties them to a group, and their rows."""

from decimal import Decimal

from kuzbass_batch.methodology.keys.key import (
    FLAG,
    LIST,
    NUMBER,
    TABLE,
    TEXT,
    Key,
    Section,
)

ROWS_KIND = "rows"
MARKED = (ROWS_KIND, "additive")
MEASURED = ("number", "ratio")
KINDS = (*MARKED, *MEASURED)

SMALLEST = Decimal("0.000001")
"""No number of an act has more than six places."""

MEMBERSHIP = (
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
)
"""Where a criterion belongs, and whether it applies to everybody."""

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
            name="kind",
            kind=TEXT,
            label="вид",
            about="как из ответов получается балл: rows – засчитывается одна строка (у "
            "накопительного – ряд строк), additive – баллы отмеченных строк складываются, number – "
            "балл по числу, ratio – по отношению двух чисел; без этого ключа rows",
            example='"rows"',
            required=False,
            values=KINDS,
            default=ROWS_KIND,
        ),
        Key(
            name="cumulative",
            kind=FLAG,
            label="накопительный",
            about="true – накопительный критерий (в акте со звёздочкой): балл строки засчитывается "
            "вместе с предыдущими; false – засчитывается одна строка",
            example="false",
            only_with=("kind", (ROWS_KIND,)),
        ),
        *MEMBERSHIP,
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
            only_with=("kind", MARKED),
        ),
        Key(
            name="mutual",
            kind=FLAG,
            label="взаимность",
            about="true – критерий об обмене опытом: если участник назвал другого, а тот его нет, "
            "об этом спрашивают; на баллы не влияет",
            example="true",
            required=False,
        ),
        Key(
            name="cap",
            kind=NUMBER,
            label="наибольший балл",
            about="сколько баллов засчитывается по критерию самое большее; больше 0; без этого "
            "ключа – сумма всех строк",
            example="3",
            required=False,
            least=SMALLEST,
            only_with=("kind", ("additive",)),
        ),
        Key(
            name="number",
            kind=TABLE,
            label="число",
            about="что за число указывает участник",
            example='{ text = "Доля услуг, оказанных в электронном виде, процентов" }',
            only_with=("kind", ("number",)),
        ),
        Key(
            name="numerator",
            kind=TABLE,
            label="числитель",
            about="первое из двух чисел: что делится",
            example='{ text = "Обучено сотрудников, человек" }',
            only_with=("kind", ("ratio",)),
        ),
        Key(
            name="denominator",
            kind=TABLE,
            label="знаменатель",
            about="второе из двух чисел: на что делится",
            example='{ text = "Всего сотрудников, человек" }',
            only_with=("kind", ("ratio",)),
        ),
        Key(
            name="ranges",
            kind=LIST,
            label="диапазоны",
            about="диапазоны чисел от меньших к большим, без пропусков и пересечений",
            example="[{ below = 50, points = 0 }, { from = 50, points = 1 }]",
            fewest=2,
            only_with=("kind", MEASURED),
        ),
        Key(
            name="unit",
            kind=TEXT,
            label="единица",
            about="единица измерения числа или отношения, как она стоит после числа",
            example='"часов"',
            required=False,
            only_with=("kind", MEASURED),
        ),
        Key(
            name="share",
            kind=FLAG,
            label="доля",
            about="true – это доля в процентах, от 0 до 100; диапазоны – тоже в процентах",
            example="true",
            required=False,
            only_with=("kind", MEASURED),
        ),
        Key(
            name="whole",
            kind=FLAG,
            label="целое",
            about="true – участник указывает только целые числа (количество)",
            example="true",
            required=False,
            only_with=("kind", MEASURED),
        ),
    ),
    exactly_one=(("unit", "share"),),
)
NUMBER_KEYS = (
    Key(
        name="text",
        kind=TEXT,
        label="текст",
        about="что указать; стоит в бланке рядом с ячейкой для числа",
        example='"Обучено сотрудников, человек"',
    ),
    Key(
        name="evidence",
        kind=TEXT,
        label="подтверждение",
        about="чем число подтверждается; без этого ключа подтверждение не запрашивается",
        example='"отчёт за год"',
        required=False,
    ),
    Key(
        name="reference",
        kind=TEXT,
        about="пункт акта о числе; без этого ключа – пункт критерия",
        example='"приложение № 1, п. 6, критерий 3"',
        required=False,
    ),
)
NUMBERS = tuple(
    Section(
        path=f"criteria[].{name}",
        title=f"{title}: {name}",
        about=about,
        entry=title.lower(),
        keys=NUMBER_KEYS,
    )
    for name, title, about in (
        ("number", "Число критерия", "Одна ячейка бланка: в ней стоит число."),
        ("numerator", "Числитель", "Первая из двух ячеек бланка."),
        ("denominator", "Знаменатель", "Вторая из двух ячеек бланка; 0 в ней – ошибка участника."),
    )
)
RANGES = Section(
    path="criteria[].ranges[]",
    title="Диапазоны: ranges",
    about="От меньших чисел к большим: каждому числу от 0 (у доли – до 100) принадлежит ровно один "
    "диапазон.",
    entry="диапазон",
    keys=(
        Key(
            name="from",
            kind=NUMBER,
            about="нижняя граница числа, включая её",
            example="50",
            required=False,
        ),
        Key(
            name="above",
            kind=NUMBER,
            about="нижняя граница числа, не включая её («более»)",
            example="50",
            required=False,
        ),
        Key(
            name="to",
            kind=NUMBER,
            about="верхняя граница числа, включая её",
            example="80",
            required=False,
        ),
        Key(
            name="below",
            kind=NUMBER,
            about="верхняя граница числа, не включая её («менее»)",
            example="80",
            required=False,
        ),
        Key(
            name="points",
            kind=NUMBER,
            about="балл за число из этого диапазона, без коэффициента; не меньше 0",
            example="1.5",
            least=0,
        ),
    ),
    at_most_one=(("from", "above"), ("to", "below")),
)
ROWS = Section(
    path="criteria[].rows[]",
    title="Строки критерия: rows",
    about="Первая строка даёт 0 баллов, дальше баллы растут (если строки складываются – в любом "
    "порядке). Балл стоит в points, а если акт его "
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
            kind=NUMBER,
            about="балл строки, без коэффициента, дробная часть через точку; меньше 0 – только с "
            "penalty",
            example="2",
            required=False,
        ),
        Key(
            name="penalty",
            kind=FLAG,
            label="снижает оценку",
            about="true – строка вычитает баллы: points меньше 0; только в критерии вида additive",
            example="true",
            required=False,
        ),
        Key(
            name="subordinate",
            kind=FLAG,
            label="о подведомственных",
            about="true – строка о том, что есть у подведомственных: реестр «Образцы» отвечает на "
            "неё только их записями",
            example="true",
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
SCORING = (CRITERIA, ROWS, *NUMBERS, RANGES)
