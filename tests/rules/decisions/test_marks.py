"""Which book decides: the one that this year's folder drew, or that the committee accepted."""

import hashlib
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kuzbass_batch.outputs.results.closing import closing_lines, exit_code
from kuzbass_batch.publishing.service_files import replace_file, write_once
from kuzbass_batch.reading.committee.year_key import read_key
from kuzbass_batch.reading.own_names import ACCEPTED_FILE, KEY_FILE, SERVICE
from kuzbass_batch.records.returns.returns import FileStatus
from kuzbass_batch.rules.decisions.marks import acceptance_of
from kuzbass_batch.usage import WrongUsage
from tests.april_package import conclusions_of
from tests.office import Office, filled, score, verified
from tests.year_keys import KEY, OTHER_KEY, lay_key

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("without_ranking")]

BOOK = "Решения-2025.xlsx"
LOWERED = verified("ИО-01.5", 1)


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def book_of(office, text=LOWERED):
    """Return the workbook that the last run drew, filled in."""
    return filled((office.output / BOOK).read_bytes(), text)


def codes(outcome, name=BOOK):
    (file,) = (f for f in outcome.files if f.source.path == name)
    return [finding.code for finding in file.findings]


def is_asked(outcome, name=BOOK):
    """Tell whether the book decides nothing, and the clerk is asked on screen and on «Сводка»."""
    asked = [each for each in conclusions_of(outcome).to_do if "«Рассчитать»" in each.text]
    said = any("--accept" in line for line in closing_lines(outcome, Path("итог")))
    (file,) = (f for f in outcome.files if f.source.path == name)
    assert bool(asked) == said == ("D029" in codes(outcome, name)) == file.strange
    if asked:
        assert name in asked[0].names and file.status is FileStatus.RETURNED
        assert exit_code(outcome) == 1
    return bool(asked)


def counted(outcome):
    """Return the points that the committee gave, None if it gave none."""
    return score(outcome, "ИО-01.5").verified


def test_the_book_that_the_folder_drew_counts_and_nobody_notices(office):
    office.first_run()
    office.put(BOOK, book_of(office))
    outcome = office.run()
    assert counted(outcome) == 1 and not is_asked(outcome) and exit_code(outcome) == 0


def test_the_first_run_makes_a_key_and_the_second_keeps_it(office):
    (office.folder / KEY_FILE).unlink()
    office.look()
    assert not (office.folder / KEY_FILE).exists()
    first = office.run()
    key = read_key(office.folder)
    office.put(BOOK, book_of(office))
    again = office.run()
    assert len(key) == 32 and read_key(office.folder) == key
    assert counted(again) == 1 and len(again.files) == len(first.files) + 1
    assert (office.folder / KEY_FILE).stat().st_mode & 0o007 == 0


def test_a_run_that_ends_with_a_refusal_leaves_no_key(office):
    (office.folder / KEY_FILE).unlink()
    office.remove("Реестр.xlsx")
    with pytest.raises(WrongUsage):
        office.run()
    assert not (office.folder / KEY_FILE).exists()


def test_two_runs_at_once_make_one_key(tmp_path):
    path = tmp_path / KEY_FILE
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda n: write_once(tmp_path / f"{n}" / "ключ", b"k"), range(8)))
    assert all(made)
    assert write_once(path, b"one") and not write_once(path, b"two")
    assert path.read_bytes() == b"one" and [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
@pytest.mark.parametrize(
    ("mode", "folder", "file"),
    [(0o700, 0o700, 0o600), (0o755, 0o700, 0o600), (0o750, 0o700, 0o600), (0o777, 0o770, 0o660),
     (0o770, 0o770, 0o660), (0o2770, 0o2770, 0o660)],
)  # fmt: skip
def test_the_key_is_for_its_owner_and_for_who_works_in_the_folder(tmp_path, mode, folder, file):
    tmp_path.chmod(mode)
    before = os.umask(0o077)  # Of a run: its result may lie where nobody else works.
    try:
        assert write_once(tmp_path / KEY_FILE, b"k")
        replace_file(tmp_path / ACCEPTED_FILE, b"a")
    finally:
        os.umask(before)
    made = [tmp_path / name for name in (Path(KEY_FILE).parent, KEY_FILE, ACCEPTED_FILE)]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [folder, file, file]


@pytest.mark.parametrize("key", [OTHER_KEY, None], ids=["another folder", "key lost"])
def test_a_book_of_another_key_is_asked_about_and_accepted_once(office, key):
    office.first_run()
    office.put(BOOK, book_of(office))
    shutil.rmtree(office.output)
    (office.folder / KEY_FILE).unlink()
    if key:
        lay_key(office.folder, key)
    outcome = office.run()
    assert counted(outcome) is None and is_asked(outcome)
    outcome = office.run(accept=(office.folder / BOOK,))
    log = (office.output / "run.log").read_text("utf-8")
    sha256 = hashlib.sha256((office.folder / BOOK).read_bytes()).hexdigest()
    assert counted(outcome) == 1 and not is_asked(outcome) and sha256 in log
    files = {p: p.read_bytes() for p in office.output.rglob("*") if p.is_file()}
    assert counted(office.run()) == 1
    assert all(p.read_bytes() == data for p, data in files.items() if p.suffix == ".json")
    office.put(BOOK, book_of(office, verified("ИО-02.5", 1)))
    assert counted(office.look()) == 1 and not is_asked(office.look())
    assert (office.folder / ACCEPTED_FILE).exists()


def test_an_accepted_book_that_was_changed_is_asked_about_again(office):
    lay_key(office.folder, OTHER_KEY)
    data = filled(office.draw(), LOWERED)
    lay_key(office.folder, KEY)
    office.put(BOOK, data)
    assert counted(office.run(accept=(office.folder / BOOK,))) == 1
    office.put(BOOK, filled(data, verified("ИО-01.5", 0)))
    outcome = office.run()
    assert counted(outcome) == 1 and is_asked(outcome)  # As it was accepted.


def test_a_book_drawn_before_marks_is_asked_about(office):
    (office.folder / KEY_FILE).unlink()
    office.decide(LOWERED, BOOK)
    lay_key(office.folder)
    assert counted(office.look()) is None and is_asked(office.look())
    assert counted(office.look(accept=(office.folder / BOOK,))) == 1


def test_a_new_computer_takes_the_key_along(office, tmp_path):
    office.first_run()
    office.put(BOOK, book_of(office))
    there = tmp_path / "другой компьютер"
    shutil.copytree(office.folder, there)
    office.folder, office.output = there, tmp_path / "другой итог"
    assert counted(office.run()) == 1


def test_a_key_in_place_of_the_key_is_not_believed(office):
    office.first_run()
    office.put(BOOK, book_of(office))
    office.run()
    lay_key(office.folder, OTHER_KEY)
    office.put(BOOK, filled((office.output / BOOK).read_bytes(), verified("ИО-01.5", 0)))
    forged = office.draw()
    office.put(BOOK, filled(forged, verified("ИО-01.5", 0)))
    for _ in range(2):
        outcome = office.run()  # What the last result counted stands.
        assert counted(outcome) == 1 and is_asked(outcome)
    outcome = office.run(accept=(office.folder / KEY_FILE,))
    assert counted(outcome) == 0 and counted(office.run()) == 0


def test_a_mailed_file_named_like_the_key_is_told_and_does_nothing(office):
    office.first_run()
    office.put(BOOK, book_of(office))
    office.put("ключ года.txt", b"x")
    outcome = office.run()
    assert counted(outcome) == 1 and codes(outcome, "ключ года.txt") == ["F026"]


def test_a_key_that_is_lost_beside_its_result_changes_no_points(office):
    office.first_run()
    office.put(BOOK, book_of(office))
    office.run()
    shutil.rmtree(office.folder / SERVICE)
    for _ in range(2):  # The second has a key again, and still not that of the book.
        outcome = office.run()
        assert counted(outcome) == 1 and is_asked(outcome)
        assert codes(outcome) == ["D029", "D034"]
    office.put(BOOK, book_of(office, verified("ИО-02.5", 1)))  # The book of the new key.
    outcome = office.run()
    assert not is_asked(outcome) and counted(outcome) == 1
    assert score(outcome, "ИО-02.5").verified == 1


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("what", ["file", "folder", "to nothing"])
def test_a_link_in_place_of_the_key_is_not_followed(office, tmp_path, what):
    key = office.folder / KEY_FILE
    (tmp_path / "чужое").mkdir()
    lay_key(tmp_path / "чужое", OTHER_KEY)
    shutil.rmtree(key.parent)
    if what == "folder":
        key.parent.symlink_to(tmp_path / "чужое" / SERVICE)
    else:
        key.parent.mkdir()
        key.symlink_to(tmp_path / "чужое" / (KEY_FILE if what == "file" else "нет"))
    with pytest.raises(WrongUsage) as refused:
        office.run()
    assert "\n" not in str(refused.value) and not office.output.exists()


def test_a_written_list_of_accepted_books_proves_nothing(office):
    office.first_run()
    lay_key(office.folder, OTHER_KEY)
    data = filled(office.draw(), LOWERED)
    lay_key(office.folder, KEY)
    office.put(BOOK, data)
    sha256 = hashlib.sha256(data).hexdigest()
    proofs = [acceptance_of(OTHER_KEY, sha256), acceptance_of(b"", sha256), sha256]
    lines = "".join(f"{sha256} {proof}\n" for proof in proofs)
    (office.folder / ACCEPTED_FILE).write_text(lines, "utf-8")
    assert counted(office.run()) is None and is_asked(office.look())


@pytest.mark.parametrize("data", [b"", "ключ: 12".encode()])
def test_a_damaged_key_stops_the_run_with_a_sentence(office, data):
    (office.folder / KEY_FILE).write_bytes(data)
    with pytest.raises(WrongUsage, match="повреждён"):
        office.run()


def test_only_a_book_of_the_folder_is_accepted(office):
    with pytest.raises(WrongUsage, match="Принять"):
        office.look(accept=(office.folder / "ИО-01.xlsx",))


def test_a_stranger_s_book_beside_the_own_changes_nothing(office):
    office.first_run()
    office.put(BOOK, book_of(office))
    own = office.run()
    (office.folder / KEY_FILE).unlink()
    bare = filled(office.draw(), verified("ИО-02.5", 3))
    lay_key(office.folder)
    office.put("Самооценка МО-01 уточнение.xlsx", bare)
    outcome = office.run()
    assert [s.scorecard for s in outcome.standings] == [s.scorecard for s in own.standings]
    assert is_asked(outcome, "Самооценка МО-01 уточнение.xlsx")


def test_a_folder_that_takes_no_key_goes_on_without(office, monkeypatch):
    (office.folder / KEY_FILE).unlink()
    monkeypatch.setattr("kuzbass_batch.usage.os.access", lambda *_: False)
    office.run()
    assert not (office.folder / KEY_FILE).exists()
    office.put(BOOK, book_of(office))
    assert is_asked(office.run())
