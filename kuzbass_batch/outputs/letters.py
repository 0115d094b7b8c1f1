"""The letters: result for the rated, correction for the returned, reminder for the missing."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from kuzbass_batch.forms.issue import free_path, safe_name
from kuzbass_batch.model.catalogue import LATE
from kuzbass_batch.model.decisions import AdmissionKind
from kuzbass_batch.model.findings import Finding, is_for_participant, worst_first
from kuzbass_batch.model.methodology import Methodology, show_weighted
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.model.participants import Standing
from kuzbass_batch.model.records import FileResult, Kind, ParticipantStatus, Scorecard
from kuzbass_batch.model.score_rules import BROKEN_LADDER
from kuzbass_batch.outputs.addressees import address
from kuzbass_batch.outputs.docx_engine import LetterTemplate
from kuzbass_batch.outputs.redrawn import Redrawn
from kuzbass_batch.rules.advice import Advice, cheapest_ways, missing_to_next
from kuzbass_batch.rules.deadlines import add_working_days

FOLDERS = {"result": "Результаты", "return": "На доработку", "reminder": "Напоминания"}
FORM_TITLES = {Kind.SELF_ASSESSMENT: "Самооценка", Kind.PASSPORT: "Паспорт проекта"}
MOST_LINES = 20
"""More findings of one file stand on its sheet «Замечания» only: a letter is to be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A planned letter: its kind, its path in the result folder, and what fills the template."""

    kind: str
    path: str
    context: Mapping[str, Any]


def write_letters(letters: tuple[Letter, ...], folder: Path) -> None:
    """Write every letter; UnfilledTag if a template asks for what nobody gives."""
    templates = {kind: _template(kind) for kind in FOLDERS}
    for letter in letters:
        path = folder / letter.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(templates[letter.kind].render(letter.context))


def _template(kind: str) -> LetterTemplate:
    place = files("kuzbass_batch.templates").joinpath("letters", f"{kind}.docx")
    return LetterTemplate(place.read_bytes(), f"{kind}.docx")


def read_committee() -> dict[str, Any]:
    """Return what the committee wrote into committee.toml: names, address, days to mend."""
    text = files("kuzbass_batch.templates").joinpath("letters", "committee.toml").read_text("utf-8")
    return tomllib.loads(text)


def plan_letters(outcome: Outcome, redrawn: tuple[Redrawn, ...]) -> tuple[Letter, ...]:
    """Return the letters to write, in the registry's order."""
    committee = read_committee()
    desk = Desk(outcome, redrawn, committee)
    taken: set[str] = set()
    return tuple(
        Letter(
            kind=kind,
            path=free_path(f"Письма/{FOLDERS[kind]}/{_name(standing)}", ".docx", taken),
            context=common(standing, outcome) | {"committee": committee} | context,
        )
        for standing in outcome.standings
        for kind, context in desk.contexts(standing)
    )


def _name(standing: Standing) -> str:
    return safe_name(f"{standing.participant.id} {standing.participant.short_name}")


def common(standing: Standing, outcome: Outcome) -> dict[str, Any]:
    """Return what every letter to a participant needs."""
    return {
        "addressee": address(standing.participant),
        "name": standing.participant.name,
        "year": outcome.year,
    }


class Desk:
    """What the letters of one run share: the outcome, the redrawn forms, the committee's words."""

    def __init__(
        self, outcome: Outcome, redrawn: tuple[Redrawn, ...], committee: Mapping[str, Any]
    ) -> None:
        """Count the rated and find the attachments once."""
        self.outcome, self.methodology = outcome, outcome.methodology
        self.days_to_mend: int = committee["days_to_mend"]
        self.attached = {form.source: PurePosixPath(form.path).name for form in redrawn}
        self.rated = [s.participant for s in outcome.standings if s.scorecard]

    def contexts(self, standing: Standing) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the kind of each letter to a participant with what fills it."""
        if standing.scorecard:
            yield "result", self.result(standing, standing.scorecard)
        if standing.returned:
            yield "return", self.correction(standing)
        if standing.status is ParticipantStatus.MISSING:
            yield "reminder", self.reminder(standing)

    def result(self, standing: Standing, card: Scorecard) -> dict[str, Any]:
        """Return the content of a letter with the result."""
        methodology, entry = self.methodology, standing.assessment and standing.assessment.entry
        category, ruled = standing.participant.category, self._ruled(standing)
        return {
            "rows": _table(card, methodology),
            "points": card.points,
            "total": _tenths(card.total),
            "level": methodology.level(card.level).name,
            "place": str(standing.place or ""),
            "rated": len(self.rated),
            "category": category.plural.lower(),
            "place_in_category": str(standing.place_in_category or ""),
            "rated_in_category": sum(each.category is category for each in self.rated),
            "compared": _compared(standing, methodology),
            "leader": _leader(card, methodology),
            "filled_on": f"{entry.filled_on:%d.%m.%Y}" if entry and entry.filled_on else "",
            "file": PurePosixPath(entry.source.path).name if entry else "",
            "late": f"{methodology.calendar.submission:%d.%m.%Y}"
            if standing.late and not ruled else "",
            "reduced": [*ruled, *(_reduced(score.criterion, score.basis) for score in card.scores
                                  if score.points != score.claimed)],
            "reduced_title": _reduced_title(card, ruled),
            "warnings": [_line(f) for f in self._asked(standing) if _is_question(f)],
            "ways": [_way(way, methodology) for way in cheapest_ways(card, methodology)],
            "missing": _tenths(missing_to_next(card, methodology)),
            "days": methodology.calendar.objection_working_days,
        }  # fmt: skip

    def _asked(self, standing: Standing) -> tuple[Finding, ...]:
        """Return what was found in the counted return; a parent's own questions stay with it."""
        source, whose = standing.assessment, standing.participant.id
        taken = self.outcome.decisions.has_admission(whose, AdmissionKind.PARENT)
        return source.entry.findings if source and not taken else ()

    def _ruled(self, standing: Standing) -> list[str]:
        """Return what the committee ruled on the return itself."""
        decisions, whose = self.outcome.decisions, standing.participant.id
        words = {
            AdmissionKind.LATE: "самооценка представлена после срока и учтена решением комитета",
            AdmissionKind.PARENT: "решением комитета учтена самооценка вышестоящего органа",
        }
        return [text for kind, text in words.items() if decisions.has_admission(whose, kind)]

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
            "overdue": self.outcome.as_of > calendar.submission,
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
        day = add_working_days(self.outcome.as_of, self.days_to_mend)
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


def _reduced_title(card: Scorecard, ruled: list[str]) -> str:
    """Return what stands above the list of rulings and of criteria that count for less or more."""
    if ruled or any(score.points > score.claimed for score in card.scores):
        return "Что решил комитет и чем итог отличается от заявленного:"
    return "Засчитано не всё, что заявлено:"


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
