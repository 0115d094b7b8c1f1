"""How many cells a clerk types for 400 bodies: one by one, and in bulk. Both come to the same.

Each cell is really typed into the drawn workbooks and read by a run, for two and for four bodies:
what one body more costs, and what everybody together costs once, follow from the two.
"""

import datetime as dt
import re
from functools import partial

import pytest

from kuzbass_batch.commands import clerk
from kuzbass_batch.outputs.decisions.workbook import draw_decisions, sheet_content_of
from kuzbass_batch.records.committee.outgoing import Outgoing
from kuzbass_batch.rules.decisions.receipts import suggested_rows
from tests.filled import METHODOLOGY
from tests.office import NAMES, YEAR, Office, lines, registry, said, typed_into, verified
from tests.paths import ROOT
from tests.results_on_disk import names
from tests.rules.decisions.test_many_hands import default

pytestmark = pytest.mark.whole

BODIES, CRITERIA = 400, len(METHODOLOGY.criteria)
CHECKED, SENT = dt.date(2026, 1, 25), dt.date(2026, 2, 18)
MARCH = dt.date(2026, 3, 20)
WHO, DAY = "Проверова П. П.", "15.01.2026"
DOCUMENT = ROOT / "docs" / "справочник.md"


class Desk:
    """A committee with so many bodies, all of whom sent a sound form."""

    def __init__(self, root, count):
        root.mkdir()
        self.ids = list(NAMES)[:count]
        self.office = Office(root, {who: NAMES[who] for who in self.ids})
        self.root = root

    def after(self, data, cells, as_of):
        """Type the cells into a workbook, lay it into the folder; return what a run makes of it."""
        typed = typed_into(data, cells)
        assert typed is not None, "every cell is there to be typed into"
        self.office.put("Решения.xlsx", typed)
        return self.office.look(as_of)


def typed(text):
    """Return how many cells the lines of a text fill in."""
    return len(text.strip().splitlines())


def checked_one_by_one(desk):
    ids = desk.ids
    cells = "\n".join(
        verified(f"{who}.{criterion.id}", points, day=DAY)
        for who in ids
        for criterion, points in zip(METHODOLOGY.criteria, (1, 2, 2, 2, 2, 2, 2, 2), strict=True)
    )
    return cells, desk.after(desk.office.draw(CHECKED), cells, CHECKED)


def checked_in_bulk(desk):
    rows = range(1, len(desk.ids) + 1)
    whole = [lines("Экспертиза целиком", row, Решение="подтвердить всё") for row in rows]
    cells = "\n".join([*whole, default("Экспертиза целиком", WHO, DAY)])
    return cells, desk.after(desk.office.draw(CHECKED), cells, CHECKED)


def verified_points(outcome):
    return {
        s.participant.id: [score.verified for score in s.scorecard.scores]
        for s in outcome.standings
    }


def sent_letters(desk):
    """Return the results as the register of outgoing letters says that they were sent."""
    return [
        Outgoing(participant=who, what="результаты", number=f"{at}-р", sent="18.02.2026")
        for at, who in enumerate(desk.ids, start=1)
    ]


def delivered_one_by_one(desk):
    cells = "\n".join(
        lines("Вручение", at, Участник=who, Что_вручено="результаты", Исходящий_номер=f"{at}-р",
              Отправлено="18.02.2026", Получено="20.02.2026", Кто_внёс=WHO)
        for at, who in enumerate(desk.ids, start=1)
    )  # fmt: skip
    return cells, desk.after(desk.office.draw(MARCH), cells, MARCH)


def delivered_in_bulk(desk, pasted):
    """The register fills in the sheet; two columns of the document system are pasted."""
    outcome = desk.office.look(MARCH)
    rows = tuple(suggested_rows(sent_letters(desk), outcome.decisions.entries))
    data = draw_decisions(YEAR, sheet_content_of(outcome, rows))
    two_columns = "\n".join(
        lines("Дни вручения", at, Номер_письма=f"{at}-р", Когда_получено="20.02.2026")
        for at in range(1, len(desk.ids) + 1)
    )
    pasted.append(typed(two_columns))
    cells = default("Вручение", WHO, "")
    return cells, desk.after(data, f"{two_columns}\n{cells}", MARCH)


def deliveries(outcome):
    found = outcome.decisions.deliveries
    return {(d.participant, d.subject, d.number, d.sent, d.received, d.who) for d in found}


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    root = tmp_path_factory.mktemp("clerk")
    return partial(lambda count, name: Desk(root / f"{name}{count}", count))


def at_400(desks, act, name):
    """Return how many cells 400 bodies take, by what two and four take; the outcome of four."""
    few, _ = act(desks(2, name))
    more, outcome = act(desks(4, name))
    each, rest = divmod(typed(more) - typed(few), 2)
    assert rest == 0 and said(outcome) == [], "a body more costs the same, and all is in force"
    return typed(few) + each * (BODIES - 2), outcome


def test_points_verified_in_bulk(desks):
    before, one_by_one = at_400(desks, checked_one_by_one, "а")
    after, in_bulk = at_400(desks, checked_in_bulk, "б")
    assert verified_points(one_by_one) == verified_points(in_bulk)
    assert (before, after) == (4 * CRITERIA * BODIES, BODIES + 2)
    assert told("Экспертиза") == [before, after]


def test_days_of_receipt_in_bulk(desks):
    pasted = []
    before, one_by_one = at_400(desks, delivered_one_by_one, "в")
    after, in_bulk = at_400(desks, partial(delivered_in_bulk, pasted=pasted), "г")
    assert deliveries(one_by_one) == deliveries(in_bulk) and len(deliveries(in_bulk)) == 4
    assert (before, after) == (6 * BODIES, 1)
    assert pasted == [4, 8], "two cells of each body come from the document system"
    assert told("Вручение") == [before, after]


def test_blanks_sent_out_in_bulk(tmp_path):
    """By hand each mail takes an address, a subject and four files; now they stand in the draft."""
    (tmp_path / "Реестр.xlsx").write_bytes(registry(email=dict.fromkeys(NAMES, "a@example.ru")))
    plan = clerk.issue(tmp_path / "Реестр.xlsx", tmp_path / "бланки", year=2025, mails=True)
    drafts = names(tmp_path / "бланки" / "Черновики")
    assert len(drafts) == len(NAMES) and plan.mails.unaddressed == ()
    by_hand = 6 * BODIES
    assert told("Выдача бланков") == [by_hand, 0]


def told(act):
    """Return the two numbers that the reference states for an act."""
    row = re.search(rf"^\| {act}[^|]*\|([^|]*)\|([^|]*)\|", DOCUMENT.read_text("utf-8"), re.M)
    return [int(re.sub(r"\D", "", cell)) for cell in row.groups()]
