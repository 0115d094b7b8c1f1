"""Text that is not only text: control characters, direction, code, length."""

from tests.hostile.table import accepted, finding, refused
from tests.hostile.workshop import (
    BOOK,
    EVIDENCE,
    ODS_CELL,
    STRINGS,
    changed,
    form,
    ods_first_cell,
    parts_of,
    text_cell,
    with_parts,
)


@accepted("F015")
def a_control_character_as_a_reference(who):
    return text_cell(who, "приказ&#1; № 1")


@accepted("F015")
def a_bare_control_character(who):
    return text_cell(who, "приказ\x07 № 1")


@accepted("F015")
def a_control_character_in_the_way_of_excel(who):
    return text_cell(who, "приказ_x0001_ № 1")


@accepted("F015")
def a_delete_character(who):
    return text_cell(who, "приказ\x7f\x9b № 1")


@accepted("F015")
def a_text_written_from_right_to_left(who):
    return text_cell(who, "приказ \u202eгпж.exe")


@accepted("F015")
def isolated_directions(who):
    return text_cell(who, "приказ \u2066№ 1\u2069")


@accepted("F015")
def a_character_that_is_none(who):
    return text_cell(who, "приказ \uffff № 1")


@refused("F006")
def half_a_character(who):
    return text_cell(who, "приказ &#xD800; № 1")


@accepted()
def half_a_character_in_the_way_of_excel(who):
    return text_cell(who, "приказ _xD800_ № 1")


@accepted("F016")
def a_text_of_a_hundred_thousand_letters(who):
    return text_cell(who, "слово " * 17_000)


@finding("S029")
def a_text_of_three_thousand_letters(who):
    return text_cell(who, "слово " * 500)


@accepted()
def invisible_characters(who):
    return text_cell(who, "при\u200bказ\u00ad \ufeff№\u00a01")


@accepted()
def a_text_of_many_lines(who):
    return text_cell(who, "приказ&#10;№ 1_x000D_&#10;от 14.03.2025")


@accepted()
def characters_outside_the_basic_plane(who):
    return text_cell(who, "приказ 😀 𝒜 № 1")


@accepted()
def a_tower_of_accents(who):
    return text_cell(who, "е" + "\u0301" * 1000)


@accepted()
def a_formula_as_text(who):
    return text_cell(who, "=cmd|'/c calc'!A0")


@accepted()
def a_formula_as_text_behind_a_tab(who):
    return text_cell(who, "&#9;=1+1")


@accepted()
def code_of_a_template(who):
    return text_cell(who, "{{ 7*7 }} {% for x in y %} {# #}")


@accepted()
def tags_of_a_page(who):
    return text_cell(who, "&lt;script&gt;alert(1)&lt;/script&gt;&lt;w:p/&gt; ]]&gt;")


@accepted()
def rich_text_of_excel_as_text(who):
    return text_cell(who, "&lt;r&gt;&lt;t&gt;приказ № 1&lt;/t&gt;&lt;/r&gt;")


@finding("S021", words="<r>&<t></r>")
def broken_rich_text_in_a_mark(who):
    return text_cell(who, "&lt;r&gt;&amp;&lt;t&gt;&lt;/r&gt;", "D9")


@accepted()
def braces_of_a_format(who):
    return text_cell(who, "{0} {cell} {found!r:>99999999} %s %n")


@finding("S021", words="{cell}")
def braces_of_a_format_in_a_mark(who):
    return text_cell(who, "{cell} {0.__class__}", "D9")


@accepted()
def a_path_up_the_folders(who):
    return text_cell(who, "..\\..\\windows\\CON ../../etc/passwd")


@accepted("F015")
def a_name_of_a_participant_with_a_line_of_control(who):
    name = f"Учреждение&#2; {who}"
    return _in_info(who, "C7", name)


def _in_info(who, address, text):
    from tests.hostile.workshop import cell

    written = f'<c {{r}} t="inlineStr"><is><t>{text}</t></is></c>'
    return cell(who, address, written, "xl/worksheets/sheet2.xml")


@finding("I014")
def a_name_of_two_thousand_letters(who):
    return _in_info(who, "C7", "Учреждение " * 180)


@accepted()
def a_sheet_named_with_directions_and_markup(who):
    sheet = '<sheet name="&lt;b&gt;\u202e" sheetId="99" r:id="rId99"/></sheets>'.encode()
    relation = b'<Relationship Id="rId99" Type="x/worksheet" Target="worksheets/sheet9.xml"/>'
    parts = parts_of(who)
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", sheet)
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", relation + b"</Relationships>")
    page = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    from tests.hostile.workshop import packed

    return packed(parts | {"xl/worksheets/sheet9.xml": page})


@refused("F006")
def a_sheet_named_with_a_control_character(who):
    return changed(who, BOOK, 'name="Код"'.encode(), b'name="&#1;"')


@accepted()
def a_sheet_with_a_name_of_a_thousand_letters(who):
    return changed(who, BOOK, 'name="Инструкция"'.encode(), f'name="{"И" * 1000}"'.encode())


@finding("S021", "F015", words="да", name="форма.xlsx")
def a_mark_hidden_among_directions(who):
    return text_cell(who, "да\u202e тен", "D9")


@accepted("F015")
def a_mark_with_a_bell(who):
    return text_cell(who, "да\x07", "D9")


@accepted("F015", name="форма.ods")
def a_direction_in_an_ods(who):
    return ods_first_cell(who, ODS_CELL.format(more="", text="слова \u202e наоборот"))


@accepted()
def texts_of_every_language(who):
    words = "".join(chr(code) for code in range(0x100, 0x2000, 7) if chr(code).isprintable())
    return text_cell(who, words.replace("&", "").replace("<", "")[:900])


@accepted()
def a_form_whose_texts_are_doubled_escapes(who):
    return text_cell(who, "&amp;lt;b&amp;gt; &amp;amp; &amp;#1;")


@accepted()
def a_shared_text_of_many_pieces(who):
    parts = parts_of(who)
    pieces = "<si>" + "<r><t>д</t></r>" * 5_000 + "</si></sst>"
    return with_parts(who, **{STRINGS: parts[STRINGS].replace(b"</sst>", pieces.encode())})


@accepted()
def the_same_return_again(who):
    return form(who)


assert EVIDENCE == "E9"
