"""What in a cell of addresses is meant as one: lists, names beside brackets, links, headers."""

import pytest

from kuzbass_batch.forms.parsing.addresses import written_addresses


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ivan@mail.ru", ["ivan@mail.ru"]),
        ("ivan@mail.ru, petr@mail.ru", ["ivan@mail.ru", "petr@mail.ru"]),
        ("ivan@mail.ru; petr@mail.ru", ["ivan@mail.ru", "petr@mail.ru"]),
        ("ivan@mail.ru\npetr@mail.ru", ["ivan@mail.ru", "petr@mail.ru"]),
        ("Иванов Пётр <ivan@mail.ru>", ["ivan@mail.ru"]),
        ("Иванов, Пётр <ivan@mail.ru>", ["ivan@mail.ru"]),
        ("ivan@mail.ru, Пётр <petr@bank.ru>", ["ivan@mail.ru", "petr@bank.ru"]),
        ("отдел кадров, ivan@mail.ru", ["отдел", "кадров", "ivan@mail.ru"]),
        ("Иванов, Пётр", ["Иванов", "Пётр"]),
        ("mailto:ivan@mail.ru", ["ivan@mail.ru"]),
        ("<mailto:ivan@mail.ru>", ["ivan@mail.ru"]),
        ("mailto: ivan@mail.ru", ["ivan@mail.ru"]),
        *(
            (f"ivan@mail.ru {sign} petr@mail.ru", ["ivan@mail.ru", "petr@mail.ru"])
            for sign in "~-–—|/"
        ),
        ("–", []),
        ("a@b.ru\nBcc: evil@x.ru", ["a@b.ru Bcc: evil@x.ru"]),
        ("ivan@mail.ru <petr@bank.ru>", ["petr@bank.ru", "ivan@mail.ru"]),
    ],
)
def test_the_words_that_are_meant_as_addresses(text, meant):
    assert [word for _, words in written_addresses(text) for word in words] == meant
