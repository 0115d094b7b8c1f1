"""Forms of objection beside each other: what stands of each, and what goes back (p. 3.4).

An objection is never lost over another row: what can be read is registered at once, and only rows
with faults are asked about. A row gives way to a later one on the same criterion, no sooner.
"""

from collections.abc import Iterable, Iterator, Sequence

from kuzbass_batch import wording
from kuzbass_batch.findings.finding import Severity, has_errors
from kuzbass_batch.records.returns.read_files import ReadObjection, ReadReturn
from kuzbass_batch.records.returns.returns import (
    FileResult,
    FileStatus,
    MatchedReturn,
    passed_over,
    result_of,
)
from kuzbass_batch.rules.returns.precedence import answers_of

ROW = "points/"
"""What the ids of the fields of a criterion's row begin with."""
Form = MatchedReturn | FileResult


def begun_in(file: Form) -> frozenset[str]:
    """Return the criteria in whose rows anything was entered."""
    return frozenset(file.read.contest.begun if isinstance(file.read, ReadObjection) else ())


def faulty_in(file: Form) -> frozenset[str]:
    """Return the criteria whose rows are asked about: of those begun, the ones with an error."""
    fields = {
        field for f in file.findings if f.severity is Severity.ERROR for field in f.fields
        if field.startswith(ROW)
    }  # fmt: skip
    return begun_in(file) & {field.split("/")[1] for field in fields}


def flawless_in(file: Form) -> frozenset[str]:
    """Return the criteria for which a form asks points in a row without a fault."""
    asked = file.read.contest.asked if isinstance(file.read, ReadObjection) else ()
    return frozenset(each.criterion for each in asked) - faulty_in(file)


def choose_objections(ordered: Sequence[MatchedReturn]) -> Iterator[FileResult]:
    """Yield what becomes of a participant's objections, the earliest first.

    ordered: his forms in the order in which they came. The same content sent again is a repetition
    and keeps the day of the first. A form of objection with nothing in it objects to nothing.
    """
    first: dict[str, MatchedReturn] = {}
    waiting: list[MatchedReturn] = []
    for file in ordered:
        twin = first.setdefault(answers_of(file) or file.source.path, file)
        if file.unfilled:
            yield passed_over(file, "бланк несогласия не заполнен")
        elif twin is not file:
            reason = f"то же содержание, что в «{twin.source.path}»"
            yield result_of(file, FileStatus.DUPLICATE, reason)
        else:
            waiting.append(file)
    while waiting:
        file = waiting.pop(0)
        yield _judged(file, waiting)


def _judged(file: MatchedReturn, later: list[MatchedReturn]) -> FileResult:
    """Return whether a form counts, gives way to later ones, or goes back."""
    stands = flawless_in(file) - _union(flawless_in(each) for each in later)
    asks = _asks_back(file, later)
    if not stands and not asks and later:
        reason = f"учтено более позднее несогласие «{later[-1].source.path}» ({_day(later[-1])})"
        return result_of(file, FileStatus.SUPERSEDED, reason)
    listed = ", ".join(sorted(stands))
    if not asks:
        return result_of(file, FileStatus.USED, f"несогласие, критерии: {listed}")
    reason = "есть ошибки, нужна доработка"
    if stands:
        reason += f"; зарегистрировано по критериям: {listed}"
    return result_of(file, FileStatus.RETURNED, reason)


def _asks_back(file: MatchedReturn, later: list[MatchedReturn]) -> bool:
    """Tell whether the participant is to mend a form: no later one has taken its place.

    One does that takes up every faulty row, that is the form mended, or that has no fault and
    speaks of a criterion again: a row left out of it is no longer asked for.
    """
    if not has_errors(file.findings):
        return False
    if any(_takes_place(each, file) for each in later):
        return False
    faults = [f for f in file.findings if f.severity is Severity.ERROR]
    of_rows = all(any(field.startswith(ROW) for field in f.fields) for f in faults)
    wanted = faulty_in(file) if of_rows else begun_in(file)
    return not later or not wanted <= _union(begun_in(each) for each in later)


def _takes_place(later: MatchedReturn, file: MatchedReturn) -> bool:
    read = later.read
    mended = isinstance(read, ReadReturn) and read.mended
    return mended or (not has_errors(later.findings) and bool(begun_in(later) & begun_in(file)))


def _union(groups: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*groups)


def _day(file: MatchedReturn) -> str:
    return wording.day(file.day) if file.day else "без даты"
