"""What the jury of a contest gave (p. 2.7): points, means, places, and whose do not count."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.records.committee.contest import (
    ContestEntry,
    Juror,
    Nomination,
    PracticeContest,
)
from kuzbass_batch.records.committee.decisions import Protocol
from kuzbass_batch.records.committee.programme import ContestResult
from kuzbass_batch.records.rating.scores import Place

CONTEST_TOPIC = "итоги конкурса"
"""By which the row of «Протоколы» that establishes the results of a contest is known."""


class WhyOut(StrEnum):
    """Why a juror's points for an entry do not count; the value is what everybody reads."""

    OWN_INTEREST = "личный интерес"
    OWN_BODY = "практика своей организации"
    NO_SHEET = "лист не получен"
    LATE = "лист получен после срока"
    FAULTY = "лист с ошибками, ждём исправленный"
    NO_ROW = "заявки нет в листе"
    BLANK = "строка не заполнена"
    PARTIAL = "строка заполнена не полностью"
    UNFIT = "балл вне шкалы"


MISSING = frozenset(WhyOut) - {WhyOut.OWN_INTEREST, WhyOut.OWN_BODY}
"""Reasons that a juror can still mend: his points are awaited, not excluded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """What one juror gives one entry.

    points: by criterion, in the order of the announcement; those of a vote that is out may be of
    any number. why: the reason why it does not count, None if it counts. interest: in what the
    juror is interested, as he says. comment: his words on the entry. place: the row of his file,
    as a reader finds it; empty without a row.
    """

    juror: str
    entry: str
    points: tuple[Decimal, ...] = ()
    why: WhyOut | None = None
    interest: str = ""
    comment: str = ""
    place: str = ""

    @property
    def counts(self) -> bool:
        """Tell whether the vote is part of the mean."""
        return self.why is None

    @property
    def total(self) -> Decimal:
        """Return the sum of the points."""
        return sum(self.points, Decimal(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryMarks:
    """An entry with all its votes and what follows of those that count.

    votes: one of each juror, in the order of the jury. mean: of the totals, exact, None if no vote
    counts. deviation: the standard deviation of the totals, two decimals. place: within the
    nomination, shared by equal means. without: by each juror's key the place if he were left out.
    few: fewer votes count than the contest asks for.
    """

    entry: ContestEntry
    votes: tuple[Vote, ...]
    mean: Fraction | None = None
    deviation: Decimal | None = None
    place: Place | None = None
    without: tuple[tuple[str, Place | None], ...] = ()
    few: bool = False

    @property
    def counted(self) -> tuple[Vote, ...]:
        """Return the votes that count."""
        return tuple(vote for vote in self.votes if vote.counts)

    @property
    def spread(self) -> tuple[Decimal, Decimal] | None:
        """Return the least and the greatest total that counts, None if none does."""
        totals = [vote.total for vote in self.counted]
        return (min(totals), max(totals)) if totals else None

    @property
    def turned_by(self) -> tuple[str, ...]:
        """Return the keys of the jurors without whom the place would be another one."""
        return tuple(key for key, place in self.without if place and place != self.place)

    def vote_of(self, juror: str) -> Vote | None:
        """Return the vote of a juror, None if he is not of the jury."""
        return next((vote for vote in self.votes if vote.juror == juror), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class NominationMarks:
    """A nomination with its entries, the best mean first; without one last, by number.

    turned_by: keys of the jurors without whom other entries would stand first.
    """

    nomination: Nomination
    entries: tuple[EntryMarks, ...]
    turned_by: tuple[str, ...] = ()

    @property
    def ties(self) -> tuple[tuple[EntryMarks, ...], ...]:
        """Return the entries that share a place, the best place first."""
        shared: dict[Place, list[EntryMarks]] = {}
        for each in self.entries:
            if each.place and each.place.first != each.place.last:
                shared.setdefault(each.place, []).append(each)
        return tuple(tuple(group) for group in shared.values())


class SheetState(StrEnum):
    """Where a juror's sheet stands; the value is what everybody reads."""

    COUNTED = "учтён"
    INCOMPLETE = "учтён не полностью"
    FAULTY = "с ошибками"
    LATE = "после срока"
    MISSING = "не получен"


@dataclass(frozen=True, kw_only=True, slots=True)
class JurorMarks:
    """A juror beside the others.

    file, came: the sheet that counts, or that does not because it is late or faulty, and its day.
    mean: of his totals that count, exact: jurors differ in scale, which is shown and not mended.
    blank, out: numbers of the entries that he still owes points for, and that he is excluded from.
    """

    juror: Juror
    state: SheetState
    file: str = ""
    came: dt.date | None = None
    mean: Fraction | None = None
    counted: int = 0
    blank: tuple[str, ...] = ()
    out: tuple[tuple[str, WhyOut], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Award:
    """What an entry reached (p. 2.7).

    place: 0 for none. decided: the committee entered it in the register itself. open: a tie that
    decides who is awarded, and the committee has not; then place and result say nothing yet.
    """

    marks: EntryMarks
    result: ContestResult
    place: int = 0
    decided: bool = False
    open: bool = False

    @property
    def is_prize(self) -> bool:
        """Tell whether a diploma goes with it."""
        return not self.open and self.result is not ContestResult.TOOK_PART


@dataclass(frozen=True, kw_only=True, slots=True)
class JuryMarks:
    """All that the jury of a contest gave; nothing where no entry is admitted or no juror named.

    minutes: the row of «Протоколы» that establishes the results, None until it is entered. awards:
    of each entry, by nomination and place; before the minutes they are proposed.
    """

    contest: PracticeContest | None = None
    nominations: tuple[NominationMarks, ...] = ()
    jurors: tuple[JurorMarks, ...] = ()
    minutes: Protocol | None = None
    awards: tuple[Award, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to judge."""
        return bool(self.nominations and self.jurors)

    @property
    def minutes_words(self) -> str:
        """Return what the minutes are called: «протокол № 4 от 23.10.2026», empty without any."""
        if self.minutes is None:
            return ""
        return f"протокол № {self.minutes.number.lstrip('№ ')} от {wording.day(self.minutes.day)}"

    @property
    def begun(self) -> bool:
        """Tell whether any sheet has come in, counted or not."""
        return any(each.state is not SheetState.MISSING for each in self.jurors)

    @property
    def whole(self) -> bool:
        """Tell whether every juror has given points wherever he may."""
        return all(not each.blank for each in self.jurors)

    def entries(self) -> Iterator[EntryMarks]:
        """Yield the entries by nomination and place."""
        for nomination in self.nominations:
            yield from nomination.entries


NO_MARKS = JuryMarks()
