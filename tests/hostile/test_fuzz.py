"""A fuzz target for the reader: whatever stands in the parts of a book, it is read or refused.

The suite tries the same examples each time; `FUZZ=20000 pytest tests/hostile/test_fuzz.py` tries so
many new ones.
"""

import os
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuzbass_batch.ceilings import MOST_COLUMNS, STRANGERS
from kuzbass_batch.reading.files.containers import look_into, take_out
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.records.files.workbooks import RawForm
from tests.hostile.cases_messages import message, raw_message, raw_zip
from tests.hostile.workshop import MARKS, STRINGS, ods_parts, packed, parts_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ADDRESSES = st.one_of(
    st.sampled_from(["A1", "D9", "XFD1048576", "IV20000", "IW1", "A20001", "$A$1", "a1", "", "A0",
                     "ZZZZ1", "1A", "A99999999999"]),
    st.builds("{}{}".format, st.sampled_from("ABCDEFGH"), st.integers(1, 60)),
)  # fmt: skip
TYPES = st.sampled_from(["", "s", "n", "b", "e", "str", "inlineStr", "d", "zz", ">"])
VALUES = st.one_of(
    st.sampled_from(["0", "1", "-1", "99999", "NaN", "1e999", "да", "#REF!", "#SPILL!", "", " 1 ",
                     "<![CDATA[1]]>", "<!-- -->1", "&#1;", "&amp;lt;", "2025-12-10T00:00:00"]),
    st.integers(-10**20, 10**20).map(str),
    st.text(st.characters(blacklist_characters="<&", blacklist_categories=("Cs",)), max_size=20),
)  # fmt: skip


@st.composite
def cells(draw):
    """Return a cell in one of its spellings."""
    prefix = draw(st.sampled_from(["", "", "", "x:"]))
    quote = draw(st.sampled_from(['"', '"', "'"]))
    space = draw(st.sampled_from([" ", " ", "\n", "  "]))
    attributes = [f"r={quote}{draw(ADDRESSES)}{quote}"] if draw(st.booleans()) else []
    kind = draw(TYPES)
    attributes += [f"t={quote}{kind}{quote}"] if kind else []
    attributes += draw(st.sampled_from([[], ['s="1"'], ['s="99999"'], ['cm="1"'], ['r="C3"']]))
    attributes = draw(st.permutations(attributes))
    body = draw(st.sampled_from(["<{p}v>{v}</{p}v>", "<{p}is><{p}t>{v}</{p}t></{p}is>",
                                 "<{p}f>1+1</{p}f><{p}v>{v}</{p}v>", "<{p}f/>", "{v}",
                                 "<{p}v>{v}", "<{p}c r='XFD1048576'/><{p}v>1</{p}v>"]))  # fmt: skip
    body = body.replace("{p}", prefix).replace("{v}", draw(VALUES))
    end = draw(st.sampled_from([f"</{prefix}c>", f"</{prefix}c>", f"</{prefix}c >", ""]))
    return f"<{prefix}c{''.join(space + each for each in attributes)}>{body}{end}"


ROWS = st.builds(
    lambda number, content, end: f"<row{number}>{''.join(content)}{end}",
    st.sampled_from([' r="1"', ' r="9"', "", ' r="1048576"', ' r="0"', ' r="x"', " x:r='5'"]),
    st.lists(cells(), max_size=6),
    st.sampled_from(["</row>", "</row>", "</row>", ""]),
)
SHEETS = st.builds(
    lambda root, before, rows, after: f"<worksheet {root}>{before}<sheetData>{''.join(rows)}"
    f"</sheetData>{after}</worksheet>",
    st.sampled_from([MAIN, f'{MAIN} xmlns:x="{MAIN[7:-1]}"', ""]),
    st.sampled_from(["", '<dimension ref="A1:XFD1048576"/>', "<!-- <c r='A1'/> -->",
                     "<x:sheetData><c r='XFD1048576'><v>1</v></c></x:sheetData>"]),
    st.lists(ROWS, max_size=5),
    st.sampled_from(["", '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
                     '<mergeCells><mergeCell ref="A1:XFD9999999"/></mergeCells>', "<c/>"]),
)  # fmt: skip
STRING_LISTS = st.one_of(
    st.none(),
    st.builds(
        '<sst {} uniqueCount="{}">{}</sst>'.format,
        st.sampled_from([MAIN, ""]),
        st.sampled_from(["1", "4000000000", "-1"]),
        st.lists(VALUES.map("<si><t>{}</t></si>".format), max_size=3).map("".join),
    ),
)
TABLES = st.lists(
    st.builds(
        '<table:table-row table:number-rows-repeated="{}"><table:table-cell {} '
        'table:number-columns-repeated="{}"><text:p>{}</text:p></table:table-cell></table:table-row>'
        .format,
        st.sampled_from(["1", "2", "20000", "1048576", "0", "-1", "x"]),
        st.sampled_from(['office:value-type="string"', "", 'office:value-type="float" '
                         'office:value="NaN"', 'table:number-columns-spanned="300"',
                         'office:value-type="date" office:date-value="x"',
                         'table:formula="of:=1"']),
        st.sampled_from(["1", "3", "256", "16384"]),
        st.sampled_from(["", "да", '<text:s text:c="1000000000"/>', "<!-- -->", "#REF!"]),
    ),
    max_size=4,
).map("".join)  # fmt: skip
EXAMPLES = int(os.environ.get("FUZZ", "0"))
QUICK = settings(
    deadline=None,
    derandomize=not EXAMPLES,
    max_examples=EXAMPLES or 250,
    suppress_health_check=list(HealthCheck),
)


def is_sound(data: bytes) -> None:
    """Read a file and hold the result against what the reader promises."""
    raw, findings = read_form(data)
    if raw is None:
        assert len(findings) == 1 and findings[0].code.startswith("F0")
        return
    assert isinstance(raw, RawForm)
    grid = 0
    for sheet in raw.sheets:
        widths = {len(row) for row in sheet.rows}
        assert len(sheet.rows) <= STRANGERS.rows and max(widths, default=0) <= MOST_COLUMNS
        grid += len(sheet.rows) * max(widths, default=0)
    assert grid <= STRANGERS.grid


@QUICK
@given(SHEETS, STRING_LISTS)
def test_any_sheet_is_read_or_refused(sheet, strings):
    parts = parts_of("К-001") | {MARKS: sheet.encode()}
    if strings is not None:
        parts[STRINGS] = strings.encode()
    is_sound(packed(parts, 0))


@QUICK
@given(TABLES)
def test_any_table_of_an_ods_is_read_or_refused(rows):
    parts = ods_parts("К-001")
    head, _, rest = parts["content.xml"].partition(b"<table:table-row")
    content = head + rows.encode() + b"<table:table-row" + rest
    is_sound(packed(parts | {"content.xml": content}, 0))


@QUICK
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_any_bytes_are_refused(data, head):
    raw, findings = read_form(head + data)
    assert raw is None and len(findings) == 1


WORDS = st.sampled_from(
    [b"\r\n", b"\0", b"=?utf-8?B?", b"?=", b"=?x?Q?", b"filename*=", b"filename*0*=", b"charset=",
     b"utf-7''", b"boundary=", b'"', b";", b"message/rfc822", b"Content-Type: ", b"Date: ", b"\xff",
     b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 a\n", b"\xed\xa0\x80", b"--B", b"[",
     b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff"]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), WORDS | st.binary(max_size=6)))
SMALL = b"PK\x03\x04" + bytes(60)
CONTAINERS = (
    ("письмо.eml", message(("Самооценка.xlsx", SMALL), ("приказ.pdf", b"%PDF"))),
    ("письмо.eml", raw_message("К-001", b"attachment; filename*0*=UTF-8''%D0; filename*1=b.xlsx")),
    ("формы.zip", raw_zip({"Самооценка.xlsx": SMALL, "п/приказ.pdf": b"%PDF"}, "cp866")),
)


@QUICK
@given(st.sampled_from(CONTAINERS), EDITS)
def test_any_message_or_archive_is_looked_into_or_refused(container, edits):
    name, data = container
    for place, gone, word in edits:
        at = int(place * len(data))
        data = data[:at] + word + data[at + gone :]
    found = look_into(data, name)
    assert not (found.finding and found.files)
    for each in found.files:
        assert ".." not in each.name.split("/") and not each.name.startswith("/")
        assert each.name.encode() and each.name.isprintable()
        assert sha256(take_out(data, name, each.number)).hexdigest() == each.sha256
