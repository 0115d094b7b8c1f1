"""How an examined return travels from a worker and lies in the store: bytes that can do nothing."""

import datetime as dt
import io
import pickle
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kuzbass_batch.model import findings, projects, records
from kuzbass_batch.model.records import Return, Submission

# All that a packed return consists of; nothing else is looked up or called while one is unpacked.
_KNOWN = {
    (each.__module__, each.__qualname__): each
    for each in (
        Decimal, dt.date, dt.datetime, dt.time,
        findings.CellRef, findings.Finding, findings.Severity,
        projects.Goal, projects.Project, projects.Stage,
        records.Answer, records.CriterionScore, records.Evidence, records.Gist, records.Identity,
        records.Kind, records.Return, records.Scorecard, records.Source, records.Submission,
        records.Typed,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parcel:
    """A return without its answers, and the answers (the Submission or None), both packed."""

    entry: bytes
    answers: bytes


def pack(entry: Return) -> Parcel:
    """Pack a return."""
    light = replace(entry, submission=None)
    protocol = pickle.HIGHEST_PROTOCOL
    return Parcel(pickle.dumps(light, protocol), pickle.dumps(entry.submission, protocol))


def unpack_entry(data: bytes) -> Return:
    """Return the packed return; UnpicklingError if these bytes are something else."""
    entry = _Records(io.BytesIO(data)).load()
    if not isinstance(entry, Return):
        raise pickle.UnpicklingError("not a return")
    return entry


def unpack_answers(data: bytes) -> Submission | None:
    """Return the packed submission; UnpicklingError if these bytes are something else."""
    submission = _Records(io.BytesIO(data)).load()
    if not isinstance(submission, Submission | None):
        raise pickle.UnpicklingError("not a submission")
    return submission


class _Records(pickle.Unpickler):
    """Reads records and plain values only: a file put in the store's place can run nothing."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _KNOWN[module, name]
