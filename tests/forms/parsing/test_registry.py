"""The registry of participants: each fault of a line is one finding at its cell."""

from dataclasses import replace

import pytest

from kuzbass_batch import committee
from kuzbass_batch.commands.clerk import issue, take_over
from kuzbass_batch.committee import the_registry
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.parsing.addresses import is_address
from kuzbass_batch.forms.parsing.registry import read_registry
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.usage import WrongUsage
from tests.categories import MUNICIPALITY, SUBORDINATE
from tests.filled import FORMS, METHODOLOGY, at, codes, read, submission_of, table

GOOD = """
    1/id | ИО-01
    1/name | Министерство примеров
    1/short_name | Минпримеров
    1/other_names | Мин. примеров; МП
    1/category | исполнительный орган
    1/head_post | министр примеров
    1/head_name | Образцов Пётр Ильич
    1/gender | м
    1/email | one@example.ru; two@example.ru
    1/last_level | Базовый
    2/id | ПО-01
    2/name | Центр примеров
    2/short_name | Центр
    2/category | подведомственная организация
    2/parent | ио-01
    2/head_post | директор «Центра примеров»
    2/head_name | Дельный Егор Ильич
"""


def registry(text, start=GOOD):
    answers = {f"participants/{key}": value for key, value in table(start + text).items()}
    spec = FORMS[Kind.REGISTRY]
    return read(draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers))


def judged(text, start=GOOD):
    file = registry(text, start)
    return read_registry(submission_of(file), METHODOLOGY, file.findings)


def place(field):
    return at(Kind.REGISTRY, f"participants/{field}")


def test_the_word_that_the_list_of_categories_had_once_is_still_read():
    """Registries filled in before call a local administration «муниципальное образование»."""
    line = """
    3/id | МО-01
    3/name | Администрация города Условска
    3/short_name | Условск
    3/category | Муниципальное образование
    3/head_post | глава города Условска
    3/head_name | Условный Егор Ильич
"""
    found, findings = judged(line)
    assert findings == () and found.participants[2].category == MUNICIPALITY
    assert MUNICIPALITY.name == "орган местного самоуправления"
    entry = registry(line)
    assert take_over(submission_of(entry), {}).answers["participants/3/category"] == (
        "орган местного самоуправления"
    )
    assert judged(line.replace("Муниципальное образование", "Муниципалитет"))[0] is None


def test_a_sound_registry_is_read_as_it_stands():
    found, findings = judged("")
    assert findings == ()
    first, second = found.participants
    assert first.all_names == ("Министерство примеров", "Минпримеров", "Мин. примеров", "МП")
    assert (first.last_level, first.gender, first.email) == (
        "basic", "м", "one@example.ru; two@example.ru"
    )  # fmt: skip
    assert second.parent == "ИО-01", "the parent's code is written as the parent itself has it"
    assert second == Participant(
        id="ПО-01",
        name="Центр примеров",
        short_name="Центр",
        category=SUBORDINATE,
        parent="ИО-01",
        head_post="директор «Центра примеров»",
        head_name="Дельный Егор Ильич",
    )
    assert (first.id, first.head_post, first.head_name) == (
        "ИО-01", "министр примеров", "Образцов Пётр Ильич"
    )  # fmt: skip
    found, _ = judged(
        "1/head_post_dative | министру примеров\n1/head_name_dative | Образцову П. И."
    )
    first = found.participants[0]
    assert first.head_post_dative == "министру примеров"
    assert first.head_name_dative == "Образцову П. И."


@pytest.mark.parametrize("gender", ["м", "ж", "М", " Ж "])
def test_a_gender_is_one_of_two_letters(gender):
    assert judged(f"1/gender | {gender}")[1] == ()


def test_blank_parts_of_a_list_of_names_are_no_names():
    found, findings = judged("1/other_names | ; Мин. примеров;; МП ;")
    assert findings == () and found.participants[0].other_names == ("Мин. примеров", "МП")


@pytest.mark.parametrize(
    ("parents", "ring"),
    [
        ("ПО-02", []), ("ПО-01", ["1"]), ("ПО-02 ПО-01", ["1", "2"]),
        ("ПО-02 ПО-03 ПО-01", ["1", "2", "3"]), ("ПО-02 ПО-03 ПО-02", ["2", "3"]),
        ("ПО-02 ПО-03 ИО-01", []),
    ],
)  # fmt: skip
def test_who_is_beneath_himself_is_told(parents, ring):
    """parents: of ПО-01, ПО-02 and so on; a line that only leads into a ring is sound."""
    text = ""
    for number in range(1, 5):
        line = {"id": f"ПО-0{number}", "name": f"Центр {number}", "short_name": f"Ц{number}",
                "category": "подведомственная организация", "parent": "ИО-01",
                "head_post": "директор «Центра»", "head_name": "Дельный Егор Ильич"}  # fmt: skip
        line["parent"] = dict(enumerate(parents.split(), 1)).get(number, "ИО-01")
        text += "".join(f"\n{number + 1}/{key} | {value}" for key, value in line.items())
    _, findings = judged(text)
    told = [f"{place(f'{int(number) + 1}/parent')}" for number in ring]
    assert codes(findings) == [f"R006 {each}" for each in told]
    for number, finding in zip(ring, findings, strict=True):
        assert f"ПО-0{number}" in finding.message


FAULTS = [
    ("2/name |", "R001", "2/name"),
    ("2/id |", "R001", "2/id"),
    ("2/category |", "R001", "2/category"),
    ("2/head_post |", "R001", "2/head_post"),
    ("2/id | ио-01\n2/parent |", "R002", "2/id"),
    ("2/short_name | МИНПРИМЕРОВ", "R003", "2/short_name"),
    ("2/other_names | Другое; Мин. примеров", "R003", "2/other_names"),
    ("1/category | министерство", "R004", "1/category"),
    ("2/parent | ИО-07", "R005", "2/parent"),
    ("2/parent | ПО-01", "R006", "2/parent"),
    ("1/gender | да", "R007", "1/gender"),
    ("1/last_level | Высший", "R008", "1/last_level"),
    ("2/parent |", "R009", "2/parent"),
    ("1/email | one@example", "R011", "1/email"),
]


@pytest.mark.parametrize(("text", "code", "field"), FAULTS)
def test_each_fault_is_found_once_at_its_cell(text, code, field):
    found, findings = judged(text)
    wanted = [f"{code} {place(field)}"]
    also = ["R009 " + place("2/parent")] if code == "R002" else []
    assert sorted(codes(findings)) == sorted(wanted + also)
    assert all(finding.file == "форма.xlsx" for finding in findings)
    errors = [finding for finding in findings if finding.severity.value == "error"]
    assert (found is None) == bool(errors)


def test_a_blank_cell_names_the_participant_and_the_column():
    _, (finding,) = judged("2/head_name |")
    assert finding.message == "Участник «Центр примеров»: не заполнено: руководитель."
    _, findings = judged("2/name |\n2/short_name |")
    assert [f.message.partition(":")[0] for f in findings] == ["Участник «ПО-01»"] * 2


def test_the_generic_finding_stays_where_the_registry_has_none():
    file = registry("2/head_name |")
    assert codes(file.findings) == [f"S012 {place('2/head_name')}"]
    _, findings = read_registry(submission_of(file), METHODOLOGY)
    assert codes(findings) == [f"R001 {place('2/head_name')}"]


def test_an_empty_registry_is_one_finding():
    for start in ("", "1/name |\n"):
        found, findings = judged(start, start="")
        assert found is None and codes(findings) == ["R010"]


@pytest.mark.parametrize(("faults", "more"), [(5, False), (6, True)])
def test_a_run_names_the_first_faults_and_says_where_the_others_are(monkeypatch, faults, more):
    monkeypatch.setattr(committee, "LINES_SHOWN", 5)
    fields = ("2/name", "2/head_post", "2/head_name", "2/category", "1/head_post", "1/head_name")
    text = "\n".join(f"{field} |" for field in fields[:faults])
    with pytest.raises(WrongUsage) as refusal:
        the_registry([registry(text)], lambda file: judged(text))
    assert str(refusal.value).endswith(f"нужно исправить ({faults}):")
    lines = refusal.value.details
    assert sum("не заполнено" in line for line in lines) == 5 == len(lines) - more
    assert lines[-1].startswith("Остальное (1) назовёт «Проверить файл»") == more


def test_a_ring_of_parents_is_found_at_each_of_its_members():
    text = "1/parent | ПО-01"
    _, findings = judged(text)
    assert codes(findings) == [f"R006 {place('1/parent')}", f"R006 {place('2/parent')}"]


ADDRESSES = [
    ("a@b.ru", True),
    ("ivan.petrov+1@mail.example.ru", True),
    ("priem@почта.рф", True),
    ("a@b", False),
    ("a b@c.ru", False),
    ("a@@b.ru", False),
    ("a@b..ru", False),
    (".a@b.ru", False),
    ("a@b.ru.", False),
    ("<a@b.ru>", False),
    ("a@b.ru (приёмная)", False),
    ("mailto:a@b.ru", False),
    ("Пётр <a@b.ru>", False),
    ("a@[10.0.0.1]", False),
    ("minеc@b.ru", False),  # a Cyrillic «е»
    ("minec@kеmerovo.ru", False),  # a Cyrillic «е»
    ("minec@х.ru", False),  # a Cyrillic «х»
    ("minec@mail.ако.ru", False),
    ("minec@почтa.рф", False),  # a Latin «a»
    ("minec@mail.почта.рф", True),
    ("minec@xn--80a1acny.xn--p1ai", True),
    ("нет", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "good"), ADDRESSES)
def test_an_address_is_one_that_mail_can_reach(text, good):
    assert is_address(text) is good


@pytest.mark.parametrize("text", ["a@b.ru, c@d.ru", "a@b.ru;c@d.ru", " a@b.ru ; c@d.ru "])
def test_several_addresses_stand_in_one_cell(text):
    found, findings = judged(f"1/email | {text}")
    assert findings == () and found.participants[0].email == text.strip()


def test_of_several_addresses_the_wrong_one_is_named():
    _, (finding,) = judged("1/email | a@b.ru; c@d; e@f.ru")
    assert (finding.code, finding.severity.value) == ("R011", "warning")
    assert "«c@d»" in finding.message


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        # Addresses with a space between them: both are meant, one is wrong.
        ("a@b.ru c@d", ["a@b.ru c@d"]), ("c@d a@b.ru", ["c@d a@b.ru"]), ("a@b.ru e@f.ru", []),
        ("c@d; a@b; e@f.ru", ["c@d", "a@b"]),
    ],
)  # fmt: skip
def test_every_address_of_a_cell_must_be_one(cell, named):
    _, findings = judged(f"1/email | {cell}")
    assert [f.code for f in findings] == ["R011"] * len(named)
    assert all(f"«{part}»" in f.message for part, f in zip(named, findings, strict=True))


def test_a_missing_column_is_said_once_and_breaks_nothing():
    file = registry("")
    keep = tuple(a for a in submission_of(file).answers if not a.field_id.endswith("/category"))
    places = tuple(p for p in submission_of(file).places if not p[0].endswith("/category"))
    from dataclasses import replace

    lame = replace(submission_of(file), answers=keep, places=places)
    assert read_registry(lame, METHODOLOGY) == (None, ())


def test_a_registry_of_another_year_is_refused_with_what_to_do(tmp_path):
    spec = replace(FORMS[Kind.REGISTRY], period=Period(2024))
    data = draw_form(spec, METHODOLOGY, identity=spec.identity())
    (tmp_path / "реестр.xlsx").write_bytes(data)
    with pytest.raises(WrongUsage) as refusal:
        issue(tmp_path / "реестр.xlsx", tmp_path / "бланки", year=2025)
    assert str(refusal.value) == (
        "Реестр «реестр.xlsx» нужно исправить (1): Бланк составлен за 2024 год, а рейтинг "
        "определяется за 2025 год. Заполните бланк за 2025 год."
    )
    assert not (tmp_path / "бланки").exists()


@pytest.mark.parametrize(
    ("text", "at_field"),
    [
        ("1/head_post | министр", "1/head_post"),
        ("1/head_post_dative | министру", "1/head_post_dative"),
        ("1/head_post | министр\n1/head_post_dative | министру примеров", ""),
        ("2/head_post | директор ГАУ «УМФЦ»", ""),
        ("2/head_post | и. о. директора", "2/head_post"),
        ("2/head_post | директор лесхоза", "2/head_post"),
        ("2/head_post | директор лесхоза\n2/name | Лесхоз примеров", ""),
        ("2/head_post | директор лесхоза\n2/short_name | Лесхоз", ""),
        ("2/head_post | директор лесхоза\n2/other_names | Лесхоз", ""),
    ],
)
def test_a_post_that_names_no_organisation_is_told_and_stops_nothing(text, at_field):
    """GOST R 7.0.97-2025: the addressee names it; the letters as they print it decide."""
    found, findings = judged(text)
    assert found is not None
    assert codes(findings) == ([f"R013 {place(at_field)}"] if at_field else [])
