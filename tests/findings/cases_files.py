"""Files: a copy of a sound form lies beside it, and one thing about the file is wrong."""

import os
import re
import struct
from collections.abc import Callable

from tests.findings.cases_decisions import decided
from tests.findings.edits import rewritten
from tests.findings.folder import CALENDAR, DECISIONS, FORM, Absent, Input, form
from tests.findings.folder import sound as sound_files
from tests.findings.table import PAIRS, Pair, pair
from tests.hostile.cases_messages import message
from tests.hostile.workshop import MARKS, packed, unpacked
from tests.reading.test_own_names import CALENDAR as DAYS
from tests.reading.test_sent_files import FORMATTED
from tests.reading.test_unread import EXCEL_2003, sealed

COPY = "вторая.xlsx"
MEGABYTE = 2**20
DEEPEST = 40


def parts() -> dict[str, bytes]:
    """The members of a sound form."""
    return unpacked(form())


def file(code: str, fault, sound=form, *, at: str = "", name: str = COPY) -> None:
    """Enter a pair of files of this name by what gives their bytes."""
    pair(code, (name, at), lambda: {name: fault()}, lambda: {name: sound()})


def folder(
    code: str,
    place: str,
    fault: Callable[[], Input],
    sound: Callable[[], Input],
    *,
    posix: bool = False,
) -> None:
    """Enter a pair of folders."""
    PAIRS.append(Pair(code=code, file=place, at="", fault=fault, sound=sound, posix=posix))


# --- by their size, name and first bytes --------------------------------------------------------
def with_pictures(megabytes: int) -> bytes:
    """The form with a picture that is not compressed."""
    data, picture = parts(), os.urandom(MEGABYTE) * megabytes
    return packed(data | {"xl/media/image1.png": picture}, method=0)


file("F001", lambda: with_pictures(20), lambda: with_pictures(19))
file("F002", lambda: b"")


def link(path):
    """Lay a link to a form into the folder."""
    (path / COPY).symlink_to(path / FORM)


def copy(path):
    """Lay a copy of a form into the folder."""
    (path / COPY).write_bytes(form())


folder("F003", COPY, lambda: Input(laid=link), lambda: Input(laid=copy), posix=True)
file("F004", lambda: b"%PDF-1.7 " + form())


def locked() -> bytes:
    """The form with a member that says it is encrypted."""
    data = bytearray(form())
    name = MARKS.encode()
    local, listed = data.index(name) - 30, data.index(name, data.index(b"PK\x01\x02")) - 46
    for at, flags in ((local, 6), (listed, 8)):
        struct.pack_into("<H", data, at + flags, data[at + flags] | 1)
    return bytes(data)


file("F005", locked)
file("F006", lambda: form()[:5000])
MACRO = {"xl/media/a.png": b"p"}
file(
    "F007",
    lambda: packed(parts() | MACRO | {"xl/media/A.png": b"p"}),
    lambda: packed(parts() | MACRO | {"xl/media/B.png": b"p"}),
)


def emptied() -> bytes:
    """The form with all rows of all sheets taken out."""
    rows = re.compile(rb"<sheetData>.*</sheetData>", re.S)
    return packed({name: rows.sub(b"<sheetData/>", each) for name, each in parts().items()})


file("F008", emptied)


def interrupted(code: str, name: str, **how: object) -> None:
    """Enter a pair of folders of one form, signed by `name`: one cannot be read to its end."""

    def alone(**more: object) -> Input:
        files = dict.fromkeys(sound_files(), None) | {COPY: form(f"Сведения!C9: {name}")}
        return Input(files=files, alone=True, **more)

    folder(code, COPY, lambda: alone(**how), alone)


interrupted("F009", "Орлова А. И.", meanwhile=lambda path: (path / COPY).unlink())
interrupted("F010", "Петрова А. И.", crew=Absent(TimeoutError, COPY))
interrupted("F011", "Сидорова А. И.", crew=Absent(EOFError, COPY))
interrupted("F099", "Титова А. И.", broken="parse_form")

# --- what is written in a file ------------------------------------------------------------------
NOTE = "H60"
"""A cell beneath and beside the form of marks: nobody asks what stands there."""


def note(code: str, fault: str, sound: str, cell: str = NOTE) -> None:
    """Enter a pair of forms that differ in a cell that nobody asks for."""
    at = f"Самооценка!{cell}"
    file(
        code, lambda: form(f"{at}: {fault}"), lambda: form(f"{at}: {sound}"),
        at=at if code in ("F015", "F016") else "",
    )  # fmt: skip


def cell_as(xml: str) -> bytes:
    """The form with the note written so."""
    data = rewritten(form(), [(f"Самооценка!{NOTE}", "слова")])
    members = unpacked(data)
    written = re.sub(rb'(<c r="H60")[^>]*>.*?</c>', rb"\1" + xml.encode(), members[MARKS])
    return packed(members | {MARKS: written})


file(
    "F012",
    lambda: form("Самооценка!IW9: слова"),
    lambda: form("Самооценка!IV9: слова"),
    at="Самооценка!IW9",
)
file(
    "F013",
    lambda: cell_as(' t="inlineStr"><is><t>слова</t></is><v>1</v></c>'),
    lambda: cell_as(' t="inlineStr"><is><t>слова</t></is><v></v></c>'),
    at=f"Самооценка!{NOTE}",
)
note("F014", "#SPILL!", "#REF!")
note("F015", "слова\u202e", "слова")
note("F016", "п" * 32_768, "п" * 32_767)
folder(
    "F017", "вторая�.xlsx",
    lambda: Input(files={"вторая\n.xlsx": form()}),
    lambda: Input(files={COPY: form()}),
    posix=True,
)  # fmt: skip


def nested(steps: int) -> Input:
    """A form in folders within folders."""
    return Input(files={"п/" * steps + COPY: form()})


folder("F018", "п/" * (DEEPEST + 1), lambda: nested(DEEPEST + 1), lambda: nested(DEEPEST))

# --- what lies in archives ----------------------------------------------------------------------
pair(
    "F019", ("формы.rar", ""),
    lambda: {"формы.rar": packed({COPY: form()})},
    lambda: {"формы.zip": packed({COPY: form()})},
)  # fmt: skip
pair(
    "F033", ("формы.zip.001", ""),
    lambda: {"формы.zip.001": packed({COPY: form()})[:900]},
    lambda: {"формы.zip": packed({COPY: form()})},
)  # fmt: skip


def archive(megabytes: int) -> dict[str, bytes]:
    """An archive of a photograph."""
    return {"формы.zip": packed({"стенд.jpg": bytes(MEGABYTE * megabytes)}, method=0)}


pair("F020", ("формы.zip", ""), lambda: archive(20), lambda: archive(19))
pair(
    "F021", (f"формы.zip/{DECISIONS}", ""),
    lambda: {"формы.zip": packed({DECISIONS: decided()})},
    lambda: {DECISIONS: decided()},
)  # fmt: skip


# --- what may hold a return and is not read -----------------------------------------------------
file(
    "F022",
    lambda: EXCEL_2003,
    lambda: EXCEL_2003.replace(b"Excel.Sheet", b"Word.Document").replace(b":spreadsheet", b":word"),
    name="ответы.xml",
)
file("F023", lambda: sealed(form()), lambda: sealed(None), name=f"{FORM}.sig")


def renamed(code: str, fault: str, sound: str, data: bytes) -> None:
    """Enter a pair of files that differ in their names alone."""
    pair(code, (fault, ""), lambda: {fault: data}, lambda: {sound: data})


renamed("F024", "Самооценка.pdf", "сертификат.pdf", b"%PDF-1.7")
renamed("F025", "Самооценка.url", "сайт.url", b"[InternetShortcut]")
file(
    "F031",
    lambda: packed({"word/document.xml": b"<t>KB-</t><t>SELF-2025 v1</t>"}),
    lambda: packed({"word/document.xml": "<t>Информация</t>".encode()}),
    name="письмо.docx",
)
renamed("F032", "ИО-07.xlsx.part", "запись.part", form())
EMPTY_MAIL = b"From: a@example.ru\r\nDate: Mon, 15 Dec 2025 10:00:00 +0700\r\n\r\nlater\r\n"
file("F035", lambda: EMPTY_MAIL, lambda: message((FORM, form())), name="письмо.eml")
renamed("F026", "календарь (1).csv", CALENDAR, DAYS)
renamed("F027", f"~${DECISIONS}", f"~${FORM}", b"x")


def with_rows(count: int) -> bytes:
    """The form with so many rows far down that hold nothing but their formatting."""
    data = parts()
    rows = data[MARKS].replace(b"</sheetData>", FORMATTED * count + b"</sheetData>")
    return packed(data | {MARKS: rows})


file("F030", lambda: with_rows(900_000), lambda: with_rows(60_000))
