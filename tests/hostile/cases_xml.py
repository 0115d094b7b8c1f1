"""Attacks on readers of XML: entities, disguises of cells, bombs of cells and of text."""

import re

from tests.hostile.table import accepted, finding, refused
from tests.hostile.workshop import (
    BOOK,
    FREE,
    MARK,
    MARKS,
    ODS_CELL,
    RELATIONS,
    ROOT,
    STRINGS,
    STYLES,
    after_rows,
    before_rows,
    cell,
    changed,
    more_rows,
    ods_changed,
    ods_first_cell,
    ods_parts,
    packed,
    parts_of,
    rewritten,
    with_parts,
)

LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def _after_declaration(who, part, xml):
    return changed(who, part, b"?>", b"?>" + xml)


@refused("F007", "DOCTYPE")
def a_billion_laughs(who):
    return _after_declaration(who, STRINGS, LAUGHS)


@refused("F007", "DOCTYPE")
def an_entity_that_reads_a_file_of_the_machine(who):
    return _after_declaration(who, MARKS, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')


@refused("F007", "DOCTYPE")
def an_entity_that_calls_the_network(who):
    return _after_declaration(who, BOOK, b'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">')


@refused("F007", "DOCTYPE")
def a_doctype_behind_a_long_comment(who):
    return _after_declaration(who, MARKS, b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE x>")


@refused("F007", "DOCTYPE")
def a_doctype_in_utf_16(who):
    text = (
        parts_of(who)[MARKS].decode().replace("UTF-8", "UTF-16").replace("?>", "?><!DOCTYPE x>", 1)
    )
    return with_parts(who, **{MARKS: text.encode("utf-16")})


@refused("F007", "DOCTYPE")
def a_doctype_in_the_relations(who):
    return _after_declaration(who, RELATIONS, b"<!DOCTYPE x>")


@refused("F007", "DOCTYPE")
def a_doctype_in_the_styles(who):
    return _after_declaration(who, STYLES, b"<!doctype x>")


@refused("F007", "DOCTYPE", name="форма.ods")
def a_doctype_in_an_ods(who):
    return ods_changed(who, "?>", "?><!DOCTYPE x>")


@refused("F006")
def an_entity_that_nobody_declared(who):
    return cell(who, FREE, "<c {r} t='inlineStr'><is><t>&unknown;</t></is></c>")


@refused("F007", "кодировке")
def a_part_in_utf_7(who):
    return changed(who, MARKS, b"UTF-8", b"UTF-7")


@refused("F007", "кодировке")
def a_part_in_windows_1251(who):
    text = parts_of(who)[STRINGS].decode().replace("UTF-8", "windows-1251")
    return with_parts(who, **{STRINGS: text.encode("cp1251", "replace")})


@refused("F006")
def bytes_that_are_no_utf_8(who):
    return changed(who, STRINGS, "да".encode(), b"\xd0\xff\xfe\xd0")


@refused("F006")
def a_nul_byte(who):
    return changed(who, MARKS, b"<sheetData>", b"\0<sheetData>")


@accepted()
def a_sheet_in_utf_16(who):
    text = parts_of(who)[MARKS].decode().replace("UTF-8", "UTF-16")
    return with_parts(who, **{MARKS: text.encode("utf-16")})


@accepted()
def all_parts_in_utf_16_of_the_other_order(who):
    parts = parts_of(who)
    for name in (MARKS, STRINGS, STYLES, BOOK, RELATIONS, ROOT):
        parts[name] = b"\xfe\xff" + parts[name].decode().replace("UTF-8", "UTF-16").encode(
            "utf-16-be"
        )
    return packed(parts)


@accepted()
def a_part_that_says_utf_16_and_is_not(who):
    return changed(who, MARKS, b"UTF-8", b"utf-16")


@accepted()
def a_byte_order_mark(who):
    return with_parts(who, **{MARKS: b"\xef\xbb\xbf" + parts_of(who)[MARKS]})


@accepted(name="форма.ods")
def an_ods_in_utf_16(who):
    parts = ods_parts(who)
    text = parts["content.xml"].decode().replace("UTF-8", "UTF-16")
    return packed(parts | {"content.xml": text.encode("utf-16")})


@refused("F006")
def a_row_that_does_not_close(who):
    """Excel mends such a sheet by leaving rows out; the reader would pass on to the next."""
    return changed(who, MARKS, b"</row></sheetData>", b"</sheetData>")


@refused("F006")
def a_row_that_does_not_close_before_the_next(who):
    return changed(who, MARKS, b"</row><row", b"<row", 3)


@refused("F006")
def a_sheet_cut_in_the_middle(who):
    content = parts_of(who)[MARKS]
    return with_parts(who, **{MARKS: content[: len(content) // 3]})


@refused("F006")
def an_empty_part(who):
    return with_parts(who, **{BOOK: b""})


@refused("F006")
def a_part_of_rubbish(who):
    return with_parts(who, **{STRINGS: bytes(range(1, 256)) * 10})


@accepted()
def twenty_thousand_tags_one_in_another(who):
    return before_rows(who, b"<x>" * 20_000 + b"</x>" * 20_000)


@refused("F006")
def a_disguised_cell_deep_within_tags(who):
    return more_rows(
        who, b"<y:row xmlns:y='u'>" + b"<x>" * 5_000 + b"</x>" * 5_000 + b"</y:row><!-- -->"
    )


@accepted()
def a_tag_with_fifty_thousand_attributes(who):
    attributes = b"".join(b' a%d="1"' % n for n in range(50_000))
    return before_rows(who, b"<x" + attributes + b"/>")


@accepted()
def an_attribute_of_a_megabyte(who):
    return before_rows(who, b'<x a="' + b"y" * 1_000_000 + b'"/>')


# Cells far out, in every disguise that a reader sees through.


@refused("F012", "XFD1048576")
def one_value_in_the_last_cell(who):
    return more_rows(who, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@refused("F012", "A20001 ")
def a_value_one_row_too_far(who):
    return more_rows(who, b'<row r="20001"><c r="A20001"><v>1</v></c></row>')


@refused("F012", "IW3 ")
def a_value_one_column_too_far(who):
    return cell(who, "B3", '<c {r}/><c r="IW3"><v>1</v></c>')


@refused("F007", "слишком много ячеек")
def two_values_that_span_five_million_cells(who):
    return more_rows(who, b'<row r="20000"><c r="IV20000"><v>1</v></c></row>')


@accepted()
def an_empty_styled_cell_in_the_last_column(who):
    return more_rows(who, b'<row r="60"><c r="XFD60" s="2"/></row>')


@accepted()
def columns_and_validations_down_to_the_last_row(who):
    return after_rows(
        who, b'<dataValidations count="1"><dataValidation sqref="A1:XFD1048576"/></dataValidations>'
    )


@refused("F012")
def a_far_cell_in_single_quotes(who):
    return more_rows(who, b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")


@refused("F012")
def a_far_cell_with_a_prefix(who):
    return more_rows(
        who,
        b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576">'
        b'<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    )


@refused("F012")
def a_far_cell_in_small_letters(who):
    return more_rows(who, b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>')


@refused("F012")
def a_far_cell_with_dollars(who):
    return more_rows(who, b'<row r="1048576"><c r="$XFD$1048576"><v>1</v></c></row>')


@refused("F012")
def a_far_cell_with_its_address_behind_its_type(who):
    return more_rows(who, b'<row r="1048576"><c t="n" r="XFD1048576"><v>1</v></c></row>')


@refused("F012")
def a_far_cell_whose_tag_runs_over_lines(who):
    return more_rows(who, b'<row r="1048576"><c\n\tr="XFD1048576"\n><v>1</v></c></row>')


@refused("F012")
def a_far_cell_whose_address_is_in_references(who):
    return more_rows(who, b'<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>')


@refused("F012")
def a_far_cell_without_an_address_in_a_far_row(who):
    return more_rows(who, b'<row r="1048576"><c><v>1</v></c></row>')


@refused("F012")
def three_hundred_cells_without_addresses(who):
    return more_rows(who, b'<row r="90">' + b"<c><v>1</v></c>" * 300 + b"</row>")


@refused("F012")
def thirty_thousand_rows_without_numbers(who):
    return more_rows(who, b"<row><c><v>1</v></c></row>" * 30_000)


@refused("F012")
def a_far_cell_with_a_greater_sign_in_an_attribute(who):
    return more_rows(who, b'<row r="1048576"><c r="XFD1048576" s="1" cm=">"><v>1</v></c></row>')


@refused("F012")
def a_far_cell_beside_a_prefixed_table_of_cells(who):
    prefix = b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    far = b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    return before_rows(who, b"<x:sheetData " + prefix + b">" + far + b"</x:sheetData>")


@accepted()
def a_far_cell_within_a_comment(who):
    return more_rows(who, b"<!-- <row><c r='XFD1048576'><v>1</v></c></row> -->")


@accepted()
def an_answer_in_pieces(who):
    return cell(who, MARK, "<c {r} t='inlineStr'><is><t><![CDATA[д]]>а</t><!-- --></is></c>")


@refused("F006")
def a_column_of_four_letters(who):
    return more_rows(who, b'<row r="90"><c r="AAAA90"><v>1</v></c></row>')


@refused("F006")
def an_address_that_is_none(who):
    return more_rows(who, b'<row r="90"><c r="90"><v>1</v></c></row>')


@refused("F006")
def a_row_number_of_twenty_figures(who):
    return more_rows(who, b'<row r="18446744073709551617"><c><v>1</v></c></row>')


@refused("F013", "дважды")
def the_same_cell_twice(who):
    return cell(
        who,
        MARK,
        "<c {r} t='inlineStr'><is><t>да</t></is></c><c {r} t='inlineStr'><is><t>нет</t></is></c>",
    )


@refused("F013", "дважды")
def the_same_cell_twice_in_different_spelling(who):
    return cell(who, MARK, f"<c {{r}}><v>1</v></c><c r='{MARK.lower()}'><v>0</v></c>")


@refused("F012", "XFD1048576")
def a_merge_over_the_whole_sheet(who):
    merge = b'<mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return changed(who, MARKS, b"</mergeCells>", merge)


@refused("F012", "XFD1048576")
def a_merge_with_dollars_and_quotes(who):
    merge = b"<mergeCell ref='$a$1:$xfd$1048576' /></mergeCells>"
    return changed(who, MARKS, b"</mergeCells>", merge)


@refused("F007", "объединённых")
def ten_thousand_merges_over_one_another(who):
    merge = b'<mergeCell ref="A100:Z200"/>' * 10_000
    return changed(who, MARKS, b"</mergeCells>", merge + b"</mergeCells>")


# What readers reserve memory for.


@accepted()
def a_count_of_texts_of_four_billion(who):
    return rewritten(who, STRINGS, rb'uniqueCount="\d+"', b'uniqueCount="4000000000"')


@accepted()
def a_count_of_texts_in_single_quotes(who):
    return rewritten(who, STRINGS, rb' uniqueCount="\d+"', b" uniqueCount = '4000000000'")


@accepted()
def a_second_list_of_texts_with_a_count(who):
    return changed(who, STRINGS, b"</sst>", b'<sst uniqueCount="4000000000"></sst></sst>')


@accepted()
def a_declared_range_of_the_whole_sheet(who):
    return rewritten(who, MARKS, rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>')


@accepted()
def a_declared_range_that_is_none(who):
    return rewritten(who, MARKS, rb'<dimension ref="[^"]*"/>', b'<dimension ref="ZZZZZ0:A"/>')


@accepted()
def counts_of_styles_of_four_billion(who):
    return rewritten(who, STYLES, rb' count="\d+"', b' count="4000000000"')


@accepted()
def a_style_that_is_not_there(who):
    return cell(who, MARK, '<c {r} s="99999" t="inlineStr"><is><t>да</t></is></c>')


@refused("F006")
def a_text_that_is_not_there(who):
    return cell(who, MARK, '<c {r} t="s"><v>99999</v></c>')


@refused("F006")
def a_text_with_a_negative_number(who):
    return cell(who, MARK, '<c {r} t="s"><v>-1</v></c>')


@refused("F007", "сжат")
def one_text_of_sixty_megabytes(who):
    return changed(who, STRINGS, b"<si>", b"<si><t>" + b"A" * (60 << 20) + b"</t></si><si>")


@refused("F007", "слишком много текста")
def one_text_of_a_megabyte_in_a_thousand_cells(who):
    # The text need not be compressible: random letters pass the ratio.
    import random

    letters = bytes(random.Random(1).choices(b"ABCDEFGHIJKLMNOP", k=1 << 20))
    parts = parts_of(who)
    number = parts[STRINGS].count(b"<si>")
    parts[STRINGS] = parts[STRINGS].replace(b"</sst>", b"<si><t>" + letters + b"</t></si></sst>")
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, number)
                    for n in range(100, 1100))  # fmt: skip
    parts[MARKS] = parts[MARKS].replace(b"</sheetData>", rows + b"</sheetData>")
    return packed(parts)


@refused("F007", "слишком много ячеек или листов")
def a_hundred_and_one_sheets(who):
    sheet = b'<sheet name="L%d" sheetId="%d" r:id="rId3"/>'
    more = b"".join(sheet % (n, n) for n in range(100, 201))
    return changed(who, BOOK, b"</sheets>", more + b"</sheets>")


@refused("F013", "одной части")
def two_sheets_in_one_part(who):
    sheet = '<sheet name="Ещё" sheetId="77" r:id="rId3"/></sheets>'.encode()
    return changed(who, BOOK, b"</sheets>", sheet)


@refused("F013", "одним именем")
def two_sheets_of_one_name(who):
    return changed(who, BOOK, 'name="Обучение"'.encode(), 'name="САМООЦЕНКА"'.encode())


@finding("S020")
def a_shared_formula_over_the_whole_sheet(who):
    formula = '<f t="shared" ref="A1:XFD1048576" si="0">A1</f>'
    return cell(who, FREE, f'<c {{r}} t="str">{formula}<v>слова</v></c>')


# The same in .ods: numbers of repetition.


@refused("F012", name="форма.ods")
def a_cell_repeated_sixteen_thousand_times(who):
    return ods_first_cell(
        who, ODS_CELL.format(more=' table:number-columns-repeated="16000"', text="x")
    )


@refused("F012", name="форма.ods")
def a_cell_repeated_four_billion_times(who):
    more = ' table:number-columns-repeated="4000000000"'
    return ods_first_cell(who, ODS_CELL.format(more=more, text="x"))


@refused("F006", name="форма.ods")
def a_cell_repeated_less_than_never(who):
    return ods_first_cell(
        who, ODS_CELL.format(more=' table:number-columns-repeated="-1"', text="x")
    )


@refused("F006", name="форма.ods")
def a_cell_repeated_a_word_of_times(who):
    return ods_first_cell(
        who, ODS_CELL.format(more=' table:number-columns-repeated="много"', text="x")
    )


END = "</table:table><table:named-expressions/>"


@refused("F012", name="форма.ods")
def a_row_repeated_a_million_times(who):
    cells = ODS_CELL.format(more="", text="x")
    row = f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
    return ods_changed(who, END, row + END)


@refused("F012", name="форма.ods")
def a_value_behind_a_million_empty_rows(who):
    empty = '<table:table-row table:number-rows-repeated="1048500"><table:table-cell/>'
    value = f"<table:table-row>{ODS_CELL.format(more='', text='x')}</table:table-row>"
    return ods_changed(who, END, f"{empty}</table:table-row>{value}{END}")


@refused("F007", "слишком много текста", name="форма.ods")
def two_billion_spaces_in_one_element(who):
    return ods_first_cell(who, ODS_CELL.format(more="", text='x<text:s text:c="2000000000"/>'))


@refused("F007", "слишком много текста", name="форма.ods")
def a_long_text_repeated(who):
    more = ' table:number-columns-repeated="250"'
    return ods_first_cell(who, ODS_CELL.format(more=more, text="x" * 300_000))


@refused("F007", "вложена", name="форма.ods")
def a_table_within_a_cell(who):
    inner = "<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"
    return ods_first_cell(
        who, f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'
    )


@accepted(name="форма.ods")
def names_under_other_prefixes(who):
    names = rb"(?:(?<=<)|(?<=</)|(?<= )|(?<=xmlns:)(?=\w+=))(?=(?:table|office|text)[:=])"
    return _ods_spelt(who, names, b"x")


@refused("F008", name="форма.ods")
def names_of_another_kind_under_the_usual_prefixes(who):
    return _ods_spelt(who, rb"xmlns:table:1.0", rb"xmlns:table:9.9")


@accepted(name="форма.ods")
def a_prefix_of_another_kind_within_an_ods(who):
    """The reader knows prefixes only, and would take the foreign rows for rows of the sheet."""
    row = "<table:table-row><table:table-cell><text:p>1.1</text:p></table:table-cell>"
    foreign = f'<x:x xmlns:x="urn:x" xmlns:table="urn:y">{row}</table:table-row></x:x>'
    return ods_changed(who, "</table:table>", f"{foreign}</table:table>", 9)


# An .ods spread over lines, as Gnumeric, Calligra, SheetJS and the pretty printing of LibreOffice
# write it: white space stands between rows and cells, and within a text it is one space.


def _ods_spelt(who, pattern, new):
    parts = ods_parts(who)
    content, count = re.subn(pattern, new, parts["content.xml"])
    assert count, pattern
    return packed(parts | {"content.xml": content})


STRUCTURE = rb"(?<=>)(?=</?(?:table|office|calcext|style|number):)"


@accepted(name="форма.ods")
def an_ods_with_every_tag_on_a_line_of_its_own(who):
    return _ods_spelt(who, STRUCTURE + rb"|(?<=>)(?=<text:p>)|(?<=</text:p>)", b"\n      ")


@accepted(name="форма.ods")
def an_ods_with_single_spaces_between_the_tags(who):
    return _ods_spelt(who, STRUCTURE, b" ")


@accepted(name="форма.ods")
def an_ods_indented_with_tabs_and_carriage_returns(who):
    return _ods_spelt(who, STRUCTURE, b"\r\n\t")


@accepted(name="форма.ods")
def an_ods_with_attributes_on_lines_of_their_own(who):
    return _ods_spelt(who, rb" (?=table:|office:|calcext:)(?=[^<]*>)", b"\n    ")


@accepted(name="форма.ods")
def an_ods_with_texts_spread_over_lines(who):
    return _ods_spelt(who, rb"<text:p>([^<]*)</text:p>", rb"<text:p>\n  \1\n </text:p>")


@accepted(name="форма.ods")
def an_ods_as_sheetjs_writes_it(who):
    parts = ods_parts(who)
    content = re.sub(rb"<(table:table|table:table-row|table:table-cell)(?= |>)",
                     rb"  <\1", parts["content.xml"])  # fmt: skip
    content = re.sub(rb"(</table:(?:table|table-row)>)", rb"  \1\n", content)
    kept = {"mimetype": parts["mimetype"], "META-INF/manifest.xml": parts["META-INF/manifest.xml"]}
    return packed({**kept, "content.xml": content})


@accepted(name="форма.ods")
def a_comment_in_an_ods(who):
    return ods_changed(who, "<office:body>", "<office:body><!-- saved by hand -->")


@refused("F012", name="форма.ods")
def a_merge_over_the_whole_ods(who):
    more = ' table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
    return ods_first_cell(who, ODS_CELL.format(more=more, text="x"))


@finding("S002")
def a_sheet_on_the_network(who):
    target = b'Target="http://evil.example/sheet.xml" TargetMode="External"'
    return changed(who, RELATIONS, b'Target="worksheets/sheet3.xml"', target)


@finding("S003")
def a_sheet_that_is_the_book_itself(who):
    target = b'Target="workbook.xml"'
    return changed(who, RELATIONS, b'Target="worksheets/sheet3.xml"', target)


@refused("F013")
def two_parts_under_one_relation(who):
    relations = parts_of(who)[RELATIONS]
    ident = re.search(rb'Id="(rId\d+)"[^>]*sheet3', relations)[1]
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    second = b'<Relationship Id="%s" Type="%s" Target="worksheets/sheet4.xml"/>' % (ident, kind)
    return changed(who, RELATIONS, b"</Relationships>", second + b"</Relationships>")


@refused("F006")
def an_attribute_written_twice(who):
    return cell(who, "D9", '<c {r} t="str" t="n"><v>да</v></c>')


@accepted()
def a_cell_within_a_cell(who):
    return cell(who, "D9", '<c {r} t="str"><v>да</v><c r="D10"><v>1</v></c></c>')


@accepted("S020")
def a_formula_of_two_hundred_thousand_brackets(who):
    return cell(who, "D9", f'<c {{r}} t="str"><f>{"(" * 200_000}</f><v>да</v></c>')


@accepted("S020")
def a_formula_of_an_array_over_the_whole_sheet(who):
    formula = '<f t="array" ref="A1:XFD1048576">"да"</f>'
    return cell(who, "D9", f'<c {{r}} t="str">{formula}<v>да</v></c>')


@accepted()
def two_hundred_thousand_names_in_the_book(who):
    names = b"".join(b'<definedName name="n%d">A1</definedName>' % at for at in range(200_000))
    return changed(who, BOOK, b"</sheets>", b"</sheets><definedNames>%s</definedNames>" % names)


@refused("F006")
def a_cell_repeated_a_number_of_times_among_spaces(who):
    return ods_first_cell(who, '<table:table-cell table:number-columns-repeated=" 5 "/>')


@accepted()
def a_percentage_that_is_no_number_in_an_ods(who):
    return ods_first_cell(
        who, '<table:table-cell office:value-type="percentage" office:value="NaN"/>'
    )
