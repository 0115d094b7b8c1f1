"""A later return that lowers the level of a counted one: asked for, or held for the committee."""

import datetime as dt

import pytest

from kuzbass_batch.findings.answers import BLANK_FIELD
from kuzbass_batch.findings.finding import CellRef
from kuzbass_batch.records.files.submissions import FieldCells, TypedFields
from kuzbass_batch.records.returns.returns import MatchedReturn
from kuzbass_batch.rules.returns.choosing import choose
from tests.outcomes import METHODOLOGY, card
from tests.rules.decisions.bare_forms import form

AS_OF = dt.date(2026, 2, 1)
PROGRESSIVE, INITIAL = "12222222", "10000000"
WAITS = "понижает уровень и не запрошена: ждёт решения, учтена «{}»"
TYPED = FieldCells(fields=("executor_name",), refs=(CellRef(sheet="Сведения", cell="C9"),))
CASES = {
    # name | points, `!` for a fault, `…` mended | executor → what becomes | what is told
    "lower and not asked for": [
        f"а | {PROGRESSIVE} | used | прежний из 2 экземпляров; более поздний ждёт решения комитета",
        f"б | {INITIAL} | ignored | {WAITS.format('а')}",
    ],
    "lower and not asked for, under an earlier name": [
        f"б | {PROGRESSIVE} | used | прежний из 2 экземпляров; более поздний ждёт решения комитета",
        f"а | {INITIAL} | ignored | {WAITS.format('б')}",
    ],
    "sent again under an earlier name, after one that waits": [
        f"б | {PROGRESSIVE} | duplicate | то же содержание, что в «а»",
        f"в | {INITIAL} | ignored | {WAITS.format('б')}",
        f"а | {PROGRESSIVE} | used | прежний из 3 экземпляров; более поздний ждёт решения комитета",
    ],
    "higher": [
        f"а | {INITIAL} | superseded | учтён более поздний экземпляр «б» (02.12.2025)",
        f"б | {PROGRESSIVE} | used | последний по дате заполнения из 2 экземпляров (02.12.2025)",
    ],
    "lower, after one with errors": [
        f"а | {PROGRESSIVE} | superseded | учтён более поздний экземпляр «в» (03.12.2025)",
        f"б | {INITIAL}! | superseded | учтён более поздний экземпляр «в» (03.12.2025)",
        f"в | {INITIAL} | used | последний по дате заполнения из 3 экземпляров (03.12.2025)",
    ],
    "lower, one with errors before both": [
        f"а | {INITIAL}! | superseded | учтён более поздний экземпляр «б» (02.12.2025)",
        f"б | {PROGRESSIVE} | used | прежний из 3 экземпляров; более поздний ждёт решения комитета",
        f"в | {INITIAL} | ignored | {WAITS.format('б')}",
    ],
    "lower, redrawn with remarks, one with errors before both": [
        f"а | {INITIAL}! | superseded | учтён более поздний экземпляр «в» (03.12.2025)",
        f"б | {PROGRESSIVE} | superseded | учтён более поздний экземпляр «в» (03.12.2025)",
        f"в | {INITIAL}… | used | последний по дате заполнения из 3 экземпляров (03.12.2025)",
    ],
    "two lower ones wait": [
        f"а | {PROGRESSIVE} | used | прежний из 3 экземпляров; более поздний ждёт решения комитета",
        f"б | {INITIAL} | ignored | {WAITS.format('а')}",
        f"в | 10000001 | ignored | {WAITS.format('а')}",
    ],
    "a lower one, then one as high as the first": [
        f"а | {PROGRESSIVE} | superseded | учтён более поздний экземпляр «в» (03.12.2025)",
        f"б | {INITIAL} | superseded | учтён более поздний экземпляр «в» (03.12.2025)",
        "в | 22222222 | used | последний по дате заполнения из 3 экземпляров (03.12.2025)",
    ],
}


def returned(number, name, points, executor="", **known):
    read = form(
        f"{name}",
        card=card(points.rstrip("!…")),
        answers_sha256=points.rstrip("!…") + name * points.endswith("!"),
        mended=points.endswith("…"),
        filled_on=dt.date(2025, 12, number),
        typed=TypedFields(values=(executor,), cells=TYPED),
        **known,
    )
    faults = (BLANK_FIELD.at(name=""),) if points.endswith("!") else ()
    day = dt.date(2025, 12, number)
    return MatchedReturn(read=read, participant="ИО-01", deciding_day=day, findings=faults)


def judged(case, admitted=frozenset()):
    parts = [[part.strip() for part in line.split("|")] for line in case]
    files = [returned(n, name, points) for n, (name, points, *_) in enumerate(parts, 1)]
    found = {r.source.path: r for r in choose(files, METHODOLOGY, AS_OF, admitted)}
    return found, {name: tuple(expected) for name, _, *expected in parts}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_lowers_a_level_counts_if_it_was_asked_for(case):
    found, expected = judged(case)
    assert {name: (r.status.value, r.reason) for name, r in found.items()} == expected
    for name, result in found.items():
        assert result.held is ("ждёт решения, учтена" in result.reason), name


def test_a_held_return_names_both_levels_and_the_earlier_file():
    found, _ = judged(CASES["lower and not asked for"])
    (told,) = found["б"].findings
    assert told.code == "I026" and "«а»" in told.message
    assert "Прогрессивный" in told.message and "Начальная подготовка" in told.message
    assert told.file == "б"


def test_a_held_return_counts_once_the_committee_admits_it():
    found, _ = judged(CASES["lower and not asked for"], frozenset({"б"}))
    assert {name: r.status.value for name, r in found.items()} == {"а": "superseded", "б": "used"}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Иванов И. И.", "Петров П. П.", True),
        ("Иванов И. И.", "иванов  И. И.", False),
        ("", "Петров П. П.", False),
        ("Иванов И. И.", "", False),
    ],
)
def test_another_executor_is_told_with_both_names(first, second, told):
    files = [returned(1, "а", INITIAL, first), returned(2, "б", PROGRESSIVE, second)]
    counted = choose(files, METHODOLOGY, AS_OF)[1]
    said = [f for f in counted.findings if "executor_name" in f.fields]
    assert bool(said) is told
    for finding in said:
        assert (finding.sheet, finding.cell, finding.file) == ("Сведения", "C9", "б")
        assert first in finding.message and second in finding.message and "«а»" in finding.message
