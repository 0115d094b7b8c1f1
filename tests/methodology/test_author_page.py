"""`docs/methodology.md`: its example is a sound file, and comes to the totals that it tells."""

import re
from decimal import Decimal

import pytest

from kuzbass_batch.methodology.files.loader import load_methodology
from kuzbass_batch.methodology.proofs.checking import check_file
from kuzbass_batch.methodology.records import show_weighted
from kuzbass_batch.rules.rating.ranking import places
from kuzbass_batch.rules.rating.scoring.scoring import make_scorecard, score_criterion, sort_marks
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "methodology.md").read_text("utf-8")
TEXT = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("| библиотека |")[2].splitlines()[2:6]
]


@pytest.fixture
def methodology(tmp_path):
    path = tmp_path / "библиотеки.toml"
    path.write_text(TEXT, "utf-8")
    assert check_file(path).is_sound
    return load_methodology(2026, path)


def scorecard(marked, methodology):
    states = {f"{code}/done": True for code in marked.split(", ")}
    scores = [
        score_criterion(sort_marks(criterion, states, {}), criterion, methodology)[0]
        for criterion in methodology.criteria
    ]
    return make_scorecard(tuple(scores), methodology)


def test_the_example_comes_to_what_its_table_says(methodology):
    cards = {row[0]: scorecard(row[1], methodology) for row in ROWS}
    placed = places({who: card.total for who, card in cards.items()})
    assert len(ROWS) == 4
    for who, _, first, second, total, level, place in ROWS:
        card = cards[who]
        assert [str(each.points) for each in card.scores] == [first, second]
        assert show_weighted(card.total).replace(".", ",") == total
        assert methodology.level(card.level).name == level
        assert str(placed[who]) == place
    assert methodology.max_total == Decimal("3.5")


def test_every_command_of_the_page_takes_the_example_s_file():
    said = re.findall(r"^    kuzbass-batch (\w+)(?: (\w+))?", PAGE, re.MULTILINE)
    commands = {name if name != "methodology" else f"methodology {sub}" for name, sub in said}
    assert commands >= {
        "methodology new", "methodology check", "methodology compare", "registry", "issue", "run"
    }  # fmt: skip
