"""A draft as mail programs read it: Cyrillic names, no foreign header, text that stays text."""

import email
import re
from email import policy
from email.header import decode_header, make_header

import pytest

from kuzbass_batch.forms.drawing.issue import safe_name
from kuzbass_batch.outputs.mail.eml import compose, recipients
from kuzbass_batch.reading.files.messages import DRAFT_BOUNDARY

SUBJECT = "Минпримеров: результаты рейтинга «Эффективный регион» за 2025 год – и ещё много слов"
LONG = f"Письмо {safe_name('Министерство образцов, примеров «Ёж» ' * 5)}.docx"
FILES = [(LONG, b"PK\x03\x04letter"), ("Самооценка-2025 ИО-01 Минпримеров.xlsx", bytes(range(256)))]
TEXT = "Уважаемый Пётр Ильич!\n\n.\nFrom комитета: «письмо» – во вложении.\n"


def draft(subject=SUBJECT, to=("a@example.ru",), text=TEXT, files=FILES):
    return compose(subject, to, text, files)


def opened(data):
    return email.message_from_bytes(data, policy=policy.default)


def text_of(mail):
    return mail.get_body().get_content().replace("\r\n", "\n")


def test_a_draft_is_read_back_as_it_was_written():
    mail = opened(draft(to=("a@example.ru", "b@example.ru")))
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == SUBJECT
    assert [address.addr_spec for address in mail["To"].addresses] == [
        "a@example.ru",
        "b@example.ru",
    ]
    assert text_of(mail) == TEXT
    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == FILES
    assert not any(part.defects for part in mail.walk())


def test_a_draft_tells_no_sender_time_or_number_of_its_own():
    assert set(opened(draft()).keys()) == {
        "X-Unsent",
        "To",
        "Subject",
        "MIME-Version",
        "Content-Type",
    }


def test_the_same_content_gives_the_same_bytes():
    assert draft() == draft()


def test_names_are_there_for_old_and_new_mail_programs():
    """Outlook and web mail read `name` by RFC 2047, the others `filename*` by RFC 2231."""
    for part, (name, _) in zip(opened(draft()).iter_attachments(), FILES, strict=True):
        raw = dict(part.raw_items())
        words = re.search('name="(.*)"', raw["Content-Type"], re.S)[1]
        assert str(make_header(decode_header(re.sub(r"\s+", " ", words)))) == name
        assert "filename*=utf-8''" in raw["Content-Disposition"]


def test_lines_and_words_keep_within_the_standards():
    """RFC 5322: 998 bytes, CRLF; RFC 2047: 75 letters to a word; nothing but ASCII."""
    data = draft()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert max(map(len, re.findall(rb"=\?.*?\?=", data))) <= 75


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_no_text_makes_a_header(line):
    evil = f"Минпримеров{line}Bcc: all@example.ru{line}{line}<b>текст</b>"
    mail = opened(draft(subject=evil, to=(f"a@example.ru{line}Bcc: x@example.ru",),
                        files=[(f"{evil}.docx", b"1")]))  # fmt: skip
    assert "Bcc" not in mail
    assert mail["Subject"] == re.sub("[\r\n\x0b\x0c\x85\u2028]", " ", evil)
    (part,) = mail.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]
    assert text_of(mail) == TEXT


def test_a_text_cannot_end_its_part():
    end = f"--{DRAFT_BOUNDARY}"
    text = f"{end}\r\nContent-Type: text/html\r\n\r\n<b>да</b>\r\n{end}--"
    mail = opened(draft(text=text))
    assert mail.get_body().get_content().splitlines() == text.splitlines()
    assert len(list(mail.iter_attachments())) == len(FILES)


def test_without_addresses_there_is_no_addressee():
    assert "To" not in opened(draft(to=()))


@pytest.mark.parametrize(
    ("given", "good", "faulty"),
    [
        ("", (), ()),
        ("a@example.ru", ("a@example.ru",), ()),
        ("a@example.ru, b@example.ru; c@example.ru", ("a@example.ru", "b@example.ru",
         "c@example.ru"), ()),
        ("a@example.ru;a@example.ru,", ("a@example.ru",), ()),
        ("a@example", (), ("a@example",)),
        ("a@example.ru, нет адреса", ("a@example.ru",), ("нет", "адреса")),
        ("приём@кузбасс.рф", (), ("приём@кузбасс.рф",)),
        ("priem@кузбасс.рф", ("priem@xn--80abrl2baj.xn--p1ai",), ()),
        ("a@example.ru\r\nBcc:b@example.ru", (), ("a@example.ru Bcc:b@example.ru",)),
        ("a@b.ru\nBcc: evil@x.ru, c@d.ru", ("c@d.ru",), ("a@b.ru Bcc: evil@x.ru",)),
        ("a@b.ru Cc: evil@x.ru", (), ("a@b.ru Cc: evil@x.ru",)),
        ("a@b.ru\nc@d.ru", ("a@b.ru", "c@d.ru"), ()),
        ('"a,b"@example.ru', (), ('"a', 'b"@example.ru')),
        ("<a@example.ru>", ("a@example.ru",), ()),
        ("Иванов <i@x.ru>", ("i@x.ru",), ()),
        ("Иванов И. И. < i@x.ru >; Петрова <mailto:p@x.ru>", ("i@x.ru", "p@x.ru"), ()),
        ("Иванов, Пётр <i@x.ru>", ("i@x.ru",), ()),
        ("приёмная, i@x.ru", ("i@x.ru",), ("приёмная",)),
        ("Иванов <i@x.ru> p@x.ru", ("i@x.ru", "p@x.ru"), ()),
        ("Иванов <i@x>", (), ("i@x",)),
        ("Иванов <i@x.ru", (), ("Иванов", "<i@x.ru")),
        ("mailto:i@x.ru", ("i@x.ru",), ()),
        ("MAILTO:i@x.ru?subject=Рейтинг", ("i@x.ru",), ()),
        ("mailto:i@x", (), ("i@x",)),
        ("mailto: i@x.ru", ("i@x.ru",), ()),
        ("i@х.ru", (), ("i@х.ru",)),  # a Cyrillic «х»
        ("i@x.ru ~ p@x.ru", ("i@x.ru", "p@x.ru"), ()),
        ("~ivanov@x.ru; ivanov~1@x.ru", ("~ivanov@x.ru", "ivanov~1@x.ru"), ()),
        ("~", (), ()),
        ("–", (), ()),
        ("a@b@example.ru", (), ("a@b@example.ru",)),
        (f"a@{'б' * 70}.рф", (), (f"a@{'б' * 70}.рф",)),
    ],
)  # fmt: skip
def test_addresses_of_the_registry(given, good, faulty):
    assert recipients(given) == (good, faulty)
