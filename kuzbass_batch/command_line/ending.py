"""How the program ends: which code, and which one sentence, for whatever came of the work."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuzbass_batch.command_line.console import (
    ScreenLost,
    fault_of_call,
    fault_of_system,
    keep_details,
    screen_lost,
    warn,
)
from kuzbass_batch.machine_faults import sentence_on

UNTOUCHED = "Результат не записан; прежний, если он был, цел."
STANDS = "Новый результат уже на месте и записан целиком."
STOPPED = (
    "Остановлено: результат не записан; прежний, если он был, цел. Повторите, когда будет удобно."
)
STOPPED_ELSE = "Остановлено. Повторите, когда будет удобно."
STOPPED_LATE = f"Остановлено после записи. {STANDS}"
NOTHING_CHANGED = (
    "С прошлого расчёта ничего не изменилось: результат в папке «{output}» цел и остаётся в силе, "
    "ничего не записано."
)
NOT_DONE, BROKEN = 2, 3


class DoubtfulDay(SystemExit):
    """The end of a run that went no further for its day: insisted on, it would."""


def refuse_call(args: Sequence[str]) -> None:
    """End the program, before it does anything, where the system or the arguments are no good."""
    for fault, code in ((fault_of_system(), BROKEN), (fault_of_call(args), NOT_DONE)):
        if fault:
            warn(f"Не выполнено. {fault}")
            sys.exit(code)


@dataclass(slots=True)
class StandingResult:
    """Which result stands: the new one once it is in place. It is what a last sentence is about."""

    new: bool = False

    def put(self) -> None:
        """Take note that the new result is in place."""
        self.new = True

    def __str__(self) -> str:
        """Return the sentence on it."""
        return STANDS if self.new else UNTOUCHED


def broken(error: Exception, standing: StandingResult | None, log: Path | None = None) -> int:
    """Say in one sentence what ended the work, the machine or the program; return the exit code.

    standing: which result stands; None of a command that writes none. log: where the details of a
    fault of the program go, for the developer.
    """
    from kuzbass_batch.outputs.plain_text import one_line

    machine, stands = sentence_on(error), f" {standing}" if standing else ""
    if machine:
        done = "Прервано" if standing and standing.new else "Не выполнено"
        warn(one_line(f"{done}. {machine}{stands}"))
    else:
        warn(
            f"Внутренняя ошибка программы ({type(error).__name__}).{stands} Передайте "
            f"разработчику{keep_details(log)}."
        )
    return BROKEN


def guarded(
    call: Callable[[], Any], standing: StandingResult | None = None, log: Path | None = None
) -> Any:
    """Return what `call` returns; end with exit code 2 or 3 and one sentence if it cannot.

    standing: which result stands, where the call writes one. log: where the details of an internal
    fault go, for the developer.
    """
    from kuzbass_batch.outputs.plain_text import one_line
    from kuzbass_batch.publishing.stopping import heeded

    try:
        with heeded():
            return call()
    except KeyboardInterrupt:
        if standing is None:
            warn(STOPPED_ELSE)
            sys.exit(NOT_DONE)
        warn(STOPPED_LATE if standing.new else STOPPED)
        sys.exit(BROKEN if standing.new else NOT_DONE)
    except ScreenLost as lost:
        sys.exit(screen_lost(lost.fault))
    except Exception as error:
        from kuzbass_batch.usage import DoubtedDay, WrongUsage  # Only now: it loads all there is.

        if isinstance(error, WrongUsage):
            for line in (f"Не выполнено. {error}", *error.details):
                warn(one_line(line))
            doubted = isinstance(error, DoubtedDay)
            raise DoubtfulDay(NOT_DONE) if doubted else SystemExit(NOT_DONE) from error
        sys.exit(broken(error, standing, log))
