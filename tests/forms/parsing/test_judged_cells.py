"""One answer cell, whatever it is besides its value: the answer and what is told; cells by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.forms.parsing.answer_cells import AnswerCell, MissingCell
from kuzbass_batch.forms.parsing.cells import examine_merges, judge, key_of
from kuzbass_batch.forms.parsing.values import MAX_TEXT
from kuzbass_batch.forms.spec.specification import Field, ValueKind
from kuzbass_batch.records.files.workbooks import HiddenCell, RawSheet

KINDS = {"м": ValueKind.MARK, "т": ValueKind.TEXT, "ч": ValueKind.NUMBER, "д": ValueKind.DATE,
         "в": ValueKind.CHOICE}  # fmt: skip
MIDNIGHT = dt.time()
TENTH = dt.date(2025, 12, 10)


def cell(kind, value, hidden="", wanted=False, in_table=False, row=2, column=3, **known):
    """Return a cell `м` mark, `т` text, `ч` number, `д` date; hidden: `formula=; struck=` …"""
    cells = tuple(
        HiddenCell(kind=word.partition("=")[0], text=word.partition("=")[2])
        for word in hidden.split("; ") if word
    )  # fmt: skip
    sheet = RawSheet(name="Лист", hidden=False, rows=((), (), (None,) * 3 + (value,)),
                     hidden_cells={(2, 3): cells} if cells else {})  # fmt: skip
    known = {"field_id": "1.1/x", "name": "поле", "kind": KINDS[kind]} | known
    return AnswerCell(field=Field(**known), sheet=sheet, row=row, column=column, value=value,
                      wanted=wanted, in_table=in_table)  # fmt: skip


def told(slot, hidden=frozenset()):
    """Return the value, what a redrawn form shows, and the codes with W for a warning."""
    answer, findings = judge(slot, hidden)
    codes = " ".join(
        f"{f.code}{'' if f.severity.value == 'error' else f.severity.value[0]}" for f in findings
    )
    for finding in findings:
        assert (finding.sheet, finding.cell, finding.fields) == ("Лист", "D3", ("1.1/x",))
    if answer is None:
        return None, "", codes
    assert answer.readable == (answer.value is not None)
    return answer.value, answer.given, codes


WANTED, TABLE = {"wanted": True}, {"in_table": True}
REQUIRED = {"required": True}
CELLS = [
    # kind, value, what else it is, what is known of the field; value, given, codes
    ("м", "да", "", {}, (True, "да", "")),
    ("м", "может быть", "", {}, (None, "может быть", "S021")),
    ("м", "да, приказ № 5", "", {}, (None, "да, приказ № 5", "S015")),
    ("м", "не применимо", "", {}, (None, "не применимо", "S021")),
    ("м", "не применимо", "", {"may_not_apply": True}, ("не применимо", "не применимо", "")),
    ("т", "слова", "", {}, ("слова", "слова", "")),
    ("т", Decimal(15), "", {}, ("15", "15", "")),
    ("т", "а" * MAX_TEXT, "", {}, ("а" * MAX_TEXT, "а" * MAX_TEXT, "")),
    ("т", "а" * MAX_TEXT + "б", "", {}, ("а" * MAX_TEXT, "а" * MAX_TEXT, "S029w")),
    ("ч", Decimal("2.5"), "", {}, (Decimal("2.5"), "2,5", "")),
    ("ч", "1О", "", {}, (None, "1О", "S069")),
    ("ч", "много", "", {}, (None, "много", "S023")),
    ("д", TENTH, "", {}, (TENTH, "10.12.2025", "")),
    ("д", Decimal(46001), "", {}, (TENTH, "46001", "S030n")),
    ("д", "1О.12.2025", "", {}, (TENTH, "1О.12.2025", "S068n")),
    ("д", "скоро", "", {}, (None, "скоро", "S022")),
    ("д", "31.02.2026", "", {}, (None, "31.02.2026", "S080")),
    ("д", "29.02.2026", "", {}, (None, "29.02.2026", "S080")),
    ("д", "29.02.2028", "", {}, (dt.date(2028, 2, 29), "29.02.2028", "")),
    ("в", "почта", "", {"choices": ("почта", "лично")}, ("почта", "почта", "")),
    ("в", "голубь", "", {"choices": ("почта", "лично")}, (None, "голубь", "S024")),
    # nothing in it
    ("м", None, "", {}, (None, "", "")),
    ("м", "", "", WANTED, (None, "", "S010")),
    ("т", " ", "", WANTED | TABLE, (None, "", "S012")),
    ("д", None, "", WANTED | {"field_id": "1.1/x", "name": "1: дата начала"}, (None, "", "S010")),
    # a formula
    ("м", "да", "formula=", {}, (True, "да", "S020w")),
    ("м", "?", "formula=", {}, (None, "?", "S020w S021")),
    ("т", "слова", "formula=", {}, ("слова", "слова", "S020w")),
    ("м", None, "formula=", {}, (None, "", "")),
    ("м", None, "formula=?", {}, (None, "формула", "S031w")),
    ("м", None, "formula=", WANTED, (None, "формула", "S031")),
    ("м", None, "formula=?", WANTED, (None, "формула", "S031")),
    ("м", None, "formula=", REQUIRED, (None, "формула", "S031")),
    ("м", None, "formula=", REQUIRED | TABLE, (None, "", "")),
    ("м", None, "formula=?", REQUIRED | TABLE, (None, "формула", "S031w")),
    ("т", None, "formula=?", {}, (None, "", "S031w")),
    # a formula stored as 0: of a text, a mark, a day; not of a number, and no «ЛОЖЬ»
    ("м", Decimal(0), "formula=", {}, (None, "формула", "S060")),
    ("м", MIDNIGHT, "formula=", {}, (None, "формула", "S060")),
    ("м", False, "formula=", {}, (False, "нет", "S020w")),
    ("м", Decimal(1), "formula=", {}, (True, "1", "S020w")),
    ("м", Decimal(0), "", {}, (False, "0", "")),
    ("т", Decimal(0), "formula=", {}, (None, "0", "S061w")),
    ("т", Decimal(0), "formula=", WANTED, (None, "0", "S060")),
    ("д", Decimal(0), "formula=", TABLE, (None, "формула", "S061w")),
    ("ч", Decimal(0), "formula=", {}, (Decimal(0), "0", "S020w")),
    ("ч", Decimal(0), "formula=", TABLE, (None, "формула", "S061w")),
    ("ч", Decimal(0), "formula=", TABLE | WANTED, (Decimal(0), "0", "S020w")),
    # struck out
    ("м", "да", "struck=", {}, (None, "да", "S062")),
    ("ч", Decimal(2), "struck=", {}, (None, "2", "S062")),
    ("т", "слова", "struck=", {}, ("слова", "слова", "S063w")),
    ("т", "слова", "struck=; formula=", {}, ("слова", "слова", "S063w S020w")),
    ("м", None, "struck=", {}, (None, "", "")),
    # a number format that shows another thing
    ("м", Decimal(1), "shown=нет", {}, (None, "1", "S066")),
    ("м", Decimal(1), "shown=да", {}, (True, "1", "")),
    ("м", Decimal(1), "shown=", {}, (None, "1", "S066")),
    ("м", Decimal(1), "shown=вот", {}, (None, "1", "S066")),
    ("м", "?", "shown=?", {}, (None, "?", "S066")),
    ("ч", Decimal(2), "shown=3", {}, (None, "2", "S066")),
    ("ч", Decimal(2), "shown=2,0", {}, (Decimal(2), "2", "")),
    ("т", "слова", "shown=другие", {}, ("слова", "слова", "S067w")),
    ("т", "слова", "shown=", {}, ("слова", "слова", "S067w")),
    ("д", TENTH, "shown=11.12.2025", {}, (None, "10.12.2025", "S066")),
    # pictures
    ("м", None, "picture=", {}, (None, "", "S065w")),
    ("м", None, "picture=", WANTED, (None, "рисунок", "S064")),
    ("т", None, "picture=", {}, (None, "", "S065w")),
    ("м", None, "picture=; error=#VALUE!", {}, (None, "рисунок", "S064")),
    ("т", None, "picture=; error=#VALUE!", {}, (None, "", "S065w")),
    ("м", "да", "picture=", {}, (True, "да", "")),
    # errors
    ("м", None, "error=#REF!", {}, (None, "#REF!", "S025")),
    ("т", None, "error=#REF!", {}, (None, "", "S025")),
    ("м", "да", "error=#REF!", {}, (None, "#REF!", "S025")),
    # what changes nothing
    ("м", "да", "filled=", {}, (True, "да", "")),
    ("т", "слова", "merged=A1:B2", {}, ("слова", "слова", "")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "hidden", "known", "expected"), CELLS)
def test_a_cell_is_judged_by_what_it_hides_then_by_its_value(kind, value, hidden, known, expected):
    assert told(cell(kind, value, hidden, **known)) == expected


def test_what_is_lost_or_beneath_another_cell_is_unreadable_and_told_elsewhere():
    slot = cell("м", "да")
    assert told(slot, frozenset({key_of(slot)})) == (None, "да", "")
    assert told(slot, frozenset({(1, 2, 3)})) == (True, "да", "")
    missing = MissingCell(field=slot.field, ref=CellRef(sheet="Лист"))
    assert told(missing, frozenset({key_of(slot)})) == (None, "", "")


def test_a_long_answer_is_quoted_in_part():
    for length, shown in ((60, "а" * 60), (61, "а" * 59 + "…")):
        _, (finding,) = judge(cell("м", "а" * length), frozenset())
        assert f"стоит «{shown}»" in finding.message
    _, (finding,) = judge(cell("м", "а \n б"), frozenset())
    assert "стоит «а б»" in finding.message


def test_a_stage_without_a_day_is_asked_for_by_name():
    slot = cell("д", None, wanted=True, field_id="stages/3/start", name="3. Анализ: дата начала")
    _, (finding,) = judge(slot, frozenset())
    assert (finding.code, finding.message, finding.remedy) == (
        "S014", "Этап 3. Анализ: дата начала не указана.", "Укажите дату начала."
    )  # fmt: skip


# --- merged cells ---------------------------------------------------------------------------------


def merged(*cells, area="C3:D4", below=None):
    """Return what merged cells do to answers: cells `м@C3 да begun`, each a place in the range."""
    rows = [[None] * 6 for _ in range(6)]
    hidden, slots = {}, []
    for line in cells:
        place, *words = line.split()
        kind, _, address = place.partition("@")
        at = int(address[1:]) - 1, "ABCDEF".index(address[0])
        value = next((word for word in words if word not in ("begun", "wanted", "table")), None)
        rows[at[0]][at[1]] = value
        hidden[at] = (HiddenCell(kind="merged" if "begun" in words else "covered", text=area),)
        slots.append((kind, at, value, "wanted" in words, "table" in words))
    for (row, column), value in (below or {}).items():
        rows[row][column] = value
    sheet = RawSheet(name="Лист", hidden=False, rows=tuple(map(tuple, rows)), hidden_cells=hidden)
    found = examine_merges(tuple(
        AnswerCell(field=Field(field_id=f"{kind}{at}", name="поле", kind=KINDS[kind]), sheet=sheet,
                   row=at[0], column=at[1], value=value, wanted=wanted, in_table=in_table)
        for kind, at, value, wanted, in_table in slots
    ))  # fmt: skip
    codes = [f"{f.code}{'' if f.severity.value == 'error' else f.severity.value[0]} {f.cell}"
             for f in found.findings]  # fmt: skip
    shared = {place_of(key): text for key, text in found.shared.items()}
    return codes, sorted(map(place_of, found.hidden)), shared


def place_of(key):
    """Return the cell of a key: `C3`."""
    _, row, column = key
    return f"{'ABCDEF'[column]}{row + 1}"


MERGED = {
    # cells of a range; what is told, which are hidden, which share a text
    "a text over its neighbour": (["т@C3 слова begun"], ([], [], {})),
    "an answer begun elsewhere": (["м@D3"], (["S028 D3"], ["D3"], {})),
    "marks of one range": (["м@C3 да begun", "м@C4"], (["S026 C3"], ["C3", "C4"], {})),
    "blank marks of one range": (["м@C3 begun", "м@C4"], ([], [], {})),
    "a text for two rows": (["т@C3 слова begun", "т@C4"], (["S072w C3"], [], {"C4": "слова"})),
    "a text for two columns": (["т@C3 слова begun", "т@D3"], (["S072w C3"], [], {})),
    "with its own beneath": (["т@C3 слова begun", "т@C4 свои"], (["S072w C3", "S027w C4"], [], {})),
    "a wanted text": (["т@C3 слова begun", "т@C4 wanted"], (["S026 C3"], ["C3", "C4"], {})),
    "beneath in a table, and nothing wanted": (["т@D3 table"], ([], [], {})),
    "beneath in a table, wanted": (["т@D3 table wanted"], (["S028 D3"], ["D3"], {})),
    "a text beneath, not in a table": (["т@D3"], (["S028w D3"], ["D3"], {})),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), MERGED.values(), ids=MERGED)
def test_what_merged_cells_do_to_answers(cells, expected):
    assert merged(*cells) == expected


def test_a_word_that_is_none_of_the_list_is_told_with_the_list():
    _, (finding,) = judge(cell("в", "голубь", choices=("почта", "лично")), frozenset())
    assert finding.message == "Стоит «голубь», а нужно одно из значений: «почта», «лично»."
