"""Make a folder of N returned files from the program's own blanks, the same for the same N.

A form of each profile is drawn once; every other one is that form with its participant's own code,
name and document numbers put into the XML, so that no two files are alike. Of a hundred
participants two send nothing, two send a mark that nobody understands, two leave a criterion out,
one leaves a ladder broken, two give the words of others as evidence, one sends an older form as
well; every tenth sends a passport.

Run: python -m benchmarks.make_returns N FOLDER
"""

import datetime as dt
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import islice
from pathlib import Path

from input_samples.make_samples import CAST, FORMS, METHODOLOGY, SELF, answers_of
from input_samples.make_samples import passport as sample_passport
from kuzbass_batch.forms.drawing.blank import draw_form
from kuzbass_batch.methodology.words import CATEGORIES
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.workbooks import Scalar

REGISTRY = "Реестр участников.xlsx"
NUMBER = 77777
# The drawn form of a profile is this one's; what it says of itself is replaced in the others.
MODEL = replace(CAST["ИО-01"], number=NUMBER)
PROFILES = (
    "33333234", "12222222", "11121111", "00000000", "30202010", "22332120", "11230100", "33302214",
    "10200000", "02322201", "31230124", "22022222",
)  # fmt: skip
HEADS = (
    ("министр", "Образцов Пётр Ильич"),
    ("глава округа", "Примерова Анна Сергеевна"),
    ("директор", "Вымыслов Иван Андреевич"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """An invented participant: its number decides what it sends."""

    number: int

    @property
    def code(self) -> str:
        """Return its id in the registry."""
        return f"ИО-{self.number:05}"

    @property
    def name(self) -> str:
        """Return its full name."""
        return f"Учреждение № {self.number} Кемеровской области (вымышленное)"


def bodies_for(count: int) -> tuple[Body, ...]:
    """Return as many participants as together send `count` files."""
    bodies, sent = [], 0
    while sent < count:
        bodies.append(Body(number=len(bodies) + 1))
        sent += len(list(files_of(bodies[-1])))
    return tuple(bodies)


def files_of(body: Body) -> Iterator[tuple[str, str]]:
    """Yield the path and the profile of each file that a participant sends."""
    case, points = body.number % 100, PROFILES[body.number % len(PROFILES)]
    folder = f"{body.number // 500:03}"
    if case not in (11, 61):
        yield f"{folder}/{body.code}.xlsx", f"{points} {_SPOILS.get(case, '')}".strip()
    if case == 37:
        yield f"{folder}/{body.code} прежняя.xlsx", f"{points} older"
    if case % 10 == 5:
        yield f"{folder}/{body.code} паспорт.xlsx", "passport"


_SPOILS = {
    7: "mark", 57: "mark", 23: "open", 73: "open", 41: "ladder", 19: "copied", 69: "copied",
}  # fmt: skip


@cache
def profile_form(profile: str) -> tuple[tuple[zipfile.ZipInfo, bytes], ...]:
    """Return the members of the drawn form of a profile."""
    points, _, spoil = profile.partition(" ")
    if points == "passport":
        goal, start = "Сокращение срока, дней: 12 → 3", dt.date(2025, 3, 3)
        data = sample_passport("ИО-01", f"Ответ за три дня № {NUMBER}", goal, start)
    else:
        day = dt.date(2025, 12, 2 if spoil == "older" else 10)
        answers = answers_of(MODEL, points, day) | _spoilt(spoil)
        data = draw_form(
            SELF, METHODOLOGY, identity=SELF.identity(MODEL.participant.id), answers=answers
        )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple((info, archive.read(info)) for info in archive.infolist())


def _spoilt(spoil: str) -> dict[str, Scalar]:
    if spoil == "mark":
        return {"1.2/done": "может быть", "3.1/done": "частично"}
    if spoil == "open":
        return {f"2.{row}/done": None for row in range(4)}
    if spoil == "copied":
        words = "приказ о проведении конкурса от 02.06.2025 № 15"
        return {f"{row.code}/evidence": words for row in METHODOLOGY.criterion("8").rows[1:]}
    if spoil == "ladder":
        return {"1.1/done": False, "1.2/done": True, "1.0/done": False}
    return {}


def personal(profile: str, body: Body) -> bytes:
    """Return the profile's form as this participant sends it."""
    own = {
        MODEL.participant.id: body.code,
        escape(MODEL.participant.name, quote=False): body.name,
        str(NUMBER): str(body.number),
    }
    theirs = re.compile("|".join(map(re.escape, own)))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in profile_form(profile):
            if info.filename.startswith(("xl/sharedStrings", "xl/worksheets/sheet")):
                content = theirs.sub(lambda found: own[found[0]], content.decode()).encode()
            archive.writestr(zipfile.ZipInfo(info.filename, info.date_time), content,
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    return stream.getvalue()


def registry(bodies: tuple[Body, ...]) -> bytes:
    """Return the registry of these participants."""
    categories, answers = [each.name for each in CATEGORIES], {}
    for body in bodies:
        post, head = HEADS[body.number % 3]
        line = {
            "id": body.code, "name": body.name, "short_name": f"Учреждение {body.number}",
            "category": categories[body.number % 2], "head_post": post, "head_name": head,
            "last_level": ("", "Базовый", "Прогрессивный")[body.number % 3],
            "email": f"u{body.number}@example.org",
        }  # fmt: skip
        answers |= {f"participants/{body.number}/{key}": text for key, text in line.items() if text}
    spec = FORMS[Kind.REGISTRY]
    return draw_form(spec, METHODOLOGY, identity=spec.identity(), answers=answers)


def make(count: int, folder: Path) -> None:
    """Write the registry and `count` returns into an empty folder."""
    bodies = bodies_for(count)
    folder.mkdir(parents=True)
    (folder / REGISTRY).write_bytes(registry(bodies))
    planned = islice(((path, profile, body) for body in bodies
                      for path, profile in files_of(body)), count)  # fmt: skip
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(_write, ((folder, *each) for each in planned), chunksize=50):
            pass


def _write(task: tuple[Path, str, str, Body]) -> None:
    folder, path, profile, body = task
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_bytes(personal(profile, body))


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
