"""The files that a methodology is read from, examined: what they say, or all that is wrong."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kuzbass_batch.methodology.calendar.period import Asked, Period, period_in
from kuzbass_batch.methodology.draft import AND, Draft
from kuzbass_batch.methodology.entries.entries import methodology_in
from kuzbass_batch.methodology.entries.tables import Node, Noted
from kuzbass_batch.methodology.faults.faults import contradictions
from kuzbass_batch.methodology.file_faults import FaultyFile, FileFault
from kuzbass_batch.methodology.files.act_file import (
    amended,
    column_in_act,
    path_within,
    year_lines,
    year_text,
)
from kuzbass_batch.methodology.files.positions import Position, nearest, positions_in
from kuzbass_batch.methodology.records import Methodology, resolve
from kuzbass_batch.methodology.toml_text import TomlFault, toml_of

Locate = Callable[[FileFault], FileFault]


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodologySource:
    """A file as it stands; act_year: the period it is read for, if it is the act of several."""

    name: str
    text: str
    act_year: Asked | None = None

    @property
    def of_year(self) -> str:
        """Return the text of a single period; FaultyFile if the act's file cannot become it."""
        return self.text if self.act_year is None else year_text(self.text, self.act_year)

    @property
    def lines(self) -> str:
        """Return the same, each line under the number that it has in the file."""
        return self.text if self.act_year is None else year_lines(self.text, self.act_year)

    def tables(self) -> dict[str, Any]:
        """Return its tables; FaultyFile if it is no TOML."""
        try:
            return toml_of(self.lines, Decimal)
        except TomlFault as error:
            raise FaultyFile(self.name, [FileFault("", str(error))]) from error

    def place(self, path: str, known: Mapping[str, Position]) -> Position | None:
        """Return the line and column of a path in the file, those of its table if it is absent."""
        found = nearest(path.partition(" ")[0], known)
        if found is None or self.act_year is None:
            return found
        line = self.text.splitlines()[found.line - 1]
        return Position(found.line, column_in_act(line, found.column, self.act_year))


@dataclass(frozen=True, kw_only=True, slots=True)
class ExaminedMethodology:
    """A methodology as its files say it, whole only without faults; they stand in file order.

    data: the tables that it was made of, an amendment's change in its place.
    locate: gives whatever else is said of a path its place in the files.
    """

    methodology: Methodology
    data: Mapping[str, Any]
    locate: Locate
    faults: tuple[FileFault, ...] = ()

    def sound(self, origin: str) -> Methodology:
        """Return the methodology; FaultyFile if anything is wrong with it."""
        if self.faults:
            raise FaultyFile(origin, self.faults)
        return self.methodology


def examined(source: MethodologySource) -> ExaminedMethodology:
    """Return what one file says; FaultyFile if it cannot be read so far."""
    sha256 = _sha256(source.of_year)
    data = source.tables()
    methodology, faults = _read(data, sha256)
    named = period_in(source.name.removesuffix(".toml"))
    if named and not faults and methodology.period != named:
        faults = (_other_period(named, methodology.period),)
    return _examined(methodology, data, faults, _locator(source))


def examined_amendment(
    source: MethodologySource, act: MethodologySource, year: Asked
) -> ExaminedMethodology:
    """Return what the act says with its amendment of a period; FaultyFile as above."""
    own, whole = source.tables(), act.tables()
    merged, unfit = amended(whole, own, year)
    if unfit:
        return _examined(_read(whole, "")[0], whole, unfit, _locator(source))
    methodology, faults = _read(merged, _sha256(f"{act.of_year}{source.text}"))
    in_own, in_act = _locator(source), _locator(act)

    def located(fault: FileFault) -> FileFault:
        steps, path = _within(own, merged, fault.path)
        others, act_path = _within(whole, merged, fault.path)
        if steps and steps >= others:
            return in_own(replace(fault, path=path))
        return in_act(replace(fault, path=act_path))

    return _examined(methodology, merged, faults, located)


def _within(own: Any, merged: Any, path: str) -> tuple[int, str]:
    """Return how far a file has a path, or two paths between which something is wrong."""
    found = [path_within(own, merged, each) for each in path.split(AND)]
    return max(steps for steps, _ in found), AND.join(each for _, each in found)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(data: dict[str, Any], sha256: str) -> tuple[Methodology, tuple[FileFault, ...]]:
    """Return the methodology and its faults, those of values and those between them."""
    noted = Noted()
    draft = Draft(methodology_in(Node(data, "", noted), sha256), frozenset(noted.broken))
    faults = (*noted.faults, *contradictions(draft))
    return draft.methodology if faults else resolve(draft.methodology), faults


def _other_period(wanted: Period, stated: Period) -> FileFault:
    words = f"в имени файла {wanted}, в файле {stated}"
    if stated.year != wanted.year:
        return FileFault("year", words, "Исправьте год или имя файла.")
    part = stated if stated.part else wanted
    remedy = f"Исправьте {part.kind.words.nominative} или имя файла."
    return FileFault(part.kind.value, words, remedy)


def _locator(source: MethodologySource) -> Locate:
    """Return what gives a fault its place in a file; the places are looked up once, if at all."""
    known: dict[str, Position] = {}

    def located(fault: FileFault) -> FileFault:
        if not known:
            known.update(positions_in(source.lines))
        place = source.place(fault.path, known)
        at = replace(fault, file=source.name)
        return replace(at, line=place.line, column=place.column) if place else at

    return located


def _examined(
    methodology: Methodology, data: Mapping[str, Any], faults: Iterable[FileFault], locate: Locate
) -> ExaminedMethodology:
    """Return the methodology with its faults placed, in the order in which the file is read."""
    placed = sorted(map(locate, faults), key=lambda each: (each.file, each.line, each.column))
    return ExaminedMethodology(
        methodology=methodology, data=data, locate=locate, faults=tuple(placed)
    )
