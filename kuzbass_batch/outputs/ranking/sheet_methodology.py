"""The sheets that show by what the points were counted: readings, criteria, dates, addressees."""

from collections.abc import Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.methodology.calendar.work_calendar import WorkCalendar
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.outputs.letters.addressees.addressees import Addressee
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.shown import ShownOutcome
from kuzbass_batch.outputs.tables.table_writer import LIGHT, Centred, TableCell, TableWriter
from kuzbass_batch.outputs.total_words import level_words, total_method
from kuzbass_batch.records.rating.rating import ReadingEffect
from kuzbass_batch.records.returns.participants import Participant
from kuzbass_batch.records.year.outcome import Conclusions, Outcome


def draw_readings(writer: TableWriter, found: Conclusions) -> None:
    """Draw every reading with the other options and whose level they would change."""
    heads = (
        ("№", 6), ("Пункт акта", 27), ("Вопрос", 40), ("Принято", 32), ("Иначе", 30),
        ("Чей уровень изменился бы", 62), ("Протокол", 16),
    )  # fmt: skip
    note = (
        "Выбор записан в файле методики; протокол с номером и датой – там же или на листе "
        "«Протоколы» книги решений. "
        "Уровни под другим прочтением пересчитаны по ответам участников."
    )
    outcome, effects = found.outcome, found.robustness.readings
    names = {s.participant.id: s.participant.short_name for s in outcome.standings}
    rows = list(_readings(outcome.methodology, effects, names))
    writer.table(SHEETS["readings"], "Где акт молчит или противоречит себе", heads, rows, note)


def _readings(
    methodology: Methodology, effects: tuple[ReadingEffect, ...], names: Mapping[str, str]
) -> Iterator[tuple[TableCell, ...]]:
    for reading in methodology.readings:
        protocol = "протокола нет"
        if reading.protocol_number:
            day = f" от {wording.day(reading.protocol_date)}" if reading.protocol_date else ""
            protocol = f"№ {reading.protocol_number}{day}"
        head = (reading.id, reading.point, reading.question, reading.choice.text)
        found = [effect for effect in effects if effect.reading.id == reading.id]
        for effect in found:
            yield (*head, effect.option.text, _effect_words(effect, methodology, names), protocol)
        if not found:
            yield (*head, "–", "другого варианта нет", protocol)


def _effect_words(effect: ReadingEffect, methodology: Methodology, names: Mapping[str, str]) -> str:
    if not effect.computable:
        return "по ответам участников не вычисляется"
    levels = {level.id: level.name for level in methodology.levels} | {"": "без уровня"}
    words = (
        f"{names[s.participant]} ({s.participant}): {levels[s.now]} → {levels[s.other]}"
        for s in effect.shifts
    )
    return "\n".join(words) or "ничей"


def draw_methodology(writer: TableWriter, methodology: Methodology) -> None:
    """Draw the criteria and rows that were used, each with its point of the act."""
    weight = (("Коэффициент", 13.0),) if methodology.has_coefficients else ()
    heads = (
        ("Критерий", 44), *weight, ("Строка", 8), ("Показатель", 70), ("Балл", 8),
        ("Подтверждение", 34), ("Пункт акта", 34),
    )  # fmt: skip
    rows = (
        (
            f"{criterion.label}. {criterion.short_title}",
            *((criterion.coefficient,) if weight else ()),
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
    writer.table(SHEETS["methodology"], f"Методика {methodology.id}", heads, rows, note)


def draw_calendar(writer: TableWriter, outcome: Outcome) -> None:
    """Draw levels, dates and plan targets of the year."""
    methodology = outcome.methodology
    heads = (("Что", 20), ("Название", 68), ("Значение", 28), ("Единица", 20), ("Пункт акта", 34))
    parts = "Уровни, сроки и показатели плана" if methodology.plan else "Уровни и сроки"
    title = f"{parts} на {methodology.period.name}"
    bounds = [each.id for each in methodology.readings if each.gap or each.bound is not None]
    verb = "их решают прочтения" if len(bounds) > 1 else "их решает прочтение"
    decided = f", как {verb} {wording.series(bounds)} (лист «{SHEETS['readings']}»)"
    note = f"Границы уровней – так{decided}." if bounds else ""
    rows = [
        *_level_rows(methodology),
        *_dates(methodology),
        *_days(outcome.workdays, methodology),
        *_unpublished(outcome.unpublished),
        *_targets(methodology),
    ]
    writer.table(SHEETS["calendar"], title, heads, rows, note)


def _level_rows(methodology: Methodology) -> Iterator[tuple[TableCell, ...]]:
    rule = methodology.total_rule
    if not methodology.is_weighted_sum:
        yield "оценка", "Как считается", total_method(methodology), "оценка", rule.reference
    names = {each.id: each.name for each in methodology.categories}
    tables = (("", methodology.levels), *methodology.category_levels)
    for category, levels in tables:
        whose = f" ({names[category]})" if category else ""
        for level in reversed(levels):
            words = level_words(level, methodology)
            yield "уровень", f"{level.name}{whose}", words, "оценка", level.reference


def _dates(methodology: Methodology) -> Iterator[tuple[TableCell, ...]]:
    calendar, point = methodology.calendar, methodology.calendar.reference
    yield "срок", "Самооценки представлены", calendar.submission, "дата", point("submission")
    yield "срок", "Рейтинг определён", calendar.rating, "дата", point("rating")
    yield "срок", "Результаты направлены участникам", calendar.results, "дата", point("results")
    if methodology.has_objections:
        yield ("срок", "Несогласие участника – со дня, следующего за получением результатов",
               calendar.objection_working_days, "рабочих дней",
               point("objection_working_days"))  # fmt: skip
    yield "срок", "Итоги подведены и опубликованы", calendar.totals, "дата", point("totals")


def _days(workdays: WorkCalendar, methodology: Methodology) -> Iterator[tuple[TableCell, ...]]:
    point = methodology.words.point("objection").point
    for day, working in workdays.days:
        state = Centred("рабочий" if working else "выходной")
        yield "календарь", f"День по файлу «{workdays.path}»", day, state, point


def _unpublished(year: int | None) -> Iterator[tuple[TableCell, ...]]:
    """Say by what the working days of a year are counted whose transfers are not published."""
    if year:
        words = f"Рабочие дни {year} года: переносы выходных не опубликованы"
        yield "календарь", words, Centred("без переносов"), "", "Трудовой кодекс, статья 112"


def _targets(methodology: Methodology) -> Iterator[tuple[TableCell, ...]]:
    for target in methodology.plan:
        value = dict(target.targets)[methodology.year]
        shown = Centred(f"не менее {value}") if target.at_least else value
        name = f"{target.id}. {target.title}"
        yield "показатель плана", name, shown, target.unit, target.reference


def draw_addressees(writer: TableWriter, shown: ShownOutcome) -> None:
    """Show every dative for proof-reading before any letter is signed, the doubtful first."""
    heads = (
        ("Код", 9), ("Должность", 32), ("Руководитель", 30), ("Кому: должность", 36),
        ("Организация", 14), ("Кому: ФИО", 30), ("Обращение", 30),
        ("Должность склонил", 13), ("ФИО склонил", 12), ("Что проверить", 44),
    )  # fmt: skip
    found, doubtful = shown.addressees, shown.addressees.doubtful
    readers = (*shown.outcome.standings, *shown.conclusions.outside)
    every = (standing.participant for standing in readers)
    ordered = sorted(every, key=lambda person: person.id not in doubtful)
    rows = (_addressee(person, found[person.id]) for person in ordered)
    note = (
        "«Проверьте» стоит там, где программа не уверена; прочитать стоит все строки. Столбец "
        "«Организация» говорит, где она названа; лучше всего – в должности из реестра. Неверное "
        "исправьте в реестре: столбцы «Должность в дательном падеже», «ФИО в дательном падеже» и "
        "«Пол» – и запустите расчёт снова."
    )
    table = writer.table(SHEETS["addressees"], "Проверьте адресатов писем", heads, rows, note)
    bold = {"type": "formula", "criteria": f'=$J{table.first + 1}<>""',
            "format": writer.book.add_format({"bold": True, "bg_color": LIGHT})}  # fmt: skip
    table.mark(0, len(heads) - 1, bold)


def _addressee(person: Participant, addressee: Addressee) -> tuple[TableCell, ...]:
    return (
        person.id,
        person.head_post,
        person.head_name,
        "\n".join(filter(None, (addressee.post, addressee.organisation))),
        addressee.named,
        addressee.name,
        addressee.salutation,
        addressee.post_source,
        addressee.name_source,
        f"проверьте: {'; '.join(addressee.doubts)}" if addressee.doubts else "",
    )
