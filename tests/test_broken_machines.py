"""The program on broken machines: a code, one sentence, no traceback, and the old or new result.

1 means that a run is done and returns are to be mended, and nothing else does.
"""

import os
import signal
import subprocess
import sys
import time

import pytest

from kuzbass_batch import machine_faults
from kuzbass_batch.machine_faults import sentence_on
from tests.forked import answered, read
from tests.results_on_disk import names
from tests.results_on_disk import read as files_in
from tests.small_folder import AS_OF, small_folder

LINUX = sys.platform == "linux"
pytestmark = pytest.mark.skipif(not LINUX, reason="limits, devices and streams of Linux")
DONE, REFUSED, BROKEN = 1, 2, 3
START = "from kuzbass_batch.start import main; main()"
FILES, MEMORY = "исчерпан их предел (ulimit -n)", "не хватило памяти"
PROCESSES = "новых процессов и потоков"


def standing_in(words):
    """Return the program with a stand-in put into it before it starts.

    Where a stand-in needs no start of its own, the case names its words alone.
    """
    return [sys.executable, "-c", f"{words}\n{START}"]


NO_THREADS = """
import threading
def refuse(self): raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
"""
NO_PROCESSES = """
import os, errno
def refuse(): raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
os.fork = refuse
"""
ONE_PROCESS = """
import os, errno
real, made, run = os.fork, [], os.getpid()
def fork():
    if os.getpid() == run:
        made.append(1)
        if len(made) == 2: raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return real()
os.fork = fork
"""
NO_SEMAPHORES = """
import _multiprocessing, errno, os
class SemLock:
    SEM_VALUE_MAX = 1
    def __init__(self, *a, **k):
        os.write(2, b"a semaphore was asked for: a killed run would leave it\\n")
        raise OSError(errno.ENOSPC, "no shared memory")
_multiprocessing.SemLock = SemLock
"""
MISSING = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "{name}": raise ModuleNotFoundError("no", name="{name}")
sys.meta_path.insert(0, Refuse())
"""
NO_MEMORY = """
import kuzbass_batch.batch as b
def refuse(*a): raise MemoryError
assert b.rate  # A name that is gone would break nothing.
b.rate = refuse
"""
TIMED_OUT = NO_MEMORY.replace("MemoryError", "TimeoutError")
OUTSIDE = """
import kuzbass_batch.outputs.results.closing as c
c.closing_lines = lambda *a, **k: 1 / 0
"""
UNGUARDED = """
import kuzbass_batch.command_line.cli as c
c.today = lambda: 1 / 0
c.period_asked = lambda *a: 1 / 0
"""
NO_TEMPORARY = """
import tempfile, errno
def refuse(*a, **k): raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")
tempfile.mkdtemp = tempfile.mktemp = tempfile.gettempdir = tempfile.TemporaryFile = refuse
"""

PLAINLY = 'exec "$@"'
# How the program is started by the shell, what is put into it, its code, what is said.
PLAIN = [sys.executable, "-m", "kuzbass_batch"]
CASES = {
    "all in order": (PLAINLY, PLAIN, DONE, ""),
    "error stream closed": ('exec "$@" 2>&-', PLAIN, DONE, ""),
    "screen closed": ('exec "$@" >&-', PLAIN, BROKEN, "не выведены: вывод закрыт"),
    "all closed": ('exec "$@" <&- >&- 2>&-', PLAIN, BROKEN, ""),
    "screen full": ('exec "$@" >/dev/full', PLAIN, BROKEN, "не выведены: на диске нет места"),
    "input closed, error stream full": ('exec "$@" <&- 2>/dev/full', PLAIN, DONE, ""),
    "reader gone": ('("$@"; echo $? >"$CODE") | :; exit $(cat "$CODE")', PLAIN, DONE, ""),
    "ASCII only": ('LC_ALL=C PYTHONUTF8=0 exec "$@"', PLAIN, BROKEN, "PYTHONUTF8=1"),
    "locale, home and temporary folder missing": (
        'unset HOME; LC_ALL=xx_YY.UTF-8 LANG=zz TMPDIR=/nowhere exec "$@"', PLAIN, DONE, ""),
    "no environment": ('exec env -i "$@"', PLAIN, DONE, ""),
    "working folder gone": ('d=$(mktemp -d); cd "$d"; rmdir "$d"; PYTHONPATH="$ROOT" exec "$@"',
                            PLAIN, REFUSED, "Текущей папки больше нет"),
    "working folder read only": ('cd /proc; PYTHONPATH="$ROOT" exec "$@"', PLAIN, DONE, ""),
    "address space of 300 MiB": ('ulimit -v 307200; exec "$@"', PLAIN, BROKEN, MEMORY),
    "address space of 700 MiB": ('ulimit -v 716800; exec "$@"', PLAIN, DONE, ""),
    "12 open files": ('ulimit -n 12; exec "$@"', PLAIN, BROKEN, FILES),
    "20 open files": ('ulimit -n 20; exec "$@"', PLAIN, BROKEN, FILES),
    "few open files, more allowed": ('ulimit -Sn 20; exec "$@"', PLAIN, DONE, ""),
    "files of 4 KiB": ('ulimit -f 4; exec "$@"', PLAIN, REFUSED, "допускают диск и система"),
    "no threads": (PLAINLY, NO_THREADS, BROKEN, PROCESSES),
    "no processes": (PLAINLY, NO_PROCESSES, BROKEN, PROCESSES),
    "one process": (PLAINLY, ONE_PROCESS, DONE, "расчёт идёт в одном"),
    "no shared memory": (PLAINLY, NO_SEMAPHORES, DONE, ""),
    "click missing": (PLAINLY, standing_in(MISSING.format(name="click")), BROKEN, "«click»"),
    "lxml missing": (PLAINLY, standing_in(MISSING.format(name="lxml")), BROKEN, "«lxml»"),
    "pebble missing": (PLAINLY, standing_in(MISSING.format(name="pebble")), BROKEN, "«pebble»"),
    "memory ends meanwhile": (PLAINLY, NO_MEMORY, BROKEN, MEMORY),
    "time ends meanwhile": (PLAINLY, TIMED_OUT, BROKEN, "отведённое время"),
    "no temporary folder at all": (PLAINLY, NO_TEMPORARY, DONE, ""),
    "a fault after the result stands": (PLAINLY, OUTSIDE, BROKEN,
                                        "Новый результат уже на месте"),
    "a fault outside of the guarded part": (PLAINLY, UNGUARDED, BROKEN,
                                            "ZeroDivisionError"),
}  # fmt: skip
NO_FAULT_OF_PROGRAM = set(CASES) - {
    "a fault after the result stands",
    "a fault outside of the guarded part",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The small folder with an old result, and what a run over it makes."""
    base = tmp_path_factory.mktemp("machines")
    small_folder(base / "in")
    code, errors = start(base, base / "out" / "2025", *CASES["all in order"][:2])
    assert code == DONE, errors
    return base


def start(base, target, shell, program):
    line = ["run", base / "in", "--output", target, "--as-of", AS_OF, "--workers", "2"]
    if isinstance(program, str):
        assert shell == PLAINLY
        done = answered(line, words=program, timeout=120)
        return done.returncode, read(done.stderr, errors="replace")
    line = [*program, *line]
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    done = subprocess.run(
        ["sh", "-c", shell, "sh", *map(str, line)],
        capture_output=True, check=False, timeout=120, encoding="utf-8", errors="replace", cwd=root,
        env=os.environ | {"ROOT": root, "CODE": str(base / "code")},
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("case", CASES)
def test_every_end_has_its_code_its_sentence_and_a_whole_result(base, tmp_path, case):
    shell, program, code, words = CASES[case]
    target = tmp_path / "out" / "2025"
    found, errors = start(base, target, shell, program)
    assert found == code, errors
    assert "Traceback" not in errors and "Error" not in errors.replace("ZeroDivisionError", "")
    assert words in errors and errors.count("\n") == bool(words), errors
    if case in NO_FAULT_OF_PROGRAM:
        assert "разработчик" not in errors
    if target.exists():
        assert files_in(target) == files_in(base / "out" / "2025")
        assert ".2025.state" in names(target.parent)
    else:
        assert code != DONE and (not target.parent.exists() or names(target.parent) in (
            [], ["2025.ошибка.txt"],
        ))  # fmt: skip


def test_there_are_at_least_twenty_of_them():
    assert len(CASES) >= 20 and {code for _, _, code, _ in CASES.values()} == {1, 2, 3}


@pytest.mark.parametrize("stop", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_stop_of_the_whole_group_prints_no_traceback(base, tmp_path, stop):
    """A closed terminal reaches every process of the run; under nohup it would reach none."""

    def hear():
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    for pause in (0.6, 0.8, 1.0, 1.2, 1.5):
        process = subprocess.Popen(
            [*PLAIN, "run", base / "in", "--output", tmp_path / "2025", "--as-of", AS_OF],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            start_new_session=True, preexec_fn=hear,
        )  # fmt: skip
        time.sleep(pause)
        os.killpg(process.pid, stop)
        _, errors = process.communicate(timeout=30)
        assert "Traceback" not in errors and errors.count("\n") <= 1
        assert process.returncode in (2, 3, 1, -stop)
        if "Остановлено:" in errors:
            assert not (tmp_path / "2025").exists()
            break
        if (tmp_path / "2025").exists():
            break


def test_a_stop_after_the_swap_says_that_the_new_result_stands(base, tmp_path):
    late = """
import os, signal, kuzbass_batch.outputs.results.closing as c
def stop(*a, **k):
    os.kill(os.getpid(), signal.SIGTERM)
    return []
c.closing_lines = stop
"""
    code, errors = start(base, tmp_path / "2025", PLAINLY, late)
    assert code == BROKEN and errors.count("\n") == 1
    assert errors.startswith("Остановлено после записи. Новый результат уже на месте")
    assert files_in(tmp_path / "2025") == files_in(base / "out" / "2025")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (MemoryError(), machine_faults.NO_MEMORY),
        (RuntimeError("can't start new thread"), machine_faults.NO_PROCESSES),
        (TimeoutError(), machine_faults.TOO_LONG),
        (OSError(24, "too many"), machine_faults.NO_FILES),
        (OSError(28, "full", "/tmp/x"), "Система отказала программе «/tmp/x»: на диске нет места."),
        (ModuleNotFoundError("no", name="lxml.etree"), "Не загружается библиотека «lxml»."),
        (ZeroDivisionError(), ""),
        (KeyError("x"), ""),
    ],
)
def test_what_the_machine_refuses_is_told_from_a_fault_of_the_program(fault, words):
    assert sentence_on(fault).startswith(words) and bool(sentence_on(fault)) == bool(words)
    wrapped = ValueError("wrapped")
    wrapped.__cause__ = fault
    assert sentence_on(wrapped) == sentence_on(fault)
