"""Formats that may hold somebody's return and are not read: each has a finding with a remedy."""

import base64
import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner

from kuzbass_batch.command_line.cli import main
from kuzbass_batch.commands.single_files import check
from kuzbass_batch.findings.finding import has_errors
from kuzbass_batch.reading.files.discover import discover, discover_file
from kuzbass_batch.reading.guard.inspection import OLE
from tests.hostile.workshop import archive, form

EXCEL_2003 = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
FLAT = (
    b'<?xml version="1.0"?><office:document '
    b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'
)


def der(tag: int, content: bytes) -> bytes:
    """A value as DER writes it."""
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def oid(kind: int) -> bytes:
    return der(6, bytes.fromhex("2a864886f70d0107") + bytes([kind]))


def sealed(content: bytes | None, kind: int = 2) -> bytes:
    """A message of RFC 5652: signed, with the document in it or (None) apart from it."""
    inside = oid(1) + (der(0xA0, der(4, content)) if content is not None else b"")
    algorithm = der(0x31, der(0x30, der(6, b"\x60\x86\x48\x01\x65\x03\x04\x02\x01")))
    body = der(2, b"\x01") + algorithm + der(0x30, inside) + der(0x31, b"")
    return der(0x30, oid(kind) + der(0xA0, der(0x30, body)))


def without_lengths(content: bytes) -> bytes:
    """The same as sealed(content), the outer lengths left open as OpenSSL streams them."""
    inside = b"\x30\x80" + oid(1) + b"\xa0\x80\x24\x80" + der(4, content) + bytes(6)
    algorithm = der(0x31, der(0x30, der(6, b"\x60\x86\x48\x01\x65\x03\x04\x02\x01")))
    return b"\x30\x80" + oid(2) + b"\xa0\x80\x30\x80" + der(2, b"\x01") + algorithm + inside


def pem(data: bytes) -> bytes:
    body = base64.encodebytes(data)
    return b"-----BEGIN PKCS7-----\n" + body + b"-----END PKCS7-----\n"


BOOK = form("ИО-07")
DIVIDED = BOOK[-3000:-18] + b"\x01\0\x01\0" + BOOK[-14:]
"""One whose list of members is whole; the members lie in another file."""
LAST_VOLUME = BOOK[-400:-18] + b"\x01\0\x01\0" + BOOK[-14:]
"""The end of an archive that begins in another file: its last record says so."""
FORMATS = (
    ("форма.fods", FLAT, "F022", "LibreOffice"),
    ("форма.csv", "Код;ИО-07\n".encode("cp1251"), "F022", ".csv"),
    ("ответы.tsv", "Код\tИО-07\n".encode(), "F022", ".tsv"),
    ("ответы.xml", EXCEL_2003, "F022", "Excel 2003"),
    ("ответы.xml", FLAT, "F022", "LibreOffice"),
    ("ответы", EXCEL_2003, "F022", "Excel 2003"),
    ("ответы.html", b"<html><table/></html>", "F022", "HTML"),
    ("ответы.htm", b"<html><table/></html>", "F022", "HTML"),
    ("ответы.mht", b"MIME-Version: 1.0\n", "F022", ".mht"),
    ("ответы.numbers", archive({"Index/Document.iwa": b"x"}), "F022", "Numbers"),
    ("ответы.gnumeric", gzip.compress(b"<gnm:Workbook/>", mtime=0), "F022", "Gnumeric"),
    ("ответы.slk", b"ID;PWXL;N;E\n", "F022", "SYLK"),
    ("ответы.dat", b"ID;PWXL;N;E\n", "F022", "SYLK"),
    ("ответы.dif", b"TABLE\n0,1\n", "F022", ".dif"),
    ("ответы.dbf", b"\x03", "F022", "dBase"),
    ("ответы.sxc", archive({"content.xml": b"<x/>"}), "F022", ".sxc"),
    ("ответы.et", b"?", "F022", "WPS"),
    ("ИО-07.xlsx.sig", sealed(BOOK), "F023", "внутри электронной подписи"),
    ("ИО-07.xlsx.p7m", without_lengths(BOOK), "F023", "внутри электронной подписи"),
    ("ИО-07.xlsx.p7s", pem(sealed(BOOK)), "F023", "внутри электронной подписи"),
    ("ИО-07.sig", base64.b64encode(sealed(BOOK)), "F023", "внутри электронной подписи"),
    ("smime.p7m", sealed(BOOK, kind=3), "F023", "зашифрованный"),
    ("ИО-07.sig", b"\x00\x01\x02", "F023", "неизвестного устройства"),
    ("форма.xlsx.gz", gzip.compress(BOOK, mtime=0), "F019", "GZIP"),
    ("формы.tar", b"x", "F019", "TAR"),
    ("формы.7z", b"7z\xbc\xaf\x27\x1c", "F019", "7-Zip"),
    ("формы.rar", b"Rar!\x1a\x07\x01\0", "F019", "RAR"),
    ("Входящие.mbox", b"From a@b Mon Dec 15 10:00:00 2025\n", "F019", "почтовый ящик"),
    ("Входящие", b"From a@b Mon Dec 15 10:00:00 2025\n", "F019", "почтовый ящик"),
    ("12.emlx", b"999\nFrom: a@b\n", "F019", "Apple Mail"),
    ("шаблон.7z.001", b"7z\xbc\xaf\x27\x1c", "F033", "часть архива"),
    ("форма.zip.001", BOOK[:500], "F033", "часть архива"),
    ("форма.002", b"\x91\x02", "F033", "часть архива"),
    ("форма.z01", b"PK\x07\x08" + BOOK[:500], "F033", "часть архива"),
    ("форма.zip", LAST_VOLUME, "F033", "часть архива"),
    ("форма.zip", DIVIDED, "F033", "часть архива"),
    ("форма.part1.rar", b"Rar!\x1a\x07\x01\0", "F033", "часть архива"),
    ("форма.part02.rar", b"Rar!\x1a\x07\x01\0", "F033", "часть архива"),
    ("форма.r00", b"Rar!\x1a\x07\0", "F033", "часть архива"),
    ("форма.123", b"x", "F022", "Lotus"),
    ("решения.csv", b"x", "F026", "книга решений"),
    ("Решения комитета (2).tsv", b"x", "F026", "книга решений"),
    ("registry.csv", b"x", "F026", "реестр участников"),
    ("Реестр участников-2025.csv", b"x", "F026", "реестр участников"),
    ("Реестр.fods", FLAT, "F026", "реестр участников"),
    ("Исходящие-2025.csv", b"x", "F026", "реестр исходящих"),
    ("решения совещания.csv", b"x", "F022", ".csv"),
    ("Реестр обученных.csv", b"x", "F022", ".csv"),
    ("календарь.csv.txt", b"x", "F026", "календарь"),
    ("календарь (1).csv", b"x", "F026", "календарь"),
    ("Календарь.txt", b"x", "F026", "календарь"),
    ("Решения-2025.csv", b"x", "F026", "книга решений"),
    ("Решения-2025.xlsx.txt", b"x", "F026", "книга решений"),
    ("Решения-2025 (1).numbers", archive({"x": b"x"}), "F026", "книга решений"),
    ("committee.toml.txt", b"x", "F026", "реквизит"),
    ("committee.toml", b"x", "F026", "реквизит"),
    ("results (1).json", b"{}", "F026", "прежние результаты"),
    ("архив.pst", b"!BDN", "F019", "Outlook"),
    ("winmail (1).dat", b"\x78\x9f\x3e\x22", "F019", "winmail.dat"),
    ("письмо.tnef", b"\x78\x9f\x3e\x22", "F019", "winmail.dat"),
    ("ответы.gsheet", b'{"url": "https://docs.google.com"}', "F025", "Google"),
    ("Самооценка.url", b"[InternetShortcut]", "F025", "ярлык"),
    ("Самооценка ИО-07.pdf", b"%PDF", "F024", ".pdf"),
    ("скан самооценки.jpg", b"\xff\xd8\xff", "F024", ".jpg"),
    ("ИО-07.png", b"\x89PNG", "F024", ".png"),
    ("Паспорт проекта.tif", b"II*\0", "F024", ".tif"),
    ("несогласие.heic", b"x", "F024", ".heic"),
    ("Samoocenka.docx", archive({"word/document.xml": b"<w/>"}), "F024", ".docx"),
    ("скан ИО-07.jpg", b"\xff\xd8\xff", "F024", ".jpg"),
    ("ИО-07 лист 1.jpg", b"\xff\xd8\xff", "F024", ".jpg"),
    ("ИО-07 (2).pdf", b"%PDF", "F024", ".pdf"),
    ("ИО-07_стр_03.png", b"\x89PNG", "F024", ".png"),
    ("ИО-07.xlsx.asc", b"-----BEGIN PGP MESSAGE-----\n", "F023", "зашифрованный"),
    ("ИО-07.xlsx.gpg", b"\x85\x01", "F023", "неизвестного устройства"),
    ("таблица.url", b"[InternetShortcut]\nURL=https://disk.yandex.ru/i/x", "F025", "адрес"),
    ("ответы.webloc", b"<string>https://docs.google.com/x</string>", "F025", "адрес"),
    ("ярлык.lnk", b"L\0" + "C:\\форма.xlsx".encode("utf-16-le"), "F025", "чужом"),
    ("ИО-07.xlsx.part", BOOK[:500], "F032", "не докачана"),
    ("ответы.xlsx.crdownload", BOOK[:500], "F032", "не докачана"),
    ("Самооценка.tmp", BOOK, "F032", "не докачана"),
    (".ИО-07.xlsx", BOOK, "F032", "не докачана"),
    ("форма.xls~", OLE, "F032", "не докачана"),
    ("Самооценка.txt", b"x", "F024", "текст"),
    ("Самооценка", b"x", "F024", "неизвестного вида"),
)
NAMED_AS_BOOKS = (
    ("ответы.xls", EXCEL_2003, "F004", "Excel 2003"),
    ("ответы.xls", b"<html><table/></html>", "F004", "HTML"),
    ("ответы.xls", "Код\tИО-07\n".encode("cp1251"), "F004", "текст"),
    ("ответы.xlsx", b"7z\xbc\xaf\x27\x1c", "F004", "7-Zip"),
    ("ответы.xlsx", b"%PDF-1.4", "F004", "PDF"),
    ("ответы.xlsb", b"PK", "F006", "не открывается"),
    ("ответ.msg", b"x", "F006", "не открывается"),
)
"""What office programs give the name of a workbook: told once it is opened."""
PASSED_OVER = (
    ("ИО-07.xlsx.sig", sealed(None), "электронная подпись"),
    ("ИО-07.xlsx.p7s", base64.b64encode(sealed(None)), "электронная подпись"),
    ("сертификат.pdf", b"%PDF", "документ PDF"),
    ("стенд.jpg", b"\xff\xd8\xff", "изображение"),
    ("информация.docx", b"PK", "документ Word"),
    ("фото ИО-07.jpg", b"\xff\xd8\xff", "изображение"),
    ("ИО-07 сертификат.pdf", b"%PDF", "документ PDF"),
    ("ИО-07.xlsx.asc", b"-----BEGIN PGP SIGNATURE-----\n", "электронная подпись"),
    ("портал.url", b"[InternetShortcut]\nURL=https://example.ru/", "не книга"),
    ("папка.lnk", b"L\0" + "C:\\Формы".encode("utf-16-le"), "не книга"),
    ("письмо.tmp", BOOK, "временный"),
    (".config", b"x", "скрытый"),
    ("~$ИО-07.xlsx", BOOK, "временный файл открытой книги"),
    ("._ИО-07.xlsx", BOOK, "служебный файл системы"),
    ("описание.xml", b"<?xml version='1.0'?><a/>", "не книга"),
    ("сайт.url", b"[InternetShortcut]", "не книга"),
)


def said_of(path: Path):
    """A file as found, with what is or will be said of it if it turns out no workbook."""
    (source,) = (each for each in discover_file(path) if each.path == path.name)
    return source, source.findings or ((source.doubt,) if source.doubt else ())


@pytest.mark.parametrize(("name", "data", "code", "words"), FORMATS)
def test_a_format_that_is_not_read_has_its_finding(tmp_path, name, data, code, words):
    (tmp_path / name).write_bytes(data)
    source, (finding,) = said_of(tmp_path / name)
    assert finding.code == code and words in finding.message and finding.remedy
    assert has_errors((finding,)) and not source.litter


def checked(path: Path):
    return check([path], year=2025)


OWN_UNREAD = (
    ("Решения-2025.xlsx", BOOK[:500]),
    ("Решения-2025.xlsx", b""),
    ("Решения.xlsx", b"7z\xbc\xaf\x27\x1c"),
    ("Реестр участников.xlsx", BOOK[:500]),
    ("реестр.ods", BOOK[:500]),
    ("Реестр участников (1).xls", b"<html><table/></html>"),
    ("календарь.xlsx", BOOK[:500]),
    ("решения.csv", b"x"),
    ("registry.csv", b"x"),
    ("календарь (1).csv", b"x"),
)


@pytest.mark.parametrize(("name", "data"), OWN_UNREAD)
def test_a_file_of_the_committee_s_own_is_spoken_of_to_its_clerk(tmp_path, name, data):
    """Nobody else can be asked to send it again."""
    (tmp_path / name).write_bytes(data)
    (file,) = checked(tmp_path / name)
    (finding,) = file.findings
    assert "участника" not in finding.remedy and ("сохран" in finding.remedy), finding
    (tmp_path / "Самооценка.xlsx").write_bytes(BOOK[:500])
    (file,) = checked(tmp_path / "Самооценка.xlsx")
    assert "участника" in file.findings[0].remedy


@pytest.mark.parametrize(("name", "data", "words"), PASSED_OVER)
def test_what_is_no_return_is_passed_over(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    source, findings = said_of(tmp_path / name)
    assert not findings and words in source.litter + source.otherwise


def test_a_scan_beside_its_workbook_is_a_copy(tmp_path):
    for name in ("Самооценка ИО-07.xlsx", "Самооценка ИО-07.pdf", "Самооценка ИО-08.pdf"):
        (tmp_path / name).write_bytes(BOOK if name.endswith("xlsx") else b"%PDF")
    litter = {source.path: source.litter for source in discover(tmp_path)}
    assert "книгой" in litter["Самооценка ИО-07.pdf"] and not litter["Самооценка ИО-08.pdf"]


def test_a_spare_copy_beside_its_workbook_is_a_copy(tmp_path):
    for name in ("ИО-07.xlsx", "ИО-07.xlsx.bak", ".ИО-07.xlsx", "ИО-08.xlsx.bak"):
        (tmp_path / name).write_bytes(BOOK)
    litter = {source.path: source.litter for source in discover(tmp_path)}
    assert "запасной" in litter["ИО-07.xlsx.bak"] and "скрытый" in litter[".ИО-07.xlsx"]
    assert not litter["ИО-08.xlsx.bak"]


PASTED = (
    "<w:t>Выполнено</w:t><w:t>Подтверждение</w:t><w:t>Баллов по</w:t><w:t> критерию 1</w:t>",
    "<w:t>KB-</w:t><w:t>SELF-2025 v1</w:t>",
)


@pytest.mark.parametrize("text", PASTED)
@pytest.mark.parametrize("name", ["письмо.docx", "документ"])
def test_the_table_of_a_blank_pasted_into_a_document_is_told(tmp_path, name, text):
    """Told by the content: the name says nothing."""
    parts = {"[Content_Types].xml": b"<T/>", "word/document.xml": f"<w>{text}</w>".encode()}
    (tmp_path / name).write_bytes(archive(parts))
    found = CliRunner().invoke(main, ["check", str(tmp_path / name), "--year", "2025"])
    assert (found.exit_code, "F031" in found.output) == (1, True), found.output


def test_a_document_of_libreoffice_with_the_table_is_told_and_any_other_is_not(tmp_path):
    kind = b"application/vnd.oasis.opendocument.text"
    for name, text, code in (("а.odt", PASTED[1], 1), ("б.odt", "<w:t>Выполнено</w:t>", 0)):
        parts = {"mimetype": kind, "content.xml": f"<x>{text}</x>".encode()}
        (tmp_path / name).write_bytes(archive(parts))
        found = CliRunner().invoke(main, ["check", str(tmp_path / name), "--year", "2025"])
        assert found.exit_code == code, found.output


@pytest.mark.parametrize(("name", "data", "code", "words"), FORMATS + NAMED_AS_BOOKS)
def test_check_of_what_is_not_read_says_so_and_ends_with_one(tmp_path, name, data, code, words):
    (tmp_path / name).write_bytes(data)
    found = CliRunner().invoke(main, ["check", str(tmp_path / name), "--year", "2025"])
    # An archive of office parts is opened before it is told by its name.
    opened = "F008" in found.output and name.endswith(".sxc")
    assert (found.exit_code, code in found.output or opened) == (1, True), found.output
    assert words in found.output
