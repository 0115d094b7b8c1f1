"""Publish small results and die of it: by SIGKILL at the n-th call to the disk, or after a time.

A server: each list [target, word, before|after|never|later, n or seconds, exchange|renames] (JSON,
a line) on its input makes a process that is forked with everything imported. When that is over,
it writes its exit code and how many calls to the disk it made if it lived.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from kuzbass_batch.publishing import staging as publishing
from tests.results_on_disk import publish

CALLS = ("fsync", "rename", "mkdir", "rmdir", "unlink", "open", "write", "ftruncate")


def publish_and_die(target, word, moment, number, system):
    """Publish, killed before or after call `number`; return the number of calls if none came."""
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
    return calls


def begin(target, word, moment, number, system, told):
    """Fork a process that publishes; it writes the number of its calls into the pipe `told`."""
    process = os.fork()
    if process:
        return process
    write, code = os.write, 1
    try:
        calls = publish_and_die(Path(target), word, moment, number, system)
        write(told, str(calls).encode())
        code = 0
    finally:
        os._exit(code)


def serve():
    for order in sys.stdin:
        target, word, moment, number, system = json.loads(order)
        read, told = os.pipe()
        process = begin(target, word, moment, number, system, told)
        os.close(told)
        if moment == "later":
            time.sleep(number)
            os.kill(process, signal.SIGKILL)  # Nobody has waited for it: the number is still its.
        _, status = os.waitpid(process, 0)
        calls = os.read(read, 20).decode() or 0
        os.close(read)
        print(os.waitstatus_to_exitcode(status), calls, flush=True)


if __name__ == "__main__":
    serve()
