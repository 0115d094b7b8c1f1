"""Two years of the committee on the samples: what lies in the folder on which day, each command.

Run: python -m input_samples.year OUTPUT_DIR    (`make year`; the first year ends with the result of
1 April, the second with the returns of December)
"""

import datetime as dt
import itertools
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from kuzbass_batch.records.committee.outgoing import REGISTER_HEADS, monitoring_word
from kuzbass_batch.records.year.year import STAGE_NAMES, Stage

HERE = Path(__file__).parent
DECEMBER, LATER = HERE / "2025", HERE / "2025-year"
NEXT, JULY = HERE / "2026", HERE / "2026-year" / "0-july"
NEXT_TEMPLATES = HERE / "2026-templates"
"""The committee's folder of templates in 2026: contest, criteria of checks."""
NEXT_DECISIONS = "Решения-2026.xlsx"
INCOMING, RESULT, BLANKS = "входящие", "результат", "бланки"
REGISTRY, DECISIONS = "Реестр участников.xlsx", "Решения-2025.xlsx"
REGISTERS = "Реестры программы.xlsx"
HEAD_ROW = 3
"""The row of the heads in the register of letters."""
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


NEXT_STEPS = (
    Step(
        folder="0-july",
        as_of=dt.date(2026, 7, 10),
        story=(
            "Второй год: новая папка, реестр участников с прошлогодними уровнями, results.json и",
            "«Реестры программы» прошлого года. Пришли отчёты о проектах за два квартала. Настал",
            "день мониторинга: консультаций меньше, чем ожидалось, причина и мера внесены.",
            "Объявлен конкурс лучших практик: участникам составлены письма с бланком заявки.",
        ),
    ),
    Step(
        folder="1-october",
        as_of=dt.date(2026, 10, 12),
        story=(
            "Мониторинг за II квартал отправлен и отмечен в реестре исходящих: он больше не",
            "перечерчивается. Отставание восполнено. Заявки на конкурс рассмотрены: о допуске и об",
            "отказе составлены письма. Пришли листы жюри: один после срока, один с личным",
            "интересом. Протокол внесён: готовы дипломы и письма об итогах, места – в реестре.",
        ),
    ),
    Step(
        folder="2-december",
        as_of=dt.date(2026, 12, 16),
        story=("Пришли самооценки. О чём сказано в реестрах, о том участников не спрашивают.",),
    ),
)
"""The year after: its monitorings by quarter, and a rating that asks the registers first."""
SENT_ON = dt.date(2026, 7, 10)
"""When the monitoring of the second quarter went out."""


def lay_next(step: Step, incoming: Path) -> None:
    """Add to the folder of the second year what came before the day of a step."""
    december = step is NEXT_STEPS[-1]
    for path in sorted(NEXT.rglob("*")):
        name = path.relative_to(NEXT)
        own = name.name == REGISTERS or len(name.parts) == 1
        if not own and name.parts[0][:1].isdigit() and name.parts[0] > step.as_of.isoformat():
            continue  # It comes on a later day.
        minutes = name.name == NEXT_DECISIONS and step is not NEXT_STEPS[0]
        registry = name.name.startswith("Реестр участников")
        if path.is_file() and (december or not own or registry or minutes):
            copy_to(path, incoming / name)
    book = JULY if step is NEXT_STEPS[0] else NEXT
    copy_to(book / REGISTERS, incoming / REGISTERS)


def next_commands(step: Step, root: Path) -> Iterator[list[str]]:
    """Yield the commands of a step of the second year as the clerk types them."""
    run = ["run", f"{root}/{INCOMING}-2026", "--output", f"{root}/{RESULT}-2026"]
    templates = ["--templates", str(NEXT_TEMPLATES)]
    yield [*run, "--year", "2026", "--as-of", step.as_of.isoformat(), *templates]


def enter_sending(result: Path, what: str, day: dt.date) -> None:
    """Enter the day on which something went out into the register of letters of a result."""
    (path,) = result.glob("Исходящие-*.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[HEAD_ROW]}
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        if sheet.cell(row, heads[REGISTER_HEADS["what"]]).value == what:
            sheet.cell(row, heads[REGISTER_HEADS["sent"]]).value = day
    book.save(path)


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
    numbers = itertools.count(1)
    walk_steps(STEPS, lay, commands, root, "", numbers)
    walk_steps(NEXT_STEPS, lay_next, next_commands, root, "-2026", numbers)


def walk_steps(
    steps: Iterable[Step],
    lay_step: Callable[[Step, Path], None],
    asked: Callable[[Step, Path], Iterator[list[str]]],
    root: Path,
    year: str,
    numbers: Iterator[int],
) -> None:
    """Walk the steps of one year; year: what the names of its folders end in."""
    result, before = root / f"{RESULT}{year}", set[str]()
    for step in steps:
        say(f"\n=== {step.as_of:%d.%m.%Y} ===", *step.story)
        lay_step(step, root / f"{INCOMING}{year}")
        if step is NEXT_STEPS[1]:
            enter_sending(result, monitoring_word(2), SENT_ON)
        for command in asked(step, root):
            say(f"\n{next(numbers)}. kuzbass-batch {' '.join(map(quoted, command))}\n")
            status = subprocess.run([sys.executable, "-m", "kuzbass_batch", *command]).returncode
            if status > 1:
                sys.exit(f"Код завершения {status}: год не пройден, причина названа выше.")
        now = files_in(result)
        say("", *told(result, now - before))
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
    if levels:
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
