"""Blanks that the program drew, and forms of nobody: what becomes of them; forms made by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from kuzbass_batch.findings.answers import BLANK_FIELD
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.returns import Candidates, MatchedReturn
from kuzbass_batch.rules.returns.choosing import choose
from tests.filled import METHODOLOGY
from tests.rules.decisions.bare_forms import form

AS_OF = dt.date(2026, 2, 1)
ASSESSMENT, PASSPORT, OBJECTION = Kind.SELF_ASSESSMENT, Kind.PASSPORT, Kind.OBJECTION


def returned(path, kind=ASSESSMENT, who="И1", day=10, faulty=False, member=None, named="", **known):
    """Return a form; day: of December, None if it has none."""
    filled_on = dt.date(2025, 12, day) if day else None
    read = form(path, kind, filled_on=filled_on, answers_sha256=path, **known)
    read = replace(read, source=replace(read.source, member=member))
    findings = (BLANK_FIELD.at(name="Код"),) if faulty else ()
    return MatchedReturn(read=read, participant=who, deciding_day=filled_on, findings=findings,
                         candidates=Candidates(named=named))  # fmt: skip


CLEAN = "чистый бланк, составленный программой: его никто не заполнял и не сохранял"
REMARKED = "форма с замечаниями, составленная программой: её никто не исправлял и не сохранял"
UNFILLED = "форма с замечаниями, составленная программой, не заполнена"
ASKED = "бланк поступил незаполненным, нужно заполнить"
BLANKS = [
    # what is known of a form of a participant; what becomes of it
    ({"unfilled": True, "as_drawn": True}, "ignored", CLEAN),
    ({"unfilled": True, "as_drawn": True, "member": 1, "faulty": True}, "returned", ASKED),
    ({"unfilled": True, "faulty": True}, "returned", ASKED),
    ({"mended": True, "unfilled": True}, "ignored", UNFILLED),
    ({"mended": True, "unfilled": True, "member": 1}, "ignored", UNFILLED),
    ({"mended": True, "as_drawn": True, "faulty": True}, "ignored", REMARKED),
    ({"mended": True, "as_drawn": True}, "used", "единственный экземпляр"),
    ({"mended": True, "faulty": True}, "returned", "есть ошибки, нужна доработка"),
    ({"mended": True, "as_drawn": True, "faulty": True, "member": 1}, "returned",
     "есть ошибки, нужна доработка"),
    ({"as_drawn": True, "faulty": True}, "returned", "есть ошибки, нужна доработка"),
    ({"as_drawn": True}, "used", "единственный экземпляр"),
    ({"kind": PASSPORT, "unfilled": True}, "ignored",
     "бланк паспорта не заполнен: проекта в нём нет"),
    ({"kind": PASSPORT, "unfilled": True, "as_drawn": True}, "ignored", CLEAN),
    ({"kind": OBJECTION, "unfilled": True}, "ignored", "бланк несогласия не заполнен"),
]  # fmt: skip


@pytest.mark.parametrize(("known", "status", "reason"), BLANKS)
def test_what_nobody_filled_in_is_the_clerk_s_own_copy_unless_it_was_sent(known, status, reason):
    (result,) = choose([returned("а", **known)], METHODOLOGY, AS_OF)
    assert (result.status.value, result.reason) == (status, reason)
    # Who passes a blank over asks nobody to mend it.
    assert bool(result.findings) == bool(known.get("faulty") and status == "returned")


OWN = "И1: учтён свой бланк участника, «свой»"
NOBODYS = [
    # the participant's own return, and the form that names him on another's blank
    ({"day": 12}, {}, "superseded", OWN),
    ({"day": 11}, {}, "superseded", OWN),
    ({"day": 10}, {}, "returned", "участник не определён"),
    ({"day": 9}, {}, "returned", "участник не определён"),
    ({"day": None}, {}, "returned", "участник не определён"),
    ({"day": 12}, {"day": None}, "returned", "участник не определён"),
    ({"day": 12, "faulty": True}, {}, "returned", "участник не определён"),
    ({"day": 12, "kind": PASSPORT}, {}, "returned", "участник не определён"),
    ({"day": 12, "kind": PASSPORT}, {"kind": PASSPORT}, "returned", "участник не определён"),
    ({"day": 12}, {"kind": PASSPORT}, "returned", "участник не определён"),
    ({"day": 12, "who": "И2"}, {}, "returned", "участник не определён"),
    ({"day": 12}, {"named": "И2"}, "returned", "участник не определён"),
    ({"day": 12}, {"named": ""}, "returned", "участник не определён"),
    ({"day": 12}, {"unfilled": True}, "ignored",
     "бланк не заполнен, участник в нём не указан"),
    ({"day": 12}, {"unfilled": True, "member": 1}, "superseded", OWN),
    ({"day": 12, "who": "И2"}, {"unfilled": True, "member": 1}, "returned",
     "участник не определён"),
]  # fmt: skip


@pytest.mark.parametrize(("own", "other", "status", "reason"), NOBODYS)
def test_a_form_on_another_s_blank_gives_way_to_a_later_one_of_its_own(own, other, status, reason):
    files = [returned("свой", **own), returned("чужой", **{"who": "", "named": "И1"} | other)]
    for order in (files, files[::-1]):
        _, result = choose(order, METHODOLOGY, AS_OF)
        assert (result.source.path, result.status.value, result.reason) == ("чужой", status, reason)
        assert result.participant == ""
