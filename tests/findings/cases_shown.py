"""Cells that show another thing than they hold, and answers that stand in another place."""

import re
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from tests.filled import saved
from tests.findings.edits import rewritten
from tests.findings.folder import FORM, OTHER_PASS, form, other_passport
from tests.findings.table import pair
from tests.hostile.workshop import MARKS, packed, unpacked
from tests.reading.readers.test_shown_values import RICH, insert_copy, style

FREE = "H60"
"""A cell beneath and beside the form of marks: nobody asks what stands there."""
Change = Callable[[Workbook], None]


def cells(code: str, at: str, fault: str, sound: str = "") -> None:
    """Enter a pair of self-assessments of ИО-01 that differ in these cells."""
    pair(code, (FORM, at), lambda: {FORM: form(fault)}, lambda: {FORM: form(sound)})


def looks(code: str, at: str, fault: Change, sound: Change) -> None:
    """Enter a pair of self-assessments that somebody has changed in his office suite."""
    pair(
        code, (FORM, f"Самооценка!{at}"),
        lambda: {FORM: handled(fault)},
        lambda: {FORM: handled(sound)},
    )  # fmt: skip


def handled(change: Change) -> bytes:
    """The self-assessment of ИО-01, changed in an office suite."""
    opened = load_workbook(BytesIO(form()))
    change(opened)
    return saved(opened)


def stored(code: str, at: str, fault: Callable[[], bytes], sound: Callable[[], bytes]) -> None:
    """Enter a pair of self-assessments whose parts were written so."""
    place = (FORM, f"Самооценка!{at}")
    pair(code, place, lambda: {FORM: fault()}, lambda: {FORM: sound()})


def cell_as(address: str, attributes: str, inner: str, **members: bytes) -> bytes:
    """The self-assessment with a cell written so; `members` are more parts of the file."""
    found = unpacked(rewritten(form(), [(f"Самооценка!{address}", "слова")]))
    written, count = re.subn(
        rb'<c r="%s"[^>]*>.*?</c>' % address.encode(),
        f'<c r="{address}"{attributes}>{inner}</c>'.encode(),
        found[MARKS],
    )
    assert count == 1, address
    return packed(found | {MARKS: written} | members)


# --- formulas whose zero is no answer -----------------------------------------------------------
def computed(address: str, kind: str, value: str) -> bytes:
    """The self-assessment with the result of a formula in a cell."""
    return cell_as(address, kind, f"<f>B1</f><v>{value}</v>")


TEXT = ' t="str"'
stored("S060", "D9", lambda: computed("D9", "", "0"), lambda: computed("D9", TEXT, "да"))
stored("S061", "E9", lambda: computed("E9", "", "0"), lambda: computed("E9", TEXT, "приказ № 5"))

# --- struck out, pictures, formats --------------------------------------------------------------
STRUCK, PLAIN = Font(strike=True), Font(strike=False)
looks("S062", "D9", style("D9", font=STRUCK), style("D9", font=PLAIN))
looks("S063", "E9", style("E9", font=STRUCK), style("E9", font=PLAIN))


def picture(address: str) -> bytes:
    """The self-assessment with a picture placed in a cell, as Excel stores it."""
    structure = '<s xmlns="urn:r"><s t="_localImage"/></s>'
    members = {
        "xl/metadata.xml": RICH,
        "xl/richData/rdrichvalue.xml": '<rvData xmlns="urn:r"><rv s="0"><v>0</v></rv></rvData>',
        "xl/richData/rdrichvaluestructure.xml": structure,
    }
    parts = {name: xml.encode() for name, xml in members.items()}
    return cell_as(address, ' t="e" vm="1"', "<v>#VALUE!</v>", **parts)


stored("S064", "D9", lambda: picture("D9"), lambda: picture(FREE))
stored("S065", "E9", lambda: picture("E9"), lambda: picture(FREE))


def formatted(address: str, code: str, value: object = None) -> Change:
    """Give a cell a number format."""
    return style(address, value=value, number_format=code)


looks("S066", "D9", formatted("D9", '"нет"', 1), formatted("D9", '"да"', 1))
looks("S067", "E9", formatted("E9", ";;;"), formatted("E9", ";;;@"))

# --- letters among figures (a Cyrillic О) -------------------------------------------------------
cells("S068", "Сведения!C8", "Сведения!C8: 1О.12.2025", "Сведения!C8: 10.12.2025")
pair(
    "S069", (OTHER_PASS, "Паспорт!C30"),
    lambda: {OTHER_PASS: other_passport("Паспорт!C30: 1О")},
    lambda: {OTHER_PASS: other_passport("Паспорт!C30: 10")},
)  # fmt: skip


# --- columns, merges, other places --------------------------------------------------------------
def renamed(book: Workbook) -> None:
    """Put in the copy of the column of marks, under a head of its own."""
    insert_copy(True, {})(book)
    book["Самооценка"]["L6"] = "Для себя"


looks("S070", "D6", insert_copy(True, {"1.1": "нет"}), insert_copy(True, {}))
looks("S071", "D6", insert_copy(True, {}), renamed)
cells("S072", "Самооценка!E9", "Самооценка!E9:F9: объединить")
DATED = f"2025-12-10/{FORM}"


def came(day: str) -> dict[str, bytes | None]:
    """The self-assessment in a folder of the day on which it came, filled in on a day."""
    return {FORM: None, DATED: form(f"Сведения!C8: {day}")}


pair("S073", (DATED, "Сведения!C8"), lambda: came(""), lambda: came("10.12.2025"))
UNMARKED = "\n".join(f"Самооценка!D{row}: " for row in range(8, 12))
cells(
    "S074", "Самооценка!D8",
    f"{UNMARKED}\nСамооценка!E9: да",
    f"{UNMARKED}\nСамооценка!E9: приказ № 5",
)  # fmt: skip


def inked(*addresses: str) -> Change:
    """Put the same words into every row of criterion 1, in red letters at these addresses."""

    def change(book: Workbook) -> None:
        sheet = book["Самооценка"]
        for row in range(8, 12):
            sheet[f"D{row}"].value = "да"
        for address in addresses:
            sheet[address].font = Font(color="FFFF0000")

    return change


looks("S075", "D8", inked("D9"), inked())
