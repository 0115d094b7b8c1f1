"""Make the sample folder `input_samples/2025` from real blanks (all bodies are invented).

Run: python input_samples/make_samples.py
"""

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

from kuzbass_batch.forms.blank import draw_form
from kuzbass_batch.forms.spec import load_forms
from kuzbass_batch.model.methodology_file import load_methodology
from kuzbass_batch.model.records import Kind

FOLDER = Path(__file__).parent / "2025"
METHODOLOGY = load_methodology(2025)
FORMS = load_forms(METHODOLOGY)

E, M, S = "исполнительный орган", "муниципальное образование", "подведомственная организация"
# id, short name, category, parent, head's post, head's name, last year's level, points
CAST = (
    ("ИО-01", "Минпримеров", E, "", "министр", "Образцов Пётр Ильич", "Прогрессивный", "12222222"),
    ("ИО-02", "Минобразцов", E, "", "министр", "Примерова Анна Львовна", "Лидер", "33333234"),
    ("ИО-03", "Минвымысла", E, "", "министр", "Вымыслов Олег Юрьевич", "Базовый", "30302010"),
    ("ИО-04", "Минзапаса", E, "", "министр", "Запасова Инна Олеговна", "", "10200232"),
    ("ИО-05", "Депусловностей", E, "", "начальник", "Условный Глеб Ильич", "Базовый", "33332000"),
    ("ИО-06", "Минчерновика", E, "", "министр", "Черновик Яна Павловна", "Лидер", "00000000"),
    ("МО-01", "Образцовский округ", M, "", "глава округа", "Ладный Иван Фомич", "", "22202010"),
    ("МО-02", "Примерский округ", M, "", "глава округа", "Светлая Зоя Марковна", "", "22202010"),
    ("МО-03", "Тестовый округ", M, "", "глава округа", "Тестов Артём Ильич", "Базовый", None),
    ("ПО-01", "Центр примеров", S, "ИО-01", "директор", "Дельный Егор Ильич", "", "33323232"),
    ("ПО-02", "Школа образцов", S, "МО-01", "директор", "Умная Вера Ильинична", "", "11101111"),
    ("ПО-03", "Бюро вымысла", S, "ИО-03", "директор", "Тихий Лев Ильич", "", None),
)


def long_name(short: str) -> str:
    """Return the full name of an invented body."""
    return f"{short} (вымышленный участник)"


def registry() -> bytes:
    """Return the registry of the cast."""
    answers: dict[str, str] = {}
    columns = ("id", "short_name", "category", "parent", "head_post", "head_name", "last_level")
    for number, line in enumerate(CAST, start=1):
        values = dict(zip(columns, line[:7], strict=True)) | {"name": long_name(line[1])}
        answers |= {f"participants/{number}/{key}": v for key, v in values.items() if v}
    spec = FORMS[Kind.REGISTRY]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


def marks(points: str) -> dict[str, bool]:
    """Return the marks that give these points, one digit per criterion."""
    return {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for criterion, value in zip(METHODOLOGY.criteria, map(int, points), strict=True)
        for row in criterion.rows
    }


def assessment(participant: str, points: str, day: int = 10, **more: object) -> bytes:
    """Return a filled self-assessment; `more` replaces answers (`__` stands for `/`)."""
    short = next(line[1] for line in CAST if line[0] == participant)
    answers: dict[str, object] = {
        "participant_id": participant,
        "participant_name": long_name(short),
        "filled_on": dt.date(2025, 12, day),
        "executor_name": "Исполнителева Мария Ивановна",
        "executor_phone": "8 (384-2) 00-00-00",
        **marks(points),
        **{
            f"{row.code}/evidence": f"{row.evidence}, {participant}, от 01.09.2025 № 1"
            for criterion in METHODOLOGY.criteria
            for row in criterion.rows
            if row.evidence and marks(points)[f"{row.code}/done"]
        },
    }
    for number, name in enumerate(("Первый Илья Ильич", "Вторая Ольга Ильинична"), start=1):
        values = (name, "консультант", dt.date(2025, 5, 20), "Картирование", f"сертификат {number}")
        keys = ("name", "post", "date", "topic", "document")
        answers |= {f"training/{number}/{k}": v for k, v in zip(keys, values, strict=True)}
    answers |= {key.replace("__", "/"): value for key, value in more.items()}
    spec = FORMS[Kind.SELF_ASSESSMENT]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(participant), answers=answers)


def passport(participant: str, project: str, *, target: int = 5) -> bytes:
    """Return a filled passport; a target of 10 equals the current value and is a fault."""
    short = next(line[1] for line in CAST if line[0] == participant)
    texts = ("approver", "customer", "process", "bounds", "leader", "team", "effects")
    answers: dict[str, object] = {name: f"Сведения: {name}" for name in texts}
    answers |= {
        "participant_id": participant,
        "participant_name": long_name(short),
        "project": project,
        "ground_1": "Долгий срок ответа",
        "ground_2": "Жалобы заявителей",
        "goals/1/name": "Сокращение срока, дней",
        "goals/1/current": Decimal(10),
        "goals/1/target": Decimal(target),
        "filled_on": dt.date(2025, 11, 20),
    }
    for stage in range(1, 11):
        answers[f"stages/{stage}/start"] = dt.date(2025, stage, 1)
        if stage in range(2, 9):
            answers[f"stages/{stage}/end"] = dt.date(2025, stage, 25)
    spec = FORMS[Kind.PASSPORT]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(participant), answers=answers)


def samples() -> dict[str, bytes]:
    """Return every sample file by its path; README.md says what each shows."""
    files = {"Реестр участников.xlsx": registry()}
    files |= {f"{line[0]}.xlsx": assessment(line[0], line[7]) for line in CAST if line[7]}
    files["ИО-01 прежняя.xlsx"] = assessment("ИО-01", "11001110", day=2)
    files["почта/ИО-02 ещё раз.xlsx"] = files["ИО-02.xlsx"]
    files["ИО-03 поздняя с ошибкой.xlsx"] = assessment(
        "ИО-03", "33333333", day=12, **{"1.2__done": "может быть"}
    )
    files["ИО-06.xlsx"] = assessment("ИО-06", "00000000", **{"2.0__done": None, "2.1__done": None,
        "2.2__done": None, "2.3__done": None})  # fmt: skip
    files["2025-12-18/ПО-02.xlsx"] = files.pop("ПО-02.xlsx")
    files["ИО-05.xlsx"] = assessment("ИО-05", "33332000", **{"1.2__done": False})
    files["ИО-02 паспорт.xlsx"] = passport("ИО-02", "Быстрый ответ")
    files["ИО-04 паспорт с ошибкой.xlsx"] = passport("ИО-04", "Без цели", target=10)
    files["повреждён.xlsx"] = files["МО-01.xlsx"][:3000]
    files["страница.xls"] = b"<html><table><tr><td>1</td></tr></table></html>"
    files["~$ИО-01.xlsx"] = b"lock"
    files["подтверждение.pdf"] = b"%PDF-1.4 sample"
    return files


def main() -> None:
    """Write the samples anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, data in samples().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
