"""The package of 1 April (p. 3.4): memo, list of levels, diplomas, page and open data of one run.

Every run writes it into its own result, so that its numbers are those of the workbook and of the
letters beside it. Until the results have gone out, each of its papers says that it is a draft.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.drawn_files import DrawnFiles, write_drawn
from kuzbass_batch.outputs.letters.act_words import act_tags, filled_details
from kuzbass_batch.outputs.letters.details import printed_details
from kuzbass_batch.outputs.letters.letter_templates import (
    COMMITTEE,
    GOVERNMENT,
    read_committee,
    template_of,
)
from kuzbass_batch.outputs.names import folder_of_totals
from kuzbass_batch.outputs.publication.certificates import certificate_context, plan_certificates
from kuzbass_batch.outputs.publication.diplomas import (
    Diploma,
    diploma_context,
    plan_diplomas,
    register_bytes,
)
from kuzbass_batch.outputs.publication.level_list import level_list_context
from kuzbass_batch.outputs.publication.memo import memo_context
from kuzbass_batch.outputs.publication.open_columns import csv_metadata
from kuzbass_batch.outputs.publication.open_data import (
    PackedDocument,
    csv_bytes,
    json_text,
    packed_document,
    schema_text,
)
from kuzbass_batch.outputs.publication.page import page_text
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.workers.crew import Crew, begun_by
from kuzbass_batch.workers.packed import deflated, inflated

SITE = "Сайт"
SCHEMA_NAME = "rating.schema.json"
GROUP = 16
"""Papers that a worker writes at a time."""
Links = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A planned document: its template, its path in the result folder, and what fills it."""

    template: str
    path: str
    context: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The planned page with the open data beside it: what may be public, and the files' names."""

    data: PackedDocument
    links: Links
    path: str


def write_april(
    found: Conclusions,
    templates: Path | None,
    crew: Crew,
    drawn: DrawnFiles,
    write: Callable[[str, bytes | Iterator[bytes] | None], None],
) -> None:
    """Give every paper to `write`; UnfilledTag if a template asks for what nobody gives.

    templates: a folder of the committee's own templates, None for the program's.
    """
    period, diplomas = found.outcome.period, plan_diplomas(found)
    words = found.outcome.methodology.words
    publisher = filled_details(read_committee(templates), words)["name"]
    public = packed_document(found, publisher)
    folder = folder_of_totals(found.outcome.methodology.calendar)
    site = Site(data=public, links=_links(period), path=f"{folder}/{SITE}")
    made = begun_by(crew, draw_site, site, what=f"документ «{site.path}»")
    papers = ((each.path, each) for each in _papers(found, diplomas))
    work = partial(render, templates)
    write_drawn(crew, work, papers, drawn, write, group=GROUP, what="документ")
    for path, content in made().items():
        write(path, inflated(content))
    if found.outcome.methodology.leaders:
        register = register_bytes(diplomas, found)
        write(f"{folder}/Реестр дипломов-{period}.xlsx", register)


def _papers(found: Conclusions, diplomas: tuple[Diploma, ...]) -> Iterator[Paper]:
    period = found.outcome.period
    folder = folder_of_totals(found.outcome.methodology.calendar)
    yield Paper(
        template="memo",
        path=f"{folder}/Записка об итогах-{period}.docx",
        context=memo_context(found),
    )
    yield Paper(
        template="level_list",
        path=f"{folder}/Перечень уровней-{period}.docx",
        context=level_list_context(found),
    )
    for each in diplomas:
        context = diploma_context(each, found)
        yield Paper(template="diploma", path=f"{folder}/{each.path}", context=context)
    for paper in plan_certificates(found.outcome):
        context = certificate_context(paper.certificate)
        yield Paper(template="certificate", path=paper.path, context=context)


def render(templates: Path | None, year: ReportingYear, paper: Paper) -> bytes:
    """Return the bytes of a paper (in a worker)."""
    act = year.methodology.words
    words = {
        "committee": printed_details(COMMITTEE, templates, act),
        "government": printed_details(GOVERNMENT, templates, act),
        **act_tags(act, year.methodology.period),
    }
    template = template_of(paper.template, templates)
    return template.render({**paper.context, **words})


def _links(period: Period) -> Links:
    stem = f"rating-{period}"
    return {
        "csv_name": f"{stem}.csv",
        "json_name": f"{stem}.json",
        "schema_name": SCHEMA_NAME,
        "columns_name": f"{stem}.csv-metadata.json",
    }


def _has_inapplicable(data: Mapping[str, Any]) -> bool:
    """Tell whether some criterion does not apply to somebody: its points are null."""
    people = data["participants"]
    return any(score["points"] is None for person in people for score in person["criteria"])


def draw_site(year: ReportingYear, site: Site) -> dict[str, bytes]:
    """Return the files to put on the site, deflated, all made from the public fields (in a worker).

    They tell of everybody, so that they are made anew by each run.
    """
    data, links, methodology = site.data.whole(), site.links, year.methodology
    files = {
        "index.html": page_text(data, links, methodology).encode(),
        links["csv_name"]: csv_bytes(data, methodology),
        links["columns_name"]: csv_metadata(data, links["csv_name"], methodology).encode(),
        links["json_name"]: json_text(data).encode(),
        SCHEMA_NAME: schema_text(methodology, may_not_apply=_has_inapplicable(data)).encode(),
    }
    return {f"{site.path}/{name}": deflated(content) for name, content in files.items()}
