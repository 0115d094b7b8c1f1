"""Marks of books: how they are made, once and for all, and what is said of a book without one."""

import hmac
from dataclasses import replace
from hashlib import sha256

import pytest

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.committee.book_marks import BookMark, Trust
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.returns.read_files import ReadRegistry, WrongEdition
from kuzbass_batch.rules.decisions.marks import (
    acceptance_of,
    accepted_books,
    draw_of,
    is_own,
    mark_of,
    split_by_mark,
)
from tests.rules.decisions.bare_forms import lying_at

KEY, OTHER = b"k" * 32, b"o" * 32
CODE = Identity(form_code="KB-REG", period=Period(2025), version=1)
TRUST = Trust(key=KEY)


def hashed(*words):
    return hmac.new(KEY, "\0".join(words).encode(), sha256).hexdigest()


def registry(path="Реестр.xlsx", mark=None):
    return ReadRegistry(source=lying_at(path), identity=CODE, mark=mark)


def test_a_mark_of_an_older_program_stays_right():
    """What a book bears and what was accepted outlive a release: the words never change."""
    digest = hashed("kuzbass-batch book 1", "KB-REG", "2025", "1", "7")
    assert mark_of(KEY, CODE, 7) == BookMark(draw=7, digest=digest)
    assert acceptance_of(KEY, "ab12") == hashed("kuzbass-batch accepted 1", "ab12")
    assert mark_of(b"", CODE, 7) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"period": Period(2026)},
        {"period": Period(2025, "II")},
        {"version": 2},
        {"form_code": "KB-DEC"},
    ],
    ids=str,
)
def test_a_mark_is_of_one_kind_year_and_version(changes):
    mark = mark_of(KEY, CODE, 7)
    book = replace(registry(mark=mark), identity=replace(CODE, **changes))
    assert is_own(registry(mark=mark), TRUST) and not is_own(book, TRUST)
    assert (draw_of(registry(mark=mark), TRUST), draw_of(book, TRUST)) == (7, 0)
    assert not is_own(registry(mark=replace(mark, draw=8)), TRUST)


def test_a_mark_of_a_replaced_key_proves_nothing_and_an_accepted_book_counts_all_the_same():
    book = registry(mark=mark_of(KEY, CODE, 7))
    lost = replace(TRUST, replaced=True)
    assert (is_own(book, lost), draw_of(book, lost)) == (False, 0)
    named = replace(lost, accepted=frozenset({book.source.sha256}))
    assert (is_own(book, named), draw_of(book, named)) == (True, 0)
    assert accepted_books([book], named) == (("Реестр.xlsx", "Реестр.xlsx"),)
    assert accepted_books([book], replace(named, replaced=False)) == ()


WHY = {
    None: "отметки, с которой программа чертит книги этой папки, в файле нет",
    OTHER: "отметка в файле – другой папки, другого года или потерянного ключа",
}


@pytest.mark.parametrize("key", WHY)
def test_of_two_registries_the_one_with_a_mark_counts_and_the_other_is_told_of(key):
    own = registry(mark=mark_of(KEY, CODE, 1))
    other = registry("чужой.xlsx", mark=key and mark_of(key, CODE, 1))
    kept, (told,) = split_by_mark([own, other], Period(2025), TRUST)
    (finding,) = told.findings
    assert kept == (own,) and finding.file == "чужой.xlsx"
    what = "Книга с реестром участников"
    assert finding.message == f"{what} не учтена и ничего не решает: {WHY[key]}."


def test_a_registry_made_by_hand_counts_where_none_has_a_mark():
    assert split_by_mark([registry()], Period(2025), TRUST) == ((registry(),), ())


def test_decisions_of_another_year_decide_nothing_anyway_and_are_no_strangers():
    def book(year):
        identity = replace(CODE, form_code="KB-DEC", period=Period(year))
        return WrongEdition(
            source=lying_at("Решения.xlsx"), identity=identity, kind=Kind.DECISIONS, wrong_year=True
        )

    assert split_by_mark([book(2024)], Period(2025), TRUST)[1] == ()
    (told,) = split_by_mark([book(2025)], Period(2025), TRUST)[1]
    assert told.findings[0].message.startswith("Книга решений не учтена и ничего не решает: ")
