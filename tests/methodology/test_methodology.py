"""The methodology file: what the act says, and that every fault is named by its path."""

import difflib
import re
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.draft import AND
from kuzbass_batch.methodology.file_faults import FaultyFile, MethodologyError
from kuzbass_batch.methodology.files.loader import load_methodology, parse_methodology
from kuzbass_batch.methodology.records import show_weighted
from tests.paths import DATA


def test_the_act_is_written_down_as_it_stands():
    methodology = load_methodology(2025)
    assert methodology.max_total == Decimal("14.9")
    assert [c.id for c in methodology.criteria if c.cumulative] == ["1", "2", "5"]
    assert [r.id for r in methodology.readings] == [f"R{n}" for n in range(1, 21)]
    assert methodology.plan_target("2.1") == 2
    assert methodology.criterion("6").rows[1].points == 1
    assert methodology.with_reading("R3", "zero").criterion("6").rows[1].points == 0


def test_every_number_names_its_point_of_the_act():
    methodology = load_methodology(2025)
    assert methodology.calendar.reference("submission") == "приложение № 3, п. 4.1"
    assert [target.reference for target in methodology.plan] == [
        f"приложение № 1, показатель {target.id}" for target in methodology.plan
    ]
    asked = {question.kind.value: question for question in methodology.questions}
    assert (asked["passport"].criterion, asked["passport"].from_points) == ("1", 2)
    assert asked["training_list"].indicator == "2.1" and methodology.people_to_train == 2
    assert all(question.reference for question in methodology.questions)


HERE = DATA
SOUND = (HERE / "sound_methodology.toml").read_text("utf-8")
BROKEN = sorted((HERE / "broken_methodologies").glob("*.toml"))


def test_rows_that_ask_for_the_same_evidence_stand_in_one_sentence():
    said = load_methodology(2025).row_conditions()
    assert "Строки 7.1, 7.2 и 7.3: фото-, видеоматериалы, программы конференций, семинаров." in said
    assert [each for each in said if " 3." in each] == [
        "Строки 3.1 и 3.2: должностная инструкция или положение с закреплёнными функциями.",
        "Строка 3.3: положение о проектном офисе (отделе).",
    ]


def test_the_short_methodology_itself_is_sound():
    methodology = parse_methodology(SOUND, "2025.toml")
    assert methodology.max_total == Decimal("4.8")
    assert [level.holds(Decimal("2.5")) for level in methodology.levels] == [True, False, False]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_fault_is_named_by_its_place_path_and_words(path):
    """The first line says what is expected: line:column path: words; a file's own fault is bare."""
    text = path.read_text("utf-8")
    expected = text.partition("\n")[0].removeprefix("# expects: ")
    place, _, words = expected.partition(" ")
    with pytest.raises(FaultyFile) as caught:
        parse_methodology(text, path.name)
    (fault,) = caught.value.faults
    assert str(caught.value) == str(fault) and str(fault).startswith(f"{path.name}: ")
    if not fault.path:
        assert fault.words == expected
        return
    assert (f"{fault.line}:{fault.column}", f"{fault.path}: {fault.words}") == (place, words)
    assert f" ({fault.place})." in str(fault) and re.search("[А-Я].*[.…»]$", fault.remedy)
    # The place is the key's own, or that of the table where it should stand.
    line = text.splitlines()[fault.line - 1][fault.column - 1 :]
    key = fault.path.partition(AND)[0].rpartition(".")[2].partition("[")[0]
    absent = fault.words == "значение не указано"
    assert (
        absent
        or line.lstrip("[").startswith((key, f'"{key}"'))
        or key in ("rows", "words", "options")
    )


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_broken_file_has_one_fault_only(path):
    lines = path.read_text("utf-8").splitlines()[1:]
    changed = difflib.ndiff(SOUND.splitlines()[1:], lines)
    assert 1 <= sum(line[0] in "+-" for line in changed) <= 9


def test_there_are_enough_broken_files():
    assert len(BROKEN) >= 70


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "2026.toml",
            SOUND.encode(),
            "2026.toml: year: в имени файла 2026, в файле 2025 (строка 3, ",
        ),
        ("2026.toml", SOUND.encode("cp1251", "replace"), "2026.toml: файл сохранён не в кодировке"),
        ("методика.toml", SOUND.encode(), "Нет методики за 2026 год; есть за: ни одного."),
        ("2025.toml", SOUND.encode(), "Нет методики за 2026 год; есть за: 2025."),
    ],
)
def test_a_folder_of_the_committee_is_read_as_strictly(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(MethodologyError, match=re.escape(words)):
        load_methodology(2026, tmp_path)


def test_a_folder_that_is_none_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(
        MethodologyError, match=r"^Файла или папки с методикой «.*» нет, или доступ"
    ):
        load_methodology(2026, tmp_path / "нет такой папки")


def test_a_file_that_does_not_open_is_named(tmp_path):
    (tmp_path / "2026.toml").mkdir()
    with pytest.raises(MethodologyError, match=r"^2026.toml: файл не открывается.$"):
        load_methodology(2026, tmp_path)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path):
    (tmp_path / "2025.toml").write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    sha256 = parse_methodology(SOUND, "2025.toml").sha256
    assert load_methodology(2025, tmp_path).sha256 == sha256


@pytest.mark.parametrize(
    ("number", "shown"),
    [("9", "9.0"), ("14.9", "14.9"), ("2.25", "2.25"), ("2.250", "2.25"), ("10", "10.0")],
)
def test_weighted_points_are_never_rounded(number, shown):
    assert show_weighted(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2026.toml.txt", "2026.toml"),
        ("2026 (1).toml", "2026.toml"),
        ("2026.txt", "2026.toml"),
        ("act.toml.txt", "act.toml"),
        ("ACT (2).toml", "act.toml"),
        ("2025.toml.txt", ""),
        ("2026-заметки.txt", ""),
        ("action.toml", ""),
    ],
)
def test_a_file_nearly_named_as_the_year_s_is_named(tmp_path, name, meant):
    """Windows hides the last ending: «2026.toml.txt» looks right in its folder."""
    (tmp_path / name).write_bytes(SOUND.encode())
    with pytest.raises(MethodologyError) as caught:
        load_methodology(2026, tmp_path)
    words = f" Файл «{name}» назван неточно: верните ему имя «{meant}»." if meant else ""
    assert str(caught.value).endswith(f"(справочник, раздел «Методика»).{words}")
