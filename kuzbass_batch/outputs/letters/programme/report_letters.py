"""Letters on projects (p. 3.2): reports that came, reports that are due, reports at closing.

What they say is worked out in the main process: a few lines for each project of their reader.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kuzbass_batch.forms.parsing.values import alike
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.planning import Letter, LetterContext
from kuzbass_batch.outputs.letters.programme.form_lines import (
    FormLine,
    enclosed_tags,
    line_tags,
    remark_lines,
)
from kuzbass_batch.outputs.letters.redrawn import announced_blank, report_source
from kuzbass_batch.outputs.letters.sentences import counted, show_day, tied
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.returns.read_files import ReadProgrammeForm
from kuzbass_batch.records.returns.returns import FileResult, FileStatus
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.projects import DueReport
from kuzbass_batch.rules.programme.projects.reports import quarter_in
from kuzbass_batch.rules.year.letters.announcing import report_days
from kuzbass_batch.rules.year.letters.letters import OF_PROJECTS


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportWords:
    """What a letter on projects says. deadline: by which a mended report is asked for.

    days: of the year's quarters, closing: what is reported at closing; of an announcement only.
    source: by which its blank is known among those enclosed.
    """

    reports: tuple[FormLine, ...] = ()
    deadline: str = ""
    days: tuple[str, ...] = ()
    closing: str = ""
    sent_to: str = ""
    source: str = ""


NO_WORDS = ReportWords()


def words_on_reports(letter: Letter, found: Conclusions, office: LetterContext) -> ReportWords:
    """Return what a letter on projects says to its reader."""
    who = letter.participant
    if letter.kind is LetterKind.REPORT_ANNOUNCEMENT:
        return announcing_words(who, found.outcome.methodology)
    if letter.kind is LetterKind.REPORT_RECEIPT:
        files = (f for f in found.outcome.files if f.participant == who)
        lines = tuple(_received(files, found))
        mended = show_day(office.due.answer) if any(line.source for line in lines) else ""
        return ReportWords(reports=lines, deadline=mended)
    closing = letter.kind is LetterKind.CLOSING_REQUEST
    due = (each for each in found.projects.due if each.project.participant == who)
    asked = [each for each in due if each.closing is closing]
    return ReportWords(reports=tuple(_asked(each, office) for each in asked))


def announcing_words(who: str, methodology: Methodology) -> ReportWords:
    """Return what the committee announces: the days of the quarters, and the report at closing."""
    days, passport = methodology.words.reports, methodology.words.passport
    lines = (
        f"за {each.quarter.name} – до {show_day(each.day)} включительно"
        for each in report_days(methodology)
    )
    within = counted(
        days.closing_days if days else 0, "календарного дня", "календарных дней", "календарных дней"
    )
    return ReportWords(
        days=tuple(lines),
        closing=f"в течение {within} после дня закрытия по паспорту",
        sent_to=f" в {passport.sent_to}" if passport and passport.sent_to else "",
        source=announced_blank(who),
    )


def _received(files: Iterable[FileResult], found: Conclusions) -> Iterator[FormLine]:
    names = {alike(each.number): each.name for each in found.projects.every}
    for file in files:
        read = file.read
        if not isinstance(read, ReadProgrammeForm) or read.kind not in OF_PROJECTS:
            continue
        if file.status not in (FileStatus.USED, FileStatus.RETURNED):
            continue
        back = file.status is FileStatus.RETURNED
        quarter = quarter_in(read.form.number("year"), read.form.text("quarter"))
        called = read.form.text("project") or names.get(alike(read.form.subject), "")
        name = f" «{called}»" if called else ""
        when = f", отчёт за {quarter.name}" if quarter else ""
        number = read.form.subject or "без номера"
        state = "возвращается на доработку" if back else "принят"
        yield FormLine(
            title=tied(f"Проект {number}{name}{when} – {state}"),
            lines=remark_lines(file.findings, "отчёта"),
            source=file.source.path if back else "",
        )


def _asked(due: DueReport, office: LetterContext) -> FormLine:
    project, over = due.project, due.due < office.as_of
    day = f"срок истёк {show_day(due.due)}" if over else f"до {show_day(due.due)} включительно"
    what = "отчёт при закрытии" if due.closing else f"отчёт за {due.quarter.name}"
    planned = f"Закрытие по паспорту – {show_day(project.closes)}" if due.closing else ""
    last = project.last
    told = f"Последний отчёт – за {last.quarter.name}" if last else "Отчётов ещё не было"
    return FormLine(
        title=tied(f"Проект {project.number} «{project.name}»: {what}, {day}"),
        lines=tuple(f"{each}." for each in (planned, told) if each),
        source=report_source(due),
    )


def report_tags(words: ReportWords, attached: Mapping[str, str]) -> dict[str, Any]:
    """Return what fills the template of a letter on projects.

    attached: the names of the enclosed forms by what they are known by.
    """
    return {
        "reports": line_tags(words.reports),
        "several": len(words.reports) > 1,
        "deadline": words.deadline,
        "days": list(words.days),
        "closing": words.closing,
        "sent_to": words.sent_to,
        **enclosed_tags((words.source, *(line.source for line in words.reports)), attached),
    }
