"""A committee's office for tests: forms come in, the clerk fills in decisions, the batch runs."""

import atexit
import datetime as dt
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path

import openpyxl

from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.parsing.heads import head_key
from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs import writing
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.outputs.ranking.workbook import write_workbook
from kuzbass_batch.records.committee.decisions import APPROVAL_TOPIC
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.rules.year.queue import queue_of
from tests.filled import ASSESSMENT, FORMS, METHODOLOGY
from tests.runs import look_at, run_at_once
from tests.typed_cells import TypedBook
from tests.year_keys import lay_key

AS_OF = dt.date(2026, 1, 20)
YEAR = year_of(METHODOLOGY)
NAMES = {
    "ИО-01": "Министерство примеров",
    "ИО-02": "Министерство образцов",
    "ПО-01": "Бюро вымысла",
    "МО-01": "Администрация города Условска",
}
CATEGORIES = {
    "ИО": "исполнительный орган",
    "ПО": "подведомственная организация",
    "МО": "орган местного самоуправления",
}
TOPICS = {APPROVAL_TOPIC, *(f"прочтение {reading.id}" for reading in METHODOLOGY.readings)}
"""What the program itself prints into «Протоколы»."""
EXAMPLE = (1, 2, 2, 2, 2, 2, 2, 2)
"""The act's worked example: 15 points, 9.0."""


def _post_of(name):
    """Return a post that names its organisation, as a registry should."""
    ministry = "Министерство "
    return f"министр {name.removeprefix(ministry)}" if ministry in name else f"глава «{name}»"


def registry(names=NAMES, **columns):
    """Return a registry of the participants; `columns` such as `last_level={"ИО-01": …}`."""
    answers = {}
    for number, (who, name) in enumerate(names.items(), start=1):
        line = {
            "id": who,
            "name": name,
            "short_name": name.split()[-1],
            "category": CATEGORIES[who[:2]],
            "head_post": _post_of(name),
            "head_name": "Примеров Пётр Петрович",
            "parent": "ИО-01" if who.startswith("ПО") else "",
        } | {column: of[who] for column, of in columns.items() if who in of}
        answers |= {f"participants/{number}/{key}": value for key, value in line.items() if value}
    spec = FORMS[Kind.REGISTRY]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


def assessment(who, points=EXAMPLE, day=dt.date(2025, 12, 10), name=None, answers=None):
    """Return a self-assessment that claims these points; `answers` by field besides."""
    marks = {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for criterion, value in zip(METHODOLOGY.criteria, points, strict=True)
        for row in criterion.rows
    }
    given = ASSESSMENT | {"filled_on": day, "participant_id": who}
    given |= {"participant_name": name or NAMES.get(who, who)} | marks
    spec = FORMS[Kind.SELF_ASSESSMENT]
    return draw_form(
        spec, METHODOLOGY, identity=spec.identity(who), answers=given | (answers or {})
    )


@cache
def _registry_of_all():
    return registry()


@cache
def _example_of(who, name):
    return assessment(who, name=name)


class Office:
    """The input folder of one year, and where its results go."""

    def __init__(self, folder, names=NAMES, **columns):
        """Begin with a registry and a return of everybody."""
        self.folder, self.output = Path(folder, "входящие"), Path(folder, "итог")
        self.folder.mkdir()
        lay_key(self.folder)
        usual = names is NAMES and not columns
        self.put("Реестр.xlsx", _registry_of_all() if usual else registry(names, **columns))
        for who in names:
            self.put(f"{who}.xlsx", _example_of(who, names[who]))

    def put(self, name, data):
        """Lay a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def remove(self, name):
        """Take a file out of the folder."""
        (self.folder / name).unlink()

    def look(self, as_of=AS_OF, **options):
        """Return what the batch would give; nothing is written."""
        return look_at(self.folder, self.output, as_of=as_of, **options)

    def run(self, as_of=AS_OF, **options):
        """Run the batch, without processes of workers."""
        return run_at_once(self.folder, self.output, year=2025, as_of=as_of, **options)

    def first_run(self):
        """Return what `run` gives in a folder as it begins; the result is a copy of one made once.

        Whoever changes the folder or the program before the first run calls `run` itself.
        """
        made, outcome = _first_run(writing.write_workbook is write_workbook)
        assert not self.output.exists() and _contents(self.folder) == _contents(made.folder)
        made.copy_results(self)
        return outcome

    def copied(self, folder):
        """Return the same office in another folder, with its results."""
        shutil.copytree(self.folder, Path(folder, self.folder.name))
        other = Office.__new__(Office)
        other.folder, other.output = Path(folder, self.folder.name), Path(folder, self.output.name)
        self.copy_results(other)
        return other

    def copy_results(self, other):
        """Copy the result into another office, with what the program remembers beside it."""
        for name in (self.output.name, f".{self.output.name}.state"):
            shutil.copytree(self.output.with_name(name), other.output.with_name(name))

    def draw(self, as_of=AS_OF):
        """Return the decisions workbook that the batch would draw now."""
        outcome = self.look(as_of)
        return draw_decisions(YEAR, sheet_content_of(outcome, queue=queue_of(outcome)))

    def decide(self, text, name="Решения.xlsx", as_of=AS_OF):
        """Fill in the workbook as it would be drawn now and lay it into the folder."""
        data = filled(self.draw(as_of), text)
        self.put(name, data)
        return data


@cache
def _first_run(_with_ranking):
    folder = Path(tempfile.mkdtemp(prefix="office"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    office = Office(folder)
    return office, office.run()


def _contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


def rows_of(sheet):
    """Return the columns of a sheet's head by their words, and the rows beneath the head."""
    head = next(row for row in sheet.iter_rows() if row[0].value == "Код")
    return {head_key(cell.value): cell.column for cell in head if cell.value}, head[0].row + 1


def cell_at(book, sheet, row, column):
    """Return a cell by the words of its column; `row` is `ИО-01.5`, or a number from 1."""
    columns, first = rows_of(book[sheet])
    at = columns[head_key(column)]
    if "." in row:
        who, _, criterion = row.rpartition(".")
        number = next(
            line[0].row
            for line in book[sheet].iter_rows(min_row=first)
            if (line[1].value, line[3].value) == (who, criterion)
        )
    else:
        number = first + int(row) - 1
    return book[sheet].cell(number, at)


def filled(data, text):
    """Return a workbook with the cells of a table `лист | строка | графа | значение` filled in."""
    return typed_into(data, text) or filled_by_openpyxl(data, text)


def typed_into(data, text):
    """Return the workbook with nothing but these cells changed; None if a cell is not drawn so."""
    book = TypedBook(data)
    for sheet, row, column, value in _cells_of(text):
        address = _address(book, sheet, row, column)
        if not book.can_hold(sheet, address, typed(value)):
            return None
        book.type(sheet, address, typed(value))
    return book.saved()


def _cells_of(text):
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]


def _address(book, sheet, row, column):
    """Return the cell that `cell_at` returns, by its address."""
    rows = book.rows(sheet)
    head, texts = next((number, texts) for number, texts in rows if texts.get("A") == "Код")
    columns = {head_key(text): letters for letters, text in texts.items() if text}
    if "." not in row:
        return f"{columns[head_key(column)]}{head + int(row)}"
    who, _, criterion = row.rpartition(".")
    number = next(n for n, line in rows if (line.get("B"), line.get("D")) == (who, criterion))
    return f"{columns[head_key(column)]}{number}"


def filled_by_openpyxl(data, text):
    """Return the workbook read, filled in and written anew by another program."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet, row, column, value in _cells_of(text):
        cell_at(book, sheet, row, column).value = typed(value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(value):
    """Return what a cell holds after a clerk has typed this."""
    try:
        return dt.datetime.strptime(value, "%d.%m.%Y")
    except ValueError:
        return int(value) if value.isdigit() else value.strip("'") or None


def verified(row, points, reason="по документам", who="Проверова П. П.", day="15.01.2026"):
    """Return the lines that verify one score."""
    lines = {"Балл комитета": points, "Обоснование": reason, "Кто проверил": who, "Дата": day}
    return "\n".join(f"Экспертиза | {row} | {key} | {value}" for key, value in lines.items())


def ruled(row, who, decision, file="", day="14.01.2026"):
    """Return the lines of one ruling on a return."""
    lines = {"Участник": who, "Решение": decision, "Файл": file, "Обоснование": "так решили",
             "Кто решил": "Председатель", "Дата": day}  # fmt: skip
    return "\n".join(f"Допуск | {row} | {key} | {value}" for key, value in lines.items() if value)


def lines(sheet, row, **columns):
    """Return the lines of one row; underscores stand for spaces."""
    return "\n".join(
        f"{sheet} | {row} | {column.replace('_', ' ')} | {value}"
        for column, value in columns.items()
    )


def standing(outcome, who):
    """Return one participant's standing."""
    return next(s for s in outcome.standings if s.participant.id == who)


def score(outcome, row):
    """Return one score: `ИО-01.5`."""
    who, _, criterion = row.rpartition(".")
    card = standing(outcome, who).scorecard
    return next(each for each in card.scores if each.criterion == criterion)


def said(outcome):
    """Return `D004 Экспертиза!J6` for every finding on the decisions workbook."""
    book = (f for f in outcome.files if f.kind is Kind.DECISIONS)
    return [f"{f.code} {f.sheet}!{f.cell}" for file in book for f in file.findings]


def entries_of(data_or_path, name="книга.xlsx"):
    """Return everything entered in a workbook: table → rows of (column, value as it stands)."""
    from kuzbass_batch.reading.examine import examine
    from kuzbass_batch.records.files.sources import Source

    if isinstance(data_or_path, Path):
        data, name = data_or_path.read_bytes(), data_or_path.name
    else:
        data = data_or_path
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        source = Source(path=name, size=len(data), sha256="")
        book = examine(Path(folder), source, METHODOLOGY, FORMS).file.book
    found = {}
    for entry in book.entries:
        cells = tuple((cell.column, cell.raw) for cell in entry.entered)
        if cells[0][1] not in TOPICS or len(cells) > 1:
            found.setdefault(entry.table.value, []).append(cells)
    return found
