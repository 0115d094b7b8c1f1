"""The blank's own line: what it calls ready, the batch takes, in LibreOffice and in Gnumeric.

The self-assessments of `test_live_score`, `test_live_kinds` and `test_live_totals` are held to the
same; here are their other sheets, the passport, the objection and the forms of the programme.
"""

import datetime as dt
import io
import os
import random
import zipfile
from decimal import Decimal
from functools import cache

import openpyxl
import pytest
from openpyxl.styles import Font

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.live.ready_formulas import LEFT, READY, SHEET_LEFT, SHEET_READY
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind
from tests import programme_forms
from tests.filled import ASSESSMENT, BODY, FORMS, METHODOLOGY, PASSPORT, saved
from tests.live_engines import (
    has_programs,
    is_returned,
    readiness_of,
    through_gnumeric,
    through_libreoffice,
)

needs_programs = pytest.mark.skipif(
    not has_programs() and os.environ.get("CI") != "true",
    reason="LibreOffice or Gnumeric is missing: the readiness is NOT computed",
)
DRAWN = max(12, int(os.environ.get("LIVE_PROFILES", "12")))
"""So many forms at random; `LIVE_PROFILES=300` for the deep tests."""
TRAINED = {
    "training/1/name": "Обученная Анна Ильинична",
    "training/1/post": "советник",
    "training/1/date": dt.date(2025, 5, 20),
    "training/1/topic": "Картирование",
    "training/1/document": "удостоверение № 12",
}
OBJECTION = BODY | {
    "signer_name": "Примеров Пётр Петрович",
    "filled_on": dt.date(2026, 2, 10),
    **{f"points/{each.id}/claimed": Decimal(2) for each in METHODOLOGY.criteria},
    **{f"points/{each.id}/counted": Decimal(1) for each in METHODOLOGY.criteria},
    "points/2/asked": Decimal(2),
    "points/2/reason": "есть приказ",
    "points/2/documents": "приказ № 3",
}
SOUND = {
    Kind.SELF_ASSESSMENT: ASSESSMENT | TRAINED,
    Kind.PASSPORT: PASSPORT,
    Kind.OBJECTION: OBJECTION,
}
ALL_SOUND = SOUND | programme_forms.SOUND
GOOD = {
    "text": ("Иванова А. П.", "8 (384-2) 00-00-00", "+7 900 000", "–", "№ 5", 1234, " два слова\n"),
    "date": (dt.date(2025, 12, 1), "01.12.2025", 46001, "29.02.2024"),
    "mark": ("да", "Нет.", " ДА ", None, "✔", "дa"),
    "number": (7, 0.25, -3),
}
BAD = {
    "text": (None, " ", "\u00a0", "\u200b", "«»", "''", "#REF!", " \n ", "\u2009\u00ad"),
    "date": (None, "31.02.2025", "10.13.2025", "1501.02025", "скоро", 5, "32.12.2025", "#N/A",
             "10.12.2125", "01/12.2025.", dt.date(1990, 1, 1), "00.12.2025", "\u00a0"),
    "mark": ("возможно", "да?", "#REF!", 5, "да и нет"),
    "number": (None, "десять", "10 дней", "#DIV/0!", dt.date(2026, 5, 10), "О", True, " "),
}  # fmt: skip
CAUTIOUS = {
    "text": ("«2»", "✔"),
    "date": ("1 декабря 2025 г.", "2025-12-01", "1.12.2025", "14.О3.2025",
             dt.datetime(2025, 12, 1, 15)),
    "number": ("10,5", "5 %"),
}  # fmt: skip
"""What the batch understands and the formulas do not: the line stays at «Осталось»."""
KINDS = {
    "executor_name": "text", "executor_phone": "text", "includes_subordinates": "mark",
    "project": "text", "team": "text", "ground_2": "text", "effects": "text",
    "signer_name": "text", "points/2/reason": "text", "filled_on": "date",
    "training/1/name": "text", "training/1/topic": "text", "training/1/date": "date",
    "goals/1/name": "text", "goals/1/target": "number", "goals/1/current": "number",
    "stages/1/start": "date", "stages/10/start": "date",
}  # fmt: skip
"""Fields that are changed at random, and what they take. Others are in `CASES`."""
ALONE = {"goals/1/target": 100, "goals/1/current": 200, "stages/1/start": dt.date(2024, 1, 9)}
"""Good values of fields that are held against their neighbours."""
CASES = {
    "year before": (Kind.SELF_ASSESSMENT, {"filled_on": dt.date(2023, 12, 1)}, True),
    "nobody trained": (Kind.SELF_ASSESSMENT, dict.fromkeys(TRAINED), True),
    "a row begun": (Kind.SELF_ASSESSMENT, {"training/3/topic": "Потери"}, False),
    "a row of spaces": (Kind.SELF_ASSESSMENT, {"training/3/topic": "  "}, True),
    "an error nobody asks for": (Kind.SELF_ASSESSMENT, {"executor_post": "#REF!"}, False),
    "an error in the evidence": (Kind.SELF_ASSESSMENT, {"3.1/evidence": "#VALUE!"}, False),
    "an error among the trained": (Kind.SELF_ASSESSMENT, {"training/9/post": "#NAME?"}, False),
    "a row far below": (Kind.SELF_ASSESSMENT, {"Обучение!B60": "Ещё Одна"}, False),
    "a criterion left": (Kind.SELF_ASSESSMENT,
                         dict.fromkeys(f"4.{at}/done" for at in (0, 2, 3)), False),
    "goals equal": (Kind.PASSPORT, {"goals/1/target": 10}, False),
    "second goal equal": (Kind.PASSPORT, {"goals/2/name": "Срок", "goals/2/current": 3,
                                          "goals/2/target": 3}, False),
    "second goal": (Kind.PASSPORT, {"goals/2/name": "Срок", "goals/2/current": 3,
                                    "goals/2/target": 2}, True),
    "no goal": (Kind.PASSPORT, {f"goals/1/{key}": None for key in ("name", "current", "target")},
                False),
    "stage ends early": (Kind.PASSPORT, {"stages/3/end": dt.date(2025, 2, 1)}, False),
    "stage before another": (Kind.PASSPORT, {"stages/4/start": "01.01.2025"}, False),
    "stage as text": (Kind.PASSPORT, {"stages/3/end": "25.03.2025"}, True),
    "nothing asked": (Kind.OBJECTION, {"points/2/asked": None, "points/2/reason": None,
                                       "points/2/documents": None}, False),
    "no points asked": (Kind.OBJECTION, {"points/3/documents": "приказ"}, False),
    "points beyond": (Kind.OBJECTION, {"points/2/asked": 99}, False),
    "another point": (Kind.OBJECTION, {"points/3/asked": 1, "points/3/reason": "да"}, True),
    "another way": (Kind.OBJECTION, {"way": "голубиная почта"}, True),
}  # fmt: skip
"""A change of a sound form, and whether it is still ready."""


def random_cases():
    """Yield forms with one to three changes: kind, changes, whether all is good, whether sure."""
    dice = random.Random(18)
    for _ in range(DRAWN):
        kind = dice.choice([*SOUND])
        sound = SOUND[kind] | (
            {"includes_subordinates": "да"} if kind is Kind.SELF_ASSESSMENT else {}
        )
        fields = [name for name in KINDS if name in sound]
        changes, good, sure = {}, True, True
        for name in dice.sample(fields, dice.randint(1, min(3, len(fields)))):
            wanted = dice.choices((GOOD, BAD, CAUTIOUS), (5, 2, 1))[0]
            values = wanted.get(KINDS[name], GOOD[KINDS[name]])
            changes[name] = dice.choice(values)
            if wanted is GOOD and (name in ALONE or name.startswith("stages/10")):
                changes[name] = ALONE.get(name, dt.date(2026, 1, 12))
            good = good and values is not BAD.get(KINDS[name])
            sure = sure and values is not CAUTIOUS.get(KINDS[name])
        yield kind, changes, good, sure


@cache
def sound_form(kind):
    """Return a sound form as it is drawn, and where its fields stand."""
    spec = FORMS[kind]
    identity = spec.identity("ИО-01")
    return draw_form(spec, METHODOLOGY, identity=identity, answers=ALL_SOUND[kind]), lay_out(spec)


def filled(kind, changes, style=None):
    """Return a sound form changed as by hand, without stored values; style: of what is changed."""
    data, places = sound_form(kind)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, value in changes.items():
        place = places.get(name)
        sheet, _, cell = (place.sheet, "", place.ref.cell) if place else name.partition("!")
        book[sheet][cell].value = value
        if style:
            style(book[sheet][cell])
    return saved(book)


def all_cases():
    """Return every form by name: its bytes, whether all in it is good, and whether that is sure."""
    found = {
        name: (filled(kind, changes), good, True) for name, (kind, changes, good) in CASES.items()
    }
    for number, (kind, changes, good, sure) in enumerate(random_cases()):
        found[f"{number} {changes}"] = (filled(kind, changes), good, sure)
    for name, (kind, changes, good) in programme_forms.CASES.items():
        found[name] = (filled(kind, changes), good, True)
    return {f"г{number}": (name, *found[name]) for number, name in enumerate(found)}


def answers_in(data):
    """Return what is read of a form, whichever program has saved it."""
    submission = examine_content(data, METHODOLOGY, FORMS).submission
    return {each.field_id: (each.value, each.readable) for each in submission.answers}


def names_errors(data):
    """Tell whether a cell of the form holds an error: each program keeps it in its own way."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        return any(b' t="e"' in book.read(name) for name in sheets)


@needs_programs
def test_what_a_blank_calls_ready_is_not_sent_back(tmp_path):
    cases = all_cases()
    assert len(cases) >= 30
    office = through_libreoffice(tmp_path, {key: data for key, (_, data, *_) in cases.items()},
                                 "xlsx")  # fmt: skip
    gnumeric = through_gnumeric(tmp_path, {key: tmp_path / f"{key}.xlsx" for key in cases})
    wrong, ready = [], 0
    for key, (name, data, good, sure) in cases.items():
        file = examine_content(data, METHODOLOGY, FORMS).file
        said = [readiness_of(path) for path in (office[key], gnumeric[key])]
        codes = [finding.code for finding in file.findings]
        if (is_returned(file), *said) != (not good, said[0], said[0]):
            wrong.append((name, said, codes))
        if (said[0] == READY) is not (good and sure):
            wrong.append((name, said, codes))
        if file.kind in PROGRAMME_FORMS and not names_errors(data):
            read_again = [answers_in(path.read_bytes()) for path in (office[key], gnumeric[key])]
            if read_again != [answers_in(data)] * 2:
                wrong.append((name, "read otherwise"))
        ready += said[0] == READY
    assert not wrong
    assert 10 <= ready <= len(cases) - 15


def first_lines(data):
    """Return what stands in the first rows of a form, as it was drawn."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return [cell.value for row in sheet.iter_rows(max_row=8) for cell in row if cell.value]


def test_a_blank_says_how_much_is_left_and_where():
    spec = FORMS[Kind.SELF_ASSESSMENT]
    data = draw_form(spec, METHODOLOGY, identity=spec.identity("ИО-01"), answers=BODY)
    lines = first_lines(data)
    assert f"{LEFT}11" in lines
    assert {f"Сведения{SHEET_LEFT}3", f"Самооценка{SHEET_LEFT}8", f"Обучение{SHEET_READY}"} <= {
        *lines
    }


def test_a_blank_without_a_name_asks_for_the_name_or_the_code():
    spec = FORMS[Kind.SELF_ASSESSMENT]
    for answers, left in (({}, 4), ({"participant_id": "ИО-01"}, 3), (
        {"participant_name": "Министерство примеров"}, 3
    )):  # fmt: skip
        lines = first_lines(draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers))
        assert f"Сведения{SHEET_LEFT}{left}" in lines


def test_every_link_leads_to_a_cell_that_is_to_be_filled_in():
    for kind in SOUND:
        spec = FORMS[kind]
        data = draw_form(spec, METHODOLOGY, identity=spec.identity())
        code = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Код"]
        targets = {cell.value for cell in code["E"] if cell.value}
        places = {f"'{at.sheet}'!{at.ref.cell}" for at in lay_out(spec).values()}
        assert targets and targets <= places


def strike(cell):
    """Strike an answer out."""
    cell.font = Font(strike=True)


def show_otherwise(cell):
    """Let a number format show another thing than what is stored."""
    cell.number_format = '"12.12.2025"'


@pytest.mark.parametrize(
    ("changes", "style"),
    [({"3.1/done": "да", "3.0/done": None}, strike), ({"filled_on": 46001}, show_otherwise)],
)
def test_what_formulas_cannot_see_stands_in_the_guide(changes, style):
    """The list of `docs/справочник.md`: struck out, shown otherwise, a picture, merged cells."""
    file = examine_content(filled(Kind.SELF_ASSESSMENT, changes, style), METHODOLOGY, FORMS).file
    assert is_returned(file)
