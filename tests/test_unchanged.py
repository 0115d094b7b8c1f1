"""A run that asks what the last one answered: nothing is done, and the answer is the same."""

import datetime as dt
import errno
import filecmp
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from kuzbass_batch import contents, unchanged
from kuzbass_batch.command_line import cli
from kuzbass_batch.contents import contents_of
from kuzbass_batch.outputs import writing
from kuzbass_batch.outputs.drawn_files import DrawnFiles
from kuzbass_batch.reading.own_names import ACCEPTED_FILE, KEY_FILE
from kuzbass_batch.reading.store import last_record
from kuzbass_batch.records.run import RunOptions
from tests.office import AS_OF, NAMES, Office, assessment, filled, registry
from tests.paths import ROOT
from tests.results_on_disk import let_strangers_in
from tests.rules.year.test_approval import approved
from tests.runs import at_once, leave_out
from tests.year_keys import OTHER_KEY, lay_key

SENTENCE = "С прошлого расчёта ничего не изменилось"
STANDS = "Результат вышел тот же"
PREVIOUS = "итог (прежний результат)"
NEXT_DAY = AS_OF + dt.timedelta(days=1)
DECISION = "Экспертиза | ИО-01.1 | Балл комитета | {}"
LETTERS = ROOT / "templates" / "letters"


def call(office, *more, day=AS_OF, year=2025, command="run"):
    """Return exit code and all words of the command line over the office."""
    arguments = [command, str(office.folder), "--output", str(office.output)]
    arguments += ["--as-of", day.isoformat(), "--workers", "1", *map(str, more)]
    arguments += ["--year", str(year)] if year else []
    with at_once():
        result = CliRunner().invoke(cli.main, arguments)
    return result.exit_code, result.output


def held(folder):
    """Return every file of the folder's parent with its bytes and time, the state folder left out.

    What is remembered there is no result.
    """
    return {
        path.relative_to(folder.parent): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.parent.rglob("*")
        if path.is_file() and ".итог.state" not in path.parts
    }


pytestmark = pytest.mark.usefixtures("without_ranking")


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """Return the folder of an office with two results: one before, and one that stands."""
    folder = tmp_path_factory.mktemp("settled")
    office = Office(folder)
    with patch.object(writing, "write_workbook", leave_out):
        assert call(office)[0] == 0
        office.put("2025-12-16/ИО-01.xlsx", assessment("ИО-01", (2, 2, 2, 2, 2, 2, 2, 2)))
        assert call(office)[0] == 0
    return folder


@pytest.fixture
def office(settled, tmp_path):
    """Return a copy of the settled office; hashes decide, so a copy is as good."""
    shutil.copytree(settled, tmp_path, dirs_exist_ok=True)
    found = Office.__new__(Office)
    found.folder, found.output = tmp_path / "входящие", tmp_path / "итог"
    return found


def test_the_same_run_again_changes_no_file_and_keeps_the_earlier_result(office):
    before = held(office.output)
    assert any(path.parts[0] == PREVIOUS for path in before)
    code, said = call(office)
    assert code == 0 and said.count("\n") == 1 and said.startswith(SENTENCE)
    assert held(office.output) == before


def test_a_result_with_missing_returns_ends_again_with_its_code(office):
    office.remove("МО-01.xlsx")
    first, again = call(office), call(office)
    assert first[0] == again[0] == 1
    assert SENTENCE not in first[1] and again[1].startswith(SENTENCE)


def test_a_trial_run_that_would_change_nothing_says_so(office):
    before = held(office.output)
    code, said = call(office, "--dry-run")
    assert code == 0 and said.startswith(SENTENCE) and held(office.output) == before


def test_who_does_the_work_changes_nothing(office):
    assert call(office, "--workers", 2)[1].startswith(SENTENCE)


def test_times_of_files_change_nothing(office):
    for path in [*office.folder.rglob("*"), *office.output.rglob("*")]:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert call(office)[1].startswith(SENTENCE)


def test_what_systems_and_open_programs_leave_in_the_result_changes_nothing(office):
    (office.output / "Thumbs.db").write_bytes(b"x")
    (office.output / "~$Рейтинг-2025.xlsx").write_bytes(b"x")
    assert call(office)[1].startswith(SENTENCE)


def swapped(path):
    """Change one letter of a file and keep its size and its time."""
    state, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def known(office, **options):
    """Return the exit code that the command line ends with at once, None if all is worked out."""
    asked = RunOptions(**options)
    return unchanged.last_exit_code(
        office.folder, office.output, day=AS_OF, year=2025, options=asked
    )


def letter_of(office):
    return min((office.output / "Письма").rglob("*.docx"))


def added(office):
    office.put("записка.txt", b"x")


def renamed(office):
    (office.folder / "ИО-01.xlsx").rename(office.folder / "ИО-01а.xlsx")


def state_of(office):
    return office.output.parent / ".итог.state"


def forged(office):
    """Change what is kept of the last result, as who may write there but has no key would."""
    base = sqlite3.connect(state_of(office) / "parsed.sqlite")
    base.execute("UPDATE last SET exit_code = 1")
    base.commit()
    base.close()


def accepted(office):
    """Name a book as accepted, as a run into another folder may have done meanwhile."""
    (office.folder / ACCEPTED_FILE).write_text("x", "utf-8")


CHANGES = {
    "a return mended": lambda o: o.put("ПО-01.xlsx", assessment("ПО-01", (0,) * 8)),
    "a return damaged, size and time kept": lambda o: swapped(o.folder / "ПО-01.xlsx"),
    "a return removed": lambda o: o.remove("ПО-01.xlsx"),
    "a file added": added,
    "a file renamed": renamed,
    "a passing mark": lambda o: o.put("~$ИО-01.xlsx", b"x"),
    "a letter damaged, size and time kept": lambda o: swapped(letter_of(o)),
    "a letter removed": lambda o: letter_of(o).unlink(),
    "a file put into the result": lambda o: (o.output / "заметка.txt").write_text("x"),
    "the record lost": lambda o: (state_of(o) / "parsed.sqlite").unlink(),
    "the record damaged": lambda o: (state_of(o) / "parsed.sqlite").write_bytes(
        b"SQLite format 3\0" + b"x" * 4000
    ),
    "the record forged": forged,
    "the record's key lost": lambda o: (state_of(o) / "key").unlink(),
    "the record's key another": lambda o: (state_of(o) / "key").write_bytes(b"x" * 32),
    "a run that died": lambda o: (state_of(o) / "new").mkdir(),
    "the year's key another": lambda o: lay_key(o.folder, OTHER_KEY),
    "the year's key lost": lambda o: (o.folder / KEY_FILE).unlink(),
    "a book accepted": accepted,
    "a result that strangers may read": lambda o: let_strangers_in(o.output),
    "a link in the input": lambda o: (o.folder / "ссылка.xlsx").symlink_to("ИО-01.xlsx"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_any_change_is_worked_out(name, office):
    assert known(office) == known(office, dry_run=True) == 0
    CHANGES[name](office)
    assert known(office) is known(office, dry_run=True) is None
    code, said = call(office)
    assert code in (0, 1) and SENTENCE not in said


@pytest.mark.parametrize(
    "more", [["--keep", "2"], ["--mails"], ["--insist"], ["--fresh"], ["--templates", LETTERS],
             ["--methodology", ROOT / "templates" / "methodology"]], ids=lambda more: more[0],
)  # fmt: skip
def test_another_option_is_another_run(more, office):
    assert SENTENCE not in call(office, *more)[1]


def test_another_day_and_a_year_that_was_not_named_are_another_run(office):
    assert SENTENCE not in call(office, day=NEXT_DAY)[1]
    assert SENTENCE not in call(office, day=NEXT_DAY, year=None)[1]
    assert SENTENCE in call(office, day=NEXT_DAY, year=None)[1]


def test_an_edited_template_is_another_run(office, tmp_path):
    own = tmp_path / "шаблоны"
    own.mkdir()
    shutil.copy(LETTERS / "committee.toml", own)
    assert SENTENCE not in call(office, "--templates", own)[1]
    assert SENTENCE in call(office, "--templates", own)[1]
    text = (own / "committee.toml").read_text("utf-8")
    (own / "committee.toml").write_text(text + "\n# изменено\n", "utf-8")
    assert SENTENCE not in call(office, "--templates", own)[1]


def test_another_edition_of_the_program_works_all_out(office, monkeypatch):
    monkeypatch.setattr(unchanged, "program_edition", lambda: "another")
    before = held(office.output)
    assert STANDS in call(office)[1], "the same result, so nothing is replaced"
    assert held(office.output) == before
    assert SENTENCE in call(office)[1]


def test_all_anew_leaves_an_equal_result_as_it_stands(office):
    before = held(office.output)
    code, said = call(office, "--fresh")
    assert code == 0 and STANDS in said and held(office.output) == before


def test_a_book_that_is_accepted_is_part_of_what_is_asked(office):
    lay_key(office.folder, OTHER_KEY)
    office.decide(DECISION.format(0))
    lay_key(office.folder)
    book = office.folder / "Решения.xlsx"
    assert "отметки этой папки нет" in call(office)[1]
    accepting = call(office, "--accept", book)
    assert SENTENCE not in accepting[1] and "отметки этой папки нет" not in accepting[1]
    assert call(office, "--accept", book)[1].startswith(SENTENCE)
    assert SENTENCE not in call(office)[1]
    assert call(office)[1].startswith(SENTENCE)


def test_the_first_run_makes_the_year_s_key_and_is_known_again(office):
    (office.folder / KEY_FILE).unlink()
    shutil.rmtree(office.output)
    assert SENTENCE not in call(office)[1]
    assert (office.folder / KEY_FILE).is_file()
    assert call(office)[1].startswith(SENTENCE)


def test_what_the_machine_refuses_is_never_taken_for_the_same(office, monkeypatch):
    def refused(_path):
        raise OSError(errno.EMFILE, "too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(contents, "hash_of", refused)
        code, said = call(office)
        assert code == 0 and SENTENCE not in said
    assert SENTENCE not in call(office)[1], "the run before could not say what its result is of"
    assert call(office)[1].startswith(SENTENCE)


def test_a_state_folder_that_is_a_link_is_refused_as_ever(office):
    away = office.folder.with_name("away")
    state_of(office).rename(away)
    state_of(office).symlink_to(away)
    code, said = call(office)
    assert code == 2 and SENTENCE not in said and "стоит ссылка или файл" in said


def test_an_equal_result_that_strangers_may_read_is_replaced(office):
    let_strangers_in(office.output)
    code, said = call(office)
    assert code == 0 and STANDS not in said
    assert not office.output.stat().st_mode & 0o007


def test_decisions_entered_in_the_result_folder_are_told(office):
    path = office.output / "Решения-2025.xlsx"
    path.write_bytes(filled(path.read_bytes(), DECISION.format(0)))
    code, said = call(office)
    assert code == 1 and "решения внесены в книгу, которая лежит в папке результата" in said
    code, said = call(office)
    assert SENTENCE not in said, "what is still to be told is not passed over with a sentence"


def test_a_trial_beside_a_named_result_shows_the_differences(office):
    earlier = office.output.with_name(PREVIOUS)
    assert SENTENCE not in call(office, "--dry-run", "--compare-with", earlier)[1]


def test_an_input_that_changes_while_it_is_hashed_is_no_known_one(office, monkeypatch):
    """Back to what it was when the last file is hashed: no look at the hashes alone shows it."""
    hashed, passing = contents.hash_of, office.folder / "ИО-01.xlsx"

    def touched(path):
        found = hashed(path)
        if path.endswith("ИО-02.xlsx"):
            passing.write_bytes(passing.read_bytes())
        return found

    monkeypatch.setattr(contents, "hash_of", touched)
    assert contents_of(office.folder) == ""
    assert SENTENCE not in call(office, "--dry-run")[1]


@pytest.mark.parametrize("fault", [RuntimeError("no thread"), MemoryError()], ids=repr)
def test_without_a_thread_or_memory_for_the_result_all_is_worked_out(office, monkeypatch, fault):
    def refused(*_, **__):
        raise fault

    seam = "Thread" if isinstance(fault, RuntimeError) else "result_contents"
    monkeypatch.setattr(unchanged, seam, refused)
    code, said = call(office, "--dry-run")
    assert code == 0 and SENTENCE not in said


def test_an_input_is_known_by_each_file_and_the_result_by_no_more(office, monkeypatch):
    """A file that comes while the last one is hashed is too late for the hash of a result."""
    hashed = contents.hash_of

    def joined(path):
        Path(path).with_name("новый.txt").write_text("пришёл", "utf-8")
        return hashed(path)

    for folder, still, known in ((office.folder, True, False), (office.output, False, True)):
        before = contents_of(folder)
        with monkeypatch.context() as patched:
            patched.setattr(contents, "hash_of", joined)
            assert (contents_of(folder, still=still) == before) is known


def test_a_file_is_hashed_whole_whatever_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "PIECE", 8)
    path = tmp_path / "файл"
    for size in (0, 1, 7, 8, 9, 16, 17, 100):
        path.write_bytes(random.Random(size).randbytes(size))
        assert contents.hash_of(path) == sha256(path.read_bytes()).hexdigest()


def test_a_record_is_of_what_stands_in_the_folder(office, monkeypatch):
    """A run that is killed after the swap leaves the record of the result before it."""
    from kuzbass_batch.session import Session

    monkeypatch.setattr(Session, "remember", lambda *_: None)
    office.put("2025-12-17/ИО-02.xlsx", assessment("ИО-02", (0,) * 8))
    call(office)
    old = last_record(office.output.parent / ".итог.state")
    assert old is not None and old.contents != contents_of(office.output)
    office.remove("2025-12-17/ИО-02.xlsx")
    assert SENTENCE not in call(office)[1], "the input is the record's, the result is not"


def test_the_known_answer_loads_no_reader_and_no_writer(office):
    arguments = ["run", str(office.folder), "--output", str(office.output), "--year", "2025"]
    arguments += ["--as-of", AS_OF.isoformat()]
    code = f"""
import sys
from kuzbass_batch.command_line import cli
try:
    cli.main({arguments!r})
except SystemExit as end:
    print([name for name in {HEAVY!r} if name in sys.modules], end.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    sentence, loaded = done.stdout.splitlines()
    assert sentence.startswith(SENTENCE) and loaded == "[] 0"


HEAVY = (
    "pandas", "numpy", "openpyxl", "xlsxwriter", "lxml", "docx", "jinja2", "pebble", "pymorphy3",
    "python_calamine", "rich",
)  # fmt: skip


def differing(one, other):
    """Return the files in which two folders differ."""
    names = {
        path.relative_to(folder)
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file()
    }
    return sorted(
        str(name)
        for name in names
        if not (one / name).is_file()
        or not (other / name).is_file()
        or not filecmp.cmp(one / name, other / name, shallow=False)
    )


def steps(office, own, chance):
    """Return what may happen between two runs, by its name."""
    points = [(0,) * 8, (1, 2, 2, 2, 2, 2, 2, 2), (2,) * 8]
    text = (LETTERS / "committee.toml").read_text("utf-8")

    def mended():
        office.put("ИО-02.xlsx", assessment("ИО-02", chance.choice(points)))

    def came():
        name = f"2025-12-{chance.randint(10, 16)}/ПО-01.xlsx"
        office.put(name, assessment("ПО-01", chance.choice(points)))

    def taken_out():
        (office.folder / "МО-01.xlsx").unlink(missing_ok=True)

    def decided():
        office.decide(DECISION.format(chance.randint(0, 1)))

    def edited():
        """Every letter shows it, so that one taken from the last result would differ."""
        phone = f"00-00-{chance.randint(10, 99)}"
        Path(own, "committee.toml").write_text(text.replace("00-00-00", phone), "utf-8")

    def damaged():
        kind = chance.choice(("*.docx", "*.xlsx"))
        swapped(chance.choice(sorted((office.output / "Письма").rglob(kind))))

    def renamed():
        (office.folder / "Реестр.xlsx").write_bytes(registry(chance.choice(REGISTRIES)))

    def approves():
        office.decide(chance.choice((approved(), DECISION.format(1))))

    def another_day():
        """Let the day alone be another."""

    return [mended, came, taken_out, decided, edited, damaged, renamed, approves, another_day]


def sequence(ways, seed, chance):
    """Return what happens between two runs, one after another: every kind, if they are many.

    Of two short ones each has one half of the kinds.
    """
    first, second = ways[seed % 2 :: 2], ways[1 - seed % 2 :: 2]
    chance.shuffle(first)
    chance.shuffle(second)
    return [*first, *second, *chance.choices(ways, k=STEPS)]


REGISTRIES = NAMES, {**NAMES, "ИО-02": "Министерство проб"}
STEPS = int(os.environ.get("RERUN_STEPS", "6"))
"""How many follow each other; `make deep` takes 20."""


@pytest.mark.ranking
@pytest.mark.parametrize("seed", [1, 2])
def test_after_every_change_the_result_is_that_of_a_run_anew(seed, tmp_path, monkeypatch):
    chance, day, taken = random.Random(seed), AS_OF, []
    last = DrawnFiles.last

    def noted(self, path, key):
        found = last(self, path, key)
        taken.append(path) if found is not None else None
        return found

    monkeypatch.setattr(DrawnFiles, "last", noted)
    office, own = Office(tmp_path), tmp_path / "шаблоны"
    own.mkdir()
    shutil.copy(LETTERS / "committee.toml", own)
    call(office, "--templates", own)
    known, coming = 0, sequence(steps(office, own, chance), seed, chance)
    for number in range(STEPS):
        if number != STEPS // 2:  # There nothing changes.
            step = coming.pop(0)
            step()
            days = (1,) if step.__name__ == "another_day" else (0, 0, 1)
            day += dt.timedelta(days=chance.choice(days))
        anew = tmp_path / "заново"
        for name in ("итог", ".итог.state"):
            target = anew / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(tmp_path / name, target)
        there = Office.__new__(Office)
        there.folder, there.output = office.folder, anew / "итог"
        before = len(taken)
        fresh = call(there, "--templates", own, "--fresh", day=day)
        assert len(taken) == before, "a run anew takes nothing"
        code, said = call(office, "--templates", own, day=day)
        known += SENTENCE in said
        assert code == fresh[0]
        assert differing(office.output, anew / "итог") == []
    assert known, "the known answer was never given: the sequence proves nothing of it"
    assert len(taken) > STEPS, "hardly a file was taken: the sequence proves nothing of it"
