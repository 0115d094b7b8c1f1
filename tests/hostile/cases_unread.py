"""What may be a return and is not read: signed, printed, packed, of other programs."""

import gzip
from email.message import EmailMessage

from tests.hostile.cases_messages import DATE, FORM, message
from tests.hostile.table import accepted, ignored, refused
from tests.hostile.workshop import archive, form, packed
from tests.reading.test_unread import EXCEL_2003, FLAT, sealed, without_lengths


def smime(content, kind):
    """Return a message that is nothing but a signed or encrypted one."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "a@example.ru", "Самооценка", DATE
    made.set_content(content, "application", "x-pkcs7-mime", params={"smime-type": kind})
    return made.as_bytes()


@refused("F022", "сохраните его в папку", name="ответы.csv")
def a_table_of_text(who):
    return f"Код;{who}\n".encode("cp1251")


@refused("F022", "LibreOffice", name="ответы.fods")
def a_flat_table_of_libreoffice(who):
    return FLAT


@refused("F022", "Excel 2003", name="ответы.xml")
def a_table_of_excel_2003(who):
    return EXCEL_2003


@refused("F004", "Книга Excel (.xlsx)", name="форма.xlsx")
def a_packed_form_named_as_a_workbook(who):
    return gzip.compress(form(who), mtime=0)


@refused("F022", "Numbers", name="ответы.numbers")
def a_table_of_apple(who):
    return archive({"Index/Document.iwa": b"x"})


@accepted(name="форма.csv")
def a_workbook_named_as_a_table_of_text(who):
    return form(who)


@refused("F023", "программе электронной подписи", name="форма.xlsx.sig")
def a_form_within_its_signature(who):
    return sealed(form(who))


@refused("F023", name="форма.xlsx.p7m")
def a_form_within_a_signature_of_open_length(who):
    return without_lengths(form(who))


@ignored("электронная подпись", name="форма.xlsx.sig")
def a_signature_apart_from_its_form(who):
    return sealed(None)


@refused("F023", "внутри электронной подписи", name="письмо.eml", inner="вложение 1.p7m")
def a_message_signed_as_a_whole(who):
    return smime(sealed(message((FORM, form(who)))), "signed-data")


@refused("F023", "зашифрованный", name="письмо.eml", inner="вложение 1.p7m")
def a_message_encrypted_as_a_whole(who):
    return smime(sealed(b"x", kind=3), "enveloped-data")


@accepted(name="письмо.eml", inner=FORM)
def a_message_with_its_signature_beside(who):
    return message((FORM, form(who)), ("smime.p7s", sealed(None)))


@refused("F024", "книгой Excel", name="Самооценка.pdf")
def a_printed_form(who):
    return b"%PDF-1.4"


@refused("F024", "файл разобран", name="Самооценка.docx")
def a_form_retyped_in_word(who):
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


@ignored("вместе с ним книгой", name="письмо.eml", inner="Самооценка с подписью.pdf")
def a_printed_copy_beside_the_form(who):
    return message((FORM, form(who)), ("Самооценка с подписью.pdf", b"%PDF"))


@refused("F019", "GZIP", name="форма.xlsx.gz")
def a_form_packed_by_gzip(who):
    return gzip.compress(form(who), mtime=0)


@refused("F019", "почтовый ящик", name="Входящие")
def a_mailbox_without_a_suffix(who):
    return b"From a@example.ru Mon Dec 15 10:00:00 2025\n" + message((FORM, form(who)))


@refused("F021", "календарь", name="письмо.eml", inner="календарь.csv")
def a_calendar_that_came_by_mail(who):
    return message(("календарь.csv", "Дата;День\n".encode()))
