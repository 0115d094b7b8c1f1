"""Forms filled for a test: a complete form changed by a readable table, drawn and read again."""

import datetime as dt
import hashlib
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl

from input_samples import edits
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.layout import lay_out
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.reading.examine import examine
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.returns.read_files import came_on
from kuzbass_batch.records.returns.returns import MatchedReturn

METHODOLOGY = load_methodology(2025)
FORMS = load_forms(METHODOLOGY)
BODY = {"participant_id": "ИО-01", "participant_name": "Министерство примеров"}
ASSESSMENT = BODY | {
    "filled_on": dt.date(2025, 12, 10),
    "executor_name": "Иванова Анна Петровна",
    "executor_phone": "8 (384-2) 00-00-00",
    **{
        f"{row.code}/done": row.points == 0
        for criterion in METHODOLOGY.criteria
        for row in criterion.rows
    },
}
PASSPORT = BODY | {
    "project": "Быстрый ответ",
    "approver": "Образцов Пётр Ильич, министр",
    "customer": "Министерство примеров",
    "process": "Ответ на обращение",
    "bounds": "от регистрации до отправки",
    "leader": "Вторая Ольга Ильинична",
    "team": "Первый Илья Ильич",
    "ground_1": "Долгий срок ответа",
    "ground_2": "Жалобы заявителей",
    "goals/1/name": "Сокращение срока ответа, дней",
    "goals/1/current": Decimal(10),
    "goals/1/target": Decimal(5),
    "effects": "Ответ за пять дней",
    "filled_on": dt.date(2025, 11, 20),
    **{f"stages/{n}/start": dt.date(2025, n, 1) for n in range(1, 11)},
    **{f"stages/{n}/end": dt.date(2025, n, 25) for n in range(2, 9)},
}
COMPLETE = {Kind.SELF_ASSESSMENT: ASSESSMENT, Kind.PASSPORT: PASSPORT}


def saved_again(data):
    """Return a workbook as an office leaves it that opened and saved it without a change."""
    return edits.edited(data, edits.only_save)


def table(text):
    """Return the answers of a table `field | answer`; an empty answer clears the cell."""
    pairs = (line.split("|", 1) for line in text.strip().splitlines() if line.strip())
    return {field.strip(): answer.strip() for field, answer in pairs}


def examined(kind, text="", *, without=(), issued_to="ИО-01", name="форма.xlsx"):
    """Return a complete form changed by the table, drawn, and read as the batch reads it."""
    changes = table(text)
    answers = {k: v for k, v in COMPLETE[kind].items() if not k.startswith(tuple(without))}
    answers |= {field: understood(answer) for field, answer in changes.items()}
    errors = {field: answer for field, answer in changes.items() if answer.startswith("#")}
    data = drawn(kind, answers, issued_to)
    return read(spoiled(data, FORMS[kind], errors) if errors else data, name)


def drawn(kind, answers, issued_to="ИО-01", remarks=()):
    """Return the bytes of a form with these answers."""
    spec = FORMS[kind]
    identity = spec.identity(issued_to)
    return draw_form(spec, METHODOLOGY, identity=identity, answers=answers, remarks=remarks)


def marked(points):
    """Return the marks that give each criterion these points."""
    return {
        f"{row.code}/done": row.points == value or (criterion.cumulative and 0 < row.points < value)
        for criterion, value in zip(METHODOLOGY.criteria, points, strict=True)
        for row in criterion.rows
    }


def handled(change, kind=Kind.SELF_ASSESSMENT, answers=None):
    """Return a complete form that somebody has changed in his office suite, read again."""
    book = openpyxl.load_workbook(io.BytesIO(drawn(kind, answers or COMPLETE[kind])))
    change(book)
    return read(saved(book))


def saved(book):
    """Return the bytes of a workbook; openpyxl stores no values beside the formulas."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def row_of(sheet, code):
    """Return the number of the row with this code."""
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == code)


def understood(answer):
    """Return a date or a number as the cell would hold it, other text as it is."""
    try:
        return dt.datetime.strptime(answer, "%d.%m.%Y").date()
    except ValueError:
        return Decimal(answer) if answer.lstrip("-").isdigit() else answer


def spoiled(data, spec, errors):
    """Put error values such as `#REF!` into cells."""
    book, places = openpyxl.load_workbook(io.BytesIO(data)), lay_out(spec)
    for field, value in errors.items():
        book[places[field].sheet][places[field].ref.cell].value = value
    return saved(book)


_SUBMISSIONS = {}


def submission_of(file):
    """Return all answers of a file that `read` has examined."""
    return _SUBMISSIONS[file.source.sha256]


def read(data, name="форма.xlsx"):
    """Return the file examined; `submission_of` gives its answers."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        source = Source(path=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
        found = examine(Path(folder), source, METHODOLOGY, FORMS)
        _SUBMISSIONS[source.sha256] = found.submission
        return found.file


def owned(file, participant):
    """Return a file examined as it stands once it is known whose it is."""
    return MatchedReturn(
        read=file, participant=participant, deciding_day=came_on(file), findings=file.findings
    )


def codes(findings):
    """Return `S021 Самооценка!D8` for each finding."""
    return [f"{f.code} {f.sheet}!{f.cell}".rstrip("!").rstrip() for f in findings]


def at(kind, field):
    """Return the sheet and cell that a blank gives to a field: `Самооценка!D8`."""
    drawn = lay_out(FORMS[kind])[field]
    return f"{drawn.sheet}!{drawn.ref.cell}"
