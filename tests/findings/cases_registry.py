"""The registry of participants, looked at by itself as `check` does: a run with errors stops."""

from kuzbass_batch.records.files.sources import Kind
from tests.findings.edits import edited
from tests.findings.folder import REGISTRY
from tests.findings.table import pair
from tests.office import CATEGORIES, NAMES


def lines() -> dict[str, object]:
    """The registry of the sound folder: ИО-01, ИО-02, ПО-01 under ИО-01, МО-01 from row 6 on."""
    answers: dict[str, object] = {}
    for number, (who, name) in enumerate(NAMES.items(), start=1):
        line = {"id": who, "name": name, "short_name": name.split()[-1],
                "category": CATEGORIES[who[:2]], "head_post": f"руководитель «{name}»",
                "head_name": "Примеров Пётр Петрович"}  # fmt: skip
        line |= {"parent": "ИО-01"} if who == "ПО-01" else {}
        answers |= {f"participants/{number}/{key}": value for key, value in line.items()}
    return answers


def cells(
    code: str,
    at: str,
    fault: str,
    sound: str = "",
    *,
    place: str = "",
    beside: tuple[str, ...] = (),
) -> None:
    """Enter a pair of registries that differ in one cell; `place`: where the finding stands."""

    def files(value):
        return {REGISTRY: edited(Kind.REGISTRY, lines(), f"Реестр!{at}: {value}", "")}

    where = (REGISTRY, f"Реестр!{at}")
    pair(code, where, lambda: files(fault), lambda: files(sound), alone=True)


cells("R001", "H7", "", "министр")
cells("R002", "B7", "ио-01", "ИО-03")
cells("R003", "D7", "Министерство ПРИМЕРОВ", "Минобразцов")
cells("R004", "F7", "министерство", "исполнительный орган")
cells("R005", "G8", "ИО-07", "ИО-02")
cells("R006", "G8", "ПО-01", "ИО-02")
cells("R007", "L7", "да", "ж")
cells("R008", "N7", "Высший", "Лидер")
cells("R009", "G8", "", "ИО-02")
cells("R011", "M7", "a@b", "a@b.ru")
cells("R012", "B7", "ИО 03", "ИО-03")
cells("R013", "H7", "министр", "министр образцов")
cells("F034", "C35001", "Министерство далёкое")
pair(
    "R010", (REGISTRY, ""),
    lambda: {REGISTRY: edited(Kind.REGISTRY, {}, "", "")},
    lambda: {REGISTRY: edited(Kind.REGISTRY, lines(), "", "")},
    alone=True,
)  # fmt: skip
