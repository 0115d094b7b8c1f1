"""The keys by which a criterion belongs to a group, and may not apply."""

from kuzbass_batch.methodology.keys.key import TEXT, Key

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
