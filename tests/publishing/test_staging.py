"""A result is put in place at once, the one before stays, and a faulty target is one sentence."""

import errno
import os
import stat
import time
from collections import Counter
from pathlib import Path

import pytest

from kuzbass_batch.outputs.drawn_files import SharedFolder
from kuzbass_batch.publishing import disk, service_files
from kuzbass_batch.publishing import staging as publishing
from kuzbass_batch.publishing.staging import claimed, staged
from kuzbass_batch.publishing.state_folder import state_folder
from kuzbass_batch.publishing.targets import CannotPublish, long_paths_in
from tests.results_on_disk import content, names, publish, put, read, write

PREVIOUS, SECOND, THIRD = (
    "2025 (прежний результат)",
    "2025 (прежний результат 2)",
    "2025 (прежний результат 3)",
)


@pytest.fixture(params=["exchange", "two renames"])
def system(request, monkeypatch):
    """Linux lets two folders change places; elsewhere it takes two renames."""
    if request.param == "two renames":
        monkeypatch.setattr(publishing, "exchange", lambda left, right: False)
    return request.param


def test_a_result_appears_whole_and_nothing_else_stays(tmp_path, system):
    assert publish(tmp_path / "2025", "первый") == []
    assert names(tmp_path) == ["2025"]
    assert read(tmp_path / "2025") == content("первый")


def test_the_result_before_stays_beside_the_new_one(tmp_path, system):
    for word in ("первый", "второй", "третий"):
        assert publish(tmp_path / "2025", word) == []
    assert names(tmp_path) == ["2025", PREVIOUS]
    assert read(tmp_path / "2025") == content("третий")
    assert read(tmp_path / PREVIOUS) == content("второй")


def test_as_many_results_stay_as_are_to_be_kept(tmp_path, system):
    for word in ("1", "2", "3", "4", "5"):
        publish(tmp_path / "2025", word, keep=3)
    assert names(tmp_path) == ["2025", SECOND, THIRD, PREVIOUS]
    kept = [read(tmp_path / name) for name in ("2025", PREVIOUS, SECOND, THIRD)]
    assert kept == [content(word) for word in ("5", "4", "3", "2")]
    publish(tmp_path / "2025", "6", keep=0)
    assert names(tmp_path) == ["2025"]


def test_a_result_somebody_worked_on_is_never_removed(tmp_path, system):
    put(tmp_path / "2025", "первый")
    letter, notes = "Письма/Результаты/ИО-01 «п».docx", "заметки.txt"
    write(tmp_path / "2025", {letter: "с правкой".encode(), notes: b"my own"})
    for name in (letter, notes):
        os.utime(tmp_path / "2025" / name, (time.time() + 60, time.time() + 60))
    publish(tmp_path / "2025", "второй")
    told = publish(tmp_path / "2025", "третий")
    assert len(told) == 1 and "«2025 (изменён вручную)»" in told[0]
    kept = read(tmp_path / "2025 (изменён вручную)")
    assert (kept[letter].decode(), kept[notes]) == ("с правкой", b"my own")
    assert read(tmp_path / PREVIOUS) == content("второй")


def test_a_folder_with_the_name_of_a_previous_result_that_is_none_is_not_removed(tmp_path, system):
    write(tmp_path / PREVIOUS, {"протокол.docx": b"important"})
    publish(tmp_path / "2025", "первый")
    told = publish(tmp_path / "2025", "второй")
    assert "изменён вручную" in told[0]
    assert read(tmp_path / "2025 (изменён вручную)") == {"протокол.docx": b"important"}


def test_a_fault_while_writing_leaves_everything_as_it_was(tmp_path, system):
    put(tmp_path / "2025", "прежний")
    with pytest.raises(ZeroDivisionError):
        publish(tmp_path / "2025", "новый", meanwhile=lambda place: 1 / 0)
    assert names(tmp_path) == ["2025"]
    assert read(tmp_path / "2025") == content("прежний")


def test_an_empty_folder_takes_a_result_and_leaves_no_previous_one(tmp_path, system):
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / ".gitkeep").touch()
    publish(tmp_path / "2025", "первый")
    assert names(tmp_path) == ["2025"]


def test_a_folder_that_went_away_during_the_run_is_made_again(tmp_path, system):
    put(tmp_path / "2025", "прежний")
    publish(
        tmp_path / "2025",
        "новый",
        meanwhile=lambda place: place.target.rename(tmp_path / "elsewhere"),
    )
    assert read(tmp_path / "2025") == content("новый")


def test_a_run_whose_own_folder_went_away_says_so(tmp_path, system):
    put(tmp_path / "2025", "прежний")
    with pytest.raises(CannotPublish, match=r"удалили или переименовали.*Прежний результат цел"):
        publish(
            tmp_path / "2025",
            "новый",
            meanwhile=lambda place: place.state.rename(tmp_path / "elsewhere"),
        )
    assert read(tmp_path / "2025") == content("прежний")


def test_folders_made_for_a_result_that_never_came_are_removed(tmp_path):
    with pytest.raises(ZeroDivisionError), claimed(tmp_path / "а" / "б" / "2025"):
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_a_file_that_turns_up_in_the_targets_place_is_not_replaced(tmp_path, system):
    with pytest.raises(CannotPublish, match="стоит файл"):
        publish(
            tmp_path / "2025", "новый", meanwhile=lambda place: place.target.write_text("a file")
        )
    assert names(tmp_path) == ["2025"]
    assert (tmp_path / "2025").read_text() == "a file"


@pytest.fixture
def hurried(monkeypatch):
    """Wait for nobody: what is open stays open in these tests."""
    monkeypatch.setattr(disk, "PAUSES", (0,))


class OpenInExcel(PermissionError):
    """What Windows answers when a folder is moved in which a file is open."""

    winerror = 32


@pytest.mark.usefixtures("hurried")
def test_a_result_open_in_excel_stays_and_the_clerk_is_told_to_close_it(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "exchange", lambda left, right: False)
    put(tmp_path / "2025", "прежний")
    move = os.rename

    def refuse(source, target, **options):
        if Path(source) == tmp_path / "2025":
            raise OpenInExcel(errno.EACCES, "in use", str(source))
        move(source, target, **options)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(CannotPublish, match=r"открыты в другой программе.*Прежний результат цел"):
        publish(tmp_path / "2025", "новый")
    assert names(tmp_path) == ["2025"]
    assert read(tmp_path / "2025") == content("прежний")


@pytest.mark.parametrize("code", [5, 32, 33])
def test_what_an_antivirus_holds_for_a_moment_is_moved_once_it_lets_go(tmp_path, monkeypatch, code):
    monkeypatch.setattr(publishing, "exchange", lambda left, right: False)
    put(tmp_path / "2025", "прежний")
    move, paused, tried = os.rename, [], Counter()

    def held_twice(source, target, **options):
        tried[source] += 1
        if tried[source] <= 2:
            fault = PermissionError(errno.EACCES, "held", str(source))
            fault.winerror = code
            raise fault
        move(source, target, **options)

    monkeypatch.setattr(os, "rename", held_twice)
    monkeypatch.setattr(disk.time, "sleep", paused.append)
    assert publish(tmp_path / "2025", "новый") == []
    assert read(tmp_path / "2025") == content("новый")
    assert read(tmp_path / PREVIOUS) == content("прежний")
    assert len(tried) == 4 and paused == list(disk.PAUSES[:2]) * 4


@pytest.mark.parametrize("write", [service_files.write_once, service_files.replace_file])
@pytest.mark.parametrize("times", [2, 100], ids=["for a moment", "all the time"])
def test_what_was_written_stands_although_its_part_is_held(tmp_path, monkeypatch, write, times):
    remove, paused, tried = Path.unlink, [], Counter()

    def held(path, missing_ok=False):
        tried[path] += path.exists()
        if path.suffix == ".part" and path.exists() and tried[path] <= times:
            fault = PermissionError(errno.EACCES, "held", str(path))
            fault.winerror = 32
            raise fault
        remove(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.setattr(disk.time, "sleep", paused.append)
    write(tmp_path / "Служебное" / "ключ", b"1")
    assert (tmp_path / "Служебное" / "ключ").read_bytes() == b"1"
    moved = write is service_files.replace_file  # nothing is left to remove
    assert len(paused) == (0 if moved else min(times, len(disk.PAUSES)))


def test_what_stays_held_is_told_after_some_seconds_and_no_right_at_once(tmp_path):
    paused = []

    def refuse(code):
        fault = PermissionError(errno.EACCES, "held", "a")
        fault.winerror = code
        raise fault

    with pytest.raises(PermissionError):
        disk.patiently(lambda: refuse(32), paused.append)
    assert 3 <= sum(paused) <= 8
    with pytest.raises(PermissionError):
        disk.patiently(lambda: refuse(None), paused.append)
    assert len(paused) == len(disk.PAUSES)


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        (60, ""),
        (160, "имени файла в ней остаётся 99 букв"),
        (215, "длиннее 259 букв, а такого Windows не открывает"),
    ],
)
def test_a_path_too_long_for_windows_is_foreseen(letters, words):
    folder = Path("/" + "a" * (letters - 1))
    fault, doubt = long_paths_in(folder, disk.LONGEST_PATH)
    assert words in (fault or doubt) and bool(fault) is (letters == 215)
    assert bool(fault or doubt) is bool(words)
    assert long_paths_in(folder, None) == ("", "")


def test_a_run_into_such_a_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "longest_path", lambda: len(str(tmp_path)) + 60)
    with pytest.raises(CannotPublish, match="Путь к папке результата слишком длинный"):
        publish(tmp_path / "2025", "новый")
    assert names(tmp_path) == []
    monkeypatch.setattr(publishing, "longest_path", lambda: len(str(tmp_path)) + 100)
    (told,) = publish(tmp_path / "2025", "новый")
    assert "ближе к корню диска" in told


@pytest.mark.parametrize("code", [3, 206])
def test_a_path_of_260_letters_is_told_as_such(code):
    fault = FileNotFoundError(errno.ENOENT, "no", "C:\\" + "а" * 260)
    fault.winerror = code
    assert "длиннее 259 букв" in disk.describe_fault(fault)
    fault.filename = "C:\\короткое"
    assert ("длиннее" in disk.describe_fault(fault)) is (code == 206)


@pytest.mark.usefixtures("hurried")
def test_the_old_result_comes_back_if_the_new_one_cannot_be_moved_in(tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "exchange", lambda left, right: False)
    put(tmp_path / "2025", "прежний")
    move = os.rename

    def refuse(source, target, **options):
        if Path(source).name == "new" and Path(target).name == "2025":
            raise OpenInExcel(errno.EACCES, "in use", str(source))
        move(source, target, **options)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(CannotPublish, match="открыты в другой программе"):
        publish(tmp_path / "2025", "новый")
    assert names(tmp_path) == ["2025"]
    assert read(tmp_path / "2025") == content("прежний")


@pytest.mark.usefixtures("hurried")
def test_a_previous_result_open_in_excel_does_not_spoil_the_new_one(tmp_path, system, monkeypatch):
    for word in ("первый", "второй"):
        publish(tmp_path / "2025", word)
    move = os.rename

    def refuse(source, target, **options):
        if Path(source).name == PREVIOUS:
            raise OpenInExcel(errno.EACCES, "in use", str(source))
        move(source, target, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        told = publish(tmp_path / "2025", "третий")
        assert "Новый результат на месте" in told[0] and "в другой программе" in told[0]
        assert read(tmp_path / "2025") == content("третий")
        with pytest.raises(CannotPublish, match="в другой программе"):
            publish(tmp_path / "2025", "четвёртый")
    publish(tmp_path / "2025", "пятый")
    assert names(tmp_path) == ["2025", PREVIOUS]
    assert read(tmp_path / "2025") == content("пятый")
    assert read(tmp_path / PREVIOUS) == content("третий")


@pytest.mark.parametrize("mark", ["~$Рейтинг-2025.xlsx", ".~lock.Рейтинг-2025.xlsx#"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_result_open_in_an_office_is_not_moved_away_under_it(tmp_path, mark, when):
    """LibreOffice would save the old book into the new result: it knows it by its path."""
    put(tmp_path / "2025", "прежний")
    if when == "before":
        (tmp_path / "2025" / mark).touch()
    with pytest.raises(CannotPublish, match="открыт файл") as refused:
        publish(tmp_path / "2025", "новый", meanwhile=lambda place: (place.target / mark).touch())
    assert mark in str(refused.value)
    assert {**read(tmp_path / "2025")} == {**content("прежний"), mark: b""}


def link_to_folder(path):
    put(path.with_name("настоящая"), "прежний")
    path.symlink_to(path.with_name("настоящая"), target_is_directory=True)


def of_another_program(path):
    write(path, {"results.json": b'{"tests": 12}', "main.js": b"code"})


@pytest.mark.parametrize(
    ("prepare", "name", "words"),
    [
        (lambda path: path.write_text("text"), "2025", "стоит файл"),
        (link_to_folder, "2025", "ссылка"),
        (lambda path: path.symlink_to("nowhere"), "2025", "ссылка"),
        (lambda path: path.symlink_to(path.name), "2025", "ссылка"),
        (lambda path: write(path, {"годовая работа.docx": b""}), "2025", "занята"),
        (of_another_program, "2025", "занята"),
        (lambda path: None, "я" * 120, "слишком длинное"),
        (lambda path: None, "a" * 300, "слишком длинное"),
        (lambda path: None, "2025.", "Windows"),
        (lambda path: None, "2025 ", "Windows"),
        (lambda path: None, "CON", "Windows"),
        (lambda path: None, "nul.txt", "Windows"),
        (lambda path: None, "20\n25", "невидимые"),
        (lambda path: None, "20\u202e25", "невидимые"),
        (lambda path: path.write_text("text"), "file/inner", "на месте папки стоит файл"),
        (lambda path: None, "/".join("д" * 100 for _ in range(25)) + "/2025", "слишком длинн"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_take_a_result_is_one_sentence(tmp_path, prepare, name, words):
    prepare(tmp_path / name.split("/inner")[0])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CannotPublish) as refused:
        publish(tmp_path / name, "новый")
    sentence = str(refused.value)
    assert words in sentence and "\n" not in sentence.replace(str(tmp_path / name), "")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_root_of_a_disk_takes_no_result():
    with pytest.raises(CannotPublish, match="корень диска"):
        publish(Path("/"), "новый")


def test_a_folder_in_which_the_command_line_stands_takes_no_result(tmp_path, monkeypatch):
    put(tmp_path / "2025", "прежний")
    monkeypatch.chdir(tmp_path / "2025")
    with pytest.raises(CannotPublish, match="Перейдите в другую папку"):
        publish(Path(), "новый")
    assert read(tmp_path / "2025") == content("прежний")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_rights_follow_the_umask_and_bytes_do_not(tmp_path):
    before = os.umask(0o077)
    try:
        publish(tmp_path / "2025", "личное")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "2025").rglob("*")}
    assert modes == {0}
    assert read(tmp_path / "2025") == content("личное")


def test_the_state_lies_beside_the_result_and_never_in_it(tmp_path):
    with claimed(tmp_path / "2025") as place, staged(place) as stage:
        assert stage.parent == place.state == state_folder(tmp_path / "2025")
        assert names(tmp_path) == [".2025.state"]
        write(stage, content("первый"))
        write(place.state / "parsed", {"cache": b"of the reading"})
    assert names(tmp_path / "2025") == ["results.json", "Письма", "Рейтинг-2025.xlsx"]
    assert read(tmp_path / ".2025.state") == {"parsed/cache": b"of the reading"}


def test_what_workers_have_half_written_never_comes_into_the_result(tmp_path, system):
    with claimed(tmp_path / "2025") as place, staged(place) as stage:
        write(stage, content("первый"))
        (place.parts / "1-1").write_bytes(b"half")
        late = SharedFolder(str(stage), str(place.parts))
        late.put("поздний.docx", b"x")
    with pytest.raises(FileNotFoundError):
        late.put("ещё позже.docx", b"x")
    assert read(tmp_path / "2025") == {**content("первый"), "поздний.docx": b"x"}
    assert names(tmp_path) == ["2025"]


def test_a_worker_that_outlives_a_dead_run_writes_into_no_later_result(tmp_path):
    """Both runs build in folders of one name; what the worker is given names the first run."""
    put(tmp_path / "2025", "первый")
    with claimed(tmp_path / "2025") as place:
        dead = staged(place)
        write(dead.__enter__(), content("второй"))
        outliving = SharedFolder(str(place.new), str(place.parts))
        outliving.put("Письма/второй.docx", b"x")
    with claimed(tmp_path / "2025") as place, staged(place) as stage:
        write(stage, content("третий"))
        with pytest.raises(FileNotFoundError):
            outliving.put("Письма/второй.docx", b"x")
    assert read(tmp_path / "2025") == content("третий")


def test_a_run_that_fails_lets_no_worker_write_any_more(tmp_path):
    put(tmp_path / "2025", "первый")
    with pytest.raises(ZeroDivisionError), claimed(tmp_path / "2025") as place, staged(place):
        outliving = SharedFolder(str(place.new), str(place.parts))
        outliving.put("второй.docx", b"x")
        raise ZeroDivisionError
    with pytest.raises(FileNotFoundError):
        outliving.put("второй.docx", b"x")
    assert read(tmp_path / "2025") == content("первый")
    assert names(tmp_path) == ["2025"]
