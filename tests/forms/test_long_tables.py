"""A row of a long table costs no more than one of a short table, whatever is wrong with it."""

import cProfile
import datetime as dt
import pstats

import pytest

from kuzbass_batch.reading.examine import examine_content
from kuzbass_batch.records.files.sources import Kind
from tests.filled import FORMS, METHODOLOGY, drawn
from tests.reading.test_reading import FILLED

ROWS, TIMES = 200, 4
NAMED = {"name": "Иванов Иван", "post": "специалист"}
COMPLETE = NAMED | {"date": dt.date(2025, 5, 5), "topic": "бережливость", "document": "приказ"}


def answers(count, row):
    rows = {at: row | {"name": f"Иванов Иван {at}"} for at in range(1, count + 1)}
    filled = {f"training/{at}/{key}": rows[at][key] for at in rows for key in row}
    return {key: value for key, value in FILLED.items() if "training/" not in key} | filled


def calls(work):
    """Return what the work gives, and how many functions it calls: that does not hang on load."""
    profile = cProfile.Profile()
    found = profile.runcall(work)
    return found, pstats.Stats(profile).total_calls


@pytest.mark.parametrize(("row", "gaps"), [(COMPLETE, 0), (NAMED, 3)], ids=["complete", "gaps"])
def test_a_long_table_is_drawn_read_and_redrawn_in_linear_time(row, gaps):
    counts = []
    examine_content(drawn(Kind.SELF_ASSESSMENT, FILLED), METHODOLOGY, FORMS)  # What is kept, kept.
    for count in (ROWS, ROWS * TIMES):
        given = answers(count, row)
        data, drawing = calls(lambda g=given: drawn(Kind.SELF_ASSESSMENT, g))
        read, reading = calls(lambda d=data: examine_content(d, METHODOLOGY, FORMS))
        told = read.file.findings
        assert [len(each.cells) for each in told] == [count] * gaps
        _, redrawing = calls(lambda g=given, t=told: drawn(Kind.SELF_ASSESSMENT, g, remarks=t))
        counts.append((drawing, reading, redrawing))
    for short, long in zip(*counts, strict=True):
        assert long < TIMES * short
