"""How the program ends: which code, and which one sentence, for whatever came of the work."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuzbass_batch.console import (
    ScreenLost,
    fault_of_call,
    fault_of_system,
    keep_details,
    screen_lost,
    warn,
)
from kuzbass_batch.machine_faults import sentence_on

UNTOUCHED = "Результат не записан, прежний цел."
STANDS = "Новый результат уже на месте и записан целиком, прежний хранится рядом с ним."
STOPPED = "Остановлено: результат не записан, прежний цел. Повторите, когда будет удобно."
STOPPED_LATE = f"Остановлено после записи. {STANDS}"
NOT_DONE, BROKEN = 2, 3


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


def broken(error: Exception, standing: StandingResult, log: Path | None = None) -> int:
    """Say in one sentence what ended the work, the machine or the program; return the exit code.

    log: where the details of a fault of the program go, for the developer.
    """
    from kuzbass_batch.outputs.plain_text import one_line

    machine = sentence_on(error)
    if machine:
        warn(one_line(f"{'Прервано' if standing.new else 'Не выполнено'}. {machine} {standing}"))
    else:
        warn(
            f"Внутренняя ошибка программы ({type(error).__name__}). {standing} Передайте "
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
    from kuzbass_batch.usage import WrongUsage

    stands = standing or StandingResult()
    try:
        with heeded():
            return call()
    except WrongUsage as error:
        warn(one_line(f"Не выполнено. {error}"))
        sys.exit(NOT_DONE)
    except KeyboardInterrupt:
        warn(STOPPED_LATE if stands.new else STOPPED)
        sys.exit(BROKEN if stands.new else NOT_DONE)
    except ScreenLost as lost:
        sys.exit(screen_lost(lost.fault))
    except Exception as error:
        sys.exit(broken(error, stands, log))
