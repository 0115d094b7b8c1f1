"""What the machine refuses: one Russian sentence for each, for no fault of the program is in it.

Nothing but the standard library is imported here: this is asked when not even that may be there.
"""

import errno
import os
from collections.abc import Iterator

NO_MEMORY = (
    "Программе не хватило памяти: закройте другие программы или снимите ограничение памяти и "
    "повторите."
)
NO_PROCESSES = (
    "Система не даёт программе новых процессов и потоков: исчерпан их предел. Закройте другие "
    "программы и повторите."
)
NO_FILES = (
    "Система не даёт программе открыть столько файлов: исчерпан их предел (ulimit -n). Закройте "
    "другие программы и повторите."
)
NO_TEMPORARY = (
    "Нет папки для временных файлов, в которую можно писать: проверьте переменную TMPDIR (в "
    "Windows – TEMP) и место на диске."
)
WORKERS_LOST = (
    "Рабочие процессы программы остановила система: не хватило памяти или прав. Закройте другие "
    "программы и повторите."
)
TOO_LONG = "Работа не уложилась в отведённое время: компьютер перегружен. Повторите позже."
REINSTALL = "Установите программу заново, как сказано в README."
BROKEN_POOL = "BrokenProcessPool"
"""Known by its name: importing the pools costs as much as hashing a thousand forms."""
OF_MACHINE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})
"""What no single file is to blame for."""
_SENTENCES = {
    errno.EMFILE: NO_FILES,
    errno.ENFILE: NO_FILES,
    errno.ENOMEM: NO_MEMORY,
    errno.EAGAIN: NO_PROCESSES,
}
_WORDS = {
    errno.ENOSPC: "на диске нет места",
    errno.EDQUOT: "исчерпана квота на диске",
    errno.EROFS: "диск открыт только для чтения",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EIO: "диск не отвечает или испорчен",
    errno.EFBIG: "файл больше, чем допускает система",
    errno.ENAMETOOLONG: "слишком длинное имя или путь",
    errno.ENOSYS: "система этого не умеет",
    errno.ENOENT: "файла или папки нет",
    errno.EBADF: "вывод закрыт",
}


def is_of_machine(error: OSError) -> bool:
    """Tell whether the machine as a whole lacks something: no file that was opened is to blame."""
    return error.errno in OF_MACHINE


def sentence_on(error: BaseException) -> str:
    """Return what the machine lacks and what helps, or an empty string if it is another fault."""
    return next(filter(None, map(_sentence, _chain(error))), "")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield a fault with those that it was raised from, or that a library put into it."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [inner for inner in each.args if isinstance(inner, BaseException)]
        if each.__cause__ is not None:
            waiting.append(each.__cause__)


def _sentence(error: BaseException) -> str:
    match error:
        case MemoryError():
            return NO_MEMORY
        case ImportError():
            return _on_import(error)
        case RuntimeError() if "start new thread" in str(error):
            return NO_PROCESSES
        case RuntimeError() if type(error).__name__ == BROKEN_POOL:
            # What broke the pool says more, where it is known.
            return "" if error.__cause__ is not None else WORKERS_LOST
        case TimeoutError() if error.errno is None:
            return TOO_LONG
        case OSError():
            return _on_system(error)
    return ""


def _on_import(error: ImportError) -> str:
    """Return why a library is not there; a part of the program itself is one, too."""
    text = str(error)
    if "cannot allocate" in text.lower() or "failed to map" in text or "Cannot allocate" in text:
        return NO_MEMORY
    if os.strerror(errno.EMFILE) in text:
        return NO_FILES
    name = (error.name or "").partition(".")[0]
    if not name:
        return ""
    what = "часть самой программы" if name == "kuzbass_batch" else f"библиотека «{name}»"
    return f"Не загружается {what}. {REINSTALL}"


def _on_system(error: OSError) -> str:
    if error.errno in _SENTENCES:
        return _SENTENCES[error.errno]
    if "temporary directory" in str(error.strerror):
        return NO_TEMPORARY
    if type(error).__name__ == "ProcessExpired":
        return WORKERS_LOST
    if error.errno is None:
        return ""
    place = f" «{error.filename}»" if error.filename else ""
    words = _WORDS.get(error.errno, f"код {error.errno}")
    return f"Система отказала программе{place}: {words}."
