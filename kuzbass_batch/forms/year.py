"""A reporting year: the methodology with the forms made from it; what every worker is given."""

from collections.abc import Mapping
from dataclasses import dataclass

from kuzbass_batch.forms.spec import FormSpec, load_forms
from kuzbass_batch.model.methodology import Methodology
from kuzbass_batch.model.records import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """The act of the year and its forms, the same for every file."""

    methodology: Methodology
    forms: Mapping[Kind, FormSpec]


def year_of(methodology: Methodology) -> Year:
    """Return the year with its forms."""
    return Year(methodology=methodology, forms=load_forms(methodology))
