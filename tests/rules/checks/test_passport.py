"""The project passport (app. 2): every field, stages in order, goals with a direction."""

import pytest

from kuzbass_batch.forms.spec.specification import ValueKind
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS, PASSPORT, at, codes, examined

FIELDS = FORMS[Kind.PASSPORT].fields()
REQUIRED = [name for name, field in FIELDS.items() if field.required and name in PASSPORT]


def found(text="", *, without=()):
    return examined(Kind.PASSPORT, text, without=without).findings


def place(field):
    return at(Kind.PASSPORT, field)


def test_a_complete_passport_has_no_finding():
    assert codes(found()) == []


def test_every_field_of_the_act_is_required_but_the_code_and_further_goals():
    left = [name for name in FIELDS if not FIELDS[name].required]
    assert left == ["participant_id"]
    assert len(REQUIRED) == 32


@pytest.mark.parametrize("field", REQUIRED)
def test_a_blank_field_is_one_error_at_its_cell(field):
    code = {"goals": "S012", "stages": "S014"}.get(field.split("/")[0], "S010")
    findings = found(f"{field} |")
    assert codes(findings) == [f"{code} {place(field)}"]
    assert FIELDS[field].name in findings[0].message


@pytest.mark.parametrize(
    "field", [n for n in REQUIRED if FIELDS[n].kind in (ValueKind.DATE, ValueKind.NUMBER)]
)
def test_a_word_instead_of_a_date_or_a_number_is_one_error(field):
    code = "S022" if FIELDS[field].kind is ValueKind.DATE else "S023"
    assert codes(found(f"{field} | скоро")) == [f"{code} {place(field)}"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("stages/2/end", "Этап 2. Картирование текущего состояния: дата окончания не указана. "
         "Укажите дату окончания."),
        ("stages/3/start", "Этап 3. Анализ проблем и потерь: дата начала не указана. "
         "Укажите дату начала."),
        ("stages/1/start", "Этап 1. Согласование паспорта проекта: дата не указана. "
         "Укажите дату."),
        ("stages/9/start", "Этап 9. Закрытие проекта: дата не указана. Укажите дату."),
    ],
)  # fmt: skip
def test_a_blank_date_of_a_stage_is_asked_for_by_the_stage_s_name(field, said):
    (finding,) = found(f"{field} |")
    assert f"{finding.message} {finding.remedy}" == said


def test_a_passport_names_at_least_one_goal():
    assert codes(found(without=("goals/",))) == [f"S011 {place('goals/1/name')}"]


STAGES = [
    # an end before its start
    ("stages/3/end | 28.02.2025", "P001 {stages/3/end}"),
    # the same day is enough
    ("stages/3/end | 01.03.2025", ""),
    # a stage that starts before the one above it
    ("stages/9/start | 31.07.2025", "P002 {stages/9/start}"),
    # a stage that starts within the one above it, or on its last day
    ("stages/5/start | 24.04.2025", "P003 {stages/5/start}"),
    ("stages/5/start | 25.04.2025", ""),
    # the approval has one date only
    ("stages/1/start | 02.02.2025", "P002 {stages/2/start}"),
    # a blank or unreadable date is one finding; what hangs on it is not checked
    ("stages/4/start | \nstages/4/end | 01.01.2020", "S014 {stages/4/start}"),
    ("stages/4/start | апрель\nstages/4/end | 01.01.2020", "S022 {stages/4/start}"),
    ("stages/4/end | апрель\nstages/5/start | 02.04.2025", "S022 {stages/4/end}"),
    ("stages/4/start | #REF!", "S025 {stages/4/start}"),
]


@pytest.mark.parametrize(("text", "expected"), STAGES)
def test_stages_follow_each_other(text, expected):
    wanted = expected.format(**{name: place(name) for name in REQUIRED}) if expected else ""
    assert codes(found(text)) == ([wanted] if wanted else [])


def test_the_words_name_both_stages_and_their_dates():
    (finding,) = found("stages/9/start | 31.07.2025")
    assert finding.message == "Этап 9: 31.07.2025 – раньше, чем начинается этап 8 (01.08.2025)."


GOALS = [
    ("Сокращение срока ответа, дней", 10, 5, None),
    ("Сокращение срока ответа, дней", 10, 12, "P005 {goals/1/target}"),
    ("Увеличение доли ответов в срок, %", 60, 80, None),
    ("Увеличение доли ответов в срок, %", 80, 60, "P005 {goals/1/target}"),
    ("Рост скорости ответа, шт.", 10, 5, "P005 {goals/1/target}"),
    ("Сокращение времени простоя, мин", 10, 5, None),
    ("Сокращение срока ответа, дней", 10, 10, "P004 {goals/1/target}"),
    # no word of direction: the numbers say it, and a note says so
    ("Срок ответа, дней", 10, 5, "P007 {goals/1/name}"),
    ("Скорость ответа, шт.", 5, 10, "P007 {goals/1/name}"),
    ("Время простоя, мин", 10, 5, "P007 {goals/1/name}"),
    ("Снижение роста жалоб, шт.", 10, 5, "P007 {goals/1/name}"),
    # nothing is derived from what cannot be read
    ("Сокращение срока ответа, дней", "десять", 10, "S023 {goals/1/current}"),
    ("Сокращение срока ответа, дней", 10, "", "S012 {goals/1/target}"),
    ("", 10, 5, "S012 {goals/1/name}"),
    ("#REF!", 5, 10, "S025 {goals/1/name}"),
]


@pytest.mark.parametrize(("name", "current", "target", "expected"), GOALS)
def test_a_goal_changes_its_indicator_in_the_direction_it_names(name, current, target, expected):
    text = f"goals/1/name | {name}\ngoals/1/current | {current}\ngoals/1/target | {target}"
    wanted = expected.format(**{key: place(key) for key in REQUIRED}) if expected else None
    assert codes(found(text)) == ([wanted] if wanted else [])


def test_the_direction_by_numbers_is_a_note_only():
    (note,) = found("goals/1/name | Срок ответа, дней")
    assert note.severity.value == "note"
    assert note.message.endswith("понята как снижение с 10 до 5.")


def test_each_goal_is_judged_alone_and_equal_findings_merge():
    findings = found("""
        goals/1/target  | 10
        goals/2/name    | Повышение доли, %
        goals/2/current | 10
        goals/2/target  | 10
    """)
    first, second = place("goals/1/target"), place("goals/2/target").split("!")[1]
    assert codes(findings) == [f"P004 {first}, {second}"]
    assert findings[0].fields == ("goals/1/target", "goals/2/target")


@pytest.mark.parametrize(
    ("second", "asked"),
    [
        (" долгий  СРОК ответа.", True), ("Долгий срок ответа;", True),
        ("Долгий срок визы", False), ("Долгий срок ответаx", False),
    ],
)  # fmt: skip
def test_the_two_grounds_differ(second, asked):
    expected = [f"P006 {place('ground_2')}"] if asked else []
    assert codes(found(f"ground_2 | {second}")) == expected
