"""A methodology file looked at by itself: all its faults, else what it proves, as lines to read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.file_faults import FaultyFile, FileFault
from kuzbass_batch.methodology.files.act_file import act_periods
from kuzbass_batch.methodology.files.loader import examined_file, is_act_file, opened_text
from kuzbass_batch.methodology.files.sources import ExaminedMethodology
from kuzbass_batch.methodology.proofs.proofs import proofs
from kuzbass_batch.methodology.rater import COMMITTEE
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.methodology.words import Bodies, Participants, Programme


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What was found in a file: faults, for which no run takes it, or what it proves.

    years: the periods that the file rules, as far as they can be told.
    """

    path: Path
    years: tuple[Period, ...] = ()
    faults: tuple[FileFault, ...] = ()
    proofs: tuple[FileFault, ...] = ()

    @property
    def remarks(self) -> tuple[FileFault, ...]:
        """Return what should be mended although a run takes the file."""
        return tuple(proof for proof in self.proofs if proof.remedy)

    @property
    def is_sound(self) -> bool:
        """Tell whether there is nothing to mend."""
        return not self.faults and not self.remarks


def check_file(path: Path) -> Report:
    """Return what is wrong with a file, whichever kind it is of, and what it proves.

    The act of several years is looked at for each of them, an amendment together with the act of
    its folder, by default the program's. MethodologyError if the file does not open.
    """
    try:
        return _checked(path, opened_text(path))
    except FaultyFile as error:
        return Report(path=path, faults=error.faults)


def _checked(path: Path, text: str) -> Report:
    """Return the report; FaultyFile if the file, or the act that it amends, cannot be read."""
    if is_act_file(path, text):
        try:
            return _checked_act(path, text)
        except FaultyFile as error:
            named = tuple(replace(each, file=path.name) for each in error.faults)
            return Report(path=path, faults=named)
    return _report(path, (examined_file(path, text),))


def _checked_act(path: Path, text: str) -> Report:
    """Return the report on an act, for every period that it rules."""
    years, unknown = _years_of(text)
    # An act whose plan names no year is looked at for any, so that its other faults are told.
    found = [examined_file(path, text, year) for year in years or (None,)]
    if years:
        return _report(path, tuple(found))
    faults = [each for each in found[0].faults if not each.path.startswith("plan")]
    placed = [each if each.line else found[0].locate(each) for each in unknown]
    return Report(path=path, faults=(*faults, *placed))


def _years_of(text: str) -> tuple[tuple[Period, ...], tuple[FileFault, ...]]:
    """Return the periods of an act, or why there are none."""
    try:
        years = act_periods(text)
    except FaultyFile as error:
        return (), error.faults
    return years, (() if years else (FileFault("plan", NO_COMMON_YEAR, COMMON_YEAR),))


NO_COMMON_YEAR = "нет года, на который указаны все показатели"
COMMON_YEAR = "Акт действует на те годы, что есть в targets каждого показателя."


def _report(path: Path, found: tuple[ExaminedMethodology, ...]) -> Report:
    """Return the report on a file that was looked at for one year or several."""
    faults = tuple(dict.fromkeys(fault for each in found for fault in each.faults))
    if faults:
        return Report(path=path, faults=faults)
    methodology = found[0].methodology
    told = (*proofs(methodology), *half_named_words(methodology))
    proved = tuple(map(found[0].locate, told))
    return Report(path=path, years=tuple(each.methodology.period for each in found), proofs=proved)


def report_lines(report: Report) -> Iterator[str]:
    """Yield the lines on a file: how it stands, then each fault or proof at its place."""
    if report.faults:
        number = wording.count(len(report.faults), "ошибка", "ошибки", "ошибок")
        yield f"{report.path}: {number}; с таким файлом программа не считает"
    else:
        years = ", ".join(map(str, report.years))
        remarks = len(report.remarks)
        state = wording.count(remarks, "замечание", "замечания", "замечаний") if remarks else ""
        yield f"{report.path}: ошибок нет, методика за {years}{'; ' if state else ''}{state}"
    for fault in report.faults:
        yield f"  {_line(fault, report)}"
    for proof in report.proofs:
        yield f"  {'замечание' if proof.remedy else 'следует'}: {_line(proof, report)}"


def _line(fault: FileFault, report: Report) -> str:
    """Return `строка 49, столбец 1, criteria[2].coefficient: ожидается число. Пример: …`."""
    elsewhere = fault.file if fault.file not in ("", report.path.name) else ""
    where = ", ".join(part for part in (elsewhere, fault.place, fault.path) if part)
    told = f"{where}: {fault.words}" if where else fault.words
    return f"{told}. {fault.remedy}".strip()


FORMS: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("programme", Programme(), ("nominative", "genitive", "dative", "prepositional")),
    ("participants", Participants(), ("one", "all", "many")),
    ("bodies", Bodies(), ("region", "region_short")),
)
"""Tables of words, what stands without them, and the keys that are forms of one word."""


def half_named_words(methodology: Methodology) -> Iterator[FileFault]:
    """Yield the tables that name one form of a word and leave another to the default.

    A letter would say «по положению … программы».
    """
    yield from _rater_called_otherwise(methodology)
    for table, neutral, keys in FORMS:
        words = getattr(methodology.words, table)
        left = [key for key in keys if getattr(words, key) == getattr(neutral, key)]
        named = [f"«{getattr(words, key)}»" for key in keys if key not in left]
        if left and named:
            stand = wording.series([f"{key} – «{getattr(neutral, key)}»" for key in left])
            yield FileFault(
                table,
                f"названо {', '.join(named)}, а другие формы слова остались обычными: {stand}",
                f"Впишите и их: {', '.join(left)}.",
            )


def _rater_called_otherwise(methodology: Methodology) -> Iterator[FileFault]:
    """Yield that texts call the body that rates by another word than its name has."""
    rater, named = methodology.words.rater, methodology.words.bodies.committee
    if rater == COMMITTEE and rater.nominative not in named.casefold():
        yield FileFault(
            "bodies.committee",
            f"тексты зовут «{named}» словом «{rater.nominative}»: таблицы [rater] нет",
            "Добавьте [rater] со словом, которым называть этот орган, в шести падежах.",
        )
