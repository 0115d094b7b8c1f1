"""The blank of an application to a contest as its announcement makes it (p. 2.7).

Blanks are drawn with the contest's name, days and nominations; they are read without them, so that
what a file says does not hang on the announcement.
"""

from dataclasses import replace

from kuzbass_batch import wording
from kuzbass_batch.forms.spec.specification import Block, FormSpec, SheetSpec, ValueKind
from kuzbass_batch.records.committee.contest import PracticeContest

NOMINATION = "nomination"
"""The field in which one of the nominations is chosen."""
ANNOUNCED = "announced"
"""The block of words that the announcement stands above."""


def announced_form(spec: FormSpec, contest: PracticeContest) -> FormSpec:
    """Return the blank of an application with what the announcement says."""
    return replace(
        spec,
        title=f"{spec.title} «{_bare(contest.name)}»",
        sheets=tuple(_sheet(each, contest) for each in spec.sheets),
    )


def _bare(name: str) -> str:
    """Return a name without the quotes around the whole of it."""
    whole = name.startswith("«") and name.endswith("»") and name.count("«") == 1
    return name[1:-1] if whole else name


def _sheet(sheet: SheetSpec, contest: PracticeContest) -> SheetSpec:
    return replace(sheet, blocks=tuple(_block(each, contest) for each in sheet.blocks))


def _block(block: Block, contest: PracticeContest) -> Block:
    if block.key == ANNOUNCED:
        return replace(block, paragraphs=(*_words(contest), *block.paragraphs))
    choices = tuple(each.title for each in contest.nominations)
    rows = (
        replace(
            row,
            fields=tuple(
                replace(each, kind=ValueKind.CHOICE, choices=choices)
                if each.field_id == NOMINATION
                else each
                for each in row.fields
            ),
        )
        for row in block.rows
    )
    return replace(block, rows=tuple(rows))


def _words(contest: PracticeContest) -> tuple[str, ...]:
    ask = f" Спросить о конкурсе: {contest.contact}." if contest.contact else ""
    days = (
        f"Заявки принимаются по {wording.day(contest.until)} включительно, итоги – "
        f"{wording.day(contest.results)}.{ask}"
    )
    listed = (
        f"Номинация «{_bare(each.title)}»{f': {each.about}' if each.about else ''}"
        for each in contest.nominations
    )
    return days, *listed
