"""The program loaded once and forked for each command line.

Each line has a process, streams, a folder and an exit code of its own, as if it had been started by
itself; what is spared is the loading, which takes longer than most refusals. Where Python is to
hear the environment as it starts, the line gets a start of its own (`cli` of `small_folder`).

A server: an order (JSON, a line) on its input, an answer [code, words, complaints] on its output.
"""

import importlib
import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress

from tests.paths import ROOT

LOADED = ("kuzbass_batch.command_line.cli", "kuzbass_batch.batch", "kuzbass_batch.commands.clerk")
CAN_FORK = hasattr(os, "fork")
_SERVERS: list["Server"] = []


def command(*arguments):
    """Return the command line of the program."""
    return [sys.executable, "-m", "kuzbass_batch", *map(str, arguments)]


class Server:
    """A process that has the program loaded."""

    def __init__(self, env):
        """Start it; env: what it is to hear besides the environment of the tests."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | env,
            cwd=ROOT,
            start_new_session=True,
        )
        self.usual = not env
        _SERVERS.append(self)

    def answer(self, line, *, env, cwd=ROOT, timeout=None, words=""):
        """Return code and streams of one line; words: Python that is carried out before it."""
        order = {"line": list(map(str, line)), "env": env, "cwd": str(cwd), "words": words}
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], timeout)[0]:
            self.stop()
            raise subprocess.TimeoutExpired(line, timeout)
        code, *streams = json.loads(self.process.stdout.readline())
        return code, *map(bytes.fromhex, streams)

    def stop(self):
        """End it, and whatever it has begun."""
        if self in _SERVERS:
            _SERVERS.remove(self)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def stop():
    """End every server of these tests."""
    for each in tuple(_SERVERS):
        each.stop()


def answered(line, *, env=None, words="", **options):
    """Run the program on one list of arguments; return what it did, its streams as bytes."""
    whole = dict(os.environ) | (env or {})
    usual = next((each for each in _SERVERS if each.usual), None) or Server({})
    code, *streams = usual.answer(line, env=whole, words=words, **options)
    return subprocess.CompletedProcess(line, code, *streams)


def clis(lines, env=None, encoding="utf-8"):
    """Run the program once for each list of arguments, started with `env`; return what it did."""
    if not CAN_FORK:
        return [_started(line, env or {}, encoding) for line in lines]
    begun = Server(env or {})
    try:
        found = [begun.answer(line, env=dict(os.environ) | (env or {})) for line in lines]
    finally:
        begun.stop()
    return [
        subprocess.CompletedProcess(line, code, *(read(stream, encoding) for stream in streams))
        for line, (code, *streams) in zip(lines, found, strict=True)
    ]


def _started(line, env, encoding):
    return subprocess.run(
        command(*line),
        capture_output=True,
        check=False,
        env=os.environ | env,
        cwd=ROOT,
        text=True,
        encoding=encoding,
    )


def read(data, encoding="utf-8", errors="strict"):
    """Return a stream as text, as `subprocess` does."""
    return data.decode(encoding, errors).replace("\r\n", "\n")


def serve():
    """Answer the orders."""
    for name in LOADED:
        importlib.import_module(name)
    for order in sys.stdin:
        print(json.dumps(run(**json.loads(order))), flush=True)


def run(line, env, cwd, words):
    """Run the program in a process forked from this one; return its code and streams."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if not process:
            begin(line, env, cwd, words, (out.fileno(), err.fileno()))
        _, status = os.waitpid(process, 0)
        streams = []
        for stream in (out, err):
            stream.seek(0)
            streams.append(stream.read().hex())
        return os.waitstatus_to_exitcode(status), *streams


def begin(line, env, cwd, words, streams):
    """Be the program from here on, and end."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, stream in enumerate(streams, start=1):
            os.dup2(stream, number)
        os.environ.clear()
        os.environ.update(env)
        os.chdir(cwd)
        tempfile.tempdir = None
        sys.argv[1:] = line
        exec(words, {})
        runpy.run_module("kuzbass_batch", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
