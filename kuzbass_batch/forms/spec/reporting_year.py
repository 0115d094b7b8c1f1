"""A reporting year: the methodology with the forms made from it; what every worker is given."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportingYear:
    """The act of the year and its forms, the same for every file."""

    methodology: Methodology
    forms: Mapping[Kind, FormSpec]

    def file_name(self, kind: Kind) -> str:
        """Return the name of a form that goes to nobody in particular: `Решения-2025.xlsx`."""
        return self.forms[kind].file_name.format(period=self.methodology.period)


def registers_identity(spec: FormSpec, methodology: Methodology) -> Identity:
    """Return the code of the registers of the programme: its first year, and its short name."""
    return spec.identity("".join(methodology.words.programme.short.split()))


def year_of(methodology: Methodology) -> ReportingYear:
    """Return the year with its forms."""
    return ReportingYear(methodology=methodology, forms=load_forms(methodology))
