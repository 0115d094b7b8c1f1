"""The sheet «Заявки на конкурс»: every application to the contest of the year (p. 2.7)."""

from collections.abc import Mapping

from kuzbass_batch import wording
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import Heads, TableCell, TableWriter
from kuzbass_batch.records.committee.contest import (
    ContestEntry,
    EntryAdmission,
    PracticeContest,
)
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.rules.programme.contest.applications import reported_words

NOTE = (
    "Заявки по реестру «Конкурс»{point}: по номинациям. Приём – по {until}, листы жюри – к {due}, "
    "итоги – {results}. Решение о допуске вписывается в реестр, графа «Допуск»."
)
HEADS: Heads = (
    ("Код", 9), ("Участник", 22), ("Номер заявки", 17), ("Номинация", 24), ("Практика", 26),
    ("Поступила", 12), ("Срок", 10), ("Допуск", 13), ("Причина отказа", 22), ("Автор", 20),
    ("Что было", 28), ("Что стало", 28), ("Подтверждение", 20), ("Тиражирование", 20),
    ("Номер проекта", 16), ("В отчётах по проекту", 28), ("Место в реестре", 20), ("Файл", 20),
)  # fmt: skip
LATE, IN_TIME = "поздно", "в срок"
UNDECIDED = "не решено"


def draw_applications(writer: TableWriter, found: Conclusions) -> None:
    """Draw a row for each application; no sheet where there is none."""
    announced = found.outcome.contest
    contest, entries = announced.contest, announced.entries
    if contest is None or not entries:
        return
    order = {each.key: at for at, each in enumerate(contest.nominations)}
    reported = reported_words(found.projects)
    listed = sorted(
        entries,
        key=lambda e: (order.get(e.nomination, len(order)), wording.number_order(e.number)),
    )
    title = (
        f"Конкурс «{wording.unquoted(contest.name)}»: заявок – {len(entries)}, допущено – "
        f"{_count(entries, EntryAdmission.YES)}, не допущено – "
        f"{_count(entries, EntryAdmission.NO)}, не решено – {_count(entries, EntryAdmission.OPEN)}"
    )
    note = NOTE.format(
        point=found.outcome.methodology.words.point("contest").beside,
        until=wording.day(contest.until),
        due=wording.day(contest.sheets_due),
        results=wording.day(contest.results),
    )
    rows = [_row(each, contest, reported) for each in listed]
    table = writer.table(SHEETS["applications"], title, HEADS, rows, note)
    table.sheet.freeze_panes(table.first, 3)


def _count(entries: tuple[ContestEntry, ...], state: EntryAdmission) -> int:
    return sum(each.admitted is state for each in entries)


def _row(
    entry: ContestEntry, contest: PracticeContest, reported: Mapping[str, str]
) -> tuple[TableCell, ...]:
    nomination = contest.nomination(entry.nomination)
    return (
        entry.participant,
        entry.short_name,
        entry.number,
        nomination.title if nomination else f"{entry.nomination_text} (не объявлена)",
        entry.practice,
        entry.received,
        (LATE if entry.late else IN_TIME) if entry.received else "",
        entry.admitted.value or UNDECIDED,
        entry.reason,
        entry.author,
        entry.before,
        entry.after,
        entry.proof,
        entry.replication,
        entry.project,
        reported.get(entry.project.casefold(), ""),
        entry.place,
        entry.file,
    )
