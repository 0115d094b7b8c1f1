"""The sheets that show by what the points were counted: readings, criteria, dates, addressees."""

from collections.abc import Iterator

from kuzbass_batch.model.methodology import Level
from kuzbass_batch.model.outcome import Outcome
from kuzbass_batch.outputs.addressees import address
from kuzbass_batch.outputs.pen import Cell, Pen
from kuzbass_batch.outputs.sheet_names import SHEETS
from kuzbass_batch.rules.sensitivity import ReadingEffect


def draw_readings(pen: Pen, outcome: Outcome, effects: tuple[ReadingEffect, ...]) -> None:
    """Draw every reading with the other options and whose level they would change."""
    heads = (
        ("№", 6), ("Пункт акта", 26), ("Вопрос", 42), ("Принято", 34), ("Иначе", 34),
        ("Чей уровень изменился бы", 54), ("Протокол", 16),
    )  # fmt: skip
    note = (
        "Выбор записан в файле методики; протокол с номером и датой – там же или на листе "
        "«Протоколы» книги решений. "
        "Уровни под другим прочтением пересчитаны по ответам участников."
    )
    rows = list(_readings(outcome, effects))
    pen.table(SHEETS["readings"], "Где акт молчит или противоречит себе", heads, rows, note)


def _readings(outcome: Outcome, effects: tuple[ReadingEffect, ...]) -> Iterator[tuple[Cell, ...]]:
    for reading in outcome.methodology.readings:
        protocol = "протокола нет"
        if reading.protocol_number:
            day = f" от {reading.protocol_date:%d.%m.%Y}" if reading.protocol_date else ""
            protocol = f"№ {reading.protocol_number}{day}"
        head = (reading.id, reading.point, reading.question, reading.choice.text)
        found = [effect for effect in effects if effect.reading.id == reading.id]
        for effect in found:
            yield (*head, effect.option.text, _effect_words(effect, outcome), protocol)
        if not found:
            yield (*head, "–", "другого варианта нет", protocol)


def _effect_words(effect: ReadingEffect, outcome: Outcome) -> str:
    if not effect.computable:
        return "по ответам участников не вычисляется"
    names = {level.id: level.name for level in outcome.methodology.levels} | {"": "без уровня"}
    words = (f"{s.participant}: {names[s.now]} → {names[s.other]}" for s in effect.shifts)
    return "; ".join(words) or "ничей"


def draw_methodology(pen: Pen, outcome: Outcome) -> None:
    """Draw the criteria and rows that were used, each with its point of the act."""
    heads = (
        ("Критерий", 44), ("Коэффициент", 13), ("Строка", 8), ("Показатель", 70), ("Балл", 8),
        ("Подтверждение", 34), ("Пункт акта", 34),
    )  # fmt: skip
    methodology = outcome.methodology
    rows = (
        (
            f"{criterion.label}. {criterion.short_title}",
            criterion.coefficient,
            row.code,
            row.text,
            row.points,
            row.evidence,
            row.reference,
        )
        for criterion in methodology.criteria
        for row in criterion.rows
    )
    act = f"{methodology.act[:1].upper()}{methodology.act[1:]}"
    note = f"{act}. Файл методики: SHA-256 {methodology.sha256}."
    pen.table(SHEETS["methodology"], f"Методика {methodology.id}", heads, rows, note)


def draw_calendar(pen: Pen, outcome: Outcome) -> None:
    """Draw levels, dates and plan targets of the year."""
    heads = (("Что", 26), ("Название", 66), ("Значение", 34), ("Пункт акта", 36))
    title = f"Уровни, сроки и показатели плана на {outcome.year} год"
    rows = [*_level_rows(outcome), *_dates(outcome), *_targets(outcome)]
    pen.table(SHEETS["calendar"], title, heads, rows)


def _level_rows(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for level in reversed(outcome.methodology.levels):
        yield "уровень", level.name, _range(level), level.reference


def _range(level: Level) -> str:
    lower = (
        "" if level.lower is None else f"{'от' if level.lower_inclusive else 'более'} {level.lower}"
    )
    upper = (
        "" if level.upper is None else f"{'по' if level.upper_inclusive else 'менее'} {level.upper}"
    )
    return f"{lower} {upper}".strip().replace(".", ",")


def _dates(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    calendar = outcome.methodology.calendar
    days = f"{calendar.objection_working_days} рабочих дней"
    yield "срок", "Самооценки представлены", calendar.submission, "приложение № 3, п. 4.1"
    yield "срок", "Рейтинг определён", calendar.rating, "п. 3.4"
    yield "срок", "Результаты направлены", calendar.results, "п. 3.4"
    yield "срок", "Несогласие со дня после получения результатов", days, "п. 3.4"
    yield "срок", "Итоги подведены и опубликованы", calendar.totals, "п. 3.4"


def _targets(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for target in outcome.methodology.plan:
        value = dict(target.targets)[outcome.year]
        sign = "не менее " if target.at_least else ""
        name = f"{target.id}. {target.title}"
        yield "показатель плана", name, f"{sign}{value}, {target.unit}", "приложение № 1"


def draw_addressees(pen: Pen, outcome: Outcome) -> None:
    """Show every dative for proof-reading before any letter is signed."""
    heads = (
        ("Код", 9), ("Должность", 32), ("Руководитель", 32), ("Кому: должность", 34),
        ("Кому: ФИО", 34), ("Обращение", 36), ("Откуда написание", 36),
    )  # fmt: skip
    rows = (
        (
            s.participant.id,
            s.participant.head_post,
            s.participant.head_name,
            addressee.post,
            addressee.name,
            addressee.salutation,
            f"должность: {addressee.post_source}; ФИО: {addressee.name_source}",
        )
        for s in outcome.standings
        for addressee in (address(s.participant),)
    )
    note = (
        "Неверное написание исправьте в реестре: столбцы «Должность в дательном падеже», "
        "«ФИО в дательном падеже» и «Пол» – и запустите расчёт снова."
    )
    pen.table(SHEETS["addressees"], "Проверьте написание адресатов", heads, rows, note)
