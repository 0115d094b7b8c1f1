"""Objections to the result: what a form asks for, and what granting it would change (p. 3.4)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from kuzbass_batch.findings import objections as rules
from kuzbass_batch.findings.finding import NOWHERE, Finding, Rule
from kuzbass_batch.forms.parsing.values import is_not_applicable, understand_number
from kuzbass_batch.methodology.criteria import NoPoints, Worth, bare_worth, exact, shown_worth
from kuzbass_batch.methodology.rater import Rater
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.submissions import Submission
from kuzbass_batch.records.rating.scores import Scorecard
from kuzbass_batch.records.returns.read_files import Asked, Contest

POINTS = "points"
CLAIMED, COUNTED, ASKED, REASON, DOCUMENTS = (
    "claimed", "counted", "asked", "reason", "documents"
)  # fmt: skip


@lru_cache(maxsize=256)
def objection_field(criterion: str, column: str) -> str:
    """Return the id of the field that holds a column of a criterion's row, always the same one."""
    return f"{POINTS}/{criterion}/{column}"


def contest_of(submission: Submission, methodology: Methodology) -> Contest:
    """Return what an objection contests; rows without readable points ask for nothing."""
    form = Form(submission)
    asked = (form.asked(criterion.id) for criterion in methodology.criteria)
    return Contest(
        signer=form.text("signer_name"),
        way=form.text("way"),
        asked=tuple(each for each in asked if each),
        begun=tuple(each.id for each in methodology.criteria if form.is_begun(each.id)),
    )


def check_objection(submission: Submission, methodology: Methodology) -> tuple[Finding, ...]:
    """Return what is wrong with an objection or to be asked about it."""
    form, rater = Form(submission), methodology.words.rater
    found = tuple(
        finding
        for criterion in methodology.criteria
        for finding in _check_row(criterion.id, form, rater)
    )
    # A row begun without points has a finding of its own.
    if any(form.is_begun(criterion.id) for criterion in methodology.criteria):
        return found
    first = objection_field(methodology.criteria[0].id, ASKED)
    ref = submission.cells().get(first, NOWHERE)
    return (rules.NOTHING_ASKED.at(ref, field=first), *found)


def _check_row(criterion: str, form: "Form", rater: Rater) -> Iterator[Finding]:
    columns = {name: objection_field(criterion, name) for name in (ASKED, REASON, DOCUMENTS)}
    given = {name for name, field in columns.items() if field in form.answers}

    def at(rule: Rule, column: str, **words: Any) -> Finding:
        field = columns[column]
        ref = form.submission.cells().get(field, NOWHERE)
        return rule.at(ref, field=field, criterion=criterion, **words)

    if given and ASKED not in given:
        yield at(rules.NO_POINTS, ASKED)
    if ASKED in given and REASON not in given:
        yield at(rules.NO_REASON, REASON)
    if ASKED in given and DOCUMENTS not in given:
        yield at(rules.NO_DOCUMENTS, DOCUMENTS)
    asked = form.asked(criterion)
    if asked is None:
        return
    wanted, claimed, counted = asked.worth, asked.claimed, asked.counted
    if isinstance(wanted, NoPoints) and wanted == counted:
        yield at(rules.ABSENT_ALREADY, ASKED)
    elif counted is not None and _is_not_more(wanted, counted):
        yield at(rules.NOT_MORE, ASKED, asked=shown_worth(wanted), counted=bare_worth(counted))
    if claimed is not None and _is_beyond(wanted, claimed):
        words = {"asked": shown_worth(wanted), "claimed": bare_worth(claimed)}
        yield at(rules.MORE_THAN_CLAIMED, ASKED, **words, rater=rater)


def _is_not_more(asked: Worth, counted: Worth) -> bool:
    """Tell whether points are asked that are no more than those that counted."""
    if isinstance(asked, NoPoints) or isinstance(counted, NoPoints):
        return False
    return asked <= counted


def _is_beyond(asked: Worth, claimed: Worth) -> bool:
    """Tell whether more is asked than claimed: more points, or that it applies, or does not."""
    if isinstance(asked, NoPoints) or isinstance(claimed, NoPoints):
        return asked != claimed
    return asked > claimed


class Form:
    """The answers of an objection by field."""

    def __init__(self, submission: Submission) -> None:
        self.submission, self.answers = submission, submission.by_field()

    def text(self, field: str) -> str:
        """Return the text of a field, empty if there is none."""
        answer = self.answers.get(field)
        return answer.given if answer and answer.readable else ""

    def is_begun(self, criterion: str) -> bool:
        """Tell whether the participant entered anything in a criterion's row."""
        return any(
            objection_field(criterion, column) in self.answers
            for column in (ASKED, REASON, DOCUMENTS)
        )

    def asked(self, criterion: str) -> Asked | None:
        """Return what is asked for a criterion, None if nothing readable is."""
        worth = self._worth(criterion, ASKED)
        if worth is None:
            return None
        answer = self.answers[objection_field(criterion, ASKED)]
        return Asked(
            criterion=criterion,
            worth=worth,
            claimed=self._worth(criterion, CLAIMED),
            counted=self._worth(criterion, COUNTED),
            reason=self.text(objection_field(criterion, REASON)),
            documents=self.text(objection_field(criterion, DOCUMENTS)),
            ref=answer.ref,
        )

    def _worth(self, criterion: str, column: str) -> Worth | None:
        answer = self.answers.get(objection_field(criterion, column))
        if answer is None or not answer.readable:
            return None
        if is_not_applicable(answer.value):
            return NoPoints.NOT_APPLICABLE
        number = understand_number(answer.value)
        return None if number is None else exact(number)


def printed_points(card: Scorecard) -> dict[str, Worth]:
    """Return what the participant's form shows of his result, by field id.

    Points, or «не применимо».
    """
    return {
        objection_field(score.criterion, column): worth
        for score in card.scores
        for column, worth in (
            (CLAIMED, score.claimed_worth),
            (COUNTED, score.points if score.applicable else NoPoints.NOT_APPLICABLE),
        )
    }
