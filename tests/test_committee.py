"""The committee's own files that cannot be read in time: each is said to be there and unread."""

import pytest

from kuzbass_batch.commands.single_files import check
from kuzbass_batch.committee import the_registry
from kuzbass_batch.findings import files as rules
from kuzbass_batch.findings.finding import in_file
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.reading import pool
from kuzbass_batch.reading.committee import earlier_results, outgoing_register
from kuzbass_batch.reading.committee.earlier_results import last_years, read_results
from kuzbass_batch.reading.committee.outgoing_register import earlier_register
from kuzbass_batch.reading.files.discover import discover
from kuzbass_batch.reading.store import opened_store
from kuzbass_batch.records.files.sources import Source
from kuzbass_batch.records.returns.read_files import OtherFile, ReadRegistry
from kuzbass_batch.records.run import Run
from kuzbass_batch.rules.decisions.settling import the_decisions
from kuzbass_batch.usage import WrongUsage, last_result, refusals
from kuzbass_batch.workers.crew import Lost
from tests.crews import Losing
from tests.filled import METHODOLOGY
from tests.findings.folder import REGISTRY, YEAR, sound
from tests.office import AS_OF

SLOW, DAMAGED = rules.TOO_SLOW.at(seconds=30), rules.DAMAGED.at()


def unread(path, finding=SLOW, member=None):
    """A file that is there and could not be read."""
    return OtherFile(
        source=Source(path=path, size=1, sha256="", member=member),
        findings=in_file((finding,), path),
        unread=True,
        altered=True,
    )


def nothing(_file):
    return None, ()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "В папке нет реестра участников: без него неизвестно, чьи это формы."),
        ([unread("Реестр участников-2025.xlsx")],
         "Реестр «Реестр участников-2025.xlsx» не прочитан. Файл читается дольше 30 секунд; "
         "чтение прервано. Запустите расчёт ещё раз."),
        ([unread("папка/РЕЕСТР.xlsx", DAMAGED)], "Реестр «папка/РЕЕСТР.xlsx» не прочитан. Файл"),
        ([unread("список.xlsx"), unread("б.xlsx", DAMAGED)],
         "чьи это формы. Может быть, он среди непрочитанных: «список.xlsx», «б.xlsx»."),
        ([unread("почта.zip/Реестр.xlsx", member=1)], "чьи это формы."),
    ],
)  # fmt: skip
def test_a_registry_that_was_not_read_is_not_said_to_be_missing(files, sentence):
    with pytest.raises(WrongUsage) as refusal:
        the_registry(files, nothing)
    assert sentence in str(refusal.value)
    assert ("непрочитанных" in sentence) == ("непрочитанных" in str(refusal.value))


@pytest.fixture
def reader(tmp_path):
    """A reader of a folder with a registry, and the registry as read."""
    (tmp_path / REGISTRY).write_bytes(sound()[REGISTRY])
    with opened_store(None, METHODOLOGY) as store:
        crew = Losing(YEAR, 0)
        made = pool.FolderReader(tmp_path, crew, store)
        (file,) = made.read(discover(tmp_path))
        assert isinstance(file, ReadRegistry)
        yield made, file


@pytest.mark.parametrize(("times", "error"), [(1, TimeoutError), (1, EOFError)])
def test_a_registry_whose_reader_is_lost_is_read_again(reader, times, error):
    made, file = reader
    crew = Losing(YEAR, times, error)
    registry, _ = pool.FolderReader(made.folder, crew, made.store).registry_in(file)
    assert registry and len(registry.participants) == 4


def test_a_registry_that_times_out_twice_is_said_to_have_had_no_time(reader):
    made, file = reader
    slow = pool.FolderReader(made.folder, Losing(YEAR, 2), made.store)
    with pytest.raises(WrongUsage, match="Не хватило времени: чтение реестра «Реестр"), refusals():
        the_registry([file], slow.registry_in)


def test_a_registry_that_kills_its_reader_is_named_with_its_fault(reader):
    made, file = reader
    dying = pool.FolderReader(made.folder, Losing(YEAR, 2, EOFError), made.store)
    with pytest.raises(WrongUsage, match=r"нужно исправить.*: Файл не удалось прочитать"):
        the_registry([file], dying.registry_in)


def test_check_says_that_there_was_no_time(tmp_path, monkeypatch):
    (tmp_path / REGISTRY).write_bytes(sound()[REGISTRY])
    monkeypatch.setattr(pool.FolderReader, "registry_in", no_time)
    with pytest.raises(WrongUsage, match="Не хватило времени"):
        list(check([tmp_path / REGISTRY], year=2025))


def no_time(reader, file):
    lost = pool.FolderReader(reader.folder, Losing(YEAR, 2), reader.store)
    return REALLY(lost, file)


REALLY = pool.FolderReader.registry_in


def test_decisions_that_were_not_read_are_not_said_to_need_mending():
    said = the_decisions([unread("Решения-2025.xlsx")], METHODOLOGY)
    assert isinstance(said, str)
    assert said.startswith("Книга решений «Решения-2025.xlsx» не прочитана. Файл читается дольше")


@pytest.mark.parametrize("loss", [Lost.STUCK, Lost.DIED])
def test_an_earlier_result_without_time_stops_the_run(tmp_path, monkeypatch, loss):
    """Changes would go unsaid without it; what kills a process is no result of the program."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.json").write_text("{}")
    monkeypatch.setattr(earlier_results, "done_apart", lambda _, files: [loss] * len(files))
    found = read_results(out / "results.json")
    past = last_years(out, discover(out), Period(2025))
    if loss is Lost.DIED:
        assert found is None and past is None
    else:
        assert isinstance(found, str) and "не хватило времени" in found
        assert isinstance(past, str) and past.startswith("Файл «results.json» не прочитан")
        with pytest.raises(WrongUsage, match="не хватило времени"):
            last_result(Run(input=tmp_path, output=out, period=Period(2025), as_of=AS_OF))


def test_a_register_of_letters_without_time_is_not_said_to_be_broken(tmp_path):
    (tmp_path / "Исходящие-2025.xlsx").write_bytes(b"PK")
    said = earlier_register(tmp_path / "Исходящие-2025.xlsx", Losing(YEAR, 2))()
    assert "не хватило времени" in said and said.endswith("запустите расчёт ещё раз.")
    assert outgoing_register.MENDED_OR_AWAY not in said
    said = earlier_register(tmp_path / "Исходящие-2025.xlsx", Losing(YEAR, 2, EOFError))()
    assert said.endswith(outgoing_register.MENDED_OR_AWAY)
