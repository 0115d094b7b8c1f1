"""A year's folder: laid out by one command, worked in by double clicks, repeated without harm."""

import datetime as dt
import hashlib
import io
import os
import pty
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document

from kuzbass_batch.command_line.window import with_conventions, with_dropped
from kuzbass_batch.commands.new_year import BUTTONS, lay_out_year
from kuzbass_batch.commands.year_before import as_own, year_beside
from kuzbass_batch.commands.year_folder import MARKER, FaultyFolder, year_folder
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.outputs.letters.details_book import details_in
from kuzbass_batch.outputs.letters.letter_templates import INVENTED, shipped_examples
from kuzbass_batch.reading.committee.year_key import key_text, read_accepted, read_key
from kuzbass_batch.reading.own_names import KEY_FILE, SERVICE
from kuzbass_batch.reading.readers.workbook import read_form
from kuzbass_batch.reading.recognise import mark_in, recognise
from kuzbass_batch.rules.decisions.marks import mark_of
from kuzbass_batch.usage import WrongUsage
from tests.filled import saved_again
from tests.paths import ROOT
from tests.small_folder import cli
from tests.typed_cells import TypedBook

SAMPLES = ROOT / "input_samples" / "2025"
REGISTERS = "Реестры программы.xlsx"
RETURNS = ("ИО-01.xlsx", "ИО-02.xlsx", "ИО-04.xlsx")


@pytest.fixture
def root(tmp_path):
    """The folder of 2025, with a path that a command line may stumble over."""
    return lay_out_year(tmp_path / "Рейтинг & 100% «года»", year=2025, windows=False).folder.root


@pytest.fixture
def filled(root):
    """The same with the samples' registry and three returns."""
    return fill(root)


def fill(root):
    for each in (root / "входящие").glob("Реестр*"):
        each.unlink()
    for name in ("Реестр участников.xlsx", *RETURNS):
        shutil.copy2(SAMPLES / name, root / "входящие")
    return root


@pytest.fixture(scope="module")
def worked_in(tmp_path_factory):
    """A filled folder after its buttons of a calculation; what each ended with and showed.

    The inbox stays as it was, and the tests write nothing into the folder.
    """
    place = tmp_path_factory.mktemp("год") / "Рейтинг & 100% «года»"
    folder = fill(lay_out_year(place, year=2025, windows=False).folder.root)
    day = ("--as-of", "20.01.2026")
    shown = {"issue": press(folder, BUTTONS["issue"]), "check": press(folder, BUTTONS["check"]),
             "run": press(folder, BUTTONS["run"], *day)}  # fmt: skip
    gone, before = folder / "входящие" / "ИО-04.xlsx", names_in(folder)
    kept = gone.read_bytes()
    gone.unlink()
    shown["changes"] = press(folder, BUTTONS["changes"], *day)
    gone.write_bytes(kept)
    assert names_in(folder) == before, "to ask for changes writes nothing"
    return folder, shown


def press(root, name, *arguments, typed=None):
    """Double-click a button; return its exit code and what the window shows."""
    command = ["sh", str(root / f"{name}.sh"), *map(str, arguments)]
    if typed is None:
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd="/", stdin=theirs, stdout=subprocess.PIPE, text=True) as one:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown, _ = one.communicate(timeout=300)
        os.close(ours)
    return one.returncode, shown


def names_in(folder):
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def contents_of(folder):
    return {name: (folder / name).read_bytes() for name in names_in(folder)}


def test_a_year_without_a_terminal(worked_in):
    folder, pressed = worked_in
    code, shown = pressed["issue"]
    assert code == 0 and "Выдано бланков: 88" in shown
    assert len(list((folder / "бланки").glob("*.xlsx"))) == 88
    code, shown = pressed["check"]
    assert code == 0 and all(name in shown for name in RETURNS)
    code, shown = pressed["run"]
    assert code == 1 and "Оценено: 3" in shown
    assert (folder / "результат" / "Рейтинг-2025.xlsx").is_file()
    assert (folder / "результат" / "Черновики").is_dir(), "drafts of mails are made by default"
    code, shown = pressed["changes"]
    assert code == 1 and "ИО-04" in shown


def test_a_window_stays_open_until_it_has_been_read(filled):
    _, shown = press(filled, BUTTONS["check"], SAMPLES / "ИО-01.xlsx", typed="\n")
    assert shown.rstrip().endswith("Нажмите Enter, чтобы закрыть окно.")
    asked = ("--as-of", "20.01.2026")
    code, shown = press(filled, BUTTONS["run"], *asked, typed="н\n\n")
    assert code == 1 and "Открыть рейтинг? Enter – да, н – нет:" in shown
    code, shown = press(filled, BUTTONS["changes"], *asked, typed="\n")
    assert "Открыть рейтинг" not in shown, "nothing new was written"


def test_a_folder_moved_elsewhere_works_there(filled, tmp_path):
    moved = filled.rename(tmp_path / "перенесено")
    code, shown = press(moved, BUTTONS["check"], SAMPLES / "ИО-01.xlsx")
    assert code == 0 and "ИО-01.xlsx" in shown


def test_what_is_filled_in_is_left_and_the_buttons_are_renewed(filled):
    details = filled / "шаблоны" / "committee.toml"
    details.write_text(details.read_text("utf-8").replace("П. П. Примеров", "И. И. Иванов"))
    (filled / "Рассчитать.sh").write_text("of an older program")
    (filled / "kuzbass-batch.txt").write_text("/gone/python")
    kept = contents_of(filled / "входящие")
    again = lay_out_year(filled, year=2025, windows=False)
    assert not again.added
    assert "И. И. Иванов" in details.read_text("utf-8")
    assert contents_of(filled / "входящие") == kept
    assert (filled / "kuzbass-batch.txt").read_text().strip() == sys.executable
    assert press(filled, BUTTONS["check"], SAMPLES / "ИО-01.xlsx")[0] == 0


def test_the_year_after_takes_over_participants_and_levels(worked_in, tmp_path):
    filled, _ = worked_in
    laid = lay_out_year(tmp_path / "2026", year=2026, old=filled, windows=False)
    assert (laid.taken.participants, laid.taken.levels) == (44, 3)
    assert {"входящие/results.json", f"входящие/{REGISTERS}"} <= set(laid.added)
    new, old = laid.folder, filled / "результат"
    assert (new.inbox / "results.json").read_bytes() == (old / "results.json").read_bytes()
    book = (old / REGISTERS).read_bytes()
    carried, key = (new.inbox / REGISTERS).read_bytes(), read_key(new.inbox)
    assert read_key(filled / "входящие") != key and carried != book
    for data in (carried, saved_again(carried)):
        form, _ = read_form(data)
        identity, mark = recognise(form).identity, mark_in(form)
        assert mark == mark_of(key, identity, draw=0), "it counts, filled in and saved, too"
    told, same = (dict(_parts(data)) for data in (carried, book))
    assert [name for name in same if told[name] != same[name]] == ["xl/sharedStrings.xml"]
    assert new.registry().name == "Реестр участников-2026.xlsx", "the other book is no registry"
    (new.inbox / REGISTERS).rename(new.inbox / "Реестры, дополнено.xlsx")
    again = lay_out_year(tmp_path / "2026", year=2026, old=filled, windows=False)
    assert again.added == () and not (new.inbox / REGISTERS).exists(), "no second book appears"
    with pytest.raises(WrongUsage, match="не папка более раннего года"):
        lay_out_year(tmp_path / "2027", year=2027, old=tmp_path, windows=False)


def _parts(book):
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        yield from ((name, archive.read(name)) for name in archive.namelist())


def test_a_book_without_a_mark_is_carried_over_as_it_is_and_accepted(tmp_path):
    (tmp_path / SERVICE).mkdir()
    (tmp_path / KEY_FILE).write_bytes(key_text(b"k" * 32))
    book = (ROOT / "input_samples/2025/ИО-01.xlsx").read_bytes()
    assert as_own(tmp_path, book) == book
    assert read_accepted(tmp_path, b"k" * 32) == {hashlib.sha256(book).hexdigest()}


def test_a_new_year_goes_on_from_the_latest_one_that_lies_beside_it(tmp_path):
    for year in (2025, 2026, 2027):
        place = tmp_path / f"Рейтинг {year}"
        place.mkdir()
        (place / MARKER).write_text(f"year = {year}\n", "utf-8")
    (tmp_path / "Рейтинг 2024").mkdir()
    (tmp_path / "Рейтинг 2024" / MARKER).write_text("year = что-то\n", "utf-8")
    assert year_beside(tmp_path, Period(2027)) == tmp_path / "Рейтинг 2026"
    assert year_beside(tmp_path, Period(2025)) is None


def test_a_button_does_by_itself_what_a_command_is_told(tmp_path):
    book = tmp_path / "Реестры программы.xlsx"
    book.write_bytes(b"")
    assert with_conventions(("start", "--year=2026")) == ("start", "--year=2026", "--beside")
    assert with_conventions(("run", str(book))) == ("run", "--accept", str(book))
    named = ("run", "--as-of", "20.01.2026", "--accept", str(book), str(tmp_path))
    assert with_conventions(named) == named
    assert with_conventions(("check", str(book))) == ("check", str(book))


@pytest.mark.parametrize(("typed", "done"), [("\n\n", False), ("д\nн\n\n", True)])
def test_a_window_asks_once_more_for_a_day_that_does_not_seem_to_fit(root, typed, done):
    (next((root / "входящие").glob("Реестр*"))).unlink()
    shutil.copy2(SAMPLES / "Реестр участников.xlsx", root / "входящие")
    code, shown = press(root, BUTTONS["run"], "--as-of", "10.04.2024", typed=typed)
    assert "Рассчитать всё равно?" in shown
    assert (code, (root / "результат").is_dir()) == ((1, True) if done else (2, False))


def test_a_new_year_is_asked_for_in_its_window(tmp_path):
    shell = tmp_path / "Новый год.sh"
    shell.write_text(
        f'cd "{tmp_path}"; "{sys.executable}" -m kuzbass_batch window start\n', "utf-8"
    )
    code, shown = press(tmp_path, "Новый год", typed="2027\n\n")
    assert code == 0 and "За какой год? Enter – " in shown
    assert (tmp_path / "Рейтинг 2027" / MARKER).is_file()


def test_another_year_is_not_laid_over_a_folder(root):
    before = contents_of(root)
    with pytest.raises(WrongUsage, match="для 2025 года"):
        lay_out_year(root, year=2026, windows=False)
    assert contents_of(root) == before


def test_the_commands_of_the_folder_are_its_own_year_and_methodology(root, monkeypatch):
    (root / "методика").mkdir()
    assert cli("methodology", "--year", 2025, "--output", root / "методика").returncode == 0
    own = root / "методика" / "2025.toml"
    own.write_text(own.read_text("utf-8").replace("2025-12-15", "2025-12-01"), "utf-8")
    monkeypatch.chdir(root)
    found = year_folder(Path())
    assert found.period == Period(2025)
    assert (found.methodologies, found.templates) == (Path("методика"), Path("шаблоны"))
    (root / "Что делать.html").unlink()
    assert lay_out_year(Path(), year=2025, windows=False).added == ("Что делать.html",)
    assert "01.12.2025" in (root / "Что делать.html").read_text("utf-8")


def test_a_reading_and_a_day_are_changed_in_the_folder_and_nothing_in_the_program_s(root):
    program = {path: path.read_bytes() for path in (ROOT / "templates").rglob("*.toml")}
    told = cli("methodology", cwd=root)
    own = root / "методика" / "2025.toml"
    assert told.returncode == 0 and "С нею работают все команды этой папки" in told.stdout
    text = own.read_text("utf-8").replace("2025-12-15", "2025-12-01")
    before, mark, after = text.partition('id = "R9"')
    own.write_text(before + mark + after.replace('"inclusive"', '"exclusive"', 1), "utf-8")
    shutil.copy2(SAMPLES / "Реестр участников.xlsx", root / "входящие" / "Реестр.xlsx")
    for each in (root / "входящие").glob("Реестр участников-*"):
        each.unlink()
    assert cli("issue", cwd=root).returncode == 0
    cells = [
        row.cells[1].text
        for row in Document(root / "бланки" / "Участнику-2025.docx").tables[0].rows
    ]
    assert "до 01.12.2025, не включая этот день" in cells
    assert {path: path.read_bytes() for path in program} == program
    again = cli("methodology", cwd=root)
    assert again.returncode == 2 and "уже есть" in again.stderr


def test_the_year_after_takes_over_the_committee_s_details_and_templates(root, tmp_path):
    own = root / "шаблоны"
    details = (own / "committee.toml").read_text("utf-8").replace("П. П. Примеров", "И. И. Иванов")
    (own / "committee.toml").write_text(details, "utf-8")
    (own / "result.txt").write_text("Тема: результат\n\nтекст\n", "utf-8")
    laid = lay_out_year(tmp_path / "2026", year=2026, old=root, windows=False)
    new = laid.folder.root / "шаблоны"
    for name in ("committee.toml", "result.txt", "Реквизиты.xlsx"):
        assert (new / name).read_bytes() == (own / name).read_bytes(), name
    assert not laid.left and "шаблоны/result.txt" in laid.added


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "не назван отчётный период"),
        ('year = "2026"', "кавычки лишние: пишите 2026"),
        ("year = 2026\nmail = true", "ключ «mail» не известен"),
        ("year = 2026\nmails = да", "пишут true (да) или false (нет)"),
        ("year = 2026\nmails = 1", "а нужно true или false"),
        ("year ==2026", "строка 1"),
        ("year = true", "а нужно целое число"),
    ],
)
def test_a_faulty_marker_is_one_sentence(tmp_path, text, words):
    (tmp_path / "рейтинг.toml").write_text(text, "utf-8")
    with pytest.raises(FaultyFolder) as refused:
        year_folder(tmp_path)
    assert words in str(refused.value)
    told = cli("run", cwd=tmp_path)
    assert told.returncode == 2 and words in told.stderr and "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("command", "name"), [("run", "ПАПКА"), ("issue", "РЕЕСТР"), ("check", "ФАЙЛ")]
)
def test_outside_of_a_year_s_folder_the_argument_is_asked_for(tmp_path, command, name):
    told = cli(command, cwd=tmp_path)
    assert told.returncode == 2 and name in told.stderr


def test_an_inbox_without_forms_says_so(root):
    told = cli("check", cwd=root)
    assert told.returncode == 0 and "В папке «входящие» форм нет" in told.stdout


def test_a_registry_that_is_not_one_is_asked_for(root):
    shutil.copy2(SAMPLES / "Реестр участников.xlsx", root / "входящие" / "реестр (1).xlsx")
    told = cli("issue", cwd=root)
    assert told.returncode == 2 and "несколько файлов" in told.stderr


@pytest.mark.parametrize("command", BUTTONS)
def test_the_buttons_of_windows_are_plain_letters(tmp_path, command):
    root = lay_out_year(tmp_path / "год", year=2025, windows=True).folder.root
    data = (root / f"{BUTTONS[command]}.cmd").read_bytes()
    assert data.isascii() and data.count(b"\n") == data.count(b"\r\n") > 5
    assert not list(root.glob("*.sh"))


WINDOWS = r"C:\WINDOWS\system32\cmd.exe /c "


@pytest.mark.parametrize(
    ("line", "files"),
    [
        (
            WINDOWS + r'""C:\г\Проверить файл.cmd" C:\г\ИО-05&копия.xlsx"',
            [r"C:\г\ИО-05&копия.xlsx"],
        ),
        (WINDOWS + r'""C:\г\Проверить файл.cmd" "C:\г г\a b.xlsx""', [r"C:\г г\a b.xlsx"]),
        (
            WINDOWS + r'""C:\100%!\Проверить файл.cmd" C:\a.xlsx "C:\г г\b.xlsx" C:\c&d.xlsx"',
            [r"C:\a.xlsx", r"C:\г г\b.xlsx", r"C:\c&d.xlsx"],
        ),
        (WINDOWS + r'""C:\г\Проверить файл.cmd" "', []),
    ],
)
def test_files_dropped_on_a_button_are_taken_from_the_whole_line(line, files):
    assert list(with_dropped(("check", r"C:\г\ИО-05"), line)) == ["check", *files]
    assert with_dropped(("check", "a"), "") == ("check", "a")
    assert with_dropped(("check", "a"), r"C:\WINDOWS\system32\cmd.exe") == ("check", "a")


def test_an_act_without_reports_and_registers_gets_no_details_and_no_key_for_them(tmp_path, root):
    act = tmp_path / "2026.toml"
    assert cli("methodology", "new", act, "--year", "2026").returncode == 0
    made = lay_out_year(tmp_path / "год", year=2026, methodologies=act, windows=False)
    own, marker = made.folder.root / "шаблоны", made.folder.root / MARKER
    assert sorted(each.name for each in own.iterdir()) == [
        "committee.toml", "government.toml", "Реквизиты.xlsx",
    ]  # fmt: skip
    assert "processes" not in marker.read_text("utf-8")
    assert "processes = false" in (root / MARKER).read_text("utf-8")
    data = (own / "Реквизиты.xlsx").read_bytes()
    filled = typed(data, {"К.2": "г. Примерный", "К.4": "Глава", "К.5": "И. И. Иванова",
                          "К.6": "Петрова Анна", "К.7": "1-11"})  # fmt: skip
    read = details_in(shipped_examples(), ("Реквизиты.xlsx", filled))
    assert read.filled["committee.toml"]["signer_name"] == "И. И. Иванова"
    assert "centre.toml" not in read.filled


def typed(data, values):
    """Return the workbook of details with values typed by the codes of their rows."""
    book = TypedBook(data)
    cells = {texts.get("A", ""): f"C{row}" for row, texts in book.rows("Реквизиты")}
    assert not any(code.startswith("Ц") for code in cells)
    for code, value in values.items():
        book.type("Реквизиты", cells[code], value)
    return saved_again(book.saved())


def test_launchers_are_valid_for_the_desktop(root):
    for name in BUTTONS.values():
        lines = (root / f"{name}.desktop").read_text("utf-8").splitlines()
        assert lines[0] == "[Desktop Entry]" and f"Name={name}" in lines
        command = next(line for line in lines if line.startswith("Exec="))
        assert "100%% " in command and command.endswith('.sh" %F')
        assert os.access(root / f"{name}.sh", os.X_OK)


def test_the_page_names_the_days_and_the_files_of_the_folder(root):
    page = (root / "Что делать.html").read_text("utf-8")
    days = (dt.date(2025, 12, 15), dt.date(2026, 1, 30), dt.date(2026, 2, 20), dt.date(2026, 4, 1))
    assert all(f"{day:%d.%m.%Y}" in page for day in days)
    assert all(name in page for name in BUTTONS.values())
    assert "Реестр участников-2025.xlsx" in page and "{{" not in page
    assert all((root / "шаблоны" / name).is_file() for name in INVENTED)
