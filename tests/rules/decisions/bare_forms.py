"""Forms as read, made by hand: they say only what rulings and verified points ask of them."""

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.records.files.sources import Kind, Source
from kuzbass_batch.records.files.submissions import Identity
from kuzbass_batch.records.returns.read_files import (
    Contest,
    Project,
    ReadAssessment,
    ReadObjection,
    ReadPassport,
)

CODE = Identity(form_code="KB-X", period=Period(2025), version=1)
PROJECT = Project(name="", leader="", process="", goals=(), stages=())
CONTEST = Contest(signer="", way="", asked=())


def lying_at(path, **known):
    """Return where a form lies."""
    return Source(path=path, size=1, sha256=path, **known)


def form(path, kind=Kind.SELF_ASSESSMENT, *, card=None, **known):
    """Return a form of a kind; card: what the marks of a self-assessment make, if they make any."""
    known |= {"source": lying_at(path), "identity": CODE}
    if kind is Kind.PASSPORT:
        return ReadPassport(**known, project=PROJECT)
    if kind is Kind.OBJECTION:
        return ReadObjection(**known, contest=CONTEST)
    return ReadAssessment(**known, card=card)
