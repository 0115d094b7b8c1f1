"""Files that are not what their names say."""

from tests.hostile.table import accepted, ignored, refused
from tests.hostile.workshop import archive, form, ods, packed, parts_of, xls, xls_container


@refused("F002")
def an_empty_file(who):
    return b""


@refused("F004", "неизвестные данные")
def one_byte(who):
    return b"\0"


@refused("F004", "документ PDF")
def a_pdf(who):
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@refused("F004", "страница HTML", name="форма.xls")
def a_web_page_that_excel_opens(who):
    return "<html><table><tr><td>Самооценка</td></tr></table></html>".encode("cp1251")


@refused("F004", "страница HTML")
def a_web_page_with_a_byte_order_mark(who):
    return b"\xef\xbb\xbf\r\n <!DOCTYPE html><html></html>"


@refused("F004", "документ RTF")
def a_rich_text(who):
    return b"{\\rtf1\\ansi form}"


@refused("F004", "текст")
def a_table_as_text(who):
    return "Код;Выполнено\n1.1;да\n".encode("cp1251")


@refused("F004", "Excel 2003")
def a_workbook_as_plain_xml(who):
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@refused("F004", "архив RAR")
def an_archive_rar_named_as_a_workbook(who):
    return b"Rar!\x1a\x07\x01\0" + bytes(100)


@refused("F004", "архив 7-Zip")
def an_archive_7z_named_as_a_workbook(who):
    return b"7z\xbc\xaf\x27\x1c" + bytes(100)


@refused("F004", "изображение")
def a_scanned_page(who):
    return b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(500)


@refused("F004", "программа")
def a_program(who):
    return b"MZ\x90\0" + bytes(500)


@refused("F004", "документ Word")
def a_word_document(who):
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


@refused("F004", "презентация")
def a_presentation(who):
    return archive({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})


@refused("F004", "архив с файлами")
def a_plain_archive(who):
    return archive({"readme.txt": b"hello"})


@refused("F004", "архив с файлами")
def a_package_without_a_workbook(who):
    return archive({"[Content_Types].xml": b"<Types/>", "x.xml": b"<x/>"})


@refused("F004", "двоичная книга", name="форма.xlsb")
def a_binary_workbook(who):
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": bytes(10)})


@refused("F004", "не книга", name="форма.ods")
def a_libreoffice_text(who):
    kind = b"application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": b"<x/>"})


@refused("F004", "старше 1997 года", name="форма.xls")
def a_workbook_of_excel_4(who):
    return b"\x09\x04\x06\0\0\0\x10\0" + bytes(200)


@accepted(name="Самооценка.docx")
def a_return_named_as_a_word_document(who):
    return form(who)


@accepted(name="Самооценка.pdf")
def a_return_named_as_a_pdf(who):
    return form(who)


@accepted(name="Самооценка")
def a_return_without_an_ending(who):
    return form(who)


@accepted(name="Самооценка.xlsx")
def an_old_workbook_named_as_a_new_one(who):
    return xls(who)


@accepted(name="Самооценка.xls")
def a_new_workbook_named_as_an_old_one(who):
    return form(who)


@accepted(name="Самооценка.xls")
def an_ods_named_as_an_old_workbook(who):
    return ods(who)


@accepted(name="Самооценка.zip")
def a_workbook_named_as_an_archive(who):
    return form(who)


@accepted(name="Самооценка.eml")
def a_workbook_named_as_a_message(who):
    return form(who)


@accepted(name="ФОРМА.XLSX")
def a_name_in_capitals(who):
    return form(who)


@accepted(name="форма.xltx")
def a_template(who):
    old, new = b"spreadsheetml.sheet.main", b"spreadsheetml.template.main"
    parts = parts_of(who)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)
    return packed(parts)


@accepted(name="форма.xls")
def the_container_of_libreoffice(who):
    return xls_container(who)


@ignored("документ PDF", name="сертификат.pdf")
def an_evidence(who):
    return b"%PDF-1.4"


@ignored("документ Word", name="приказ.docx")
def an_evidence_in_word(who):
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


@ignored("временный файл", name="~$форма.xlsx")
def the_mark_of_an_open_workbook(who):
    return form(who)


@ignored("служебный файл", name="Thumbs.db")
def a_file_of_windows(who):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@ignored("служебный файл", name="._форма.xlsx")
def a_shadow_of_macos(who):
    return bytes(4096)


@ignored("скрытый файл", name=".заметки")
def a_hidden_file(who):
    return b"notes"


@refused("F032", "не докачана", name=".форма.xlsx")
def a_form_under_a_hidden_name(who):
    return form(who)


@refused("F019", "архив RAR", name="формы.rar")
def an_archive_that_is_not_opened(who):
    return b"Rar!\x1a\x07\x01\0"


@refused("F019", "7-Zip", name="формы.7z")
def another_archive_that_is_not_opened(who):
    return b"7z\xbc\xaf\x27\x1c"


@refused("F006", name="письмо.msg")
def a_message_of_outlook(who):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@refused("F019", "winmail.dat", name="winmail.dat")
def the_wrapping_of_outlook(who):
    return b"\x78\x9f\x3e\x22"
