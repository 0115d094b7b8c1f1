"""The committee's year on the samples: what lies in the folder on which day, and the six commands.

Run: python -m input_samples.year OUTPUT_DIR    (`make year`; ends with the result of 1 April)
"""

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.records.year.year import STAGE_NAMES, Stage

HERE = Path(__file__).parent
DECEMBER, LATER = HERE / "2025", HERE / "2025-year"
INCOMING, RESULT, BLANKS = "входящие", "результат", "бланки"
REGISTRY, DECISIONS = "Реестр участников.xlsx", "Решения-2025.xlsx"
REGISTERS = "Реестры программы.xlsx"
MARK = ".учебный год"
NOT_YET = ("2025-12-18/ПО-02.xlsx", "МО-08 поздняя.xlsx")
"""Returns of the December folder that came in after 16 December: the next step brings them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A day of the year: what is added to the folder before it, and what the committee did."""

    folder: str
    as_of: dt.date
    story: tuple[str, ...]
    options: tuple[str, ...] = ()


STEPS = (
    Step(
        folder="0-december",
        as_of=dt.date(2025, 12, 16),
        story=(
            "Срок самооценок истёк вчера. В папке – всё присланное, реестр, календарь комитета",
            "и results.json прошлого года.",
        ),
    ),
    Step(
        folder="1-january",
        as_of=dt.date(2026, 1, 30),
        story=(
            "Пришли исправленные формы: письмом (.eml), архивом (.zip) и файлом.",
            "Комитет проверил баллы по документам, принял решения о допуске, утвердил прочтения:",
            "всё внесено в книгу решений, которую начертил декабрьский расчёт. Сертификаты,",
            "конкурсы, обучение и проекты – в «Реестрах программы»: о них уже не спрашивают.",
        ),
        options=("--mails",),
    ),
    Step(
        folder="2-march",
        as_of=dt.date(2026, 3, 10),
        story=(
            "Результаты вручены, даты получения внесены. Три участника прислали форму несогласия,",
            "двое написали от руки, один прислал новую самооценку уже после проверки.",
        ),
        options=("--mails",),
    ),
    Step(
        folder="3-april",
        as_of=dt.date(2026, 4, 1),
        story=(
            "Несогласия рассмотрены, кроме одного; ответы отправлены. Подводятся итоги.",
        ),
    ),
)  # fmt: skip


def lay(step: Step, incoming: Path) -> None:
    """Add to the folder what came before the day of a step; the clerk replaces his own workbook."""
    if step is STEPS[0]:
        shutil.copytree(DECEMBER, incoming)
        for name in NOT_YET:
            (incoming / name).unlink()
    elif step is STEPS[1]:
        for name in NOT_YET:
            copy_to(DECEMBER / name, incoming / name)
    for path in sorted((LATER / step.folder).rglob("*")):
        if path.is_file():
            copy_to(path, incoming / path.relative_to(LATER / step.folder))


def copy_to(source: Path, target: Path) -> None:
    """Copy a file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def commands(step: Step, root: Path) -> Iterator[list[str]]:
    """Yield the commands of a step as the clerk types them."""
    folder, result = f"{root}/{INCOMING}", f"{root}/{RESULT}"
    if step is STEPS[0]:
        yield ["issue", f"{folder}/{REGISTRY}", "--output", f"{root}/{BLANKS}", "--year", "2025"]
    run = ["run", folder, "--output", result, "--as-of", step.as_of.isoformat()]
    if step is STEPS[1]:
        yield [*run, "--dry-run"]
    yield [*run, *step.options]


def begin(root: Path) -> None:
    """Make the folder anew; one that this walk has not made is somebody's and is left alone."""
    if root.exists() and not (root / MARK).exists():
        sys.exit(f"Папка «{root}» уже есть и создана не учебным годом. Укажите другую.")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / MARK).touch()


def walk(root: Path) -> None:
    """Walk the year below `root` and tell on screen what happens."""
    begin(root)
    number, before = 0, set[str]()
    for step in STEPS:
        say(f"\n=== {step.as_of:%d.%m.%Y} ===", *step.story)
        lay(step, root / INCOMING)
        for command in commands(step, root):
            number += 1
            say(f"\n{number}. kuzbass-batch {' '.join(map(quoted, command))}\n")
            status = subprocess.run([sys.executable, "-m", "kuzbass_batch", *command]).returncode
            if status > 1:
                sys.exit(f"Код завершения {status}: год не пройден, причина названа выше.")
        now = files_in(root / RESULT)
        say("", *told(root / RESULT, now - before))
        before = now


def quoted(word: str) -> str:
    """Return a word of a command as it has to be typed."""
    return f'"{word}"' if " " in word else word


def say(*lines: str) -> None:
    """Show lines at once, whatever reads them."""
    print(*lines, sep="\n", flush=True)


def files_in(folder: Path) -> set[str]:
    """Return the files of a folder, by their paths in it."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def told(result: Path, fresh: Iterable[str]) -> Iterator[str]:
    """Yield how far the year has come by this result, and what it has that the last had not."""
    people = json.loads((result / "results.json").read_text("utf-8"))["participants"]
    stages = Counter(person["stage"] for person in people)
    levels = Counter(person["level"] for person in people if person["level"])
    named = (f"{STAGE_NAMES[each]} – {stages[each]}" for each in Stage if stages[each])
    yield f"Состояние: {', '.join(named)}."
    yield f"Уровни: {', '.join(f'{level} – {count}' for level, count in levels.most_common())}."
    folders = Counter(name.rpartition("/")[0] for name in fresh)
    yield "Появилось:"
    for name in sorted(fresh):
        if "/" not in name:
            yield f"  {name}"
    for folder, count in sorted(folders.items()):
        if folder:
            yield f"  {folder}/ (файлов: {count})"


if __name__ == "__main__":
    walk(Path(sys.argv[1]))
