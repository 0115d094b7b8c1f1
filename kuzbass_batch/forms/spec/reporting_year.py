"""A reporting year: the methodology with the forms made from it; what every worker is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kuzbass_batch.forms.spec.announced import announced_form
from kuzbass_batch.forms.spec.loader import load_forms
from kuzbass_batch.forms.spec.specification import FormSpec
from kuzbass_batch.methodology.records import Methodology
from kuzbass_batch.records.committee.contest import PracticeContest
from kuzbass_batch.records.files.sources import Kind
from kuzbass_batch.records.files.submissions import Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportingYear:
    """The act of the year and its forms, the same for every file.

    contest: the one that the committee announces for the year, None if there is none. drawn: forms
    that are drawn with more than they are read by.
    """

    methodology: Methodology
    forms: Mapping[Kind, FormSpec]
    contest: PracticeContest | None = None
    drawn: Mapping[Kind, FormSpec] = field(default_factory=dict)

    @property
    def to_draw(self) -> Mapping[Kind, FormSpec]:
        """Return the forms as they are drawn for participants."""
        return {**self.forms, **self.drawn}

    def drawn_form(self, kind: Kind) -> FormSpec:
        """Return a form as it is drawn for participants."""
        return self.drawn.get(kind) or self.forms[kind]

    def file_name(self, kind: Kind) -> str:
        """Return the name of a form that goes to nobody in particular: `Решения-2025.xlsx`."""
        return self.forms[kind].file_name.format(period=self.methodology.period)


def registers_identity(spec: FormSpec, methodology: Methodology) -> Identity:
    """Return the code of the registers of the programme: its first year, and its short name."""
    return spec.identity("".join(methodology.words.programme.short.split()))


def year_of(methodology: Methodology, contest: PracticeContest | None = None) -> ReportingYear:
    """Return the year with its forms; contest: the one announced, None if there is none."""
    forms, kind = load_forms(methodology), Kind.CONTEST_APPLICATION
    drawn = {kind: announced_form(forms[kind], contest)} if contest and kind in forms else {}
    return ReportingYear(methodology=methodology, forms=forms, contest=contest, drawn=drawn)
