"""The committee's workbook «Решения»: rows filled in as the clerk does, in the one drawn."""

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from kuzbass_batch.committee import BookKnowledge
from kuzbass_batch.forms.parsing.heads import head_key
from kuzbass_batch.outputs.decisions.checker_books import checker_books, draw_checker_book
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.committee.book_marks import BookMemory
from kuzbass_batch.records.year.snapshots import SCHEMA
from kuzbass_batch.rules.decisions.in_force import without_bare_topics
from kuzbass_batch.rules.decisions.older_books import entry_digest, remembered_entry
from tests.filled import METHODOLOGY, saved
from tests.findings.edits import rewritten
from tests.findings.folder import (
    DECISIONS,
    FORM,
    FOURTH,
    MARCH,
    REGISTRY,
    SECOND,
    THIRD,
    YEAR,
    Input,
    form,
    looked_at,
    zeros,
)
from tests.findings.table import pair
from tests.office import NAMES, cell_at, filled, lines, registry, rows_of, ruled, verified
from tests.year_keys import KNOWLEDGE, OTHER_KNOWLEDGE

EXCLUDE, RESTORE = "исключить самооценку", "вернуть самооценку"
LATE, WAIVE = "принять после срока", "принять без доработки"
PARENT = "засчитать самооценку вышестоящего"


@cache
def drawn() -> bytes:
    """The workbook that a run over the sound folder draws."""
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        _, outcome = looked_at(Input(), Path(folder), store)
    return draw_decisions(YEAR, sheet_content_of(outcome))


@cache
def decided(*rows: str) -> bytes:
    """The workbook with rows filled in: `лист | строка | графа | значение`."""
    return filled(drawn(), "\n".join(rows)) if rows else drawn()


def book(
    code: str, at: str, fault, sound, *, beside=(), as_of=MARCH, knowledge=None, **files
) -> None:
    """Enter a pair of workbooks by the rows filled in; `files` lie beside both."""
    beside_both = {name: data() if data else None for name, data in files.pop("also", {}).items()}
    pair(
        code, (DECISIONS, at),
        lambda: {DECISIONS: decided(*fault)} | beside_both,
        lambda: {DECISIONS: decided(*sound)} | beside_both,
        beside=beside, as_of=as_of, knowledge=knowledge or (lambda: KNOWLEDGE),
    )  # fmt: skip


def objection(**columns) -> str:
    """A row of «Несогласия»: ИО-01 asks 3 points for К3, which counts 2."""
    row = {"Участник": "ИО-01", "Поступило": "05.03.2026", "Критерий": "'3'", "Просит_баллов": 3,
           "Решение": "удовлетворить", "Решено_баллов": 3, "Обоснование": "представлен приказ",
           "Протокол": "№ 5", "Дата_решения": "10.03.2026", "Кто_внёс": "Секретарёва"}  # fmt: skip
    return lines("Несогласия", 1, **(row | columns))


def delivery(**columns) -> str:
    """A row of «Вручение»: the results of ИО-01."""
    row = {"Участник": "ИО-01", "Что_вручено": "результаты", "Отправлено": "18.02.2026",
           "Получено": "20.02.2026", "Кто_внёс": "Секретарёва"}  # fmt: skip
    return lines("Вручение", 1, **(row | columns))


book(
    "D001", "Допуск!B4, B5",
    [ruled(1, "ИО-02", EXCLUDE), ruled(2, "ИО-02", EXCLUDE)],
    [ruled(1, "ИО-02", EXCLUDE), ruled(2, "МО-01", EXCLUDE)],
)  # fmt: skip
book("D002", "Допуск!B4", [ruled(1, "ИО-99", EXCLUDE)], [ruled(1, "ИО-02", EXCLUDE)])
book("D003", "Несогласия!G4", [objection(Критерий="'9'")], [objection()])
book("D004", "Экспертиза!J7", [verified("ИО-01.4", 1)], [verified("ИО-01.4", 3)])
book("D005", "Экспертиза!J6", [verified("ИО-01.3", 1, who="''")], [verified("ИО-01.3", 1)])
book(
    "D006", "Экспертиза!O6",
    [verified("ИО-01.3", 1, day="21.03.2026")],
    [verified("ИО-01.3", 1, day="20.03.2026")],
)  # fmt: skip


def beside(code: str, at: str, rows, fault, sound, more: tuple[str, ...] = ()) -> None:
    """Enter a pair of folders in which the same rows are decided and other files lie."""
    pair(
        code, (DECISIONS, at),
        lambda: {DECISIONS: decided(*rows)} | fault(),
        lambda: {DECISIONS: decided(*rows)} | sound(),
        as_of=MARCH, beside=more,
    )  # fmt: skip


def nothing_else():
    """No other file."""
    return {}


beside(
    "D007", "Экспертиза!J28", [verified("МО-01.1", 0)],
    lambda: {FOURTH: None}, nothing_else, ("I030",),
)  # fmt: skip
beside(
    "D008", "Экспертиза!J6", [verified("ИО-01.3", 1)],
    lambda: {FORM: form("Самооценка!E22: другой приказ, ППКО, конкурс")}, nothing_else,
)  # fmt: skip
book(
    "D009", "Допуск!F4",
    [ruled(1, "ИО-02", EXCLUDE, "ИО-2.xlsx")],
    [ruled(1, "ИО-02", EXCLUDE, "ИО-02.xlsx")],
)  # fmt: skip
beside(
    "D010", "Допуск!B4", [ruled(1, "ИО-02", LATE)],
    lambda: {SECOND: zeros("ИО-02", "Сведения!C8: 15.12.2025")},
    lambda: {SECOND: zeros("ИО-02", "Сведения!C8: 16.12.2025")},
)  # fmt: skip
beside(
    "D011", "Допуск!B4", [ruled(1, "ИО-02", WAIVE)],
    lambda: {SECOND: zeros("ИО-02", "Самооценка!D8: может быть")},
    lambda: {SECOND: zeros("ИО-02", "Сведения!C9: ")},
    ("S021",),
)  # fmt: skip
JOINT = "Сведения!C13: "
beside(
    "D012", "Допуск!B4", [ruled(1, "ПО-01", PARENT)],
    lambda: {FORM: form(JOINT + "да")},
    lambda: {FORM: form(JOINT + "да"), THIRD: None},
    more=("S076",),
)  # fmt: skip
beside(
    "D013", "Допуск!B4", [ruled(1, "ПО-01", PARENT)],
    lambda: {FORM: form(JOINT + "нет"), THIRD: None},
    lambda: {FORM: form(JOINT + "да"), THIRD: None},
)  # fmt: skip
book("D014", "Вручение!H4", [delivery(Получено="17.02.2026")], [delivery(Получено="18.02.2026")])
book(
    "D015", "Несогласия!L4",
    [objection(Решение="отказать", Решено_баллов=3)],
    [objection(Решение="отказать", Решено_баллов="''")],
)  # fmt: skip
book("D016", "Несогласия!L4", [objection(Решено_баллов=2)], [objection(Решено_баллов=3)])


book(
    "D033", "Несогласия!L4",
    [objection(Критерий="''", Решение="отказать", Решено_баллов=1)],
    [objection(Критерий="''", Решение="отказать", Решено_баллов=0)],
)  # fmt: skip


def typed(cell: str, *values: object) -> bytes:
    """The workbook with values typed beneath each other from a cell on, whatever column it is."""
    sheet, _, address = cell.partition("!")
    opened = load_workbook(BytesIO(drawn()))
    first = opened[sheet][address]
    for number, value in enumerate(values):
        opened[sheet].cell(first.row + number, first.column, value)
    return saved(opened)


pair(
    "D017", (DECISIONS, "Допуск!M7"),
    lambda: {DECISIONS: typed("Допуск!M7", "спросить юристов")},
    lambda: {DECISIONS: typed("Допуск!M7", " ")},
)  # fmt: skip


def long_reason(letters: int) -> bytes:
    """The workbook with a ruling whose reason has so many letters."""
    data = decided(ruled(1, "ИО-02", EXCLUDE))
    return rewritten(data, [("Допуск!G4", "п" * letters)])


# The next two stop a run: the clerk reads why, and `check` names the cell.
pair(
    "D018", (DECISIONS, "Допуск!G4"),
    lambda: {DECISIONS: long_reason(32_768)},
    lambda: {DECISIONS: long_reason(32_767)},
    alone=True,
)  # fmt: skip
pair(
    "D019", (DECISIONS, "Допуск"),
    lambda: {DECISIONS: typed("Допуск!M7", *["слова"] * 2001)},
    lambda: {DECISIONS: typed("Допуск!M7", *["слова"] * 2000)},
    alone=True,
)  # fmt: skip
PAST = "results.json"


def past(level: str) -> bytes:
    """Last year's results: ИО-01 reached this level."""
    person = {"id": "ИО-01", "name": NAMES["ИО-01"], "status": "rated", "total": "6.0",
              "level": level, "place": None, "place_in_category": None, "source": None,
              "criteria": []}  # fmt: skip
    results = {"schema": SCHEMA, "year": 2024, "as_of": "2025-01-20", "files": [],
               "methodology": {"sha256": ""}, "participants": [person]}  # fmt: skip
    return json.dumps(results).encode()


def known(level: str) -> dict[str, bytes]:
    """Last year's results beside a registry that calls the level of ИО-01 «Базовый»."""
    return {REGISTRY: registry(last_level={"ИО-01": "Базовый"}), PAST: past(level)}


pair("D020", (PAST, ""), lambda: known("Лидер"), lambda: known("Базовый"))
pair(
    "D021", (DECISIONS, "Допуск!G4"),
    lambda: {DECISIONS: decided(ruled(1, "ИО-02", EXCLUDE), "Допуск | 1 | Обоснование | «»")},
    lambda: {DECISIONS: decided(ruled(1, "ИО-02", EXCLUDE), "Допуск | 1 | Обоснование | да")},
)  # fmt: skip
POINTS = verified("ИО-02.1", 0)
book(
    "D022", "Экспертиза!J12",
    [POINTS, ruled(1, "ИО-02", EXCLUDE)],
    [POINTS, ruled(1, "ИО-02", EXCLUDE), ruled(2, "ИО-02", RESTORE, SECOND, "16.01.2026")],
)  # fmt: skip

# --- what is entered and cannot be taken --------------------------------------------------------
book("D023", "Экспертиза!J6", [verified("ИО-01.3", "1 балл")], [verified("ИО-01.3", 1)])


def moved(*heads: str) -> bytes:
    """The workbook with points for К3 and К4 of ИО-01, changed places under these heads."""
    opened = load_workbook(BytesIO(decided(verified("ИО-01.3", 1), verified("ИО-01.4", 2))))
    for head in heads:
        upper, lower = (cell_at(opened, "Экспертиза", f"ИО-01.{row}", head) for row in "34")
        upper.value, lower.value = lower.value, upper.value
    return saved(opened)


# It stops a run, too. What was entered lies around the key: whoever sorts it moves the key along.
pair(
    "D024", (DECISIONS, "Экспертиза!K6"),
    lambda: {DECISIONS: moved("Балл комитета", "Строка", "Обоснование")},
    lambda: {DECISIONS: moved("Код", "Критерий", "Балл комитета", "Строка", "Обоснование")},
    alone=True,
)  # fmt: skip


def unkeyed(*rows: str) -> bytes:
    """The workbook with these rows filled in, the column «Строка» of «Экспертиза» taken out."""
    opened = load_workbook(BytesIO(decided(*rows)))
    sheet = opened["Экспертиза"]
    columns, top = rows_of(sheet)
    for row in range(top - 1, sheet.max_row + 1):
        sheet.cell(row, columns[head_key("Строка")]).value = None
    return saved(opened)


pair(
    "D032", (DECISIONS, "Экспертиза!A3"),
    lambda: {DECISIONS: unkeyed(verified("ИО-01.3", 1))},
    lambda: {DECISIONS: unkeyed()},
)  # fmt: skip

# --- decisions on objections that stay open, or take points away --------------------------------
book("D025", "Несогласия!J4", [objection(Протокол="''")], [objection()])
book(
    "D026", "Несогласия!L4",
    [objection(Просит_баллов=1, Решено_баллов=1)],
    [objection(Просит_баллов=2, Решено_баллов=2)],
)  # fmt: skip
PARTLY = "удовлетворить частично"
book(
    "D027", "Несогласия!L4",
    [objection(Решение=PARTLY, Решено_баллов=1)],
    [objection(Решение=PARTLY, Решено_баллов=2)],
)  # fmt: skip

# --- files that somebody has looked at ----------------------------------------------------------
SORTED, UNREAD = "файл разобран", "ответы.csv"
book(
    "D028", "Допуск!F4",
    [ruled(1, "", SORTED, "ответ.csv")],
    [ruled(1, "", SORTED, UNREAD)],
    also={UNREAD: lambda: b"x"},
)  # fmt: skip

# --- books that are not the folder's own, and older ones -----------------------------------------


@cache
def of_another_folder() -> bytes:
    """The workbook that another folder draws."""
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        _, outcome = looked_at(Input(knowledge=lambda: OTHER_KNOWLEDGE), Path(folder), store)
    return draw_decisions(YEAR, sheet_content_of(outcome))


def in_a_later_book(row: str, *, retired: bool = False) -> BookKnowledge:
    """What a run knows whose last result, by book № 2, counted a row, or had it taken back."""
    file = examine_content(decided(row), METHODOLOGY, YEAR.forms).file
    (entry,) = without_bare_topics(file.book.entries)
    known, digest = remembered_entry(entry, 2, 2), entry_digest(entry)
    gone = {digest: 2} if retired else {}
    memory = BookMemory(draw=2, entries=() if retired else (known,), retired=gone)
    return replace(KNOWLEDGE, memory=memory, recall=lambda _: {digest: entry})


RULED, OTHER = ruled(1, "ИО-02", EXCLUDE), ruled(1, "МО-01", EXCLUDE)
pair(
    "D029", (DECISIONS, ""),
    lambda: {DECISIONS: of_another_folder()},
    lambda: {DECISIONS: drawn()},
)  # fmt: skip
book("D030", "Допуск", [OTHER], [RULED], knowledge=lambda: in_a_later_book(RULED))
book("D031", "Допуск!B4", [RULED], [OTHER], knowledge=lambda: in_a_later_book(RULED, retired=True))
pair(
    "D034", (DECISIONS, "Допуск"),
    lambda: {DECISIONS: of_another_folder()},
    lambda: {DECISIONS: decided(RULED)},
    beside=("D029",), knowledge=lambda: in_a_later_book(RULED),
)  # fmt: skip


def confirmed(**columns) -> str:
    """A row of «Экспертиза целиком»: all of ИО-01 confirmed by another person."""
    row = {"Решение": "подтвердить всё", "Кто_проверил": "Вторая В. В.", "Дата": "15.01.2026"}
    return lines("Экспертиза целиком", 1, **(row | columns))


book(
    "D040", "Экспертиза!J6",
    [verified("ИО-01.3", 1), confirmed()],
    [verified("ИО-01.3", 1), confirmed(Кто_проверил="Проверова П. П.")],
    beside=("D040",),
)  # fmt: skip


@cache
def part(*rows: str) -> bytes:
    """The workbook of somebody who was asked to check ИО-01, filled in."""
    asked = decided(lines("Экспертиза целиком", 1, Кому_поручено="Вторая В. В."))
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        _, outcome = looked_at(Input(files={DECISIONS: asked}), Path(folder), store)
    return filled(draw_checker_book(YEAR, checker_books(outcome)[0]), "\n".join(rows))


pair(
    "D041", (DECISIONS, "Экспертиза!J6"),
    lambda: {DECISIONS: decided(verified("ИО-01.3", 1)),
             "часть.xlsx": part(verified("ИО-01.3", 1, who="Вторая В. В."))},
    lambda: {DECISIONS: decided(verified("ИО-01.3", 1)), "часть.xlsx": part()},
    as_of=MARCH,
)  # fmt: skip


def pasted(number: str) -> str:
    """A day pasted for a letter."""
    return lines("Дни вручения", 1, Номер_письма=number, Когда_получено="20.02.2026")


book(
    "D042", "Дни вручения!B4",
    [delivery(Исходящий_номер="12-р"), pasted("13-р")],
    [delivery(Исходящий_номер="12-р"), pasted("12-р")],
)  # fmt: skip
