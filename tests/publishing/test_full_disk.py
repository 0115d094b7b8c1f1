"""A disk that is full, closed or somebody else's: one sentence, exit 2, the old result whole."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from kuzbass_batch.publishing.staging import claimed
from kuzbass_batch.publishing.targets import CannotPublish
from tests.results_on_disk import content, let_strangers_in, names, publish, put, read
from tests.small_folder import run, small_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="small disks are mounted on Linux")
PREVIOUS = "2025 (прежний результат)"
FORK = multiprocessing.get_context("fork") if sys.platform == "linux" else None


@contextmanager
def mounted(folder, options):
    """Mount a small disk of its own in memory; skip, loudly, where that is not allowed."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT TESTED: no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def disk(tmp_path):
    with mounted(tmp_path / "disk", "size=4m,nr_inodes=400") as folder:
        yield folder


def fill(disk, free):
    """Leave `free` bytes on the disk."""
    space = os.statvfs(disk)
    ballast = space.f_bavail * space.f_frsize - free
    (disk / "ballast").write_bytes(b"\0" * max(0, ballast))


@pytest.mark.parametrize("free", range(0, 64 * 1024, 4096))
def test_a_disk_full_at_every_size_leaves_the_old_result(disk, free):
    """A result of five files with 4 KiB pages: every page of it is once the one too many."""
    put(disk / "2025", "прежний")
    fill(disk, free)
    try:
        publish(disk / "2025", "новый")
    except CannotPublish as error:
        assert "на диске нет места" in str(error) and "Прежний результат цел" in str(error)
        assert read(disk / "2025") == content("прежний")
        assert names(disk) == ["2025", "ballast"]
    else:
        assert read(disk / "2025") == content("новый")
        assert names(disk) == ["2025", PREVIOUS, "ballast"]
    (disk / "ballast").unlink()
    assert publish(disk / "2025", "следующий") == []
    assert names(disk) == ["2025", PREVIOUS]


@pytest.mark.parametrize("free", range(0, 14))
def test_a_disk_without_inodes_says_which_shortage_it_is(disk, free):
    put(disk / "2025", "прежний")
    (disk / "many").mkdir()
    for number in range(os.statvfs(disk).f_favail - free):
        (disk / "many" / str(number)).touch()
    try:
        publish(disk / "2025", "новый")
    except CannotPublish as error:
        assert "inode" in str(error)
        assert read(disk / "2025") == content("прежний")
        assert names(disk) == ["2025", "many"]
    else:
        assert read(disk / "2025") == content("новый")
        assert names(disk) == ["2025", PREVIOUS, "many"]


def test_some_of_the_sizes_do_fail_and_some_do_not(disk):
    """The two tests above would hold nothing if every size went one way."""
    outcomes = []
    for free in (0, 60 * 1024):
        fill(disk, free)
        try:
            publish(disk / "2025", "новый")
            outcomes.append("written")
        except CannotPublish:
            outcomes.append("refused")
        (disk / "ballast").unlink()
    assert outcomes == ["refused", "written"]


def test_the_whole_run_on_a_full_disk(tmp_path):
    """Letters, forms, workbook and results.json: whichever of them the space ends in."""
    folder, codes = small_folder(tmp_path / "in"), []
    with mounted(tmp_path / "disk", "size=4m") as disk:
        assert run(folder, disk / "2025").returncode == 1
        old = read(disk / "2025")
        for free in (0, 30, 60, 120, 1800):
            fill(disk, free * 1024)
            let_strangers_in(disk / "2025")
            done = run(folder, disk / "2025", timeout=60)
            codes.append(done.returncode)
            if done.returncode == 2:
                assert "на диске нет места" in done.stderr
                assert done.stderr.strip().count("\n") == 0
            assert read(disk / "2025") == old
            (disk / "ballast").unlink()
    assert codes == [2, 2, 2, 2, 1]


def test_a_read_only_disk(disk):
    put(disk / "2025", "прежний")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(CannotPublish, match=r"только для чтения.*Прежний результат цел"):
        publish(disk / "2025", "новый")
    assert read(disk / "2025") == content("прежний")


def test_a_target_that_is_another_disk(tmp_path):
    with mounted(tmp_path / "2025", "size=1m") as disk:
        with pytest.raises(CannotPublish, match="отдельный диск"):
            publish(disk, "новый")
        assert names(disk) == []
    assert names(tmp_path) == ["2025"]


def test_a_disk_mounted_on_the_target_meanwhile(tmp_path):
    put(tmp_path / "2025", "прежний")
    with claimed(tmp_path / "2025"), mounted(tmp_path / "2025", "size=1m"):
        pass
    assert read(tmp_path / "2025") == content("прежний")


def as_nobody(target, answer):
    os.setgid(65534)
    os.setuid(65534)
    try:
        publish(target, "новый")
        answer.put("published")
    except CannotPublish as error:
        answer.put(str(error))
    except BaseException as error:
        answer.put(repr(error))


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="needs root to give up")
def test_a_folder_without_rights(tmp_path):
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)
    put(tmp_path / "2025", "прежний")
    answer = FORK.Queue()
    process = FORK.Process(target=as_nobody, args=(tmp_path / "2025", answer))
    process.start()
    sentence = answer.get(timeout=60)
    process.join()
    assert "нет прав на запись" in sentence and "Прежний результат цел" in sentence
    assert read(tmp_path / "2025") == content("прежний") and names(tmp_path) == ["2025"]
