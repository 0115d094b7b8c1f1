"""The registers of the programme: rows filled in as the clerk does, in the book of a run."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.outputs.registers.workbook import draw_registers, register_content_of
from kuzbass_batch.reading.store import opened_store
from tests.filled import METHODOLOGY
from tests.findings.folder import DECISIONS, FORM, MARCH, YEAR, Input, looked_at
from tests.findings.table import pair
from tests.former_books import with_former_registers
from tests.office import filled, lines
from tests.registers import WHO, certificate, prize, project, trained, with_code
from tests.year_keys import KNOWLEDGE

BOOK = "Реестры программы.xlsx"


@cache
def _outcome():
    with TemporaryDirectory() as folder, opened_store(None, METHODOLOGY) as store:
        return looked_at(Input(), Path(folder), store)[1]


@cache
def drawn() -> bytes:
    """The book that a run over the sound folder draws."""
    return draw_registers(YEAR, register_content_of(_outcome()))


@cache
def kept(*rows: str) -> bytes:
    """The book with rows filled in."""
    return filled(drawn(), "\n".join(rows)) if rows else drawn()


def book(code: str, at: str, fault, sound, **more) -> None:
    """Enter a pair of books by the rows filled in."""
    pair(
        code, (more.pop("file", BOOK), at), lambda: {BOOK: kept(*fault)},
        lambda: {BOOK: kept(*sound)}, as_of=MARCH, knowledge=lambda: KNOWLEDGE, **more,
    )  # fmt: skip


def body(**columns) -> str:
    """A row of a body outside of the registry."""
    cells = {"Код_организации": "ОРГ-01", "Наименование_организации": "Завод", "Кто_внёс": WHO}
    return lines("Прочие организации", 1, **(cells | columns))


def plan(row=1, **columns) -> str:
    """A row of the plan."""
    cells = {"Год": 2025, "Квартал": 2, "Показатель": "'2.2'", "Причина": "мало заявок",
             "Кто_внёс": WHO}  # fmt: skip
    return lines("План", row, **(cells | columns))


def event(**columns) -> str:
    """A row of an event."""
    cells = {"Дата": "14.05.2025", "Вид": "семинар", "Тема": "карты потока", "Кто_внёс": WHO}
    return lines("Мероприятия", 1, **(cells | columns))


SOURCE = {"Источник": "отчёт за квартал"}


pair(
    "G001", (BOOK, ""),
    lambda: {BOOK: kept(certificate()), "копия.xlsx": kept(certificate())},
    lambda: {BOOK: kept(certificate())},
    as_of=MARCH, beside=("G001",), knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
pair(
    "G002", (BOOK, ""),
    lambda: {BOOK: with_code(drawn(), "KB-PROG-2025 v1 · ЧВ")}, lambda: {BOOK: drawn()},
    as_of=MARCH, knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
book("G003", "Образцы!C4", [certificate(who="ИО-99")], [certificate(who="ИО-02")])
book("G004", "План!C4", [plan(Квартал=5)], [plan()])
book("G005", "План!D4", [plan(Показатель="'9.9'")], [plan()])
book("G006", "Прочие организации!E4", [body(ИНН="'42'")], [body(ИНН="'4200000000'")])
book("G007", "Прочие организации!B4", [body(Код_организации="ИО-01")], [body()])
book(
    "G008", "Конкурс!J4",
    [project(), prize(Номер_проекта="2025/ИО-01-2")],
    [project(), prize(Номер_проекта="2025/ИО-01-1")],
)  # fmt: skip
book(
    "G009", "Проекты!H4",
    [project(Состояние="закрыт")], [project(Состояние="закрыт", Закрыт="01.12.2025")],
)  # fmt: skip
book("G010", "Образцы!J4", [certificate(Номер_сертификата="''")], [certificate()])
pair(
    "G011", (DECISIONS, ""),
    lambda: {DECISIONS: with_former_registers(_outcome())},
    lambda: {DECISIONS: draw_decisions(YEAR, sheet_content_of(_outcome()))},
    as_of=MARCH, beside=("G012",), knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
book(
    "G012", "Самооценка!D27",
    [certificate(Решение="отказано")], [certificate(who="ПО-01")], file=FORM,
)  # fmt: skip
pair(
    "G013", ("Решения-2024.xlsx", ""),
    lambda: {"Решения-2024.xlsx": with_former_registers(_outcome(), year=2024)},
    lambda: {"Решения-2024.xlsx": None},
    as_of=MARCH, knowledge=lambda: KNOWLEDGE,
)  # fmt: skip
book(
    "G040", "Образцы!N4",
    [certificate(Комиссия="Петров П. П. (Министерство примеров), Иванова И. И. (центр)")],
    [certificate(Комиссия="Петров П. П. (Министерство образцов), Иванова И. И. (центр)")],
)  # fmt: skip
book(
    "G041", "Образцы!L5",
    [certificate(who="ПО-01"), certificate(2, "ИО-02", Номер_сертификата="№5")],
    [certificate(who="ПО-01"), certificate(2, "ИО-02", Номер_сертификата="№ 6")],
)  # fmt: skip
book("G021", "План!C4", [plan(Год=2026)], [plan(Год=2026, Квартал=1)])
book("G022", "План!I4", [plan(Факт_квартала=1)], [plan(Факт_квартала=1, **SOURCE)])
book(
    "G023", "План!J5",
    [plan(Квартал=1, Факт_с_начала_года=2, **SOURCE),
     plan(2, Факт_с_начала_года=1, **SOURCE)],
    [plan(Квартал=1, Факт_с_начала_года=2, **SOURCE),
     plan(2, Факт_с_начала_года=2, **SOURCE)],
)  # fmt: skip
book(
    "G024", "План!J4",
    [plan(Квартал=1, Факт_квартала=1, Факт_с_начала_года=2, **SOURCE)],
    [plan(Квартал=1, Факт_квартала=2, Факт_с_начала_года=2, **SOURCE)],
)  # fmt: skip
book("G025", "План!E4", [plan(Участник="ИО-01")], [plan(Участник="ИО-01", Показатель="'2.1'")])
book(
    "G026", "План!I4", [event(), plan(Факт_квартала=3, **SOURCE)],
    [event(), plan(Факт_квартала=1, **SOURCE)],
)  # fmt: skip
book(
    "G027", "План!I4", [plan(Факт_квартала=0, Причина="''", **SOURCE)],
    [plan(Факт_квартала=0, **SOURCE)],
)  # fmt: skip


def topic(row=1, **columns) -> str:
    """A row of the topic plan of training."""
    cells = {"Год": 2025, "Месяц": "май", "Тема": "основы", "Кто_внёс": WHO}
    return lines("План обучения", row, **(cells | columns))


FIRST = trained(person="Первый Илья")
book(
    "G060", "Обучение!B7", [FIRST, trained(2, person="Сидорова Ольга Львовна")],
    [FIRST, trained(2, person="Вторая Ольга")], file=FORM,
)  # fmt: skip
book("G061", "Обучение!H4", [topic(Тема="основа"), trained()], [topic(), trained()])
book(
    "G062", "Обучение!E5",
    [trained(), trained(2, "ИО-02")], [trained(), trained(2, "ИО-02", "Петров Иван Ильич")],
)  # fmt: skip


def situation(**columns) -> str:
    """A row of the life situations."""
    cells = {"Жизненная_ситуация": "переезд", "Приоритетная": "да", "Решение_от": "14.05.2025",
             "Документ": "протокол № 2", "Кто_внёс": WHO}  # fmt: skip
    return lines("Жизненные ситуации", 1, **(cells | columns))


book("G063", "Жизненные ситуации!G4", [situation(Документ="''")], [situation()])
