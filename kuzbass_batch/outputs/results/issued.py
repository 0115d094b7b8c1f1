"""What the screen says of blanks that were issued, also again into the same folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kuzbass_batch import wording
from kuzbass_batch.outputs.plain_text import one_line
from kuzbass_batch.records.blank_plan import BlankPlan

SHOWN = 5
"""Names of files in one line."""


def issued_lines(plan: BlankPlan, folder: Path) -> Iterator[str]:
    """Yield the lines on blanks put into `folder`: how many, and what is otherwise."""
    every, page = plan.issued, plan.page
    yield one_line(f"Выдано бланков: {every}. Они лежат в папке «{folder}».")
    added, renewed, left = (
        sum(name != page for name in names) for names in (plan.added, plan.renewed, plan.left)
    )
    if added < every or plan.outdated:
        yield f"Из них новых: {added}, обновлено: {renewed}, без изменений: {left}."
    if page and page not in plan.kept:
        yield one_line(f"Памятка для участников – «{page}» там же: разошлите её вместе с бланками.")
    for names, words in (
        (plan.renewed, "Обновлены, прежние никто не сохранял"),
        (plan.outdated, "Убраны: выданы тем же участникам под новыми именами"),
        (plan.kept, "Не тронуты: файлы с этими именами кто-то сохранил, они не обновлены"),
        (plan.unknown, "Не тронуты: таких участников в реестре нет"),
    ):
        if names:
            yield one_line(f"{words} ({len(names)}): {_shown(names)}.")


def _shown(names: Iterable[str]) -> str:
    return wording.some([f"«{name}»" for name in names], shown=SHOWN)
