"""What a cell shows besides its value: formats, strikes, pictures, colours, copies of columns."""

import re
import struct
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from kuzbass_batch.reading.guard import ole
from kuzbass_batch.reading.readers.number_formats import displayed, is_percent, tells
from kuzbass_batch.records.files.sources import Kind
from tests.filled import (
    ASSESSMENT,
    PASSPORT,
    codes,
    drawn,
    handled,
    marked,
    read,
    row_of,
    saved,
    submission_of,
)
from tests.filled import at as place
from tests.hostile.workshop import (
    EVIDENCE,
    MARK,
    cell,
    ods_changed,
    packed,
    unpacked,
    xls,
)

FORMATS = [
    # (code, value, what is shown; None: the value itself)
    ("General", Decimal(1), None), ("0.00", Decimal(1), None), ("0%", Decimal("0.8"), "80 %"),
    ("0.0%", Decimal("0.805"), "80,5 %"), ('"нет"', Decimal(1), "нет"), (";;;", Decimal(1), ""),
    (";;;", "да", ""), ('"да";;"нет"', Decimal(1), "да"), ('"да";;"нет"', Decimal(0), "нет"),
    ('[=1]"да";[=0]"нет";General', Decimal(0), "нет"), ('[=1]"да";[=0]"нет"', Decimal(1), "да"),
    ('0" дней"', Decimal(5), None), ("#,##0,", Decimal(5000), "5"), ("@", "да", None),
    ('0;-0;0;"нет"', "да", "нет"), ("0;-0;0;@", "да", None), ("dd.mm.yyyy", Decimal(1), None),
    (r"\н\е\т", Decimal(1), "нет"), ('0"%"', Decimal(80), None), ("[Red]0%", Decimal(1), "100 %"),
    ('"a;b"0', Decimal(1), None), ("0%", "да", None), ('"нет"', True, None),
    # Words, figures and signs beside the value that make another one of it; units do not.
    ('"не "@', "да", "не да"), ('@" – нет"', "да", "да – нет"), ('0;0;0;"не "@', "да", "не да"),
    ('"нет "0', Decimal(1), "нет 1"), ('General" нет"', Decimal(1), "1 нет"),
    ('0"0"', Decimal(1), "10"), ('"1"0', Decimal(1), "11"), ("-0", Decimal(1), "-1"),
    (r"\-0", Decimal(5), "-5"), ("[$нет-419] 0", Decimal(1), "нет 1"), ('"№ "0', Decimal(5), None),
    ('[<0]-0;"минус "0', Decimal(5), "минус 5"), ("[<0]-0;0", Decimal(5), None),
    ("0;-0", Decimal(-5), None), ("-0;0", Decimal(-5), None), ('0" д."', Decimal(5), None),
    ('0" чел."', Decimal(5), None), ('"("@")"', "да", None), ('000"-"00', Decimal(12345), None),
    ('@"!"', "да", None), ('"нет"@', Decimal(1), "нет1"), ("* @_)", "да", None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "shown"), FORMATS)
def test_a_number_format_shows_the_value_or_something_else(code, value, shown):
    assert displayed(code, value) == shown
    assert shown is None or tells(code)
    assert is_percent(code, value) is (shown or "").endswith("%")


def test_usual_formats_tell_nothing():
    usual = ("General", "0", "0.00", "#,##0", "@", "dd.mm.yyyy", "[$-419]d mmm yyyy;@", "# ?/?",
             "0.00E+00", '#,##0.00"р."', "hh:mm", r'_-* #,##0\ _₽_-;\-* #,##0\ _₽_-;_-* "-"\ _₽_-;'
             "_-@_-", '#,##0" чел."', '"№ "0', "0;-0;0;@", "_(* #,##0.00_);_(* (#,##0.00)", "@*.",
             "[$€-2] #,##0", '0" д."', "000-00-00", "#,##0.0")  # fmt: skip
    assert [code for code in usual if tells(code)] == [usual[11]]
    assert displayed(usual[-1], Decimal(5)) is None


def changed_by(change, answers=None, kind=Kind.SELF_ASSESSMENT):
    return handled(change, kind=kind, answers=answers)


def told(file, *wanted):
    return [line for line in codes(file.findings) if line.split()[0] in wanted]


FILLED = ASSESSMENT | marked((1, 2, 2, 2, 2, 2, 2, 2)) | {"1.1/evidence": "приказ № 5"}


def style(address, sheet="Самооценка", value=None, **looks):
    def change(book):
        cell = book[sheet][address]
        if value is not None:
            cell.value = value
        for name, look in looks.items():
            setattr(cell, name, look)

    return change


STRUCK = Font(strike=True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (style("D9", value=1, number_format='"нет"'), ["S066 Самооценка!D9"]),
        (style("D9", value=1, number_format='"да"'), []),
        (style("D9", number_format=";;;"), ["S066 Самооценка!D9"]),
        (style("D9", value=1, number_format="0%"), ["S021 Самооценка!D9"]),
        (style("E9", number_format=";;;"), ["S067 Самооценка!E9"]),
        (style("D9", font=STRUCK), ["S062 Самооценка!D9"]),
        (style("E9", font=STRUCK), ["S063 Самооценка!E9"]),
        (style("D9", font=Font(strike=False)), []),
        (style("C8", "Сведения", font=STRUCK), ["S062 Сведения!C8"]),
        (style("D9", value="=0"), []),
        (style("D9", number_format='"не "@'), ["S066 Самооценка!D9"]),
        (style("D9", value=1, number_format='"нет "0'), ["S066 Самооценка!D9"]),
        (style("E9", number_format='@" отменён"'), ["S067 Самооценка!E9"]),
        (style("E9", number_format='"«"@"»"'), []),
    ],
    ids=range(14),
)
def test_a_look_that_says_another_thing_is_told(change, expected):
    file = changed_by(change, FILLED)
    assert told(file, "S021", "S062", "S063", "S066", "S067") == expected


def under(squares, kind, formulas, value=None, operator=None, code="", **looks):
    """Give cells a look under a condition, and the mark D9 a value."""
    if code:
        looks["numFmt"] = NumberFormat(numFmtId=170, formatCode=code)
    rule = Rule(kind, operator=operator, formula=formulas, dxf=DifferentialStyle(**looks))

    def change(book):
        book["Самооценка"].conditional_formatting.add(squares, rule)
        if value is not None:
            book["Самооценка"]["D9"].value = value

    return change


NO, HOLDS = '"нет"', ("expression", ["TRUE"])
WHITE = Font(color="FFFFFFFF")
WHOLE_SHEET = "A1:XFD1048576"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (under("D9", *HOLDS, value=1, code=NO), ["S066 Самооценка!D9"]),
        (under("D7:D12", *HOLDS, value=1, code=NO), ["S066 Самооценка!D9"]),
        (under("D10", *HOLDS, value=1, code=NO), []),
        (under("D9", *HOLDS, value=1, code='"да"'), []),
        (under("D9", *HOLDS, value=1, code="0.00"), []),
        (under("D9", *HOLDS, code='"не "@'), ["S066 Самооценка!D9"]),
        (under("E9", *HOLDS, code=";;;"), ["S067 Самооценка!E9"]),
        (under(WHOLE_SHEET, *HOLDS, value=1, code=NO), ["S066 Самооценка!D9"]),
        (under("D9", "cellIs", ["1"], 1, "equal", NO), ["S066 Самооценка!D9"]),
        (under("D9", "cellIs", ["0"], 1, "equal", NO), []),
        (under("D9", "cellIs", ["0"], 1, "notEqual", NO), ["S066 Самооценка!D9"]),
        (under("D9", "cellIs", ["0.5", "1"], 1, "between", NO), ["S066 Самооценка!D9"]),
        (under("D9", "cellIs", ["2", "3"], 1, "between", NO), []),
        (under("D9", "cellIs", ['"ДА"'], "да", "equal", ";;;"), ["S066 Самооценка!D9"]),
        (under("D9", "cellIs", ['"нет"'], "да", "equal", ";;;"), []),
        (under("D9", "cellIs", ["$A$1"], 1, "equal", NO), ["S066 Самооценка!D9"]),
        (under("D9", "containsBlanks", ["LEN(D9)=0"], 1, code=NO), []),
        (under("D9", *HOLDS, font=STRUCK), ["S062 Самооценка!D9"]),
        (under("E9", *HOLDS, font=STRUCK), ["S063 Самооценка!E9"]),
        (under("D9", *HOLDS, font=WHITE), ["S066 Самооценка!D9"]),
        (under("E9", *HOLDS, font=WHITE), ["S067 Самооценка!E9"]),
        (under("D9", *HOLDS, font=WHITE, fill=PatternFill(bgColor="FF008000")), []),
        (under("D9", *HOLDS, font=Font(color="FF9C0006")), []),
        (under("D9", *HOLDS, fill=PatternFill(bgColor="FFFFC7CE")), []),
        (style("D9", font=WHITE), ["S066 Самооценка!D9"]),
        (style("E9", font=Font(color="FFFBFBFB")), ["S067 Самооценка!E9"]),
        (style("E9", font=Font(size=1)), ["S067 Самооценка!E9"]),
        (style("D9", font=WHITE, fill=PatternFill("solid", fgColor="FF00B050")), []),
        (
            style("E9", font=Font(color="FF00B050"), fill=PatternFill("solid", fgColor="FF00B050")),
            ["S067 Самооценка!E9"],
        ),
        (style("E9", font=Font(color="FFC00000")), []),
    ],
    ids=range(30),
)
def test_a_look_under_a_condition_and_a_text_that_nobody_sees_are_told(change, expected):
    file = changed_by(change, FILLED)
    assert told(file, "S062", "S063", "S066", "S067") == expected


@pytest.mark.parametrize("kind", [Kind.SELF_ASSESSMENT, Kind.PASSPORT])
def test_the_forms_of_the_program_show_what_they_hold(kind):
    answers = FILLED if kind is Kind.SELF_ASSESSMENT else PASSPORT
    file = changed_by(lambda _: None, answers, kind)
    assert told(file, "S062", "S063", "S066", "S067") == []


NEWER = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="expression" priority="1" id="{00000000-0000-0000-0000-000000000001}">'
    "<xm:f>Сведения!$A$1&lt;&gt;1</xm:f><x14:dxf>{dxf}</x14:dxf></x14:cfRule><xm:sqref>D9</xm:sqref>"
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)


@pytest.mark.parametrize(
    ("dxf", "expected"),
    [
        ('<numFmt numFmtId="170" formatCode=";;;"/>', ["S066 Самооценка!D9"]),
        ("<font><strike/></font>", ["S062 Самооценка!D9"]),
        ('<fill><patternFill><bgColor rgb="FFFFF2CC"/></patternFill></fill>', []),
    ],
    ids=["number format", "strike", "colour"],
)
def test_a_newer_condition_that_looks_at_another_sheet_is_told(dxf, expected):
    parts = unpacked(cell("ИО-01", MARK, '<c {r} t="inlineStr"><is><t>да</t></is></c>'))
    name = "xl/worksheets/sheet3.xml"
    parts[name] = parts[name].replace(b"</worksheet>", NEWER.replace("{dxf}", dxf).encode())
    assert told(read(packed(parts)), "S062", "S066") == expected


@pytest.mark.parametrize("squares", ["D:D", "A1 9:9", "$D$9", "d9"])
def test_a_condition_on_whole_columns_and_rows_holds_in_their_cells(squares):
    book = load_workbook(BytesIO(drawn(Kind.SELF_ASSESSMENT, FILLED)))
    under("D9", *HOLDS, value=1, code=NO)(book)
    parts = unpacked(saved(book))
    name = next(name for name, part in parts.items() if b'sqref="D9"><cfRule' in part)
    parts[name] = parts[name].replace(b'sqref="D9"><cf', f'sqref="{squares}"><cf'.encode())
    assert told(read(packed(parts)), "S066") == ["S066 Самооценка!D9"]


def test_too_many_squares_of_conditions_are_refused():
    squares = " ".join(f"D{row}" for row in range(1, 2100))
    (finding,) = changed_by(under(squares, *HOLDS, code=NO), FILLED).findings
    assert "условных форматов" in finding.message


@pytest.mark.parametrize("shown", [("0%", 0.8), ("0.00%", 0.8), ("General", "80%"), ("@", "80 %")])
def test_a_goal_in_percent_is_the_number_shown(shown):
    sheet, address = at_passport("goals/1/current")
    code, value = shown
    file = changed_by(
        style(address, sheet, value=value, number_format=code), PASSPORT, Kind.PASSPORT
    )
    assert submission_of(file).by_field()["goals/1/current"].value == 80


def at_passport(field):
    sheet, _, address = place(Kind.PASSPORT, field).partition("!")
    return sheet, address


def test_letters_among_the_figures_of_a_number_are_named():
    sheet, address = at_passport("goals/1/current")
    file = changed_by(style(address, sheet, value="1О"), PASSPORT, Kind.PASSPORT)
    (finding,) = (f for f in file.findings if f.code == "S069")
    assert "(О)" in finding.message


def rich(text):
    return f'<c {{r}} t="inlineStr"><is><r><rPr><strike/></rPr><t>{text}</t></r></is></c>'


def test_a_part_of_a_text_struck_out_is_told():
    assert told(read(cell("ИО-01", EVIDENCE, rich("приказ"))), "S063") == ["S063 Самооценка!E9"]
    assert told(read(cell("ИО-01", MARK, rich("да"))), "S062") == ["S062 Самооценка!D9"]


RICH = (
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="urn:x">'
    '<futureMetadata name="XLRICHVALUE"><bk><extLst><ext><x:rvb i="0"/></ext></extLst></bk>'
    '</futureMetadata><valueMetadata><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
)


@pytest.mark.parametrize(
    ("kind", "expected"), [("_localImage", "S065"), ("_webimage", "S065"), ("_error", "S025")]
)
def test_a_picture_in_a_cell_is_told_from_a_new_kind_of_error(kind, expected):
    parts = {
        "xl/metadata.xml": RICH.encode(),
        "xl/richData/rdrichvalue.xml": b'<rvData xmlns="urn:r"><rv s="0"><v>0</v></rv></rvData>',
        "xl/richData/rdrichvaluestructure.xml": f'<s xmlns="urn:r"><s t="{kind}"/></s>'.encode(),
    }
    written = cell("ИО-01", EVIDENCE, '<c {r} t="e" vm="1"><v>#VALUE!</v></c>')
    file = read(packed(unpacked(written) | parts))
    assert told(file, "S025", "S065") == [f"{expected} Самооценка!E9"]


RELATIONS = "xl/worksheets/_rels/sheet3.xml.rels"


def test_a_picture_over_a_blank_evidence_is_told():
    rows = "<xdr:from><xdr:col>4</xdr:col><xdr:row>8</xdr:row></xdr:from><xdr:pic/>"
    drawing = (
        f'<xdr:wsDr xmlns:xdr="urn:d"><xdr:oneCellAnchor>{rows}</xdr:oneCellAnchor></xdr:wsDr>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="../drawings/drawing1.xml"/>'
    parts = unpacked(cell("ИО-01", EVIDENCE, "<c {r}/>")) | {
        "xl/drawings/drawing1.xml": drawing.encode(),
        RELATIONS: f"<Relationships>{relation}</Relationships>".encode(),
    }
    assert told(read(packed(parts)), "S065") == ["S065 Самооценка!E9"]


ZERO = struct.pack("<d", 0.0)


@pytest.mark.parametrize("number", [0x06, 0x206, 0x406], ids=hex)
def test_a_zero_behind_a_formula_is_never_no_under_any_number_of_the_record(number):
    file = read(with_formula(number, ZERO), "форма.xls")
    assert told(file, "S060") == ["S060 Самооценка!D9"] and file.scorecard is None


@pytest.mark.parametrize("number", [0x06, 0x206, 0x406], ids=hex)
def test_the_result_of_a_formula_is_read_under_any_number_of_the_record(number):
    file = read(with_formula(number, struct.pack("<d", 1.0)), "форма.xls")
    assert told(file, "S020") == ["S020 Самооценка!D9"] and file.scorecard


def with_formula(number, result):
    """Return an .xls whose mark D9 is a formula with this result; it needs no other offset."""
    stream = ole.open_ole(xls("МО-04")).read("workbook")
    out, at, done = [], 0, False
    shift = 0
    sheets = []
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if kind == 0x809:
            sheets.append((at, at + shift))
        is_mark = kind == 0xFD and struct.unpack_from("<HH", body) == (8, 3) and not done
        if is_mark and len(sheets) == 4:
            body = body[:6] + result + bytes(6) + b"\x03\x00\x1e\x00\x00"
            shift += len(body) - length
            kind, done = number, True
        out.append(struct.pack("<HH", kind, len(body)) + body)
        at += 4 + length
    assert done
    data = b"".join(out)
    return ole.pack_workbook(_moved(data, dict(sheets)))


def _moved(stream, places):
    """Return the stream with the places of its sheets corrected."""
    moved, at = bytearray(stream), 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == 0x85:
            (old,) = struct.unpack_from("<I", stream, at + 4)
            struct.pack_into("<I", moved, at + 4, places[old])
        at += 4 + length
    return bytes(moved)


# The list of a mark tells its cell from the words beside the form.
IN_A_MARK = 'table:content-validation-name="val3"'
FIRST_MARK = (
    f'{IN_A_MARK} office:value-type="string" calcext:value-type="string"><text:p>да</text:p>'
)


def test_words_that_an_ods_shows_over_a_number_are_told():
    shown = 'office:value-type="float" office:value="1"><text:p>нет</text:p>'
    file = read(ods_changed("ИО-10", FIRST_MARK, f"{IN_A_MARK} {shown}", 1), "форма.ods")
    assert told(file, "S066") == ["S066 Самооценка!D9"]


def test_a_percentage_of_an_ods_is_the_number_shown():
    shown = 'office:value-type="percentage" office:value="1"><text:p>100 %</text:p>'
    file = read(ods_changed("ИО-10", FIRST_MARK, f"{IN_A_MARK} {shown}", 1), "форма.ods")
    assert [f.message for f in file.findings if f.code == "S021"] == [
        "Вместо «да» или «нет» стоит «100 %»."
    ]


@pytest.mark.parametrize(
    ("formula", "value", "shown", "expected"),
    [
        ("of:=FALSE()", 0, "ЛОЖЬ", []),
        ("of:=TRUE()", 1, "ИСТИНА", []),
        ("of:=FALSE()", 0, "FALSE", []),
        ("of:=[.A1]=2", 0, "ЛОЖЬ", ["S020 Самооценка!D9"]),
        ("of:=[.A1]", 0, "0", ["S060 Самооценка!D9"]),
        ("of:=[.A1]", 0, "ИСТИНА", ["S060 Самооценка!D9"]),
    ],
)
def test_a_truth_value_of_an_ods_is_one(formula, value, shown, expected):
    """LibreOffice stores a typed «ЛОЖЬ» as a formula, and its result as the number 0."""
    stored = f'table:formula="{formula}" office:value-type="float" office:value="{value}"'
    cell = f"{IN_A_MARK} {stored}><text:p>{shown}</text:p>"
    file = read(ods_changed("ИО-10", FIRST_MARK, cell, 1), "форма.ods")
    assert told(file, "S020", "S060", "S066") == expected


def insert_copy(hidden, values):
    """Put a second column «Выполнено» beside the first, with these values by row code."""

    def change(book):
        sheet = book["Самооценка"]
        head = row_of(sheet, "Код")
        sheet.cell(head, 12).value = sheet.cell(head, 4).value
        for row in range(head + 1, sheet.max_row + 1):
            sheet.cell(row, 12).value = sheet.cell(row, 4).value
        for code, value in values.items():
            sheet.cell(row_of(sheet, code), 12).value = value
        sheet.column_dimensions["D"].hidden = hidden

    return change


def test_a_second_column_beside_a_hidden_first_one_is_told():
    file = changed_by(insert_copy(True, {"1.1": "нет"}), FILLED)
    assert told(file, "S070", "S071") == ["S070 Самооценка!D6"] and file.scorecard is None
    file = changed_by(insert_copy(True, {}), FILLED)
    assert told(file, "S070", "S071") == ["S071 Самооценка!D6"] and file.scorecard


def elsewhere(*changes):
    """Return the form with criterion 1 without marks, and with these changes."""
    answers = {k: v for k, v in FILLED.items() if not re.match(r"1\.\d/", k)}

    def change(book):
        for each in changes:
            each(book)

    file = changed_by(change, answers)
    return [f.message for f in file.findings if f.code == "S074"]


YELLOW = PatternFill("solid", fgColor="FFFFFF00")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (style("E9", value="да"), "«да» стоит в ячейке E9"),
        (style("C9", value="+"), "«+» стоит в ячейке C9"),
        (style("C9", fill=YELLOW), "цветом выделено: C9"),
        (style("D12", value=3), "число 3 вписано вместо баллов в ячейку D12"),
    ],
)
def test_an_answer_elsewhere_is_told_where_it_stands(change, words):
    (message,) = elsewhere(change)
    assert words in message and message.startswith("По критерию 1 столбец «Выполнено» пуст")


def test_a_blank_criterion_is_blank():
    assert elsewhere() == []
    everywhere = [style(f"B{row}", fill=YELLOW) for row in range(8, 12)]
    assert elsewhere(*everywhere) == []


UNSEEN = (
    *(0x34F, 0x61C, 0x115F, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2063),
    *(0x206A, 0x2800, 0x3164, 0xFE00, 0xFEFF, 0xFFA0, 0xFFF0, 0xE0041, 0xE0100),
)


@pytest.mark.parametrize("code", UNSEEN, ids=hex)
def test_joiners_within_a_name_are_told(code):
    name = f"Министерство{chr(code)}примеров"
    file = changed_by(style("C7", "Сведения", value=name), FILLED)
    (finding,) = (f for f in file.findings if f.code == "F015")
    assert "невидимые знаки" in finding.message and finding.cell == "C7"
    typed = submission_of(file).by_field()["participant_name"].value
    assert typed == "Министерствопримеров"


@pytest.mark.parametrize("code", [0x2060, 0x3164, 0xE0041], ids=hex)
def test_joiners_within_a_mark_are_told(code):
    file = changed_by(style("D9", value=f"д{chr(code)}а"), FILLED)
    assert told(file, "F015", "S021") == ["F015 Самооценка!D9"] and file.scorecard
