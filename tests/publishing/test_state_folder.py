"""What others lay beside a result is never followed, written to or removed; strangers read nothing.

The folder beside the result is where the program remembers. Whoever may write there can put a link
in its place, or into it.
"""

import os
import stat

import pytest

from kuzbass_batch.publishing import state_folder
from kuzbass_batch.publishing.staging import claimed, staged
from kuzbass_batch.publishing.targets import CannotPublish
from tests.results_on_disk import content, names, publish, put, read, write
from tests.small_folder import run, small_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and rights of POSIX")
STATE = ".2025.state"
FOREIGN = {"годовой отчёт.docx": b"a year of work", "new/глава.docx": b"chapter", "lock": b"words"}


@pytest.fixture(params=["by the open folder", "by names, as on Windows"])
def system(request, monkeypatch):
    if request.param != "by the open folder":
        monkeypatch.setattr(state_folder, "BY_FOLDER", False)


@pytest.fixture
def foreign(tmp_path):
    """A folder of somebody else's with names that the program uses, too."""
    write(tmp_path / "чужая", FOREIGN)
    return tmp_path / "чужая"


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("before", [True, False])
def test_a_link_in_place_of_the_folder_is_refused_and_what_it_leads_to_stays(
    tmp_path, foreign, before
):
    if before:
        put(tmp_path / "2025", "прежний")
    (tmp_path / STATE).symlink_to(foreign, target_is_directory=True)
    with pytest.raises(CannotPublish, match="стоит ссылка или файл") as refused:
        publish(tmp_path / "2025", "новый")
    assert "\n" not in str(refused.value)
    assert read(foreign) == FOREIGN
    assert (tmp_path / "2025").exists() == before


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("lay", ["file", "dangling", "loop", "pipe"])
def test_whatever_else_stands_in_its_place_is_refused(tmp_path, lay):
    path = tmp_path / STATE
    {
        "file": lambda: path.write_text("words"),
        "dangling": lambda: path.symlink_to("нет"),
        "loop": lambda: path.symlink_to(path.name),
        "pipe": lambda: os.mkfifo(path),
    }[lay]()
    with pytest.raises(CannotPublish, match="стоит ссылка или файл"):
        publish(tmp_path / "2025", "новый")
    assert names(tmp_path) == [STATE]


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", ["lock", "journal", "key", "parsed.sqlite", "new", "old", "trash"])
@pytest.mark.parametrize("kind", ["to a file", "to a folder", "to nothing"])
def test_a_link_in_the_folder_is_refused_wherever_it_leads(tmp_path, foreign, name, kind):
    put(tmp_path / "2025", "прежний")
    (tmp_path / STATE).mkdir()
    leads = {"to a file": foreign / "lock", "to a folder": foreign, "to nothing": tmp_path / "нет"}
    (tmp_path / STATE / name).symlink_to(leads[kind])
    with pytest.raises(CannotPublish, match=f"лежит не то.*«{name}»"):
        publish(tmp_path / "2025", "новый")
    assert read(foreign) == FOREIGN and not (tmp_path / "нет").exists()
    assert read(tmp_path / "2025") == content("прежний")
    assert names(tmp_path / STATE) == [name]


@pytest.mark.usefixtures("system")
def test_a_lock_that_is_a_second_name_of_a_foreign_file_is_not_written_to(tmp_path, foreign):
    (tmp_path / STATE).mkdir()
    (tmp_path / STATE / "lock").hardlink_to(foreign / "lock")
    with pytest.raises(CannotPublish, match=r"лежит не то.*«lock»"):
        publish(tmp_path / "2025", "новый")
    assert read(foreign) == FOREIGN


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("lay", ["symlink_to", "hardlink_to"])
def test_a_journal_that_becomes_a_foreign_file_meanwhile_is_not_emptied(tmp_path, foreign, lay):
    put(tmp_path / "2025", "прежний")

    def link(place):
        getattr(place.journal, lay)(foreign / "lock")

    with pytest.raises(CannotPublish, match=r"лежит не то.*«journal»"):
        publish(tmp_path / "2025", "новый", meanwhile=link)
    assert read(foreign) == FOREIGN and read(tmp_path / "2025") == content("прежний")


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", ["lock", "journal", "new"])
def test_a_pipe_or_a_thing_of_another_kind_is_not_waited_for(tmp_path, name):
    (tmp_path / STATE).mkdir()
    os.mkfifo(tmp_path / STATE / name)
    with pytest.raises(CannotPublish, match=f"лежит не то.*«{name}»"):
        publish(tmp_path / "2025", "новый")


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("name", ["мой файл.docx", "new.docx", "Новая папка/письмо.docx"])
@pytest.mark.parametrize("before", [True, False])
def test_what_the_program_did_not_put_there_stops_the_run_and_stays(tmp_path, name, before):
    if before:
        put(tmp_path / "2025", "прежний")
    write(tmp_path / STATE, {name: b"mine"})
    with pytest.raises(CannotPublish, match="лежит не то"):
        publish(tmp_path / "2025", "новый")
    assert read(tmp_path / STATE) == {name: b"mine"}
    assert (tmp_path / "2025").exists() == before


@pytest.mark.usefixtures("system")
def test_what_comes_into_it_meanwhile_stays_when_no_result_comes(tmp_path):
    with pytest.raises(ZeroDivisionError), claimed(tmp_path / "2025") as place, staged(place):
        write(place.state, {"заметки.txt": b"mine"})
        raise ZeroDivisionError
    assert read(tmp_path / STATE) == {"заметки.txt": b"mine"}


@pytest.mark.usefixtures("system")
def test_what_systems_leave_in_every_folder_stops_nobody(tmp_path):
    write(tmp_path / STATE, {".DS_Store": b"", "Thumbs.db": b""})
    assert publish(tmp_path / "2025", "новый") == []
    assert read(tmp_path / "2025") == content("новый")


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("by", ["a link", "a foreign folder", "a folder with a result", "nothing"])
def test_a_folder_replaced_meanwhile_moves_nothing(tmp_path, foreign, by):
    put(tmp_path / "2025", "прежний")
    write(tmp_path / "ложный", {f"new/{name}": data for name, data in content("ложный").items()})

    def replace(place):
        place.state.rename(tmp_path / "убрано")
        if by == "a link":
            place.state.symlink_to(foreign, target_is_directory=True)
        elif by == "a foreign folder":
            foreign.rename(place.state)
        elif by == "a folder with a result":
            (tmp_path / "ложный").rename(place.state)

    with pytest.raises(CannotPublish) as refused:
        publish(tmp_path / "2025", "новый", meanwhile=replace)
    assert "\n" not in str(refused.value)
    assert ("подменили" in str(refused.value)) is (by != "nothing")
    assert read(tmp_path / "2025") == content("прежний")
    if by == "a folder with a result":
        assert names(tmp_path / STATE / "new") == names(tmp_path / "2025")
    elif by != "nothing":
        assert read(tmp_path / STATE) == FOREIGN
    assert publish_again(tmp_path) == content("новый")


def publish_again(folder):
    """Return the result of the next run, once what others laid there is taken away."""
    path = folder / STATE
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        path.rename(folder / "чужое")
    publish(folder / "2025", "новый")
    return read(folder / "2025")


def test_the_whole_run_ends_with_one_sentence_and_exit_code_2(tmp_path, foreign):
    (tmp_path / STATE).symlink_to(foreign, target_is_directory=True)
    done = run(small_folder(tmp_path / "in"), tmp_path / "2025")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "стоит ссылка или файл" in done.stderr
    assert read(foreign) == FOREIGN and not (tmp_path / "2025").exists()


def modes(folder):
    """Return the rights of everything in a folder: of its folders, and of its files."""
    found = {True: set(), False: set()}
    for path in [folder, *folder.rglob("*")]:
        found[path.is_dir()].add(stat.S_IMODE(path.lstat().st_mode) & 0o777)
    return found[True], found[False]


# The umask, the mode of the folder, the rights of folders and of files that follow.
RIGHTS = [
    (0o022, 0o755, 0o750, 0o640),
    (0o022, 0o777, 0o750, 0o640),
    (0o002, 0o775, 0o770, 0o660),
    (0o077, 0o777, 0o700, 0o600),
    (0o000, 0o700, 0o700, 0o600),
    (0o022, 0o2770, 0o770, 0o660),
    (0o077, 0o2770, 0o770, 0o660),
    (0o000, 0o2750, 0o750, 0o640),
]


@pytest.mark.parametrize(("umask", "mode", "folders", "files"), RIGHTS)
def test_rights_follow_the_folder_and_strangers_have_none(tmp_path, umask, mode, folders, files):
    room = tmp_path / "общая"
    room.mkdir()
    room.chmod(mode)
    before = os.umask(umask)
    try:
        publish(room / "2025", "новый")
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert modes(room / "2025") == ({folders}, {files})


def test_the_whole_result_its_drafts_and_its_store_are_nothing_for_strangers(tmp_path):
    room = tmp_path / "общая"
    room.mkdir()
    room.chmod(0o2775)
    done = run(small_folder(tmp_path / "in"), room / "2025", "--mails")
    assert done.returncode == 1, done.stderr
    assert modes(room / "2025") == ({0o770}, {0o660})
    assert modes(room / STATE) == ({0o770}, {0o600})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_colleagues_of_the_group_replace_each_other_s_results(tmp_path):
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith("pytest-of"):
            folder.chmod(0o755)
            break
        folder.chmod(0o755)
    room = tmp_path / "общая"
    room.mkdir()
    os.chown(room, 0, 4242)
    room.chmod(0o2770)
    for number, word in ((61001, "первый"), (61002, "второй"), (61001, "третий")):
        process = os.fork()
        if process == 0:
            code = 1
            try:
                os.setgroups([4242])
                os.setgid(number)
                os.setuid(number)
                os.umask(0o022)
                publish(room / "2025", word)
                code = 0
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
        assert read(room / "2025") == content(word)
