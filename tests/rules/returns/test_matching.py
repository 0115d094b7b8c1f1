"""Whose return is it: by code, by what was typed, never by a guess; and when did it come."""

import datetime as dt
import time
from dataclasses import replace

import pytest

from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant, Registry
from kuzbass_batch.rules.returns.matching import match
from kuzbass_batch.rules.returns.participant_index import ParticipantIndex
from tests.categories import EXECUTIVE
from tests.filled import METHODOLOGY, at, codes, examined

AS_OF = dt.date(2026, 1, 20)


def body(participant_id, name, short, *others):
    return Participant(
        id=participant_id,
        name=name,
        short_name=short,
        other_names=others,
        category=EXECUTIVE,
    )


REGISTRY = Registry(
    path="реестр.xlsx",
    participants=(
        body("ИО-01", "Министерство примеров", "Минпримеров", "Мин. примеров", "МП"),
        body("ИО-02", "Министерство образцов", "Минобразцов"),
        body("МО-01", "Администрация города Условска", "Условск"),
        body("МО-02", "Администрация Условского округа", "Условский округ", "Общее имя"),
        body("МО-03", "Администрация посёлка", "Посёлок", "общее  имя"),
    ),
)
DIRECTORY = ParticipantIndex(REGISTRY)


def matched(text="", *, issued_to="", kind=Kind.SELF_ASSESSMENT, received=None):
    file = examined(kind, text, issued_to=issued_to)
    file = replace(file, source=replace(file.source, received=received))
    return match([file], REGISTRY, METHODOLOGY, AS_OF)[0]


def place(field):
    return at(Kind.SELF_ASSESSMENT, field)


WHOSE = [
    # the printed code is enough, whatever is blank beside it
    ("ИО-01", "", "", "ИО-01"),
    ("ИО-01", "ИО-01", "Министерство примеров", "ИО-01"),
    ("ИО-01", "ио–01", " министерство  «ПРИМЕРОВ» ", "ИО-01"),
    ("ИО-01", "", "МП", "ИО-01"),
    # a blank for download: the id typed in, or a name of the registry, exactly
    ("", "МО-01", "Администрация города Условска", "МО-01"),
    ("", "Mo-01", "Условск", "МО-01"),
    ("", "МО-01", "", "МО-01"),
    ("", "", "Администрация города Условска", "МО-01"),
    ("", "", "условск", "МО-01"),
    ("", "", "Мин. примеров", "ИО-01"),
    ("", "", "Посёлок", "МО-03"),
    ("", "", "ПОСЕЛОК", "МО-03"),
]


@pytest.mark.parametrize(("printed", "typed", "name", "owner"), WHOSE)
def test_a_return_belongs_to(printed, typed, name, owner):
    file = matched(f"participant_id | {typed}\nparticipant_name | {name}", issued_to=printed)
    assert file.participant == owner
    # a name left blank beside a code is none that anybody has to fill in
    assert codes(file.findings) == []


NOBODY = [
    # an unknown id, with a suggestion by name
    ("ИО-99", "", "Министерство примеров", "I010", "Возможно, это ИО-01 «Минпримеров»."),
    ("", "ИО-99", "Министерство примеров", "I010", "Возможно, это ИО-01 «Минпримеров»."),
    ("", "ИО-99", "Совсем другое", "I010", "Участника с кодом «ИО-99» в реестре нет."),
    # a near miss is a suggestion, never a match
    ("", "", "Министерство примеровв", "I011", "Возможно, это ИО-01 «Минпримеров»."),
    ("", "", "Админстрация г. Условска", "I011", "Возможно, это МО-01 «Условск»."),
    ("", "", "Совсем другое", "I011", "Участника «Совсем другое» в реестре нет."),
    # a name of two participants
    ("", "", "Общее имя", "I012", "МО-02, МО-03"),
    # the code is mistyped over that of the blank, the name is the owner's
    ("ИО-01", "ИО-99", "Министерство примеров", "I013", "выдан участнику ИО-01"),
    # somebody else's blank
    ("ИО-01", "ИО-02", "Министерство образцов", "I013", "выдан участнику ИО-01"),
    ("ИО-01", "ИО-01", "Минобразцов", "I013", "другой участник: ИО-02, Минобразцов"),
    ("", "ИО-01", "Минобразцов", "I013", "другой участник: ИО-02, Минобразцов"),
]


@pytest.mark.parametrize(("printed", "typed", "name", "code", "words"), NOBODY)
def test_a_return_belongs_to_nobody(printed, typed, name, code, words):
    file = matched(f"participant_id | {typed}\nparticipant_name | {name}", issued_to=printed)
    (finding,) = (finding for finding in file.findings if finding.code.startswith("I"))
    assert file.participant == "" and finding.code == code
    assert words in finding.message and finding.severity.value == "error"
    assert finding.cell and finding.file == "форма.xlsx"


def test_a_name_unlike_the_registry_is_asked_about_and_counts():
    file = matched("participant_name | Департамент примеров", issued_to="ИО-01")
    assert file.participant == "ИО-01"
    assert codes(file.findings) == [f"I014 {place('participant_name')}"]


@pytest.mark.parametrize("name", ["", "#REF!"])
def test_a_blank_or_broken_name_is_one_finding(name):
    file = matched(f"participant_id |\nparticipant_name | {name}")
    code = "S025" if name else "S010"
    assert codes(file.findings) == [f"{code} {place('participant_name')}"]
    assert file.participant == ""


DAYS = [
    ("15.12.2025", None, []),
    ("16.12.2025", None, ["I020"]),
    ("10.12.2025", dt.date(2025, 12, 15), []),
    ("10.12.2025", dt.date(2025, 12, 16), ["I020"]),
    # the day of receipt, where it is known, decides; a date beyond it is asked about
    ("16.12.2025", dt.date(2025, 12, 15), ["I024"]),
    ("21.01.2026", None, ["I021", "I020"]),
]


@pytest.mark.parametrize(("filled_on", "received", "expected"), DAYS)
def test_a_late_return_is_told(filled_on, received, expected):
    file = matched(f"filled_on | {filled_on}", issued_to="ИО-01", received=received)
    assert [finding.code for finding in file.findings] == expected


# Words of a form, and the fields that what is said of it belongs to.
FIELDS = [
    ("participant_id | ИО-99", "", {"participant_id"}),
    ("participant_id | ИО-02", "ИО-01", {"participant_id"}),
    ("participant_id |\nparticipant_name | Совсем другое", "", {"participant_name"}),
    ("participant_id |\nparticipant_name | Общее имя", "", {"participant_name"}),
    ("participant_name | Минобразцов", "ИО-01", {"participant_name"}),
    ("participant_name | Департамент примеров", "ИО-01", {"participant_name"}),
    ("filled_on | 21.01.2026", "ИО-01", {"filled_on"}),
    ("filled_on | 16.12.2025", "ИО-01", {"filled_on"}),
]


@pytest.mark.parametrize(("text", "printed", "fields"), FIELDS)
def test_what_is_said_belongs_to_a_field_of_the_form(text, printed, fields):
    told = [f for f in matched(text, issued_to=printed).findings if f.code.startswith("I")]
    assert told and {field for finding in told for field in finding.fields} == fields
    assert {f"{finding.sheet}!{finding.cell}" for finding in told} == {place(*fields)}


def test_the_day_of_the_run_is_not_in_the_future():
    told = [f.code for f in matched("filled_on | 20.01.2026", issued_to="ИО-01").findings]
    assert "I021" not in told


def test_nobody_near_is_suggested_to_nobody():
    (finding,) = matched("participant_id | ИО-99\nparticipant_name | Совсем другое").findings
    assert finding.message == "Участника с кодом «ИО-99» в реестре нет."


SENDERS = [
    ("minister@primer.example", []),
    ("MINISTER@primer.example", []),
    ("office@primer.example", []),
    ("obraz@obraz.example", []),  # another row of the registry: a ministry may send for others
    ("rival@elsewhere.example", ["I028"]),
    ("", []),
]


@pytest.mark.parametrize(("sender", "expected"), SENDERS)
def test_a_sender_whom_the_registry_does_not_know_is_a_warning_beside_the_form(sender, expected):
    first, second, *others = REGISTRY.participants
    known = replace(
        REGISTRY,
        participants=(
            replace(first, email="minister@primer.example, Office@primer.example"),
            replace(second, email="obraz@obraz.example"),
            *others,
        ),
    )
    file = examined(Kind.SELF_ASSESSMENT, "", issued_to="ИО-01")
    file = replace(file, source=replace(file.source, sender=sender.lower()))
    (found,) = match([file], known, METHODOLOGY, AS_OF)
    assert [f.code for f in found.findings if f.code == "I028"] == expected
    assert found.participant == "ИО-01"
    (found,) = match([file], REGISTRY, METHODOLOGY, AS_OF)
    assert "I028" not in [f.code for f in found.findings]


def test_a_passport_is_never_late():
    file = matched("filled_on | 19.01.2026", issued_to="ИО-01", kind=Kind.PASSPORT)
    assert "I020" not in [finding.code for finding in file.findings]


HOSPITAL = "Государственное бюджетное учреждение здравоохранения «Ижморская районная больница»"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("ГБУЗ Ижморская районная больница", "ПО-01"),
        ("ГБУЗ «Ижморская районная больница»", "ПО-01"),
        ("Ижморская районная больница", "ПО-01"),
        ("Бюджетное учреждение «Ижморская районная больница»", "ПО-01"),
        ("ГКУ Центр занятости", "ПО-03"),
        ("Больница", None),
        # Both bear it.
        ("МБУ «Детская школа искусств»", None),
    ],
)
def test_a_name_with_another_legal_form_is_near(typed, near):
    names = {
        "ПО-01": HOSPITAL,
        "ПО-02": "Государственное бюджетное учреждение здравоохранения «Яйская больница»",
        "ПО-03": "Государственное казённое учреждение Центр занятости",
        "ПО-04": "Муниципальное автономное учреждение «Детская школа искусств»",
        "ПО-05": "Муниципальное казённое учреждение «Детская школа искусств»",
    }
    bodies = tuple(body(who, name, who) for who, name in names.items())
    found = ParticipantIndex(Registry(path="", participants=bodies))
    nearest = found.nearest(typed)
    assert (nearest.id if nearest else None) == near


def test_the_nearest_name_does_not_depend_on_the_order_of_the_registry():
    turned = ParticipantIndex(replace(REGISTRY, participants=REGISTRY.participants[::-1]))
    for name in ("Министерство примерав", "Администрация Условск", "Условскай"):
        assert DIRECTORY.nearest(name) == turned.nearest(name) is not None


def test_a_suggestion_costs_little_in_a_registry_of_ten_thousand():
    many = Registry(
        path="",
        participants=tuple(
            body(
                f"У-{n}", f"Государственное казённое учреждение «Центр занятости № {n}»", f"ГКУ {n}"
            )
            for n in range(10_000)
        ),
    )
    directory = ParticipantIndex(many)
    directory.nearest("первый вопрос строит указатель")
    started = time.perf_counter()
    found = [
        directory.nearest(f"Казеное учреждение Центр занятости {n}") for n in range(5000, 5050)
    ]
    # Comparing with every name takes half a second each.
    assert time.perf_counter() - started < 5
    assert all(found)


CANDIDATES = [
    # who the form is of for sure, who else it may be of, whose name is like it
    ("ИО-01", "ИО-99", "Министерство примеров", ("ИО-01", (), "")),
    ("ИО-01", "ИО-99", "Минобразцов", ("ИО-02", ("ИО-01",), "")),
    ("ИО-01", "ИО-02", "", ("ИО-02", ("ИО-01",), "")),
    ("ИО-01", "ИО-99", "Общее имя", ("", ("МО-02", "МО-03", "ИО-01"), "")),
    ("ИО-01", "ИО-99", "Министерство образцовв", ("", ("ИО-01",), "ИО-02")),
    ("ИО-01", "", "Общее имя", ("", ("МО-02", "МО-03", "ИО-01"), "")),
    ("ИО-01", "", "Минобразцов", ("ИО-02", ("ИО-01",), "")),
    ("", "", "Общее имя", ("", ("МО-02", "МО-03"), "")),
    ("", "", "Министерство образцовв", ("", (), "ИО-02")),
    ("", "ИО-99", "Минобразцов", ("ИО-02", (), "")),
    ("", "ИО-99", "", ("", (), "")),
    ("", "", "Совсем другое", ("", (), "")),
]


@pytest.mark.parametrize(("printed", "typed", "name", "expected"), CANDIDATES)
def test_whom_a_form_of_nobody_may_be_of(printed, typed, name, expected):
    file = matched(f"participant_id | {typed}\nparticipant_name | {name}", issued_to=printed)
    found = file.candidates
    assert file.participant == "" and (found.named, found.others, found.near) == expected


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Лока", ""),  # as near to «Лола» as one letter of four, and shares no three of them
        ("Лозан", "Лозаны"), ("лозаныы", "Лозаны"), ("Лола", "Лола"), ("Лол", "Лола"), ("Ло", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_suggested_that_shares_three_letters_in_a_row(typed, near):
    people = (body("А-1", "Лола", ""), body("А-2", "Лозаны", ""))
    found = ParticipantIndex(Registry(path="", participants=people)).nearest(typed)
    assert (found.name if found else "") == near


def test_the_address_of_any_participant_is_known_in_small_letters():
    people = (replace(body("А-1", "А", ""), email=" A@x.ru ,b@X.ru"), body("А-2", "Б", ""))
    known = ParticipantIndex(Registry(path="", participants=people)).addresses
    assert known == {"a@x.ru", "b@x.ru"}
