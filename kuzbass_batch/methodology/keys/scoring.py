"""The keys by which a rating is scored: criteria, their rows, and levels."""

from decimal import Decimal

from kuzbass_batch.methodology.keys.key import FLAG, LIST, NUMBER, TEXT, WHOLE, Key, Section

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
    ),
    at_most_one=(("from", "above"), ("to", "below")),
)
SCORING = (CRITERIA, ROWS, LEVELS)
