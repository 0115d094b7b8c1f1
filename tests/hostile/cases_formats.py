"""Honest oddities of formats: what other programs write, and what the first reader refuses."""

import re

from tests.hostile.table import accepted, finding, refused
from tests.hostile.workshop import (
    BOOK,
    EVIDENCE,
    FREE,
    MARK,
    MARKS,
    RELATIONS,
    ROOT,
    STRINGS,
    STYLES,
    TYPES,
    cell,
    changed,
    form,
    packed,
    parts_of,
    rewritten,
    text_cell,
    unpacked,
    without,
)

STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
     b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
)  # fmt: skip


@accepted()
def an_honest_return(who):
    return form(who)


@accepted()
def strict_ooxml(who):
    parts = parts_of(who)
    for old, new in STRICT:
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return packed(parts)


@accepted()
def a_book_without_styles(who):
    # Without styles a date is a bare number: the serial of the day is understood.
    return without(who, STYLES)


@accepted()
def a_book_without_a_theme_and_properties(who):
    return without(who, "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml")


@accepted()
def a_book_without_content_types(who):
    return without(who, TYPES)


@accepted()
def relations_from_the_root(who):
    return changed(who, RELATIONS, b'Target="worksheets', b'Target="/xl/worksheets', 9)


@accepted()
def relations_with_a_dot(who):
    return changed(who, RELATIONS, b'Target="worksheets', b'Target="./worksheets', 9)


@accepted()
def relations_that_go_up_and_down(who):
    return changed(who, RELATIONS, b'Target="worksheets', b'Target="../xl/worksheets', 9)


@accepted()
def relations_with_backslashes(who):
    return changed(who, RELATIONS, b'Target="worksheets/', b'Target="worksheets\\', 9)


@accepted()
def relations_that_leave_the_archive_and_come_back(who):
    return changed(who, RELATIONS, b'Target="worksheets', b'Target="../../../xl/worksheets', 9)


@accepted()
def parts_named_in_capitals(who):
    return packed({name.replace("sheet3", "Sheet3"): c for name, c in parts_of(who).items()})


@accepted()
def a_book_under_another_name(who):
    parts = parts_of(who)
    parts["xl/book.xml"], parts["xl/_rels/book.xml.rels"] = parts.pop(BOOK), parts.pop(RELATIONS)
    parts[ROOT] = parts[ROOT].replace(b"xl/workbook.xml", b"xl/book.xml")
    return packed(parts)


@accepted()
def a_book_at_the_root_of_the_archive(who):
    moved = {name.removeprefix("xl/"): content for name, content in parts_of(who).items()}
    moved[ROOT] = moved[ROOT].replace(b"xl/workbook.xml", b"workbook.xml")
    return packed(moved)


@accepted()
def texts_in_the_cells_themselves(who):
    return cell(who, MARK, '<c {r} t="inlineStr"><is><r><t>д</t></r><r><t>а</t></r></is></c>')


@accepted()
def a_text_as_the_result_of_a_string_cell(who):
    return cell(who, MARK, '<c {r} t="str"><v>да</v></c>')


@accepted()
def a_phonetic_reading_beside_a_text(who):
    return cell(
        who, MARK, "<c {r} t='inlineStr'><is><t>да</t><rPh sb='0' eb='1'><t>нет</t></rPh></is></c>"
    )


@accepted()
def a_mark_as_a_truth_value(who):
    return cell(who, MARK, '<c {r} t="b"><v>1</v></c>')


@accepted()
def a_mark_as_a_truth_value_in_letters(who):
    return cell(who, MARK, '<c {r} t="b"><v>true</v></c>')


@accepted()
def a_date_in_iso_letters(who):
    date = '<c {r} t="d"><v>2025-12-10T00:00:00</v></c>'
    return cell(who, "C8", date, "xl/worksheets/sheet2.xml")


@accepted()
def days_counted_from_1904(who):
    parts = parts_of(who)
    parts[BOOK] = parts[BOOK].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    info = "xl/worksheets/sheet2.xml"
    assert b"<v>46001</v>" in parts[info]
    parts[info] = parts[info].replace(b"<v>46001</v>", b"<v>44539</v>")
    return packed(parts)


@accepted("F014")
def a_wide_empty_range_for_the_second_reader(who):
    """openpyxl walks an empty range as wide as it is declared, and the first reader refuses."""
    data = cell(who, "F3", '<c {r} t="e"><v>#SPILL!</v></c>')
    parts = unpacked(data)
    parts[MARKS] = parts[MARKS].replace(
        b"</sheetData>", b'<row r="60"><c r="XFD60" s="2"/></row></sheetData>'
    )
    parts[MARKS] = re.sub(rb'ref="A1:[^"]*"', b'ref="A1:XFD1048576"', parts[MARKS], count=1)
    return packed(parts)


@accepted("F014")
def an_error_word_of_new_excels(who):
    return cell(who, "F3", '<c {r} t="e"><v>#SPILL!</v></c>')


@accepted("F014")
def another_error_word_of_new_excels(who):
    return cell(who, "F3", '<c {r} t="e"><f>X()</f><v>#CALC!</v></c>')


@accepted("F014")
def a_cell_of_an_unknown_type(who):
    return cell(who, "F3", '<c {r} t="zz"><v>1</v></c>')


@finding("S025", "F014", words="#SPILL!")
def a_new_error_word_in_an_answer(who):
    return cell(who, EVIDENCE, '<c {r} t="e"><v>#SPILL!</v></c>')


@accepted()
def cells_with_a_metadata_number(who):
    return cell(who, MARK, '<c {r} s="1" t="inlineStr" cm="1" vm="2" ph="1"><is><t>да</t></is></c>')


@accepted()
def cells_with_extensions(who):
    more = '<extLst><ext uri="x"><c r="XFD1048576"/></ext></extLst>'
    return cell(who, MARK, f'<c {{r}} t="inlineStr"><is><t>да</t></is>{more}</c>')


@accepted()
def a_chart_sheet_beside_the_others(who):
    parts = parts_of(who)
    sheet = '<sheet name="График" sheetId="77" r:id="rId77"/></sheets>'.encode()
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", sheet)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet"
    relation = b'<Relationship Id="rId77" Type="%s" Target="chartsheets/sheet1.xml"/>' % kind
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", relation + b"</Relationships>")
    return packed(parts | {"xl/chartsheets/sheet1.xml": b"<chartsheet/>"})


@accepted()
def spaces_around_the_texts(who):
    return cell(
        who, MARK, '<c {r} t="inlineStr"><is><t xml:space="preserve">  да&#160; </t></is></c>'
    )


@accepted()
def names_with_a_prefix(who):
    return rewritten(
        who,
        MARKS,
        rb"(?s)^(<\?xml.*?\?>)\s*(.*)$",
        lambda found: found[1] + _prefixed(found[2]),
    )


def _prefixed(xml):
    import re

    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")


@accepted()
def attributes_in_single_quotes(who):
    return _quotes(who)


def _quotes(who):
    import re

    parts = parts_of(who)
    swapped = re.sub(rb'="([^"\']*)"', rb"='\1'", parts[MARKS])
    return packed(parts | {MARKS: swapped})


@finding("S002")
def a_sheet_whose_part_is_lost(who):
    return without(who, "xl/worksheets/sheet4.xml")


@refused("F006")
def a_book_without_its_texts(who):
    return without(who, STRINGS)


@refused("F008")
def a_book_without_relations(who):
    return without(who, RELATIONS)


@refused("F008")
def a_book_without_sheets(who):
    return rewritten(who, BOOK, rb"<sheets>.*</sheets>", b"<sheets/>")


@refused("F008")
def a_book_of_empty_sheets(who):
    parts = parts_of(who)
    empty = b"<worksheet><sheetData/></worksheet>"
    return packed({n: empty if "worksheets/sheet" in n else c for n, c in parts.items()})


@accepted()
def a_free_cell_with_a_long_number(who):
    return cell(who, FREE, "<c {r}><v>1234567890123456789012345678901234567890</v></c>")


@accepted()
def a_text_in_a_section_of_character_data(who):
    return cell(who, "E9", '<c {r} t="inlineStr"><is><t><![CDATA[приказ <b> & № 1]]></t></is></c>')


@accepted()
def an_instruction_within_a_text(who):
    return text_cell(who, "при<?x y?>каз № 1")


@accepted()
def other_sheets_for_another_program(who):
    choice = (
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        b'<mc:Choice Requires="x"><sheets/></mc:Choice></mc:AlternateContent><sheets>'
    )
    return changed(who, BOOK, b"<sheets>", choice)
