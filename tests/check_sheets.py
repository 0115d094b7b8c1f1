"""A commission's sheet in tests: the check of application 3 of ИО-01, all criteria met."""

import datetime as dt

from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.specification import with_rows_for
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.partner_checks import CheckedCriterion, CheckMethod
from kuzbass_batch.rules.programme.partner_checks.overview import edition_words
from tests.filled import BODY, FORMS, drawn

SHEET_FILE = "лист проверки.xlsx"
LOCAL, REGIONAL, FEDERAL = "местный", "региональный", "федеральный"
METHOD = CheckMethod(
    title="Методика проверки",
    edition="01.02.2025",
    example=False,
    order=("Заявка подаётся в свободной форме.", "О результате сообщается письмом."),
    criteria=(
        CheckedCriterion(key="1", text="Процесс описан.", levels=(LOCAL, REGIONAL, FEDERAL)),
        CheckedCriterion(key="2", text="Показатели измеряются.", levels=(REGIONAL, FEDERAL)),
        CheckedCriterion(key="3", text="Опыт перенесён.", levels=(FEDERAL,)),
    ),
)
SHEET = BODY | {
    "number": "3",
    "sample": "Единое окно",
    "applied": dt.date(2025, 3, 11),
    "signer": "Иванов И. И.",
    "asked": REGIONAL,
    "edition": edition_words(METHOD),
    "checked": dt.date(2025, 6, 10),
    "decision": "выдать сертификат",
    "level": REGIONAL,
    "filled_on": dt.date(2025, 6, 11),
    "commission/1/role": "председатель",
    "commission/1/name": "Петров Пётр Петрович",
    "commission/1/post": "начальник отдела",
    "commission/1/body": "комитет по развитию",
    "commission/2/role": "наблюдатель",
    "commission/2/name": "Ли Анна Андреевна",
    "commission/2/body": "ИО-01",
    **{
        f"criteria/{at}/{column}": value
        for at, each in enumerate(METHOD.criteria, start=1)
        for column, value in (
            ("key", each.key), ("text", each.text), ("levels", ", ".join(each.levels)),
            ("mark", "выполнен"),
        )
    },
}  # fmt: skip


def sheet(issued_to="ИО-01", **changes):
    """Return the bytes of a sheet; changes: by field, `__` for `/`; None clears one."""
    return drawn(Kind.CHECK_SHEET, answers(**changes), issued_to)


def cell_of(field):
    """Return the sheet and cell of a field in it: `Критерии!E6`."""
    place = lay_out(with_rows_for(FORMS[Kind.CHECK_SHEET], SHEET))[field]
    return f"{place.sheet}!{place.ref.cell}"


def answers(**changes):
    """Return the answers of a sheet with some changed; None clears one."""
    every = SHEET | {field.replace("__", "/"): value for field, value in changes.items()}
    return {field: value for field, value in every.items() if value is not None}
