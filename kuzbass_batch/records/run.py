"""What a run is asked to do."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from kuzbass_batch.methodology.calendar.period import Period


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """What may be asked of a run besides its input, output, year and day.

    workers: how many processes work on this machine, None for one a core. cluster: the address of a
    cluster that does the work instead; cluster_ca, cluster_cert, cluster_key: the files in PEM for
    an encrypted one. methodologies: the committee's own methodology, a file or a folder of them,
    instead of the program's. templates: a folder of its own letter templates; a file found in it
    replaces the program's. keep: how many previous results stay beside the new one. remember: keep
    what the files say beside the output, so that the next run reads the new ones only.
    compare_with: an earlier result folder; by default what the output holds before the run.
    dry_run: everything is worked out and nothing is written. mails: make drafts of mails for the
    letters that wait. pdf: make the letters PDF, too. insist: run on a day that fits neither the
    year nor the forms. accept: books that the committee takes for its own, though nothing in them
    proves it. fresh: read and work out all anew, whatever is remembered.
    """

    workers: int | None = None
    cluster: str = ""
    cluster_ca: Path | None = None
    cluster_cert: Path | None = None
    cluster_key: Path | None = None
    methodologies: Path | None = None
    templates: Path | None = None
    keep: int = 1
    remember: bool = True
    compare_with: Path | None = None
    dry_run: bool = False
    mails: bool = False
    pdf: bool = False
    insist: bool = False
    accept: tuple[Path, ...] = ()
    fresh: bool = False


PLAIN = RunOptions()


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A run of the batch: the folder with the forms, the result folder, the reporting period.

    as_of: the day of the run; nothing in the program asks a clock.
    year_given: somebody named the period; False where it follows from as_of.
    """

    input: Path
    output: Path
    period: Period
    as_of: dt.date
    options: RunOptions = PLAIN
    year_given: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultRecord:
    """What the result that stands is of, by hashes: so that the same run is known as the same.

    asked: the program's edition, the day and all that was asked for. inputs: the input folder.
    contents: the result folder as it was written. exit_code: what the run ended with.
    """

    asked: str
    inputs: str
    contents: str
    exit_code: int
