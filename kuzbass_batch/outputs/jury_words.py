"""How the jury's marks are said: means, places, awards, why a vote does not count."""

from decimal import Decimal
from fractions import Fraction

from kuzbass_batch import wording
from kuzbass_batch.forms.parsing.values import show
from kuzbass_batch.records.committee.programme import ContestResult
from kuzbass_batch.records.year.jury import Award, EntryMarks, Vote, WhyOut

DECIMALS = 2
"""With so many a mean is shown, a half rounded up; places go by the exact mean."""
BRIEF = {
    WhyOut.OWN_INTEREST: "интерес",
    WhyOut.OWN_BODY: "своя",
    WhyOut.NO_SHEET: "нет листа",
    WhyOut.LATE: "поздно",
    WhyOut.FAULTY: "ошибки",
    WhyOut.NO_ROW: "нет в листе",
    WhyOut.BLANK: "пусто",
    WhyOut.PARTIAL: "неполно",
    WhyOut.UNFIT: "вне шкалы",
}
"""What stands in the matrix where a vote does not count."""
OPEN = "решает комиссия: места равны"


def mean_number(mean: Fraction | None) -> Decimal | None:
    """Return a mean as a cell shows it, None if there is none."""
    return None if mean is None else wording.rounded(mean, DECIMALS)


def mean_words(mean: Fraction | None) -> str:
    """Return a mean as a text shows it: «23,67»; a dash if there is none."""
    number = mean_number(mean)
    return "–" if number is None else wording.comma(number)


def spread_words(marks: EntryMarks) -> str:
    """Return the least and the greatest total: «19–23»; a dash if no vote counts."""
    found = marks.spread
    if found is None:
        return "–"
    least, greatest = (wording.comma(show(each)) for each in found)
    return least if least == greatest else f"{least}–{greatest}"


def award_words(award: Award) -> str:
    """Return what an entry reached: «победитель», «участник», or that it is to be decided."""
    if award.open:
        return OPEN
    entered = " (внесено решением)" if award.decided else ""
    return f"{award.result.value}{entered}"


def award_place(award: Award) -> str:
    """Return the place of an entry: «1», «2–3» by the marks; the decided one where it is."""
    if award.decided:
        return str(award.place)
    return str(award.marks.place or "–")


def is_told(award: Award) -> bool:
    """Tell whether an entry is a winner's or a prize's."""
    return award.is_prize and award.result is not ContestResult.ORGANISER


def why_words(vote: Vote) -> str:
    """Return why a vote does not count, with what the juror says of his interest."""
    if vote.why is None:
        return "учтено"
    interest = f": {vote.interest}" if vote.interest else ""
    return f"{vote.why.value}{interest}"
