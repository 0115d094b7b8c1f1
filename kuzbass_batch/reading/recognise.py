"""Know a workbook by its identity code: `KB-SELF-2025 v1 · ИО-07`, on any sheet."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kuzbass_batch.ceilings import COMMITTEES
from kuzbass_batch.findings import catalogue as rules
from kuzbass_batch.findings.finding import CellRef, Finding
from kuzbass_batch.forms.drawing.blank import CREATED
from kuzbass_batch.forms.parsing.texts import texts_in
from kuzbass_batch.forms.parsing.values import clean_text, fold
from kuzbass_batch.forms.spec.layout import cell_address
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.reading.guard.bounds import Refusal, unsafe
from kuzbass_batch.reading.guard.inspection import claims_to_be_ours
from kuzbass_batch.reading.readers.workbook import read_book
from kuzbass_batch.records.committee.book_marks import BookMark, mark_from
from kuzbass_batch.records.committee.decisions import DECISIONS_FORM
from kuzbass_batch.records.committee.programme import REGISTERS_FORM
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.files.workbooks import RawForm, RawSheet

CODE_SHEET = "Код"
FORM_CODES = {
    "KB-SELF": Kind.SELF_ASSESSMENT,
    "KB-PASS": Kind.PASSPORT,
    "KB-OBJ": Kind.OBJECTION,
    "KB-PREP": Kind.PROJECT_REPORT,
    "KB-PROC": Kind.PROCESS_LIST,
    "KB-PCHK": Kind.CHECK_SHEET,
    "KB-JURY": Kind.JURY_SHEET,
    "KB-CONT": Kind.CONTEST_APPLICATION,
    "KB-REG": Kind.REGISTRY,
    "KB-DEC": Kind.DECISIONS,
    "KB-PROG": Kind.REGISTERS,
    "KB-DET": Kind.DETAILS,
    "KB-ANN": Kind.CONTEST_ANNOUNCEMENT,
}
_DASH = "[-‐‑‒–—−]"
_CODE = re.compile(
    rf"\s*([KК][BВ])\s*{_DASH}\s*([A-Z]{{2,8}})\s*{_DASH}\s*(20\d\d)(?:{_DASH}(I{{1,3}}|IV|H[12]))?\s+[vV]\s*(\d+)"
    rf"(?:\s*[·•∙.]\s*(\S{{1,40}}))?\s*"
)
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
CODE_ROWS, CODE_COLUMNS, LONGEST_CODE = 40, 20, 80
"""Rows and columns in which a code is looked for; letters of a text that may be one."""
MARK_ROWS = 5
"""A suite may move the hidden sheet, or add a row to it; farther down nobody looks for a mark."""
PROPERTIES, PROGRAM = "docProps/core.xml", "docProps/app.xml"
_OUR_PROGRAM = b"<Application>Microsoft Excel</Application>"
"""How the library that draws the forms names the program for which it writes."""
_SAVED_BY_US = re.compile(
    r"<cp:lastModifiedBy>Программа рейтингования[^<]*\(kuzbass-batch\)</cp:lastModifiedBy>"
)
"""Earlier editions named the programme there, too."""
LONGEST = 4096
"""Bytes of the properties; the program writes fewer than a thousand."""
FORM_SHEETS = {
    "самооценка": "Самооценка",
    "обучение": "Самооценка",
    "паспорт": "Паспорт проекта",
    "несогласие": "Несогласие",
    "отчет о проекте": "Отчёт о проекте",
    "процессы и услуги": "Процессы и услуги",
    "проверка качества": "Лист проверки качества",
    "лист жюри": "Лист жюри",
    "заявка на конкурс": "Заявка на конкурс",
    "реестр": "Реестр участников",
    "экспертиза": DECISIONS_FORM,
    "образцы": REGISTERS_FORM,
}


OWN_OUTPUTS = (
    ("книга рейтинга", {"сводка", "рейтинг", "файлы"}, "Рейтинг "),
    ("изменения с прошлого расчёта", {"изменения"}, "Изменения за "),
    ("реестр дипломов", {"дипломы"}, "Реестр дипломов"),
    ("реестр исходящих писем", {"исходящие"}, "Реестр исходящих писем по рейтингу за "),
)
"""What the program makes of the returns: its name, sheets that it has, how its title begins."""


BESIDE_LETTERS = {
    Kind.DETAILS: "книга реквизитов (место книги – в папке шаблонов)",
    Kind.CONTEST_ANNOUNCEMENT: "книга конкурса (место книги – в папке шаблонов)",
}
"""What the committee keeps beside its letters, and not among what came in."""
OF_THE_COMMITTEE = {
    Kind.REGISTRY: "реестр участников",
    Kind.DECISIONS: "книга решений",
    Kind.REGISTERS: "книга «Реестры программы»",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognised:
    """What the identity codes of a workbook say: the first of them, None if none is known.

    foreign: nothing in the workbook speaks of the program's forms. stripped: the name of the form
    that its sheets look like, where the code was removed.
    """

    identity: Identity | None
    findings: tuple[Finding, ...] = ()
    foreign: bool = False
    stripped: str = ""


def read_any(data: bytes) -> tuple[RawForm, tuple[Finding, ...]]:
    """Return a workbook as read with notes on it; Refusal if it is none or cannot be read.

    The committee's own books of a large year are read within wider bounds than a stranger's file.
    Which hold is told by the code of the form, in the first bytes of a file's parts; anybody can
    write such a code. So the wider bounds ask for more bytes sent for the same work, they hold in
    the same worker with its bounds of time and memory, and what turns out to be no book of the
    committee's is refused all the same.
    """
    try:
        return read_book(data)
    except Refusal as refused:
        if not (refused.too_large and claims_to_be_ours(data)):
            raise
    raw, notes = read_book(data, COMMITTEES)
    if kind_of(recognise(raw).identity) not in OF_THE_COMMITTEE:
        raise unsafe("он слишком велик и только назван реестром или книгой решений")
    return raw, notes


def recognise(raw: RawForm) -> Recognised:
    """Return the workbook's identity; None with a finding if it has none or several."""
    found = dict(_codes(raw))
    codes = list(dict.fromkeys(found.values()))
    if not codes:
        return _without_code(raw)
    first = codes[0]
    if len(codes) > 1:
        at = next(ref for ref, code in found.items() if code == codes[1])
        fault = rules.CODES_DISAGREE.at(at, first=first, other=codes[1])
        return Recognised(identity=first, findings=(fault,))
    if first.form_code not in FORM_CODES:
        fault = rules.UNKNOWN_FORM.at(next(iter(found)), code=first)
        return Recognised(identity=None, findings=(fault,))
    return Recognised(identity=first)


def own_output(raw: RawForm) -> str:
    """Return what a workbook is if the program made it of earlier returns, else an empty string.

    Such a workbook quotes the codes of many forms and is none of them.
    """
    names = {fold(sheet.name) for sheet in raw.sheets}
    if names & set(FORM_SHEETS):
        return ""
    titles = [fold(str(sheet.rows[0][0])) for sheet in raw.sheets if sheet.rows and sheet.rows[0]]
    return next(
        (
            what
            for what, sheets, title in OWN_OUTPUTS
            if sheets <= names and any(each.startswith(fold(title)) for each in titles)
        ),
        "",
    )


def _without_code(raw: RawForm) -> Recognised:
    names = (FORM_SHEETS.get(fold(sheet.name)) for sheet in raw.sheets)
    form = next((name for name in names if name), "")
    if form:
        fault = rules.CODE_REMOVED.at(form=form)
        return Recognised(identity=None, findings=(fault,), stripped=form)
    return Recognised(identity=None, findings=(rules.NOT_OUR_FORM.at(),), foreign=True)


def kind_of(identity: Identity | None) -> Kind:
    """Return the kind of form that an identity code stands for."""
    return FORM_CODES.get(identity.form_code, Kind.UNKNOWN) if identity else Kind.UNKNOWN


def _codes(raw: RawForm) -> Iterator[tuple[CellRef, Identity]]:
    """Yield each code with its cell, the visible sheets' before the hidden one's."""
    for sheet in sorted(raw.sheets, key=lambda sheet: sheet.hidden):
        for row_number, column, text in _like_codes(sheet):
            identity = parse_code(text)
            if identity:
                yield CellRef(sheet=sheet.name, cell=cell_address(row_number, column)), identity


def _like_codes(sheet: RawSheet) -> list[tuple[int, int, str]]:
    """Return row, column and text of the short texts with the figures of a year in them."""
    return [
        (row, column, value)
        for row, column, value in texts_in(sheet)
        if "2" in value
        and "0" in value
        and len(value) < LONGEST_CODE
        and row < CODE_ROWS
        and column < CODE_COLUMNS
    ]


@lru_cache(maxsize=4096)
def parse_code(text: str) -> Identity | None:
    """Return the identity written in a text, tolerant of look-alikes and spaces, or None."""
    match = _CODE.fullmatch(clean_text(text))
    if not match:
        return None
    head, form, year, part, version, participant = match.groups()
    return Identity(
        form_code=f"{head.translate(_LOOK_ALIKE)}-{form}",
        period=Period(int(year), part or ""),
        version=int(version),
        participant=participant or "",
    )


def mark_in(raw: RawForm) -> BookMark | None:
    """Return the mark of a committee's book: it stands beneath the code of the hidden sheet.

    The first in the first column of any sheet counts, hidden sheets before the others.
    """
    for sheet in sorted(raw.sheets, key=lambda sheet: not sheet.hidden):
        for row in sheet.rows[:MARK_ROWS]:
            found = mark_from(row[0]) if row and isinstance(row[0], str) else None
            if found:
                return found
    return None


def is_as_drawn(data: bytes) -> bool:
    """Tell whether a workbook that could be read is as the program drew it.

    Every office program that saves a workbook writes the day and who did it into its properties;
    one that only writes it in another format may leave those, and names itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if book.getinfo(PROPERTIES).file_size > LONGEST:
                return False
            text = book.read(PROPERTIES).decode()
            program = book.read(PROGRAM)[:LONGEST]
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError):
        return False
    saved = f">{CREATED:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>"
    return saved in text and bool(_SAVED_BY_US.search(text)) and _OUR_PROGRAM in program
