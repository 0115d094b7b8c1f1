"""Messages and archives in the folder: opened one level deep, named as they were meant."""

import base64
import io
import struct
import zipfile
from email.message import EmailMessage

import pytest

from tests.hostile.table import accepted, finding, ignored, refused
from tests.hostile.workshop import archive, form, packed, parts_of, registry

BOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATE = "Mon, 15 Dec 2025 10:00:00 +0700"


def message(*files, date=DATE):
    """Return a message with attachments (name, content)."""
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "a@example.ru", "Самооценка", date
    made.set_content("Направляем самооценку.")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype=BOOK, filename=name)
    return made.as_bytes()


def raw_message(who, disposition, kind=b"application/octet-stream", body=None):
    """Return a message written by hand, with one attachment under this header."""
    content = base64.encodebytes(form(who)) if body is None else body
    return b"\r\n".join([
        b"From: a@example.ru", b"MIME-Version: 1.0",
        b"Content-Type: multipart/mixed; boundary=B", b"", b"--B",
        b"Content-Type: " + kind, b"Content-Disposition: " + disposition,
        b"Content-Transfer-Encoding: base64", b"", content, b"--B--", b"",
    ])  # fmt: skip


def raw_zip(files, encoding):
    """Return an archive whose names are bare bytes, without the flag of UTF-8."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in files.items():
            opened.writestr("x" * len(name.encode(encoding)), content)
    data = stream.getvalue()
    for name in files:
        data = data.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    return data


FORM = "Самооценка.xlsx"


@accepted(name="письмо.eml", inner=FORM)
def a_message_with_a_return(who):
    return message((FORM, form(who)))


@ignored("письмо от 15.12.2025, вложений: 2", name="письмо.eml")
def a_message_has_a_row_of_its_own(who):
    return message((FORM, form(who)), ("скан.pdf", b"%PDF"))


@ignored("вложение: документ PDF", name="письмо.eml", inner="сертификат.pdf")
def an_attachment_that_is_evidence(who):
    return message((FORM, form(who)), ("сертификат.pdf", b"%PDF"))


@ignored("файл архива: изображение", name="формы.zip", inner="фото/стенд.jpg")
def a_photograph_in_an_archive(who):
    return archive({FORM: form(who), "фото/стенд.jpg": b"\xff\xd8\xff"})


@accepted(name="формы.zip", inner=FORM)
def an_archive_with_a_return(who):
    return archive({FORM: form(who)})


@accepted(name="формы.zip", inner="папка/вторая/форма.xlsx")
def a_return_in_folders_of_an_archive(who):
    return archive({"папка/": b"", "папка/вторая/форма.xlsx": form(who)})


@accepted(name="формы.zip", inner=FORM)
def an_archive_of_windows(who):
    return raw_zip({FORM: form(who)}, "cp866")


@accepted(name="формы.zip", inner=FORM)
def an_archive_of_macos(who):
    return raw_zip({FORM: form(who), "__MACOSX/._x": b"x"}, "utf-8")


@accepted(name="формы.zip", inner="etc/форма.xlsx")
def a_member_that_climbs_folders(who):
    return archive({"../../../etc/форма.xlsx": form(who)})


@accepted(name="формы.zip", inner="форма.xlsx")
def a_member_named_from_the_root(who):
    return archive({"/форма.xlsx": form(who)})


@accepted(name="формы.zip", inner="Windows/форма.xlsx")
def a_member_on_a_drive(who):
    return raw_zip({"C:\\Windows\\форма.xlsx": form(who)}, "utf-8")


@accepted(name="формы.zip", inner="форма (2).xlsx")
def two_members_of_an_archive_under_one_name(who):
    stream = io.BytesIO(archive({"форма.xlsx": b"%PDF"}))
    with zipfile.ZipFile(stream, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("форма.xlsx", form(who))
    return stream.getvalue()


@ignored("архив, файлов внутри: 0", name="пусто.zip")
def an_archive_without_files(who):
    return archive({"папка/": b""})


@refused("F019", "архив внутри", name="формы.zip", inner="внутри.zip")
def an_archive_within_an_archive(who):
    return archive({"внутри.zip": archive({FORM: form(who)})})


@refused("F019", "архив внутри", name="письмо.eml", inner="формы.zip")
def an_archive_within_a_message(who):
    return message(("формы.zip", archive({FORM: form(who)})))


@refused("F019", "письмо внутри", name="письмо.eml", inner="вложенное письмо.eml")
def a_message_within_a_message(who):
    outer = EmailMessage()
    outer["From"] = "a@example.ru"
    outer.set_content("Пересылаю.")
    inner = EmailMessage()
    inner["From"] = "b@example.ru"
    inner.set_content("Самооценка")
    inner.add_attachment(form(who), maintype="application", subtype=BOOK, filename=FORM)
    outer.add_attachment(inner)
    return outer.as_bytes()


@refused("F019", "RAR", name="письмо.eml", inner="формы.rar")
def a_rar_within_a_message(who):
    return message(("формы.rar", b"Rar!\x1a\x07\x01\0"))


@refused("F019", "winmail.dat", name="письмо.eml", inner="winmail.dat")
def a_wrapping_of_outlook(who):
    return message(("winmail.dat", b"\x78\x9f\x3e\x22"))


@refused("F005", "распакуйте", name="формы.zip")
def an_archive_with_a_password(who):
    data = bytearray(archive({FORM: form(who)}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@refused("F006", name="формы.zip")
def half_an_archive(who):
    return archive({FORM: form(who)})[:9000]


@refused("F007", "в 100 раз", name="формы.zip")
def a_bomb_in_an_archive(who):
    return archive({FORM: form(who), "фото.jpg": bytes(60 << 20)})


@refused("F007", "больше 1000 частей", name="формы.zip")
def an_archive_of_two_thousand_files(who):
    return archive({f"{n}.txt": b"" for n in range(2000)})


@refused("F007", "лежат одна на другой", name="формы.zip")
def an_archive_whose_members_overlap(who):
    data = bytearray(archive({"а.xlsx": form(who), "б.xlsx": form(who)}))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", data, second + 42, 8)
    return bytes(data)


@refused("F020", "20 МБ", name="письмо.eml")
def a_message_of_twenty_one_megabytes(who):
    return message((FORM, form(who))) + b"x" * (21 << 20)


@refused("F002", name="письмо.eml")
def an_empty_message(who):
    return b""


@refused("F006", name="письмо.eml")
def a_message_of_rubbish(who):
    return bytes(range(256)) * 10


@refused("F006", name="письмо.eml", inner="форма.xlsx")
def a_damaged_workbook_in_a_message(who):
    return message(("форма.xlsx", form(who)[:4000]))


@refused("F007", "DOCTYPE", name="формы.zip", inner="форма.xlsx")
def an_attack_in_an_archive(who):
    parts = parts_of(who)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"?>", b"?><!DOCTYPE x>", 1)
    return archive({"форма.xlsx": packed(parts)})


@finding("S021", name="письмо.eml", inner=FORM, words="может быть")
def a_return_with_a_fault_in_a_message(who):
    from tests.hostile.workshop import text_cell

    return message((FORM, text_cell(who, "может быть", "D9")))


@refused("F021", name="письмо.eml", inner="реестр.xlsx")
def a_registry_in_a_message(who):
    return message(("реестр.xlsx", registry("Ч-001")))


# Names of attachments, in all the ways that mailers write them.


@accepted(name="письмо.eml", inner="Само оценка.xlsx")
def a_name_in_an_encoded_word(who):
    word = b"=?utf-8?B?" + base64.b64encode("Само оценка.xlsx".encode()) + b"?="
    return raw_message(who, b'attachment; filename="' + word + b'"')


@accepted(name="письмо.eml", inner="Самооценка учреждения за год.xlsx")
def a_name_in_two_encoded_words(who):
    words = [b"=?utf-8?B?" + base64.b64encode(half.encode()) + b"?="
             for half in ("Самооценка учреждения ", "за год.xlsx")]  # fmt: skip
    return raw_message(who, b'attachment; filename="' + b"\r\n ".join(words) + b'"')


@accepted(name="письмо.eml", inner="Форма.xlsx")
def a_name_in_an_encoded_word_of_koi8(who):
    word = b"=?koi8-r?B?" + base64.b64encode("Форма.xlsx".encode("koi8-r")) + b"?="
    return raw_message(who, b'attachment; filename="' + word + b'"')


@accepted(name="письмо.eml", inner="Самооценка.xlsx")
def a_name_by_rfc_2231(who):
    from urllib.parse import quote

    name = quote("Самооценка.xlsx").encode()
    return raw_message(who, b"attachment; filename*=UTF-8''" + name)


@accepted(name="письмо.eml", inner="Самооценка.xlsx")
def a_name_by_rfc_2231_in_pieces(who):
    from urllib.parse import quote

    first, second = quote("Самоо").encode(), quote("ценка.xlsx").encode()
    pieces = b"attachment; filename*0*=UTF-8''" + first + b"; filename*1*=" + second
    return raw_message(who, pieces)


@accepted(name="письмо.eml", inner="Самооценка.xlsx")
def a_name_in_bare_bytes_of_windows(who):
    return raw_message(who, 'attachment; filename="Самооценка.xlsx"'.encode("cp1251"))


@accepted(name="письмо.eml", inner="Самооценка.xlsx")
def a_name_in_bare_bytes_of_utf_8(who):
    return raw_message(who, 'attachment; filename="Самооценка.xlsx"'.encode())


@accepted(name="письмо.eml", inner="Самооценка.xlsx")
def a_name_in_the_type_only(who):
    kind = b'application/octet-stream; name="=?utf-8?Q?=D0=A1=D0=B0=D0=BC=D0=BE=D0=BE?='
    kind += b' =?utf-8?Q?=D1=86=D0=B5=D0=BD=D0=BA=D0=B0.xlsx?="'
    return raw_message(who, b"attachment", kind)


@accepted(name="письмо.eml", inner="вложение 1.xlsx")
def an_attachment_without_a_name(who):
    return raw_message(who, b"attachment", b"application/" + BOOK.encode())


@accepted(name="письмо.eml", inner="форма.xlsx")
def an_attachment_shown_inline(who):
    return raw_message(who, 'inline; filename="форма.xlsx"'.encode())


@accepted(name="письмо.eml", inner="passwd.xlsx")
def a_name_that_climbs_folders(who):
    return raw_message(who, b'attachment; filename="../../etc/passwd.xlsx"')


@accepted(name="письмо.eml", inner="CON.xlsx")
def a_name_of_a_device(who):
    return raw_message(who, b'attachment; filename="CON.xlsx"')


@accepted(name="письмо.eml", inner="a�b.xlsx")
def a_name_with_control_characters(who):
    from urllib.parse import quote

    return raw_message(who, b"attachment; filename*=UTF-8''" + quote("a\x01b.xlsx").encode())


@accepted(name="письмо.eml", inner="форма.xlsx")
def parts_within_parts_within_parts(who):
    body = base64.encodebytes(form(who))
    text = b"From: a@example.ru\r\nMIME-Version: 1.0\r\n"
    for depth in range(12):
        text += b"Content-Type: multipart/mixed; boundary=B%d\r\n\r\n--B%d\r\n" % (depth, depth)
    text += b'Content-Type: application/x; name="' + "форма.xlsx".encode() + b'"\r\n'
    text += b"Content-Transfer-Encoding: base64\r\n\r\n" + body
    return text + b"".join(b"\r\n--B%d--\r\n" % depth for depth in reversed(range(12)))


@refused("F006", name="письмо.eml")
def two_thousand_parts_one_in_another(who):
    text = b"From: a@example.ru\r\nMIME-Version: 1.0\r\n"
    for depth in range(2000):
        text += b"Content-Type: multipart/mixed; boundary=B%d\r\n\r\n--B%d\r\n" % (depth, depth)
    return text


@refused("F007", "больше 1000 частей", name="письмо.eml")
def a_message_of_three_thousand_parts(who):
    part = b'--B\r\nContent-Type: application/x; name="a.bin"\r\n\r\nx\r\n'
    head = b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    return head + part * 3000 + b"--B--\r\n"


@accepted(name="письмо.eml", inner="форма.xlsx")
def a_message_whose_date_is_nonsense(who):
    made = message(("форма.xlsx", form(who)))
    return made.replace(DATE.encode(), b"99 Foo 99999 99:99:99 +9999")


@accepted(name="письмо.eml", inner="форма.xlsx")
def a_message_with_headers_of_a_hundred_kilobytes(who):
    return b"X-Long: " + b"a" * 100_000 + b"\r\n" + message(("форма.xlsx", form(who)))


@finding("I020", name="письмо.eml", inner="форма.xlsx", words="16.12.2025")
def a_message_sent_at_night_from_moscow(who):
    """Half past eleven in the evening of the 15th is the 16th in Kemerovo: after the deadline."""
    return message(("форма.xlsx", form(who)), date="Mon, 15 Dec 2025 23:30:00 +0300")


@refused("F004", name="письмо.eml", inner="форма.xlsx")
def base64_that_breaks_off(who):
    body = base64.encodebytes(form(who))[:5000] + b"!!!! not base64 ===="
    return raw_message(who, 'attachment; filename="форма.xlsx"'.encode(), body=body)
