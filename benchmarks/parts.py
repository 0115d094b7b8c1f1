"""Parts of the work against their floor: reading against inflating, a letter against docxtpl."""

import io
import os
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from benchmarks.make_returns import bodies_for
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import prefill
from kuzbass_batch.forms.drawing.personal_blanks import BlankCopier
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.words import CATEGORIES
from kuzbass_batch.outputs.letters.act_words import act_tags
from kuzbass_batch.outputs.letters.addressees.addressees import addressee_of
from kuzbass_batch.outputs.letters.docx_engine import LetterTemplate
from kuzbass_batch.outputs.letters.letter_templates import read_committee
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant

REPEATS = 5
TEMPLATE = Path(__file__).parent.parent / "templates" / "letters" / "result.docx"
LINE = {"name": "Участие в реализации программы", "points": 3, "coefficient": "0,3",
        "weighted": "0,9"}  # fmt: skip


def best(function: Callable[[], object]) -> float:
    """Return the least seconds of some repeats: the others were disturbed."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def inflate(contents: Iterable[bytes]) -> None:
    """Do what no reader of these files can do without."""
    for data in contents:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                archive.read(name)


def reading(files: list[Path]) -> dict[str, float]:
    """Return milliseconds a file: inflating it, reading it with all guards, examining it."""
    contents = [path.read_bytes() for path in files]
    year = year_of(load_methodology(2025))
    figures = {
        "inflate": best(lambda: inflate(contents)),
        "read": best(lambda: [read_form(data) for data in contents]),
        "examine": best(
            lambda: [examine_content(data, year.methodology, year.forms) for data in contents]
        ),
    }
    return {name: seconds / len(contents) * 1000 for name, seconds in figures.items()}


def letters(count: int = 30) -> dict[str, float]:
    """Return milliseconds a letter: compiled once, and by a fresh DocxTemplate; equal documents."""
    data, context = TEMPLATE.read_bytes(), {**_context()}
    template = LetterTemplate(data, TEMPLATE.name)
    ours = best(lambda: [template.render(context) for _ in range(count)]) / count
    theirs = best(lambda: [fresh(data, context) for _ in range(3)]) / 3
    if document(template.render(context)) != document(fresh(data, context)):
        raise SystemExit("The letters differ.")
    return {"letter": ours * 1000, "fresh": theirs * 1000}


def _context() -> dict[str, Any]:
    """Return something for every tag of the letter."""
    lists = {"rows": [LINE] * 8, "reduced": ["строка 1.2"], "warnings": ["строка 3.1"] * 2,
             "ways": ["строка 2.3"] * 3}  # fmt: skip
    body = bodies_for(1)[0]
    head = addressee_of(
        Participant(id=body.code, name=body.name, short_name=body.code, category=CATEGORIES[0],
                    head_post="директор", head_name="Образцов Пётр Ильич")
    ).for_template()  # fmt: skip
    methodology = load_methodology(2025)
    act = act_tags(methodology.words, methodology.period)
    records = {"committee": read_committee(None), "addressee": head, **act}
    names = DocxTemplate(TEMPLATE).get_undeclared_template_variables()
    return {name: lists.get(name, records.get(name, name)) for name in sorted(names)}


def fresh(data: bytes, context: dict[str, Any]) -> bytes:
    """Return the letter as docxtpl itself renders it."""
    template = DocxTemplate(io.BytesIO(data))
    template.render(context, Environment(autoescape=True), autoescape=True)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def document(data: bytes) -> bytes:
    """Return the canonical XML of a letter's document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return bytes(etree.tostring(root, method="c14n"))


def blanks(count: int = 1000) -> dict[str, float]:
    """Return the seconds of personal self-assessments, printed, and drawn one by one."""
    year = year_of(load_methodology(2025))
    spec = year.forms[Kind.SELF_ASSESSMENT]
    people = [
        Participant(id=b.code, name=b.name, short_name=b.code, category=CATEGORIES[0])
        for b in bodies_for(count)[:count]
    ]
    copier, start = BlankCopier(spec, year.methodology), time.perf_counter()
    for person in people:
        copier.blank(person)
    printed = (time.perf_counter() - start) * count / len(people)
    start = time.perf_counter()
    for person in people[:20]:
        draw_form(
            spec,
            year.methodology,
            identity=spec.identity(person.id),
            answers=prefill(spec, person),
        )
    return {"printed": printed, "drawn": (time.perf_counter() - start) * count / 20}


def floor(inputs: Path, outputs: Path) -> float:
    """Return the processor seconds that no program can do without.

    Every input is inflated, every distinct member of the outputs deflated once, every output
    written and kept by the disk.
    """
    start = time.process_time()
    inflate(path.read_bytes() for path in inputs.rglob("*.xlsx"))
    seconds = time.process_time() - start
    seen: set[bytes] = set()
    with tempfile.TemporaryDirectory(dir=outputs.parent) as room:
        for number, path in enumerate(each for each in outputs.rglob("*") if each.is_file()):
            fresh = [each for each in members_in(path) if is_first(each, seen)]
            data = path.read_bytes()
            start = time.process_time()
            for content in fresh:
                zlib.compress(content)
            with Path(room, str(number)).open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            seconds += time.process_time() - start
    return seconds


def members_in(path: Path) -> list[bytes]:
    """Return what a document holds, inflated; of any other file nothing."""
    if path.suffix not in (".docx", ".xlsx"):
        return []
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


def is_first(content: bytes, seen: set[bytes]) -> bool:
    """Tell whether these bytes are met for the first time, and note them."""
    digest = sha256(content).digest()
    known = digest in seen
    seen.add(digest)
    return not known
