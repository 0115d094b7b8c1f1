"""Which folders may take a result: one sentence for each that may not."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kuzbass_batch.forms.drawing.issue import DEVICES
from kuzbass_batch.publishing.disk import describe_fault, os_error_in
from kuzbass_batch.publishing.lock import FolderTaken
from kuzbass_batch.publishing.previous import is_result, is_vacant, previous_path
from kuzbass_batch.publishing.state_folder import OPEN_MARKS, ForeignState

LONGEST_NAME = 255
"""Bytes on Linux, letters on Windows and macOS."""

SHORTEST_INSIDE, LONGEST_INSIDE = 50, 120
"""Letters of a file's path within the result: the shortest letter's, and the longest name's."""

NEARER = "Укажите папку с коротким именем ближе к корню диска, например C:\\Рейтинг."


class CannotPublish(Exception):
    """The output folder cannot be written; a Russian sentence says why."""


def absolute(target: Path) -> Path:
    """Return the folder's full path; CannotPublish if the current folder is gone."""
    try:
        # Path.resolve would follow a link, and a link is refused.
        return Path(os.path.abspath(target))  # noqa: PTH100
    except OSError as error:
        raise CannotPublish("Текущей папки больше нет. Перейдите в другую и повторите.") from error


def refuse_target(target: Path) -> None:
    """Raise CannotPublish unless `target` (absolute) is free, empty, or holds a result of ours."""
    fault = fault_of_name(target) or _fault_of_folder(target) or _fault_of_content(target)
    if fault:
        raise CannotPublish(fault)


def refuse_for_blanks(target: Path) -> None:
    """Raise CannotPublish unless `target` (absolute) is free or a folder that is no result."""
    fault = fault_of_name(target) or _fault_of_folder(target)
    if not fault and is_result(target):
        fault = f"В папке «{target}» лежит результат расчёта. Укажите для бланков другую папку."
    if fault:
        raise CannotPublish(fault)


def fault_of_name(target: Path) -> str:
    """Return why a folder should not have this name, or an empty string."""
    name = target.name
    if not name:
        return "Папкой результата не может быть корень диска. Укажите папку в нём."
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in name):
        return "В имени папки результата есть невидимые знаки. Наберите имя заново."
    if name[-1] in ". " or name.split(".")[0].strip().upper() in DEVICES:
        return f"Имя «{name}» не подходит для папки: Windows такую не откроет. Укажите другое."
    longest = f"{previous_path(target, 1000).name}"
    if max(len(longest), len(os.fsencode(longest)) if os.name == "posix" else 0) > LONGEST_NAME:
        return "Имя папки результата слишком длинное. Укажите имя короче ста букв."
    return ""


def long_paths_in(folder: Path, longest: int | None) -> tuple[str, str]:
    """Return why no result fits below `folder`, and why a result with long names may not.

    longest: letters that a path may have, None where there is no bound.
    """
    if longest is None:
        return "", ""
    length = len(str(folder))
    if length + SHORTEST_INSIDE > longest:
        return (
            f"Путь к папке результата слишком длинный: с файлами в ней он будет длиннее {longest} "
            f"букв, а такого Windows не открывает. {NEARER}",
            "",
        )
    if length + LONGEST_INSIDE > longest:
        spare = longest - length
        return "", (
            f"Путь к папке результата длинный: имени файла в ней остаётся {spare} букв, а "
            f"наименования участников могут занять до {LONGEST_INSIDE}. {NEARER}"
        )
    return "", ""


def refuse_long_names(folder: Path, names: Iterable[str], longest: int | None) -> None:
    """Raise CannotPublish, before anything is written, if a file's path would be too long.

    longest: letters that a path may have, None where there is no bound.
    """
    path = max((folder / name for name in names), key=lambda each: len(str(each)), default=folder)
    if longest is not None and len(str(path)) > longest:
        raise CannotPublish(
            f"Путь к файлу «{path.name}» в этой папке длиннее {longest} букв, а такого Windows не "
            f"открывает. {NEARER}"
        )


def _fault_of_folder(target: Path) -> str:
    if target.is_symlink():
        return f"«{target}» – ссылка, а не папка. Укажите саму папку, на которую она ведёт."
    if not target.exists():
        return ""
    if not target.is_dir():
        return f"На месте папки результата стоит файл «{target}». Укажите другую папку."
    if os.path.ismount(target):
        return f"«{target}» – это отдельный диск. Укажите папку внутри него."
    if Path.cwd().is_relative_to(target):
        return "Командная строка открыта в самой папке результата. Перейдите в другую папку."
    return ""


def _fault_of_content(target: Path) -> str:
    if not target.exists():
        return ""
    if not is_vacant(target) and not is_result(target):
        return f"Папка «{target}» занята: в ней нет прежнего результата. Укажите другую или пустую."
    mark = _mark_of_open_file(target)
    if mark:
        return (
            f"В папке результата открыт файл: рядом с ним лежит метка «{mark}». Закройте файл и "
            "повторите; если он не открыт, удалите метку."
        )
    return ""


def _mark_of_open_file(target: Path) -> Path | None:
    """Return the mark that an office program leaves beside a file of the result it has open."""
    marks = (path for pattern in OPEN_MARKS for path in target.rglob(pattern))
    return min(marks, default=None)


@contextmanager
def disk_faults_as_sentences(target: Path) -> Iterator[None]:
    """Turn a fault of the disk into the sentence for the clerk."""
    had = os.path.isdir(target)  # noqa: PTH112 - Path.is_dir raises for a name too long
    try:
        yield
    except (FolderTaken, ForeignState) as error:
        raise CannotPublish(str(error)) from error
    except Exception as error:
        fault = os_error_in(error)
        if fault is None or _is_foreign(fault, target):
            raise
        kept = " Прежний результат цел." if had else ""
        raise CannotPublish(
            f"Не удалось записать результат в «{target}»: {describe_fault(fault)}.{kept}"
        ) from error


def _is_foreign(fault: OSError, target: Path) -> bool:
    """Tell whether what is missing is a file of the program, no fault of the result's disk."""
    name = str(fault.filename or target)
    return isinstance(fault, FileNotFoundError) and not Path(name).is_relative_to(target.parent)
