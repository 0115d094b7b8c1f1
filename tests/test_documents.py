"""What the documents name is what the program has: sheets, folders, options, codes, messages."""

import re
from collections import Counter
from urllib.parse import quote

import pytest

from kuzbass_batch.command_line import cli
from kuzbass_batch.findings.catalogue import RULES
from kuzbass_batch.forms.spec.loader import load_form, load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.words import CATEGORIES
from kuzbass_batch.outputs.names import FILE_STATUS_NAMES, SHEETS, STATUS_NAMES
from kuzbass_batch.records.files.sources import Kind
from requirements.guides import DOCS, GUIDES, anchor, page_of
from tests.hostile.folder import CASES
from tests.paths import ROOT
from tests.test_broken_machines import CASES as MACHINES

GUIDE, REFERENCE, PROGRAMME, PAGE = (
    ROOT / "docs" / f"{name}.md" for name in ("руководство", "справочник", "программа", "участнику")
)
DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
METHODOLOGY = load_methodology(2025)
FORMS = load_forms(METHODOLOGY)
BOOK = {
    *(each.format(last="прошлому году") for each in SHEETS.values()),
    *(category.plural for category in CATEGORIES),
}
ANNOUNCEMENT = load_form(Kind.CONTEST_ANNOUNCEMENT, METHODOLOGY)
BLANKS = {
    *(sheet.name for spec in (*FORMS.values(), ANNOUNCEMENT) for sheet in spec.sheets),
    "Замечания",
}


def words(path):
    return path.read_text("utf-8")


def table_below(text, heading):
    """The first column of the table that follows a heading."""
    lines = text.partition(heading)[2].lstrip().splitlines()
    rows = lines[2 : next((n for n, line in enumerate(lines) if not line.startswith("|")), None)]
    return [row.split("|")[1].strip() for row in rows]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    targets = re.findall(r"\]\(([^)#]+)\)", words(path))
    # The benchmark writes its own page.
    missing = [t for t in targets if not (path.parent / t).exists() and "performance" not in t]
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_contents_lead_to_headings(path):
    links = re.findall(r"\]\(([^)#]*\.md|)#([^)]+)\)", words(path))
    assert {
        (name, part) for name, part in links if part not in anchors(path.parent, name, path)
    } == set()


def anchors(folder, name, path):
    """Return the anchors of the headings of a linked document, of this one if it has no name."""
    headings = re.findall(r"^#+ (.+)$", words(folder / name if name else path), re.MULTILINE)
    return set(map(anchor, headings))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_sheets_that_are_named_exist(path):
    named = re.findall(r"(?:[Лл]ист[а-я]*|sheets?) «([^»…]+)»", words(path))
    assert {" ".join(name.split()) for name in named} <= BOOK | BLANKS


@pytest.mark.parametrize("name", GUIDES)
def test_the_documents_of_a_bundle_link_each_other_and_nothing_of_who_built_it(name, tmp_path):
    html = page_of(name, tmp_path)
    written = re.findall(r"\]\(([^)]*)\)", words(DOCS / GUIDES[name]))
    links = re.findall(r'<a href="([^"]*)"', html)
    assert len(links) == sum("pictures/" not in each for each in written)
    place = re.escape(tmp_path.as_uri())
    there = "|".join(quote(each) for each in GUIDES)
    assert [x for x in links if not re.fullmatch(rf"({place}/({there})\.pdf)?(#h\d+)?", x)] == []
    assert DOCS.as_uri() not in re.sub("<img[^>]+>", "", html)


def test_the_guide_is_short():
    """What a year does not need goes into the reference or the pages of the programme."""
    assert len(words(GUIDE).split()) < 4500


def test_nothing_is_said_twice():
    said = Counter(
        sentence
        for path in (GUIDE, REFERENCE, PROGRAMME)
        for sentence in re.split(r"[.:;|] |  ", " ".join(words(path).split()))
    )
    assert [each for each, times in said.items() if times > 1 and len(each.split()) > 5] == []


def test_the_reference_explains_every_sheet_of_the_workbook():
    listed = " ".join(table_below(words(REFERENCE), "серые – справка."))
    assert set(re.findall("«([^»]+)»", listed)) == BOOK


def test_the_reference_explains_every_state_and_status():
    text = words(REFERENCE)
    assert table_below(text, "**Состояние участника**") == list(STATUS_NAMES.values())
    assert table_below(text, "**Статус файла**") == list(FILE_STATUS_NAMES.values())


def test_the_guide_explains_every_column_of_the_registry():
    heads = next(b.heads for s in FORMS[Kind.REGISTRY].sheets for b in s.blocks if b.heads)
    shown = words(GUIDE).partition("реестр участников\n")[2].partition("## ")[0]
    assert not [head for head in heads if head not in shown]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_options_that_are_named_exist(path):
    commands = (cli.main, *cli.main.commands.values())
    known = {option for command in commands for p in command.params for option in p.opts}
    # Options of pip and of this project's other tools stand in lines of their own.
    lines = [
        line for line in words(path).splitlines() if "kuzbass-batch" in line or "| `--" in line
    ]
    named = {option for line in lines for option in re.findall(r"(--[a-z-]+)", line)}
    assert named <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_codes_that_are_named_exist(path):
    text = words(path)
    assert set(re.findall(r"\b[CDFIOPRS][0-9]{3}\b", text)) <= set(RULES)
    readings = {reading.id for reading in METHODOLOGY.readings}
    assert set(re.findall(r"\bR[0-9]{1,2}\b", text)) <= readings


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(path):
    named = re.findall(r"`((?:templates|docs|tests|kuzbass_batch)[\\/][^`*…]+)`", words(path))
    # NAME stands for the one that somebody adds.
    known = [name.replace("\\", "/") for name in named if "NAME" not in name]
    assert not [name for name in known if not (ROOT / name).exists()]


def test_messages_that_the_reference_quotes_are_said():
    """Each message of its table stands in the code, its variable parts aside."""
    code = "".join(words(path) for path in (ROOT / "kuzbass_batch").rglob("*.py"))
    plain = re.sub(r'"\s*\n\s*f?"', "", code)
    messages = list(table_below(words(REFERENCE), "сразу после команды."))
    assert len(messages) > 3
    for message in messages:
        parts = re.split(r"…|\b20[0-9]{2}(?: год)?\b", message)
        assert all(part.strip(" .()") in plain for part in parts), message


def test_deadlines_are_those_of_the_methodology():
    calendar = METHODOLOGY.calendar
    text = words(GUIDE)
    for day in (calendar.submission, calendar.rating, calendar.results):
        assert f"{day:%d.%m.%Y}" in text
    assert f"до {calendar.submission.day} декабря {calendar.submission.year} года" in words(PAGE)
    assert f"{calendar.objection_working_days} рабочих дней" in words(PAGE)


RELIABILITY = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def test_the_hostile_cases_are_as_many_as_the_document_says():
    said = re.search(r"real blanks: (\d+) files in (\d+) rooms(.*?)passed over", RELIABILITY, re.S)
    assert said
    kinds = Counter(case.expected.kind for case in CASES)
    assert [*map(int, said.groups()[:2])] == [len(CASES), len({case.room for case in CASES})]
    order = ("accepted", "finding", "refused", "ignored")
    assert [*map(int, re.findall(r"\d+", said[3]))] == [kinds[kind] for kind in order]


def test_the_broken_machines_are_as_many_as_the_document_says():
    said = re.search(r"(\d+) broken environments", RELIABILITY)
    assert said and int(said[1]) == len(MACHINES)


def test_the_tests_that_hold_a_promise_are_there():
    named = set(re.findall(r"`((?:[a-z]+/)?(?:test|cases)_[a-z_]+)`", RELIABILITY))
    there = {path.with_suffix("").as_posix() for path in (ROOT / "tests").rglob("*.py")}
    missing = {name for name in named if not any(each.endswith(f"/{name}") for each in there)}
    assert len(named) > 40 and not missing
