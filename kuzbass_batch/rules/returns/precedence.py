"""Which of a participant's returns of one kind counts, and why (app. 3 p. 4.1).

The day of arrival orders them: of the folder or the message, only without these the date in the
form. A typed date is used only where the arrival is unknown or the same, and not at all if it lies
after the arrival or after the day of the run.
Then each valid return is held against the one that counts so far, by the table `PRECEDENCE`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kuzbass_batch import wording
from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import Finding, has_errors, in_file
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.submissions import NOTHING_TYPED
from kuzbass_batch.records.returns.read_files import ReadAssessment, ReadReturn, filled_on
from kuzbass_batch.records.returns.returns import (
    FileResult,
    FileStatus,
    MatchedReturn,
    passed_over,
    result_of,
)

Order = tuple[dt.date, dt.date, bool, str]
"""Arrival, typed date, whether it is a form that went back mended, path."""
FIRST = dt.date.min
EXECUTOR_FIELDS = ("executor_name", "executor_phone", "executor_email")
"""Who filled the form in, as the form itself says."""


class Ground(StrEnum):
    """Why a return counts or not beside another one; the value is the word of the guide."""

    MENDED = "исправлена по замечаниям"
    HELD = "ждёт решения"
    LATER = "поступила позже"
    EARLIER = "поступила раньше"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A valid return and the one that counts so far.

    asked: a correction was asked for since. lower: its level is lower. admitted: the committee took
    it by a ruling. later: it came later.
    """

    asked: bool
    lower: bool
    admitted: bool
    later: bool


Test = Callable[[Pair], bool]
PRECEDENCE: tuple[tuple[Ground, Test, bool], ...] = (
    (Ground.MENDED, lambda pair: pair.later and pair.asked, True),
    (Ground.HELD, lambda pair: pair.later and pair.lower and not pair.admitted, False),
    (Ground.LATER, lambda pair: pair.later, True),
    (Ground.EARLIER, lambda pair: True, False),
)
"""The first line that fits decides: the ground, when it fits, whether the new return counts.

`Choice` asks in the order of arrival, so that it never comes to EARLIER: the line completes the
table that the guide prints.
"""


ONLY_ONE = "единственный экземпляр"
"""Why a return counts that no other of its kind competes with."""


def ground_of(pair: Pair) -> tuple[Ground, bool]:
    """Return the ground that decides between two returns, and whether the new one counts."""
    return next((ground, counts) for ground, test, counts in PRECEDENCE if test(pair))


def typed_day(file: MatchedReturn, as_of: dt.date) -> dt.date | None:
    """Return the date in a form if it may order returns: none beyond arrival or the run's day."""
    day, came = filled_on(file.read), file.source.received
    return None if day is None or day > as_of or (came and day > came) else day


def order_of(file: MatchedReturn, as_of: dt.date) -> Order:
    """Order by the day of arrival, then by the date in the form, mended ones last, then by path.

    A redrawn form keeps the date of the faulty one: where both lie in one folder, it came later.
    """
    read, typed, came = file.read, typed_day(file, as_of), file.source.received
    mended = isinstance(read, ReadReturn) and read.mended
    return came or typed or FIRST, typed or came or FIRST, mended, file.source.path


def answers_of(file: MatchedReturn) -> str:
    """Return what is the same for the same answers, empty if none were read."""
    return file.read.answers_sha256 if isinstance(file.read, ReadReturn) else ""


class Choice:
    """The returns of one participant and one kind (of passports: of one project), judged.

    counts: the one in force, None if all are faulty. wanted: the one faulty return that goes back.
    held: by the path of a return that waits for the committee, the one in force until it decides.
    """

    def __init__(
        self,
        ordered: Sequence[MatchedReturn],
        methodology: Methodology,
        as_of: dt.date,
        admitted: frozenset[str],
    ) -> None:
        """Take the returns in the order in which they came (`order_of`)."""
        self.ordered, self.methodology, self.as_of = tuple(ordered), methodology, as_of
        self.admitted = admitted
        self.position = {file.source.path: at for at, file in enumerate(self.ordered)}
        self.held: dict[str, MatchedReturn] = {}
        """What waits for the committee, by path, with the return that stays in force."""
        self.counts = self._counting()
        self.wanted = self._to_be_mended()

    def results(self) -> Iterator[FileResult]:
        """Yield what becomes of each return."""
        seen: dict[str, MatchedReturn] = {}
        if self.counts:
            seen[answers_of(self.counts)] = self.counts
            yield self._used(self.counts)
        for file in self.ordered:
            if file is not self.counts:
                yield self._not_counted(file, seen)

    def _counting(self) -> MatchedReturn | None:
        """Return the return that counts, None if all are faulty."""
        counts: MatchedReturn | None = None
        valid = [file for file in self.ordered if not has_errors(file.findings)]
        for file in valid:
            if counts is None:
                counts = file
            elif not answers_of(file) or answers_of(file) != answers_of(counts):
                ground, wins = ground_of(self._pair(file, counts))
                if wins:
                    counts, self.held = file, {}
                elif ground is Ground.HELD:
                    self.held[file.source.path] = counts
        if counts is None:
            return None
        # Of identical copies the first by path counts, so that a copy sent again changes nothing.
        # One that had given way to other answers before is none of them.
        first, content = self.position[counts.source.path], answers_of(counts)
        later = (f for f in valid if self.position[f.source.path] >= first)
        copies = (f for f in later if answers_of(f) == content)
        return min(copies, key=lambda file: file.source.path)

    def _pair(self, file: MatchedReturn, counts: MatchedReturn) -> Pair:
        return Pair(
            asked=self._was_asked(file, counts),
            lower=self._level(file) < self._level(counts),
            admitted=file.source.path in self.admitted,
            later=self.position[file.source.path] > self.position[counts.source.path],
        )

    def _was_asked(self, file: MatchedReturn, counts: MatchedReturn) -> bool:
        """Tell whether a return answers a request: a faulty one came before it.

        A request counts if the faulty return lies between the counted one and this one. For a form
        that went back with remarks every earlier faulty one counts: it is its own proof.
        """
        mended = isinstance(file.read, ReadReturn) and file.read.mended
        since = 0 if mended else self.position[counts.source.path]
        between = self.ordered[since : self.position[file.source.path]]
        return any(has_errors(each.findings) and not _is_blank(each) for each in between)

    def _level(self, file: MatchedReturn) -> int:
        """Return the rank of the level that a self-assessment claims; others have none."""
        card = file.read.card if isinstance(file.read, ReadAssessment) else None
        return self.methodology.level(card.level).rank if card else 0

    def _to_be_mended(self) -> MatchedReturn | None:
        """Return the one faulty return that is asked for: the latest with answers of this year."""
        after = self.position[self.counts.source.path] if self.counts else -1
        faulty = [
            file
            for file in self.ordered[after + 1 :]
            if has_errors(file.findings) and not self._is_spare(file)
        ]
        filled = [file for file in faulty if isinstance(file.read, ReadReturn)]
        answered = [file for file in filled if not _is_blank(file)]
        if not faulty:
            return None
        latest = (answered or filled or faulty)[-1]
        same = (f for f in faulty if answers_of(f) == answers_of(latest) != "")
        return next(same, latest)

    def _used(self, file: MatchedReturn) -> FileResult:
        disagree = self._dates_disagree(file)
        said = in_file(disagree, file.source.path)
        result = result_of(file, FileStatus.USED, self._why(file))
        findings = (*result.findings, *said, *self._executor_changed(file))
        return replace(result, findings=findings, dates_disagree=bool(disagree))

    def _why(self, counts: MatchedReturn) -> str:
        group = [file for file in self.ordered if not self._is_spare(file)]
        count = len(group)
        if count == 1:
            return ONLY_ONE
        if all(answers_of(file) == answers_of(counts) for file in group):
            return f"первый по имени из {count} экземпляров с одинаковыми ответами"
        if self.held:
            rater = self.methodology.words.rater.genitive
            return f"прежний из {count} экземпляров; более поздний ждёт решения {rater}"
        if self.wanted:
            return f"последний без ошибок из {count} экземпляров; более поздний с ошибками не учтён"
        return f"последний {self._decider(counts)} из {count} экземпляров ({self._day(counts)})"

    def _decider(self, counts: MatchedReturn) -> str:
        """Return what told that a return is the latest, beside the one that comes next to it."""
        before = [
            file
            for file in self.ordered[: self.position[counts.source.path]]
            if answers_of(file) != answers_of(counts)
        ]
        if not before:
            return "по имени файла"
        own, other = (order_of(file, self.as_of) for file in (counts, before[-1]))
        if own[0] != other[0]:
            return _by_day(counts)
        if own[1] != other[1]:
            return "по дате заполнения"
        return "по исправлению" if own[2] != other[2] else "по имени файла"

    def _not_counted(self, file: MatchedReturn, seen: dict[str, MatchedReturn]) -> FileResult:
        """Return what becomes of a return that does not count."""
        counts, content = self.counts, answers_of(file)
        twin = seen.get(content) if content else None
        if twin is not None:
            reason = f"то же содержание, что в «{twin.source.path}»"
            return result_of(file, FileStatus.DUPLICATE, reason)
        if content:
            seen[content] = file
        if self._is_spare(file):
            return passed_over(file, "бланк не заполнен")
        if file.source.path in self.held:
            return self._waiting(file, self.held[file.source.path])
        if file is self.wanted:
            blank = "бланк поступил незаполненным, нужно заполнить"
            reason = blank if _is_blank(file) else "есть ошибки, нужна доработка"
            kept = f"; учтён прежний экземпляр «{counts.source.path}»" if counts else ""
            return result_of(file, FileStatus.RETURNED, reason + kept)
        if counts is not None and self._came_before(file, counts):
            day = f"{self._day(counts)}{self._disagreement_words(file, counts)}"
            reason = f"учтён более поздний экземпляр «{counts.source.path}» ({day})"
            return result_of(file, FileStatus.SUPERSEDED, reason)
        wanted = self.wanted or counts or file
        reason = f"исправить просят более поздний экземпляр «{wanted.source.path}»"
        return result_of(file, FileStatus.SUPERSEDED, reason)

    def _is_spare(self, file: MatchedReturn) -> bool:
        """Tell whether a file is an unfilled blank beside one with answers: it says nothing."""
        return _is_blank(file) and not all(map(_is_blank, self.ordered))

    def _came_before(self, file: MatchedReturn, counts: MatchedReturn) -> bool:
        """Tell whether a return gave way to the one that counts."""
        earlier = self.position[file.source.path] < self.position[counts.source.path]
        return earlier or not has_errors(file.findings)

    def _disagreement_words(self, file: MatchedReturn, counts: MatchedReturn) -> str:
        own, other = order_of(counts, self.as_of)[0], order_of(file, self.as_of)[0]
        return f", {_by_day(counts)}" if own != other and counts.source.received else ""

    def _waiting(self, file: MatchedReturn, counts: MatchedReturn) -> FileResult:
        """Return what becomes of a return that waits for the committee."""
        fault = rules.HELD_RETURN.at(
            participant=file.participant,
            earlier=counts.source.path,
            now=self._level_name(file),
            before=self._level_name(counts),
            rater=self.methodology.words.rater,
        )
        reason = f"понижает уровень и не запрошена: ждёт решения, учтена «{counts.source.path}»"
        result = result_of(file, FileStatus.IGNORED, reason)
        said = in_file((fault,), file.source.path)
        return replace(result, findings=(*result.findings, *said), held=True)

    def _level_name(self, file: MatchedReturn) -> str:
        card = file.read.card if isinstance(file.read, ReadAssessment) else None
        return self.methodology.level(card.level).name if card else "не определён"

    def _dates_disagree(self, counts: MatchedReturn) -> tuple[Finding, ...]:
        """Return that the dates in the forms say another order than those of arrival did."""
        own = typed_day(counts, self.as_of) or filled_on(counts.read)
        at = order_of(counts, self.as_of)
        for file in reversed(self.ordered):
            typed = filled_on(file.read)
            before = order_of(file, self.as_of)[0] < at[0]
            same = answers_of(file) == answers_of(counts)
            if own and typed and typed > own and before and not same:
                read = counts.read
                sheet = read.typed if isinstance(read, ReadReturn) else NOTHING_TYPED
                return (
                    rules.TYPED_DATES_DISAGREE.at(
                        sheet.ref("filled_on"),
                        field="filled_on",
                        date=wording.day(own),
                        file=file.source.path,
                        other=wording.day(typed),
                        came=wording.day(at[0]),
                    ),
                )
        return ()

    def _executor_changed(self, counts: MatchedReturn) -> tuple[Finding, ...]:
        """Return that somebody else filled in the return that took an earlier one's place."""
        before = [
            file
            for file in self.ordered[: self.position[counts.source.path]]
            if isinstance(file.read, ReadAssessment) and not has_errors(file.findings)
        ]
        if not before or not isinstance(counts.read, ReadAssessment):
            return ()
        last = before[-1].read
        assert isinstance(last, ReadAssessment)
        for field in EXECUTOR_FIELDS:
            now, was = counts.read.typed.text(field), last.typed.text(field)
            if now and was and fold(now) != fold(was):
                warning = rules.OTHER_EXECUTOR.at(
                    counts.read.typed.ref(field), field=field, now=now, was=was,
                    file=before[-1].source.path,
                )  # fmt: skip
                return in_file((warning,), counts.source.path)
        return ()

    def _day(self, file: MatchedReturn) -> str:
        day = order_of(file, self.as_of)[0]
        return wording.day(day) if day != FIRST else "без даты"


def _by_day(file: MatchedReturn) -> str:
    """Return what the day of a return was taken from."""
    if file.source.received is None:
        return "по дате заполнения"
    return "по дате письма" if file.source.by_message else "по дате папки"


def _is_blank(file: MatchedReturn) -> bool:
    return file.unfilled
