"""Whole folders in which something went wrong once, with what is right (`tests/data/cases`)."""

import datetime as dt
import shutil

import pytest

from kuzbass_batch.records.outgoing import LetterKind
from kuzbass_batch.records.returns import FileStatus
from kuzbass_batch.records.sources import Kind
from kuzbass_batch.records.year import Stage
from tests.office import standing
from tests.paths import DATA
from tests.runs import run_batch
from tests.spring import conclusions_of
from tests.year_keys import lay_key

CASES = DATA / "cases"


@pytest.fixture
def look(tmp_path):
    """Return what a run on a case would give; `beside`: the folder that it is laid over."""

    def run(name, as_of, beside="", **options):
        folder = tmp_path / "входящие"
        for each in filter(None, (beside, name)):
            shutil.copytree(CASES / each, folder, dirs_exist_ok=True)
        lay_key(folder)
        # Their decisions were drawn before books carried a mark.
        options.setdefault("accept", tuple(sorted(folder.glob("Решения*"))))
        day = dt.date.fromisoformat(as_of)
        return run_batch(folder, tmp_path / "итог", as_of=day, workers=1, dry_run=True, **options)

    return run


def statuses(outcome, *kinds):
    """Return the status of each file of some kinds by its path."""
    return {f.source.path: f.status.value for f in outcome.files if not kinds or f.kind in kinds}


def objections(outcome, *who):
    """Return criterion, day, decision of every objection of some participants."""
    return [
        (o.participant, o.criterion, f"{o.received:%d.%m}", o.verdict and o.verdict.value, o.points)
        for o in outcome.decisions.objections
        if o.participant in who
    ]


def lines(outcome):
    """Return the sentences of «Что требует решения» with whom they concern."""
    return {each.text: each.names for each in conclusions_of(outcome).to_do}


def test_a_second_objection_after_a_refusal_is_a_new_row_in_time(look):
    outcome = look("appeal-again", "2026-03-20", "base")
    assert objections(outcome, "ИО-01") == [
        ("ИО-01", "1", "03.03", "отказать", None),
        ("ИО-01", "1", "16.03", None, None),
    ]
    found = conclusions_of(outcome)
    assert [effect.late for effect in found.objections] == [False, False]
    assert [effect.by_form.form.source.path[:10] for effect in found.objections] == [
        "2026-03-03",
        "2026-03-16",
    ]
    assert found.stages["ИО-01"].stage is Stage.CONTESTED
    assert LetterKind.REPLY not in found.letters["ИО-01"]
    assert any(task.what == "Рассмотреть несогласия" for task in found.tasks)


def test_decisions_with_a_slip_lose_no_objection(look):
    outcome = look("appeal-slip", "2026-03-01", "base")
    verdicts = {o.participant: o.verdict and o.verdict.value for o in outcome.decisions.objections}
    assert verdicts == {
        "ИО-01": None,
        "ИО-02": None,
        "ИО-03": "отказать",
        "ИО-04": "удовлетворить",
        "МО-01": "удовлетворить",
        "МО-02": None,
    }
    found = conclusions_of(outcome)
    assert {who: found.stages[who].stage for who in verdicts} == {
        who: Stage.SETTLED if verdict else Stage.CONTESTED for who, verdict in verdicts.items()
    }
    assert {who for who in verdicts if LetterKind.REPLY in found.letters[who]} == {
        "ИО-03", "ИО-04", "МО-01"
    }  # fmt: skip
    granted = next(s for s in standing(outcome, "МО-01").scorecard.scores if s.criterion == "1")
    assert (granted.settled, granted.points) == (3, 3)
    assert len([e for e in found.objections if e.objection.verdict is None]) == 3


def test_the_first_day_counts_and_nothing_vanishes_in_a_whole_year(look):
    outcome = look("year-of-26", "2026-03-20")
    assert objections(outcome, "ПО-01", "ПО-04", "МО-02", "ИО-01", "ИО-05") == [
        ("ИО-01", "7", "17.02", "удовлетворить", 2),
        ("ИО-05", "3", "06.03", "отказать", None),
        ("ИО-05", "8", "06.03", "удовлетворить частично", 3),
        ("МО-02", "3", "03.03", None, None),
        ("ПО-01", "1", "20.02", None, None),
        ("ПО-04", "4", "24.02", None, None),
    ]
    found = conclusions_of(outcome)
    late = {e.standing.participant.id: e.late for e in found.objections}
    assert (late["ПО-01"], late["ПО-04"], late["МО-02"]) == (False, False, True)
    assert {who for who, letters in found.letters.items() if LetterKind.REPLY in letters} == {
        "ИО-01",
        "ИО-05",
    }


def test_a_typed_year_does_not_decide_which_return_counts(look):
    outcome = look("typed-year", "2026-02-01")
    assert statuses(outcome, Kind.SELF_ASSESSMENT) == {
        "2025-12-02/a.xlsx": "superseded",
        "2026-01-15/b.xlsx": "used",
    }
    assert str(standing(outcome, "ИО-01").scorecard.total) == "10.0"
    used = next(f for f in outcome.files if f.source.path == "2026-01-15/b.xlsx")
    assert "по дате папки" in used.reason and "I025" in [f.code for f in used.findings]
    assert any("Даты в формах и дни поступления расходятся" in line for line in lines(outcome))


def test_only_the_latest_of_two_faulty_copies_is_asked_for(look):
    outcome = look("two-faulty-copies", "2026-01-30")
    assert statuses(outcome, Kind.SELF_ASSESSMENT) == {
        "2025-12-10/первая.xlsx": "superseded",
        "2025-12-14/вторая.xlsx": "returned",
    }
    assert [f.source.path for f in standing(outcome, "ИО-07").returned] == [
        "2025-12-14/вторая.xlsx"
    ]


def test_the_program_s_own_ranking_is_nobody_s_return(look):
    outcome = look("ranking-among-returns", "2026-01-30", "base")
    own = next(f for f in outcome.files if f.source.path == "Рейтинг-2025.xlsx")
    assert (own.status, own.participant) == (FileStatus.IGNORED, "")
    assert own.reason.startswith("книга рейтинга: составлено программой")
    assert standing(outcome, "ПО-02").status.value == "missing"
