"""What goes out about the plan of each quarter: the monitoring and the note, drawn or kept as sent.

A monitoring that the register of letters has as sent is never drawn again: the file of the result
before stays, so that what was read can be looked at whatever has been entered since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from kuzbass_batch.contents import bytes_of
from kuzbass_batch.file_names import name_of
from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import COMMITTEE, GOVERNMENT, template_of
from kuzbass_batch.outputs.plan.monitoring import MonitoringContent, draw_monitoring, people_of
from kuzbass_batch.outputs.plan.note import note_context
from kuzbass_batch.records.committee.outgoing import Outgoing, monitoring_word
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.records.year.plan import PlanQuarter, ProgrammePlan
from kuzbass_batch.rules.year.letters.monitorings import figures_told
from kuzbass_batch.workers.crew import Crew

FOLDER = "План"
TEMPLATE = "plan_note"
Context = Mapping[str, Any]
PlanTask = MonitoringContent | Context


def monitoring_path(quarter: PlanQuarter) -> str:
    """Return where the workbook of a quarter lies in the result."""
    return f"{FOLDER}/Мониторинг плана-{quarter.id}.xlsx"


def note_path(quarter: PlanQuarter) -> str:
    """Return where the note of a quarter lies in the result."""
    return f"{FOLDER}/Аналитическая записка-{quarter.id}.docx"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanPapers:
    """What to write about the plan.

    replaced: the result before, with the papers as sent. templates: the committee's own.
    """

    outcome: Outcome
    plan: ProgrammePlan
    book: str
    replaced: Path | None = None
    templates: Path | None = None

    def tasks(self) -> Iterator[tuple[str, PlanTask]]:
        """Yield path and task of each paper that is to be drawn: those that were not sent."""
        people = people_of(self.outcome.standings)
        for at, quarter in enumerate(self.plan.quarters, start=1):
            if quarter.sent is None:
                until = self.plan.quarters[:at]
                # Of the quarters before, a workbook tells the region's figures only.
                earlier = (replace(each, people=(), origins=()) for each in until[:-1])
                content = MonitoringContent(
                    quarters=(*earlier, quarter), people=people, book=self.book
                )
                yield monitoring_path(quarter), content
                yield note_path(quarter), note_context(until, self.outcome.methodology.act)

    def kept(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of each paper that was sent, as it lies in the result before."""
        for quarter in self.plan.quarters:
            if quarter.sent is None or self.replaced is None:
                continue
            for path in (monitoring_path(quarter), note_path(quarter)):
                try:
                    yield path, bytes_of(self.replaced / path)
                except OSError:
                    continue  # The clerk has moved it; it is not drawn anew under its name.


def write_plan(
    papers: PlanPapers, crew: Crew, drawn: DrawnFiles, write: Write
) -> Mapping[str, Outgoing]:
    """Write the papers of every quarter; return what the register of letters says of each."""
    hashes: dict[str, str] = {}
    for path, data in papers.kept():
        hashes[path] = sha256(data).hexdigest()
        write(path, data)
    work = partial(draw_paper, papers.templates)
    write_drawn(crew, work, papers.tasks(), drawn, write, group=1, what="документ")
    lines = (_line(each, papers, hashes, drawn) for each in papers.plan.quarters)
    return {path: letter for path, letter in lines if letter}


def draw_paper(templates: Path | None, year: ReportingYear, task: PlanTask) -> bytes:
    """Return the bytes of a paper of the plan (in a worker)."""
    if isinstance(task, MonitoringContent):
        return draw_monitoring(year, task)
    words = year.methodology.words
    return template_of(TEMPLATE, templates).render(
        {
            **task,
            "committee": printed_details(COMMITTEE, templates, words),
            "government": printed_details(GOVERNMENT, templates, words),
            **act_tags(words, year.methodology.period),
        }
    )


def _line(
    quarter: PlanQuarter, papers: PlanPapers, kept: Mapping[str, str], drawn: DrawnFiles
) -> tuple[str, Outgoing | None]:
    """Return the line of a quarter; None for one that was sent and is not here as it was."""
    path = note_path(quarter)
    digest = kept.get(path) or drawn.hash_of(path)
    if quarter.sent is not None and digest != quarter.sent.sha256:
        return path, None
    words = papers.outcome.methodology.words
    government = printed_details(GOVERNMENT, papers.templates, words)
    return path, Outgoing(
        participant="",
        what=monitoring_word(quarter.quarter),
        name=f"План мероприятий: {quarter.name}",
        addressee=f"{government['deputy_post']} {government['deputy_name']}".strip(),
        day=papers.outcome.as_of,
        file=name_of(path),
        enclosed=name_of(monitoring_path(quarter)),
        content=figures_told(quarter),
        sha256=digest,
    )
