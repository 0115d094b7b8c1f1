"""The letters: result for the rated, correction for the returned, reminder for the missing."""

import datetime as dt
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from kuzbass_batch.forms.issue import free_path, safe_name
from kuzbass_batch.forms.year import Year
from kuzbass_batch.model.catalogue import LATE
from kuzbass_batch.model.findings import Finding, is_for_participant, worst_first
from kuzbass_batch.model.methodology import Methodology, show_weighted
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Category, Standing
from kuzbass_batch.model.records import FileResult, Kind, ParticipantStatus, Scorecard
from kuzbass_batch.model.score_rules import BROKEN_LADDER
from kuzbass_batch.outputs.addressees import Addressee, address
from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.outputs.redrawn import Redrawn
from kuzbass_batch.rules.advice import Advice, cheapest_ways, missing_to_next
from kuzbass_batch.rules.deadlines import add_working_days
from kuzbass_batch.workers.crew import Crew, Lost, WorkerLost, done_by

GROUP = 32
FOLDERS = {"result": "Результаты", "return": "На доработку", "reminder": "Напоминания"}
FORM_TITLES = {Kind.SELF_ASSESSMENT: "Самооценка", Kind.PASSPORT: "Паспорт проекта"}
MOST_LINES = 20
"""More findings of one file stand on its sheet «Замечания» only: a letter is to be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A planned letter: its kind, its path in the result folder, and all that it speaks of.

    attached: the file name of the form that goes with it, by what the form answers.
    """

    participant: str
    kind: str
    path: str
    standing: Standing
    addressee: Addressee
    attached: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """What all letters of a run share: the day, and how many participants are rated."""

    as_of: dt.date
    rated: int
    rated_in: tuple[tuple[Category, int], ...]


def write_letters(
    letters: Iterable[Letter], outcome: Outcome, crew: Crew, write: Callable[[str, bytes], None]
) -> None:
    """Give every letter to `write`; UnfilledTag if a template asks for what nobody gives."""
    rated = [s.participant.category for s in outcome.standings if s.scorecard]
    office = Office(as_of=outcome.as_of, rated=len(rated), rated_in=tuple(Counter(rated).items()))
    for letter, data in done_by(crew, partial(render_letter, office), letters, group=GROUP):
        if isinstance(data, Lost):
            raise WorkerLost(f"письмо «{letter.path}»")
        write(letter.path, data)


def render_letter(office: Office, year: Year, letter: Letter) -> bytes:
    """Return the bytes of a letter (in a worker)."""
    committee = read_committee()
    desk = Desk(office, year.methodology, dict(letter.attached), committee)
    context = {
        "addressee": letter.addressee,
        "name": letter.standing.participant.name,
        "year": year.methodology.year,
        "committee": committee,
    }
    return _template(letter.kind).render(context | desk.content(letter.kind, letter.standing))


@cache
def _template(kind: str) -> LetterTemplate:
    place = files("kuzbass_batch.templates").joinpath("letters", f"{kind}.docx")
    return LetterTemplate(place.read_bytes(), f"{kind}.docx")


@cache
def read_committee() -> dict[str, Any]:
    """Return what the committee wrote into committee.toml: names, address, days to mend."""
    text = files("kuzbass_batch.templates").joinpath("letters", "committee.toml").read_text("utf-8")
    return tomllib.loads(text)


def plan_letters(outcome: Outcome, redrawn: tuple[Redrawn, ...]) -> tuple[Letter, ...]:
    """Return the letters to write, in the registry's order."""
    taken: set[str] = set()
    attached: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for form in redrawn:
        attached[form.participant.id].append((form.source, PurePosixPath(form.path).name))
    return tuple(
        Letter(
            participant=standing.participant.id,
            kind=kind,
            path=free_path(f"Письма/{FOLDERS[kind]}/{_name(standing)}", ".docx", taken),
            standing=standing,
            addressee=address(standing.participant),
            attached=tuple(attached.get(standing.participant.id, ())),
        )
        for standing in outcome.standings
        for kind in _kinds(standing)
    )


def _kinds(standing: Standing) -> Iterator[str]:
    if standing.scorecard:
        yield "result"
    if standing.returned:
        yield "return"
    if standing.status is ParticipantStatus.MISSING:
        yield "reminder"


def _name(standing: Standing) -> str:
    return safe_name(f"{standing.participant.id} {standing.participant.short_name}")


class Desk:
    """Writes the content of letters: what the run shares, the act, and what is attached."""

    def __init__(
        self,
        office: Office,
        methodology: Methodology,
        attached: Mapping[str, str],
        committee: Mapping[str, Any],
    ) -> None:
        """Take what the letters need."""
        self.office, self.methodology, self.attached = office, methodology, attached
        self.days_to_mend: int = committee["days_to_mend"]

    def content(self, kind: str, standing: Standing) -> dict[str, Any]:
        """Return what fills a letter of this kind."""
        if kind == "return":
            return self.correction(standing)
        if kind == "result" and standing.scorecard:
            return self.result(standing, standing.scorecard)
        return self.reminder(standing)

    def result(self, standing: Standing, card: Scorecard) -> dict[str, Any]:
        """Return the content of a letter with the result."""
        methodology, entry = self.methodology, standing.assessment and standing.assessment.entry
        category = standing.participant.category
        return {
            "rows": _table(card, methodology),
            "points": card.points,
            "total": _tenths(card.total),
            "level": methodology.level(card.level).name,
            "place": str(standing.place or ""),
            "rated": self.office.rated,
            "category": category.plural.lower(),
            "place_in_category": str(standing.place_in_category or ""),
            "rated_in_category": dict(self.office.rated_in)[category],
            "compared": _compared(standing, methodology),
            "leader": _leader(card, methodology),
            "filled_on": f"{entry.filled_on:%d.%m.%Y}" if entry and entry.filled_on else "",
            "file": PurePosixPath(entry.source.path).name if entry else "",
            "late": f"{methodology.calendar.submission:%d.%m.%Y}" if standing.late else "",
            "reduced": [_reduced(score.criterion, score.basis) for score in card.scores
                        if score.reduced],
            "warnings": [_line(f) for f in (entry.findings if entry else ()) if _is_question(f)],
            "ways": [_way(way, methodology) for way in cheapest_ways(card, methodology)],
            "missing": _tenths(missing_to_next(card, methodology)),
            "days": methodology.calendar.objection_working_days,
        }  # fmt: skip

    def correction(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter that sends forms back."""
        return {
            "files": [self._returned(standing, result) for result in standing.returned],
            "deadline": self._deadline(),
        }

    def _returned(self, standing: Standing, result: FileResult) -> dict[str, Any]:
        path = result.entry.source.path
        wanted = [f for f in result.entry.findings if is_for_participant(f)]
        shown = worst_first(wanted)[:MOST_LINES]
        rest = len(wanted) - len(shown)
        return {
            "name": f"{FORM_TITLES[result.entry.kind]} (файл «{PurePosixPath(path).name}»)",
            "kept": _kept(standing, result),
            "groups": _groups(shown),
            "rest": f"и ещё замечаний: {rest} – см. лист «Замечания»" if rest else "",
            "attached": self.attached[path],
        }

    def reminder(self, standing: Standing) -> dict[str, Any]:
        """Return the content of a letter that asks for the self-assessment."""
        calendar = self.methodology.calendar
        return {
            "overdue": self.office.as_of > calendar.submission,
            "submission": f"{calendar.submission:%d.%m.%Y}",
            "rating": f"{calendar.rating:%d.%m.%Y}",
            "deadline": self._deadline(),
            "passports": ", ".join(
                f"«{PurePosixPath(r.entry.source.path).name}»" for r in standing.passports
            ),
            "attached": self.attached[standing.participant.id],
        }

    def _deadline(self) -> str:
        """Return the day to answer by: the act's own, or some working days once it has passed."""
        day = add_working_days(self.office.as_of, self.days_to_mend)
        return f"{max(self.methodology.calendar.submission, day):%d.%m.%Y}"


def _table(card: Scorecard, methodology: Methodology) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{score.criterion}. {methodology.criterion(score.criterion).short_title}",
            "points": score.points,
            "coefficient": _comma(score.coefficient),
            "weighted": _tenths(score.weighted),
        }
        for score in card.scores
    ]


def _reduced(criterion: str, basis: str) -> str:
    return f"критерий {criterion}: {basis[0].lower()}{basis[1:]}"


def _compared(standing: Standing, methodology: Methodology) -> str:
    """Return the sentence that compares with last year's level, if the registry knows it."""
    if standing.level_change is None:
        return ""
    before = methodology.level(standing.participant.last_level).name
    words = {
        1: f"По сравнению с прошлым годом уровень повысился (был «{before}»).",
        0: "Уровень прошлого года сохранён.",
        -1: f"По сравнению с прошлым годом уровень снизился (был «{before}»).",
    }
    return words[standing.level_change]


def _leader(card: Scorecard, methodology: Methodology) -> str:
    """Return the sentence on the highest level's term and diploma (p. 3.4)."""
    best = methodology.levels[-1]
    if card.level != best.id:
        return ""
    return (
        f"Уровень «{best.name}» присваивается сроком на один год, после чего его нужно "
        "подтвердить; достигший его участник награждается дипломом Правительства Кузбасса "
        "(п. 3.4 программы)."
    )


def _way(way: Advice, methodology: Methodology) -> str:
    steps = "; ".join(
        f"критерий {step.criterion}: балл с {step.from_points} до {step.to_points} "
        f"({'строка' if len(step.rows) == 1 else 'строки'} {', '.join(step.rows)})"
        for step in way.steps
    )
    return f"{steps} – плюс {_tenths(way.gain)}, уровень «{methodology.level(way.level).name}»"


def _is_question(finding: Finding) -> bool:
    """A broken ladder stands among what was not counted, lateness in a sentence of its own."""
    return is_for_participant(finding) and finding.code not in (BROKEN_LADDER.code, LATE.code)


def _kept(standing: Standing, result: FileResult) -> str:
    """Say that an earlier return counts until this one is mended."""
    used = standing.assessment
    if result.entry.kind is not Kind.SELF_ASSESSMENT or standing.scorecard is None or used is None:
        return ""
    name = PurePosixPath(used.entry.source.path).name
    return f"До исправления учитывается прежний экземпляр: файл «{name}»."


def _groups(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Group the findings by sheet, those on the whole file first."""
    sheets = dict.fromkeys(sorted((f.sheet for f in findings), key=bool))
    return [
        {
            "title": f"Лист «{sheet}»:" if sheet else "",
            "lines": [_line(f, with_sheet=False) for f in findings if f.sheet == sheet],
        }
        for sheet in sheets
    ]


def _line(finding: Finding, *, with_sheet: bool = True) -> str:
    sheet = f"лист «{finding.sheet}», " if finding.sheet and with_sheet else ""
    place = f"{sheet}{finding.cell}: " if finding.cell else ""
    return f"{place}{finding.message} {finding.remedy}"


def _tenths(number: Decimal) -> str:
    """Return weighted points with one decimal, or with as many as the coefficients need."""
    return _comma(show_weighted(number))


def _comma(number: object) -> str:
    return str(number).replace(".", ",")
