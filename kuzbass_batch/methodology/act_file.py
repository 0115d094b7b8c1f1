"""One act for several years: the text of a year, and an amendment that changes one year.

`act.toml` is written once; `$year` and `$next_year` in it stand for the year under rating and the
one after it, in dates such as `$next_year-01-30`. It rules the years for which its plan (app. 1)
has targets. `2026.toml` beside it is either the whole methodology of that year, or an amendment:
`amended_by` names the act that amends, and only what changes is written down.
"""

from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

from kuzbass_batch.methodology.records import MethodologyError
from kuzbass_batch.methodology.toml_text import TomlFault, toml_of

ACT = "act.toml"
AMENDED_BY = "amended_by"
STRUCK = "struck"
MARGIN = "#$"
"""Lines that begin so explain the act's file; the text of a year is without them."""
KEYS = {
    "criteria": ("id",),
    "levels": ("id",),
    "readings": ("id",),
    "plan": ("id",),
    "questions": ("kind", "criterion"),
    "rows": ("code",),
    "options": ("id",),
}
"""What tells the entries of a list apart."""
CITED = ("criteria", "levels", "plan", "questions")
"""Lists whose entries name a point of the act; an entry that changes names that of its own act."""
ANY_YEAR = 2000
"""The years stand in the plan itself, whichever year the text is made for."""


def year_text(act: str, year: int) -> str:
    """Return the whole methodology of a year, as a file of that year alone would have it.

    MethodologyError if the act's file holds a `$` that stands for nothing.
    """
    lines = (line for line in act.splitlines(keepends=True) if not line.startswith(MARGIN))
    try:
        return Template("".join(lines)).substitute(year=year, next_year=year + 1)
    except (KeyError, ValueError) as error:
        raise MethodologyError(
            f"{ACT}: знак «$» стоит только в $year (отчётный год) и $next_year (следующий)."
        ) from error


def act_years(act: str) -> tuple[int, ...]:
    """Return the years that the act rules: those for which every indicator has a target.

    MethodologyError if the act's file cannot be read so far.
    """
    try:
        plan = toml_of(year_text(act, ANY_YEAR))["plan"]
        targets = [{int(year) for year in each["targets"]} for each in plan]
    except TomlFault as error:
        raise MethodologyError(f"{ACT}: {error}.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise MethodologyError(
            f"{ACT}: plan: у каждого показателя нужна таблица targets с годами."
        ) from error
    return tuple(sorted(set.intersection(*targets))) if targets else ()


def is_amendment(text: str) -> bool:
    """Tell whether the file of a year changes the act, or is a methodology of its own."""
    try:
        return AMENDED_BY in toml_of(text)
    except TomlFault:
        return False


def amended(act: Mapping[str, Any], change: Mapping[str, Any], year: int) -> dict[str, Any]:
    """Return the methodology of a year with its amendment; MethodologyError if they do not fit.

    Entries are found by their id, code or kind: what an entry names is replaced, an entry that the
    act does not have is added, one with `struck = true` is left out.
    """
    fault = next(_faults(change, year), "")
    if fault:
        raise MethodologyError(fault)
    known = ("year", AMENDED_BY)
    merged = _merged(act, {key: value for key, value in change.items() if key not in known}, "")
    return merged | {"act": f"{act.get('act', '')} (в редакции {change[AMENDED_BY]})"}


def _faults(change: Mapping[str, Any], year: int) -> Iterator[str]:
    """Yield what no amendment of one year may do."""
    by = change[AMENDED_BY]
    if not isinstance(by, str) or not by.strip():
        yield f"{AMENDED_BY}: ожидается акт, которым внесено изменение, стоит «{by}»."
    if change.get("year") != year:
        yield f"year: в имени файла {year}, в файле {change.get('year', 'не указан')}."
    for key in ("id", "act"):
        if key in change:
            yield f"{key}: изменение этого не меняет; назовите акт в {AMENDED_BY}."
    for path, entry in _cited(change):
        if STRUCK not in entry and not entry.get("reference"):
            yield f"{path}.reference: назовите пункт акта, которым это изменено."
    for path, entry in _entries(change, "plan"):
        targets = entry.get("targets", {})
        for of_year in targets if isinstance(targets, dict) else ():
            if of_year != str(year):
                yield f"{path}.targets.{of_year}: изменение касается только {year} года."


def _cited(change: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in CITED:
        yield from _entries(change, key)
    calendar = change.get("calendar", {})
    for name, entry in calendar.items() if isinstance(calendar, dict) else ():
        if isinstance(entry, dict):
            yield f"calendar.{name}", entry


def _entries(change: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables of a list with their paths; what is no table the loader will refuse."""
    found = change.get(key, [])
    for number, entry in enumerate(found if isinstance(found, list) else (), start=1):
        if isinstance(entry, dict):
            yield f"{key}[{number}]", entry


def _merged(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the table with what the other one names put in its place."""
    made = dict(old)
    for key, value in new.items():
        was, at = old.get(key), f"{path}{key}"
        if isinstance(was, dict) and isinstance(value, dict):
            made[key] = _merged(was, value, f"{at}.")
        elif key in KEYS and isinstance(was, list) and isinstance(value, list):
            made[key] = _listed(was, value, KEYS[key], at)
        else:
            made[key] = value
    return made


def _listed(old: list[Any], new: list[Any], keys: tuple[str, ...], path: str) -> list[Any]:
    """Return the list with each entry of the other one changed, added or struck."""
    made = {_name(entry, keys): entry for entry in old}
    for number, entry in enumerate(new, start=1):
        at = f"{path}[{number}]"
        if not isinstance(entry, dict) or not all(key in entry for key in keys):
            raise MethodologyError(f"{at}: укажите {' и '.join(keys)}.")
        name = _name(entry, keys)
        if STRUCK not in entry:
            made[name] = _merged(made[name], entry, f"{at}.") if name in made else entry
        elif entry[STRUCK] is not True or made.pop(name, None) is None:
            raise MethodologyError(f"{at}.{STRUCK}: исключать нечего: «{' '.join(name)}» нет.")
    return list(made.values())


def _name(entry: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    found = entry if isinstance(entry, dict) else {}
    return tuple(str(found.get(key, "")) for key in keys)
