"""What becomes of the files that are no participant's form, and what is said of each."""

import pytest

from kuzbass_batch.findings import decisions as decision_rules
from kuzbass_batch.findings.answers import BLANK_FIELD
from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.rater import COMMITTEE
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.returns.read_files import (
    EarlierResults,
    OtherFile,
    ReadDecisions,
    ReadRegistry,
    WrongEdition,
)
from kuzbass_batch.rules.returns.choosing import judge_others
from tests.rules.decisions.bare_forms import CODE, lying_at

FAULT = (BLANK_FIELD.at(name="Код"),)
NOT_OWN = (decision_rules.NOT_OF_THIS_FOLDER.at(what="", why="", path="", rater=COMMITTEE),)
PLAIN = lying_at("а.xlsx")


@pytest.mark.parametrize(
    ("file", "status", "reason"),
    [
        (OtherFile(source=PLAIN), "returned", "участник не определён"),
        (OtherFile(source=PLAIN, unread=True), "unreadable", "файл не прочитан"),
        (OtherFile(source=PLAIN, foreign=True), "ignored", "не форма рейтингования"),
        (
            OtherFile(source=PLAIN, own="рейтинг"),
            "ignored",
            "рейтинг: составлено программой, это не ответ участника",
        ),
        (
            OtherFile(source=lying_at("Thumbs.db", litter="служебный файл")),
            "ignored",
            "служебный файл",
        ),
        (
            EarlierResults(source=PLAIN, period=Period(2024)),
            "used",
            "результаты прошлого года: взяты для сравнения",
        ),
        (ReadRegistry(source=PLAIN, identity=CODE), "used", "реестр участников"),
        (
            ReadRegistry(source=PLAIN, identity=CODE, findings=FAULT),
            "returned",
            "реестр участников",
        ),
        (ReadDecisions(source=PLAIN, identity=CODE, book=None), "used", "книга решений"),
        (
            ReadDecisions(source=PLAIN, identity=CODE, book=None, findings=NOT_OWN),
            "returned",
            "книга без отметки этой папки: не учтена",
        ),
        (
            WrongEdition(source=PLAIN, kind=Kind.DECISIONS, identity=CODE, wrong_year=True),
            "ignored",
            "книга решений",
        ),
        (
            WrongEdition(source=PLAIN, kind=Kind.DECISIONS, identity=CODE, wrong_year=False),
            "used",
            "книга решений",
        ),
    ],
)
def test_each_file_of_others_says_what_became_of_it(file, status, reason):
    (result,) = judge_others([file])
    assert (result.status.value, result.reason) == (status, reason)
    assert result.findings == file.findings and result.source is file.source
