"""The passport of a project (app. 2): dates of its stages, goals, grounds."""

from tests.findings.folder import OTHER_PASS, other_passport
from tests.findings.table import pair


def cells(code: str, at: str, fault: str, sound: str) -> None:
    """Enter a pair of passports that differ in these cells."""
    pair(
        code,
        (OTHER_PASS, f"Паспорт!{at}"),
        lambda: {OTHER_PASS: other_passport(fault)},
        lambda: {OTHER_PASS: other_passport(sound)},
    )


# Stage 3 begins on 01.03.2025, stage 8 on 01.08.2025, stage 4 ends on 25.04.2025.
cells("P001", "D42", "Паспорт!D42: 28.02.2025", "Паспорт!D42: 01.03.2025")
cells("P002", "C48", "Паспорт!C48: 31.07.2025", "Паспорт!C48: 25.08.2025")
cells("P003", "C44", "Паспорт!C44: 24.04.2025", "Паспорт!C44: 25.04.2025")
# The goal is a shorter answer, 10 days now.
cells("P004", "D30", "Паспорт!D30: 10", "Паспорт!D30: 9")
cells("P005", "D30", "Паспорт!D30: 11", "Паспорт!D30: 9")
cells("P006", "C26", "Паспорт!C26: долгий  срок ОТВЕТА.", "Паспорт!C26: Долгий срок визы")
cells(
    "P007", "B30", "Паспорт!B30: Срок ответа, дней", "Паспорт!B30: Сокращение срока ответа, дней"
)  # fmt: skip
