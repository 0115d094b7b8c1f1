"""Findings stand in the order in which one mends them."""

from kuzbass_batch.findings.finding import CellRef, Rule, Severity, worst_first

FAULT = Rule("S999", Severity.ERROR, "Ошибка.", "Исправьте.")
QUESTION = Rule("S001", Severity.WARNING, "Вопрос.", "Ответьте.")


def test_the_gravest_come_first_and_then_one_goes_down_the_form() -> None:
    """Sheets as they were read, not by the alphabet; C8 before C11, D9 before D10."""
    found = [
        FAULT.at(CellRef(sheet="Сведения", cell="C11")),
        QUESTION.at(CellRef(sheet="Сведения", cell="C8")),
        FAULT.at(CellRef(sheet="Самооценка", cell="D10")),
        FAULT.at(CellRef(sheet="Сведения", cell="C8")),
        FAULT.at(CellRef(sheet="Самооценка", cell="E9")),
        FAULT.at(CellRef(sheet="Самооценка", cell="D9, D40")),
        FAULT.at(),
    ]
    places = [(f.severity.value, f.sheet, f.cell) for f in worst_first(found)]
    assert places == [
        ("error", "", ""),
        ("error", "Сведения", "C8"),
        ("error", "Сведения", "C11"),
        ("error", "Самооценка", "D9, D40"),
        ("error", "Самооценка", "E9"),
        ("error", "Самооценка", "D10"),
        ("warning", "Сведения", "C8"),
    ]
