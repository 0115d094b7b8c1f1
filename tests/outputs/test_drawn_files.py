"""What of the last result is taken over: what would be drawn the same, unharmed, as a copy."""

import datetime as dt
import os
import shutil
import signal
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from docx import Document

from kuzbass_batch.outputs import drawn_files
from kuzbass_batch.outputs.drawn_files import (
    DrawnFiles,
    SharedFolder,
    begun_drawn,
    draw_packed,
    write_drawn,
)
from kuzbass_batch.outputs.mail import pdf
from kuzbass_batch.records.committee.outgoing import RegisterLines
from kuzbass_batch.workers.local import local_crew
from tests.crews import AtOnce, Losing
from tests.office import Office, assessment
from tests.paths import ROOT
from tests.rules.year.test_approval import FEBRUARY, approved

LETTERS = ROOT / "templates" / "letters"
RESULTS = "Письма/Результаты"
OTHER = (2, 2, 2, 2, 2, 2, 2, 2)


def upper(_common, task):
    """Draw a word: what the work of a worker is here."""
    return task.upper().encode()


def written(folder, tasks, drawn, crew=None):
    """Draw the words into a folder as files; return those that a worker drew."""
    crew, asked = crew or AtOnce(None), []

    class Counting:
        width, losses, loss_of = crew.width, crew.losses, crew.loss_of
        shares_disk = crew.shares_disk

        def begin(self, work, each, seconds=0):
            asked.extend(one.path for one in each)
            return crew.begin(work, each, seconds)

    folder.mkdir(exist_ok=True)
    write_drawn(
        Counting(),
        upper,
        tasks.items(),
        drawn,
        lambda path, data: (folder / path).write_bytes(data),
        group=2,
        what="слово",
    )
    return asked


TASKS = {"a": "один", "b": "два", "c": "три"}


def begun(drawn, task):
    """Return the bytes of one file, and whether a worker drew it."""
    asked = []

    def drawing(common, word):
        asked.append(word)
        return upper(common, word)

    wait = begun_drawn(AtOnce(None), drawing, "книга", task, drawn, what="книга", seconds=1)
    return wait(), bool(asked)


def test_a_book_whose_content_is_the_same_is_taken_from_the_last_result(tmp_path):
    first = DrawnFiles("1")
    data, _ = begun(first, "один")
    (tmp_path / "книга").write_bytes(data)
    assert begun(DrawnFiles("1", tmp_path, first.kept()), "один") == (data, False)
    assert begun(DrawnFiles("1", tmp_path, first.kept()), "два") == ("ДВА".encode(), True)
    assert begun(DrawnFiles("2", tmp_path, first.kept()), "один") == (data, True)
    (tmp_path / "книга").write_bytes(b"saved by somebody")
    assert begun(DrawnFiles("1", tmp_path, first.kept()), "один") == (data, True)


def again(tmp_path, first, tasks=TASKS, edition="1"):
    """Return what is drawn by a second run over the result of the first."""
    drawn = DrawnFiles(edition, tmp_path / "old", first.kept())
    asked = written(tmp_path / "new", tasks, drawn)
    assert {each.name: each.read_bytes() for each in (tmp_path / "new").iterdir()} == {
        path: task.upper().encode() for path, task in tasks.items()
    }
    assert all(
        drawn.hash_of(path) == sha256((tmp_path / "new" / path).read_bytes()).hexdigest()
        for path in tasks
    )
    return asked


@pytest.fixture
def first(tmp_path):
    drawn = DrawnFiles("1")
    assert written(tmp_path / "old", TASKS, drawn) == list(TASKS)
    return drawn


def test_what_is_drawn_from_the_same_is_taken(tmp_path, first):
    assert again(tmp_path, first) == []


def test_what_is_drawn_from_something_else_is_drawn(tmp_path, first):
    assert again(tmp_path, first, TASKS | {"b": "пять"}) == ["b"]


def test_a_file_under_another_name_is_drawn(tmp_path, first):
    assert again(tmp_path, first, {"a": "один", "d": "два"}) == ["d"]


def test_files_of_another_edition_are_drawn(tmp_path, first):
    assert again(tmp_path, first, edition="2") == list(TASKS)


def test_without_an_edition_nothing_is_kept_or_taken(tmp_path, first):
    assert DrawnFiles().kept() == b""
    assert again(tmp_path, first, edition="") == list(TASKS)


def damaged(path):
    path.write_bytes(b"x")


def gone(path):
    path.unlink()


def linked(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [damaged, gone, linked, a_folder])
def test_a_harmed_file_is_drawn_again(tmp_path, first, harm):
    harm(tmp_path / "old" / "b")
    assert again(tmp_path, first) == ["b"]


def test_a_cut_record_is_no_record_of_the_rest(tmp_path, first):
    known = DrawnFiles("1", tmp_path / "old", first.kept()[:-1])
    assert len(written(tmp_path / "new", TASKS, known)) == 1


def test_a_file_whose_worker_was_lost_once_is_known_like_the_others(tmp_path):
    drawn = DrawnFiles("1")
    written(tmp_path / "old", TASKS, drawn, Losing(None, 1))
    assert again(tmp_path, drawn) == []


def test_a_drawn_file_comes_with_the_hash_of_its_bytes(tmp_path, first):
    assert first.hash_of("a") == sha256("ОДИН".encode()).hexdigest() and first.hash_of("d") == ""


def shared(tmp_path):
    """Return the folder of a result that workers write into, with the one for what is half done."""
    folder, parts = tmp_path / "new", tmp_path / "parts"
    folder.mkdir()
    parts.mkdir()
    return SharedFolder(str(folder), str(parts))


def told(stage, crew, tasks):
    """Let the crew write the words into a shared folder; return what this process was given."""
    drawn, given = DrawnFiles("1"), {}
    drawn.stage = stage
    write_drawn(crew, upper, tasks.items(), drawn, given.__setitem__, group=2, what="слово")
    return given, {path: drawn.hash_of(path) for path in tasks}


def test_workers_that_share_the_disk_write_their_files_and_give_back_hashes(tmp_path):
    stage = shared(tmp_path)
    given, hashes = told(stage, AtOnce(None), {"письма/а": "один", "письма/б": "два", "в": "три"})
    assert given == dict.fromkeys(hashes)
    for path, digest in hashes.items():
        assert sha256((tmp_path / "new" / path).read_bytes()).hexdigest() == digest
    assert (tmp_path / "new" / "в").read_text() == "ТРИ"
    assert list((tmp_path / "parts").iterdir()) == []


def test_what_a_lost_worker_has_half_written_is_no_file_of_the_result(tmp_path, monkeypatch):
    stage, whole = shared(tmp_path), SharedFolder.put

    def dying(self, path, data):
        if path == "b" and not list((tmp_path / "parts").iterdir()):
            (tmp_path / "parts" / "half").write_bytes(data[:1])
            os.kill(os.getpid(), signal.SIGKILL)
        whole(self, path, data)

    monkeypatch.setattr(drawn_files.SharedFolder, "put", dying)
    with local_crew(None, 1) as crew:
        _, hashes = told(stage, crew, TASKS)
    assert [each.name for each in (tmp_path / "parts").iterdir()] == ["half"]
    found = {each.name: sha256(each.read_bytes()).hexdigest() for each in stage_files(stage)}
    assert found == hashes and len(found) == 3


def stage_files(stage):
    return sorted(Path(stage.folder).iterdir())


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("settled"))
    office.run(mails=True)
    return office


@pytest.fixture
def office(settled, tmp_path):
    return settled.copied(tmp_path)


@pytest.fixture
def drawn_now(monkeypatch):
    """The names of the files that workers draw."""
    names = []

    def noted(work, common, each):
        names.append(each.path)
        return draw_packed(work, common, each)

    monkeypatch.setattr("kuzbass_batch.outputs.drawn_files.draw_packed", noted)
    return names


def test_another_s_return_draws_no_letter_and_no_form_of_the_others(office, drawn_now):
    before = {
        path.name: (path.read_bytes(), path.stat().st_ino)
        for path in (office.output / "Письма").rglob("*.*")
    }
    office.put("2025-12-16/ИО-02.xlsx", assessment("ИО-02", OTHER))
    office.run(mails=True)
    own = [path for path in drawn_now if path.startswith(("Письма", "Черновики"))]
    assert len(own) == 4 and all("ИО-02" in path for path in own), drawn_now
    after = {
        path.name: (path.read_bytes(), path.stat().st_ino)
        for path in (office.output / "Письма").rglob("*.*")
    }
    same = [name for name in before if "ИО-02" not in name]
    assert len(same) > 4 and all(after[name][0] == before[name][0] for name in same)
    assert not {after[name][1] for name in same} & {before[name][1] for name in same}
    assert all(path.stat().st_nlink == 1 for path in office.output.rglob("*.*"))


def test_workers_without_a_common_disk_give_back_bytes_and_the_result_is_the_same(
    settled, tmp_path, monkeypatch
):
    monkeypatch.setattr(AtOnce, "shares_disk", False)
    monkeypatch.setattr(SharedFolder, "put", None)
    there = settled.copied(tmp_path)
    before = {each: each.read_bytes() for each in there.output.rglob("*.*") if each.is_file()}
    shutil.rmtree(there.output)
    there.run(mails=True)
    assert len(before) > 20
    assert {each: each.read_bytes() for each in there.output.rglob("*.*")} == before


def test_a_letter_changed_by_hand_is_drawn_and_not_taken(office, drawn_now):
    (letter, *_) = sorted((office.output / RESULTS).glob("*.docx"))
    good = letter.read_bytes()
    letter.write_bytes(good[:-1] + b"x")
    office.put("записка.txt", b"x")
    office.run(mails=True)
    assert letter.read_bytes() == good
    assert [path for path in drawn_now if path.endswith(letter.name)] == [
        f"{RESULTS}/{letter.name}"
    ]


def test_a_store_written_without_its_key_has_nothing_taken(office, drawn_now):
    """Somebody lays his own letter into the result, and its hash into the store beside it."""
    (letter, *_) = sorted((office.output / RESULTS).glob("*.docx"))
    good = letter.read_bytes()
    forged = good + b"x"
    letter.write_bytes(forged)
    base = sqlite3.connect(office.output.with_name(".итог.state") / "parsed.sqlite")
    ((files,),) = base.execute("SELECT files FROM drawn").fetchall()
    changed = files.replace(sha256(good).digest(), sha256(forged).digest())
    assert changed != files
    base.execute("UPDATE drawn SET files = ?", (changed,))
    base.commit()
    base.close()
    office.put("записка.txt", b"x")
    office.run(mails=True)
    assert letter.read_bytes() == good and len(drawn_now) > 6


def test_templates_that_change_during_a_run_leave_nothing_to_take(office, tmp_path, monkeypatch):
    """What was drawn by one template would be known by the key of another."""
    own = tmp_path / "шаблоны"
    own.mkdir()
    shutil.copy(LETTERS / "result.docx", own)
    put = "kuzbass_batch.outputs.writing.write_sending"

    def editing(*arguments):
        (own / "result.docx").write_bytes((LETTERS / "result.docx").read_bytes() + b"\n")
        return RegisterLines(lines=(), drafts={})

    monkeypatch.setattr(put, editing)
    office.run(templates=own)
    base = sqlite3.connect(office.output.with_name(".итог.state") / "parsed.sqlite")
    assert base.execute("SELECT files FROM drawn").fetchall() == [(b"",)]
    base.close()


def text_of(office, who="ИО-01"):
    (path,) = (office.output / RESULTS).glob(f"{who}*.docx")
    return "\n".join(each.text for each in Document(path).paragraphs)


def test_a_result_names_its_place_once_the_rating_is_approved(office):
    assert "Место в рейтинге будет указано после его утверждения." in text_of(office)
    assert "Место в общем" not in text_of(office)
    office.decide(approved(), as_of=FEBRUARY)
    office.run(FEBRUARY + dt.timedelta(days=1))
    text = text_of(office)
    assert "Место в общем рейтинге – 1–4 из 4" in text.replace("\u00a0", " "), text
    assert "после его утверждения" not in text


OFFICE = """#!/bin/sh
for name in "$@"; do
  case "$name" in *.docx)
    { echo %PDF; cat "$name"; } > "${name%.docx}.pdf"
    echo "$name" >> LOG;;
  esac
done
"""


def test_letters_that_stay_the_same_are_made_pdf_once(tmp_path, monkeypatch):
    program, log = tmp_path / "office", tmp_path / "log"
    program.write_text(OFFICE.replace("LOG", str(log)))
    program.chmod(0o755)
    monkeypatch.setattr(pdf, "find_office", lambda: program)
    office = Office(tmp_path)
    office.run(pdf=True)
    letters = len(list((office.output / "Письма").rglob("*.docx")))
    assert log.read_text().count("docx") == letters == 8
    office.put("2025-12-16/ИО-02.xlsx", assessment("ИО-02", OTHER))
    office.run(pdf=True)
    assert log.read_text().count("docx") == letters + 2
    assert len(list((office.output / "Письма").rglob("*.pdf"))) == letters
    program.write_text(program.read_text() + "# another edition\n")
    office.put("записка.txt", b"x")
    office.run(pdf=True)
    assert log.read_text().count("docx") == 2 * letters + 2
