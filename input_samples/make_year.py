"""Make `input_samples/2025-year`: what comes after December, each step from the run before it.

Run: python -m input_samples.make_year    (`make samples` runs it too)
The clerk's entries stand in `year_entries`; the workbooks and forms filled in are those that the
runs before had drawn.
"""

import datetime as dt
import io
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

from input_samples import year_entries as entries
from input_samples.clerk import Clerk, objecting, outgoing_numbers
from input_samples.edits import EPOCH
from input_samples.make_samples import (
    CAST,
    FORMS,
    KEY,
    Member,
    answers_of,
    assessment,
    person,
)
from input_samples.year import DECISIONS, INCOMING, LATER, REGISTERS, RESULT, STEPS, lay
from kuzbass_batch import batch
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.files.loader import load_methodology, methodology_text
from kuzbass_batch.reading.committee.year_key import key_text
from kuzbass_batch.reading.own_names import KEY_FILE
from kuzbass_batch.records.committee.outgoing import register_name
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar
from kuzbass_batch.records.run import Run, RunOptions

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOUNDARY = "=_kuzbass_sample"
POINTS_OF_LEVEL = {
    "Лидер": ("33333222", "33332223", "32333232"),
    "Прогрессивный": ("22222212", "22322211", "13222212"),
    "Базовый": ("12121111", "21202011", "11122111"),
    "Начальная подготовка": ("11100011", "01101011", "11001101"),
}
"""Points of the invented year before, by the level that the registry names."""
LAST_YEAR_S_ACT = (
    ('id = "2025"\nyear = 2025', 'id = "2024"\nyear = 2024'),
    ("date = 2025-", "date = 2024-"),
    ("date = 2026-", "date = 2025-"),
    ("targets = { 2025", "targets = { 2024 = 1, 2025"),
)
CALENDAR = """\
# Дни, которые в области объявлены нерабочими сверх производственного календаря (вымышлены)
дата;состояние
02.02.2026;выходной
"""


def last_year() -> bytes:
    """Return results.json of 2024, by the program itself under a methodology of that year."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        text = methodology_text(2025)
        for old, new in LAST_YEAR_S_ACT:
            assert old in text
            text = text.replace(old, new)
        _write(root / "методика/2024.toml", text.encode())
        _write(root / INCOMING / KEY_FILE, key_text(KEY))
        for path, data in _returns_of_2024(root / "методика").items():
            _write(root / INCOMING / path, data)
        options = RunOptions(methodologies=root / "методика", remember=False)
        batch.run(
            Run(
                input=root / INCOMING,
                output=root / RESULT,
                period=Period(2024),
                as_of=dt.date(2025, 4, 1),
                options=options,
            )
        )
        return (root / RESULT / "results.json").read_bytes()


def _returns_of_2024(folder: Path) -> dict[str, bytes]:
    """Return the registry and the self-assessments of those who had a level last year."""
    methodology = load_methodology(2024, folder)
    forms = load_forms(methodology)
    rated = [member for member in CAST.values() if member.line["last_level"]]
    lines: dict[str, Scalar] = {
        f"participants/{number}/{key}": text
        for number, member in enumerate(rated, start=1)
        for key, text in (member.line | {"last_level": "", "parent": ""}).items()
        if text
    }
    spec, own = forms[Kind.REGISTRY], forms[Kind.SELF_ASSESSMENT]
    drawn = {"Реестр.xlsx": draw_form(spec, methodology, identity=spec.identity(), answers=lines)}
    for member in rated:
        who = member.participant.id
        drawn[f"{who}.xlsx"] = draw_form(
            own, methodology, identity=own.identity(who), answers=_answers_of_2024(member)
        )
    return drawn


def _answers_of_2024(member: Member) -> dict[str, Scalar]:
    choices = POINTS_OF_LEVEL[member.line["last_level"]]
    points = choices[member.number % len(choices)]
    answers = answers_of(member, points, dt.date(2024, 12, 9))
    return {field: _a_year_back(value) for field, value in answers.items()}


def _a_year_back(value: Scalar) -> Scalar:
    if isinstance(value, dt.date):
        return value.replace(year=2024)
    return value.replace("2025", "2024") if isinstance(value, str) else value


def december() -> dict[str, bytes]:
    """Return what lies in the December folder beside the samples of one run."""
    return {"Рейтинг за 2024 год/results.json": last_year(), "календарь.csv": CALENDAR.encode()}


def january(before: Path) -> dict[str, bytes]:
    """Return what comes until the end of January; `before` is the result of December."""
    mended = {
        f"{who}.xlsx": assessment(who, day=12) for who in ("ПО-04", "ПО-06", "ПО-15", "ИО-15")
    }
    return {
        "2026-01-12/Минчерновика исправленная самооценка.eml": mail(
            "ИО-06", assessment("ИО-06", "22122112", day=11)
        ),
        "2026-01-15/Исправленные формы.zip": archive(mended),
        "2026-01-19/Пробный район.xlsx": assessment("МО-12", day=19),
        DECISIONS: decided(before, entries.january),
        REGISTERS: registered(before),
    }


def march(before: Path) -> dict[str, bytes]:
    """Return what comes until 10 March; `before` is the result of January."""
    return {
        "2026-02-12/Минплана новая самооценка.xlsx": assessment(
            "ИО-07", "33233233", **{"filled_on": dt.date(2026, 2, 12)}
        ),
        **{f"{day}/{name}": data for day, name, data in objections(before, entries.IN_MARCH)},
        DECISIONS: decided(before, entries.march),
    }


def april(before: Path, january: Path) -> dict[str, bytes]:
    """Return what comes until 1 April; `before` is the result of March."""
    return {
        **{f"{day}/{name}": data for day, name, data in objections(january, entries.IN_APRIL)},
        DECISIONS: decided(before, entries.april),
    }


def decided(before: Path, fill: entries.Fill) -> bytes:
    """Return the decisions workbook of a result as the clerk leaves it."""
    clerk = Clerk((before / DECISIONS).read_bytes(), FORMS[Kind.DECISIONS])
    fill(clerk, outgoing_numbers(before / register_name(2025)))
    return clerk.saved()


def registered(before: Path) -> bytes:
    """Return the registers of the programme that a result drew, as the clerk leaves them."""
    clerk = Clerk((before / REGISTERS).read_bytes(), FORMS[Kind.REGISTERS])
    entries.registers(clerk)
    return clerk.saved()


def objections(result: Path, asked: Mapping[str, entries.Asking]) -> list[tuple[str, str, bytes]]:
    """Return day, name and bytes of the forms of objection that went out with a result."""
    found = []
    for who, asking in asked.items():
        (form,) = (result / "Письма/Результаты").glob(f"Несогласие-2025 {who} *.xlsx")
        signer = CAST[who].line["head_name"]
        data = objecting(form.read_bytes(), FORMS[Kind.OBJECTION], signer, asking.day, asking.asked)
        found.append((asking.day.isoformat(), form.name, data))
    return found


def mail(who: str, form: bytes) -> bytes:
    """Return the mail in which a participant sends his form again."""
    member = CAST[who]
    message = EmailMessage()
    message["From"] = f"<{member.line['email']}>"
    message["To"] = "<committee@example.ru>"
    message["Subject"] = f"Исправленная самооценка, {member.participant.short_name}"
    message["Date"] = "Mon, 12 Jan 2026 10:15:00 +0700"
    message.set_content(
        "Направляем исправленную самооценку.\n\n" + person(member.number * 5) + "\n"
    )
    message.add_attachment(form, "application", XLSX, filename=f"Самооценка {who}.xlsx")
    message.set_boundary(BOUNDARY)
    return message.as_bytes()


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a .zip with these files and no clock in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def main() -> None:
    """Write the year anew, a step at a time, running the batch in between."""
    shutil.rmtree(LATER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        made = (
            lambda: december(),
            lambda: january(root / "0"),
            lambda: march(root / "1"),
            lambda: april(root / "2", root / "1"),
        )
        for number, (step, make) in enumerate(zip(STEPS, made, strict=True)):
            for path, data in make().items():
                _write(LATER / step.folder / path, data)
            if step is STEPS[-1]:
                return
            lay(step, root / INCOMING)
            batch.run(
                Run(
                    input=root / INCOMING,
                    output=root / RESULT,
                    period=Period(2025),
                    as_of=step.as_of,
                )
            )
            shutil.copytree(root / RESULT, root / str(number))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    main()
