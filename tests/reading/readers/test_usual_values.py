"""What is taken from an .xlsx without a reader is what the reader takes from it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuzbass_batch.reading.guard.bounds import Refusal
from kuzbass_batch.reading.guard.inspection import inspect
from kuzbass_batch.reading.readers.hidden_cells import Prepared
from kuzbass_batch.reading.readers.workbook import prepare, sheets_of
from kuzbass_batch.reading.readers.xlsx.parts import WorkbookParts
from kuzbass_batch.reading.readers.xlsx.reader import prepare_xlsx
from tests.paths import ROOT

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FORMATS = ("0", "2", "14", "20", "49", "164", "165", "166", "167", "168", "169")
CODES = (
    "dd.mm.yyyy",
    r"dd\.mm\.yyyy;@",
    "[$-419]dd/mm/yyyy",
    "#,##0.00",
    "[h]:mm",
    "0&quot;д&quot;",
)
STYLES = (
    f"<styleSheet {MAIN}><numFmts>"
    + "".join(f'<numFmt numFmtId="{n}" formatCode="{c}"/>' for n, c in enumerate(CODES, 164))
    + "</numFmts><cellXfs>"
    + "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS)
    + "</cellXfs></styleSheet>"
)
FILES = sorted(
    path
    for folder in ("input_samples/2025", "tests/data/cases")
    for path in (ROOT / folder).rglob("*.xlsx")
)


def book(
    rows: str, texts: str = "<si><t>да</t></si>", styles: str = STYLES, head: str = MAIN
) -> Prepared:
    """Return a book of one sheet made ready."""
    sheet = f"<worksheet {head}><sheetData>{rows}</sheetData></worksheet>"
    parts = WorkbookParts(
        sheets=(("Лист", b""),),
        hidden=frozenset(),
        strings=b"",
        styles=b"",
        since_1904=False,
        pictures={},
        rich_errors=frozenset(),
    )
    strings = f"<sst {MAIN}>{texts}</sst>"
    return prepare_xlsx(parts.parts([sheet.encode()], strings.encode(), styles.encode()))


def row(cell: str) -> str:
    """Return the second row with this cell and a text beside it."""
    return f'<row r="2" spans="1:3">{cell}<c r="C2" t="s"><v>0</v></c></row>'


def is_as_read(prepared: Prepared) -> bool:
    """Tell whether all was read without the reader; it must then be what the reader reads."""
    if prepared.rows is None:
        return False
    assert repr(sheets_of(prepared)) == repr(sheets_of(replace(prepared, rows=None)))
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_form_reads_the_same_without_the_reader(path):
    try:
        prepared = prepare(inspect(path.read_bytes()))
    except Refusal:
        return
    is_as_read(prepared)


def test_most_forms_need_no_reader():
    forms = (ROOT / "input_samples" / "2025").glob("ИО-*.xlsx")
    read = [is_as_read(prepare(inspect(path.read_bytes()))) for path in forms]
    assert sum(read) > 0.8 * len(read) > 0


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" s="1" t="s"><v>0</v></c>',
        '<c r="B2"><v>12</v></c>',
        '<c r="B2" t="n"><v>-0</v></c>',
        '<c r="B2" s="1"><v>0.30000000000000004</v></c>',
        '<c r="B2" s="2"><v>45999</v></c>',
        '<c r="B2" s="5"><v>45999</v></c>',
        '<c r="B2" s="6"><v>45999</v></c>',
        '<c r="B2" s="7"><v>45999</v></c>',
        '<c r="B2" s="8"><v>45999</v></c>',
        '<c r="B2" t="b"><v>1</v></c>',
        '<c r="B2" t="b"><v>0</v></c>',
        '<c r="B2" t="str"><f>A1</f><v> да </v></c>',
        '<c r="B2" t="str"><f>A1</f><v></v></c>',
        '<c r="E9" t="str"><f>A1</f><v></v></c>',
        '<c r="E9"><f>A1</f><v></v></c>',
        '<c r="E9" s="2"/>',
        '<c r="B2" t="str"><f aca="false">A1</f><v>&apos;Код&apos;!A1</v></c>',
        '<c r="B2"><f t="array" ref="B2">1</f></c>',
    ],
)
def test_usual_cells_need_no_reader(cell):
    assert is_as_read(book(row(cell)))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" s="3"><v>0.5</v></c>',
        '<c r="B2" s="2"><v>45999.5</v></c>',
        '<c r="B2" s="2"><v>1</v></c>',
        '<c r="B2" s="9"><v>1</v></c>',
        '<c r="B2" s="10"><v>1</v></c>',
        '<c r="B2" s="11"><v>1</v></c>',
        '<c r="B2"><v>1E5</v></c>',
        '<c r="B2"><v>1_0</v></c>',
        '<c r="B2"><v>nan</v></c>',
        '<c r="B2"><v>٣</v></c>',
        '<c r="B2" t="b"><v>2</v></c>',
        '<c r="B2" t="e"><v>#REF!</v></c>',
        '<c r="B2" t="d"><v>2025-01-01</v></c>',
        '<c r="B2" t="s"><v>9</v></c>',
        '<c r="B2" t="s"><v>00</v></c>',
        '<c r="B2" t="str"><v>a_x0041_</v></c>',
        '<c r="B2" t="inlineStr"><is><t>да</t></is></c>',
        '<c r="A0"/>',
        '<c r="7"/>',
    ],
)
def test_unusual_cells_are_left_to_the_reader(cell):
    assert not is_as_read(book(row(cell)))


@pytest.mark.parametrize(
    "texts",
    [
        "<si><t> да</t></si>",
        "<si><t>да&#9;</t></si>",
        "<si><t>&#1076;а</t></si>",
        "<si><t>a\rb</t></si>",
        "<si><r><t>да</t></r></si>",
        "<si><t/></si>",
        "<si><t>_x000D_</t></si>",
        "<si><t>да</t></si>\n",
    ],
)
def test_unusual_texts_are_left_to_the_reader(texts):
    assert not is_as_read(book(row(""), texts))


def test_marks_that_may_end_elsewhere_are_left_to_the_reader():
    odd = ('<row r="2" x=">', '<row r="2" x>', "<row r='2'>", '<row x="1" r="2">', '<row r="0">')
    cell = '<c r="B2"><v>1</v></c></row>'
    assert not [each for each in odd if is_as_read(book(f"{each}{cell}"))]
    assert not is_as_read(book('<row r="2"><c r="B2"><f x=">1</f><v>1</v></c></row>'))
    assert not is_as_read(book(row(""), head=f'{MAIN} x="'))


def test_styles_that_may_be_seen_otherwise_are_left_to_the_reader():
    twice = STYLES.replace("</styleSheet>", "<cellXfs/></styleSheet>")
    nested = STYLES.replace('<xf numFmtId="0"/>', '<xf numFmtId="0"><xf numFmtId="14"/></xf>')
    numbered = STYLES.replace("dd.mm", "&#100;d.mm")
    assert not [
        each for each in (twice, nested, numbered, "<x") if is_as_read(book(row(""), styles=each))
    ]


LETTERS = st.text(st.sampled_from("да1 .<>&\"'\n\t\u00a0\u2028_x0041_"), max_size=8)
VALUES = st.one_of(
    st.floats(allow_nan=False).map(repr),
    st.integers(-10, 60_000).map(str),
    st.sampled_from(["", "0", "1", "7.50"]),
)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@given(
    texts=st.lists(st.tuples(LETTERS, st.booleans()), min_size=1, max_size=4),
    cells=st.lists(
        st.tuples(
            st.sampled_from(["s", "str", "n", "b", ""]),
            st.integers(-1, len(FORMATS)),
            st.booleans(),
            VALUES,
            LETTERS,
        ),
        max_size=6,
    ),
)
def test_whatever_is_read_without_the_reader_is_what_it_reads(texts, cells):
    kept = ' xml:space="preserve"'
    shared = "".join(f"<si><t{kept if keep else ''}>{_escaped(t)}</t></si>" for t, keep in texts)
    rows = []
    for number, (kind, style, computed, value, text) in enumerate(cells, 2):
        told = (
            _escaped(text)
            if kind == "str"
            else "0"
            if kind == "s" and not value.isdecimal()
            else value
        )
        attributes = (f' s="{style}"' if style >= 0 else "") + (f' t="{kind}"' if kind else "")
        formula = "<f>A1&amp;A2</f>" if computed else ""
        rows.append(
            f'<row r="{number}"><c r="B{number}"{attributes}>{formula}<v>{told}</v></c></row>'
        )
    try:
        prepared = book("".join(rows), shared)
    except Refusal:
        return
    is_as_read(prepared)
