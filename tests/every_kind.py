"""The invented rating with a criterion of each kind: its forms, filled as a table says."""

import datetime as dt
from decimal import Decimal

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import parse_methodology
from kuzbass_batch.records.files.sources import Kind
from tests.paths import DATA

TEXT = (DATA / "every_kind.toml").read_text("utf-8")
METHODOLOGY = parse_methodology(TEXT, "2025.toml")
FORMS = load_forms(METHODOLOGY)
ABSENT_TEXT = TEXT.replace(
    "[calendar]", '[total]\nrounding = "half_up"\ndecimals = 3\n\n[calendar]', 1
)
"""The same where criteria of every kind may not apply: the weight of 5 is spread then."""
for _number in "12346":
    ABSENT_TEXT = ABSENT_TEXT.replace(
        f'id = "{_number}"\n', f'id = "{_number}"\nnot_applicable = "left_out"\n', 1
    )
ABSENT_TEXT = ABSENT_TEXT.replace('id = "5"\n', 'id = "5"\nnot_applicable = "spread"\n', 1)
ABSENT = parse_methodology(ABSENT_TEXT, "2025.toml")
PARTLY_TEXT = TEXT.replace('id = "3"\n', 'id = "3"\nnot_applicable = "left_out"\n', 1)
PARTLY = parse_methodology(PARTLY_TEXT, "2025.toml")
"""The same where criterion 3 alone may not apply."""
NAMES = {"ИО-01": "Министерство примеров", "ИО-02": "Министерство образцов"}
YES, NO = True, False
ANSWERS = {
    "1.0": NO, "1.1": YES, "1.2": NO,
    "2.0": NO, "2.1": YES, "2.2": YES, "2.3": NO, "2.4": NO,
    "3.1": Decimal("82.5"), "4.1": Decimal(5),
    "5.1": Decimal(1), "5.2": Decimal(3), "6.1": Decimal(1), "6.2": Decimal(10),
}  # fmt: skip
"""0,5 + 1,75 · 0,5 + 2 + 2 · 0,5 + 1,5 + 1 · 0,3 = 6,175."""
PROOFS = {"3.1/evidence": "отчёт за год", "5.1/evidence": "список"}
CELLS = {
    field: f"{at.sheet}!{at.ref.cell}" for field, at in lay_out(FORMS[Kind.SELF_ASSESSMENT]).items()
}


def answers(changes=None, who="ИО-01"):
    """Return all answers of a self-assessment by field, rows changed (`{"3.1": "82,5 %"}`)."""
    head = {
        "participant_id": who,
        "participant_name": NAMES[who],
        "filled_on": dt.date(2025, 12, 10),
        "executor_name": "Исполнителева Мария Ивановна",
        "executor_phone": "8 (384-2) 00-00-00",
    }
    rows = {f"{code}/done": value for code, value in (ANSWERS | (changes or {})).items()}
    return head | PROOFS | {key: value for key, value in rows.items() if value is not None}


def form(changes=None, who="ИО-01", methodology=METHODOLOGY):
    """Return the bytes of a self-assessment."""
    spec = load_forms(methodology)[Kind.SELF_ASSESSMENT]
    return draw_form(spec, methodology, identity=spec.identity(who), answers=answers(changes, who))


def registry(names=None, methodology=METHODOLOGY):
    """Return the bytes of the registry."""
    lines = {}
    for number, (who, name) in enumerate((names or NAMES).items(), start=1):
        line = {
            "id": who,
            "name": name,
            "short_name": name.split()[-1],
            "category": "исполнительный орган",
            "head_post": "министр",
            "head_name": "Примеров Пётр Петрович",
        }
        lines |= {f"participants/{number}/{key}": value for key, value in line.items()}
    spec = load_forms(methodology)[Kind.REGISTRY]
    return draw_form(spec, methodology, identity=spec.identity(), answers=lines)
