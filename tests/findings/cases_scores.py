"""Marks and scoring (app. 3 p. 6 and 7): each beside marks that differ in one or two cells."""

from dataclasses import replace

from kuzbass_batch.methodology.records import resolve
from kuzbass_batch.records.files.sources import Kind
from tests.filled import ASSESSMENT, METHODOLOGY, drawn
from tests.findings.folder import FORM, SECOND, body, form
from tests.findings.table import pair


def marks(code: str, at: str, fault: str, sound: str = "") -> None:
    """Enter a pair of self-assessments of ИО-01 that differ in these cells."""
    pair(code, (FORM, f"Самооценка!{at}"), lambda: {FORM: form(fault)}, lambda: {FORM: form(sound)})


# Criterion 5: 5.1, 5.2, 5.3 «да» in D32, D33, D34, 5.0 «нет» in D31.
marks(
    "S101", "D31",
    "Самооценка!D31: \n Самооценка!D32: \n Самооценка!D33: \n Самооценка!D34: ",
    "Самооценка!D31: да\n Самооценка!D32: \n Самооценка!D33: \n Самооценка!D34: ",
)  # fmt: skip
# Criterion 3: only 3.2 «да», in D22; 3.0 is D20.
marks("S102", "D22", "Самооценка!D22: ", "Самооценка!D22: да")
marks("S103", "D20", "Самооценка!D20: да", "Самооценка!D20: нет")
# Criterion 1 adds up: 3 points need the «да» of the first row as well.
marks("S104", "D9", "Самооценка!D9: нет", "Самооценка!D9: да")
marks("S105", "D21", "Самооценка!D21: да", "Самооценка!D21: нет")
marks("S106", "D21", "Самооценка!D21: ", "Самооценка!D21: нет")
marks(
    "S107", "D20",
    "Самооценка!D22: нет\n Самооценка!D20: ",
    "Самооценка!D22: нет\n Самооценка!D20: да",
)  # fmt: skip


# Criteria that may not apply: the same rows under an act that allows it.
MAY_NOT_APPLY = resolve(
    replace(
        METHODOLOGY,
        criteria=tuple(replace(c, not_applicable="left_out") for c in METHODOLOGY.criteria),
    )
)
ZERO_ROWS = {f"{criterion.rows[0].code}/done" for criterion in METHODOLOGY.criteria}
NOTHING = {
    f"{row.code}/done": "не применимо" if f"{row.code}/done" in ZERO_ROWS else False
    for criterion in METHODOLOGY.criteria
    for row in criterion.rows
}
pair(
    "S120", (FORM, "Самооценка!D31"),
    lambda: {FORM: form("Самооценка!D31: не применимо")}, lambda: {FORM: form()},
    methodology=MAY_NOT_APPLY,
)  # fmt: skip
pair(
    "S121", (SECOND, "Самооценка!D8"),
    lambda: {SECOND: drawn(Kind.SELF_ASSESSMENT, ASSESSMENT | body("ИО-02") | NOTHING, "ИО-02")},
    lambda: {}, methodology=MAY_NOT_APPLY,
)  # fmt: skip
