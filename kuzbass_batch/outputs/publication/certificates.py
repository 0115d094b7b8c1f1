"""Certificates to print and sign (p. 3.5), one file for each that the register holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kuzbass_batch import wording
from kuzbass_batch.forms.drawing.issue import free_path, safe_name
from kuzbass_batch.outputs.partner_checks.check_letters import level_dative
from kuzbass_batch.outputs.plain_text import size_of
from kuzbass_batch.records.committee.programme import Certificate
from kuzbass_batch.records.year.outcome import Outcome

FOLDER = "Сертификаты"


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificatePaper:
    """A certificate to write, and its path in the result folder."""

    certificate: Certificate
    path: str


def plan_certificates(outcome: Outcome) -> Iterator[CertificatePaper]:
    """Yield the certificates by the day of issue."""
    taken: set[str] = set()
    for each in outcome.registers.certificates:
        if not each.printed:
            continue
        stem = safe_name(f"{each.number} {each.participant} {each.short_name}")
        yield CertificatePaper(certificate=each, path=free_path(f"{FOLDER}/{stem}", ".docx", taken))


def certificate_context(certificate: Certificate) -> dict[str, Any]:
    """Return what fills the template of one certificate, besides the details of who issues it."""
    return {
        "number": certificate.number.lstrip("№ "),
        "name": certificate.name,
        "size": size_of(certificate.name),
        "sample": wording.quoted(certificate.sample),
        "sample_size": size_of(certificate.sample),
        "level": _genitive(certificate.level),
        "level_dative": level_dative(certificate.level),
        "checked": wording.day(certificate.checked) if certificate.checked else "",
        "day": wording.day(certificate.day),
        "draft": certificate.by_example,
        "example": certificate.by_example,
    }


def _genitive(level: str) -> str:
    """Return the word of a level in the genitive: `регионального`."""
    return f"{level.removesuffix('ый')}ого" if level.endswith("ый") else level
