"""Messages of Outlook: read as others are, under the same bounds."""

import datetime as dt
import struct

from tests.hostile.cases_messages import FORM, message
from tests.hostile.table import accepted, finding, ignored, refused
from tests.hostile.workshop import archive, form, registry, xls
from tests.outlook import container, msg
from tests.reading.test_unread import sealed


@accepted(name="письмо.msg", inner=FORM)
def a_message_of_outlook_with_a_return(who):
    return msg((FORM, form(who)))


@accepted(name="письмо.msg", inner=FORM)
def a_message_of_old_outlook_with_names_in_windows_letters(who):
    return msg((FORM, form(who)), ansi=True)


@accepted(name="письмо.eml", inner=FORM)
def a_message_of_outlook_named_as_another(who):
    return msg((FORM, form(who)))


@accepted(name="письмо.msg", inner=FORM)
def another_message_named_as_one_of_outlook(who):
    return message((FORM, form(who)))


@accepted(name="письмо.msg", inner="форма (2).xlsx")
def two_attachments_of_outlook_under_one_name(who):
    return msg(("форма.xlsx", registry()[:9]), ("форма.xlsx", form(who)))


@ignored("письмо от 15.12.2025, вложений: 2", name="письмо.msg")
def a_message_of_outlook_has_a_row_of_its_own(who):
    return msg(("скан.jpg", b"\xff\xd8\xff"), ("приказ.pdf", b"%PDF"))


@finding("I020", name="письмо.msg", inner=FORM, words="16.12.2025")
def a_message_of_outlook_sent_at_night_from_moscow(who):
    moscow = dt.timezone(dt.timedelta(hours=3))
    return msg((FORM, form(who)), moment=dt.datetime(2025, 12, 15, 23, 30, tzinfo=moscow))


@refused("F019", "письмо внутри", name="письмо.msg", inner="Пересланное.msg")
def a_message_within_a_message_of_outlook(who):
    return msg(embedded=("Пересланное",))


@refused("F019", "письмо внутри", name="письмо.eml", inner="письмо.msg")
def a_message_of_outlook_within_a_message(who):
    return message(("письмо.msg", msg((FORM, form(who)))))


@refused("F019", "архив внутри", name="письмо.msg", inner="формы.zip")
def an_archive_within_a_message_of_outlook(who):
    return msg(("формы.zip", archive({FORM: form(who)})))


@refused("F023", name="письмо.msg", inner="smime.p7m")
def a_signed_message_of_outlook(who):
    return msg(("smime.p7m", sealed(message((FORM, form(who))))))


@refused("F021", "реестр", name="письмо.msg", inner="реестр.xlsx")
def a_registry_in_a_message_of_outlook(who):
    return msg(("реестр.xlsx", registry(who)))


@refused("F006", name="письмо.msg")
def half_a_message_of_outlook(who):
    return msg((FORM, form(who)))[:9000]


@refused("F006", name="письмо.msg")
def a_message_of_outlook_without_its_properties(who):
    return container({"__properties_version1.0": {}, "x": b"x"})


@refused("F006", name="письмо.msg")
def a_message_of_outlook_whose_streams_overlap(who):
    """Every attachment claims the sectors of the first."""
    data = bytearray(msg(*((f"{n}.xlsx", form(who)) for n in range(3))))
    name = "__substg1.0_37010102".encode("utf-16-le")
    at = data.index(name)
    for _ in range(3):
        struct.pack_into("<Q", data, at + 120, len(data) - 4096)
        at = data.find(name, at + 1)
    return bytes(data)


@refused("F020", "20 МБ", name="письмо.msg")
def a_message_of_outlook_of_twenty_one_megabytes(who):
    return msg((FORM, form(who))) + bytes(21 << 20)


@refused("F004", "письмо Outlook", name="форма.xlsx")
def a_whole_message_of_outlook_named_as_a_workbook(who):
    return msg((FORM, form(who)))


@accepted(name="письмо.msg")
def an_old_workbook_named_as_a_message_of_outlook(who):
    return xls(who)
