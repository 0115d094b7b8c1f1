"""The clerk's queue: what came in since he last ticked it off, and what he may do about each.

Forms of participants, files that are nobody's or cannot be read, and entries of the committee's
books that are not in force. Attachments that are no forms, and the committee's own books as long as
they are sound, are not in it.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Finding, Severity
from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.records.committee.decisions import DecisionEntry, Tick, plain
from kuzbass_batch.records.committee.groups import by_participant
from kuzbass_batch.records.files.sources import OF_COMMISSION, Kind
from kuzbass_batch.records.returns.read_files import came_on, is_of_participant
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.year import QueueItem
from kuzbass_batch.rules.decisions.older_books import entry_digest
from kuzbass_batch.rules.year.letters.outside_readers import applications_sent_back

NOTHING = "ничего"
STAMP = 16
"""Hex digits of a content's hash: enough to tell the files of one folder apart."""
BOOKS = (Kind.DECISIONS, Kind.REGISTERS)
TO_WHOM = {
    Kind.CHECK_SHEET: "вернуть комиссии исправляемый лист из папки «Проверки качества»",
    Kind.JURY_SHEET: "вернуть члену жюри исправляемый лист из папки «Конкурс/Листы жюри»",
}
"""What to do about a faulty sheet that no participant filled in."""
FAULTS_SHOWN = 2
"""Faults of an entry in its row; the sheet of findings has them all."""


def queue_of(outcome: Outcome) -> tuple[QueueItem, ...]:
    """Return what is not ticked off: by the day it came, what has no day last."""
    every = sorted((*_file_items(outcome), *_entry_items(outcome)), key=_order)
    return tuple(_without_ticked(every, outcome.decisions.ticks))


def _order(item: QueueItem) -> tuple[bool, dt.date, str, str]:
    return item.came is None, item.came or dt.date.max, item.participant, item.place


def _without_ticked(items: list[QueueItem], ticks: Iterable[Tick]) -> Iterator[QueueItem]:
    """Leave out what has a tick: of its content in its place, else of one that was moved.

    A tick covers one thing: the same content sent once more is a thing of its own.
    """
    exact = {(tick.stamp, plain(tick.file)) for tick in ticks}
    here = {(item.stamp, plain(item.place)) for item in items}
    elsewhere = Counter(stamp for stamp, place in exact if (stamp, place) not in here)
    for item in items:
        if (item.stamp, plain(item.place)) in exact:
            continue
        if elsewhere[item.stamp]:
            elsewhere[item.stamp] -= 1
        else:
            yield item


def _file_items(outcome: Outcome) -> Iterator[QueueItem]:
    advice = _Advice.of(outcome)
    for file in outcome.files:
        if _came_in(file):
            read = file.read
            yield QueueItem(
                came=came_on(read) if is_of_participant(read) else file.source.received,
                participant=file.participant,
                place=file.source.path,
                stamp=file.source.sha256[:STAMP],
                may=advice.on(file),
                file=file,
                made=" ".join(fault.message for fault in _errors(file)) if file.lost else "",
            )


def _errors(file: FileResult) -> list[Finding]:
    """Return the first faults that keep a file from being somebody's."""
    return [f for f in file.findings if f.severity is Severity.ERROR][:FAULTS_SHOWN]


def _came_in(file: FileResult) -> bool:
    """Tell whether a file is the clerk's business: a form that says something, or a riddle."""
    if file.status is FileStatus.IGNORED:
        return file.to_read
    faulty = file.status in (FileStatus.RETURNED, FileStatus.UNREADABLE)
    return is_of_participant(file.read) or faulty


@dataclass(frozen=True, kw_only=True, slots=True)
class _Advice:
    """Knows what there is to do about a file.

    sent_back: the paths of the files that a letter asks to mend. verified, objecting: who has
    verified points, who has an objection without a decision.
    """

    sent_back: frozenset[str]
    verified: frozenset[str]
    objecting: frozenset[str]
    criteria: int
    rater: Rater

    @classmethod
    def of(cls, outcome: Outcome) -> "_Advice":
        decisions, criteria = outcome.decisions, len(outcome.methodology.criteria)
        checked = by_participant(decisions.verifications)
        return cls(
            sent_back=frozenset(
                (
                    *(f.source.path for s in outcome.standings for f in s.returned),
                    *(f.source.path for _, f in applications_sent_back(outcome)),
                )
            ),
            verified=frozenset(who for who, each in checked.items() if len(each) == criteria),
            objecting=frozenset(o.participant for o in decisions.objections if o.verdict is None),
            criteria=criteria,
            rater=outcome.methodology.words.rater,
        )

    def on(self, file: FileResult) -> str:
        """Return what the clerk may do, in a few words."""
        if file.strange:
            by = f"{self.rater.past('заполнил')} {self.rater.nominative}"
            return f"если книгу {by} – перетащить её файл на «Рассчитать», иначе убрать из папки"
        if file.own:
            return "поправить и рассчитать снова: лист «Замечания» книги рейтинга"
        if file.to_read:
            return "прочитать письмо; если в нём форма или ответ – запросить файл"
        if file.lost:
            return " ".join(
                (
                    *dict.fromkeys(fault.remedy for fault in _errors(file)),
                    "Если ждать больше нечего – «файл разобран» на листе «Допуск».",
                )
            )
        if file.held:
            return "решить на листе «Допуск»: «вернуть самооценку» или «исключить самооценку»"
        if file.after_totals:
            return "если учесть – «принять после срока» на листе «Допуск»"
        if file.status is FileStatus.RETURNED and file.kind in TO_WHOM:
            return TO_WHOM[file.kind]
        if file.status is FileStatus.RETURNED:
            sent = file.source.path in self.sent_back
            return "направить письмо с замечаниями и ждать исправленной формы" if sent else NOTHING
        return self._on_counted(file) if file.status is FileStatus.USED else NOTHING

    def _on_counted(self, file: FileResult) -> str:
        steps = []
        count = sum(f.severity is Severity.WARNING for f in file.findings)
        if count:
            words = wording.count(count, "замечание", "замечания", "замечаний")
            whom = "комиссии" if file.kind in OF_COMMISSION else "участника"
            steps.append(f"уточнить у {whom}: {words}")
        if file.kind is Kind.SELF_ASSESSMENT and file.participant not in self.verified:
            steps.append("проверить баллы по документам – лист «Экспертиза»")
        if file.kind is Kind.OBJECTION and file.participant in self.objecting:
            steps.append("рассмотреть и внести решение на лист «Несогласия»")
        return "; ".join(steps) or NOTHING


def _entry_items(outcome: Outcome) -> Iterator[QueueItem]:
    """Yield the entries of the committee's books that a fault keeps out of force."""
    faults = _faults_by_cell(outcome)
    if not faults:  # As a rule; the registers may hold thousands of rows.
        return
    ids = {alike(each.id): each.id for each in outcome.registry.participants}
    for entry in (*outcome.decisions.entries, *outcome.registers.entries):
        places = [(cell.ref.sheet, cell.ref.cell) for cell in (*entry.printed, *entry.entered)]
        own = tuple(dict.fromkeys(fault for each in places for fault in faults.get(each, ())))
        if own:
            yield _entry_item(entry, own, ids)


def _entry_item(
    entry: DecisionEntry, faults: tuple[Finding, ...], ids: Mapping[str, str]
) -> QueueItem:
    messages = (fault.message for fault in faults[:FAULTS_SHOWN])
    remedies = dict.fromkeys(fault.remedy for fault in faults[:FAULTS_SHOWN])
    return QueueItem(
        came=None,
        participant=ids.get(alike(entry.text("participant")), ""),
        place=str(entry.ref()),
        stamp=entry_digest(entry),
        may=" ".join(remedies),
        made=" ".join(messages),
    )


def _faults_by_cell(outcome: Outcome) -> Mapping[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for file in outcome.files:
        if file.kind in BOOKS:
            for finding in file.findings:
                if finding.severity is Severity.ERROR:
                    for cell in finding.cells:
                        found[finding.sheet, cell].append(finding)
    return found
