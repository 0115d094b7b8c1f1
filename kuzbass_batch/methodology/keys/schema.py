"""The JSON Schemas of a methodology file and of an amendment, for editors that know TOML.

They say of a single table what the loader says: keys, types, bounds. What lies between tables (an
id that stands twice, a level without totals) only the loader and `methodology check` can tell.
"""

import datetime as dt
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kuzbass_batch.methodology.keys.amendments import (
    AMENDED_BY,
    AMENDED_BY_KEY,
    CITED,
    KEYS,
    STRUCK,
    STRUCK_KEY,
)
from kuzbass_batch.methodology.keys.key import (
    DAY,
    FLAG,
    LIST,
    NUMBER,
    TABLE,
    TEXT,
    WHOLE,
    Key,
    Section,
)
from kuzbass_batch.methodology.keys.sections import FILE, LARGEST, inner_of

SCHEMA = "methodology.schema.json"
AMENDMENT_SCHEMA = "amendment.schema.json"
# Draft 7 is the last one that the editors' own validators know whole.
DRAFT = "http://json-schema.org/draft-07/schema#"
SOME_TEXT = r"\S"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
Schema = dict[str, Any]
Make = Callable[[Section], Schema]


def methodology_schema() -> Schema:
    """Return the schema of a whole methodology of one year."""
    return _document(SCHEMA, "Методика рейтинга за год", _whole(FILE))


def amendment_schema() -> Schema:
    """Return the schema of a file that changes the act for one year."""
    body = _change(FILE)
    for key in ("id", "act"):
        del body["properties"][key]
    body["properties"] = {AMENDED_BY: _value(AMENDED_BY_KEY, _change), **body["properties"]}
    body["required"] = ["year", AMENDED_BY]
    return _document(AMENDMENT_SCHEMA, "Изменение акта для одного года", body)


def schema_texts() -> dict[str, str]:
    """Return the text of each schema by its file name."""
    made = {SCHEMA: methodology_schema(), AMENDMENT_SCHEMA: amendment_schema()}
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in made.items()
    }


def _document(name: str, title: str, body: Schema) -> Schema:
    return {"$schema": DRAFT, "$id": f"kuzbass-batch/{name}", "title": title, **body}


def _whole(section: Section) -> Schema:
    """Return the schema of a table in which nothing may lack."""
    made = _table(section, _whole)
    always = [
        key.name for key in section.keys if key.required and not (key.only_with or key.depends)
    ]
    rules = [_one_of(keys, section) for keys in section.exactly_one]
    rules += [_none_twice(keys) for keys in section.at_most_one]
    rules += [_with(key, section, complete=True) for key in section.keys if key.only_with]
    made = _ruled(made, always, rules)
    # An amendment may bring one of such keys to the other that the act has.
    together = {key: [e for e in keys if e != key] for keys in section.together for key in keys}
    return {**made, "dependencies": together} if together else made


def _change(section: Section) -> Schema:
    """Return the schema of a table that names what changes and no more."""
    made = _table(section, _change)
    if not section.path.endswith("[]"):
        # Dates and the like are merged key by key, each with the point that changes it.
        cited = ["reference"] if section.path.startswith("calendar.") else []
        return _ruled(made, cited, [])
    name = section.path.rpartition(".")[2].removesuffix("[]")
    made["properties"][STRUCK] = {"const": True, **_told(STRUCK_KEY)}
    rules = [_none_twice(keys) for keys in (*section.exactly_one, *section.at_most_one)]
    # Beside what a key hangs on it is held; the act may have that, and the entry leave it out.
    named = KEYS.get(name, ())
    rules += [
        _with(key, section, complete=False)
        for key in section.keys
        if key.only_with and key.only_with[0] in named
    ]
    if name in CITED:
        rules.append({"anyOf": [{"required": [STRUCK]}, {"required": ["reference"]}]})
    return _ruled(made, list(KEYS.get(name, ())), rules)


def _ruled(made: Schema, required: list[str], rules: list[Schema]) -> Schema:
    if required:
        made["required"] = required
    if rules:
        made["allOf"] = rules
    return made


def _table(section: Section, make: Make) -> Schema:
    made: Schema = {"type": "object", "additionalProperties": False}
    made["properties"] = {key.name: _value(key, make, section) for key in section.keys}
    if section.free is not None:
        made["patternProperties"] = {
            f"^({section.free.name})$": _value(section.free, make, section)
        }
        made["minProperties"] = 1
    return made


def _none_twice(keys: tuple[str, ...]) -> Schema:
    pairs = [(one, other) for at, one in enumerate(keys) for other in keys[at + 1 :]]
    return {"not": {"anyOf": [{"required": list(pair)} for pair in pairs]}}


def _has(key: Key, section: Section) -> Schema:
    """Return what a table is like in which a key is allowed."""
    other, values = key.only_with or ("", ())
    asked = section.key(other)
    absent_too = asked is not None and asked.default in values
    test: Schema = {"properties": {other: {"enum": list(values)}}}
    return test if absent_too else {**test, "required": [other]}


def _one_of(keys: tuple[str, ...], section: Section) -> Schema:
    """Return the rule that one of some keys has to stand there, where they are allowed at all."""
    rule: Schema = {"oneOf": [{"required": [key]} for key in keys]}
    first = section.key(keys[0])
    if first is not None and first.only_with:
        return {"if": _has(first, section), "then": rule}
    return rule


def _with(key: Key, section: Section, complete: bool) -> Schema:
    """Return the rule for a key that is allowed only beside certain values of another one."""
    rule: Schema = {
        "if": _has(key, section),
        "else": {"properties": {key.name: False}},
    }
    if key.required and complete and not key.depends:
        rule["then"] = {"required": [key.name]}
    return rule


def _value(key: Key, make: Make, section: Section | None = None) -> Schema:
    """Return the schema of a key's value; `make` makes those of the tables in it."""
    inner = inner_of(section, key) if section is not None else None
    made = _told(key)
    if inner is not None:
        made["description"] = f"{made['description']} {inner.about}"
    if key.kind is TABLE and inner is not None:
        return {**made, **make(inner)}
    if key.or_table and inner is not None:
        return {**made, "anyOf": [_plain(key), make(inner)]}
    if key.kind is LIST:
        # What has no name of its own is not changed entry by entry, but as a whole.
        named = inner is not None and inner.path.rpartition(".")[2].removesuffix("[]") in KEYS
        make = make if named else _whole
        entry = make(inner) if inner is not None else _plain(replace(key, kind=key.items or TEXT))
        # Of a list that is changed entry by entry, one may be all that an amendment names.
        fewest = key.fewest if make is _whole else 1
        return {**made, "type": "array", "minItems": fewest, "items": entry}
    return {**made, **_plain(key)}


def _told(key: Key) -> Schema:
    made: Schema = {"description": f"{key.about[:1].upper()}{key.about[1:]}."}
    if key.kind not in (LIST, TABLE):
        value = tomllib.loads(f"example = {key.example}")["example"]
        made["examples"] = [value.isoformat() if isinstance(value, dt.date) else value]
    return made


def _plain(key: Key) -> Schema:
    """Return what a text, number, date or flag has to be."""
    if key.kind is TEXT:
        if key.values:
            return {"type": "string", "enum": list(key.values)}
        return {"type": "string", "pattern": f"^({key.pattern})$" if key.pattern else SOME_TEXT}
    if key.kind in (WHOLE, NUMBER):
        least = -LARGEST if key.least is None else key.least
        most = LARGEST if key.most is None else key.most
        bounds = {"minimum": _number(least), "maximum": _number(most)}
        return {"type": "integer" if key.kind is WHOLE else "number", **bounds}
    return {FLAG: {"type": "boolean"}, DAY: {"type": "string", "format": "date", "pattern": DATE}}[
        key.kind
    ]


def _number(value: Decimal | int) -> int | float:
    return value if isinstance(value, int) else float(value)
