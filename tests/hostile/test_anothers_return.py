"""A stranger mails a form with a rival's code: the rival keeps what he has, the clerk is told."""

from datetime import date
from email.message import EmailMessage

import pytest

from kuzbass_batch.records.returns.returns import FileStatus
from tests.april_package import conclusions_of
from tests.office import NAMES, Office, assessment, ruled, standing

LOW = (0, 0, 0, 0, 0, 0, 0, 0)
KNOWN, STRANGER = "office@primer.example", "rival@elsewhere.example"


def letter(data, sender):
    message = EmailMessage()
    message["From"], message["Date"] = sender, "Fri, 12 Dec 2025 10:00:00 +0700"
    message.set_content("Самооценка во вложении")
    message.add_attachment(
        data, maintype="application", subtype="octet-stream", filename="Самооценка.xlsx"
    )
    return message.as_bytes()


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path, email={"ИО-01": KNOWN})


@pytest.mark.parametrize("day", [date(2099, 12, 31), date(2025, 12, 12)], ids=["2099", "2025"])
@pytest.mark.parametrize("place", ["письмо.eml", "2026-01-15/письмо.eml"])
def test_a_rival_s_form_lowers_nobody(office, day, place):
    before = standing(office.look(), "ИО-01")
    office.put(place, letter(assessment("ИО-01", LOW, day), STRANGER))
    outcome = office.look()
    after = standing(outcome, "ИО-01")
    assert (after.scorecard, after.status) == (before.scorecard, before.status)
    held = next(f for f in outcome.files if f.source.path == f"{place}/Самооценка.xlsx")
    assert held.held and held.status is FileStatus.IGNORED
    assert {"I026", "I028"} <= {f.code for f in held.findings}
    assert any(NAMES["ИО-01"].split()[-1] in each.names and "Допуск" in each.text
               for each in conclusions_of(outcome).to_do)  # fmt: skip


def test_a_ruling_that_names_it_lets_it_count(office):
    office.put("письмо.eml", letter(assessment("ИО-01", LOW), KNOWN))
    office.decide(ruled(1, "ИО-01", "вернуть самооценку", "письмо.eml/Самооценка.xlsx"))
    outcome = office.look()
    assert standing(outcome, "ИО-01").scorecard.points == 0
    assert "I028" not in {f.code for f in outcome.files[0].findings}


def test_a_form_of_the_year_2099_in_no_folder_orders_nothing(office):
    office.put("я.xlsx", assessment("ИО-01", LOW, date(2099, 12, 31)))
    assert standing(office.look(), "ИО-01").scorecard.points == 15
