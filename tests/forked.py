"""The program loaded once and forked for each of several command lines.

Each line has a process, streams and an exit code of its own, as if it had been started by itself;
what is spared is the loading, which takes longer than most refusals.

A server: a list of lines (JSON) on its input, a list of [code, words, complaints] on its output.
"""

import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import traceback

from tests.paths import ROOT
from tests.small_folder import cli

LOADED = ("kuzbass_batch.command_line.cli", "kuzbass_batch.batch", "kuzbass_batch.commands.clerk")


def clis(lines, env=None, encoding="utf-8"):
    """Run the program once for each list of arguments; return what `cli` would return of each."""
    lines = [list(map(str, line)) for line in lines]
    if not hasattr(os, "fork"):
        return [cli(*line, env=env or {}, encoding=encoding) for line in lines]
    done = subprocess.run(
        [sys.executable, "-m", "tests.forked"],
        input=json.dumps(lines).encode(),
        stdout=subprocess.PIPE,
        env=os.environ | (env or {}),
        cwd=ROOT,
        check=True,
    )
    return [
        subprocess.CompletedProcess(line, code, *(read(bytes.fromhex(each), encoding)
                                                  for each in streams))
        for line, (code, *streams) in zip(lines, json.loads(done.stdout), strict=True)
    ]  # fmt: skip


def read(data, encoding):
    """Return a stream as text, as `cli` does."""
    return data.decode(encoding).replace("\r\n", "\n")


def serve():
    """Answer the lines."""
    lines = json.load(sys.stdin.buffer)
    for name in LOADED:
        importlib.import_module(name)
    print(json.dumps([run(line) for line in lines]))


def run(line):
    """Run the program in a process forked from this one; return its code and streams."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = os.fork()
        if not process:
            begin(line, out.fileno(), err.fileno())
        _, status = os.waitpid(process, 0)
        streams = []
        for stream in (out, err):
            stream.seek(0)
            streams.append(stream.read().hex())
        return os.waitstatus_to_exitcode(status), *streams


def begin(line, out, err):
    """Be the program from here on, and end."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.argv[1:] = line
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
