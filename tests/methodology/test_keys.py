"""The table of keys, the loader and the schemas are equal: in both directions, key by key."""

import ast
import itertools
import tomllib
from decimal import Decimal
from typing import NamedTuple

import pytest
from jsonschema import Draft7Validator

from kuzbass_batch.methodology.entries.tables import Node
from kuzbass_batch.methodology.files.act_file import amended
from kuzbass_batch.methodology.files.loader import available_years, methodology_text
from kuzbass_batch.methodology.keys.amendments import AMENDED_BY, KEYS
from kuzbass_batch.methodology.keys.documents import BEGIN, END, with_keys
from kuzbass_batch.methodology.keys.key import LIST, section_path
from kuzbass_batch.methodology.keys.schema import (
    amendment_schema,
    methodology_schema,
    schema_texts,
)
from kuzbass_batch.methodology.keys.sections import FILE, SECTIONS, keys_with_sections, section_at
from kuzbass_batch.methodology.records import QuestionKind
from tests.methodology import whole_file as whole
from tests.methodology.edits import SOUND_TEXT
from tests.paths import DATA, ROOT

pytestmark = pytest.mark.whole

SCHEMA = Draft7Validator(methodology_schema())
AMENDMENT = Draft7Validator(amendment_schema())
BROKEN = sorted((DATA / "broken_methodologies").glob("*.toml"))
METHODOLOGY = ROOT / "kuzbass_batch" / "methodology"
HOW = "add it to methodology/keys/ (CONTRIBUTING.md, “A new key of the methodology”)"


def passes(data, schema=SCHEMA):
    return schema.is_valid(whole.as_json(data))


def read_keys(data):
    """Return what the loader asks of a file: section, key and type of each question."""
    asked, get = set(), Node.get

    def noting(node, key, kind, *more):
        asked.add((section_path(node.path), key, kind))
        return get(node, key, kind, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Node, "get", noting)
        whole.shape_faults(data)
    return asked


def test_the_file_of_every_key_is_taken_whole():
    assert whole.shape_faults(whole.whole_file()) == []
    assert passes(whole.whole_file())


def test_the_loader_reads_every_key_of_the_table_and_no_other():
    asked = {
        (section_at(path).path, (section_at(path).free or Named(key)).name, kind)
        for data in whole.whole_files()
        for path, key, kind in read_keys(data)
    }
    known = {(section.path, key.name, key.kind) for section, key in keys_with_sections()}
    tables = {(s.path, k.name, dict) for s, k in keys_with_sections() if k.or_table}
    asked |= {(*each[:2], str) for each in asked & tables}
    asked -= tables - known
    assert asked - known == set(), HOW
    assert known - asked == set(), "the loader does not read it: take it out of methodology/keys/"


class Named(NamedTuple):
    name: str


def literal_keys():
    """Yield every key that a module of the loader names when it reads a table."""
    for path in sorted(METHODOLOGY.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if (
            "methodology.entries.tables import" not in path.read_text("utf-8")
            or path.stem == "sources"
        ):
            continue
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                name = call.args[0] if call.args else None
                reads = call.func.attr in ("get", "table", "tables", "words")
                if reads and isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield path.name, name.value


def test_no_key_that_the_code_reads_under_some_condition_is_forgotten():
    known = {key.name for _, key in keys_with_sections()}
    found = set(literal_keys())
    assert len(found) > 30
    assert {each for each in found if each[1] not in known} == set(), HOW


CASES = [(section, path) for section, path in whole.places()]
NAMES = ["/".join(map(str, path)) or "file" for _, path in CASES]


@pytest.mark.parametrize(("section", "path"), CASES, ids=NAMES)
def test_a_key_that_lacks_is_a_fault_for_both_or_for_neither(section, path):
    for key in whole.at(whole.whole_file(), path):
        data = whole.changed(path, lambda table, key=key: table.pop(key))
        known = section.key(key)
        alone = any(key in keys for keys in (*section.exactly_one, *section.together))
        # A year is free to lack, but not the only one; a kind that lacks leaves its keys unasked.
        if known.depends:
            assert passes(data), (path, key)
            continue
        # A kind that is not the usual one cannot lack.
        ruling = bool(known.default) and whole.at(whole.whole_file(), path)[key] != known.default
        wanted = known.required or alone or ruling
        assert bool(whole.shape_faults(data)) == wanted or section.free, (path, key)
        assert passes(data) == (not wanted), (path, key)


@pytest.mark.parametrize(("section", "path"), CASES, ids=NAMES)
def test_a_value_of_another_type_is_a_fault_for_both(section, path):
    for key in whole.at(whole.whole_file(), path):
        for wrong in whole.WRONG[section.key(key).kind]:
            data = whole.changed(
                path, lambda table, key=key, wrong=wrong: table.update({key: wrong})
            )
            assert whole.shape_faults(data), (path, key, wrong)
            assert not passes(data), (path, key, wrong)


@pytest.mark.parametrize(("section", "path"), CASES, ids=NAMES)
def test_a_key_that_nobody_reads_is_a_fault_for_both(section, path):
    data = whole.changed(path, lambda table: table.update({"лишний": 1}))
    assert whole.shape_faults(data) and not passes(data)
    for key in section.keys:
        if key.only_with and key.name not in whole.at(whole.whole_file(), path):
            value = whole.value_of(key.example)
            data = whole.changed(path, lambda table, k=key, v=value: table.update({k.name: v}))
            assert whole.shape_faults(data) and not passes(data), key.name


@pytest.mark.parametrize(("section", "path"), CASES, ids=NAMES)
def test_keys_that_exclude_each_other_are_a_fault_for_both(section, path):
    for group in (*section.exactly_one, *section.at_most_one):
        for pair in itertools.combinations(group, 2):
            both = {name: whole.whole_value(section, section.key(name)) for name in pair}
            data = whole.changed(path, lambda table, both=both: table.update(both))
            assert whole.shape_faults(data) and not passes(data), pair


def test_bounds_of_the_table_are_those_of_the_loader():
    """A value at a bound passes the schema, one beyond it does not; the loader tells the same."""
    bounded = [(s, k) for s, k in keys_with_sections() if k.least is not None or k.most is not None]
    assert bounded
    for section, key in bounded:
        of_file = key.name if section is FILE else ""
        whole_file = whole.whole_file(of_file)
        path = next(
            path
            for found, path in whole.places(data=whole_file)
            if found is section and (section.free or key.name in whole.at(whole_file, path))
        )
        for bound, step in ((key.least, -1), (key.most, 1)):
            name = section.free_name if section.free is key else key.name
            if bound is None:
                continue
            unit = step if isinstance(bound, int) else step * Decimal("0.000001")
            for value, fits in ((bound, True), (bound + unit, False)):
                data = whole.changed(
                    path, lambda table, n=name, v=value: table.update({n: v}), of_file
                )
                assert passes(data) is fits, (section.path, key.name, value)


def test_the_enumerated_texts_are_those_of_the_records():
    assert section_at("questions[1]").key("kind").values == tuple(QuestionKind)


SOUND = {
    "sound": SOUND_TEXT,
    **{str(year): methodology_text(year) for year in available_years()},
    **{
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in sorted((ROOT / "input_samples").rglob("*.toml"))
        if "[[levels]]" in path.read_text("utf-8")
    },
}


@pytest.mark.parametrize("name", SOUND)
def test_every_sound_file_passes_the_schema(name):
    data = tomllib.loads(SOUND[name], parse_float=Decimal)
    assert list(SCHEMA.iter_errors(whole.as_json(data))) == []


# Of a single table, but no schema can compare two of its values.
COMPARED = {
    "unknown-option-chosen",
    "reading-about-other-levels",
    "coefficient-missing",  # Whether it is needed hangs on [total] and on groups.
}
# Not the loader's first stage, yet of a single value: an editor may tell it at once.
BOUNDS = {
    "coefficient-negative",
    "coefficient-zero",
    "criterion-id-not-a-number",
    "only-a-zero-row",
    "plan-negative",
    "working-days-zero",
}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_whose_shape_is_wrong_fails_the_schema(path):
    try:
        data = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return  # No schema is asked of what is no TOML.
    shape = bool(whole.shape_faults(data)) and path.stem not in COMPARED
    assert passes(data) == (not shape and path.stem not in BOUNDS)


def test_the_exceptions_are_files_that_are_there():
    assert {path.stem for path in BROKEN} >= COMPARED | BOUNDS


def amendment(**change):
    return {"year": 2026, AMENDED_BY: "постановления № 2", **change}


def changes():
    """Yield for each key of an entry an amendment that changes it alone."""
    data = whole.whole_file()
    for key in FILE.keys:
        section = section_at(f"{key.name}[1]")
        if key.kind is not LIST or section is None:
            continue
        for entry in data[key.name]:
            named = {name: entry[name] for name in (*KEYS[key.name], "reference") if name in entry}
            for name, value in entry.items():
                yield key.name, section.key(name), {**named, name: value}


def test_an_amendment_may_change_each_key_alone():
    count = 0
    for name, key, entry in changes():
        change = amendment(**{name: [entry]})
        assert passes(change, AMENDMENT), (name, key.name)
        assert amended(whole.whole_file(), change, 2026)[1] == (), (name, key.name)
        for wrong in whole.WRONG[key.kind]:
            faulty = amendment(**{name: [{**entry, key.name: wrong}]})
            assert not passes(faulty, AMENDMENT), (name, key.name, wrong)
        count += 1
    assert count > 40


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"levels": [{"id": "basic", "struck": True}]}, True),
        ({"calendar": {"rating": {"date": "2027-02-01", "reference": "п. 2"}}}, True),
        ({"plan": [{"id": "2.1", "targets": {"2026": 6}, "reference": "п. 1"}]}, True),
        ({"levels": [{"id": "basic", "to": 7}]}, False),
        ({"levels": [{"id": "basic", "struck": False}]}, False),
        ({"levels": [{"to": 7, "reference": "п. 4"}]}, False),
        ({"calendar": {"rating": {"date": "2027-02-01"}}}, False),
        ({"act": "другой акт"}, False),
        ({"id": "2026"}, False),
        ({AMENDED_BY: 5}, False),
        ({"criteria": [5]}, False),
    ],
)
def test_an_amendment_says_what_it_must_and_no_more(change, fits):
    change = amendment(**change)
    assert AMENDMENT.is_valid(change) is fits
    if "levels" not in change or "reference" in change["levels"][0] or fits:
        unfit = amended(tomllib.loads(methodology_text(2026)), change, 2026)[1]
        assert (unfit == ()) is fits or AMENDMENT.is_valid(change) is fits


def test_an_amendment_without_its_act_or_year_fails():
    assert not AMENDMENT.is_valid({"year": 2026}) and not AMENDMENT.is_valid({AMENDED_BY: "акта"})


@pytest.mark.parametrize("name", schema_texts())
def test_the_schemas_that_lie_beside_the_act_are_those_of_the_table(name):
    made = schema_texts()[name]
    assert (ROOT / "templates" / "methodology" / name).read_text("utf-8") == made, "make keys"
    Draft7Validator.check_schema(methodology_schema())


def test_every_key_is_told_with_an_example_of_its_type():
    for section, key in keys_with_sections():
        assert key.about and not key.about.endswith("."), key.name
        assert section.about.endswith("."), section.path
        if not key.example.startswith("[[") and key.example != f"[{key.name}]":
            value = whole.value_of(key.example)
            right = (int, Decimal) if key.kind is Decimal else key.kind
            assert isinstance(value, right), key.name
    assert len({section.path for section in SECTIONS}) == len(SECTIONS)


def test_the_document_tells_every_key_of_the_table():
    text = (ROOT / "docs" / "methodology.md").read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert with_keys(text) == text, "make keys"
    for _, key in keys_with_sections():
        assert f"| `{key.name}` |" in text or key.name.startswith("[")
