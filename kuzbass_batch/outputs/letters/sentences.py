"""The sentences of the letters that depend on what was found: in official Russian, each whole."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.file_names import name_of
from kuzbass_batch.findings.finding import Fact, Finding, is_for_participant
from kuzbass_batch.methodology.criteria import CriterionKind, shown
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.records import Level, Methodology, show_weighted
from kuzbass_batch.outputs.total_words import (
    NOT_APPLICABLE,
    subtotals,
    total_method,
    value_words,
)
from kuzbass_batch.records.committee.decisions import Admission, AdmissionKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.rating.rating import Advice, AdvisedStep, Proof
from kuzbass_batch.records.rating.scores import CriterionScore, Scorecard
from kuzbass_batch.records.returns.participants import Standing
from kuzbass_batch.records.returns.read_files import ReadReturn
from kuzbass_batch.records.returns.returns import FileResult, ParticipantStatus
from kuzbass_batch.records.year.year import BodyFacts, FollowedStep, Leadership
from kuzbass_batch.rules.returns.objection_forms import flawless_in
from kuzbass_batch.rules.year.leaders import leadership

MOST_BODIES = 10
"""Subordinates that a letter names: the ranking workbook lists all."""


def table_rows(card: Scorecard, methodology: Methodology) -> list[dict[str, Any]]:
    """Return a row of the table for each criterion, then for each group and for the method."""
    rows = [
        {
            "name": f"{score.criterion}. {methodology.criterion(score.criterion).short_title}",
            "points": shown(score.points) if score.applicable else "–",
            "coefficient": with_comma(score.coefficient),
            # The column of points is narrower than the word.
            "weighted": with_comma(show_weighted(score.weighted))
            if score.applicable
            else NOT_APPLICABLE,
        }
        for score in card.scores
    ]
    rows += [
        {
            "name": words,
            "points": "",
            "coefficient": with_comma(group.coefficient),
            "weighted": value_words(each.value, methodology),
        }
        for words, group, each in subtotals(card, methodology)
    ]
    if not methodology.is_weighted_sum:
        how = f"Итог: {total_method(methodology)}"
        rows.append({"name": how, "points": "", "coefficient": "", "weighted": ""})
    return rows


def reduced(score: CriterionScore) -> str:
    """Return what was not counted and why: «критерий 1 – заявлено 3, засчитано 1: …».

    The committee's own numbers of readings («R5») say nothing to a participant.
    """
    words = re.sub(r", прочтение R\d+", "", score.basis)
    basis = f"{words[:1].lower()}{words[1:].rstrip('.')}"
    return tied(f"критерий {score.criterion} – {basis}")


def reduced_title(card: Scorecard, ruled: list[str], rater: Rater) -> str:
    """Return what stands above the list of rulings and of criteria that count for less or more."""
    if ruled or any(score.points > score.claimed for score in card.scores):
        return f"Что {rater.past('решил')} {rater.nominative} и чем итог отличается от заявленного:"
    return "Засчитано не всё заявленное:"


def ruled_on(rulings: frozenset[AdmissionKind], rater: Rater) -> list[str]:
    """Return what the committee ruled on the return itself."""
    decided = f"решением {rater.genitive}"
    words = {
        AdmissionKind.LATE: f"самооценка представлена после срока и учтена {decided}",
        AdmissionKind.PARENT: f"{decided} учтена самооценка вышестоящего органа",
    }
    return [text for kind, text in words.items() if kind in rulings]


def barred(standing: Standing, rulings: Iterable[Admission]) -> str:
    """Return why the committee excluded what the participant sent, empty if it did not."""
    excluding = [each for each in rulings if each.kind is AdmissionKind.EXCLUDED]
    if standing.status is not ParticipantStatus.EXCLUDED or not excluding:
        return ""
    return max(excluding, key=lambda each: each.day).reason.strip().rstrip(".")


def compared(standing: Standing, methodology: Methodology) -> str:
    """Return the sentence that compares with last year's level, if the registry knows it."""
    if standing.level_change is None:
        return ""
    before = methodology.level(standing.participant.last_level).name
    kind = methodology.period.kind.words
    words = {
        1: f"По сравнению с {kind.last_instrumental} уровень повысился (был «{before}»).",
        0: f"Уровень {kind.last_genitive} сохранён.",
        -1: f"По сравнению с {kind.last_instrumental} уровень снизился (был «{before}»).",
    }
    return words[standing.level_change]


def leader_terms(standing: Standing, methodology: Methodology) -> str:
    """Return what became of the highest level, its term and its diploma (p. 3.4)."""
    state, best = leadership(standing, methodology), methodology.levels[-1].name
    point = methodology.words.point("leader").cited_beside
    whose = methodology.leaders.of_whom if methodology.leaders else ""
    held = f"Уровень «{best}», присвоенный за {methodology.period.previous.name},"
    one = methodology.period.kind.words.one
    award = f"участник, достигший этого уровня, награждается дипломом{whose}"
    words = {
        Leadership.AWARDED: f"Уровень «{best}» присваивается сроком на {one}, после чего его "
        f"нужно подтвердить; {award}{point}.",
        Leadership.CONFIRMED: f"{held} подтверждён. Он присваивается сроком на {one}, после "
        f"чего его нужно подтвердить снова; {award}{point}.",
        Leadership.LAPSED: f"{held} не подтверждён{point}.",
        Leadership.NO_RETURN: f"{held} нужно подтвердить: он присваивается сроком на {one}"
        f"{point}. Без учтённой самооценки за {methodology.period.name} подтвердить его "
        "нельзя.",
    }
    return words[state] if state else ""


def undecided(card: Scorecard, methodology: Methodology) -> str:
    """Say whose reading gave the level where the act names none for the total, or two (p. 5)."""
    for reading in methodology.readings_of(card.total):
        total = with_comma(methodology.shown_total(card.total))
        level = methodology.level(card.level).name
        table = f"таблица уровней{methodology.words.point('levels').cited_beside}"
        fault = f"{table} не называет уровня" if reading.gap else f"{table} называет два уровня"
        number, day = reading.protocol_number, reading.protocol_date
        protocol = f" (протокол от {show_day(day)} № {number})" if number else ""
        who = f"{methodology.words.rater.nominative} относит её к уровню «{level}»"
        return tied(f"Для оценки {total} {fault}; {who}{protocol}.")
    return ""


def level_above(card: Scorecard, methodology: Methodology) -> Level | None:
    """Return the next level, None at the highest."""
    rank = methodology.level(card.level).rank
    return next((level for level in methodology.levels if level.rank == rank + 1), None)


def way_of(way: Advice, card: Scorecard, above: Level | None, methodology: Methodology) -> str:
    """Return one way to a higher level: its steps, and the total that it gives.

    A single step quotes its rows; several name them by number, or nobody would read to the end.
    """
    quoted = len(way.steps) == 1
    steps = ", ".join(_step(step, methodology, quoted=quoted) for step in way.steps)
    total = with_comma(methodology.shown_total(card.total + way.gain))
    level = methodology.level(way.level)
    further = "" if level == above else f", уровень «{level.name}»"
    outcome = f"оценка {total}{further}"
    return tied(f"{steps} ({outcome})" if quoted else f"{steps}: {outcome}")


def _step(step: AdvisedStep, methodology: Methodology, *, quoted: bool) -> str:
    texts = {row.code: row.text for row in methodology.criterion(step.criterion).rows}
    rows = [f"{code} {wording.quoted(texts[code])}" if quoted else code for code in step.rows]
    word = "строка" if len(rows) == 1 else "строки"
    before, after = shown(step.from_points), shown(step.to_points)
    points = f"критерий {step.criterion} – балл {after} вместо {before}"
    criterion = methodology.criterion(step.criterion)
    if step.goal and criterion.kind is CriterionKind.RATIO:
        numerator, denominator = (row.code for row in criterion.rows)
        return f"{points}: отношение строки {numerator} к строке {denominator} – {step.goal}"
    if step.goal:
        return f"{points}: {rows[0]} – {step.goal}" if quoted else f"{points}: {step.goal}"
    if quoted:
        return f"{points}: {word} {', '.join(rows)}"
    return f"{points} ({word} {wording.series(rows)})"


def followed_advice(followed: tuple[FollowedStep, ...], methodology: Methodology) -> str:
    """Return which of the steps that the last letter advised were taken, and what they gave."""
    if not followed:
        return ""
    taken = [_taken(step, methodology) for step in followed if step.taken]
    left = [_not_taken(step) for step in followed if not step.taken]
    done = f"выполнены: {'; '.join(taken)}" if taken else ""
    open_ = f"не выполнены: {'; '.join(left)}" if left else ""
    letter = f"письме о результатах за {methodology.period.previous.name}"
    return tied(f"Из шагов, предложенных в {letter}, {'; '.join(filter(None, (done, open_)))}.")


def _taken(step: FollowedStep, methodology: Methodology) -> str:
    points = f"критерий {step.criterion} – балл {shown(step.now)} вместо {shown(step.before)}"
    if not methodology.is_weighted_sum:
        return points
    gain = (step.now - step.before) * methodology.criterion(step.criterion).coefficient
    return f"{points} (к оценке +{with_comma(show_weighted(gain))})"


def _not_taken(step: FollowedStep) -> str:
    now = f"балл {shown(step.now)}, предлагалось {shown(step.advised)}"
    return f"критерий {step.criterion} ({now})"


def subordinate_lines(
    below: tuple[BodyFacts, ...], drafts: Collection[str], methodology: Methodology
) -> tuple[str, ...]:
    """Return a line for each subordinate with a result of its own, the rest counted in one.

    drafts: the ids of those whose result is not told.
    """
    told = [
        line
        for body in below
        if not body.stands_in and body.standing.participant.id not in drafts
        for line in _result_line(body.standing, methodology)
    ]
    rest = len(below) - len(told[:MOST_BODIES])
    others = "остальные" if told else "без результата"
    return (*told[:MOST_BODIES], *((f"{others} – {rest}",) if rest else ()))


def _result_line(standing: Standing, methodology: Methodology) -> Iterator[str]:
    card = standing.scorecard
    if card is not None:
        total = with_comma(methodology.shown_total(card.total))
        level = methodology.level(card.level).name
        yield tied(f"{standing.participant.short_name} – оценка {total}, уровень «{level}»")


def requested(wanted: Iterable[Proof], methodology: Methodology) -> list[dict[str, Any]]:
    """Return for each criterion its heading and a line for each document asked for."""
    groups: dict[str, list[str]] = {}
    for proof in wanted:
        line = f"строка {proof.row} – {proof.wanted} ({proof.reference})"
        groups.setdefault(proof.criterion, []).append(tied(line))
    return [
        {"title": tied(f"Критерий {key}. {methodology.criterion(key).short_title}"), "lines": lines}
        for key, lines in groups.items()
    ]


def is_question(finding: Finding) -> bool:
    """Tell whether a finding goes among a letter's questions: no other sentence says it."""
    return is_for_participant(finding) and Fact.OWN_SENTENCE not in finding.facts


def rest_of(count: int, *, closed: bool) -> str:
    """Say how many more findings there are, and where; a form not to be mended has no sheet."""
    if not count:
        return ""
    return f"Ещё замечаний: {count}." + ("" if closed else " Они перечислены на листе «Замечания».")


def further(standing: Standing, kind: Kind, methodology: Methodology) -> str:
    """Say of a returned form what is true of it from the day of the totals (p. 3.2, 3.4)."""
    if kind is Kind.PASSPORT:
        sent_to = methodology.words.passport.sent_to if methodology.words.passport else ""
        point = methodology.words.point("passport").cited_beside
        ending = f": он направляется в {sent_to} вместе с отчётом о проекте" if sent_to else ""
        return tied(f"Паспорт исправляется независимо от итогов рейтингования{ending}{point}.")
    if kind is not Kind.SELF_ASSESSMENT or standing.scorecard:
        return ""
    totals = methodology.words.point("totals").cited_beside
    return tied(
        "Самооценка не исправлена до подведения общих итогов – "
        f"{show_day(methodology.calendar.totals)}{totals} и в рейтинге за "
        f"{methodology.period.name} не учтена. Замечания просим учесть при подготовке следующей "
        "самооценки."
    )


def kept(standing: Standing, result: FileResult, *, closed: bool = False) -> str:
    """Say that an earlier return counts until this one is mended, or for good (closed)."""
    used = standing.assessment
    if result.kind is not Kind.SELF_ASSESSMENT or standing.scorecard is None or used is None:
        return ""
    name = PurePosixPath(used.source.path).name
    if closed:
        return f"Учтён прежний экземпляр: файл «{name}»; исправлять этот больше не нужно."
    return f"До исправления учитывается прежний экземпляр: файл «{name}»."


def registered(result: FileResult) -> str:
    """Say which rows of a form of objection stand while others are mended; empty if none does."""
    stand = sorted(flawless_in(result))
    if result.kind is not Kind.OBJECTION or not stand:
        return ""
    one = len(stand) == 1
    which = f"{'критерию' if one else 'критериям'} {wording.series(stand)}"
    row = "эту строку" if one else "эти строки"
    return tied(f"Несогласие по {which} зарегистрировано, {row} исправлять не нужно.")


def is_blank(result: FileResult) -> bool:
    """Tell whether a form came back as it was issued: there are no answers to keep in it."""
    return isinstance(result.read, ReadReturn) and result.read.unfilled


def grouped(findings: tuple[Finding, ...], *, remedies: bool = True) -> list[dict[str, Any]]:
    """Group the findings by sheet, those on the whole file first; remedies: say what to do."""
    sheets = dict.fromkeys(sorted((f.sheet for f in findings), key=bool))
    return [
        {
            "title": f"Лист «{sheet}»:" if sheet else "",
            "lines": [
                line_of(f, with_sheet=False, remedy=remedies) for f in findings if f.sheet == sheet
            ],
        }
        for sheet in sheets
    ]


def line_of(finding: Finding, *, with_sheet: bool = True, remedy: bool = True) -> str:
    """Return a finding in whole sentences: where, what is wrong, what to do (remedy)."""
    place = _place(finding, with_sheet=with_sheet)
    return tied(f"{place}{finding.message}" + (f" {finding.remedy}" if remedy else ""))


def _place(finding: Finding, *, with_sheet: bool) -> str:
    if not finding.cell:
        return ""
    word = "ячейки" if len(finding.cells) > 1 else "ячейка"
    sheet = f"лист «{finding.sheet}», " if finding.sheet and with_sheet else ""
    place = f"{sheet}{word} {finding.cell}{_rows(finding)}"
    return f"{place[:1].upper()}{place[1:]}. "


def _rows(finding: Finding) -> str:
    """Return the codes of the rows, which a reader finds sooner than D10, if nothing named them."""
    found = [re.match(r"(\d+\.\d+)/", field) for field in finding.fields]
    codes = list(dict.fromkeys(match[1] for match in found if match))
    if not codes or any(code in finding.message for code in codes):
        return ""
    return f" ({'строка' if len(codes) == 1 else 'строки'} {', '.join(codes)})"


def tied(text: str) -> str:
    """Return a text in which «№ 3», «п. 6», «критерий 1» do not break between two lines."""
    return re.sub(r"(№|\bп\.|критери\w+|строк\w|оценка|балл) (?=\d)", "\\1\u00a0", text)


def counted(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its noun: «1 файл», «2 файла», «5 файлов», «11 файлов»."""
    last, teens = number % 10, 10 < number % 100 < 20
    word = many if teens or last in (0, 5, 6, 7, 8, 9) else one if last == 1 else few
    return f"{number}\u00a0{word}"


def sent_back(standing: Standing) -> list[str]:
    """Return the names of the self-assessments that were sent back and have not come mended."""
    if standing.status is not ParticipantStatus.RETURNED:
        return []
    files = (file for file in standing.returned if file.kind is Kind.SELF_ASSESSMENT)
    return [name_of(file.source.path) for file in files]


def days_left(step: int) -> str:
    """Return how many working days are left at most, by a step of the reminders: «3 рабочих дней».

    Empty for none.
    """
    if not step:
        return ""
    return wording.count(step, "рабочего дня", "рабочих дней", "рабочих дней")


def show_day(day: dt.date | None) -> str:
    """Return a day as 15.12.2025, empty if there is none."""
    return wording.day(day) if day else ""


def with_comma(number: Decimal | str) -> str:
    """Return a number as Russian writes it."""
    return wording.comma(number)


def came_instead(standing: Standing) -> dict[str, list[str]]:
    """Return the files that came from who sent no self-assessment: they do not replace one."""
    return {
        "misplaced": [name_of(path) for path in standing.misplaced],
        "passports": [name_of(r.source.path) for r in standing.passports],
    }
