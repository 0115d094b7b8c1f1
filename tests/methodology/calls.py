"""The command line called within the process of the tests: what it said, and its exit code."""

from dataclasses import dataclass

from click.testing import CliRunner

from kuzbass_batch.command_line.cli import main


@dataclass(frozen=True)
class Called:
    returncode: int
    stdout: str
    stderr: str


def call(*arguments, day=None):
    """Call the program as if today were `day`."""
    done = CliRunner().invoke(main, [str(each) for each in arguments], obj=day)
    return Called(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)
