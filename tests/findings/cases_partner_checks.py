"""Partner quality checks: applications of the register, and the sheet of a commission."""

from tests.findings.cases_registers import book
from tests.registers import ACCEPTED, application, certificate

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
