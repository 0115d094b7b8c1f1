"""Texts that some program might take for more than text, and a folder whose every field holds them.

Each holds the word ЗМЕЙ, so that it can be looked for in the parts of an output.
"""

import datetime as dt
from decimal import Decimal
from unicodedata import normalize

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.specification import ValueKind
from kuzbass_batch.records.files.sources import PROGRAMME_FORMS, Kind
from kuzbass_batch.rules.objections.form import objection_field
from tests.filled import FORMS, METHODOLOGY, drawn
from tests.programme_forms import OWN_ANSWERS, SOUND, open_fields
from tests.small_folder import form, person, registry

MARK = "ЗМЕЙ"
TEXTS = {
    "formula": '=1+1&"ЗМЕЙ"',
    "plus": "+1+1+ЗМЕЙ",
    "minus": "-1+1-ЗМЕЙ",
    "at": "@SUM(1;ЗМЕЙ)",
    "array": "{=1+1+ЗМЕЙ}",
    "link formula": '=HYPERLINK("http://evil.example/ЗМЕЙ","счёт")',
    "dde": "=cmd|' /C calc ЗМЕЙ'!A0",
    "dde field": 'DDEAUTO c:\\windows\\system32\\cmd.exe "/k ЗМЕЙ"',
    "apostrophe": "'=1+1 ЗМЕЙ",
    "quote": '"ЗМЕЙ" \' "',
    "web": "http://evil.example/?q=ЗМЕЙ&w=1#here",
    "file": "file:///etc/passwd#ЗМЕЙ",
    "share": "\\\\evil.example\\share\\ЗМЕЙ",
    "mail": "mailto:a@evil.example?subject=ЗМЕЙ",
    "internal": "internal:'Сводка'!A1 ЗМЕЙ",
    "external": "external:c:\\ЗМЕЙ.xlsx",
    "expression": "{{ 7*191 }} {{r ЗМЕЙ }}",
    "statement": "{% for x in ().__class__.__mro__ %}ЗМЕЙ{% endfor %}{%p if 1 %}",
    "comment": "{# ЗМЕЙ #}{{ '{{' }}",
    "markup": '<w:p><w:r><w:t>ЗМЕЙ</w:t></w:r></w:p><script>alert("1")</script>',
    "rich text": "<r><t>ЗМЕЙ</t></r>",
    "broken rich text": "<r>&ЗМЕЙ<t></r>",
    "entity": "&amp;&lt;&#x41;ЗМЕЙ&nbsp;]]><!-- -->",
    "excel escape": "_x0041_ЗМЕЙ_x000D_x",
    "header codes": "&P&N&D&\"Arial,Bold\"ЗМЕЙ&&",
    "percent": "%s %(a)s {0} {a} $ЗМЕЙ %25%2F..",
    "path": "../../../etc/ЗМЕЙ",
    "windows path": "..\\..\\ЗМЕЙ:поток|<>*?",
    "device": "CON.ЗМЕЙ",
    "dots": "ЗМЕЙ... . .",
    "long": "ЗМЕЙ" + "я" * 196,
    "astral": "ЗМЕЙ" + "𝕏" * 120,
    "decomposed": "ЗМЕИ\u0306 и Ё".replace("Ё", "Е\u0308") + " ЗМЕЙ",
    "case": "змей ЗМЕЙ",
    "other case": "ЗМЕЙ змей.",
    "lines": "первая\nвторая ЗМЕЙ\r\nтретья",
    "breaks": "а\u2028б\u2029в\x0bг\x0cд ЗМЕЙ",
    "tabs": "\t=1+2\tЗМЕЙ",
    "turned": "ЗМЕЙ\u202excod.exe",
}  # fmt: skip
# A file's name cannot hold these on any system; the rest of a text may stand in one.
NOT_IN_NAMES = str.maketrans("/\n\r\t\0", "∕    ")


def text_fields(kind):
    """Return every field of a form that takes free text, some rows of each table."""
    return [
        name
        for name, field in FORMS[kind].fields().items()
        if field.kind is ValueKind.TEXT
        and name not in ("participant_id", "participant_name")
        and not name.startswith(("training/3", "training/4", "training/5", "training/6"))
    ]


def assessment(ident, name, text, *, faulty):
    answers = dict.fromkeys(text_fields(Kind.SELF_ASSESSMENT), text)
    answers |= {f"training/{number}/date": dt.date(2025, 5, 5) for number in (1, 2)}
    answers = {name: value for name, value in answers.items() if name.split("/")[0] != "training"
               or name.split("/")[1] in ("1", "2")}  # fmt: skip
    if faulty:
        answers |= {"filled_on": text, "1.1/done": text}
    return form(Kind.SELF_ASSESSMENT, ident, name, **answers)


def passport(ident, name, text, *, faulty):
    answers = dict.fromkeys(text_fields(Kind.PASSPORT), text)
    answers = {name: value for name, value in answers.items() if not name.startswith("goals/")}
    answers |= {"goals/1/name": text}
    if faulty:
        answers |= {"goals/1/current": text, "stages/2/start": text}
    return form(Kind.PASSPORT, ident, name, **answers)


def programme_form(kind, ident, name, text, *, faulty):
    """A form of the programme with the text in every free field; at fault in one of its others."""
    fields = open_fields(kind)
    texts = {key: text for key, field in fields.items()
             if field.kind is ValueKind.TEXT and not field.choices}  # fmt: skip
    answers = SOUND[kind] | texts | {"participant_id": ident, "participant_name": name}
    answers |= OWN_ANSWERS.get(kind, lambda *_: {})(ident, text)
    if faulty:
        kinds = (ValueKind.NUMBER, ValueKind.DATE, ValueKind.CHOICE)
        answers |= {next(key for key, field in fields.items() if field.kind in kinds): text}
    return drawn(kind, answers, ident)


def objection(ident, name, text):
    """A form of objection that asks a point for two criteria, with the text for its reasons."""
    asked = {objection_field(criterion, "asked"): Decimal(1) for criterion in ("1", "3")}
    silent = {objection_field(criterion.id, key) for criterion in METHODOLOGY.criteria
              for key in ("reason", "documents") if criterion.id not in ("1", "3")}  # fmt: skip
    spec, fields = FORMS[Kind.OBJECTION], set(text_fields(Kind.OBJECTION)) - silent
    texts = dict.fromkeys(fields, text)
    own = {"participant_id": ident, "participant_name": name, "filled_on": dt.date(2026, 1, 15)}
    identity = spec.identity(ident)
    return draw_form(spec, METHODOLOGY, identity=identity, answers=texts | asked | own)


def line(ident, text, name):
    """Return a line of the registry whose every free field holds the text."""
    return person(
        ident, name, name, other_names=f"{name} иначе",
        head_post=text, head_name=text, head_post_dative=text, head_name_dative=text,
    )  # fmt: skip


def hostile_folder(folder):
    """Write a folder of three participants for each text: rated, sent back, missing.

    Each text comes in one form of the programme, in turn.
    """
    lines = []
    for number, text in enumerate(TEXTS.values(), start=1):
        idents = [f"{letter}{number}" for letter in "АБВ"]
        name = text.replace(";", ",")  # what parts names in the registry
        names = [name, f"{name} (второй)", f"{name} (третий)"]
        lines += [line(*each) for each in zip(idents, [text] * 3, names, strict=True)]
        # A name that begins with a dot is hidden, and a hidden file is passed over.
        stem = normalize("NFC", text.translate(NOT_IN_NAMES)[:40]).replace("..", "х.", 1)
        (folder / str(number)).mkdir(parents=True)
        files = {
            f"{stem}.xlsx": assessment(idents[0], names[0], text, faulty=False),
            f"{stem} б.xlsx": assessment(idents[1], names[1], text, faulty=True),
            f"{stem} п.xlsx": passport(idents[0], names[0], text, faulty=False),
            f"{stem} о.xlsx": passport(idents[1], names[1], text, faulty=True),
            f"{stem} н.xlsx": objection(idents[0], names[0], text),
        }
        kind = PROGRAMME_FORMS[number % len(PROGRAMME_FORMS)]
        files |= {
            f"{stem} ф.xlsx": programme_form(kind, idents[0], names[0], text, faulty=False),
            f"{stem} ш.xlsx": programme_form(kind, idents[1], names[1], text, faulty=True),
        }
        for name, data in files.items():
            (folder / str(number) / name).write_bytes(data)
    (folder / "Реестр.xlsx").write_bytes(registry(lines))
    return folder
