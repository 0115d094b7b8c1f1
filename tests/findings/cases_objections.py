"""Objections to the result (p. 3.4): the form itself, and what it says beside the result.

ИО-01 claimed 2 points for К3 and К4; the committee verified 1 for К3, and the form asks for 2.
"""

from decimal import Decimal

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.objections.form import objection_field
from tests.filled import METHODOLOGY
from tests.findings.cases_decisions import decided, delivery
from tests.findings.cases_decisions import objection as row
from tests.findings.edits import edited
from tests.findings.folder import DECISIONS, FORM, MARCH, body, form
from tests.findings.table import Files, pair
from tests.office import verified
from tests.reading.test_reading import POINTS

OBJECTION = "несогласие.xlsx"
CLAIMED = dict(zip((criterion.id for criterion in METHODOLOGY.criteria), POINTS, strict=True))
COUNTED = CLAIMED | {"3": 1}


def objection(text: str = "") -> bytes:
    """The form as the program printed it and ИО-01 filled it in, changed by edits."""
    printed = {
        objection_field(criterion, column): Decimal(points)
        for column, every in (("claimed", CLAIMED), ("counted", COUNTED))
        for criterion, points in every.items()
    }
    asked = {
        objection_field("3", "asked"): "2",
        objection_field("3", "reason"): "есть приказ",
        objection_field("3", "documents"): "приказ № 3",
    }
    signed = edited_day("16.03.2026") + text
    return edited(
        Kind.OBJECTION, printed | asked | body("ИО-01") | {"signer_name": "Образцов П. И."}, signed
    )


def edited_day(day: str) -> str:
    """The edit that dates the form."""
    return f"Сведения!C16: {day}\n"


def results(*rows: str) -> bytes:
    """The decisions workbook: К3 of ИО-01 verified, and these rows."""
    return decided(verified("ИО-01.3", 1), *rows)


def all_of(text: str = "") -> Files:
    """The files of an objection with the receipt of the results entered."""
    return {OBJECTION: objection(text), DECISIONS: results(delivery())}


def cells(code: str, at: str, fault: str, sound: str = "") -> None:
    """Enter a pair of objections that differ in these cells of the row of К3 (or another)."""
    place = at if "!" in at or not at else f"Несогласие!{at}"
    pair(code, (OBJECTION, place), lambda: all_of(fault), lambda: all_of(sound), as_of=MARCH)


cells(
    "O001", "E5",
    "Несогласие!E7: \nНесогласие!F7: \nНесогласие!G7: ",
    "Несогласие!E7: 2\nНесогласие!F7: есть приказ\nНесогласие!G7: приказ № 3",
)  # fmt: skip
cells("O002", "F7", "Несогласие!F7: ", "Несогласие!F7: есть приказ")
ALSO = "Несогласие!E8: 3\nНесогласие!F8: есть приказ\nНесогласие!G8: приказ № 4\n"
cells("O003", "E7", "Несогласие!E7: ", "Несогласие!E7: 2")
cells("O004", "G7", "Несогласие!G7: ", "Несогласие!G7: приказ № 3")
cells("O005", "E7", "Несогласие!E7: 1", "Несогласие!E7: 2")
cells("O006", "E7", "Несогласие!E7: 3", "Несогласие!E7: 2")
# The results were received on 20.02.2026: the fifteenth working day is 17.03.2026.
cells("O007", "Сведения!C16", edited_day("18.03.2026"), edited_day("17.03.2026"))
pair(
    "O008", (OBJECTION, "Сведения!C16"),
    lambda: {OBJECTION: objection(), DECISIONS: results()},
    all_of,
    as_of=MARCH,
)  # fmt: skip
pair(
    "O009", (OBJECTION, ""),
    lambda: all_of() | {FORM: form("Сведения!C9: ")},
    lambda: all_of() | {FORM: form("Сведения!C9: Петрова Анна Ивановна")},
    as_of=MARCH,
    # what was verified has nothing to stand on
    beside=("D007", "S010"),
)  # fmt: skip
cells("O010", "E7", "Несогласие!D7: 0", "Несогласие!D7: 1")
pair(
    "S024", (OBJECTION, "Несогласие!E8"),
    lambda: all_of(ALSO.replace("E8: 3", "E8: 1")),
    lambda: all_of(ALSO),
    as_of=MARCH,
)  # fmt: skip


def two_forms(second: str) -> Files:
    """Objections of 16 and 18 March on К3, and a refusal entered on the 18th as of the first."""
    refused = row(Поступило="16.03.2026", Просит_баллов=2, Приложенные_документы="приказ № 3",
                  Решение="отказать", Решено_баллов="", Дата_решения="18.03.2026")  # fmt: skip
    return {
        "2026-03-16/несогласие.xlsx": objection(),
        "2026-03-18/второе.xlsx": objection(second),
        DECISIONS: results(delivery(), refused),
    }


pair(
    "O011", ("2026-03-18/второе.xlsx", "Несогласие!E7"),
    lambda: two_forms("Несогласие!F7: есть новый приказ"),
    lambda: two_forms("Сведения!C16: 17.03.2026"),
    as_of=MARCH,
)  # fmt: skip
