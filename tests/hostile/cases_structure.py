"""What people and programs do to the structure of a form: hidden, covered, copied, computed."""

import io

import openpyxl

from kuzbass_batch.records.files.sources import Kind
from tests.filled import at
from tests.hostile.table import accepted, finding
from tests.hostile.workshop import (
    EVIDENCE,
    MARK,
    MARKS,
    cell,
    changed,
    form,
    more_rows,
    ods_first_cell,
)


def _by_openpyxl(who, change):
    book = openpyxl.load_workbook(io.BytesIO(form(who)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _place(field):
    sheet, _, address = at(Kind.SELF_ASSESSMENT, field).partition("!")
    return sheet, address


@finding("S013", words="2000")
def a_table_of_nineteen_thousand_lines(who):
    """Drawn anew with all of them it would take longer than a worker has."""
    sheet, address = _place("training/1/name")

    def fill(book):
        place = book[sheet][address]
        for number in range(19_000):
            for column, text in enumerate(("Первый Илья", "=роль", f"когда-то {number}", "тема")):
                cell = book[sheet].cell(place.row + number, place.column + column, text)
                cell.data_type = "s"

    return _by_openpyxl(who, fill)


@accepted()
def saved_by_openpyxl(who):
    return _by_openpyxl(who, lambda book: None)


@accepted()
def a_row_inserted_on_top(who):
    return _by_openpyxl(who, lambda book: book["Код"].insert_rows(1))


@accepted()
def an_own_sheet_of_notes(who):
    return _by_openpyxl(who, lambda book: book.create_sheet("Заметки", 0).append(["для себя"]))


@accepted()
def all_sheets_hidden_but_one(who):
    def hide(book):
        for sheet in book.worksheets[1:]:
            sheet.sheet_state = "veryHidden"

    return _by_openpyxl(who, hide)


@finding("S026")
def two_answers_in_one_merged_cell(who):
    def merge(book):
        (sheet, first), (_, last) = _place("3.1/done"), _place("3.2/done")
        book[sheet].merge_cells(f"{first}:{last}")

    return _by_openpyxl(who, merge)


@finding("S027", words="скрыто")
def a_value_beneath_a_merge(who):
    # Column G, which works out the score as one fills the form in, is never empty.
    return changed(who, MARKS, b"</mergeCells>", b'<mergeCell ref="F9:G9"/></mergeCells>')


@finding("S025", words="#REF!")
def an_error_in_an_answer(who):
    return cell(who, EVIDENCE, '<c {r} t="e"><v>#REF!</v></c>')


@finding("S025", words="#ДЕЛ/0!")
def an_error_spelt_in_russian(who):
    return cell(who, EVIDENCE, '<c {r} t="e"><f>1/0</f><v>#ДЕЛ/0!</v></c>')


@finding("S031")
def a_formula_without_a_value(who):
    return cell(who, MARK, "<c {r}><f>1+1</f></c>")


@finding("S031")
def a_formula_with_an_empty_value(who):
    return cell(who, MARK, '<c {r} t="str"><f>""</f><v></v></c>')


@finding("S020", words="да")
def a_formula_with_a_value(who):
    return cell(who, MARK, '<c {r} t="str"><f>IF(1,"да")</f><v>да</v></c>')


@finding("S020")
def a_formula_that_calls_a_programme(who):
    return cell(who, EVIDENCE, "<c {r} t=\"str\"><f>cmd|'/c calc'!A0</f><v>calc</v></c>")


@finding("S020")
def a_link_as_a_formula(who):
    link = '<f>HYPERLINK("http://example.org","приказ")</f><v>приказ</v>'
    return cell(who, EVIDENCE, f'<c {{r}} t="str">{link}</c>')


@finding("S025", words="NaN")
def a_number_that_is_none(who):
    return cell(who, EVIDENCE, "<c {r}><v>NaN</v></c>")


@finding("S025", words="∞")
def an_infinite_number(who):
    return cell(who, EVIDENCE, "<c {r}><v>1e999</v></c>")


@finding("S025", words="NaN")
def no_number_where_a_mark_is_expected(who):
    return cell(who, MARK, "<c {r}><v>NaN</v></c>")


@accepted()
def no_number_in_a_cell_that_nobody_asks(who):
    return cell(who, "F3", "<c {r}><v>-INF</v></c>")


@finding("S006")
def a_row_of_answers_copied_with_another_answer(who):
    row = '<row r="70"><c r="A70" t="inlineStr"><is><t>1.1</t></is></c>'
    row += '<c r="D70" t="inlineStr"><is><t>нет</t></is></c></row>'
    return more_rows(who, row.encode())


@finding("S007")
def a_row_of_answers_copied_and_left_empty(who):
    row = '<row r="70"><c r="A70" t="inlineStr"><is><t>1.1</t></is></c></row>'
    return more_rows(who, row.encode())


@finding("S005")
def a_code_overwritten(who):
    return cell(who, "A9", '<c {r} t="inlineStr"><is><t>1.7</t></is></c>')


@finding("S003")
def the_word_above_the_codes_overwritten(who):
    return changed(who, "xl/sharedStrings.xml", "<t>Код</t>".encode(), "<t>№</t>".encode(), 9)


@finding("S002")
def a_sheet_deleted(who):
    return _by_openpyxl(who, lambda book: book.remove(book["Обучение"]))


@accepted()
def a_sheet_renamed(who):
    return changed(who, "xl/workbook.xml", 'name="Обучение"'.encode(), 'name="Лист2"'.encode())


@finding("S008")
def a_sheet_copied(who):
    return _by_openpyxl(who, lambda book: book.copy_worksheet(book["Самооценка"]))


@finding("S032")
def a_total_typed_over(who):
    return cell(who, "C3", "<c {r}><v>14.9</v></c>")


@accepted()
def five_thousand_rows_of_notes_below(who):
    row = '<row r="%d"><c r="B%d" t="inlineStr"><is><t>строка</t></is></c></row>'
    return more_rows(who, "".join(row % (n, n) for n in range(100, 5100)).encode())


@accepted(name="форма.ods")
def a_note_pinned_to_a_cell_of_an_ods(who):
    note = "<office:annotation><text:p>пояснение</text:p></office:annotation>"
    opened = '<table:table-cell office:value-type="string">'
    return ods_first_cell(who, f"{opened}{note}<text:p>слова</text:p></table:table-cell>")


@finding("S021", words="2025", name="форма.xls")
def an_old_number_where_a_mark_is_expected(who):
    return _old_mark_as_number(who)


def _old_mark_as_number(who):
    """The text cell D9 becomes a number cell of the same place (RK, [MS-XLS] 2.4.220)."""
    import struct

    from kuzbass_batch.reading.guard import ole
    from tests.hostile.workshop import biff

    stream = bytearray(biff(who))
    at, sheet = 0, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        sheet += kind == 0x809
        if kind == 0xFD and sheet == 4 and struct.unpack_from("<HH", stream, at + 4) == (8, 3):
            struct.pack_into("<H", stream, at, 0x27E)
            struct.pack_into("<I", stream, at + 10, 2025 << 2 | 2)
            return ole.pack_workbook(bytes(stream))
        at += 4 + length
    raise AssertionError("D9 is no text in the saved form")


@finding("S025", words="#REF!", name="форма.xls")
def an_old_error_in_an_answer(who):
    import struct

    from kuzbass_batch.reading.guard import ole
    from tests.hostile.workshop import biff

    stream = biff(who)
    at, sheet = 0, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        sheet += kind == 0x809
        if kind == 0xFD and sheet == 4 and struct.unpack_from("<HH", stream, at + 4) == (8, 3):
            error = struct.pack("<HH", 0x205, 10) + stream[at + 4 : at + 10] + b"\x17\x01\0\0"
            return ole.pack_workbook(stream[:at] + error + stream[at + 4 + length :])
        at += 4 + length
    raise AssertionError("D9 is no text in the saved form")
