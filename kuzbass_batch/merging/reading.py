"""Read a region's results.json line by line: each participant is one line there.

Anybody may have touched the file. Whatever does not stand as the program writes it ends the merge
with a sentence; nothing is guessed.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

from kuzbass_batch.ceilings import MOST_PARTICIPANTS
from kuzbass_batch.contents import opened
from kuzbass_batch.merging.regions import CannotMerge, MergedScore, RegionalRow, RegionHead
from kuzbass_batch.methodology.calendar.period import period_in
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.results_lines import OtherwiseWritten, lines_in
from kuzbass_batch.reading.guard.sanitize import clean
from kuzbass_batch.records.returns.returns import ParticipantStatus
from kuzbass_batch.records.year.plain_values import (
    known_number,
    known_place,
    known_points,
    known_text,
)
from kuzbass_batch.records.year.snapshots import RESULTS, SCHEMA, SCHEMA_OF_ANY_VERSION

LONGEST_TEXT = 32_767
PEOPLE = "participants"
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_HASH = re.compile(r"[0-9a-f]{64}")
Place = tuple[int, bytes]
"""Where a participant's line begins in the file, and the line without what joins it to the next."""


def results_file(path: Path) -> Path:
    """Return the results.json that a path names: itself, or the one in the folder."""
    file = path / RESULTS if path.is_dir() else path
    if not file.is_file():
        raise CannotMerge(f"«{path}»: нет файла {RESULTS} – это не результат расчёта.")
    return file


def read_head(name: str, path: Path) -> RegionHead:
    """Return what a result says of the whole; CannotMerge if it is no result of this edition."""
    values: dict[str, Any] = {}
    digest, people = hashlib.sha256(), 0
    try:
        with opened(path) as stream:
            for line in lines_in(stream, digest.update):
                if not line.in_list:
                    values[line.key] = json.loads(line.text)
                people += line.in_list and line.key == PEOPLE
    except OSError as error:
        raise CannotMerge(f"Регион «{name}»: файл «{path}» не открывается.") from error
    except (ValueError, RecursionError) as error:
        raise not_as_written(path) from error
    if not 0 < people <= MOST_PARTICIPANTS:
        raise not_as_written(path)
    return _head(name, path, values, digest.hexdigest())


def _head(name: str, path: Path, values: Mapping[str, Any], sha256: str) -> RegionHead:
    schema = values.get("schema")
    if schema != SCHEMA:
        ours = isinstance(schema, str) and schema.startswith(SCHEMA_OF_ANY_VERSION)
        what = f"результат другой версии программы ({schema})" if ours else "не результат расчёта"
        raise CannotMerge(f"Регион «{name}»: «{path}» – {what}. Пересчитайте его этой версией.")
    period = period_in(str(values.get("period") or values.get("year")))
    act, as_of, approved = values.get("methodology"), values.get("as_of"), values.get("approved")
    if period is None or not isinstance(act, dict) or not isinstance(as_of, str):
        raise not_as_written(path)
    digest, readings = str(act.get("sha256")), act.get("readings", {})
    told = _HASH.fullmatch(digest) and isinstance(readings, dict)
    if not (told and _DAY.fullmatch(as_of)):
        raise not_as_written(path)
    return RegionHead(
        name=name, path=path, sha256=sha256, period=period, as_of=as_of, approved=approved is True,
        methodology_sha256=digest, readings=readings,
    )  # fmt: skip


def lines_of(path: Path) -> Iterator[Place]:
    """Yield every participant's line; CannotMerge if the file is not as the program writes it."""
    try:
        with opened(path) as stream:
            for line in lines_in(stream):
                if line.in_list and line.key == PEOPLE:
                    yield line.at, line.text
    except OSError as error:
        raise CannotMerge(f"Файл «{path}» не открывается.") from error
    except OtherwiseWritten as error:
        raise not_as_written(path) from error


def not_as_written(path: Path) -> CannotMerge:
    """Return the refusal of a file that is not as the program wrote it."""
    return CannotMerge(
        f"Файл «{path}» повреждён или сохранён другой программой. Возьмите его заново у того, кто "
        "рассчитывал регион."
    )


class RowReader:
    """Makes rows of the lines of results that follow one methodology."""

    def __init__(self, methodology: Methodology) -> None:
        """Take the methodology."""
        self.methodology = methodology
        self.categories = {each.id for each in methodology.categories}
        self.levels = {each.name for each in methodology.levels}
        self.coefficients = {each.id: each.coefficient for each in methodology.criteria}

    def row(self, line: bytes, path: Path) -> RegionalRow:
        """Return the row of a line; CannotMerge if it cannot be the program's."""
        try:
            found = self._row(json.loads(line))
        except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError) as error:
            raise not_as_written(path) from error
        if not self._is_sound(found):
            raise CannotMerge(
                f"Файл «{path}»: у участника «{found.id}» оценка, уровень или баллы не сходятся с "
                "методикой. Пересчитайте регион."
            )
        return found

    def _row(self, data: Mapping[str, Any]) -> RegionalRow:
        total = data["total"]
        return RegionalRow(
            id=_text(data["id"]),
            name=_text(data["name"]),
            category=_text(data["category"]),
            status=ParticipantStatus(data["status"]).value,
            total=None if total is None else known_number(total),
            points=_points(data["points"]) or "",
            level=_text(data["level"]),
            last_level=_text(data["last_level"]),
            place=known_place(data["place"]),
            source=_text(data["source"]),
            scores=tuple(map(self._score, data["criteria"])),
        )

    def _score(self, data: Mapping[str, Any]) -> MergedScore:
        applies = data.get("applicable", True) is True
        if known_number(data["coefficient"]) != self.coefficients[data["id"]]:
            raise ValueError(data["id"])
        return MergedScore(
            criterion=data["id"],
            points=_points(data["points"]) if applies else None,
            weighted=known_number(data["weighted"]),
            cells=tuple(map(_text, data["cells"])),
        )

    def _is_sound(self, row: RegionalRow) -> bool:
        rated = row.status == ParticipantStatus.RATED
        if row.category not in self.categories or rated != (row.total is not None):
            return False
        if not rated:
            return not row.scores
        same = [score.criterion for score in row.scores] == list(self.coefficients)
        if row.level not in self.levels or not same:
            return False
        whole = all(score.points is not None for score in row.scores)
        plain = self.methodology.is_weighted_sum and self.methodology.total_rule.decimals is None
        if not (whole and plain):
            return True
        return sum(score.weighted for score in row.scores) == row.total


def _text(value: Any) -> str:
    if len(text := known_text(value)) > LONGEST_TEXT or clean(text) != (text, ""):
        raise ValueError("text")
    return text


def _points(value: Any) -> str | None:
    return None if value is None else f"{known_points(value):f}"
