"""Whose form it is, of which edition, and when it came."""

import openpyxl

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Registry
from tests.categories import EXECUTIVE
from tests.filled import ASSESSMENT, saved
from tests.findings.edits import edited
from tests.findings.folder import (
    APRIL,
    FORM,
    FOURTH,
    REGISTRY,
    Input,
    body,
    form,
    sound,
    zeros,
)
from tests.findings.table import PAIRS, Pair, nothing, pair
from tests.hostile.test_anothers_return import KNOWN, STRANGER, letter
from tests.office import registry

SECOND_FORM = "вторая.xlsx"
"""A form that lies beside the sound ones; so nobody is missing if it is nobody's."""
CODE = "код бланка: "


def edition(code: str, place: str, fault: str, sound: str = "") -> None:
    """Enter a pair of forms with these codes of the blank."""
    pair(
        code, (SECOND_FORM, place),
        lambda: {SECOND_FORM: form(fault)},
        lambda: {SECOND_FORM: form(sound)},
    )  # fmt: skip


def book_of(*cells: str) -> bytes:
    """A workbook of somebody else, with these cells in a row."""
    book = openpyxl.Workbook()
    book.active.append(list(cells))
    return saved(book)


pair(
    "I001", (SECOND_FORM, ""),
    lambda: {SECOND_FORM: book_of("Месяц", "Обращений")},
    lambda: {SECOND_FORM: form()},
)  # fmt: skip
edition("I002", "", CODE)
edition("I003", "Инструкция!A1", CODE + "KB-XYZ-2025 v1 · ИО-01", CODE + "KB-SELF-2025 v1 · ИО-01")
edition(
    "I004", "Самооценка!A1",
    "Самооценка!A1: KB-SELF-2025 v1 · ИО-02",
    "Самооценка!A1: KB-SELF-2025 v1 · ИО-01",
)  # fmt: skip
edition("I005", "", CODE + "KB-SELF-2024 v1 · ИО-01", CODE + "KB-SELF-2025 v1 · ИО-01")
edition("I006", "", CODE + "KB-SELF-2025 v2 · ИО-01", CODE + "KB-SELF-2025 v1 · ИО-01")


def typed(code: str, at: str, fault: str, sound: str, printed: str = "", **files) -> None:
    """Enter a pair of forms of ИО-02 that differ in what was typed; `printed`: id in the code."""

    def form_of(text):
        return edited(Kind.SELF_ASSESSMENT, ASSESSMENT | body("ИО-02"), text, printed)

    pair(
        code, (SECOND_FORM, f"Сведения!{at}"),
        lambda: {SECOND_FORM: form_of(fault)} | files,
        lambda: {SECOND_FORM: form_of(sound)} | files,
    )  # fmt: skip


typed("I010", "C6", "Сведения!C6: ИО-99", "Сведения!C6: ИО-02")
NAME_ONLY = "Сведения!C6: \n Сведения!C7: "
typed("I011", "C7", NAME_ONLY + "Министерство образцовв", NAME_ONLY + "Министерство образцов")
typed("I013", "C6", "Сведения!C6: ИО-01", "Сведения!C6: ИО-02", "ИО-02")
typed("I014", "C7", "Сведения!C7: Департамент образцов", "Сведения!C7: образцов", "ИО-02")


def register(*names: str) -> Registry:
    """A registry of ИО-01 and ИО-02 under these names: the check of the file (R003) is gone by."""
    bodies = (Participant(id=f"ИО-0{number}", name=name, short_name=name,
                          category=EXECUTIVE)
              for number, name in enumerate(names, start=1))  # fmt: skip
    return Registry(path=REGISTRY, participants=tuple(bodies))


def named(*names: str) -> Input:
    """A form that says nothing but «Министерство», before a registry with these names."""
    text = NAME_ONLY + "Министерство"
    data = edited(Kind.SELF_ASSESSMENT, ASSESSMENT, text, "")
    files = dict.fromkeys(sound(), None) | {REGISTRY: registry(), SECOND_FORM: data}
    return Input(files=files, known=register(*names))


PAIRS.append(
    Pair(
        code="I012",
        file=SECOND_FORM,
        at="Сведения!C7",
        fault=lambda: named("Министерство", "МИНИСТЕРСТВО"),
        sound=lambda: named("Министерство", "Министерство образцов"),
    )
)


def day(code: str, fault: str, sound: str) -> None:
    """Enter a pair of forms of ИО-01 that differ in their date; the run is of 20.01.2026."""
    at = "Сведения!C8"
    pair(
        code, (FORM, at),
        lambda: {FORM: form(f"{at}: {fault}")},
        lambda: {FORM: form(f"{at}: {sound}")},
    )  # fmt: skip


day("I020", "16.12.2025", "15.12.2025")
day("I021", "21.01.2026", "20.01.2026")
FAULTY = "Сведения!C9: "
FIRST, MENDED = "2025-12-12/первая.xlsx", "2025-12-{day}/исправленная.xlsx"


def sent_twice(day: int) -> dict[str, bytes | None]:
    """A faulty form in time and a mended one on this day of December."""
    mended = MENDED.format(day=day)
    return {FOURTH: None, FIRST: zeros("МО-01", FAULTY), mended: zeros("МО-01")}


pair(
    "I022", (MENDED.format(day=16), "Сведения!C8"),
    lambda: sent_twice(16),
    lambda: sent_twice(15),
)  # fmt: skip


def came(on: str) -> dict[str, bytes | None]:
    """A second form of МО-01 that came on this day."""
    return {f"{on}/вторая.xlsx": zeros("МО-01", "Сведения!C8: 31.03.2026")}


pair(
    "I023", ("2026-04-01/вторая.xlsx", "Сведения!C8"),
    lambda: came("2026-04-01"),
    lambda: came("2026-03-31"),
    as_of=APRIL,
)  # fmt: skip
ARRIVED, EARLIER = "2025-12-15/вторая.xlsx", "2025-12-14/прежняя.xlsx"


def dated(day: str) -> dict[str, bytes | None]:
    """The form of ИО-01, come on 15.12.2025, with this day in it."""
    return {FORM: None, ARRIVED: form(f"Сведения!C8: {day}")}


pair(
    "I024", (ARRIVED, "Сведения!C8"),
    lambda: dated("16.12.2025"),
    lambda: dated("15.12.2025"),
)  # fmt: skip


def before_it(day: str) -> dict[str, bytes | None]:
    """Two forms of ИО-01: the last one is of 12.12.2025, the one that came before of this day."""
    return dated("12.12.2025") | {EARLIER: form(f"Сведения!C8: {day}")}


pair(
    "I025", (ARRIVED, "Сведения!C8"),
    lambda: before_it("13.12.2025"),
    lambda: before_it("11.12.2025"),
)  # fmt: skip


def later(code: str, at: str, fault: str, sound: str) -> None:
    """Enter a pair of forms of ИО-01 that come after the first one and differ in an answer."""
    pair(
        code, (ARRIVED, at),
        lambda: {ARRIVED: form(fault)},
        lambda: {ARRIVED: form(sound)},
    )  # fmt: skip


later("I026", "", "Самооценка!D11: нет", "Самооценка!F11: уточнено")
later("I027", "Сведения!C11", "Сведения!C11: 8 (3842) 00-00-01", "Самооценка!F9: уточнено")


def mailed(sender: str) -> dict[str, bytes | None]:
    """The form of ИО-01 in a letter from this address."""
    known = {REGISTRY: registry(email={"ИО-01": KNOWN})}
    return known | {FORM: None, "письмо.eml": letter(form(), sender)}


pair(
    "I028", ("письмо.eml/Самооценка.xlsx", ""),
    lambda: mailed(STRANGER),
    lambda: mailed(KNOWN),
)  # fmt: skip
pair("I030", ("", ""), lambda: {FOURTH: None}, nothing)
