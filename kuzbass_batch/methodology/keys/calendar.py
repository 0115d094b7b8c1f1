"""The keys of a file that say which part of the year is rated, and until when what is done."""

from kuzbass_batch.methodology.keys.key import DAY, TABLE, TEXT, WHOLE, Key, Section

PART_KEYS = (
    Key(
        name="quarter",
        kind=WHOLE,
        label="квартал",
        required=False,
        least=1,
        most=4,
        about="квартал этого года, если рейтинг квартальный; в общем акте – $quarter",
        example="2",
    ),
    Key(
        name="half_year",
        kind=WHOLE,
        label="полугодие",
        required=False,
        least=1,
        most=2,
        about="полугодие этого года, если рейтинг полугодовой; в общем акте – $half_year",
        example="1",
    ),
)
"""None where the whole year is rated, else one of them."""
CALENDAR = Section(
    path="calendar",
    title="Сроки: [calendar]",
    about="Четыре даты по порядку: submission, rating, results, totals. Каждая стоит таблицей с "
    "датой и пунктом акта.",
    keys=(
        Key(
            name="submission", kind=TABLE,
            about="последний день приёма самооценок, не раньше начала отчётного периода",
            example='{ date = 2026-12-15, reference = "п. 4" }',
        ),
        Key(
            name="rating", kind=TABLE, about="день, до которого определяют рейтинг",
            example='{ date = 2027-01-30, reference = "п. 5" }',
        ),
        Key(
            name="results", kind=TABLE, about="день, до которого участникам направляют результаты",
            example='{ date = 2027-02-20, reference = "п. 5" }',
        ),
        Key(
            name="totals", kind=TABLE,
            about="день подведения итогов, не больше чем через год после отчётного периода",
            example='{ date = 2027-04-01, reference = "п. 5" }',
        ),
        Key(
            name="objection_working_days", kind=TABLE, required=False,
            about="срок несогласия с результатом; нет ключа – нет и несогласий",
            example='{ days = 15, reference = "п. 6" }',
        ),
    ),
)  # fmt: skip
POINT = Key(
    name="reference", kind=TEXT, about="пункт акта, который это устанавливает", example='"п. 4"'
)
DATES = tuple(
    Section(
        path=f"calendar.{name}",
        title=f"Срок: calendar.{name}",
        about="Дата с пунктом акта.",
        entry=entry,
        keys=(
            Key(
                name="date",
                kind=DAY,
                label="дата",
                about="дата ГГГГ-ММ-ДД, без кавычек",
                example=example,
            ),
            POINT,
        ),
    )
    for name, entry, example in (
        ("submission", "Срок приёма самооценок", "2026-12-15"),
        ("rating", "Срок определения рейтинга", "2027-01-30"),
        ("results", "Срок направления результатов", "2027-02-20"),
        ("totals", "Срок подведения итогов", "2027-04-01"),
    )
)
