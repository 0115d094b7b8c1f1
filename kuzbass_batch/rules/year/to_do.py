"""What waits for a decision of the committee or a step of the clerk after a run."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Fact, Severity
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.decisions import APPROVAL_TOPIC
from kuzbass_batch.records.committee.outgoing import REGISTER_SHEET, LetterKind, Outgoing
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.rating import ChecksFirst, ReadingEffect
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import ObjectionEffect, ToDo
from kuzbass_batch.rules.deadlines import is_year_over
from kuzbass_batch.rules.programme.contest.entries import contest_to_do
from kuzbass_batch.rules.programme.jury.results import jury_to_do
from kuzbass_batch.rules.rating.scoring.scoring import before_objections
from kuzbass_batch.rules.ticks import has_tick
from kuzbass_batch.rules.to_do_lines import name_some, to_do_line
from kuzbass_batch.rules.year.approval import approval_of, draft_results
from kuzbass_batch.rules.year.letters.outgoing import with_handed
from kuzbass_batch.rules.year.letters.register_checks import doubts_about
from kuzbass_batch.rules.year.queue import queue_of
from kuzbass_batch.rules.year.returns_to_do import (
    ABOUT_RETURNS,
    MEND,
    name_of_standing,
)

Letters = Mapping[str, tuple[LetterKind, ...]]


def to_do_list(
    outcome: Outcome,
    letters: Letters,
    objections: tuple[ObjectionEffect, ...],
    effects: tuple[ReadingEffect, ...],
    checks: Mapping[str, ChecksFirst | None],
) -> tuple[ToDo, ...]:
    """Return what waits, the most urgent first; what concerns nobody is left out.

    letters: who gets which, by participant's id. objections: what each would change. effects: of
    the other readings. checks: what to check first, by participant's id.
    """
    found = (
        *(each for question in QUESTIONS for each in question(outcome)),
        *_objections(outcome, objections),
        *_requests(outcome, letters),
        *_to_check(outcome, checks),
        *_questions(outcome),
        *_open_readings(effects),
        *contest_to_do(outcome),
        *jury_to_do(outcome),
    )
    return tuple(each for each in found if each.count)


def unsure_addressees(outcome: Outcome, unsure: Collection[str]) -> tuple[ToDo, ...]:
    """Return that the spelling of some addressees is to be checked; `unsure`: whose, by id."""
    names = [name_of_standing(s) for s in outcome.standings if s.participant.id in unsure]
    if not names:
        return ()
    text = "Адресаты, написание которых программа не знает наверняка: проверить до отправки"
    return (to_do_line(text, names, "addressees"),)


def register_to_check(letters: Sequence[Outgoing], handed: Sequence[Outgoing]) -> tuple[ToDo, ...]:
    """Return that entries of the register of letters may stand in another's row.

    letters: the register as the clerk left it. handed: what is known from «Вручение».
    """
    rows = with_handed(tuple(letters), handed)
    doubts = doubts_about(rows, handed)
    if not doubts:
        return ()
    names = [f"{rows[at].participant} ({rows[at].what})" for at in doubts]
    text = (
        f"Реестр «{REGISTER_SHEET}»: номер или отметка об отправке, возможно, в чужой строке – "
        "сверить по «Отметке программы»"
    )
    return (to_do_line(text, names, ""),)


def lost_files(files: Iterable[FileResult]) -> tuple[FileResult, ...]:
    """Return the forms whose participant is unknown and the workbooks that cannot be read."""
    return tuple(file for file in files if file.lost and not file.own)


def _register_rows(outcome: Outcome) -> Iterator[ToDo]:
    """Rows of registers with a slip: kept, and not in force."""
    registers = outcome.registers
    in_force = {row.entry.ref() for row in registers.rows}
    idle = [str(entry.ref()) for entry in registers.entries if entry.ref() not in in_force]
    text = "Записи книги «Реестры программы», которые не действуют: исправить в книге"
    yield to_do_line(text, idle, "findings")


def _registers_without_book(outcome: Outcome) -> Iterator[ToDo]:
    """The registers' workbook is not there, and what the last result counted stays in force."""
    text = (
        "Книги «Реестры программы», которую можно учесть, в папке нет; действуют записи прежнего "
        "результата: положить в папку книгу из папки результата"
    )
    yield ToDo(text=text, count=outcome.registers.standing, names="", sheet="")


def _own(outcome: Outcome) -> Iterator[ToDo]:
    paths = [file.source.path for file in outcome.files if file.own]
    rater = outcome.methodology.words.rater
    faults = "названы иначе, открыты или лежат дважды"
    text = f"Файлы {rater.of_itself} {faults}: поправить и рассчитать снова"
    yield to_do_line(text, paths, "findings")


def approval_awaited(outcome: Outcome) -> tuple[ToDo, ...]:
    """Return the entry for results that are still drafts, with the row to fill in; else nothing."""
    names = {s.participant.id: name_of_standing(s) for s in outcome.standings}
    drafts = [names[who] for who in draft_results(outcome)]
    if not drafts:
        return ()
    row = f"внесите номер и день в книгу решений, лист «Протоколы», строка «{APPROVAL_TOPIC}»"
    if approval_of(outcome.decisions) is None:
        text = f"Рейтинг не утверждён, письма с результатами и итоги – ПРОЕКТ; утвердив, {row}"
    else:
        text = f"Результат не такой, как утверждён, письмо – снова ПРОЕКТ; утвердив, {row}"
    return (to_do_line(text, drafts, "ranking", for_committee=True),)


def _approval(outcome: Outcome) -> Iterator[ToDo]:
    yield from approval_awaited(outcome)


def _ownerless(outcome: Outcome) -> Iterator[ToDo]:
    paths = [file.source.path for file in lost_files(outcome.files)]
    text = "Файлы не прочитаны или не отнесены к участнику: разобрать в первую очередь"
    yield to_do_line(text, paths, "files")


def _elsewhere(outcome: Outcome) -> Iterator[ToDo]:
    cells = list(outcome.elsewhere)
    text = "Решения внесены в книгу в папке результата и не учтены: перенести её в папку с формами"
    yield to_do_line(text, cells, "")


def _strange(outcome: Outcome) -> Iterator[ToDo]:
    """Books that nothing proves to be the committee's own: they wait for one named act."""
    paths, rater = [f.source.path for f in outcome.strange_books], outcome.methodology.words.rater
    text = (
        f"Книга {rater.genitive} без отметки этой папки не учтена: если её "
        f"{rater.past('заполнил')} {rater.nominative}, принять "
        "(перетащить её файл на «Рассчитать»), иначе убрать"
    )
    yield to_do_line(text, paths, "findings")


def _kept(outcome: Outcome) -> Iterator[ToDo]:
    """Entries of the last result that an older copy of the decisions workbook lacks."""
    books = [f for f in outcome.files if f.source.path == outcome.decisions.path]
    kept = [f for book in books for f in book.findings if Fact.ENTRIES_KEPT in f.facts]
    text = (
        "Книга решений старее прежнего результата, внесённое позже сохранено: заполнять книгу из "
        "новой папки результата"
    )
    names = list(dict.fromkeys(f.sheet for f in kept))
    yield ToDo(text=text, count=len(kept), names=name_some(names), sheet="findings")


def _calendar(outcome: Outcome) -> Iterator[ToDo]:
    paths = [
        file.source.path
        for file in outcome.files
        if file.kind is Kind.CALENDAR and file.status is FileStatus.RETURNED
    ]
    text = "Календарь рабочих дней с ошибками: исправить до отправки писем, в них названы сроки"
    yield to_do_line(text, paths, "findings")


def _unpublished(outcome: Outcome) -> Iterator[ToDo]:
    """The state's calendar of a year that deadlines fall into is not published yet."""
    if outcome.unpublished:
        text = (
            f"Производственный календарь на {outcome.unpublished} год программе неизвестен: сроки "
            "в рабочих днях посчитаны без переносов (ТК, статья 112); после публикации положить "
            "«календарь.csv»"
        )
        objections = outcome.methodology.has_objections
        names = list(wording.in_working_days(objections=objections))
        yield to_do_line(text, names, "calendar")


def _leaders(outcome: Outcome) -> Iterator[ToDo]:
    best, words = outcome.methodology.levels[-1], outcome.methodology.words
    if words.leaders is None:
        return
    before = [s for s in outcome.standings if s.participant.last_level == best.id]
    lost = [name_of_standing(s) for s in before if _level(s) != best.id]
    over = is_year_over(outcome.as_of, outcome.methodology)
    yet = "" if over else "пока "
    last = outcome.period.kind.words.last_genitive
    text = f"Уровень «{best.name}» {last} {yet}не подтверждён{words.point('leader').beside}"
    yield to_do_line(text, lost, "ranking", for_committee=True)


def _level(standing: Standing) -> str:
    return standing.scorecard.level if standing.scorecard else ""


def _reduced(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        name_of_standing(s)
        for s in outcome.standings
        if s.scorecard
        and any(score.reduced and score.verified is None for score in s.scorecard.scores)
    ]
    text = "Засчитано меньше, чем заявлено: неполный ряд накопительного критерия"
    yield to_do_line(text, names, "bases")


def _questions(outcome: Outcome) -> Iterator[ToDo]:
    names = [
        name_of_standing(s)
        for s in outcome.standings
        if s.scorecard
        and any(f.severity is Severity.WARNING for f in s.findings)
        and not is_year_over(outcome.as_of, outcome.methodology)
    ]
    until = " до утверждения рейтинга" if approval_of(outcome.decisions) is None else ""
    point = outcome.methodology.words.point("verification").beside
    text = f"К оценённым участникам есть вопросы: уточнить{until}{point}"
    yield to_do_line(text, names, "findings")


def _objections(outcome: Outcome, objections: tuple[ObjectionEffect, ...]) -> Iterator[ToDo]:
    waiting = {each.participant for each in outcome.decisions.objections if each.verdict is None}
    names = [name_of_standing(s) for s in outcome.standings if s.participant.id in waiting]
    point = outcome.methodology.words.point("objection").beside
    text = f"Есть нерассмотренные несогласия: рассмотреть и внести решения{point}"
    yield to_do_line(text, names, "objections", for_committee=True)
    returned = [
        name_of_standing(standing)
        for standing in outcome.standings
        if any(file.kind is Kind.OBJECTION for file in standing.returned)
    ]
    text = f"Несогласия возвращены на доработку: {MEND}{point}"
    yield to_do_line(text, returned, "files")
    lowered = [
        name_of_standing(standing)
        for standing in outcome.standings
        if _is_lowered(standing, outcome.methodology)
    ]
    text = f"Решение по несогласию снизило балл участника: проверить до отправки ответа{point}"
    yield to_do_line(text, lowered, "objections", for_committee=True)
    found = [each for each in objections if each.objection.verdict is None]
    late = list(dict.fromkeys(name_of_standing(each.standing) for each in found if each.late))
    text = f"Несогласие поступило после срока: решить, рассматривать ли его{point}"
    yield to_do_line(text, late, "objections", for_committee=True)


def _is_lowered(standing: Standing, methodology: Methodology) -> bool:
    """Tell whether a decided objection left a score lower than it was.

    Where it took a criterion off, the total says so.
    """
    card = standing.scorecard
    settled = [each for each in card.scores if each.settled is not None] if card else []
    if card is None or not settled:
        return False
    if all(each.applicable for each in settled):
        return any(each.settled < each.delivered for each in settled if each.settled is not None)
    return card.total < before_objections(card, methodology).total


def _requests(outcome: Outcome, letters: Letters) -> Iterator[ToDo]:
    asked = (s for s in outcome.standings if LetterKind.REQUEST in letters[s.participant.id])
    names = [name_of_standing(standing) for standing in asked]
    words = outcome.methodology.words
    text = (
        f"Названы не все документы, которые указаны в {words.programme.prepositional}: направить "
        f"запросы{words.point('documents').beside}"
    )
    yield to_do_line(text, names, "evidence")


def _to_check(outcome: Outcome, checks: Mapping[str, ChecksFirst | None]) -> Iterator[ToDo]:
    """Criteria whose check settles the levels; from the day of the totals on nothing is checked."""
    if is_year_over(outcome.as_of, outcome.methodology):
        return
    found = [(s, each) for s in outcome.standings if (each := checks[s.participant.id])]
    needed = sum(len(each.criteria) for _, each in found)
    every = sum(each.open for _, each in found)
    names = [name_of_standing(s) for s, each in sorted(found, key=_stake) if each.criteria]
    text = (
        "Проверить по документам прежде всего: после проверки этих критериев ничей уровень не "
        f"снизится (всего не проверено: {every})"
    )
    yield ToDo(text=text, count=needed, names=name_some(names), sheet="checks")


def _stake(of: tuple[Standing, ChecksFirst]) -> tuple[int, int, int]:
    return of[1].stake


def _open_readings(effects: tuple[ReadingEffect, ...]) -> Iterator[ToDo]:
    """Readings without a protocol that decide somebody's level."""
    found = [e for e in effects if not e.reading.protocol_number and e.shifts]
    ids = dict.fromkeys(e.reading.id for e in found)
    text = "Уровень зависит от прочтения акта, не закреплённого протоколом: утвердить"
    yield ToDo(
        text=text, count=len(ids), names=", ".join(ids), sheet="readings", for_committee=True
    )


def _decisions(outcome: Outcome) -> Iterator[ToDo]:
    """Entries of the committee's workbook that are not in force, and scores to verify again."""
    books = [f for f in outcome.files if f.source.path == outcome.decisions.path]
    faults = [f for book in books for f in book.findings if f.severity is Severity.ERROR]
    cells = list(dict.fromkeys(f"{f.sheet}!{f.cell}" for f in faults))
    text = "Записи в книге решений, которые не действуют: исправить"
    yield ToDo(text=text, count=len(faults), names=name_some(cells), sheet="findings")
    again = [f"{who} ({criterion})" for who, criterion in sorted(outcome.decisions.again)]
    text = "После проверки ответ изменился: проверить критерий снова"
    yield to_do_line(text, again, "board")


def _queue(outcome: Outcome) -> Iterator[ToDo]:
    """What came in since the clerk last ticked anything off; who never does is not told."""
    if any(has_tick(entry) for entry in outcome.decisions.entries):
        places = [item.place for item in queue_of(outcome)]
        text = "Поступило и не разобрано: книга решений, лист «Очередь»"
        yield to_do_line(text, places, "")


QUESTIONS: tuple[Callable[[Outcome], Iterator[ToDo]], ...] = (
    _elsewhere,
    _queue,
    _strange,
    _own,
    _ownerless,
    _calendar,
    _unpublished,
    _decisions,
    _register_rows,
    _registers_without_book,
    _kept,
    _approval,
    *ABOUT_RETURNS,
    _leaders,
    _reduced,
)
