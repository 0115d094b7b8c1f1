"""The store of parsed returns spares the reading and never changes a result."""

import datetime as dt
import hashlib
import os
import pickle
import shutil
import sqlite3
import stat
from dataclasses import replace
from enum import Enum
from pathlib import Path

import pytest

from kuzbass_batch.forms.spec.reporting_year import ReportingYear
from kuzbass_batch.reading import pool
from kuzbass_batch.reading.examine import examine
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.packing import pack, unpack_answers, unpack_file
from kuzbass_batch.reading.pool import FolderReader
from kuzbass_batch.reading.store import FILE, KEY, Store, edition_of, opened_store
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.usage import WrongUsage
from tests.crews import AtOnce
from tests.filled import FORMS, METHODOLOGY
from tests.paths import ROOT
from tests.runs import run_at_once, run_batch
from tests.test_batch import hashes

posix = pytest.mark.skipif(os.name == "nt", reason="rights and links of POSIX")
SAMPLES = ROOT / "input_samples" / "2025"
AS_OF = dt.date(2026, 1, 20)
YEAR = ReportingYear(methodology=METHODOLOGY, forms=FORMS)
REGISTER = "Исходящие-2025.xlsx"
NAMES = ("ИО-01.xlsx", "ИО-06.xlsx", "ПО-08 много ошибок.xlsx", "ИО-01 паспорт.xlsx", "МО-11.xlsx",
         "Реестр участников.xlsx", "повреждён.xlsx")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small folder: good, faulty, broken, a passport and the registry."""
    target = tmp_path_factory.mktemp("in")
    for name in NAMES:
        shutil.copy(SAMPLES / name, target / name)
    return target


@pytest.fixture(scope="module")
def plain(folder, tmp_path_factory):
    """The result without a store."""
    return run(folder, tmp_path_factory.mktemp("plain"), remember=False)


@pytest.fixture(scope="module")
def read_plain(folder):
    """All that the files say, without a store."""
    return read_all(folder, None)


def run(folder, room, **options):
    """Return the hashes of the result of a run; with `workers` it has them, as the clerk's has."""
    way = run_batch if "workers" in options else run_at_once
    way(folder, room / "out", year=2025, as_of=AS_OF, **options)
    return hashes(room / "out")


def read_all(folder, room):
    """Return all that a run asks of the store of a room: each file's record and its answers.

    Of the files a run knows nothing else, so what is the same here is the same in the result;
    whole runs show that for some of the cases below.
    """
    kept = store_in(room).parent if room else None
    with opened_store(kept, METHODOLOGY) as store:
        reader = FolderReader(folder, AtOnce(YEAR), store)
        files = sorted(reader.read(discover(folder)), key=lambda file: file.source.path)
        return files, [reader.answers_of(file.source) for file in files]


@pytest.fixture(scope="module")
def remembered(folder, tmp_path_factory):
    """A room with the result and what was remembered of it."""
    room = tmp_path_factory.mktemp("remembered")
    run(folder, room)
    return room


@pytest.fixture
def room(remembered, tmp_path):
    """That room to be spoilt."""
    return shutil.copytree(remembered, tmp_path / "room")


def store_in(room):
    return room / ".out.state" / FILE


@pytest.fixture
def read_files(monkeypatch):
    """Tell how many files are read from the disk to be examined."""
    seen, load = [], pool.load_file
    monkeypatch.setattr(
        pool, "load_file", lambda place, source: seen.append(source.path) or load(place, source)
    )
    return seen


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_number_of_workers_changes_nothing(folder, plain, tmp_path, workers):
    assert run(folder, tmp_path, workers=workers, remember=False) == plain
    assert not store_in(tmp_path).parent.exists()


def test_a_second_run_reads_nothing_and_says_the_same(folder, plain, tmp_path, read_files):
    assert run(folder, tmp_path) == plain
    assert sorted(read_files) == sorted(NAMES)
    read_files.clear()
    assert run(folder, tmp_path) == plain
    assert read_files == []


def test_one_more_return_costs_one_reading(folder, tmp_path, read_files):
    larger = tmp_path / "in"
    shutil.copytree(folder, larger)
    run(larger, tmp_path)
    shutil.copy(SAMPLES / "МО-01.xlsx", larger / "пришло потом.xlsx")
    (larger / "ИО-01.xlsx").rename(larger / "переименован.xlsx")
    read_files.clear()
    found = run(larger, tmp_path)
    assert read_files == ["пришло потом.xlsx"]
    (tmp_path / "fresh").mkdir()
    fresh = run(larger, tmp_path / "fresh", remember=False)
    # These two go on from the result before, with or without a store.
    assert found.pop("Изменения-2025.xlsx")
    for name in (REGISTER, "Карточки-2025.html"):
        assert found.pop(name) != fresh.pop(name)
    assert fresh == found


def test_what_is_no_longer_in_the_folder_is_forgotten(folder, tmp_path):
    run(folder, tmp_path)
    smaller = tmp_path / "in"
    shutil.copytree(folder, smaller)
    (smaller / "ИО-06.xlsx").unlink()
    run(smaller, tmp_path)
    with sqlite3.connect(store_in(tmp_path)) as base:
        assert base.execute("SELECT count(*) FROM parsed").fetchone() == (len(NAMES) - 1,)


class Spoiler:
    """What a bad pickle would like to call."""

    def __reduce__(self):
        return os._exit, (7,)


def swap_columns(base):
    """Let every content say what another one says."""
    rows = base.execute("SELECT sha256, file, answers, file_digest, answers_digest FROM parsed")
    rows = rows.fetchall()
    for row, other in zip(rows, [*rows[1:], rows[0]], strict=True):
        base.execute(
            "UPDATE parsed SET file=?, answers=?, file_digest=?, answers_digest=? WHERE sha256=?",
            (*other[1:], row[0]),
        )


POISONS = {
    "files of others": swap_columns,
    "cut short": lambda base: base.execute("UPDATE parsed SET file = substr(file, 1, 50)"),
    "another file": lambda base: base.execute("UPDATE parsed SET file = x'80054e2e'"),
    "other answers": lambda base: base.execute("UPDATE parsed SET answers = x'80054e2e'"),
    "a pickle that kills": lambda base: base.execute(
        "UPDATE parsed SET file = ?", (pickle.dumps(Spoiler()),)
    ),
    "nulls": lambda base: base.execute("UPDATE parsed SET file = NULL, answers = NULL"),
    "words": lambda base: base.execute("UPDATE parsed SET file = 'текст', answers = 'текст'"),
    "another edition": lambda base: base.execute("UPDATE parsed SET edition = 'old'"),
    "no table": lambda base: base.execute("DROP TABLE parsed"),
    "another table": lambda base: base.executescript(
        "DROP TABLE parsed; CREATE TABLE parsed (sha256 TEXT)"
    ),
}


def spoil(room, poison):
    base = sqlite3.connect(store_in(room))
    assert base.execute("SELECT count(*) FROM parsed").fetchone() == (len(NAMES),)
    POISONS[poison](base)
    base.commit()
    base.close()


@pytest.mark.parametrize("poison", POISONS)
def test_a_poisoned_store_is_not_believed(folder, read_plain, room, poison):
    spoil(room, poison)
    assert read_all(folder, room) == read_plain
    assert read_all(folder, room) == read_plain


@pytest.mark.parametrize("poison", ["files of others", "a pickle that kills"])
def test_a_poisoned_store_changes_no_result(folder, plain, room, poison):
    spoil(room, poison)
    assert run(folder, room, workers=1) == plain
    assert run(folder, room) == plain


@pytest.mark.parametrize("content", [b"", b"not a base", b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_file_is_replaced(folder, read_plain, tmp_path, content, read_files):
    store_in(tmp_path).parent.mkdir()
    store_in(tmp_path).write_bytes(content)
    assert read_all(folder, tmp_path) == read_plain
    assert sorted(read_files) == sorted(NAMES)
    read_files.clear()
    assert read_all(folder, tmp_path) == read_plain and read_files == []


def test_a_store_cut_anywhere_changes_nothing(folder, read_plain, plain, room):
    whole = store_in(room).read_bytes()
    for at in range(100, len(whole), len(whole) // 6):
        store_in(room).write_bytes(whole[:at] + bytes(200) + whole[at + 200 :])
        assert read_all(folder, room) == read_plain
        store_in(room).write_bytes(whole[:at])
        assert read_all(folder, room) == read_plain
    store_in(room).write_bytes(whole[: len(whole) // 2])
    assert run(folder, room) == plain


def test_a_folder_in_place_of_the_store_is_somebody_s_and_stays(folder, tmp_path):
    store_in(tmp_path).mkdir(parents=True)
    (store_in(tmp_path) / "занято").touch()
    with pytest.raises(WrongUsage, match=r"лежит не то.*«parsed\.sqlite»"):
        run(folder, tmp_path)
    assert (store_in(tmp_path) / "занято").exists() and not (tmp_path / "out").exists()


def sealed(base, key):
    """Give every row a digest made with a key, as the program would."""
    edition = edition_of(METHODOLOGY)
    for sha256, file, answers in base.execute("SELECT sha256, file, answers FROM parsed"):
        digests = [
            hashlib.blake2b(
                "\0".join((edition, sha256, column, "")).encode() + data, key=key, digest_size=16
            ).digest()
            for column, data in (("file", file), ("answers", answers))
        ]
        base.execute(
            "UPDATE parsed SET file_digest=?, answers_digest=? WHERE sha256=?", (*digests, sha256)
        )


def let_all_say_what_the_first_says(store, key):
    with sqlite3.connect(store) as base:
        base.execute("UPDATE parsed SET file = (SELECT file FROM parsed LIMIT 1)")
        sealed(base, key)


@pytest.mark.parametrize("key", [b"", b"k" * 32])
def test_a_store_rewritten_without_the_key_is_not_believed(folder, read_plain, room, key):
    """The program is open: whoever can write the file can make every digest but for the key."""
    let_all_say_what_the_first_says(store_in(room), key)
    assert read_all(folder, room) == read_plain


def test_with_the_key_the_same_rewriting_is_believed(folder, read_plain, room):
    """The test above would hold nothing if its digests were wrong in another way, too."""
    key = store_in(room).with_name(KEY).read_bytes()
    let_all_say_what_the_first_says(store_in(room), key)
    assert read_all(folder, room) != read_plain


def test_without_its_key_everything_is_read_again(folder, read_plain, room, read_files):
    store_in(room).with_name(KEY).unlink()
    assert read_all(folder, room) == read_plain and sorted(read_files) == sorted(NAMES)
    read_files.clear()
    assert read_all(folder, room) == read_plain and read_files == []


@posix
def test_the_store_and_its_key_are_for_their_owner_alone(room):
    for name in (FILE, KEY):
        assert stat.S_IMODE(store_in(room).with_name(name).stat().st_mode) == 0o600


@posix
def test_files_with_wider_rights_are_narrowed(folder, room):
    for name in (FILE, KEY):
        store_in(room).with_name(name).chmod(0o644)
    read_all(folder, room)
    for name in (FILE, KEY):
        assert stat.S_IMODE(store_in(room).with_name(name).stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
@pytest.mark.parametrize("name", [FILE, KEY])
def test_what_a_colleague_left_is_made_anew(folder, read_plain, room, name, read_files):
    os.chown(store_in(room).with_name(name), 65534, 65534)
    assert read_all(folder, room) == read_plain and sorted(read_files) == sorted(NAMES)
    assert store_in(room).with_name(name).stat().st_uid == os.geteuid()


@posix
@pytest.mark.parametrize("name", [FILE, KEY])
def test_a_store_never_opens_a_link_or_a_second_name(tmp_path, name):
    """Between the look at the folder and the opening a colleague may put one there."""
    foreign = tmp_path / "чужое"
    for lay in (Path.symlink_to, Path.hardlink_to):
        foreign.write_bytes(b"not ours")
        folder = tmp_path / lay.__name__
        folder.mkdir()
        lay(folder / name, foreign)
        Store(folder / FILE, edition_of(METHODOLOGY)).close()
        assert foreign.read_bytes() == b"not ours"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_packed_comes_out_as_it_was(name):
    source = Source(path=name, size=1, sha256="")
    found = examine(SAMPLES, source, METHODOLOGY, FORMS)
    parcel = pack(found, "hash")
    assert unpack_file(parcel.file) == found.file
    answers = unpack_answers(parcel.answers)
    assert answers == (found.submission and replace(found.submission, path=""))


def test_enumerations_go_by_value_whichever_python_packs(monkeypatch):
    """Python 3.11.0 to 3.11.3 takes members of enumerations apart by `getattr`."""
    sample = SAMPLES / "ПО-08 много ошибок.xlsx"
    found = examine(sample.parent, Source(path=sample.name, size=0, sha256=""), METHODOLOGY, FORMS)
    usual = pack(found, "0")
    monkeypatch.setattr(Enum, "__reduce_ex__", lambda it, _: (getattr, (type(it), it.name)))
    parcel = pack(found, "0")
    assert parcel == usual
    assert unpack_file(parcel.file) == found.file
    assert unpack_answers(parcel.answers) == replace(found.submission, path="")


def test_unpacking_calls_nothing_but_records():
    for spoilt in (Spoiler(), {"a": Spoiler()}):
        with pytest.raises(pickle.UnpicklingError):
            unpack_file(pickle.dumps(spoilt))
    with pytest.raises(pickle.UnpicklingError):
        unpack_file(pickle.dumps("words"))


def test_another_methodology_is_another_edition(tmp_path):
    other = replace(METHODOLOGY, sha256="0" * 64)
    assert edition_of(other) != edition_of(METHODOLOGY)
    found = examine(SAMPLES, Source(path=NAMES[0], size=1, sha256=""), METHODOLOGY, FORMS)
    first = Store(tmp_path / FILE, edition_of(METHODOLOGY))
    first.keep(pack(found, "hash"))
    assert first.file("hash") is not None and first.file("other") is None
    first.close()
    assert Store(tmp_path / FILE, edition_of(other)).file("hash") is None
