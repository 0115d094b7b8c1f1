"""«Реквизиты.xlsx» as LibreOffice and Gnumeric save it is read again."""

import pytest

from kuzbass_batch.outputs.letters.details_book import details_in
from kuzbass_batch.outputs.letters.letter_templates import shipped_examples
from tests.live_engines import through_gnumeric
from tests.outputs.letters.test_details_book import BOOK, COMMITTEE, GOVERNMENT, fill, folder
from tests.suites.test_decisions import pytestmark as needs_libreoffice
from tests.suites.test_decisions import saved

pytestmark = needs_libreoffice
__all__ = ["folder"]


@pytest.fixture
def filled(folder):
    fill(folder, COMMITTEE | GOVERNMENT | {"К.8": 7, "К.4": "И. о.\nпредседателя"})
    return folder / BOOK


def read(path):
    return details_in(shipped_examples(), (path.name, path.read_bytes())).filled


def test_what_office_suites_save_is_read_the_same(filled, tmp_path):
    before = read(filled)
    assert before["committee.toml"]["days_to_mend"] == 7
    assert before["committee.toml"]["signer_post"] == "И. о.\nпредседателя"
    for suffix in ("xlsx", "ods", "xls"):
        assert read(saved(tmp_path, filled.read_bytes(), suffix)) == before, suffix
    assert read(through_gnumeric(tmp_path, {"book": filled})["book"]) == before
