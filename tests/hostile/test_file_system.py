"""What lies in the folder besides files: links, pipes, sockets, strange names, deep folders."""

import os
import socket
import stat
import time
import unicodedata
from pathlib import Path

import pytest

from kuzbass_batch.contents import FoundFile, is_folder, opened
from kuzbass_batch.findings.finding import Finding
from kuzbass_batch.reading.examine import examine
from kuzbass_batch.reading.files import discover as walking
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.files.opening import load
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.returns.read_files import ReadAssessment
from tests.filled import FORMS, METHODOLOGY
from tests.hostile.workshop import form

WHO = "К-001"
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "форма.xlsx").write_bytes(form(WHO))
    (tmp_path / "outside.xlsx").write_bytes(form(WHO))
    return tmp_path / "in"


def total_of(file):
    """Return the total of a self-assessment without errors as text, None of any other file."""
    card = file.scorecard if isinstance(file, ReadAssessment) else None
    return card and str(card.total)


def told(folder):
    """Return what is said of every source: codes of its findings, or the reason of passing over."""
    files = [examine(folder, source, METHODOLOGY, FORMS).file for source in discover(folder)]
    return {
        file.source.path: [f.code for f in file.findings if f.code.startswith("F")]
        or file.source.litter
        or total_of(file)
        for file in files
    }


HONEST = {"форма.xlsx": "9.0"}


@posix
def test_a_pipe_is_listed_and_never_waited_for(folder):
    os.mkfifo(folder / "труба.xlsx")
    begun = time.monotonic()
    assert told(folder) == HONEST | {"труба.xlsx": ["F003"]}
    assert time.monotonic() - begun < 10


@posix
def test_a_socket_is_listed(folder, monkeypatch):
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.xlsx")
        assert told(folder) == HONEST | {"s.xlsx": ["F003"]}


@posix
@pytest.mark.parametrize(
    "target", ["/dev/zero", "/etc/passwd", "../outside.xlsx", "нет.xlsx", "форма.xlsx"]
)
def test_a_link_is_not_followed_wherever_it_leads(folder, target):
    (folder / "ссылка.xlsx").symlink_to(target)
    assert told(folder) == HONEST | {"ссылка.xlsx": ["F003"]}


@posix
def test_a_folder_that_links_to_itself_or_outside_is_not_entered(folder):
    (folder / "петля").symlink_to(folder)
    (folder / "корень").symlink_to("/")
    (folder / "взаимно").symlink_to(folder / "взаимно")
    expected = {"петля": ["F003"], "корень": ["F003"], "взаимно": ["F003"]}
    assert told(folder) == HONEST | expected


@posix
def test_a_second_name_of_the_same_file_is_a_file(folder):
    os.link(folder / "форма.xlsx", folder / "ещё.xlsx")
    assert told(folder) == HONEST | {"ещё.xlsx": "9.0"}


@posix
def test_a_name_that_is_no_utf_8_is_shown_and_opened(folder):
    name = os.fsdecode("Отчёт.xlsx".encode("cp1251"))
    (folder / name).write_bytes(form(WHO))
    (shown,) = told(folder).keys() - HONEST.keys()
    assert shown.encode() and "�" in shown
    assert told(folder)[shown] == ["F017"]
    source = next(s for s in discover(folder) if s.path == shown)
    assert examine(folder, source, METHODOLOGY, FORMS).file.scorecard is not None


@posix
@pytest.mark.parametrize(
    "name", ["а\nб.xlsx", "а\tб.xlsx", "а\x1b[31mб.xlsx", "а\u202exslx.exe.xlsx"]
)
def test_a_name_with_control_characters_is_shown_on_one_line(folder, name):
    (folder / name).write_bytes(form(WHO))
    (shown,) = told(folder).keys() - HONEST.keys()
    assert shown.isprintable() and "�" in shown


@posix
def test_names_that_differ_in_their_composition_only_are_two_files(folder):
    for kind in ("NFC", "NFD"):
        (folder / unicodedata.normalize(kind, "Йод.xlsx")).write_bytes(form(WHO))
    assert told(folder) == HONEST | {"Йод.xlsx": "9.0", "Йод (2).xlsx": "9.0"}


@posix
def test_names_that_look_the_same_once_shown_are_two_files(folder):
    for byte in (b"\xff", b"\xfe"):
        (folder / os.fsdecode(byte + b".xlsx")).write_bytes(form(WHO))
    assert set(told(folder)) == {*HONEST, "�.xlsx", "� (2).xlsx"}


def test_a_name_of_the_greatest_length(folder):
    name = "Ж" * 120 + ".xlsx"
    (folder / name).write_bytes(form(WHO))
    assert told(folder) == HONEST | {name: "9.0"}


def test_folders_within_folders_end_somewhere(folder):
    deep = folder
    for _ in range(60):
        deep /= "п"
        deep.mkdir()
    (deep / "глубоко.xlsx").write_bytes(form(WHO))
    said = told(folder)
    (path,) = said.keys() - HONEST.keys()
    assert path.endswith("п/") and said[path] == ["F018"]


def test_a_film_is_listed_without_reading_it_through(folder, monkeypatch):
    monkeypatch.setattr(walking, "MAX_HASHED", 1000)
    (folder / "занятие.mp4").write_bytes(bytes(2000))
    (film,) = (source for source in discover(folder) if source.path == "занятие.mp4")
    assert (film.size, film.sha256, film.litter) == (2000, "", "не книга Excel или LibreOffice")


def test_a_file_without_rights_costs_itself_only(folder, monkeypatch):
    (folder / "закрыт.xlsx").write_bytes(form(WHO))
    real = os.open

    def refuse(path, *rest, **more):
        if str(path).endswith("закрыт.xlsx"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    assert told(folder) == HONEST | {"закрыт.xlsx": ["F009"]}


def test_a_folder_without_rights_is_named(folder, monkeypatch):
    (folder / "закрыто").mkdir()
    real = os.scandir

    def refuse(path):
        if str(path).endswith("закрыто"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert told(folder) == HONEST | {"закрыто/": ["F018"]}


def test_a_file_of_eighty_megabytes_is_not_read_into_memory(folder):
    with (folder / "большой.xlsx").open("wb") as stream:
        stream.write(form(WHO))
        stream.truncate(80 * 2**20)
    (large,) = (s for s in discover(folder) if s.path == "большой.xlsx")
    assert len(load(folder, large)) == 20 * 2**20 + 1
    assert told(folder) == HONEST | {"большой.xlsx": ["F001"]}


# Between the listing and the reading.


def source_of(folder):
    (source,) = discover(folder)
    return source


def test_a_file_that_went_away(folder):
    source = source_of(folder)
    (folder / "форма.xlsx").unlink()
    found = load(folder, source)
    assert isinstance(found, Finding) and found.code == "F009" and "прежнем месте" in found.message


def test_a_file_that_changed(folder):
    source = source_of(folder)
    (folder / "форма.xlsx").write_bytes(form("К-002"))
    found = load(folder, source)
    assert isinstance(found, Finding) and "изменился" in found.message


@posix
def test_a_file_that_became_a_link(folder):
    source = source_of(folder)
    (folder / "форма.xlsx").unlink()
    (folder / "форма.xlsx").symlink_to("/etc/passwd")
    found = load(folder, source)
    assert isinstance(found, Finding) and "ссылка" in found.message


@posix
def test_a_file_that_became_a_pipe(folder):
    source = source_of(folder)
    (folder / "форма.xlsx").unlink()
    os.mkfifo(folder / "форма.xlsx")
    found = load(folder, source)
    assert isinstance(found, Finding) and "не обычный файл" in found.message


@posix
def test_a_device_is_not_read():
    with pytest.raises(OSError), opened(Path("/dev/zero")):
        raise AssertionError("a device was opened")


@posix
def test_devices_of_the_machine_are_told_from_files():
    found = FoundFile(location="zero", mode=Path("/dev/zero").stat().st_mode)
    assert stat.S_ISCHR(found.mode)
    source = walking._source(Path("/dev"), found, "zero")
    assert [f.code for f in source.findings] == ["F003"] and "устройство" in source.findings[
        0
    ].message


def test_a_folder_s_junction_is_not_entered():
    """A junction of Windows leads anywhere; here its status stands in for it."""

    class Status:
        st_mode, st_reparse_tag = stat.S_IFDIR | 0o755, 0xA0000003

    assert not is_folder(Status)
    Status.st_reparse_tag = 0x9000001A  # a folder that a cloud keeps
    assert is_folder(Status)


def test_what_is_found_does_not_depend_on_the_order_of_the_disk(folder, monkeypatch):
    for name in ("б.xlsx", "а.xlsx", "в/г.xlsx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(form(WHO))
    first = discover(folder)
    real = os.scandir

    class Backwards:
        def __init__(self, path):
            self.entries = sorted(real(path), key=lambda entry: entry.name, reverse=True)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *error):
            return None

    monkeypatch.setattr(os, "scandir", Backwards)
    assert discover(folder) == first and isinstance(first[0], Source)
