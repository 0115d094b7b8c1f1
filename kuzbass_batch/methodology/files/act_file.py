"""One act for several years: the text of a year, and an amendment that changes one year.

`act.toml` is written once; `$year` and `$next_year` in it stand for the year under rating and the
one after it, in dates such as `$next_year-01-30`. It rules the years for which its plan (app. 1)
has targets, or, without a plan, those that `years` names. Where `$quarter` or `$half_year` stands
in it, it is for each of these in its years, and `$month_4-10` is a day of a month counted from the
period's first. `2026.toml` or `2026-II.toml` beside it is either the whole methodology of that
period, or an amendment:
`amended_by` names the act that amends, and only what changes is written down.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR
from string import Template
from typing import Any

from kuzbass_batch.methodology.calendar.period import (
    MONTHS,
    Asked,
    Period,
    PeriodKind,
    part_of,
    period_of,
    periods_in,
)
from kuzbass_batch.methodology.entries.entries import PARTS_OF_YEAR
from kuzbass_batch.methodology.file_faults import FaultyFile, FileFault
from kuzbass_batch.methodology.keys.amendments import AMENDED_BY, CITED, KEYS, STRUCK
from kuzbass_batch.methodology.toml_text import TomlFault, toml_of

ACT = "act.toml"
MARGIN = "#$"
"""Lines that begin so explain the act's file; the text of a year is without them."""
NO_NAME = (
    "знак «$» стоит только в $year (отчётный год), $next_year (следующий), $quarter, $half_year, "
    "$period (обозначение периода) и $month_1 … $month_24 (месяцы с начала периода)"
)
MOST_MONTHS = 2 * MONTHS
"""Months that a date may be counted in, from the beginning of the period."""
NO_YEARS = "у каждого показателя нужна таблица targets с годами, а без плана – строка years"
YEARS_EXAMPLE = "Например: targets = { 2026 = 3, 2027 = 4 } или years = [2026, 2027]."
ANY_YEAR = 2000
"""The years stand in the plan itself, whichever year the text is made for."""


def any_period(act: str) -> Period:
    """Return a period to read an act for where it does not matter which."""
    return periods_in((ANY_YEAR,), act_kind(act))[0]


def year_text(act: str, asked: Asked) -> str:
    """Return the whole methodology of a period, as a file of that period alone would have it.

    FaultyFile if the act's file holds a `$` that stands for nothing.
    """
    lines = [line for line in act.splitlines(keepends=True) if not _is_margin(line)]
    return _filled(lines, period_of(asked))


def year_lines(act: str, asked: Asked) -> str:
    """Return the same with an empty line for each that explains: the lines have their numbers."""
    lines = act.splitlines(keepends=True)
    kept = ["\n" if _is_margin(line) else line for line in lines]
    return _filled(kept, period_of(asked))


def _is_margin(line: str) -> bool:
    return line.startswith(MARGIN)


def _values(period: Period) -> dict[str, str]:
    months = range(1, MOST_MONTHS + 1)
    values = {"year": str(period.year), "next_year": str(period.year + 1), "period": str(period)}
    values |= {f"month_{number}": period.month_code(number) for number in months}
    if period.kind is not PeriodKind.YEAR:
        values[period.kind.value] = str(period.number)
    return values


def _filled(lines: list[str], period: Period) -> str:
    values = _values(period)
    for number, line in enumerate(lines, start=1):
        for found in Template.pattern.finditer(line):
            name = found["named"] or found["braced"]
            if not found["escaped"] and name not in values:
                fault = FileFault("", NO_NAME, line=number, column=found.start() + 1)
                raise FaultyFile(ACT, [fault])
    return Template("".join(lines)).substitute(values)


def column_in_act(line: str, column: int, asked: Asked) -> int:
    """Return the column of the act's own line for one of the line as it is made for a period."""
    grown, values = 0, _values(period_of(asked))
    if _is_margin(line):
        return column
    for found in Template.pattern.finditer(line):
        value = "$" if found["escaped"] else values[found["named"] or found["braced"]]
        if found.start() + grown + len(value) >= column:
            break
        grown += len(value) - len(found[0])
    return column - grown


def is_act(text: str) -> bool:
    """Tell whether a file is the act of several years, by what stands in it for a year."""
    return bool(re.search(r"\$\{?(next_)?year\b", text)) or text.startswith(MARGIN)


def act_kind(act: str) -> PeriodKind:
    """Return how long the periods are that an act rates, by what stands in it for them."""
    lines = "".join(line for line in act.splitlines(keepends=True) if not _is_margin(line))
    for kind in (PeriodKind.QUARTER, PeriodKind.HALF_YEAR):
        if re.search(rf"\$\{{?{kind.value}\b", lines):
            return kind
    return PeriodKind.YEAR


def act_periods(act: str) -> tuple[Period, ...]:
    """Return the periods that the act rules; FaultyFile if its file cannot be read so far."""
    return periods_in(act_years(act), act_kind(act))


def act_years(act: str) -> tuple[int, ...]:
    """Return the years that the act rules: for which every indicator has a target; see `years`.

    FaultyFile if the act's file cannot be read so far.
    """
    try:
        data = toml_of(year_lines(act, any_period(act)))
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


def stated_period(text: str) -> Period | None:
    """Return the period that a file of one says it is of; None if it says none."""
    table = toml_of(text)
    year = table.get("year")
    if type(year) is not int or not 0 < year < MAXYEAR:
        return None
    for kind in (PeriodKind.QUARTER, PeriodKind.HALF_YEAR):
        number = table.get(kind.value)
        if type(number) is int and 1 <= number <= MONTHS // kind.months:
            return Period(year, part_of(kind, number))
    return Period(year)


def amended(
    act: Mapping[str, Any], change: Mapping[str, Any], asked: Asked
) -> tuple[dict[str, Any], tuple[FileFault, ...]]:
    """Return the methodology of a period with its amendment, and what is wrong with the amendment.

    Entries are found by their id, code or kind: what an entry names is replaced, an entry that the
    act does not have is added, one with `struck = true` is left out.
    """
    faults = list(_faults(change, period_of(asked)))
    known = ("year", *PARTS_OF_YEAR, AMENDED_BY, "id", "act")
    wanted = {key: value for key, value in change.items() if key not in known}
    merged = _merged(act, wanted, "", faults)
    return merged | {"act": f"{act.get('act', '')} (в редакции {change[AMENDED_BY]})"}, tuple(
        faults
    )


def _faults(change: Mapping[str, Any], period: Period) -> Iterator[FileFault]:
    """Yield what no amendment of one period may do."""
    by, year = change[AMENDED_BY], period.year
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
    yield from _other_part(change, period)
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


def _other_part(change: Mapping[str, Any], period: Period) -> Iterator[FileFault]:
    """Yield a part of the year that is not the one that the amendment is of."""
    for key in PARTS_OF_YEAR:
        wanted = period.number if key == period.kind.value else None
        if change.get(key) != wanted:
            remedy = f"Укажите: {key} = {wanted}." if wanted else "Уберите эту строку."
            words = (
                f"изменение относится к периоду {period}, в файле {change.get(key, 'не указано')}"
            )
            yield FileFault(key, words, remedy)


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
