"""What the tests of the package of 1 April share: one run of the samples, papers read as text."""

import json
import os
import re
import shutil
import subprocess
from functools import partial

import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from lxml import html

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.drawn_files import DrawnFiles
from kuzbass_batch.outputs.letters.letter_templates import DAYS, read_committee
from kuzbass_batch.outputs.publication.open_data import public_document
from kuzbass_batch.outputs.publication.package import write_april
from kuzbass_batch.outputs.writing import write_file
from kuzbass_batch.rules.deadlines import due_days
from kuzbass_batch.rules.rating.robustness.robustness import rated_points, try_coefficients
from kuzbass_batch.rules.rating.statistics import count_year, rated_in
from kuzbass_batch.rules.year.conclusions import checks_of, conclude_year
from tests import libreoffice
from tests.crews import AtOnce
from tests.paths import ROOT

SAMPLES = ROOT / "input_samples" / "2025"
PAPERS = "К 1 апреля"
needs_office = pytest.mark.skipif(
    not shutil.which("soffice") and os.environ.get("CI") != "true",
    reason="LibreOffice is missing: the papers are NOT laid out",
)


def write_package(outcome, folder):
    """Write the package of an outcome into `folder`."""

    crew = AtOnce(year_of(outcome.methodology))
    write_april(
        conclusions_of(outcome), None, crew, DrawnFiles(), partial(write_file, set(), folder)
    )


def public_of(outcome):
    """Return what is published of an outcome."""
    return public_document(conclusions_of(outcome), "Комитет")


def statistics_of(outcome):
    return count_year(year_of(outcome.methodology), rated_in(outcome))


def conclusions_of(outcome):
    """Return what follows from an outcome, worked out in this process."""
    tried = try_coefficients(rated_points(outcome), outcome.methodology)
    due = due_days(outcome.as_of, read_committee(None)[DAYS], outcome.methodology, outcome.workdays)
    return conclude_year(outcome, statistics_of(outcome), tried, due, checks_of(outcome))


def lines(path):
    """Return a Word document's text in reading order, one string per paragraph and table row."""
    found = []
    for block in Document(path).iter_inner_content():
        if isinstance(block, Paragraph):
            found.append(block.text)
        else:
            found += [" | ".join(unmerged(row)) for row in block.rows]
    return [" ".join(line.split()) for line in found]


def unmerged(row):
    cells = dict.fromkeys(cell._tc for cell in row.cells)
    return ["".join(node.text or "" for node in cell.iter("{*}t")) for cell in cells]


def results_of(folder):
    return json.loads((folder / "results.json").read_text("utf-8"))


def page_of(folder):
    return html.fromstring((folder / PAPERS / "Сайт" / "index.html").read_text("utf-8"))


def laid_out(paths, folder):
    """Return the PDF of each paper, made by LibreOffice."""
    return libreoffice.converted(paths, "pdf", folder)


def pages(pdf):
    """Return the number of pages, and width and height of the first in points."""
    told = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    count = re.search(r"Pages:\s+(\d+)", told)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
    return int(count[1]), round(float(size[1])), round(float(size[2]))


def text_of(pdf):
    """Return the text of a PDF as it stands on paper."""
    command = ["pdftotext", "-layout", pdf, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
