"""Values that a reader takes for empty, or for others than office programs show."""

from tests.hostile.table import accepted, finding, refused
from tests.hostile.workshop import (
    EVIDENCE,
    FREE,
    MARK,
    MARKS,
    ODS_CELL,
    RELATIONS,
    STRINGS,
    before_rows,
    cell,
    changed,
    more_rows,
    ods_changed,
    ods_first_cell,
    packed,
    parts_of,
    with_parts,
)

TEXT = "<is><t>да</t></is>"
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


# A cell that holds more than one value, or one where nobody looks for it.


@refused("F013", "два разных значения")
def a_text_in_the_cell_with_a_value_behind_it(who):
    """The first reader takes the cell for empty, openpyxl for the text, LibreOffice for empty."""
    return cell(who, FREE, '<c {r} t="inlineStr"><is><t>слова</t></is><v>1</v></c>')


@refused("F013", "два разных значения")
def a_text_in_the_cell_with_a_value_before_it(who):
    return cell(who, FREE, '<c {r} t="inlineStr"><v>1</v><is><t>слова</t></is></c>')


@refused("F013", "два разных значения")
def a_number_with_a_text_beside_it(who):
    return cell(who, FREE, "<c {r}><v>1</v><is><t>слова</t></is></c>")


@refused("F013", "два разных значения")
def a_shared_text_with_another_text_beside_it(who):
    return cell(who, FREE, f'<c {{r}} t="s"><v>0</v>{TEXT}</c>')


@refused("F013", "два разных значения")
def two_values_in_one_cell(who):
    return cell(who, MARK, '<c {r} t="str"><v>нет</v><v>да</v></c>')


@refused("F013", "два разных значения")
def two_texts_in_one_cell(who):
    return cell(who, MARK, f'<c {{r}} t="inlineStr"><is><t>нет</t></is>{TEXT}</c>')


@refused("F013", "разное содержимое")
def a_value_for_old_programs_and_another_for_new_ones(who):
    both = "<mc:Choice Requires='x'><v>1</v></mc:Choice><mc:Fallback><v>0</v></mc:Fallback>"
    return cell(who, MARK, f"<c {{r}} {MC}><mc:AlternateContent>{both}</mc:AlternateContent></c>")


@accepted()
def a_text_in_the_cell_with_an_empty_value(who):
    return cell(who, MARK, f'<c {{r}} t="inlineStr"><v/>{TEXT}<v></v></c>')


@accepted()
def one_text_written_twice_in_its_cell(who):
    return cell(who, MARK, f'<c {{r}} t="inlineStr">{TEXT}{TEXT}</c>')


@accepted()
def a_text_in_the_cell_under_the_type_of_a_result(who):
    return cell(who, MARK, f'<c {{r}} t="str">{TEXT}</c>')


@accepted()
def a_text_in_the_cell_under_the_type_of_a_shared_one(who):
    return cell(who, MARK, f'<c {{r}} t="s">{TEXT}</c>')


@accepted()
def a_text_that_stands_where_values_do(who):
    return cell(who, MARK, '<c {r} t="inlineStr"><v>да</v></c>')


@finding("S020", words="да")
def a_formula_with_its_text_in_the_cell(who):
    return cell(who, MARK, f'<c {{r}} t="inlineStr"><f>A1</f>{TEXT}</c>')


@accepted()
def a_number_written_as_a_reference(who):
    return cell(who, MARK, "<c {r}><v>&#49;</v></c>")


@accepted()
def a_truth_value_written_as_a_reference(who):
    return cell(who, MARK, '<c {r} t="b"><v>&#x31;</v></c>')


@finding("S021", words="R&D")
def a_result_with_an_ampersand(who):
    return cell(who, MARK, '<c {r} t="str"><v>R&amp;D</v></c>')


@accepted()
def a_value_of_another_namespace_in_a_cell(who):
    return cell(who, MARK, f'<c {{r}} xmlns:x="urn:x" t="inlineStr">{TEXT}<x:v>нет</x:v></c>')


@accepted()
def a_cell_of_another_namespace(who):
    more = '<c {r} t="inlineStr"><is><t>да</t></is></c>'
    return cell(who, MARK, f'<x:c xmlns:x="urn:x" {{r}}><x:v>0</x:v></x:c>{more}')


# Values that are none: every program shows a blank cell.

BLANK_CELLS = {
    "a_shared_text_without_a_number": ' t="s"><v></v>',
    "a_shared_text_with_a_space_for_its_number": ' t="s"><v> </v>',
    "a_shared_text_with_a_line_for_its_number": ' t="s"><v>\n</v>',
    "a_shared_text_without_a_value": ' t="s">',
    "a_number_of_nothing": ' t="n"><v></v>',
    "a_number_of_spaces": "><v>  </v>",
    "a_truth_value_of_nothing": ' t="b"><v></v>',
    "a_day_of_nothing": ' t="d"><v></v>',
    "a_text_in_the_cell_of_nothing": ' t="inlineStr"><is/>',
}
for _title, _xml in BLANK_CELLS.items():
    _build = lambda who, xml=_xml: cell(who, FREE, f"<c {{r}}{xml}</c>")  # noqa: E731
    _build.__name__ = _title
    accepted()(_build)


# Rows that are not where they are looked for.


@refused("F006")
def a_row_closed_twice(who):
    return changed(who, MARKS, b"</row><row", b"</row></row><row")


@refused("F013", "вне строк")
def a_row_within_a_row(who):
    inner = f'<row r="90"><c r="{FREE}" t="inlineStr"><is><t>слова</t></is></c></row>'
    return changed(who, MARKS, b"</row></sheetData>", f"{inner}</row></sheetData>".encode())


@refused("F013", "вне строк")
def a_cell_outside_of_the_rows(who):
    inner = f'<c r="{FREE}" t="inlineStr"><is><t>слова</t></is></c>'.encode()
    return changed(who, MARKS, b"</row><row", b"</row>" + inner + b"<row")


@accepted()
def rows_without_cells_among_the_others(who):
    return more_rows(who, b'<row r="70" spans="1:6"/><row r="71" ht="18"></row>')


@finding("S020", words="слова")
def rows_in_a_second_table(who):
    """The first reader stops at the end of the first table."""
    row = f'<row r="21"><c r="{FREE}" t="str"><f>A1</f><v>слова</v></c></row>'
    return changed(
        who, MARKS, b"</sheetData>", f"</sheetData><sheetData>{row}</sheetData>".encode()
    )


@accepted()
def an_empty_table_before_the_rows(who):
    return before_rows(who, b"<sheetData/>")


@refused("F013", "дважды")
def a_second_table_with_a_cell_of_the_first(who):
    row = f'<row r="9"><c r="{MARK}" t="inlineStr"><is><t>нет</t></is></c></row>'
    return before_rows(who, f"<sheetData>{row}</sheetData>".encode())


@refused("F013", "вне строк")
def rows_behind_the_table(who):
    row = f'<row r="90"><c r="{FREE}" t="inlineStr"><is><t>слова</t></is></c></row>'
    return changed(who, MARKS, b"</sheetData>", b"</sheetData>" + row.encode())


@refused("F013", "вне строк")
def rows_for_old_programs_only(who):
    row = '<row r="90"><c r="B90"><v>1</v></c></row>'
    both = f"<mc:Choice Requires='x'/><mc:Fallback>{row}</mc:Fallback>"
    return more_rows(who, f"<mc:AlternateContent {MC}>{both}</mc:AlternateContent>".encode())


@refused("F013", "вне строк")
def a_table_for_old_programs_only(who):
    parts = parts_of(who)
    opened = f"<mc:AlternateContent {MC}><mc:Fallback><!-- --><sheetData>".encode()
    closed = b"</sheetData></mc:Fallback></mc:AlternateContent>"
    sheet = parts[MARKS].replace(b"<sheetData>", opened).replace(b"</sheetData>", closed)
    return with_parts(who, **{MARKS: sheet})


@refused("F006")
def a_cell_in_the_row_before_the_first(who):
    return more_rows(who, b'<row r="0"><c><v>1</v></c></row>')


# Texts that are counted in different ways, parts that are found in different ways.


@refused("F013", "разные тексты")
def a_shared_text_of_another_namespace(who):
    """It shifts all others by one for a reader that knows no namespaces."""
    return changed(who, STRINGS, b"<si>", b'<x:si xmlns:x="urn:x"><x:t>-</x:t></x:si><si>')


@refused("F013", "разные тексты")
def a_shared_text_for_old_programs(who):
    more = f"<mc:AlternateContent {MC}><mc:Fallback><si><t>-</t></si></mc:Fallback>"
    return changed(who, STRINGS, b"<si>", f"{more}</mc:AlternateContent><si>".encode())


@accepted()
def shared_texts_on_lines_of_their_own(who):
    return changed(who, STRINGS, b"</si><si>", b"</si>\n  <si>", 400)


@refused("F013", "разные части")
def two_parts_under_one_number(who):
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    more = b'<Relationship Id="rId3" Type="%s" Target="worksheets/other.xml"/>' % kind
    parts = parts_of(who)
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", more + b"</Relationships>")
    return packed(parts | {"xl/worksheets/other.xml": parts[MARKS]})


# The same in .ods: texts without a type, and what lies over a cell.

SHOWN = 'office:value-type="string" calcext:value-type="string"><text:p>да</text:p>'


@accepted(name="форма.ods")
def a_mark_without_a_type(who):
    return ods_changed(who, SHOWN, "><text:p>да</text:p>", 99)


@accepted(name="форма.ods")
def a_mark_of_a_type_without_its_value(who):
    return ods_changed(who, SHOWN, 'office:value-type="float"><text:p>да</text:p>', 99)


@accepted(name="форма.ods")
def a_mark_with_a_number_beside_it(who):
    beside = 'office:value-type="string" office:value="7"><text:p>да</text:p>'
    return ods_changed(who, SHOWN, beside, 99)


@accepted(name="форма.ods")
def a_text_box_that_lies_over_a_mark(who):
    box = "<draw:frame><draw:text-box><text:p>печать</text:p></draw:text-box></draw:frame>"
    return ods_changed(who, SHOWN, SHOWN.replace("><text:p>", f">{box}<text:p>"), 99)


@refused("F012", name="форма.ods")
def a_far_text_without_a_type(who):
    far = ODS_CELL.replace(' office:value-type="string"', "")
    more = ' table:number-columns-repeated="300"'
    return ods_first_cell(who, far.format(more=more, text="x"))


@accepted()
def an_evidence_with_an_empty_value_beside_it(who):
    text = "<is><t>приказ от 14.03.2025 № 1</t></is>"
    return cell(who, EVIDENCE, f'<c {{r}} t="inlineStr">{text}<v/></c>')
