"""Broken files of every form of the programme: refused, or read with each fault told.

What a file is made of is the same for all forms, and the table of hostile cases (`test_cases`)
tries it with self-assessments; here what broke real files is done to each form of the programme,
and one whole run has them all beside honest ones.
"""

import io
import random
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font

from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS
from kuzbass_batch.records.returns.returns import FileStatus
from tests.filled import FORMS, drawn, read, saved, submission_of
from tests.hostile.workshop import packed, unpacked
from tests.live_engines import is_returned
from tests.office import Office
from tests.programme_forms import SOUND, open_fields

CODES, SHEET, BOOK = "Код", "xl/worksheets/sheet1.xml", "xl/workbook.xml"
"""The hidden sheet of the code, and parts of the file."""


def sound(kind):
    """Return the bytes of a sound form."""
    return drawn(kind, SOUND[kind])


def wanted_text(kind):
    """Return a field of free text with an answer, and its cell."""
    texts = (name for name, field in open_fields(kind).items()
             if field.kind.value == "text" and field.required and name in SOUND[kind])  # fmt: skip
    name = next(texts)
    return name, lay_out(FORMS[kind])[name]


def by_hand(change):
    """Return a way to break a form: opened, changed at an answered cell, saved."""

    def broken(kind):
        book = openpyxl.load_workbook(io.BytesIO(sound(kind)))
        place = wanted_text(kind)[1]
        change(book, book[place.sheet], book[place.sheet][place.ref.cell])
        return saved(book)

    return broken


def of_parts(change):
    """Return a way to break a form: its parts by name, changed and packed again."""
    return lambda kind: packed(change(unpacked(sound(kind))))


def _value(value):
    return by_hand(lambda book, sheet, cell: setattr(cell, "value", value))


def _merged(book, sheet, cell):
    sheet.merge_cells(f"{cell.coordinate}:{cell.offset(1).coordinate}")


def _no_codes(book, sheet, cell):
    del book[CODES]
    for each in book:
        for row in each.iter_rows(max_row=2):
            for one in row:
                if "KB-" in str(one.value):
                    one.value = None


def _other_code(book, sheet, cell):
    book[CODES]["A1"].value = "KB-SELF-2025 v1 · ИО-01"


def _no_code_column(book, sheet, cell):
    sheet.delete_cols(1)


def _doctype(parts):
    head, _, rest = parts[SHEET].partition(b"<worksheet")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return parts | {SHEET: head + bomb + b"<worksheet" + rest}


def _cut_part(parts):
    return parts | {SHEET: parts[SHEET][: len(parts[SHEET]) // 2]}


def _far_cell(parts):
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return parts | {SHEET: parts[SHEET].replace(b"</sheetData>", cell)}


def _no_sheet(parts):
    return {name: part for name, part in parts.items() if name != SHEET}


def _twice(kind):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in unpacked(sound(kind)).items():
            archive.writestr(name, part)
        archive.writestr(SHEET.upper(), b"<worksheet/>")
    return stream.getvalue()


BROKEN = {
    # what was done; whether it is still read; what is told, any of them
    "cut": (lambda kind: sound(kind)[:-400], False),
    "empty": (lambda kind: b"", False),
    "a page of a site": (lambda kind: b"<html><body>KB-PREP</body></html>", False),
    "a document type": (of_parts(_doctype), False),
    "half a sheet": (of_parts(_cut_part), False),
    "a cell at the end of the world": (of_parts(_far_cell), False),
    "a sheet that is not there": (of_parts(_no_sheet), True),
    "a part twice": (_twice, False),
    "without its code": (by_hand(_no_codes), False),
    "with the code of another form": (by_hand(_other_code), True),
    "an answer cleared": (_value(None), True),
    "an answer of spaces": (_value(" \u00a0 "), True),
    "a formula": (_value('="слово"'), True),
    "an error": (_value("#REF!"), True),
    "merged with the next": (by_hand(_merged), None),
    "without the column of codes": (by_hand(_no_code_column), True),
}  # fmt: skip
"""How a form is broken, and whether it is read all the same (None: either)."""
HARMLESS = {
    "a sheet beside": by_hand(lambda book, sheet, cell: book.create_sheet("Черновик")),
    "sheets in another order": by_hand(lambda book, sheet, cell: book.move_sheet(sheet, 1)),
    "another font": by_hand(lambda book, sheet, cell: setattr(cell, "font", Font(bold=True))),
    "a row above": by_hand(lambda book, sheet, cell: sheet.insert_rows(1)),
    "a column beside": by_hand(lambda book, sheet, cell: sheet.insert_cols(30)),
}  # fmt: skip
each_form = pytest.mark.parametrize("kind", PROGRAMME_FORMS)


@each_form
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_never_taken_as_it_is(kind, name):
    build, is_read = BROKEN[name]
    file = read(build(kind))
    errors = [found for found in file.findings if found.severity.value == "error"]
    assert errors and all(found.message and found.remedy for found in errors)
    assert not {found.code for found in errors} & {"F010", "F011", "F099"}
    if is_read is not None:
        assert hasattr(file, "form") is is_read or file.kind is not kind


@each_form
@pytest.mark.parametrize("name", HARMLESS)
def test_what_people_do_to_a_form_without_harm_changes_no_answer(kind, name):
    before = read(sound(kind))
    after = read(HARMLESS[name](kind))
    answers = [{a.field_id: a.value for a in submission_of(f).answers} for f in (before, after)]
    assert answers[0] == answers[1] and not is_returned(after)


@each_form
def test_bits_turned_over_are_refused_or_change_nothing(kind):
    """Checksums hold the content of an archive."""
    data, dice = sound(kind), random.Random(16)
    honest = {a.field_id: a.value for a in submission_of(read(data)).answers}
    refused = 0
    for _ in range(30):
        bent = bytearray(data)
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
        file = read(bytes(bent))
        if hasattr(file, "form"):
            assert {a.field_id: a.value for a in submission_of(file).answers} == honest
        else:
            refused += 1
            assert file.findings
    assert refused


@pytest.mark.whole
def test_broken_forms_take_nothing_from_honest_ones(tmp_path):
    """One folder with every broken form of every kind: each is told, the sound ones count."""
    places = [tmp_path / name for name in ("тихий", "комитет")]
    for place in places:
        place.mkdir()
    quiet, office = map(Office, places)
    for kind in PROGRAMME_FORMS:
        for each in (quiet, office):
            each.put(f"{kind.value}.xlsx", sound(kind))
        for number, (build, _) in enumerate(BROKEN.values()):
            office.put(f"{kind.value} {number}.xlsx", build(kind))
    alone, among = quiet.look(), office.look()
    assert [r.entry for r in among.registers.rows] == [r.entry for r in alone.registers.rows]
    told = [f for f in among.files if any(f.source.path == f"{kind.value} {n}.xlsx"
            for kind in PROGRAMME_FORMS for n in range(len(BROKEN)))]  # fmt: skip
    assert len(told) == len(PROGRAMME_FORMS) * len(BROKEN)
    assert not [f.source.path for f in told if f.status is FileStatus.USED]
    assert all(any(x.severity.value == "error" for x in f.findings) for f in told)
