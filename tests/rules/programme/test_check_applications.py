"""Applications for a quality check: what they lack, what they contradict, which are in force."""

import datetime as dt

import pytest

from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.records.year.partner_checks import CommissionRole
from kuzbass_batch.rules.programme.partner_checks.commission import commission_in, commission_text
from tests.filled import METHODOLOGY
from tests.programme_rows import Book

DAY = dt.date(2026, 1, 20)
REGISTRY = Registry(
    path="Реестр.xlsx",
    participants=(
        Participant(
            id="ИО-01", name="Министерство сверки", short_name="Минсверки",
            category=METHODOLOGY.categories[0],
        ),
    ),
)  # fmt: skip
SOUND = {
    "number": "3", "participant": "ИО-01", "sample": "Единое окно", "level": "региональный",
    "date": "11.03.2025", "signer": "Иванов И. И.", "right": "руководитель",
}  # fmt: skip
ACCEPTED = {
    "state": "принята к проверке", "decided": "14.03.2025", "planned": "01.04.2026",
    "commission": "председатель Петров П. П., начальник, комитет",
}  # fmt: skip
CERTIFICATE = {
    "participant": "ИО-01", "sample": "Единое окно", "decision": "сертификат выдан",
    "level": "региональный", "number": "№ 5", "date": "11.06.2024",
}  # fmt: skip


def told(*applications, samples=()):
    """Return how many applications are in force, and the codes of what is said."""
    book = Book()
    for each in samples:
        book.enter("samples", **each)
    for each in applications:
        book.enter("check_applications", **each)
    found = book.in_force(REGISTRY, DAY)
    rows = [row for row in found.rows if row.table == "check_applications"]
    return len(rows), sorted(finding.code for finding in found.findings)


def without(column, **more):
    return {key: value for key, value in (SOUND | more).items() if key != column}


@pytest.mark.parametrize(
    ("application", "expected"),
    [
        (SOUND, (1, [])),
        (SOUND | ACCEPTED, (1, [])),
        ({"kind": "запрос порядка", "participant": "ИО-01", "date": "11.03.2025"}, (1, [])),
        (without("number"), (0, ["Q001"])),
        (without("signer"), (1, ["Q002"])),
        (without("right"), (1, ["Q003"])),
        (SOUND | {"earlier": "7"}, (1, ["Q005"])),
        (SOUND | {"projects": "2025/ИО-01-9"}, (1, ["G008"])),
        (SOUND | ACCEPTED | {"commission": None}, (1, ["Q006"])),
        (SOUND | {"state": "отказано"}, (0, ["Q007", "Q008"])),
        (without("level", state="замечания", decided="12.03.2025"), (1, [])),
        (SOUND | {"state": "замечания", "decided": "12.03.2025"}, (0, ["Q008"])),
        (without("sample", **ACCEPTED), (0, ["Q009"])),
        (SOUND | {"participant": "ИО-99"}, (0, ["G003"])),
        (SOUND | ACCEPTED | {"planned": "01.03.2025"}, (0, ["D014"])),
    ],
)
def test_what_is_said_of_an_application(application, expected):
    given = {key: value for key, value in application.items() if value is not None}
    assert told(given) == expected


def test_a_level_below_the_one_held_is_asked_about():
    assert told(SOUND | {"level": "местный"}, samples=[CERTIFICATE]) == (1, ["Q004"])
    assert told(SOUND | {"level": "федеральный"}, samples=[CERTIFICATE]) == (1, [])


def test_an_earlier_certificate_is_known_however_its_number_is_written():
    assert told(SOUND | {"earlier": "5"}, samples=[CERTIFICATE]) == (1, [])


def test_the_free_number_follows_the_highest():
    book = Book()
    book.enter("check_applications", **SOUND)
    book.enter("check_applications", **without("number"))
    said = [each.remedy for each in book.in_force(REGISTRY, DAY).findings]
    assert said[0].endswith("номер 4.")


def test_a_sample_names_an_application_that_is_there():
    sample = CERTIFICATE | {"application": "33"}
    count, codes = told(SOUND | {"number": "34"}, samples=[sample])
    assert (count, codes) == (1, ["Q010"])


def test_the_checked_body_observes_and_does_not_decide():
    own = "председатель Петров П. П.; {} Сидорова А. А., ИО-01"
    member, observer = own.format("член комиссии"), own.format("наблюдатель")
    assert told(SOUND | ACCEPTED | {"commission": member}) == (0, ["G040"])
    assert told(SOUND | ACCEPTED | {"commission": observer}) == (1, [])


def test_a_commission_is_read_from_one_cell_and_written_into_one():
    text = "председатель Петров П. П., начальник, комитет; член комиссии Ли А.; наблюдатель Ким"
    people = commission_in(text)
    assert [each.role for each in people] == list(CommissionRole)
    assert people[0].words == "Петров П. П., начальник, комитет"
    assert commission_in(commission_text(people)) == people
