"""What a letter says of forms of the programme: a line for each, its remarks, what is enclosed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings.finding import Finding, is_for_participant, worst_first
from kuzbass_batch.outputs.letters.sentences import counted, line_of

MOST_REMARKS = 12
"""More remarks on one form stand on its sheet «Замечания» only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FormLine:
    """What a letter says of one form: its title, what follows, and the form that goes along.

    source: by which the form is known among those enclosed; empty if none goes along.
    """

    title: str
    lines: tuple[str, ...] = ()
    source: str = ""


def remark_lines(findings: Iterable[Finding], whose: str) -> tuple[str, ...]:
    """Return a line for each remark that the participant is told, the worst first.

    whose: the form that has the sheet with the rest, in the genitive: «отчёта».
    """
    wanted = worst_first(f for f in findings if is_for_participant(f))
    rest = len(wanted) - MOST_REMARKS
    more = (f"Ещё замечаний: {rest}. Они на листе «Замечания» {whose}.",) if rest > 0 else ()
    return (*map(line_of, wanted[:MOST_REMARKS]), *more)


def line_tags(lines: Iterable[FormLine]) -> list[dict[str, Any]]:
    """Return the lines as a template goes through them."""
    return [{"title": each.title, "lines": list(each.lines)} for each in lines]


def enclosed_tags(sources: Iterable[str], attached: Mapping[str, str]) -> dict[str, Any]:
    """Return what a template says of the forms that go with its letter.

    sources: by which they are known. attached: the names of all that are enclosed, by the same.
    """
    files = [name_of(attached[source]) for source in sources if source in attached]
    return {"files": files, "attachments": counted(len(files), "файл", "файла", "файлов")}
