"""Where a key of a file in TOML stands, held against what the parser of values reads."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuzbass_batch.methodology.files.loader import methodology_text
from kuzbass_batch.methodology.files.positions import Position, nearest, positions_in
from tests.methodology.edits import SOUND_TEXT

pytestmark = pytest.mark.whole

TEXT = '''# Слова «=» и [скобки] в примечании
name = "Ключ = значение"  # x = 1
long = """
first = 1
[table]
"""
"в кавычках" = 'a'
a.b.c = 1
words = [
    "один",  # [[
    "два = 2",
]
rows = [
    { code = "1.0", points = 0 },
    { code = "ж", sub = { x = 1, y = [1, { z = 2 }] } },
]

[calendar]
day = { date = 2026-12-15, reference = "п. 1" }

[calendar.other]
date = 2026-12-16

[[levels]]
id = "a"

[[levels]]
id = "b"
  [[levels.bounds]]
  from = 1
  [levels.more]
  key = 2
'''
PLACES = {
    "name": (2, 1),
    "long": (3, 1),
    "в кавычках": (7, 1),
    "a.b.c": (8, 1),
    "words[2]": (11, 5),
    "rows[1].points": (14, 21),
    "rows[2].sub.y[2].z": (15, 44),
    "calendar.day.reference": (19, 28),
    "calendar.other.date": (22, 1),
    "levels[1].id": (25, 1),
    "levels[2].id": (28, 1),
    "levels[2].bounds[1].from": (30, 3),
    "levels[2].more.key": (32, 3),
}


@pytest.mark.parametrize(("path", "place"), PLACES.items())
def test_a_key_has_its_line_and_column(path, place):
    assert positions_in(TEXT)[path] == Position(*place)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("levels[1].name", (24, 1)),
        ("levels", (24, 1)),
        ("rows[2].sub.q", (15, 19)),
        ("nothing.at[1].all", (1, 1)),
        ("", None),
    ],
)
def test_a_key_that_lacks_stands_where_its_table_does(path, place):
    assert nearest(path, positions_in(TEXT)) == (Position(*place) if place else None)


def leaves(data, path=""):
    """Every path of the values in a file."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for number, value in enumerate(data, start=1):
            yield from leaves(value, f"{path}[{number}]")
    else:
        yield path


def assert_every_key_is_where_it_is_said(text):
    lines, places = text.splitlines(), positions_in(text)
    for path in leaves(tomllib.loads(text)):
        line, column = places[path]
        if not path.endswith("]"):
            assert lines[line - 1][column - 1 :].lstrip("\"'").startswith(path.rpartition(".")[2])


@pytest.mark.parametrize("text", [SOUND_TEXT, methodology_text(2025)], ids=["short", "act"])
def test_every_key_of_a_methodology_has_its_place(text):
    assert_every_key_is_where_it_is_said(text)


KEYS = st.from_regex(r"[a-z][a-z_0-9-]{0,5}", fullmatch=True)
WORDS = st.sampled_from(
    [
        '"а = 1"',
        "'[x]'",
        '"""\n[[k]]\nq = 1\n"""',
        "'''\n# b\n'''",
        "3",
        "0.5",
        "true",
        "2026-01-02",
    ]
)


def _table(children):
    pairs = st.dictionaries(KEYS, children, max_size=3)
    return pairs.map(lambda each: f"{{ {', '.join(f'{k} = {v}' for k, v in each.items())} }}")


def _array(children):
    listed = st.lists(children, max_size=3)
    return listed.map(lambda each: f"[ # начало\n  {', '.join(each)}\n]")


PLAIN = st.recursive(
    st.sampled_from(['"а = 1"', "'[x]'", "3", "2026-01-02"]), lambda inner: _table(inner)
)
VALUES = st.recursive(st.one_of(WORDS, PLAIN), _array)
BODIES = st.dictionaries(KEYS, VALUES, max_size=4).map(
    lambda each: "".join(f"{key} = {value} # конец\n" for key, value in each.items())
)


@settings(max_examples=150, deadline=None)
@given(BODIES, st.dictionaries(KEYS, st.lists(BODIES, min_size=1, max_size=3), max_size=3))
def test_every_key_of_any_file_has_its_place(top, tables):
    tables = {f"t{number}-{key}": bodies for number, (key, bodies) in enumerate(tables.items())}
    parts = [top]
    for key, bodies in tables.items():
        for body in bodies:
            head = f"[{key}.one]" if len(bodies) == 1 else f"[[{key}]]"
            parts.append(f"\n{head}\n{body}")
    assert_every_key_is_where_it_is_said("".join(parts))
