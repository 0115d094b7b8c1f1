"""Answers of any form: cells that cannot be found or understood, and what does not fit together."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kuzbass_batch.outputs.results.document import results_lines
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.files.sources import Kind
from tests.april_package import conclusions_of
from tests.filled import METHODOLOGY, drawn, saved_again
from tests.findings.folder import (
    FORM,
    OTHER_PASS,
    PASS,
    SECOND,
    THIRD,
    Input,
    body,
    form,
    looked_at,
    other_passport,
    zeros,
)
from tests.findings.table import nothing, pair
from tests.reading.test_reading import FILLED

MOST_ROWS = 2000


def cells(code: str, at: str, fault: str, sound: str = "", beside: tuple[str, ...] = ()) -> None:
    """Enter a pair of self-assessments of ИО-01 that differ in these cells."""
    pair(code, (FORM, at), lambda: {FORM: form(fault)}, lambda: {FORM: form(sound)}, beside=beside)


# --- what somebody took out of the blank, or put in ---------------------------------------------
pair(
    "S001", (FORM, ""),
    lambda: {FORM: saved_again(drawn(Kind.SELF_ASSESSMENT, body("ИО-01")))},
    lambda: {FORM: drawn(Kind.SELF_ASSESSMENT, FILLED)},
)  # fmt: skip
cells("S002", "Обучение", "лист Обучение: удалить")
cells("S003", "Обучение", "Обучение!A5: №", "Обучение!A5: Код")
cells("S004", "Самооценка!A6", "Самооценка!D6: Готово", "Самооценка!D6: Выполнено")
cells("S005", "Самооценка", "Самооценка!A10: 1.7", "Самооценка!A10: 1.2")
# Row 70 lies beneath the form: a row of answers pasted there once more.
cells(
    "S006", "Самооценка",
    "Самооценка!A70: 1.2\n Самооценка!D70: нет",
    "Самооценка!A70: 1.7\n Самооценка!D70: нет",
)  # fmt: skip
cells("S007", "Самооценка", "Самооценка!A70: 1.2", "Самооценка!A70: 1.7")
cells("S008", "Самооценка (2)", "лист Самооценка: скопировать")

# --- cells left blank, tables too short or too long ---------------------------------------------
cells("S010", "Сведения!C9", "Сведения!C9: ", "Сведения!C9: Иванова Анна Петровна")
pair(
    "S011", (OTHER_PASS, "Паспорт!B30"),
    lambda: {OTHER_PASS: other_passport("Паспорт!B30: \n Паспорт!C30: \n Паспорт!D30: ")},
    lambda: {OTHER_PASS: other_passport()},
)  # fmt: skip
cells("S012", "Обучение!C7", "Обучение!C7: ", "Обучение!C7: консультант")
# Row 43 is stage 4.
pair(
    "S014", (OTHER_PASS, "Паспорт!C43"),
    lambda: {OTHER_PASS: other_passport("Паспорт!C43: ")},
    lambda: {OTHER_PASS: other_passport()},
)  # fmt: skip


def trained(count: int) -> bytes:
    """The form with a list of so many trained people."""
    first = {key: value for key, value in FILLED.items() if key.startswith("training/1/")}
    rows = {
        field.replace("/1/", f"/{number}/"): f"{value} {number}" if "name" in field else value
        for number in range(1, count + 1)
        for field, value in first.items()
    }
    return drawn(Kind.SELF_ASSESSMENT, FILLED | rows)


pair(
    "S013", (FORM, "Обучение!B2006"),
    lambda: {FORM: trained(MOST_ROWS + 1)},
    lambda: {FORM: trained(MOST_ROWS)},
)  # fmt: skip

# --- what stands in a cell ----------------------------------------------------------------------
cells("S015", "Самооценка!D9", "Самооценка!D9: да, приказ № 5", "Самооценка!D9: да")
cells("S020", "Самооценка!D9", 'Самооценка!D9: ="да" → да', "Самооценка!D9: да")
cells("S021", "Самооценка!D8", "Самооценка!D8: может быть", "Самооценка!D8: нет")
cells("S022", "Сведения!C8", "Сведения!C8: вчера", "Сведения!C8: 10 декабря 2025 г.")
cells("S080", "Сведения!C8", "Сведения!C8: 31.11.2025", "Сведения!C8: 30.11.2025")
pair(
    "S023", (OTHER_PASS, "Паспорт!C30"),
    lambda: {OTHER_PASS: other_passport("Паспорт!C30: скоро")},
    lambda: {OTHER_PASS: other_passport("Паспорт!C30: 10")},
)  # fmt: skip
cells("S025", "Самооценка!E9", "Самооценка!E9: #REF!", "Самооценка!E9: приказ № 5")
# D43 and D44 are both answered «да».
cells("S026", "Самооценка!D43", "Самооценка!D43:D44: объединить")
cells(
    "S027", "Обучение!H6",
    "Обучение!H6: № 2\n Обучение!F6:H6: объединить",
    "Обучение!H6: \n Обучение!F6:H6: объединить",
)  # fmt: skip
cells("S028", "Самооценка!D9", "Самооценка!C9:D9: объединить")
cells("S029", "Самооценка!E9", f"Самооценка!E9: {'п' * 2001}", f"Самооценка!E9: {'п' * 2000}")
cells("S030", "Сведения!C8", "Сведения!C8: число 46001", "Сведения!C8: 10.12.2025")
cells("S031", "Самооценка!D9", 'Самооценка!D9: ="да"', "Самооценка!D9: да")
cells("S032", "Самооценка!C3", "Самооценка!C3: число 12.3", "Самооценка!C3: число 12.2")
cells("S033", "Сведения!C8", "Сведения!C8: 31.12.2024", "Сведения!C8: 01.01.2025")

# --- questions (never a deduction) --------------------------------------------------------------
cells("S040", "Самооценка!E9", "Самооценка!E9: ", "Самооценка!E9: «дорожная карта», приказ № 5")
NAMES_OF_TRAINED = "\n".join(f"Обучение!{column}{row}: " for row in (6, 7) for column in "BCDEF")
ONE_NAME = "\n".join(f"Обучение!{column}7: " for column in "BCDEF")
cells("S041", "Обучение!B6", NAMES_OF_TRAINED)
cells("S042", "Обучение!B6", ONE_NAME)
cells("S043", "Обучение!D6", "Обучение!D6: 31.12.2024", "Обучение!D6: 01.01.2025")


def third(name: str) -> str:
    """A third line in the list of trained people."""
    line = {"B": name, "C": "консультант", "D": "05.05.2025", "E": "5С", "F": "сертификат 3"}
    return "\n".join(f"Обучение!{column}8: {value}" for column, value in line.items())


cells("S044", "Обучение!B8", third("первый  Илья"), third("Третий Илья"))
cells("S045", "Самооценка!E27", "Самооценка!E27: приказ № 5", "Самооценка!E27: сертификат № 5")
pair("S046", (FORM, "Самооценка!D11"), lambda: {PASS: None}, nothing)
SAME = "приказ, ППКО, конкурс"
pair(
    "S047", (SECOND, "Самооценка!E8"),
    lambda: {SECOND: zeros("ИО-02", f"Самооценка!E8: {SAME.upper()}")},
    lambda: {SECOND: zeros("ИО-02", f"Самооценка!E8: {SAME} области")},
    beside=("S047",),  # the other one is asked, too
)  # fmt: skip
cells("S048", "Самооценка!E52", "Самооценка!E52: диплом", "Самооценка!E52: диплом конкурса")


# --- bodies beside each other and beside last year ----------------------------------------------
TOGETHER = "Сведения!C13: да"
cells("S076", "Сведения!C13", TOGETHER, "Сведения!C13: нет")


def below(names: str) -> bytes:
    """The self-assessment of the subordinate, with people in its list of the trained."""
    line = {"C": "консультант", "D": "05.05.2025", "E": "5С", "F": "сертификат 3"}
    rows = {f"B{at}": name for at, name in enumerate(names.split(), start=6)}
    rows |= {f"{c}{at}": text for at, _ in enumerate(names.split(), 6) for c, text in line.items()}
    return zeros("ПО-01", "\n".join(f"Обучение!{cell}: {text}" for cell, text in rows.items()))


pair(
    "S077", (FORM, "Сведения!C13"),
    lambda: {FORM: form(TOGETHER), THIRD: below("Первый Второй Третий")},
    lambda: {FORM: form(TOGETHER), THIRD: below("Первый Второй")},
)  # fmt: skip
EXCHANGE = "Самооценка!E44: обмен опытом с {}, программа семинара"
pair(
    "S078", (FORM, "Самооценка!D44"),
    lambda: {FORM: form(EXCHANGE.format("Министерством образцов"))},
    lambda: {
        FORM: form(EXCHANGE.format("Министерством образцов")),
        SECOND: zeros("ИО-02", "Самооценка!F42: приезжало Министерство примеров"),
    },
)  # fmt: skip


@cache
def last_results(*, same: bool) -> bytes:
    """Last year's results of the sound folder, with the marks of the same answers or of others."""
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        outcome = looked_at(Input(), Path(folder), store)[1]
    results = json.loads("".join(results_lines(conclusions_of(outcome))))
    results |= {"year": 2024, "as_of": "2025-01-20"}
    for person in results["participants"]:
        person["answers"] = person["answers"] if same else "0000000000"
    return json.dumps(results).encode()


pair(
    "S079", (FORM, ""),
    lambda: {"2024/results.json": last_results(same=True)},
    lambda: {"2024/results.json": last_results(same=False)},
)  # fmt: skip
