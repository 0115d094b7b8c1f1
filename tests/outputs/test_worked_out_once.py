"""What several sheets, letters and files tell of a participant is worked out once a run."""

from collections import Counter

import pytest

from kuzbass_batch.rules.year import conclusions
from tests.office import NAMES, Office

pytestmark = pytest.mark.whole


def test_evidence_stakes_and_ways_are_worked_out_once_for_each_participant(tmp_path, monkeypatch):
    asked = Counter()

    def counted(name):
        work = getattr(conclusions, name)

        def noted(subject, *more, **named):
            asked[name, id(subject)] += 1
            kept.append(subject)  # Else another could get its id.
            return work(subject, *more, **named)

        monkeypatch.setattr(conclusions, name, noted)

    kept = []
    for name in ("evidence_of", "level_turns"):
        counted(name)
    ways = conclusions.Ways.__call__
    monkeypatch.setattr(
        conclusions.Ways,
        "__call__",
        lambda self, standing: asked.update([("ways", id(standing))]) or ways(self, standing),
    )
    Office(tmp_path).run(mails=True)
    by_name = Counter(name for name, _ in asked)
    assert by_name == {"evidence_of": len(NAMES), "level_turns": len(NAMES), "ways": len(NAMES)}
    assert set(asked.values()) == {1}
