"""The tables that stand on the cards only: what is open, deadlines, registers, letters."""

from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch.file_names import folder_of, name_of
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.forms.spec.specification import Block
from kuzbass_batch.outputs.jury_words import award_place, award_words, mean_number
from kuzbass_batch.outputs.letters.planning import Letter
from kuzbass_batch.outputs.names import form_name, made_of
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.tables.table_writer import Centred, Heads, Link, TableCell
from kuzbass_batch.records.committee.decisions import Delivery
from kuzbass_batch.records.committee.outgoing import OutgoingLetter, RegisterLines, State
from kuzbass_batch.records.committee.programme import RegisterRow
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.year.jury import Award, JuryMarks
from kuzbass_batch.records.year.year import QueueItem

Row = tuple[TableCell, ...]
OwnTable = tuple[str, Iterable[Row]]
"""A table by its title, with its rows."""
OPEN, TASKS, REGISTERS, LETTERS = "Не разобрано", "Сроки", "Реестры программы", "Письма"
JURY = "Итоги конкурса"
HEADS: Mapping[str, Heads] = {
    OPEN: (
        ("Код", 0), ("Поступило", 0), ("Что это", 0), ("Файл или запись", 0),
        ("Что сделала программа", 0), ("Что можно сделать", 0),
    ),
    TASKS: (
        ("Код", 0), ("Срок", 0), ("Рабочих дней", 0), ("Кто", 0), ("Что сделать", 0),
        ("Пункт акта", 0),
    ),
    JURY: (
        ("Код", 0), ("Номер заявки", 0), ("Номинация", 0), ("Практика", 0), ("Средний балл", 0),
        ("Учтено оценок", 0), ("Заявок в номинации", 0), ("Место", 0), ("Итог", 0),
    ),
    REGISTERS: (("Код", 0), ("Лист и строка", 0), ("Запись", 0)),
    LETTERS: (
        ("Код", 0), ("Письмо", 0), ("Номер", 0), ("Дата", 0), ("Состояние", 0), ("Отправлено", 0),
        ("Получено", 0), ("Файл", 0), ("Примечание", 0),
    ),
}  # fmt: skip
"""The head of each table; the first column is the participant's code."""


def known_tables(
    shown: ShownOutcome, year: ReportingYear, queue: Iterable[QueueItem]
) -> Iterator[OwnTable]:
    """Yield what is known before the letters are drawn: what is open, deadlines, registers."""
    yield OPEN, open_rows(queue)
    yield TASKS, task_rows(shown)
    if shown.outcome.jury.begun:
        yield JURY, jury_rows(shown.outcome.jury)
    yield REGISTERS, register_rows(shown, year)


def open_rows(queue: Iterable[QueueItem]) -> Iterator[Row]:
    """Yield what came in and is not ticked off, as in «Очередь» of the decisions workbook."""
    return (_open_row(item) for item in queue if item.participant)


def _open_row(item: QueueItem) -> Row:
    if item.file is None:
        return item.participant, item.came, "запись книги", item.place, item.made, item.may
    made = made_of(item.file, item.made)
    return item.participant, item.came, form_name(item.file.read), item.place, made, item.may


def task_rows(shown: ShownOutcome) -> Iterator[Row]:
    """Yield the deadlines that wait for each participant."""
    for task in shown.conclusions.tasks:
        for who in task.names:
            yield who, task.due, task.days, task.who, task.what, task.reference


def jury_rows(marks: JuryMarks) -> Iterator[Row]:
    """Yield what the jury gave each application; places once the minutes are entered."""
    awards = {each.marks.entry.number: each for each in marks.awards} if marks.minutes else {}
    for nomination in marks.nominations if marks.begun else ():
        for each in nomination.entries:
            entry = each.entry
            yield (
                entry.participant, entry.number, nomination.nomination.title, entry.practice,
                mean_number(each.mean), len(each.counted), len(nomination.entries),
                *_outcome(awards.get(entry.number)),
            )  # fmt: skip


def _outcome(award: Award | None) -> Row:
    """Return place and result of an application."""
    if award is None:
        return "", "итоги не утверждены"
    return Centred("" if award.open else award_place(award)), award_words(award)


def register_rows(shown: ShownOutcome, year: ReportingYear) -> Iterator[Row]:
    """Yield what of the registers of the programme is in force for each participant."""
    spec = year.forms.get(Kind.REGISTERS)
    blocks = [block for sheet in spec.sheets for block in sheet.blocks] if spec else []
    heads = {block.key: _row_heads(block) for block in blocks if block.kind == "table"}
    for row in shown.outcome.registers.rows:
        if row.participant and row.table.value in heads:
            yield row.participant, row.place, _said(row, heads[row.table.value])


def _row_heads(block: Block) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that a card tells, in their order, each with its head."""
    return tuple(
        (field.column, head)
        for head, field in zip(block.answer_heads, block.rows[0].fields, strict=True)
        if not field.locked and field.column != "participant"
    )


def _said(row: RegisterRow, heads: Iterable[tuple[str, str]]) -> str:
    """Return what stands in a row, each column after its head."""
    values = row.entry.values()
    said = ((head, show(values[column])) for column, head in heads if column in values)
    return "; ".join(f"{head}: {words}" for head, words in said if words)


def letter_rows(
    letters: Iterable[Letter], register: RegisterLines, deliveries: Iterable[Delivery]
) -> Iterator[Row]:
    """Yield every line of the register of outgoing letters, with what goes with the letter.

    deliveries: they say when a letter was received.
    """
    attached = {letter.path: letter.attached for letter in letters}
    received = {(d.participant, d.subject.value, d.number): d.received for d in deliveries}
    for line in register.lines:
        letter = line.letter
        draft = register.drafts.get(line.path, "")
        state: TableCell = Link(draft, line.state.value) if draft else line.state.value
        day = received.get((letter.participant, letter.what, letter.number))
        remark = " ".join(filter(None, (line.doubt and line.doubt.value, letter.note)))
        yield (
            letter.participant, letter.what, letter.number, letter.day, state, letter.sent, day,
            _file(line), remark,
        )  # fmt: skip
        if line.state is not State.GONE:
            for _, path in attached.get(line.path, ()):
                if folder_of(path) == folder_of(line.path):
                    form = Link(path, name_of(path))
                    yield letter.participant, "приложение", "", "", "", "", "", form, ""


def _file(line: OutgoingLetter) -> TableCell:
    return Link(line.path, line.letter.file) if line.path else line.letter.file
