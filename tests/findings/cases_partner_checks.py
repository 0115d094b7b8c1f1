"""Partner quality checks: applications of the register, and the sheet of a commission."""

import datetime as dt

from tests.check_sheets import SHEET_FILE, cell_of, sheet
from tests.findings.cases_registers import BOOK, book, kept
from tests.findings.folder import MARCH
from tests.findings.table import pair
from tests.registers import ACCEPTED, application, certificate
from tests.year_keys import KNOWLEDGE

SHEET = "Заявки на проверку"


def applied(code: str, column: str, fault, sound=(), **more) -> None:
    """Enter a pair of applications that differ in some columns."""
    book(code, f"{SHEET}!{column}4", [application(**dict(fault))],
         [application(**dict(sound))], **more)  # fmt: skip


applied("Q001", "D", {"Номер_заявки": None})
applied("Q002", "B", {"Кто_подписал": None})
applied("Q003", "I", {"Право_подписи": None})
book(
    "Q004", f"{SHEET}!G4",
    [certificate(), application(Просят_уровень="местный")], [certificate(), application()],
)  # fmt: skip
applied("Q005", "O", {"Прежний_сертификат": "№ 7"})
applied("Q006", "P", ACCEPTED | {"Комиссия": None}, ACCEPTED)
applied("Q007", "P", ACCEPTED | {"Решение_от": None}, ACCEPTED)
REFUSED = {"Решение_по_заявке": "отказано", "Решение_от": "14.03.2025"}
applied("Q008", "P", REFUSED, REFUSED | {"Причина,_замечания": "не оказывает услуг"})
applied("Q009", "P", ACCEPTED | {"Образец_(площадка)": None}, ACCEPTED)
book(
    "Q010", "Образцы!B4",
    [application(), certificate(Номер_заявки="33")], [application(), certificate(Номер_заявки="3")],
)  # fmt: skip
IN_PLACE = [application(**ACCEPTED)]


def found(code: str, field: str, changes, sound=None, beside=(), book_rows=IN_PLACE, **more):
    """Enter a pair of sheets that differ in some answers; the register holds the application."""
    pair(
        code, (SHEET_FILE, cell_of(field)),
        lambda: {SHEET_FILE: sheet(**changes), BOOK: kept(*more.get("fault_rows", book_rows))},
        lambda: {SHEET_FILE: sheet(**(sound or {})), BOOK: kept(*book_rows)},
        as_of=MARCH, knowledge=lambda: KNOWLEDGE, beside=beside,
    )  # fmt: skip


found("Q020", "number", {"number": "13"})
found("Q021", "number", {}, fault_rows=[application(who="ИО-02", **ACCEPTED)])
found("Q022", "number", {}, fault_rows=[application()])
found("Q023", "commission/1/role", {"commission__1__role": "член комиссии"})
found("Q024", "commission/1/role", {"commission__2__role": "председатель",
                                    "commission__2__body": "центр"})  # fmt: skip
found("Q025", "commission/2/body", {"commission__2__role": "член комиссии"})
found("Q026", "criteria/2/mark", {"criteria__2__mark": None})
found("Q027", "criteria/2/remark", {"criteria__2__mark": "замечание"},
      {"criteria__2__mark": "замечание", "criteria__2__remark": "мерят редко"})  # fmt: skip
found("Q028", "level", {"level": None})
found("Q029", "level", {"criteria__2__mark": "не выполнен"}, {"criteria__3__mark": "не выполнен"})
found("Q030", "checked", {"checked": dt.date(2025, 3, 10)}, {"checked": dt.date(2025, 3, 11)})
found("Q031", "checked", {"checked": dt.date(2026, 3, 21)}, {"checked": dt.date(2026, 3, 20)})
REFUSED_SHEET = {"decision": "отказано", "level": None}
found("Q032", "grounds", REFUSED_SHEET, REFUSED_SHEET | {"grounds": "процесс не описан"})
found("Q033", "edition", {"criteria__3__text": "Опыт есть."})
found("Q034", "level", {"level": "федеральный"})
