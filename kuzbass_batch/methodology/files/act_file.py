"""One act for several years: the text of a year, and an amendment that changes one year.

`act.toml` is written once; `$year` and `$next_year` in it stand for the year under rating and the
one after it, in dates such as `$next_year-01-30`. It rules the years for which its plan (app. 1)
has targets, or, without a plan, those that `years` names. `2026.toml` beside it is either the whole
methodology of that year, or an amendment:
`amended_by` names the act that amends, and only what changes is written down.
"""

import re
from collections.abc import Iterator, Mapping
from string import Template
from typing import Any

from kuzbass_batch.methodology.faults.file_faults import FaultyFile, FileFault
from kuzbass_batch.methodology.files.toml_text import TomlFault, toml_of

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
    "groups": ("id",),
    "categories": ("id",),
    "rows": ("code",),
    "options": ("id",),
}
"""What tells the entries of a list apart."""
CITED = ("criteria", "levels", "plan", "questions")
"""Lists whose entries name a point of the act; an entry that changes names that of its own act."""
NO_NAME = "знак «$» стоит только в $year (отчётный год) и $next_year (следующий)"
NO_YEARS = "у каждого показателя нужна таблица targets с годами, а без плана – строка years"
YEARS_EXAMPLE = "Например: targets = { 2026 = 3, 2027 = 4 } или years = [2026, 2027]."
ANY_YEAR = 2000
"""The years stand in the plan itself, whichever year the text is made for."""


def year_text(act: str, year: int) -> str:
    """Return the whole methodology of a year, as a file of that year alone would have it.

    FaultyFile if the act's file holds a `$` that stands for nothing.
    """
    return _filled([line for line in act.splitlines(keepends=True) if not _is_margin(line)], year)


def year_lines(act: str, year: int) -> str:
    """Return the same with an empty line for each that explains: the lines have their numbers."""
    lines = act.splitlines(keepends=True)
    return _filled(["\n" if _is_margin(line) else line for line in lines], year)


def _is_margin(line: str) -> bool:
    return line.startswith(MARGIN)


def _values(year: int) -> dict[str, str]:
    return {"year": str(year), "next_year": str(year + 1)}


def _filled(lines: list[str], year: int) -> str:
    for number, line in enumerate(lines, start=1):
        for found in Template.pattern.finditer(line):
            name = found["named"] or found["braced"]
            if not found["escaped"] and name not in _values(year):
                fault = FileFault("", NO_NAME, line=number, column=found.start() + 1)
                raise FaultyFile(ACT, [fault])
    return Template("".join(lines)).substitute(_values(year))


def column_in_act(line: str, column: int, year: int) -> int:
    """Return the column of the act's own line for one of the line as it is made for a year."""
    grown = 0
    if _is_margin(line):
        return column
    for found in Template.pattern.finditer(line):
        value = "$" if found["escaped"] else _values(year)[found["named"] or found["braced"]]
        if found.start() + grown + len(value) >= column:
            break
        grown += len(value) - len(found[0])
    return column - grown


def is_act(text: str) -> bool:
    """Tell whether a file is the act of several years, by what stands in it for a year."""
    return bool(re.search(r"\$\{?(next_)?year\b", text)) or text.startswith(MARGIN)


def act_years(act: str) -> tuple[int, ...]:
    """Return the years that the act rules: for which every indicator has a target; see `years`.

    FaultyFile if the act's file cannot be read so far.
    """
    try:
        data = toml_of(year_lines(act, ANY_YEAR))
        targets = [{int(year) for year in each["targets"]} for each in data.get("plan", ())]
        targets += [{int(year) for year in data["years"]}] if "years" in data else []
        if not targets and "plan" not in data:
            raise KeyError("plan")
    except TomlFault as error:
        raise FaultyFile(ACT, [FileFault("", str(error))]) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FaultyFile(ACT, [FileFault("plan", NO_YEARS, YEARS_EXAMPLE)]) from error
    return tuple(sorted(set.intersection(*targets))) if targets else ()


def is_amendment(text: str) -> bool:
    """Tell whether the file of a year changes the act, or is a methodology of its own."""
    try:
        return AMENDED_BY in toml_of(text)
    except TomlFault:
        return False


def stated_year(text: str) -> int:
    """Return the year that an amendment says it is of; 0 if it says none."""
    year = toml_of(text).get("year")
    return year if isinstance(year, int) else 0


def amended(
    act: Mapping[str, Any], change: Mapping[str, Any], year: int
) -> tuple[dict[str, Any], tuple[FileFault, ...]]:
    """Return the methodology of a year with its amendment, and what is wrong with the amendment.

    Entries are found by their id, code or kind: what an entry names is replaced, an entry that the
    act does not have is added, one with `struck = true` is left out.
    """
    faults = list(_faults(change, year))
    known = ("year", AMENDED_BY, "id", "act")
    wanted = {key: value for key, value in change.items() if key not in known}
    merged = _merged(act, wanted, "", faults)
    return merged | {"act": f"{act.get('act', '')} (в редакции {change[AMENDED_BY]})"}, tuple(
        faults
    )


def _faults(change: Mapping[str, Any], year: int) -> Iterator[FileFault]:
    """Yield what no amendment of one year may do."""
    by = change[AMENDED_BY]
    if not isinstance(by, str) or not by.strip():
        yield FileFault(
            AMENDED_BY,
            f"ожидается акт, которым внесено изменение, стоит «{by}»",
            "Назовите его в родительном падеже: «постановления от … № …».",
        )
    if change.get("year") != year:
        stated = change.get("year", "не указан")
        yield FileFault(
            "year", f"в имени файла {year}, в файле {stated}", f"Исправьте год: year = {year}."
        )
    for key in ("id", "act"):
        if key in change:
            yield FileFault(
                key,
                f"изменение этого не меняет; назовите акт в {AMENDED_BY}",
                "Уберите эту строку.",
            )
    for path, entry in _cited(change):
        if STRUCK not in entry and not entry.get("reference"):
            yield FileFault(
                f"{path}.reference",
                "назовите пункт акта, которым это изменено",
                'Добавьте: reference = "…".',
            )
    for path, entry in _entries(change, "plan"):
        targets = entry.get("targets", {})
        for of_year in targets if isinstance(targets, dict) else ():
            if of_year != str(year):
                yield FileFault(
                    f"{path}.targets.{of_year}",
                    f"изменение касается только {year} года",
                    "Для другого года нужен свой файл.",
                )


def _cited(change: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key in CITED:
        yield from _entries(change, key)
    calendar = change.get("calendar", {})
    for name, entry in calendar.items() if isinstance(calendar, dict) else ():
        if isinstance(entry, dict):
            yield f"calendar.{name}", entry


def _entries(change: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables of a list with their paths; the loader refuses entries of other types."""
    found = change.get(key, [])
    for number, entry in enumerate(found if isinstance(found, list) else (), start=1):
        if isinstance(entry, dict):
            yield f"{key}[{number}]", entry


def _merged(
    old: Mapping[str, Any], new: Mapping[str, Any], path: str, faults: list[FileFault]
) -> dict[str, Any]:
    """Return the table `old` with the values of `new` put in; faults are added to `faults`."""
    made = dict(old)
    for key, value in new.items():
        was, at = old.get(key), f"{path}{key}"
        if isinstance(was, dict) and isinstance(value, dict):
            made[key] = _merged(was, value, f"{at}.", faults)
        elif key in KEYS and isinstance(was, list) and isinstance(value, list):
            made[key] = _listed(was, value, key, at, faults)
        else:
            made[key] = value
    return made


def _listed(
    old: list[Any], new: list[Any], key: str, path: str, faults: list[FileFault]
) -> list[Any]:
    """Return the list with each entry of the other one changed, added or struck."""
    keys = KEYS[key]
    made = {_name(entry, keys): entry for entry in old}
    for number, entry in enumerate(new, start=1):
        at = f"{path}[{number}]"
        if not isinstance(entry, dict) or not all(each in entry for each in keys):
            words = f"укажите {' и '.join(keys)}"
            faults.append(FileFault(at, words, "По ним узнаётся, что изменено."))
            continue
        name = _name(entry, keys)
        if STRUCK not in entry:
            known = made.get(name)
            made[name] = _merged(known, entry, f"{at}.", faults) if known else entry
        elif entry[STRUCK] is not True or made.pop(name, None) is None:
            words = f"исключать нечего: «{' '.join(name)}» нет"
            faults.append(FileFault(f"{at}.{STRUCK}", words, "Исправьте или уберите эту запись."))
    return list(made.values())


def _name(entry: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    found = entry if isinstance(entry, dict) else {}
    return tuple(str(found.get(key, "")) for key in keys)


def path_within(own: Any, merged: Any, path: str) -> tuple[int, str]:
    """Return how far one of the two files has a path of the amended whole, and its path there.

    The number counts the steps that the file has: 0 if it does not speak of it at all.
    """
    depth, made, key = 0, "", ""
    for at, (number, name) in enumerate(re.findall(r"\[([0-9]+)\]|([^.\[\]]+)", path)):
        step = f"[{number}]" if number else f".{name}" if made else name
        if depth == at:
            place = _place_in(own, merged, number, name, key)
            if place is not None:
                own, depth = own[place], depth + 1
                step = f"[{place + 1}]" if isinstance(place, int) else step
        merged = _step(merged, int(number) - 1 if number else name)
        made, key = f"{made}{step}", name
    return depth, made


def _place_in(own: Any, merged: Any, number: str, name: str, key: str) -> int | str | None:
    """Return the key or the index of one step of a path in a file, None if it has none."""
    if name:
        return name if isinstance(own, dict) and name in own else None
    if not isinstance(own, list):
        return None
    at, keys = int(number) - 1, KEYS.get(key)
    if keys is None:
        return at if at < len(own) else None
    wanted = _name(_step(merged, at), keys)
    return next((n for n, entry in enumerate(own) if _name(entry, keys) == wanted), None)


def _step(data: Any, step: int | str) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None
