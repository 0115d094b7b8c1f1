"""Make the sample folder `input_samples/2025` from real blanks (all bodies are invented).

Run: python -m input_samples.make_samples    (LibreOffice saves some of the files)
`cast.csv` lists the participants; the last column are the points by criterion, one digit each.
"""

import csv
import datetime as dt
import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from input_samples import edits
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.drawing.issue import prefill
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.words import CATEGORIES
from kuzbass_batch.reading.committee.year_key import key_text
from kuzbass_batch.reading.own_names import KEY_FILE
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.participants import Participant

HERE = Path(__file__).parent
FOLDER = HERE / "2025"
METHODOLOGY = load_methodology(2025)
FORMS = load_forms(METHODOLOGY)
SELF, PASSPORT = FORMS[Kind.SELF_ASSESSMENT], FORMS[Kind.PASSPORT]
BY_LETTER = dict(zip("ИМП", CATEGORIES, strict=True))
SURNAMES = ("Абрамова", "Белова", "Власова", "Громова", "Дьякова", "Ершова", "Жукова", "Зимина")
NAMES = ("Алина", "Бэлла", "Вера", "Галина", "Елена", "Инна", "Ксения", "Лариса", "Нина")
PATRONYMICS = ("Ивановна", "Петровна", "Сергеевна", "Львовна", "Павловна", "Юрьевна", "Олеговна")
EVIDENCE = {
    "1.1": "«Дорожная карта», приказ от 14.03.2025 № {n}-п",
    "3.1": "должностная инструкция от 03.02.2025 № {n}",
    "3.2": "должностная инструкция от 03.02.2025 № {n}, п. 2.4",
    "3.3": "положение о проектном офисе, приказ от 20.01.2025 № {n}",
    "4.2": "сертификат ППКО от 11.06.2025 № {n}",
    "4.3": "сертификат ППКО от 18.06.2025 № {n}",
    "5.1": "список обученных (лист «Обучение»), копии удостоверений, {n} л.",
    "6.1": "положение о премировании, приказ от 10.01.2025 № {n}",
    "6.2": "положение о премировании, приказ от 10.01.2025 № {n}, раздел 3",
    "7.1": "программа семинара от 22.04.2025, фото, папка {n}",
    "7.2": "программа конференции от 15.05.2025, фото, папка {n}",
    "7.3": "программа межрегиональной конференции от 09.10.2025, папка {n}",
    "8.1": "заявка на региональный конкурс от 01.09.2025 № {n}",
    "8.2": "приказ о проведении конкурса от 02.06.2025 № {n}",
    "8.3": "диплом участника межрегионального конкурса № {n}",
    "8.4": "диплом лауреата межрегионального конкурса № {n}",
}
Values = Mapping[str, Scalar]


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A participant of the cast with the line of the registry and the points to show."""

    participant: Participant
    line: dict[str, str]
    points: str
    number: int


KEY = hashlib.sha256(b"kuzbass-batch input samples").digest()
"""The key of the samples' folder: with one of their own, the same input gives the same bytes."""


def cast() -> dict[str, Member]:
    """Return the members of cast.csv keyed by id."""
    with (HERE / "cast.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    return {line["id"]: _member(line, number) for number, line in enumerate(lines, start=1)}


def _member(line: dict[str, str], number: int) -> Member:
    category = BY_LETTER[line["category"]]
    participant = Participant(
        id=line["id"], name=line["name"], short_name=line["short_name"], category=category
    )
    entries = line | {"category": category.name}
    points = entries.pop("points")
    return Member(participant=participant, line=entries, points=points, number=number)


CAST = cast()


def registry() -> bytes:
    """Return the registry of the cast."""
    answers: dict[str, Scalar] = {
        f"participants/{member.number}/{key}": text
        for member in CAST.values()
        for key, text in member.line.items()
        if text
    }
    spec = FORMS[Kind.REGISTRY]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


def marks(points: str) -> dict[str, Scalar]:
    """Return the marks that give these points, one digit per criterion."""
    return {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for criterion, value in zip(METHODOLOGY.criteria, map(int, points), strict=True)
        for row in criterion.rows
    }


def person(number: int) -> str:
    """Return an invented name."""
    return " ".join(names[number % len(names)] for names in (SURNAMES, NAMES, PATRONYMICS))


def answers_of(member: Member, points: str, day: dt.date) -> dict[str, Scalar]:
    """Return a careful participant's answers."""
    given = marks(points)
    answers: dict[str, Scalar] = dict(prefill(SELF, member.participant))
    answers |= {
        "filled_on": day,
        "executor_name": person(member.number * 5),
        "executor_post": "консультант",
        "executor_phone": f"8 (384-2) 00-00-{member.number:02}",
        "executor_email": member.line["email"],
        **given,
    }
    for code, words in EVIDENCE.items():
        if given[f"{code}/done"]:
            answers[f"{code}/evidence"] = words.format(n=member.number)
    for number in range(1, 3 + member.number % 3):
        row = {
            "name": person(member.number * 11 + number),
            "post": "главный специалист" if number % 2 else "начальник отдела",
            "date": dt.date(2025, 2 + number * 2, 10 + number),
            "topic": ("Картирование процессов", "Клиентоцентричность", "Проектный офис")[
                number % 3
            ],
            "document": f"удостоверение № {member.number:02}{number:02}",
        }
        answers |= {f"training/{number}/{key}": value for key, value in row.items()}
    return answers


def assessment(
    owner: str,
    points: str = "",
    *,
    day: int = 10,
    code: Identity | None = None,
    **more: Scalar,
) -> bytes:
    """Return a filled self-assessment; `more` replaces answers (`__` stands for `/`).

    day: of December 2025. code: an identity other than the owner's own.
    """
    member = CAST[owner]
    date = dt.date(2025, 12, day)
    answers = answers_of(member, points or member.points, date)
    answers |= {key.strip("_").replace("__", "/"): value for key, value in more.items()}
    return draw_form(SELF, METHODOLOGY, identity=code or SELF.identity(owner), answers=answers)


def passport(owner: str, project: str, goal: str, start: dt.date, **more: Scalar) -> bytes:
    """Return a filled passport; the goal is «name, unit: current → target»."""
    member = CAST[owner]
    name, figures = goal.split(": ")
    current, target = figures.split(" → ")
    answers: dict[str, Scalar] = dict(prefill(PASSPORT, member.participant))
    answers |= {
        "project": project,
        "approver": f"{member.line['head_name']}, {member.line['head_post']}",
        "customer": member.participant.short_name,
        "process": project,
        "bounds": "от обращения заявителя до выдачи результата",
        "leader": person(member.number * 3),
        "team": "; ".join(person(member.number * 3 + at) for at in (1, 2, 3)),
        "ground_1": "Долгие сроки и лишние согласования",
        "ground_2": "Обращения заявителей",
        "goals/1/name": name,
        "goals/1/current": Decimal(current),
        "goals/1/target": Decimal(target),
        "effects": "Заявитель получает результат быстрее, у сотрудника меньше бумаг",
        "filled_on": start - dt.timedelta(days=5),
    }
    for stage in range(1, 11):
        first = start + dt.timedelta(days=24 * (stage - 1))
        answers[f"stages/{stage}/start"] = first
        if stage in range(2, 9):
            answers[f"stages/{stage}/end"] = first + dt.timedelta(days=20)
    answers |= {key.replace("__", "/"): value for key, value in more.items()}
    return draw_form(PASSPORT, METHODOLOGY, identity=PASSPORT.identity(owner), answers=answers)


def good_returns() -> dict[str, bytes]:
    """Return the returns that count as they came."""
    plain = ("ИО-01", "ИО-02", "ИО-03", "ИО-04", "ИО-07", "МО-01", "МО-02", "МО-07", "МО-11",
             "ПО-01", "ПО-09")  # fmt: skip
    files = {f"{owner}.xlsx": assessment(owner) for owner in plain}
    files["МО-01.xlsx"] = assessment(
        "МО-01", **{"7.1__evidence": "программа окружного семинара, 22.04.2025"}
    )
    # «Нет» in all rows above the open zero row counts 0 with a note; rows left open count «нет».
    files["ИО-03.xlsx"] = assessment("ИО-03", **{"4.0__done": None})
    files["ПО-09.xlsx"] = assessment("ПО-09", **{"8.4__done": None, "8.2__done": None})
    files["ИО-01 прежняя.xlsx"] = assessment("ИО-01", "11001110", day=2)
    files["почта/ИО-02 ещё раз.xlsx"] = files["ИО-02.xlsx"]
    files["ИО-08 отметки словами.xlsx"] = edits.edited(assessment("ИО-08"), edits.spell_freely)
    files["скачанный бланк/Самооценка Инспекция.xlsx"] = assessment("ИО-09", code=SELF.identity())
    files["скачанный бланк/Условск.xlsx"] = assessment(
        "МО-05", code=SELF.identity(), participant_id=None, participant_name="г. Условск"
    )
    files["ИО-11.xlsm"] = assessment("ИО-11")
    files["МО-06 с заметками.xlsx"] = edits.edited(
        assessment("МО-06"), edits.insert_rows_and_columns
    )
    return files


def doubtful_returns() -> dict[str, bytes]:
    """Return the returns that count and raise a question."""
    double = {"7.1__done": True, "7.2__done": True}
    unproved = {"3.2__evidence": None, "7.1__evidence": "Программа окружного семинара, 22.04.2025"}
    return {
        "ИО-05 лестница.xlsx": assessment("ИО-05", **{"1.2__done": False}),
        "МО-08 поздняя.xlsx": assessment("МО-08", day=17),
        "2025-12-18/ПО-02.xlsx": assessment("ПО-02"),
        "МО-10 вписан итог.xlsx": edits.edited(
            assessment("МО-10", **{"4.2__evidence": "фото стенда", "8.2__evidence": "приказ № 28"}),
            edits.type_over_total,
        ),
        "ПО-12.xlsx": assessment(
            "ПО-12", participant_name="Дорожная служба Кузбасса", **only_one_trained()
        ),
        "ПО-13.xlsx": assessment("ПО-13", **double),
        "почта/МО-02 уточнение.xlsx": assessment("МО-02", day=12, **unproved),
    }


def faulty_returns() -> dict[str, bytes]:
    """Return the returns that go back, each for a fault of its own."""
    blank = {f"2.{row}__done": None for row in range(4)}
    wrong_marks = {"1.2": "может быть", "2.3": "x", "6.1": "частично", "7.0": "да"}
    return {
        "ИО-03 поздняя с ошибкой.xlsx": edits.edited(
            assessment("ИО-03", "33333233", day=12), edits.set_marks({"1.2": "может быть"})
        ),
        "ИО-06.xlsx": assessment("ИО-06", **blank),
        "скачанный бланк/Пробный район.xlsx": assessment(
            "МО-12",
            code=SELF.identity(),
            participant_id=None,
            participant_name="Администрация Пробного муниципальнго района (вымышленная)",
        ),
        "ИО-15 критерий наполовину.xlsx": assessment(
            "ИО-15", **{"3.1__done": None, "3.2__done": None, "3.3__done": None}
        ),
        "МО-13 обучение не дописано.xlsx": assessment(
            "МО-13", training__2__date=None, training__2__document=None
        ),
        "ПО-15 лист прошлогоднего бланка.xlsx": edits.edited(
            assessment("ПО-15"), edits.last_year_s_sheet
        ),
        "ПО-16 формула без значения.xlsx": edits.edited(assessment("ПО-16"), edits.mark_by_formula),
        "ПО-04 объединены ячейки.xlsx": edits.edited(assessment("ПО-04"), edits.merge_marks),
        "ПО-06 ошибка REF.xlsx": edits.edited(assessment("ПО-06"), edits.break_reference),
        "ПО-07 пустая.xlsx": edits.edited(
            draw_form(
                SELF,
                METHODOLOGY,
                identity=SELF.identity("ПО-07"),
                answers=prefill(SELF, CAST["ПО-07"].participant),
            ),
            edits.only_save,
        ),
        "ПО-08 много ошибок.xlsx": edits.edited(
            assessment("ПО-08", filled_on="вчера", executor_phone=None),
            edits.set_marks(wrong_marks),
        ),
        "ПО-10 прошлогодний бланк.xlsx": assessment(
            "ПО-10", code=replace(SELF.identity("ПО-10"), period=Period(2024))
        ),
        "ПО-11 чужой бланк.xlsx": assessment("ПО-11", code=SELF.identity("ПО-02")),
        "ПО-14 другая версия.xlsx": assessment(
            "ПО-13", code=replace(SELF.identity("ПО-14"), version=7)
        ),
        "самооценка без кода.xlsx": edits.edited(
            assessment("ИО-13", "11111111"), edits.remove_code
        ),
        "неизвестный участник.xlsx": assessment(
            "МО-09", code=SELF.identity("МО-77"), participant_id="МО-77",
            participant_name="Администрация города Планскa",
        ),
    }  # fmt: skip


def only_one_trained() -> dict[str, Scalar]:
    """Return the answers of a list of one trained employee, named twice, last year's date."""
    keys = ("name", "post", "date", "topic", "document")
    left: dict[str, Scalar] = {f"training__{row}__{key}": None for row in (3, 4) for key in keys}
    name = person(CAST["ПО-12"].number * 11 + 1)
    return left | {"training__2__name": name, "training__2__date": dt.date(2024, 11, 5)}


def passports() -> dict[str, bytes]:
    """Return passports, several of one participant among them, good and bad."""
    spring, summer = dt.date(2025, 3, 3), dt.date(2025, 6, 2)
    autumn, winter = dt.date(2025, 9, 1), dt.date(2025, 12, 1)
    mended = {"goals__1__target": Decimal(30), "stages__4__end": dt.date(2025, 1, 15)}
    lost = {"leader": None, "goals__1__name": None, "goals__1__current": None,
            "goals__1__target": None}  # fmt: skip
    return {
        "ИО-01 паспорт.xlsx": passport(
            "ИО-01", "Ответ на обращение за три дня", "Сокращение срока, дней: 12 → 3", spring),
        "паспорта/ИО-02 паспорт 1.xlsx": passport(
            "ИО-02", "Выдача справки без очереди", "Сокращение времени, минут: 40 → 10", spring),
        "паспорта/ИО-02 паспорт 2.xlsx": passport(
            "ИО-02", "Единый дашборд министра", "Увеличение доли отчётов онлайн, %: 20 → 80",
            dt.date(2025, 4, 7)),
        "паспорта/ИО-07 паспорт.xlsx": passport(
            "ИО-07", "План закупок за неделю", "Сокращение срока, дней: 21 → 7", autumn),
        "паспорта/ИО-07 паспорт 2.xlsx": passport(
            "ИО-07", "Согласование отчёта в один день", "Сокращение срока, дней: 5 → 1",
            dt.date(2025, 1, 13), ground_2="Долгие сроки и лишние согласования"),
        "паспорта/ИО-11 паспорт.xlsx": passport(
            "ИО-11", "Жизненная ситуация «Рождение ребёнка»",
            "Сокращение числа посещений, раз: 6 → 2", dt.date(2025, 2, 3)),
        "паспорта/ИО-14 паспорт.xlsx": passport(
            "ИО-14", "Порядок на складе набросков", "Сокращение времени поиска, минут: 15 → 2",
            summer),
        "паспорта/МО-01 паспорт.xlsx": passport(
            "МО-01", "Приём заявлений в округе", "Сокращение времени, минут: 35 → 15", spring),
        "паспорта/МО-06 паспорт.xlsx": passport(
            "МО-06", "Ремонт двора по заявке", "Сокращение срока, дней: 45 → 20",
            dt.date(2025, 8, 4), stages__3__end=dt.date(2025, 10, 30)),
        "паспорта/МО-11 паспорт.xlsx": passport(
            "МО-11", "Запись в кружок за пять минут", "Сокращение времени, минут: 5 → 30", spring),
        "паспорта/ПО-01 паспорт.xlsx": passport(
            "ПО-01", "Образец приёмной", "Рост удовлетворённости, %: 71 → 90", winter),
        "паспорта/ИО-04 паспорт с ошибкой.xlsx": passport(
            "ИО-04", "Запас на складе", "Сокращение запаса, дней: 30 → 10", spring, **mended),
        "паспорта/МО-10 паспорт без целей.xlsx": passport(
            "МО-10", "Порядок в архиве", "Сокращение времени, минут: 20 → 5", spring, **lost),
        "паспорта/ПО-05 этапы не по порядку.xlsx": passport(
            "ПО-05", "Запись к врачу", "Сокращение ожидания, минут: 50 → 15", spring,
            stages__3__start=dt.date(2025, 2, 1)),
    }  # fmt: skip


def litter() -> dict[str, bytes]:
    """Return what else lies in such a folder."""
    return {
        "повреждён.xlsx": assessment("МО-01")[:3000],
        "страница.xls": b"<html><table><tr><td>1</td></tr></table></html>",
        "пустой файл.xlsx": b"",
        "Статистика обращений.xlsx": edits.foreign_book(),
        "~$ИО-01.xlsx": b"lock",
        "Thumbs.db": b"thumbs",
        "подтверждения/ИО-01 сертификат.pdf": b"%PDF-1.4 sample",
        "подтверждения/ПО-09 фото.jpg": b"\xff\xd8\xff\xe0 sample",
    }


def samples() -> dict[str, bytes]:
    """Return every sample file that the program itself can draw, by its path."""
    files = {"Реестр участников.xlsx": registry(), KEY_FILE: key_text(KEY)}
    for group in (good_returns(), doubtful_returns(), faulty_returns(), passports(), litter()):
        files |= group
    return files


def for_libreoffice() -> dict[str, bytes]:
    """Return the forms that LibreOffice opens and saves under these names."""
    untrained = {
        f"training__{row}__{key}": None
        for row in range(1, 6)
        for key in ("name", "post", "date", "topic", "document")
    }
    return {
        "из LibreOffice/ИО-10.ods": assessment("ИО-10"),
        "из LibreOffice/ИО-12.xlsx": assessment("ИО-12", **untrained),
        "из LibreOffice/ИО-13 с формулой.xlsx": edits.edited(
            assessment("ИО-13"), edits.put_formulas
        ),
        "из LibreOffice/МО-04.xls": assessment("МО-04"),
        "из LibreOffice/МО-09.ods": assessment("МО-09"),
        "из LibreOffice/ПО-05.xls": assessment("ПО-05"),
    }


def main() -> None:
    """Write the samples anew; one that LibreOffice saves differently each time stays as it is."""
    earlier = {name: (FOLDER / name).read_bytes() for name in for_libreoffice() if _lies(name)}
    shutil.rmtree(FOLDER, ignore_errors=True)
    saved = {
        name: edits.saved_by_libreoffice(data, name.rpartition(".")[2])
        for name, data in for_libreoffice().items()
    }
    saved |= {
        name: data for name, data in earlier.items() if edits.says_the_same(data, saved[name])
    }
    for name, data in (samples() | saved).items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _lies(name: str) -> bool:
    return (FOLDER / name).is_file()


if __name__ == "__main__":
    main()
