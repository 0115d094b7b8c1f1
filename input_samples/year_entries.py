"""What the committee decided in the invented year, as the clerk enters it step by step.

One of every kind: points confirmed, lowered, raised; every ruling of «Допуск»; letters of every
kind handed over; objections satisfied, partly, refused, late, open; minutes; every register; and
entries that fit nothing, or nothing any more.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from input_samples.clerk import Clerk, Value
from kuzbass_batch.records.committee.decisions import (
    APPROVAL_TOPIC,
    READING_TOPIC,
    AdmissionKind,
    DecisionTable,
    ProgrammeTable,
    Subject,
    Verdict,
)

EXPERT, SECRETARY = "Проверова П. П.", "Делова Д. Д."
E_FLOW, E_MAIL, POST, BY_HAND = (
    "система электронного документооборота", "электронная почта", "почта", "нарочно"
)  # fmt: skip
Numbers = Mapping[tuple[str, str], str]
Fill = Callable[[Clerk, Numbers], None]
Asked = tuple[str, int, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A form of objection: when it came, and criterion, points, reason, documents of each row."""

    day: dt.date
    asked: tuple[Asked, ...]


def day(text: str) -> dt.date:
    """Return the day written DD.MM.YYYY."""
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


# --- January: verified by documents, admitted, readings settled ---

NOT_CHECKED_YET = ("ПО-12", "МО-09", "ПО-13")
"""Whom the committee has not got to by 30 January."""
OTHER_POINTS: Mapping[tuple[str, str], tuple[int, str, str]] = {
    ("ИО-05", "1"): (3, "участие на уровне строки 1.2 подтверждено, строка не отмечена по ошибке",
                     "письмо от 21.01.2026 № 15"),
    ("ИО-05", "2"): (2, "видеоролик не представлен", ""),
    ("ИО-08", "8"): (0, "заявка на конкурс не представлена", ""),
    ("ИО-12", "5"): (1, "список обученных не представлен (приложение № 3, п. 6)", ""),
    ("МО-02", "7"): (0, "программа семинара – другого округа", ""),
    ("МО-10", "4"): (0, "сертификата ППКО нет, фото стенда его не заменяет (п. 3.5)", ""),
    ("МО-10", "8"): (0, "приказ № 28 не о конкурсе лучших практик", ""),
    ("МО-11", "7"): (2, "межрегиональный уровень конференции не подтверждён", ""),
}  # fmt: skip
REGISTER_LINES: tuple[tuple[ProgrammeTable, dict[str, Value]], ...] = (
    (ProgrammeTable.SAMPLES, {
        "participant": "МО-11", "sample": "Запись в кружок за пять минут",
        "applied": day("02.06.2025"), "signer": "заместитель главы", "checked": day("11.06.2025"),
        "decision": "сертификат выдан", "level": "региональный", "number": "ППКО-7",
        "date": day("18.06.2025"), "commission": "три члена, никого из проверяемого"}),
    (ProgrammeTable.SAMPLES, {
        "participant": "ОРГ-01", "sample": "Сквозной поток ремонта", "checked": day("20.11.2025"),
        "decision": "сертификат выдан", "level": "федеральный", "number": "ППКО-8",
        "date": day("20.11.2025")}),
    (ProgrammeTable.SAMPLES, {
        "participant": "ИО-07", "sample": "План закупок за неделю", "checked": day("20.11.2025"),
        "decision": "на доработку"}),
    (ProgrammeTable.CONTEST, {
        "contest": "Лучшие практики Кузбасса", "scope": "региональный", "date": day("09.10.2025"),
        "participant": "ПО-01", "nomination": "Услуги", "result": "лауреат", "document": "№ 12"}),
    (ProgrammeTable.CONTEST, {
        "contest": "Лучшие практики Сибири", "scope": "межрегиональный", "date": day("21.10.2025"),
        "participant": "ИО-02", "result": "участник", "document": "№ 41"}),
    (ProgrammeTable.TRAINING, {
        "date": day("14.05.2025"), "participant": "ИО-02", "topic": "Картирование процессов",
        "hours": 16, "quantity": 4, "document": "О-3"}),
    (ProgrammeTable.EVENTS, {
        "date": day("22.04.2025"), "kind": "круглый стол", "quantity": 1,
        "topic": "Круглый стол в Образцовском округе"}),
    (ProgrammeTable.EVENTS, {
        "date": day("03.09.2025"), "kind": "консультация", "participant": "МО-07", "quantity": 2,
        "topic": "Как выбрать процесс для первого проекта"}),
    (ProgrammeTable.PROJECTS, {
        "number": "2025/ИО-01-1", "participant": "ИО-01", "project": "Разрешение за десять дней",
        "sphere": "услуги", "status": "внедрение", "opened": day("03.03.2025"), "stage": 7}),
    (ProgrammeTable.PROCESSES, {
        "participant": "ИО-01", "process": "выдача разрешений", "kind": "между органами",
        "situation": "открытие своего дела", "days_before": 30, "days_after": 10,
        "steps_before": 24, "steps_after": 9, "redesigned": day("01.12.2025"),
        "project": "2025/ИО-01-1"}),
    (ProgrammeTable.SITUATIONS, {
        "situation": "открытие своего дела", "segment": "предприниматели", "priority": "да",
        "date": day("15.05.2025"), "document": "протокол № 2"}),
    (ProgrammeTable.PLAN, {
        "year": 2025, "quarter": 4, "indicator": "3.2", "planned": 1, "fact": 1, "running": 4,
        "source": "мониторинг М-4 от 25.12.2025"}),
    (ProgrammeTable.BODIES, {
        "id": "ОРГ-01", "body": "АО «Завод вымышленных машин»", "inn": "4200000000",
        "contact": "отдел развития"}),
    (ProgrammeTable.OTHER, {
        "topic": "дипломы", "participant": "ИО-02", "date": day("15.04.2025"),
        "number": "Д-2024-1", "content": "диплом лидера за 2024 год"}),
    # A slip on purpose: it is kept, reported and not in force.
    (ProgrammeTable.TRAINING, {
        "date": day("17.09.2025"), "participant": "Музей черновиков", "topic": "Стандарт клиента",
        "person": "Зимина Нина Львовна"}),
)  # fmt: skip
"""What stands in the registers of the programme by the end of January."""


def registers(clerk: Clerk) -> None:
    """Enter what lasts longer than the year into the registers that December drew."""
    for table, line in REGISTER_LINES:
        clerk.enter(table, who=SECRETARY, **line)


def january(clerk: Clerk, numbers: Numbers) -> None:
    """Enter what was decided until 30 January into the workbook of December."""
    checked = [
        row for row in clerk.printed(DecisionTable.EXPERTISE, "participant", "criterion", "counted")
        if row[0] and row[0] not in NOT_CHECKED_YET
    ]  # fmt: skip
    for who, criterion, counted in checked:
        if (who, criterion) in OTHER_POINTS:
            points, reason, document = OTHER_POINTS[str(who), str(criterion)]
            _verify(clerk, str(who), str(criterion), points, "23.01.2026", reason, document)
        elif (who, criterion) != ("ИО-09", "8"):
            _verify(clerk, str(who), str(criterion), counted, "22.01.2026")
    # Points that the act does not know: kept, reported, mended in March.
    _verify(clerk, "ИО-13", "4", 1, "22.01.2026", "сертификат местного уровня")
    for criterion, points in (("1", 2), ("3", 3)):
        _verify(clerk, "МО-09", criterion, points, "22.01.2026")

    _admit(clerk, "ПО-02", AdmissionKind.LATE, "26.01.2026", "опоздание на три дня, болезнь")
    _admit(clerk, "МО-13", AdmissionKind.WAIVED, "26.01.2026",
           "не дописана строка обучения, на баллы не влияет")  # fmt: skip
    _admit(clerk, "ПО-03", AdmissionKind.PARENT, "26.01.2026", "оценена в составе министерства")
    _admit(clerk, "ПО-13", AdmissionKind.EXCLUDED, "26.01.2026", "учреждение реорганизуется")
    _admit(clerk, "", AdmissionKind.SORTED_OUT, "26.01.2026",
           "файл не открывается, формы в нём нет", file="повреждён.xlsx")  # fmt: skip
    # A participant that the registry does not know: kept and reported to the end.
    _admit(clerk, "МО-77", AdmissionKind.LATE, "26.01.2026", "просьба главы города")

    for who in ("МО-03", "ИО-14", "ПО-03"):
        _deliver(clerk, numbers, who, Subject.REMINDER, "17.12.2025", "18.12.2025", E_MAIL)
    for who in ("ИО-06", "ИО-15", "ПО-04", "ПО-06", "ПО-15"):
        _deliver(clerk, numbers, who, Subject.CORRECTION, "17.12.2025", "17.12.2025", E_MAIL)
    _deliver(clerk, numbers, "ИО-12", Subject.REQUEST, "16.01.2026", "19.01.2026", E_FLOW)

    topics = [str(topic) for (topic,) in clerk.printed(DecisionTable.PROTOCOL, "topic") if topic]
    for topic in topics:
        if topic.startswith(READING_TOPIC):
            clerk.amend(DecisionTable.PROTOCOL, {"topic": topic}, number="1",
                        date=day("28.01.2026"), who=SECRETARY)  # fmt: skip
    for topic, content in (("экспертиза", "баллы по документам"), ("допуск", "пять решений")):
        _minutes(clerk, topic, "1", "28.01.2026", content)
    # The printed row of the approval: until it is filled in every result is a draft.
    clerk.amend(DecisionTable.PROTOCOL, {"topic": APPROVAL_TOPIC}, number="2",
                date=day("30.01.2026"), who=SECRETARY)  # fmt: skip
    clerk.enter(DecisionTable.NOTES, source="телефон, 29.01.2026",
                text="Музей черновиков обещает самооценку к февралю.")  # fmt: skip


# --- March: results handed over, objections come ---

SENT_LATER = ("ИО-05", "ИО-08", "МО-02", "МО-10")
"""Received on 20 February: their window closes on 17 March."""
NOT_RECEIVED = "ПО-09"
IN_MARCH = {
    "МО-11": Asking(day=day("27.02.2026"), asked=(
        ("7", 3, "Конференция от 09.10.2025 собрала участников из трёх регионов.",
         "список участников, программа"),)),
    "МО-10": Asking(day=day("03.03.2026"), asked=(
        ("4", 2, "Проверка качества пройдена в июне.", "сертификат от 11.06.2025 № 24"),
        ("8", 2, "Конкурс округа проведён.", "приказ от 02.06.2025 № 28, итоги конкурса"))),
    "ИО-12": Asking(day=day("09.03.2026"), asked=(
        ("5", 2, "Список обученных направлен повторно.", "список на 2 л., удостоверения"),)),
}  # fmt: skip


def march(clerk: Clerk, numbers: Numbers) -> None:
    """Enter what was decided until 10 March into the workbook of January."""
    clerk.amend(DecisionTable.EXPERTISE, {"participant": "ИО-13", "criterion": "4"}, points=2,
                date=day("04.02.2026"), reason="", document="")  # fmt: skip
    waiting = ("МО-09", "ПО-13")
    for who, criterion, counted, points in list(
        clerk.printed(DecisionTable.EXPERTISE, "participant", "criterion", "counted", "points")
    ):
        if counted is not None and points is None and who not in waiting:
            _verify(clerk, str(who), str(criterion), counted, "04.02.2026")

    _admit(clerk, "ПО-13", AdmissionKind.RESTORED, "05.02.2026", "реорганизация отложена",
           file="ПО-13.xlsx")  # fmt: skip
    _admit(clerk, "МО-09", AdmissionKind.EXCLUDED, "05.02.2026",
           "самооценка подписана ненадлежащим лицом")  # fmt: skip
    for who in ("МО-08", "МО-12"):
        _admit(clerk, who, AdmissionKind.LATE, "05.02.2026", "рейтинг ещё не определён")

    results = sorted(who for who, what in numbers if what == Subject.RESULT and who not in waiting)
    for who in results:
        if who == NOT_RECEIVED:
            _deliver(clerk, numbers, who, Subject.RESULT, "20.02.2026", None, POST)
        elif who == "МО-11":
            _deliver(clerk, numbers, who, Subject.RESULT, "10.02.2026", "16.02.2026", POST)
        elif who in SENT_LATER:
            _deliver(clerk, numbers, who, Subject.RESULT, "20.02.2026", "20.02.2026", BY_HAND)
        elif who != "ИО-07":
            _deliver(clerk, numbers, who, Subject.RESULT, "10.02.2026", "12.02.2026", E_FLOW)

    clerk.enter(DecisionTable.OBJECTION, participant="ИО-05", received=day("24.02.2026"), way=POST,
                criterion="2", asked=3, documents="видеоролик", decision=Verdict.SATISFIED.value,
                points=3, reason="видеоролик представлен", protocol="протокол от 06.03.2026 № 3",
                date=day("06.03.2026"), who=SECRETARY)  # fmt: skip
    clerk.enter(DecisionTable.OBJECTION, participant="МО-02", received=day("26.02.2026"),
                way=BY_HAND, criterion="7", asked=1, documents="письмо главы округа",
                who=SECRETARY)  # fmt: skip
    _minutes(clerk, "несогласия", "3", "06.03.2026", "Депусловностей, критерий 2")
    # What was verified and admitted in February changed results: they are approved again.
    _minutes(clerk, APPROVAL_TOPIC, "2а", "06.02.2026", "изменения по проверке и допуску")


# --- April: objections settled, replies sent ---

IN_APRIL = {
    "ИО-08": Asking(day=day("16.03.2026"), asked=(
        ("8", 1, "Заявка на конкурс подана в срок.", "заявка от 01.09.2025 № 8"),)),
}  # fmt: skip
SETTLED: Mapping[tuple[str, str], tuple[Verdict, int | None, str]] = {
    ("МО-11", "7"): (Verdict.SATISFIED, 3, "участники трёх регионов подтверждены списком"),
    ("МО-10", "4"): (Verdict.REFUSED, None, "сертификат выдан другому органу"),
    ("МО-10", "8"): (Verdict.PARTLY, 1, "подтверждена только заявка на региональный конкурс"),
    ("МО-02", "7"): (Verdict.REFUSED, None, "программа семинара не представлена"),
    ("ИО-12", "5"): (Verdict.REFUSED, None,
                     "поступило после срока; удостоверения выданы в 2026 году"),
}  # fmt: skip


def april(clerk: Clerk, numbers: Numbers) -> None:
    """Enter what was decided until 1 April into the workbook of March."""
    for (who, criterion), (verdict, points, reason) in SETTLED.items():
        clerk.amend(DecisionTable.OBJECTION, {"participant": who, "criterion": criterion},
                    decision=verdict.value, points=points, reason=reason,
                    protocol="протокол от 24.03.2026 № 4", date=day("24.03.2026"),
                    who=SECRETARY)  # fmt: skip
    _verify(clerk, "ИО-07", "2", 3, "18.03.2026", "новое подтверждение проверено",
            "видеоролик от 11.02.2026")  # fmt: skip
    for criterion, counted in _row_of(clerk, "ПО-13"):
        _verify(clerk, "ПО-13", criterion, counted, "12.03.2026")
    _deliver(clerk, numbers, "ПО-13", Subject.RESULT, "12.03.2026", "13.03.2026", E_FLOW)
    _minutes(clerk, "несогласия", "4", "24.03.2026", "пять несогласий")
    _minutes(clerk, APPROVAL_TOPIC, "4а", "24.03.2026", "новый результат после проверки")
    _minutes(clerk, "итоги рейтингования", "5", "31.03.2026", "итоги утверждены")
    clerk.amend(DecisionTable.DELIVERY,
                {"participant": NOT_RECEIVED, "subject": Subject.RESULT.value},
                received=day("12.03.2026"))  # fmt: skip
    _deliver(clerk, numbers, "ИО-07", Subject.RESULT, "19.03.2026", "20.03.2026", E_FLOW)
    _deliver(clerk, numbers, "ИО-05", Subject.REPLY, "11.03.2026", "12.03.2026", BY_HAND)
    for who in ("МО-10", "МО-02", "ИО-12"):
        _deliver(clerk, numbers, who, Subject.REPLY, "25.03.2026", "26.03.2026", E_FLOW)
    # A number of the committee's own, beside those that the register proposes.
    own = {("МО-09", Subject.NOTICE.value): "01-15/77"}
    _deliver(clerk, own, "МО-09", Subject.NOTICE, "11.03.2026", "11.03.2026", E_FLOW)


# --- what every step enters ---


def _row_of(clerk: Clerk, who: str) -> list[tuple[str, Value]]:
    """Return the criteria of a participant with what is counted of each."""
    rows = clerk.printed(DecisionTable.EXPERTISE, "participant", "criterion", "counted")
    return [(str(criterion), counted) for owner, criterion, counted in rows if owner == who]


def _verify(
    clerk: Clerk, who: str, criterion: str, points: Value, when: str, reason: str = "",
    document: str = "",
) -> None:  # fmt: skip
    words = {"reason": reason, "document": document}
    cells: dict[str, Value] = {key: text for key, text in words.items() if text}
    where = {"participant": who, "criterion": criterion}
    clerk.amend(DecisionTable.EXPERTISE, where, points=points, who=EXPERT, date=day(when), **cells)


def _admit(
    clerk: Clerk, who: str, kind: AdmissionKind, when: str, reason: str, file: str = ""
) -> None:
    cells = {"participant": who, "file": file}
    named: dict[str, Value] = {key: text for key, text in cells.items() if text}
    clerk.enter(DecisionTable.ADMISSION, decision=kind.value, reason=reason,
                document="протокол", who=SECRETARY, date=day(when), **named)  # fmt: skip


def _deliver(
    clerk: Clerk, numbers: Numbers, who: str, subject: Subject, sent: str, received: str | None,
    way: str,
) -> None:  # fmt: skip
    clerk.enter(
        DecisionTable.DELIVERY,
        participant=who,
        subject=subject.value,
        number=numbers.get((who, subject.value)),
        sent=day(sent),
        received=day(received) if received else None,
        way=way,
        who=SECRETARY,
    )


def _minutes(clerk: Clerk, topic: str, number: str, when: str, content: str) -> None:
    clerk.enter(DecisionTable.PROTOCOL, topic=topic, number=number, date=day(when), content=content,
                who=SECRETARY)  # fmt: skip
