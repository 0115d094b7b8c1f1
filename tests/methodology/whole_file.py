"""A methodology in which every key of the table of keys stands, and how to change it."""

import copy
import datetime as dt
import itertools
import tomllib
from decimal import Decimal
from functools import cache

from kuzbass_batch.methodology.entries.entries import methodology_in
from kuzbass_batch.methodology.entries.tables import Node, Noted
from kuzbass_batch.methodology.keys.key import DAY, FLAG, LIST, NUMBER, TABLE, TEXT, WHOLE
from kuzbass_batch.methodology.keys.sections import FILE, inner_of

WRONG = {
    TEXT: (5, [], True, ""),
    WHOLE: ("1", Decimal("1.5"), True),
    NUMBER: ("0.3", False, Decimal("1e10")),
    FLAG: ("да", 1),
    DAY: (2026, "1 марта", {}),
    LIST: ("текст", {}, []),
    TABLE: ("текст", []),
}
"""Values that no key of a type may have. A date for a text is not among them: JSON has no dates."""


def value_of(text):
    return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]


def choices(section):
    """Yield what to leave out of a complete table so that no two of its keys exclude each other."""
    groups = (*section.exactly_one, *section.at_most_one)
    for kept in itertools.product(*groups):
        yield {key for group in groups for key in group} - set(kept)


def tables_of(section):
    """Return complete tables of a section: one for each way to choose among its keys."""
    return list(_tables(section))


def _tables(section):
    asked = {key.only_with[0] for key in section.keys if key.only_with}
    (rules, values) = (
        (asked.copy().pop(), section.key(asked.pop()).values) if asked else ("", ("",))
    )
    for left_out, value in itertools.product(choices(section), values):
        made = {}
        for key in section.keys:
            fits = not key.only_with or value in key.only_with[1]
            if key.name not in left_out and fits:
                made[key.name] = value if key.name == rules else whole_value(section, key)
        if section.free is not None:
            made[section.free_name] = whole_value(section, section.free)
        yield made


def whole_value(section, key):
    inner = inner_of(section, key)
    # Of the keys that may hold a table the first one does.
    first = next((each for each in section.keys if each.or_table), None)
    if inner is None or (key.or_table and key is not first):
        return value_of(key.example)
    tables = tables_of(inner)
    if key.kind is not LIST:
        return tables[0]
    return [copy.deepcopy(table) for _ in range(key.fewest) for table in tables]


@cache
def whole_files():
    """Return a file for each way to choose among keys of the file that exclude each other.

    They are made once: whoever changes one takes it from `changed`.
    """
    return tuple(tables_of(FILE))


def whole_file(key=""):
    """Return the first of them, or the first that has a key of the file."""
    return next(made for made in whole_files() if not key or key in made)


def places(section=FILE, data=None, path=()):
    """Yield every table of a file with its section and the steps that lead there."""
    data = whole_file() if data is None else data
    yield section, path
    named = [(key.name, key) for key in section.keys]
    named += [(section.free_name, section.free)] if section.free else []
    for name, key in named:
        inner = inner_of(section, key)
        if inner is None or name not in data or isinstance(data[name], str):
            continue
        value = data[name]
        if key.kind is not LIST:
            yield from places(inner, value, (*path, name))
        else:
            for at, entry in enumerate(value):
                yield from places(inner, entry, (*path, name, at))


def at(data, path):
    for step in path:
        data = data[step]
    return data


def changed(path, change, key=""):
    """Return a whole file in which `change` was made to one of its tables; key: as above.

    Only what leads to the table is a copy. Of the file's lists that do not lead there as many
    entries are kept as a list needs: every one of them is in the file that is taken whole.
    """
    made = dict(whole_file(key))
    for name, value in made.items():
        if isinstance(value, list) and name not in path:
            made[name] = value[: FILE.key(name).fewest]
    here = made
    for step in path:
        here[step] = copy.copy(here[step])
        here = here[step]
    change(here)
    return made


def shape_faults(data):
    """Return what the loader says of single tables, before it compares them with each other."""
    noted = Noted()
    methodology_in(Node(data, "", noted), "")
    return noted.faults


def as_json(value):
    """Return a value of TOML as editors hand it to a schema."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else None
    return value
