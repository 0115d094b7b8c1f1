"""The kinds of a criterion in the file: what is refused, what is proved, what is taken."""

import difflib
import re
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.criteria import CriterionKind, exact
from kuzbass_batch.methodology.draft import AND
from kuzbass_batch.methodology.file_faults import FaultyFile
from kuzbass_batch.methodology.files.loader import parse_methodology
from kuzbass_batch.methodology.proofs.checking import check_file
from tests.paths import DATA

PATH = DATA / "every_kind.toml"
TEXT = PATH.read_text("utf-8")
BROKEN = sorted((DATA / "broken_kinds").glob("*.toml"))


def test_a_file_with_every_kind_is_taken():
    methodology = parse_methodology(TEXT, "2025.toml")
    assert [each.kind for each in methodology.criteria] == [
        CriterionKind.ROWS, CriterionKind.ADDITIVE, CriterionKind.NUMBER, CriterionKind.NUMBER,
        CriterionKind.RATIO, CriterionKind.RATIO,
    ]  # fmt: skip
    assert methodology.max_total == Decimal("7.8")
    possible = {each.id: each.points_possible for each in methodology.criteria}
    assert possible["1"] == (0, Decimal("0.5"), Decimal("1.25"))
    assert (possible["2"][0], possible["2"][-1]) == (-1, Decimal("2.5"))
    assert possible["5"] == (0, Decimal("1.5"), 2)
    assert methodology.criterion("1").points_offered == ("0", "0,5", "1,25")


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [("1.0", int, "1"), ("0.50", Decimal, "0.5"), ("-2", int, "-2"), ("0", int, "0")],
)
def test_whole_points_are_whole_numbers(number, kind, text):
    assert type(exact(Decimal(number))) is kind and str(exact(Decimal(number))) == text


def test_there_is_a_broken_file_for_each_rule():
    assert len(BROKEN) >= 30


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_fault_is_named_by_its_path_and_words(path):
    text = path.read_text("utf-8")
    expected = text.partition("\n")[0].removeprefix("# expects: ")
    with pytest.raises(FaultyFile) as caught:
        parse_methodology(text, path.name)
    (fault,) = caught.value.faults
    assert f"{fault.path}: {fault.words}" == expected
    assert fault.line > 1 and re.search("[А-Я].*[.…»]$", fault.remedy)
    assert all(each.startswith("criteria") or "questions" in each for each in fault.path.split(AND))
    lines = text.splitlines()[1:]
    changed = difflib.ndiff(TEXT.splitlines()[1:], lines)
    assert 1 <= sum(line[0] in "+-" for line in changed) <= 22


def test_faults_of_several_criteria_are_told_at_once():
    text = TEXT.replace("cap = 2.5", "cap = 0").replace("share = true", "share = 1", 1)
    text = text.replace("{ from = 0.1, points = 1 }", "{ from = 0.2, points = 1 }")
    with pytest.raises(FaultyFile) as caught:
        parse_methodology(text, "2025.toml")
    assert [fault.path for fault in caught.value.faults] == [
        "criteria[2].cap", "criteria[3].share", "criteria[6].ranges",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("{ to = 5, points = 2 }", "{ below = 5, points = 2 }, { from = 5, to = 5, points = 3 }"),
         None),
        (("{ above = 5, to = 15", "{ above = 5, below = 6, points = 3 }, { from = 6, to = 15"),
         "в диапазоне «более 5 до 6 минут, не включая 6» нет целых чисел"),
        (("", ""), "наибольшая оценка 7,8 (сумма баллов 10,75), сумма коэффициентов 4,3"),
        (("", ""), "оценки идут с шагом 0,025"),
    ],
)  # fmt: skip
def test_what_such_a_file_proves(tmp_path, change, words):
    path = tmp_path / "2025.toml"
    path.write_text(TEXT.replace(*change) if change[0] else TEXT, "utf-8")
    report = check_file(path)
    assert report.faults == ()
    found = [proof for proof in report.proofs if words and words in proof.words]
    assert bool(found) == bool(words)
    assert report.is_sound == (words is None or "целых" not in words)
