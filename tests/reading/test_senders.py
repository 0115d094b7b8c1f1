"""Whom a message comes from, as far as it says so in a way that can be compared."""

import datetime as dt
from email.message import EmailMessage

import pytest

from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.files.messages import sender_of
from tests.office import assessment

FROM = [
    ("Иванов И. И. <Ivanov@Primer.example>", "ivanov@primer.example"),
    ("ivanov@primer.example", "ivanov@primer.example"),
    ("a@b.example, c@d.example", "a@b.example"),
    ("Группа: a@b.example, c@d.example;", "a@b.example"),
    ("<a@b.example> прежний", "a@b.example"),
    ("a@b.example;c@d.example", "a@b.example"),
    ("Иванов, Пётр <a@b.example>", ""),
    ("Иванов", ""),
    ("<>", ""),
    ("undisclosed-recipients:;", ""),
    ("x" * 500 + "@b.example", ""),
]


def letter(sender):
    return f"From: {sender}\r\nTo: k@k.example\r\n\r\nтекст".encode()


@pytest.mark.parametrize(("written", "expected"), FROM)
def test_the_address_is_read_in_lower_case_or_not_at_all(written, expected):
    assert sender_of(letter(written)) == expected


def test_a_message_without_a_sender_has_none():
    assert sender_of(b"To: k@k.example\r\n\r\n") == ""


def message_with_form(path, date):
    message = EmailMessage()
    message["From"], message["Date"] = "a@b.example", date
    message.set_content("текст")
    message.add_attachment(
        assessment("ИО-01"), maintype="application", subtype="octet-stream", filename="форма.xlsx"
    )
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(message.as_bytes())


@pytest.mark.parametrize("folder", ["", "2025-12-12/"])
def test_what_lies_in_a_message_carries_its_sender_and_what_its_day_is_of(tmp_path, folder):
    message_with_form(tmp_path / f"{folder}письмо.eml", "Mon, 15 Dec 2025 10:00:00 +0700")
    form = next(each for each in discover(tmp_path) if each.path.endswith("форма.xlsx"))
    assert form.sender == "a@b.example"
    assert form.by_message == (not folder)


@pytest.mark.parametrize(("hours", "day"), [(7, 16), (3, 15), (-12, 15)])
def test_a_message_came_on_the_day_that_it_was_where_the_rating_is_made(tmp_path, hours, day):
    message_with_form(tmp_path / "письмо.eml", "Mon, 15 Dec 2025 20:30:00 +0300")
    mail, form = discover(tmp_path, utc_hours=hours)
    assert form.received == dt.date(2025, 12, day)
    assert mail.litter.startswith(f"письмо от {day}.12.2025, ")
