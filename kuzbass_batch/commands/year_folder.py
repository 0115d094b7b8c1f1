"""The folder of a year (папка года): where everything lies, so that no command asks for it.

`рейтинг.toml` in it says which year it is of. A command that is begun in that folder, and is not
told what to read, takes everything from there.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuzbass_batch.methodology.calendar.period import Period, period_in
from kuzbass_batch.methodology.files.plain_file import plain_bytes
from kuzbass_batch.methodology.toml_text import (
    TYPE_NAMES,
    TomlFault,
    quotes_hint,
    text_of,
    toml_of,
)
from kuzbass_batch.publishing.disk import describe_fault

MARKER = "рейтинг.toml"
INBOX, BLANKS, RESULT = "входящие", "бланки", "результат"
TEMPLATES, METHODOLOGY = "шаблоны", "методика"
REGISTRY_BEGINS, REGISTERS_BEGIN = "реестр", "реестры"
"""How the name of a registry begins, in any case, and that of the registers of the programme."""
KEYS = {"year": int, "mails": bool, "pdf": bool, "processes": bool}
PERIOD = 'Впишите, например: year = 2026, а для квартала – year = "2026-II".'


class FaultyFolder(Exception):
    """The year's folder is not as it must be; one Russian sentence says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class YearFolder:
    """A year's folder as its marker describes it.

    root: the folder, as a command in it writes it. period: what is rated. mails, pdf: whether
    a run makes drafts of mails, and letters in PDF. processes: whether the blank of processes and
    services is handed out, too.
    """

    root: Path
    period: Period
    mails: bool = True
    pdf: bool = False
    processes: bool = False

    @property
    def inbox(self) -> Path:
        """Return where what came in lies, the registry and the decisions among it."""
        return self.root / INBOX

    @property
    def blanks(self) -> Path:
        """Return where blanks to hand out are put."""
        return self.root / BLANKS

    @property
    def result(self) -> Path:
        """Return where the result is put."""
        return self.root / RESULT

    @property
    def ranking(self) -> Path:
        """Return the ranking workbook of the result."""
        return self.result / f"Рейтинг-{self.period}.xlsx"

    @property
    def templates(self) -> Path | None:
        """Return the folder of the committee's own details and templates, None if it has none."""
        return _with_files(self.root / TEMPLATES, "*.*")

    @property
    def methodologies(self) -> Path | None:
        """Return the folder of the year's own methodology, None if the program's is used."""
        return _with_files(self.root / METHODOLOGY, "*.toml")

    def own_methodologies(self) -> list[Path]:
        """Return the files of the year's own methodology."""
        return sorted(self.methodologies.glob("*.toml")) if self.methodologies else []

    def registry(self) -> Path:
        """Return the registry among what lies in the inbox; FaultyFolder unless there is one."""
        found = [each for each in self.named_registries() if each.suffix == ".xlsx"]
        if len(found) != 1:
            why = "нет" if not found else "несколько"
            raise FaultyFolder(
                f"В папке «{self.inbox}» {why} файлов, имя которых начинается словом «Реестр»: "
                "укажите реестр участников в команде."
            )
        return found[0]

    def named_registries(self) -> list[Path]:
        """Return what in the inbox is named like a registry, whatever it is."""
        named = (path for path in self._received() if _begins(path, REGISTRY_BEGINS))
        return [path for path in named if not _begins(path, REGISTERS_BEGIN)]

    def forms(self) -> tuple[Path, ...]:
        """Return the files of the inbox to look at one by one, but for the committee's own."""
        own = (REGISTRY_BEGINS, "решения", ".", "~$", "календарь")
        return tuple(
            path for path in self._received() if path.is_file() and not _begins(path, *own)
        )

    def _received(self) -> list[Path]:
        return sorted(self.inbox.iterdir()) if self.inbox.is_dir() else []


def _begins(path: Path, *words: str) -> bool:
    return path.name.casefold().startswith(words)


def _with_files(folder: Path, pattern: str) -> Path | None:
    return folder if folder.is_dir() and any(folder.glob(pattern)) else None


def year_folder(root: Path) -> YearFolder | None:
    """Return the year's folder that `root` is, None if it is none.

    FaultyFolder if its marker says something that is not understood.
    """
    path = root / MARKER
    try:
        text = text_of(plain_bytes(path))
        table = toml_of(text)
    except FileNotFoundError:
        return None
    except OSError as error:
        why = describe_fault(error, "чтение")
        raise FaultyFolder(f"Файл «{path}» не читается: {why}.") from error
    except TomlFault as error:
        raise FaultyFolder(f"{MARKER}: {error}.") from error
    period = _period(table)
    for key, value in table.items():
        wanted = KEYS.get(key)
        if wanted is None:
            raise FaultyFolder(f"{MARKER}: ключ «{key}» не известен. Возможны: {', '.join(KEYS)}.")
        if type(value) is not wanted:
            raise FaultyFolder(
                f"{MARKER}: «{key}» – {TYPE_NAMES.get(type(value), 'другое значение')}, а нужно "
                f"{TYPE_NAMES[wanted]}{quotes_hint(value, wanted)}."
            )
    if period is None:
        raise FaultyFolder(f"{MARKER}: не назван отчётный период. {PERIOD}")
    rest = {key: value for key, value in table.items() if key != "year"}
    return YearFolder(root=root, period=period, **rest)


def _period(table: dict[str, Any]) -> Period | None:
    """Return the period that the marker names; as a text it names one part of a year."""
    stated = table.get("year")
    if not isinstance(stated, str):
        return Period(stated) if type(stated) is int else None
    found = period_in(stated)
    if found is None:
        raise FaultyFolder(f"{MARKER}: период «{stated}» не понят. {PERIOD}")
    if found.part:  # A whole year is a number, and is told so if it stands in quotes.
        table["year"] = found.year
    return found
