"""A participant's text is text in every output: no formula, link, code, markup, name or path."""

import io
import json
import os
import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from urllib.parse import unquote

import openpyxl
import pytest
from docx import Document
from lxml import etree

from kuzbass_batch.commands import clerk
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import DEVICES, FORBIDDEN, free_path, safe_name
from kuzbass_batch.forms.parsing.registry import read_registry
from kuzbass_batch.forms.parsing.values import show
from tests import libreoffice
from tests.filled import FORMS, METHODOLOGY, read, submission_of
from tests.hostile_texts import MARK, TEXTS, hostile_folder
from tests.runs import run_at_once, run_batch
from tests.small_folder import person, registry, small_folder, today

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What a document or a workbook could reach out or act with.
FIELDS = (f"{W}fldSimple", f"{W}instrText", f"{W}hyperlink", f"{W}object", f"{W}altChunk")
LIVE_PARTS = re.compile(
    r"vbaProject|externalLink|connections|activeX|embeddings|queryTable|customUI"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return hostile_folder(tmp_path_factory.mktemp("hostile") / "in")


@pytest.fixture(scope="module")
def result(folder):
    target = folder.parent / "2025"
    run_batch(folder, target, year=2025, as_of=today())
    return target


@pytest.fixture(scope="module")
def blanks(folder):
    target = folder.parent / "бланки"
    clerk.issue(folder / "Реестр.xlsx", target, year=2025)
    return target


@pytest.fixture(scope="module")
def results(result):
    return json.loads((result / "results.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def workbooks(result, blanks):
    """Every workbook of the result, and the blanks of one participant for each text."""
    found = sorted([*result.rglob("*.xlsx"), *blanks.glob("* А*.xlsx")])
    assert len(found) > 3 * len(TEXTS)
    return {path: path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def opened(workbooks):
    """Every workbook as openpyxl opens it, with the cells that hold anything."""
    found = {}
    for path, data in workbooks.items():
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        found[path] = book, [c for c in cells if c.value is not None or c.comment or c.hyperlink]
    return found


@pytest.fixture(scope="module")
def letters(result):
    found = {path: path.read_bytes() for path in sorted(result.rglob("*.docx"))}
    assert len(found) >= 3 * len(TEXTS)
    return found


def parts(data):
    """Return the parts of a document or workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(text):
    """Return the text as the program shows it: without what no cell should hold."""
    return show(text)


def test_the_folder_says_what_it_should(results):
    """Or the tests below would look at nothing: every text reaches every kind of output."""
    statuses = Counter(participant["status"] for participant in results["participants"])
    assert statuses == {"rated": len(TEXTS), "returned": len(TEXTS), "missing": len(TEXTS)}
    assert len(results["files"]) == 7 * len(TEXTS) + 1
    assert {file["status"] for file in results["files"]} == {"used", "returned"}


def test_results_json_holds_the_texts_as_they_were_given(results):
    names = {participant["id"]: participant["name"] for participant in results["participants"]}
    for number, text in enumerate(TEXTS.values(), start=1):
        assert names[f"А{number}"] == said(text.replace(";", ","))


def formulas(data):
    """Return the formulas of a workbook as they are stored."""
    found = []
    for name, part in parts(data).items():
        if name.startswith("xl/worksheets/sheet"):
            found += re.findall(rb"<(?:f|formula\d?)(?: [^>]*)?>([^<]*)<", part)
    return found


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """The formulas of the committee's books with harmless names, whatever their rows."""
    room = tmp_path_factory.mktemp("harmless")
    run_at_once(small_folder(room / "in"), room / "2025", year=2025, as_of=today())
    names = ("Решения-2025.xlsx", "Реестры программы.xlsx")
    return {name: anywhere(formulas((room / "2025" / name).read_bytes())) for name in names}


def anywhere(found):
    """Return formulas without the numbers of their rows."""
    return {re.sub(rb"\d+", b"0", each) for each in found}


def test_no_workbook_holds_a_formula_that_we_did_not_write(workbooks, books):
    """Cells, validations and colours by condition."""
    ours = set()
    for spec in FORMS.values():
        ours |= set(formulas(draw_form(spec, METHODOLOGY, identity=spec.identity())))
    for path, data in workbooks.items():
        if path.name.startswith(("Рейтинг", "Мониторинг")):
            assert not [each for each in formulas(data) if MARK.encode() in each]
        elif path.name in books:
            assert anywhere(formulas(data)) <= books[path.name]
        else:
            assert anywhere(formulas(data)) <= anywhere(ours), path.name


def test_openpyxl_finds_no_formula_that_we_did_not_write(opened):
    for path, (_, cells) in opened.items():
        live = [str(cell.value) for cell in cells if cell.data_type == "f"]
        assert not [each for each in live if MARK in each], path.name
        assert not live or not path.name.startswith("Рейтинг")


def test_the_texts_stand_in_workbooks_in_strings_and_notes_only(workbooks):
    for path, data in workbooks.items():
        for name, part in parts(data).items():
            if MARK.encode() in part:
                assert name == "xl/sharedStrings.xml" or re.fullmatch(
                    r"xl/(comments\d+|worksheets/sheet\d+)\.xml|xl/worksheets/_rels/.*", name
                ), (path.name, name)
            if name.startswith("xl/worksheets/sheet"):
                # A streamed sheet keeps its texts in the cells: as texts. A formula of ours that
                # looks up a name has that name for its value.
                live = f"(?<!</f>)<(?!t[ >])[^>]*>[^<]*{MARK}"
                assert not re.search(live.encode(), part), path.name


def test_no_workbook_holds_a_live_part(workbooks):
    for path, data in workbooks.items():
        assert not [name for name in parts(data) if LIVE_PARTS.search(name)], path.name


def links(data):
    """Return every target and place that a workbook links to."""
    for name, part in parts(data).items():
        if name.startswith("xl/worksheets/_rels"):
            for relation in etree.fromstring(part):
                if relation.get("Type").endswith("/hyperlink"):
                    yield relation.get("Target"), relation.get("TargetMode")


def test_every_link_leads_to_a_file_of_ours(workbooks, result, folder):
    count = 0
    for path, data in workbooks.items():
        # The decisions go into the folder of returns to be read, and link from there.
        base = folder if path.name.startswith("Решения") else path.parent
        whole = folder if base == folder else result
        for target, mode in links(data):
            file = unquote(target.partition("#")[0])
            assert mode == "External" and ":" not in target
            assert not file.startswith(("/", "\\", ".."))
            assert (base / file).is_file(), target
            assert (base / file).resolve().is_relative_to(whole)
            count += 1
    assert count > 2 * len(TEXTS)


def test_every_link_within_a_workbook_leads_to_a_cell_of_it(opened):
    for path, (book, cells) in opened.items():
        for link in (cell.hyperlink for cell in cells if cell.hyperlink):
            if link.location and link.target is None:
                name, _, cell = link.location.rpartition("!")
                assert name.strip("'") in book.sheetnames, path.name
                assert re.fullmatch(r"\$?[A-Z]+\$?\d+", cell), path.name


def test_a_returned_form_shows_every_text_letter_for_letter(opened):
    for number, text in enumerate(TEXTS.values(), start=1):
        forms = [path for path in opened if f"-2025 Б{number} " in path.name]
        assert len(forms) >= 2, text
        for form in forms:
            shown = [cell.value for cell in opened[form][1]]
            assert shown.count(said(text)) >= 5, (form.name, said(text))


def test_a_note_on_a_cell_shows_what_it_quotes_letter_for_letter(opened):
    for number, text in enumerate(TEXTS.values(), start=1):
        (form,) = [path for path in opened if f"Паспорт проекта-2025 Б{number} " in path.name]
        notes = [cell.comment.text for cell in opened[form][1] if cell.comment]
        quoted = one_line(said(text))[:50]
        assert [note for note in notes if quoted in note], (form.name, notes)


def test_every_part_of_every_letter_is_well_formed_and_reaches_nowhere(letters):
    for path, data in letters.items():
        for name, part in parts(data).items():
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(part)
                assert b"<!DOCTYPE" not in part and b"<!ENTITY" not in part
                assert not [each for each in tree.iter() if each.get("TargetMode") == "External"]
            assert not LIVE_PARTS.search(name), (path.name, name)


def test_no_letter_holds_a_field_or_a_link_that_the_template_has_not(letters):
    for path, data in letters.items():
        for name, part in parts(data).items():
            if name.startswith("word/") and name.endswith(".xml"):
                for element in etree.fromstring(part).iter(*FIELDS):
                    assert MARK not in "".join(element.itertext()), (path.name, name)
                    assert "DDE" not in "".join(element.itertext())


def letter_text(data):
    """Return all that stands in a letter, a table row on one line, breaks as breaks."""
    document = Document(io.BytesIO(data))
    tables = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def one_line(text):
    return " ".join(text.split())


def test_every_letter_shows_its_participants_name_letter_for_letter(letters, results):
    names = {participant["id"]: participant["name"] for participant in results["participants"]}
    for path, data in letters.items():
        text, ident = letter_text(data), path.name.split()[0]
        assert ident in names or {"К 1 апреля", "План"} & set(path.parts)
        assert one_line(names.get(ident, "")) in one_line(text), path.name
        assert "1337" not in text and "<class" not in text


def test_run_log_gives_every_file_finding_and_participant_one_line(result, results):
    lines = (result / "run.log").read_bytes().decode().split("\n")
    findings = sum(len(file["findings"]) for file in results["files"])
    counted = len(results["files"]) + findings + len(results["participants"])
    heads = [line for line in lines if re.match(r"(kuzbass-batch|Методика|Прочтения|Реестр|Файлов|У"
                                                r"частников)\b", line)]  # fmt: skip
    assert len(lines) == counted + len(heads) + 1
    assert len(heads) == 6 and lines[-1] == ""
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", "".join(lines))


def test_every_name_on_the_disk_is_one_that_every_system_takes(result, blanks):
    for base in (result, blanks):
        for path in base.rglob("*"):
            name = path.name
            assert path.resolve().is_relative_to(base)
            assert len(name.encode()) <= 255 and len(name.encode("utf-16-le")) <= 510
            assert not FORBIDDEN & set(name) and name.isprintable(), name
            assert name[-1] not in ". " and name[0] != " ", name
            assert name.split(".")[0].strip().upper() not in DEVICES, name
            assert unicodedata.is_normalized("NFC", name), name
        for inner in (base, *(path for path in base.rglob("*") if path.is_dir())):
            names = [path.name.casefold() for path in inner.iterdir()]
            assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹", "_COM¹"),
        ("aux .doc", "_aux .doc"),
        ("имя...", "имя"),
        (" . ", "_"),
        ("", "_"),
        ("a\u202ecod.exe", "a_cod.exe"),
        ("и\u0306", "й"),
        ("а\n\tб", "а__б"),
        ("я" * 300, "я" * 80),
        ("𝕏" * 80, "𝕏" * 50),
        ("\ud800", "_"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_name(name) == safe


def test_names_that_differ_only_in_case_get_numbers():
    taken = set()
    made = [free_path(safe_name(name), ".docx", taken) for name in ("Центр", "ЦЕНТР", "центр")]
    assert made == ["Центр.docx", "ЦЕНТР 2.docx", "центр 3.docx"]
    decomposed = [free_path(safe_name(name), ".docx", taken) for name in ("май", "маи\u0306")]
    assert decomposed == ["май.docx", "май 2.docx"]


IDS = ("=1+1", "&P&N", "{{7*191}}", "<w:p/>", "../..", "CON:", "a'b\"c", "а#б%20", "-1")


@pytest.mark.parametrize("ident", IDS)
def test_an_id_is_no_free_text(ident):
    """It stands in footers, links and names: what could be more than an id there is refused."""
    file = read(registry([person(ident, "Министерство примеров")]))
    found, findings = read_registry(submission_of(file), METHODOLOGY, file.findings)
    assert found is None or safe_id(found.participants[0].id)
    assert found or any(finding.message.find(ident) >= 0 for finding in findings)


def safe_id(ident):
    return re.fullmatch(r"[\w-]+", ident) is not None


needs_office = pytest.mark.skipif(
    not shutil.which("soffice") and os.environ.get("CI") != "true",
    reason="LibreOffice is missing: the outputs are NOT opened with a real office suite",
)


def converted(folder, files, suffix):
    """Convert files with LibreOffice, all in one call; return what came out by the stem."""
    out = folder / f"as {suffix.split(':')[0]}"
    libreoffice.converted(files, suffix, out)
    return {path.stem: path for path in out.iterdir()}


@needs_office
def test_libreoffice_converts_a_letter_with_each_text(letters, results, tmp_path):
    """One of its three letters, each kind in turn: the parts of all of them are looked at above."""
    names = {participant["id"]: participant["name"] for participant in results["participants"]}
    files = []
    for number, (path, data) in enumerate(letters.items()):
        who = re.fullmatch(r"([АБВ])(\d+)", path.name.split()[0])
        if who and "АБВ"[int(who[2]) % 3] != who[1]:
            continue
        files.append(tmp_path / f"{number} {path.name.split()[0]}.docx")
        files[-1].write_bytes(data)
    assert len(files) >= len(TEXTS)
    made = converted(tmp_path, files, "txt:Text (encoded):UTF8")
    assert sorted(made) == sorted(path.stem for path in files)
    for stem, path in made.items():
        text = path.read_text("utf-8-sig")
        assert one_line(names.get(stem.split()[1], "")) in one_line(text), stem
        assert "1337" not in text


@needs_office
def test_libreoffice_finds_no_formula_of_theirs_in_any_workbook(workbooks, tmp_path):
    returned = [path for path in workbooks if "На доработку" in path.parts]
    books = ("Рейтинг", "Решения")
    chosen = [*(path for path in workbooks if path.name.startswith(books)), *returned[::5]]
    files = []
    for number, path in enumerate(chosen):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(workbooks[path])
    made = converted(tmp_path, files, "ods")
    assert len(made) == len(files)
    for path in made.values():
        content = parts(path.read_bytes())["content.xml"]
        tree = etree.fromstring(content)
        for element in tree.iter():
            for name, value in element.attrib.items():
                if name.endswith("}formula"):
                    assert MARK not in value, path.stem
                if name.endswith("}href") and element.tag.endswith("}a"):
                    assert not re.match(r"(?i)(https?|mailto|file):", value) or "/tmp" in value
        assert not list(tree.iter("{*}dde-source", "{*}cell-range-source"))


def test_the_texts_differ_and_each_can_be_looked_for():
    """Two hostile texts that are one to the program would hide each other."""
    texts = [said(text) for text in TEXTS.values()]
    assert len(set(texts)) == len(texts) and all(MARK in text for text in texts)
