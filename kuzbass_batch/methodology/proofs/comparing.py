"""What an amendment changes: two methodologies compared entry by entry, by the table of keys.

A criterion or a row is the same one where its number or its words are: one that only moved is told
as renumbered. What only the year shifts (`2026-12-15` to `2027-12-15`) is no change.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.entries.entries import PARTS_OF_YEAR
from kuzbass_batch.methodology.files.sources import ExaminedMethodology
from kuzbass_batch.methodology.keys.amendments import KEYS
from kuzbass_batch.methodology.keys.key import LIST, Key, Section
from kuzbass_batch.methodology.keys.sections import FILE, inner_of
from kuzbass_batch.methodology.keys.totals import value_in_words
from kuzbass_batch.methodology.levels import Level, describe_range

NOTHING = "–"
REFERENCE = "reference"
UNTOLD = frozenset({"id", "year", *PARTS_OF_YEAR})
"""Keys of the file itself that differ with every period."""
ADDED, STRUCK = "введено", "исключено"
Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One line of the table: where, what, how it was and is, and the point of the act.

    where: `Критерий 5, строка 5.2`, empty for the file itself; what: the key in a few words.
    """

    where: str
    what: str
    was: str
    now: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodologyChanges:
    """All differences in the order of the file, and which entries are the same ones.

    criteria: old number → new number; rows: old code → new code, of the criteria that are in both.
    """

    differences: tuple[Difference, ...]
    criteria: Mapping[str, str]
    rows: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryPair:
    """An entry of the old list and the same one of the new list; None where there is none."""

    old: Table | None
    new: Table | None


@dataclass(kw_only=True, slots=True)
class _Comparing:
    """What is found on the way through two files."""

    periods: tuple[Period, Period]
    same: dict[str, dict[str, str]] = field(default_factory=dict)


def compare(old: ExaminedMethodology, new: ExaminedMethodology) -> MethodologyChanges:
    """Return what differs between two sound methodologies."""
    found = _Comparing(periods=(old.methodology.period, new.methodology.period))
    differences = tuple(_tables(FILE, old.data, new.data, "", found))
    return MethodologyChanges(
        differences=differences,
        criteria=found.same.get("criteria[]", {}),
        rows=found.same.get("criteria[].rows[]", {}),
    )


def _tables(
    section: Section, old: Table, new: Table, where: str, found: _Comparing
) -> Iterator[Difference]:
    """Yield the differences of two tables, what is said in one key or in several first."""
    reference = _point_of(new) or _point_of(old)
    told = list(_plain(section, old, new, where, found))
    inner = list(_inner(section, old, new, where, found))
    points = [each for each in told if each.what == POINT]
    # A point of the act changes with what it is about; alone it is a change of its own.
    rest = [each for each in told if each.what != POINT]
    for each in rest or (points if not inner else []):
        yield _with_reference(each, reference)
    for each in inner:
        yield _with_reference(each, reference)


POINT = "пункт акта"


def _point_of(entry: Table) -> str:
    """Return the point of the act that an entry names; a reading names the unclear one."""
    return str(entry.get(REFERENCE) or entry.get("point") or "")


def _with_reference(difference: Difference, reference: str) -> Difference:
    if difference.reference or not reference:
        return difference
    return replace(difference, reference=reference)


def _plain(
    section: Section, old: Table, new: Table, where: str, found: _Comparing
) -> Iterator[Difference]:
    """Yield what differs in the values of a table that hold no tables themselves."""
    joined = JOINED.get(section.path, ())
    for what, keys, said in joined:
        if [old.get(key) for key in keys] != [new.get(key) for key in keys]:
            yield Difference(where=where, what=what, was=said(old), now=said(new))
    hidden = {key for _, keys, _ in joined for key in keys} | (set() if where else UNTOLD)
    hidden |= set(KEYS.get(_list_name(section), ()))
    known = [key for key in section.keys if key.name not in hidden]
    for key in (*known, *_free_keys(section, old, new)):
        if inner_of(section, key) is not None and not (key.or_table and _texts(old, new, key)):
            continue
        was, now = old.get(key.name), new.get(key.name)
        if was != now and not _shifted(was, now, found):
            what = POINT if key.name == REFERENCE else key.short
            was, now = (value_in_words(key.name, each) or show_value(each) for each in (was, now))
            yield Difference(where=where, what=what, was=was, now=now)


def _texts(old: Table, new: Table, key: Key) -> bool:
    """Tell whether a key that may hold a table holds a plain value in both files."""
    return not isinstance(_either(old, new, key.name), dict)


def _list_name(section: Section) -> str:
    return section.path.rpartition(".")[2].removesuffix("[]")


def _free_keys(section: Section, old: Table, new: Table) -> Iterator[Key]:
    """Yield a key for each that the files chose themselves, such as the year of a target."""
    if section.free is not None:
        for name in sorted({*old, *new}):
            label = (section.free.label or f"{section.free.short}: {{}}").format(name)
            yield replace(section.free, name=name, label=label)


def _shifted(was: Any, now: Any, found: _Comparing) -> bool:
    """Tell whether a date is the same one of another period."""
    if not (isinstance(was, dt.date) and isinstance(now, dt.date)):
        return False
    before, after = found.periods
    return was.day == now.day and before.month_number(was) == after.month_number(now)


def _inner(
    section: Section, old: Table, new: Table, where: str, found: _Comparing
) -> Iterator[Difference]:
    """Yield what differs in the tables and lists of tables that a table holds."""
    for key in (*section.keys, *_free_keys(section, old, new)):
        inner = inner_of(section, key)
        if inner is None or not isinstance(_either(old, new, key.name), dict | list):
            continue
        if key.kind is not LIST:
            # A table of nothing but tables is no place of its own.
            holds = any(inner_of(inner, each) is None for each in inner.keys)
            place = _joined(where, inner.entry or key.short) if holds else where
            tables = (_table(old.get(key.name)), _table(new.get(key.name)))
            yield from _tables(inner, *tables, place, found)
        elif _list_name(inner) not in KEYS:
            lists = [each.get(key.name, ()) for each in (old, new)]
            if lists[0] != lists[1]:
                was, now = ("; ".join(_brief(inner, each) for each in some) for some in lists)
                yield Difference(
                    where=where, what=key.short, was=was or NOTHING, now=now or NOTHING
                )
        else:
            entries = (old.get(key.name, ()), new.get(key.name, ()))
            yield from _lists(inner, *entries, where, found)


def _either(old: Table, new: Table, name: str) -> Any:
    """Return the value of a key, a table rather than the text that stands for it elsewhere."""
    values = (old.get(name), new.get(name))
    return next((each for each in values if isinstance(each, dict)), values[0] or values[1])


def _table(value: Any) -> Table:
    """Return a table; a text where a table might stand is its first key."""
    if isinstance(value, str):
        return {"point": value}
    return value if isinstance(value, dict) else {}


def _lists(
    section: Section, old: Sequence[Table], new: Sequence[Table], where: str, found: _Comparing
) -> Iterator[Difference]:
    """Yield what differs in two lists of entries: added, struck, renumbered, changed."""
    names = KEYS.get(_list_name(section), ())
    for pair in paired(old, new, names, section.same):
        entry = pair.old or pair.new or {}
        place = _joined(where, _named(section, entry))
        if pair.old is None or pair.new is None:
            yield _whole(section, pair, place)
            continue
        before, after = (_number(each, names) for each in (pair.old, pair.new))
        found.same.setdefault(section.path, {})[before] = after
        if before != after:
            reference = _point_of(pair.new)
            yield Difference(where=place, what="номер", was=before, now=after, reference=reference)
        yield from _tables(section, pair.old, pair.new, place, found)


def paired(
    old: Sequence[Table], new: Sequence[Table], names: Iterable[str], same: str
) -> Iterator[EntryPair]:
    """Yield each entry of two lists with the one that is the same: the old order, then the added.

    names: the keys by which entries are told apart; same: the key whose equal text goes before
    the number, empty for none.
    """
    keys = tuple(names)
    if not keys:
        yield from _by_order(old, new)
        return
    left = list(range(len(new)))
    partners: dict[int, int] = {}
    # An entry is surest known by number and words, then by its words, then by its number.
    for known in ((*keys, same), (same,), keys):
        for at, entry in enumerate(old):
            if at in partners or not all(known):
                continue
            wanted = [entry.get(key) for key in known]
            found = [n for n in left if [new[n].get(key) for key in known] == wanted]
            if len(found) == 1:
                partners[at] = found[0]
                left.remove(found[0])
    for at, entry in enumerate(old):
        yield EntryPair(old=entry, new=new[partners[at]] if at in partners else None)
    for number in left:
        yield EntryPair(old=None, new=new[number])


def _by_order(old: Sequence[Table], new: Sequence[Table]) -> Iterator[EntryPair]:
    """Yield entries without names of their own that differ, by their order."""
    gone = [each for each in old if each not in new]
    come = [each for each in new if each not in old]
    for before, after in itertools.zip_longest(gone, come):
        yield EntryPair(old=before, new=after)


def _number(entry: Table, names: Iterable[str]) -> str:
    return " ".join(str(entry.get(name, "")) for name in names)


def _named(section: Section, entry: Table) -> str:
    if not section.entry:
        return (
            f"{section.title.partition(':')[0]} {_number(entry, KEYS.get(_list_name(section), ()))}"
        )
    return section.entry.format_map({key: show_value(value) for key, value in entry.items()})


def _joined(where: str, part: str) -> str:
    return f"{where}, {part}" if where else f"{part[:1].upper()}{part[1:]}"


def _whole(section: Section, pair: EntryPair, where: str) -> Difference:
    """Return the line on an entry that only one of the two has."""
    entry = pair.new or pair.old or {}
    text = _told_whole(section, entry)
    return Difference(
        where=where,
        what=STRUCK if pair.new is None else ADDED,
        was=NOTHING if pair.old is None else text,
        now=NOTHING if pair.new is None else text,
        reference=_point_of(entry),
    )


def _told_whole(section: Section, entry: Table) -> str:
    """Return what an entry says in one text: its words, then its numbers."""
    joined = JOINED.get(section.path, ())
    said = [f"{what}: {tell(entry)}" for what, _, tell in joined]
    hidden = {key for _, keys, _ in joined for key in keys} | {REFERENCE, "short_title", "point"}
    hidden |= set(KEYS.get(_list_name(section), ()))
    for key in section.keys:
        value = entry.get(key.name)
        if key.name in hidden or value is None or _in_heading(section, key):
            continue
        inner = inner_of(section, key)
        if inner is None:
            said.append(f"{key.short}: {show_value(value)}")
        elif key.kind is LIST and _list_name(inner) not in KEYS:
            said.append(f"{key.short}: {'; '.join(_brief(inner, each) for each in value)}")
        elif key.kind is LIST:
            parts = (f"{_named(inner, each)} – {_brief(inner, each)}" for each in value)
            said.append("; ".join(parts))
        else:
            said.append(f"{key.short}: {_brief(inner, value)}")
    return "; ".join(said)


def _in_heading(section: Section, key: Key) -> bool:
    return f"{{{key.name}}}" in section.entry


def _brief(section: Section, entry: Table) -> str:
    """Return a row or an option in a few words."""
    joined = [f"{what} {tell(entry)}" for what, _, tell in JOINED.get(section.path, ())]
    if "text" in entry and "{text}" not in section.entry:
        return ", ".join((show_value(entry["text"]), *joined))
    if joined:
        return ", ".join(joined)
    values = (f"{key.partition('[')[0]} {show_value(value)}" for key, value in entry.items())
    return ", ".join(values)


def show_value(value: Any) -> str:
    """Return a value as a table in Russian shows it."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dt.date):
        return wording.day(value)
    if isinstance(value, Decimal):
        return wording.comma(value.normalize() if value else Decimal(0))
    if isinstance(value, list):
        return ", ".join(map(show_value, value))
    return str(value)


def _range(level: Table) -> str:
    lower, above = level.get("from"), level.get("above")
    upper, below = level.get("to"), level.get("below")
    bounds = [Decimal(each) for each in (lower, above, upper, below) if each is not None]
    if not bounds:
        return "любая оценка"
    told = describe_range(
        Level(
            id="",
            name="",
            rank=0,
            lower=_bound(lower, above),
            lower_inclusive=lower is not None,
            upper=_bound(upper, below),
            upper_inclusive=upper is not None,
            reference="",
        )
    )
    return f"{told[:1].lower()}{told[1:]}"


def _numbers(of_range: Table) -> str:
    """Return which numbers a range holds."""
    told = _range(of_range)
    return "любое" if told == "любая оценка" else told


def _bound(included: Any, excluded: Any) -> Decimal | None:
    given = excluded if included is None else included
    return None if given is None else Decimal(given)


def _points(row: Table) -> str:
    return (
        f"по прочтению {row['points_by']}" if "points_by" in row else show_value(row.get("points"))
    )


def _choice(reading: Table) -> str:
    options = {each.get("id"): each.get("text") for each in reading.get("options", ())}
    return show_value(options.get(reading.get("chosen"), reading.get("chosen")))


JOINED = {
    "levels[].by_category.*": (("границы", ("from", "above", "to", "below"), _range),),
    "levels[]": (("границы", ("from", "above", "to", "below"), _range),),
    "criteria[].ranges[]": (
        ("число", ("from", "above", "to", "below"), _numbers),
        ("балл", ("points",), _points),
    ),
    "criteria[].rows[]": (("балл", ("points", "points_by"), _points),),
    "readings[]": (("принято", ("chosen",), _choice),),
}
"""What several keys say together, and how it is said: section → what, keys, words."""
