"""The page for participants: the days of each year, what hangs on the act, two pages at most."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from docx import Document

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.methodology.files.loader import load_methodology, parse_methodology
from kuzbass_batch.outputs.letters.participant_page import is_page_as_drawn, participant_page
from tests.acts import act
from tests.april_package import laid_out, needs_office, pages
from tests.office_files import faults, property_of
from tests.outputs.letters.test_letters import LETTERS
from tests.paths import DATA


def words_of(methodology, templates=None):
    document = Document(io.BytesIO(participant_page(year_of(methodology), templates)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_page_names_the_days_of_its_year(year):
    text = words_of(load_methodology(year))
    for day in (
        f"до 15.12.{year} включительно", f"до 30.01.{year + 1}", f"до 20.02.{year + 1}",
        f"до 01.04.{year + 1}", "в течение 15 рабочих дней после получения",
        f"KB-SELF-{year} v1", f"«Несогласие-{year} …xlsx»", f"за {year} год",
    ):  # fmt: skip
        assert day in text, day
    assert not [
        other for other in {2025, 2026, 2027, 2028} - {year, year + 1} if f".12.{other}" in text
    ]


def test_an_amended_day_stands_on_the_page():
    methodology = load_methodology(2026)
    calendar = replace(methodology.calendar, submission=dt.date(2026, 12, 10))
    text = words_of(replace(methodology, calendar=calendar))
    assert "до 10.12.2026 включительно" in text and "15.12.2026" not in text


def test_the_day_itself_is_in_time_only_under_that_reading():
    assert "до 15.12.2026, не включая этот день" in words_of(
        load_methodology(2026).with_reading("R9", "exclusive")
    )


def test_what_an_act_lacks_is_not_spoken_of():
    sound = (DATA / "sound_methodology.toml").read_text("utf-8")
    methodology = parse_methodology(sound, "sound_methodology.toml")
    calendar = replace(methodology.calendar, objection_working_days=0)
    text = words_of(replace(methodology, calendar=calendar))
    for word in ("Паспорт проекта", "Несогласие", "несоглас", "Кузбасс", "п. 3.2"):
        assert word not in text
    assert "«Самооценка»" in text


def test_an_invented_telephone_is_given_to_nobody(tmp_path):
    assert "Вопросы" not in words_of(load_methodology(2026))
    own = (LETTERS / "committee.toml").read_text("utf-8").replace("00-00-00, kom", "11-22-33, kom")
    (tmp_path / "committee.toml").write_text(own, "utf-8")
    assert "Вопросы – в комитет: тел. 8 (384-2) 11-22-33" in words_of(
        load_methodology(2026), tmp_path
    )


def test_the_same_year_gives_the_same_bytes_and_a_valid_document(tmp_path):
    year = year_of(load_methodology(2026))
    page = participant_page(year)
    assert page == participant_page(year) and is_page_as_drawn(page)
    assert not is_page_as_drawn(b"PK nothing") and not is_page_as_drawn(page[:500])
    path = tmp_path / "page.docx"
    path.write_bytes(page)
    assert faults(path) == []
    assert property_of(path, "title").startswith("Участнику рейтинга за 2026 год")


@needs_office
@pytest.mark.parametrize("name", ["act", "percent"])
def test_the_page_is_two_pages_at_most(name, tmp_path):
    methodology = load_methodology(2026) if name == "act" else act(name)
    path = tmp_path / "page.docx"
    path.write_bytes(participant_page(year_of(methodology)))
    (pdf,) = laid_out([path], tmp_path)
    assert pages(pdf)[0] <= 2
