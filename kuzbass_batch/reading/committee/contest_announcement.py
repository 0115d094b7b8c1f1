"""«Конкурс.xlsx»: a contest as the committee announces it, beside its letters (p. 2.7, app. 1)."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kuzbass_batch import wording
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.parsing.addresses import is_address, written_addresses
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.forms.spec.loader import load_form
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.reading.committee.template_books import CONTEST, book_answers, fault_line
from kuzbass_batch.records.committee.contest import (
    USUAL_MOST,
    USUAL_PLACES,
    Juror,
    JuryCriterion,
    Nomination,
    PracticeContest,
)
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Answer
from kuzbass_batch.records.returns.programme_forms import (
    ProgrammeForm,
    number_of_answer,
    text_of_answer,
)

MOST_PLACES, MOST_POINTS, LONGEST_TITLE = 10, 100, 150
"""Places of a nomination, points of a criterion, letters of a title: a list of them is offered."""
DAYS = (
    ("announced", "день объявления"),
    ("until", "последний день приёма заявок"),
    ("sheets_due", "день сдачи листов жюри"),
    ("results", "день итогов"),
)
"""The days of a contest in their order."""
LISTS = (
    ("nominations", "title", "номинация"),
    ("criteria", "title", "критерий"),
    ("jurors", "name", "член жюри"),
)
"""The tables in which nothing stands twice: the column that tells, and what it is called."""
Announced = PracticeContest | tuple[str, ...] | None
"""A contest, or what is wrong with the workbook, a line for each fault; None: nothing announced."""


def draw_announcement(
    methodology: Methodology, answers: Mapping[str, object] | None = None
) -> bytes:
    """Return the workbook to fill in; answers: what stands in it already."""
    spec = load_form(Kind.CONTEST_ANNOUNCEMENT, methodology)
    given = dict(answers or {})
    return draw_form(spec, methodology, identity=spec.identity(), answers=given)  # type: ignore[arg-type]


def announced_in(methodology: Methodology, book: tuple[str, bytes]) -> Announced:
    """Return the contest that a workbook announces; its faults, a line for each, if it has any."""
    name, data = book
    spec = load_form(Kind.CONTEST_ANNOUNCEMENT, methodology)
    found = book_answers(data, CONTEST, lambda *_: spec)
    if isinstance(found, tuple):
        return found
    if not (found.answers or found.findings):
        return None
    said = ProgrammeForm(kind=Kind.CONTEST_ANNOUNCEMENT, answers=found.answers)
    faults = (*map(fault_line, found.findings), *_own_faults(said, methodology.year))
    return faults or _contest_of(said, methodology.year, name)


def _own_faults(said: ProgrammeForm, year: int) -> Iterator[str]:
    yield from _day_faults(said, year)
    yield from _number_faults(said.answer("places"), MOST_PLACES)
    for row in said.rows("criteria"):
        yield from _number_faults(row.get("most"), MOST_POINTS)
    for row in said.rows("jurors"):
        yield from _address_faults(row.get("email"))
    for table, column, name in LISTS:
        yield from _list_faults((row.get(column) for row in said.rows(table)), name)


def _day_faults(said: ProgrammeForm, year: int) -> Iterator[str]:
    """Yield days out of their order, and results of another year."""
    days = [(key, name, day) for key, name in DAYS if (day := said.day(key))]
    for (_, before, first), (key, name, day) in itertools.pairwise(days):
        if day < first:
            yield (
                f"{said.ref(key)}: {name} – {wording.day(day)}, а {before} – "
                f"{wording.day(first)}. Исправьте одну из дат."
            )
    results = said.day("results")
    if results and results.year != year:
        yield (
            f"{said.ref('results')}: итоги – {wording.day(results)}, а книга за {year} год. "
            "Исправьте дату или заполните книгу того года."
        )


def _number_faults(answer: Answer | None, most: int) -> Iterator[str]:
    number = number_of_answer(answer)
    if answer is None or number is None:
        return
    if number != number.to_integral_value() or not 1 <= number <= most:
        yield (
            f"{answer.ref}: нужно целое число от 1 до {most}, стоит «{answer.given.strip()}». "
            "Исправьте или очистите ячейку."
        )


def _address_faults(answer: Answer | None) -> Iterator[str]:
    """Yield what in a cell of addresses is none."""
    for _, words in written_addresses(text_of_answer(answer)):
        for word in words:
            if answer and not is_address(word):
                yield (
                    f"{answer.ref}: «{word}» – не адрес электронной почты. Исправьте или "
                    "очистите ячейку."
                )


def _list_faults(answers: Iterable[Answer | None], name: str) -> Iterator[str]:
    """Yield what stands in a table twice, or is too long for a list."""
    seen: dict[str, Answer] = {}
    for answer in answers:
        if answer is None:
            continue
        first = seen.setdefault(fold(answer.given), answer)
        if first is not answer:
            yield (
                f"{answer.ref}: {name} «{_short(answer)}» уже есть в ячейке {first.ref.cell}. "
                "Оставьте одну строку."
            )
        if len(answer.given) > LONGEST_TITLE:
            yield (
                f"{answer.ref}: {name} длиннее {LONGEST_TITLE} знаков: «{_short(answer)}». "
                "Сократите, подробности впишите в соседнюю графу."
            )


def _short(answer: Answer) -> str:
    text = " ".join(answer.given.split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _contest_of(said: ProgrammeForm, year: int, book: str) -> PracticeContest:
    """Return the contest of a workbook without faults."""
    announced, until, due, results = (said.day(key) or dt.date.min for key, _ in DAYS)
    places = said.number("places")
    return PracticeContest(
        name=_line(said.text("name")),
        scope=said.text("scope"),
        year=year,
        announced=announced,
        until=until,
        sheets_due=due,
        results=results,
        nominations=tuple(
            Nomination(key=str(at), title=title, about=about)
            for at, (title, about) in enumerate(_texts(said, "nominations", "title", "about"), 1)
        ),
        criteria=tuple(
            JuryCriterion(
                key=str(at),
                title=_line(text_of_answer(row.get("title"))),
                about=_line(text_of_answer(row.get("about"))),
                most=int(number_of_answer(row.get("most")) or Decimal(USUAL_MOST)),
            )
            for at, row in enumerate(said.rows("criteria"), 1)
        ),
        jurors=tuple(
            Juror(key=str(at), name=name, post=post, body=body, organisation=works, email=email)
            for at, (name, post, body, works, email) in enumerate(
                _texts(said, "jurors", "name", "post", "body", "organisation", "email"), 1
            )
        ),
        places=int(places) if places else USUAL_PLACES,
        chair=_line(said.text("chair")),
        chair_post=_line(said.text("chair_post")),
        secretary=_line(said.text("secretary")),
        secretary_post=_line(said.text("secretary_post")),
        contact=_line(said.text("contact")),
        book=book,
    )


def _texts(said: ProgrammeForm, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
    for row in said.rows(table):
        yield tuple(_line(text_of_answer(row.get(column))) for column in columns)


def _line(text: str) -> str:
    return " ".join(text.split())
