"""The sheets of a jury: entries by jurors, every vote with its cell, the jurors side by side."""

from collections.abc import Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.outputs.jury_words import (
    BRIEF,
    award_place,
    award_words,
    mean_number,
    spread_words,
    why_words,
)
from kuzbass_batch.outputs.letters.addressees.addressees import with_initials
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import Centred, Heads, TableCell, TableWriter
from kuzbass_batch.records.year.jury import (
    Award,
    EntryMarks,
    JurorMarks,
    JuryMarks,
    NominationMarks,
    Vote,
)

MARKS_NOTE = (
    "Балл члена жюри – сумма его баллов по критериям. Средний – по учтённым баллам, точный; "
    "показан с двумя знаками, места – по точному среднему, равные делят место. Отклонение – "
    "среднеквадратическое. Ниже – место без каждого члена жюри. "
    "Вместо балла: {brief}. Каждый балл с его ячейкой – лист «{votes}»."
)
VOTES_NOTE = (
    "Строка – одна оценка одного члена жюри. Не учтённое нулём не считается. «Где стоит» – файл, "
    "лист и строка, из которых взяты баллы. Лист для служебного пользования."
)
JURORS_NOTE = (
    "Члены жюри ставят баллы по-разному: средний балл каждого показан и не поправляется. «Без него "
    "другой победитель» – номинации, в которых первое место без этого члена жюри было бы у другой "
    "заявки."
)
JUROR_HEADS: Heads = (
    ("Номер", 8), ("Член жюри", 26), ("Должность", 24), ("Код организации", 11), ("Лист", 16),
    ("Получен", 11), ("Файл", 30), ("Учтено оценок", 9), ("Средний балл", 9),
    ("Ждём оценок", 28), ("Не голосует", 30), ("Без него другой победитель", 26),
)  # fmt: skip


def draw_jury(writer: TableWriter, marks: JuryMarks) -> None:
    """Draw the sheets of the jury, none where there is nothing to judge.

    Until a sheet has come in the jurors alone are shown: who owes one.
    """
    if not marks:
        return
    if marks.begun:
        _draw_marks(writer, marks)
        _draw_votes(writer, marks)
    _draw_jurors(writer, marks)


def _draw_marks(writer: TableWriter, marks: JuryMarks) -> None:
    names = {each.juror.key: with_initials(each.juror.name) for each in marks.jurors}
    about = (
        ("Номинация", 20), ("Место", 7), ("Номер заявки", 17), ("Код", 7.5), ("Организация", 22),
        ("Практика", 26),
    )  # fmt: skip
    jurors = tuple((name.replace("\u00a0", "\n", 1), 11) for name in names.values())
    found = (
        ("Средний балл", 9), ("От и до", 9), ("Откло-\nнение", 8), ("Учтено оценок", 8),
        ("Итог", 22), ("На что обратить внимание", 36),
    )  # fmt: skip
    awards = {each.marks.entry.number: each for each in marks.awards}
    listed = [(each, n) for n in marks.nominations for each in n.entries]
    rows = (_entry(each, n, awards[each.entry.number], names) for each, n in listed)
    brief = ", ".join(f"«{word}» – {why.value}" for why, word in BRIEF.items())
    note = MARKS_NOTE.format(brief=brief, votes=SHEETS["jury_votes"])
    heads = (*about, *jurors, *found)
    table = writer.table(SHEETS["jury_marks"], _title(marks), heads, rows, note)
    table.sheet.freeze_panes(table.first, 3)
    # Beneath, in the same columns: what each juror decides.
    without = tuple((f"Место без: {name}", width) for name, width in jurors)
    rows = (_without(each, n, awards[each.entry.number], names) for each, n in listed)
    writer.block(table.sheet, table.below, (*about, *without), rows)


def _title(marks: JuryMarks) -> str:
    assert marks.contest is not None
    state = "итоги не утверждены"
    if marks.minutes:
        state = f"итоги: {marks.minutes_words}"
    entries = sum(len(each.entries) for each in marks.nominations)
    return f"Конкурс «{marks.contest.name}»: заявок – {entries}, {state}"


def _entry(
    each: EntryMarks, nomination: NominationMarks, award: Award, names: Mapping[str, str]
) -> tuple[TableCell, ...]:
    return (
        *_about(each, nomination, award),
        *(_given(vote) for vote in each.votes),
        mean_number(each.mean),
        Centred(spread_words(each)),
        each.deviation,
        len(each.counted),
        award_words(award),
        " ".join(_attention(each, nomination, names)),
    )


def _about(each: EntryMarks, nomination: NominationMarks, award: Award) -> tuple[TableCell, ...]:
    entry = each.entry
    return (
        nomination.nomination.title,
        Centred(award_place(award)),
        entry.number,
        entry.participant,
        entry.short_name or entry.name,
        entry.practice,
    )


def _without(
    each: EntryMarks, nomination: NominationMarks, award: Award, names: Mapping[str, str]
) -> tuple[TableCell, ...]:
    without = dict(each.without)
    places = (Centred(str(without.get(key) or "–")) for key in names)
    return (*_about(each, nomination, award), *places)


def _given(vote: Vote) -> TableCell:
    return _number(vote) if vote.why is None else Centred(BRIEF[vote.why])


def _number(vote: Vote) -> TableCell:
    return int(vote.total) if vote.total == int(vote.total) else vote.total


def _attention(
    each: EntryMarks, nomination: NominationMarks, names: Mapping[str, str]
) -> Iterator[str]:
    if each.few:
        yield "Оценок мало: учтено меньше половины жюри."
    if each.place and each.place.first != each.place.last:
        equal = [m.entry.number for m in nomination.entries if m.place == each.place]
        others = wording.series([number for number in equal if number != each.entry.number])
        yield f"Средний балл равен с {others}."
    if each.turned_by:
        without = ", ".join(names[key] for key in each.turned_by)
        # Initials bring the full stop along.
        yield f"Место меняется без: {without.removesuffix('.')}."


def _draw_votes(writer: TableWriter, marks: JuryMarks) -> None:
    assert marks.contest is not None
    titles = [f"К{at}: {each.title}" for at, each in enumerate(marks.contest.criteria, start=1)]
    heads = (
        ("Номинация", 18), ("Номер заявки", 16), ("Код", 7.5), ("Практика", 24), ("Член жюри", 18),
        *((title, 14) for title in titles), ("Балл", 7), ("Учтено", 22), ("Комментарий", 30),
        ("Где стоит", 34),
    )  # fmt: skip
    names = {each.juror.key: with_initials(each.juror.name) for each in marks.jurors}
    rows = (
        _vote(vote, each, nomination, names, len(titles))
        for nomination in marks.nominations
        for each in nomination.entries
        for vote in each.votes
    )
    every = [vote for each in marks.entries() for vote in each.votes]
    title = f"Голоса жюри: {len(every)}, учтено – {sum(vote.counts for vote in every)}"
    table = writer.table(SHEETS["jury_votes"], title, heads, rows, VOTES_NOTE)
    table.sheet.freeze_panes(table.first, 2)


def _vote(
    vote: Vote,
    each: EntryMarks,
    nomination: NominationMarks,
    names: Mapping[str, str],
    criteria: int,
) -> tuple[TableCell, ...]:
    # Points of a row that is not whole stand under no criterion in particular.
    whole = len(vote.points) == criteria
    points: list[TableCell] = [int(p) if p == int(p) else p for p in vote.points]
    return (
        nomination.nomination.title,
        each.entry.number,
        each.entry.participant,
        each.entry.practice,
        names[vote.juror],
        *(points if whole else [""] * criteria),
        _number(vote) if vote.counts else "",
        why_words(vote),
        vote.comment,
        vote.place,
    )


def _draw_jurors(writer: TableWriter, marks: JuryMarks) -> None:
    assert marks.contest is not None
    turned = {
        each.juror.key: [n.nomination.title for n in marks.nominations
                         if each.juror.key in n.turned_by]
        for each in marks.jurors
    }  # fmt: skip
    owing = sum(bool(each.blank) for each in marks.jurors)
    due = wording.day(marks.contest.sheets_due)
    title = f"Члены жюри: {len(marks.jurors)}, не все оценки поставили – {owing}; срок – {due}"
    rows = (_juror(each, turned[each.juror.key]) for each in marks.jurors)
    table = writer.table(SHEETS["jurors"], title, JUROR_HEADS, rows, JURORS_NOTE)
    table.sheet.freeze_panes(table.first, 2)


def _juror(each: JurorMarks, turned: list[str]) -> tuple[TableCell, ...]:
    juror = each.juror
    return (
        juror.key,
        juror.name,
        ", ".join(filter(None, (juror.post, juror.organisation))),
        juror.body,
        each.state.value,
        each.came,
        each.file,
        each.counted,
        mean_number(each.mean),
        ", ".join(each.blank),
        "; ".join(f"{number} – {why.value}" for number, why in each.out),
        "; ".join(turned),
    )
