"""Publish a small result and die: by SIGKILL at the n-th call to the disk, or when the test says.

Usage: dying_run.py TARGET WORD before|after N exchange|renames
"""

import os
import signal
import sys

from kuzbass_batch.outputs import publish as publishing
from tests.results_on_disk import publish

CALLS = ("fsync", "rename", "mkdir", "rmdir", "unlink", "open", "write", "ftruncate")


def main(target, word, moment, number, system):
    calls = 0

    def dying(call):
        def called(*args, **options):
            nonlocal calls
            calls += 1
            if calls == number and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            mine = calls
            try:
                return call(*args, **options)
            finally:
                if mine == number and moment == "after":
                    os.kill(os.getpid(), signal.SIGKILL)

        return called

    for name in CALLS:
        setattr(os, name, dying(getattr(os, name)))
    exchange = publishing.exchange if system == "exchange" else lambda left, right: False
    publishing.exchange = dying(exchange)
    publish(target, word)
    print(calls)


if __name__ == "__main__":
    from pathlib import Path

    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
