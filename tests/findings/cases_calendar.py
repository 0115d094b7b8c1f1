"""The committee's own calendar, `календарь.csv` (p. 3.4)."""

from tests.findings.folder import CALENDAR
from tests.findings.table import pair
from tests.rules.test_deadlines import HOLIDAYS


def rows(code: str, at: str, fault: str, sound: str) -> None:
    """Enter a pair of calendars that differ in these rows; ` / ` stands between two rows."""

    def files(text):
        return {CALENDAR: text.replace(" / ", "\n").encode()}

    pair(code, (CALENDAR, f"!{at}" if at else ""), lambda: files(fault), lambda: files(sound))


rows("C001", "", '"24.02.2026;выходной' + " " * 2**17, '"24.02.2026";выходной')
rows("C002", "A1", "31.02.2026;выходной", "28.02.2026;выходной")
rows("C003", "B1", "24.02.2026;праздник", "24.02.2026;выходной")
rows(
    "C004", "A1, A2",
    "24.02.2026;выходной / 24.02.2026;рабочий",
    "24.02.2026;выходной / 25.02.2026;рабочий",
)  # fmt: skip
rows(
    "C005", "",
    " / ".join(f"{day}.2028;выходной" for day in HOLIDAYS[1:]),
    " / ".join(f"{day}.2028;выходной" for day in HOLIDAYS),
)  # fmt: skip
rows("C006", "", "дата;день", "дата;день / 24.02.2026;выходной")
