"""Whole folders in which something went wrong once, with what is right.

Copies of what is needed lie in `tests/data/cases`; where the folder `shared/cases` lies beside the
project, all that is in it is walked as well.
"""

import datetime as dt
import tomllib
from decimal import Decimal

import pytest

from kuzbass_batch.forms.spec.reporting_year import year_of
from kuzbass_batch.outputs.letters.details import invented_details, nearly_named
from kuzbass_batch.reading.committee.outgoing_register import read_register
from kuzbass_batch.records.committee.outgoing import LetterKind
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.records.year.year import Stage
from tests.april_package import SAMPLES, conclusions_of
from tests.filled import METHODOLOGY, codes, read, submission_of
from tests.office import said, standing
from tests.paths import DATA, ROOT
from tests.reading.test_sent_files import WHOLE
from tests.runs import look_at
from tests.year_keys import lay_key

COPIES, SHARED = DATA / "cases", ROOT.parent / "shared" / "cases"
PLACES = (COPIES, SHARED) if SHARED.is_dir() else (COPIES,)
BASE = "committee-base"
"""Registry and returns over which other cases are laid."""
JANUARY = "2026-01-30"
HELD: set[str] = {BASE}
"""The folders whose right value a test of this module holds."""


def holds(*names):
    """Enter the folders that a test holds."""
    HELD.update(names)
    return lambda test: test


@pytest.fixture(params=PLACES, ids=["copies", "shared"][: len(PLACES)])
def place(request):
    """Return where the cases lie: every test is done in each place."""
    return request.param


@pytest.fixture
def look(tmp_path, place):
    """Return what a run on a case would give.

    beside: the folder that the case is laid over, `without` some of its files. only: of the case.
    """

    def run(name, as_of=JANUARY, beside="", *, without=(), only="*", **options):
        folder = tmp_path / "входящие"
        if beside:
            lay(place / beside, folder)
        for each in without:
            (folder / each).unlink(missing_ok=True)
        lay(place / name, folder, only)
        lay_key(folder)
        # Their decisions were drawn before books carried a mark.
        options.setdefault("accept", tuple(sorted(folder.glob("Решения*"))))
        day = dt.date.fromisoformat(as_of)
        return look_at(folder, tmp_path / "итог", as_of=day, **options)

    return run


def lay(source, target, only="*"):
    """Copy the files of a folder, which may be closed to writing."""
    for path in source.rglob(only):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def test_every_folder_has_its_right_value(place):
    found = {path.name for path in place.iterdir() if path.is_dir()}
    assert found == HELD


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


@holds("appeal-again")
def test_a_second_objection_after_a_refusal_is_a_new_row_in_time(look):
    outcome = look("appeal-again", "2026-03-20", BASE)
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


@holds("appeal-slip")
def test_decisions_with_a_slip_lose_no_objection(look):
    outcome = look("appeal-slip", "2026-03-01", BASE)
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


@holds("year-of-26")
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
    answered = {who for who, letters in found.letters.items() if LetterKind.REPLY in letters}
    assert {"ИО-01", "ИО-05"} <= answered and answered.isdisjoint({"ПО-01", "ПО-04", "МО-02"})
    # ПО-09 sent a faulty passport twice: one of them is asked for.
    asked = [file.source.path for file in standing(outcome, "ПО-09").returned]
    assert asked == ["2025-12-24/Паспорт архив 2.xlsx"]


@holds("typed-year")
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


@holds("two-faulty-copies")
def test_only_the_latest_of_two_faulty_copies_is_asked_for(look):
    outcome = look("two-faulty-copies", "2026-01-30")
    found = statuses(outcome, Kind.SELF_ASSESSMENT)
    assert (found["2025-12-10/первая.xlsx"], found["2025-12-14/вторая.xlsx"]) == (
        "superseded",
        "returned",
    )
    asked = [f.participant for f in outcome.files if f.status is FileStatus.RETURNED]
    assert len(asked) == len(set(asked))
    assert [f.source.path for f in standing(outcome, "ИО-07").returned] == [
        "2025-12-14/вторая.xlsx"
    ]


@holds("ranking-among-returns")
def test_the_program_s_own_ranking_is_nobody_s_return(look):
    outcome = look("ranking-among-returns", JANUARY, BASE, without=["2025-12-18/ПО-02.xlsx"])
    own = next(f for f in outcome.files if f.source.path == "Рейтинг-2025.xlsx")
    assert (own.status, own.participant) == (FileStatus.IGNORED, "")
    assert own.reason.startswith("книга рейтинга: составлено программой")
    assert standing(outcome, "ПО-02").status.value == "missing"


# --- One return of 12.9 points among others, spoiled each time in a way of its own ---

OWN_FILE = ["ИО-07.xlsx"]


@holds(*(path.partition("/")[0] for path in WHOLE))
@pytest.mark.parametrize("path", WHOLE)
def test_a_spoiled_return_counts_in_full(look, place, path):
    folder, _, name = path.partition("/")
    outcome = look(folder, JANUARY, BASE, without=OWN_FILE, only=name)
    (file,) = (f for f in outcome.files if f.source.path == name)
    assert (file.status, file.participant) == (FileStatus.USED, "ИО-07")
    card = standing(outcome, "ИО-07").scorecard
    assert (card.total, card.level) == (Decimal("12.9"), "leader")
    assert codes(read((place / path).read_bytes(), name).findings) == WHOLE[path]
    assert "I014" in [f.code for f in file.findings], "the name is not the registry's"


@holds("02-xls-text-formula-zero")
def test_a_text_formula_stored_as_zero_is_never_no(look):
    outcome = look("02-xls-text-formula-zero", JANUARY, BASE, without=OWN_FILE, only="*.xls")
    mine = standing(outcome, "ИО-07")
    assert (mine.status.value, mine.scorecard) == ("returned", None)
    (file,) = mine.returned
    assert "S060 Самооценка!D9" in codes(file.findings)


@holds("03-passport-percent")
def test_a_percentage_of_a_passport_is_what_its_cell_shows(look, place):
    name = "ИО-07 паспорт.xlsx"
    outcome = look("03-passport-percent", JANUARY, BASE)
    (file,) = (f for f in outcome.files if f.source.path == name)
    told = [f.message for f in file.findings if f.code == "P007"]
    assert told == ["Цель «Доля ответов в срок, %» понята как рост с 80 % до 95."]
    answers = submission_of(read((place / "03-passport-percent" / name).read_bytes(), name)).answers
    assert {Decimal(80), Decimal(95)} <= {answer.value for answer in answers}


@holds("04-signed-container")
def test_a_signed_container_is_told_and_its_sender_is_not_told_that_nothing_came(look):
    outcome = look("04-signed-container", JANUARY, BASE, without=OWN_FILE)
    unread = {"ИО-07.xlsx.sig", "письмо.eml/smime.p7m"}
    found = {f.source.path: codes(f.findings) for f in outcome.files if f.source.path in unread}
    assert found == {path: ["F023"] for path in unread}
    assert standing(outcome, "ИО-07").status.value == "missing"
    told = conclusions_of(outcome)
    assert LetterKind.REMINDER not in told.letters["ИО-07"]
    assert any("ИО-07.xlsx.sig" in names for names in lines(outcome).values())


@holds("register-number")
def test_an_own_number_of_the_register_stays_a_number(place):
    data = (place / "register-number" / "Исходящие-2025.xlsx").read_bytes()
    register = read_register(year_of(METHODOLOGY), data)
    (line,) = (each for each in register if each.participant == "ИО-05")
    assert (line.number, line.note) == ("345", "12")


@holds("attachment-as-decisions")
def test_a_mailed_book_without_the_mark_of_the_folder_decides_nothing(look):
    outcome = look("attachment-as-decisions", accept=())
    assert str(standing(outcome, "МО-01").scorecard.total) == "6.6"
    assert not outcome.decisions.entries
    assert "D029" in said(outcome)[0]


@holds("sort-entries")
@pytest.mark.parametrize("name", ["before.xlsx", "after.xlsx"])
def test_entries_that_cannot_be_told_from_sorted_ones_are_noticed(tmp_path, place, name):
    """These books have no key among the entries yet; `test_decisions_rows` has those that do."""
    folder = tmp_path / "входящие"
    lay(SAMPLES, folder)
    book = folder / "Решения-2025.xlsx"
    book.write_bytes((place / "sort-entries" / name).read_bytes())
    day = dt.date.fromisoformat(JANUARY)
    outcome = look_at(folder, tmp_path / "итог", as_of=day, accept=(book,))
    assert said(outcome) == ["D032 Экспертиза!A3"]


@holds("toml-txt")
def test_details_under_another_name_are_named_and_the_invented_ones_told(tmp_path, look, place):
    outcome = look("toml-txt", JANUARY, BASE)
    (file,) = (f for f in outcome.files if f.source.path == "committee.toml.txt")
    assert codes(file.findings) == ["F026"]
    assert any("committee.toml.txt" in names for names in lines(outcome).values())
    own = tmp_path / "шаблоны"
    lay(place / "toml-txt", own)
    assert nearly_named(own) == (("committee.toml.txt", "committee.toml"),)
    assert "подписант" in invented_details(own)
    assert tomllib.loads((own / "committee.toml.txt").read_text("utf-8"))
