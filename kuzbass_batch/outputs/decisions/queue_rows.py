"""The rows of «Очередь», what is not ticked off yet, and of «Разобранное», what is."""

from collections.abc import Iterable, Iterator, Mapping

from kuzbass_batch.file_names import MESSAGES, suffix_of
from kuzbass_batch.forms.drawing.table_rows import FileLink, LongTableRow
from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.outputs.decisions.short_rows import Drawn, Values, entered, link_to, printed
from kuzbass_batch.outputs.names import form_name, made_of
from kuzbass_batch.records.committee.decisions import DecisionTable, plain
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.returns.returns import FileResult
from kuzbass_batch.records.year.year import QueueItem

ENTRY = "запись книги"
Names = Mapping[str, str]
"""The short name of each participant by his folded id."""


def queue_rows(drawn: Drawn, items: Iterable[QueueItem], names: Names) -> Iterator[LongTableRow]:
    """Yield a row for each item with what is entered beside it, then the entries left over."""
    table = drawn.entries[DecisionTable.QUEUE]
    waiting = {(e.text("stamp"), plain(e.text("file"))): e for e in reversed(table)}
    placed: set[int] = set()
    for item in items:
        own = waiting.get((item.stamp, plain(item.place)))
        placed.add(id(own))
        values = _item(item, names)
        if own:
            values |= entered(own) | {"remark": drawn.remark(own)}
        yield LongTableRow(values=values)
    for entry in table:
        if id(entry) not in placed:
            yield LongTableRow(
                values=printed(entry) | entered(entry) | {"remark": drawn.remark(entry)}
            )


def _item(item: QueueItem, names: Names) -> Values:
    file = item.file
    return {
        "participant": item.participant,
        "name": names.get(fold(item.participant), ""),
        "came": item.came,
        "what": ENTRY if file is None else _what(file),
        "file": item.place,
        "made": item.made if file is None else made_of(file, item.made),
        "may": item.may,
        "stamp": item.stamp,
    }


def _what(file: FileResult) -> Scalar | FileLink:
    """Return what a file is, as a link to it where one can be made."""
    suffix = suffix_of(file.source.path).lower()
    word = form_name(file.read) or ("письмо" if suffix in MESSAGES else suffix) or "файл"
    link = link_to(file.source, linked=True)
    return FileLink(link.path, word) if isinstance(link, FileLink) else word


def ticked_rows(drawn: Drawn, names: Names) -> Iterator[LongTableRow]:
    """Yield what was ticked off, as it was entered."""
    for entry in drawn.entries[DecisionTable.TICKED]:
        name = names.get(fold(entry.text("participant")), "")
        values = printed(entry) | {"name": name} | entered(entry)
        yield LongTableRow(values=values | {"remark": drawn.remark(entry)})
