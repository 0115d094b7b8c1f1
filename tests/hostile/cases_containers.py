"""The zip and OLE containers of workbooks: bombs, lies, loops, doubles."""

import io
import struct
import zipfile
import zlib
from hashlib import sha256

import pytest

from tests.hostile.table import accepted, refused
from tests.hostile.workshop import (
    MARKS,
    STRINGS,
    archive,
    biff,
    form,
    ods_parts,
    packed,
    parts_of,
    with_parts,
    xls_container,
    xls_record,
)

MEGABYTE = 2**20


@refused("F006")
def a_truncated_archive(who):
    return form(who)[:5000]


@refused("F006")
def an_archive_without_its_list(who):
    data = form(who)
    return data[: data.index(b"PK\x01\x02")]


@refused("F006")
def a_list_that_ends_too_soon(who):
    data = bytearray(form(who))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<I", data, end + 12, 10)
    return bytes(data)


@refused("F006")
def rubbish_behind_the_first_bytes(who):
    return b"PK\x03\x04" + bytes(range(256)) * 40


@refused("F004")
def a_programme_in_front_of_the_archive(who):
    return b"MZ" + bytes(1000) + form(who)


@accepted()
def a_comment_behind_the_archive(who):
    stream = io.BytesIO(form(who))
    with zipfile.ZipFile(stream, "a") as opened:
        opened.comment = "Самооценка".encode()
    return stream.getvalue()


@accepted()
def members_stored_without_compression(who):
    return packed(parts_of(who), zipfile.ZIP_STORED)


@refused("F007", "необычным способом")
def members_compressed_by_bzip2(who):
    return packed(parts_of(who), zipfile.ZIP_BZIP2)


@refused("F007", "необычным способом")
def members_compressed_by_lzma(who):
    return packed(parts_of(who), zipfile.ZIP_LZMA)


@refused("F007", "в 100 раз")
def a_member_of_sixty_megabytes_of_zeros(who):
    return with_parts(who, **{"xl/media/image1.png": bytes(60 * MEGABYTE)})


@refused("F007", "слишком велик")
def a_member_beyond_the_bound(who):
    noise = b"".join(sha256(b"%d" % n).digest() + bytes(1000) for n in range(11_000))
    return with_parts(who, **{f"xl/media/image{n}.png": noise for n in range(6)})


@refused("F007", "больше 1000 частей")
def a_thousand_and_one_members(who):
    return with_parts(who, **{f"xl/media/{n}.bin": b"" for n in range(1001)})


@refused("F007", "слишком много частей")
def a_list_of_fifty_thousand_members(who):
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, *[0] * 6) + b"a"
    data = form(who)
    at = data.index(b"PK\x01\x02")
    return data[:at] + entry * 50_000 + data[at:]


@refused("F007", "одним именем")
def two_members_of_one_name(who):
    data = form(who)
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr(MARKS, parts_of(who)[MARKS])
    return stream.getvalue()


@refused("F007", "одним именем")
def two_names_that_differ_in_case_only(who):
    return with_parts(who, **{MARKS.replace("sheet3", "SHEET3"): b"<x/>"})


@refused("F007", "одним именем")
def two_names_that_differ_in_the_slash_only(who):
    return with_parts(who, **{MARKS.replace("/", "\\"): b"<x/>"})


def _headers(data, name):
    """Return where the local header and the entry in the list of a member begin."""
    raw = name.encode()
    local = data.index(raw) - 30
    return local, data.index(raw, data.index(b"PK\x01\x02")) - 46


@refused("F007", "имена частей")
def a_member_named_otherwise_in_its_own_header(who):
    data = bytearray(form(who))
    local, _ = _headers(data, MARKS)
    data[local + 30 : local + 30 + len(MARKS)] = MARKS.replace("sheet3", "sheet9").encode()
    return bytes(data)


@refused("F006")
def a_member_that_lies_small_about_its_size(who):
    data = bytearray(form(who))
    for at, field in zip(_headers(data, MARKS), (22, 24), strict=True):
        struct.pack_into("<I", data, at + field, 10)
    return bytes(data)


@refused("F006")
def a_member_that_lies_great_about_its_size(who):
    data = bytearray(form(who))
    struct.pack_into("<I", data, _headers(data, MARKS)[1] + 24, 0xFFFFFFF0)
    return bytes(data)


@refused("F006")
def a_wrong_checksum(who):
    data = bytearray(form(who))
    struct.pack_into("<I", data, _headers(data, MARKS)[1] + 16, 12345)
    return bytes(data)


@refused("F006")
def a_member_that_begins_behind_the_end(who):
    data = bytearray(form(who))
    struct.pack_into("<I", data, _headers(data, MARKS)[1] + 42, 0x7FFFFFF0)
    return bytes(data)


@refused("F007", "лежат одна на другой")
def members_that_lie_over_one_another(who):
    data = bytearray(form(who))
    (offset,) = struct.unpack_from("<I", data, _headers(data, MARKS)[1] + 42)
    struct.pack_into("<I", data, _headers(data, STRINGS)[1] + 42, offset + 40)
    return bytes(data)


@refused("F006")
def sizes_of_64_bits_that_are_not_there(who):
    data = bytearray(form(who))
    struct.pack_into("<I", data, _headers(data, MARKS)[1] + 24, 0xFFFFFFFF)
    return bytes(data)


@accepted()
def sizes_told_behind_the_data(who):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.parts = []

        def writable(self):
            return True

        def write(self, data):
            self.parts.append(bytes(data))
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts_of(who).items():
            opened.writestr(name, content)
    return b"".join(pipe.parts)


@refused("F005", "паролем")
def an_encrypted_member(who):
    data = bytearray(form(who))
    for at, field in zip(_headers(data, MARKS), (6, 8), strict=True):
        data[at + field] |= 1
    return bytes(data)


@accepted()
def backslashes_in_the_names(who):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in parts_of(who).items():
            info = zipfile.ZipInfo(name)
            info.filename = name.replace("/", "\\")
            opened.writestr(info, content)
    return stream.getvalue()


@accepted()
def folders_listed_as_members(who):
    return packed({"xl/": b"", "xl/worksheets/": b"", **parts_of(who)})


@accepted()
def a_workbook_with_macros_and_pictures(who):
    return with_parts(who, **{"xl/vbaProject.bin": b"\xd0\xcf" * 500, "xl/media/i.png": b"p" * 999})


@accepted()
def a_part_of_garbage_that_nobody_needs(who):
    return with_parts(
        who, **{"xl/drawings/drawing1.vml": b"\xff\xfe<not xml", "customXml/a.bin": b"x"}
    )


RESOURCE = b"\0\x05\x16\x07\0\x02\0\0Mac OS X"


@accepted()
def parts_that_a_mac_packs_beside_the_book(who):
    """The resource of each part carries its name, ending and all, and is no XML."""
    return with_parts(
        who,
        **{f"__MACOSX/{folder}._{name}": RESOURCE for folder in ("", "xl/", "_rels/")
           for name in ("workbook.xml", "sharedStrings.xml", ".rels")},
    )  # fmt: skip


@accepted()
def the_papers_of_a_server_beside_the_book(who):
    odd = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>"
    names = ("customXml/item1.xml", "docProps/custom.xml", "DOCPROPS/app.xml", "docProps/App.xml")
    return with_parts(who, **dict.fromkeys(names, odd))


@accepted()
def a_broken_part_that_is_never_read(who):
    return with_parts(who, **{"xl/theme/theme1.xml": b"\0" * 9, "xl/comments1.xml": b"\xff\xfe<"})


@accepted(name="форма.ods")
def parts_that_a_mac_packs_beside_an_ods(who):
    return packed({**ods_parts(who), "__MACOSX/._content.xml": RESOURCE, "settings.xml": b"\0"})


@accepted(name="форма.ods")
def an_ods_without_the_name_of_its_kind(who):
    return packed({k: v for k, v in ods_parts(who).items() if k != "mimetype"})


@refused("F013", "разное содержимое")
def a_book_of_two_kinds_at_once(who):
    return packed({**ods_parts(who), **parts_of(who)})


@refused("F001", "20 МБ")
def a_file_of_twenty_one_megabytes(who):
    return form(who) + bytes(21 * MEGABYTE)


@refused("F006", name="форма.ods")
def an_ods_without_content(who):
    return packed({k: v for k, v in ods_parts(who).items() if k != "content.xml"})


@refused("F005", "Сохранить с паролем", name="форма.ods")
def an_ods_with_a_password(who):
    secret = b'<manifest:encryption-data manifest:checksum="x"/>'
    parts = ods_parts(who)
    manifest = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", secret + b"</manifest:manifest>"
    )
    return packed(parts | {"META-INF/manifest.xml": manifest, "content.xml": bytes(range(256))})


def _ole(names):
    """Return a container with streams of these names and nothing in them."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 62, 3, 0xFFFE, 9, 6)
    )
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack(
        "<109I", 0, *[free] * 108
    )
    fat = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = b""
    for number, name in enumerate(("Root Entry", *names)):
        raw = name.encode("utf-16-le") + b"\0\0"
        left = number + 1 if 0 < number < len(names) else free
        child = 1 if number == 0 else free
        kind = 5 if number == 0 else 2
        entries += raw.ljust(64, b"\0") + struct.pack(
            "<HBB3I", len(raw), kind, 1, left, free, child
        )
        entries += bytes(36) + struct.pack("<IQ", end, 0)
    return head + fat + entries.ljust(512, b"\0")


@refused("F005", "Зашифровать")
def a_password_of_excel(who):
    return _ole(["EncryptionInfo", "EncryptedPackage"])


@refused("F004", "документ Word", name="форма.xls")
def an_old_word_document(who):
    return _ole(["WordDocument"])


@refused("F004", "старше 1997", name="форма.xls")
def a_workbook_of_excel_95(who):
    return _ole(["Book"])


@refused("F004", "письмо Outlook", name="форма.xls")
def a_message_of_outlook_named_as_a_workbook(who):
    return _ole(["__properties_version1.0"])


@refused("F004", "старого формата", name="форма.xls")
def an_unknown_old_document(who):
    return _ole(["Contents"])


@refused("F006", name="форма.xls")
def an_ole_header_alone(who):
    return xls_container(who)[:512]


@refused("F006", name="форма.xls")
def half_an_old_workbook(who):
    return xls_container(who)[:30_000]


def _patched(who, at, form_, *values):
    data = bytearray(xls_container(who))
    struct.pack_into(form_, data, at, *values)
    return bytes(data)


@refused("F006", name="форма.xls")
def sectors_of_no_sensible_size(who):
    return _patched(who, 30, "<H", 63)


@refused("F006", name="форма.xls")
def a_chain_that_comes_back_on_itself(who):
    data = bytearray(xls_container(who))
    (fat,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, (fat + 1) * 512 + 4 * 20, 10)
    return bytes(data)


@refused("F006", name="форма.xls")
def a_directory_that_comes_back_on_itself(who):
    data = bytearray(xls_container(who))
    (fat,), (start,) = struct.unpack_from("<I", data, 76), struct.unpack_from("<I", data, 48)
    sector, slot = divmod(start, 128)
    (fat,) = struct.unpack_from("<I", data, 76 + 4 * sector)
    struct.pack_into("<I", data, (fat + 1) * 512 + 4 * slot, start)
    return bytes(data)


@refused("F006", name="форма.xls")
def a_table_named_a_hundred_and_ninety_thousand_times(who):
    numbers = struct.pack("<127I", *[0] * 127)
    chain = b"".join(numbers + struct.pack("<I", 3 + n) for n in range(1500))
    head = bytearray(_ole(["Workbook"]))
    struct.pack_into("<I", head, 44, 109 + 127 * 1500)
    struct.pack_into("<II", head, 68, 2, 1500)
    struct.pack_into("<109I", head, 76, *[0] * 109)
    return bytes(head) + chain


@refused("F006", name="форма.xls")
def a_stream_longer_than_the_file(who):
    data = bytearray(xls_container(who))
    at = data.index("Workbook".encode("utf-16-le"))
    struct.pack_into("<Q", data, at + 120, 0x7FFFFFFF)
    return bytes(data)


@accepted(name="форма.xls")
def a_loop_in_a_chain_that_nobody_reads(who):
    return _patched(who, 60, "<II", 0xFFFFFFFE, 0xFFFFFFF0)


@accepted(name="форма.xls")
def a_declared_size_of_the_whole_world(who):
    return xls_record(who, 0x200, lambda body: struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))


@refused("F012", name="форма.xls")
def an_old_cell_in_the_last_row(who):
    return xls_record(who, 0xFD, lambda body: struct.pack("<HH", 65535, 255) + body[4:])


@refused("F006", name="форма.xls")
def a_shared_text_that_is_not_there(who):
    return xls_record(who, 0xFD, lambda body: body[:6] + struct.pack("<I", 0xFFFFFF))


@accepted(name="форма.xls")
def a_count_of_texts_that_lies(who):
    return xls_record(who, 0xFC, lambda body: struct.pack("<II", 0xFFFFFFF0, 0xFFFFFFF0) + body[8:])


@refused("F006", name="форма.xls")
def a_sheet_that_begins_behind_the_end(who):
    return xls_record(who, 0x85, lambda body: struct.pack("<I", 0xFFFFFFF0) + body[4:])


@refused("F005", "Общие параметры", name="форма.xls")
def an_old_workbook_with_a_password(who):
    stream = biff(who)
    from kuzbass_batch.reading.guard import ole

    return ole.pack_workbook(stream[:20] + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2) + stream[20:])


@refused("F006", name="форма.xls")
def records_cut_in_the_middle(who):
    from kuzbass_batch.reading.guard import ole

    return ole.pack_workbook(biff(who)[:20_001])


@refused("F006", name="форма.xls")
def records_of_zeros_only(who):
    from kuzbass_batch.reading.guard import ole

    return ole.pack_workbook(bytes(100_000))


@refused("F012", name="форма.xls")
def an_old_merge_over_the_whole_sheet(who):
    return xls_record(
        who, 0xE5, lambda body: body[:2] + struct.pack("<4H", 0, 65535, 0, 255) + body[10:]
    )


@refused("F004", "архив с файлами")
def an_archive_of_nothing(who):
    return archive({"x/": b""})


@accepted()
def a_second_name_in_an_extra_field(who):
    """A field of Info-ZIP gives the marks the name of another sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts_of(who).items():
            info, other = zipfile.ZipInfo(name), name.replace("sheet3", "sheet4").encode()
            crc = zlib.crc32(name.encode())
            info.extra = struct.pack("<HHBI", 0x7075, 5 + len(other), 1, crc) + other
            archive.writestr(info, content)
    return stream.getvalue()
