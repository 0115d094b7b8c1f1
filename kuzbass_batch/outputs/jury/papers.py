"""All that a run writes of a contest's jury: sheets to fill in, the protocol, diplomas (p. 2.7)."""

from functools import partial
from pathlib import Path

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.outputs.drawn_files import DrawnFiles, Write, write_drawn
from kuzbass_batch.outputs.jury.jury_books import plan_jury_books, write_jury_books
from kuzbass_batch.outputs.jury.protocol import JuryPaper, jury_papers
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import COMMITTEE, template_of
from kuzbass_batch.records.year.outcome import Outcome
from kuzbass_batch.workers.crew import Crew

GROUP = 8
"""Papers that a worker writes at a time."""


def write_jury(
    outcome: Outcome, templates: Path | None, crew: Crew, drawn: DrawnFiles, write: Write
) -> None:
    """Give everything to `write`; nothing where there is no contest to judge."""
    if not outcome.jury:
        return
    write_jury_books(plan_jury_books(outcome), crew, drawn, write)
    tasks = ((each.path, each) for each in jury_papers(outcome.jury))
    work = partial(draw_jury_paper, templates)
    write_drawn(crew, work, tasks, drawn, write, group=GROUP, what="документ")


def draw_jury_paper(templates: Path | None, year: ReportingYear, paper: JuryPaper) -> bytes:
    """Return the bytes of a paper (in a worker)."""
    words = year.methodology.words
    return template_of(paper.template, templates).render(
        {
            **paper.context,
            "committee": printed_details(COMMITTEE, templates, words),
            **act_tags(words, year.methodology.period),
        }
    )
