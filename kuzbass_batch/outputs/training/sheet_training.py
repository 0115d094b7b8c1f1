"""The sheets of training: plan and fact by topic, people by participant, lists compared."""

from collections.abc import Iterator, Mapping

from kuzbass_batch import wording
from kuzbass_batch.methodology.criteria import exact
from kuzbass_batch.outputs.names import SHEETS
from kuzbass_batch.outputs.tables.table_writer import (
    Centred,
    Heads,
    Percent,
    TableCell,
    TableWriter,
)
from kuzbass_batch.records.committee.programme import MONTH_WORDS
from kuzbass_batch.records.year.outcome import Conclusions
from kuzbass_batch.records.year.training import (
    TopicState,
    TrainedOf,
    TrainingTopic,
    TrainingYear,
)

TOPICS_NOTE = (
    "Ежегодный тематический план{point} и что по нему проведено: строки листов «План обучения» и "
    "«Обучение» реестров программы с одинаковой темой. «Мест занято» – обученные к местам плана; "
    "{counted}."
)
TOPIC_HEADS: Heads = (
    ("Месяц", 12), ("Тема", 38), ("Форма", 18), ("Часов", 8), ("Мест", 8), ("Проведено", 24),
    ("Обучено", 9), ("Мест занято", 9), ("Участ-\nников", 9), ("Состояние", 26),
)  # fmt: skip
PEOPLE_NOTE = (
    "Обученные по реестру «Обучение»{point} и по спискам учтённых самооценок{listed}; {counted}. "
    "Группы без фамилий входят в «По реестру». Кто назван только в одном из двух – лист «{lists}»."
)
PEOPLE_HEADS: Heads = (
    ("Код", 9), ("Участник", 40), ("План на год", 9), ("По реестру", 10), ("Без фамилий", 10),
    ("В списке", 10), ("В обоих", 10), ("Только в списке", 10), ("Только в реестре", 10),
    ("К плану", 14),
)  # fmt: skip
REGION = "Всего"
LISTS_NOTE = (
    "Списки самооценок{point} и реестр «Обучение» за {year} год. Один человек – где имя совпало "
    "полностью; похожее только подсказано. Расхождение – вопрос, баллов оно не снимает. "
    "Персональные данные: лист для служебного пользования."
)
LIST_HEADS: Heads = (
    ("Код", 9), ("Участник", 26), ("Человек", 30), ("Где назван", 22), ("Место", 28),
    ("Дата", 12), ("Тема", 28), ("Возможно, это", 32),
)  # fmt: skip
EVENTS_NOTE = (
    "По листу «Мероприятия» реестров программы: сначала всего, ниже – по участникам, которые в "
    "строках названы. Так же считает план{point}: консультации – по графе «Число», круглый стол и "
    "семинар – одна строка."
)
EVENT_HEADS: Heads = (
    ("Код", 9), ("Участник", 40), ("Вид", 18), ("I кв.", 9), ("II кв.", 9), ("III кв.", 9),
    ("IV кв.", 9), ("За год", 10),
)  # fmt: skip
DAYS_SHOWN = 3
BODIES_SHOWN = 10
"""Participants named in a row of a person at several of them. Where there are more, a row tells its
own place only: each of them has a row, and a name at a thousand would fill a million cells.
"""
ONE_PERSON = "R15"
"""The reading that says how often a person with two certificates counts."""


def draw_training(writer: TableWriter, found: Conclusions) -> None:
    """Draw the topic plan, people by participant, lists against the register; each if there is."""
    training = found.training
    if training.topics:
        _draw_topics(writer, found)
    if training.people:
        _draw_people(writer, found)
    if training.events:
        _draw_events(writer, found)
    if training.several or any(_differs(each) for each in training.people.values()):
        _draw_lists(writer, found)


def _draw_topics(writer: TableWriter, found: Conclusions) -> None:
    training, words = found.training, found.outcome.methodology.words
    planned = training.planned
    missed = sum(each.state is TopicState.MISSED for each in planned)
    title = (
        f"План обучения на {training.year} год: тем – {len(planned)}, проведено – "
        f"{sum(bool(each.days) for each in planned)}"
    )
    title += f", {TopicState.MISSED.value} – {missed}" if missed else ""
    note = TOPICS_NOTE.format(point=words.point("training_topics").beside, counted=_counted(found))
    table = writer.table(
        SHEETS["training_plan"], title, TOPIC_HEADS, map(_topic, training.topics), note
    )
    table.sheet.freeze_panes(table.first, 2)


def _topic(topic: TrainingTopic) -> tuple[TableCell, ...]:
    share = Percent(topic.people / topic.seats) if topic.seats and topic.days else Centred("–")
    return (
        MONTH_WORDS[topic.month - 1] if topic.month else "–",
        topic.topic,
        topic.form,
        Centred("–") if topic.hours is None else exact(topic.hours),
        _number(topic.seats),
        wording.some([wording.day(day) for day in topic.days], shown=DAYS_SHOWN),
        topic.people,
        share,
        len(topic.participants),
        topic.state.value,
    )


def _number(number: int | None) -> TableCell:
    return Centred("–") if number is None else number


def _draw_people(writer: TableWriter, found: Conclusions) -> None:
    training, words = found.training, found.outcome.methodology.words
    goal = training.goal
    reached = sum(each.registered >= goal for each in training.people.values())
    title = f"Обучено за {training.year} год по реестру: {training.registered}"
    if goal:
        title += (
            f"; план участника – {goal}, выполнили – {reached} из {len(found.outcome.standings)}"
        )
    note = PEOPLE_NOTE.format(
        counted=_counted(found),
        point=words.point("trained_plan").beside,
        listed=words.point("training").beside,
        lists=SHEETS["training_lists"],
    )
    names = names_in(found)
    rows = (*(_people(each, goal, names) for each in training.people.values()), _sums(training))
    table = writer.table(SHEETS["training"], title, PEOPLE_HEADS, rows, note)
    table.sheet.freeze_panes(table.first, 2)


def _counted(found: Conclusions) -> str:
    """Return how often a person is counted, with the reading that decides it."""
    methodology = found.outcome.methodology
    often = "один раз" if methodology.chosen(ONE_PERSON) == "one" else "по каждому документу"
    return f"человек считается {often}{methodology.reading_beside('trained_plan', ONE_PERSON)}"


def names_in(found: Conclusions) -> Mapping[str, str]:
    """Return what participants and other bodies are called, by id."""
    names = {s.participant.id: s.participant.short_name for s in found.outcome.standings}
    return names | {body.id: body.name for body in found.outcome.registers.bodies}


def _people(each: TrainedOf, goal: int, names: Mapping[str, str]) -> tuple[TableCell, ...]:
    listed = each.listed is not None
    state = "выполнен" if each.registered >= goal else f"нужно ещё {goal - each.registered}"
    return (
        each.participant,
        names.get(each.participant, ""),
        _number(goal or None),
        each.registered,
        each.in_groups,
        _number(each.listed),
        _number(each.both if listed else None),
        _number(len(each.only_listed) if listed else None),
        _number(len(each.only_registered) if each.listed else None),
        state if goal else "",
    )


def _sums(training: TrainingYear) -> tuple[TableCell, ...]:
    people = training.people.values()
    return (
        "",
        REGION,
        "",
        training.registered,
        sum(each.in_groups for each in people),
        sum(each.listed or 0 for each in people),
        sum(each.both for each in people),
        sum(len(each.only_listed) for each in people),
        sum(len(each.only_registered) for each in people),
        "",
    )


def _draw_events(writer: TableWriter, found: Conclusions) -> None:
    """Draw events by quarter: all of a kind, then by the participant named with them."""
    events, names = found.training.events, names_in(found)
    note = EVENTS_NOTE.format(point=found.outcome.methodology.words.point("plan").beside)
    kinds = dict.fromkeys(each.kind for each in events)
    rows: list[tuple[TableCell, ...]] = []
    for kind in kinds:
        own = [each for each in events if each.kind == kind]
        quarters = [sum(counts) for counts in zip(*(e.quarters for e in own), strict=True)]
        rows.append(("", REGION, kind, *quarters, sum(quarters)))
    for each in events:
        if each.participant:
            name = names.get(each.participant, "")
            rows.append((each.participant, name, each.kind, *each.quarters, each.total))
    title = f"Мероприятия за {found.training.year} год: {sum(each.total for each in events)}"
    table = writer.table(SHEETS["events"], title, EVENT_HEADS, rows, note)
    table.sheet.freeze_panes(table.first, 2)


def _differs(each: TrainedOf) -> bool:
    return bool(each.only_listed or each.only_registered)


def _draw_lists(writer: TableWriter, found: Conclusions) -> None:
    training, methodology = found.training, found.outcome.methodology
    point = methodology.words.point("training").beside
    note = LISTS_NOTE.format(point=point, year=training.year)
    listed = sum(len(each.only_listed) for each in training.people.values())
    registered = sum(len(each.only_registered) for each in training.people.values())
    title = (
        f"Сверка списков обученных с реестром: только в списке – {listed}, только в реестре – "
        f"{registered}, у нескольких участников – {len(training.several)}"
    )
    rows = _list_rows(training, names_in(found))
    table = writer.table(SHEETS["training_lists"], title, LIST_HEADS, rows, note)
    table.sheet.freeze_panes(table.first, 3)


def _only_listed(people: TrainedOf) -> str:
    """Return where a person of the list is named, and why nobody is asked about him."""
    if people.known:
        return "только в списке"
    groups = people.in_groups + people.in_groups_below
    return f"только в списке, в реестре {'без фамилий' if groups else 'никого'}"


def _as_day(written: str) -> TableCell:
    """Return a day of a form's list as one, so that rows sort by it; other words as they stood."""
    try:
        return wording.day_in(written)
    except ValueError:
        return written


def _list_rows(training: TrainingYear, names: Mapping[str, str]) -> Iterator[tuple[TableCell, ...]]:
    for each in training.people.values():
        head = each.participant, names.get(each.participant, "")
        for one in each.only_listed:
            where = _only_listed(each)
            place, near = f"самооценка, {one.ref}", "; ".join(one.near)
            yield (*head, one.name, where, place, _as_day(one.day), one.topic, near)
        for person in each.only_registered:
            near = "; ".join(person.near)
            at = person.place, person.day, person.topic, near
            yield (*head, person.name, "только в реестре", *at)
    for several in training.several:
        bodies = [names.get(who, who) for who in several.participants]
        together = "; ".join(several.places) if len(bodies) <= BODIES_SHOWN else ""
        others = wording.some(bodies, shown=BODIES_SHOWN)
        for who, own in zip(several.participants, several.places, strict=True):
            yield (who, names.get(who, ""), several.name, "у нескольких участников",
                   together or own, None, "", others)  # fmt: skip
