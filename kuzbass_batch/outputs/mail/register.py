"""The register of outgoing letters `Исходящие-2025.xlsx`: numbers proposed, the sending to fill in.

The next run reads it where it lies: see `reading.committee.outgoing_register`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.mail.eml import recipients
from kuzbass_batch.outputs.tables.streamed_workbook import ranking_book
from kuzbass_batch.outputs.tables.table_writer import (
    Filled,
    FilledText,
    Link,
    MachineCode,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.committee.outgoing import (
    MONITORING_WHAT,
    REGISTER_HEADS,
    REGISTER_SHEET,
    Doubt,
    OutgoingLetter,
    RegisterLines,
)
from kuzbass_batch.rules.year.letters.register_checks import recorded_of

CREATED = dt.datetime(2025, 3, 7)

WIDTHS: Mapping[str, float] = {
    "number": 16, "line": 7, "participant": 9, "name": 20, "what": 14, "addressee": 26, "email": 24,
    "day": 11, "state": 13, "remark": 26, "sent": 12, "sender": 16, "line_sent": 9, "note": 16,
    "file": 34, "enclosed": 44, "content": 44, "sha256": 16, "editions": 16,
    "recorded": 16,
}  # fmt: skip
PRINTED = list(WIDTHS).index("note")
"""The last column on paper: what follows is for the screen."""
NOTE = (
    "Номер можно заменить своим. Цветные графы заполняет тот, кто отправил письмо; следующий "
    "расчёт в ту же папку их сохранит, а отправленное письмо в реестре не изменит. Сортируйте "
    "строки целиком."
)


ROWS_PER_SHEET = 15_000
"""The reader takes no sheets beyond 20,000 rows; a longer register goes on on another sheet."""


def draw_register(register: RegisterLines, path: Path, period: Period) -> None:
    """Write the register."""
    lines, drafts = register.lines, register.drafts
    with ranking_book(path) as book:
        title = f"Реестр исходящих писем по рейтингу за {period.name}"
        book.set_properties({"title": title, "created": CREATED})
        heads = tuple((head, WIDTHS[key]) for key, head in REGISTER_HEADS.items())
        writer, rows = TableWriter(book), _rows(lines, drafts)
        for part in range(1, max(len(lines) - 1, 0) // ROWS_PER_SHEET + 2):
            name = REGISTER_SHEET if part == 1 else f"{REGISTER_SHEET} {part}"
            table = writer.table(name, title, heads, islice(rows, ROWS_PER_SHEET), NOTE)
            table.sheet.print_area(0, 0, max(table.first, table.last), PRINTED)


def _rows(
    lines: tuple[OutgoingLetter, ...], drafts: Mapping[str, str]
) -> Iterator[tuple[TableCell, ...]]:
    numbers = Counter(line.letter.number for line in lines if line.letter.number)
    for at, line in enumerate(lines, start=1):
        letter = line.letter
        draft = drafts.get(line.path, "")
        cells: dict[str, TableCell] = {
            "number": FilledText(letter.number),
            "line": at,
            "line_sent": at,
            "participant": letter.participant,
            "name": letter.name,
            "what": letter.what,
            "addressee": letter.addressee,
            "email": letter.email,
            "day": letter.day,
            "file": Link(line.path, letter.file) if line.path else letter.file,
            "enclosed": letter.enclosed,
            "content": letter.content,
            "state": Link(draft, line.state.value) if draft else line.state.value,
            "remark": " ".join(_remarks(line, numbers)),
            "sent": Filled(letter.sent),
            "sender": FilledText(letter.sender),
            "note": FilledText(letter.note),
            "sha256": MachineCode(letter.sha256),
            "editions": MachineCode(letter.editions),
            "recorded": MachineCode(str(recorded_of(at, line))),
        }
        yield tuple(cells[key] for key in REGISTER_HEADS)


def _remarks(line: OutgoingLetter, numbers: Mapping[str, int]) -> Iterator[str]:
    """Say what the clerk should know before the letter goes out."""
    letter = line.letter
    if numbers.get(letter.number, 0) > 1 and line.doubt is not Doubt.SAME_NUMBER:
        yield "Номер повторяется."
    if line.doubt:
        yield line.doubt.value
    if not line.waits or letter.what.startswith(MONITORING_WHAT):
        return
    good, faulty = recipients(letter.email)
    if not good:
        yield "Адреса нет: в черновике не указано, кому."
    if faulty:
        yield f"Адрес с ошибкой: {', '.join(faulty)}."
    if line.before:
        sent = line.before.sent
        day = wording.day(sent) if isinstance(sent, dt.date) else sent
        what = "результат" if line.before.content and letter.content else "текст"
        yield f"Прежнее письмо № {line.before.number} отправлено {day}; с тех пор {what} изменился."
